"""trend, compared with a count in plain Python: clock changes, rolled-up days, late events."""

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.harness.databases import Database
from tests.harness.events import send
from tests.harness.local_calendar import ZONES, instant, local, moved, truncated
from tests.harness.report_events import (
    FILTERS,
    NAMES,
    SPANS,
    is_number,
    often,
    some_events,
    store_persons,
    text_of,
    unit_of,
)
from tests.harness.tool import Cli

Row = tuple[datetime, str, str | None, bool, int, int | None, Any, Any]
PERCENTILES = {"p50": "0.5", "p90": "0.9", "p95": "0.95", "p99": "0.99"}


# ---- The model. Each event is looked at by itself.


def percentile(numbers: list[Decimal], part: Decimal) -> Decimal:
    """Return the number that lies at this part of the way from the first to the last one."""
    place = part * (len(numbers) - 1)
    low, high = math.floor(place), math.ceil(place)
    return numbers[low] + (numbers[high] - numbers[low]) * (place - low)


def measured(found: list[dict[str, Any]], ask: dict[str, Any]) -> tuple[int, Decimal | None]:
    """Return the count and the measure of these events."""
    measure = ask["measure"]
    if measure == "events":
        return len(found), Decimal(len(found))
    if measure in ("units", "clients"):
        units = {unit_of(event, ask["unit"]) for event in found} - {None}
        return len(units), Decimal(len(units))
    numbers = sorted(
        Decimal(str(event["properties"]["n"]))
        for event in found
        if is_number(event["properties"].get("n"))
    )
    if not numbers:
        return 0, Decimal(0) if measure == "sum" else None
    result = {
        "sum": lambda: sum(numbers, Decimal(0)),
        "avg": lambda: sum(numbers, Decimal(0)) / len(numbers),
        "min": lambda: numbers[0],
        "max": lambda: numbers[-1],
    }.get(measure, lambda: percentile(numbers, Decimal(PERCENTILES[measure])))()
    return len(numbers), round(result, 9)


def model(events: list[dict[str, Any]], ask: dict[str, Any]) -> list[Row]:
    every, zone, since, until = ask["every"], ask["zone"], ask["since"], ask["until"]
    if since >= until:
        return []
    local_since, local_until = local(since, zone), local(until, zone)
    back = next(
        count for count in range(1, 9999) if moved(local_until, every, -count) <= local_since
    )
    before_since = instant(moved(local_since, every, -back), zone)
    before_until = min(since, instant(moved(local_until, every, -back), zone))
    starts = [truncated(local_since, every)]
    while moved(starts[-1], every, 1) <= local(until - timedelta(microseconds=1), zone):
        starts.append(moved(starts[-1], every, 1))

    rows: list[Row] = []
    for name in dict.fromkeys(ask["names"]):
        now, before = [], []
        for event in events:
            at = datetime.fromisoformat(event["created_at"])
            if event["event_name"] != name or not ask["matches"](event["properties"]):
                continue
            start = truncated(local(at, zone), every)
            if since <= at < until:
                now.append((event, start))
            elif ask["compare"] and before_since <= at < before_until:
                before.append((event, moved(start, every, back)))

        def valued(
            found: list[tuple[dict[str, Any], datetime]], values: list[str | None]
        ) -> list[tuple[dict[str, Any], datetime]]:
            return [pair for pair in found if text_of(pair[0]["properties"].get("plan")) in values]

        every_value = {text_of(event["properties"].get("plan")) for event, _ in now + before}
        values: list[str | None] = sorted(
            every_value,
            key=lambda value: (
                -len(valued(now, [value])),
                -len(valued(before, [value])),
                value is None,
                value or "",
            ),
        )
        top = ask["max_values"]
        groups = [([value], value, False) for value in values[:top]]
        if values[top:]:
            groups.append((values[top:], None, True))
        if not ask["by"]:
            groups = [(values, None, False)]
        for members, value, is_other in groups:
            for start in starts:
                count, amount = measured([e for e, at in valued(now, members) if at == start], ask)
                was, amount_before = measured(
                    [e for e, at in valued(before, members) if at == start], ask
                )
                rows.append(
                    (start, name, value, is_other, count, was, amount, amount_before)
                    if ask["compare"]
                    else (start, name, value, is_other, count, None, amount, None)
                )
    return rows


# ---- The questions


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    every = draw(st.sampled_from(["hour", "day", "week", "month"]))
    zone = draw(st.sampled_from(ZONES))
    begins, days = draw(st.sampled_from(SPANS))
    steps = st.integers(0, days * 96)
    since = begins + timedelta(minutes=15 * draw(steps))
    until = begins + timedelta(minutes=15 * draw(steps))
    if draw(st.booleans()):
        since, until = (
            instant(truncated(local(at, zone), "day"), zone) for at in sorted((since, until))
        )
    measure = draw(st.sampled_from(["events", "units", "sum", "avg", "min", "max", *PERCENTILES]))
    filter_, matches = draw(
        st.sampled_from([(None, lambda _: True), ({}, lambda _: True), *FILTERS])
    )
    return {
        "every": every,
        "zone": zone,
        "since": since,
        "until": until,
        "names": draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4)),
        "measure": measure,
        "property": None if measure in ("events", "units") else "n",
        "by": draw(st.sampled_from([None, "plan"])),
        "compare": draw(st.booleans()),
        "max_values": draw(st.integers(1, 5)),
        "unit": draw(st.sampled_from(["client", "client", "person", "account"])),
        "filter": filter_,
        "matches": matches,
    }


# the hours 1 and 2 of this day come twice, one after the other
SPLIT_HOURS: dict[str, Any] = {
    "every": "hour",
    "zone": "Antarctica/Troll",
    "since": datetime(2025, 10, 25, 22, tzinfo=UTC),
    "until": datetime(2025, 10, 26, 6, tzinfo=UTC),
    "names": NAMES,
    "by": None,
    "compare": True,
    "max_values": 1,
    "property": None,
    "unit": "client",
    "filter": None,
    "matches": lambda _: True,
}


@pytest.fixture
def stored(cli: Cli, tenant: str, database: Database) -> list[dict[str, Any]]:
    """Store events, roll up their days, and store late events, which mark some of the days."""
    events, late = some_events(500, 1), some_events(8, 2)
    send(database, tenant, *events)
    for _ in range(3):
        cli("maintain")
    send(database, tenant, *late)
    store_persons(database, tenant)
    with database.connect() as conn:
        row = conn.execute(
            f"select count(*) as days,"
            f" (select count(*) from {tenant}__store.rollup_marks) as marks"
            f" from {tenant}__store.activity where period = 'day'"
        ).fetchone()
    assert row
    assert row["days"] > 50
    assert row["marks"] > 5
    return events + late


def rounded(value: Any) -> Any:
    return round(value, 9) if isinstance(value, Decimal) else value


def test_a_trend_equals_a_count_of_its_events(
    stored: list[dict[str, Any]], tenant: str, database: Database
) -> None:
    with database.connect() as conn:

        @often(400)
        @given(questions())
        @example(SPLIT_HOURS | {"measure": "events"})
        @example(SPLIT_HOURS | {"measure": "clients"})
        def compare(ask: dict[str, Any]) -> None:
            rows = conn.execute(
                f"select * from {tenant}.trend("
                "    %(names)s, %(measure)s, %(by)s, %(every)s, %(since)s, %(until)s,"
                "    %(compare)s, %(max_values)s, %(zone)s, %(property)s, %(unit)s, %(filter)s"
                ")",
                ask | {"filter": None if ask["filter"] is None else Jsonb(ask["filter"])},
            ).fetchall()
            assert [tuple(rounded(value) for value in row.values()) for row in rows] == model(
                stored, ask
            )

        compare()
