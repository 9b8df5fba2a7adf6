"""A hostile tenant sends many invalid events, names and properties.

What hardal stores of it is bounded, and the ingest of another tenant is not slower. That ingest
takes turns with ingest on a server without a hostile tenant.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx

from tests.faults import lock_waits
from tests.faults.conftest import LONG, Found, new_stack
from tests.faults.stack import Stack
from tests.faults.turns import in_turns, p99
from tests.faults.writers import Batch, Writers, check

HOSTILE = "hostile"
TRIES, A_REQUEST, KEPT = (1_000_000, 10_000, 100_000) if LONG else (10_000, 1_000, 2_000)
NAMES, PROPERTIES = (5_000, 10_000) if LONG else (300, 1_000)
TURNS, TURN = (8, 8) if LONG else (1, 1)


def bloat() -> Iterator[Batch]:
    """Yield events with very many names and properties, for a day that is over and for today.

    Each name has properties of its own. Then five events of one name hold all properties.
    """
    for at in (datetime.now(UTC) - timedelta(days=2), datetime.now(UTC)):
        each = PROPERTIES // NAMES
        events: Batch = [
            {
                "event_name": f"name {n}",
                "created_at": at.isoformat(),
                "properties": {f"p{number}": number for number in range(n * each, (n + 1) * each)},
            }
            for n in range(NAMES)
        ]
        for start in range(0, NAMES, 1000):
            yield events[start : start + 1000]
        yield [
            {
                "event_name": "all",
                "created_at": at.isoformat(),
                "properties": {f"p{number}": 1 for number in range(PROPERTIES)},
            }
        ] * 5


class Attack:
    """The client of the hostile tenant."""

    def __init__(self, stack: Stack, client: httpx.Client) -> None:
        stack.cli("tenant", "create", HOSTILE)
        stack.cli("tenant", "set", HOSTILE, "--quarantine-rows", str(KEPT))
        self._client, self._token = client, stack.new_token(HOSTILE)
        self.refused = 0

    def send(self, batch: Batch, status: int) -> None:
        answer = self._client.post(
            "/rpc/ingest?columns=events",
            json={"events": batch},
            headers={"Authorization": f"Bearer {self._token}"},
        )
        assert answer.status_code == status, answer.text[:1000]

    def send_nonsense(self, count: int) -> None:
        self.send([{"event_name": ""}] * count, 422)
        self.refused += count


def write(stack: Stack, meanwhile: Callable[[], None]) -> Writers:
    """Let four writers of the other tenant send at a steady pace, and call `meanwhile`."""
    writers = Writers(stack.url, stack.token, pause=0.04)
    until = time.monotonic() + TURN
    with writers.running(4):
        while time.monotonic() < until:
            meanwhile()
            time.sleep(1)
    return writers


def test_a_hostile_tenant_is_bounded_and_slows_no_other_tenant(stack: Stack, found: Found) -> None:
    with new_stack() as lone, httpx.Client(base_url=stack.url, timeout=300) as client:
        attack = Attack(stack, client)
        others = Writers(stack.url, stack.token, pause=0.04)
        with lock_waits.watched(stack) as waits, others.running(4):
            for _ in range(TRIES // A_REQUEST):
                attack.send_nonsense(A_REQUEST)
            for batch in bloat():
                attack.send(batch, 200)
            began = time.monotonic()
            while stack.cli.json("maintain")["done"]:
                pass
            maintained = time.monotonic() - began

        def go_on() -> None:
            attack.send_nonsense(1000)
            stack.cli("maintain")

        turns = in_turns(
            TURNS,
            {"without": lambda: write(lone, lambda: None), "beside": lambda: write(stack, go_on)},
        )
    without, beside = turns["without"], turns["beside"]

    for writers in beside:
        others.sent |= writers.sent
        others.acknowledged |= writers.acknowledged
        others.answers += writers.answers
        others.faults += writers.faults
    check(stack.stored(), others)
    assert set(others.statuses()) == {200}
    assert waits == []
    kept = stack.cli.json("stats", HOSTILE)
    assert (kept["rejected_events"], kept["rejected_not_kept"]) == (KEPT, attack.refused - KEPT)
    columns = stack.value(
        "select array_agg(c.columns) from (select count(*) as columns from"
        f" {HOSTILE}__store.view_columns where place is not null group by event_name) as c"
    )
    assert isinstance(columns, list)
    # names that are frequent find room beside these
    assert 100 <= len(columns) < 200
    assert 50 <= max(columns) < 100
    assert stack.value(f"select count(*) from {HOSTILE}.event_catalog") == NAMES + 1
    found(
        f"a tenant with {TRIES:,} refused events, {NAMES:,} names and {PROPERTIES:,} properties",
        f"{TURNS} turns",
        f"{KEPT:,} kept, {len(columns)} views of {max(columns)} columns at most, maintained in"
        f" {maintained:.1f} s; "
        f"another tenant's p99 {p99(beside) * 1000:.0f} ms while it sends 1,000 more each second, "
        f"{p99(without) * 1000:.0f} ms on a server without it, in turns",
    )  # fmt: skip
    if LONG:
        assert p99(beside) <= 1.5 * p99(without)
