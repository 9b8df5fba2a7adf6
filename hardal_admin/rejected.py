"""A tenant's quarantine: rejected events are found, replayed and discarded.

Functions of the tenant's store do the work.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from hardal_admin.database import Conn, require_installed

CHUNK = 1000


@dataclass
class Filter:
    """The filters that choose rejected events. None is no filter."""

    code: str | None = None
    event_name: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    ids: list[UUID] = field(default_factory=list)

    @property
    def everything(self) -> bool:
        return self == Filter()


def find(conn: Conn, tenant: str, wanted: Filter, max_rows: int | None = None) -> list[DictRow]:
    with _as_owner(conn, tenant):
        return _call(
            conn,
            tenant,
            "select * from {}.find_rejected(%s, %s, %s, %s, %s::uuid[], %s)",
            wanted.code,
            wanted.event_name,
            wanted.since,
            wanted.until,
            wanted.ids or None,
            max_rows,
        )


def replay(
    conn: Conn, tenant: str, wanted: Filter, patch: dict[str, Any], advance: Callable[[int], None]
) -> dict[str, Any]:
    """Send the rejected events in again, CHUNK in each transaction. Return the counts and errors.

    A replay that was stopped half-way leaves the other rejected events as they were.
    """
    total: dict[str, Any] = {"accepted": 0, "duplicates": 0, "rejected": 0, "errors": []}
    for ids in _chunks(conn, tenant, wanted):
        with _as_owner(conn, tenant):
            (row,) = _call(
                conn, tenant, "select {}.replay_rejected(%s::uuid[], %s) as said", ids, Jsonb(patch)
            )
        for name, value in row["said"].items():
            total[name] += value
        advance(len(ids))
    return total


def discard(conn: Conn, tenant: str, wanted: Filter, advance: Callable[[int], None]) -> int:
    """Delete the rejected events for good. Return their number."""
    gone = 0
    for ids in _chunks(conn, tenant, wanted):
        with _as_owner(conn, tenant):
            (row,) = _call(conn, tenant, "select {}.discard_rejected(%s::uuid[]) as gone", ids)
        gone += row["gone"]
        advance(len(ids))
    return gone


def _chunks(conn: Conn, tenant: str, wanted: Filter) -> Iterator[list[UUID]]:
    ids = [row["rejected_id"] for row in find(conn, tenant, wanted)]
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


@contextmanager
def _as_owner(conn: Conn, tenant: str) -> Iterator[None]:
    """Open a transaction as hardal_owner: a replay may have to make partitions."""
    require_installed(conn)
    with conn.transaction():
        conn.execute("select hardal_private.require_tenant(%s)", (tenant,))
        conn.execute("set local role hardal_owner")
        conn.execute("set local lock_timeout = '5s'")
        yield


def _call(conn: Conn, tenant: str, query: str, *args: object) -> list[DictRow]:
    return conn.execute(sql.SQL(query).format(sql.Identifier(f"{tenant}__store")), args).fetchall()
