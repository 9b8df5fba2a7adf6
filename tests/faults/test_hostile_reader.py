"""A hostile reader keeps as many slow requests going as PostgREST has connections.

Another tenant's events come in as before, and nothing of the reader runs on after it hung up.
"""

import json
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import httpx

from tests.faults.conftest import LONG, Found
from tests.faults.stack import Stack
from tests.faults.turns import in_turns, p99
from tests.faults.writers import Writers, check

HOSTILE = "hostile"
POOL = 10
TURNS, TURN = (4, 8) if LONG else (1, 3)
EVENTS = 100_000 if LONG else 2_000

# Each is slow for ever or cannot be cancelled, where it is not refused. None is longer than the
# proxy lets through (hardal_admin/edge/routes.py): PostgREST itself works long on a longer one.
PATTERNS = [
    r"events?event_name=r&properties->>x=match.^(a+)(a+)(a+)\1\1\2\2\3\3c$",
    r"events?event_name=r&or=(properties->>x.imatch.^(a+)(a+)(a+)\1\1\2\2\3\3c$,event_name.eq.x)",
    "events?event_name=long&properties->>x=like.*" + "a" * 3_000 + "b*",
    'events?event_name=numbers&properties=cs.{"x":[' + ",".join(["9"] * 1_500) + "]}",
    "events?event_name=numbers&select=" + ",".join(f"a{n}:properties->>x" for n in range(60)),
]
# These are served, and use the processor: a long statement over large events, and reports over all
# events.
SLOW = [
    "events?event_name=numbers&max_rows=10000&select="
    + ",".join(f"a{n}:properties->>x" for n in range(30)),
    "events?max_rows=10000&order=properties->>x,properties->>y,event_name",
    "sessions?since=2000-01-01",
    "paths?start_event=small&since=2000-01-01&depth=10",
    "funnel?steps={small,small,small,small}&since=2000-01-01",
]


def read(url: str, token: str, calls: list[str], until: float) -> Counter[int]:
    """Send these requests through each connection, hang up after 2 seconds, and count the answers.

    It runs in a process of its own: clients that share one process slow each other down.
    """

    def one(number: int) -> Counter[int]:
        statuses = Counter[int]()
        while time.time() < until:
            number += 1
            try:
                answer = client.get(f"/rpc/{calls[number % len(calls)]}")
            except httpx.HTTPError:
                statuses[0] += 1
            else:
                statuses[answer.status_code] += 1
                time.sleep(0.2)
        return statuses

    with (
        httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=2,
            limits=httpx.Limits(max_connections=POOL),
        ) as client,
        ThreadPoolExecutor(POOL) as pool,
    ):
        return sum(pool.map(one, range(POOL)), Counter[int]())


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
            # it is refused there, or not yet admitted
            " and query not like '%pre_request%'"
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

    def write() -> Writers:
        nonlocal most
        writers = Writers(stack.url, stack.token, pause=0.04)
        with writers.running(2):
            until = time.monotonic() + TURN
            while time.monotonic() < until:
                most = max(most, running_reads(stack))
                time.sleep(0.2)
        return writers

    def beside(calls: list[str]) -> Writers:
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            process.submit(read, stack.url, token, calls, 0).result()  # the process has started
            reader = process.submit(read, stack.url, token, calls, time.time() + TURN + 1)
            time.sleep(0.5)
            writers = write()
            hostile.update(reader.result())
        hung_up = time.monotonic()
        while running_reads(stack) and time.monotonic() < hung_up + 60:
            time.sleep(0.1)
        left.append(round(time.monotonic() - hung_up))
        return writers

    turns = in_turns(
        TURNS,
        {
            "without": write,
            "patterns": lambda: beside(PATTERNS),
            "slow": lambda: beside(SLOW),
            "after": write,
        },
    )
    everyone = [writers for phase in turns.values() for writers in phase]
    for writers in everyone:
        assert set(writers.statuses()) == {200}, writers.refusals
    together = Writers(stack.url, stack.token)
    for writers in everyone:
        together.sent |= writers.sent
        together.acknowledged |= writers.acknowledged
        together.faults += writers.faults
    check(stack.stored(), together)
    assert most <= 3
    assert hostile[400] > 0  # the patterns
    took = {name: f"{p99(phase) * 1000:.0f} ms" for name, phase in turns.items()}
    found(
        f"a reader with {POOL} connections that sends regular expressions and long patterns,"
        " then heavy reports, and hangs up after 2 s",
        f"{TURNS} turns of {TURN} s",
        f"its answers {dict(hostile)}, {most} of its requests at once; nothing ran longer than"
        f" {max(left)} s after it hung up; another tenant's p99 {took['without']} without it,"
        f" {took['patterns']} beside the patterns, {took['slow']} beside the reports,"
        f" {took['after']} after it",
    )
    # the reports use the processor too
    if LONG:
        assert max(left) <= 5
        assert p99(turns["patterns"]) <= 2 * p99(turns["without"])
        assert p99(turns["after"]) <= 2 * p99(turns["without"])
    else:
        assert max(left) <= 30
