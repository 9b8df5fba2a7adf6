"""One path for fresh installs and upgrades: pending migrations, then everything that is re-applied whole.

hardal's own schemas and the template are brought up in one transaction under one lock; then each tenant in a
transaction of its own, so that a run that was killed goes on where it stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from psycopg import errors
from psycopg.rows import DictRow
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from hardal_admin import sources, tenants
from hardal_admin.database import Conn, first_line
from hardal_admin.errors import Refused
from hardal_admin.sources import Source, Sources

OLDEST_SERVER = 150000
ATTEMPTS = 8
# any login may take advisory locks, so this one serves only until there is a private table to lock
BOOTSTRAP_LOCK = 0x68617264616C  # "hardal"

Report = Callable[[str], None]


@dataclass
class Plan:
    """What a migrate would do."""

    migrations: list[str] = field(default_factory=list)
    reapplied: list[str] = field(default_factory=list)
    tenants: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.migrations or self.reapplied or self.tenants)


def migrate(conn: Conn, *, dedicated: bool = False, report: Report = lambda _: None) -> Plan:
    """Bring the database to this tool's version. Safe to repeat, to run twice at once, and to kill."""
    _check_server(conn)
    try:
        for attempt in _patiently():
            with attempt:
                done = _migrate_core(conn, sources.load(), dedicated, report)
        done.tenants = _migrate_tenants(conn, report)
    except errors.InsufficientPrivilege as error:
        raise Refused(
            f"{conn.info.user} may not do this: {first_line(error)}",
            "migrate as a login with CREATEROLE, CREATE on the database, and, where another login made hardal's roles,"
            " ADMIN OPTION on them",
        ) from error
    return done


def plan(conn: Conn) -> Plan:
    """What a migrate would do now. Changes nothing; also refuses what migrate would refuse."""
    _check_server(conn)
    return _plan(_recorded(conn), sources.load(), conn)


def status(conn: Conn) -> list[dict[str, object]]:
    """Every migration, with when it was applied (None where it is pending)."""
    recorded = _recorded(conn)
    _refuse_edited(recorded, sources.load())
    return [
        {
            "migration": s.path.removeprefix("migrations/").removesuffix(".sql"),
            "applied_at": recorded[s.path]["applied_at"] if s.path in recorded else None,
        }
        for s in sources.load().migrations
    ]


def tenants_behind(conn: Conn) -> list[str]:
    """Tenants whose schemas are not at the template's text yet."""
    return _tenants_behind(conn) if _recorded(conn) else []


def _check_server(conn: Conn) -> None:
    row = conn.execute(
        "select current_setting('server_version_num')::int as number, current_setting('server_version') as version,"
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


def _recorded(conn: Conn) -> dict[str, DictRow]:
    """Each file that the database has run, by path; empty where hardal is not installed."""
    if conn.execute("select to_regclass('hardal_private.migrations') as t").fetchone() == {
        "t": None
    }:
        return {}
    rows = conn.execute("select path, sha256, applied_at from hardal_private.migrations").fetchall()
    return {row["path"]: row for row in rows}


def _refuse_edited(recorded: dict[str, DictRow], todo: Sources) -> None:
    """A released migration is immutable: what runs here must be what ran there."""
    known = {s.path: s for s in todo.migrations}
    for path, row in recorded.items():
        if not path.startswith("migrations/"):
            continue
        if path not in known:
            raise Refused(
                f"the database has {path}, which this tool does not know",
                "it was migrated by a newer hardal-admin: install that version or a later one",
            )
        if known[path].sha256 != row["sha256"]:
            raise Refused(
                f"{path} was changed after it had been applied to this database",
                "restore the file as it was released, and put the change into a new migration",
            )
    for group in (todo.core_migrations, todo.tenant_migrations):
        applied = [s.path for s in group if s.path in recorded]
        for source in group:
            if applied and source.path not in recorded and source.path < max(applied):
                raise Refused(
                    f"{source.path} is pending, but {max(applied)} was applied before it",
                    "migrations run in order: give it the next number",
                )


def _plan(recorded: dict[str, DictRow], todo: Sources, conn: Conn) -> Plan:
    _refuse_edited(recorded, todo)
    changed = [
        s.path for s in todo.all if s.path not in recorded or recorded[s.path]["sha256"] != s.sha256
    ]
    template_changed = any(s.path in changed for s in todo.template)
    behind: list[str] = []
    if recorded and template_changed:
        behind = tenants.names(conn)
    elif recorded:
        behind = _tenants_behind(conn)
    return Plan(
        migrations=[p for p in changed if p.startswith("migrations/")],
        reapplied=[p for p in changed if not p.startswith("migrations/")],
        tenants=behind,
    )


def _migrate_core(conn: Conn, todo: Sources, dedicated: bool, report: Report) -> Plan:
    with conn.transaction():
        conn.execute("set local search_path = pg_catalog, pg_temp")
        conn.execute("set local check_function_bodies = off")
        _lock(conn)
        recorded = _recorded(conn)
        done = _plan(recorded, todo, conn)
        conn.execute("set local lock_timeout = '5s'")

        def run(source: Source) -> None:
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
        for source in todo.core_functions + todo.core_declared:
            run(source)
        conn.execute("reset role")
        conn.execute("select hardal_private.create_tenant_schemas('template')")
        _as_owner(conn)
        for source in todo.template:
            if source not in todo.tenant_migrations or source.path in done.migrations:
                run(source)
        for schema, functions in todo.functions.items():
            conn.execute("select hardal_private.drop_stale_functions(%s, %s)", (schema, functions))
        _record(conn, todo)
        conn.execute("select hardal_private.record_definitions()")
        conn.execute("reset role")
        if dedicated:
            conn.execute("select hardal_private.dedicate_database()")
    return done


def _as_owner(conn: Conn) -> None:
    conn.execute("set local role hardal_owner")


def _lock(conn: Conn) -> None:
    """One migrate at a time in this database; another waits for a minute, then is told so."""
    conn.execute("set local lock_timeout = '60s'")
    try:
        if not _recorded(conn):
            conn.execute("select pg_advisory_xact_lock(%s)", (BOOTSTRAP_LOCK,))
        if _recorded(conn):
            conn.execute("lock table hardal_private.migrations in share row exclusive mode")
    except errors.LockNotAvailable as error:
        raise Refused(
            "another migrate has been running for a minute", "wait for it to end, then try again"
        ) from error


def _record(conn: Conn, todo: Sources) -> None:
    """Write down what was run, and keep the template's text for the tenants to come."""
    with conn.cursor() as cursor:
        cursor.executemany(
            "insert into hardal_private.migrations as m (path, sha256) values (%s, %s)"
            " on conflict (path) do update set sha256 = excluded.sha256, applied_at = now()"
            " where m.sha256 <> excluded.sha256",
            [(s.path, s.sha256) for s in todo.all],
        )
        cursor.execute(
            "delete from hardal_private.migrations where path <> all (%s) and path not like 'migrations/%%'",
            ([s.path for s in todo.all],),
        )
        cursor.execute("delete from hardal_private.template_files")
        cursor.executemany(
            "insert into hardal_private.template_files (path, ordinal, migration, body) values (%s, %s, %s, %s)",
            [
                (s.path, n, s in todo.tenant_migrations, s.for_tenants)
                for n, s in enumerate(todo.template)
            ],
        )


def _tenants_behind(conn: Conn) -> list[str]:
    rows = conn.execute(
        "select name from hardal_private.tenants"
        " where template_version <> hardal_private.template_version() order by name"
    )
    return [row["name"] for row in rows]


def _migrate_tenants(conn: Conn, report: Report) -> list[str]:
    """Every tenant that is behind. One that somebody holds is left for later, and keeps no other waiting."""
    behind, held = _tenants_behind(conn), []
    for number, tenant in enumerate(behind, 1):
        report(f"tenant {tenant} ({number} of {len(behind)})")
        try:
            for attempt in _patiently():
                with attempt:
                    _migrate_tenant(conn, tenant)
        except errors.LockNotAvailable:
            held.append(f"{tenant} ({_holders(conn, tenant)})")
    if held:
        raise Refused(
            f"not brought up to date, because open transactions hold them: {', '.join(held)}",
            "end those transactions, or wait, and run migrate again; all else is done",
        )
    return behind


def _holders(conn: Conn, tenant: str) -> str:
    """Who has locks on a tenant's relations, or on its row in the registry."""
    rows = conn.execute(
        "select distinct a.pid, a.usename from pg_locks as l join pg_stat_activity as a on a.pid = l.pid"
        " join pg_class as c on c.oid = l.relation where a.pid <> pg_backend_pid() and a.datname = current_database()"
        " and (c.relnamespace::regnamespace::text = any (%s) or c.oid = 'hardal_private.tenants'::regclass)"
        " and a.state like 'idle in transaction%%' order by a.pid",
        ([tenant, f"{tenant}__store"],),
    ).fetchall()
    return ", ".join(f"pid {row['pid']} of {row['usename']}" for row in rows) or "unknown"


def _migrate_tenant(conn: Conn, tenant: str) -> None:
    with conn.transaction():
        conn.execute("set local lock_timeout = '2s'")
        behind = conn.execute(
            "select from hardal_private.tenants"
            " where name = %s and template_version <> hardal_private.template_version() for update",
            (tenant,),
        ).fetchone()
        if behind is not None:  # another migrate may have been faster
            conn.execute("select hardal_private.create_tenant_schemas(%s)", (tenant,))
            conn.execute("select hardal_private.apply_template(%s)", (tenant,))


def _patiently() -> Retrying:
    """Try again what passes: a lock that a reader holds, or a role that another database made meanwhile."""
    return Retrying(
        retry=retry_if_exception(_passes),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.1, max=3),
        reraise=True,
    )


def _passes(error: BaseException) -> bool:
    return isinstance(
        error,
        (
            errors.LockNotAvailable,
            errors.DeadlockDetected,
            errors.SerializationFailure,
            errors.UniqueViolation,
            errors.DuplicateObject,
            errors.DuplicateSchema,
            errors.DuplicateTable,
        ),
    ) or (isinstance(error, errors.InternalError_) and "concurrently" in str(error))
