"""Times as other programs write them, over HTTP, in SQL and in an import: one rule for all."""

import csv
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd  # type: ignore[import-untyped]
import pytest

from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

# a zone in which nothing here was written
ELSEWHERE = "America/New_York"
MOMENT = datetime(2024, 10, 6, 12, 34, 56, tzinfo=UTC)
# the writer, the text, and the microseconds of its fraction; each text names MOMENT
WRITTEN = [
    ("the contract's example", "2024-10-06T12:34:56Z", 0),
    ("JavaScript, toISOString", "2024-10-06T12:34:56.789Z", 789_000),
    ("Python, isoformat", "2024-10-06T12:34:56.789012+00:00", 789_012),
    ("Python, isoformat without a zone", "2024-10-06T12:34:56.789012", 789_012),
    ("Python, str", "2024-10-06 15:34:56.789012+03:00", 789_012),
    ("Go, RFC3339Nano", "2024-10-06T15:34:56.789012999+03:00", 789_012),
    ("Go, RFC3339", "2024-10-06T12:34:56Z", 0),
    ("Java, Instant", "2024-10-06T12:34:56.789012999Z", 789_012),
    ("Java, OffsetDateTime", "2024-10-06T18:04:56.5+05:30", 500_000),
    (".NET, round-trip", "2024-10-06T12:34:56.7890129Z", 789_012),
    ("Ruby, iso8601", "2024-10-06T12:34:56.789Z", 789_000),
    ("Ruby, to_s in UTC", "2024-10-06 12:34:56 UTC", 0),
    ("Ruby, to_s", "2024-10-06 15:34:56 +0300", 0),
    ("Rust, chrono's RFC 3339", "2024-10-06T12:34:56.789012345+00:00", 789_012),
    ("date --iso-8601=seconds", "2024-10-06T15:34:56+03:00", 0),
    ("date --rfc-3339=ns", "2024-10-06 12:34:56.789012999+00:00", 789_012),
    ("PostgreSQL, COPY", "2024-10-06 12:34:56.789+00", 789_000),
    ("PostgreSQL, COPY in Istanbul", "2024-10-06 15:34:56+03", 0),
    ("PostgreSQL, COPY in Kabul", "2024-10-06 17:04:56+04:30", 0),
    ("PostgreSQL, JSON", "2024-10-06T12:34:56.789+00:00", 789_000),
    ("DuckDB", "2024-10-06 12:34:56.789012+00", 789_012),
    ("DuckDB, without a zone", "2024-10-06 12:34:56.789", 789_000),
    ("Polars, write_csv", "2024-10-06T12:34:56.789012+0000", 789_012),
    ("Polars, write_csv in Istanbul", "2024-10-06T15:34:56.000000+0300", 0),
    ("Polars, write_ndjson", "2024-10-06 12:34:56.789012 UTC", 789_012),
    ("pandas, to_csv", "2024-10-06 12:34:56.789012999+00:00", 789_012),
    ("pandas, to_json", "2024-10-06T12:34:56.789Z", 789_000),
    ("Spark", "2024-10-06T15:34:56.789+03:00", 789_000),
    ("BigQuery", "2024-10-06 12:34:56.789012 UTC", 789_012),
    ("ClickHouse", "2024-10-06 12:34:56", 0),
    ("Snowflake, CSV", "2024-10-06 05:34:56.789 -0700", 789_000),
    ("MySQL", "2024-10-06 12:34:56.789012", 789_012),
]


def expected() -> list[datetime]:
    return [MOMENT + timedelta(microseconds=fraction) for _, _, fraction in WRITTEN]


def events(texts: list[str]) -> list[dict[str, str]]:
    return [{"event_name": f"{n:03}", "created_at": text} for n, text in enumerate(texts)]


def stored(database: Database, tenant: str) -> list[datetime]:
    """Return the times in the order sent, and remove the events."""
    with database.connect() as conn:
        rows = conn.execute(
            f"select created_at from {tenant}.events order by event_name"
        ).fetchall()
        conn.execute(f"truncate {tenant}__store.events, {tenant}__store.event_ids")
    return [row["created_at"] for row in rows]


def test_every_written_form_is_the_same_time_over_http(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    batch = events([text for _, text, _ in WRITTEN])
    answer = api.post("/rpc/ingest?columns=events", {"events": batch}, ingest_token)
    assert answer.status_code == 200, answer.text
    assert stored(database, tenant) == expected()
    lines = "\n".join(map(json.dumps, batch)).encode()
    answer = api.post(
        "/rpc/ingest_ndjson", lines, ingest_token, Content_Type="application/octet-stream"
    )
    assert answer.status_code == 200, answer.text
    assert stored(database, tenant) == expected()
    # one event alone, and beside an event that makes the batch be checked event by event
    for (writer, text, _), moment in zip(WRITTEN, expected(), strict=True):
        for more in ([], [{"event_name": "é"}]):
            sent = [{"event_name": "a", "created_at": text}, *more]
            answer = api.post("/rpc/ingest", {"events": sent}, ingest_token)
            assert (answer.status_code, writer) == (200, writer), answer.text
            assert stored(database, tenant)[0] == moment, writer


def test_the_zone_of_a_connection_changes_no_time(database: Database, tenant: str) -> None:
    batch = events([text for _, text, _ in WRITTEN])
    with database.connect() as conn:
        conn.execute("select set_config('timezone', %s, false)", (ELSEWHERE,))
        conn.execute("set datestyle = 'SQL, DMY'")
        conn.execute("set role hardal_owner")
        for more in ([], [{"event_name": "é"}]):
            conn.execute(f"select {tenant}__store.ingest(%s)", (json.dumps(batch + more),))
            assert stored(database, tenant)[: len(batch)] == expected()


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_an_import_reads_every_written_form_as_http_does(
    cli: Cli,
    database: Database,
    tenant: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    rows = events([text for _, text, _ in WRITTEN])
    path = tmp_path / f"events.{form}"
    if form == "csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, ["event_name", "created_at", "received_at"])
            writer.writeheader()
            writer.writerows(row | {"received_at": row["created_at"]} for row in rows)
    else:
        path.write_text(
            "".join(json.dumps(row | {"received_at": row["created_at"]}) + "\n" for row in rows)
        )
    monkeypatch.setenv("PGTZ", ELSEWHERE)
    report = cli.json("import", tenant, str(path))
    assert (report["accepted"], report["rejected"]) == (len(rows), 0), report["faults"]
    received = database.value(
        f"select array_agg(received_at order by event_name) from {tenant}.events"
    )
    assert received == expected()
    assert stored(database, tenant) == expected()


def test_times_that_programs_write_today_are_taken(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    """PostgreSQL, DuckDB, pandas and Node.js write the time themselves, in two zones."""
    moment = MOMENT + timedelta(microseconds=789_000)
    node = f"console.log(new Date({round(moment.timestamp() * 1000)}).toISOString())"
    texts = [
        subprocess.run(
            ["node", "-e", node], capture_output=True, text=True, check=True
        ).stdout.strip()
    ]
    for zone in ("UTC", "Asia/Kolkata"):
        with database.connect() as conn, duckdb.connect() as duck:
            conn.execute("select set_config('timezone', %s, false)", (zone,))
            with conn.cursor().copy(f"copy (select timestamptz '{moment}') to stdout") as copy:
                texts.append(b"".join(copy).decode().strip())
            duck.execute(f"set timezone = '{zone}'")
            texts += duck.execute(f"select (timestamptz '{moment}')::text").fetchone() or ()
        frame = pd.DataFrame({"at": [pd.Timestamp(moment).tz_convert(zone)]})
        texts.append(frame.to_csv(index=False).splitlines()[1])
        texts.append(json.loads(frame.to_json(orient="records", date_format="iso"))[0]["at"])
    answer = api.post("/rpc/ingest", {"events": events(texts)}, ingest_token)
    assert answer.status_code == 200, answer.text
    assert stored(database, tenant) == [moment] * len(texts), texts


def test_a_fraction_never_moves_an_event_into_the_next_month(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    last = "2025-12-31T23:59:59.9999999Z"
    for more in ([], [{"event_name": "é"}]):
        sent = [{"event_name": "a", "created_at": last}, *more]
        assert api.post("/rpc/ingest", {"events": sent}, ingest_token).status_code == 200
        at = stored(database, tenant)[0]
        assert at == datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "now", "today", "infinity", "-infinity", "epoch", "", "2024-10-06", "2024-10-06T12:34Z",
        "2024-10-06T24:00:00Z", "2024-10-06T23:59:60Z", "2024-02-30T00:00:00Z",
        "0044-03-15T12:00:00Z BC", "0000-01-01T00:00:00Z", "2024-10-06T12:34:56+16:00",
        "2024-10-06T12:34:56 Europe/Istanbul", "2024-10-06T12:34:56." + "1" * 1000 + "Z",
    ],
)  # fmt: skip
def test_any_other_text_is_no_time(api: Api, ingest_token: str, text: str) -> None:
    answer = api.post("/rpc/ingest", {"event_name": "x", "created_at": text}, ingest_token)
    assert [e["code"] for e in answer.json()["errors"]] == ["invalid_timestamp"]
