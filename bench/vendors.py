"""The benchmarks' events in the forms that other systems' SDKs send."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from hardal_admin.mappings import amplitude, mixpanel, posthog, segment

Event = dict[str, Any]


@dataclass(frozen=True)
class Vendor:
    """A door, the form of an event, the form of a batch, and what the door makes of an event."""

    door: str
    row: Callable[[Event], Event]
    batch: Callable[[list[Event]], bytes]
    event: Callable[[Event], Event]

    def body(self, events: list[Event]) -> bytes:
        return self.batch([self.row(event) for event in events])

    def events(self, events: list[Event]) -> bytes:
        return json.dumps({"events": [self.event(self.row(event)) for event in events]}).encode()


def _segment(event: Event) -> Event:
    return {
        "type": "track",
        "event": event["event_name"],
        "userId": event["client_id"],
        "anonymousId": None,
        "messageId": event["id"],
        "timestamp": event["created_at"],
        "properties": event["properties"],
        "integrations": {},
        "context": {"library": {"name": "analytics-python", "version": "2.4.0"}},
    }


def _segment_node(event: Event) -> Event:
    return _segment(event) | {"messageId": f"node-next-1795692270855-{event['id']}"}


def _posthog(event: Event) -> Event:
    return {
        "event": event["event_name"],
        "distinct_id": event["client_id"],
        "uuid": event["id"],
        "timestamp": event["created_at"],
        "properties": event["properties"] | {"$lib": "posthog-python", "$lib_version": "7.91.1"},
    }


def _mixpanel(event: Event) -> Event:
    return {
        "event": event["event_name"],
        "properties": event["properties"]
        | {
            "time": datetime.fromisoformat(event["created_at"]).timestamp(),
            "distinct_id": event["client_id"],
            "$insert_id": event["id"].replace("-", ""),
            "mp_lib": "python",
        },
    }


def _amplitude(event: Event) -> Event:
    return {
        "event_type": event["event_name"],
        "user_id": event["client_id"],
        "insert_id": event["id"],
        "time": int(datetime.fromisoformat(event["created_at"]).timestamp() * 1000),
        "event_properties": event["properties"],
        "library": "amplitude-python/1.3.0",
    }


def _packed(schema: str, data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps({"schema": schema, "data": data}).encode()).decode()


def _snowplow(event: Event) -> Event:
    order = {"schema": "iglu:org.example/purchase/jsonschema/1-0-0", "data": event["properties"]}
    return {
        "e": "ue",
        "eid": event["id"],
        "uid": event["client_id"],
        "dtm": str(int(datetime.fromisoformat(event["created_at"]).timestamp() * 1000)),
        "tv": "py-1.1.0",
        "ue_px": _packed("iglu:com.snowplowanalytics.snowplow/unstruct_event", order),
    }


def _snowplow_event(row: Event) -> Event:
    order = json.loads(base64.urlsafe_b64decode(row["ue_px"]))["data"]
    rest = {name: value for name, value in row.items() if name != "ue_px"}
    return {
        "id": row["eid"],
        "event_name": "purchase",
        "client_id": row["uid"],
        "created_at": datetime.fromtimestamp(int(row["dtm"]) / 1000).astimezone().isoformat(),
        "properties": order["data"] | {"$snowplow": rest | {"schema": order["schema"]}},
    }


def _in(name: str) -> Callable[[list[Event]], bytes]:
    return lambda rows: json.dumps({name: rows}).encode()


def _plain(rows: list[Event]) -> bytes:
    return json.dumps(rows).encode()


def _form(rows: list[Event]) -> bytes:
    return urlencode({"data": json.dumps(rows), "verbose": 1}).encode()


def identifying(links: str, events: list[Event]) -> bytes:
    """Return a batch of Segment's in which one event in 20 is an identify.

    `links`: each brings a `new` link of two ids, or a `known` one, or `none`.
    """
    rows = [_segment(event) for event in events]
    for row in rows[::20]:
        row |= {"type": "identify", "traits": row.pop("properties")}
        anonymous = row["messageId"] if links == "new" else row["messageId"][-2:]
        row |= {"userId": f"user {anonymous}", "event": None}
        if links != "none":
            row["anonymousId"] = f"anonymous {anonymous}"
    return _in("batch")(rows)


VENDORS = {
    "Segment": Vendor("segment", _segment, _in("batch"), segment.event),
    "Segment, ids of Node": Vendor("segment", _segment_node, _in("batch"), segment.event),
    "PostHog": Vendor("posthog", _posthog, _in("batch"), posthog.event),
    "Mixpanel, JSON": Vendor("mixpanel", _mixpanel, _plain, mixpanel.event),
    "Mixpanel, form": Vendor("mixpanel", _mixpanel, _form, mixpanel.event),
    "Amplitude": Vendor("amplitude", _amplitude, _in("events"), amplitude.event),
    "Snowplow": Vendor("snowplow", _snowplow, _in("data"), _snowplow_event),
}
