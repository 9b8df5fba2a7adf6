"""Who stood in line: what PostgreSQL itself says of locks that were waited for, whatever the machine's pace."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.stack import Stack

# by PostgREST's sessions, which are ingest
LONG_WAITS = """
    select format('%s %s for %s', l.locktype, l.relation::regclass, clock_timestamp() - l.waitstart) as wait
    from pg_locks as l
    inner join pg_stat_activity as a on l.pid = a.pid
    where not l.granted and a.usename = 'hardal_authenticator' and l.waitstart < clock_timestamp() - interval '1 s'
"""


@contextmanager
def watched(stack: Stack) -> Iterator[list[str]]:
    """The list of ingest's waits for longer than a second, looked for ten times a second until the block ends."""
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
