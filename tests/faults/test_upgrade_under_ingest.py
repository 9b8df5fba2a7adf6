"""Every released version is upgraded to this one while events come in.

No event is lost, and no batch waits for longer than a second (in the short form: than the upgrade).
"""

import time
from collections.abc import Iterator

import pytest

from hardal_admin import database as db
from hardal_admin.embedded import postgrest
from hardal_admin.migrate import core, sql_files
from hardal_admin.migrate.sql_files import SqlFile, SqlFiles
from tests.faults.conftest import LONG, Found, new_stack
from tests.faults.stack import Stack
from tests.faults.versions import followed_by, installed
from tests.faults.writers import Writers, check
from tests.harness import releases

SECONDS = 20 if LONG else 2

# A version that could follow this one. It adds a table of hardal's own, and a column to the two
# largest tables of each tenant.
NEXT = followed_by(
    sql_files.load(),
    core=[SqlFile("migrations/core/9999_next.sql", "create table hardal_private.next (n int)")],
    tenant=[
        SqlFile(
            "migrations/tenant/9999_next.sql",
            "alter table template__store.event_ids add column next int;"
            "alter table template__store.events add column next int",
        )
    ],
)


@pytest.fixture(params=[*releases.released(), "this version"], ids=str)
def upgrade(request: pytest.FixtureRequest) -> Iterator[tuple[Stack, SqlFiles]]:
    """A server with the older version, and the SQL of the newer one."""
    if request.param == "this version":
        with new_stack() as stack:
            yield stack, NEXT
    else:
        with new_stack(request.param) as stack:
            yield stack, sql_files.load()


def test_an_upgrade_under_ingest_delays_no_batch(
    upgrade: tuple[Stack, SqlFiles], found: Found, request: pytest.FixtureRequest
) -> None:
    stack, newer = upgrade
    held = set(stack.stored())
    writers = Writers(stack.url, stack.token)
    with installed(newer), db.connect(stack.dsn) as conn, writers.running(4):
        writers.wait_for_success()
        time.sleep(SECONDS)
        began = time.monotonic()
        core.migrate(conn)
        took = time.monotonic() - began
        # docs/operations.md asks for this after an upgrade
        assert stack.postgrest
        postgrest.reload_schema(stack.postgrest)
        writers.wait_for_success()
        time.sleep(1)
        assert core.plan(conn).nothing
    stored = stack.stored()
    new = [event for event in stored if event not in held]
    assert len(stored) - len(new) == len(held)
    check(new, writers)
    assert set(new) == writers.sent, (
        "an event that was sent again until it was acknowledged is lost"
    )
    with installed(newer):
        stack.cli("doctor", "--deep")
    slowest = max(seconds for sent_at, seconds in writers.delays if sent_at + seconds > began)
    # the short form shares its cores with other tests, so it holds the bound beside the migrate
    assert slowest <= (1 if LONG else max(1, took))
    found(
        f"{request.node.callspec.id} upgraded, 4 writers", "once",
        f"{len(new)} events once each; answers {writers.statuses()}; migrate took {took:.1f} s,"
        f" the slowest batch {slowest:.2f} s from its first try to its acknowledgement",
    )  # fmt: skip
