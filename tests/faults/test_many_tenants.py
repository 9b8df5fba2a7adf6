"""500 tenants of three partitions each: the last one is made, served and maintained like the first.

A server with one tenant takes turns with this one, so that other work of the machine slows both
down alike. The short form has 15 tenants and asserts only that each of them works. The long form
also asserts the times.
"""

import statistics
from datetime import UTC, datetime, timedelta
from functools import partial

from tests.faults.conftest import LONG, Found, new_stack
from tests.faults.stack import TENANT, Stack
from tests.faults.turns import in_turns, p99, seconds, write
from tests.faults.writers import Writers, some_events

TENANTS = [f"t{number:03}" for number in range(500 if LONG else 15)]
SOME = 10  # the first ten and the last ten tenants: their medians are compared
PHASES, SECONDS, PAUSE = (8, 8, 0.02) if LONG else (1, 0.5, 0.02)


def restart_postgrest(stack: Stack) -> float:
    stack.kill_postgrest()
    return seconds(stack.start_postgrest)


def send_some_of_last_month(stack: Stack, tokens: list[str]) -> None:
    """Send one event to each tenant, for which ingest makes a partition."""
    last_month = datetime.now(UTC).replace(day=1) - timedelta(days=1)
    with stack.client() as client:
        for token in tokens:
            response = client.post(
                "/rpc/ingest",
                json={"events": [some_events(1)[0] | {"created_at": last_month.isoformat()}]},
                headers={"Authorization": f"Bearer {token}"},
            )
            assert response.json()["accepted"] == 1, response.text


def counts(stack: Stack) -> dict[str, tuple[int, int]]:
    """Return the numbers of events and partitions by tenant."""
    rows = stack.cli.json("stats", "--exact")
    return {row["tenant"]: (row["events"], row["partitions"]) for row in rows}


def test_the_last_of_many_tenants_works_like_the_first(stack: Stack, found: Found) -> None:
    creating = [seconds(partial(stack.cli, "tenant", "create", name)) for name in TENANTS]
    tokens = [stack.new_token(name) for name in TENANTS]
    send_some_of_last_month(stack, tokens)
    maintaining = [seconds(lambda: stack.cli("maintain")) for _ in range(2)]
    assert counts(stack) == dict.fromkeys(TENANTS, (1, 3)) | {TENANT: (0, 2)}

    starting = [restart_postgrest(stack)]
    with stack.connect(stack.superuser) as conn:
        conn.execute("analyze")  # autovacuum does this within a minute
    starting.append(restart_postgrest(stack))

    with new_stack() as lone:
        lone.cli("maintain")
        phases = in_turns(PHASES, {
            "one": lambda: write(Writers(lone.url, lone.token, pause=PAUSE), SECONDS),
            "the last": lambda: write(Writers(stack.url, tokens[-1], pause=PAUSE), SECONDS),
            "all": lambda: write(Writers(stack.url, "", tokens=tokens, pause=PAUSE), SECONDS),
        })  # fmt: skip
    acknowledged = sum(
        len(writers.acknowledged) for name in ("the last", "all") for writers in phases[name]
    )
    assert sum(events for events, _ in counts(stack).values()) == acknowledged + len(TENANTS)

    first, last = statistics.median(creating[:SOME]), statistics.median(creating[-SOME:])
    taken = {name: p99(writers) for name, writers in phases.items()}
    found(
        f"{len(TENANTS)} tenants of 3 partitions", f"{PHASES} times {SECONDS} s each",
        f"the first is made in {first:.2f} s, the last in {last:.2f} s; all maintained in"
        f" {maintaining[0]:.1f} s, then in {maintaining[1]:.1f} s; PostgREST starts in"
        f" {starting[0]:.1f} s, with"
        f" statistics of the catalogue in {starting[1]:.1f} s; ingest's p99 beside that of one"
        f" tenant alone"
        f" ({taken['one'] * 1000:.0f} ms): {taken['the last'] / taken['one']:.2f} where one writes,"
        f" {taken['all'] / taken['one']:.2f} where all do",
    )  # fmt: skip
    stack.cli("doctor")
    if LONG:
        assert last <= 3 * first
        assert max(maintaining) <= 60
        assert starting[1] <= 10
        assert max(taken["the last"], taken["all"]) <= 2 * taken["one"]
