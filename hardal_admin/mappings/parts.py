"""Parts of a mapping: the event, its id, its time and its client."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

import simplejson

from hardal_admin.bulk.row_ids import derived

Json: TypeAlias = dict[str, Any]

_EPOCH = datetime(1970, 1, 1)


def make_event(
    system: str, row: Json, *, used: tuple[str, ...], properties: Any, **fields: Any
) -> Json:
    """Return an event of these fields. Values of the row that are not `used` go below $system."""
    rest = {name: value for name, value in row.items() if name not in used and value is not None}
    own = properties if isinstance(properties, dict) else {}
    if f"${system}" in own:  # the event has a property of that name
        rest["properties"] = own
    return {name: value for name, value in fields.items() if value is not None} | {
        "properties": own | {f"${system}": rest}
    }


def first(*values: Any) -> Any:
    """Return the first value that is not empty. A number becomes text, because ids are text."""
    said = next((value for value in values if value not in (None, "")), None)
    return said if (text := text_of(said)) is None else text


def text_of(value: Any) -> str | None:
    """Return the text of an id that is text or a number. Every other value has none."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if is_text else None


def units_of(value: Any) -> Decimal | None:
    """Return a time that is counted after 1970, from a number or its text, or None."""
    text = text_of(value)
    if text is None or len(text) >= 40 or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return None
    units = Decimal(text)
    return units if abs(units) < 10**18 or isinstance(value, str) else None


def id_of(system: str, row: Json, *parts: Any) -> str:
    """Return the event's id.

    The id is the system's own where that is one UUID. Otherwise it is derived from `parts`, or
    from the whole row where the last of the parts is empty, or neither text nor a number.
    """
    if not parts or text_of(parts[-1]) in (None, ""):
        return derived(system, simplejson.dumps(row, sort_keys=True, default=str))
    if len(parts) == 1 and _is_uuid(parts[0]):
        return str(parts[0])
    return derived(system, *(str(text_of(part)) for part in parts))


def _is_uuid(value: Any) -> bool:
    try:
        return bool(str(UUID(value)) == value.lower())
    except (ValueError, AttributeError, TypeError):
        return False


def epoch(value: Any, per_second: int, zone: tzinfo = UTC) -> Any:
    """Return the time that many units after 1970, by the clocks of a zone.

    A value that is no number stays as it is. The database rejects it.
    """
    units = units_of(value)
    if units is None:
        return value
    try:
        micros = int(units * 1_000_000 / per_second)
        return (
            (_EPOCH + timedelta(microseconds=micros))
            .replace(tzinfo=zone)
            .astimezone(UTC)
            .isoformat()
        )
    except ArithmeticError:
        return value


def read(value: Any) -> Any:
    """Return the value of JSON text. Parquet files hold objects as text."""
    if isinstance(value, str):
        try:
            return simplejson.loads(value, use_decimal=True)
        except (ValueError, RecursionError):
            return value
    return value
