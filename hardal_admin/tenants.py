"""Tenants: made, looked at and ended through the registry's own functions."""

from collections.abc import Callable
from typing import Any

from psycopg import sql
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from hardal_admin.database import Conn, require_installed

Report = Callable[[str], None]


def create(conn: Conn, name: str) -> None:
    require_installed(conn)
    with conn.transaction():
        conn.execute("select hardal_private.create_tenant(%s)", (name,))


def set_limits(conn: Conn, name: str, limits: dict[str, int | None]) -> dict[str, object]:
    """Change some of a tenant's limits (None: hardal's default again); returns those that hold now."""
    require_installed(conn)
    row = conn.execute(
        "select * from hardal_private.set_limits(%s, %s)", (name, Jsonb(limits))
    ).fetchone()
    assert row
    return dict(row)


def outlived(conn: Conn, name: str, limits: dict[str, int | None]) -> dict[str, Any] | None:
    """The months that the next maintenance would drop under these limits; None where there are none."""
    require_installed(conn)
    with conn.transaction(force_rollback=True):
        set_limits(conn, name, limits)
        store = sql.Identifier(f"{name}__store")
        row = conn.execute(
            sql.SQL("select {}.drop_expired(true) as going").format(store)
        ).fetchone()
    assert row
    going: dict[str, Any] | None = row["going"]
    return going


def listing(conn: Conn) -> list[DictRow]:
    require_installed(conn)
    return conn.execute(
        "select name, created_at, suspended_at is not null as suspended, dropping_at is not null as being_dropped,"
        " template_version = hardal_private.template_version() as up_to_date"
        " from hardal_private.tenants order by name"
    ).fetchall()


def names(conn: Conn) -> list[str]:
    """Of all tenants, in order, without what listing has to look at."""
    return [
        row["name"] for row in conn.execute("select name from hardal_private.tenants order by name")
    ]


def show(conn: Conn, name: str) -> dict[str, Any]:
    """What a tenant is and holds. Events are counted from the ledger, where their number is small, else estimated."""
    require_installed(conn)
    row = conn.execute("select * from hardal_private.describe_tenant(%s)", (name,)).fetchone()
    assert row
    return dict(row)


def suspend(conn: Conn, name: str) -> int:
    """Refuse its tokens and logins, then end the sessions that run; returns how many ended."""
    require_installed(conn)
    conn.execute("select hardal_private.suspend_tenant(%s)", (name,))
    return _end_sessions(conn, name)


def _end_sessions(conn: Conn, name: str) -> int:
    row = conn.execute(
        "select hardal_private.end_tenant_connections(%s) as ended", (name,)
    ).fetchone()
    assert row
    return int(row["ended"])


def resume(conn: Conn, name: str) -> None:
    require_installed(conn)
    conn.execute("select hardal_private.resume_tenant(%s)", (name,))


def drop(conn: Conn, name: str, held: dict[str, Any], report: Report) -> None:
    """All of a tenant, a partition a transaction. Stopped half-way, it stays suspended, and another drop goes on."""
    report(f"suspending {name}")
    conn.execute("select hardal_private.drop_tenant_begin(%s)", (name,))
    _end_sessions(conn, name)
    report("dropping its partitions")
    while True:
        row = conn.execute(
            "select hardal_private.drop_tenant_partition(%s) as dropped", (name,)
        ).fetchone()
        if not row or not row["dropped"]:
            break
    report("dropping its schemas, PSQL URLs and roles")
    sizes = {key: held[key] for key in ("events", "bytes", "rejected_events", "tokens", "urls")}
    conn.execute("select hardal_private.drop_tenant_finish(%s, %s)", (name, Jsonb(sizes)))
