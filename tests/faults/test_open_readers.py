"""Readers keep transactions and locks open on objects that maintenance wants to change.

Maintenance has to wait or give up. Ingest does not wait behind either of them.
"""

import contextlib
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg

from hardal_admin import database, maintenance
from tests.faults import lock_waits
from tests.faults.conftest import LONG, Found
from tests.faults.spans import Spans
from tests.faults.stack import TENANT, Stack
from tests.faults.writers import Batch, Writers, check, some_events

HELD_FOR, QUIET_FOR = (60, 30) if LONG else (5, 2)
READERS = {
    "a BI query's transaction": "select count(*) from events; select count(*) from purchase",
    "lock table": "lock table events in access share mode",
    "idle in transaction": "select * from daily_activity; select * from property_catalog",
}


def with_new_properties() -> Batch:
    """Return events with new properties, for which maintenance adds columns to a typed view."""
    events = some_events(20)
    events[0]["properties"][f"p{random.randrange(90)}"] = 1
    return events


@contextmanager
def open_readers(stack: Stack, url: str) -> Iterator[None]:
    with contextlib.ExitStack() as readers:
        for statements in READERS.values():
            readers.enter_context(psycopg.connect(url)).execute(statements.encode())
        yield


def test_ingest_does_not_wait_for_readers_and_maintenance(stack: Stack, found: Found) -> None:
    writers = Writers(stack.url, stack.token, make=with_new_properties, pause=0.04)
    url = stack.cli.json("url", "create", TENANT, "--name", "bi")["url"]
    # months that maintenance drops once the retention is set
    earlier = Writers(stack.url, stack.token, make=with_new_properties)
    with stack.client() as client:
        for days in (150, 120, 90):
            at = (datetime.now(UTC) - timedelta(days=days)).isoformat()
            earlier.deliver(client, [event | {"created_at": at} for event in with_new_properties()])
        writers.deliver(client, with_new_properties())
    stack.cli("maintain")
    stack.cli("tenant", "set", TENANT, "--retention", "2mo", "--yes")

    spans, report = Spans(writers), []
    with (
        contextlib.closing(database.connect(stack.dsn)) as admin,
        lock_waits.watched(stack) as waits,
    ):
        with writers.running(4):
            with spans.span("alone"):
                time.sleep(QUIET_FOR)
            with open_readers(stack, url), spans.span("beside them"):
                until = time.monotonic() + HELD_FOR
                while time.monotonic() < until:
                    report += maintenance.run_one(admin, TENANT)
                    time.sleep(1)
            with spans.span("alone"):
                time.sleep(QUIET_FOR)
        maintenance.run_one(admin, TENANT)
    assert set(writers.statuses()) == {200}
    # Maintenance did want the locks that the readers hold, and nothing else was in its way.
    assert {line["step"] for line in report if line["what"] in ("failed", "postponed")} == {
        "drop_expired",
        "make_event_views",
    }
    assert waits == []
    check([i for i in stack.stored() if i not in earlier.sent], writers)
    found(
        f"{', '.join(READERS)}, and maintenance beside them", f"{HELD_FOR} s",
        spans.told("alone", "beside them"),
    )  # fmt: skip
    if LONG:
        assert spans.percentile("beside them") <= 2 * spans.percentile("alone")
        assert spans.percentile("beside them", 1) <= 1
