"""Migrate each tenant to the template's text, in a transaction of its own."""

from psycopg import errors

from hardal_admin.database import Conn
from hardal_admin.errors import Refused
from hardal_admin.migrate.plan import behind_template
from hardal_admin.migrate.retry import Report, patiently


def migrate_tenants(conn: Conn, report: Report) -> list[str]:
    """Migrate every tenant that is behind.

    A tenant that an open transaction holds does not stop the others. Raise Refused at the end.
    """
    behind, held = behind_template(conn), []
    for number, tenant in enumerate(behind, 1):
        report(f"tenant {tenant} ({number} of {len(behind)})")
        try:
            for attempt in patiently():
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


def _migrate_tenant(conn: Conn, tenant: str) -> None:
    with conn.transaction():
        conn.execute("set local lock_timeout = '2s'")
        behind = conn.execute(
            "select from hardal_private.tenants"
            " where name = %s and template_version <> hardal_private.template_version() for update",
            (tenant,),
        ).fetchone()
        if behind is not None:  # else another migrate was faster
            conn.execute("select hardal_private.create_tenant_schemas(%s)", (tenant,))
            conn.execute("select hardal_private.apply_template(%s)", (tenant,))


def _holders(conn: Conn, tenant: str) -> str:
    """Name the idle transactions that lock a tenant's relations or the registry of tenants."""
    rows = conn.execute(
        "select distinct a.pid, a.usename from pg_locks as l"
        " join pg_stat_activity as a on a.pid = l.pid join pg_class as c on c.oid = l.relation"
        " where a.pid <> pg_backend_pid() and a.datname = current_database()"
        " and a.state like 'idle in transaction%%'"
        " and (c.relnamespace::regnamespace::text = any (%s)"
        " or c.oid = 'hardal_private.tenants'::regclass) order by a.pid",
        ([tenant, f"{tenant}__store"],),
    ).fetchall()
    return ", ".join(f"pid {row['pid']} of {row['usename']}" for row in rows) or "unknown"
