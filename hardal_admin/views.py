"""The typed views: their columns, and the names and types that a DBA has pinned."""

from typing import Any

from psycopg.rows import DictRow

from hardal_admin import maintenance
from hardal_admin.database import Conn, known_values, require_installed
from hardal_admin.maintenance import Line


def types(conn: Conn) -> list[str]:
    """Return the types that a column can have."""
    return known_values(conn, "pinnable_types")


def listing(conn: Conn, tenant: str) -> list[DictRow]:
    """Return one row for each column of each typed view."""
    require_installed(conn)
    return conn.execute("select * from hardal_private.list_view_columns(%s)", (tenant,)).fetchall()


def without(conn: Conn, tenant: str) -> list[DictRow]:
    """Return the event names that have no view, and the properties that have no column."""
    return conn.execute("select * from hardal_private.list_without_view(%s)", (tenant,)).fetchall()


def add(conn: Conn, tenant: str, event_name: str) -> list[Line]:
    """Make the view of an event name, also where there is no room. Return maintenance's report."""
    require_installed(conn)
    conn.execute("select hardal_private.add_view(%s, %s)", (tenant, event_name))
    return maintenance.make_views(conn, tenant)


def rename(conn: Conn, tenant: str, event_name: str, name: str) -> None:
    """Rename the view of an event name."""
    require_installed(conn)
    conn.execute("select hardal_private.rename_view(%s, %s, %s)", (tenant, event_name, name))


def describe(
    conn: Conn, tenant: str, event_name: str, prop: str | None, description: str
) -> dict[str, Any]:
    """Write the description of an event name or a property; an empty one removes it."""
    require_installed(conn)
    row = conn.execute(
        "select hardal_private.describe(%s, %s, %s, %s) as did",
        (tenant, event_name, prop, description),
    ).fetchone()
    assert row
    return dict(row["did"])


def drop(conn: Conn, tenant: str, event_name: str, prop: str | None) -> None:
    """Drop the view of an event name, or the columns of one property."""
    require_installed(conn)
    conn.execute("select hardal_private.drop_view(%s, %s, %s)", (tenant, event_name, prop))


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
