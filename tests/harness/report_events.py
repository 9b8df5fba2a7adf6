"""Events at random for the models of the reports, their units, and filters of their properties."""

import random
import uuid
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings

from tests.harness.databases import Database

NAMES = ["signup", "purchase", "view"]
# in these weeks the clocks of the zones above change: 2025-10-05, 2025-10-26, 2025-11-02 and
# 2026-03-08
BEGINS = datetime(2025, 9, 28, tzinfo=UTC)
SPANS = [
    (BEGINS, 45),
    (datetime(2026, 3, 1, tzinfo=UTC), 14),
    # many events about a change of two hours
    (datetime(2025, 10, 26, tzinfo=UTC), 1),
]

# two of the clients are linked
PERSONS = {"c1": "c1", "c3": "c1"}
FILTERS: list[tuple[dict[str, Any], Any]] = [
    ({"n": {"gte": 2}}, lambda p: is_number(p.get("n")) and p["n"] >= 2),
    ({"plan": ["a", "b"]}, lambda p: p.get("plan") in ("a", "b")),
    ({"plan": None, "n": {"ne": 2}}, lambda p: p.get("plan") is None and p.get("n") != 2),
]


def often(max_examples: int) -> settings:
    """Settings of hypothesis for questions about one tenant, the same in each run."""
    return settings(
        max_examples=max_examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def store_persons(database: Database, tenant: str) -> None:
    """Store which client is which person."""
    with database.connect() as conn:
        conn.cursor().executemany(
            f"insert into {tenant}__store.identities values (%s, %s)", PERSONS.items()
        )


def at_of(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["created_at"])


def by_unit(events: list[dict[str, Any]], unit: str) -> dict[str, list[dict[str, Any]]]:
    """Return the events of each unit."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        own = unit_of(event, unit)
        if own is not None:
            found[own].append(event)
    return found


def some_events(count: int, seed: int, clients: int = 4) -> list[dict[str, Any]]:
    rnd = random.Random(seed)
    events = []
    for _ in range(count):
        begins, days = rnd.choice(SPANS)
        at = begins + timedelta(minutes=15 * rnd.randrange(days * 96))
        value = rnd.choice(["a", "b", "c", "", "10", None, {"deep": 1}])
        events.append(
            {
                "id": str(uuid.UUID(int=rnd.getrandbits(128))),
                "event_name": rnd.choice(NAMES),
                "created_at": at.isoformat(),
                "client_id": rnd.choice([*(f"c{n}" for n in range(1, clients + 1)), None]),
                "properties": rnd.choice([{}, {"plan": value}, {"plan": value}])
                | rnd.choice([{}, {"n": rnd.choice([1, 2, 2.5, -3, 1e3, "2", None])}])
                | rnd.choice([{}, {"account": rnd.choice(["x", "y", 7, None])}]),
            }
        )
    return events


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def unit_of(event: dict[str, Any], unit: str) -> str | None:
    client: str | None = event["client_id"]
    if unit == "client":
        return client
    if unit == "person":
        return PERSONS.get(client or "", client)
    value = event["properties"].get(unit)
    return None if value is None else str(value)


def text_of(value: Any) -> str | None:
    return '{"deep": 1}' if isinstance(value, dict) else value
