"""Spans of time as users write them: 90d, 12h, 60s."""

import re
from datetime import UTC, datetime, timedelta

from hardal_admin.errors import Refused

LONGEST = timedelta(days=36525)
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def parse(text: str) -> timedelta:
    """Return the span. Raise Refused for other text and for spans over 100 years."""
    match = re.fullmatch(r"(\d{1,6})(ms|s|min|h|d|w)", text)
    if not match:
        raise Refused(
            f"{text!r} is no span of time",
            "write a number with s, min, h, d or w behind it, such as 90d",
        )
    span = int(match[1]) * _UNITS[match[2]]
    if span > LONGEST:
        raise Refused(f"{text!r} is longer than 100 years", "write a shorter one, such as 365d")
    return span


def milliseconds(text: str) -> int:
    return parse(text) // timedelta(milliseconds=1)


def months(text: str) -> int | None:
    """Return the months of a retention such as 13mo or 2y. None means unlimited."""
    match = re.fullmatch(r"(\d{1,4})(mo|y)", text)
    if text == "unlimited":
        return None
    if not match:
        raise Refused(
            f"{text!r} is no retention",
            "write 13mo, 2y or unlimited: whole months are kept or dropped",
        )
    return int(match[1]) * {"mo": 1, "y": 12}[match[2]]


def ahead(text: str, *, or_now: bool = False) -> datetime:
    """Return the time that lies a span from now. Raise Refused for 0s, except with `or_now`."""
    span = parse(text)
    if not span and not or_now:
        raise Refused(
            f"{text!r} is no time to live", "write a number with h, d or w behind it, such as 90d"
        )
    return datetime.now(UTC).replace(microsecond=0) + span
