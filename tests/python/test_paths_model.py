"""paths and attribution, compared with a count in plain Python."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.harness.databases import Database
from tests.harness.events import send
from tests.harness.report_events import (
    FILTERS,
    NAMES,
    at_of,
    by_unit,
    is_number,
    often,
    some_events,
    store_persons,
    text_of,
)

Event = dict[str, Any]
Ask = dict[str, Any]


# ---- Paths


def paths(events: list[Event], ask: Ask) -> list[tuple[Any, ...]]:
    start, before = ask["start"], ask["direction"] == "before"
    found: list[tuple[str, tuple[str, ...]]] = []
    for unit, own in by_unit(events, ask["unit"]).items():
        times = [
            at_of(e) for e in own if e["event_name"] == start and ask["matches"](e["properties"])
        ]
        if not any(ask["since"] <= at < ask["until"] for at in times):
            continue
        low = ask["since"] - ask["within"] if before else ask["since"]
        high = ask["until"] if before else ask["until"] + ask["within"]
        row = [
            (at_of(e), (e["event_name"] == start) == before, e["event_name"])
            for e in own
            if ask["matches"](e["properties"])
            and at_of(e) < high
            and e["event_name"] not in (ask["leave_out"] or [])
        ]
        row.sort()
        if ask["collapse"]:
            row = [
                one for place, one in enumerate(row) if place == 0 or row[place - 1][2] != one[2]
            ]
        row = [one for one in row if one[0] >= low]
        if before:
            row.reverse()
        for place, (at, _, name) in enumerate(row):
            if name != start or not ask["since"] <= at < ask["until"]:
                continue
            walk = [
                one[2]
                for one in row[place : place + ask["depth"] + 1]
                if abs(one[0] - at) <= ask["within"]
            ]
            if ask["end"]:
                if ask["end"] not in walk[1:]:
                    continue
                walk = walk[: walk.index(ask["end"], 1) + 1]
            found.append((unit, tuple(reversed(walk)) if before else tuple(walk)))
    times_of = Counter(walk for _, walk in found)
    units_of = Counter(walk for _, walk in set(found))
    ordered = sorted(times_of, key=lambda walk: (-times_of[walk], -units_of[walk], walk))
    return [
        (
            " > ".join(walk),
            list(walk),
            times_of[walk],
            units_of[walk],
            round(Decimal(times_of[walk]) / len(found), 4),
        )
        for walk in ordered
    ]


# ---- Attribution


def attribution(events: list[Event], ask: Ask) -> list[tuple[Any, ...]]:
    parts: dict[Any, Fraction] = defaultdict(Fraction)
    amounts: dict[Any, Fraction] = defaultdict(Fraction)
    for own in by_unit(events, ask["unit"]).values():
        for conversion in own:
            at = at_of(conversion)
            if (
                conversion["event_name"] != ask["start"]
                or not ask["since"] <= at < ask["until"]
                or not ask["matches"](conversion["properties"])
            ):
                continue
            touches = [
                (at_of(e), value)
                for e in own
                if (
                    e["event_name"] in ask["touches"]
                    if ask["touches"]
                    else e["event_name"] != ask["start"]
                )
                and ask["touch_matches"](e["properties"])
                and timedelta(0) <= at - at_of(e) <= ask["within"]
                and (value := text_of(e["properties"].get("plan"))) is not None
            ]
            values: list[Any] = [None]
            if touches:
                one = {"first": min, "last": max}.get(ask["model"])
                if one:
                    time = one(time for time, _ in touches)
                    values = [min(value for when, value in touches if when == time)]
                else:
                    values = [value for _, value in touches]
            number = conversion["properties"].get("n")
            for value in values:
                parts[value] += Fraction(1, len(values))
                if is_number(number):
                    amounts[value] += Fraction(str(number)) / len(values)
    total = sum(parts.values())
    ranked = sorted(parts, key=lambda value: (-parts[value], value is None, value or ""))
    top = ask["max_rows"]
    groups = [([value], value, False) for value in ranked[:top]]
    if ranked[top:]:
        groups.append((ranked[top:], None, True))
    return [
        (
            value,
            is_other,
            float(sum(parts[one] for one in values)),
            float(sum(amounts[one] for one in values)) if ask["number"] else None,
            float(sum(parts[one] for one in values) / total),
        )
        for values, value, is_other in groups
    ]


# ---- The questions


@st.composite
def questions(draw: st.DrawFn) -> Ask:
    every = st.sampled_from([(None, lambda _: True)] * 2 + FILTERS)
    asked, matches = draw(every)
    of_touches, touch_matches = draw(every)
    begins = datetime(2025, 9, 26, tzinfo=UTC)
    since, until = sorted(begins + timedelta(hours=draw(st.integers(0, 1000))) for _ in "ab")
    start = draw(st.sampled_from(NAMES))
    direction = draw(st.sampled_from(["after", "before"]))
    end = draw(st.sampled_from([None, *NAMES])) if direction == "after" else None
    others = [name for name in NAMES if name not in (start, end)]
    return {
        "start": start,
        "since": since,
        "until": until,
        "within": timedelta(hours=draw(st.sampled_from([0, 12, 48, 240]))),
        "depth": draw(st.integers(1, 5)),
        "direction": direction,
        "end": end,
        "leave_out": draw(st.sampled_from([None, others[:1]])),
        "collapse": draw(st.booleans()),
        "unit": draw(st.sampled_from(["client", "person", "account"])),
        "filter": None if asked is None else Jsonb(asked),
        "matches": matches,
        "touch_filter": None if of_touches is None else Jsonb(of_touches),
        "touch_matches": touch_matches,
        "touches": draw(st.none() | st.lists(st.sampled_from(NAMES), min_size=1, max_size=2)),
        "model": draw(st.sampled_from(["first", "last", "linear"])),
        "number": draw(st.sampled_from([None, "n"])),
        "max_rows": draw(st.integers(1, 5)),
    }


@pytest.fixture
def stored(tenant: str, database: Database) -> list[Event]:
    """Store events of which many are of the same instant."""
    events = some_events(200, 5, clients=6)
    for event in events[::3]:
        event["created_at"] = at_of(event).replace(hour=12, minute=0).isoformat()
    send(database, tenant, *events)
    store_persons(database, tenant)
    return events


def test_paths_equal_a_walk_through_the_events(
    stored: list[Event], tenant: str, database: Database
) -> None:
    with database.connect() as conn:

        @often(250)
        @given(questions())
        def compare(ask: Ask) -> None:
            rows = conn.execute(
                f"select * from {tenant}.paths("
                "    %(start)s, %(since)s, %(until)s, %(within)s, %(depth)s, 1000,"
                "    direction => %(direction)s, end_event => %(end)s,"
                "    leave_out => %(leave_out)s, collapse => %(collapse)s, unit => %(unit)s,"
                "    filter => %(filter)s"
                ")",
                ask,
            ).fetchall()
            assert [tuple(row.values()) for row in rows] == paths(stored, ask)

        compare()


def test_attribution_equals_a_count_of_conversions(
    stored: list[Event], tenant: str, database: Database
) -> None:
    with database.connect() as conn:

        @often(250)
        @given(questions())
        def compare(ask: Ask) -> None:
            rows = conn.execute(
                f"select * from {tenant}.attribution("
                "    %(start)s, 'plan', %(touches)s, %(model)s, %(within)s, %(since)s, %(until)s,"
                "    value_property => %(number)s, unit => %(unit)s, filter => %(filter)s,"
                "    touch_filter => %(touch_filter)s, max_rows => %(max_rows)s"
                ")",
                ask,
            ).fetchall()
            meant = attribution(stored, ask)
            assert [
                tuple(
                    float(value) if isinstance(value, Decimal) else value for value in row.values()
                )
                for row in rows
            ] == [
                (value, is_other, *(pytest.approx(one, abs=6e-5) for one in figures))
                for value, is_other, *figures in meant
            ]

        compare()
