"""Spans of time as people write them: 90d, 12h, 60s."""

import re
from datetime import UTC, datetime, timedelta

from hardal_admin.errors import Refused

_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def parse(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})(ms|s|min|h|d|w)", text)
    if not match:
        raise Refused(f"{text!r} is no span of time", "write a number with s, min, h, d or w behind it, such as 90d")
    return int(match[1]) * _UNITS[match[2]]


def ahead(text: str) -> datetime:
    """The time that far from now."""
    span = parse(text)
    if not span:
        raise Refused(f"{text!r} is no time to live", "write a number with h, d or w behind it, such as 90d")
    try:
        return datetime.now(UTC).replace(microsecond=0) + span
    except OverflowError as error:
        raise Refused("it would outlive the calendar", "give it a shorter life, such as 365d") from error
