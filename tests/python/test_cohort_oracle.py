"""The units of cohorts' definitions, compared with a count in plain Python."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from hardal_admin.database import Conn
from tests.harness.databases import Database
from tests.harness.events import ingest
from tests.harness.local_calendar import ZONES, instant, local, moved
from tests.harness.report_events import (
    BEGINS,
    FILTERS,
    NAMES,
    PERSONS,
    is_number,
    some_events,
    unit_of,
)

Event = dict[str, Any]
Instant = Callable[[datetime], datetime | None]
# a part of a definition, and the units of these events that meet it at a time (now)
Part = tuple[dict[str, Any], Callable[[list[Event], datetime], set[str]]]

# of every event set there is one with each name and each property
FIXED = [
    {
        "id": str(uuid.UUID(int=number)),
        "event_name": name,
        "created_at": BEGINS.isoformat(),
        "client_id": "c1",
        "properties": {"plan": "a", "n": 1, "account": "x"},
    }
    for number, name in enumerate(NAMES, 1)
]
LAST: list[tuple[str, Any, Callable[[Any], bool]]] = [
    ("plan", "a", lambda v: v == "a"),
    ("plan", ["a", "b", "10"], lambda v: v in ("a", "b", "10")),
    ("plan", None, lambda v: v is None),
    ("plan", {"ne": "a"}, lambda v: v != "a"),
    ("plan", {"exists": False}, lambda v: v is None),
    ("n", {"gte": 2}, lambda v: is_number(v) and v >= 2),
    ("n", {"exists": True, "ne": "2"}, lambda v: v is not None and v != "2"),
    ("account", {"not_in": ["x", 7]}, lambda v: v not in ("x", 7)),
    ("account", 7, lambda v: v == 7),
]


@st.composite
def bounds(draw: Any, zone: str) -> tuple[Any, Instant]:
    """Draw since or until: a date, a time, or how long ago."""
    kind = draw(st.sampled_from(["none", "date", "time", "hours", "days", "weeks", "months"]))
    day = (BEGINS + timedelta(days=draw(st.integers(0, 170)))).replace(tzinfo=None)
    minutes = timedelta(minutes=15 * draw(st.integers(0, 95)))
    number = draw(st.integers(1, 60))
    if kind == "none":
        return None, lambda _: None
    if kind == "date":
        return f"{day:%Y-%m-%d}", lambda _: instant(day, zone)
    if kind == "time":
        at = day.replace(tzinfo=UTC) + minutes
        return at.astimezone(ZoneInfo(zone)).isoformat(), lambda _: at
    back = number * 7 if kind == "days" else number
    text = f"{back} {kind[:-1] if back == 1 else kind}"
    if kind == "hours":
        back *= 200
        return f"{back} hours", lambda now: now - timedelta(hours=back)
    every = kind[:-1]
    return text, lambda now: instant(moved(local(now, zone), every, -back), zone)


@st.composite
def conditions(draw: Any, unit: str, zone: str) -> Part:
    since, from_at = draw(bounds(zone))
    until, until_at = draw(bounds(zone))
    today = datetime.now(UTC)
    if since is not None and until is not None and from_at(today) > until_at(today):
        since, from_at, until, until_at = until, until_at, since, from_at
    span = {k: v for k, v in (("since", since), ("until", until)) if v is not None}

    def lies(at: datetime, now: datetime) -> bool:
        begins, ends = from_at(now), until_at(now)
        return (begins is None or at >= begins) and (ends is None or at < ends)

    kind = draw(st.sampled_from(["did", "did", "first", "did_not", "last"]))
    if kind == "last":
        asked = draw(
            st.lists(st.sampled_from(LAST), min_size=1, max_size=2, unique_by=lambda a: a[0])
        )

        def matching(events: list[Event], now: datetime) -> set[str]:
            meet = []
            for name, _, matches in asked:
                newest: dict[str, Any] = dict.fromkeys(everybody(events, unit))
                inside = [e for e in events if lies(at_of(e), now)]
                for event in sorted(inside, key=lambda e: (at_of(e), uuid.UUID(e["id"]))):
                    of = unit_of(event, unit)
                    if of is not None and name in event["properties"]:
                        newest[of] = event["properties"][name]
                meet.append({u for u, value in newest.items() if matches(value)})
            return set.intersection(*meet)

        return {"last": {name: value for name, value, _ in asked}} | span, matching

    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True))
    filter_, matches = draw(st.sampled_from([(None, lambda _: True), *FILTERS]))
    more = {} if filter_ is None else {"filter": filter_}
    at_least, at_most = 1, None
    if kind == "did":
        at_least = draw(st.integers(1, 3))
        at_most = draw(st.none() | st.integers(at_least, 4))
        more |= ({"at_least": at_least} if at_least > 1 else {}) | (
            {} if at_most is None else {"at_most": at_most}
        )
    first = kind == "first" and bool(span)
    if first:
        more["first"] = True

    def found(events: list[Event], now: datetime) -> set[str]:
        times: dict[str, list[datetime]] = {}
        for event in events:
            of = unit_of(event, unit)
            if of is not None and event["event_name"] in names and matches(event["properties"]):
                times.setdefault(of, []).append(at_of(event))
        if first:
            return {u for u, ats in times.items() if lies(min(ats), now)}
        counts = {u: sum(lies(at, now) for at in ats) for u, ats in times.items()}
        return {u for u, n in counts.items() if n >= at_least and (at_most is None or n <= at_most)}

    name = names[0] if len(names) == 1 else names
    if kind == "did_not":
        return {"did_not": name} | more | span, lambda e, now: everybody(e, unit) - found(e, now)
    return {"did": name} | more | span, found


@st.composite
def groups(draw: Any, unit: str, zone: str, depth: int = 1) -> Part:
    one = conditions(unit, zone)
    each = one if depth == 3 else one | groups(unit, zone, depth + 1)
    parts: list[Part] = draw(st.lists(each, min_size=1, max_size=3))
    kind = draw(st.sampled_from(["all", "any"]))

    def meet(events: list[Event], now: datetime) -> set[str]:
        sets = [units(events, now) for _, units in parts]
        return set.intersection(*sets) if kind == "all" else set.union(*sets)

    return {kind: [part for part, _ in parts]}, meet


@st.composite
def definitions(draw: Any) -> Part:
    unit = draw(st.sampled_from(["client", "client", "person", "account"]))
    zone = draw(st.sampled_from(ZONES))
    group, units = draw(groups(unit, zone))
    return group | {"unit": unit, "time_zone": zone}, units


def everybody(events: list[Event], unit: str) -> set[str]:
    return {of for event in events if (of := unit_of(event, unit)) is not None}


def at_of(event: Event) -> datetime:
    return datetime.fromisoformat(event["created_at"])


@pytest.fixture
def conn(tenant: str, database: Database) -> Iterator[Conn]:
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"select {tenant}__store.make_partitions(array(select generate_series("
            "%s::timestamptz, %s, '10 days')))",
            (BEGINS, BEGINS + timedelta(days=175)),
        )
        conn.execute("set timezone = 'Pacific/Apia'")
        yield conn


def test_a_definition_finds_the_units_that_a_count_in_python_finds(conn: Conn, tenant: str) -> None:
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.integers(0, 70),
        st.integers(0, 10**6),
        st.lists(definitions(), min_size=4, max_size=8),
    )
    def compare(count: int, seed: int, asked: list[Part]) -> None:
        events = FIXED + some_events(count, seed)
        with conn.transaction(force_rollback=True):
            assert ingest(conn, tenant, events)["accepted"] == len(events)
            for client, person in PERSONS.items():
                conn.execute(
                    f"insert into {tenant}__store.identities values (%s, %s)", (client, person)
                )
            (now,) = conn.execute("select now() as now").fetchone().values()  # type: ignore
            for definition, units in asked:
                query = conn.execute(
                    "select hardal_private.cohort_query(%s, %s) as query",
                    (tenant, Jsonb(definition)),
                ).fetchone()
                assert query
                rows = conn.execute(query["query"]).fetchall()
                found = [row["unit_id"] for row in rows]
                assert len(found) == len(set(found)), definition
                assert set(found) == units(events, now), (definition, query["query"])

    compare()
