"""The database is away for a while.

Clients that retry lose nothing. PostgREST is not restarted and serves again at once.
"""

import time

from tests.faults.conftest import LONG, Found
from tests.faults.stack import Stack
from tests.faults.writers import Writers, check

SECONDS = 45 if LONG else 3


def test_clients_that_retry_lose_nothing_in_a_database_outage(stack: Stack, found: Found) -> None:
    # With a timeout of 2 s, writers send a batch again while the first try may still be under way.
    writers = Writers(stack.url, stack.token, timeout=2)
    outages = {"is stopped": stack.stopped_postgres, "answers nobody": stack.frozen_postgres}
    back = {}
    with writers.running(8):
        for name, outage in outages.items():
            writers.wait_for_success()
            time.sleep(0.5)
            with outage():
                time.sleep(SECONDS)
            back[name] = time.monotonic()
        writers.wait_for_success()
    stored = stack.stored()
    check(stored, writers)
    assert set(stored) == writers.sent, (
        "an event that was sent again until it was acknowledged is lost"
    )
    first = {name: writers.first_success_after(at) for name, at in back.items()}
    assert max(first.values()) <= 2
    found(
        "the database away, 8 writers with retries", f"{SECONDS} s each",
        f"{len(stored)} events once each; answers {writers.statuses()};"
        " first answer after it is back: "
        + ", ".join(f"{seconds:.2f} s where it {name}" for name, seconds in first.items()),
    )  # fmt: skip
