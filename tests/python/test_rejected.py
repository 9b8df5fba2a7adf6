"""hardal-admin rejected: the quarantine is listed, shown, replayed and discarded."""

import json
import threading
import uuid
from typing import Any

import httpx
import pytest

from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.tool import Cli


@pytest.fixture
def refuse(database: Database, tenant: str) -> Any:
    """A function that sends events and returns the rejected_ids of those that were rejected."""

    def send(*events: Any) -> list[str]:
        answer = database.value(f"select {tenant}__store.ingest(%s)", json.dumps(events))
        assert isinstance(answer, dict)
        return list(dict.fromkeys(error["rejected_id"] for error in answer["errors"]))

    return send


def room(database: Database, tenant: str) -> list[Any]:
    """Return the events and bytes in quarantine, first as they are counted, then as they are."""
    told = database.value(
        f"select array[sum(kept), sum(bytes)]::int[] from {tenant}__store.quarantine_changes"
    )
    found = database.value(
        "select array[count(*), coalesce(sum(counted_bytes), 0)]::int[]"
        f" from {tenant}__store.rejected_events"
    )
    return [told, found]


def test_rejected_events_are_filtered_listed_and_shown_whole(
    cli: Cli, tenant: str, refuse: Any
) -> None:
    typo, empty = refuse(
        {"event_name": "a", "price": 1}, {"event_name": ""}, {"event_name": "fine"}
    )
    # both are of one batch and have the same time, so their order is not fixed
    assert {r["rejected_id"] for r in cli.json("rejected", "list", tenant)} == {typo, empty}
    assert [
        r["rejected_id"] for r in cli.json("rejected", "list", tenant, "--code", "unknown_field")
    ] == [typo]
    assert [r["rejected_id"] for r in cli.json("rejected", "list", tenant, "--event", "a")] == [
        typo
    ]
    assert [r["rejected_id"] for r in cli.json("rejected", "list", tenant, empty)] == [empty]
    assert cli.json("rejected", "list", tenant, "--until", "2020-01-01") == []
    assert len(cli.json("rejected", "list", tenant, "--since", "2020-01-01", "--limit", "1")) == 1
    assert "price: unknown_field" in cli("rejected", "list", tenant).stdout
    shown = cli.json("rejected", "show", tenant, typo)
    assert shown["payload"] == {"event_name": "a", "price": 1}
    assert "put it into properties" in cli("rejected", "show", tenant, typo).stdout
    cli("rejected", "show", tenant, str(uuid.uuid4()), exit_code=1)
    cli("rejected", "list", "nobody", exit_code=1)


def test_a_replay_stores_mended_events_and_a_second_one_stores_nothing(
    cli: Cli, tenant: str, refuse: Any, database: Database
) -> None:
    kept_id = str(uuid.uuid4())
    no_id, with_id, hopeless = refuse(
        {"event_name": "a", "price": 1, "created_at": "2024-05-05T00:00:00Z"},
        {"event_name": "b", "price": 2, "id": kept_id},
        {"event_name": "", "price": 3},
    )
    patch = ["--patch", '{"price": null, "properties": {"price": 29.99}}']
    said = cli.json("rejected", "replay", tenant, *patch)
    assert (said["accepted"], said["duplicates"], said["rejected"]) == (2, 0, 1)
    assert [(e["rejected_id"], e["code"]) for e in said["errors"]] == [(hopeless, "empty")]
    stored = database.value(
        f"select jsonb_object_agg(id, properties -> 'price') from {tenant}.events"
    )
    assert stored == {no_id: 29.99, kept_id: 29.99}
    assert [r["rejected_id"] for r in cli.json("rejected", "list", tenant)] == [hopeless]
    # its errors are the errors of the last try
    assert [e["code"] for e in cli.json("rejected", "show", tenant, hopeless)["errors"]] == [
        "empty"
    ]
    assert room(database, tenant)[0] == room(database, tenant)[1]

    again = cli.json("rejected", "replay", tenant, no_id, with_id, *patch)
    assert (again["accepted"], again["duplicates"], again["rejected"]) == (0, 0, 0)
    assert database.value(f"select count(*) from {tenant}.events") == 2
    # hardal_owner owns partitions that a replay makes
    assert (
        database.value(
            "select count(distinct relowner) from pg_class"
            f" where relnamespace = '{tenant}__store'::regnamespace"
        )
        == 1
    )


def test_concurrent_replays_store_each_event_once(
    cli: Cli, tenant: str, refuse: Any, database: Database
) -> None:
    refuse(*[{"event_name": "x", "n": n} for n in range(300)])
    ids = database.value(f"select array_agg(rejected_id) from {tenant}__store.rejected_events")
    patch = json.dumps({"n": None})
    answers: list[Any] = []

    def replay() -> None:
        with database.connect() as conn:
            row = conn.execute(
                f"select {tenant}__store.replay_rejected(%s, %s) as said",
                (ids, patch),
            ).fetchone()
            assert row
            answers.append(row["said"])

    threads = [threading.Thread(target=replay) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(a["accepted"] for a in answers) == 300
    assert database.value(f"select count(*) from {tenant}.events") == 300
    assert database.value(f"select count(*) from {tenant}.rejected_events") == 0
    assert room(database, tenant)[0] == [0, 0]


def test_under_an_idempotency_key_a_retry_and_a_replay_are_one_event(
    api: Api, ingest_token: str, cli: Cli, tenant: str, database: Database
) -> None:
    def send(event: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {ingest_token}", "Idempotency-Key": "order-77"}
        return httpx.post(f"{api.url}/rpc/ingest", json=event, headers=headers).json()

    wrong = {"event_name": "purchase", "price": 9.99}
    first, second, third = (send(wrong) for _ in range(3))
    assert first["errors"] == second["errors"] == third["errors"]
    # the same idempotency key with another event is no retry: both events are kept
    other = send({"event_name": "purchase", "price": 1})
    assert other["errors"][0]["rejected_id"] != first["errors"][0]["rejected_id"]
    assert room(database, tenant) == [[2, room(database, tenant)[1][1]]] * 2
    cli("rejected", "discard", tenant, other["errors"][0]["rejected_id"], "--yes")

    patch = json.dumps({"price": None, "properties": {"price": 9.99}})
    assert cli.json("rejected", "replay", tenant, "--patch", patch)["accepted"] == 1
    # a client that mends the event and sends it again under its key gets a duplicate
    again = send({"event_name": "purchase", "properties": {"price": 9.99}})
    assert (again["accepted"], again["duplicates"]) == (0, 1)
    assert database.value(f"select count(*) from {tenant}.events") == 1


def test_a_replayed_event_without_a_time_happened_when_it_was_received(
    cli: Cli, tenant: str, refuse: Any, database: Database
) -> None:
    refuse({"event_name": "x", "n": 1})
    with database.connect() as conn:
        conn.execute(
            f"update {tenant}__store.rejected_events set received_at = now() - interval '9 days'"
        )
    cli("rejected", "replay", tenant, "--patch", '{"n": null}')
    assert (
        database.value(f"select created_at < now() - interval '8 days' from {tenant}.events")
        is True
    )


def test_expired_rejected_events_make_room_at_once(
    cli: Cli, tenant: str, refuse: Any, database: Database
) -> None:
    cli("tenant", "set", tenant, "--quarantine-rows", "5")
    refuse(*[{"n": n} for n in range(5)])
    assert refuse({"n": 6}) == [None]
    with database.connect() as conn:
        conn.execute(
            f"update {tenant}__store.rejected_events set received_at = now() - interval '31 days'"
        )
    assert None not in refuse({"n": 7})
    assert room(database, tenant)[0] == room(database, tenant)[1]


def test_a_compressed_event_frees_the_bytes_that_were_counted_for_it(
    cli: Cli, tenant: str, refuse: Any, database: Database
) -> None:
    refuse({"event_name": "x", "note": "a" * 50_000})
    assert room(database, tenant)[0][1] > 50_000
    cli("rejected", "discard", tenant, "--all", "--yes")
    assert room(database, tenant)[0] == [0, 0]


def test_discard_needs_yes_and_makes_room(
    cli: Cli, tenant: str, refuse: Any, database: Database
) -> None:
    first, *_ = refuse({"event_name": "a", "x": 1}, {"event_name": "b", "x": 1}, 5)
    cli("rejected", "discard", tenant, exit_code=2)
    assert (
        "would be deleted for good"
        in cli("rejected", "discard", tenant, "--all", exit_code=1).stderr
    )
    assert cli.json("rejected", "discard", tenant, first, "--yes") == {"discarded": 1}
    assert cli.json("rejected", "discard", tenant, "--code", "not_an_object", "--yes") == {
        "discarded": 1
    }
    assert [r["event_name"] for r in cli.json("rejected", "list", tenant)] == ["b"]
    assert room(database, tenant)[0] == room(database, tenant)[1]
    assert cli.json("rejected", "discard", tenant, "--all", "--yes") == {"discarded": 1}
    assert "no refused events" in cli("rejected", "list", tenant).stdout


def test_a_bad_patch_is_wrong_usage(cli: Cli, tenant: str) -> None:
    cli("rejected", "replay", tenant, "--patch", "{", exit_code=2)
    cli("rejected", "replay", tenant, "--patch", "[1]", exit_code=2)


def test_over_http_a_payload_is_text_too_with_all_digits_of_its_numbers(
    api: Api, read_token: str, tenant: str, database: Database
) -> None:
    """JSON readers round such numbers, so what is to be mended and sent again comes as text."""
    number = "12345678901234567890.12345678901234567890"
    database.value(
        f"select {tenant}__store.ingest(%s)",
        f'[{{"event_name": "a", "price": {number}}}, {{"event_name": ""}}]',
    )
    database.value(
        f"with kept as (update {tenant}__store.rejected_events set payload = null, raw = 'oops'"
        " where payload ->> 'event_name' = '' returning 1) select count(*) from kept"
    )
    for row in api.get("/rpc/rejected_events", read_token).json()["rows"]:
        event = api.get(f"/rpc/rejected_event?id={row['rejected_id']}", read_token).json()
        if row["event_name"] == "a":
            assert event["payload_text"] == f'{{\n    "price": {number},\n    "event_name": "a"\n}}'
            assert event["raw"] is None
        else:
            assert event["payload_text"] is None
            assert event["raw"] == "oops"
