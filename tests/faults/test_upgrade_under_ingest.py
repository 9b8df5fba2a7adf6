"""Every released version is upgraded to this one while events come in.

No event is lost, and no batch waits for longer than a second.
"""

import time
from collections.abc import Iterator

import pytest

from hardal_admin import database as db
from hardal_admin.embedded import postgrest
from hardal_admin.migrate import core, sql_files
from hardal_admin.migrate.sql_files import SqlFile, SqlFiles
from tests.faults.conftest import LONG, Found
from tests.faults.stack import TENANT, Stack
from tests.faults.versions import followed_by, installed, released
from tests.faults.writers import Writers, check

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
UPGRADES = {"this version": (sql_files.load(), NEXT)} | {
    tag: (old, sql_files.load()) for tag, old in released()
}


@pytest.fixture(params=UPGRADES)
def newer(request: pytest.FixtureRequest) -> Iterator[SqlFiles]:
    """The version to upgrade to. Until the upgrade, hardal-admin uses the version before it."""
    old, new = UPGRADES[request.param]
    with installed(old):
        yield new


def test_an_upgrade_under_ingest_delays_no_batch(
    newer: SqlFiles, stack: Stack, found: Found, request: pytest.FixtureRequest
) -> None:
    writers = Writers(stack.url, stack.token)
    with installed(newer), db.connect(stack.dsn) as conn, writers.running(4):
        writers.wait_for_success()
        time.sleep(SECONDS)
        began = time.monotonic()
        done = core.migrate(conn)
        took = time.monotonic() - began
        # docs/operations.md asks for this after an upgrade
        assert stack.postgrest
        postgrest.reload_schema(stack.postgrest)
        writers.wait_for_success()
        time.sleep(1)
    assert done.tenants == [TENANT]
    stored = stack.stored()
    check(stored, writers)
    assert set(stored) == writers.sent, (
        "an event that was sent again until it was acknowledged is lost"
    )
    with installed(newer):
        stack.cli("doctor", "--deep")
    slowest = max(seconds for sent_at, seconds in writers.delays if sent_at + seconds > began)
    assert slowest <= 1
    found(
        f"{request.node.callspec.id} upgraded, 4 writers", "once",
        f"{len(stored)} events once each; answers {writers.statuses()}; migrate took {took:.1f} s,"
        f" the slowest batch {slowest:.2f} s from its first try to its acknowledgement",
    )  # fmt: skip
