"""PostgreSQL is killed (kill -9) in the middle of batches.

Every acknowledged event is stored once, no event twice, and the ledger holds the same ids.
"""

import random
import time

from tests.faults.conftest import LONG, Found
from tests.faults.stack import TENANT, Stack
from tests.faults.writers import Writers, check

TIMES = 20 if LONG else 3


def test_a_killed_postgres_loses_nothing_and_stores_nothing_twice(
    stack: Stack, found: Found
) -> None:
    writers = Writers(stack.url, stack.token)
    killed, back = [], []
    with writers.running(8):
        for _ in range(TIMES):
            writers.wait_for_success()
            time.sleep(random.uniform(0.2, 0.6))
            killed.append(stack.kill_postgres())
            stack.start_postgres()
            back.append(time.monotonic())
        writers.wait_for_success()
    stored = stack.stored()
    with stack.connect() as conn:
        ledger = {
            str(row["id"]) for row in conn.execute(f"select id from {TENANT}__store.event_ids")
        }
    check(stored, writers)
    assert set(stored) == ledger
    stack.cli("doctor", "--deep")
    assert all(writers.cut_at(at) for at in killed), "one came when no batch was under way"
    found(
        "kill -9 of PostgreSQL in mid-batch, 8 writers with retries", f"{TIMES} times",
        f"{len(stored)} events once each, ledger the same;"
        f" {sum(writers.cut_at(at) for at in killed)} batches cut off,"
        f" {sum(map(bool, writers.duplicates))} of them stored all the same;"
        f" answers {writers.statuses()}; first answer"
        f" {max(map(writers.first_success_after, back)):.2f} s after the start",
    )  # fmt: skip
