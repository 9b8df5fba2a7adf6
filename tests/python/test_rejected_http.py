"""The quarantine over HTTP: reasons, pages, one event whole, replays, discards, a test event."""

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.harness.databases import Database, unique_name
from tests.harness.postgrest import Api
from tests.harness.tool import Cli


@pytest.fixture
def manage_key(cli: Cli, tenant: str) -> str:
    made = cli.json("key", "create", tenant, "--scope", "manage", "--name", "page")
    return str(made["key"])


@pytest.fixture
def refuse(database: Database, tenant: str) -> Callable[..., list[str]]:
    """A function that sends events and returns the rejected_ids of those that were rejected."""

    def send(*events: Any) -> list[str]:
        answer = database.value(f"select {tenant}__store.ingest(%s)", json.dumps(events))
        assert isinstance(answer, dict)
        return list(dict.fromkeys(error["rejected_id"] for error in answer["errors"]))

    return send


@pytest.fixture
def call(api: Api, manage_key: str) -> Callable[..., httpx.Response]:
    """A function that posts to a function of the API with a key of the scope manage."""

    def post(name: str, **arguments: Any) -> httpx.Response:
        return api.post(f"/rpc/{name}", arguments, manage_key)

    return post


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


def test_reasons_are_counted_by_code_and_field(
    api: Api, read_token: str, refuse: Any, call: Any
) -> None:
    refuse({"event_name": "a", "price": 1}, {"event_name": "a", "price": 2, "client_id": 5})
    refuse({"event_name": "b", "price": 1}, "no object", {"event_name": ""})
    reasons = api.get("/rpc/rejected_reasons", read_token).json()
    first = reasons[0]
    assert (first["code"], first["field"], first["events"]) == ("unknown_field", "price", 3)
    assert first["event_names"] == ["a", "b"]
    assert {(r["code"], r["field"], r["events"]) for r in reasons[1:]} == {
        ("not_an_object", None, 1),
        ("empty", "event_name", 1),
        ("wrong_type", "client_id", 1),
    }
    assert reasons[0]["first_at"] < reasons[0]["last_at"]


def test_rejected_events_are_paged_newest_first(api: Api, read_token: str, refuse: Any) -> None:
    for n in range(5):
        refuse(*[{"event_name": f"n{n % 2}", "client_id": "c", "price": n} for _ in range(4)])
    refuse("no object")
    seen: list[dict[str, Any]] = []
    query = "code=unknown_field&field=price&max_rows=6"
    answer = api.get(f"/rpc/rejected_events?{query}", read_token).json()
    while True:
        seen += answer["rows"]
        if not answer["older"]:
            break
        assert len(answer["rows"]) == 6
        answer = api.get(
            f"/rpc/rejected_events?{query}&before={answer['older']}", read_token
        ).json()
    assert len({row["rejected_id"] for row in seen}) == len(seen) == 20
    times = [row["received_at"] for row in seen]
    assert times == sorted(times, reverse=True)
    assert (seen[0]["client_id"], seen[0]["replayable"]) == ("c", True)

    def found(query: str) -> int:
        return len(api.get(f"/rpc/rejected_events?{query}", read_token).json()["rows"])

    assert found("event_name=n1") == 8
    assert found("field=") == 1  # of the event as a whole
    assert found("code=wrong_type") == 0
    assert found("") == 21
    wrong = api.get("/rpc/rejected_events?before=x", read_token)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "PT400")


def test_one_rejected_event_is_shown_whole(
    api: Api, cli: Cli, database: Database, tenant: str, read_token: str, refuse: Any
) -> None:
    (typo,) = refuse({"event_name": "a", "price": 1})
    shown = api.get(f"/rpc/rejected_event?id={typo}", read_token).json()
    assert shown["payload"] == {"event_name": "a", "price": 1}
    assert (shown["raw"], shown["raw_base64"]) == (None, None)
    assert shown["errors"][0]["code"] == "unknown_field"
    key = cli.json("key", "create", tenant, "--scope", "ingest", "--name", "in")["key"]
    lines = b'{"event_name": "caf\xc3\xa9", oops}\n\xff\xfe not UTF-8\n'
    answer = api.post(
        "/rpc/ingest_ndjson", lines, key, Content_Type="application/octet-stream"
    ).json()
    text, bytes_ = [
        api.get(f"/rpc/rejected_event?id={e['rejected_id']}", read_token).json()
        for e in answer["errors"]
    ]
    assert (text["raw"], text["raw_base64"]) == ('{"event_name": "café", oops}', None)
    assert (bytes_["raw"], bytes_["payload"]) == (None, None)
    assert bytes_["raw_base64"].startswith("//4g")
    missing = api.get(f"/rpc/rejected_event?id={uuid.uuid4()}", read_token)
    assert (missing.status_code, missing.json()["code"]) == (404, "PT404")


def test_a_replay_of_chosen_events_stores_what_passes(
    call: Any, database: Database, tenant: str, refuse: Any
) -> None:
    fine, hopeless, left = refuse(
        {"event_name": "a", "price": 1}, {"event_name": "", "price": 2}, {"event_name": "b", "x": 1}
    )
    answer = call(
        "replay_rejected", ids=[fine, hopeless],
        patch={"price": None, "properties": {"price": 29.99}},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["accepted"], told["duplicates"], told["rejected"]) == (1, 0, 1)
    assert [(e["rejected_id"], e["code"]) for e in told["errors"]] == [(hopeless, "empty")]
    assert (told["left"], told["next"]) == (0, None)
    assert database.value(f"select jsonb_object_agg(id, properties) from {tenant}.events") == {
        fine: {"price": 29.99}
    }
    assert database.value(
        f"select array_agg(rejected_id order by rejected_id) from {tenant}__store.rejected_events"
    ) == sorted(map(uuid.UUID, (hopeless, left)))
    told, found = room(database, tenant)
    assert told == found


def test_a_replay_of_a_reason_goes_on_from_where_it_ended(
    call: Any, database: Database, tenant: str, refuse: Any
) -> None:
    for _ in range(3):
        refuse(*[{"event_name": "a", "price": n} for n in range(700)])
    refuse({"event_name": "other", "x": 1})
    reason = {"code": "unknown_field", "field": "price"}
    # nothing is mended: every event stays, and the next call goes on all the same
    first = call("replay_rejected", **reason).json()
    assert (first["rejected"], first["left"], len(first["errors"])) == (1000, 1100, 100)
    second = call("replay_rejected", **reason, after=first["next"]).json()
    third = call("replay_rejected", **reason, after=second["next"]).json()
    assert (second["left"], third["left"], third["rejected"]) == (100, 0, 100)
    assert third["next"] is None
    done = call("replay_rejected", **reason, patch={"price": None}).json()
    assert (done["accepted"], done["left"]) == (1000, 1100)
    assert database.value(f"select count(*) from {tenant}__store.rejected_events") == 1101


def test_a_mended_event_leaves_the_quarantine_once_it_is_accepted(
    call: Any, api: Api, cli: Cli, database: Database, tenant: str, refuse: Any
) -> None:
    (typo,) = refuse({"event_name": "a", "price": 1, "created_at": "2024-10-01T00:00:00Z"})
    bad = call("replay_edited", id=typo, event={"event_name": "", "properties": {"price": 1}})
    told = bad.json()
    assert (told["accepted"], told["rejected"]) == (0, 1)
    assert [(e["rejected_id"], e["field"], e["code"]) for e in told["errors"]] == [
        (typo, "event_name", "empty")
    ]
    # it stays as it was, with its own errors
    assert database.value(
        f"select jsonb_build_array(errors #> '{{0,code}}', payload -> 'price')"
        f" from {tenant}__store.rejected_events"
    ) == ["unknown_field", 1]
    mended = {"event_name": "a", "properties": {"price": 1}}
    good = call("replay_edited", id=typo, event=mended).json()
    assert (good["accepted"], good["duplicates"], good["rejected"]) == (1, 0, 0)
    # under its rejected_id, with its time of receipt, as a replay does
    assert database.value(
        f"select array[id::text, (created_at = received_at)::text] from {tenant}.events"
    ) == [typo, "false"]
    assert database.value(f"select count(*) from {tenant}__store.rejected_events") == 0
    told, found = room(database, tenant)
    assert told == found == [0, 0]
    gone = call("replay_edited", id=typo, event=mended)
    assert (gone.status_code, gone.json()["code"]) == (404, "PT404")
    assert database.value(f"select count(*) from {tenant}.events") == 1
    # a line that is no JSON can be mended too
    key = cli.json("key", "create", tenant, "--scope", "ingest", "--name", "in")["key"]
    line = api.post("/rpc/ingest_ndjson", b"{oops", key, Content_Type="application/octet-stream")
    (error,) = line.json()["errors"]
    again = call("replay_edited", id=error["rejected_id"], event=mended).json()
    assert again["accepted"] == 1
    assert room(database, tenant)[1] == [0, 0]


def test_the_same_event_mended_twice_at_once_is_stored_once(
    call: Any, database: Database, tenant: str, refuse: Any
) -> None:
    (typo,) = refuse({"event_name": "a", "price": 1})
    answers: list[httpx.Response] = []

    def mend(name: str) -> None:
        answers.append(call("replay_edited", id=typo, event={"event_name": name}))

    threads = [threading.Thread(target=mend, args=(f"n{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {a.status_code for a in answers} <= {200, 404, 429}
    assert sum(a.json().get("accepted", 0) for a in answers if a.status_code == 200) == 1
    assert database.value(f"select count(*) from {tenant}.events") == 1


def test_a_mended_event_with_an_erased_id_is_not_kept(
    call: Any,
    api: Api,
    cli: Cli,
    database: Database,
    tenant: str,
    ingest_token: str,
    refuse: Any,
) -> None:
    id_ = str(uuid.uuid4())
    event = {"id": id_, "event_name": "a", "client_id": "ann"}
    assert api.post("/rpc/ingest", event, ingest_token).status_code == 200
    cli("erase", tenant, "--client-id", "ann", "--yes")
    (typo,) = refuse({"event_name": "a", "price": 1})
    told = call("replay_edited", id=typo, event={"id": id_, "event_name": "a"}).json()
    assert [e["code"] for e in told["errors"]] == ["erased"]
    assert database.value(f"select payload from {tenant}__store.rejected_events") is None
    told, found = room(database, tenant)
    assert told == found


def test_a_discard_deletes_at_most_a_thousand_and_says_what_is_left(
    call: Any, database: Database, tenant: str, refuse: Any
) -> None:
    refuse(*[{"event_name": "a", "price": n} for n in range(1200)])
    kept, gone = refuse({"event_name": "other", "x": 1}, {"event_name": "other", "y": 1})
    assert call("discard_rejected", ids=[gone]).json() == {"discarded": 1, "left": 0}
    reason = {"code": "unknown_field", "field": "price"}
    assert call("discard_rejected", **reason).json() == {"discarded": 1000, "left": 200}
    assert call("discard_rejected", **reason).json() == {"discarded": 200, "left": 0}
    assert call("discard_rejected", **reason).json() == {"discarded": 0, "left": 0}
    assert str(database.value(f"select rejected_id from {tenant}__store.rejected_events")) == kept
    told, found = room(database, tenant)
    assert told == found


def test_all_events_are_replayed_or_discarded_only_by_a_choice(call: Any, refuse: Any) -> None:
    refuse({"event_name": "a", "price": 1})
    ids = [str(uuid.uuid4()) for _ in range(1001)]
    for name, arguments in (
        ("replay_rejected", {}),
        ("discard_rejected", {}),
        ("discard_rejected", {"ids": ids}),
        ("replay_rejected", {"ids": ids}),
        ("replay_rejected", {"ids": ids[:1], "code": "unknown_field"}),
        ("replay_rejected", {"ids": ids[:1], "patch": [1]}),
        ("replay_rejected", {"code": "unknown_field", "after": "x"}),
        ("replay_edited", {"id": ids[0], "event": [1]}),
    ):
        answer = call(name, **arguments)
        assert (answer.status_code, answer.json()["code"]) == (400, "PT400"), (name, answer.text)
    assert call("discard_rejected", ids=[]).json() == {"discarded": 0, "left": 0}


def test_only_a_key_of_the_scope_manage_changes_the_quarantine(
    api: Api, cli: Cli, database: Database, tenant: str, refuse: Any
) -> None:
    (typo,) = refuse({"event_name": "a", "price": 1})
    calls: dict[str, dict[str, Any]] = {
        "replay_rejected": {"ids": [typo], "patch": {"price": None}},
        "replay_edited": {"id": typo, "event": {"event_name": "a"}},
        "discard_rejected": {"ids": [typo]},
        "send_test_event": {},
    }
    for scope in ("ingest", "read", "aggregate"):
        key = cli.json("key", "create", tenant, "--scope", scope, "--name", scope)["key"]
        for name, body in calls.items():
            assert api.post(f"/rpc/{name}", body, key).status_code == 403, (scope, name)
        for name in ("rejected_reasons", "rejected_events", f"rejected_event?id={typo}"):
            assert api.get(f"/rpc/{name}", key).status_code == (200 if scope == "read" else 403)
    # a GET changes nothing
    key = cli.json("key", "create", tenant, "--scope", "manage", "--name", "manage")["key"]
    for query in (f"discard_rejected?ids={{{typo}}}", "send_test_event"):
        assert api.get(f"/rpc/{query}", key).status_code == 405
    assert database.value(f"select count(*) from {tenant}__store.rejected_events") == 1
    # another tenant's events are not there
    neighbour = unique_name("neighbour")
    cli("tenant", "create", neighbour)
    other = cli.json("key", "create", neighbour, "--scope", "manage", "--name", "m")["key"]
    assert api.get(f"/rpc/rejected_event?id={typo}", other).status_code == 404
    assert api.post("/rpc/discard_rejected", {"ids": [typo]}, other).json()["discarded"] == 0
    body = {"id": typo, "event": {"event_name": "a"}}
    assert api.post("/rpc/replay_edited", body, other).status_code == 404


def test_a_test_event_is_stored_and_a_key_of_the_scope_manage_validates(
    call: Any, api: Api, manage_key: str, database: Database, tenant: str
) -> None:
    told = call("send_test_event").json()
    assert (told["accepted"], told["rejected"], told["errors"]) == (1, 0, [])
    assert str(database.value(f"select id from {tenant}.events")) == told["ids"][0]
    (row,) = api.get("/rpc/live", manage_key).json()["rows"]
    assert (row["event_name"], row["client_id"]) == ("test_event", "test_client")
    assert row["properties"]["items"]
    good = api.post("/rpc/validate", {"event_name": "a"}, manage_key)
    assert (good.status_code, good.json()["accepted"]) == (200, 1)
    bad = api.post("/rpc/validate", {"event_name": ""}, manage_key)
    assert (bad.status_code, bad.json()["errors"][0]["code"]) == (422, "empty")
    assert database.value(f"select count(*) from {tenant}.events") == 1
