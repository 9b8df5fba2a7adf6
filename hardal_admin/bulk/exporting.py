"""Export of events: one day after another, in the order of time, all from one snapshot."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from psycopg import IsolationLevel, sql

from hardal_admin.bulk import FIELDS, streams
from hardal_admin.bulk.copy_out import TIMES, Query, Write
from hardal_admin.bulk.formats import csv, ndjson, parquet
from hardal_admin.database import Conn, require_installed
from hardal_admin.errors import Refused

DAY = timedelta(days=1)


@dataclass
class Selection:
    """The events to export. `since` or `until` None is no bound. Empty `names` are all names."""

    since: datetime | None = None
    until: datetime | None = None
    names: list[str] = field(default_factory=list)


@dataclass
class Target:
    """A file to write, or with `by_day` a folder with one file for each day. None is stdout."""

    path: Path | None
    form: str
    compression: str | None = None
    by_day: bool = False
    force: bool = False

    def file(self, day: date) -> Path:
        assert self.path
        suffix = next((s for s, name in streams.WRITTEN.items() if name == self.compression), "")
        return self.path / f"{day}.{self.form}{suffix}"


def export(
    conn: Conn,
    tenant: str,
    wanted: Selection,
    target: Target,
    begin: Callable[[int], None],
    advance: Callable[[int], None],
) -> dict[str, Any]:
    """Write the events. Return their number and the paths of the files.

    `begin` is told the number of days. `advance` is told the number of each day's events.
    """
    require_installed(conn)
    write = {"ndjson": ndjson.write, "csv": csv.write, "parquet": parquet.write}[target.form]
    if target.form == "parquet":
        parquet.pyarrow()
    conn.isolation_level, conn.read_only = IsolationLevel.REPEATABLE_READ, True
    with conn.transaction():
        conn.execute("select hardal_private.require_tenant(%s)", (tenant,))
        for setting in ("role hardal_owner", "timezone = 'UTC'", "client_encoding = 'UTF8'"):
            conn.execute(f"set local {setting}")
        days = _days(conn, tenant, wanted)
        begin(len(days))
        if target.by_day:
            return _each_day(conn, tenant, wanted, target, days, write, advance)
        total = 0
        with (
            streams.created(target.path, target.compression, force=target.force) as stream,
            write(stream) as copy,
        ):
            for day in days:
                count = copy(conn, _query(tenant, wanted, day))
                total += count
                advance(count)
    return {"events": total, "files": [str(target.path)] if target.path else []}


def _each_day(
    conn: Conn,
    tenant: str,
    wanted: Selection,
    target: Target,
    days: list[date],
    write: Write,
    advance: Callable[[int], None],
) -> dict[str, Any]:
    """Write one file for each day that has events."""
    assert target.path
    target.path.mkdir(exist_ok=True)
    if not target.force and any(not file.name.startswith(".") for file in target.path.iterdir()):
        raise Refused(
            f"{target.path} is not empty",
            "name a new folder, or give --force to replace files of its days",
        )
    total, files = 0, []
    for day in days:
        if not _any(conn, tenant, wanted, day):
            advance(0)
            continue
        path = target.file(day)
        with (
            streams.created(path, target.compression, force=target.force) as stream,
            write(stream) as copy,
        ):
            count = copy(conn, _query(tenant, wanted, day))
        total += count
        files.append(str(path))
        advance(count)
    return {"events": total, "files": files}


def _days(conn: Conn, tenant: str, wanted: Selection) -> list[date]:
    """Return every day from the oldest selected event to the newest one."""
    row = conn.execute(
        sql.SQL(
            "select min(created_at) as oldest, max(created_at) as newest from {}.events"
        ).format(_store(tenant))
    ).fetchone()
    if not row or row["oldest"] is None:
        return []
    first = max(row["oldest"], wanted.since or row["oldest"]).astimezone(UTC).date()
    last = row["newest"].astimezone(UTC).date()
    if wanted.until:
        last = min(last, (wanted.until.astimezone(UTC) - timedelta(microseconds=1)).date())
    return [first + DAY * number for number in range((last - first).days + 1)]


def _store(tenant: str) -> sql.Identifier:
    return sql.Identifier(f"{tenant}__store")


def _any(conn: Conn, tenant: str, wanted: Selection, day: date) -> bool:
    row = conn.execute(
        sql.SQL("select exists (select from {} where {}) as found").format(
            *_source(tenant, wanted, day)
        )
    ).fetchone()
    return bool(row and row["found"])


def _source(tenant: str, wanted: Selection, day: date) -> tuple[sql.Composed, sql.Composed]:
    """Return the table, and the condition for one day's events."""
    begin = datetime.combine(day, time(), UTC)
    bounds = [max(begin, wanted.since or begin), min(begin + DAY, wanted.until or begin + DAY)]
    condition = sql.SQL("e.created_at >= {} and e.created_at < {}").format(
        *map(sql.Literal, bounds)
    )
    if wanted.names:
        condition += sql.SQL(" and e.event_name = any({})").format(sql.Literal(wanted.names))
    return sql.SQL("{}.events as e").format(_store(tenant)), condition


def _query(tenant: str, wanted: Selection, day: date) -> Query:
    """Return the query of one day's events in the order of time."""

    def query(times: str) -> sql.Composed:
        columns = ", ".join(
            f"{times.format(f'e.{name}')} as {name}" if name in TIMES else f"e.{name}"
            for name in FIELDS
        )
        return sql.SQL("select {} from {} where {} order by e.created_at, e.id").format(
            sql.SQL(columns), *_source(tenant, wanted, day)
        )

    return query
