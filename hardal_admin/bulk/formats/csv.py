"""CSV with a header: each column is a field of an event, and `properties` holds JSON."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO

from psycopg import sql

from hardal_admin.bulk import FIELDS
from hardal_admin.bulk.columns import line_maker, refuse_wrong_names, text_encoder
from hardal_admin.bulk.copy_out import Copy, copy_out
from hardal_admin.bulk.formats import MAX_LINE, Row
from hardal_admin.bulk.json_lines import dumps
from hardal_admin.errors import Refused

TIME = "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


DELIMITERS = (",", ";", "\t", "|")


def read(stream: io.BufferedReader, delimiter: str | None) -> Iterator[Row]:
    """Yield the rows below the header. An empty cell is an absent field.

    Without a delimiter, it is the one of DELIMITERS that gives the header the names of fields.
    """
    csv.field_size_limit(MAX_LINE)
    lines = _text_lines(stream)
    header = next(lines, "")
    delimiter = delimiter or _delimiter(header)
    reader = csv.reader(chain([header] * bool(header), lines), strict=True, delimiter=delimiter)
    begin = 0
    try:
        names = next(reader, None)
        if names is None:
            return
        refuse_wrong_names(names)
        event = line_maker({name: text_encoder(name) for name in names}, absent="")
        width = len(names)
        begin = reader.line_num
        for cells in reader:
            if cells:
                # The database rejects a row with too few or too many cells, because it is an array.
                yield begin + 1, event(cells) if len(cells) == width else dumps(cells)
            begin = reader.line_num
    except csv.Error as error:
        raise Refused(
            f"from line {begin + 1} it is no CSV: {error}", "is a quote left open?"
        ) from error


def _delimiter(header: str) -> str:
    for delimiter in DELIMITERS:
        names = next(csv.reader([header], delimiter=delimiter), [])
        if "event_name" in names and set(names) <= set(FIELDS):
            return delimiter
    return DELIMITERS[0]


def _text_lines(stream: io.BufferedReader) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    while line := text.readline(MAX_LINE):
        yield line


@contextmanager
def write(stream: BinaryIO) -> Iterator[Copy]:
    stream.write((",".join(FIELDS) + "\n").encode())
    yield lambda conn, query: copy_out(
        conn, sql.SQL("copy ({}) to stdout (format csv)").format(query(TIME)), stream
    )  # fmt: skip
