"""Migrate: the same steps for fresh installs and upgrades.

It runs the pending migrations, then every file that is re-applied whole. hardal's own schemas and
the template are migrated in one transaction under one lock. Then each tenant is migrated in a
transaction of its own, because a thousand tenants in one transaction would exhaust the lock table.
After a kill, the next run continues with the tenants that are left.
"""

import psycopg
from psycopg import errors

from hardal_admin.database import Conn, first_line
from hardal_admin.errors import Refused
from hardal_admin.migrate import sql_files
from hardal_admin.migrate.plan import Plan, make_plan, recorded_files
from hardal_admin.migrate.retry import Report, patiently
from hardal_admin.migrate.sql_files import SqlFile, SqlFiles
from hardal_admin.migrate.tenants import migrate_tenants

OLDEST_SERVER = 150000
# Any login may take an advisory lock, so it is used only until a private table exists.
BOOTSTRAP_LOCK = 0x68617264616C  # "hardal"


def migrate(conn: Conn, *, dedicated: bool = False, report: Report = lambda _: None) -> Plan:
    """Bring the database to this tool's version.

    It may be repeated, run twice at once, and killed. Raise Refused where the server or the login
    is not suitable, or where the database and this tool's migrations do not fit together.
    """
    _check_server(conn)
    try:
        for attempt in patiently():
            with attempt:
                done = _migrate_core(conn, sql_files.load(), dedicated, report)
        done.tenants = migrate_tenants(conn, report)
    except errors.InsufficientPrivilege as error:
        raise Refused(
            f"{conn.info.user} may not do this: {first_line(error)}",
            "migrate as a login with CREATEROLE, CREATE on the database, and, where another login"
            " made hardal's roles, ADMIN OPTION on them",
        ) from error
    return done


def plan(conn: Conn) -> Plan:
    """Return what a migrate would do now. Refuse what migrate would refuse. Change nothing."""
    _check_server(conn)
    return make_plan(recorded_files(conn), sql_files.load(), conn)


def _check_server(conn: Conn) -> None:
    row = conn.execute(
        "select current_setting('server_version_num')::int as number,"
        " current_setting('server_version') as version,"
        " current_setting('server_encoding') as encoding, pg_is_in_recovery() as replica"
    ).fetchone()
    assert row
    if row["number"] < OLDEST_SERVER:
        raise Refused(f"this server is PostgreSQL {row['version']}", "hardal needs 15 or later")
    if row["encoding"] != "UTF8":
        raise Refused(
            f"the database {conn.info.dbname} is encoded in {row['encoding']}",
            "hardal needs UTF8: create database ... encoding 'UTF8' template template0",
        )
    if row["replica"]:
        raise Refused(
            "this server is a replica, which cannot be written to", "name the primary in the DSN"
        )


def _migrate_core(conn: Conn, todo: SqlFiles, dedicated: bool, report: Report) -> Plan:
    with conn.transaction():
        conn.execute("set local search_path = pg_catalog, pg_temp")
        conn.execute("set local check_function_bodies = off")
        _lock(conn)
        recorded = recorded_files(conn)
        done = make_plan(recorded, todo, conn)
        conn.execute("set local lock_timeout = '5s'")

        def run(source: SqlFile) -> None:
            if source.path in done.migrations:
                report(source.path)
            try:
                conn.execute(source.text)
            except psycopg.Error as error:
                error.add_note(source.path)
                raise

        run(todo.bootstrap)
        _as_owner(conn)
        for source in todo.core_migrations:
            if source.path in done.migrations:
                run(source)
        conn.execute("reset role")
        run(todo.roles)
        _as_owner(conn)
        for source in todo.private_functions:
            run(source)
        conn.execute("reset role")
        conn.execute("select hardal_private.create_tenant_schemas('template')")
        _as_owner(conn)
        # the files that follow grant every right on the API and the template anew
        conn.execute("select hardal_private.revoke_grants()")
        for source in todo.api_functions + todo.core_declared:
            run(source)
        for source in todo.template:
            if source not in todo.tenant_migrations or source.path in done.migrations:
                run(source)
        for schema, functions in todo.functions.items():
            conn.execute("select hardal_private.drop_stale_functions(%s, %s)", (schema, functions))
        _record(conn, todo)
        conn.execute("select hardal_private.record_definitions()")
        conn.execute("select hardal_private.record_grants()")
        conn.execute("reset role")
        conn.execute("select hardal_private.grant_api(null)")
        conn.execute("select hardal_private.mend_memberships()")
        if dedicated:
            conn.execute("select hardal_private.dedicate_database()")
    return done


def _as_owner(conn: Conn) -> None:
    conn.execute("set local role hardal_owner")


def _lock(conn: Conn) -> None:
    """Let one migrate at a time work in this database. Another one waits at most a minute."""
    conn.execute("set local lock_timeout = '60s'")
    try:
        if not recorded_files(conn):
            conn.execute("select pg_advisory_xact_lock(%s)", (BOOTSTRAP_LOCK,))
        if recorded_files(conn):
            conn.execute("lock table hardal_private.migrations in share row exclusive mode")
    except errors.LockNotAvailable as error:
        raise Refused(
            "another migrate has been running for a minute", "wait for it to end, then try again"
        ) from error


def _record(conn: Conn, todo: SqlFiles) -> None:
    """Record the files that were run, and store the template's text for later tenants."""
    with conn.cursor() as cursor:
        cursor.executemany(
            "insert into hardal_private.migrations as m (path, sha256) values (%s, %s)"
            " on conflict (path) do update set sha256 = excluded.sha256, applied_at = now()"
            " where m.sha256 <> excluded.sha256",
            [(s.path, s.sha256) for s in todo.all],
        )
        cursor.execute(
            "delete from hardal_private.migrations"
            " where path <> all (%s) and path not like 'migrations/%%'",
            ([s.path for s in todo.all],),
        )
        cursor.execute("delete from hardal_private.template_files")
        cursor.executemany(
            "insert into hardal_private.template_files (path, ordinal, migration, body)"
            " values (%s, %s, %s, %s)",
            [
                (s.path, n, s in todo.tenant_migrations, s.for_tenants)
                for n, s in enumerate(todo.template)
            ],
        )
