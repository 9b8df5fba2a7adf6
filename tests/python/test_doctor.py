"""Each check of doctor reports its fault and the remedy, and --fix mends the safe ones."""

import json
import socketserver
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hardal_admin.postgrest_config import PostgrestConfig
from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.tool import Cli


class BadGateway(socketserver.StreamRequestHandler):
    """A proxy with no server behind it."""

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(b"HTTP/1.0 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")


pytestmark = pytest.mark.usefixtures("settled_roles")


def findings(
    cli: Cli, *options: str, level: str = "wrong", exit_code: int | None = None
) -> list[dict[str, Any]]:
    """Return doctor's findings of a level: wrong or open."""
    result = cli("doctor", "--json", *options, exit_code=1 if exit_code is None else exit_code)
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return [finding for finding in found if finding["level"] == level]


def test_doctor_finds_nothing_wrong_after_ordinary_commands(
    cli: Cli, tenant: str, database: Database, reader: object
) -> None:
    for scope in ("aggregate", "write"):
        cli("url", "create", tenant, "--name", scope, "--scope", scope, "--expires", "9d")
    url = cli.json("url", "create", tenant, "--name", "eve")["url"]
    cli("tenant", "create", f"{tenant}_b")
    cli("tenant", "suspend", f"{tenant}_b")
    assert cli("doctor").stdout.endswith("nothing is wrong\n")
    cli("doctor", "--fix", "--deep")
    # settings of a connection and settings for another database are no fault
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("set default_transaction_read_only = off")
        conn.execute(f"alter role {tenant}__u_eve in database template1 set statement_timeout = 0")
    cli("tenant", "resume", f"{tenant}_b")
    assert findings(cli, exit_code=0) == []
    # rights that PostgreSQL gives to PUBLIC by default are reported as open, not as wrong
    assert "PUBLIC" in {finding["name"] for finding in findings(cli, level="open", exit_code=0)}


# The statement that breaks something, the check that reports it, and whether --fix mends it.
# T is the tenant, B another tenant, D the database.
BROKEN = {
    "a grant on a table of another tenant": (
        "grant select on B__store.events to T__read",
        "stray grant", True,
    ),
    "a grant on the store's schema": (
        "grant usage on schema T__store to T__u_ann",
        "stray grant", True,
    ),
    "a grant on a column": (
        "grant select (id) on T__store.event_ids to T__read",
        "stray grant", True,
    ),
    "a function for PUBLIC": (
        "grant execute on function hardal_private.clock() to public",
        "stray grant", True,
    ),
    "a grant on a partition": (
        "grant select on T__store.events_2024_10 to T__aggregate",
        "stray grant", True,
    ),
    "a grant on a table of the registry": (
        "grant select on hardal_private.tokens to T__u_ann",
        "stray grant", True,
    ),
    "a grant on a function of the API": (
        "grant execute on function hardal.ingest(jsonb) to T__read",
        "stray grant", True,
    ),
    "a revoked grant on a view": ("revoke select on T.events from T__read", "missing grant", True),
    "a revoked grant on a schema": (
        "revoke usage on schema T from T__aggregate",
        "missing grant", True,
    ),
    "a table in the store with another owner": ("create table T__store.mine ()", "owner", False),
    "a group that can log in": ("alter role T__read login", "role attributes", True),
    "a login that can make roles": ("alter role T__u_ann createrole", "role attributes", True),
    "a login in the group of another tenant": (
        "grant B__read to T__u_ann",
        "stray membership", True,
    ),
    "a login in a group of PostgREST": (
        "grant hardal_ingest to T__u_ann",
        "stray membership", True,
    ),
    "a login that is in no group": ("revoke T__read from T__u_ann", "missing membership", True),
    "an unknown login": ("create role T__u_ghost login", "unknown login", False),
    "a role that was dropped by hand": ("drop role T__u_ann", "missing role", False),
    "a removed timeout": ("alter role T__u_ann set statement_timeout = 0", "role settings", True),
    "a setting for this database": (
        "alter role T__u_ann in database D set work_mem = '1GB'",
        "role settings", True,
    ),
    "removed settings": ("alter role T__u_ann reset all", "role settings", True),
    "a removed connection limit": ("alter role T__u_ann connection limit -1", "role limits", True),
    "a postponed expiry": ("alter role T__u_ann valid until '2999-01-01'", "role limits", True),
    "an expired PSQL URL": (
        "update hardal_private.urls set expires_at = '2024-01-01'",
        "expired PSQL URL", False,
    ),
    "a half revoked PSQL URL": (
        "select hardal_private.revoke_url_begin('T', 'ann')",
        "half-revoked PSQL URL", False,
    ),
    "an expired token": (
        "update hardal_private.tokens set expires_at = '2024-01-01'",
        "expired token", False,
    ),
    "a tenant of an older version": (
        "update hardal_private.tenants set template_version = 'x' where name = 'T'",
        "version", False,
    ),
    "a missing audit trigger": (
        "drop trigger audit_log_is_append_only on hardal_private.audit_log",
        "audit log", True,
    ),
    "a disabled audit trigger": (
        "alter table hardal_private.audit_log disable trigger all",
        "audit log", True,
    ),
    "an audit trigger that does nothing": (
        "create or replace function hardal_private.refuse_change() returns trigger"
        " language plpgsql as 'begin return null; end'",
        "definition", False,
    ),
    "a rule on the audit log": (
        "create rule keep as on delete to hardal_private.audit_log do instead nothing",
        "definition", False,
    ),
    "a view with its owner's rights": (
        "alter view T.clients set (security_invoker = false)",
        "definition", True,
    ),
    "a view that shows other rows": (
        "create or replace view T.daily_activity as select * from T.daily_activity where false",
        "definition", True,
    ),
    "a missing view": ("drop view T.rejected_events", "definition", True),
    "a function with other settings": (
        "alter function T__store.ingest reset search_path",
        "definition", True,
    ),
    "a function of the API with its caller's rights": (
        "alter function hardal.ingest(jsonb) security invoker",
        "definition", False,
    ),
    "a trigger on the ledger": (
        "create trigger t before insert on T__store.event_ids"
        " execute function hardal_private.refuse_change()",
        "definition", False,
    ),
    "a missing index": ("drop index T__store.events_client", "definition", False),
    "a partition with the bounds of another month": (
        "set timezone = 'UTC';"
        " create table T__store.events_2030_01 (like T__store.events including all);"
        " alter table T__store.events attach partition T__store.events_2030_01"
        " for values from ('2030-02-01') to ('2030-03-01');"
        " alter table T__store.events_2030_01 owner to hardal_owner",
        "partition bounds", False,
    ),
    "a default partition": (
        "create table T__store.events_default partition of T__store.events default;"
        " alter table T__store.events_default owner to hardal_owner",
        "partition bounds", False,
    ),
    "a detached partition": (
        "alter table T__store.events detach partition T__store.events_2024_10",
        "detached partition", False,
    ),
    "a partition with a trigger": (
        "create trigger t before insert on T__store.events_2024_10"
        " execute function hardal_private.refuse_change()",
        "partition", False,
    ),
    "a partition that refuses every event": (
        "alter table T__store.events_2024_10 add constraint c check (false) not valid",
        "partition", False,
    ),
    "an unlogged partition": (
        "alter table T__store.events_2024_10 set unlogged",
        "partition", False,
    ),
    "an owner without the right to insert": (
        "revoke insert on T__store.events from hardal_owner",
        "owner's rights", True,
    ),
    "an owner without the right to call a function": (
        "revoke execute on function T__store.ingest from hardal_owner",
        "owner's rights", True,
    ),
    "a missing group": (
        "grant T__aggregate to current_user;"
        " drop owned by T__aggregate;"
        " drop role T__aggregate",
        "missing role", True,
    ),
    "a procedure for PUBLIC": (
        "create procedure hardal.p() language sql as '';"
        " alter procedure hardal.p() owner to hardal_owner;"
        " grant execute on procedure hardal.p() to public",
        "stray grant", True,
    ),
    "a password that expires": (
        "do $$ begin"
        " execute format('alter role hardal_authenticator valid until %L', now() + interval '5"
        " days');"
        " end $$",
        "role attributes", True,
    ),
    "a half dropped tenant": (
        "select hardal_private.drop_tenant_begin('T')",
        "half-dropped tenant", False,
    ),
    "a renamed column": ("alter table T__store.events rename column id to idd", "check", False),
    "a missing function of a check": (
        "drop function hardal_private.token_state cascade",
        "definition", False,
    ),
    "a grant option": (
        "grant select on T.events to T__read with grant option",
        "stray grant option", True,
    ),
    "a grant that a group has passed on": (
        "grant T__read to current_user;"
        " grant select on T.events to T__read with grant option;"
        " set role T__read;"
        " grant select on T.events to B__read",
        "stray grant", True,
    ),
    "an unknown role in a tenant's group": (
        "create role T__x;"
        " grant T__read to T__x",
        "stray membership", True,
    ),
    "an unknown role in hardal_owner": (
        "create role T__x;"
        " grant hardal_owner to T__x",
        "stray membership", True,
    ),
    "a membership with the admin option": (
        "grant T__read to T__u_ann with admin option",
        "membership options", True,
    ),
    "a membership that is not inherited": (
        "alter role T__u_ann noinherit;"
        " revoke T__read from T__u_ann;"
        " grant T__read to T__u_ann",
        "membership options", True,
    ),
    "temporary tables for a group": (
        "grant temporary on database D to T__read",
        "stray grant", True,
    ),
    "default privileges for a group": (
        "alter default privileges for role hardal_owner in schema T grant select on tables to"
        " T__read",
        "default privileges", True,
    ),
    "a database that is read-only": (
        "alter database D set default_transaction_read_only = on",
        "settings", False,
    ),
    "a missing ledger": ("drop table T__store.event_ids", "definition", False),
    "default privileges for PUBLIC": (
        "alter default privileges for role hardal_owner grant execute on functions to public",
        "default privileges", True,
    ),
    "an event without its id": ("delete from T__store.event_ids", "ledger", False),
    "an id without its event": (
        "delete from T__store.events where event_name = 'a'",
        "ledger", False,
    ),
}  # fmt: skip


SHARED = {
    "a login in a group of PostgREST",
    "an unknown role in hardal_owner",
    "a password that expires",
}
CASES = [
    pytest.param(name, marks=pytest.mark.breaks_shared_roles if name in SHARED else ())
    for name in BROKEN
]


@pytest.mark.parametrize("broken", CASES)
def test_doctor_reports_a_fault(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database, broken: str
) -> None:
    statement, check, mended = BROKEN[broken]
    other = f"{tenant}_b"
    cli("tenant", "create", other)
    cli("url", "create", tenant, "--name", "ann")
    events = [{"event_name": name, "created_at": "2024-10-06T12:00:00Z"} for name in ("a", "b")]
    assert api.post("/rpc/ingest", {"events": events}, ingest_token).status_code == 200
    assert findings(cli, exit_code=0) == []
    statement = (
        statement.replace("B__", f"{other}__")
        .replace("T__", f"{tenant}__")
        .replace("'T'", f"'{tenant}'")
    )
    statement = (
        statement.replace("T.", f"{tenant}.")
        .replace(" T ", f" {tenant} ")
        .replace(" D ", f" {database.name} ")
    )
    with database.connect() as conn:
        conn.execute(statement.encode())
    seen = findings(cli)
    try:
        assert check in {finding["name"] for finding in seen}, seen
        for finding in seen:
            assert all(finding[part] for part in ("object", "problem", "why", "mend"))
        assert ("mends" in cli("doctor", exit_code=1).stdout) == any(
            finding["fix"] for finding in seen
        )
        if mended:
            cli("doctor", "--fix")
            assert findings(cli, exit_code=0) == []
            assert "doctor.fix" in {entry["action"] for entry in cli.json("audit")}
    finally:
        with database.connect() as conn:
            conn.execute("set default_transaction_read_only = off")
            conn.execute(f"drop role if exists {tenant}__u_ghost")
            conn.execute(f"drop role if exists {tenant}__x")


def test_doctor_checks_older_months_only_with_deep(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    months = [
        {"event_name": "x", "created_at": f"2024-{month}-06T12:00:00Z"} for month in ("08", "10")
    ]
    api.post("/rpc/ingest", {"events": months}, ingest_token)
    with database.connect() as conn:
        conn.execute(f"delete from {tenant}__store.events where created_at < '2024-09-01'")
    assert findings(cli, exit_code=0) == []
    assert [finding["name"] for finding in findings(cli, "--deep")] == ["ledger"]


def test_empty_months_ahead_do_not_hide_a_fault(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    api.post("/rpc/ingest", {"event_name": "x"}, ingest_token)
    cli("maintain")
    assert findings(cli, exit_code=0) == []
    with database.connect() as conn:
        conn.execute(f"delete from {tenant}__store.event_ids")
    assert [finding["name"] for finding in findings(cli)] == ["ledger"]


def test_only_findings_that_are_gone_count_as_mended(
    cli: Cli, tenant: str, database: Database
) -> None:
    """A fix that only changes the text of a finding has mended nothing."""
    cli("url", "create", tenant, "--name", "ann")
    with database.connect() as conn:
        conn.execute(f"alter role {tenant}__u_ann set statement_timeout = 0")
        conn.execute("set role hardal_owner")
        conn.execute(
            "create or replace function hardal_private.apply_role_settings(role name) returns void"
            " language plpgsql as $$ begin"
            " execute format('alter role %I set work_mem = %L', role, '1MB'); end $$"
        )
    result = json.loads(cli("doctor", "--fix", "--json", exit_code=1).stdout)
    assert result["mended"] == []
    assert "doctor.fix" not in {entry["action"] for entry in cli.json("audit")}


def test_doctor_reports_a_missing_month_that_begins_soon(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    api.post("/rpc/ingest", {"event_name": "x", "created_at": "2024-10-06T12:00:00Z"}, ingest_token)
    with database.connect() as conn, conn.transaction():
        conn.execute("set local role hardal_owner")
        conn.execute(
            "create or replace function hardal_private.clock() returns timestamptz"
            " language sql stable"
            " return timestamptz '2024-10-26T00:00:00Z'"
        )
        conn.execute("update hardal_private.tenants set created_at = '2024-10-01'")
    (finding,) = (finding for finding in findings(cli) if finding["name"] == "partition ahead")
    assert (finding["name"], finding["object"]) == (
        "partition ahead",
        f"{tenant}__store.events_2024_11",
    )


def test_doctor_checks_the_configuration_and_the_address_of_a_postgrest(
    cli: Cli, api: Api, tenant: str, tmp_path: Path
) -> None:
    file = tmp_path / "postgrest.conf"
    made = PostgrestConfig(db_uri="postgresql://x", jwt_secret="y" * 32, port=1, pool=3).render()
    file.write_text(made)
    assert findings(cli, "--postgrest-config", str(file), "--api-url", api.url, exit_code=0) == []
    file.write_text(
        made.replace('db-tx-end = "commit"\n', "").replace(
            'db-schemas = "hardal"', 'db-schemas = "hardal,public"'
        )
    )
    seen = findings(cli, "--postgrest-config", str(file))
    file.write_text(made + 'jwt-role-claim-key = ".x"\n')
    assert [
        finding["object"].split()[0] for finding in findings(cli, "--postgrest-config", str(file))
    ] == ["jwt-role-claim-key"]
    assert {finding["object"].split()[0] for finding in seen} == {"db-tx-end", "db-schemas"}
    with socketserver.TCPServer(("127.0.0.1", 0), BadGateway) as proxy:
        threading.Thread(target=proxy.handle_request).start()
        (elsewhere,) = findings(cli, "--api-url", f"http://127.0.0.1:{proxy.server_address[1]}")
    assert elsewhere["problem"] == "it answers 502"
    assert "no address" in cli("doctor", "--api-url", "nowhere", exit_code=1).stderr
    (gone,) = findings(cli, "--api-url", "http://127.0.0.1:9")
    assert gone["name"] == "PostgREST"


def test_checks_without_a_tenant_lock_no_partition(tenant: str, database: Database) -> None:
    """Locks on every partition would fill the lock table of a server with some hundred tenants."""
    held = (
        "select count(*)::int as locks"
        " from pg_locks as l inner join pg_class as c on l.relation = c.oid"
        " where l.pid = pg_backend_pid() and (c.relispartition or c.relkind in ('i', 'I'))"
        " and c.relnamespace::regnamespace::text in (%s, %s)"
    )
    with database.connect() as conn, conn.transaction():
        found = conn.execute("select level from hardal_private.doctor()").fetchall()
        assert {row["level"] for row in found} == {"open"}
        assert conn.execute(held, (tenant, f"{tenant}__store")).fetchone() == {"locks": 0}
        conn.execute("select * from hardal_private.doctor(%s)", (tenant,))
        assert conn.execute(held, (tenant, f"{tenant}__store")).fetchone() != {"locks": 0}
