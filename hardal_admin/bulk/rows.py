"""The rows of a file, each as a line of JSON. NDJSON passes through as it is: the database reads it, line by line."""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import simplejson

from hardal_admin.bulk import FIELDS, streams
from hardal_admin.bulk.parquet import pyarrow
from hardal_admin.errors import Refused

# more than any event may have; of a longer line only the beginning is sent, to be refused
MAX_LINE, BEGINNING = 128 << 20, 8192

Mapping = Callable[[dict[str, Any]], dict[str, Any]]


# its number (of its line in the file, or of the row in Parquet), and the line
Row = tuple[int, bytes]


@dataclass
class File:
    """A file to read; None is stdin."""

    path: Path | None
    form: str | None = None
    mapping: Mapping | None = None
    read: int = 0  # bytes, for the progress bar

    @property
    def name(self) -> str:
        return str(self.path) if self.path else "stdin"

    @property
    def seekable(self) -> bool:
        """Whether it can be read more than once: not stdin, not a pipe."""
        return self.path is not None and self.path.is_file()

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path else 0

    def check(self) -> None:
        """Refuse what can be seen to be wrong before anything is stored."""
        if self.seekable:
            for _ in self.rows():
                break
            self.read = 0

    def rows(self) -> Iterator[Row]:
        with self.path.open("rb") if self.path else nullcontext() as opened:
            file = cast(io.BufferedReader, opened or sys.stdin.buffer)
            last = 0
            try:
                for row in self._rows(file):
                    last = row[0]
                    yield row
            except streams.BROKEN as error:
                raise Refused(
                    f"{self.name} is cut short or broken after row {last}",
                    "import it again once it is whole",
                ) from error
            except Refused as error:
                raise Refused(f"{self.name}: {error.message}", error.hint) from error

    def _rows(self, file: io.BufferedReader) -> Iterator[Row]:
        magic = file.peek(4)[:4]
        form = self.form or self._form()
        if magic == b"PAR1" or form == "parquet":
            yield from self._parquet()
        elif magic == b"PK\x03\x04":
            yield from self._zip()
        else:
            stream = streams.plain(file)
            seekable, size = self.seekable, self.size
            source = {"csv": _csv, "ndjson": _ndjson}[form](stream)
            if form == "csv" and self.mapping:
                raise Refused("--from reads NDJSON and Parquet, not CSV")
            for count, (number, line) in enumerate(source):
                if seekable and count % 100 == 0:
                    self.read = file.tell()
                yield number, _mapped(line, self.mapping) if self.mapping else line
            self.read = size if seekable else 0

    def _form(self) -> str:
        suffixes = [
            s for s in (self.path.suffixes if self.path else []) if s not in streams.SUFFIXES
        ]
        return {".csv": "csv", ".parquet": "parquet"}.get(
            suffixes[-1].lower() if suffixes else "", "ndjson"
        )

    def _zip(self) -> Iterator[Row]:
        """An archive of files of NDJSON, such as Amplitude's."""
        if not self.seekable:
            raise Refused("a zip archive is not read from a pipe", "write it to a file first")
        assert self.path
        try:
            with zipfile.ZipFile(self.path) as archive:
                number = 0
                for info in sorted(archive.infolist(), key=lambda i: i.filename):
                    if info.is_dir():
                        continue
                    if not info.filename.endswith((".json", ".json.gz", ".ndjson", ".ndjson.gz")):
                        raise Refused(
                            f"{info.filename!r} in it is no NDJSON",
                            "its files must end in .json or .json.gz",
                        )
                    with archive.open(info) as member:
                        stream = streams.plain(io.BufferedReader(cast(io.RawIOBase, member)))
                        for number, (_, line) in enumerate(_ndjson(stream), number + 1):  # noqa: B020
                            yield number, _mapped(line, self.mapping) if self.mapping else line
                    self.read += info.compress_size
        except zipfile.BadZipFile as error:
            raise Refused(f"it is no zip archive that can be read: {error}") from error

    def _parquet(self) -> Iterator[Row]:
        if not self.seekable:
            raise Refused("Parquet is not read from a pipe", "write it to a file first")
        pa = pyarrow()
        try:
            file = pa.parquet.ParquetFile(self.path)
            if not self.mapping:
                _check_names(file.schema_arrow.names)
                _check_types(pa, file.schema_arrow)
            number = 0
            for batch in file.iter_batches(batch_size=1000):
                for number, line in enumerate(_parquet_lines(pa, batch, self.mapping), number + 1):  # noqa: B020
                    yield number, line
                self.read = self.size * number // max(file.metadata.num_rows, 1)
        except pa.ArrowException as error:
            raise Refused(
                f"it is no Parquet that can be read: {str(error).splitlines()[0]}"
            ) from error


def _text(value: Any) -> Any:
    match value:
        case datetime():
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
        case bytes():
            return value.decode(errors="replace")
        case _:
            return str(value)


_decoder = json.JSONDecoder()
_encoder = simplejson.JSONEncoder(ensure_ascii=False, default=_text, use_decimal=True)


def dumps(value: Any) -> bytes:
    return _encoder.encode(value).encode(errors="surrogateescape")


def _mapped(line: bytes, mapping: Mapping) -> bytes:
    """A vendor's row as an event. One that is no JSON object goes as it is, to be refused."""
    try:
        row = simplejson.loads(line, use_decimal=True)
        return dumps(mapping(row)) if isinstance(row, dict) else line
    except (ValueError, RecursionError):
        return line


def _ndjson(stream: io.BufferedReader) -> Iterator[Row]:
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            while part := stream.readline(MAX_LINE):
                if part.endswith(b"\n"):
                    break
            line = line[:BEGINNING]
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
            if line[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise Refused("it is UTF-16", "convert it to UTF-8 first")
            if line.strip() == b"{" or line.lstrip()[:1] == b"[":
                raise Refused(
                    "it is JSON over several lines, not NDJSON",
                    "jq -c '.[]?' FILE makes an event a line",
                )
        line = line.strip(b" \t\r\n")
        if line:
            yield number, line


def _csv(stream: io.BufferedReader) -> Iterator[Row]:
    """Columns are the event's fields by name; properties is JSON; an empty cell is an absent field."""
    csv.field_size_limit(MAX_LINE)
    reader = csv.reader(_text_lines(stream), strict=True)
    begin = 0
    try:
        names = next(reader, None)
        if names is None:
            return
        _check_names(names)
        event = _event({name: _writer(name) for name in names}, absent="")
        width = len(names)
        begin = reader.line_num
        for cells in reader:
            if cells:
                # a row with too few or too many cells goes as an array, to be refused
                yield begin + 1, event(cells) if len(cells) == width else dumps(cells)
            begin = reader.line_num
    except csv.Error as error:
        raise Refused(
            f"from line {begin + 1} it is no CSV: {error}", "is a quote left open?"
        ) from error


def _text_lines(stream: io.BufferedReader) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    while line := text.readline(MAX_LINE):
        yield line


def _event(
    fields: dict[str, Callable[[Any], str]], absent: str | None
) -> Callable[[Iterable[Any]], bytes]:
    """Makes a line of the values of these fields that are there, each written as it says: an encoder that has to look
    at each value takes three times as long."""
    written = [(f'"{name}": ', write) for name, write in fields.items()]

    def event(values: Iterable[Any]) -> bytes:
        there = [
            key + write(value)
            for (key, write), value in zip(written, values, strict=True)
            if value != absent
        ]
        return ("{" + ", ".join(there) + "}").encode(errors="surrogateescape")

    return event


def _writer(name: str) -> Callable[[str], str]:
    """What writes a field that is text in the file."""
    return _json if name == "properties" else quoted


def _json(text: str) -> str:
    """JSON as it is, so that numbers stay exact; a string where it is none, to be refused."""
    bare = text.strip(" \t\r\n")
    try:
        if _decoder.raw_decode(bare)[1] != len(bare):
            return quoted(text)
    except (ValueError, RecursionError):
        return quoted(text)
    # line ends in JSON are white space
    return text.replace("\r", " ").replace("\n", " ")


def _check_names(names: list[str]) -> None:
    unknown = [name for name in names if name not in FIELDS]
    if unknown:
        raise Refused(
            f"no field of an event: {', '.join(repr(name[:80]) for name in unknown[:10])}",
            f"the columns may be {', '.join(FIELDS)}; put others into properties",
        )
    if len(set(names)) < len(names):
        raise Refused("a column stands there twice")
    if "event_name" not in names:
        raise Refused("the column event_name is missing")


def _check_types(pa: Any, schema: Any) -> None:
    for column in schema:
        kind = getattr(column.type, "storage_type", column.type)  # of uuid and json
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)
        well = text or {
            "id": kind == pa.binary(16),
            "properties": pa.types.is_struct(kind),
            "created_at": pa.types.is_timestamp(kind),
            "received_at": pa.types.is_timestamp(kind),
        }.get(column.name, False)
        if not well:
            wanted = {"id": "string or uuid", "properties": "string (JSON) or struct"}.get(
                column.name, "timestamp or string" if column.name.endswith("_at") else "string"
            )
            raise Refused(f"the column {column.name} is {column.type}", f"it must be {wanted}")


def _parquet_lines(pa: Any, batch: Any, mapping: Mapping | None) -> Iterator[bytes]:
    """Rows of Parquet with times in UTC and microseconds."""
    columns = []
    for column in batch.columns:
        column = getattr(column, "storage", column)  # of uuid and json
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("us", "UTC" if column.type.tz else None), safe=False)
            column = pa.compute.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
        elif column.type == pa.binary(16):
            column = pa.array(
                [value and str(UUID(bytes=value)) for value in column.to_pylist()], pa.string()
            )
        columns.append(column)
    names = batch.schema.names
    event = _event(
        {
            name: _encoder.encode if pa.types.is_struct(column.type) else _writer(name)
            for name, column in zip(names, columns, strict=True)
        },
        absent=None,
    )
    for values in zip(*(column.to_pylist() for column in columns), strict=True):
        yield dumps(mapping(dict(zip(names, values, strict=True)))) if mapping else event(values)
