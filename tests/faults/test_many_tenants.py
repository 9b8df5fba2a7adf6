"""Many tenants with three months each: the last is made, served and maintained as the first was."""

import contextlib
import itertools
import random
import statistics
import threading
import time

from hardal_admin import database, maintenance, tenants
from tests.faults.conftest import LONG, Found
from tests.faults.stack import Stack
from tests.faults.writers import Answer, Writers, check, some_events

TENANTS = 500 if LONG else 30
SECONDS = 20 if LONG else 1
A_FEW = 7
WRITERS = 4


def make(stack: Stack, name: str) -> tuple[float, Writers]:
    """A tenant with a token and three months, and how long the tenant itself took."""
    with contextlib.closing(database.connect(stack.dsn)) as admin:
        began = time.monotonic()
        tenants.create(admin, name)
        seconds = time.monotonic() - began
        admin.execute("set role hardal_owner")
        admin.execute(
            f"select {name}__store.make_partitions(array_agg(hardal_private.clock() + n * interval '1 month'))"
            " from generate_series(-1, 1) as n"
        )
    return seconds, Writers(stack.url, stack.new_token(name))


def write(stack: Stack, writers: list[Writers]) -> list[Answer]:
    """Four clients at a steady pace, each batch another tenant's; what they waited for."""
    turns = itertools.cycle(random.sample(writers, len(writers)))
    before = {id(writer): len(writer.answers) for writer in writers}
    until = time.monotonic() + SECONDS

    def work() -> None:
        with stack.client() as client:
            while time.monotonic() < until:
                next(turns).deliver(client, some_events(20))
                time.sleep(0.04)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 120)
    return [answer for writer in writers for answer in writer.answers[before[id(writer)] :]]


def p99(answers: list[Answer]) -> float:
    seconds = sorted(answer.seconds for answer in answers)
    return seconds[int(len(seconds) * 0.99)]


def test_the_last_of_many_tenants_is_served_as_the_first(stack: Stack, found: Found) -> None:
    names = [f"tenant_{number}" for number in range(TENANTS)]
    seconds, first = make(stack, names[0])
    took, all_of_them = [seconds], [first]
    write(stack, [first])
    alone = write(stack, [first])
    for name in names[1:]:
        seconds, writers = make(stack, name)
        took.append(seconds)
        all_of_them.append(writers)

    stack.kill_postgrest()
    began = time.monotonic()
    stack.start_postgrest()
    start = time.monotonic() - began
    write(stack, all_of_them)
    one = write(stack, [first])
    spread = write(stack, all_of_them)

    with maintenance.Sessions(lambda: database.connect(stack.dsn)) as sessions:
        began = time.monotonic()
        report = maintenance.run(sessions)
        maintained = time.monotonic() - began
    with contextlib.closing(database.connect(stack.dsn)) as admin:
        partitions = admin.execute(
            "select count(*) from pg_inherits as i inner join pg_class as c on i.inhparent = c.oid"
            " where c.relname = 'events' and c.relnamespace::regnamespace::text like 'tenant%__store'"
        ).fetchone()
    assert partitions == {"count": 3 * TENANTS}
    assert [line for line in report if line["what"] == "failed"] == []
    with stack.connect() as conn:
        for name, writers in zip(names, all_of_them, strict=True):
            check([str(row["id"]) for row in conn.execute(f"select id from {name}.events")], writers)
            assert set(writers.statuses()) <= {200}
    first_few, last_few = statistics.median(took[:A_FEW]), statistics.median(took[-A_FEW:])
    found(
        "tenants with three months each", str(TENANTS),
        f"making one {first_few:.2f} s, then {last_few:.2f} s; p99 with one {p99(alone) * 1000:.0f} ms, then "
        f"{p99(one) * 1000:.0f} ms, spread over all {p99(spread) * 1000:.0f} ms; PostgREST starts in {start:.1f} s; "
        f"maintenance of all {maintained:.1f} s",
    )  # fmt: skip
    if LONG:
        assert last_few <= 3 * first_few
        assert p99(one) <= 2 * p99(alone)
        assert p99(spread) <= 2 * p99(alone)
        assert start <= 10
        assert maintained <= 60
