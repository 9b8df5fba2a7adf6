"""The typed views: their columns, and the names and types that a DBA has pinned."""

from typing import Any

from psycopg.rows import DictRow

from hardal_admin.database import Conn, known_values, require_installed


def types(conn: Conn) -> list[str]:
    """Return the types that a column can have."""
    return known_values(conn, "pinnable_types")


def listing(conn: Conn, tenant: str) -> list[DictRow]:
    """Return one row for each column of each typed view."""
    require_installed(conn)
    return conn.execute("select * from hardal_private.list_view_columns(%s)", (tenant,)).fetchall()


def pin(
    conn: Conn, tenant: str, event_name: str, prop: str, name: str | None, kind: str | None
) -> dict[str, Any]:
    """Pin a column's name, type or both (None changes nothing). Return the column as it is now."""
    require_installed(conn)
    row = conn.execute(
        "select hardal_private.pin_column(%s, %s, %s, %s, %s) as did",
        (tenant, event_name, prop, name, kind),
    ).fetchone()
    assert row
    return dict(row["did"])
