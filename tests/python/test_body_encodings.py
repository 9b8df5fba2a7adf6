"""Bodies that are not plain text in UTF-8: compressed, UTF-16, or with a byte order mark."""

import bz2
import gzip
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Callable

import psycopg
import pytest
import zstandard
from psycopg.rows import DictRow

from tests.harness.databases import Database
from tests.harness.postgrest import Api

NDJSON = {"Content_Type": "application/octet-stream"}
LINES = "".join(
    json.dumps({"event_name": "purchase", "client_id": f"c{n}", "properties": {"price": n / 7}})
    + "\n"
    for n in range(500)
).encode()


def zipped(body: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("events.ndjson", body)
    return file.getvalue()


def as_text(encoding: str) -> Callable[[bytes], bytes]:
    return lambda body: body.decode().encode(encoding)


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda body: lzma.compress(body, lzma.FORMAT_ALONE),
    "zip": zipped,
    "deflate": zlib.compress,
    "deflate at the fastest level": lambda body: zlib.compress(body, 1),
    "deflate at level 4": lambda body: zlib.compress(body, 4),
    "deflate without a header": lambda body: zlib.compress(body, wbits=-15),
}
FORMS |= {name: as_text(name) for name in (
    "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"
)}  # fmt: skip


def nothing_is_stored(database: Database, tenant: str) -> bool:
    return not database.value(
        f"select exists (select from {tenant}.events)"
        f" or exists (select from {tenant}.rejected_events)"
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_body_that_is_no_plain_text_is_refused_as_a_whole(
    api: Api, ingest_token: str, database: Database, tenant: str, form: str
) -> None:
    for lines in (LINES, LINES[: LINES.index(b"\n")]):
        body = FORMS[form](lines)
        for call in ("/rpc/ingest_ndjson", "/rpc/validate_ndjson"):
            answer = api.post(call, body, ingest_token, **NDJSON)
            assert (answer.status_code, answer.json()["code"]) == (415, "PT415"), answer.text
            assert "gzip" in answer.json()["hint"]
        # PostgREST or PostgreSQL refuses JSON in this form: final too
        for call in ("/rpc/ingest", "/rpc/ingest?columns=events"):
            answer = api.post(call, body, ingest_token)
            assert answer.status_code == 400, answer.text
            assert answer.json()["code"]
    assert nothing_is_stored(database, tenant)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd", "GZIP", "gzip, br", "x-gzip"])
def test_a_request_with_a_content_encoding_is_refused(
    api: Api, ingest_token: str, database: Database, tenant: str, coding: str
) -> None:
    """The header is enough: the bytes of brotli say nothing."""
    event = b'{"event_name": "x"}'
    for call, content_type in (
        ("/rpc/ingest", "application/json"),
        ("/rpc/ingest?columns=events", "application/json"),
        ("/rpc/ingest_ndjson", "application/octet-stream"),
        ("/rpc/validate", "application/json"),
    ):
        headers = {"Content_Type": content_type, "Content_Encoding": coding}
        answer = api.post(call, event, ingest_token, **headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "PT415"), answer.text
        assert "Content-Encoding" in answer.json()["hint"]
    answer = api.post(
        "/rpc/ingest?columns=events", gzip.compress(event), ingest_token, Content_Encoding=coding
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "PT415")
    assert nothing_is_stored(database, tenant)


@pytest.mark.parametrize("coding", ["identity", "Identity", ""])
def test_the_content_encoding_identity_is_none(api: Api, ingest_token: str, coding: str) -> None:
    answer = api.post("/rpc/ingest", {"event_name": "x"}, ingest_token, Content_Encoding=coding)
    assert answer.status_code == 200, answer.text


def test_a_byte_order_mark_before_ndjson_is_skipped(
    api: Api, ingest_token: str, reader: psycopg.Connection[DictRow]
) -> None:
    mark = b"\xef\xbb\xbf"
    first, second = b'{"event_name": "first"}\n', b'{"event_name": "second"}\n'
    answer = api.post("/rpc/ingest_ndjson", mark + first + second, ingest_token, **NDJSON)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 2), answer.text
    # the same beside a bad line, which makes every line be read by itself
    answer = api.post("/rpc/ingest_ndjson", mark + first + b"oops\n", ingest_token, **NDJSON)
    assert (answer.status_code, answer.json()["accepted"]) == (207, 1), answer.text
    assert [e["line"] for e in answer.json()["errors"]] == [2]
    # anywhere else it is part of its line
    answer = api.post("/rpc/ingest_ndjson", first + mark + second, ingest_token, **NDJSON)
    assert (answer.status_code, answer.json()["accepted"]) == (207, 1), answer.text
    assert [e["code"] for e in answer.json()["errors"]] == ["invalid_json"]
    for body in (mark, mark + b"\r\n"):
        assert api.post("/rpc/ingest_ndjson", body, ingest_token, **NDJSON).status_code == 400
    # JSON begins with none (RFC 8259): final
    answer = api.post("/rpc/ingest", mark + first, ingest_token)
    assert (answer.status_code, bool(answer.json()["code"])) == (400, True)
    names = reader.execute("select event_name from events order by 1").fetchall()
    assert [row["event_name"] for row in names] == ["first", "first", "first", "second"]


@pytest.mark.parametrize(
    "line",
    [
        b"\xff",
        b"\x00",
        '{"event_name": "für"}'.encode("latin-1"),
        b'\xff\xfe{"event_name": "x"}',
        b'{"event_name": "\x00\xff"}',
        b"x^y",
        b"PK",
    ],
    ids=ascii,
)
def test_a_line_that_is_no_text_costs_only_itself(
    api: Api, ingest_token: str, reader: psycopg.Connection[DictRow], line: bytes
) -> None:
    good = b'{"event_name": "good"}'
    for body in (line, line + b"\n" + good, good + b"\n" + line):
        answer = api.post("/rpc/ingest_ndjson", body, ingest_token, **NDJSON)
        assert answer.status_code == (422 if body == line else 207), answer.text
        assert answer.json()["rejected"] == 1
    kept = reader.execute("select raw from rejected_events").fetchall()
    assert [bytes(row["raw"]) for row in kept] == [line] * 3
