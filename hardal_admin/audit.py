"""Reads the audit log."""

from psycopg.rows import DictRow

from hardal_admin.database import Conn, require_installed


def listing(conn: Conn, tenant: str | None, max_rows: int) -> list[DictRow]:
    """Return the newest entries in ascending order. Without a tenant, all tenants count."""
    require_installed(conn)
    return conn.execute(
        "select * from ("
        "select entry, at, actor::text, action, tenant, object, details"
        " from hardal_private.audit_log"
        " where %(tenant)s::text is null or tenant = %(tenant)s order by entry desc limit %(rows)s"
        ") as a order by entry",
        {"tenant": tenant, "rows": max_rows},
    ).fetchall()
