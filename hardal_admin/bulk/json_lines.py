"""Rows as lines of JSON."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import simplejson

# turns a row of another system into an event (see hardal_admin.mappings)
Mapping = Callable[[dict[str, Any]], dict[str, Any]]


def _text(value: Any) -> Any:
    match value:
        case datetime():
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
        case bytes():
            # The database rejects a row whose bytes are no text.
            return value.decode(errors="surrogateescape")
        case Exception():  # a value that a file's reader could not hold
            raise value
        case _:
            return str(value)


# NaN and Infinity are written as such: they are no JSON, so the database rejects their row alone.
encode = simplejson.JSONEncoder(
    ensure_ascii=False,
    default=_text,
    use_decimal=True,
    allow_nan=True,
    encoding=None,  # type: ignore[arg-type]  # bytes go to _text
).encode


def dumps(value: Any) -> bytes:
    """Return the value as JSON in UTF-8. Bytes that are not UTF-8 stay as they were in the file."""
    return encode(value).encode(errors="surrogateescape")


def mapped(line: bytes, mapping: Mapping) -> bytes:
    """Return another system's row as an event.

    A line that is no JSON object, or that the mapping cannot read, stays as it is. The database
    rejects it.
    """
    try:
        row = simplejson.loads(line, use_decimal=True)
        return dumps(mapping(row)) if isinstance(row, dict) else line
    except Exception:  # whatever a row holds, it costs that row alone
        return line
