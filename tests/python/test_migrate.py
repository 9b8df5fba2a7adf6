"""migrate installs and upgrades in one way, as an ordinary login with CREATEROLE."""

import dataclasses

import psycopg
import pytest

from hardal_admin import database as db
from hardal_admin.errors import Refused
from hardal_admin.migrate import retry, sql_files
from hardal_admin.migrate.sql_files import SqlFile
from tests.harness.databases import Database, unique_name
from tests.harness.schema import dump
from tests.harness.server import Server
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")


def with_sources(monkeypatch: pytest.MonkeyPatch, **changes: list[SqlFile]) -> None:
    changed = dataclasses.replace(sql_files.load(), **changes)  # type: ignore[arg-type]
    monkeypatch.setattr(sql_files, "load", lambda: changed)


def test_the_login_of_the_tests_is_no_superuser(database: Database) -> None:
    assert database.value("select rolsuper from pg_roles where rolname = current_user") is False


def test_a_fresh_database_gets_the_schema_of_the_other_tests(
    empty_database: Database, database: Database
) -> None:
    result = Cli(empty_database.dsn)("migrate")
    assert f"brought up to date: {len(sql_files.load().migrations)} migrations" in result.stdout
    assert dump(empty_database) == dump(database)


def test_a_second_migrate_changes_nothing(database: Database, cli: Cli, tenant: str) -> None:
    before = dump(database)
    rows = "select array_agg(m order by path)::text from hardal_private.migrations as m"
    recorded = database.value(rows)
    assert "up to date" in cli("migrate").stdout
    assert cli.json("migrate") == {
        "dry_run": False,
        "migrations": [],
        "reapplied": [],
        "tenants": [],
    }
    assert dump(database) == before
    assert database.value(rows) == recorded


def test_a_dry_run_changes_nothing(empty_database: Database) -> None:
    cli = Cli(empty_database.dsn)
    plan = cli.json("migrate", "--dry-run")
    assert plan["migrations"] == [source.path for source in sql_files.load().migrations]
    assert (
        empty_database.value(
            "select count(*) from pg_namespace where nspname ~ '^hardal|^template'"
        )
        == 0
    )
    assert "would apply" in cli("migrate", "--dry-run").stdout


def test_status_lists_migrations(cli: Cli, empty_database: Database) -> None:
    listed = cli.json("migrate", "status")
    known = [source.path for source in sql_files.load().migrations]
    assert [f"migrations/{m['migration']}.sql" for m in listed["migrations"]] == known
    assert all(m["applied_at"] for m in listed["migrations"])
    assert "pending" in Cli(empty_database.dsn)("migrate", "status").stdout


def test_an_edited_migration_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    first = sql_files.load().tenant_migrations[0]
    with_sources(monkeypatch, tenant_migrations=[SqlFile(first.path, first.text + "-- edited")])
    for command in (["migrate"], ["migrate", "--dry-run"], ["migrate", "status"]):
        result = cli(*command, exit_code=1)
        assert result.stderr.startswith(
            "hardal-admin: migrations/tenant/0001_events.sql was changed after"
        )
        assert len(result.stderr.splitlines()) == 1


def test_a_newer_database_is_refused(cli: Cli, conn: psycopg.Connection[object]) -> None:
    conn.execute(
        "insert into hardal_private.migrations values ('migrations/core/9999_later.sql', 'x')"
    )
    assert "newer hardal-admin" in cli("migrate", exit_code=1).stderr


def test_a_migration_that_belongs_before_an_applied_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    late = SqlFile("migrations/core/0000_late.sql", "select")
    with_sources(monkeypatch, core_migrations=[late, *sql_files.load().core_migrations])
    assert "run in order" in cli("migrate", exit_code=1).stderr


def test_tenants_are_upgraded_one_by_one_and_a_second_migrate_finishes(
    database: Database, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    tenants = sorted(unique_name("up") for _ in range(3))
    for name in tenants:
        cli("tenant", "create", name)
    second = SqlFile("migrations/tenant/9999_more.sql", "create table template__store.more (n int)")
    with_sources(monkeypatch, tenant_migrations=[*sql_files.load().tenant_migrations, second])
    plan = cli.json("migrate", "--dry-run")
    assert (plan["migrations"], plan["tenants"]) == ([second.path], tenants)

    # another connection locks the row of the second tenant until the block ends
    with database.connect() as other, other.transaction():
        other.execute(f"select from hardal_private.tenants where name = '{tenants[1]}' for update")
        monkeypatch.setattr(retry, "ATTEMPTS", 2)
        refused = cli("migrate", exit_code=1).stderr.splitlines()[-1]
        assert f"{tenants[1]} (pid {other.info.backend_pid} of hardal_dba)" in refused
    # the upgrade of the others did not wait for the second tenant
    assert database.value(f"select to_regclass('{tenants[0]}__store.more') is not null") is True
    assert database.value(f"select to_regclass('{tenants[1]}__store.more') is not null") is False
    assert cli.json("migrate", "status")["tenants_behind"] == tenants[1:2]
    assert [t["up_to_date"] for t in cli.json("tenant", "list")] == [True, False, True]

    assert cli.json("migrate")["tenants"] == tenants[1:2]
    assert database.value(f"select to_regclass('{tenants[2]}__store.more') is not null") is True
    assert cli.json("migrate", "status")["tenants_behind"] == []
    # a tenant that is made now has the migration
    cli("tenant", "create", late := unique_name("late"))
    assert database.value(f"select to_regclass('{late}__store.more') is not null") is True


def test_a_function_that_the_sources_no_longer_have_is_dropped(
    database: Database, monkeypatch: pytest.MonkeyPatch, cli: Cli, tenant: str
) -> None:
    todo = sql_files.load()
    old = [
        SqlFile(
            f"functions/{folder}/old.sql",
            f"create function {schema}.old() returns int language sql return 1",
        )
        for folder, schema in (("hardal", "hardal"), ("tenant", "template__store"))
    ]
    with_sources(
        monkeypatch,
        api_functions=[*todo.api_functions, old[0]],
        tenant_functions=[*todo.tenant_functions, old[1]],
    )
    cli("migrate")
    count = (
        "select count(*) from pg_proc where proname = 'old'"
        f" and pronamespace::regnamespace::text ~ 'hardal|{tenant}'"
    )
    assert database.value(count) == 2
    with_sources(
        monkeypatch, api_functions=todo.api_functions, tenant_functions=todo.tenant_functions
    )
    cli("migrate")
    assert database.value(count) == 0


def test_a_procedure_that_the_sources_no_longer_have_is_dropped(
    database: Database, cli: Cli
) -> None:
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute("create procedure hardal_private.old_step() language sql as ''")
    cli("migrate")
    assert database.value("select to_regprocedure('hardal_private.old_step()')") is None


def test_the_error_names_the_file_that_failed(monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    bad = SqlFile("migrations/core/9999_bad.sql", "select 1 / 0")
    with_sources(monkeypatch, core_migrations=[*sql_files.load().core_migrations, bad])
    line = cli("migrate", exit_code=1).stderr.splitlines()[-1]
    assert line == "hardal-admin: migrations/core/9999_bad.sql: division by zero"


def test_a_syntax_error_names_its_file_among_many_that_are_sent_together(
    monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    functions = sql_files.load().private_functions
    for place in (0, 40, len(functions)):
        broken = SqlFile("functions/hardal_private/broken.sql", "-- größer\nselect 1;\nselect 2 3;")
        with_sources(
            monkeypatch, private_functions=[*functions[:place], broken, *functions[place:]]
        )
        message = " ".join(cli("migrate", exit_code=1).stderr.split())
        assert 'functions/hardal_private/broken.sql: syntax error at or near "3"' in message
        monkeypatch.undo()


def test_an_upgraded_tenant_equals_a_new_tenant(
    database: Database, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    old, new = unique_name("old"), unique_name("new")
    cli("tenant", "create", old)
    second = SqlFile(
        "migrations/tenant/9999_more.sql",
        "alter table template__store.event_ids add column more int",
    )
    with_sources(monkeypatch, tenant_migrations=[*sql_files.load().tenant_migrations, second])
    cli("migrate")
    cli("tenant", "create", new)
    assert dump(database, old).replace(old, "acme") == dump(database, new).replace(new, "acme")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_another_encoding_is_refused(pg: Server, encoding: str) -> None:
    name = unique_name("latin")
    with psycopg.connect(pg.dba("postgres"), autocommit=True) as conn:
        conn.execute(f"create database {name} encoding '{encoding}' locale 'C' template template0")
        try:
            assert "needs UTF8" in Cli(pg.dba(name))("migrate", exit_code=1).stderr
        finally:
            conn.execute(f"drop database {name}")


def test_a_login_without_createrole_is_refused(pg: Server, empty_database: Database) -> None:
    role = unique_name("plain")
    with psycopg.connect(pg.superuser(), autocommit=True) as conn:
        conn.execute(f"create role {role} login password 'test'")
    result = Cli(pg.login(role, empty_database.name))("migrate", exit_code=1)
    assert "CREATEROLE" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_dedicated_fails_where_the_login_may_not_close_the_database(
    cli: Cli, database: Database
) -> None:
    assert (
        "may not close this database to PUBLIC" in cli("migrate", "--dedicated", exit_code=1).stderr
    )
    # and it has changed nothing
    assert (
        database.value("select has_database_privilege('pg_monitor', current_database(), 'temp')")
        is True
    )


def test_dedicated_closes_the_database_to_public(
    pg: Server, database: Database, cli: Cli, tenant: str
) -> None:
    Cli(pg.superuser(database.name))("migrate", "--dedicated")
    for privilege in ("connect", "temp"):
        assert (
            database.value(
                f"select has_database_privilege('pg_monitor', current_database(), '{privilege}')"
            )
            is False
        )
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    with psycopg.connect(url) as reader:
        assert reader.execute("select count(*) from events").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("select lo_create(0)")


def test_commands_before_migrate_are_refused(empty_database: Database) -> None:
    for command in (
        ["tenant", "list"],
        ["tenant", "create", "x1"],
        ["url", "create", "x1", "--name", "a"],
    ):
        result = Cli(empty_database.dsn)(*command, exit_code=1)
        assert "run hardal-admin migrate first" in result.stderr
    with pytest.raises(Refused):
        db.connect("postgresql://nobody@127.0.0.1:1/none")


EVENTS = "hardal.events(text, text, text, text, uuid, int)"


def strays(database: Database) -> int:
    return int(str(database.value("select count(*) from hardal_private.check_grants()")))


def test_migrate_takes_back_a_grant_that_somebody_added_by_hand(
    cli: Cli, tenant: str, database: Database
) -> None:
    """Otherwise the record of grants would hold it, and doctor would give it to every tenant."""
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"grant execute on function {EVENTS} to hardal_ingest")
        conn.execute(
            "grant select on template.events, template__store.events to template__aggregate"
        )
        conn.execute('create table template__store.odd ("a.b" int, gone int)')
        conn.execute('grant select ("a.b", gone) on template__store.odd to hardal_read')
        conn.execute("alter table template__store.odd drop column gone")
    assert strays(database) == 4
    cli("migrate")
    assert strays(database) == 0
    for role, may in (("hardal_ingest", False), ("hardal_read", True)):
        held = database.value("select has_function_privilege(%s, %s, 'execute')", role, EVENTS)
        assert held is may
    aggregate = "select has_table_privilege(%s, %s, 'select')"
    assert database.value(aggregate, f"{tenant}__aggregate", f"{tenant}.events") is False


def test_a_default_privilege_of_somebody_is_not_recorded_as_a_grant_of_hardal(
    cli: Cli, tenant: str, database: Database
) -> None:
    stranger = f"{tenant}_stranger"
    with database.connect() as conn:
        conn.execute(f"create role {stranger}")
        conn.execute("set role hardal_owner")
        conn.execute(f"alter default privileges grant execute on functions to {stranger}")
        conn.execute("drop function hardal.events")
    cli("migrate")
    assert database.value("select has_function_privilege(%s, %s, 'execute')", stranger, EVENTS) is (
        False
    )
    recorded = "select count(*) from hardal_private.installed_grants where grantee = %s"
    assert database.value(recorded, stranger) == 0
    assert strays(database) == 0
    with database.connect() as conn:
        conn.execute(f"drop role {stranger}")


def test_migrate_leaves_an_object_of_another_owner_to_doctor(
    cli: Cli, tenant: str, database: Database
) -> None:
    with database.connect() as conn:
        conn.execute("create view template.mine as select 1 as one")
        conn.execute("grant select on template.mine to public")
    cli("migrate")
    recorded = "select count(*) from hardal_private.installed_grants where object = 'mine'"
    assert database.value(recorded) == 0
    assert strays(database) == 1
    assert "template.mine" in cli("doctor", exit_code=1).stdout


def test_stale_functions_that_use_each_other_are_dropped(
    cli: Cli, tenant: str, database: Database
) -> None:
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        for name, body in (("a_old", "1"), ("b_old", "hardal_private.a_old()")):
            conn.execute(
                f"create function hardal_private.{name}() returns int language sql return {body}"
            )
    cli("migrate")
    assert database.value("select count(*) from pg_proc where proname ~ '^[ab]_old$'") == 0
