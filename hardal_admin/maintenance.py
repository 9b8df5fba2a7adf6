"""Maintenance: the database's own procedure, once or for ever, and the one step that no procedure can do."""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import errors, sql

from hardal_admin.database import Conn, require_installed

Line = dict[str, Any]
LONGEST_PAUSE = 60.0


def run(conn: Conn, tenant: str | None = None, *, dry: bool = False) -> list[Line]:
    """One round; returns what was done (or would be), and what failed. Stopped half-way, the next goes on."""
    require_installed(conn)
    if not dry:
        _detach(conn, tenant)
    return _call(conn, tenant, dry=dry)


def make_views(conn: Conn, tenant: str) -> list[Line]:
    """The part of a round that makes typed views, from all of the tenant's events."""
    require_installed(conn)
    conn.execute("select hardal_private.refresh_views(%s)", (tenant,))
    return _call(conn, tenant, steps=["want_event_views", "make_event_views"])


def rebuild(conn: Conn, tenant: str) -> None:
    """Forgets a tenant's rollups. All is counted live until the next round has made them anew."""
    require_installed(conn)
    conn.execute("select hardal_private.rebuild_rollups(%s)", (tenant,))


def forever(
    connect: Callable[[], Conn], every: float, tenant: str | None, told: Callable[[list[Line]], None],
    lost: Callable[[psycopg.Error | Exception, float], None],
) -> None:  # fmt: skip
    """A round each `every` seconds. A lost connection is made anew, after a pause that grows."""
    conn: Conn | None = None
    pause = 1.0
    try:
        while True:
            try:
                conn = conn or connect()
                told(run(conn, tenant))
            except Exception as error:
                if (conn and not conn.broken) or isinstance(error.__cause__, psycopg.ProgrammingError):
                    raise  # nothing that passes: no hardal there, or a DSN that cannot be read
                conn = None
                lost(error, pause)
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = 1.0
                time.sleep(every)
    finally:
        if conn:
            conn.close()


def _call(conn: Conn, tenant: str | None, *, dry: bool = False, steps: list[str] | None = None) -> list[Line]:
    row = conn.execute("call hardal_private.maintain(%s, %s, '[]', %s)", (tenant, dry, steps)).fetchone()
    assert row
    return list(row["report"])


def _detach(conn: Conn, tenant: str | None) -> None:
    """Detach expired partitions with CONCURRENTLY, which waits for who reads them and holds nobody up meanwhile.

    What is not to be had in time is left to the procedure, now or in the next round.
    """
    expired = conn.execute("select * from hardal_private.detach_expired(%s)", (tenant,)).fetchall()
    if not expired:
        return
    conn.execute("set role hardal_owner")
    conn.execute("set lock_timeout = '2s'")
    try:
        for row in expired:
            store = f"{row['tenant']}__store"
            command = sql.SQL("alter table {} detach partition {} concurrently").format(
                sql.Identifier(store, "events"), sql.Identifier(store, row["partition"])
            )
            try:
                conn.execute(command)
            except (errors.LockNotAvailable, errors.ObjectNotInPrerequisiteState, errors.DeadlockDetected):
                pass
            except (errors.UndefinedTable, errors.FeatureNotSupported, errors.InvalidTableDefinition):
                pass
    finally:
        if not conn.broken:
            conn.execute("reset lock_timeout")
            conn.execute("reset role")
