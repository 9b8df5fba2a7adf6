"""Tenants: created, described, suspended and dropped by functions of the database."""

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


def set_limits(conn: Conn, name: str, limits: dict[str, int | None]) -> None:
    """Set some of a tenant's limits. None goes back to hardal's default."""
    require_installed(conn)
    conn.execute("select hardal_private.set_limits(%s, %s)", (name, Jsonb(limits)))


def limits(conn: Conn, name: str) -> dict[str, Any]:
    """Return the limits of a tenant, the defaults included."""
    row = conn.execute("select * from hardal_private.tenant_limits(%s)", (name,)).fetchone()
    assert row
    # the range of created_at follows from the retention
    return {limit: value for limit, value in row.items() if limit not in ("oldest", "newest")}


def outlived(conn: Conn, name: str, limits: dict[str, int | None]) -> dict[str, Any] | None:
    """Return the months that maintenance would drop under these limits, or None.

    The limits are set in a transaction that is rolled back.
    """
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
        "select name, created_at, suspended_at is not null as suspended,"
        " dropping_at is not null as being_dropped,"
        " template_version = hardal_private.template_version() as up_to_date"
        " from hardal_private.tenants order by name"
    ).fetchall()


def names(conn: Conn) -> list[str]:
    """Return the names of all tenants in order.

    Unlike listing, this does not hash the template's text.
    """
    return [
        row["name"] for row in conn.execute("select name from hardal_private.tenants order by name")
    ]


def show(conn: Conn, name: str) -> dict[str, Any]:
    """Describe a tenant: its events, quarantine, tokens and PSQL URLs.

    Below a million ids, events are counted in the ledger. Above, PostgreSQL estimates them.
    """
    require_installed(conn)
    row = conn.execute("select * from hardal_private.describe_tenant(%s)", (name,)).fetchone()
    assert row
    return dict(row)


def suspend(conn: Conn, name: str) -> int:
    """Refuse the tenant's tokens and logins, then end its connections. Return their number."""
    require_installed(conn)
    conn.execute("select hardal_private.suspend_tenant(%s)", (name,))
    return _end_connections(conn, name)


def _end_connections(conn: Conn, name: str) -> int:
    row = conn.execute(
        "select hardal_private.end_tenant_connections(%s) as ended", (name,)
    ).fetchone()
    assert row
    return int(row["ended"])


def resume(conn: Conn, name: str) -> None:
    require_installed(conn)
    conn.execute("select hardal_private.resume_tenant(%s)", (name,))


def drop(conn: Conn, name: str, held: dict[str, Any], report: Report) -> None:
    """Drop a tenant. Each partition is dropped in its own transaction.

    A drop that was stopped half-way leaves the tenant suspended. Another drop does the rest.
    """
    report(f"suspending {name}")
    conn.execute("select hardal_private.drop_tenant_begin(%s)", (name,))
    _end_connections(conn, name)
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
