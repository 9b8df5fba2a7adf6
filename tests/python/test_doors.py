"""The doors take what other systems' SDKs send, and answer so that the SDKs do the right thing.

These tests send requests to PostgREST as the edge passes them on. test_sdks.py has real SDKs.
"""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from tests.harness.databases import Database
from tests.harness.doors import CAPTURES, Doors, capture, door
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

SENT_AT = datetime.now(UTC).replace(microsecond=0)
REPLAYED = [file for file in CAPTURES if door(json.loads(file.read_text())["path"])]


@pytest.fixture
def doors(api: Api, cli: Cli, tenant: str) -> Doors:
    return Doors(api, cli.json("key", "create", tenant, "--name", "sdk")["key"])


def at(seconds: float = 0, now: datetime = SENT_AT) -> str:
    return (now + timedelta(seconds=seconds)).isoformat()


def millis(seconds: float = 0, now: datetime = SENT_AT) -> int:
    return int((now.timestamp() + seconds) * 1000)


def segment(event: str = "Order Completed", **more: Any) -> dict[str, Any]:
    message = {"type": "track", "event": event, "userId": "u-1", "messageId": str(uuid.uuid4())}
    return message | {"timestamp": at(), "properties": {"price": 2.5}} | more


# A request of each vendor with these names of events. The key is in it.
def bodies(key: str, names: list[str], when: datetime = SENT_AT) -> dict[str, tuple[str, Any]]:
    ms = int(when.timestamp() * 1000)
    ids = [str(uuid.uuid4()) for _ in names]
    both = list(zip(names, ids, strict=True))
    return {
        "segment": (
            "/v1/batch",
            {
                "writeKey": key,
                "batch": [
                    {"type": "track", "event": name, "userId": "u", "messageId": id_}
                    | {"timestamp": when.isoformat()}
                    for name, id_ in both
                ],
            },
        ),
        "posthog": (
            "/batch/",
            {
                "api_key": key,
                "batch": [
                    {"event": name, "distinct_id": "u", "uuid": id_, "properties": {"a": 1}}
                    | {"timestamp": when.isoformat()}
                    for name, id_ in both
                ],
            },
        ),
        "mixpanel": (
            "/track",
            [
                {
                    "event": name,
                    "properties": {"token": key, "time": ms / 1000, "distinct_id": "u"}
                    | {"$insert_id": id_},
                }
                for name, id_ in both
            ],
        ),
        "amplitude": (
            "/2/httpapi",
            {
                "api_key": key,
                "events": [
                    {"event_type": name, "user_id": "u", "insert_id": id_, "time": ms}
                    for name, id_ in both
                ],
            },
        ),
        "snowplow": (
            "/com.snowplowanalytics.snowplow/tp2",
            {
                "schema": "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4",
                "data": [{"e": name, "eid": id_, "uid": "u", "dtm": str(ms)} for name, id_ in both],
            },
        ),
    }


VENDORS = ("segment", "posthog", "mixpanel", "amplitude", "snowplow")


def send(doors: Doors, vendor: str, names: list[str], **headers: str) -> Any:
    path, body = bodies(doors.key, names)[vendor]
    if vendor == "snowplow":
        headers = {"X_Write_Key": doors.key} | headers
    return doors.send(path, body, **headers)


def is_success(vendor: str, answer: Any) -> bool:
    """Tell whether the vendor's SDKs take the answer for the last word."""
    said = answer.json()
    if vendor == "segment":
        told = said["success"] is True
    elif vendor == "posthog":
        told = said["status"] == "Ok"
    elif vendor == "mixpanel":
        told = said == 1 or said["status"] == 1
    elif vendor == "amplitude":
        told = said["code"] == 200 and "events_ingested" in said
    else:
        told = True
    return bool(answer.status_code == 200 and told)


@pytest.mark.parametrize("file", REPLAYED, ids=lambda file: file.stem)
def test_what_sdks_send_is_stored_once(
    doors: Doors, tenant: str, database: Database, file: Path
) -> None:
    sent = capture(file, doors.key)
    for _ in range(2):
        answer = doors.send(sent.path, sent.body, **sent.headers)
        assert is_success(str(door(sent.path)), answer), answer.text
    count = database.value(f"select count(*) from {tenant}.events")
    body = json.loads(file.read_text())["body_json"] or {}
    batch = body.get("batch") or body.get("events") or body.get("data") or [body]
    # mixpanel for Node has no id and no time, so that two equal calls are two
    repeated = "mixpanel-npm" in file.name
    if "mixpanel-npm-0.24.0-post" not in file.name:
        assert count == len(batch) * (2 if repeated else 1)
    assert database.value(f"select count(*) from {tenant}.rejected_events") == 0
    everything = str(database.value(f"select json_agg(e) from {tenant}.events as e"))
    assert doors.key not in everything
    assert "sentAt" not in everything
    assert '"stm"' not in everything


def test_an_order_of_each_vendor_is_stored_as_it_was_sent(
    doors: Doors, tenant: str, database: Database
) -> None:
    for file in REPLAYED:
        sent = capture(file, doors.key)
        doors.send(sent.path, sent.body, **sent.headers)
    orders = database.value(
        "select jsonb_agg(jsonb_build_array(client_id, properties -> 'product_id',"
        " properties -> 'price', properties #> '{nested,a}', properties -> 'emoji'))"
        f" from {tenant}.events"
        " where event_name in ('Order Completed', 'order') and properties ? 'nested'"
    )
    assert isinstance(orders, list)
    assert len(orders) > 12
    for order in orders:
        assert order == ["u-ann", "SKU-1", 29.99, [1, 2.5, None, True, "ş"], "😀"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_one_bad_event_costs_only_itself(
    doors: Doors, tenant: str, database: Database, vendor: str
) -> None:
    names = ["good", "n" * 300, "good too"]
    path, body = bodies(doors.key, names)[vendor]
    key = {"X_Write_Key": doors.key} if vendor == "snowplow" else {}
    for _ in range(2):
        assert is_success(vendor, doors.send(path, body, **key))
    assert database.value(f"select array_agg(event_name order by 1) from {tenant}.events") == [
        "good",
        "good too",
    ]
    assert database.value(
        f"select jsonb_agg(errors #>> '{{0,code}}') from {tenant}.rejected_events"
    ) == ["too_long"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_event_that_is_no_object_costs_only_itself(
    doors: Doors, tenant: str, database: Database, vendor: str
) -> None:
    path, body = bodies(doors.key, ["good"])[vendor]
    rows = next((body[k] for k in ("batch", "events", "data") if k in body), body)
    rows += ["text", 5, None, ["a"]]
    key = {"X_Write_Key": doors.key} if vendor == "snowplow" else {}
    assert is_success(vendor, doors.send(path, body, **key))
    assert database.value(f"select count(*) from {tenant}.events") == 1
    assert database.value(
        f"select array_agg(distinct errors #>> '{{0,code}}') from {tenant}.rejected_events"
    ) == ["not_an_object"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_values_that_cannot_be_stored_are_replaced_and_marked(
    doors: Doors, tenant: str, database: Database, vendor: str
) -> None:
    names = ["plain", "x\\u0000y", "half \\ud83d end", "low \\ude00", "\\\\u0000", "\\ud83d\\ude00"]
    path, body = bodies(doors.key, [f"@{i}@" for i in range(len(names))])[vendor]
    text = json.dumps(body)
    for i, name in enumerate(names):
        text = text.replace(f"@{i}@", name.replace("\\u", "\\u"))
    key = {"X_Write_Key": doors.key} if vendor == "snowplow" else {}
    answer = doors.send(path, text.encode(), **key)
    assert is_success(vendor, answer), answer.text
    found = database.value(
        "select jsonb_object_agg("
        "event_name, strpos(properties::text, '\"replaced_characters\"') > 0)"
        f" from {tenant}.events"
    )
    assert found == {
        "plain": False,
        "x\ufffdy": True,
        "half \ufffd end": True,
        "low \ufffd": True,
        "\\u0000": False,
        "😀": False,
    }


def test_numbers_that_json_does_not_have_become_null(
    doors: Doors, tenant: str, database: Database
) -> None:
    values = '[NaN, Infinity, -Infinity, 1e400000, 1.5, -2, "NaN, 3", 1e5]'
    body = json.dumps({"writeKey": doors.key, "batch": [segment("a", properties={"v": "@"})]})
    assert doors.send("/v1/batch", body.replace('"@"', values).encode()).status_code == 200
    found = database.value(f"select properties -> 'v' from {tenant}.events")
    assert found == [None, None, None, None, 1.5, -2, "NaN, 3", 100000]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"no", 400), (b"{", 400), (b'{"batch": 5}', 400), (b'"x"', 400),
     (b'{"batch": [], "a": "\xff"}', 400), (b"\x1f\x8b\x08\x00abc", 415),
     (b'{"batch": [{"a": "\x00"}]}', 400), (b'{"batch": [NaN, "x', 400), (b"[NaN" * 9999, 400)],
)  # fmt: skip
def test_a_body_that_is_nothing_is_refused(doors: Doors, body: bytes, status: int) -> None:
    answer = doors.send("/v1/batch", body, **doors.basic())
    assert answer.status_code == status
    said = answer.json()
    assert said["success"] is False
    assert said["code"] == f"PT{status}"
    assert said["message"]
    if status == 415:
        assert "gzip=False" in said["hint"]


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/batch", {}), ("/v1/batch", {"events": []}), ("/v1/import", {"batch": {}})],
)
def test_a_batch_without_messages_is_no_message(doors: Doors, path: str, body: Any) -> None:
    assert doors.send(path, body, **doors.basic()).status_code == 400


def test_no_body_is_parsed_that_has_no_key(doors: Doors, tenant: str) -> None:
    """A body of {},{},... takes gigabytes once it is parsed."""
    for path in ("/v1/batch", "/batch/", "/2/httpapi", "/track"):
        assert doors.send(path, b"\x1f\x8b\x08\x00").status_code in (400, 415)
        answer = doors.send(path, b"[" + b"{}," * 100_000)
        assert answer.status_code in (400, 401), answer.text
        assert "no key" in answer.text or answer.json() == 0
    for path, name in (("/v1/batch", "batch"), ("/batch/", "batch"), ("/2/httpapi", "events")):
        answer = doors.send(path, {name: [{}] * 10_001, "api_key": doors.key}, **doors.basic())
        assert answer.status_code == 413


def test_the_context_of_a_batch_has_a_limit_in_all_its_copies(doors: Doors) -> None:
    body = {"context": {"a": "x" * 100_000}, "batch": [segment() for _ in range(1000)]}
    answer = doors.send("/v1/batch", body, **doors.basic())
    assert (answer.status_code, answer.json()["code"]) == (413, "PT413")
    body = {"context": {"a": "x"}, "batch": []}
    assert doors.send("/v1/batch", body, **doors.basic()).status_code == 200


@pytest.mark.parametrize("mark", ["\U0010fffe", "\U0010ffff", "\\udbff\\udffe", "\\udbff\\udfff"])
def test_the_marks_of_mending_in_a_body_cost_nothing(
    doors: Doors, tenant: str, database: Database, mark: str
) -> None:
    rows = [segment("a", properties={"@@": 1, "v": "@@"}), segment("b", properties={"v": "@n"})]
    text = json.dumps({"batch": rows, "writeKey": doors.key})
    text = text.replace("@@", mark).replace('"@n"', "NaN")
    assert doors.send("/v1/batch", text.encode()).status_code == 200
    assert database.value(
        f"select jsonb_object_agg(event_name, properties -> 'v') from {tenant}.events"
    ) == {"a": "\ufffd", "b": None}


def test_a_number_in_the_place_of_a_name_costs_no_other_event(doors: Doors) -> None:
    rows = json.dumps([segment("a", properties={"x": "@"}), segment("b")])
    body = ('{"batch": ' + rows.replace('"@"', "{NaN: 1}") + "}").encode()
    answer = doors.send("/v1/batch", body, **doors.basic())
    assert answer.json()["hardal"]["accepted"] == 2


@pytest.mark.parametrize("sent", ["9999-12-31T23:59:59Z", "6075-01-01T00:00:00Z", "0001-01-01", 5])
def test_a_time_of_sending_that_is_none_changes_no_time(
    doors: Doors, tenant: str, database: Database, sent: Any
) -> None:
    body = {"sentAt": sent, "batch": [segment(timestamp=at())], "writeKey": doors.key}
    assert doors.send("/v1/batch", body).json()["hardal"]["accepted"] == 1
    found = database.value(f"select extract(epoch from created_at)::int from {tenant}.events")
    assert found == int(SENT_AT.timestamp())


def test_events_of_one_id_that_differ_are_all_kept_in_quarantine(
    doors: Doors, tenant: str, database: Database
) -> None:
    same = str(uuid.uuid4())
    rows = [segment(f"e{n}", messageId=same) for n in range(4)] + [segment("n" * 300)] * 2
    for _ in range(2):
        doors.send("/v1/batch", {"batch": rows}, **doors.basic())
    assert database.value(
        "select jsonb_agg(left(payload ->> 'event_name', 3) order by payload ->> 'event_name')"
        f" from {tenant}.rejected_events"
    ) == ["e1", "e2", "e3", "nnn"]


def test_a_key_among_the_events_is_not_stored(
    doors: Doors, tenant: str, database: Database
) -> None:
    key = doors.key
    event = {"event": "p", "token": key, "api_key": key, "properties": {"token": key, "a": 1}}
    mixed = {"event": "m", "$token": key, "properties": {"$token": key, "a": 1}}
    doors.send("/batch/", {"api_key": key, "batch": [event]})
    doors.send("/capture/", event | {"properties": {"token": "gift"}})
    doors.send("/track", mixed)
    doors.send("/engage", {"$distinct_id": "u", "$set": {}, "properties": {"token": key}})
    assert database.value(f"select count(*) from {tenant}.events") == 4
    assert key not in str(database.value(f"select json_agg(e) from {tenant}.events as e"))
    assert (
        database.value(
            f"select count(*) from {tenant}.events where properties ->> 'token' = 'gift'"
        )
        == 1
    )


def test_an_empty_batch_is_answered_and_stores_nothing(doors: Doors) -> None:
    for path, body in bodies(doors.key, []).values():
        answer = doors.send(path, body, **doors.basic())
        assert is_success(str(door(path)), answer), answer.text


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_key_that_does_not_count_is_refused_in_the_vendors_words(
    doors: Doors, cli: Cli, tenant: str, database: Database, vendor: str
) -> None:
    def said(key: str) -> Any:
        answer = send(Doors(doors.api, key), vendor, ["a"])
        body = answer.json()
        if vendor == "amplitude":  # any other sentence would be sent again
            assert answer.status_code == 400
            assert body["code"] == 400
            assert body["error"].startswith("Invalid API key: ")
            return body["error"]
        if vendor == "mixpanel":
            assert body == 0
        else:
            assert body["message"]
            assert body["code"]
        if vendor == "posthog":
            assert body["detail"] == body["message"]
        return answer.status_code

    unauthorised: int | str = 401
    forbidden = 403
    if vendor == "amplitude":
        unauthorised = "Invalid API key: the key is unknown here"
    assert said("hk_" + "A" * 32) == unauthorised
    assert said("") in (unauthorised, "Invalid API key: this request has no key")
    reader = cli.json("key", "create", tenant, "--scope", "read", "--name", "r")["key"]
    assert said(reader) in (
        forbidden,
        "Invalid API key: a key of the scope read may not send events",
    )
    cli("tenant", "suspend", tenant)
    assert said(doors.key) in (
        forbidden,
        f"Invalid API key: the tenant {tenant} is suspended",
    )
    cli("tenant", "resume", tenant)
    assert is_success(vendor, send(doors, vendor, ["a"]))
    cli("key", "revoke", tenant, "sdk")
    assert said(doors.key) in (unauthorised, "Invalid API key: the key was revoked")
    assert database.value(f"select count(*) from {tenant}.events") == 1


def test_a_key_in_the_headers_goes_before_one_in_the_body(
    doors: Doors, cli: Cli, tenant: str, database: Database
) -> None:
    cli("tenant", "create", f"{tenant}_b")
    other = cli.json("key", "create", f"{tenant}_b", "--name", "sdk")["key"]
    path, body = bodies(other, ["a"])["segment"]
    assert doors.send(path, body, **doors.basic()).status_code == 200
    assert doors.send(path, body, X_Write_Key=f"id:{doors.key}").status_code == 200
    assert database.value(f"select count(*) from {tenant}_b.events") == 0
    assert database.value(f"select count(*) from {tenant}.events") == 1


def test_the_use_of_a_key_in_a_body_is_recorded(
    doors: Doors, cli: Cli, tenant: str, database: Database
) -> None:
    assert is_success("posthog", send(doors, "posthog", ["a"]))
    (listed,) = cli.json("key", "list", tenant)
    assert listed["last_used_at"]


@pytest.mark.parametrize("hours", [-3, 50, 0.001])
def test_a_wrong_clock_is_corrected_by_the_time_of_sending(
    doors: Doors, tenant: str, database: Database, hours: float
) -> None:
    """The event was made 600 seconds before it was sent, by the sender's clock."""
    now = datetime.now(UTC)
    wrong = hours * 3600
    message = segment(timestamp=at(wrong - 600, now))
    doors.send("/v1/batch", {"sentAt": at(wrong, now), "writeKey": doors.key, "batch": [message]})
    single = segment(timestamp=at(wrong - 600, now), sentAt=at(wrong, now))
    doors.send("/v1/track", single, **doors.basic())
    event = {"event": "p", "uuid": str(uuid.uuid4()), "timestamp": at(wrong - 600, now)}
    doors.send("/batch/", {"api_key": doors.key, "sent_at": at(wrong, now), "batch": [event]})
    newer = event | {"uuid": str(uuid.uuid4())}
    doors.send(
        "/i/v1/analytics/events",
        {"batch": [newer], "created_at": at(99)},
        Authorization=doors.key,
        PostHog_Request_Timestamp=at(wrong, now),
    )
    snow = {"e": "pv", "eid": str(uuid.uuid4()), "dtm": str(millis(wrong - 600, now))}
    doors.send(
        "/com.snowplowanalytics.snowplow/tp2",
        {"data": [snow | {"stm": str(millis(wrong, now))}]},
        X_Write_Key=doors.key,
    )
    times = database.value(
        f"select array_agg(extract(epoch from created_at)::float8) from {tenant}.events"
    )
    assert isinstance(times, list)
    assert len(times) == 5
    for time in times:
        assert abs(time - (now.timestamp() - 600)) < 300


def test_a_batch_that_is_too_long_is_refused_as_a_whole(doors: Doors) -> None:
    for vendor, status, code in (
        ("segment", 413, "PT413"),
        ("amplitude", 413, 413),
        ("snowplow", 400, "PT413"),  # a tracker sends it again for ever after 413
    ):
        answer = send(doors, vendor, ["a"] * 10_001)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_too_many_writes_are_told_to_wait(
    doors: Doors, cli: Cli, tenant: str, database: Database
) -> None:
    cli("tenant", "set", tenant, "--writes-at-once", "1")
    name = f"hardal write {tenant}"
    login = database.server.login("hardal_authenticator", database.name)
    with database.connect(login) as other:
        other.execute("select set_config('application_name', %s, false)", (name,))
        for vendor in VENDORS:
            answer = send(doors, vendor, ["a"])
            assert answer.status_code == 429
            assert answer.headers["Retry-After"] == "1"
            if vendor == "amplitude":
                assert answer.json()["code"] == 429


def test_each_path_of_segment_names_the_type(doors: Doors, tenant: str, database: Database) -> None:
    for path in ("/v1/track", "/v1/identify/", "/v1/page", "/v1/screen", "/v1/group", "/v1/alias"):
        message = {"userId": "u", "messageId": path, "event": "e"}
        assert doors.send(path, message, **doors.basic()).status_code == 200
    found = database.value(f"select array_agg(event_name order by event_name) from {tenant}.events")
    assert found == ["alias", "e", "group", "identify", "page", "screen"]


def test_a_batchs_context_belongs_to_its_messages(
    doors: Doors, tenant: str, database: Database
) -> None:
    body = {
        "context": {"ip": "203.0.113.9", "locale": "tr"},
        "batch": [segment("a", context={"locale": "de"}), segment("b"), 5],
    }
    assert doors.send("/v1/batch", body, **doors.basic()).status_code == 200
    found = database.value(
        "select jsonb_object_agg(event_name, properties #> '{$segment,context}')"
        f" from {tenant}.events"
    )
    assert found == {
        "a": {"ip": "203.0.113.9", "locale": "de"},
        "b": {"ip": "203.0.113.9", "locale": "tr"},
    }


def test_posthogs_newer_path_answers_for_each_event(doors: Doors) -> None:
    good, bad = str(uuid.uuid4()), str(uuid.uuid4())
    events: list[Any] = [{"event": "a", "uuid": good}, {"event": "n" * 300, "uuid": bad}]
    answer = doors.send("/i/v1/analytics/events", {"batch": events}, Authorization=doors.key)
    results = answer.json()["results"]
    assert results[good] == {"result": "ok"}
    assert results[bad]["result"] == "warning"
    assert "200 characters" in results[bad]["details"]
    events = [{"event": "a", "uuid": None}, {"event": "b"}, [], *events]
    answer = doors.send("/i/v1/analytics/events", {"batch": events}, Authorization=doors.key)
    assert {uuid: said["result"] for uuid, said in answer.json()["results"].items()} == {
        good: "ok",
        bad: "warning",
    }


@pytest.mark.parametrize("plus", ["+", "%2B", " "])
def test_mixpanels_forms_are_read(doors: Doors, tenant: str, database: Database, plus: str) -> None:
    """Forms hold JSON or base64, and who wrote the base64 may have escaped it or not."""
    note = "a+b c&d=e %41 ş 😀 >>>???~~~"
    event = {"event": "a", "properties": {"token": doors.key, "distinct_id": "u", "note": note}}
    text = json.dumps(event, ensure_ascii=False)
    coded = base64.b64encode(text.encode()).decode()
    assert "+" in coded
    for body in (
        "data=" + coded.replace("+", plus) + "&verbose=1",
        "ip=0&verbose=0&data=" + base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
        "verbose=1&data=" + quote_plus(text),
        "data=" + quote(text) + "&ip=0",
        "data=" + quote_plus(json.dumps([event])),
        text,
        "\ufeff" + text,
    ):
        answer = doors.send("/track", body.encode())
        assert is_success("mixpanel", answer), (body, answer.text)
    found = database.value(f"select array_agg(properties ->> 'note') from {tenant}.events")
    assert found == [note] * 7


def test_mixpanels_answers_are_as_its_sdks_ask_for_them(doors: Doors) -> None:
    event = {"event": "a", "properties": {"token": doors.key}}
    assert doors.send("/track", event).json() == 1
    assert doors.send("/track", event, X_Hardal_Verbose="0").json() == 1
    long = doors.send("/track", event, X_Hardal_Verbose="1").json()
    assert (long["status"], long["error"], long["hardal"]["accepted"]) == (1, None, 1)
    long = doors.send("/import", [event, {"event": 5}], **doors.basic()).json()
    assert (long["code"], long["num_records_imported"], long["hardal"]["rejected"]) == (200, 1, 1)
    wrong = doors.send("/import", [event], Authorization="Basic eDo=")
    assert (wrong.status_code, wrong.json()["status"], wrong.json()["code"]) == (401, 0, 401)
    several = [event, {"event": "a", "properties": {"token": "other"}}]
    assert doors.send("/track", several).status_code == 401


def test_mixpanels_profiles_and_groups_are_events(
    doors: Doors, tenant: str, database: Database
) -> None:
    update = {"$token": doors.key, "$distinct_id": "u", "$set": {"plan": "pro"}}
    group = {"$token": doors.key, "$group_key": "company", "$group_id": "o", "$set": {"n": 1}}
    for _ in range(2):
        doors.send("/engage", update)
        doors.send("/engage", update | {"$time": SENT_AT.timestamp()})
        doors.send("/groups/", group | {"$time": millis()})
    found = database.value(
        f"select jsonb_agg(jsonb_build_array(event_name, client_id, properties - '$mixpanel'))"
        f" from {tenant}.events"
    )
    told = ["$engage", "u", {"$set": {"plan": "pro"}}]
    grouped = {"$group_key": "company", "$group_id": "o", "$set": {"n": 1}}
    assert isinstance(found, list)
    assert sorted(found, key=lambda event: str(event[0])) == [
        *(told, told, told),
        ["$groups", None, grouped],
    ]


def test_snowplows_events_have_names_and_fields_that_its_users_know(
    doors: Doors, tenant: str, database: Database
) -> None:
    def packed(schema: str, data: Any) -> str:
        text = json.dumps({"schema": schema, "data": data})
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    order = {"schema": "iglu:org.example/order_paid/jsonschema/1-0-0", "data": {"price": 2.5}}
    contexts = [{"schema": "iglu:org.example/user/jsonschema/1-0-0", "data": {"plan": "pro"}}]
    unstruct = "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0"
    rows = [
        {"e": "ue", "ue_px": packed(unstruct, order), "cx": packed("x", contexts), "uid": "u"},
        {"e": "ue", "ue_pr": json.dumps({"schema": unstruct, "data": order}), "duid": "d"},
        {"e": "se", "se_ca": "shop", "se_ac": "add", "se_va": "2.5", "uid": "", "duid": "d"},
        {"e": "pv", "url": "https://example.org/p", "page": "P", "refr": "https://x.org"},
        {"e": "pp", "pp_mix": "1"},
        {"e": "ue", "ue_px": "!!!"},
    ]
    for row in rows:
        row |= {"eid": str(uuid.uuid4()), "dtm": str(millis()), "stm": str(millis())}
    answer = doors.send(
        "/com.snowplowanalytics.snowplow/tp2", {"data": rows}, X_Write_Key=doors.key
    )
    assert answer.json()["hardal"]["rejected"] == 1
    found = database.value(
        "select jsonb_object_agg(event_name || coalesce(client_id, ''), properties)"
        f" from {tenant}.events"
    )
    assert isinstance(found, dict)
    assert found["order_paidu"]["price"] == 2.5
    assert found["order_paidu"]["$snowplow"]["schema"] == order["schema"]
    assert found["order_paidu"]["$snowplow"]["contexts"] == contexts
    assert found["order_paidd"]["price"] == 2.5
    assert found["structd"] | {"$snowplow": 0} == {
        "se_category": "shop", "se_action": "add", "se_value": 2.5, "$snowplow": 0
    }  # fmt: skip
    assert found["page_view"]["page_url"] == "https://example.org/p"
    assert found["page_ping"]["$snowplow"]["pp_mix"] == "1"


@pytest.mark.parametrize("field", ["ue_px", "ue_pr", "cx", "co"])
def test_a_replaced_character_inside_of_a_field_of_snowplow_is_marked(
    doors: Doors, tenant: str, database: Database, field: str
) -> None:
    inner: Any = {"schema": "iglu:org.example/a/jsonschema/1-0-0", "data": {"text": "a\0b"}}
    text = json.dumps({"schema": "x", "data": inner if field.startswith("ue") else [inner]})
    if field.endswith("x"):
        text = base64.b64encode(text.encode()).decode()
    row = {"e": "ue" if field.startswith("ue") else "pv", field: text, "eid": str(uuid.uuid4())}
    plain = {"e": "pv", "eid": str(uuid.uuid4())}
    answer = doors.send(
        "/com.snowplowanalytics.snowplow/tp2", {"data": [row, plain]}, X_Write_Key=doors.key
    )
    assert answer.json()["hardal"]["accepted"] == 2
    found = database.value(
        "select jsonb_agg(properties #> '{$snowplow,replaced_characters}' order by id = %s)"
        f" from {tenant}.events where position('a�b' in properties::text) > 0 or id = %s",
        plain["eid"], plain["eid"],
    )  # fmt: skip
    assert found == [True, None]


def test_anonymous_requests_reach_the_doors_alone(api: Api, database: Database) -> None:
    """Every other function is refused before it runs, and none but the doors may be executed.

    test_page_files.py shows the two functions of the page.
    """
    functions = database.value(
        "select array_agg(distinct p.proname) from pg_proc as p"
        " where p.pronamespace = 'hardal'::regnamespace"
        " and has_function_privilege('hardal_anon', p.oid, 'execute')"
    )
    assert isinstance(functions, list)
    assert set(functions) == {
        *VENDORS, "pre_request", "authorise_request", "page", "page_file"
    }  # fmt: skip
    for name in (
        "ingest",
        "ingest_ndjson",
        "events",
        "pre_request",
        "authorise_request",
        "page",
        "page_file",
        "%73egment",
    ):
        answer = api.client.post(
            f"/rpc/{name}", content=b"{}", headers={"Content-Type": "application/octet-stream"}
        )
        assert answer.status_code in (401, 404), (name, answer.text)


def test_a_live_event_and_the_same_event_of_an_export_are_one(
    doors: Doors, cli: Cli, tenant: str, database: Database, tmp_path: Path
) -> None:
    """An export has the event with fields that the vendor added."""
    message, event = segment(messageId="node-next-1-a", sentAt=at()), str(uuid.uuid4())
    mixed = {"distinct_id": "u", "$insert_id": "i-1", "price": 2.5}
    plain = {"event_type": "a", "user_id": "u", "insert_id": "i-2"}
    hog = {"event": "a", "uuid": event, "distinct_id": "u", "timestamp": at()}
    doors.send("/v1/batch", {"batch": [message]}, **doors.basic())
    doors.send("/batch/", {"api_key": doors.key, "batch": [hog]})
    live = mixed | {"token": doors.key, "time": SENT_AT.timestamp() + 0.25}
    doors.send("/track", {"event": "a", "properties": live})
    doors.send("/2/httpapi", {"api_key": doors.key, "events": [plain | {"time": millis()}]})
    exports = {
        "segment": message | {"receivedAt": at(1), "originalTimestamp": at(), "version": "1.1"},
        "posthog": hog | {"properties": {"$geoip_city_name": "Ankara"}, "team_id": 1},
        "mixpanel": {
            "event": "a",
            "properties": mixed | {"time": int(SENT_AT.timestamp()), "mp_country_code": "TR"},
        },
        "amplitude": {
            "event_type": "a", "user_id": "u", "$insert_id": "i-2", "uuid": str(uuid.uuid4()),
            "event_time": SENT_AT.strftime("%Y-%m-%d %H:%M:%S.000000"), "server_upload_time": at(2),
        },
    }  # fmt: skip
    for vendor, row in exports.items():
        path = tmp_path / f"{vendor}.ndjson"
        path.write_text(json.dumps(row) + "\n")
        report = cli.json("import", tenant, "--from", vendor, str(path))
        told = {name: report[name] for name in ("accepted", "duplicates", "rejected")}
        assert told == {"accepted": 0, "duplicates": 1, "rejected": 0}, (vendor, report)
    assert database.value(f"select count(*) from {tenant}.events") == 4


def test_batches_at_the_vendors_own_limits_are_stored(
    doors: Doors, tenant: str, database: Database
) -> None:
    """Segment takes 500 KB, PostHog 20 MiB, Mixpanel and Amplitude 2,000 events."""
    text = "ş" * 80_000
    hog = [
        {"event": "hog", "uuid": str(uuid.uuid4()), "properties": {"text": text, "n": n}}
        for n in range(125)
    ]
    body = json.dumps({"api_key": doors.key, "batch": hog}, ensure_ascii=False).encode()
    assert 19 << 20 < len(body) < 20 << 20
    messages = [segment("seg", properties={"text": "x" * 30_000}) for _ in range(16)]
    several = ["many"] * 2000
    sent = [
        doors.send("/batch/", body),
        doors.send("/v1/batch", {"batch": messages}, **doors.basic()),
        send(doors, "mixpanel", several),
        send(doors, "amplitude", several),
    ]
    assert [answer.status_code for answer in sent] == [200] * 4
    assert database.value(
        f"select jsonb_object_agg(n, c) from (select event_name as n, count(*) as c"
        f" from {tenant}.events group by 1) as e"
    ) == {"hog": 125, "seg": 16, "many": 4000}
