"""retention, lifecycle and stickiness, compared with a count in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from hardal_admin.database import Conn
from tests.harness.databases import Database
from tests.harness.events import NOW, months_ago, send
from tests.harness.local_calendar import ZONES, local, moved, truncated
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
    unit_of,
)
from tests.harness.tool import Cli

Event = dict[str, Any]
Ask = dict[str, Any]
ALL: tuple[None, Callable[[Event], bool]] = (None, lambda _: True)


# ---- What the three have in common: whole periods, and the units of events.


def starts_of(ask: Ask) -> list[datetime]:
    """Return the beginnings of the report's periods, in local time."""
    first = truncated(local(ask["since"], ask["zone"]), ask["every"])
    last = truncated(local(ask["until"] - timedelta(microseconds=1), ask["zone"]), ask["every"])
    starts = [first]
    while starts[-1] < last:
        starts.append(moved(starts[-1], ask["every"], 1))
    return starts if first <= last else []


def times(events: list[Event], ask: Ask, name: Any, matches: Any) -> dict[str, list[datetime]]:
    """Return the local times at which each unit had such an event."""
    own = by_unit(chosen(events, name, matches), ask["unit"])
    return {unit: [at_of(event) for event in some] for unit, some in own.items()}


def chosen(events: list[Event], name: Any, matches: Any) -> list[Event]:
    names = [name] if isinstance(name, str) else name
    return [
        event
        for event in events
        if (not names or event["event_name"] in names) and matches(event["properties"])
    ]


def share(part: int, whole: int) -> Decimal | None:
    return round(Decimal(part) / whole, 4) if whole else None


# ---- Retention


def retention(events: list[Event], ask: Ask) -> list[tuple[Any, ...]]:
    starts, zone, every = starts_of(ask), ask["zone"], ask["every"]
    place = {start: number for number, start in enumerate(starts)}

    def period(at: datetime) -> datetime:
        return truncated(local(at, zone), every)

    # each unit's beginnings: (cohort, time, value)
    begun: dict[tuple[str, datetime], tuple[datetime, bool, str]] = {}
    for event in chosen(events, ask["first"], ask["first_matches"]):
        unit = unit_of(event, ask["unit"])
        if unit is None:
            continue
        value = text_of(event["properties"].get("plan")) if ask["by"] else None
        one = (at_of(event), value is None, value or "")
        key = (unit, period(at_of(event)) if ask["recurrence"] == "recurring" else starts[0])
        begun[key] = min(begun.get(key, one), one)
    cohorts = [
        (unit, period(at), at, None if is_none else value)
        for (unit, _), (at, is_none, value) in begun.items()
        if period(at) in place
    ]
    returns: dict[str, list[Event]] = defaultdict(list)
    for event in chosen(events, ask["return"], ask["return_matches"]):
        returns[unit_of(event, ask["unit"]) or ""].append(event)

    sizes = Counter(value for *_, value in cohorts)
    ranked = sorted(sizes, key=lambda value: (-sizes[value], value is None, value or ""))
    top = ask["max_values"]
    groups = [([value], value, False) for value in ranked[:top]]
    if ranked[top:]:
        groups.append((ranked[top:], None, True))
    if not ask["by"]:
        groups = [([None], None, False)]

    rows: list[tuple[Any, ...]] = []
    for values, value, is_other in groups:
        totals: dict[int, list[Any]] = defaultdict(lambda: [0, 0, Decimal(0)])
        for cohort in starts:
            members = [
                (unit, at)
                for unit, in_cohort, at, of in cohorts
                if in_cohort == cohort and of in values
            ]
            cells: dict[int, dict[str, Decimal]] = defaultdict(dict)
            for unit, at in members:
                had: dict[int, list[Event]] = defaultdict(list)
                for event in returns[unit]:
                    if at_of(event) >= at and period(at_of(event)) in place:
                        had[place[period(at_of(event))] - place[cohort]].append(event)
                for number, found in had.items():
                    if len(found) >= ask["at_least"]:
                        cells[number][unit] = sum(
                            (
                                Decimal(str(event["properties"]["n"]))
                                for event in found
                                if is_number(event["properties"].get("n"))
                            ),
                            Decimal(0),
                        )
            for number in range(len(starts) - place[cohort]):
                reached = [
                    cells[later]
                    for later in range(number, len(starts))
                    if later == number or ask["mode"] == "unbounded"
                ]
                count = len({unit for cell in reached for unit in cell})
                amount = sum((sum(cell.values(), Decimal(0)) for cell in reached), Decimal(0))
                rows.append(
                    (
                        cohort.date(),
                        len(members),
                        number,
                        count,
                        share(count, len(members)),
                        value,
                        is_other,
                        amount if ask["property"] else None,
                    )
                )
                for at_total, addend in enumerate((len(members), count, amount)):
                    totals[number][at_total] += addend
        if ask["mean"]:
            rows += [
                (
                    None,
                    size,
                    number,
                    count,
                    share(count, size),
                    value,
                    is_other,
                    amount if ask["property"] else None,
                )
                for number, (size, count, amount) in sorted(totals.items())
            ]
    return rows


def ask_retention(conn: Conn, tenant: str, ask: Ask) -> list[tuple[Any, ...]]:
    rows = conn.execute(
        f"select * from {tenant}.retention("
        "    %(first)s, %(return)s, %(every)s, %(since)s, %(until)s, %(zone)s, %(by)s, %(mode)s,"
        "    %(at_least)s, %(recurrence)s, %(property)s, %(mean)s, %(max_values)s, %(unit)s,"
        "    %(first_filter)s, %(return_filter)s"
        ")",
        ask,
    ).fetchall()
    return [tuple(row.values()) for row in rows]


# ---- Lifecycle and stickiness


def lifecycle(events: list[Event], ask: Ask) -> list[tuple[Any, ...]]:
    zone, every = ask["zone"], ask["every"]
    active = {
        unit: {truncated(local(at, zone), every) for at in found}
        for unit, found in times(events, ask, ask["names"], ask["matches"]).items()
    }
    rows = []
    for start in starts_of(ask):
        before = moved(start, every, -1)
        now = [found for found in active.values() if start in found]
        rows.append(
            (
                start.date(),
                sum(min(found) == start for found in now),
                sum(before in found for found in now),
                sum(min(found) < start and before not in found for found in now),
                sum(before in found and start not in found for found in active.values()),
            )
        )
    return rows


def stickiness(events: list[Event], ask: Ask) -> list[tuple[Any, ...]]:
    zone, every = ask["zone"], ask["every"]
    found = times(events, ask, ask["names"], ask["matches"])
    rows = []
    for start in starts_of(ask):
        days = [
            len(
                {local(at, zone).date() for at in ats if truncated(local(at, zone), every) == start}
            )
            for ats in found.values()
        ]
        active = [number for number in days if number]
        for number in range(1, (moved(start, every, 1) - start).days + 1):
            exactly = active.count(number)
            rows.append(
                (
                    start.date(),
                    number,
                    exactly,
                    share(exactly, len(active)),
                    sum(one >= number for one in active),
                )
            )
    return rows


# ---- The questions


@st.composite
def spans(draw: st.DrawFn, periods: list[str]) -> Ask:
    every = draw(st.sampled_from(periods))
    # over 62 periods the queries are others
    days = st.integers(0, draw(st.sampled_from([40, 180])))
    begins = datetime(2025, 9, 20, tzinfo=UTC)
    hours = timedelta(hours=draw(st.integers(0, 23)))
    since, until = sorted(begins + timedelta(days=draw(days)) + hours for _ in "ab")
    return {
        "every": every,
        "zone": draw(st.sampled_from(ZONES)),
        "since": since,
        "until": until + timedelta(hours=1),
        "unit": draw(st.sampled_from(["client", "client", "person", "account"])),
    }


def filters(draw: st.DrawFn, name: str) -> Ask:
    asked, matches = draw(st.sampled_from([ALL, ALL, *FILTERS]))
    prefix = f"{name}_" if name else ""
    return {
        f"{prefix}filter": None if asked is None else Jsonb(asked),
        f"{prefix}matches": matches,
    }


# half of the questions: they have a query of their own
OF_ANY_EVENT = {
    "first": None,
    "return": None,
    "by": None,
    "at_least": 1,
    "property": None,
    "first_filter": None,
    "first_matches": ALL[1],
    "return_filter": None,
    "return_matches": ALL[1],
}


@st.composite
def retention_questions(draw: st.DrawFn) -> Ask:
    return {
        **draw(spans(["day", "week", "month"])),
        **filters(draw, "first"),
        **filters(draw, "return"),
        "first": draw(st.sampled_from([None, *NAMES])),
        "return": draw(st.sampled_from([None, *NAMES])),
        "by": draw(st.sampled_from([None, "plan"])),
        "mode": draw(st.sampled_from(["exact", "unbounded"])),
        "at_least": draw(st.sampled_from([1, 1, 2, 3])),
        "recurrence": draw(st.sampled_from(["first", "recurring"])),
        "property": draw(st.sampled_from([None, "n"])),
        "mean": draw(st.booleans()),
        "max_values": draw(st.integers(1, 4)),
        **(OF_ANY_EVENT if draw(st.booleans()) else {}),
    }


@st.composite
def activity_questions(draw: st.DrawFn, periods: list[str]) -> Ask:
    return {
        **draw(spans(periods)),
        **filters(draw, ""),
        "names": draw(st.none() | st.lists(st.sampled_from(NAMES), min_size=1, max_size=2)),
    }


@pytest.fixture(params=["all counted", "one month counted live"])
def stored(
    tenant: str, cli: Cli, database: Database, request: pytest.FixtureRequest
) -> list[Event]:
    events = some_events(300, 3, clients=14)
    is_late = request.param == "one month counted live"
    late = [event for event in events if is_late and at_of(event).month == 10]
    send(database, tenant, *(event for event in events if event not in late))
    cli("maintain")
    if late:
        send(database, tenant, *late)
    store_persons(database, tenant)
    counted = database.value(f"select count(distinct is_counted) from {tenant}.client_months")
    assert counted == (2 if late else 1)
    return events


def test_retention_equals_a_count_of_its_events(
    stored: list[Event], tenant: str, database: Database
) -> None:
    with database.connect() as conn:

        @often(250)
        @given(retention_questions())
        def compare(ask: Ask) -> None:
            assert ask_retention(conn, tenant, ask) == retention(stored, ask)

        compare()


@pytest.mark.parametrize(
    ("name", "model", "periods"),
    [
        ("lifecycle", lifecycle, ["day", "week", "month"]),
        ("stickiness", stickiness, ["week", "month"]),
    ],
)
def test_lifecycle_and_stickiness_equal_a_count_of_their_events(
    stored: list[Event], tenant: str, database: Database, name: str, model: Any, periods: list[str]
) -> None:
    with database.connect() as conn:

        @often(250)
        @given(activity_questions(periods))
        def compare(ask: Ask) -> None:
            rows = conn.execute(
                f"select * from {tenant}.{name}("
                "    %(names)s, %(every)s, %(since)s, %(until)s, %(zone)s, %(unit)s, %(filter)s"
                ")",
                ask,
            ).fetchall()
            assert [tuple(row.values()) for row in rows] == model(stored, ask)

        compare()


@pytest.mark.parametrize("is_late", [False, True], ids=["counted", "counted live"])
@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_who_was_active_before_as_another_client_is_no_new_person(
    tenant: str, cli: Cli, database: Database, every: str, is_late: bool
) -> None:
    old = {"event_name": "x", "client_id": "phone", "created_at": months_ago(6).isoformat()}
    new = {"event_name": "x", "client_id": "laptop", "created_at": months_ago(1).isoformat()}
    send(database, tenant, new, *([] if is_late else [old]))
    cli("maintain")
    if is_late:
        send(database, tenant, old)
    with database.connect() as conn:
        conn.execute(
            f"insert into {tenant}__store.identities values ('phone', 'me'), ('laptop', 'me')"
        )
        # days are more than 62 periods, which have another query
        span = [months_ago(3), NOW]
        for unit, fresh in ("client", 1), ("person", 0):
            row = conn.execute(
                "select sum(new_units) as new, sum(resurrected_units) as back"
                f" from {tenant}.lifecycle(null, %s, %s, %s, unit => %s)",
                (every, *span, unit),
            ).fetchone()
            assert row == {"new": fresh, "back": 1 - fresh}, unit
            for first in None, "x":
                rows = conn.execute(
                    "select distinct cohort, cohort_size"
                    f" from {tenant}.retention(%s, null, %s, %s, %s, unit => %s)",
                    (first, every, *span, unit),
                ).fetchall()
                assert sum(row["cohort_size"] for row in rows) == fresh, (unit, first)
