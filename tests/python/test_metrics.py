"""Metrics equal a count of the events in plain Python at every moment."""

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow

from tests.harness.databases import Database, unique_name
from tests.harness.events import NOW, event, send
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

COUNTRIES = ["TR", "DE", "FR", None]


def purchase(days_ago: float, **properties: Any) -> dict[str, Any]:
    return event(
        NOW - timedelta(days=days_ago),
        event_name="purchase",
        client_id=f"client {random.randrange(9)}",
        properties=properties,
    )


def some_purchases(count: int, days: int = 20) -> list[dict[str, Any]]:
    return [
        purchase(
            random.random() * days,
            price=random.choice([1, 2.50, 1e3, "7", None]),
            country=random.choice(COUNTRIES),
            item={"id": random.randrange(12)},
        )
        for _ in range(count)
    ]


def model(
    conn: psycopg.Connection[DictRow],
    tenant: str,
    *,
    by: tuple[tuple[str, ...], ...],
    hourly: bool = False,
    max_groups: int = 1000,
    kept: Any = lambda properties: True,
) -> set[tuple[Any, ...]]:
    """Return the rows that a metric of purchases and their prices has, counted one by one."""
    periods: dict[Any, dict[Any, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in conn.execute(
        f"select created_at, properties from {tenant}.events where event_name = 'purchase'"
    ):
        properties, at = row["properties"], row["created_at"].astimezone(UTC)
        if not kept(properties):
            continue
        group = []
        for keys in by:
            value: Any = properties
            for key in keys:
                value = value.get(key) if isinstance(value, dict) else None
            group.append(None if value is None else str(value))
        period = (at.date(), at.replace(minute=0, second=0, microsecond=0) if hourly else None)
        periods[period][tuple(group)].append(properties.get("price"))
    rows = set()
    for period, groups in periods.items():
        # null is the last of equally many
        order = sorted(
            groups, key=lambda g: (-len(groups[g]), [(v is None, (v or "").encode()) for v in g])
        )
        shown = [(group, False, groups[group]) for group in order[:max_groups]]
        others = [price for group in order[max_groups:] for price in groups[group]]
        if others:
            shown.append((tuple(None for _ in by), True, others))
        for group, is_other, prices in shown:
            numbers = [Decimal(str(p)) for p in prices if isinstance(p, int | float)]
            rows.add(
                (*period, *group, is_other, len(prices), len(numbers))
                + ((sum(numbers), min(numbers), max(numbers)) if numbers else (None, None, None))
            )
    return rows


def shown(
    conn: psycopg.Connection[DictRow], tenant: str, name: str, columns: str, hourly: bool = False
) -> set[tuple[Any, ...]]:
    rows = conn.execute(
        f"select day, {'hour' if hourly else 'null as hour'}, {columns}, is_other, events,"
        f' numbers, "sum", "min", "max" from {tenant}.{name}'
    ).fetchall()
    found = {tuple(row.values()) for row in rows}
    assert len(found) == len(rows)
    return found


ALL = ("--sum", "price", "--min", "price", "--max", "price")


def test_a_metric_is_what_its_events_say_at_every_moment(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *some_purchases(400))
    cli("maintain")
    cli("metric", "create", tenant, "revenue", "--event", "purchase", *ALL, "--by", "country")
    cli(
        "metric", "create", tenant, "by_hour", "--event", "purchase", *ALL,
        "--by", "item.id,country", "--hourly", "--max-groups", "3",
        "--filter", '{"country": ["TR", "DE"]}',
    )  # fmt: skip

    def check() -> None:
        with database.connect() as conn, conn.transaction():
            conn.execute("set transaction isolation level repeatable read")
            assert shown(conn, tenant, "revenue", "country") == model(
                conn, tenant, by=(("country",),)
            )
            assert shown(conn, tenant, "by_hour", "item_id, country", True) == model(
                conn,
                tenant,
                by=(("item", "id"), ("country",)),
                hourly=True,
                max_groups=3,
                kept=lambda properties: properties["country"] in ("TR", "DE"),
            )

    check()
    send(database, tenant, *some_purchases(30), purchase(0, country="TR", price=5))
    check()
    assert database.value(f"select count(*) > 0 from {tenant}__store.rollup_marks")
    with database.connect() as conn:
        conn.execute(f"update {tenant}__store.rollups set pause = '0'")
    cli("maintain")
    check()
    cli("erase", tenant, "--client-id", "client 3", "--yes")
    check()
    # the views read the rollups: a wrong number there shows
    with database.connect() as conn:
        conn.execute(f"update {tenant}__store.metric_counts set events = events + 1")
    with pytest.raises(AssertionError):
        check()
    said = cli("doctor", "--deep", exit_code=1).stdout
    assert f"the metric {tenant}.revenue" in said
    assert f"the metric {tenant}.by_hour" in said
    cli("maintain", tenant, "--rebuild")
    check()
    cli("doctor", "--deep")


def test_a_metric_goes_on_after_it_was_killed(cli: Cli, tenant: str, database: Database) -> None:
    send(database, tenant, *some_purchases(300))
    cli("maintain")
    cli(
        "metric", "create", tenant, "revenue", "--event", "purchase", *ALL, "--by", "country",
        "--no-wait",
    )  # fmt: skip
    steps = f"select hardal_private.maintain_step('{tenant}', 'count_metrics', false) ->> 'what'"
    for _ in range(5):
        assert database.value(steps) == "days of metrics counted"
    # a late event of a day that is counted, and one of a day that is not, and an erasure
    send(database, tenant, *some_purchases(40))
    assert "to 20" in cli("metric", "list", tenant).stdout
    assert cli.json("metric", "list", tenant)[0]["is_counted"] is False
    assert database.value(f"select to_regclass('{tenant}.revenue')") is None
    said = cli("maintain").stdout
    assert "metrics counted: 1, revenue" in said
    with database.connect() as conn:
        assert shown(conn, tenant, "revenue", "country") == model(conn, tenant, by=(("country",),))
    assert cli.json("metric", "show", tenant, "revenue")["is_counted"] is True


def test_the_tool_is_interrupted_and_maintenance_makes_the_metric(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *some_purchases(300, days=200))
    cli("maintain")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "hardal_admin", "metric", "create", tenant, "revenue",
            "--event", "purchase", *ALL, "--by", "country", "--dsn", database.dsn,
        ],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    counted = f"select count(distinct day) >= 3 from {tenant}__store.metric_counts"
    while process.poll() is None and not database.value(counted):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    cli("maintain")
    with database.connect() as conn:
        assert shown(conn, tenant, "revenue", "country") == model(conn, tenant, by=(("country",),))


def test_a_metric_is_exact_while_writers_and_maintenance_are_at_work(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *some_purchases(300, days=8))
    cli("maintain")
    with database.connect() as conn:
        conn.execute(f"update {tenant}__store.rollups set pause = '0'")
    cli("metric", "create", tenant, "revenue", "--event", "purchase", *ALL, "--by", "country")
    until = time.monotonic() + (60 if os.environ.get("HARDAL_LONG") else 6)
    failures: list[str] = []

    def guarded(work: Any) -> threading.Thread:
        def run() -> None:
            try:
                while time.monotonic() < until and not failures:
                    work()
            except Exception as error:
                failures.append(f"{type(error).__name__}: {error}")

        return threading.Thread(target=run)

    def write() -> None:
        send(database, tenant, *some_purchases(5, days=8))

    def compare() -> None:
        with database.connect() as conn, conn.transaction():
            conn.execute("set transaction isolation level repeatable read")
            found = shown(conn, tenant, "revenue", "country")
            wanted = model(conn, tenant, by=(("country",),))
        if found != wanted:
            failures.append(f"{sorted(found ^ wanted, key=str)}")

    threads = [guarded(work) for work in (write, write, lambda: cli("maintain", tenant), compare)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_metric_loses_the_months_that_retention_drops(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *some_purchases(200, days=150))
    cli("maintain")
    cli("metric", "create", tenant, "revenue", "--event", "purchase", *ALL, "--by", "country")
    cli("tenant", "set", tenant, "--retention", "2mo", "--yes")
    cli("maintain")
    with database.connect() as conn:
        assert shown(conn, tenant, "revenue", "country") == model(conn, tenant, by=(("country",),))
        assert database.value(
            f"select min(c.day) >= min(r.rolled_from) from {tenant}__store.metric_counts as c,"
            f" {tenant}__store.rollups as r where r.period = 'day'"
        )


def test_a_metric_is_dropped_without_a_trace(cli: Cli, tenant: str, database: Database) -> None:
    send(database, tenant, *some_purchases(50))
    cli("maintain")
    cli("metric", "create", tenant, "revenue", "--event", "purchase")
    with database.connect() as conn:
        conn.execute(f"create view {tenant}.mine as select * from {tenant}.revenue")
        assert "mine" in cli("metric", "drop", tenant, "revenue", "--yes", exit_code=1).stderr
        conn.execute(f"drop view {tenant}.mine")
    assert "--yes" in cli("metric", "drop", tenant, "revenue", exit_code=1).stderr
    cli("metric", "drop", tenant, "revenue", "--yes")
    assert database.value(f"select to_regclass('{tenant}.revenue')") is None
    assert database.value(f"select count(*) from {tenant}__store.metric_counts") == 0
    assert cli.json("metric", "list", tenant) == []
    assert "revenue" in cli("metric", "show", tenant, "revenue", exit_code=1).stderr


def test_doctor_makes_the_view_of_a_metric_again(cli: Cli, tenant: str, database: Database) -> None:
    send(database, tenant, *some_purchases(50))
    cli("maintain")
    cli("metric", "create", tenant, "revenue", "--event", "purchase", "--aggregate")
    cli("doctor")
    with database.connect() as conn:
        conn.execute(f"revoke select on {tenant}.revenue from {tenant}__aggregate")
        assert "holds no SELECT" in cli("doctor", exit_code=1).stdout
        cli("doctor", "--fix")
        cli("metric", "create", tenant, "closed", "--event", "purchase")
        conn.execute(f"grant select on {tenant}.closed to {tenant}__aggregate")
        assert "__aggregate holds SELECT" in cli("doctor", exit_code=1).stdout
        cli("doctor", "--fix")
        cli("metric", "drop", tenant, "closed", "--yes")
        conn.execute(f"drop view {tenant}.revenue")
        assert f"the metric {tenant}.revenue: it is not there" in cli("doctor", exit_code=1).stdout
        cli("doctor", "--fix")
        conn.execute(f"drop view {tenant}.revenue")
        conn.execute(f"create table {tenant}.revenue ()")
        assert "it is not hardal's view" in cli("doctor", exit_code=1).stdout
        conn.execute(f"drop table {tenant}.revenue")
    cli("doctor", "--fix")
    cli("doctor")


def test_only_a_metric_that_is_marked_is_for_the_scope_aggregate(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *some_purchases(50))
    cli("maintain")
    cli("metric", "create", tenant, "open", "--event", "purchase", "--by", "country", "--aggregate")
    cli("metric", "create", tenant, "closed", "--event", "purchase", "--by", "country")
    url = cli.json("url", "create", tenant, "--name", "bob", "--scope", "aggregate")["url"]
    with psycopg.connect(url, autocommit=True) as conn:
        assert conn.execute("select count(*) > 0 from open").fetchone() == (True,)
        for closed in ("closed", "metrics"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(f"select * from {closed}".encode())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--event", "purchas"), 'did you mean "purchase"?'),
        (("--event", "purchase", "--by", "contry"), 'did you mean "country"?'),
        (("--event", "purchase", "--sum", "prise"), 'did you mean "price"?'),
        (("--event", "purchase", "--by", "a,b,c,d,e"), "at most 4"),
        (("--event", "purchase", "--by", "country,country"), "twice"),
        (("--event", "purchase", "--filter", '{"country": {"like": "T"}}'), "no operator"),
    ],
)
def test_a_wrong_metric_is_refused(
    cli: Cli, tenant: str, database: Database, options: tuple[str, ...], said: str
) -> None:
    send(database, tenant, *some_purchases(30))
    cli("maintain")
    assert said in cli("metric", "create", tenant, "m", *options, exit_code=1).stderr
    assert cli.json("metric", "list", tenant) == []


def test_a_metric_s_name_is_free_and_plain(cli: Cli, tenant: str, database: Database) -> None:
    send(database, tenant, *some_purchases(30))
    cli("maintain")
    for name, said in (
        ("purchase", "choose another name"), ("events", "choose another name"),
        ("select", "no name for a metric"), ("My Metric", "no name for a metric"),
    ):  # fmt: skip
        refused = cli("metric", "create", tenant, name, "--event", "purchase", exit_code=1).stderr
        assert said in refused
    # an event whose view would have the name of a metric that has no view yet
    cli("metric", "create", tenant, "refund", "--event", "purchase", "--no-wait")
    send(database, tenant, event(NOW, event_name="refund"))
    cli("maintain")
    with database.connect() as conn:
        views = conn.execute(f"select view_name from {tenant}__store.event_views").fetchall()
    assert {row["view_name"] for row in views} == {"purchase", "refund_event"}


def test_a_metric_is_made_from_a_file(
    cli: Cli, tenant: str, database: Database, tmp_path: Path
) -> None:
    send(database, tenant, *some_purchases(30))
    cli("maintain")
    file = tmp_path / "revenue.json"
    file.write_text(
        json.dumps({"event": "purchase", "number": "price", "measures": ["avg"], "by": ["item_id"]})
    )
    made = cli.json("metric", "create", tenant, "revenue", "--file", str(file))
    assert made["properties"] == ["item.id"]
    assert "--file" in cli("metric", "create", tenant, "m", exit_code=2).stderr
    file.write_text(json.dumps({"event": "purchase", "sums": ["price"]}))
    refused = cli("metric", "create", tenant, "m", "--file", str(file), exit_code=1).stderr
    assert 'a metric has no "sums"' in refused


def test_a_metric_s_filter_stays_what_it_meant_when_a_column_has_another_name(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, purchase(2, price=5, item={"id": 3}), purchase(3, price=7))
    cli("maintain")
    cli(
        "metric", "create", tenant, "threes", "--event", "purchase", *ALL,
        "--filter", '{"item_id": 3}',
    )  # fmt: skip
    cli("views", "pin", tenant, "purchase", "item.id", "--name", "thing")
    with database.connect() as conn:
        row = conn.execute(
            f"select sum(measured) as sum from {tenant}.trend('{{purchase}}', 'sum',"
            " property => 'price', since => %s, until => %s)",
            ((NOW - timedelta(days=9)).date(), (NOW + timedelta(days=1)).date()),
        ).fetchone()
        assert row == {"sum": 12}
        assert conn.execute(f"select sum(sum) as sum from {tenant}.threes").fetchone() == {"sum": 5}


def test_the_days_of_a_metric_are_those_of_utc(cli: Cli, tenant: str, database: Database) -> None:
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    send(database, tenant, event(at, event_name="purchase", properties={"price": 1}))
    cli("maintain")
    cli("metric", "create", tenant, "hours", "--event", "purchase", "--hourly")
    with database.connect() as conn:
        for zone in ("Asia/Kolkata", "America/St_Johns", "UTC"):
            conn.execute(f"set time zone '{zone}'")
            row = conn.execute(f"select day, hour from {tenant}.hours").fetchone()
            assert row
            assert (row["day"], row["hour"]) == (at.date(), at.replace(minute=0))


HOURS_LIVE = ("hour", '{"item.id": {"gte": 3}}')


def trends(conn: psycopg.Connection[DictRow], tenant: str) -> dict[tuple[Any, ...], list[str]]:
    """Return the trends that the metrics of the next test may answer, to the last digit."""
    found = {}
    for measure, by, every, compare, filter_ in itertools.product(
        ("events", "sum", "avg", "min", "max"),
        (None, "country", "item.id"),
        ("hour", "day", "week", "month"),
        (False, True),
        (None, '{"item.id": {"gte": 3}}'),
    ):
        rows = conn.execute(
            f"select * from {tenant}.trend('{{purchase}}', %s, by => %s, every => %s,"
            " compare => %s, property => %s, filter => %s, since => %s, until => %s,"
            " max_values => 3)",
            (
                measure, by, every, compare, None if measure == "events" else "price", filter_,
                (NOW - timedelta(days=9)).date(), (NOW + timedelta(days=1)).date(),
            ),
        ).fetchall()  # fmt: skip
        found[measure, by, every, compare, filter_] = [str(tuple(row.values())) for row in rows]
    return found


def test_a_trend_that_reads_a_metric_is_the_same_to_the_last_digit(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *some_purchases(300))
    cli("maintain")
    send(database, tenant, *some_purchases(20), purchase(0, price=0.1))
    with database.connect() as conn:
        live = trends(conn, tenant)
        by = ("--by", "country,item.id")
        cli("metric", "create", tenant, "daily", "--event", "purchase", *ALL, *by)
        cli("metric", "create", tenant, "hourly", "--event", "purchase", *ALL, *by, "--hourly")
        cli(
            "metric", "create", tenant, "dear", "--event", "purchase", *ALL, *by,
            "--filter", '{"item_id": {"gte": 3}}',
        )  # fmt: skip
        assert trends(conn, tenant) == live
        # each of them is read: a wrong number shows
        conn.execute(f"update {tenant}__store.metric_counts set events = events + 1, total = 7")
        wrong = trends(conn, tenant)
        # no metric by hour has the filter, and these trends are counted live
        same = {ask for ask in live if wrong[ask] == live[ask] and (ask[2], ask[4]) != HOURS_LIVE}
        assert {ask[0] for ask in same} <= {"events", "min", "max"}
        # the events of a name alone have rollups of their own
        assert all((ask[1], ask[4]) == (None, None) for ask in same if ask[0] == "events")
        cli("maintain", tenant, "--rebuild")
        # a value that is among the others of a day is counted live
        for name in ("daily", "hourly", "dear"):
            cli("metric", "drop", tenant, name, "--yes")
        cli(
            "metric", "create", tenant, "few", "--event", "purchase", *ALL, *by,
            "--max-groups", "2",
        )  # fmt: skip
        assert trends(conn, tenant) == live


DEFINITION = {"event": "purchase", "number": "price", "measures": ["sum", "avg", "min", "max"]}


@pytest.fixture
def keys(cli: Cli, tenant: str) -> dict[str, str]:
    """A key of each scope."""
    return {
        scope: cli.json("key", "create", tenant, "--scope", scope, "--name", scope)["key"]
        for scope in ("read", "aggregate", "manage", "ingest")
    }


def test_metrics_over_http(
    cli: Cli, tenant: str, database: Database, api: Api, keys: dict[str, str]
) -> None:
    send(database, tenant, *some_purchases(200))
    cli("maintain")
    body = {
        "name": "revenue",
        "definition": DEFINITION | {"by": ["item_id", "country"], "filter": {"price": {"gt": 0}}},
    }
    for scope in ("read", "aggregate", "ingest"):
        assert api.post("/rpc/create_metric", body, keys[scope]).status_code == 403
        assert api.post("/rpc/drop_metric", {"name": "revenue"}, keys[scope]).status_code == 403
    made = api.post("/rpc/create_metric", body, keys["manage"])
    assert (made.status_code, made.json()["properties"]) == (200, ["item.id", "country"])
    assert api.post("/rpc/create_metric", body, keys["manage"]).status_code == 409
    for wrong, status, said in (
        ({"name": "No"}, 400, "no name for a metric"),
        ({"name": None}, 400, "a metric has a name"),
        ({"name": "x", "definition": None}, 400, "a JSON object"),
        ({"name": "x", "definition": "count it"}, 400, "a JSON object"),
        ({"name": "x", "definition": {"event": "purchas"}}, 400, 'did you mean \\"purchase\\"?'),
        ({"name": "x", "definition": DEFINITION | {"by": ["contry"]}}, 400, "country"),
        ({"name": "x", "definition": DEFINITION | {"sql": "1"}}, 400, "a metric has no"),
        ({"name": "purchase"}, 409, "choose another name"),
    ):
        answer = api.post("/rpc/create_metric", body | wrong, keys["manage"])
        assert (answer.status_code, said in answer.text) == (status, True), answer.text

    for scope in ("aggregate", "ingest"):
        assert api.get("/rpc/metrics", keys[scope]).status_code == 403
    (row,) = api.get("/rpc/metrics", keys["read"]).json()
    assert (row["name"], row["is_counted"], row["days_counted"]) == ("revenue", False, 0)
    assert 18 <= row["days_left"] <= 21
    assert api.get("/rpc/metric?name=revenue", keys["read"]).status_code == 409
    steps = f"select hardal_private.maintain_step('{tenant}', 'count_metrics', false) ->> 'what'"
    for _ in range(5):
        assert database.value(steps) == "days of metrics counted"
    (later,) = api.get("/rpc/metrics", keys["manage"]).json()
    assert later["days_left"] < row["days_left"]
    assert later["days_counted"] + later["days_left"] == row["days_left"]
    cli("maintain")
    (row,) = api.get("/rpc/metrics", keys["manage"]).json()
    assert (row["is_counted"], row["days_left"], row["has_others"]) == (True, 0, False)
    assert row["days_counted"] == later["days_counted"] + later["days_left"]
    assert (row["event_name"], row["number"], row["every"]) == ("purchase", "price", "day")
    assert (row["column_names"], row["filter"]) == (["item_id", "country"], {"price": {"gt": 0}})

    with database.connect() as conn:
        conn.execute(f"create view {tenant}.mine as select * from {tenant}.revenue")
        refused = api.post("/rpc/drop_metric", {"name": "revenue"}, keys["manage"])
        assert (refused.status_code, "mine" in refused.text) == (409, True)
        conn.execute(f"drop view {tenant}.mine")
    for name in ("revenu", None):
        assert api.post("/rpc/drop_metric", {"name": name}, keys["manage"]).status_code == 404
    dropped = api.post("/rpc/drop_metric", {"name": "revenue"}, keys["manage"])
    assert dropped.json() == {"name": "revenue"}
    assert api.get("/rpc/metrics", keys["read"]).json() == []
    assert cli.wrong() == []


def test_a_metric_over_http_is_what_its_view_has(
    cli: Cli, tenant: str, database: Database, api: Api, keys: dict[str, str]
) -> None:
    send(database, tenant, *some_purchases(300))
    cli("maintain")
    by = ("--by", "country,item.id")
    cli("metric", "create", tenant, "revenue", "--event", "purchase", *ALL, "--avg", "price", *by,
        "--max-groups", "30", "--hourly")  # fmt: skip
    # today and a day that is counted anew have no rollup
    send(database, tenant, *some_purchases(30))
    since, until = (NOW - timedelta(days=15)).date(), (NOW - timedelta(days=2)).date()

    def wanted(group: tuple[str, ...], every: str) -> list[dict[str, Any]]:
        period = {
            "hour": ["day", "hour"], "day": ["day"], "all": [],
            "week": ["date_trunc('week', day)::date as day"],
            "month": ["date_trunc('month', day)::date as day"],
        }[every]  # fmt: skip
        columns = [*period, *group, *(["is_other"] if group else [])]
        keys = ", ".join(str(at + 1) for at, _ in enumerate(columns)) or "()"
        measured = (
            "sum(events) as events, sum(numbers) as numbers, sum(sum) as sum,"
            " sum(sum) / nullif(sum(numbers), 0) as avg, min(min) as min, max(max) as max"
        )
        with database.connect() as conn:
            rows = conn.execute(
                f"select {', '.join([*columns, measured])} from {tenant}.revenue"
                f" where day >= %s and day < %s group by {keys}",
                (since, until),
            ).fetchall()
        return [json.loads(json.dumps(row, default=str)) for row in rows]

    def same(row: dict[str, Any]) -> str:
        """Write a row so that one of SQL and one of the API can be compared."""
        shown = {
            key: None if value is None
            else str(datetime.fromisoformat(value)) if key == "hour"
            else round(float(value), 9) if key in ("events", "numbers", "sum", "avg", "min", "max")
            else value
            for key, value in row.items()
        }  # fmt: skip
        return json.dumps(shown)

    span = f"name=revenue&since={since}&until={until}"
    for group, every in itertools.product(
        ((), ("country",), ("item_id", "country")), ("hour", "day", "week", "month", "all")
    ):
        found = api.get(
            f"/rpc/metric?{span}&by={{{','.join(group)}}}&every={every}&max_groups=1000",
            keys["read"],
        ).json()
        assert sorted(map(same, found)) == sorted(map(same, wanted(group, every))), (group, every)
    # all of its properties, by hour, as the view
    whole = api.get(f"/rpc/metric?{span}&max_groups=1000", keys["read"]).json()
    assert sorted(map(same, whole)) == sorted(map(same, wanted(("country", "item_id"), "hour")))
    # the groups with the most events, and all others together
    rows = api.get(f"/rpc/metric?{span}&every=all&by={{item.id}}", keys["read"]).json()
    few = api.get(f"/rpc/metric?{span}&every=all&by={{item_id}}&max_groups=2", keys["read"]).json()
    assert few[:2] == rows[:2]
    assert rows[0]["events"] >= rows[1]["events"] >= rows[2]["events"]
    (others,) = few[2:]
    assert (others["item_id"], others["is_other"]) == (None, True)
    assert others["events"] == sum(row["events"] for row in rows[2:])
    # the last 30 days, where nothing else is said
    (total,) = api.get("/rpc/metric?name=revenue&by={}&every=all", keys["read"]).json()
    assert total["events"] == 330

    for wrong in ("by={price}", "by={item_id,item.id}", "every=year", "max_groups=0",
                  "max_groups=1001", "since=abc"):  # fmt: skip
        answer = api.get(f"/rpc/metric?name=revenue&{wrong}", keys["read"])
        assert answer.status_code == 400, (wrong, answer.text)
    missing = api.get("/rpc/metric?name=revenu", keys["read"])
    assert (missing.status_code, '\\"revenue\\"?' in missing.text) == (404, True)
    cli("metric", "create", tenant, "daily", "--event", "purchase")
    assert api.get("/rpc/metric?name=daily&every=hour", keys["read"]).status_code == 400
    assert set(api.get("/rpc/metric?name=daily", keys["read"]).json()[0]) == {"day", "events"}


def test_a_key_reads_the_metrics_of_its_scope_and_tenant(
    cli: Cli, tenant: str, database: Database, api: Api, keys: dict[str, str]
) -> None:
    send(database, tenant, *some_purchases(50))
    cli("maintain")
    cli("metric", "create", tenant, "open", "--event", "purchase", "--by", "country", "--aggregate")
    cli("metric", "create", tenant, "closed", "--event", "purchase", "--by", "country")
    assert api.get("/rpc/metric?name=open", keys["aggregate"]).json() != []
    assert api.get("/rpc/metric?name=closed", keys["aggregate"]).status_code == 403
    for scope in ("read", "manage"):
        for name in ("open", "closed"):
            assert api.get(f"/rpc/metric?name={name}", keys[scope]).status_code == 200
    for call in ("metric?name=open", "metrics"):
        assert api.get(f"/rpc/{call}", keys["ingest"]).status_code == 403
        assert api.get(f"/rpc/{call}", None).status_code == 401
    other = unique_name("other")
    cli("tenant", "create", other)
    theirs = cli.json("key", "create", other, "--scope", "manage", "--name", "manage")["key"]
    assert api.get("/rpc/metrics", theirs).json() == []
    assert api.get("/rpc/metric?name=open", theirs).status_code == 404
    assert api.post("/rpc/drop_metric", {"name": "open"}, theirs).status_code == 404
    # before the first round of maintenance
    send(database, other, *some_purchases(5))
    body = {"name": "open", "definition": {"event": "purchase"}}
    assert api.post("/rpc/create_metric", body, theirs).status_code == 200
    (row,) = api.get("/rpc/metrics", theirs).json()
    assert (row["is_counted"], row["days_counted"], row["days_left"]) == (False, 0, 0)
    # a PSQL URL has the views, and none of these functions
    url = cli.json("url", "create", tenant, "--name", "bob")["url"]
    with psycopg.connect(url, autocommit=True) as conn:
        for call in ("metrics()", "metric('open')", "drop_metric('open')",
                     "create_metric('x', '{}')"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(f"select * from hardal.{call}".encode())
    cli("tenant", "drop", other, "--yes", other)


def test_groups_that_a_metric_leaves_out_are_told(
    cli: Cli, tenant: str, database: Database, api: Api, keys: dict[str, str]
) -> None:
    send(database, tenant, *some_purchases(300))
    cli("maintain")
    by = ("--by", "country,item.id")
    cli("metric", "create", tenant, "few", "--event", "purchase", *by, "--max-groups", "2")
    cli("metric", "create", tenant, "many", "--event", "purchase", *by)
    rows = api.get("/rpc/metrics", keys["read"]).json()
    assert {row["name"]: row["has_others"] for row in rows} == {"few": True, "many": False}
    days_with_more = database.value(
        "select count(*) from ("
        f"  select from {tenant}.events as e, {tenant}__store.rollups as r"
        "   where r.period = 'day' and e.event_date < r.rolled_until"
        "   group by e.event_date"
        "   having count(distinct (e.properties ->> 'country', e.properties #>> '{item,id}')) > 2"
        ") as d"
    )
    assert cli.json("metric", "show", tenant, "few")["groups_left_out"] == days_with_more
    assert days_with_more
    assert cli.json("metric", "show", tenant, "many")["groups_left_out"] == 0
