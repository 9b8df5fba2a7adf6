"""The disk is full: no event is acknowledged that is not stored, and every answer gives the reason.

Without space for data, ingest works again as soon as there is space. Without space for the WAL,
PostgreSQL ends itself (PANIC), and its supervisor has to start it again.
"""

import contextlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hardal_admin.errors import Refused
from tests.faults.conftest import LONG, Found
from tests.faults.small_disk import SmallDisk, mounted
from tests.faults.stack import DATABASE, Stack
from tests.faults.writers import Batch, Writers, check, some_events

TIMES = 5 if LONG else 1
SECONDS = 10 if LONG else 1
MB = 1 << 20


def some_large_events() -> Batch:
    """Return events that take space, because their text cannot be compressed."""
    return [event | {"properties": {"n": secrets.token_hex(1000)}} for event in some_events(20)]


@contextlib.contextmanager
def beside_a_small_disk(place: str) -> Iterator[tuple[Stack, SmallDisk]]:
    """Start a stack in which this folder is a small file system of its own."""
    folder = Path(tempfile.mkdtemp(prefix="hardal-faults-"))
    folder.chmod(0o755)  # a server that root starts runs as another user
    try:
        stack = Stack(folder, {"min_wal_size": "32MB", "max_wal_size": "32MB"})
        with mounted(folder / place, "400m") as disk:
            try:
                stack.start()
                yield stack, disk
            finally:
                stack.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def move_data(stack: Stack, disk: SmallDisk) -> None:
    """Move the database's tables and indexes to the small disk. The WAL stays where it is."""
    stack.kill_postgrest()
    with stack.connect(stack.login("postgres", "postgres")) as conn:
        conn.execute(f"create tablespace small location '{disk.folder}'")
        conn.execute(f"alter database {DATABASE} set tablespace small")
    stack.start_postgrest()


def use_wal_until_it_ends(stack: Stack) -> None:
    """Begin new segments of the WAL until the server has ended itself.

    The WAL then needs space before the data does.
    """
    deadline = time.monotonic() + 60
    while stack.cluster.pid():
        assert time.monotonic() < deadline, "the disk does not get full"
        with contextlib.suppress(psycopg.OperationalError), stack.connect(stack.superuser) as conn:
            conn.execute("select pg_switch_wal()")
        time.sleep(0.1)


def test_ingest_is_refused_while_there_is_no_space_for_data(found: Found) -> None:
    with beside_a_small_disk("data") as (stack, disk):
        move_data(stack, disk)
        server = stack.cluster.pid()
        writers = Writers(stack.url, stack.token, make=some_large_events)
        with writers.running(8):
            for _ in range(TIMES):
                writers.wait_for_success()
                disk.fill(leave=2 * MB)
                writers.wait_for_refusal()
                time.sleep(SECONDS)
                disk.free()
            writers.wait_for_success()
        stored = stack.stored()
        check(stored, writers)
        assert set(stored) == writers.sent, (
            "an event that was sent again until it was acknowledged is lost"
        )
        # every answer has PostgreSQL's own message, and the server still runs
        assert writers.refusals.keys() == {(503, "53100")}
        assert "No space left on device" in writers.refusals[503, "53100"]
        assert writers.statuses().keys() == {200, 503}
        assert stack.cluster.pid() == server
    found(
        "no space for data, 8 writers with retries", f"{TIMES} times {SECONDS} s",
        f"{len(stored)} events once each; answers {writers.statuses()}, every 503 with 53100,"
        " No space left on device; goes on by itself",
    )  # fmt: skip


def test_a_server_that_ended_without_space_for_the_wal_loses_nothing(found: Found) -> None:
    with beside_a_small_disk("server") as (stack, disk):
        writers = Writers(stack.url, stack.token, make=some_large_events)
        with writers.running(8):
            for _ in range(TIMES):
                writers.wait_for_success()
                disk.fill(leave=8 * MB)
                use_wal_until_it_ends(stack)
                with pytest.raises(Refused, match="No space left on device"):
                    stack.start_postgres()
                time.sleep(SECONDS)
                disk.free()
                stack.start_postgres()
            writers.wait_for_success()
        stored = stack.stored()
        check(stored, writers)
        assert set(stored) == writers.sent, (
            "an event that was sent again until it was acknowledged is lost"
        )
        assert 0 not in writers.statuses(), "somebody got no answer"
    found(
        "no space for the WAL, 8 writers with retries", f"{TIMES} times {SECONDS} s",
        f"{len(stored)} events once each; answers {writers.statuses()}, codes"
        f" {', '.join(sorted({code for _, code in writers.refusals if code}))};"
        " goes on once started again",
    )  # fmt: skip
