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
            return value.decode(errors="replace")
        case _:
            return str(value)


encode = simplejson.JSONEncoder(ensure_ascii=False, default=_text, use_decimal=True).encode


def dumps(value: Any) -> bytes:
    """Return the value as JSON in UTF-8. Bytes that are not UTF-8 stay as they were in the file."""
    return encode(value).encode(errors="surrogateescape")


def mapped(line: bytes, mapping: Mapping) -> bytes:
    """Return another system's row as an event.

    A line that is no JSON object stays as it is. The database rejects it.
    """
    try:
        row = simplejson.loads(line, use_decimal=True)
        return dumps(mapping(row)) if isinstance(row, dict) else line
    except (ValueError, RecursionError):
        return line
