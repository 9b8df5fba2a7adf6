"""Mixpanel: the raw export API, as NDJSON.

hardal_private.mixpanel_events maps the events of SDKs in the same way.

Its time is in seconds after 1970, or in milliseconds with time_in_ms. The time is in UTC. Older
projects have the local time of the project's time zone.
"""

from datetime import UTC, tzinfo
from decimal import Decimal
from math import floor

from hardal_admin.mappings.parts import Json, epoch, first, id_of, make_event, units_of

# A larger number is milliseconds: as seconds this is the year 5138, as milliseconds 1973.
MILLISECONDS = 100_000_000_000


def event(row: Json, zone: tzinfo = UTC) -> Json:
    said = row.get("properties")
    properties: Json = said if isinstance(said, dict) else {}
    time, client = properties.get("time"), properties.get("distinct_id")
    in_ms = isinstance(time, int | Decimal) and time >= MILLISECONDS
    units = units_of(time)
    seconds = time if units is None else floor(units / (1000 if in_ms else 1))
    return make_event(
        "mixpanel",
        {"time": time, "distinct_id": client} | row,
        used=("event", *(["properties"] if properties is said else [])),
        # Mixpanel itself distinguishes events by these four. SDKs send fractions of a second,
        # which some exports leave out.
        id=id_of("mixpanel", row, row.get("event"), seconds, client, properties.get("$insert_id")),
        event_name=row.get("event"),
        client_id=first(client),
        properties={
            name: value for name, value in properties.items() if name not in ("time", "distinct_id")
        },
        created_at=epoch(time, 1000 if in_ms else 1, zone),
    )
