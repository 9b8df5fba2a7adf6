"""Numbers that a DBA looks at, as the database tells them."""

from psycopg.rows import DictRow

from hardal_admin.database import Conn, require_installed


def tenants(conn: Conn, tenant: str | None, *, exact: bool = False) -> list[DictRow]:
    """A row for each tenant, or for one."""
    require_installed(conn)
    return conn.execute("select * from hardal_private.stats(%s, %s)", (tenant, exact)).fetchall()


def relations(conn: Conn, tenant: str) -> list[DictRow]:
    """The tables and indexes of one."""
    return conn.execute("select * from hardal_private.relation_stats(%s)", (tenant,)).fetchall()
