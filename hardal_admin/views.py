"""Typed views, one per event name: what they have, what they want, and what a DBA fixes in them."""

from typing import Any

from psycopg.rows import DictRow

from hardal_admin.database import Conn, require_installed

TYPES = ("text", "numeric", "boolean", "timestamptz", "jsonb")


def listing(conn: Conn, tenant: str) -> list[DictRow]:
    """A row for each column of each view."""
    require_installed(conn)
    return conn.execute("select * from hardal_private.views(%s)", (tenant,)).fetchall()


def pin(
    conn: Conn, tenant: str, event_name: str, prop: str, name: str | None, kind: str | None
) -> dict[str, Any]:
    """Fixes a column's name and type; says what holds now."""
    require_installed(conn)
    row = conn.execute(
        "select hardal_private.pin_column(%s, %s, %s, %s, %s) as did",
        (tenant, event_name, prop, name, kind),
    ).fetchone()
    assert row
    return dict(row["did"])
