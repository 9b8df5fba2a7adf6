"""The figures of hardal-admin stats. Functions of the database compute them."""

from psycopg.rows import DictRow

from hardal_admin.database import Conn, require_installed


def tenants(conn: Conn, tenant: str | None, *, exact: bool = False) -> list[DictRow]:
    """Return one row for each tenant, or for the named tenant alone."""
    require_installed(conn)
    return conn.execute("select * from hardal_private.stats(%s, %s)", (tenant, exact)).fetchall()


def relations(conn: Conn, tenant: str) -> list[DictRow]:
    """Return one row for each table and index of the tenant."""
    return conn.execute("select * from hardal_private.relation_stats(%s)", (tenant,)).fetchall()
