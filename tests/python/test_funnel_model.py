"""The reports of funnels, compared with a search through every chain of events."""

import random
import statistics
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from hardal_admin.database import Conn
from tests.harness import events as harness_events
from tests.harness.databases import Database
from tests.harness.events import send
from tests.harness.local_calendar import ZONES, local, moved, truncated
from tests.harness.report_events import (
    FILTERS,
    NAMES,
    at_of,
    by_unit,
    often,
    some_events,
    store_persons,
    text_of,
    unit_of,
)

Event = dict[str, Any]
Ask = dict[str, Any]
Chain = list[datetime]
HOURS = [0, 6, 24, 72, 168]


# ---- The model. Every chain of a unit's events is tried.


def is_step(event: Event, step: int, ask: Ask) -> bool:
    return bool(
        event["event_name"] == ask["steps"][step]
        and ask["matches"](event["properties"])
        and ask["step_matches"][step](event["properties"])
    )


def chains(
    own: list[Event], every: list[Event], ask: Ask, count: int, value: Any, value_of: Any
) -> Iterator[Chain]:
    """Yield the times of each chain of the first steps. own: what the filter leaves of every.

    With value_of, the chains that begin with an event of this value.
    """
    starts = [e for e in own if is_step(e, 0, ask) and ask["since"] <= at_of(e) < ask["until"]]
    if ask["first_ever"]:
        first = min((at_of(e) for e in own if is_step(e, 0, ask)), default=None)
        starts = [e for e in starts if at_of(e) == first]
    if value_of:
        starts = [e for e in starts if value_of(e) == value]
    if ask["ordering"] == "any":
        yield from unordered(starts, own, ask, count)
        return
    for start in starts:
        yield from longer([at_of(start)], own, every, ask, count)


def longer(chain: Chain, own: list[Event], every: list[Event], ask: Ask, count: int) -> Any:
    step = len(chain)
    if step == count:
        yield chain
        return
    is_repeated = ask["steps"][step] in ask["steps"][:step]
    for event in own:
        at = at_of(event)
        if (
            not is_step(event, step, ask)
            or at < chain[-1]
            or (is_repeated and at == chain[-1])
            or at - chain[0] > ask["within"]
            or at >= ask["until"] + ask["within"]
        ):
            continue
        if ask["ordering"] == "strict" and any(chain[-1] < at_of(e) < at for e in every):
            continue
        if any(
            exclusion["between"][1] == step + 1
            and e["event_name"] == exclusion["event"]
            and chain[exclusion["between"][0] - 1] < at_of(e) < at
            for exclusion in ask["exclude"]
            for e in every
        ):
            continue
        yield from longer([*chain, at], own, every, ask, count)


def unordered(starts: list[Event], own: list[Event], ask: Ask, count: int) -> Iterator[Chain]:
    """Yield [time of the first event, ..., time of the last one] of each window."""
    for start in starts:
        for first in own:
            begins = at_of(first)
            if not (begins <= at_of(start) <= begins + ask["within"]):
                continue
            if not any(is_step(first, step, ask) for step in range(count)):
                continue
            times = [at_of(start)]
            for step in range(1, count):
                found = [
                    at_of(e)
                    for e in own
                    if is_step(e, step, ask)
                    and begins <= at_of(e) <= begins + ask["within"]
                    and at_of(e) < ask["until"] + ask["within"]
                ]
                if not found:
                    break
                times.append(min(found))
            else:
                yield [begins] * (count - 1) + [max(times)] if count > 1 else times


def firsts(events: list[Event], ask: Ask, value_of: Any = None) -> list[dict[Any, Chain]]:
    """Return, for each step, the first conversion of each (unit, value)."""
    reached: list[dict[Any, Chain]] = [{} for _ in ask["steps"]]
    for unit, every in by_unit(events, ask["unit"]).items():
        own = [e for e in every if ask["matches"](e["properties"])]
        values = {value_of(e) for e in own if is_step(e, 0, ask)} if value_of else {None}
        for value in values:
            for count in range(1, len(ask["steps"]) + 1):
                found = list(chains(own, every, ask, count, value, value_of))
                if found:
                    # the earliest end; of those the latest start
                    reached[count - 1][unit, value] = min(
                        found, key=lambda c: (c[-1], [-t.timestamp() for t in reversed(c)])
                    )
    return reached


def plan_of(event: Event) -> str | None:
    return text_of(event["properties"].get("plan"))


def value_by_unit(events: list[Event], ask: Ask, reached: list[dict[Any, Chain]]) -> dict[str, Any]:
    """Return the value of each unit, where by is of a later step or of the unit."""
    found: dict[str, list[Any]] = defaultdict(list)
    for event in events:
        unit = unit_of(event, ask["unit"])
        if unit is None:
            continue
        at, value = at_of(event), plan_of(event)
        if ask["by_of"] == "unit":
            if value is not None and ask["since"] <= at < ask["until"] + ask["within"]:
                found[unit].append((-at.timestamp(), value))
        else:
            step = int(ask["by_of"]) - 1
            chain = reached[step].get((unit, None))
            if chain and is_step(event, step, ask) and at == chain[-1]:
                found[unit].append((value is None, value or ""))
    if ask["by_of"] == "unit":
        return {unit: min(values)[1] for unit, values in found.items()}
    return {unit: None if min(values)[0] else min(values)[1] for unit, values in found.items()}


def funnel(events: list[Event], ask: Ask) -> list[dict[Any, Chain]]:
    is_of_first = ask["by_of"] in ("first", "1")
    reached = firsts(events, ask, plan_of if ask["by"] and is_of_first else None)
    if ask["by"] and not is_of_first:
        values = value_by_unit(events, ask, reached)
        reached = [
            {(unit, values.get(unit)): chain for (unit, _), chain in step.items()}
            for step in reached
        ]
    return reached


def summary(reached: list[dict[Any, Chain]], ask: Ask) -> list[tuple[Any, ...]]:
    sizes: dict[Any, int] = defaultdict(int)
    for _, value in reached[0]:
        sizes[value] += 1
    if not ask["by"]:
        sizes = {None: len(reached[0])}
    rows: list[tuple[Any, ...]] = []
    for value in sorted(sizes, key=lambda value: (-sizes[value], value is None, value or "")):
        before = None
        for number, step in enumerate(reached, 1):
            own = [chain for (_, of), chain in step.items() if of == value]
            times = [(c[-1] - c[0]).total_seconds() for c in own] if number > 1 else []
            steps = [(c[-1] - c[-2]).total_seconds() for c in own] if number > 1 else []
            if ask["ordering"] == "any":
                steps = []
            rows.append(
                (
                    number,
                    ask["steps"][number - 1],
                    value,
                    len(own),
                    share(len(own), sizes[value]),
                    None if before is None else share(len(own), before),
                    statistics.median(steps) if steps else None,
                    statistics.median(times) if times else None,
                )
            )
            before = len(own)
    return rows


def share(part: int, whole: int) -> Decimal | None:
    return round(Decimal(part) / whole, 4) if whole else None


# ---- The questions

ARGUMENTS = (
    "steps => %(steps)s, within => %(within)s, since => %(since)s, until => %(until)s,"
    " unit => %(unit)s, filter => %(filter)s, step_filters => %(step_filters)s,"
    " ordering => %(ordering)s, exclude => %(exclusions)s, first_ever => %(first_ever)s"
)


@st.composite
def questions(draw: st.DrawFn) -> Ask:
    ordering = draw(st.sampled_from(["ordered", "ordered", "strict", "any"]))
    steps = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=ordering == "any"))
    every = st.sampled_from([(None, lambda _: True)] * 3 + FILTERS)
    asked, matches = draw(every)
    of_steps = [draw(every) for _ in steps]
    begins = datetime(2025, 9, 26, tzinfo=UTC)
    since, until = sorted(begins + timedelta(hours=draw(st.integers(0, 1000))) for _ in "ab")
    exclude = []
    if ordering != "any" and len(steps) > 1:
        for _ in range(draw(st.integers(0, 2))):
            low, high = sorted(
                draw(st.lists(st.integers(1, len(steps)), min_size=2, max_size=2, unique=True))
            )
            exclude.append({"event": draw(st.sampled_from(NAMES)), "between": [low, high]})
    by_of = ["first", "unit"]
    if ordering != "any":
        by_of += [str(number) for number in range(1, len(steps) + 1)]
    return {
        "ordering": ordering,
        "steps": steps,
        "within": timedelta(hours=draw(st.sampled_from(HOURS))),
        "since": since,
        "until": until,
        "unit": draw(st.sampled_from(["client", "client", "person", "account"])),
        "filter": None if asked is None else Jsonb(asked),
        "matches": matches,
        "step_filters": Jsonb([one for one, _ in of_steps]),
        "step_matches": [one for _, one in of_steps],
        "exclude": exclude,
        "exclusions": Jsonb(exclude),
        "first_ever": draw(st.booleans()),
        "by": draw(st.sampled_from([None, "plan"])),
        "by_of": draw(st.sampled_from(by_of)),
        "every": draw(st.sampled_from(["hour", "day", "week", "month"])),
        "zone": draw(st.sampled_from(ZONES)),
    }


@pytest.fixture
def stored(tenant: str, database: Database) -> list[Event]:
    """Store events of which many are of the same instant."""
    events = some_events(160, 4, clients=8)
    for event in events[::3]:
        event["created_at"] = at_of(event).replace(hour=12, minute=0).isoformat()
    send(database, tenant, *events)
    store_persons(database, tenant)
    return events


def rows_of(conn: Conn, query: str, ask: Ask) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in conn.execute(query, ask).fetchall()]


def test_a_funnel_and_its_units_equal_a_search_through_all_chains(
    stored: list[Event], tenant: str, database: Database
) -> None:
    with database.connect() as conn:

        @often(200)
        @given(questions())
        def compare(ask: Ask) -> None:
            reached = funnel(stored, ask)
            rows = rows_of(
                conn,
                "select step, event_name, value, clients, conversion, step_conversion,"
                f" median_seconds, median_total_seconds from {tenant}.funnel({ARGUMENTS},"
                " by => %(by)s, by_of => %(by_of)s)",
                ask,
            )
            assert rows == summary(reached, ask)
            # every unit that is counted, at every step
            for number in range(1, len(ask["steps"]) + 1):
                for outcome, step in (("converted", number), ("lost", number + 1)):
                    if step > len(ask["steps"]):
                        continue
                    units = rows_of(
                        conn,
                        f"select unit_id, value, step, reached_at from {tenant}.funnel_units("
                        f"{ARGUMENTS}, by => %(by)s, by_of => %(by_of)s, step => %(step)s,"
                        " outcome => %(outcome)s)",
                        ask | {"step": step, "outcome": outcome},
                    )
                    meant = {
                        (*key, number, chain[-1]) for key, chain in reached[number - 1].items()
                    }
                    if outcome == "lost":
                        meant = {one for one in meant if one[:2] not in reached[number]}
                    assert len(units) == len(meant)
                    assert set(units) == meant

        compare()


def test_a_funnel_over_time_equals_a_funnel_of_each_period(
    stored: list[Event], tenant: str, database: Database
) -> None:
    with database.connect() as conn:

        @often(200)
        @given(questions())
        def compare(ask: Ask) -> None:
            zone, every = ask["zone"], ask["every"]
            rows = rows_of(
                conn,
                f"select * from {tenant}.funnel_trend({ARGUMENTS}, every => %(every)s,"
                " time_zone => %(zone)s)",
                ask,
            )
            if ask["since"] == ask["until"]:
                assert rows == []
                return
            reached = firsts(stored, ask, lambda event: truncated(local(at_of(event), zone), every))
            start = truncated(local(ask["since"], zone), every)
            last = truncated(local(ask["until"] - timedelta(microseconds=1), zone), every)
            meant: list[tuple[Any, ...]] = []
            while start <= last:
                counts = [sum(value == start for _, value in step) for step in reached]
                meant += [
                    (start, number, name, count, share(count, counts[0]))
                    for number, (name, count) in enumerate(
                        zip(ask["steps"], counts, strict=True), 1
                    )
                ]
                start = moved(start, every, 1)
            assert rows == meant

        compare()


def test_the_times_of_a_funnel_are_those_of_its_units(
    stored: list[Event], tenant: str, database: Database
) -> None:
    with database.connect() as conn:

        @often(200)
        @given(questions(), st.integers(1, 4), st.integers(1, 7))
        def compare(ask: Ask, from_step: int, buckets: int) -> None:
            count = len(ask["steps"])
            if ask["ordering"] == "any":
                from_step = 1
            if from_step >= count:
                return
            rows = rows_of(
                conn,
                f"select * from {tenant}.funnel_times({ARGUMENTS}, from_step => %(from)s,"
                " buckets => %(buckets)s)",
                ask | {"from": from_step, "buckets": buckets},
            )
            times = [
                (chain[-1] - chain[from_step - 1]) // timedelta(microseconds=1)
                for chain in firsts(stored, ask)[-1].values()
            ]
            if not times:
                assert rows == []
                return
            longest = max(*times, 1)
            meant = [0] * buckets
            for one in times:
                meant[min(one * buckets // longest, buckets - 1)] += 1
            assert [row[2] for row in rows] == meant
            bounds = [longest * place / buckets / 1e6 for place in range(buckets + 1)]
            assert [row[0] for row in rows] == pytest.approx(bounds[:-1])
            assert [row[1] for row in rows] == pytest.approx(bounds[1:])

        compare()


@pytest.mark.parametrize("ordering", ["ordered", "strict", "any"])
def test_a_funnel_of_20_steps_counts_the_units_that_were_made_to_reach_each(
    tenant: str, database: Database, ordering: str
) -> None:
    """Each unit does the steps up to one that is drawn, some of them at the same instant."""
    chance = random.Random(20)
    steps = [f"step_{number:02}" for number in range(1, 21)]
    reached = [20, *(chance.randint(1, 20) for _ in range(60))]
    events = []
    for unit, last in enumerate(reached):
        at = datetime(2025, 9, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(10_000))
        done = steps[:last]
        if ordering == "any":
            chance.shuffle(done)
        if ordering != "strict":
            done = [name for one in done for name in (one, chance.choice(["noise", one]))]
        for name in done:
            at += timedelta(minutes=chance.choice([0, 1, 30]))
            events.append(harness_events.event(at, event_name=name, client_id=f"u{unit}"))
    chance.shuffle(events)
    send(database, tenant, *events)
    with database.connect() as conn:
        rows = conn.execute(
            f"select step, event_name, clients from {tenant}.funnel(%s, '20 days',"
            " '2025-08-01', '2025-10-01', ordering => %s)",
            (steps, ordering),
        ).fetchall()
    assert [tuple(row.values()) for row in rows] == [
        (number, name, sum(last >= number for last in reached))
        for number, name in enumerate(steps, 1)
    ]
