"""Eight writers at the ends of months, while maintenance makes partitions and rolls days up.

The writers get no error, neither for coming months, whose partitions maintenance has made, nor for
past months, whose partitions ingest makes.
"""

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hardal_admin import database, maintenance
from hardal_admin.maintenance import Line
from tests.faults.conftest import LONG, Found
from tests.faults.stack import TENANT, Stack
from tests.faults.writers import Batch, Writers, check, some_events

ENDS = 12 if LONG else 2
SECONDS_A_MONTH = 5


@contextmanager
def fast_clock(stack: Stack) -> Iterator[None]:
    """Make a month last five seconds in the database. The first one ends in a second."""
    clock = (
        "create or replace function hardal_private.clock() returns timestamptz"
        " language sql stable parallel safe"
    )
    pace = 30.4 * 86400 / SECONDS_A_MONTH
    with stack.connect() as conn:
        conn.execute(
            f"{clock} return timestamptz '2031-01-01T00:00:00Z'"
            f" + extract(epoch from now() - to_timestamp({time.time() + 1})) * interval '{pace} s'"
        )
        yield
        conn.execute(f"{clock} return now()")


def with_a_late_one(began: float) -> Batch:
    """Return a batch whose last event is in a past month, each second in the month after."""
    events = some_events(20)
    years, month = divmod(int(time.monotonic() - began), 12)
    events[-1]["created_at"] = f"{2023 + years}-{month + 1:02}-15T00:00:00Z"
    return events


def test_writers_and_maintenance_have_no_error_at_the_end_of_a_month(
    stack: Stack, found: Found
) -> None:
    began = time.monotonic()
    writers = Writers(stack.url, stack.token, make=lambda: with_a_late_one(began), pause=0.02)
    report: list[Line] = []
    with fast_clock(stack), contextlib.closing(database.connect(stack.dsn)) as admin:
        with writers.running(8):
            # The first round finds events of 2023 and of 2031, and none in the years between.
            writers.wait_for_success()
            until = time.monotonic() + 1 + SECONDS_A_MONTH * ENDS
            while time.monotonic() < until:
                report += maintenance.run_one(admin, TENANT)
                time.sleep(0.1)
        report += maintenance.run_one(admin, TENANT)
        wrong = admin.execute(
            f"select * from hardal_private.check_stores('{TENANT}', true)"
            f" union all select * from hardal_private.check_rollups('{TENANT}', true)"
            " union all select * from hardal_private.check_partitions()"
        ).fetchall()
    assert set(writers.statuses()) == {200}
    assert [line for line in report if line["what"] in ("failed", "skipped")] == []
    assert wrong == []
    check(stack.stored(), writers)
    months = stack.value(
        f"select count(distinct date_trunc('month', created_at)) from {TENANT}.events"
        " where created_at >= '2030-12-01'"
    )
    assert isinstance(months, int)
    assert months > ENDS // 2  # a slow machine may store nothing in a month of five seconds
    rolled_up = sum(line["count"] for line in report if line["what"] == "periods rolled up")
    assert rolled_up > 10 * ENDS
    found(
        "eight writers over a month's end, and maintenance", f"{months - 1} ends",
        f"answers {writers.statuses()}, {rolled_up} periods rolled up; the slowest in"
        f" {writers.percentile(1):.2f} s",
    )  # fmt: skip
