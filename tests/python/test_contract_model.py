"""ingest compared with an independent model of the contract.

Hypothesis makes batches of events that follow the rules, and of events that break them.
"""

import contextlib
import json
import re
import uuid
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import DictRow

import hardal_admin.database
from hardal_admin.migrate import core
from tests.harness import databases
from tests.harness.databases import Database
from tests.harness.server import Server
from tests.harness.tool import Cli

CLOCK = datetime(2026, 6, 15, 12, 0, 0, tzinfo=UTC)
NEWEST = CLOCK + timedelta(hours=24)
UNLIMITED = CLOCK.replace(year=CLOCK.year - 10)
FIELDS = ("event_name", "id", "hardal_server_request_id", "client_id", "properties", "created_at")
MAX_BYTES = 262_144

# ---- The model: docs/ingest.md in Python. Its author did not read the SQL.

UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:([Zz]| UTC)| ?([+-])([0-9]{2})(?::?([0-9]{2}))?)?"
)
# White_Space and Default_Ignorable_Code_Point of Unicode 17, and what docs/ingest.md adds to them
BLANK = set("\u2800") | {
    chr(c)
    for first, last in (
        (0x09, 0x0D), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A),
        (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000),
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
        (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
        (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB),
        (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    )
    for c in range(first, last + 1)
}  # fmt: skip


def time_of(text: str) -> datetime | None:
    match = TIME.fullmatch(text)
    if not match:
        return None
    *numbers, fraction, _, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (
        -1 if sign == "-" else 1
    )
    if int(hours or 0) > 15 or int(minutes or 0) > 59:
        return None
    try:
        zone = timezone(offset)
        moment = datetime(*map(int, numbers), tzinfo=zone)  # type: ignore[misc,arg-type]
        return (moment + timedelta(microseconds=int(f"{fraction or 0:0<6}"[:6]))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def numbers(value: Any) -> list[Decimal]:
    if isinstance(value, dict):
        return [n for v in value.values() for n in numbers(v)]
    if isinstance(value, list):
        return [n for v in value for n in numbers(v)]
    return [value] if isinstance(value, Decimal) else []


def out_of_range(number: Decimal) -> bool:
    return len(f"{number:f}") > 400


def size(value: Any) -> int:
    """Return roughly the bytes of a value's text, with numbers printed digit by digit.

    No value in these tests is near a limit, so that this is exact enough.
    """
    if isinstance(value, dict):
        return 2 + sum(size(k) + size(v) + 4 for k, v in value.items())
    if isinstance(value, list):
        return 2 + sum(size(v) + 2 for v in value)
    return len(f"{value:f}") if isinstance(value, Decimal) else len(str(value).encode()) + 2


def faults(event: Any, oldest: datetime) -> list[tuple[str | None, str]]:
    """Return every fault of an event as field and code."""
    rest = (
        {k: v for k, v in event.items() if k != "properties"} if isinstance(event, dict) else event
    )
    found: list[tuple[str | None, str]] = [(None, "too_large")] if size(rest) > MAX_BYTES else []
    if not isinstance(event, dict):
        return [*found, (None, "not_an_object")]
    given_ = {name: value for name, value in event.items() if value is not None}
    for name, longest in (
        ("event_name", 200),
        ("hardal_server_request_id", 256),
        ("client_id", 256),
    ):
        value = given_.get(name)
        if value is None:
            found += [(name, "required")] if name == "event_name" else []
        elif not isinstance(value, str):
            found.append((name, "wrong_type"))
        else:
            if not value or (name == "event_name" and all(c in BLANK for c in value)):
                found.append((name, "empty"))
            if len(value) > longest:
                found.append((name, "too_long"))
            if name == "event_name" and any(ord(c) < 32 or 127 <= ord(c) < 160 for c in value):
                found.append((name, "control_character"))
    if "id" in given_:
        if not isinstance(given_["id"], str):
            found.append(("id", "wrong_type"))
        elif not UUID.fullmatch(given_["id"]):
            found.append(("id", "invalid_uuid"))
    if "properties" in given_:
        properties = given_["properties"]
        if not isinstance(properties, dict):
            found.append(("properties", "wrong_type"))
        else:
            if depth(properties) > 32:
                found.append(("properties", "too_deep"))
            if any(map(out_of_range, numbers(properties))):
                found.append(("properties", "number_out_of_range"))
            if size(properties) > MAX_BYTES:
                found.append(("properties", "too_large"))
    if "created_at" in given_:
        if not isinstance(given_["created_at"], str):
            found.append(("created_at", "wrong_type"))
        else:
            moment = time_of(given_["created_at"])
            if moment is None:
                found.append(("created_at", "invalid_timestamp"))
            elif moment < oldest:
                found.append(("created_at", "too_old"))
            elif moment > NEWEST:
                found.append(("created_at", "in_future"))
    found += [(name, "unknown_field") for name in event if name not in FIELDS]
    return found


def content(event: dict[str, Any]) -> Any:
    """Return the content of an event. Two events with equal content are duplicates.

    JSON values of different types are never equal here, as true and 1 are in Python.
    """

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return ("object", tuple(sorted((k, told(v)) for k, v in value.items())))
        if isinstance(value, list):
            return ("array", tuple(map(told, value)))
        if isinstance(value, Decimal):
            return ("number", value)
        return (type(value).__name__, value)

    properties = event.get("properties")
    return tuple(told(event.get(f)) for f in FIELDS[:4] if f != "id"), told(
        {} if properties is None else properties
    )


def expected(
    events: list[Any], ledger: dict[uuid.UUID, Any], oldest: datetime
) -> tuple[list[str], list[tuple[int, str | None, str]]]:
    """Return the outcome of each event, and every fault as index, field and code.

    Accepted events are added to the ledger.
    """
    outcomes, errors = [], []
    for index, event in enumerate(events):
        found = faults(event, oldest)
        outcome = "rejected" if found else "accepted"
        if not found and event.get("id") is not None:
            key = uuid.UUID(event["id"])
            if key in ledger:
                outcome = "duplicate" if ledger[key] == content(event) else "rejected"
                if outcome == "rejected":
                    found = [("id", "id_conflict")]
            else:
                ledger[key] = content(event)
        outcomes.append(outcome)
        errors += [(index, field, code) for field, code in found]
    return outcomes, errors


# ---- The events: most follow the rules, some break one.

text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
number = st.one_of(
    st.integers(-1000, 1000).map(Decimal),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000),
    st.sampled_from(
        [
            "1.0",
            "1.00",
            "100",
            "1e2",
            "0.10",
            "1e40",
            "1e-41",
            "1e399",
            "-1e399",
            "1e-398",
            "1e-399",
            "0e-400",
            "1e131071",
        ]
    ).map(Decimal),
    st.floats(allow_nan=False, allow_infinity=False).map(repr).map(Decimal),
)
scalar = st.one_of(st.none(), st.booleans(), number, text)
value = st.recursive(
    scalar,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(text, inner, max_size=3)),
    max_leaves=8,
)


def nested(levels: int) -> Any:
    made: Any = Decimal(1)
    for level in reversed(range(levels)):
        made = [made] if level % 2 else {"a": made}  # level 0, the outermost, is an object
    return made


good_moment = st.one_of(
    st.datetimes(datetime(2016, 6, 16), datetime(2026, 6, 16, 11), timezones=st.just(UTC)).map(
        datetime.isoformat
    ),
    st.sampled_from(
        [
            "2024-10-06T12:34:56Z",
            "2024-10-06 12:34:56",
            "2024-10-06t12:34:56.1234567z",
            "2024-10-06 12:34:56+00",
            "2024-10-06T12:34:56.5-0330",
            "2024-10-06 12:34:56.789 UTC",
        ]
    ),
    st.sampled_from(
        ["2024-02-29T23:59:59.999Z", "2024-10-06T12:34:56+15:59", "2016-06-15T12:00:00Z"]
    ),
    st.sampled_from(["2026-06-16T12:00:00.0000009Z", "2024-10-06T12:34:56-00:00"]),
    # the horizon of a retention of 20 months
    st.sampled_from(["2024-10-01T00:00:00Z", "2024-09-30T23:59:59.999999Z"]),
)
good: dict[str, st.SearchStrategy[Any]] = {
    "event_name": st.sampled_from(
        ["purchase", "purchase", "purchase", "é" * 200, " x ", "\u200bx"]
    ),
    "id": st.sampled_from(
        [str(uuid.UUID(int=n)) for n in (1, 2)] + [str(uuid.UUID(int=10)).upper()]
    ),
    "hardal_server_request_id": st.sampled_from([None, "r1", "x" * 256]),
    "client_id": st.sampled_from([None, "c1", " "]),
    "properties": st.one_of(
        st.sampled_from([None, {}, {"p": Decimal(10)}, {"p": True}]),
        st.sampled_from([{"p": Decimal("1.0")}, {"p": Decimal("1.00")}, {"p": Decimal(1)}]),
        st.sampled_from(
            [{"a": {"b": "1", "c": "2"}}, {"a": {"b": "1"}, "c": "2"}, {"p": "1.0"}, {"p": "1.00"}]
        ),
        st.sampled_from([31, 32]).map(nested),
        st.sampled_from(["1e399", "0." + "1" * 398, "5e-324"]).map(lambda n: {"n": [Decimal(n)]}),
    ),
    "created_at": good_moment,
}
bad: dict[str, st.SearchStrategy[Any]] = {
    "event_name": st.one_of(
        value,
        st.sampled_from(
            [
                "",
                "é" * 201,
                "  ",
                "a\tb",
                "\u2003",
                "\u200b",
                " \ufeff\u3164",
                "\U000e0041",
                "a\u0085",
                "\x7f",
                "\t\u2003",
                "x\x7f" * 101,
                " " * 201,
            ]
        ),
    ),
    "id": st.one_of(
        value, st.sampled_from(["", "x", "0192f0c12b3c7def8a9b0c1d2e3f4a5b", "{" + "0" * 34 + "}"])
    ),
    "hardal_server_request_id": st.one_of(value, st.sampled_from(["", "x" * 257])),
    "client_id": st.one_of(value, st.sampled_from(["", "é" * 257])),
    "properties": st.one_of(
        value,
        st.sampled_from([33, 34, 60]).map(nested),
        st.just({"s": "y" * 300_000}),
        st.just({"n": [Decimal("1e131071")] * 3}),  # 27 bytes that print as 393,000
        st.just({"s": "y" * 300_000, "n": Decimal("1e400"), "d": nested(40)}),
        st.sampled_from(["1e400", "-1e399", "1e-399", "0e-400", "0." + "1" * 399, "1e131071"]).map(
            lambda n: {"n": [Decimal(n)]}
        ),
    ),
    "created_at": st.one_of(
        value,
        st.datetimes().map(lambda d: d.isoformat(" ") + "Z"),
        st.sampled_from(
            [
                "2016-06-15T11:59:59.999999Z",
                "2026-06-16T12:00:00.000001Z",
                "2024-02-30T00:00:00Z",
                "now",
            ]
        ),
        st.sampled_from(
            [
                "2024-10-06T24:00:00Z",
                "2024-10-06T23:59:60Z",
                "2024-10-06",
                "infinity",
                "",
                "24-10-06T12:34:56Z",
            ]
        ),
        st.sampled_from(
            [
                "2024-10-06T12:34:56+16:00",
                "2024-10-06T12:34:56.\u0662Z",
                " 2024-10-06T12:34:56Z",
                "2024-10-06T12:34:56 +03:00",
                "2024-10-06T12:34:56UTC",
            ]
        ),
        st.sampled_from(["0000-01-01T00:00:00Z", "2024-10-06T12:34:56-00:60"]),
    ),
    "price": st.one_of(value, st.just("y" * 300_000)),
}


@st.composite
def event(draw: st.DrawFn) -> Any:
    """Draw an event.

    One in twelve is any JSON value. One in three has a field that breaks a rule. The others follow
    the rules.
    """
    kind = draw(st.integers(0, 11))
    if kind == 0:
        return draw(st.one_of(value, st.dictionaries(st.sampled_from(FIELDS), scalar)))
    made = {"event_name": draw(good["event_name"])}
    for field in draw(st.sets(st.sampled_from(FIELDS[1:]))):
        made[field] = draw(good[field])
    for field in (
        draw(st.lists(st.sampled_from(list(bad)), min_size=1, max_size=2)) if kind < 5 else []
    ):
        made[field] = draw(bad[field])
    return made


batch = st.lists(event(), min_size=1, max_size=8)


class Numbers(json.JSONEncoder):
    """Writes decimals unchanged, digit by digit."""

    def iterencode(self, o: Any, _one_shot: bool = False) -> Any:
        yield self._text(o)

    def encode(self, o: Any) -> str:
        return self._text(o)

    def _text(self, o: Any) -> str:
        if isinstance(o, Decimal):
            return str(o)
        if isinstance(o, dict):
            return "{" + ", ".join(f"{json.dumps(k)}: {self._text(v)}" for k, v in o.items()) + "}"
        if isinstance(o, list):
            return "[" + ", ".join(map(self._text, o)) + "]"
        return json.dumps(o)


def check(
    conn: psycopg.Connection[DictRow], tenant: str, oldest: datetime, batches: list[list[Any]]
) -> None:
    ledger: dict[uuid.UUID, Any] = {}
    with conn.transaction(force_rollback=True):
        for events in batches:
            body = Numbers().encode(events)
            known = dict(ledger)
            outcomes, errors = expected(events, ledger, oldest)
            for dry in (True, False):
                row = conn.execute(
                    f"select {tenant}__store.ingest(%s::jsonb, null, %s) as a", (body, dry)
                ).fetchone()
                assert row
                answer = row["a"]
                assert (answer["accepted"], answer["duplicates"], answer["rejected"]) == tuple(
                    outcomes.count(outcome) for outcome in ("accepted", "duplicate", "rejected")
                ), (events, known, answer)
                told = [(e["index"], e["field"], e["code"]) for e in answer["errors"]]
                assert sorted(told, key=str) == sorted(errors, key=str), (events, known, answer)
            for outcome, event_id, sent in zip(outcomes, answer["ids"], events, strict=True):
                assert (event_id is None) == (outcome == "rejected")
                if event_id and sent.get("id"):
                    assert event_id == sent["id"].lower()
        stored = conn.execute(f"select count(*) as n from {tenant}.events").fetchone()
        kept = conn.execute(f"select count(*) as n from {tenant}.rejected_events").fetchone()
        assert stored
        assert kept
        assert stored["n"] + kept["n"] <= sum(map(len, batches))


def against_the_model(database: Database, tenant: str, oldest: datetime, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(batches=st.lists(batch, min_size=1, max_size=3))
    def each(batches: list[list[Any]]) -> None:
        check(conn, tenant, oldest, batches)

    with database.connect() as conn:
        conn.execute(
            "create or replace function hardal_private.clock() returns timestamptz"
            " language sql stable"
            f" return timestamptz '{CLOCK.isoformat()}'"
        )
        # maintenance sets the horizon that follows from the retention
        conn.execute("call hardal_private.maintain()")
        each()


def test_ingest_answers_as_the_model_does(database: Database) -> None:
    against_the_model(database, "template", UNLIMITED, 500)


def test_with_a_retention_events_older_than_its_horizon_are_too_old(
    cli: Cli, tenant: str, database: Database
) -> None:
    cli("tenant", "set", tenant, "--retention", "20mo")
    against_the_model(database, tenant, datetime(2024, 10, 1, tzinfo=UTC), 150)


def test_the_locale_of_the_database_changes_no_answer(pg: Server) -> None:
    """Turkish has other pairs of i and I, and ICU has other classes of characters."""
    with contextlib.ExitStack() as stack:
        try:
            database = stack.enter_context(
                databases.new_database(
                    pg, empty=True, options="locale_provider icu icu_locale 'tr-TR'"
                )
            )
        except psycopg.errors.FeatureNotSupported as error:
            pytest.skip(f"this server has no ICU: {error.diag.message_primary}")
        with hardal_admin.database.connect(database.dsn) as admin:
            core.migrate(admin)
        against_the_model(database, "template", UNLIMITED, 500)
