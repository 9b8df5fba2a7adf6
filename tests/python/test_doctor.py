"""Doctor: each check sees what it is for, says what mends it, and --fix mends what is safe."""

import json
import socketserver
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hardal_admin.postgrest_config import PostgrestConfig
from tests.conftest import Cli
from tests.harness.databases import Database
from tests.harness.postgrest import Api


class BadGateway(socketserver.StreamRequestHandler):
    """A proxy without anything behind it."""

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(b"HTTP/1.0 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")


pytestmark = pytest.mark.usefixtures("settled_roles")


def findings(
    cli: Cli, *options: str, level: str = "wrong", exit_code: int | None = None
) -> list[dict[str, Any]]:
    """What doctor says is wrong, or open."""
    result = cli("doctor", "--json", *options, exit_code=1 if exit_code is None else exit_code)
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return [finding for finding in found if finding["level"] == level]


def test_nothing_is_wrong_with_what_the_tool_made(
    cli: Cli, tenant: str, database: Database, reader: object
) -> None:
    for scope in ("aggregate", "write"):
        cli("url", "create", tenant, "--name", scope, "--scope", scope, "--expires", "9d")
    url = cli.json("url", "create", tenant, "--name", "eve")["url"]
    cli("tenant", "create", f"{tenant}_b")
    cli("tenant", "suspend", f"{tenant}_b")
    assert cli("doctor").stdout.endswith("nothing is wrong\n")
    cli("doctor", "--fix", "--deep")
    with psycopg.connect(url, autocommit=True) as conn:  # of no consequence here
        conn.execute("set default_transaction_read_only = off")
        conn.execute(f"alter role {tenant}__u_eve in database template1 set statement_timeout = 0")
    cli("tenant", "resume", f"{tenant}_b")
    assert findings(cli, exit_code=0) == []
    # what PostgreSQL leaves open by default is told, and not called wrong
    assert "PUBLIC" in {finding["name"] for finding in findings(cli, level="open", exit_code=0)}


# what goes wrong, the check that sees it, and whether --fix mends it; T is the tenant, B another one
BROKEN = {
    "a table of another tenant's": ("grant select on B__store.events to T__read", "stray grant", True),
    "its own schema": ("grant usage on schema T__store to T__u_ann", "stray grant", True),
    "a column": ("grant select (id) on T__store.event_ids to T__read", "stray grant", True),
    "a function for everybody": ("grant execute on function hardal_private.clock() to public", "stray grant", True),
    "a partition": ("grant select on T__store.events_2024_10 to T__aggregate", "stray grant", True),
    "a table of the registry": ("grant select on hardal_private.tokens to T__u_ann", "stray grant", True),
    "a function of the API": ("grant execute on function hardal.ingest(jsonb) to T__read", "stray grant", True),
    "a view taken away": ("revoke select on T.events from T__read", "missing grant", True),
    "a schema taken away": ("revoke usage on schema T from T__aggregate", "missing grant", True),
    "a table made in the store": ("create table T__store.mine ()", "owner", False),
    "a group that logs in": ("alter role T__read login", "role attributes", True),
    "a login that makes roles": ("alter role T__u_ann createrole", "role attributes", True),
    "a member too many": ("grant B__read to T__u_ann", "stray membership", True),
    "a member of another group": ("grant hardal_ingest to T__u_ann", "stray membership", True),
    "a member too few": ("revoke T__read from T__u_ann", "missing membership", True),
    "a login that nobody knows": ("create role T__u_ghost login", "unknown login", False),
    "a role dropped by hand": ("drop role T__u_ann", "missing role", False),
    "a timeout lifted": ("alter role T__u_ann set statement_timeout = 0", "role settings", True),
    "a setting for this database": ("alter role T__u_ann in database D set work_mem = '1GB'", "role settings", True),
    "all settings gone": ("alter role T__u_ann reset all", "role settings", True),
    "a limit lifted": ("alter role T__u_ann connection limit -1", "role limits", True),
    "an end put off": ("alter role T__u_ann valid until '2999-01-01'", "role limits", True),
    "an expired URL": ("update hardal_private.urls set expires_at = '2024-01-01'", "expired PSQL URL", False),
    "a revocation stopped": ("select hardal_private.revoke_url_begin('T', 'ann')", "half-revoked PSQL URL", False),
    "an expired token": ("update hardal_private.tokens set expires_at = '2024-01-01'", "expired token", False),
    "an older version": ("update hardal_private.tenants set template_version = 'x' where name = 'T'", "version", False),
    "no audit trigger": ("drop trigger audit_log_is_append_only on hardal_private.audit_log", "audit log", True),
    "an audit trigger that sleeps": ("alter table hardal_private.audit_log disable trigger all", "audit log", True),
    "an audit trigger that does nothing": (
        "create or replace function hardal_private.refuse_change() returns trigger language plpgsql"
        " as 'begin return null; end'",
        "definition",
        False,
    ),
    "a rule in its way": (
        "create rule keep as on delete to hardal_private.audit_log do instead nothing",
        "definition",
        False,
    ),
    "a view with its owner's rights": ("alter view T.events set (security_invoker = false)", "definition", True),
    "a view that shows other rows": (
        "create or replace view T.daily_activity as select * from T.daily_activity where false",
        "definition",
        True,
    ),
    "a view that is gone": ("drop view T.rejected_events", "definition", True),
    "a function with other settings": ("alter function T__store.ingest reset search_path", "definition", True),
    "a door with its caller's rights": ("alter function hardal.ingest(jsonb) security invoker", "definition", False),
    "a trigger on the events": (
        "create trigger t before insert on T__store.event_ids execute function hardal_private.refuse_change()",
        "definition",
        False,
    ),
    "an index that is gone": ("drop index T__store.events_client", "definition", False),
    "a month that is not its name's": (
        "set timezone = 'UTC'; create table T__store.events_2030_01 (like T__store.events including all);"
        " alter table T__store.events attach partition T__store.events_2030_01"
        " for values from ('2030-02-01') to ('2030-03-01'); alter table T__store.events_2030_01 owner to hardal_owner",
        "partition bounds",
        False,
    ),
    "a partition for all that has no month": (
        "create table T__store.events_default partition of T__store.events default;"
        " alter table T__store.events_default owner to hardal_owner",
        "partition bounds",
        False,
    ),
    "a month that is detached": (
        "alter table T__store.events detach partition T__store.events_2024_10",
        "detached partition",
        False,
    ),
    "a month with a trigger": (
        "create trigger t before insert on T__store.events_2024_10 execute function hardal_private.refuse_change()",
        "partition",
        False,
    ),
    "a month that takes nothing": (
        "alter table T__store.events_2024_10 add constraint c check (false) not valid",
        "partition",
        False,
    ),
    "a month that a crash empties": ("alter table T__store.events_2024_10 set unlogged", "partition", False),
    "an owner who may not insert": ("revoke insert on T__store.events from hardal_owner", "owner's rights", True),
    "an owner who may not call": (
        "revoke execute on function T__store.ingest from hardal_owner",
        "owner's rights",
        True,
    ),
    "a group that is gone": (
        "grant T__aggregate to current_user; drop owned by T__aggregate; drop role T__aggregate",
        "missing role",
        True,
    ),
    "a procedure for everybody": (
        "create procedure hardal.p() language sql as ''; alter procedure hardal.p() owner to hardal_owner;"
        " grant execute on procedure hardal.p() to public",
        "stray grant",
        True,
    ),
    "a password that ends": (
        "do $$ begin"
        " execute format('alter role hardal_authenticator valid until %L', now() + interval '5 days');"
        " end $$",
        "role attributes",
        True,
    ),
    "a drop that was stopped": ("select hardal_private.drop_tenant_begin('T')", "half-dropped tenant", False),
    "a column of another name": ("alter table T__store.events rename column id to idd", "check", False),
    "a check that is gone": ("drop function hardal_private.token_state cascade", "definition", False),
    "the right to pass a right on": (
        "grant select on T.events to T__read with grant option",
        "stray grant option",
        True,
    ),
    "a right passed on": (
        "grant T__read to current_user; grant select on T.events to T__read with grant option; set role T__read;"
        " grant select on T.events to B__read",
        "stray grant",
        True,
    ),
    "a stranger in a tenant's group": ("create role T__x; grant T__read to T__x", "stray membership", True),
    "a stranger who owns all": ("create role T__x; grant hardal_owner to T__x", "stray membership", True),
    "a member who may make members": ("grant T__read to T__u_ann with admin option", "membership options", True),
    "a member without its rights": (
        "alter role T__u_ann noinherit; revoke T__read from T__u_ann; grant T__read to T__u_ann",
        "membership options",
        True,
    ),
    "temporary tables for a group": ("grant temporary on database D to T__read", "stray grant", True),
    "what is new for a group": (
        "alter default privileges for role hardal_owner in schema T grant select on tables to T__read",
        "default privileges",
        True,
    ),
    "a database that serves no writes": ("alter database D set default_transaction_read_only = on", "settings", False),
    "a ledger that is gone": ("drop table T__store.event_ids", "definition", False),
    "new functions for everybody": (
        "alter default privileges for role hardal_owner grant execute on functions to public",
        "default privileges",
        True,
    ),
    "an event without its id": ("delete from T__store.event_ids", "ledger", False),
    "an id without its event": ("delete from T__store.events where event_name = 'a'", "ledger", False),
}  # fmt: skip


SHARED = {"a member of another group", "a stranger who owns all", "a password that ends"}
CASES = [
    pytest.param(name, marks=pytest.mark.breaks_shared_roles if name in SHARED else ())
    for name in BROKEN
]


@pytest.mark.parametrize("broken", CASES)
def test_what_is_broken_is_seen(
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


def test_the_months_behind_are_looked_at_when_asked(
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


def test_months_that_were_made_ahead_hide_nothing(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    api.post("/rpc/ingest", {"event_name": "x"}, ingest_token)
    cli("maintain")
    assert findings(cli, exit_code=0) == []
    with database.connect() as conn:
        conn.execute(f"delete from {tenant}__store.event_ids")
    assert [finding["name"] for finding in findings(cli)] == ["ledger"]


def test_what_is_mended_is_what_is_gone(cli: Cli, tenant: str, database: Database) -> None:
    """A fix that changes only how the finding reads has mended nothing."""
    cli("url", "create", tenant, "--name", "ann")
    with database.connect() as conn:
        conn.execute(f"alter role {tenant}__u_ann set statement_timeout = 0")
        conn.execute("set role hardal_owner")
        conn.execute(
            "create or replace function hardal_private.apply_role_settings(role name) returns void language plpgsql as"
            " $$ begin execute format('alter role %I set work_mem = %L', role, '1MB'); end $$"
        )
    result = json.loads(cli("doctor", "--fix", "--json", exit_code=1).stdout)
    assert result["mended"] == []
    assert "doctor.fix" not in {entry["action"] for entry in cli.json("audit")}


def test_a_month_that_is_near_and_missing_is_made(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    api.post("/rpc/ingest", {"event_name": "x", "created_at": "2024-10-06T12:00:00Z"}, ingest_token)
    with database.connect() as conn, conn.transaction():
        conn.execute("set local role hardal_owner")
        conn.execute(
            "create or replace function hardal_private.clock() returns timestamptz language sql stable"
            " return timestamptz '2024-10-26T00:00:00Z'"
        )
        conn.execute("update hardal_private.tenants set created_at = '2024-10-01'")
    (finding,) = (finding for finding in findings(cli) if finding["name"] == "partition ahead")
    assert (finding["name"], finding["object"]) == (
        "partition ahead",
        f"{tenant}__store.events_2024_11",
    )


def test_a_postgrest_of_one_s_own_is_compared(
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


def test_what_is_of_no_tenant_is_looked_at_without_locks_of_every_month(
    tenant: str, database: Database
) -> None:
    """Else the lock table of a server with some hundred tenants is full."""
    held = (
        "select count(*)::int as locks from pg_locks as l inner join pg_class as c on l.relation = c.oid"
        " where l.pid = pg_backend_pid() and (c.relispartition or c.relkind in ('i', 'I'))"
        " and c.relnamespace::regnamespace::text in (%s, %s)"
    )
    with database.connect() as conn, conn.transaction():
        found = conn.execute("select level from hardal_private.doctor()").fetchall()
        assert {row["level"] for row in found} == {"open"}
        assert conn.execute(held, (tenant, f"{tenant}__store")).fetchone() == {"locks": 0}
        conn.execute("select * from hardal_private.doctor(%s)", (tenant,))
        assert conn.execute(held, (tenant, f"{tenant}__store")).fetchone() != {"locks": 0}
