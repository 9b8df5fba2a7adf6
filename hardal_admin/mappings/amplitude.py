"""Amplitude: the zip archive of gzipped NDJSON that its export API answers with, or its files."""

from hardal_admin.mappings.parts import Json, first, id_of, make_event


def event(row: Json) -> Json:
    properties = row.get("event_properties")
    return make_event(
        "amplitude",
        row,
        used=(
            "event_type",
            "event_time",
            *(["event_properties"] if isinstance(properties, dict) else []),
        ),
        # The client makes $insert_id and sends it again with a retry. Amplitude makes uuid.
        id=id_of("amplitude", row, first(row.get("$insert_id"), row.get("uuid"))),
        event_name=row.get("event_type"),
        client_id=first(row.get("user_id"), row.get("device_id")),
        properties=properties,
        created_at=row.get("event_time"),
    )
