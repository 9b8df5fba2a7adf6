"""Whatever settings the database, the login or the server start with, hardal does the same."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.harness import databases, postgrest
from tests.harness.databases import Database, unique_name
from tests.harness.events import NOW, event, months_ago, send
from tests.harness.schema import dump
from tests.harness.server import Server
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

# settings that any owner of a database can give it
ODD = {
    "array_nulls": "off",
    "bytea_output": "escape",
    "check_function_bodies": "on",
    "client_encoding": "LATIN1",
    "client_min_messages": "error",
    "datestyle": "SQL, DMY",
    "default_toast_compression": "pglz",
    "default_transaction_deferrable": "on",
    "default_transaction_isolation": "serializable",
    "enable_indexscan": "off",
    "enable_partition_pruning": "off",
    "enable_seqscan": "off",
    "escape_string_warning": "on",
    "extra_float_digits": "-15",
    "gin_fuzzy_search_limit": "1",
    "idle_in_transaction_session_timeout": "5s",
    "idle_session_timeout": "5s",
    "intervalstyle": "sql_standard",
    "jit": "on",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "lock_timeout": "1s",
    "plan_cache_mode": "force_generic_plan",
    "quote_all_identifiers": "on",
    "row_security": "off",
    "search_path": "information_schema",
    "standard_conforming_strings": "off",
    "statement_timeout": "1s",
    "synchronous_commit": "off",
    "timezone": "Asia/Tokyo",
    "transform_null_equals": "on",
    "xmloption": "document",
}
# timeouts end PostgREST's own work, and it is the DBA who sets them
TOOL_ONLY = (
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
    "lock_timeout",
    "statement_timeout",
)
WORD = "Çay ☕ \u00fc"
EVENT = {
    "event_name": WORD,
    "client_id": "ann \u2603",
    "created_at": months_ago(1).isoformat(),
    "properties": {"price": 1.2345678901234567, "path": "a\\b'c", "when": "2024-10-06"},
}


def set_all(server: Server, name: str, settings: dict[str, str]) -> None:
    with psycopg.connect(server.dba("postgres"), autocommit=True) as conn:
        for setting, value in settings.items():
            conn.execute(f"alter database {name} set {setting} to '{value}'".encode())


@pytest.fixture
def odd(pg: Server) -> Iterator[Database]:
    """A database without hardal that has all odd settings from the start."""
    with databases.new_database(pg, empty=True) as database:
        set_all(pg, database.name, ODD)
        yield database


def test_the_tool_does_all_its_work_under_odd_settings(
    odd: Database, database: Database, pg: Server, tmp_path: Path
) -> None:
    cli = Cli(odd.dsn)
    cli("migrate")
    tenant = unique_name("acme")
    cli("tenant", "create", tenant)
    file = tmp_path / "events.ndjson"
    file.write_text(
        "".join(
            json.dumps(line, ensure_ascii=False) + "\n"
            for line in (EVENT, EVENT | {"client_id": "bob"}, {"event_name": ""}, "no")
        )
    )
    assert cli.json("import", tenant, str(file))["accepted"] == 2
    cli("maintain")
    cli("tenant", "set", tenant, "--retention", "13mo", "--yes")
    stats = cli.json("stats", tenant)
    assert stats["rolled_up_until"]
    assert cli.json("tenant", "show", tenant)["events"] == 2
    out = tmp_path / "out.ndjson"
    cli("export", tenant, "-o", str(out))
    back = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["properties"] for line in back] == [EVENT["properties"]] * 2
    assert {line["event_name"] for line in back} == {WORD}
    assert cli.json("url", "create", tenant, "--name", "ann", "--statement-timeout", "90s")
    assert cli.json("url", "list", tenant)
    assert cli.json("token", "create", tenant, "--scope", "read", "--name", "bi")
    assert len(cli.json("rejected", "list", tenant)) == 2
    assert any(row["event_name"] == WORD for row in cli.json("views", "list", tenant))
    assert "bob" in cli("disclose", tenant, "--client-id", "bob").stdout
    said = cli("erase", tenant, "--client-id", "ann \u2603", "--yes")
    assert "erased 1 from events" in said.stderr
    assert cli.json("audit", tenant)
    wrong = [
        finding
        for finding in json.loads(cli("doctor", "--deep", "--json", exit_code=1).stdout)["findings"]
        if finding["level"] == "wrong"
    ]
    assert {finding["name"] for finding in wrong} == {"settings"}
    cli("migrate")
    cli("url", "revoke", tenant, "ann")
    cli("tenant", "suspend", tenant)
    cli("tenant", "drop", tenant, "--yes", tenant)
    with psycopg.connect(pg.dba("postgres"), autocommit=True) as conn:
        conn.execute(f"alter database {odd.name} reset all".encode())
    assert dump(odd) == dump(database)


def test_answers_over_http_are_the_same_under_odd_settings(pg: Server) -> None:
    answers = []
    for settings in ({}, {name: ODD[name] for name in ODD if name not in TOOL_ONLY}):
        with databases.new_database(pg) as database:
            set_all(pg, database.name, settings)
            cli = Cli(database.dsn)
            tenant = unique_name("acme")
            cli("tenant", "create", tenant)
            tokens = {
                scope: cli.json("token", "create", tenant, "--scope", scope, "--name", scope)[
                    "token"
                ]
                for scope in ("ingest", "read")
            }
            if settings:  # PostgREST says of each transaction whether it writes
                set_all(pg, database.name, {"default_transaction_read_only": "on"})
            ident = "7c1e4a52-0000-4000-8000-000000000001"
            ndjson = {"Content_Type": "application/octet-stream"}
            with postgrest.running(database) as api:
                first = api.post("/rpc/ingest", EVENT | {"id": ident}, tokens["ingest"])
                again = api.post("/rpc/ingest", EVENT | {"id": ident}, tokens["ingest"])
                body = json.dumps(EVENT, ensure_ascii=False).encode()
                lines = api.post("/rpc/ingest_ndjson", body + b"\nno\\", tokens["ingest"], **ndjson)
                assert first.status_code == 200, first.text
                assert lines.status_code == 207, lines.text
                answers.append(
                    [first.json(), again.json()]
                    + [lines.status_code, lines.json()["errors"][0]["message"]]
                    + [
                        {name: row[name] for name in row if name not in ("id", "received_at")}
                        for row in api.get("/rpc/events", tokens["read"]).json()
                    ]
                    + [
                        api.get(f"/rpc/{report}", tokens["read"]).text
                        for report in (
                            "sessions",
                            "daily_activity",
                            "active_clients?period=day",
                            "funnel?steps={Çay ☕ ü}",
                            "retention?first_event=Çay ☕ ü&return_event=Çay ☕ ü",
                        )
                    ]
                )
    assert answers[0] == answers[1]


def test_a_login_that_starts_in_another_role_works_all_the_same(
    empty_database: Database, pg: Server
) -> None:
    role = unique_name("weak")
    with psycopg.connect(pg.superuser(empty_database.name), autocommit=True) as conn:
        conn.execute(f"create role {role}; grant {role} to hardal_dba")
        conn.execute(f"alter role hardal_dba in database {empty_database.name} set role = {role}")
    try:
        cli = Cli(empty_database.dsn)
        cli("migrate")
        tenant = unique_name("acme")
        cli("tenant", "create", tenant)
        send(empty_database, tenant, event(NOW))
        cli("maintain")
        cli("tenant", "drop", tenant, "--yes", tenant)
    finally:
        with psycopg.connect(pg.superuser(), autocommit=True) as conn:
            conn.execute(f"alter role hardal_dba in database {empty_database.name} reset all")
            conn.execute(f"drop role {role}")


def test_a_read_only_database_is_named_with_the_remedy(
    database: Database, empty_database: Database, pg: Server
) -> None:
    for name in (database.name, empty_database.name):
        set_all(pg, name, {"default_transaction_read_only": "on"})
    for dsn, command in (
        (empty_database.dsn, ("migrate",)),
        (database.dsn, ("migrate",)),
        (database.dsn, ("tenant", "create", "never")),
        (database.dsn, ("maintain",)),
    ):
        said = Cli(dsn)(*command, exit_code=1).stderr
        assert "is read-only" in said, said
        assert "default_transaction_read_only" in said
    assert Cli(database.dsn).json("tenant", "list") == []
