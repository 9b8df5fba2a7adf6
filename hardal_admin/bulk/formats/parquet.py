"""Parquet, by pyarrow. The package is large, so it is an extra of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from psycopg import sql

from hardal_admin.bulk import FIELDS
from hardal_admin.bulk.columns import line_maker, refuse_wrong_names, text_encoder
from hardal_admin.bulk.copy_out import TIMES, Copy, Query
from hardal_admin.bulk.formats import Row
from hardal_admin.bulk.json_lines import Mapping, dumps, encode
from hardal_admin.database import Conn
from hardal_admin.errors import Refused

# the most rows of a row group, and the most characters of their properties: memory holds one group
ROW_GROUP, ROW_GROUP_SIZE = 50_000, 64 << 20

MICROSECONDS = "(extract(epoch from {}) * 1000000)::bigint"


def pyarrow() -> Any:
    """Import and return pyarrow. Raise Refused where the extra is not installed."""
    try:
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError as error:
        raise Refused(
            "Parquet needs pyarrow, which is not installed", "pip install 'hardal[parquet]'"
        ) from error
    return pyarrow


def read(path: Path, mapping: Mapping | None, progress: Callable[[int], None]) -> Iterator[Row]:
    """Yield the rows. With a mapping, the columns may have any names and types.

    `progress` is told the number of bytes that are read, estimated from the number of rows.
    """
    pa = pyarrow()
    number, size = 0, path.stat().st_size
    try:
        file = pa.parquet.ParquetFile(path)
        if not mapping:
            refuse_wrong_names(file.schema_arrow.names)
            _refuse_wrong_types(pa, file.schema_arrow)
        for batch in file.iter_batches(batch_size=1000):
            for line in _lines(pa, batch, mapping):
                number += 1
                yield number, line
            progress(size * number // max(file.metadata.num_rows, 1))
    except pa.ArrowException as error:
        raise Refused(f"it is no Parquet that can be read: {str(error).splitlines()[0]}") from error


def _refuse_wrong_types(pa: Any, schema: Any) -> None:
    for column in schema:
        kind = _plain(pa, column.type)
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)
        fits = text or {
            "id": kind == pa.binary(16),
            "properties": pa.types.is_struct(kind) or pa.types.is_map(kind),
            "created_at": pa.types.is_timestamp(kind),
            "received_at": pa.types.is_timestamp(kind),
        }.get(column.name, False)
        if not fits:
            wanted = {"id": "string or uuid", "properties": "string (JSON), struct or map"}.get(
                column.name, "timestamp or string" if column.name.endswith("_at") else "string"
            )
            raise Refused(f"the column {column.name} is {column.type}", f"it must be {wanted}")


def _plain(pa: Any, kind: Any) -> Any:
    """Return the type of a column's values: uuid, json and dictionaries have another beside it."""
    if pa.types.is_dictionary(kind):
        return kind.value_type
    return getattr(kind, "storage_type", kind)


def _lines(pa: Any, batch: Any, mapping: Mapping | None) -> Iterator[bytes]:
    """Yield the rows of a batch as JSON, with times in UTC and microseconds.

    A row that cannot be written so becomes a line that is no JSON, which the database rejects.
    """
    columns = [_as_json_values(pa, column) for column in batch.columns]
    names = batch.schema.names
    event = line_maker(
        {
            name: encode if pa.types.is_nested(column.type) else text_encoder(name)
            for name, column in zip(names, columns, strict=True)
        },
        absent=None,
    )
    for values in zip(*(_values(pa, column) for column in columns), strict=True):
        try:
            yield (
                dumps(mapping(dict(zip(names, values, strict=True)))) if mapping else event(values)
            )
        except Exception as error:  # whatever a row holds, it costs that row alone
            line = f"unreadable: {error}: " + ", ".join(
                f"{name} {value}" for name, value in zip(names, values, strict=True)
            )
            yield " ".join(line.split()).encode(errors="backslashreplace")


def _values(pa: Any, column: Any) -> list[Any]:
    """Return a column as Python's values."""
    try:
        return list(column.to_pylist(maps_as_pydicts="strict"))
    except (ValueError, KeyError, OverflowError, pa.ArrowException):
        return [_value(pa, scalar) for scalar in column]


def _value(pa: Any, scalar: Any) -> Any:
    try:
        return scalar.as_py(maps_as_pydicts="strict")
    except (ValueError, KeyError, OverflowError, pa.ArrowException) as error:
        return error  # the encoder raises it


def _as_json_values(pa: Any, column: Any) -> Any:
    """Return the column with timestamps and UUIDs as text, and no time below a microsecond."""
    column = getattr(column, "storage", column)  # uuid and json have a storage
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        utc = column.cast(pa.timestamp("us", "UTC" if column.type.tz else None), safe=False)
        return pa.compute.strftime(utc, format="%Y-%m-%dT%H:%M:%SZ")
    if column.type == pa.binary(16):
        return pa.array(
            [value and str(UUID(bytes=value)) for value in column.to_pylist()], pa.string()
        )
    if pa.types.is_nested(column.type):
        return column.cast(_in_microseconds(pa, column.type), safe=False)
    return column


def _in_microseconds(pa: Any, kind: Any) -> Any:
    """Return a type with its nanoseconds, at any depth, as microseconds: Python has no others."""
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", kind.tz) if kind.unit == "ns" else kind
    if pa.types.is_duration(kind):
        return pa.duration("us") if kind.unit == "ns" else kind
    if pa.types.is_time64(kind):
        return pa.time64("us")
    if pa.types.is_struct(kind):
        return pa.struct([f.with_type(_in_microseconds(pa, f.type)) for f in kind])
    if pa.types.is_map(kind):
        return pa.map_(_in_microseconds(pa, kind.key_type), _in_microseconds(pa, kind.item_type))
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(_in_microseconds(pa, kind.value_type), kind.list_size)
    if pa.types.is_large_list(kind):
        return pa.large_list(_in_microseconds(pa, kind.value_type))
    if pa.types.is_list(kind):
        return pa.list_(_in_microseconds(pa, kind.value_type))
    return kind


@contextmanager
def write(stream: BinaryIO) -> Iterator[Copy]:
    pa = pyarrow()
    types = [pa.timestamp("us", "UTC") if name in TIMES else pa.string() for name in FIELDS]
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
                ", ".join(f"e.{name}" if name in TIMES else f"e.{name}::text" for name in FIELDS)
            ),
            query(MICROSECONDS),
        )
        count = size = 0
        with conn.cursor().copy(rows) as source:
            source.set_types(["int8" if name in TIMES else "text" for name in FIELDS])
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
