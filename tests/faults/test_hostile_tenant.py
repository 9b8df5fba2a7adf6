"""A tenant that sends what nobody should: what is kept of it is bounded, and no other tenant notices."""

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx

from hardal_admin import database, maintenance
from tests.faults import lock_waits
from tests.faults.conftest import LONG, Found
from tests.faults.spans import Spans
from tests.faults.stack import TENANT, Stack
from tests.faults.writers import Batch, Writers, check

HOSTILE = "hostile"
TRIES, A_REQUEST, KEPT = (1_000_000, 10_000, 100_000) if LONG else (10_000, 1_000, 2_000)
NAMES, PATHS = (5_000, 10_000) if LONG else (300, 1_000)
QUIET_FOR = 30 if LONG else 2


def bloat() -> Iterator[Batch]:
    """Names and properties without end, of a day that is over and of today; each property once, then all in one."""
    for at in (datetime.now(UTC) - timedelta(days=2), datetime.now(UTC)):
        each = PATHS // NAMES
        events: Batch = [
            {
                "event_name": f"name {n}",
                "created_at": at.isoformat(),
                "properties": {f"p{path}": path for path in range(n * each, (n + 1) * each)},
            }
            for n in range(NAMES)
        ]
        for start in range(0, NAMES, 1000):
            yield events[start : start + 1000]
        yield [
            {"event_name": "all", "created_at": at.isoformat(), "properties": {f"p{path}": 1 for path in range(PATHS)}}
        ] * 5


def test_a_hostile_tenant_is_bounded_and_no_other_notices(stack: Stack, found: Found) -> None:
    stack.cli("tenant", "create", HOSTILE)
    stack.cli("tenant", "set", HOSTILE, "--quarantine-rows", str(KEPT))
    headers = {"Authorization": f"Bearer {stack.new_token(HOSTILE)}"}
    writers = Writers(stack.url, stack.token, pause=0.04)
    spans = Spans(writers)
    report = []

    with (
        httpx.Client(base_url=stack.url, timeout=300, headers=headers) as client,
        contextlib.closing(database.connect(stack.dsn)) as admin,
        lock_waits.watched(stack) as waits,
        writers.running(4),
    ):

        def send(batch: Batch, status: int) -> None:
            answer = client.post("/rpc/ingest?columns=events", json={"events": batch})
            assert answer.status_code == status, answer.text[:1000]

        with spans.span("before"):
            time.sleep(QUIET_FOR)
        with spans.span("while it sends"):
            for _ in range(TRIES // A_REQUEST):
                send([{"event_name": ""}] * A_REQUEST, 422)
            for batch in bloat():
                send(batch, 200)
        with spans.span("while it is maintained"):
            began = time.monotonic()
            while done := maintenance.run_one(admin, HOSTILE):
                report += done
            maintained = time.monotonic() - began
        with spans.span("after"):
            time.sleep(QUIET_FOR)

        (quarantine,) = admin.execute(
            f"select count(*) as rows, (select sum(dropped) from {HOSTILE}__store.quarantine_changes) as dropped"
            f" from {HOSTILE}__store.rejected_events"
        )
        (views,) = admin.execute(
            "select count(distinct event_name) as views, max(columns) as columns from ("
            f" select event_name, count(*) as columns from {HOSTILE}__store.view_columns where place is not null"
            " group by event_name) as c"
        )
        catalog = admin.execute(f"select count(*) as names from {HOSTILE}.event_catalog").fetchone()
    assert quarantine == {"rows": KEPT, "dropped": TRIES - KEPT}
    assert views == {"views": 200, "columns": 100}
    assert catalog == {"names": NAMES + 1}
    assert [line for line in report if line["what"] == "failed"] == []
    assert set(writers.statuses()) == {200}
    assert waits == []
    with stack.connect() as conn:
        check([str(row["id"]) for row in conn.execute(f"select id from {TENANT}.events")], writers)
    found(
        f"a tenant with {TRIES:,} refused events, {NAMES:,} names and {PATHS:,} properties", "once",
        f"{quarantine['rows']} kept, {views['views']} views of {views['columns']} columns at most, maintained in "
        f"{maintained:.1f} s; another's {spans.told('before', 'while it sends', 'while it is maintained', 'after')}",
    )  # fmt: skip
    if LONG:
        for name in ("while it sends", "while it is maintained", "after"):
            assert spans.percentile(name) <= 1.5 * spans.percentile("before"), spans.told("before", name)
