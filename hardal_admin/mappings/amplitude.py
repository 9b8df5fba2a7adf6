"""Amplitude: the export API, a zip archive of gzipped JSON lines, or those files."""

from hardal_admin.mappings.parts import Json, first, id_of
from hardal_admin.mappings.parts import event as made


def event(row: Json) -> Json:
    properties = row.get("event_properties")
    return made(
        "amplitude",
        row,
        used=(
            "event_type",
            "event_time",
            *(["event_properties"] if isinstance(properties, dict) else []),
        ),
        id=id_of("amplitude", row, row.get("uuid")),
        event_name=row.get("event_type"),
        client_id=first(row.get("user_id"), row.get("device_id")),
        properties=properties,
        created_at=row.get("event_time"),
    )
