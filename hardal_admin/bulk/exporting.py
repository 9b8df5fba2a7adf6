"""Events out: a day at a time, in the order of time, all from one snapshot."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from psycopg import IsolationLevel, sql

from hardal_admin.bulk import FIELDS, streams
from hardal_admin.bulk.parquet import pyarrow
from hardal_admin.database import Conn, require_installed
from hardal_admin.errors import Refused

# a row group of Parquet is held in memory: so many rows, or so many characters of properties
ROW_GROUP, ROW_GROUP_SIZE = 50_000, 64 << 20
DAY = timedelta(days=1)

_TIME = "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_MICROSECONDS = "(extract(epoch from {}) * 1000000)::bigint"
_TIMES = ("created_at", "received_at")

# COPY's CSV with a quote and a delimiter that no JSON text holds leaves the text as it is
_AS_IT_IS = "format csv, quote e'\\x01', delimiter e'\\x02'"


@dataclass
class Selection:
    """Which events; None is no bound, and no names are all names."""

    since: datetime | None = None
    until: datetime | None = None
    names: list[str] = field(default_factory=list)


@dataclass
class Target:
    """Where they go: a file, or a folder that gets a file a day; None is stdout."""

    path: Path | None
    form: str
    compression: str | None = None
    by_day: bool = False
    force: bool = False

    def file(self, day: date) -> Path:
        assert self.path
        suffix = next((s for s, name in streams.SUFFIXES.items() if name == self.compression), "")
        return self.path / f"{day}.{self.form}{suffix}"


def export(
    conn: Conn,
    tenant: str,
    wanted: Selection,
    target: Target,
    begin: Callable[[int], None],
    advance: Callable[[int], None],
) -> dict[str, Any]:
    """Write them; returns how many, and the files. begin is told the number of days, advance each day's events."""
    require_installed(conn)
    write = {"ndjson": _ndjson, "csv": _csv, "parquet": _parquet}[target.form]
    if target.form == "parquet":
        pyarrow()
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
    write: Any,
    advance: Callable[[int], None],
) -> dict[str, Any]:
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
    """The table, and the condition for one day's events."""
    begin = datetime.combine(day, time(), UTC)
    bounds = [max(begin, wanted.since or begin), min(begin + DAY, wanted.until or begin + DAY)]
    condition = sql.SQL("e.created_at >= {} and e.created_at < {}").format(
        *map(sql.Literal, bounds)
    )
    if wanted.names:
        condition += sql.SQL(" and e.event_name = any({})").format(sql.Literal(wanted.names))
    return sql.SQL("{}.events as e").format(_store(tenant)), condition


def _query(tenant: str, wanted: Selection, day: date) -> Callable[[str], sql.Composed]:
    """A day's events in the order of time, each time in this form."""

    def query(times: str) -> sql.Composed:
        columns = ", ".join(
            f"{times.format(f'e.{name}')} as {name}" if name in _TIMES else f"e.{name}"
            for name in FIELDS
        )
        return sql.SQL("select {} from {} where {} order by e.created_at, e.id").format(
            sql.SQL(columns), *_source(tenant, wanted, day)
        )

    return query


Query = Callable[[str], sql.Composed]
Copy = Callable[[Conn, Query], int]


@contextmanager
def _ndjson(stream: BinaryIO) -> Iterator[Copy]:
    def copy(conn: Conn, query: Query) -> int:
        statement = sql.SQL("copy (select row_to_json(e) from ({}) as e) to stdout ({})")
        return _copied(conn, statement.format(query("{}"), sql.SQL(_AS_IT_IS)), stream)

    yield copy


@contextmanager
def _csv(stream: BinaryIO) -> Iterator[Copy]:
    stream.write((",".join(FIELDS) + "\n").encode())
    yield lambda conn, query: _copied(
        conn, sql.SQL("copy ({}) to stdout (format csv)").format(query(_TIME)), stream
    )  # fmt: skip


def _copied(conn: Conn, statement: sql.Composed, stream: BinaryIO) -> int:
    with conn.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for data in copy:
                stream.write(data)
        return cursor.rowcount


@contextmanager
def _parquet(stream: BinaryIO) -> Iterator[Copy]:
    pa = pyarrow()
    types = [pa.timestamp("us", "UTC") if name in _TIMES else pa.string() for name in FIELDS]
    schema = pa.schema([
        pa.field(name, kind, nullable=name in ("hardal_server_request_id", "client_id"))
        for name, kind in zip(FIELDS, types, strict=True)
    ])  # fmt: skip
    waiting: list[tuple[Any, ...]] = []

    def flush() -> None:
        if waiting:
            columns = zip(*waiting, strict=True)
            arrays = [
                pa.array(values, pa.int64()).cast(kind)
                if pa.types.is_timestamp(kind)
                else pa.array(values, kind)
                for values, kind in zip(columns, types, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            waiting.clear()

    def copy(conn: Conn, query: Query) -> int:
        rows = sql.SQL("copy (select {} from ({}) as e) to stdout (format binary)").format(
            sql.SQL(
                ", ".join(f"e.{name}" if name in _TIMES else f"e.{name}::text" for name in FIELDS)
            ),
            query(_MICROSECONDS),
        )
        count = size = 0
        with conn.cursor().copy(rows) as source:
            source.set_types(["int8" if name in _TIMES else "text" for name in FIELDS])
            for row in source.rows():
                waiting.append(row)
                count += 1
                size += len(row[FIELDS.index("properties")])
                if len(waiting) == ROW_GROUP or size > ROW_GROUP_SIZE:
                    flush()
                    size = 0
        return count

    with ExitStack() as stack:
        writer = stack.enter_context(pa.parquet.ParquetWriter(stream, schema, compression="zstd"))
        yield copy
        flush()
