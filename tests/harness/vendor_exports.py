"""What a vendor's export has of the events that an SDK has sent: the same, and more fields."""

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from tests.harness.http_proxy import Passed

RECEIVED = datetime.now(UTC).isoformat()


def segment(sent: Iterable[Passed]) -> Iterator[dict[str, Any]]:
    for request in sent:
        for message in json.loads(request.body)["batch"]:
            time = message.get("timestamp") or message["originalTimestamp"]
            yield message | {
                "timestamp": time, "originalTimestamp": time, "receivedAt": RECEIVED,
                "version": 2, "channel": "server", "projectId": "p-1",
            }  # fmt: skip


def posthog(sent: Iterable[Passed]) -> Iterator[dict[str, Any]]:
    for request in sent:
        for event in json.loads(request.body)["batch"]:
            yield {
                "uuid": event["uuid"], "event": event["event"], "team_id": 1,
                "distinct_id": event.get("distinct_id"), "timestamp": event["timestamp"],
                "properties": event["properties"] | {"$ip": "192.0.2.1"},
                "person_id": str(uuid.uuid4()), "created_at": RECEIVED, "elements_chain": "",
            }  # fmt: skip


def mixpanel(sent: Iterable[Passed]) -> Iterator[dict[str, Any]]:
    """Yield the events alone: profiles and groups are not exported with them."""
    for request in sent:
        if not request.path.startswith(("/track", "/import")):
            continue
        event = json.loads(parse_qs(request.body.decode())["data"][0])
        properties = event["properties"]
        if "$insert_id" not in properties:
            continue
        del properties["token"]
        more = {"time": int(properties["time"]), "mp_processing_time_ms": 1795741829663}
        yield event | {"properties": properties | more}


def amplitude(sent: Iterable[Passed]) -> Iterator[dict[str, Any]]:
    for request in sent:
        for event in json.loads(request.body)["events"]:
            time = datetime.fromtimestamp(event.pop("time") / 1000, UTC)
            yield event | {
                "$insert_id": event.pop("insert_id"), "uuid": str(uuid.uuid4()),
                "event_time": time.strftime("%Y-%m-%d %H:%M:%S.%f"), "app": 1, "city": "Ankara",
                "server_upload_time": RECEIVED[:19].replace("T", " "),
            }  # fmt: skip


EXPORTS = {"segment": segment, "posthog": posthog, "mixpanel": mixpanel, "amplitude": amplitude}
