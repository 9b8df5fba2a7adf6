"""Migrate: the same steps for fresh installs and upgrades.

It runs the pending migrations, then every file that is re-applied whole. hardal's own schemas and
the template are migrated in one transaction under one lock. Then each tenant is migrated in a
transaction of its own, because a thousand tenants in one transaction would exhaust the lock table.
After a kill, the next run continues with the tenants that are left.
"""

import psycopg
from psycopg import errors

from hardal_admin import page
from hardal_admin.database import Conn, first_line
from hardal_admin.errors import Refused
from hardal_admin.migrate import sql_files
from hardal_admin.migrate.batches import batches
from hardal_admin.migrate.plan import Plan, make_plan, recorded_files
from hardal_admin.migrate.retry import Report, patiently
from hardal_admin.migrate.sql_files import SqlFiles
from hardal_admin.migrate.steps import steps
from hardal_admin.migrate.tenants import migrate_tenants

# Any login may take an advisory lock, so it is used only until a private table exists.
BOOTSTRAP_LOCK = 0x68617264616C  # "hardal"


def migrate(
    conn: Conn,
    *,
    dedicated: bool = False,
    self_service: bool | None = None,
    report: Report = lambda _: None,
) -> Plan:
    """Bring the database to this tool's version.

    `self_service` turns self-service on or off. None keeps what the database has.

    It may be repeated, run twice at once, and killed. Raise Refused where the server or the login
    is not suitable, or where the database and this tool's migrations do not fit together.
    """
    conn.execute(sql_files.load().server.text)
    if page.load().missing:
        report(f"the page is not complete, and will say so: {page.COMPLETE}")
    try:
        for attempt in patiently():
            with attempt:
                done = _migrate_core(conn, sql_files.load(), dedicated, self_service, report)
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
    todo = sql_files.load()
    conn.execute(todo.server.text)
    return make_plan(recorded_files(conn), todo, conn)


def _migrate_core(
    conn: Conn, todo: SqlFiles, dedicated: bool, self_service: bool | None, report: Report
) -> Plan:
    with conn.transaction():
        _lock(conn)
        done = make_plan(recorded_files(conn), todo, conn)
        conn.execute("set local lock_timeout = '5s'")
        for batch in batches(steps(todo, done.migrations, self_service)):
            if batch.path in done.migrations:
                report(batch.path)
            try:
                conn.execute(batch.text)
            except psycopg.Error as error:
                if path := batch.path_at(error.diag.statement_position):
                    error.add_note(path)
                raise
        if dedicated:
            conn.execute("select hardal_private.dedicate_database()")
    return done


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
