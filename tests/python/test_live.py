"""Live over HTTP: every event as it is stored, accepted and rejected, none left out."""

import contextlib
import json
import random
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.harness.databases import Database, unique_name
from tests.harness.postgrest import Api
from tests.harness.tool import Cli


@pytest.fixture
def live(api: Api, read_token: str) -> Callable[..., dict[str, Any]]:
    """A function that calls live and returns its answer."""

    def call(**arguments: Any) -> dict[str, Any]:
        query = {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in arguments.items()
            if value is not None
        }
        answer = api.client.get(
            "/rpc/live", params=query, headers={"Authorization": f"Bearer {read_token}"}
        )
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    return call


def store(database: Database, tenant: str, *events: Any) -> dict[str, Any]:
    answer = database.value(f"select {tenant}__store.ingest(%s)", json.dumps(events))
    assert isinstance(answer, dict)
    return answer


def names(answer: dict[str, Any]) -> list[str]:
    return [row["event_name"] for row in answer["rows"]]


def test_events_come_as_they_are_stored_accepted_and_rejected_newest_first(
    live: Any, database: Database, tenant: str
) -> None:
    store(database, tenant, {"event_name": "old", "created_at": "2024-10-01T00:00:00Z"})
    store(database, tenant, {"event_name": "typo", "price": 1, "client_id": "c1"})
    nested = {"a": {"b": [1, None]}}
    store(database, tenant, {"event_name": "new", "client_id": "c2", "properties": nested})
    answer = live()
    assert names(answer) == ["new", "typo", "old"]
    new, typo, old = answer["rows"]
    assert (new["kind"], new["properties"], new["errors"]) == ("accepted", nested, [])
    assert new["properties_bytes"] == len(json.dumps(nested))
    assert old["created_at"].startswith("2024-10-01")
    assert (typo["kind"], typo["client_id"], typo["created_at"]) == ("rejected", "c1", None)
    assert [(e["field"], e["code"]) for e in typo["errors"]] == [("price", "unknown_field")]
    assert answer["older"] is None
    assert answer["searched_from"] is None


def test_pages_hold_each_event_once(live: Any, database: Database, tenant: str) -> None:
    # one batch has one time, so that the pages end between events of the same time
    for number in range(4):
        store(
            database, tenant,
            *[{"event_name": f"n{number}", "client_id": str(n)} for n in range(12)],
            *[{"event_name": f"n{number}", "oops": n} for n in range(3)],
        )  # fmt: skip
    seen: list[str] = []
    answer = live(max_rows=7)
    while True:
        seen += [row["id"] for row in answer["rows"]]
        if not answer["older"]:
            break
        assert len(answer["rows"]) == 7
        answer = live(max_rows=7, before=answer["older"])
        assert answer["newer"] is None
    assert len(seen) == len(set(seen)) == 60


def test_filters_by_name_client_property_and_outcome(
    live: Any, database: Database, tenant: str
) -> None:
    store(
        database, tenant,
        {"event_name": "a", "client_id": "c1", "properties": {"plan": "pro", "n": {"x": 1}}},
        {"event_name": "b", "client_id": "c1", "properties": {"plan": "free"}},
        {"event_name": "b", "client_id": "c2", "price": 5, "properties": {"plan": "pro"}},
        {"event_name": "", "client_id": 7},
    )  # fmt: skip
    assert sorted(names(live(event_name="b"))) == ["b", "b"]
    assert sorted(names(live(client_id="c1"))) == ["a", "b"]
    assert sorted(names(live(property="plan", value="pro"))) == ["a", "b"]
    assert names(live(property="n.x", value="1")) == ["a"]
    assert names(live(property="n.x")) == ["a"]
    assert names(live(property="n.x", value="2")) == []
    assert sorted(names(live(rejected=True))) == ["", "b"]
    assert sorted(names(live(rejected=False))) == ["a", "b"]
    assert names(live(rejected=True, event_name="b", client_id="c2")) == ["b"]
    assert names(live(client_id="7")) == [""]


def test_large_properties_are_left_out_with_their_size(
    live: Any, database: Database, tenant: str, api: Api, read_token: str
) -> None:
    kept = store(database, tenant, {"event_name": "large", "properties": {"text": "x" * 20000}})
    store(database, tenant, {"event_name": "small", "properties": {"text": "x" * 16000}})
    small, large = live()["rows"]
    assert small["properties"] == {"text": "x" * 16000}
    assert (large["properties"], large["properties_bytes"]) == (None, 20012)
    (id_,) = kept["ids"]
    whole = api.get(f"/rpc/event?id={id_}", read_token).json()
    assert (whole["event_name"], len(whole["properties"]["text"])) == ("large", 20000)
    missing = api.get(f"/rpc/event?id={uuid.uuid4()}", read_token)
    assert (missing.status_code, missing.json()["code"]) == (404, "PT404")
    assert missing.json()["hint"]


def test_a_poll_has_what_came_since(live: Any, database: Database, tenant: str) -> None:
    store(database, tenant, {"event_name": "before"})
    newer = live()["newer"]
    time.sleep(1.1)  # a place reaches a second back
    first = live(after=newer)
    # a row may come twice, where a transaction of another database has run since before it
    assert set(names(first)) <= {"before"}
    store(database, tenant, {"event_name": "accepted"}, {"event_name": "rejected", "x": 1})
    answer = live(after=first["newer"])
    assert sorted(names(answer)) == ["accepted", "rejected"]
    # the same cursor may be used again
    assert sorted(names(live(after=first["newer"]))) == ["accepted", "rejected"]
    assert names(live(after=first["newer"], rejected=True)) == ["rejected"]


def test_more_new_events_than_a_page_are_paged(live: Any, database: Database, tenant: str) -> None:
    store(database, tenant, *[{"event_name": "before"} for _ in range(50)])
    time.sleep(1.1)
    newer = live()["newer"]
    time.sleep(1.1)
    newer = live(after=newer)["newer"]
    for number in range(3):
        store(database, tenant, *[{"event_name": f"n{number}"} for _ in range(10)])
    answer = live(after=newer, max_rows=8)
    rows = answer["rows"]
    while answer["older"]:
        assert len(answer["rows"]) == 8
        answer = live(before=answer["older"], max_rows=8)
        rows += answer["rows"]
    assert len({row["id"] for row in rows}) == 30
    assert "before" not in {row["event_name"] for row in rows}


def test_an_event_of_a_long_transaction_is_seen_when_it_commits(
    live: Any, database: Database, tenant: str
) -> None:
    store(database, tenant, {"event_name": "first, which makes the month"})
    time.sleep(1.1)
    with database.connect() as slow, database.connect() as late:
        # both transactions begin before the others, and one of them stores nothing yet
        slow.execute("begin")
        slow.execute(f'select {tenant}__store.ingest(\'[{{"event_name": "slow"}}]\')')
        late.execute("begin")
        late.execute("select 1")
        newer = live()["newer"]
        for number in range(3):
            store(database, tenant, {"event_name": f"quick {number}"})
            answer = live(after=newer)
            newer = answer["newer"]
            assert f"quick {number}" in names(answer)
            time.sleep(1.1)
        late.execute(f'select {tenant}__store.ingest(\'[{{"event_name": "late"}}]\')')
        late.execute("commit")
        # doubles may come, because a transaction with an id is open
        answer = live(after=newer)
        assert "late" in names(answer)
        assert "slow" not in names(answer)
        slow.execute("commit")
        assert "slow" in names(live(after=answer["newer"]))
        # the place that the first answer gave still works
        assert {"late", "slow"} <= set(names(live(after=newer)))


def test_a_place_fits_into_an_address_however_many_transactions_run(
    live: Any, database: Database, tenant: str
) -> None:
    store(database, tenant, {"event_name": "first, which makes the month"})
    newer = live()["newer"]
    with contextlib.ExitStack() as open_:
        slow = []
        for number in range(40):
            conn = open_.enter_context(database.connect())
            conn.execute("begin")
            conn.execute("select 1")
            slow.append(conn)
            # each is seen for the first time by a call of its own
            newer = live(after=newer)["newer"]
            assert len(newer) < 3500, number
        for conn in slow:
            conn.execute(f'select {tenant}__store.ingest(\'[{{"event_name": "slow"}}]\')')
            conn.execute("commit")
        assert names(live(after=newer)).count("slow") == 40


def test_erasures_that_move_the_time_of_receipt_hide_no_event(
    live: Any, database: Database, tenant: str
) -> None:
    def begin_erasure() -> None:
        database.value(
            f"update {tenant}__store.boundary set received_from = clock_timestamp()"
            " returning received_from"
        )

    store(database, tenant, {"event_name": "first, which makes the month"})
    with database.connect() as slow:
        slow.execute("begin")
        slow.execute("select 1")
        newer = live()["newer"]
        time.sleep(0.5)
        begin_erasure()
        slow.execute(f'select {tenant}__store.ingest(\'[{{"event_name": "slow"}}]\')')
        for _ in range(2):
            time.sleep(1.1)
            newer = live(after=newer)["newer"]
        begin_erasure()
        slow.execute("commit")
        assert "slow" in names(live(after=newer))


def test_a_poller_misses_no_event_of_writers_that_hold_their_transactions_open(
    live: Any, database: Database, tenant: str
) -> None:
    store(database, tenant, {"event_name": "first, which makes the month"})
    rnd = random.Random(16)
    stored: list[str] = []
    lock = threading.Lock()
    over = threading.Event()

    def write(seed: int) -> None:
        mine = random.Random(seed)
        with database.connect() as conn:
            while not over.is_set():
                ids = []
                conn.execute("begin")
                if mine.random() < 0.5:
                    conn.execute("select 1")
                    time.sleep(mine.choice((0, 0.01, 0.3)))
                for _ in range(mine.randrange(1, 4)):
                    events = [
                        {"event_name": "e"} if mine.random() < 0.8 else {"event_name": "r", "x": 1}
                        for _ in range(mine.randrange(1, 6))
                    ]
                    row = conn.execute(
                        f"select {tenant}__store.ingest(%s) as said", (json.dumps(events),)
                    ).fetchone()
                    assert row
                    ids += [i for i in row["said"]["ids"] if i]
                    ids += [e["rejected_id"] for e in row["said"]["errors"]]
                    time.sleep(mine.choice((0, 0, 0.05, 1.5)))
                if mine.random() < 0.15:
                    conn.execute("rollback")
                    continue
                conn.execute("commit")
                with lock:
                    stored.extend(ids)

    first = live(max_rows=20)
    newer, seen = first["newer"], [row["id"] for row in first["rows"]]
    writers = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for writer in writers:
        writer.start()

    def poll() -> None:
        nonlocal newer
        answer = live(after=newer, max_rows=20)
        newer = answer["newer"]
        seen.extend(row["id"] for row in answer["rows"])
        while answer["older"]:
            answer = live(before=answer["older"], max_rows=20)
            seen.extend(row["id"] for row in answer["rows"])

    end = time.monotonic() + 12
    while time.monotonic() < end:
        poll()
        time.sleep(rnd.choice((0, 0.05, 0.4)))
    over.set()
    for writer in writers:
        writer.join()
    poll()
    assert len(stored) > 200
    assert set(stored) <= set(seen)


@pytest.mark.parametrize(
    "query",
    [
        "max_rows=0",
        "max_rows=501",
        "before=nonsense",
        "after=bm9uc2Vuc2U",
        "after=eyJuZXdlciI6IHsiYXQiOiAieCIsICJ4aWQiOiAxfX0",
        "after=eyJuZXdlciI6IHsiYXQiOiAiMjAyNi0xMS0yNyIsICJydW5uaW5nIjogNX19",
        "after=eyJuZXdlciI6IHsiYXQiOiAiMjAyNi0xMS0yNyIsICJydW5uaW5nIjogW1s1LCA2LCA3XV19fQ",
        "before=eyJvbGRlciI6IHsidGltZSI6ICJ4IiwgImlkIjogMX19",
        "before=eyJvbGRlciI6IFtdfQ",
        "before=A&after=B",
        "value=1",
    ],
)
def test_a_wrong_argument_is_told(api: Api, read_token: str, query: str) -> None:
    answer = api.get(f"/rpc/live?{query}", read_token)
    assert (answer.status_code, answer.json()["code"]) == (400, "PT400"), answer.text
    assert answer.json()["hint"]


def test_other_tenants_are_not_seen(
    live: Any, api: Api, cli: Cli, database: Database, tenant: str
) -> None:
    neighbour = unique_name("neighbour")
    cli("tenant", "create", neighbour)
    store(database, neighbour, {"event_name": "theirs", "client_id": "theirs"})
    answer = live()
    assert answer["rows"] == []
    newer = live()["newer"]
    assert live(after=newer)["rows"] == []
    for scope, status in (("aggregate", 403), ("ingest", 403), ("manage", 200)):
        key = cli.json("key", "create", tenant, "--scope", scope, "--name", scope)["key"]
        assert api.get("/rpc/live", key).status_code == status
        assert api.get("/rpc/find_clients?text=t", key).status_code == status


def test_clients_are_found_by_the_beginning_of_their_name(
    api: Api, database: Database, tenant: str, read_token: str
) -> None:
    store(
        database, tenant,
        {"event_name": "a", "client_id": "user-10", "created_at": "2024-10-01T00:00:00Z"},
        {"event_name": "a", "client_id": "user-1", "created_at": "2024-10-02T00:00:00Z"},
        {"event_name": "b", "client_id": "user-1", "created_at": "2024-11-03T00:00:00Z"},
        {"event_name": "a", "client_id": "User-1"},
        {"event_name": "a", "client_id": "u%"},
        {"event_name": "a"},
    )  # fmt: skip

    def found(query: str) -> list[str]:
        return [
            row["client_id"] for row in api.get(f"/rpc/find_clients?{query}", read_token).json()
        ]

    assert api.get("/rpc/find_clients?text=user-1&max_rows=1", read_token).json() == [
        {
            "client_id": "user-1",
            "first_seen": "2024-10-02T00:00:00+00:00",
            "last_seen": "2024-11-03T00:00:00+00:00",
            "events": 2,
        }
    ]
    assert found("text=user-1") == ["user-1", "user-10"]
    assert found("text=u%25") == ["u%"]
    assert found("text=nobody") == []
    assert len(found("")) == 4
    assert api.get("/rpc/find_clients?max_rows=101", read_token).status_code == 400


def test_live_is_not_for_psql_urls(reader: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("select hardal.live()")
