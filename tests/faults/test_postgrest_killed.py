"""PostgREST is killed (kill -9) under load.

No acknowledged event is lost, no event is stored twice, and it answers at once after its start.
"""

import time

from tests.faults.conftest import LONG, Found
from tests.faults.stack import Stack
from tests.faults.writers import Writers, check

TIMES = 20 if LONG else 3


def test_a_killed_postgrest_loses_nothing_and_answers_within_two_seconds(
    stack: Stack, found: Found
) -> None:
    writers = Writers(stack.url, stack.token)
    back = []
    with writers.running(8):
        for _ in range(TIMES):
            time.sleep(0.5)
            stack.kill_postgrest()
            stack.start_postgrest(wait=False)
            back.append(time.monotonic())
            stack.wait_for_postgrest()
    stored = stack.stored()
    check(stored, writers)
    slowest = max(writers.first_success_after(at) for at in back)
    if LONG:  # the short form shares its cores with other tests
        assert slowest <= 2
    found(
        "kill -9 of PostgREST, 8 writers with retries", f"{TIMES} times",
        f"{len(stored)} events once each; answers {writers.statuses()};"
        f" first answer {slowest:.2f} s after the start",
    )  # fmt: skip
