"""Segment: messages in the form of its S3 destinations and archives, as NDJSON."""

from hardal_admin.mappings.parts import Json, first, id_of, make_event


def event(row: Json) -> Json:
    kind = row.get("type")
    content = "traits" if kind in ("identify", "group") else "properties"
    time = next(
        (name for name in ("timestamp", "originalTimestamp", "receivedAt") if row.get(name)),
        "sentAt",
    )
    return make_event(
        "segment",
        row,
        used=("event", time, *([content] if isinstance(row.get(content), dict) else [])),
        id=id_of("segment", row, row.get("messageId")),
        event_name=row.get("event") if kind == "track" else kind,
        client_id=first(row.get("userId"), row.get("anonymousId")),
        properties=row.get(content),
        created_at=row.get(time),
    )
