"""COPY from PostgreSQL to a stream, for the formats that export writes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import BinaryIO, TypeAlias

from psycopg import sql

from hardal_admin.database import Conn

TIMES = ("created_at", "received_at")

# Returns the query of one day's events. The argument is the SQL expression for a time, with {} in
# place of the column.
Query: TypeAlias = Callable[[str], sql.Composed]

# Writes the events of a query to the file, and returns their number.
Copy: TypeAlias = Callable[[Conn, Query], int]

# Opens a file of one format on a stream. The file is complete at the end of the context.
Write: TypeAlias = Callable[[BinaryIO], AbstractContextManager[Copy]]


def copy_out(conn: Conn, statement: sql.Composed, stream: BinaryIO) -> int:
    """Write COPY's output to the stream as it is. Return the number of rows."""
    with conn.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for data in copy:
                stream.write(data)
        return cursor.rowcount
