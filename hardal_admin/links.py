"""Links of client ids, and the persons that follow from them: functions of the database."""

from typing import Any

from psycopg.rows import DictRow

from hardal_admin.database import Conn, require_installed


def show(conn: Conn, tenant: str, client_id: str) -> dict[str, Any]:
    """Return the person that has this client id."""
    return _value(conn, "select hardal_private.show_person(%s, %s) as value", tenant, client_id)


def link(conn: Conn, tenant: str, client_id: str, person_id: str) -> dict[str, Any]:
    return _value(
        conn,
        "select hardal_private.link_by_admin(%s, %s, %s) as value",
        tenant,
        client_id,
        person_id,
    )


def unlink(
    conn: Conn, tenant: str, client_id: str, person_id: str | None, *, dry: bool
) -> dict[str, Any]:
    """Delete the link of the two, or all links of the client id. Return what changes."""
    return _value(
        conn,
        "select hardal_private.unlink_by_admin(%s, %s, %s, %s) as value",
        tenant,
        client_id,
        person_id,
        dry,
    )


def large(conn: Conn, tenant: str, larger_than: int, limit: int) -> list[DictRow]:
    """Return the persons with more than so many client ids, the largest first."""
    require_installed(conn)
    return conn.execute(
        "select * from hardal_private.large_persons(%s, %s) limit %s", (tenant, larger_than, limit)
    ).fetchall()


def _value(conn: Conn, query: str, *args: object) -> dict[str, Any]:
    require_installed(conn)
    row = conn.execute(query.encode(), args).fetchone()
    assert row
    return dict(row["value"])
