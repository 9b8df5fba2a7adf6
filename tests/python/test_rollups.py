"""The views on rollups equal a recount of the events at every moment.

Late events, open transactions, erasures, retention and killed maintenance change nothing of that.
"""

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

from tests.harness.databases import Database
from tests.harness.events import NOW, months_ago, send, store
from tests.harness.rollups import METRIC, METRIC_DEFINITION, differences
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

# seconds that a transaction stays open, and views are compared; a minute with HARDAL_LONG=1
LONG = 60 if os.environ.get("HARDAL_LONG") else 6


def today() -> datetime:
    return NOW.replace(hour=0, minute=0, second=0, microsecond=0)


def event(at: datetime, name: str = "", **fields: Any) -> dict[str, Any]:
    return {
        "event_name": name or random.choice(["view", "cart", "purchase"]),
        "id": str(uuid.uuid4()),
        "client_id": f"client {random.randrange(30)}",
        "created_at": at.isoformat(),
        "properties": {
            "price": random.choice([1, "one"]),
            "plan": random.choice(["free", "pro", None]),
            "sku": str(random.randrange(9)),
        },
    } | fields


def some_days(count: int, days: int = 40) -> list[dict[str, Any]]:
    return [event(today() - timedelta(days=random.random() * days)) for _ in range(count)]


def state(database: Database, tenant: str) -> dict[str, str]:
    """Return the boundary of each period, up to which it is rolled up."""
    with database.connect() as conn:
        rows = conn.execute(
            f"select period, rolled_until::text as until from {tenant}__store.rollups"
        ).fetchall()
    return {row["period"]: row["until"] for row in rows}


def no_pauses(database: Database, tenant: str) -> None:
    """Make maintenance count a marked period again in the next round, without a pause."""
    with database.connect() as conn:
        conn.execute(f"update {tenant}__store.rollups set pause = '0'")


def test_periods_that_are_over_are_rolled_up_and_the_others_are_counted_live(
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
        # the views read the rollups: a wrong number there shows
        conn.execute(f"update {tenant}__store.activity set events = events + 1")
        assert set(differences(conn, tenant)) >= {
            "daily_activity",
            "active_clients",
            "event_catalog",
        }
        assert "days are not what the events say" in cli("doctor", "--deep", exit_code=1).stdout
        cli("maintain", tenant, "--rebuild")
        assert differences(conn, tenant) == {}
        conn.execute(f"delete from {tenant}__store.client_months where client_id = 'client 7'")
        assert set(differences(conn, tenant)) == {"client_months, the other way"}
        said = cli("doctor", "--deep", exit_code=1).stdout
        assert "the clients of" in said
        assert "months are not what the events say" in said
        cli("maintain", tenant, "--rebuild")
        assert differences(conn, tenant) == {}
        assert state(database, tenant)["day"] == str(boundary)
    assert cli("maintain").stdout == "nothing to do\n"
    cli("doctor", "--deep")
    assert "TENANT" in cli("maintain", "--rebuild", exit_code=2).stderr


def test_years_without_events_are_skipped(cli: Cli, tenant: str, database: Database) -> None:
    """An import brings one old event.

    Maintenance rolls up two days, two weeks and two months, and not the thousands between them.
    """
    old = today() - timedelta(days=3000)
    send(database, tenant, event(old), event(today() - timedelta(days=40)))
    assert "periods rolled up: 6" in cli("maintain").stdout
    assert state(database, tenant)["day"] == str((datetime.now(UTC) - timedelta(hours=2)).date())
    # an event between them marks its three periods, as any late event does
    send(database, tenant, event(old + timedelta(days=1000)))
    with database.connect() as conn:
        assert differences(conn, tenant) == {}
        no_pauses(database, tenant)
        assert "periods counted anew: 3" in cli("maintain").stdout
        assert differences(conn, tenant) == {}
    cli("doctor", "--deep")


def test_a_late_event_counts_at_once_and_its_day_is_counted_again(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *some_days(200))
    cli("maintain")
    late = event(today() - timedelta(days=10), "late")
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


def test_an_open_transaction_delays_the_rollup_and_the_views_stay_right(
    cli: Cli, tenant: str, database: Database
) -> None:
    """A transaction that began before the boundary moved may not see the new boundary.

    Its event in a day before the boundary marks nothing, so the boundary must wait for it.
    """
    send(database, tenant, *some_days(100))
    with database.connect() as late, database.connect() as conn:
        late.execute("set role hardal_owner")
        late.execute("begin")
        late.execute(
            f"select {tenant}__store.ingest(%s)",
            (json.dumps([event(today() - timedelta(days=5), "unseen")]),),
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


def test_a_transaction_that_stores_its_first_event_later_does_not_delay_the_rollup(
    cli: Cli, tenant: str, database: Database
) -> None:
    """It began before the boundary moved, but it reads the new boundary with its first event."""
    send(database, tenant, *some_days(100))
    with database.connect() as late, database.connect() as conn:
        late.execute("set role hardal_owner")
        late.execute("begin; select 1")
        cli("maintain")
        assert "-infinity" not in state(database, tenant).values()
        late.execute(
            f"select {tenant}__store.ingest(%s)",
            (json.dumps([event(today() - timedelta(days=5), "unseen")]),),
        )
        late.execute("commit")
        assert differences(conn, tenant) == {}
        no_pauses(database, tenant)
        assert "periods counted anew" in cli("maintain").stdout
        assert differences(conn, tenant) == {}


def test_the_rollup_waits_for_a_transaction_that_is_prepared_meanwhile(
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
            (json.dumps([event(today() - timedelta(days=5), "late")]),),
        )
        cli("maintain")
        late.execute(f"prepare transaction '{tenant}'")
        cli("maintain")
        assert set(state(database, tenant).values()) == {"-infinity"}
        late.execute(f"commit prepared '{tenant}'")
        cli("maintain")
        assert "-infinity" not in state(database, tenant).values()
        assert differences(conn, tenant) == {}


def test_an_event_that_commits_after_the_recount_of_its_day_is_counted(
    cli: Cli, tenant: str, database: Database
) -> None:
    """Its transaction sees the boundary and is open while its day is counted again.

    The mark of its event stays, and the day is counted once more.
    """
    send(database, tenant, *some_days(100))
    cli("maintain")
    no_pauses(database, tenant)
    day = today() - timedelta(days=5)
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


def test_an_event_that_is_stored_during_the_recount_of_its_day_is_counted(
    cli: Cli, tenant: str, database: Database
) -> None:
    """A recount deletes only the marks of its own snapshot, and no mark that came later."""
    send(database, tenant, *some_days(100))
    cli("maintain")
    no_pauses(database, tenant)
    day = today() - timedelta(days=5)
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
        asleep = (
            "select 1 from pg_stat_activity"
            " where datname = current_database() and wait_event = 'PgSleep'"
        )
        while counting.is_alive() and not conn.execute(asleep).fetchone():
            time.sleep(0.02)
        assert counting.is_alive()
        send(database, tenant, event(day, "second"))
        counting.join()
        assert differences(conn, tenant) == {}


def test_the_views_equal_a_recount_while_everything_happens_at_once(
    cli: Cli, tenant: str, database: Database
) -> None:
    """There are writers, late events, an open transaction, erasures, replays and a metric.

    Maintenance is killed again and again.
    """
    send(database, tenant, *some_days(300))
    with database.connect() as conn:
        conn.execute(
            "select hardal_private.create_metric(%s, %s, %s)",
            (tenant, METRIC, json.dumps(METRIC_DEFINITION)),
        )
    cli("maintain")
    no_pauses(database, tenant)
    until = time.monotonic() + LONG
    compared = [0]
    failures: list[str] = []
    three_days_ago = (today() - timedelta(days=3)).isoformat()

    def guarded(work: Any) -> Any:
        def run() -> None:
            try:
                # a slow machine needs longer for five comparisons
                while (time.monotonic() < until or compared[0] < 5) and not failures:
                    work()
            except Exception as error:
                failures.append(f"{type(error).__name__}: {error}")

        return run

    def write() -> None:
        with database.connect() as conn:
            for _ in range(5):
                store(conn, tenant, [*some_days(3), event(datetime.now(UTC)), {"event_name": ""}])

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
                # The procedure erase would do this too. It would also wait for all running
                # transactions, and so for hold() until the end of the test.
                client = f"client {random.randrange(30)}"
                parts = conn.execute(
                    f"select partition from {tenant}__store.list_partitions()"
                ).fetchall()
                for part in parts:
                    conn.execute(
                        "select hardal_private.erase_part(0, %s, %s, %s, null, null)",
                        (tenant, part["partition"], [client]),
                    )
            conn.execute("select hardal_private.recount_after_erasure(%s, '{}')", (tenant,))
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
            [
                sys.executable, "-m", "hardal_admin",
                "maintain", "--every", "1s", "--dsn", database.dsn,
            ],
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
        # the metric is compared, and its view reads the rollup
        with conn.transaction(force_rollback=True):
            conn.execute(f"update {tenant}__store.metric_counts set events = events + 1")
            assert METRIC in differences(conn, tenant)
    cli("doctor", "--deep")


def test_dropped_months_leave_the_views_when_their_events_go(
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


def test_maintenance_runs_only_under_read_committed(tenant: str, database: Database) -> None:
    with database.connect() as conn:
        conn.execute("set default_transaction_isolation to 'repeatable read'")
        row = conn.execute("call hardal_private.maintain(%s, false, '[]')", (tenant,)).fetchone()
        assert row is not None
        failed = [line for line in row["report"] if line["what"] == "failed"]
        assert "repeatable read" in failed[0]["object"]


@pytest.mark.parametrize("scope", ["read", "aggregate"])
def test_only_readers_of_events_see_examples_of_properties(
    cli: Cli, tenant: str, database: Database, scope: str
) -> None:
    properties = {"email": "ann@example.org", "none": None, "o": {"a": 1}}
    send(database, tenant, event(today() - timedelta(days=3), "signup", properties=properties))
    url = cli.json("url", "create", tenant, "--name", "ann", "--scope", scope)["url"]
    for _ in ("live", "rolled up"):
        with psycopg.connect(url) as conn:
            rows = conn.execute(
                "select property, strings, nulls, objects, examples"
                " from property_catalog order by 1"
            ).fetchall()
        shown = scope == "read"
        assert rows == [
            ("email", 1, 0, 0, ["ann@example.org"] if shown else None),
            ("none", 0, 1, 0, None),
            ("o", 0, 0, 1, None),
            ("o.a", 0, 0, 0, ["1"] if shown else None),
        ]
        cli("maintain")
