"""What other systems export, as events: a file a system. Each maps a row (a JSON object) to an event, and refuses
nothing: a row that makes no event is refused by the rules, and kept in quarantine.

The event's own properties stand at the top of properties; all else that the row says, under the system's name, such as
$segment.
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
    if not time_zone:
        return MAPPINGS[system]
    try:
        return partial(mixpanel.event, zone=ZoneInfo(time_zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refused(
            f"there is no time zone {time_zone!r}", "write it like Europe/Istanbul"
        ) from error
