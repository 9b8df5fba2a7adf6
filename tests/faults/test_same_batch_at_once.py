"""Many clients send the same ids over HTTP at once: one row for each id, and no deadlock."""

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.faults.conftest import LONG, Found
from tests.faults.stack import Stack
from tests.faults.writers import Batch, Writers, check, some_events

CLIENTS = 20
BATCHES, PAIRS = (50, 60) if LONG else (10, 20)


def at_once(stack: Stack, writers: Writers, rounds: list[list[Batch]]) -> None:
    """Send the batches of each round at the same moment, each from a client of its own.

    A round is over when each client has a final answer.
    """
    start = threading.Barrier(len(rounds[0]))
    with stack.client() as client, ThreadPoolExecutor(len(rounds[0])) as pool:

        def send(batches: list[Batch]) -> None:
            for batch in batches:
                start.wait(60)
                writers.deliver(client, batch)

        for sending in [pool.submit(send, list(batches)) for batches in zip(*rounds, strict=True)]:
            sending.result(300)


def one_row_an_id(stack: Stack, writers: Writers) -> int:
    stored = stack.stored()
    check(stored, writers)
    assert set(stored) == writers.sent
    assert set(writers.statuses()) <= {200, 429}
    assert (
        stack.value("select deadlocks from pg_stat_database where datname = current_database()")
        == 0
    )
    return len(stored)


def test_the_same_batch_from_twenty_clients_is_stored_once(stack: Stack, found: Found) -> None:
    stack.restart_postgrest(pool=CLIENTS)
    writers = Writers(stack.url, stack.token)
    at_once(stack, writers, [[some_events(50)] * CLIENTS for _ in range(BATCHES)])
    rows = one_row_an_id(stack, writers)
    assert rows == 50 * BATCHES
    found(
        f"the same batch of 50 from {CLIENTS} clients at once", f"{BATCHES} times",
        f"{rows} rows, one an id; answers {writers.statuses()};"
        f" the slowest {writers.percentile(1):.2f} s",
    )  # fmt: skip


def test_overlapping_batches_in_opposite_order_do_not_deadlock(stack: Stack, found: Found) -> None:
    writers = Writers(stack.url, stack.token)
    pairs = []
    for _ in range(PAIRS):
        events = some_events(1500)
        pairs.append([events[:1000], events[:499:-1]])
    at_once(stack, writers, pairs)
    rows = one_row_an_id(stack, writers)
    found(
        "two batches of 1,000 at once, half of it the same ids, in opposite order",
        f"{PAIRS} pairs",
        f"{rows} rows, one an id, no deadlock; answers {writers.statuses()};"
        f" the slowest {writers.percentile(1):.2f} s",
    )  # fmt: skip
