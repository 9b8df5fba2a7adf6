"""Tenants: made and listed through the registry's own functions."""

from psycopg.rows import DictRow

from hardal_admin.database import Conn, require_installed


def create(conn: Conn, name: str) -> None:
    require_installed(conn)
    with conn.transaction():
        conn.execute("select hardal_private.create_tenant(%s)", (name,))


def listing(conn: Conn) -> list[DictRow]:
    require_installed(conn)
    return conn.execute(
        "select name, created_at, suspended_at is not null as suspended,"
        " template_version = hardal_private.template_version() as up_to_date"
        " from hardal_private.tenants order by name"
    ).fetchall()
