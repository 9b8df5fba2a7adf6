"""Writers, readers, maintenance, erasures and replays run at once for ten minutes.

There is no error, no process grows, the store and the rollups agree, and doctor finds nothing.
"""

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psutil
import psycopg
from psycopg.rows import dict_row

from hardal_admin import database, maintenance, persons
from hardal_admin import rejected as quarantine
from hardal_admin.persons import Person
from hardal_admin.rejected import Filter
from tests.faults.conftest import LONG, Found
from tests.faults.stack import TENANT, Stack
from tests.faults.writers import Batch, Writers, check, some_events
from tests.harness.rollups import differences

SECONDS = 600 if LONG else 15
WRITERS = 4
# A process may grow by this factor and these bytes in the second half.
GROWTH, SLACK = 1.1, 8 << 20
QUERIES = [
    "select count(*), max(created_at) from events where event_date = current_date",
    "select * from daily_activity order by day desc limit 100",
    "select * from active_clients",
    "select * from property_catalog",
    "select id, properties from events order by created_at desc limit 50",
]


def a_person() -> str:
    """Return the client_id of a person who may be erased at any time."""
    return f"person {random.randrange(100)}"


def over_five_days() -> Batch:
    """Return events of which three are up to five days old, and the last is a person's.

    Late events make maintenance count days again that are rolled up.
    """
    events = some_events(20)
    for event in events[:3]:
        event["created_at"] = (datetime.now(UTC) - timedelta(days=5 * random.random())).isoformat()
    events[-1]["client_id"] = a_person()
    return events


@contextmanager
def at_work(works: list[tuple[Callable[[], None], float]]) -> Iterator[list[str]]:
    """Run each work again and again in a thread of its own while the block runs.

    A work comes with the seconds to pause between two runs. The list collects the failures.
    """
    failures: list[str] = []
    over = threading.Event()

    def run(work: Callable[[], None], pause: float) -> None:
        while not over.is_set():
            try:
                work()
            except Exception as error:
                failures.append(f"{work.__name__}: {type(error).__name__}: {error}")
            over.wait(pause)

    threads = [threading.Thread(target=run, args=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield failures
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "one of them does not end"


def memory(stack: Stack) -> dict[str, int]:
    """Return the bytes of memory of PostgREST and of each PostgreSQL process.

    Shared buffers are not counted.
    """
    pid = stack.cluster.pid()
    assert pid
    assert stack.postgrest
    server = psutil.Process(pid)
    held = {}
    for process in [stack.postgrest, server, *server.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            # the first words of the title identify a process, the later ones change with its work
            name = " ".join(process.cmdline()[0].split()[:3])
            info = process.memory_info()
            held[f"{process.pid} {name}"] = info.rss - info.shared
    return held


def test_everything_at_once_causes_no_error_and_no_growth(stack: Stack, found: Found) -> None:
    of_persons: set[str] = set()

    def make() -> Batch:
        events = over_five_days()
        of_persons.add(events[-1]["id"])
        return events

    writers = Writers(stack.url, stack.token, make=make, pause=0.1)
    url = stack.cli.json("url", "create", TENANT, "--name", "bi")["url"]
    read_token = stack.new_token(TENANT, "read")
    counts = dict.fromkeys(("queries", "pages", "rounds", "erasures", "refused", "replayed"), 0)
    with contextlib.ExitStack() as held:
        bi = held.enter_context(psycopg.connect(url, autocommit=True, row_factory=dict_row))
        admin = held.enter_context(contextlib.closing(database.connect(stack.dsn)))
        client = held.enter_context(stack.client())

        def query() -> None:
            bi.execute(random.choice(QUERIES).encode()).fetchall()
            counts["queries"] += 1

        def page() -> None:
            answer = client.get(
                "/rpc/events?max_rows=100", headers={"Authorization": f"Bearer {read_token}"}
            )
            assert answer.status_code == 200, answer.text
            counts["pages"] += 1

        def maintain() -> None:
            report = maintenance.run_one(admin, TENANT)
            assert not [line for line in report if line["what"] == "failed"], report
            counts["rounds"] += 1

        def erase() -> None:
            with contextlib.closing(database.connect(stack.dsn)) as conn:
                persons.erase(conn, TENANT, Person(client_id=a_person()), lambda _: None)
            counts["erasures"] += 1

        def refuse_and_replay() -> None:
            refused = client.post(
                "/rpc/ingest",
                json=[{"event_name": ""}] * 10,
                headers={"Authorization": f"Bearer {stack.token}"},
            )
            assert refused.status_code == 422, refused.text
            with contextlib.closing(database.connect(stack.dsn)) as conn:
                said = quarantine.replay(
                    conn, TENANT, Filter(), {"event_name": "mended"}, lambda _: None
                )
            assert said["rejected"] == 0, said
            counts["refused"] += 10
            counts["replayed"] += said["accepted"]

        works = [
            (query, 0.1),
            (query, 0.1),
            (page, 0.1),
            (maintain, 2.0),
            (erase, 3.0),
            (refuse_and_replay, 1.0),
        ]
        with at_work(works) as failures, writers.running(WRITERS):
            time.sleep(SECONDS / 2)
            half_way = memory(stack)
            time.sleep(SECONDS / 2)
            at_the_end = memory(stack)
    assert failures == []
    assert set(writers.statuses()) == {200}
    assert counts["replayed"] == counts["refused"]
    assert min(counts.values()) > 0
    grown = {
        name: (half_way[name], at_the_end[name]) for name in half_way.keys() & at_the_end.keys()
    }

    with stack.connect() as conn:
        stored = [
            str(row["id"])
            for row in conn.execute(f"select id from {TENANT}.events where event_name = 'purchase'")
        ]
        assert differences(conn, TENANT) == {}
    writers.acknowledged -= of_persons
    check(stored, writers)
    stack.cli("maintain")
    stack.cli("doctor", "--deep")
    most = max(grown.values(), key=lambda own: own[1] - own[0])
    found(
        "writers, readers, maintenance, erasures and replays at once", f"{SECONDS} s",
        f"{len(stored)} events, {counts}; answers {writers.statuses()}; of {len(grown)} processes"
        f" the one that grew most: {most[0] >> 20} MB half way, {most[1] >> 20} MB at the end,"
        f" all of them {sum(own[0] for own in grown.values()) >> 20} and"
        f" {sum(own[1] for own in grown.values()) >> 20} MB",
    )  # fmt: skip
    assert {name: own for name, own in grown.items() if own[1] > own[0] * GROWTH + SLACK} == {}
