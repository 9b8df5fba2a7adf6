"""NDJSON: one JSON object on each line."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from psycopg import sql

from hardal_admin.bulk.copy_out import Copy, Query, copy_out
from hardal_admin.bulk.formats import MAX_LINE, Row
from hardal_admin.database import Conn
from hardal_admin.errors import Refused

# Bytes that are sent of a line longer than MAX_LINE. The database rejects the truncated line.
TRUNCATED = 8192

# COPY's CSV leaves JSON text unchanged, because JSON holds neither this quote nor this delimiter.
UNCHANGED = "format csv, quote e'\\x01', delimiter e'\\x02'"


def read(stream: io.BufferedReader) -> Iterator[Row]:
    """Yield the lines that are not empty, as they are: the database parses them.

    Raise Refused where the file holds JSON over several lines.
    """
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            while part := stream.readline(MAX_LINE):
                if part.endswith(b"\n"):
                    break
            line = line[:TRUNCATED]
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip() == b"{" or line.lstrip()[:1] == b"[":
                raise Refused(
                    "it is JSON over several lines, not NDJSON",
                    "jq -c '.[]?' FILE makes an event a line",
                )
        line = line.strip(b" \t\r\n")
        if line:
            yield number, line


@contextmanager
def write(stream: BinaryIO) -> Iterator[Copy]:
    def copy(conn: Conn, query: Query) -> int:
        statement = sql.SQL("copy (select row_to_json(e) from ({}) as e) to stdout ({})")
        return copy_out(conn, statement.format(query("{}"), sql.SQL(UNCHANGED)), stream)

    yield copy
