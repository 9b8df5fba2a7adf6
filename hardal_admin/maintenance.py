"""Maintenance rounds: the database's procedures, and the one step that no procedure can run."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

import psycopg
from psycopg import errors, sql

from hardal_admin import tenants
from hardal_admin.database import Conn, explained, require_installed

Line = dict[str, Any]
LONGEST_PAUSE = 60.0
# A connection keeps the plans of everything that it has called, 2 MB per tenant, and checks every
# new partition against all of them: 500 tenants in one connection took over 1 GB and 5 minutes.
TENANTS_PER_CONNECTION = 25


@dataclass
class Connections:
    """One connection at a time. It is replaced when it is lost or has served too many tenants."""

    connect: Callable[[], Conn]
    conn: Conn | None = None
    _seen: set[str] = field(default_factory=set)

    def get(self, tenant: str | None = None) -> Conn:
        """Return a connection that may serve this tenant."""
        if tenant and tenant not in self._seen and len(self._seen) == TENANTS_PER_CONNECTION:
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

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        try:
            if self.conn and error:
                with explained(self.conn):
                    raise error
        finally:
            self.close()


def run(connections: Connections, tenant: str | None = None, *, dry: bool = False) -> list[Line]:
    """Run one round for one tenant or for all of them.

    Return the report: what was done (or would be done), and what failed. A round that is stopped
    half-way leaves everything whole, and the next round continues there.
    """
    require_installed(connections.get())
    if tenant is not None:
        connections.get().execute("select hardal_private.require_tenant(%s)", (tenant,))
        return run_one(connections.get(tenant), tenant, dry=dry)
    report: list[Line] = []
    for name in tenants.names(connections.get()):
        with suppress(errors.InvalidSchemaName):  # the tenant was dropped meanwhile
            report += run_one(connections.get(name), name, dry=dry)
    if not dry:
        connections.get().execute("select hardal_private.record_url_use()")
    return report


def run_one(conn: Conn, tenant: str, *, dry: bool = False) -> list[Line]:
    """Run one round for one tenant."""
    if not dry:
        _detach(conn, tenant)
    return _maintain_tenant(conn, tenant, dry=dry)


def make_views(conn: Conn, tenant: str) -> list[Line]:
    """Run the steps that make typed views, from all events of the tenant."""
    require_installed(conn)
    conn.execute("select hardal_private.refresh_views(%s)", (tenant,))
    return _maintain_tenant(conn, tenant, steps=["want_event_views", "make_event_views"])


def rebuild(conn: Conn, tenant: str) -> None:
    """Discard a tenant's rollups. Every number is counted live until the next round rolls up."""
    require_installed(conn)
    conn.execute("select hardal_private.discard_rollups(%s)", (tenant,))


def forever(
    connect: Callable[[], Conn],
    every: float,
    tenant: str | None,
    told: Callable[[list[Line]], None],
    lost: Callable[[psycopg.Error | Exception, float], None],
) -> None:
    """Run a round every `every` seconds. A lost connection is made anew after a growing pause."""
    pause = 1.0
    with Connections(connect) as connections:
        while True:
            try:
                told(run(connections, tenant))
            except Exception as error:
                conn = connections.conn
                if (conn and not conn.broken) or isinstance(
                    error.__cause__, psycopg.ProgrammingError
                ):
                    raise  # a retry would not help: hardal is not installed, or the DSN is wrong
                connections.close()
                lost(error, pause)
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = 1.0
                time.sleep(every)


def _maintain_tenant(
    conn: Conn, tenant: str, *, dry: bool = False, steps: list[str] | None = None
) -> list[Line]:
    row = conn.execute(
        "call hardal_private.maintain_tenant(%s, %s, '[]', %s)", (tenant, dry, steps)
    ).fetchone()
    assert row
    return list(row["report"])


def _detach(conn: Conn, tenant: str) -> None:
    """Detach expired partitions CONCURRENTLY, which no procedure can do.

    This form waits for the partition's readers and blocks nobody meanwhile. A partition that cannot
    be detached in time is left to the procedure, in this round or the next.
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
                errors.InvalidSchemaName,
            ):
                pass
    finally:
        if not conn.broken:
            conn.execute("set lock_timeout = 0")
            conn.execute("set role none")
