"""PostHog: the events model of a batch export, as NDJSON or Parquet.

hardal_private.posthog_events maps the events of SDKs in the same way.
"""

from hardal_admin.mappings.parts import Json, first, id_of, make_event, read


def event(row: Json) -> Json:
    row = row | {
        name: read(row[name]) for name in ("properties", "person_properties") if name in row
    }
    said = row.get("properties")
    properties: Json = said if isinstance(said, dict) else {}
    # As in PostHog itself, these two belong into the properties.
    moved = {name: row[name] for name in ("$set", "$set_once") if isinstance(row.get(name), dict)}
    # SDKs make up the distinct_id of a group.
    is_group = row.get("event") == "$groupidentify"
    return make_event(
        "posthog",
        row,
        used=("event", "timestamp", *(["properties"] if properties is said else []), *moved),
        id=id_of("posthog", row, first(row.get("uuid"), row.get("messageId"))),
        event_name=row.get("event"),
        client_id=None
        if is_group
        else first(row.get("distinct_id"), properties.get("distinct_id")),
        properties=properties | moved,
        created_at=row.get("timestamp"),
    )
