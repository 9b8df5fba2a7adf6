"""Segment: messages in the form of its S3 destinations and archives, as NDJSON.

hardal_private.segment_events maps the messages of SDKs in the same way.
"""

from hardal_admin.mappings.parts import Json, first, id_of, make_event


def event(row: Json) -> Json:
    kind = row.get("type")
    content = "traits" if kind in ("identify", "group") else "properties"
    own = row.get(content)
    has_own = isinstance(own, dict)
    if kind == "identify" and not has_own:  # rudder-sdk-python has the traits there
        context = row.get("context")
        own = context.get("traits") if isinstance(context, dict) else None
    times = ("timestamp", "originalTimestamp", "receivedAt")
    time = next((name for name in times if row.get(name) not in (None, "")), "sentAt")
    return make_event(
        "segment",
        row,
        used=("event", time, *([content] if has_own else [])),
        id=id_of("segment", row, row.get("messageId")),
        event_name=row.get("event") if kind == "track" else kind,
        client_id=first(row.get("userId"), row.get("anonymousId")),
        properties=own,
        created_at=row.get(time),
    )
