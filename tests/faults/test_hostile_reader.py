"""A hostile reader keeps as many slow requests going as PostgREST has connections.

Another tenant's events come in as before, and nothing of the reader runs on after it hung up.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from tests.faults.conftest import LONG, Found
from tests.faults.stack import Stack
from tests.faults.turns import in_turns, p99
from tests.faults.writers import Writers, check

HOSTILE = "hostile"
POOL = 10
TURNS, TURN = (6, 10) if LONG else (1, 3)
EVENTS = 100_000 if LONG else 2_000

# Each is slow for ever, or for minutes, or cannot be cancelled, where it is not refused.
PATTERNS = [
    r"event_name=r&properties->>x=match.^(a+)(a+)(a+)\1\1\2\2\3\3c$",
    r"event_name=r&or=(properties->>x.imatch.^(a+)(a+)(a+)\1\1\2\2\3\3c$,event_name.eq.none)",
    "event_name=long&properties->>x=like.*" + "a" * 20_000 + "b*",
    'event_name=numbers&properties=cs.{"x":[' + ",".join(["9"] * 10_000) + "]}",
    "event_name=numbers&select=" + ",".join(f"a{n}:properties->>x" for n in range(200)),
]
# These are served: the longest statement over the largest events, and reports over all events.
SLOW = [
    "events?event_name=numbers&max_rows=10000&select="
    + ",".join(f"a{n}:properties->>x" for n in range(30)),
    "events?max_rows=10000&order=properties->>x,properties->>y,event_name",
    "sessions?since=2000-01-01",
    "paths?start_event=small&since=2000-01-01&depth=10",
    "funnel?steps={small,small,small,small}&since=2000-01-01",
]


@dataclass
class Reader:
    """A client that sends slow requests through each of its connections, and hangs up."""

    url: str
    token: str
    statuses: Counter[int] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)

    def _read(self, number: int) -> None:
        calls = [f"events?{query}" for query in PATTERNS] + SLOW
        while not self._stop.is_set():
            number += 1
            try:
                answer = httpx.get(
                    f"{self.url}/rpc/{calls[number % len(calls)]}",
                    headers={"Authorization": f"Bearer {self.token}"},
                    timeout=2,
                )
            except httpx.HTTPError:
                self.statuses[0] += 1
            else:
                self.statuses[answer.status_code] += 1
                time.sleep(0.05)

    @contextmanager
    def reading(self) -> Iterator[None]:
        threads = [
            threading.Thread(target=self._read, args=(n,), daemon=True) for n in range(2 * POOL)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(30)


def fill(stack: Stack) -> str:
    """Store the events that make reads slow, and return the tenant's token of the scope read."""
    stack.cli("tenant", "create", HOSTILE)
    ingest, read = stack.new_token(HOSTILE), stack.new_token(HOSTILE, "read")
    batches = [
        [{"event_name": "r", "properties": {"x": "a" * 3001}}] * 5,
        [{"event_name": "long", "properties": {"x": "a" * 250_000}}] * 3,
        [{"event_name": "numbers", "properties": {"x": [1] * 50_000 + [9]}}],
    ] + [
        [
            {"event_name": "small", "client_id": f"c{n % 50}", "properties": {"x": "a" * 50}}
            for n in range(1000)
        ]
    ] * (EVENTS // 1000)
    with stack.client() as client:
        for batch in batches:
            answer = client.post(
                "/rpc/ingest",
                content=json.dumps({"events": batch}, separators=(",", ":")),
                headers={"Authorization": f"Bearer {ingest}", "Content-Type": "application/json"},
            )
            assert answer.status_code == 200, answer.text
    return read


def running_reads(stack: Stack) -> int:
    with stack.connect(stack.superuser) as conn:
        row = conn.execute(
            "select count(*) from pg_stat_activity where usename = 'hardal_authenticator'"
            " and state <> 'idle' and application_name like 'hardal read %'"
        ).fetchone()
    assert row
    return int(row["count"])


def test_a_hostile_reader_stops_no_other_tenant_and_nothing_of_it_runs_on(
    stack: Stack, found: Found
) -> None:
    stack.restart_postgrest(pool=POOL)
    token = fill(stack)
    hostile = Counter[int]()
    left: list[int] = []
    most = 0

    def write(reader: Reader | None) -> Writers:
        nonlocal most
        writers = Writers(stack.url, stack.token, pause=0.04)
        with writers.running(2):
            until = time.monotonic() + TURN
            while time.monotonic() < until:
                most = max(most, running_reads(stack))
                time.sleep(0.2)
        return writers

    def beside() -> Writers:
        reader = Reader(stack.url, token)
        with reader.reading():
            writers = write(reader)
        hung_up = time.monotonic()
        while running_reads(stack) and time.monotonic() < hung_up + 60:
            time.sleep(0.1)
        left.append(round(time.monotonic() - hung_up))
        hostile.update(reader.statuses)
        return writers

    turns = in_turns(TURNS, {"without": lambda: write(None), "beside": beside})
    for writers in turns["beside"]:
        assert set(writers.statuses()) == {200}, writers.refusals
    together = Writers(stack.url, stack.token)
    for writers in turns["without"] + turns["beside"]:
        together.sent |= writers.sent
        together.acknowledged |= writers.acknowledged
        together.faults += writers.faults
    check(stack.stored(), together)
    assert most <= 3
    # half of these requests are refused at once
    assert hostile[400] > 0
    found(
        f"a reader with {2 * POOL} connections that sends regular expressions, long patterns and"
        " heavy reports, and hangs up after 2 s",
        f"{TURNS} turns of {TURN} s",
        f"its answers {dict(hostile)}, {most} of its requests at once; nothing ran longer than"
        f" {max(left)} s after it hung up; another tenant's p99"
        f" {p99(turns['beside']) * 1000:.0f} ms beside it,"
        f" {p99(turns['without']) * 1000:.0f} ms without it",
    )
    if LONG:
        assert max(left) <= 5
        assert p99(turns["beside"]) <= 2 * p99(turns["without"])
    else:
        assert max(left) <= 30
