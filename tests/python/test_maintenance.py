"""Maintenance makes and drops partitions, and no retry is stored twice meanwhile."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from hardal_admin import maintenance
from hardal_admin.database import Conn
from hardal_admin.database import connect as connect_to
from hardal_admin.maintenance import Connections
from tests.harness.concurrency import together
from tests.harness.databases import Database, unique_name
from tests.harness.events import NOW, codes, event, months_ago, send, store
from tests.harness.partitions import partition_name, partitions
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

# seconds that a BI transaction stays open; docs/reliability.md speaks of 60 s (HARDAL_LONG=1)
LONG = 60 if os.environ.get("HARDAL_LONG") else 5


@contextmanager
def clock(database: Database, at: datetime) -> Iterator[None]:
    """Set the time of the database while the block runs."""
    body = (
        "create or replace function hardal_private.clock() returns timestamptz"
        " language sql stable parallel safe "
    )
    with database.connect() as conn:
        conn.execute(f"{body} return timestamptz '{at.isoformat()}'")
        yield
        conn.execute(f"{body} return now()")


def test_maintenance_makes_partitions_ahead_once(cli: Cli, tenant: str, database: Database) -> None:
    ahead = [partition_name(months_ago(0)), partition_name(months_ago(-1))]
    (line,) = cli.json("maintain", "--dry-run")["done"]
    assert (line["tenant"], line["what"], line["count"]) == (tenant, "partitions made", 2)
    assert partitions(database, tenant) == []
    assert "partitions made: 2, " in cli("maintain").stdout
    assert partitions(database, tenant) == ahead
    assert cli("maintain").stdout == "nothing to do\n"
    with clock(database, months_ago(-1, 2)):
        cli("maintain", tenant)
    assert partitions(database, tenant) == [*ahead, partition_name(months_ago(-2))]
    assert (
        database.value(
            "select count(*) from pg_tables"
            " where tablename ~ '^events_' and tableowner <> 'hardal_owner'"
        )
        == 0
    )
    assert "no tenant" in cli("maintain", "nobody", exit_code=1).stderr


def test_retention_drops_old_months_with_their_ids_and_nothing_else(
    cli: Cli, tenant: str, database: Database
) -> None:
    old, edge, kept = event(months_ago(14)), event(months_ago(13, 1)), event(NOW)
    gone = event(months_ago(14, 3))
    assert send(database, tenant, old, gone, edge, kept)["accepted"] == 4
    with database.connect() as conn:  # an erasure leaves an event like this
        conn.execute(f"delete from {tenant}__store.events where id = %s", (gone["id"],))
        conn.execute(
            f"update {tenant}__store.event_ids set digest = null, created_at = null where id = %s",
            (gone["id"],),
        )
    refused = cli("tenant", "set", tenant, "--retention", "13mo", exit_code=1).stderr
    assert f"1 months of {tenant} ({months_ago(14):%Y-%m};" in refused
    assert cli.json("tenant", "show", tenant)["retention_months"] is None
    assert "unlimited" in cli("tenant", "show", tenant).stdout
    assert (
        cli.json("tenant", "set", tenant, "--retention", "13mo", "--yes")["retention_months"] == 13
    )
    assert cli.json("tenant", "set", tenant, "--retention", "14mo")["retention_months"] == 14
    cli("tenant", "set", tenant, "--retention", "13mo", "--yes")

    would = {line["what"]: line for line in cli.json("maintain", "--dry-run")["done"]}
    assert would["months dropped"]["object"] == f"{months_ago(14):%Y-%m}"
    assert would["months dropped"]["bytes"] > 0
    assert would["horizon moved"]["object"] == f"{months_ago(13, 1):%Y-%m-%d}"
    assert send(database, tenant, old)["duplicates"] == 1  # nothing has changed yet

    did = {line["what"]: line for line in cli.json("maintain")["done"]}
    assert did["months dropped"]["object"] == f"{months_ago(14):%Y-%m}"
    assert did["ids left the ledger"]["count"] == 1
    assert partitions(database, tenant) == [
        partition_name(months_ago(13)),
        partition_name(NOW),
        partition_name(months_ago(-1)),
    ]
    assert send(database, tenant, edge, kept)["duplicates"] == 2
    assert codes(send(database, tenant, old)) == ["too_old"]
    # A tombstone is kept for good. An id whose month is dropped may come again.
    assert codes(send(database, tenant, gone | {"created_at": NOW.isoformat()})) == ["erased"]
    assert send(database, tenant, old | {"created_at": NOW.isoformat()})["accepted"] == 1
    assert cli("maintain").stdout == "nothing to do\n"
    assert [e["object"] for e in cli.json("audit", tenant) if e["action"] == "retention.drop"] == [
        f"{months_ago(14):%Y-%m}"
    ]
    cli("doctor", "--deep")


def test_a_round_brings_the_index_of_the_time_of_receipt_up_to_date(
    cli: Cli, tenant: str, database: Database
) -> None:
    cli("maintain", tenant)
    with database.connect() as conn:
        conn.execute(
            f"select {tenant}__store.ingest(jsonb_agg(jsonb_build_object("
            "'event_name', 'a', 'properties', jsonb_build_object('text', repeat('x', 1000)))))"
            " from generate_series(1, 1000)"
        )
        cli("maintain", tenant)
        conn.execute("set role hardal_owner")
        left = conn.execute(
            "select sum(brin_summarize_new_values(i.indexrelid)) as ranges"
            " from pg_index as i join pg_class as c on c.oid = i.indexrelid"
            " where i.indrelid = to_regclass(%s) and c.relname like '%%received_at%%'",
            (f"{tenant}__store.{partition_name(months_ago(0))}_rows",),
        ).fetchone()
    assert left == {"ranges": 0}


@pytest.mark.parametrize("span", ["13", "0mo", "121mo", "90d", "-1mo", ""])
def test_a_retention_is_given_in_whole_months(cli: Cli, tenant: str, span: str) -> None:
    assert cli("tenant", "set", tenant, "--retention", span, exit_code=1).stderr.startswith(
        "hardal-admin: "
    )


def test_a_retry_after_any_step_is_not_stored_twice(
    cli: Cli, tenant: str, database: Database
) -> None:
    old = event(months_ago(3))
    send(database, tenant, old)
    cli("tenant", "set", tenant, "--retention", "1mo", "--yes")
    for step in ("move_horizon", "drop_expired", "trim_ledger", "trim_ledger"):
        with database.connect() as conn:
            conn.execute("select hardal_private.maintain_step(%s, %s, false)", (tenant, step))
        assert codes(send(database, tenant, old)) == ["too_old"], step
        ids = database.value(f"select count(*) from {tenant}__store.event_ids")
        stored = database.value(f"select count(*) from {tenant}.events")
        assert (stored, ids) == {
            "move_horizon": (1, 1),
            "drop_expired": (0, 1),
            "trim_ledger": (0, 0),
        }[step]
        cli("doctor", "--deep")


def test_after_a_longer_retention_older_events_are_accepted_once_the_ledger_is_trimmed(
    cli: Cli, tenant: str, database: Database
) -> None:
    old = event(months_ago(3))
    send(database, tenant, old)
    cli("tenant", "set", tenant, "--retention", "1mo", "--yes")
    with database.connect() as conn:
        for step in ("move_horizon", "drop_expired"):
            conn.execute("select hardal_private.maintain_step(%s, %s, false)", (tenant, step))
    cli("tenant", "set", tenant, "--retention", "unlimited")
    cli("maintain")  # this round trims the ledger, the next one moves the horizon
    assert codes(send(database, tenant, old)) == ["too_old"]
    cli("maintain")
    assert send(database, tenant, old)["accepted"] == 1


def test_a_batch_gets_an_answer_while_its_month_is_dropped(
    cli: Cli, tenant: str, database: Database
) -> None:
    """Writers send the same old events again and again while months and ids are dropped.

    Half of the batches have no created_at, so that their events are of today.
    """
    months = [months_ago(n) for n in range(2, 14)]
    batches = [[event(month) for _ in range(20)] for month in months]
    for batch in batches:
        send(database, tenant, *batch)
    cli("tenant", "set", tenant, "--retention", "1mo", "--yes")
    done = threading.Event()
    seen: set[str] = set()

    def write(conn: Any, number: int) -> None:
        chosen = random.Random(number)
        while not done.is_set():
            batch = chosen.choice(batches)
            if chosen.random() < 0.5:
                batch = [{k: v for k, v in e.items() if k != "created_at"} for e in batch]
            answer = store(conn, tenant, batch)
            assert answer["accepted"] + answer["duplicates"] + answer["rejected"] == 20
            seen.update(codes(answer))

    def work(conn: Any, number: int) -> None:
        if number:
            write(conn, number)
            return
        try:
            for _ in range(3):
                conn.execute("call hardal_private.maintain()")
        finally:
            done.set()

    together(database, 5, work)
    cli("maintain")
    assert seen <= {"too_old"}
    assert database.value(f"select count(*) - count(distinct id) from {tenant}.events") == 0
    assert partitions(database, tenant) == [
        partition_name(months_ago(0)),
        partition_name(months_ago(-1)),
    ]
    cli("doctor", "--deep")


@pytest.mark.parametrize("by", ["tool", "procedure"])
def test_ingest_does_not_wait_for_maintenance_behind_a_long_query(
    cli: Cli, tenant: str, database: Database, by: str
) -> None:
    """A BI transaction that has read all events stays open, and maintenance wants to drop months.

    None of four writers waits for a second.
    """
    send(database, tenant, *(event(months_ago(n)) for n in range(6)), event(NOW))
    cli("tenant", "set", tenant, "--retention", "2mo", "--yes")
    url = cli.json("url", "create", tenant, "--name", "bi")["url"]
    stop = threading.Event()
    rounds = 0

    def work(conn: Any, number: int) -> float:
        nonlocal rounds
        longest = 0.0
        if number == 0:
            try:
                with psycopg.connect(url) as bi:
                    bi.execute("select count(*) from events")
                    deadline = time.monotonic() + LONG
                    while time.monotonic() < deadline:
                        if by == "tool":
                            cli("maintain", exit_code=1)
                        else:
                            conn.execute("call hardal_private.maintain()")
                        rounds += 1
            finally:
                stop.set()
            return 0
        while not stop.is_set():
            began = time.monotonic()
            store(conn, tenant, [event(NOW) for _ in range(10)])
            longest = max(longest, time.monotonic() - began)
        return longest

    assert max(together(database, 5, work, wait=LONG + 60)) < 1
    assert rounds >= 1
    # only the query kept the months from being dropped
    cli("maintain")
    assert min(partitions(database, tenant)) == partition_name(months_ago(2))
    cli("doctor", "--deep")


def test_maintenance_finishes_a_detach_that_was_stopped_half_way(
    cli: Cli, tenant: str, database: Database
) -> None:
    old = [event(months_ago(n)) for n in (5, 4)]
    send(database, tenant, *old, event(NOW))
    cli("tenant", "set", tenant, "--retention", "2mo", "--yes")
    url = cli.json("url", "create", tenant, "--name", "bi")["url"]
    with psycopg.connect(url) as bi:
        bi.execute("select count(*) from events")
        assert "drop_expired: " in cli("maintain", exit_code=1).stdout
        pending = "select count(*) from pg_inherits where inhdetachpending"
        assert database.value(pending) == 1
        # writers to this month get an answer, and a new partition can be made
        assert codes(send(database, tenant, *old)) == ["too_old", "too_old"]
        assert send(database, tenant, event(months_ago(1)))["accepted"] == 1
        # With a longer retention, the half detached month accepts nothing before it is dropped.
        # The month that is still whole stays.
        cli("tenant", "set", tenant, "--retention", "unlimited")
        cli("maintain", exit_code=1)
        again = send(database, tenant, *old)
        assert (codes(again), again["duplicates"]) == (["too_old"], 1)
    cli("maintain")
    assert database.value(pending) == 0
    cli("maintain")
    again = send(database, tenant, *old)
    assert (again["accepted"], again["duplicates"]) == (1, 1)
    cli("doctor", "--deep")


def test_a_tenant_whose_maintenance_fails_does_not_stop_the_others(
    cli: Cli, database: Database
) -> None:
    tenants = [unique_name(kind) for kind in ("aa", "bb", "cc")]
    for tenant in tenants:
        cli("tenant", "create", tenant)
    send(database, tenants[1], *(event(months_ago(n)) for n in (5, 4, 3)))
    cli("tenant", "set", tenants[1], "--retention", "1mo", "--yes")
    with database.connect() as conn:
        conn.execute(
            f"alter function {tenants[1]}__store.expire_rejected(boolean) rename to hidden"
        )
    said = cli("maintain", exit_code=1)
    assert f"{tenants[1]}: failed: expire_rejected: " in said.stdout
    assert tenants[1] in said.stderr
    for tenant in tenants[::2]:
        assert partitions(database, tenant)
    # the other steps of the same tenant have run too
    assert partitions(database, tenants[1]) == [
        partition_name(months_ago(0)),
        partition_name(months_ago(-1)),
    ]
    rows = (
        "select array_agg(tenant order by tenant) from hardal_private.maintenance"
        " where failed_at is not null"
    )
    assert database.value(rows) == [tenants[1]]
    found = json.loads(cli("doctor", "--json", exit_code=1).stdout)["findings"]
    (failing,) = [finding for finding in found if finding["name"] == "maintenance"]
    assert failing["object"] == f"tenant {tenants[1]}"
    assert "expire_rejected" in failing["problem"]
    with database.connect() as conn:
        conn.execute(
            f"alter function {tenants[1]}__store.hidden(boolean) rename to expire_rejected"
        )
    cli("maintain")
    assert (
        database.value(
            "select count(*) from hardal_private.maintenance"
            " where failed_at is null and done_at is not null"
        )
        == 3
    )


def test_a_connection_serves_a_limited_number_of_tenants(
    cli: Cli, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "TENANTS_PER_CONNECTION", 2)
    tenants = sorted(unique_name("acme") for _ in range(5))
    for tenant in tenants:
        cli("tenant", "create", tenant)
    seen: list[int] = []

    def connect() -> Conn:
        conn = connect_to(database.dsn)
        seen.append(conn.info.backend_pid)
        return conn

    with Connections(connect) as connections:
        assert [line["tenant"] for line in maintenance.run(connections)] == tenants
        assert len(seen) == 3
        # a connection that has maintained these tenants already is used again
        for tenant in tenants[4:] * 3:
            maintenance.run(connections, tenant)
        assert len(seen) == 3
    assert all(partitions(database, tenant) for tenant in tenants)


def test_a_tenant_with_locked_rows_is_skipped_until_the_next_round(
    cli: Cli, tenant: str, database: Database
) -> None:
    cli("url", "create", tenant, "--name", "ann")
    with database.connect() as other, other.transaction():
        other.execute("select from hardal_private.urls for update")
        other.execute("select from hardal_private.tenants for update")
        (line,) = cli.json("maintain")["done"]
        assert line["what"] == "skipped"
    (line,) = cli.json("maintain")["done"]
    assert line["what"] == "partitions made"
    with database.connect() as other, other.transaction():
        other.execute("select from hardal_private.maintenance for update")
        assert "skipped: another maintenance, or an erasure, is at it" in cli("maintain").stdout


def test_maintain_every_ends_at_an_error_that_a_retry_does_not_resolve(
    cli: Cli, empty_database: Database
) -> None:
    assert (
        "cannot be read" in cli("maintain", "--every", "1s", "--dsn", "no dsn", exit_code=1).stderr
    )
    assert (
        "run hardal-admin migrate"
        in cli("maintain", "--every", "1s", "--dsn", empty_database.dsn, exit_code=1).stderr
    )
    cli("maintain", "--every", "1s", "--dry-run", exit_code=2)
    cli("maintain", "--every", "10ms", exit_code=2)


def test_doctor_reports_a_tenant_that_is_not_maintained(
    cli: Cli, tenant: str, database: Database
) -> None:
    def found() -> list[str]:
        # doctor also reports the clock of this test, as a changed function
        findings = json.loads(cli("doctor", "--json", exit_code=1).stdout)["findings"]
        return [finding["object"] for finding in findings if finding["name"] == "maintenance"]

    cli("doctor")
    with clock(database, NOW + timedelta(days=2)):
        assert found() == [f"tenant {tenant}"]
        cli("maintain")
        assert found() == []


def test_rejected_events_expire(cli: Cli, tenant: str, database: Database) -> None:
    for _ in range(3):
        send(database, tenant, *({"event_name": ""} for _ in range(800)))
    cli("maintain")
    assert database.value(f"select count(*) from {tenant}__store.quarantine_changes") == 1
    with clock(database, NOW + timedelta(days=31)):
        would = cli.json("maintain", "--dry-run")["done"]
        assert ("rejected events expired", 2400) in [
            (line["what"], line["count"]) for line in would
        ]
        did = cli.json("maintain")["done"]
    assert ("rejected events expired", 2400) in [(line["what"], line["count"]) for line in did]
    assert database.value(f"select count(*) from {tenant}.rejected_events") == 0


def test_concurrent_and_killed_rounds_do_no_harm(cli: Cli, tenant: str, database: Database) -> None:
    others = [unique_name("other") for _ in range(3)]
    for other in others:
        cli("tenant", "create", other)
    for one in (tenant, *others):
        send(database, one, *(event(months_ago(n)) for n in range(12)))
        cli("tenant", "set", one, "--retention", "2mo", "--yes")

    def work(conn: Any, number: int) -> None:
        if number:
            for _ in range(3):
                try:
                    conn.execute("call hardal_private.maintain()")
                except psycopg.OperationalError:
                    conn = database.connect()
            return
        for _ in range(10):
            time.sleep(random.random() / 20)
            conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where query like 'call hardal_private.maintain%%'"
                " and datname = current_database()"
            )

    together(database, 4, work)
    cli("maintain")
    for one in (tenant, *others):
        assert partitions(database, one) == [partition_name(months_ago(n)) for n in (2, 1, 0, -1)]
        assert database.value(f"select count(*) from {one}__store.event_ids") == 3
    cli("doctor", "--deep")


def test_the_procedure_works_under_any_settings(cli: Cli, tenant: str, database: Database) -> None:
    """A connection of pg_cron or of a DBA may have settings of its own."""
    send(database, tenant, event(months_ago(3)))
    cli("tenant", "set", tenant, "--retention", "1mo", "--yes")
    with database.connect() as conn:
        conn.execute(
            "create schema evil;"
            " create function evil.never(jsonb, jsonb) returns jsonb return null::jsonb"
        )
        conn.execute(
            "create operator evil.|| (function = evil.never, leftarg = jsonb, rightarg = jsonb)"
        )
        conn.execute(
            "set search_path = evil, pg_catalog; set timezone = 'Pacific/Auckland';"
            " set datestyle = 'German'"
        )
        conn.execute("call hardal_private.maintain()")
        assert conn.execute("show search_path").fetchone() == {"search_path": "evil, pg_catalog"}
        with pytest.raises(psycopg.errors.InvalidTransactionTermination), conn.transaction():
            conn.execute("call hardal_private.maintain()")
    assert partitions(database, tenant) == [
        partition_name(months_ago(0)),
        partition_name(months_ago(-1)),
    ]


def test_maintain_every_survives_a_lost_connection_and_ends_at_ctrl_c(
    cli: Cli, tenant: str, database: Database
) -> None:
    process = subprocess.Popen(
        [
            sys.executable, "-m", "hardal_admin",
            "maintain", "--every", "1s", "--json", "--dsn", database.dsn,
        ],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        (first,) = json.loads(process.stdout.readline())["done"]
        assert first["what"] == "partitions made"
        with database.connect() as conn:
            ended = conn.execute(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                " where application_name = 'hardal-admin' and datname = current_database()"
            ).fetchone()
        assert ended == {"count": 1}
        for _ in range(2):
            assert json.loads(process.stdout.readline())["done"] == []
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, err
    assert "trying again" in err
    assert err.endswith("stopped between two steps\n")
    assert "Traceback" not in err
    assert database.value(
        f"select done_at is not null from hardal_private.maintenance where tenant = '{tenant}'"
    )
