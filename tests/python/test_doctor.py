"""Each check of doctor reports its fault and the remedy, and --fix mends the safe ones."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hardal_admin.doctor.postgrest import check_api, check_config
from hardal_admin.embedded import processes
from hardal_admin.postgrest_config import PostgrestConfig
from tests.harness import edge
from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.tool import Cli


class BadGateway(socketserver.StreamRequestHandler):
    """A proxy with no server behind it."""

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(b"HTTP/1.0 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")


class OfVersion(socketserver.StreamRequestHandler):
    """Answers a request without a token, as a PostgREST of another version does."""

    version = ""

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(
            f"HTTP/1.0 401 Unauthorized\r\nServer: postgrest/{self.version}\r\n"
            "Content-Length: 0\r\n\r\n".encode()
        )


pytestmark = pytest.mark.usefixtures("settled_roles")

DOORKEEPER = "hardal_doorkeeper.sync_login"


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
    "a login that is in no group": (
        # from PostgreSQL 16 on, only the grantor's own grant is revoked
        "do $$ begin if current_setting('server_version_num')::int >= 160000 then"
        " revoke T__read from T__u_ann granted by hardal_doorkeeper;"
        " else revoke T__read from T__u_ann; end if; end $$",
        "missing membership", True,
    ),
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
    "the doorkeeper's function with its caller's rights": (
        f"alter function {DOORKEEPER} security invoker",
        "definition", False,
    ),
    "another who may make logins": (
        f"grant execute on function {DOORKEEPER} to T__read",
        "stray grant", True,
    ),
    "a trigger on the ledger": (
        "create trigger t before insert on T__store.event_ids"
        " execute function hardal_private.refuse_change()",
        "definition", False,
    ),
    "a missing index": ("drop index T__store.month_pattern_client", "definition", False),
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
    "a month whose rows are detached": (
        "alter table T__store.events_2024_10 detach partition T__store.events_2024_10_rows",
        "detached partition", False,
    ),
    "a month without a table for its rows": (
        "drop table T__store.events_2024_10_rows",
        "partition", False,
    ),
    "a month's rows with the bounds of another month": (
        "alter table T__store.events_2024_10 detach partition T__store.events_2024_10_rows;"
        " alter table T__store.events_2024_10 attach partition T__store.events_2024_10_rows"
        " for values from ('2024-09-01') to ('2024-12-01')",
        "partition bounds", False,
    ),
    "a month's rows in another month": (
        "create table T__store.events_2030_01_rows (like T__store.month_pattern including all);"
        " alter table T__store.events_2024_10 attach partition T__store.events_2030_01_rows"
        " for values from ('2030-01-01') to ('2030-02-01');"
        " alter table T__store.events_2030_01_rows owner to hardal_owner",
        "partition bounds", False,
    ),
    "a month without an index": (
        "drop index T__store.events_2024_10_rows_timezone_idx",
        "partition index", False,
    ),
    "a month without its primary key": (
        "alter table T__store.events_2024_10_rows drop constraint events_2024_10_rows_pkey",
        "partition index", False,
    ),
    "a table without its replica identity": (
        "alter table T__store.boundary replica identity default",
        "definition", False,
    ),
    "a trigger on the rows of a month": (
        "create trigger t before insert on T__store.events_2024_10_rows"
        " execute function hardal_private.refuse_change()",
        "partition", False,
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
        "alter table T__store.events_2024_10_rows set unlogged",
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


# The statement that a superuser or a DBA runs beside hardal's own objects, the check that reports
# it, and its level. None of these has a fix: hardal does not drop what others have made.
OUTSIDE = {
    "a view for everybody": (
        "create view public.v as select client_id from T__store.events;"
        " grant select on public.v to public",
        "outside view", "wrong",
    ),
    "a view of a view for another tenant": (
        "create schema bi; create view bi.v as select * from T.events;"
        " create view bi.w as select count(*) from bi.v; grant select on bi.w to B__read",
        "outside view", "wrong",
    ),
    "a column of a view for everybody": (
        "create view public.v as select client_id, event_name from T.events;"
        " grant select (client_id) on public.v to public",
        "outside view", "wrong",
    ),
    "a materialized view for everybody": (
        "create materialized view public.m as select * from T__store.event_ids;"
        " grant select on public.m to public",
        "outside view", "wrong",
    ),
    "a view of the registry for everybody": (
        "create view public.v as select * from hardal_private.tokens;"
        " grant select on public.v to public",
        "outside view", "wrong",
    ),
    "a view of events for the scope aggregate": (
        "create view public.v as select client_id from T__store.events;"
        " grant select on public.v to T__aggregate",
        "outside view", "wrong",
    ),
    "a view for a role of the DBA's": (
        "create role T__x; create view public.v as select client_id from T__store.events;"
        " grant select on public.v to T__x",
        "outside view", "open",
    ),
    "a definer function that reads a store": (
        "create function public.f() returns bigint language sql security definer"
        " as 'select count(*) from T__store.events'",
        "outside function", "open",
    ),
    "a definer function with a body that is bound": (
        "create function public.f() returns bigint language sql security definer"
        " begin atomic select count(*) from T.events; end",
        "outside function", "open",
    ),
    "a definer function of hardal_owner's": (
        "create function public.f(query text) returns void language plpgsql security definer"
        " as 'begin execute query; end'; alter function public.f owner to hardal_owner",
        "outside function", "wrong",
    ),
    "a definer function of a reader's": (
        "create function public.f() returns int language sql security definer return 1;"
        " alter function public.f owner to T__u_ann",
        "outside function", "open",
    ),
    "a publication of all tables": (
        "create publication p for all tables", "publication", "open",
    ),
    "a publication of a store": (
        "create publication p for tables in schema T__store", "publication", "open",
    ),
    "a publication of the ledger": (
        "create publication p for table T__store.event_ids", "publication", "open",
    ),
    "an event trigger": (
        "create function public.f() returns event_trigger language plpgsql"
        " as 'begin null; end'; create event trigger t on ddl_command_end"
        " execute function public.f()",
        "event trigger", "open",
    ),
    "a subscription that writes to the ledger": (
        "create subscription s connection '' publication p"
        " with (connect = false, slot_name = none); set allow_system_table_mods = on;"
        " insert into pg_subscription_rel (srsubid, srrelid, srsubstate)"
        " select oid, 'T__store.event_ids'::regclass, 'r' from pg_subscription"
        " where subname = 's'",
        "subscription", "open",
    ),
    "a foreign key to the ledger": (
        "create table public.orders (id uuid references T__store.event_ids)",
        "foreign key", "wrong",
    ),
    "a foreign key to the registry": (
        "create table public.bills (tenant text references hardal_private.tenants on delete"
        " cascade)",
        "foreign key", "wrong",
    ),
    "a table that inherits from the ledger": (
        "create table public.more () inherits (T__store.event_ids)", "inheritance", "wrong",
    ),
    "a partition in another schema": (
        "set timezone = 'UTC'; create table public.events_2031_01 partition of T__store.events"
        " for values from ('2031-01-01') to ('2031-02-01')",
        "partition", "wrong",
    ),
    "a foreign key of hardal's that is off": (
        "alter table hardal_private.tokens disable trigger all", "disabled trigger", "wrong",
    ),
    "a policy on the events": (
        "create policy p on T__store.events using (false)", "definition", "wrong",
    ),
    "a foreign key on a partition": (
        "create table public.names (name text primary key);"
        " insert into public.names values ('a'), ('b');"
        " alter table T__store.events_2024_10 add constraint c"
        " foreign key (event_name) references public.names",
        "partition", "wrong",
    ),
    "foreign keys that are off for a database": (
        "alter database D set session_replication_role = replica", "settings", "wrong",
    ),
    "a deleted entry of the audit log": (
        "alter table hardal_private.audit_log disable trigger all;"
        " delete from hardal_private.audit_log where action = 'url.create';"
        " select hardal_private.guard_audit_log()",
        "audit log", "wrong",
    ),
    "a changed entry of the audit log": (
        "alter table hardal_private.audit_log disable trigger all;"
        " update hardal_private.audit_log set actor = 'nobody';"
        " select hardal_private.guard_audit_log()",
        "audit log", "wrong",
    ),
    "an entry that somebody has written by hand": (
        "insert into hardal_private.audit_log (action) values ('x')", "audit log", "wrong",
    ),
    "an emptied audit log": (
        "alter table hardal_private.audit_log disable trigger all;"
        " truncate hardal_private.audit_log;"
        " select hardal_private.guard_audit_log()",
        "audit log", "wrong",
    ),
}  # fmt: skip


# What people do beside hardal, and is no fault.
HARMLESS = {
    "a reader's view of what it may read": (
        "create schema bi authorization T__u_ann; set role T__u_ann;"
        " create view bi.v as select * from T.events"
    ),
    "a reader's view for the other readers of the tenant": (
        "create schema bi authorization T__u_ann; set role T__u_ann;"
        " create view bi.v as select * from T.events; grant select on bi.v to T__read"
    ),
    "a view with its reader's rights": (
        "create view public.v with (security_invoker = true) as select * from T.events;"
        " grant select on public.v to public"
    ),
    "a view of counts for the scope that may read them": (
        "create view public.v as select * from T.daily_activity;"
        " grant select on public.v to T__aggregate, T__read"
    ),
    "a view in the read surface": (
        "create view T.mine with (security_invoker = true) as select * from T.events;"
        " alter view T.mine owner to hardal_owner"
    ),
    "a copy of events": "create table public.copy as select * from T.events",
    "a definer function of something else": (
        "create function public.f() returns text language sql security definer"
        " return 'the tenant T'"
    ),
    "a function with its caller's rights": (
        "create function public.f() returns bigint language sql"
        " as 'select count(*) from T.events'"
    ),
    "a publication of other tables": (
        "create table public.o (n int primary key); create publication p for table public.o"
    ),
    "a transaction that was rolled back": (
        "begin; select hardal_private.audit('x', null); rollback"
    ),
    "an index and statistics": (
        "create index mine on T__store.events ((properties ->> 'sku'));"
        " create statistics T__store.s on event_name, client_id from T__store.events"
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


def named(statement: str, tenant: str, database: Database) -> bytes:
    """Return a statement with the names that T, B and D stand for."""
    for mark, name in (
        ("B__", f"{tenant}_b__"), ("T__", f"{tenant}__"), ("'T'", f"'{tenant}'"),
        ("T.", f"{tenant}."), (" T ", f" {tenant} "), (" D ", f" {database.name} "),
    ):  # fmt: skip
        statement = statement.replace(mark, name)
    return statement.encode()


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
    with database.connect() as conn:
        conn.execute(named(statement, tenant, database))
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


@pytest.fixture
def beside(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> Iterator[Callable[[str], None]]:
    """Two tenants, and a function that runs a statement beside them as a superuser."""
    cli("tenant", "create", f"{tenant}_b")
    cli("url", "create", tenant, "--name", "ann")
    events = [{"event_name": name, "created_at": "2024-10-06T12:00:00Z"} for name in ("a", "b")]
    assert api.post("/rpc/ingest", {"events": events}, ingest_token).status_code == 200
    assert findings(cli, exit_code=0) == []
    superuser = database.server.superuser(database.name)
    with psycopg.connect(superuser, autocommit=True) as conn:

        def run(statement: str) -> None:
            conn.execute(named(statement, tenant, database))

        yield run
        conn.execute("reset role; set session_replication_role = origin")
        if conn.execute("select 1 from pg_subscription where subname = 's'").fetchone():
            conn.execute("delete from pg_subscription_rel")
            conn.execute("drop subscription s")
        conn.execute(f"drop owned by {tenant}__u_ann cascade")
        if conn.execute("select to_regrole(%s)", (f"{tenant}__x",)).fetchone() != (None,):
            conn.execute(f"drop owned by {tenant}__x; drop role {tenant}__x")


@pytest.mark.parametrize("case", OUTSIDE)
def test_doctor_tells_what_others_have_made(
    beside: Callable[[str], None], cli: Cli, case: str
) -> None:
    statement, check, level = OUTSIDE[case]
    before = findings(cli, level=level, exit_code=0)
    beside(statement)
    seen = [
        finding
        for finding in findings(cli, level=level, exit_code=int(level == "wrong"))
        if finding not in before
    ]
    assert {finding["name"] for finding in seen} == {check}, seen
    for finding in seen:
        assert all(finding[part] for part in ("object", "problem", "why", "mend"))
        assert finding["fix"] is None


@pytest.mark.parametrize("case", HARMLESS)
def test_doctor_does_not_tell_what_is_harmless(
    beside: Callable[[str], None], cli: Cli, case: str
) -> None:
    before = findings(cli, level="open", exit_code=0)
    beside(HARMLESS[case])
    assert findings(cli, level="wrong", exit_code=0) == []
    assert findings(cli, level="open", exit_code=0) == before


def test_an_entry_that_was_looked_into_is_not_told_again(
    beside: Callable[[str], None], cli: Cli, database: Database
) -> None:
    beside(OUTSIDE["a deleted entry of the audit log"][0])
    (finding,) = findings(cli)
    with database.connect() as conn:
        conn.execute(finding["mend"].partition("then note it: ")[2].encode())
    assert findings(cli, exit_code=0) == []
    assert "audit.gap" in {entry["action"] for entry in cli.json("audit")}


def test_no_mend_drops_what_others_may_need(cli: Cli, tenant: str, database: Database) -> None:
    """hardal does not know what an object is for that it has not made."""
    with database.connect() as conn:
        conn.execute(
            f"create table {tenant}__store.mine (n int);"
            f" create function {tenant}.f() returns int language sql security definer return 1;"
            " create trigger t before insert on"
            f" {tenant}__store.event_ids execute function hardal_private.refuse_change();"
            f" alter table {tenant}__store.event_ids add constraint c check (id is not null);"
            f" create rule r as on delete to {tenant}__store.event_ids do nothing"
        )
    mends = [finding["mend"] for finding in findings(cli)]
    assert len(mends) >= 5
    for mend in mends:
        assert "drop" not in mend or "look at it" in mend, mend


# What somebody did to hardal's own schemas before a migrate, and the objects that doctor names.
TAMPERED = {
    "a trigger": (
        "create trigger t before insert on hardal_private.tokens for each row"
        " execute function hardal_private.refuse_change()",
        ["trigger hardal_private.t on tokens"],
    ),
    "a missing constraint": (
        "alter table hardal_private.receipts drop constraint receipts_pkey cascade",
        [
            "constraint hardal_private.receipts_pkey on receipts",
            "index hardal_private.receipts_pkey",
        ],
    ),
    "another column": (
        "alter table template__store.boundary add mine int",
        ["table template__store.boundary", "table {tenant}__store.boundary"],
    ),
    "a policy": (
        "create policy p on hardal_private.urls",
        ["policy hardal_private.p on urls"],
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_a_migrate_takes_nothing_for_hardals_that_others_made_or_changed(
    cli: Cli, tenant: str, database: Database, case: str
) -> None:
    statement, objects = TAMPERED[case]
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(statement.encode())
    told = sorted(name.format(tenant=tenant) for name in objects)
    for _ in range(2):
        assert sorted(found["object"] for found in findings(cli)) == told
        cli("migrate")


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


def test_doctor_tells_of_persons_and_generic_ids(cli: Cli, tenant: str, database: Database) -> None:
    def link(ids: list[str], other: str) -> None:
        with database.connect() as conn:
            conn.execute("set role hardal_owner")
            conn.execute(
                f"select {tenant}__store.link(%s, %s, null, 'segment')", (ids, [other] * len(ids))
            )

    link([f"c{n}" for n in range(999)], "kiosk")
    assert told(cli, tenant) == []
    link(["null", "Undefined", "c1000"], "kiosk")
    person, generic = told(cli, tenant)
    assert (person["name"], generic["name"]) == ("person", "generic id")
    assert '"c0" of' in person["object"]
    assert '1001 client ids; 1000 of its links are with "kiosk"' in person["problem"]
    assert f"person unlink {tenant} kiosk" in person["mend"]
    assert '"null" (segment), "undefined" (segment)' in generic["problem"]
    cli("person", "unlink", tenant, "kiosk", "--yes")
    database.value(
        f"with old as (update {tenant}__store.generic_ids set last_seen = last_seen - 8) select 1"
    )
    assert told(cli, tenant) == []


def told(cli: Cli, tenant: str) -> list[dict[str, Any]]:
    """Return what doctor tells of a tenant's persons."""
    found = cli.json("doctor")["findings"]
    return [
        finding
        for finding in found
        if finding["name"] in ("person", "generic id") and tenant in finding["object"]
    ]


def test_doctor_computes_persons_with_deep(cli: Cli, tenant: str, database: Database) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("x", "y")):
        cli("person", "link", tenant, one, other)
    for break_ in (
        f"update {tenant}__store.identities set person_id = 'c' where client_id = 'b'",
        f"delete from {tenant}__store.identities where client_id = 'x'",
        f"insert into {tenant}__store.identities values ('q', 'a')",
        f"delete from {tenant}__store.links where client_id = 'b'",
    ):
        with database.connect() as conn:
            conn.execute(break_)
        assert [f for f in cli.wrong() if f["name"] == "person"] == []
        (finding,) = [f for f in cli.wrong("--deep") if f["name"] == "person"]
        assert finding["fix"]
        cli("doctor", "--deep", "--fix")
        assert cli.wrong("--deep") == []
    with database.connect() as conn:
        rows = conn.execute(f"select client_id, person_id from {tenant}__store.identities")
        assert {row["client_id"]: row["person_id"] for row in rows} == {
            "a": "a", "b": "a", "x": "x", "y": "x",
        }  # fmt: skip


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
            "create or replace function hardal_private.sync_login("
            " role name, verifier text default null, dropped boolean default false) returns int"
            " language plpgsql as $$ begin"
            " execute format('alter role %I set work_mem = %L', role, '1MB'); return 0; end $$"
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
    # the bound on reads would be as large as the pool
    file.write_text(made.replace("db-pool = 3", "db-pool = 1"))
    (pool,) = findings(cli, "--postgrest-config", str(file))
    assert pool["object"].startswith("app.settings.hardal_pool")
    assert {finding["object"].split()[0] for finding in seen} == {"db-tx-end", "db-schemas"}
    with socketserver.TCPServer(("127.0.0.1", 0), BadGateway) as proxy:
        threading.Thread(target=proxy.handle_request).start()
        (elsewhere,) = findings(cli, "--api-url", f"http://127.0.0.1:{proxy.server_address[1]}")
    assert elsewhere["problem"] == "it answers 502"
    assert "no address" in cli("doctor", "--api-url", "nowhere", exit_code=1).stderr
    (gone,) = findings(cli, "--api-url", "http://127.0.0.1:9")
    assert gone["name"] == "PostgREST"


@pytest.mark.parametrize("proxy", edge.STARTS)
def test_doctor_reports_a_postgrest_without_an_edge(
    cli: Cli, api: Api, database: Database, proxy: str
) -> None:
    def named(url: str) -> list[dict[str, Any]]:
        found = findings(cli, "--api-url", url, level="open", exit_code=0)
        return [finding for finding in found if finding["name"] in ("edge", "PostgREST's version")]

    (missing,) = named(api.url)
    assert (missing["name"], missing["object"]) == ("edge", api.url)
    assert "limit=0" in missing["why"]
    assert "edge-config" in missing["mend"]
    behind = [url.removeprefix("http://") for url in (api.url, api.admin)]
    with edge.STARTS[proxy](*behind) as front:
        url = f"http://127.0.0.1:{front.port}"
        assert named(url) == named(f"{url}/") == []
        assert check_api(url) == []
        # PostgREST's version is told through the edge
        assert front.client.get("/rpc/events").headers["Server"].startswith("postgrest/")
        database.value(
            "delete from hardal_private.page_files where path = 'index.html' returning 1"
        )
        (older,) = named(url)
        assert (older["name"], older["object"]) == ("edge", url)
        assert "edge-config" in older["mend"]
        processes.stop(api.process)
        (silent,) = findings(cli, "--api-url", url)
        assert silent["problem"] == "it answers 502"


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


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ("11.2.2", "wrong"), ("12.0.2", ""), ("12.2.12 (abcdefa)", ""), ("13.0.8", "open"),
        ("14.0", "wrong"), ("14.16", "wrong"), ("14.17", ""), ("15.1", "open"), ("16.0", "wrong"),
        ("16.1", ""), ("16.2", ""), ("18.0", "open"),
    ],
)  # fmt: skip
def test_doctor_tells_a_version_of_postgrest_that_cannot_be_used(version: str, level: str) -> None:
    OfVersion.version = version
    with socketserver.TCPServer(("127.0.0.1", 0), OfVersion) as server:
        threading.Thread(target=server.handle_request).start()
        found = check_api(f"http://127.0.0.1:{server.server_address[1]}")
    assert [finding["level"] for finding in found] == ([level] if level else [])


def test_doctor_takes_the_cache_settings_of_every_postgrest(tmp_path: Path) -> None:
    file = tmp_path / "postgrest.conf"
    made = PostgrestConfig(db_uri="postgresql://x", jwt_secret="y" * 32).render()
    file.write_text(made.replace("jwt-cache-max-lifetime = 600", "jwt-cache-max-entries = 50"))
    assert check_config(file) == []
