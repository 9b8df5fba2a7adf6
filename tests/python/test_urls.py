"""PSQL URLs: their scopes, limits, rotation and revocation."""

import json
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import psycopg
import pytest
import sqlalchemy
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row

from hardal_admin import urls
from hardal_admin.embedded import binaries
from tests.harness.databases import Database
from tests.harness.server import ROOT, Server
from tests.harness.tool import Cli

EVENTS = json.dumps(
    {
        "events": [
            {
                "event_name": "purchase",
                "client_id": c,
                "created_at": "2024-10-06T12:00:00Z",
                "properties": {"secret": 1},
            }
            for c in ("c1", "c2", "c2")
        ]
    }
)


@contextmanager
def login(cli: Cli, tenant: str, name: str, *options: str) -> Iterator[psycopg.Connection[DictRow]]:
    url = cli.json("url", "create", tenant, "--name", name, *options)["url"]
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as conn:
        yield conn


def answer(conn: psycopg.Connection[DictRow], query: str, *values: object) -> Any:
    row = conn.execute(query, values).fetchone()
    assert row
    return next(iter(row.values()))


def test_a_writer_can_only_ingest_and_validate(cli: Cli, tenant: str, database: Database) -> None:
    with login(cli, tenant, "loader", "--scope", "write") as writer:
        assert answer(writer, "select validate(%s)", EVENTS)["accepted"] == 3
        assert answer(writer, "select ingest(%s)", EVENTS)["accepted"] == 3
        for statement in (
            f"select * from {tenant}.events",
            f"select * from {tenant}.daily_activity",
            f"select * from {tenant}__store.events",
            f"select {tenant}__store.ingest('[]')",
            "select * from hardal.events()",
            "select * from hardal_private.tenants",
            "select * from hardal_private.audit_log",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                writer.execute(statement)
    assert database.value(f"select count(*) from {tenant}.events") == 3


def test_settings_of_a_writer_change_no_promise(cli: Cli, tenant: str, database: Database) -> None:
    event = {
        "event_name": "x",
        "id": str(uuid.uuid4()),
        "created_at": "2024-10-06T23:30:00",
        "properties": {"n": 1.5},
    }
    with login(cli, tenant, "loader", "--scope", "write") as writer:
        for setting in (
            "synchronous_commit = off",
            "timezone = 'Asia/Kolkata'",
            "datestyle = 'SQL, DMY'",
            "intervalstyle = 'sql_standard'",
            "extra_float_digits = -15",
            "bytea_output = 'escape'",
            "standard_conforming_strings = off",
            "lock_timeout = 0",
            "plan_cache_mode = force_custom_plan",
        ):
            writer.execute(f"set {setting}")
        # its own objects, found before those of PostgreSQL
        writer.execute("create temp table tenants (name text)")
        writer.execute(
            "create function pg_temp.lower(text) returns text"
            " language sql as $$ select 'captured' $$"
        )
        writer.execute("set search_path = pg_temp, pg_catalog, hardal")
        assert answer(writer, "select hardal.ingest(%s)", json.dumps(event))["accepted"] == 1
        again = event | {"created_at": "2024-10-07T23:30:00"}
        assert answer(writer, "select hardal.ingest(%s)", json.dumps(again))["duplicates"] == 1
        for level in ("repeatable read", "serializable"):
            writer.execute(f"set default_transaction_isolation = '{level}'")
            with pytest.raises(psycopg.errors.Error, match="READ COMMITTED"):
                writer.execute("select hardal.ingest(%s)", (json.dumps(event),))
        writer.execute("set default_transaction_isolation = 'read committed'")
        writer.execute("set default_transaction_read_only = on")
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            writer.execute("select hardal.ingest(%s)", (json.dumps(event | {"id": None}),))
    assert database.value(f"select created_at from {tenant}.events") == datetime(
        2024, 10, 6, 23, 30, tzinfo=UTC
    )


def test_the_time_zone_of_a_writer_changes_no_time_and_no_month(
    cli: Cli, tenant: str, database: Database
) -> None:
    """A login can set a TimeZone in which 'UTC' and 'Z' mean another offset.

    It can also set a DateStyle in which printed times are read back as other times.
    """
    zones = [
        ("UTC+5", "ISO"), ("<Z>-5", "ISO"), ("<T>-5", "ISO"), ("<+03>5", "SQL"),
        ("Asia/Kolkata", "Postgres"), ("Asia/Shanghai", "German"), ("America/Havana", "SQL, DMY"),
    ]  # fmt: skip
    with login(cli, tenant, "loader", "--scope", "write") as writer:
        for month, (zone, style) in enumerate(zones, 1):
            for name, value in (("timezone", zone), ("datestyle", style)):
                writer.execute("select set_config(%s, %s, false)", (name, value))
            event = {"event_name": zone, "created_at": f"2024-{month:02}-16T02:00:00Z"}
            assert answer(writer, "select hardal.ingest(%s)", json.dumps(event))["accepted"] == 1
        writer.execute("set default_tablespace = 'pg_global'")
        event = {"event_name": "x", "created_at": "2024-10-16T02:00:00Z"}
        assert answer(writer, "select hardal.ingest(%s)", json.dumps(event))["accepted"] == 1
    with database.connect() as conn:
        conn.execute("set timezone = 'UTC'")
        rows = conn.execute(
            "select created_at"
            " = make_timestamptz(2024, extract(month from event_date)::int, 16, 2, 0, 0)"
            f" and extract(day from event_date) = 16 as right from {tenant}.events"
        ).fetchall()
        assert [row["right"] for row in rows] == [True] * 8
        bounds = conn.execute(
            "select pg_get_expr(c.relpartbound, c.oid) as bound from pg_class as c"
            " where c.relispartition and c.relkind = 'p' and c.relnamespace = %s::regnamespace",
            (f"{tenant}__store",),
        ).fetchall()
        assert len(bounds) == 8
        assert all(row["bound"].count("-01 00:00:00+00") == 2 for row in bounds)


def test_a_reader_of_aggregates_sees_no_person(cli: Cli, tenant: str) -> None:
    with login(cli, tenant, "loader", "--scope", "write") as writer:
        writer.execute("select ingest(%s)", (EVENTS,))
    with login(cli, tenant, "board", "--scope", "aggregate") as analyst:
        rows = analyst.execute("select event_name, events, clients from daily_activity").fetchall()
        assert rows == [{"event_name": "purchase", "events": 3, "clients": 2}]
        for statement in (
            "select * from events",
            "select * from rejected_events",
            f"select client_id from {tenant}__store.events",
            f"select id from {tenant}__store.event_ids",
            f"select * from {tenant}__store.events_2024_10",
            "select hardal.ingest('{}')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                analyst.execute(statement)
        # counts of the events themselves, which PostgreSQL would refuse with the name of a view
        for count in (
            "active_clients(unit => 'person')",
            "active_clients(filter => '{\"price\": 1}')",
            "active_clients(time_zone => 'Europe/Istanbul')",
            "daily_activity(time_zone => 'Europe/Istanbul')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
                analyst.execute(f"select * from {count}")
            assert "scope read" in str(refused.value.diag.message_hint)
        # the statistics show no values of events either
        samples = analyst.execute(
            "select most_common_vals from pg_stats where schemaname like %s", (f"{tenant}%",)
        )
        assert samples.fetchall() == []


def test_a_url_has_the_limits_that_were_asked_for(cli: Cli, tenant: str) -> None:
    options = ("--expires", "90d", "--connections", "1", "--statement-timeout", "5min")
    url = cli.json("url", "create", tenant, "--name", "ann", *options)["url"]
    with psycopg.connect(url) as conn:
        assert conn.execute("show statement_timeout").fetchone() == ("5min",)
        with pytest.raises(psycopg.OperationalError, match="too many connections"):
            psycopg.connect(url)
        (row,) = cli.json("url", "list", tenant)
    assert (row["connections_now"], row["connections_max"], row["state"]) == (1, 1, "live")
    assert datetime.fromisoformat(row["expires_at"]) - datetime.now(UTC) > timedelta(days=89)
    assert (
        "url create"
        in cli("url", "list", cli.json("tenant", "create", f"{tenant}_b")["tenant"]).stdout
    )


def test_an_expired_url_cannot_log_in(cli: Cli, tenant: str, database: Database) -> None:
    made = cli.json("url", "create", tenant, "--name", "ann", "--expires", "1d")
    with database.connect() as conn:
        conn.execute("update hardal_private.urls set expires_at = now() - interval '1 minute'")
        conn.execute("select hardal_private.sync_login(%s)", (made["role"],))
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(made["url"])
    assert cli.json("url", "list", tenant)[0]["state"] == "expired"
    with psycopg.connect(cli.json("url", "rotate", tenant, "ann", "--expires", "1d")["url"]):
        pass


@pytest.mark.parametrize(
    "options",
    [
        ("--scope", "admin"),
        ("--host", "db:6432"),
        ("--statement-timeout", "25d"),
        ("--statement-timeout", "999999w"),
        ("--statement-timeout", "soon"),
        ("--expires", "0d"),
        ("--expires", "tomorrow"),
        ("--host", "a b"),
    ],
)
def test_a_wrong_option_makes_no_role(
    cli: Cli, tenant: str, database: Database, options: tuple[str, ...]
) -> None:
    result = cli(
        "url", "create", tenant, "--name", "ann", *options, exit_code=2 if "admin" in options else 1
    )
    assert "Traceback" not in result.output
    assert database.value(f"select count(*) from pg_roles where rolname = '{tenant}__u_ann'") == 0


def test_revoking_a_url_ends_its_connections_and_its_login(
    cli: Cli, tenant: str, database: Database
) -> None:
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    with psycopg.connect(url, autocommit=True) as one, psycopg.connect(url) as two:
        two.execute("select count(*) from events")
        assert cli.json("url", "revoke", tenant, "ann")["sessions_ended"] == 2
        for conn in (one, two):
            with pytest.raises(psycopg.OperationalError):
                conn.execute("select 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    assert database.value(f"select count(*) from pg_roles where rolname = '{tenant}__u_ann'") == 0
    assert "no PSQL URL named" in cli("url", "revoke", tenant, "ann", exit_code=1).stderr
    cli("url", "create", tenant, "--name", "ann")


def test_the_next_revocation_finishes_one_that_was_stopped_half_way(
    cli: Cli, tenant: str, database: Database
) -> None:
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    with database.connect() as conn:
        conn.execute("select hardal_private.revoke_url_begin(%s, 'ann')", (tenant,))
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(url)
    assert cli.json("url", "list", tenant)[0]["state"] == "being revoked"
    assert "being revoked" in cli("url", "rotate", tenant, "ann", exit_code=1).stderr
    cli("url", "revoke", tenant, "ann")
    assert cli.json("url", "list", tenant) == []


def test_rotating_a_url_changes_only_the_password(cli: Cli, tenant: str) -> None:
    old = cli.json("url", "create", tenant, "--name", "ann", "--statement-timeout", "7s")["url"]
    with psycopg.connect(old, autocommit=True) as running:
        new = cli.json("url", "rotate", tenant, "ann")["url"]
        running.execute("select count(*) from events")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(old)
    with psycopg.connect(new) as conn:
        assert conn.execute("show statement_timeout").fetchone() == ("7s",)


def test_the_last_use_of_a_url_is_stored(cli: Cli, tenant: str, database: Database) -> None:
    for name in ("ann", "bob"):
        cli("url", "create", tenant, "--name", name)
    with login(cli, tenant, "eve"), database.connect() as conn:
        conn.execute("select hardal_private.record_url_use()")
    seen = {row["name"]: row["last_seen_at"] is not None for row in cli.json("url", "list", tenant)}
    assert seen == {"ann": False, "bob": False, "eve": True}


def test_a_refused_revocation_names_the_database_where_the_login_owns_objects(
    cli: Cli, tenant: str, database: Database, empty_database: Database
) -> None:
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    with empty_database.connect() as conn:
        conn.execute(f"grant create on database {empty_database.name} to {tenant}__u_ann")
    with psycopg.connect(url, dbname=empty_database.name, autocommit=True) as ann:
        ann.execute("set default_transaction_read_only = off")
        ann.execute("create schema mine")
    assert empty_database.name in cli("url", "revoke", tenant, "ann", exit_code=1).stderr
    with empty_database.connect() as conn:
        conn.execute(f"grant {tenant}__u_ann to current_user")
        conn.execute(f"drop owned by {tenant}__u_ann")
    cli("url", "revoke", tenant, "ann")


def test_a_url_can_have_another_port(cli: Cli, tenant: str) -> None:
    made = cli.json(
        "url", "create", tenant, "--name", "ann", "--host", "pool.example.com", "--port", "6432"
    )
    assert "@pool.example.com:6432/" in made["url"]


ODD_NAME = "büro of acme & co/é'+=;%41"
NODE = """
const { Client } = require("pg")
const client = new Client({ connectionString: process.argv[1] })
await client.connect()
const { rows } = await client.query("select current_database() as name")
console.log(rows[0].name)
await client.end()
"""


def databases_that_clients_reach(url: str) -> list[str]:
    """Return the name of the database that each client reaches with a URL as it was printed."""
    with psycopg.connect(url) as conn:
        row = conn.execute("select current_database()").fetchone()
    assert row
    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    with engine.connect() as connection:
        other = connection.execute(sqlalchemy.text("select current_database()")).scalar_one()
    engine.dispose()
    psql = subprocess.run(
        [binaries.postgres_bin("18") / "psql", "-XAtc", "select current_database()", url],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    node = subprocess.run(
        ["node", "-e", f"(async () => {{ {NODE} }})()", url],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert node.returncode == 0, node.stderr
    return [row[0], other, psql.stdout.strip(), node.stdout.strip()]


def test_every_client_opens_a_url_as_printed(cli: Cli, tenant: str, database: Database) -> None:
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    assert "sslmode=disable" in url  # this server has no TLS
    assert databases_that_clients_reach(url) == [database.name] * 4


def test_every_client_opens_the_url_of_a_database_with_an_odd_name(
    cli: Cli, tenant: str, database: Database, pg: Server
) -> None:
    with psycopg.connect(pg.superuser(), autocommit=True) as conn:
        rename = sql.SQL("alter database {} rename to {}")
        one, other = sql.Identifier(database.name), sql.Identifier(ODD_NAME)
        conn.execute(rename.format(one, other))
        try:
            there = make_conninfo(database.dsn, dbname=ODD_NAME)
            url = Cli(there).json("url", "create", tenant, "--name", "ann")["url"]
            assert databases_that_clients_reach(url) == [ODD_NAME] * 4
        finally:
            conn.execute(rename.format(other, one))


class Connection:
    """What `address` reads of a connection, for hosts that this machine does not have."""

    def __init__(self, host: str, *, tls: bool = False, sslmode: str = "") -> None:
        self.info = self
        self.pgconn = self
        self.host, self.port, self.dbname = host, 5432, "hardal"
        self.ssl_in_use, self.sslmode = tls, sslmode

    def get_parameters(self) -> dict[str, str]:
        return {"sslmode": self.sslmode} if self.sslmode else {}


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("::1", "[::1]"), ("2001:db8::7", "[2001:db8::7]"), ("fe80::1%eth0", "[fe80::1%25eth0]"),
        ("127.0.0.1", "127.0.0.1"), ("DB.Example.com", "DB.Example.com"),
        ("/var/run/postgresql", ""), ("/srv/with space", ""),
    ],
)  # fmt: skip
def test_a_url_names_the_host_of_the_dsn(host: str, written: str) -> None:
    url = urls.address(cast(Any, Connection(host)), "acme__u_ann", "p-_w")
    assert url.startswith(f"postgresql://acme__u_ann:p-_w@{written}")
    read = conninfo_to_dict(url)
    assert (read["host"], read["port"], read["dbname"]) == (host, "5432", "hardal")
    if "%" not in host:  # an address with a zone is of one machine
        seen = sqlalchemy.make_url(url)
        assert (seen.host or seen.query["host"]) == host
        parse = "console.log(require('pg-connection-string').parse(process.argv[1]).host)"
        node = subprocess.run(
            ["node", "-e", parse, url], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert node.stdout.strip() == host


@pytest.mark.parametrize(
    ("connection", "host", "sslmode"),
    [
        (Connection("127.0.0.1"), "", "disable"),
        (Connection("/var/run/postgresql"), "", "disable"),
        (Connection("db.example.com"), "", "disable"),
        (Connection("127.0.0.1"), "db.example.com", "verify-full"),
        (Connection("127.0.0.1"), "::1", "disable"),
        (Connection("127.0.0.1"), "localhost", "disable"),
        (Connection("db.example.com", tls=True, sslmode="prefer"), "", "require"),
        (Connection("db.example.com", tls=True, sslmode="verify-full"), "", "verify-full"),
        (Connection("127.0.0.1", tls=True), "db.example.com", "verify-full"),
    ],
)
def test_a_url_to_another_machine_verifies_its_certificate(
    connection: Connection, host: str, sslmode: str
) -> None:
    url = urls.address(cast(Any, connection), "acme__u_ann", "x", host=host)
    assert conninfo_to_dict(url)["sslmode"] == sslmode


def test_the_mode_for_tls_can_be_named(cli: Cli, tenant: str) -> None:
    options = ("--host", "db.example.com", "--sslmode", "require")
    made = cli.json("url", "create", tenant, "--name", "ann", *options)
    assert "sslmode=require" in made["url"]
    assert (
        "sslmode=verify-full"
        in cli.json("url", "rotate", tenant, "ann", "--host", "db.example.com")["url"]
    )
    cli("url", "rotate", tenant, "ann", "--sslmode", "prefer", exit_code=2)
