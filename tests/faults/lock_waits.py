"""Waits for locks, as PostgreSQL's own views show them.

They tell whether ingest waited, also on a machine that is too slow for limits on time.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.stack import Stack

# PostgREST's connections do nothing but ingest in these tests.
LONG_WAITS = """
    select
        format(
            '%s %s for %s',
            l.locktype, l.relation::regclass, clock_timestamp() - l.waitstart
        ) as wait
    from pg_locks as l
    inner join pg_stat_activity as a on l.pid = a.pid
    where not l.granted and a.usename = 'hardal_authenticator'
        and l.waitstart < clock_timestamp() - interval '1 s'
"""


@contextmanager
def watched(stack: Stack) -> Iterator[list[str]]:
    """Collect ingest's waits of more than a second while the block runs.

    A thread looks for them ten times a second. The list is empty where ingest never waited so long.
    """
    waits: list[str] = []
    over = threading.Event()

    def watch() -> None:
        with stack.connect(stack.superuser) as conn:
            while not over.wait(0.1):
                waits.extend(row["wait"] for row in conn.execute(LONG_WAITS))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join(30)
