"""The requests, statuses and answers of docs/ingest.md, on a real PostgREST."""

import contextlib
import csv
import http.client
import json
import math
import random
import re
import struct
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow

from hardal_admin.demo import EVENT
from tests.harness.databases import Database, unique_name
from tests.harness.postgrest import Api
from tests.harness.tool import Cli


def event_id() -> str:
    return str(uuid.uuid4())


def test_the_example_event_is_stored_and_read_back(
    api: Api, ingest_token: str, read_token: str, reader: psycopg.Connection[DictRow]
) -> None:
    answer = api.post("/rpc/ingest", EVENT, ingest_token)
    assert answer.status_code == 200
    body = answer.json()
    assert {k: body[k] for k in ("accepted", "duplicates", "rejected", "errors")} == {
        "accepted": 1,
        "duplicates": 0,
        "rejected": 0,
        "errors": [],
    }
    (row,) = reader.execute("select * from events").fetchall()
    assert str(row["id"]) == body["ids"][0]
    assert row["properties"] == EVENT["properties"]
    assert row["created_at"].isoformat() == "2024-10-06T12:34:56+00:00"
    assert str(row["event_date"]) == "2024-10-06"
    (over_http,) = api.get("/rpc/events?event_name=purchase", read_token).json()
    assert list(over_http) == [
        "id",
        "event_name",
        "hardal_server_request_id",
        "client_id",
        "properties",
        "created_at",
        "received_at",
        "event_date",
    ]
    assert over_http["properties"] == EVENT["properties"]


def test_a_batch_is_answered_event_by_event(
    api: Api, ingest_token: str, reader: psycopg.Connection[DictRow]
) -> None:
    same = event_id()
    api.post("/rpc/ingest", {"event_name": "old", "id": same}, ingest_token)
    answer = api.post(
        "/rpc/ingest",
        {
            "events": [
                {"event_name": "new"},
                {"event_name": "old", "id": same},
                {"event_name": ""},
                5,
            ]
        },
        ingest_token,
    )
    assert answer.status_code == 207
    body = answer.json()
    assert (body["accepted"], body["duplicates"], body["rejected"]) == (1, 1, 2)
    assert body["ids"][1] == same
    assert body["ids"][2:] == [None, None]
    assert [(e["index"], e["field"], e["code"]) for e in body["errors"]] == [
        (2, "event_name", "empty"),
        (3, None, "not_an_object"),
    ]
    kept = reader.execute("select rejected_id::text, payload from rejected_events").fetchall()
    assert {(e["rejected_id"]) for e in body["errors"]} == {row["rejected_id"] for row in kept}
    assert reader.execute("select count(*) from events").fetchone() == {"count": 2}


def test_all_events_rejected_is_422_and_all_are_in_quarantine(
    api: Api, ingest_token: str, reader: psycopg.Connection[DictRow]
) -> None:
    answer = api.post("/rpc/ingest", {"event_name": "x", "typo": 1}, ingest_token)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "unknown_field"
    assert reader.execute("select event_name, payload from rejected_events").fetchall() == [
        {"event_name": "x", "payload": {"event_name": "x", "typo": 1}}
    ]


def test_a_retry_is_a_duplicate_and_success(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    event = EVENT | {"id": event_id()}
    for counted in ("accepted", "duplicates", "duplicates"):
        answer = api.post("/rpc/ingest", event, ingest_token)
        assert (answer.status_code, answer.json()[counted]) == (200, 1)
    assert database.value(f"select count(*) from {tenant}.events") == 1


def test_a_bare_array_is_accepted_with_columns_events(api: Api, ingest_token: str) -> None:
    answer = api.post(
        "/rpc/ingest?columns=events",
        [{"event_name": "a"}, {"event_name": "b", "client_id": "c"}],
        ingest_token,
    )
    assert (answer.status_code, answer.json()["accepted"]) == (200, 2)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"5", 400),
        (b"null", 400),
        (b'"x"', 400),
        (b"[]", 400),
        (b"{}", 422),
        (b'{"events": []}', 400),
        (b'{"events": {}}', 400),
        (b'{"events": null}', 400),
        (b'{"events": [{"event_name": "x"}], "id": "y"}', 400),
        (b'{"event_name": "\\u0000"}', 400),
        (b'{"event_name": "\\ud800"}', 400),
        (b'{"event_name": "x", "properties": {"n": 1e400000}}', 400),
        (b'{"event_name": "x\xff"}', 400),
        (b"event_name=x", 400),
        (json.dumps({"events": [{"event_name": "x"}] * 10_001}).encode(), 413),
        (json.dumps({"events": [{"event_name": "x"}] * 10_000}).encode(), 200),
        (b"[" * 100_000, 400),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else str(value),
)
def test_every_body_gets_an_answer(
    api: Api, ingest_token: str, body: bytes, status: int, database: Database, tenant: str
) -> None:
    answer = api.post(
        "/rpc/ingest?columns=events" if body == b"[]" else "/rpc/ingest", body, ingest_token
    )
    assert answer.status_code == status, answer.text
    if status in (400, 413):
        assert answer.json()["code"]
        assert set(answer.json()) == {"code", "message", "details", "hint"}
        assert database.value(f"select count(*) from {tenant}.events") == 0
        assert database.value(f"select count(*) from {tenant}.rejected_events") == 0


def test_events_are_read_in_pages_and_as_csv(api: Api, ingest_token: str, read_token: str) -> None:
    events = [
        {"event_name": "x", "created_at": f"2024-10-{day:02}T00:00:00Z"} for day in range(1, 11)
    ]
    api.post("/rpc/ingest", {"events": events}, ingest_token)
    seen: list[str] = []
    after = ""
    while page := api.get(f"/rpc/events?max_rows=3{after}", read_token).json():
        seen += [event["event_date"] for event in page]
        after = f"&after={page[-1]['id']}"
    assert seen == [f"2024-10-{day:02}" for day in range(10, 0, -1)]
    # no `select` here: with it, PostgREST 12.0.2 puts the names over the wrong columns
    since = api.get("/rpc/events?since=2024-10-09", read_token, Accept="text/csv")
    assert [
        (row["event_name"], row["event_date"]) for row in csv.DictReader(since.text.splitlines())
    ] == [
        ("x", "2024-10-10"),
        ("x", "2024-10-09"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "max_rows=0",
        "max_rows=10001",
        "max_rows=x",
        "after=7c1e4a52-0000-4000-8000-000000000001",
        "since=x",
    ],
)
def test_a_read_with_a_bad_argument_is_refused(api: Api, read_token: str, query: str) -> None:
    answer = api.get(f"/rpc/events?{query}", read_token)
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_every_request_needs_a_token(api: Api, ingest_token: str) -> None:
    for answer in (
        api.post("/rpc/ingest", EVENT, None),
        api.post("/rpc/ingest", EVENT, "x.y.z"),
        api.get("/rpc/events", None),
        api.get("/", None),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["message"]


def test_a_token_can_do_only_what_its_scope_allows(
    api: Api, ingest_token: str, read_token: str
) -> None:
    assert api.post("/rpc/ingest", EVENT, read_token).status_code == 403
    assert api.get("/rpc/events", ingest_token).status_code == 403
    # PostgREST exposes nothing else of the database
    assert api.get("/tenants", read_token).status_code == 404
    assert api.get("/events", read_token).status_code == 404
    assert api.get("/rpc/create_tenant?tenant=x", read_token).status_code == 404


def test_a_revoked_token_and_a_suspended_tenant_are_refused_at_once(
    api: Api, ingest_token: str, conn: psycopg.Connection[DictRow], tenant: str
) -> None:
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 200
    conn.execute("update hardal_private.tenants set suspended_at = now()")
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 403
    conn.execute("update hardal_private.tenants set suspended_at = null")
    conn.execute("update hardal_private.tokens set revoked_at = now()")
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 401
    assert conn.execute(f"select count(*) from {tenant}.events").fetchone() == {"count": 1}


def test_a_new_tenant_needs_no_reload_of_postgrest(api: Api, cli: Cli) -> None:
    name = unique_name("late")
    cli("tenant", "create", name)
    token = cli.json("token", "create", name, "--scope", "ingest", "--name", "b")["token"]
    assert api.post("/rpc/ingest", EVENT, token).status_code == 200


def test_an_id_held_by_an_open_transaction_is_429(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    event = EVENT | {"id": event_id()}
    with database.connect() as other, other.transaction():
        other.execute("set local role hardal_owner")
        other.execute(f"select {tenant}__store.ingest(%s)", (json.dumps([event]),))
        answer = api.post("/rpc/ingest", event, ingest_token)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) >= 1
        assert re.match("PT429", answer.json()["code"])
    assert api.post("/rpc/ingest", event, ingest_token).json()["duplicates"] == 1


def test_ids_held_by_several_transactions_are_429_within_3_s(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    """Ingest waits for all of them together no longer than for one.

    Each transaction ends before lock_timeout would end the wait for it. Waiting for all of them in
    turn would take 6 s.
    """
    events = [EVENT | {"id": f"00000000-0000-4000-8000-{number:012}"} for number in range(5)]

    def hold(event: dict[str, Any], seconds: float, held: threading.Barrier) -> None:
        with database.connect() as other, other.transaction(force_rollback=True):
            other.execute("set local role hardal_owner")
            other.execute(f"select {tenant}__store.ingest(%s)", (json.dumps([event]),))
            held.wait(10)
            time.sleep(seconds)

    # the partition of their month exists already
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 200
    held = threading.Barrier(len(events) + 1)
    with ThreadPoolExecutor(len(events)) as pool:
        for number, event in enumerate(events):
            pool.submit(hold, event, 1.2 * (number + 1), held)
        held.wait(10)
        start = time.monotonic()
        answer = api.post("/rpc/ingest?columns=events", {"events": events}, ingest_token)
        took = time.monotonic() - start
    assert answer.status_code == 429, answer.text
    assert took < 3
    assert (
        api.post("/rpc/ingest?columns=events", {"events": events}, ingest_token).json()["accepted"]
        == 5
    )


def test_ndjson_of_too_many_lines_is_refused_before_a_line_is_parsed(
    api: Api, ingest_token: str
) -> None:
    good = b'{"event_name": "x"}\n'
    for body in (good * 10_001, b"\n" * 50_000 + good * 400_000, b"oops\n" * 400_000):
        answer = api.post("/rpc/validate_ndjson", body, ingest_token, **NDJSON)
        assert (answer.status_code, answer.json()["code"]) == (413, "PT413")
    assert (
        api.post(
            "/rpc/validate_ndjson", b"\n" * 50_000 + good * 10_000, ingest_token, **NDJSON
        ).status_code
        == 200
    )


def test_while_one_tenant_waits_for_an_id_another_does_not(
    api: Api, cli: Cli, ingest_token: str, database: Database, tenant: str
) -> None:
    """The other tenant is also served where more requests wait than PostgREST has connections.

    No request holds a connection for longer than the lock_timeout.
    """
    neighbour = unique_name("neighbour")
    cli("tenant", "create", neighbour)
    token = cli.json("token", "create", neighbour, "--scope", "ingest", "--name", "b")["token"]
    event = EVENT | {"id": event_id()}
    with database.connect() as other, other.transaction(), ThreadPoolExecutor(30) as pool:
        other.execute("set local role hardal_owner")
        other.execute(f"select {tenant}__store.ingest(%s)", (json.dumps([event]),))
        waiting = [pool.submit(api.post, "/rpc/ingest", event, ingest_token) for _ in range(8)]
        for _ in range(20):
            assert api.post("/rpc/ingest", event, token).status_code == 200
        assert not all(request.done() for request in waiting)
        assert [request.result().status_code for request in waiting] == [429] * 8
        waiting = [pool.submit(api.post, "/rpc/ingest", event, ingest_token) for _ in range(15)]
        assert api.post("/rpc/ingest", EVENT, token).status_code == 200
        assert [request.result().status_code for request in waiting] == [429] * 15


def test_a_body_of_60_mb_is_answered(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    text = "x" * 60_000_000
    one = api.post("/rpc/ingest", EVENT | {"properties": {"text": text}}, ingest_token)
    assert (one.status_code, one.json()["errors"][0]["code"]) == (422, "too_large")
    kept = database.value(f"select octet_length(raw) from {tenant}.rejected_events")
    assert kept == 8192
    line = json.dumps({"event_name": "x", "client_id": "c"}).encode()
    huge = json.dumps({"event_name": "x", "properties": {"text": text}}).encode()
    two = api.post("/rpc/ingest_ndjson", b"\n".join([line, huge, line]), ingest_token, **NDJSON)
    assert (two.status_code, two.json()["accepted"], two.json()["rejected"]) == (207, 2, 1)


@pytest.mark.parametrize(
    "field",
    [
        "id",
        "event_name",
        "created_at",
        "client_id",
        "hardal_server_request_id",
        "price",
        "properties",
    ],
)
def test_numbers_that_print_as_a_gigabyte_cost_only_their_event(
    api: Api, ingest_token: str, database: Database, tenant: str, field: str
) -> None:
    """9,000 numbers of 9 bytes print as 131 kB each, more than a gigabyte in all."""
    bombs = "[" + ",".join(["1e131071", "0e-16383"] * 4500) + "]"
    bad = f'{{"event_name": "bad", "{field}": {{"a": {bombs}}}}}'
    answer = api.post(
        "/rpc/ingest", f'{{"events": [{{"event_name": "good"}}, {bad}]}}'.encode(), ingest_token
    )
    assert (answer.status_code, answer.json()["accepted"], answer.json()["rejected"]) == (
        207,
        1,
        1,
    ), answer.text
    answer = api.post(
        "/rpc/ingest_ndjson", f'{{"event_name": "good"}}\n{bad}'.encode(), ingest_token, **NDJSON
    )
    assert (answer.status_code, answer.json()["accepted"], answer.json()["rejected"]) == (
        207,
        1,
        1,
    ), answer.text
    size = database.value(
        f"select max(length(to_jsonb(r)::text)) from {tenant}.rejected_events as r"
    )
    assert int(str(size)) < 3_000_000


def test_retries_across_the_end_of_a_month_are_stored_once(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    """Many clients send the same batch at once.

    created_at is in one month, in the next month, or absent.
    """
    ids = [event_id() for _ in range(50)]
    times: list[dict[str, str]] = [
        {"created_at": "2024-09-30T23:59:59.999Z"}, {"created_at": "2024-10-01T00:00:00Z"}, {}
    ]  # fmt: skip
    bodies = [
        {"events": [{"event_name": "x", "id": i} | times[n % 3] for i in ids]} for n in range(20)
    ]
    for body in bodies:
        random.Random(len(str(body))).shuffle(body["events"])
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda body: api.post("/rpc/ingest", body, ingest_token), bodies))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["accepted"] for answer in answers) == 50
    assert database.value(f"select count(*) from {tenant}.events") == 50
    assert database.value(f"select count(distinct id) from {tenant}.events") == 50


def test_every_finite_double_is_stored_and_read_back(
    api: Api, ingest_token: str, reader: psycopg.Connection[DictRow]
) -> None:
    """The texts are those of Python and JavaScript."""
    rnd = random.Random(8)
    doubles = [
        0.0, -0.0, 5e-324, -5e-324, sys.float_info.min, sys.float_info.max, -sys.float_info.max,
        1.797e308, 1e308, 1e40, 1e-41, 4.9406564584124654e-324, 2.2250738585072011e-308, 1e21, 1e-7,
    ]  # fmt: skip
    while len(doubles) < 800:
        (double,) = struct.unpack("<d", rnd.randbytes(8))
        if math.isfinite(double):
            doubles.append(double)
    texts = [json.dumps(double) for double in doubles]
    node = "process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0))))"
    made = subprocess.run(
        ["node", "-e", node],
        input=f"[{','.join(texts)}]",
        capture_output=True,
        text=True,
        check=True,
    )
    for sent in (f"[{','.join(texts)}]", made.stdout):
        event = f'{{"event_name": "x", "properties": {{"deep": [{{"n": {sent}}}]}}}}'
        answer = api.post("/rpc/ingest", event.encode(), ingest_token)
        assert answer.status_code == 200, answer.text[:300]
        row = reader.execute(
            "select properties #>> '{deep,0,n}' as n from events where id = %s",
            (answer.json()["ids"][0],),
        ).fetchone()
        assert row
        assert json.loads(row["n"], parse_int=float) == doubles
    for number in ("1E+308", "-0", "0e-398", "1e399", "9" * 400):
        event = f'{{"event_name": "x", "properties": {{"n": {number}}}}}'
        assert api.post("/rpc/ingest", event.encode(), ingest_token).status_code == 200, number
    for number in ("1e400", "-1e399", "0e-400", "1e131071", "9" * 401):
        event = f'{{"event_name": "x", "properties": {{"n": {number}}}}}'
        answer = api.post("/rpc/ingest", event.encode(), ingest_token)
        assert [e["code"] for e in answer.json()["errors"]] == ["number_out_of_range"], number


NDJSON = {"Content_Type": "application/octet-stream"}


def test_an_invalid_line_of_ndjson_costs_only_itself(
    api: Api, ingest_token: str, reader: psycopg.Connection[DictRow]
) -> None:
    lines = [
        b'{"event_name": "first"}',
        b"",
        b'{"event_name": "\x00"}',
        b'\xff\xfe{"event_name": "x"}',
        b'{"event_name": "\\u0000"}',
        b'{"event_name": "x", "properties": {"n": 1e400000}}',
        b"not json",
        b'{"event_name": ""}',
        '{"event_name": "l\u00e4st"}'.encode() + b"\r",
    ]
    answer = api.post("/rpc/ingest_ndjson", b"\n".join(lines), ingest_token, **NDJSON)
    assert answer.status_code == 207
    body = answer.json()
    assert (body["accepted"], body["rejected"], len(body["ids"])) == (2, 6, 8)
    assert [(e["index"], e["line"], e["code"]) for e in body["errors"]] == [
        (1, 3, "invalid_json"),
        (2, 4, "invalid_json"),
        (3, 5, "invalid_json"),
        (4, 6, "invalid_json"),
        (5, 7, "invalid_json"),
        (6, 8, "empty"),
    ]
    names = [
        row["event_name"]
        for row in reader.execute("select event_name from events order by 1").fetchall()
    ]
    assert names == ["first", "l\u00e4st"]
    kept = reader.execute("select raw from rejected_events where raw is not null").fetchall()
    assert {bytes(row["raw"]) for row in kept} == set(lines[2:7])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\n \n\t\r\n", 400),
        (b"{}\n" * 10_001, 413),
        (b"\x00", 422),
        (b"null", 422),
        (b'{"events": [{"event_name": "x"}]}', 422),
        (b'{"event_name": "x"}\n' * 10_000, 200),
        (b"[" * 100_000 + b'\n{"event_name": "x"}', 207),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, bytes) else str(value),
)
def test_every_ndjson_body_gets_an_answer(
    api: Api, ingest_token: str, body: bytes, status: int
) -> None:
    answer = api.post("/rpc/ingest_ndjson", body, ingest_token, **NDJSON)
    assert answer.status_code == status, answer.text[:300]


def test_validate_answers_and_stores_nothing(
    api: Api, ingest_token: str, read_token: str, reader: psycopg.Connection[DictRow]
) -> None:
    events = {
        "events": [{"event_name": "x", "created_at": "2020-02-02T00:00:00Z"}, {"event_name": ""}]
    }
    said = api.post("/rpc/validate", events, ingest_token)
    assert said.status_code == 207
    assert (said.json()["accepted"], said.json()["rejected"], said.json()["ids"]) == (
        1,
        1,
        [None, None],
    )
    assert said.json()["errors"][0]["rejected_id"] is None
    by_line = api.post("/rpc/validate_ndjson", b'{"event_name": "x"}\noops', ingest_token, **NDJSON)
    assert (by_line.status_code, by_line.json()["errors"][0]["line"]) == (207, 2)
    assert api.post("/rpc/validate", {"event_name": "x"}, ingest_token).status_code == 200
    assert api.post("/rpc/validate", [], ingest_token).status_code == 400
    assert api.post("/rpc/validate", {"event_name": "x"}, read_token).status_code == 403
    for view in ("events", "rejected_events"):
        assert reader.execute(f"select count(*) from {view}").fetchone() == {"count": 0}


def test_an_idempotency_key_makes_a_retry_without_ids_safe(
    api: Api, ingest_token: str, reader: psycopg.Connection[DictRow]
) -> None:
    batch = {"events": [{"event_name": "a"}, {"event_name": "a"}]}
    first = api.post("/rpc/ingest", batch, ingest_token, Idempotency_Key="order 1").json()
    again = api.post("/rpc/ingest", batch, ingest_token, Idempotency_Key="order 1").json()
    assert (first["accepted"], again["duplicates"], again["ids"]) == (2, 2, first["ids"])
    other = api.post("/rpc/ingest", {"event_name": "b"}, ingest_token, Idempotency_Key="order 1")
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "id_conflict")
    lines = api.post(
        "/rpc/ingest_ndjson",
        b'{"event_name": "a"}\n',
        ingest_token,
        Idempotency_Key="order 1",
        **NDJSON,
    )
    assert lines.json()["duplicates"] == 1
    assert reader.execute("select count(*) from events").fetchone() == {"count": 2}


def test_white_space_at_the_ends_of_an_idempotency_key_is_no_part_of_it(
    api: Api, ingest_token: str
) -> None:
    """http.client sends a header as it is; httpx would refuse these."""

    def send(key: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(api.client.base_url.netloc.decode(), timeout=60)
        headers = {
            "Authorization": f"Bearer {ingest_token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        with contextlib.closing(connection):
            connection.request("POST", "/rpc/ingest", b'{"event_name": "a"}', headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    first = send("abc def")[1]["ids"]
    for key in ("abc def ", "  abc def", "\tabc def\t", " \t abc def \t ", "abc def\t"):
        status, body = send(key)
        assert (status, body["duplicates"], body["ids"]) == (200, 1, first), repr(key)
    # inside, white space counts; and a key of 255 characters is one of 255 with spaces around it
    assert send("abc  def")[1]["accepted"] == 1
    assert send(f" {'x' * 255} ")[0] == 200
    for key in ("abc\tdef", " ", "\t", f" {'x' * 256} "):
        assert send(key)[0] == 400, repr(key)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "\u00e4"])
def test_a_bad_idempotency_key_is_400(api: Api, ingest_token: str, key: str) -> None:
    answer = api.client.post(
        "/rpc/ingest",
        json={"event_name": "a"},
        headers={
            b"Authorization": f"Bearer {ingest_token}".encode(),
            b"Idempotency-Key": key.encode(),
        },
    )
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"]


def test_a_tenant_can_have_its_own_limit_of_bytes(
    api: Api, ingest_token: str, cli: Cli, tenant: str
) -> None:
    event = {"event_name": "x", "properties": {"s": "y" * 300_000}}
    assert api.post("/rpc/ingest", event, ingest_token).json()["errors"][0]["code"] == "too_large"
    cli("tenant", "set", tenant, "--max-event-bytes", "1MiB")
    assert api.post("/rpc/ingest", event, ingest_token).json()["accepted"] == 1
    cli("tenant", "set", tenant, "--max-event-bytes", "1KiB")
    small = {"event_name": "x", "properties": {"s": "y" * 2000}}
    assert api.post("/rpc/ingest", small, ingest_token).json()["errors"][0]["code"] == "too_large"
    cli("tenant", "set", tenant, "--max-event-bytes", "default")
    assert api.post("/rpc/ingest", small, ingest_token).json()["accepted"] == 1


@pytest.mark.parametrize("path", ["/rpc/ingest", "/rpc/ingest?columns=events", "/rpc/validate"])
def test_a_body_that_is_too_deep_to_be_read_is_told_by_its_code(
    api: Api, ingest_token: str, database: Database, tenant: str, path: str
) -> None:
    """The status depends on PostgREST: 413, from 12.2 on 500."""
    deep = b'{"event_name": "x", "properties": {"a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}"
    answer = api.post(path, b'{"events": [' + deep + b"]}", ingest_token)
    assert (answer.json()["code"], answer.status_code in (413, 500)) == ("54001", True)
    assert database.value(f"select count(*) from {tenant}.events") == 0
    lines = b'{"event_name": "y"}\n' + deep
    said = api.post(
        "/rpc/ingest_ndjson", lines, ingest_token, Content_Type="application/octet-stream"
    )
    assert (said.status_code, said.json()["accepted"]) == (207, 1)
