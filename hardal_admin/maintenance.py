"""Maintenance: the database's own procedure, once or for ever, and the one step that no procedure can do."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import psycopg
from psycopg import errors, sql

from hardal_admin import tenants
from hardal_admin.database import Conn, require_installed

Line = dict[str, Any]
LONGEST_PAUSE = 60.0
# a session keeps the plans of all that it has called, 2 MB a tenant, and holds each partition that is made against all
# of them: 500 tenants in one took 1 GB and more than 5 minutes
TENANTS_A_SESSION = 25


@dataclass
class Sessions:
    """One connection at a time: while it lasts, and until it has seen so many tenants."""

    connect: Callable[[], Conn]
    conn: Conn | None = None
    _seen: set[str] = field(default_factory=set)

    def get(self, tenant: str | None = None) -> Conn:
        """One that has seen the tenant, or may."""
        if tenant and tenant not in self._seen and len(self._seen) == TENANTS_A_SESSION:
            self.close()
        if self.conn is None:
            self.conn = self.connect()
            self._seen.clear()
        if tenant:
            self._seen.add(tenant)
        return self.conn

    def close(self) -> None:
        if self.conn:
            self.conn.close()
        self.conn = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def run(sessions: Sessions, tenant: str | None = None, *, dry: bool = False) -> list[Line]:
    """One round; returns what was done (or would be), and what failed. Stopped half-way, the next goes on."""
    require_installed(sessions.get())
    if tenant is not None:
        return run_one(sessions.get(tenant), tenant, dry=dry)
    report: list[Line] = []
    for name in tenants.names(sessions.get()):
        try:
            report += run_one(sessions.get(name), name, dry=dry)
        except psycopg.Error as error:
            if error.sqlstate != "HD404":  # dropped meanwhile
                raise
    if not dry:
        _call(sessions.get(), None, steps=[])
    return report


def run_one(conn: Conn, tenant: str, *, dry: bool = False) -> list[Line]:
    """A tenant's part of a round."""
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
    pause = 1.0
    with Sessions(connect) as sessions:
        while True:
            try:
                told(run(sessions, tenant))
            except Exception as error:
                conn = sessions.conn
                if (conn and not conn.broken) or isinstance(
                    error.__cause__, psycopg.ProgrammingError
                ):
                    raise  # nothing that passes: no hardal there, or a DSN that cannot be read
                sessions.close()
                lost(error, pause)
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = 1.0
                time.sleep(every)


def _call(
    conn: Conn, tenant: str | None, *, dry: bool = False, steps: list[str] | None = None
) -> list[Line]:
    row = conn.execute(
        "call hardal_private.maintain(%s, %s, '[]', %s)", (tenant, dry, steps)
    ).fetchone()
    assert row
    return list(row["report"])


def _detach(conn: Conn, tenant: str) -> None:
    """Detach expired partitions with CONCURRENTLY, which waits for who reads them and holds nobody up meanwhile.

    What is not to be had in time is left to the procedure, now or in the next round.
    """
    expired = conn.execute(
        "select * from hardal_private.partitions_to_detach(%s)", (tenant,)
    ).fetchall()
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
            except (
                errors.LockNotAvailable,
                errors.ObjectNotInPrerequisiteState,
                errors.DeadlockDetected,
            ):
                pass
            except (
                errors.UndefinedTable,
                errors.FeatureNotSupported,
                errors.InvalidTableDefinition,
            ):
                pass
    finally:
        if not conn.broken:
            conn.execute("reset lock_timeout")
            conn.execute("reset role")
