"""PostHog: the events model of a batch export, as NDJSON or Parquet."""

from hardal_admin.mappings.parts import Json, first, id_of, make_event, read


def event(row: Json) -> Json:
    row = row | {
        name: read(row[name]) for name in ("properties", "person_properties") if name in row
    }
    return make_event(
        "posthog",
        row,
        used=(
            "event",
            "timestamp",
            *(["properties"] if isinstance(row.get("properties"), dict) else []),
        ),
        id=id_of("posthog", row, row.get("uuid")),
        event_name=row.get("event"),
        client_id=first(row.get("distinct_id")),
        properties=row.get("properties"),
        created_at=row.get("timestamp"),
    )
