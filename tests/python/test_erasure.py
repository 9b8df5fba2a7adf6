"""All data of a person is disclosed and erased, and cannot come back."""

import json
import random
import stat
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.harness.databases import Database, unique_name
from tests.harness.events import NOW, codes, event, ingest, months_ago, send
from tests.harness.partitions import partitions
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

ANN = "ann-7f915be8"
SECRETS = (ANN, "ann@example.org")


def written(database: Database, tenant: str) -> str:
    """Return every row of the tenant's tables and of hardal_private, as text."""
    with database.connect() as conn:
        tables = conn.execute(
            "select c.oid::regclass::text as name from pg_class as c where c.relkind in ('r', 'p')"
            " and c.relnamespace::regnamespace::text in ('hardal_private', %s, %s)",
            (tenant, f"{tenant}__store"),
        ).fetchall()
        found = []
        for table in tables:
            rows = conn.execute(
                f"select to_jsonb(t)::text as row from {table['name']} as t"
            ).fetchall()
            found += [row["row"] for row in rows]
        raws = conn.execute(
            f"select encode(raw, 'escape') as raw from {tenant}__store.rejected_events"
        ).fetchall()
    return "\n".join(found + [str(row["raw"]) for row in raws])


def ndjson(database: Database, tenant: str, *lines: bytes) -> None:
    """Store lines of NDJSON as the API does."""
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"select {tenant}__store.ingest(r.events, null, false, r.lines, r.raws, r.faults)"
            " from hardal_private.read_lines(%s) as r",
            (b"\n".join(lines),),
        )


def lines(cli: Cli, *args: str) -> list[dict[str, Any]]:
    """Return the lines that disclose prints."""
    return [json.loads(line) for line in cli("disclose", *args).stdout.splitlines()]


@pytest.fixture
def stored(database: Database, tenant: str) -> list[dict[str, Any]]:
    """Store four events over three months, two of them Ann's.

    In quarantine are four rejected events of Ann's and two of others.
    """
    events = [
        event(months_ago(2), client_id=ANN),
        event(NOW, client_id=ANN, properties={"price": 29.99}),
        event(months_ago(1), client_id="bob"),
        event(NOW, properties={"email": "ann@example.org", "n": 1}),
    ]
    assert send(database, tenant, *events)["accepted"] == 4
    send(
        database,
        tenant,
        {"event_name": "", "client_id": ANN},
        {"event_name": "x", "clientId": ANN},
        {"event_name": "", "client_id": "bob"},
        {"event_name": "", "client_id": ANN, "id": events[2]["id"]},
    )
    ndjson(database, tenant, b'{"client_id": "' + ANN.encode() + b'", oops', b"not json")
    return events


def test_disclose_returns_all_data_of_a_person(
    cli: Cli, tenant: str, stored: list[dict[str, Any]], database: Database, tmp_path: Path
) -> None:
    told = lines(cli, tenant, "--client-id", ANN)
    assert [line["kind"] for line in told] == ["event"] * 2 + ["rejected_event"] * 4
    assert [line["id"] for line in told[:2]] == [e["id"] for e in stored[:2]]
    assert told[1]["properties"] == {"price": 29.99}
    assert "oops" in told[5]["raw"]
    assert [
        line["id"] for line in lines(cli, tenant, "--properties", '{"email": "ann@example.org"}')
    ] == [stored[3]["id"]]
    assert lines(cli, tenant, "--client-id", ANN, "--request-id", "r1") == []
    file = tmp_path / "ann.ndjson"
    assert "wrote 6 lines" in cli("disclose", tenant, "--client-id", ANN, "-o", str(file)).stderr
    assert [json.loads(line) for line in file.read_text().splitlines()] == told
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
    assert [entry["action"] for entry in cli.json("audit", tenant)].count("person.disclose") == 4
    assert ANN not in json.dumps(cli.json("audit", tenant))
    cli("disclose", "nobody", "--client-id", ANN, exit_code=1)


def test_an_erasure_removes_the_person_from_the_rollups(
    cli: Cli, tenant: str, database: Database
) -> None:
    """Examples of properties and counts of days are data of the person too."""
    day = months_ago(1)
    send(
        database, tenant,
        event(day, client_id=ANN, event_name="only ann", properties={"email": "ann@example.org"}),
        event(day, client_id="bob", properties={"email": "bob@example.org"}),
    )  # fmt: skip
    cli("maintain")
    counts = f"select json_agg(c) from {tenant}__store.property_counts as c"
    assert "ann@example.org" in str(database.value(counts))
    cli("erase", tenant, "--client-id", ANN, "--yes")
    assert not any(secret in written(database, tenant) for secret in SECRETS)
    assert "bob@example.org" in str(database.value(counts))
    assert database.value(f"select count(*) from {tenant}__store.rollup_marks") == 0
    assert database.value(f"select json_agg(a.event_name) from {tenant}.daily_activity as a") == [
        "x"
    ]
    assert database.value(f"select max(clients) from {tenant}.active_clients") == 1
    cli("doctor", "--deep")


def test_an_erasure_waits_for_a_transaction_that_is_prepared_meanwhile(
    cli: Cli, tenant: str, database: Database
) -> None:
    if database.value("show max_prepared_transactions") == "0":
        pytest.skip("this server has no prepared transactions")
    with database.connect() as late:
        late.execute("set role hardal_owner")
        late.execute("begin")
        late.execute(
            f"select {tenant}__store.ingest(%s)", (json.dumps([event(NOW, client_id=ANN)]),)
        )
        erasing = threading.Thread(target=cli, args=("erase", tenant, "--client-id", ANN, "--yes"))
        erasing.start()
        try:
            asleep = (
                "select count(*) from pg_stat_activity"
                " where wait_event = 'PgSleep' and datname = current_database()"
            )
            while database.value(asleep) == 0:
                assert erasing.is_alive()
            time.sleep(0.5)
            late.execute(f"prepare transaction '{tenant}'")
            time.sleep(1)
            assert erasing.is_alive(), "it waits for a transaction that has another name by now"
        finally:
            late.execute(f"commit prepared '{tenant}'")
            erasing.join()
    assert database.value(f"select count(*) from {tenant}.events") == 0


def test_maintenance_during_an_erasure_leaves_no_day_of_the_person_behind(
    cli: Cli, tenant: str, database: Database
) -> None:
    """The test makes the calls of the procedure erase, in its order.

    Among them it runs a step of maintenance that counts a later day again.
    """
    days = [months_ago(2, day) for day in range(1, 12)]
    send(
        database,
        tenant,
        *(event(day, client_id=ANN, properties={"email": "ann@example.org"}) for day in days),
    )
    cli("maintain")
    send(database, tenant, event(months_ago(1), client_id="late"))
    with database.connect() as conn:
        conn.execute(
            f"update {tenant}__store.rollup_marks set marked_at = marked_at - interval '2 hours'"
        )
        for part in partitions(database, tenant):
            conn.execute(
                "select hardal_private.erase_part(0, %s, %s, %s, null, null)", (tenant, part, [ANN])
            )
        conn.execute("select hardal_private.maintain_step(%s, 'roll_up', false)", (tenant,))
        after: Any = {}
        while after is not None:
            row = conn.execute(
                "select hardal_private.recount_after_erasure(%s, %s) as after",
                (tenant, json.dumps(after)),
            ).fetchone()
            assert row
            after = row["after"]
    assert "ann@example.org" not in str(
        database.value(f"select json_agg(c) from {tenant}__store.property_counts as c")
    )


def test_a_person_is_erased_everywhere_and_stays_erased(
    cli: Cli, tenant: str, stored: list[dict[str, Any]], database: Database
) -> None:
    assert all(secret in written(database, tenant) for secret in SECRETS)
    assert cli.json("erase", tenant, "--client-id", ANN, "--dry-run") == {
        "tenant": tenant, "dry_run": True, "events": 2, "rejected_events": 4, "links": 0,
    }  # fmt: skip
    assert "--yes" in cli("erase", tenant, "--client-id", ANN, exit_code=1).stderr
    assert len(lines(cli, tenant, "--client-id", ANN)) == 6

    receipt = cli.json("erase", tenant, "--client-id", ANN, "--yes")
    assert (receipt["events"], receipt["rejected_events"], receipt["chosen_by"]) == (
        2,
        4,
        ["client_id"],
    )
    assert receipt.pop("remains") == []
    assert receipt["began_at"] < receipt["covers_until"] < receipt["finished_at"]
    assert ANN not in written(database, tenant)
    assert lines(cli, tenant, "--client-id", ANN) == []
    # the events of others are unchanged
    assert send(database, tenant, *stored[2:])["duplicates"] == 2
    assert len(cli.json("rejected", "list", tenant)) == 2

    # A retry or an import of a backup is refused, with any created_at and any content.
    for again in (
        stored[0],
        stored[1] | {"created_at": NOW.isoformat()},
        {"event_name": "y", "id": stored[1]["id"]},
    ):
        assert codes(send(database, tenant, again)) == ["erased"]
    assert ANN not in written(database, tenant)
    held = database.value(
        f"select array_agg(id::text order by id) from {tenant}__store.event_ids"
        " where digest is null and created_at is null and id = any (%s)", [e["id"] for e in stored],
    )  # fmt: skip
    assert held == sorted(e["id"] for e in stored[:2])

    assert cli.json("receipts", tenant) == [receipt]
    assert "client_id" in cli("receipts").stdout
    (entry,) = [e for e in cli.json("audit", tenant) if e["action"] == "person.erase"]
    assert entry["details"] == {"chosen_by": ["client_id"], "events": 2, "rejected_events": 4}
    again = cli.json("erase", tenant, "--client-id", ANN, "--yes")
    assert (again["events"], again["rejected_events"]) == (0, 0)
    cli("maintain")
    cli("doctor", "--deep")
    cli("tenant", "drop", tenant, "--yes", tenant)
    assert len(cli.json("receipts", tenant)) == 2  # receipts stay when the tenant is dropped


def test_a_tombstone_does_not_count_as_an_event(
    cli: Cli, tenant: str, stored: list[dict[str, Any]]
) -> None:
    before = cli.json("tenant", "show", tenant)["events"]
    gone = cli.json("erase", tenant, "--client-id", ANN, "--yes")["events"]
    assert gone
    assert cli.json("tenant", "show", tenant)["events"] == before - gone


def test_a_person_is_found_by_request_id_and_by_properties(
    cli: Cli, tenant: str, stored: list[dict[str, Any]], database: Database
) -> None:
    send(
        database,
        tenant,
        event(NOW, hardal_server_request_id="r1"),
        event(NOW, hardal_server_request_id="r2"),
    )
    assert cli.json("erase", tenant, "--request-id", "r1", "--yes")["events"] == 1
    by_email = cli.json("erase", tenant, "--properties", '{"email": "ann@example.org"}', "--yes")
    assert (by_email["events"], by_email["chosen_by"]) == (1, ["properties"])
    assert "ann@example.org" not in written(database, tenant)
    assert database.value(f"select count(*) from {tenant}.events") == 4


@pytest.mark.parametrize(
    "whom",
    [
        ["--client-id", ""],
        ["--properties", "{}"],
        ["--properties", '{"a": {}}'],
        ["--properties", '{"a": true}'],
    ],
)
def test_an_empty_condition_is_refused(
    cli: Cli, tenant: str, whom: list[str], stored: object, database: Database
) -> None:
    for command in (["erase", "--dry-run"], ["erase", "--yes"], ["disclose"]):
        assert "tells nobody apart" in cli(*command, tenant, *whom, exit_code=1).stderr
    assert cli.json("receipts") == []
    cli("erase", tenant, "--yes", exit_code=2)
    cli("erase", tenant, "--properties", "[1]", exit_code=2)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (r"\u0000", r"PostgreSQL holds no character \u0000"),
        (r"\ud800", "low surrogate must follow a high surrogate"),
    ],
)
def test_a_condition_that_postgresql_cannot_hold_is_told(
    cli: Cli, tenant: str, text: str, hint: str
) -> None:
    said = cli("erase", tenant, "--properties", f'{{"a": "{text}"}}', "--yes", exit_code=1).stderr
    assert hint in said


@pytest.mark.parametrize("client_id", ["Zoë/\u00fc", "\U0001f600 b", 'qu"ote\\'])
def test_an_invalid_line_is_erased_in_every_spelling_of_the_client_id(
    cli: Cli, tenant: str, client_id: str, database: Database
) -> None:
    escaped = json.dumps(client_id)
    head, tail = b'{"client_id": ', b" oops"
    forms = [
        json.dumps(client_id, ensure_ascii=False).encode(),
        escaped.encode(),
        escaped.replace("/", "\\/").encode(),
        b'"' + client_id.encode() + b'" \xff',
    ]
    ndjson(database, tenant, *(head + form + tail for form in forms), b"not json", b"\xff\xfe")
    assert cli.json("erase", tenant, "--client-id", client_id, "--yes")["rejected_events"] == 4
    assert len(cli.json("rejected", "list", tenant)) == 2


def test_a_transaction_that_stored_events_counts_as_a_writer_after_its_role_lost_the_right(
    cli: Cli, tenant: str, database: Database
) -> None:
    url = cli.json("url", "create", tenant, "--scope", "write", "--name", "job")["url"]
    with psycopg.connect(url) as job:
        job.execute("select hardal.ingest(%s)", (json.dumps([event(NOW, client_id=ANN)]),))
        mine = (
            f"select count(*) from hardal_private.running_writers('{tenant}')"
            f" where who like '%%pid {job.info.backend_pid} of {job.info.user}%%'"
        )
        assert database.value(mine) == 1
        with database.connect() as dba:
            dba.execute(f"revoke {tenant}__write from {job.info.user}")
        assert database.value(mine) == 1
        job.rollback()
        job.execute("select 1")
        assert database.value(mine) == 0


def test_a_reader_does_not_count_as_a_writer(
    cli: Cli, tenant: str, stored: object, database: Database
) -> None:
    with psycopg.connect(cli.json("url", "create", tenant, "--name", "ann")["url"]) as reader:
        reader.execute("select count(*) from events")
        reader.execute("select pg_current_xact_id()")
        writers = "select count(*) from hardal_private.running_writers(%s)"
        assert database.value(writers, tenant) == 0


def test_a_month_that_is_made_during_a_recount_does_not_disturb_it(
    cli: Cli, tenant: str, database: Database
) -> None:
    day = NOW - timedelta(days=3)
    send(database, tenant, *(event(day, client_id=client) for client in (ANN, "bob")))
    cli("maintain")
    with database.connect() as holder, database.connect() as conn:
        conn.execute("set role hardal_owner")
        part = f"events_{day:%Y_%m}"
        conn.execute(
            "select hardal_private.erase_part(0, %s, %s, %s, null, null)", (tenant, part, [ANN])
        )
        holder.execute("set role hardal_owner")
        holder.execute("begin")
        holder.execute(f"select from {tenant}__store.activity for update")
        with ThreadPoolExecutor() as pool:
            counting = pool.submit(
                conn.execute,
                "select hardal_private.recount_after_erasure(%s, '{}') as counted",
                (tenant,),
            )
            waits = (
                "select count(*) from pg_stat_activity"
                " where wait_event_type = 'Lock' and datname = current_database()"
            )
            while database.value(waits) == 0:
                assert not counting.done()
            send(database, tenant, event(months_ago(14), client_id="bob"))
            holder.execute("commit")
            # the event that made the month is the first one now
            first = counting.result().fetchone()
            assert first is not None
            conn.execute(
                "select hardal_private.recount_after_erasure(%s, %s)",
                (tenant, json.dumps(first["counted"])),
            )
        days = f"{tenant}__store.activity where period = 'day' and event_name <> ''"
        assert database.value(f"select array_agg(events order by starts_on) from {days}") == [1, 1]


def erasing(database: Database, tenant: str, *options: str) -> "subprocess.Popen[str]":
    """Erase Ann in a process of its own."""
    return subprocess.Popen(
        [
            sys.executable, "-m", "hardal_admin",
            "erase", tenant, "--client-id", ANN, "--yes", "--dsn", database.dsn, *options,
        ],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def told(process: "subprocess.Popen[str]", text: str) -> str:
    """Return the line of progress that holds this text, once the process prints it."""
    assert process.stderr
    line = ""
    while text not in line:
        line = process.stderr.readline()
        assert line
    return line


def test_an_erasure_waits_for_the_tenants_own_writers_and_says_for_whom(
    cli: Cli, tenant: str, stored: object, database: Database
) -> None:
    """It waits for a transaction that has stored an event, and for no other one.

    A transaction that began before the erasure, and stores its event later, has received it later.
    """
    job_url = cli.json("url", "create", tenant, "--name", "job", "--scope", "write")["url"]
    with psycopg.connect(job_url) as before, psycopg.connect(job_url) as late:
        before.execute("select hardal.ingest(%s)", (json.dumps([event(NOW, client_id=ANN)]),))
        late.execute("select 1")
        process = erasing(database, tenant)
        try:
            line = told(process, "waiting for transactions")
            assert f"pid {before.info.backend_pid} of {tenant}__u_job" in line
            assert line.count("pid ") == 1
            assert cli.json("receipts", tenant) == []
            before.commit()
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
            process.wait()
        assert process.returncode == 0, err
        assert "3" in out
        assert ANN not in written(database, tenant)
        late.execute(
            "select hardal.ingest(%s)",
            (json.dumps({"events": [event(NOW, client_id=ANN), {"client_id": ANN}]}),),
        )
        late.commit()
    (receipt,) = cli.json("receipts", tenant)
    assert receipt["events"] == 3
    for table in ("events", "rejected_events"):
        later = f"select bool_and(received_at >= %s) from {tenant}.{table} where received_at > %s"
        assert database.value(later, receipt["covers_until"], receipt["began_at"]) is True


def test_an_erasure_gives_up_in_the_end_and_has_erased_nothing(
    cli: Cli, tenant: str, stored: object, database: Database
) -> None:
    job_url = cli.json("url", "create", tenant, "--name", "job", "--scope", "write")["url"]
    with closing(psycopg.connect(job_url)) as job:
        job.execute("select hardal.ingest(%s)", (json.dumps([event(NOW)]),))
        refused = cli(
            "erase", tenant, "--client-id", ANN, "--yes", "--wait", "500ms", exit_code=1
        ).stderr
        assert f"pid {job.info.backend_pid} of {tenant}__u_job" in refused
        assert "nothing is erased yet" in refused
        assert cli.json("receipts", tenant) == []
        assert len(lines(cli, tenant, "--client-id", ANN)) == 6
        cli("url", "revoke", tenant, "job")
    assert cli.json("erase", tenant, "--client-id", ANN, "--yes", "--wait", "0s")["events"] == 2


def test_an_erasure_that_meets_an_open_transaction_later_says_whose_it_is(
    cli: Cli, tenant: str, stored: list[dict[str, Any]], database: Database
) -> None:
    """A transaction that comes after the wait holds an id of the person's events."""
    with database.connect() as holder, database.connect() as superuser:
        holder.execute("begin; set role hardal_owner")
        holder.execute(f"delete from {tenant}__store.event_ids where id = %s", (stored[0]["id"],))
        erase_part = "select hardal_private.erase_part(0, %s, %s, %s, null, null)"
        superuser.execute("set lock_timeout = '300ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable) as refused:
            superuser.execute(erase_part, (tenant, f"events_{months_ago(2):%Y_%m}", [ANN]))
        assert f"pid {holder.info.backend_pid} of hardal_dba" in str(refused.value)
        holder.execute("rollback")


@pytest.mark.parametrize("scope", ["read", "aggregate", "write"])
def test_an_open_transaction_of_one_tenant_stops_no_work_for_another(
    cli: Cli, api: Api, tenant: str, stored: object, database: Database, scope: str
) -> None:
    """Neither an erasure, nor rollups, dropped months, a replay or the drop of the tenant."""
    other = unique_name("other")
    cli("tenant", "create", other)
    send(database, other, event(months_ago(1)))
    url = cli.json("url", "create", other, "--name", "open", "--scope", scope)["url"]
    cli("tenant", "set", tenant, "--retention", "1mo", "--yes")
    with (
        psycopg.connect(url) as open_one,
        psycopg.connect(url) as reader,
        database.connect() as dba,
        database.connect(database.server.superuser(database.name)) as dump,
    ):
        reader.execute("set transaction isolation level repeatable read")
        reader.execute("select 1")
        if scope == "write":
            open_one.execute("select hardal.ingest(%s)", (json.dumps([event(NOW)]),))
        else:
            open_one.execute(f"select count(*) from {other}.daily_activity")
        dba.execute("begin; select 1")
        dump.execute("begin isolation level repeatable read; select 1")
        erased = cli.json("erase", tenant, "--client-id", ANN, "--yes", "--wait", "0s")
        assert erased["events"] == 2
        assert "months dropped" in cli("maintain", tenant).stdout
        assert cli.json("stats", tenant)["rolled_up_until"] is not None
        patch = '{"event_name": "mended"}'
        ident = database.value(
            f"select rejected_id::text from {tenant}__store.rejected_events"
            " where payload is not null"
        )
        assert cli.json("rejected", "replay", tenant, str(ident), "--patch", patch)["accepted"] == 1
        cli("tenant", "drop", tenant, "--yes", tenant)
        open_one.rollback()


def test_a_request_of_another_tenant_over_http_stops_no_erasure(
    cli: Cli, api: Api, tenant: str, stored: object, database: Database
) -> None:
    """PostgREST's connections serve all tenants. What each one has locked tells whose it is."""
    other = unique_name("other")
    cli("tenant", "create", other)
    token = cli.json("token", "create", other, "--scope", "ingest", "--name", "backend")["token"]
    held = event(NOW)
    with database.connect() as holder, ThreadPoolExecutor() as pool:
        holder.execute("begin; set role hardal_owner")
        ingest(holder, other, [held])
        request = pool.submit(api.post, "/rpc/ingest", held, token)  # waits for the id, up to 2 s
        while not database.waiting_for(holder):
            assert not request.done()
        cli("erase", tenant, "--client-id", ANN, "--yes", "--wait", "0s")
        assert request.result().status_code == 429


def test_no_event_before_the_time_on_a_receipt_is_left(
    cli: Cli, tenant: str, database: Database
) -> None:
    """Transactions of all lengths store the person's events while the person is erased."""
    url = cli.json(
        "url", "create", tenant, "--name", "job", "--scope", "write", "--connections", "9"
    )["url"]
    until = time.monotonic() + 4

    def write(number: int) -> None:
        chance = random.Random(number)
        with psycopg.connect(url) as job:
            while time.monotonic() < until:
                job.execute("select 1")
                for _ in range(3):
                    time.sleep(chance.random() / 20)
                    job.execute("savepoint s")
                    job.execute(
                        "select hardal.ingest(%s)",
                        (json.dumps({"events": [event(NOW, client_id=ANN), {"client_id": ANN}]}),),
                    )
                    if chance.random() < 0.3:
                        job.execute("rollback to savepoint s")
                time.sleep(chance.random() / 20)
                job.commit()

    with ThreadPoolExecutor() as pool:
        writers = [pool.submit(write, number) for number in range(4)]
        receipts = []
        while time.monotonic() < until:
            receipts.append(cli.json("erase", tenant, "--client-id", ANN, "--yes"))
        for writer in writers:
            writer.result()
    assert len(receipts) > 1
    assert sum(receipt["events"] for receipt in receipts) > 0
    for table in ("events", "rejected_events"):
        left = f"select count(*) from {tenant}.{table} where received_at < %s"
        assert database.value(left, receipts[-1]["covers_until"]) == 0


def test_the_next_erasure_finishes_one_that_was_killed(
    cli: Cli, tenant: str, stored: list[dict[str, Any]], database: Database
) -> None:
    with database.connect() as blocking:
        blocking.execute("begin; set role hardal_owner")
        blocking.execute(
            f"select from {tenant}__store.event_ids where id = %s for update", (stored[1]["id"],)
        )
        process = erasing(database, tenant)
        told(process, "erased 1 from events")
        ended = database.value(
            "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity"
            " where query like 'call hardal_private.erase%%' and datname = current_database()"
        )
        assert ended == 1
        process.communicate(timeout=30)
        assert process.returncode == 1
    cli("erase", tenant, "--client-id", ANN, "--yes")
    first, second = cli.json("receipts", tenant)
    assert first["finished_at"] is None
    assert second["finished_at"]
    assert (first["events"], second["events"]) == (1, 1)
    assert ANN not in written(database, tenant)


def test_an_erasure_includes_months_that_are_being_dropped(
    cli: Cli, tenant: str, stored: object, database: Database
) -> None:
    cli("tenant", "set", tenant, "--retention", "1mo", "--yes")
    url = cli.json("url", "create", tenant, "--name", "bi")["url"]
    with psycopg.connect(url) as reader:
        reader.execute("select count(*) from events")
        cli("maintain", exit_code=1)  # the month is half detached, and no view shows it
        assert (
            database.value(f"select count(*) from {tenant}.events where client_id = %s", ANN) == 1
        )
        assert cli.json("erase", tenant, "--client-id", ANN, "--yes")["events"] == 2
        assert ANN not in written(database, tenant)


def test_an_erasure_works_while_clients_send_the_same_events_again_and_again(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    batch = [event(months_ago(n % 3), client_id=ANN if n % 2 else "bob") for n in range(40)]
    done = threading.Event()
    statuses = set()

    def write() -> None:
        while not done.is_set():
            answer = api.post("/rpc/ingest", {"events": batch}, ingest_token)
            statuses.add(answer.status_code)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    time.sleep(0.5)
    try:
        cli("erase", tenant, "--client-id", ANN, "--yes")
    finally:
        done.set()
        for writer in writers:
            writer.join()
    assert statuses <= {200, 207, 429}
    assert database.value(f"select array_agg(distinct client_id) from {tenant}.events") == ["bob"]
    assert ANN not in written(database, tenant)
    assert database.value(f"select count(*) from {tenant}.events") == 20


def test_ids_of_erased_rejected_events_cannot_come_back(
    cli: Cli, tenant: str, database: Database
) -> None:
    refused = {"event_name": "", "client_id": ANN, "id": str(uuid.uuid4())}
    answer = send(database, tenant, refused)
    cli("erase", tenant, "--client-id", ANN, "--yes")
    for again in (refused["id"], answer["errors"][0]["rejected_id"]):
        assert codes(
            send(database, tenant, {"event_name": "x", "client_id": ANN, "id": again})
        ) == ["erased"]


def test_an_erased_event_with_other_faults_is_not_kept_in_quarantine(
    cli: Cli, tenant: str, database: Database
) -> None:
    """It may be sent again, imported again or replayed, with any fault."""
    known = event(NOW, client_id=ANN)
    send(database, tenant, known)
    conflict = known | {"client_id": "other", "properties": {"secret": 1}, "foo": 1}
    send(database, tenant, conflict)
    cli("erase", tenant, "--client-id", ANN, "--yes")
    # the erased event, sent again with a fault of its own
    send(database, tenant, known | {"oops": 1})
    assert ANN not in written(database, tenant)
    # a replay of another person's event with the same id is rejected as erased
    cli("rejected", "replay", tenant, "--patch", '{"foo": null}')
    assert "secret" not in written(database, tenant)
    told = database.value(f"select sum(bytes)::int from {tenant}__store.quarantine_changes")
    assert told == database.value(
        f"select sum(counted_bytes)::int from {tenant}__store.rejected_events"
    )


def test_a_second_import_of_a_file_does_not_bring_erased_lines_back(
    cli: Cli, tenant: str, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "events.ndjson"
    file.write_text(f'{{"event_name": "", "client_id": "{ANN}"}}\nno json of {ANN}\n')
    cli("import", tenant, str(file))
    assert ANN in written(database, tenant)
    cli("erase", tenant, "--client-id", ANN, "--yes")
    cli("import", tenant, str(file))
    assert ANN not in written(database, tenant)


def test_numbers_in_a_condition_are_compared_digit_by_digit(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, event(NOW))
    with database.connect() as conn:
        conn.execute(
            f"update {tenant}__store.events set properties = '{{\"card\": 12345678901234567890.5}}'"
        )
    person = ("--properties", '{"card": 12345678901234567890.5}')
    assert len(lines(cli, tenant, *person)) == 1


def test_disclose_replaces_a_file_only_with_force(
    cli: Cli, tenant: str, stored: object, tmp_path: Path
) -> None:
    file = tmp_path / "person.ndjson"
    file.write_text("mine")
    for target in (str(file), "/dev/null"):
        assert (
            "--force"
            in cli("disclose", tenant, "--client-id", ANN, "-o", target, exit_code=1).stderr
        )
    assert file.read_text() == "mine"
    cli("disclose", tenant, "--client-id", ANN, "-o", str(file), "--force")
    assert ANN in file.read_text()
