"""The database is away for a while: clients that retry lose nothing; PostgREST serves again at once, untouched."""

import time

from tests.faults.conftest import LONG, Found
from tests.faults.stack import Stack
from tests.faults.writers import Writers, check

SECONDS = 45 if LONG else 3


def test_an_outage_of_the_database_costs_clients_nothing_but_time(
    stack: Stack, found: Found
) -> None:
    # a client that waits for 2 s only sends again what may still be under way
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
        f"{len(stored)} events once each; answers {writers.statuses()}; first answer after it is back: "
        + ", ".join(f"{seconds:.2f} s where it {name}" for name, seconds in first.items()),
    )  # fmt: skip
