"""Amplitude: the zip archive of gzipped NDJSON that its export API answers with, or its files.

hardal_private.amplitude_events maps the events of SDKs in the same way. They have time and
insert_id where an export has event_time and $insert_id.
"""

from hardal_admin.mappings.parts import Json, epoch, first, id_of, make_event


def event(row: Json) -> Json:
    properties = row.get("event_properties")
    time = "time" if row.get("event_time") in (None, "") else "event_time"
    return make_event(
        "amplitude",
        row,
        used=(
            "event_type",
            time,
            *(["event_properties"] if isinstance(properties, dict) else []),
        ),
        # The client makes $insert_id and sends it again with a retry. Amplitude makes uuid.
        id=id_of("amplitude", row, first(*map(row.get, ("$insert_id", "insert_id", "uuid")))),
        event_name=row.get("event_type"),
        client_id=first(row.get("user_id"), row.get("device_id")),
        properties=properties,
        created_at=epoch(row.get("time"), 1000) if time == "time" else row.get("event_time"),
    )
