"""More clients than PostgREST has connections, and a transaction that a login leaves open.

A client that gets no connection gets an answer that says so. No acknowledged event is lost, and
ingest recovers without help. An open transaction makes only its own tenant wait.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.faults.conftest import LONG, Found
from tests.faults.stack import TENANT, Stack
from tests.faults.writers import Batch, Writers, check, some_events

CLIENTS, POOL = 100, 4
OTHER = "other"
HELD_FOR = 60 if LONG else 2


@contextmanager
def left_open(stack: Stack, batch: Batch) -> Iterator[psycopg.Connection]:
    """Ingest the batch through a login of the tenant, and yield that connection uncommitted."""
    url = stack.cli.json("url", "create", TENANT, "--scope", "write", "--name", "job")["url"]
    with psycopg.connect(url) as login:
        login.execute("select hardal.ingest(%s)", (json.dumps(batch),))
        yield login


def wait_for(writers: Writers, statuses: set[int], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not statuses <= set(writers.statuses()):
        assert time.monotonic() < deadline, f"answers {writers.statuses()} alone"
        time.sleep(0.1)


def test_a_hundred_clients_on_four_connections_lose_nothing_and_recover(
    stack: Stack, found: Found
) -> None:
    stack.restart_postgrest(pool=POOL)
    held = some_events(1)
    flood = Writers(stack.url, stack.token, make=lambda: held + some_events(5), timeout=60)
    flood.sent.add(held[0]["id"])
    with left_open(stack, held) as login, flood.running(CLIENTS):
        wait_for(flood, {429, 504})
        time.sleep(HELD_FOR)
        login.commit()
        released = time.monotonic()
        time.sleep(2)
    assert set(flood.statuses()) <= {200, 429, 504}
    assert {answer.status for answer in flood.answers if answer.sent_at > released} == {200}
    check(stack.stored(), flood)
    found(
        f"{CLIENTS} clients on a pool of {POOL}, all waiting for an id that is held",
        f"{HELD_FOR} s",
        f"answers {flood.statuses()}; what is sent once it is free is all taken, the first "
        f"{flood.first_success_after(released):.2f} s after",
    )  # fmt: skip


def test_an_open_transaction_of_one_tenant_is_no_error_for_another_tenant(
    stack: Stack, found: Found
) -> None:
    stack.cli("tenant", "create", OTHER)
    held = [event | {"created_at": "2025-01-15T00:00:00Z"} for event in some_events(5)]
    others = Writers(stack.url, stack.new_token(OTHER), pause=0.05)
    waiting = Writers(stack.url, stack.token, make=lambda: held)
    with left_open(stack, held) as login, others.running(4), waiting.running(3):
        wait_for(waiting, {429})
        deadline = time.monotonic() + HELD_FOR
        while time.monotonic() < deadline:
            stack.cli("maintain", OTHER)
            time.sleep(0.5)
        stack.cli("tenant", "create", "newcomer")
        login.commit()
    assert set(others.statuses()) == {200}
    check(stack.stored(OTHER), others)
    found(
        "a transaction that a tenant's login leaves open, with ids and a new month",
        f"{HELD_FOR} s",
        f"the tenant's retries {waiting.statuses()}; another's {others.statuses()}, 99% in "
        f"{others.percentile() * 1000:.0f} ms",
    )  # fmt: skip
