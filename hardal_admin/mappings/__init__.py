"""Rows of other systems' exports as events: one module for each system.

A mapping turns a row (a JSON object) into an event and refuses nothing. The database's rules reject
a row that makes no valid event, and the quarantine keeps it.

The event's own properties stand at the top of `properties`. All other values of the row stand below
the system's name, such as $segment.
"""

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardal_admin.errors import Refused
from hardal_admin.mappings import amplitude, ga4, mixpanel, posthog, segment
from hardal_admin.mappings.parts import Json

MAPPINGS: dict[str, Callable[[Json], Json]] = {
    "segment": segment.event,
    "posthog": posthog.event,
    "mixpanel": mixpanel.event,
    "amplitude": amplitude.event,
    "ga4": ga4.event,
}


def mapping(system: str, time_zone: str | None = None) -> Callable[[Json], Json]:
    """Return the mapping of a system. Only Mixpanel's takes a time zone."""
    if not time_zone:
        return MAPPINGS[system]
    try:
        return partial(mixpanel.event, zone=ZoneInfo(time_zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refused(
            f"there is no time zone {time_zone!r}", "write it like Europe/Istanbul"
        ) from error
