"""What the mappings share."""

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

import simplejson

from hardal_admin.bulk.row_ids import derived

Json: TypeAlias = dict[str, Any]

_EPOCH = datetime(1970, 1, 1)


def event(system: str, row: Json, *, used: tuple[str, ...], properties: Any, **fields: Any) -> Json:
    """An event of these fields; what the row says besides what is used stands under the system's name."""
    rest = {name: value for name, value in row.items() if name not in used and value is not None}
    own = properties if isinstance(properties, dict) else {}
    if f"${system}" in own:  # its own property of that name
        rest["properties"] = own
    return {name: value for name, value in fields.items() if value is not None} | {
        "properties": own | {f"${system}": rest}
    }


def first(*values: Any) -> Any:
    """The first that says something; a number as text, because ids are text."""
    said = next((value for value in values if value not in (None, "")), None)
    return str(said) if isinstance(said, int | Decimal) and not isinstance(said, bool) else said


def id_of(system: str, row: Json, *parts: Any) -> str:
    """The event's id: what the system gave, where it is a UUID; else one made from it; else one from the whole row."""
    if not parts or parts[-1] in (None, ""):
        return derived(system, simplejson.dumps(row, sort_keys=True, default=str))
    if len(parts) == 1 and _is_uuid(parts[0]):
        return str(parts[0])
    return derived(system, *map(str, parts))


def _is_uuid(value: Any) -> bool:
    try:
        return bool(str(UUID(value)) == value.lower())
    except (ValueError, AttributeError, TypeError):
        return False


def epoch(value: Any, per_second: int, zone: tzinfo = UTC) -> Any:
    """The time so many units after 1970 by the clocks of a zone; what is no number stays, to be refused."""
    try:
        micros = int(Decimal(value) * 1_000_000 / per_second)
        return (
            (_EPOCH + timedelta(microseconds=micros))
            .replace(tzinfo=zone)
            .astimezone(UTC)
            .isoformat()
        )
    except (ArithmeticError, ValueError, TypeError):
        return value


def read(value: Any) -> Any:
    """JSON that is kept as text, as Parquet does."""
    if isinstance(value, str):
        try:
            return simplejson.loads(value, use_decimal=True)
        except (ValueError, RecursionError):
            return value
    return value
