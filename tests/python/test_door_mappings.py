"""A live event and the same row in an import become the same event, value for value, id for id.

The doors map events in SQL, the import maps them in Python.
"""

import contextlib
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import simplejson

from hardal_admin.mappings import MAPPINGS
from tests.harness.databases import Database
from tests.harness.server import ROOT

FIXTURES = ROOT / "tests" / "fixtures"

UUID = "3292e6c2-c6f2-4802-afe8-f260ce694c3f"
ODD: dict[str, list[Any]] = {
    "segment": [
        {},
        {"type": "track", "event": "a", "messageId": UUID.upper(), "userId": 7},
        {"type": "track", "event": "a", "messageId": 12, "userId": "", "anonymousId": "x"},
        {"type": "track", "event": 5, "messageId": "", "userId": None, "anonymousId": None},
        {"type": "track", "event": "a", "messageId": "ş-1", "properties": {"$segment": 1, "b": 2}},
        {"type": "track", "event": "a", "messageId": "1", "properties": [1], "userId": {"a": 1}},
        {"type": "track", "event": "a", "messageId": "2", "timestamp": "", "receivedAt": "never"},
        {"type": "track", "event": "a", "messageId": "2", "sentAt": "2026-01-01T00:00:00Z"},
        {"type": "identify", "messageId": "3", "context": {"traits": {"plan": "pro"}}},
        {"type": "identify", "messageId": "3", "traits": None, "context": {"traits": 3}},
        {"type": "identify", "messageId": "3", "traits": {}, "context": {"traits": {"a": None}}},
        {"type": "group", "messageId": "4", "context": {"traits": {"plan": "pro"}}},
        {"type": "page", "messageId": True, "name": None, "properties": {"n": None}},
        {"type": None, "messageId": "5", "event": "x"},
        {"type": "track", "messageId": Decimal("1.7E+9"), "userId": Decimal("1E-7")},
        {"type": "track", "messageId": [], "timestamp": 0, "userId": Decimal("12.50")},
        {"type": "track", "messageId": {}, "timestamp": False, "receivedAt": []},
        {"type": 7, "messageId": "5", "originalTimestamp": "2026-01-01T00:00:00Z"},
    ],
    "posthog": [
        {},
        {"event": "a", "uuid": UUID, "distinct_id": 3, "timestamp": "2026-01-01T00:00:00.5Z"},
        {"event": "a", "messageId": "m-1", "properties": {"distinct_id": "d", "$posthog": {}}},
        {"event": "$set", "uuid": UUID, "$set": {"a": 1}, "$set_once": None},
        {"event": "$set", "uuid": UUID, "$set": {"a": 1}, "properties": {"$set": {"b": 2}}},
        {"event": "$set", "uuid": UUID, "$set": "no", "$set_once": {"c": 3}, "properties": 5},
        {"event": "$groupidentify", "uuid": UUID, "distinct_id": "made up"},
        {"event": ["a"], "uuid": "", "distinct_id": "", "timestamp": None, "options": {"x": None}},
    ],
    "mixpanel": [
        {},
        {"event": "a", "properties": {"time": 1795692252.9617574, "$insert_id": "i", "x": None}},
        {"event": "a", "properties": {"time": 1795692252961, "$insert_id": "i"}},
        {"event": "a", "properties": {"time": "1795692252", "distinct_id": 4, "$insert_id": 5}},
        {"event": "a", "properties": {"time": "soon", "distinct_id": "", "$insert_id": "i"}},
        {"event": "a", "properties": {"time": -1.5, "distinct_id": "d", "$insert_id": "i"}},
        {"event": None, "properties": {"time": 1e12, "distinct_id": None, "$insert_id": "i"}},
        {"event": "a", "properties": {"time": 1795692252, "$insert_id": "", "$mixpanel": 1}},
        {"event": "a", "properties": 3, "time": 5},
        {"event": "a", "properties": {"time": 300000000000000, "$insert_id": "i"}},
        {"event": True, "properties": {"time": True, "$insert_id": Decimal("1E+5")}},
        {"event": "a", "properties": {"time": "+5", "$insert_id": "i", "distinct_id": 1e16}},
        {"event": "a", "properties": {"time": "1e9", "$insert_id": True}},
        {"event": "a", "properties": {"time": Decimal("1.7E+9"), "$insert_id": "i"}},
    ],
    "amplitude": [
        {},
        {"event_type": "a", "insert_id": UUID, "time": 1764061200123, "user_id": ""},
        {"event_type": "a", "insert_id": "i-1", "time": "1764061200000", "event_time": ""},
        {"event_type": "a", "$insert_id": "i-1", "insert_id": "i-2", "uuid": UUID},
        {"event_type": "a", "uuid": UUID, "event_time": "2026-01-01 10:00:00.123000", "time": 5},
        {"event_type": "a", "insert_id": "i", "event_properties": {"$amplitude": {"a": 1}, "b": 2}},
        {"event_type": "a", "insert_id": "i", "event_properties": [], "groups": {"g": ["x"]}},
        {"event_type": {}, "insert_id": None, "time": None, "user_properties": {"$set": {}}},
        {"event_type": "a", "insert_id": "i", "time": 9e15},
        {"event_type": "a", "insert_id": "i", "time": True},
        {"event_type": "a", "insert_id": Decimal("1E+5"), "time": ".5"},
    ],
}  # fmt: skip


def captured(system: str) -> list[Any]:
    """Return the events in the captured requests of the system's SDKs."""
    found = []
    for path in (FIXTURES / "sdk").glob("*.json"):
        body = json.loads(path.read_text(), parse_float=Decimal)["body_json"] or {}
        key = "events" if system == "amplitude" else "batch"
        mine = {"segment": ("segment", "rudder", "jitsu")}.get(system, (system,))
        if any(name in path.name for name in mine):
            found += body.get(key, [body] if "messageId" in body else [])
    return found


def exported(system: str) -> list[Any]:
    lines = (FIXTURES / f"{system}.ndjson").read_text().splitlines()
    return [json.loads(line, parse_float=Decimal) for line in lines]


def comparable(event: Any) -> Any:
    """Return the event without members that are null, with its time as a time, its id lower."""
    event = {name: value for name, value in event.items() if value is not None}
    if "id" in event:
        event["id"] = event["id"].lower()
    with contextlib.suppress(KeyError, ValueError, TypeError):
        event["created_at"] = datetime.fromisoformat(event["created_at"])
    return event


def has_own_id(system: str, row: Any) -> bool:
    if system == "mixpanel":
        properties = row.get("properties")
        row = properties if isinstance(properties, dict) else {}
    names = ("messageId", "uuid", "$insert_id", "insert_id")
    first = next((row[name] for name in names if row.get(name) not in (None, "")), None)
    return isinstance(first, str | int | float | Decimal) and not isinstance(first, bool)


@pytest.mark.parametrize("system", ODD)
def test_a_live_event_is_what_an_import_of_it_is(database: Database, system: str) -> None:
    rows = ODD[system] + captured(system) + exported(system)
    assert len(rows) > len(ODD[system]) + (0 if system == "mixpanel" else 5)
    with psycopg.connect(database.dsn) as conn:
        row = conn.execute(
            f"select hardal_private.{system}_events(%s::jsonb)::text", (simplejson.dumps(rows),)
        ).fetchone()
    assert row
    live = json.loads(row[0], parse_float=Decimal)
    # read as the import reads a line
    again = [json.loads(simplejson.dumps(row), parse_float=Decimal) for row in rows]
    for source, event in zip(again, live, strict=True):
        wanted = comparable(MAPPINGS[system](source))
        got = comparable(event)
        if not has_own_id(system, source):
            assert "id" not in got, source
            del wanted["id"]
        assert got == wanted, source
