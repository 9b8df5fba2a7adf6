"""Tenants: made and listed through the registry's own functions."""

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from hardal_admin.database import Conn, require_installed


def create(conn: Conn, name: str) -> None:
    require_installed(conn)
    with conn.transaction():
        conn.execute("select hardal_private.create_tenant(%s)", (name,))


def set_limits(conn: Conn, name: str, limits: dict[str, int | None]) -> dict[str, object]:
    """Change some of a tenant's limits (None: hardal's default again); returns those that hold now."""
    require_installed(conn)
    row = conn.execute("select * from hardal_private.set_limits(%s, %s)", (name, Jsonb(limits))).fetchone()
    assert row
    return dict(row)


def listing(conn: Conn) -> list[DictRow]:
    require_installed(conn)
    return conn.execute(
        "select name, created_at, suspended_at is not null as suspended,"
        " template_version = hardal_private.template_version() as up_to_date"
        " from hardal_private.tenants order by name"
    ).fetchall()
