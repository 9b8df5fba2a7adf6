"""Mixpanel: the raw export API. Its time is in seconds (or milliseconds, with time_in_ms) after 1970: in UTC, or, as
older projects have it, by the clocks of the project's time zone.
"""

from datetime import UTC, tzinfo
from decimal import Decimal

from hardal_admin.mappings.parts import Json, epoch, first, id_of
from hardal_admin.mappings.parts import event as made

# in seconds it is the year 5138, in milliseconds 1973
MILLISECONDS = 100_000_000_000


def event(row: Json, zone: tzinfo = UTC) -> Json:
    said = row.get("properties")
    properties: Json = said if isinstance(said, dict) else {}
    time, who = properties.get("time"), properties.get("distinct_id")
    in_ms = isinstance(time, int | Decimal) and time >= MILLISECONDS
    return made(
        "mixpanel",
        {"time": time, "distinct_id": who} | row,
        used=("event", *(["properties"] if properties is said else [])),
        # what Mixpanel itself tells events apart by
        id=id_of("mixpanel", row, row.get("event"), time, who, properties.get("$insert_id")),
        event_name=row.get("event"),
        client_id=first(who),
        properties={
            name: value for name, value in properties.items() if name not in ("time", "distinct_id")
        },
        created_at=epoch(time, 1000 if in_ms else 1, zone),
    )
