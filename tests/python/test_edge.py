"""The edge: real Caddy and real nginx, with the files that edge-config prints.

What reaches PostgREST is shown by a peer that keeps it. The API, the health checks and the logs are
shown with PostgREST itself.
"""

import base64
import contextlib
import http.client
import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

import httpx
import pytest

from hardal_admin.edge import routes
from hardal_admin.edge.refusals import MIB
from hardal_admin.embedded import binaries, processes
from tests.harness import edge
from tests.harness.databases import Database
from tests.harness.edge import Edge, Peer
from tests.harness.postgrest import Api
from tests.harness.server import ROOT
from tests.harness.tool import Cli

TP2 = "/com.snowplowanalytics.snowplow/tp2"
BOTH = pytest.mark.parametrize("proxy", edge.STARTS)
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def peer() -> Iterator[Peer]:
    with edge.peer() as peer:
        yield peer


@pytest.fixture(params=edge.STARTS)
def front(request: pytest.FixtureRequest, peer: Peer) -> Iterator[Edge]:
    """A proxy in front of the peer."""
    with edge.STARTS[request.param](peer.address, peer.address) as front:
        yield front


@pytest.fixture(params=edge.STARTS)
def served(request: pytest.FixtureRequest, api: Api) -> Iterator[Edge]:
    """A proxy in front of PostgREST."""
    with edge.STARTS[request.param](
        api.url.removeprefix("http://"), api.admin.removeprefix("http://")
    ) as served:
        yield served


# --- what a door gets

SEGMENT = [
    f"/v1/{call}"
    for call in ("batch", "track", "identify", "page", "screen", "group", "alias", "import")
]
JITSU = ["/api/s/track", "/api/s/event", "/api/s/s2s/page", "/api/s/My-event_1"]
POSTHOG = ["/batch", "/capture", "/e", "/i/v0/e", "/i/v1/analytics/events"]
MIXPANEL = ["/track", "/engage", "/groups", "/import"]
AMPLITUDE = ["/2/httpapi", "/amplitude"]
DOORS = {
    "segment": SEGMENT + JITSU,
    "posthog": POSTHOG,
    "mixpanel": MIXPANEL,
    "amplitude": AMPLITUDE,
    "snowplow": [TP2],
}


def test_each_path_of_an_sdk_reaches_its_door(front: Edge, peer: Peer) -> None:
    for door, paths in DOORS.items():
        for path in [*paths, *(f"{path}/" for path in paths)]:
            answer = front.client.post(f"{path}?limit=0&select=x&verbose=1", content=b"\x00 a")
            assert (answer.status_code, answer.text) == (200, "{}"), path
            got = peer.last()
            assert got.line == f"POST /rpc/{door} HTTP/1.1"
            assert got.body == b"\x00 a"
            assert got.headers["x-hardal-path"] == (TP2 if door == "snowplow" else path)
            assert got.headers["content-type"] == "application/octet-stream"
            assert got.headers["accept"] == "application/json"
            assert got.headers.get("x-hardal-verbose") == ("1" if door == "mixpanel" else None)


def test_a_door_gets_none_of_the_headers_that_postgrest_reads(front: Edge, peer: Peer) -> None:
    for path in ("/v1/batch", "/batch", "/track", "/amplitude", TP2, f"/key{TP2}"):
        front.client.post(
            path,
            headers=httpx.Headers(
                {
                    "Content-Type": "application/x-www-form-urlencoded; charset=x",
                    "Accept": "text/csv",
                    "Prefer": "return=minimal, tx=rollback",
                    "Content-Profile": "public",
                    "Accept-Profile": "public",
                    "Range": "0-0",
                    "Range-Unit": "items",
                    "Cookie": "a=b",
                    "X-Hardal-Path": "/forged",
                    "X-Hardal-Verbose": "9",
                    "X-Hardal-Other": "forged",
                    "User-Agent": "caf\xe9",  # PostgREST would answer 500
                    "Connection": "keep-alive, X-Hardal-Path, Content-Type, X-Write-Key",
                    "PostHog-Request-Timestamp": "2024-10-06T12:34:56Z",
                },
                encoding="latin-1",
            ),
        )
        got = peer.last().headers
        assert not {
            "prefer", "content-profile", "accept-profile", "range", "range-unit", "cookie",
            "x-hardal-other", "x-hardal-verbose",
        } & set(got)  # fmt: skip
        assert (got["content-type"], got["accept"]) == (
            "application/octet-stream",
            "application/json",
        )
        assert "forged" not in got["x-hardal-path"]
        assert "caf" not in got.get("user-agent", "")
        assert got["posthog-request-timestamp"] == "2024-10-06T12:34:56Z"


@pytest.mark.parametrize(
    ("sent", "arrives"),
    [
        ("Basic aGtfYTo=", "Basic aGtfYTo="),
        ("Bearer hk_abc", "hk_abc"),
        ("bearer hk_abc", "hk_abc"),
        ("hk_abc", "hk_abc"),
        (None, None),
    ],
)
def test_a_key_reaches_a_door_as_a_word_that_postgrest_does_not_read(
    front: Edge, peer: Peer, sent: str | None, arrives: str | None
) -> None:
    headers = {"Authorization": sent} if sent else {}
    for path in ("/v1/batch", "/i/v1/analytics/events", "/track?data=1", TP2):
        front.client.post(path, headers=headers | {"X-Write-Key": "id:secret"})
        assert peer.last().headers.get("authorization") == arrives
        assert peer.last().headers["x-write-key"] == "id:secret"
        front.client.post(path, headers=headers)
        assert not peer.last().headers.get("x-write-key")


def test_the_key_in_a_path_of_snowplow_becomes_a_header(front: Edge, peer: Peer) -> None:
    front.client.post(f"/hk_Abc-1{TP2}", headers={"X-Write-Key": "another"}, content=b"{}")
    got = peer.last()
    assert got.line == "POST /rpc/snowplow HTTP/1.1"
    assert got.headers["x-write-key"] == "hk_Abc-1"
    assert got.headers["x-hardal-path"] == TP2
    assert "hk_Abc-1" not in got.line
    for path in (f"/a/b{TP2}", f"/{'k' * 81}{TP2}", f"/a%20b{TP2}"):
        assert front.client.post(path).status_code == 404


def test_a_get_of_mixpanel_becomes_a_post_of_its_query(front: Edge, peer: Peer) -> None:
    data = base64.b64encode(json.dumps({"event": "x" * 20_000}).encode()).decode()
    for query in ("ip=0&verbose=1&data=eyJh%2Bfx+/=", f"data={data}", "a={b}&c=%7B", "x"):
        # httpx would encode the query again
        assert front.raw(f"GET /track?{query} HTTP/1.1") == b"200"
        got = peer.last()
        assert (got.line, got.body.decode()) == ("POST /rpc/mixpanel HTTP/1.1", query)
        assert got.headers["x-hardal-path"] == "/track"
    front.client.get("/engage/")
    assert (peer.last().line, peer.last().body) == ("POST /rpc/mixpanel HTTP/1.1", b"")
    assert front.client.get(f"/track?data={'a' * 33_000}").status_code == 414
    assert front.client.head("/track").status_code == 405


@pytest.mark.parametrize("verbose", ["", "UP", "123456", "1%0a", "1%0d%0aX-Evil:1", "a b"])
def test_only_a_plain_word_is_passed_on_as_verbose(front: Edge, peer: Peer, verbose: str) -> None:
    front.client.post(f"/track?verbose={verbose}")
    assert "x-hardal-verbose" not in peer.last().headers
    assert "x-evil" not in peer.last().headers


def test_a_path_with_a_line_feed_reaches_nothing(front: Edge, peer: Peer) -> None:
    for path in ("/v1/batch", "/api/s/a", "/batch", "/track", "/rpc/ingest", TP2, f"/k{TP2}"):
        for end in ("%0a", "%0d%0aX-Evil:%201", "%00", "%20"):
            answer = front.client.post(
                path + end, headers={"Content-Type": "application/json"}, content=b"{}"
            )
            assert answer.status_code in (400, 404), path + end
    assert peer.received == []


def test_a_path_reaches_its_door_in_one_form(front: Edge, peer: Peer) -> None:
    for path in ("//v1//batch", "/x/../v1/batch", "/a%0d%0aX-Evil:1/../v1/./batch", "/v1/%62atch"):
        assert front.raw(f"POST {path} HTTP/1.1", body=b"{}") == b"200", path
        assert peer.last().line == "POST /rpc/segment HTTP/1.1"
        assert peer.last().headers["x-hardal-path"] == "/v1/batch"
        assert "x-evil" not in peer.last().headers


def test_a_function_of_the_page_gets_nothing_of_a_client_but_if_none_match(
    front: Edge, peer: Peer
) -> None:
    for path, call in {
        "/": "page?",
        "/?limit=0&select=x": "page?",
        "/page/0123456789ab/app.js": "page_file?version=0123456789ab&path=app.js",
        "/page/0123456789ab/views/a_b.js?path=x": (
            "page_file?version=0123456789ab&path=views/a_b.js"
        ),
    }.items():
        for method in ("GET", "HEAD"):
            answer = front.client.request(
                method,
                path,
                headers={
                    "Authorization": "Basic aGtfYTo=", "Cookie": "a=b", "Prefer": "count=exact",
                    "Accept": "text/csv", "Accept-Profile": "public", "Range": "0-0",
                    "X-Hardal-Path": "forged", "If-None-Match": 'W/"a"',
                },
            )  # fmt: skip
            assert answer.status_code == 200, path
            got = peer.last()
            sent = got.line.removeprefix("GET /rpc/").removesuffix(" HTTP/1.1")
            assert unquote(sent).rstrip("?") == call.rstrip("?")
            assert got.headers.pop("if-none-match") == 'W/"a"'
            assert got.headers.pop("accept") == ("*/*" if "file" in call else "text/html")
            left = {"host", "connection", "x-forwarded-for", "x-forwarded-host",
                    "x-forwarded-proto", "user-agent", "accept-encoding", "via"}  # fmt: skip
            assert set(got.headers) <= left, got.headers


def test_the_query_of_a_read_arrives_as_it_was_sent(front: Edge, peer: Peer) -> None:
    query = "a=%2B+b&c={x}&d=%7B%22a%22&select=a,b&or=(a.eq.1,b->>c.eq.%C3%A9)&e&f==&{query}"
    assert front.raw(f"GET /rpc/events?{query} HTTP/1.1") == b"200"
    assert peer.last().line == f"GET /rpc/events?{query} HTTP/1.1"


def test_the_first_call_of_a_function_has_a_path_that_is_not_encoded(
    front: Edge, peer: Peer
) -> None:
    """hardal.pre_request compares the path as it arrives."""
    front.client.post("/rpc/%69ngest", headers={"Content-Type": "application/json"})
    assert peer.last().line == "POST /rpc/ingest HTTP/1.1"


# --- the edge's own answers


def test_the_edge_answers_for_feature_flags(front: Edge, peer: Peer) -> None:
    for path in ("/flags", "/flags/", "/flags/?v=2", "/decide", "/decide/?v=3"):
        answer = front.client.post(path, json={"api_key": "x"})
        assert answer.json() == {
            "flags": {},
            "featureFlags": {},
            "featureFlagPayloads": {},
            "errorsWhileComputingFlags": False,
        }
    for path in (
        "/flags/definitions",
        "/flags/definitions/?token=x",
        "/api/feature_flag/local_evaluation/",
    ):
        assert front.client.get(path).json() == {
            "flags": [],
            "group_type_mapping": {},
            "cohorts": {},
        }
    assert front.client.get("/array/phc_x/config").json() == {}
    assert front.client.get("/live").json() == {"live": True, "edge": "hardal"}
    assert peer.received == []


def test_every_other_path_is_nothing(front: Edge, peer: Peer) -> None:
    for path in (
        "/page", "/rpc", "/rpc/", "/rpc/Ingest", "/rpc/ingest/", f"/rpc/{'a' * 64}", "/events",
        "/v1/b", "/v1/batch/x", "/api/s/", f"/api/s/{'a' * 64}", "/_query_of_mixpanel", "/httpapi",
    ):  # fmt: skip
        for method in ("GET", "POST"):
            answer = front.client.request(method, path)
            said = answer.json()
            assert (answer.status_code, said["code"]) == (404, "PT404"), path
            assert set(said) == {"code", "message", "details", "hint"}
    assert peer.received == []


def test_every_answer_has_the_headers_of_security(front: Edge, peer: Peer) -> None:
    for method, path in (
        ("GET", "/live"), ("GET", "/"), ("POST", "/v1/batch"), ("PUT", "/v1/batch"),
        ("GET", "/rpc/events"), ("GET", "/ready"), ("POST", "/flags"),
    ):  # fmt: skip
        answer = front.client.request(method, path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        # neither the proxy's version nor that it is Caddy; on /rpc the peer's name may stand
        server = answer.headers.get("Server", "nginx")
        assert server == "nginx" or (server == peer.server and path.startswith("/rpc")), path
        assert "Via" not in answer.headers


def test_other_methods_are_refused_in_the_shape_of_the_path(front: Edge, peer: Peer) -> None:
    for path, methods in {
        "/v1/batch": ("GET", "PUT", "OPTIONS", "DELETE"),
        "/batch": ("GET", "PATCH"),
        "/track": ("PUT",),
        "/amplitude": ("GET",),
        TP2: ("GET",),
        "/rpc/ingest": ("PUT", "PATCH", "DELETE", "OPTIONS"),
        "/live": ("POST",),
        "/flags": ("GET",),
    }.items():
        for method in methods:
            answer = front.client.request(method, path)
            assert answer.status_code == 405, (method, path)
            assert answer.json()["code"] in ("PT405", 405)
    assert peer.received == []


@dataclass
class Refusal:
    path: str
    max_body: int
    too_large: int
    compressed: int


VENDORS = {
    "rpc": Refusal("/rpc/ingest", 16, 413, 415),
    "segment": Refusal("/v1/batch", 16, 413, 415),
    "posthog": Refusal("/batch/", 20, 413, 415),
    "mixpanel": Refusal("/track", 16, 413, 415),
    "amplitude": Refusal("/2/httpapi", 20, 413, 400),
    "snowplow": Refusal(TP2, 16, 400, 400),
}


def check_shape(vendor: str, status: int, answer: httpx.Response) -> None:
    """Check that a refusal of the edge has the shape that the vendor's SDKs read.

    `status` is the one that the edge means, whatever it answers with.
    """
    said = answer.json()
    assert answer.headers["Content-Type"] == "application/json"
    if vendor == "mixpanel":
        assert (said["status"], said["code"]) == (0, status)
        assert said["error"]
    elif vendor == "amplitude":
        assert said["code"] == answer.status_code  # a number
        assert said["error"]
    else:
        assert said["code"] == f"PT{status}"
        assert said["details"] is None
        assert said["message"]
        assert said["hint"]
    if vendor == "posthog":
        assert said["type"] == "validation_error"
        assert said["message"] in said["detail"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_body_that_is_too_large_is_refused(front: Edge, peer: Peer, vendor: str) -> None:
    case = VENDORS[vendor]
    json_ = {"Content-Type": "application/json"}
    largest = case.max_body * MIB
    answer = front.client.post(case.path, headers=json_, content=b" " * largest)
    assert (answer.status_code, len(peer.last().body)) == (200, largest)
    answer = front.client.post(case.path, headers=json_, content=b" " * (largest + MIB))
    assert answer.status_code == case.too_large
    check_shape(vendor, 413, answer)
    assert f"{case.max_body} MiB" in answer.text


@pytest.mark.parametrize("chunked", [False, True], ids=["whole", "chunked"])
@pytest.mark.parametrize("path", ["/rpc/ingest", "/v1/batch"])
def test_the_rest_of_a_body_that_is_too_large_is_no_request(
    served: Edge, path: str, chunked: bool
) -> None:
    """A request that stands in it would be somebody's, behind a proxy that shares connections."""
    hidden = b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n"
    body = b" " * (16 * MIB + 1) + hidden * 9999
    coding = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
    if chunked:
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    head = (f"POST {path} HTTP/1.1", "Host: x", "Content-Type: application/json", coding)
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as s:
        said = b""
        with contextlib.suppress(OSError):
            s.sendall("\r\n".join((*head, "", "")).encode() + body)
            while part := s.recv(65536):
                said += part
    assert said.count(b"HTTP/1.1 ") <= 1
    assert b"hardal" not in said


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_compressed_body_is_refused_with_the_name_of_the_switch(
    front: Edge, peer: Peer, vendor: str
) -> None:
    case = VENDORS[vendor]
    for encoding in ("gzip", "deflate", "br", "identity, gzip"):
        answer = front.client.post(
            case.path,
            headers={"Content-Type": "application/json", "Content-Encoding": encoding},
            content=b"\x1f\x8b",
        )
        assert answer.status_code == case.compressed
        check_shape(vendor, 415, answer)
        assert "nothing of it was stored" in answer.text
        switches = {"segment": "gzip=False", "posthog": "disableCompression: true"}
        assert switches.get(vendor, "switch compression off in the client") in answer.text
        # both SDKs of Amplitude send a request again where its answer has no missing_field
        assert ("missing_field" in answer.json()) == (vendor == "amplitude")
    assert peer.received == []
    for encoding in ("identity", "Identity"):
        answer = front.client.post(
            case.path,
            headers={"Content-Type": "application/json", "Content-Encoding": encoding},
            content=b"{}",
        )
        assert answer.status_code == 200


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_client_that_sends_all_before_it_reads_sees_the_refusal(front: Edge, vendor: str) -> None:
    """An SDK that sees a broken connection instead sends the same body again."""
    case = VENDORS[vendor]
    compressed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    for headers, body, status in (
        (compressed, b"x" * (8 * MIB), case.compressed),
        ({"Content-Type": "application/json"}, b" " * ((case.max_body + 2) * MIB), case.too_large),
        ({"Content-Type": "text/plain"}, b"x" * (8 * MIB), 415 if vendor == "rpc" else 200),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=30)
        connection.request("POST", case.path, body, headers)
        assert connection.getresponse().status == status
        connection.close()


@BOTH
@pytest.mark.parametrize("vendor", VENDORS)
def test_an_edge_without_postgrest_says_so_in_the_shape_of_the_path(
    proxy: str, vendor: str
) -> None:
    with edge.STARTS[proxy]("127.0.0.1:9", "127.0.0.1:9") as alone:
        answer = alone.client.post(
            VENDORS[vendor].path, headers={"Content-Type": "application/json"}, content=b"{}"
        )
        assert answer.status_code == 502
        check_shape(vendor, 502, answer)
        if vendor == "mixpanel":
            answer = alone.client.get("/track?data=x")
            check_shape(vendor, 502, answer)
        assert alone.client.get("/ready").status_code == 502
        assert alone.client.get("/live").status_code == 200


@BOTH
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_errors_of_postgrest_have_the_shape_that_an_sdk_needs(proxy: str, status: int) -> None:
    """mixpanel for Python raises KeyError at any other shape. The API's clients see PostgREST's."""
    with edge.peer(status=status) as peer, edge.STARTS[proxy](peer.address, peer.address) as front:
        for vendor, case in VENDORS.items():
            answer = front.client.post(case.path, content=b"{}", headers=JSON)
            assert answer.status_code == status
            assert answer.headers["Retry-After"] == "7"
            if vendor == "rpc":
                assert answer.text == "{}"
            else:
                check_shape(vendor, status, answer)
        check_shape("mixpanel", status, front.client.get("/track?data=x"))


@BOTH
def test_a_400_that_no_door_has_given_is_one_to_send_again(proxy: str) -> None:
    """PostgREST 12 gives it where it has lost its connection. An SDK would drop the events."""
    with edge.peer(status=400) as peer, edge.STARTS[proxy](peer.address, peer.address) as front:
        for vendor, case in VENDORS.items():
            answer = front.client.post(case.path, content=b"{}", headers=JSON)
            if vendor == "rpc":
                assert (answer.status_code, answer.text) == (400, "{}")
            else:
                assert answer.status_code == 503
                check_shape(vendor, 503, answer)
        assert front.client.get("/track?data=x").status_code == 503


@BOTH
@pytest.mark.parametrize("status", [400, 401, 413, 429, 500, 503, 504])
@pytest.mark.parametrize("body", ["0", '{"error": "caf\u00e9 \\"x\\" $y", "n": 1}', "x" * 6000])
def test_a_refusal_of_a_door_is_passed_on_as_it_is(proxy: str, status: int, body: str) -> None:
    with (
        edge.peer(status=status, refusal=body) as peer,
        edge.STARTS[proxy](peer.address, peer.address) as front,
    ):
        for vendor, case in VENDORS.items():
            if vendor == "rpc":
                continue
            answer = front.client.post(case.path, content=b"{}", headers=JSON)
            assert (answer.status_code, answer.text) == (status, body), vendor
            assert answer.headers["Content-Type"] == "application/json"
            assert answer.headers["Retry-After"] == "7"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "X-Hardal-Refusal" not in answer.headers


@BOTH
def test_no_request_is_sent_a_second_time(proxy: str) -> None:
    with edge.peer(breaks=True) as peer, edge.STARTS[proxy](peer.address, peer.address) as front:
        json_ = {"Content-Type": "application/json", "Idempotency-Key": "a"}
        for method, path, body in (
            ("GET", "/rpc/events", b""),
            ("POST", "/rpc/ingest", b"{}"),
            ("POST", "/v1/batch", b"{}"),
            ("GET", "/track?data=x", b""),
        ):
            for _ in range(4):
                before = len(peer.received)
                answer = front.client.request(method, path, headers=json_, content=body)
                assert answer.status_code in (200, 502)
                assert len(peer.received) == before + 1


def test_retry_after_passes(front: Edge) -> None:
    assert front.client.post("/v1/batch").headers["Retry-After"] == "7"
    assert front.client.get("/rpc/events").headers["Retry-After"] == "7"


def test_a_slow_client_holds_no_connection_to_postgrest(front: Edge, peer: Peer) -> None:
    with socket.create_connection(("127.0.0.1", front.port)) as s:
        s.sendall(b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab")
        time.sleep(0.5)
        assert peer.connections == 0
        s.sendall(b"cd")
        assert s.makefile("rb").readline().split()[1] == b"200"
    assert peer.last().body == b"abcd"


# --- PostgREST behind the edge


def test_the_edge_passes_only_the_requests_of_the_contract(
    served: Edge, database: Database, tenant: str, ingest_token: str, read_token: str
) -> None:
    client = served.client
    token = {"Authorization": f"Bearer {ingest_token}"}
    json_ = token | {"Content-Type": "application/json"}
    client_id = "client-7f915be8"
    events = [{"event_name": "x", "client_id": client_id} for _ in range(3)]

    # The edge removes all parameters of a POST but columns=events. PostgREST would answer
    # `200 null` to limit=0 and store nothing.
    for path in ("/rpc/ingest", "/rpc/ingest?limit=0", "/rpc/ingest?select=x&columns=id&order=y"):
        answer = client.post(path, headers=json_, json=events[0])
        assert (answer.status_code, answer.json()["accepted"]) == (200, 1), path
    mixed = [{"event_name": "x"}, {"event_name": "y", "client_id": client_id}]
    for path in ("/rpc/ingest?columns=events", "/rpc/ingest?limit=0&columns=events"):
        answer = client.post(path, headers=json_, json=mixed)
        assert (answer.status_code, answer.json()["accepted"]) == (200, 2), path
    # without columns=events, PostgREST refuses objects with different keys
    assert client.post("/rpc/ingest", headers=json_, json=mixed).status_code == 400
    answer = client.post(
        "/rpc/ingest_ndjson",
        headers=token | {"Content-Type": "application/octet-stream"},
        content=b'{"event_name": "x"}',
    )
    assert answer.json()["accepted"] == 1
    answer = client.post(
        "/rpc/ingest",
        headers=json_ | {"Content-Type": "application/json; charset=utf-8"},
        json=events[0],
    )
    assert answer.json()["accepted"] == 1
    stored = 3 + 4 + 1 + 1
    assert database.value(f"select count(*) from {tenant}.events") == stored

    # these refusals are final for a client: 413 or 415, with a code
    for kind in ("text/plain", "text/csv", "application/x-www-form-urlencoded",
                 "application/jsonx", ""):  # fmt: skip
        answer = client.post("/rpc/ingest", headers=token | {"Content-Type": kind}, content=b"{}")
        assert (answer.status_code, answer.json()["code"]) == (415, "PT415"), kind

    def parts(size: int) -> Iterator[bytes]:
        for _ in range(size):
            yield b" " * MIB

    for body in (b" " * (17 * MIB), parts(17)):
        answer = client.post("/rpc/ingest", headers=json_, content=body)
        assert (answer.status_code, answer.json()["code"]) == (413, "PT413")
    answer = client.post(
        "/rpc/ingest", headers=json_, content=b" " * (15 * MIB) + b'{"event_name": "x"}'
    )
    assert answer.json()["accepted"] == 1

    # reading works as without the edge, and every request needs a token
    reader = {"Authorization": f"Bearer {read_token}"}
    found = client.get(f"/rpc/events?client_id={client_id}&limit=4", headers=reader)
    assert len(found.json()) == 4
    assert found.headers["Server"].startswith("postgrest/")
    assert client.get(f"/rpc/events?event_name={'x' * 4100}", headers=reader).status_code == 414
    answer = client.post("/rpc/ingest", headers={"Content-Type": "application/json"}, json={})
    assert answer.status_code == 401
    assert database.value(f"select count(*) from {tenant}.events") == stored + 1


def test_the_refusal_of_a_real_door_is_passed_on(served: Edge, api: Api) -> None:
    for vendor, case in VENDORS.items():
        if vendor == "rpc":
            continue
        told = {"Content-Type": "application/octet-stream", "X-Hardal-Path": case.path}
        sent = '{"caf\u00e9": '.encode()
        straight = api.client.post(f"/rpc/{vendor}", headers=told, content=sent)
        assert straight.status_code in (400, 401), straight.text
        assert straight.headers["X-Hardal-Refusal"].encode("latin-1") == straight.content
        answer = served.client.post(case.path, headers=JSON, content=sent)
        assert (answer.status_code, answer.text) == (straight.status_code, straight.text)
        assert "X-Hardal-Refusal" not in answer.headers


def test_ready_is_what_postgrest_says_of_its_database(served: Edge, api: Api) -> None:
    assert served.client.get("/ready").status_code == 200
    assert served.client.get("/ready?x=1").status_code == 200
    processes.stop(api.process)
    assert served.client.get("/ready").status_code == 502


def test_no_log_has_a_key_a_query_or_an_event(
    served: Edge, api: Api, tenant: str, cli: Cli
) -> None:
    secrets = {name: f"hk_marker_{name}" for name in ("basic", "bearer", "header", "path")}
    basic = base64.b64encode(f"{secrets['basic']}:".encode()).decode()
    body = b'{"event_name": "marker-body"}'
    large = body + b" " * (21 * MIB)

    def send() -> None:
        for credentials in (f"Basic {basic}", f"Bearer {secrets['bearer']}"):
            headers = {
                "Authorization": credentials,
                "X-Write-Key": secrets["header"],
                "Content-Type": "application/json",
                "Cookie": "marker-cookie",
                "User-Agent": "marker-agent",
                "Referer": "http://marker-referer/",
            }
            for path in ("/rpc/ingest", "/v1/batch", "/batch/", "/track", "/2/httpapi", TP2,
                         f"/{secrets['path']}{TP2}", f"/{secrets['path']}", "/flags",
                         f"/rpc/{secrets['path']}1"):  # fmt: skip
                address = f"{path}?token=marker-query"
                served.client.post(address, headers=headers, content=body)
                served.client.get(address, headers=headers)
                served.client.put(address, headers=headers, content=body)
                served.client.post(
                    address, headers=headers | {"Content-Encoding": "gzip"}, content=body
                )
            for path in ("/rpc/ingest", "/batch/", f"/{secrets['path']}{TP2}"):
                served.client.post(f"{path}?token=marker-query", headers=headers, content=large)

    send()
    processes.stop(api.process)
    send()
    with socket.create_connection(("127.0.0.1", served.port)) as s:
        s.sendall(b"GET /track?data=marker-query HTTP/1.1\r\nHost marker-broken\r\n\r\n")
        s.recv(1000)
    logged = served.logged()
    assert "/rpc/ingest" in logged
    assert "snowplow" in logged
    assert "502" in logged
    for marker in (*secrets.values(), basic, "marker", quote("marker")):
        assert marker not in logged


@BOTH
def test_an_answer_that_breaks_off_leaves_nothing_in_the_log(proxy: str) -> None:
    with edge.peer(cuts=True) as peer, edge.STARTS[proxy](peer.address, peer.address) as front:
        for path in (f"/hk_marker{TP2}", "/track?data=marker", "/rpc/events?client_id=marker"):
            for method in ("GET", "POST"):
                headers = {"X-Write-Key": "marker", "Content-Type": "application/json"}
                with contextlib.suppress(httpx.TransportError):
                    front.client.request(method, path, headers=headers)
        assert len(peer.received) >= 4
        assert "snowplow_key" in front.logged()
        assert "marker" not in front.logged()


# --- the command


@BOTH
def test_edge_config_prints_a_file_that_the_proxy_takes(
    cli: Cli, proxy: str, tmp_path: Path
) -> None:
    option = ["--nginx"] if proxy == "nginx" else []
    printed = cli("edge-config", *option, "--host", "shop.example.org").stdout
    assert "shop.example.org" in printed
    assert "127.0.0.1:3000" in printed
    file = tmp_path / "file"
    said = cli("edge-config", *option, "--host", "shop.example.org", "--output", str(file)).stderr
    assert f"wrote {file}" in said
    assert file.read_text() == printed
    assert file.stat().st_mode & 0o777 == 0o644  # the proxy's own user reads it
    assert "exists already" in cli("edge-config", "--output", str(file), exit_code=1).stderr
    moved = cli(
        "edge-config", *option, "--postgrest", "http://postgrest:3000", "--postgrest-admin",
        "http://[::1]:3001", "--output", str(file), "--force",
    )  # fmt: skip
    assert moved.stdout == ""
    assert "postgrest:3000" in file.read_text()
    assert "[::1]:3001" in file.read_text()
    if proxy == "caddy":
        subprocess.run(
            [binaries.caddy(), "validate", "--adapter", "caddyfile", "--config", file],
            check=True, capture_output=True, env={"HOME": str(tmp_path)},
        )  # fmt: skip


def test_a_request_for_another_host_gets_no_success() -> None:
    with edge.caddy_with_tls() as url, httpx.Client(verify=False) as client:  # noqa: S501
        assert client.get(f"{url}/live").json()["edge"] == "hardal"
        answer = client.post(f"{url}/v1/track", headers={"Host": "other.example.org"}, json={})
        assert answer.status_code == 421


def test_edge_config_refuses_what_its_file_cannot_hold(cli: Cli) -> None:
    for options in (
        ["--postgrest", "postgrest:3000"],
        ["--postgrest", "https://postgrest:3000"],
        ["--postgrest-admin", "http://a:1/x; y"],
        ["--host", "a b"],
        ["--host", "a..b"],
        ["--host", "import"],
        ["--postgrest", "http://h:99999"],
        ["--host", "a{b"],
        ["--nginx", "--certificate", "a; b"],
    ):
        assert cli("edge-config", *options, exit_code=1).stderr.startswith("hardal-admin: ")
    cli("edge-config", "--certificate", "a", exit_code=2)


def test_docs_operations_lists_every_route() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    (table,) = re.findall(r"^\| path \| what the edge does \|\n(.*?)\n\n", page, re.M | re.S)
    listed = [
        path.replace("...", "name")
        .replace("<key>", "key")
        .replace("<version>/<file>", "0123456789ab/app.js")
        for cell in re.findall(r"^\| (.*?) \|", table, re.M)
        for path in re.findall(r"`(?:(?:GET|HEAD|POST) )?(/[^`]*)`", cell)
    ]
    listed.append(f"/key{TP2}")
    matched = {path: matching(path) for path in listed if path != "/<key>"}
    assert all(name for path, name in matched.items() if path != "/key"), matched
    assert set(matched.values()) - {None} == {route.name for route in routes.ROUTES}


def matching(path: str) -> str | None:
    """Return the name of the first route that matches a path, as both proxies find it."""
    for route in routes.ROUTES:
        if re.search(route.pattern.replace("\\z", "\\Z"), path):
            return route.name
    return None


def test_each_route_has_a_name_and_a_pattern_that_ends() -> None:
    names = [route.name for route in routes.ROUTES]
    assert len(set(names)) == len(names)
    for route in routes.ROUTES:
        assert route.pattern.endswith("\\z") or route.name == "array"
