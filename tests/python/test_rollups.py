"""Rollups: at every moment the views say what a recount of the events says, whatever happens meanwhile."""

import json
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.conftest import Cli
from tests.harness.databases import Database
from tests.python.test_maintenance import months_ago, send, store

NOW = datetime.now(UTC)
TODAY = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
# HARDAL_LONG=1: the transaction that is open for a minute, and as long a comparison
LONG = 60 if os.environ.get("HARDAL_LONG") else 6

# each view beside a recount, in one statement and so in one snapshot
COMPARISONS = {
    "daily_activity": """
        (select day, event_name, events, clients from {t}.daily_activity)
        except all
        (select event_date, event_name, count(*), count(distinct client_id) from {t}__store.events group by 1, 2)""",
    "daily_activity, the other way": """
        (select event_date, event_name, count(*), count(distinct client_id) from {t}__store.events group by 1, 2)
        except all
        (select day, event_name, events, clients from {t}.daily_activity)""",
    "active_clients": """
        (select period, starts_on, clients, events from {t}.active_clients)
        except all
        (select p, date_trunc(p, created_at, 'UTC')::date, count(distinct client_id), count(*)
         from {t}__store.events cross join unnest(array['day', 'week', 'month']) as p group by 1, 2)""",
    "active_clients, the other way": """
        (select p, date_trunc(p, created_at, 'UTC')::date, count(distinct client_id), count(*)
         from {t}__store.events cross join unnest(array['day', 'week', 'month']) as p group by 1, 2)
        except all
        (select period, starts_on, clients, events from {t}.active_clients)""",
    "event_catalog": """
        (select event_name, events, first_seen, last_seen from {t}.event_catalog)
        except all
        (select event_name, count(*), min(created_at), max(created_at) from {t}__store.events group by 1)""",
    "property_catalog": """
        (select event_name, property, events, first_seen, last_seen, strings, numbers from {t}.property_catalog)
        except all
        (select event_name, k.key, count(*), min(created_at), max(created_at),
            count(*) filter (where jsonb_typeof(k.value) = 'string'),
            count(*) filter (where jsonb_typeof(k.value) = 'number')
         from {t}__store.events cross join jsonb_each(properties) as k group by 1, 2)""",
    "property_catalog, the other way": """
        (select event_name, k.key, count(*) from {t}__store.events cross join jsonb_each(properties) as k group by 1, 2)
        except all
        (select event_name, property, events from {t}.property_catalog)""",
}


def differences(conn: Any, tenant: str) -> dict[str, list[Any]]:
    found = {}
    for name, query in COMPARISONS.items():
        rows = conn.execute(query.format(t=tenant)).fetchall()
        if rows:
            found[name] = rows
    return found


def event(at: datetime, name: str = "", **fields: Any) -> dict[str, Any]:
    return {
        "event_name": name or random.choice(["view", "cart", "purchase"]),
        "id": str(uuid.uuid4()),
        "client_id": f"client {random.randrange(30)}",
        "created_at": at.isoformat(),
        "properties": {"price": random.choice([1, "one"]), "sku": str(random.randrange(9))},
    } | fields


def some_days(count: int, days: int = 40) -> list[dict[str, Any]]:
    return [event(TODAY - timedelta(days=random.random() * days)) for _ in range(count)]


def state(database: Database, tenant: str) -> dict[str, str]:
    with database.connect() as conn:
        rows = conn.execute(
            f"select period, rolled_until::text as until from {tenant}__store.rollups"
        ).fetchall()
    return {row["period"]: row["until"] for row in rows}


def no_pauses(database: Database, tenant: str) -> None:
    """A marked period is counted anew in the next round."""
    with database.connect() as conn:
        conn.execute(f"update {tenant}__store.rollups set pause = '0'")


def test_days_weeks_and_months_that_are_over_are_rolled_up_and_the_rest_is_live(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *some_days(400))
    with database.connect() as conn:
        assert differences(conn, tenant) == {}
        said = cli("maintain").stdout
        assert "periods rolled up: " in said
        boundary = (datetime.now(UTC) - timedelta(hours=2)).date()
        assert state(database, tenant) == {
            "day": str(boundary),
            "week": str(boundary - timedelta(days=boundary.weekday())),
            "month": str(boundary.replace(day=1)),
        }
        assert differences(conn, tenant) == {}
        # what is rolled up is what is read: a wrong number shows
        conn.execute(f"update {tenant}__store.activity set events = events + 1")
        assert set(differences(conn, tenant)) >= {
            "daily_activity",
            "active_clients",
            "event_catalog",
        }
        assert "days are not what the events say" in cli("doctor", "--deep", exit_code=1).stdout
        cli("maintain", tenant, "--rebuild")
        assert differences(conn, tenant) == {}
        assert state(database, tenant)["day"] == str(boundary)
    assert cli("maintain").stdout == "nothing to do\n"
    cli("doctor", "--deep")
    assert "TENANT" in cli("maintain", "--rebuild", exit_code=2).stderr


def test_years_without_events_are_passed_over(cli: Cli, tenant: str, database: Database) -> None:
    """One old event, of an import: two days are rolled up, two weeks and two months, and not the thousands between."""
    old = TODAY - timedelta(days=3000)
    send(database, tenant, event(old), event(TODAY - timedelta(days=40)))
    assert "periods rolled up: 6" in cli("maintain").stdout
    assert state(database, tenant)["day"] == str((datetime.now(UTC) - timedelta(hours=2)).date())
    # one that lands between marks its periods, as everywhere
    send(database, tenant, event(old + timedelta(days=1000)))
    with database.connect() as conn:
        assert differences(conn, tenant) == {}
        no_pauses(database, tenant)
        assert "periods counted anew: 3" in cli("maintain").stdout
        assert differences(conn, tenant) == {}
    cli("doctor", "--deep")


def test_a_late_event_counts_at_once_and_its_day_is_counted_anew(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *some_days(200))
    cli("maintain")
    late = event(TODAY - timedelta(days=10), "late")
    send(database, tenant, late)
    with database.connect() as conn:
        assert differences(conn, tenant) == {}
        marks = f"select count(*) from {tenant}__store.rollup_marks"
        assert database.value(marks) == 3 - (late["created_at"][:7] == f"{NOW:%Y-%m}")
        cli("maintain")
        assert database.value(f"{marks} where period = 'day'") == 1, "not within its minute"
        no_pauses(database, tenant)
        assert "periods counted anew" in cli("maintain").stdout
        assert database.value(marks) == 0
        assert differences(conn, tenant) == {}
    # a retry changes nothing, and today's events mark nothing
    send(database, tenant, late, event(datetime.now(UTC)))
    assert database.value(marks) == 0


def test_an_open_transaction_delays_the_rollup_and_never_the_answer(
    cli: Cli, tenant: str, database: Database
) -> None:
    """It began, and has its id, before the boundary moved: it may not know of it, and marks nothing."""
    send(database, tenant, *some_days(100))
    with database.connect() as late, database.connect() as conn:
        late.execute("set role hardal_owner")
        late.execute("begin")
        late.execute(
            f"select {tenant}__store.ingest(%s)",
            (json.dumps([event(TODAY - timedelta(days=5), "unseen")]),),
        )
        assert late.execute(f"select count(*) from {tenant}__store.rollup_marks").fetchone() == {
            "count": 0
        }
        cli("maintain")
        assert set(state(database, tenant).values()) == {"-infinity"}
        assert cli.json("stats", tenant)["rolled_up_until"] is None
        assert differences(conn, tenant) == {}
        late.execute("commit")
        assert differences(conn, tenant) == {}
        cli("maintain")
        assert "-infinity" not in state(database, tenant).values()
        assert differences(conn, tenant) == {}
        assert (
            database.value(
                f"select sum(events) from {tenant}.daily_activity where event_name = 'unseen'"
            )
            == 1
        )


def test_a_transaction_that_is_prepared_meanwhile_is_waited_for_as_well(
    cli: Cli, tenant: str, database: Database
) -> None:
    if database.value("show max_prepared_transactions") == "0":
        pytest.skip("this server has no prepared transactions")
    send(database, tenant, *some_days(50))
    with database.connect() as late, database.connect() as conn:
        late.execute("set role hardal_owner")
        late.execute("begin")
        late.execute(
            f"select {tenant}__store.ingest(%s)",
            (json.dumps([event(TODAY - timedelta(days=5), "late")]),),
        )
        cli("maintain")
        late.execute(f"prepare transaction '{tenant}'")
        cli("maintain")
        assert set(state(database, tenant).values()) == {"-infinity"}
        late.execute(f"commit prepared '{tenant}'")
        cli("maintain")
        assert "-infinity" not in state(database, tenant).values()
        assert differences(conn, tenant) == {}


def test_an_event_that_was_on_its_way_while_its_day_was_counted_is_counted(
    cli: Cli, tenant: str, database: Database
) -> None:
    """It knows of the boundary, and is not committed when its day is counted anew: its mark stays."""
    send(database, tenant, *some_days(100))
    cli("maintain")
    no_pauses(database, tenant)
    day = TODAY - timedelta(days=5)
    with database.connect() as late, database.connect() as conn:
        late.execute("set role hardal_owner")
        late.execute("begin")
        late.execute(f"select {tenant}__store.ingest(%s)", (json.dumps([event(day, "slow")]),))
        send(database, tenant, event(day, "fast"))
        assert "periods counted anew" in cli("maintain").stdout
        assert differences(conn, tenant) == {}
        late.execute("commit")
        assert differences(conn, tenant) == {}
        cli("maintain")
        assert differences(conn, tenant) == {}
    assert database.value(f"select count(*) from {tenant}__store.rollup_marks") == 0


def test_an_event_that_lands_while_its_day_is_being_counted_is_counted(
    cli: Cli, tenant: str, database: Database
) -> None:
    """The marks that a count takes away are those of its own snapshot: not one that came in while it ran."""
    send(database, tenant, *some_days(100))
    cli("maintain")
    no_pauses(database, tenant)
    day = TODAY - timedelta(days=5)
    send(database, tenant, event(day, "first"))
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"create function {tenant}__store.wait() returns trigger language plpgsql as"
            " $$ begin perform pg_sleep(1); return null; end $$;"
            f" create trigger wait after insert on {tenant}__store.property_counts"
            f" execute function {tenant}__store.wait()"
        )
        conn.execute("reset role")
        counting = threading.Thread(target=cli, args=("maintain", tenant))
        counting.start()
        asleep = "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
        while counting.is_alive() and not conn.execute(asleep).fetchone():
            time.sleep(0.02)
        assert counting.is_alive()
        send(database, tenant, event(day, "second"))
        counting.join()
        assert differences(conn, tenant) == {}


def test_views_are_a_recount_while_everything_happens(
    cli: Cli, tenant: str, database: Database
) -> None:
    """Writers, late events, a transaction that stays open, erasures, replays; maintenance killed again and again."""
    send(database, tenant, *some_days(300))
    cli("maintain")
    no_pauses(database, tenant)
    until = time.monotonic() + LONG
    compared = [0]
    failures: list[str] = []
    three_days_ago = (TODAY - timedelta(days=3)).isoformat()

    def guarded(work: Any) -> Any:
        def run() -> None:
            try:
                # a slow machine takes longer
                while (time.monotonic() < until or compared[0] < 5) and not failures:
                    work()
            except Exception as error:
                failures.append(f"{type(error).__name__}: {error}")

        return run

    def write() -> None:
        with database.connect() as conn:
            for _ in range(5):
                store(
                    conn, tenant, [*some_days(3, 8), event(datetime.now(UTC)), {"event_name": ""}]
                )

    def hold() -> None:
        with database.connect() as conn:
            conn.execute("set role hardal_owner")
            conn.execute("begin")
            conn.execute(f"select {tenant}__store.ingest(%s)", (json.dumps(some_days(3)),))
            time.sleep(max(0, until - time.monotonic()) * 0.8)
            conn.execute("commit")

    def erase() -> None:
        with database.connect() as conn:
            conn.execute("set role hardal_owner")
            for _ in range(3):
                # as the procedure does, but for its wait for all that run: this one never ends before hold does
                client = f"client {random.randrange(30)}"
                parts = conn.execute(
                    f"select partition from {tenant}__store.list_partitions()"
                ).fetchall()
                for part in parts:
                    conn.execute(
                        "select hardal_private.erase_part(0, %s, %s, %s, null, null)",
                        (tenant, part["partition"], client),
                    )
            conn.execute("select hardal_private.recount_marked(%s, '{}')", (tenant,))
            rows = conn.execute(
                f"select array_agg(rejected_id) as ids from {tenant}__store.rejected_events"
            ).fetchone()
            assert rows is not None
            conn.execute(
                f"select {tenant}__store.replay_rejected(%s, %s)",
                (
                    rows["ids"],
                    json.dumps({"event_name": "mended", "created_at": three_days_ago}),
                ),
            )
        time.sleep(0.3)

    def maintain() -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "hardal_admin", "maintain", "--every", "1s", "--dsn", database.dsn],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(1.5 + random.random())
        process.kill()
        process.wait()

    def compare() -> None:
        with database.connect() as conn:
            found = differences(conn, tenant)
        if found:
            failures.append(str(found))
        compared[0] += 1

    workers = [write] * 4 + [hold, erase, maintain, compare]
    threads = [threading.Thread(target=guarded(work)) for work in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    cli("maintain")
    with database.connect() as conn:
        assert differences(conn, tenant) == {}
    cli("doctor", "--deep")


def test_months_that_retention_drops_leave_the_numbers_when_they_leave_the_events(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(
        database,
        tenant,
        *(event(months_ago(back, day)) for back in (4, 3, 2, 0) for day in (1, 2, 15)),
    )
    cli("maintain")
    cli("tenant", "set", tenant, "--retention", "3mo", "--yes")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"select {tenant}__store.move_horizon(false)")
        assert differences(conn, tenant) == {}
        gone = f"events_{months_ago(4):%Y_%m}"
        conn.execute("reset role")
        conn.execute("set role hardal_owner")
        conn.execute(f"alter table {tenant}__store.events detach partition {tenant}__store.{gone}")
        assert differences(conn, tenant) == {}
        cli("maintain")
        assert differences(conn, tenant) == {}
        cli("tenant", "set", tenant, "--retention", "unlimited")
        cli("maintain")
        send(database, tenant, event(months_ago(4)))
        assert differences(conn, tenant) == {}
        cli("maintain", tenant, "--rebuild")
        assert differences(conn, tenant) == {}
    cli("doctor", "--deep")


def test_maintenance_runs_under_read_committed_or_not_at_all(
    tenant: str, database: Database
) -> None:
    with database.connect() as conn:
        conn.execute("set default_transaction_isolation to 'repeatable read'")
        row = conn.execute("call hardal_private.maintain(%s, false, '[]')", (tenant,)).fetchone()
        assert row is not None
        failed = [line for line in row["report"] if line["what"] == "failed"]
        assert "repeatable read" in failed[0]["object"]


@pytest.mark.parametrize("scope", ["read", "aggregate"])
def test_examples_are_for_those_who_may_read_the_events(
    cli: Cli, tenant: str, database: Database, scope: str
) -> None:
    properties = {"email": "ann@example.org", "none": None, "o": {"a": 1}}
    send(database, tenant, event(TODAY - timedelta(days=3), "signup", properties=properties))
    url = cli.json("url", "create", tenant, "--name", "ann", "--scope", scope)["url"]
    for _ in ("live", "rolled up"):
        with psycopg.connect(url) as conn:
            rows = conn.execute(
                "select property, strings, nulls, objects, examples from property_catalog order by 1"
            ).fetchall()
        shown = scope == "read"
        assert rows == [
            ("email", 1, 0, 0, ["ann@example.org"] if shown else None),
            ("none", 0, 1, 0, None),
            ("o", 0, 0, 1, None),
            ("o.a", 0, 0, 0, ["1"] if shown else None),
        ]
        cli("maintain")
