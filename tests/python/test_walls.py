"""Each login and each token tries what it must not be able to do.

The walls are missing grants, so each try is refused by PostgreSQL.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import psycopg
import pytest
from psycopg.rows import DictRow

from hardal_admin.demo import EVENT
from tests.harness import postgrest
from tests.harness.databases import Database, unique_name
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")


@pytest.fixture
def other(cli: Cli, database: Database) -> str:
    """Another tenant, with an event of its own."""
    name = unique_name("other")
    cli("tenant", "create", name)
    database.value(f'select {name}__store.ingest(\'[{{"event_name": "secret"}}]\')')
    return name


@pytest.mark.parametrize("scope", ["read", "aggregate", "write"])
def test_a_url_reaches_only_what_its_scope_grants(
    cli: Cli, tenant: str, other: str, scope: str
) -> None:
    url = cli.json("url", "create", tenant, "--name", "ann", "--scope", scope)["url"]
    not_of_its_scope = {
        "read": ('select hardal.ingest(\'{"event_name": "x"}\')', "set role hardal_ingest"),
        "aggregate": (
            'select hardal.ingest(\'{"event_name": "x"}\')',
            "set role hardal_ingest",
            f"select * from {tenant}.events",
            f"select * from {tenant}.rejected_events",
        ),
        "write": (f"select * from {tenant}.events", f"select * from {tenant}.daily_activity"),
    }
    reader = psycopg.connect(url, autocommit=True)
    reader.execute("set default_transaction_read_only to off")
    for statement in (
        *not_of_its_scope[scope],
        f"select * from {other}.daily_activity",
        f"select * from {other}.events",
        f"select * from {other}.rejected_events",
        f"select * from {other}__store.events",
        f"select * from {tenant}__store.events",
        f"select * from {tenant}__store.event_ids",
        f"select {other}__store.ingest('[]')",
        f"select {tenant}__store.ingest('[]')",
        "select * from hardal_private.tenants",
        "select hardal_private.create_tenant('x1')",
        "select * from hardal.events()",
        "set role hardal_owner",
        f"set role {other}__read",
        f"set role {other}__write",
        "set session authorization postgres",
        f"insert into {tenant}.events (event_name) values ('x')",
        f"delete from {tenant}.events",
        f"truncate {tenant}__store.events",
        "create table mine (n int)",
        f"create table {tenant}.mine (n int)",
        "create schema mine",
        "create role mine",
        "copy (select 1) to program 'true'",
        f"copy {other}.events to stdout",
        f"select * from {tenant}__store.month_pattern",
    ):
        with pytest.raises(psycopg.Error) as refused:
            reader.execute(statement)
        assert refused.value.sqlstate in ("42501", "42P01", "3F000", "42809"), (
            statement,
            refused.value,
        )
    reader.close()


def test_catalogue_views_show_a_reader_nothing_of_another_tenant(
    reader: psycopg.Connection[DictRow], database: Database, other: str
) -> None:
    with database.connect() as conn:
        conn.execute(f"analyze {other}__store.events")
    for query in (
        "select table_name from information_schema.tables where table_schema like {}",
        "select column_name from information_schema.columns where table_schema like {}",
        "select view_definition from information_schema.views where table_schema like {}",
        "select routine_definition from information_schema.routines where specific_schema like {}",
        "select grantee from information_schema.role_table_grants where table_schema like {}",
        "select most_common_vals from pg_stats where schemaname like {}",
        "select query from pg_stat_activity"
        " where usename <> session_user and query not like '<insufficient%%'"
        " and query <> '' and {} <> ''",
    ):
        rows = reader.execute(query.format("%s").encode(), (f"{other}%",)).fetchall()
        assert rows == [], query


def test_a_reader_cannot_use_files_large_objects_or_other_servers(
    reader: psycopg.Connection[DictRow], database: Database, other: str
) -> None:
    reader.execute("set default_transaction_read_only to off")
    extensions = [name for name in ("dblink", "postgres_fdw") if available(database, name)]
    with psycopg.connect(database.server.superuser(database.name), autocommit=True) as superuser:
        for name in extensions:
            superuser.execute(f"create extension if not exists {name}".encode())
        large_object = superuser.execute("select lo_from_bytea(0, 'secret')").fetchone()
        superuser.execute("create temp table of_another_session as select 'secret' as text")
        place = superuser.execute("select pg_my_temp_schema()::regnamespace::text").fetchone()
        assert large_object
        assert place
        for statement in (
            f"select lo_get({large_object[0]})",
            f"select lo_put({large_object[0]}, 0, 'x')",
            f"select lo_unlink({large_object[0]})",
            "select lo_import('/etc/passwd')",
            "select pg_read_file('postgresql.conf')",
            "select pg_ls_dir('.')",
            "copy (select 1) to '/tmp/hardal-wall'",
            f"copy {other}__store.events_2024_10 to stdout",
            f"select * from {place[0]}.of_another_session",
            "create extension plpython3u",
            "create server s foreign data wrapper postgres_fdw",
            "select pg_terminate_backend(pid) from pg_stat_activity where usename <> session_user",
            "alter system set log_statement = 'none'",
            "alter role hardal_authenticator password 'x'",
            f"alter role {other}__read login",
            "create publication p for all tables",
            "create event trigger t on ddl_command_end"
            " execute function hardal_private.refuse_change()",
            "create function public.f() returns int language sql return 1",
        ):
            with pytest.raises(psycopg.Error) as refused:
                reader.execute(statement.encode())
            assert refused.value.sqlstate in ("42501", "42P01", "0A000", "42704"), (
                statement,
                refused.value,
            )
        # dblink connects a role that is no superuser only with a password in the call
        if "dblink" in extensions:
            for address in (
                "host=127.0.0.1",
                f"host=127.0.0.1 user=hardal_owner dbname={database.name}",
            ):
                with pytest.raises(psycopg.Error):
                    reader.execute("select * from dblink(%s, 'select 1') as t (n int)", (address,))


def available(database: Database, extension: str) -> bool:
    return bool(
        database.value("select count(*) from pg_available_extensions where name = %s", extension)
    )


def test_a_request_without_a_token_can_do_nothing(
    api: Api, database: Database, tenant: str, ingest_token: str
) -> None:
    for path in (
        "/rpc/ingest",
        "/rpc/validate",
        "/rpc/ingest_ndjson",
        "/rpc/validate_ndjson",
        "/rpc/authorise_request",
        "/rpc/pre_request",
    ):
        headers = {"Content_Type": "application/octet-stream"} if "ndjson" in path else {}
        answer = api.post(path, b"{}", None, **headers)
        assert answer.status_code == 401, (path, answer.text)
    for path in ("/rpc/events", "/", "/events", f"/{tenant}"):
        assert api.get(path, None).status_code in (401, 404), path
    with psycopg.connect(database.server.superuser(database.name), autocommit=True) as conn:
        conn.execute("set role hardal_anon")
        for statement in (
            "select hardal.ingest('{}')",
            "select * from hardal.events()",
            "select * from hardal_private.tenants",
            f"select * from {tenant}.events",
            f"select * from {tenant}__store.events",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement.encode())


def test_a_token_reaches_only_its_functions(
    api: Api, ingest_token: str, read_token: str, tenant: str
) -> None:
    for token in (ingest_token, read_token):
        for path in (
            "/tenants",
            "/tokens",
            "/audit_log",
            f"/{tenant}",
            "/rpc/create_tenant",
            "/rpc/issue_token",
            "/rpc/doctor",
        ):
            for profile in ("hardal", "hardal_private", tenant, f"{tenant}__store"):
                answer = api.get(path, token, **{"Accept-Profile": profile})
                assert answer.status_code in (404, 405, 406), (path, profile, answer.text)
    for path in ("/rpc/ingest", "/rpc/validate"):
        assert api.post(path, {"event_name": "x"}, read_token).status_code == 403, path
    ndjson = {"Content_Type": "application/octet-stream"}
    assert api.post("/rpc/ingest_ndjson", b"{}", read_token, **ndjson).status_code == 403
    assert api.get("/rpc/events", ingest_token).status_code in (401, 403)


@pytest.mark.parametrize(
    ("setting", "value"), [("request.jwt.claims", '{{"tenant": "{}"}}'), ("hardal.tenant", "{}")]
)
def test_a_tenant_that_a_reader_sets_itself_is_ignored(
    reader: psycopg.Connection[DictRow], other: str, setting: str, value: str
) -> None:
    reader.execute("select set_config(%s, %s, false)", (setting, value.format(other)))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("select * from hardal.events()")


def test_a_reader_starts_read_only_and_with_timeouts(
    reader: psycopg.Connection[DictRow], tenant: str
) -> None:
    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": "1min",
        "search_path": tenant,
        "idle_in_transaction_session_timeout": "10min",
    }
    for name, value in settings.items():
        assert reader.execute(f"show {name}").fetchone() == {name: value}


def test_a_url_has_a_connection_limit(cli: Cli, tenant: str) -> None:
    url = cli.json("url", "create", tenant, "--name", "many")["url"]
    open_connections = []
    try:
        for _ in range(5):
            open_connections.append(psycopg.connect(url))
        with pytest.raises(psycopg.OperationalError, match="too many connections"):
            psycopg.connect(url)
    finally:
        for conn in open_connections:
            conn.close()


def forge(
    token: str, secret: str = postgrest.SECRET, algorithm: str = "HS256", **changes: Any
) -> str:
    """Return the token with changed claims, signed with this secret."""
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, secret if algorithm != "none" else "", algorithm=algorithm)


def test_a_changed_token_is_401(api: Api, ingest_token: str, other: str, read_token: str) -> None:
    past = datetime.now(UTC) - timedelta(minutes=5)
    future = datetime.now(UTC) + timedelta(minutes=5)
    jti = jwt.decode(read_token, options={"verify_signature": False})["jti"]
    assert api.post("/rpc/ingest", EVENT, forge(ingest_token)).status_code == 200
    for token in (
        forge(ingest_token, secret="x" * 40),
        forge(ingest_token, algorithm="none"),
        forge(ingest_token, exp=past),
        forge(ingest_token, exp=None),
        forge(ingest_token, nbf=future),
        forge(ingest_token, aud="another"),
        forge(ingest_token, aud=None),
        forge(ingest_token, tenant=other),
        forge(ingest_token, tenant=None),
        forge(ingest_token, tenant="nobody"),
        forge(ingest_token, role="hardal_read"),
        forge(ingest_token, role="hardal_anon"),
        forge(ingest_token, role=None),
        forge(ingest_token, jti=None),
        forge(ingest_token, jti="7c1e4a52-0000-4000-8000-000000000001"),
        forge(ingest_token, jti="no uuid"),
        forge(ingest_token, jti=jti),
        ingest_token[:-4],
        "Bearer",
        "",
    ):
        answer = api.post("/rpc/ingest", EVENT, token or None)
        assert answer.status_code == 401, (token, answer.text)
    for role in (
        "hardal_owner",
        "postgres",
        "hardal_dba",
        "hardal_authenticator",
        f"{other}__read",
        "nobody",
    ):
        answer = api.post("/rpc/ingest", EVENT, forge(ingest_token, role=role))
        assert answer.status_code in (400, 401, 403), (role, answer.text)


def test_the_authenticator_has_no_rights_of_its_own(database: Database, tenant: str) -> None:
    with database.connect(database.server.login("hardal_authenticator", database.name)) as conn:
        for statement in (
            f"select * from {tenant}.events",
            "select * from hardal_private.tokens",
            "select hardal.ingest('{}')",
            f"set role {tenant}__read",
            "set role hardal_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)


# the memberships that hardal gives, as (member, role); T is the tenant
MEMBERSHIPS = {
    ("hardal_authenticator", "hardal_aggregate"),
    ("hardal_authenticator", "hardal_anon"),
    ("hardal_authenticator", "hardal_ingest"),
    ("hardal_authenticator", "hardal_manage"),
    ("hardal_authenticator", "hardal_read"),
    ("T__u_read", "T__read"),
    ("T__u_aggregate", "T__aggregate"),
    ("T__u_write", "T__write"),
    ("T__u_model", "T__model"),
    ("T__u_model", "T__read"),
    ("T__model", "T__read"),
    ("template__model", "template__read"),
}


def test_logins_are_members_of_their_own_tenants_groups_alone(
    cli: Cli, tenant: str, other: str, database: Database
) -> None:
    """Nobody but PostgREST is in a role that tenants share, not even by way of a group."""
    for scope in ("read", "aggregate", "write", "model"):
        cli("url", "create", tenant, "--name", scope, "--scope", scope)
        cli("url", "create", other, "--name", scope, "--scope", scope)
    with database.connect() as conn:
        rows = conn.execute(
            "with recursive reached (member, role) as ("
            " select member, roleid from pg_auth_members"
            " union select r.member, m.roleid from reached as r"
            " join pg_auth_members as m on m.member = r.role)"
            " select member::regrole::text, role::regrole::text from reached"
            " join pg_roles as p on p.oid = member where not p.rolcreaterole and not p.rolsuper"
            " and (p.rolname like any (%(own)s) or role::regrole::text like any (%(own)s))",
            {"own": ["hardal%", "template%", f"{tenant}\\_\\_%", f"{other}\\_\\_%"]},
        ).fetchall()
    held = {(row["member"], row["role"]) for row in rows}
    meant = {
        (member.replace("T", name), role.replace("T", name))
        for member, role in MEMBERSHIPS
        for name in (tenant, other)
    }
    # tests that run at the same time have tenants of their own, and logins for monitoring
    held = {pair for pair in held if pair[1] != "hardal_monitor"}
    assert {pair for pair in held if not pair[1].startswith(("acme", "other"))} == {
        pair for pair in meant if not pair[1].startswith((tenant, other))
    }
    assert {pair for pair in held if pair[1].startswith((tenant, other))} == {
        pair for pair in meant if pair[1].startswith((tenant, other))
    }


@pytest.mark.parametrize("scope", ["read", "aggregate", "write"])
def test_a_url_changes_no_role_but_its_own(
    cli: Cli, tenant: str, other: str, database: Database, scope: str
) -> None:
    url = cli.json("url", "create", tenant, "--name", "ann", "--scope", scope)["url"]
    own, group = f"{tenant}__u_ann", f"{tenant}__{scope}"
    roles = [
        row["rolname"]
        for row in database.connect()
        .execute("select rolname from pg_roles where rolname !~ '^pg_'")
        .fetchall()
        # tests that run at the same time make and drop roles of their own
        if row["rolname"] != own
        and row["rolname"].startswith((tenant, other, "hardal", "template", "postgres"))
    ]
    with psycopg.connect(url, autocommit=True) as login:
        login.execute("set default_transaction_read_only to off")
        for role in roles:
            may_switch = role == group and login.info.server_version < 160000
            for statement in (
                *([] if may_switch else [f"set role {role}"]),
                f"alter role {role} set statement_timeout = '1ms'",
                f"alter role {role} in database {database.name} set role = 'x'",
                f"alter role {role} password 'x'",
                f"alter role {role} login",
                f"grant {role} to {own}",
                f"comment on role {role} is 'x'",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    login.execute(statement.encode())
        for statement in (
            f"alter role {own} valid until 'infinity'",
            f"alter role {own} connection limit -1",
            f"alter role {own} superuser",
            f"alter role {own} createrole",
            f"grant {own} to {other}__read",
            "alter role all set statement_timeout = '1ms'",
            f"alter database {database.name} set statement_timeout = '1ms'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(statement.encode())
        # PostgreSQL allows these to every login; docs/security.md says so
        login.execute(f"alter role {own} set statement_timeout = 0")
        login.execute("alter role current_user password 'x'")
    found = json.loads(cli("doctor", "--json", exit_code=1).stdout)["findings"]
    assert own in [f["object"] for f in found if f["name"] == "role settings"]


def test_a_write_url_and_an_ingest_token_may_call_the_same_functions(
    cli: Cli, api: Api, tenant: str, ingest_token: str, database: Database
) -> None:
    url = cli.json("url", "create", tenant, "--name", "job", "--scope", "write")["url"]
    with psycopg.connect(url, autocommit=True) as login:
        for call in (
            'ingest(\'{"event_name": "x"}\')',
            'validate(\'{"event_name": "x"}\')',
            'ingest_ndjson(\'{"event_name": "y"}\')',
            'validate_ndjson(\'{"event_name": "y"}\')',
        ):
            row = login.execute(f"select hardal.{call} ->> 'accepted'").fetchone()
            assert row == ("1",), call
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("select hardal.pre_request()")
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 200
    assert database.value(f"select count(*) from {tenant}.events") == 3


@pytest.mark.breaks_shared_roles
@pytest.mark.usefixtures("settled_roles")
def test_migrate_takes_write_groups_out_of_the_shared_ingest_role(
    cli: Cli, tenant: str, database: Database
) -> None:
    """An older version made the group of a tenant's write URLs a member of hardal_ingest."""
    url = cli.json("url", "create", tenant, "--name", "job", "--scope", "write")["url"]
    with database.connect() as dba:
        dba.execute(f"grant hardal_ingest to {tenant}__write, template__write")
        if dba.info.server_version >= 160000:
            dba.execute(f"grant {tenant}__write to {tenant}__u_job with set true")
        dba.execute("set role hardal_owner")
        dba.execute(
            f"revoke execute on all functions in schema hardal from {tenant}__write;"
            f" revoke usage on schema hardal from {tenant}__write"
        )
    with psycopg.connect(url, autocommit=True) as login:
        login.execute("set role hardal_ingest")
        found = json.loads(cli("doctor", "--json", exit_code=1).stdout)["findings"]
        assert f"{tenant}__write" in [f["object"] for f in found if f["name"] == "stray membership"]
        cli("migrate")
        cli("doctor")
        login.execute("reset role")
        closed = ["hardal_ingest", "hardal_read"]
        if login.info.server_version >= 160000:
            closed.append(f"{tenant}__write")
        for role in closed:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(f"set role {role}".encode())
        login.execute('select hardal.ingest(\'{"event_name": "x"}\')')
