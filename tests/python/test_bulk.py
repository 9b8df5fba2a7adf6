"""Export and import.

An exported event is imported unchanged. An import can be interrupted, fail, and run again.
"""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from hardal_admin.bulk.input_file import InputFile
from tests.harness.databases import Database, unique_name
from tests.harness.server import ROOT
from tests.harness.tool import Cli

EVENTS: list[str] = [
    '{"event_name": "plain", "created_at": "2024-10-06T12:34:56Z"}',
    '{"event_name": "micro", "created_at": "2024-10-06T12:34:56.123456Z",'
    ' "client_id": "a,b\\"c\\n\\\\d",'
    ' "hardal_server_request_id": "\\u0001\\u0002\\u001f \\r\\n"}',
    '{"event_name": "numbers", "created_at": "2024-10-31T23:59:59.999999Z", "properties":'
    ' {"long": 1234567890123456789012345678901234567890,'
    ' "fine": 0.1234567890123456789012345678901234567890,'
    ' "scale": 1.10, "e": 1e3, "big": 9007199254740993}}',
    '{"event_name": "texts \\u00fc \\ud83d\\ude00", "created_at": "2024-11-01T00:00:00Z",'
    ' "properties":'
    ' {"s": "\\u0001\\u0002 a\\tb\\\\ \\\\n \\u2028", "": {"deep": [1, [2, [3, null]]]},'
    ' "quote": "\\"",'
    ' "csv": "a,\\"b\\"\\n"}}',
    '{"event_name": "null", "client_id": "NULL", "created_at": "2025-01-01T00:00:00+03:00",'
    ' "properties": {"n": null}}',
]


@pytest.fixture
def filled(database: Database, tenant: str) -> str:
    """A tenant with events of every kind, all but one received three days after they happened."""
    answer: Any = database.value(f"select {tenant}__store.ingest(%s)", "[" + ",".join(EVENTS) + "]")
    assert answer["accepted"] == len(EVENTS), answer
    with database.connect() as conn:
        conn.execute(
            f"update {tenant}__store.events"
            " set received_at = created_at + interval '3 days 1 microsecond'"
            " where event_name <> 'plain'"
        )
    return tenant


@pytest.fixture
def other(cli: Cli) -> str:
    """An empty tenant."""
    name = unique_name("other")
    cli("tenant", "create", name)
    return name


def content(database: Database, tenant: str) -> Any:
    """Return all events and the ledger as text, in which every digit counts."""
    return database.value(
        "select array["
        f"(select string_agg(e::text, E'\\n' order by e.id) from"
        " (select id, event_name, hardal_server_request_id, client_id, properties,"
        f" created_at, received_at from {tenant}__store.events) as e),"
        f"(select string_agg(l::text, E'\\n' order by l.id) from {tenant}__store.event_ids as l)]"
    )


def count(database: Database, tenant: str) -> Any:
    return database.value(f"select count(*) from {tenant}.events")


def lines(number: int, start: int = 0) -> bytes:
    """Return NDJSON of events with ids."""
    return b"".join(
        json.dumps(
            {"id": str(uuid.UUID(int=n + 1)), "event_name": "e", "properties": {"n": n}}
        ).encode()
        + b"\n"
        for n in range(start, start + number)
    )


def run(
    cli: Cli, *args: str, input_: bytes = b"", exit_code: int = 0
) -> subprocess.CompletedProcess[bytes]:
    """Run hardal-admin in a process of its own."""
    command = [sys.executable, "-m", "hardal_admin", *args]
    done = subprocess.run(
        command,
        env=os.environ | cli.env,
        cwd=ROOT,
        input=input_,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == exit_code, done
    assert b"Traceback" not in done.stderr
    return done


FILES = ["ndjson", "ndjson.gz", "ndjson.zst", "csv", "csv.gz", "csv.zst", "parquet"]
FILES += ["days/", "days.csv/", "days.parquet/"]


@pytest.mark.parametrize("name", FILES)
def test_an_exported_event_is_imported_unchanged(
    cli: Cli, database: Database, filled: str, other: str, tmp_path: Path, name: str
) -> None:
    path = f"{tmp_path}/out.{name}"
    form = ["--format", name.strip("/").split(".")[-1]] if name.startswith("days.") else []
    done = cli.json("export", filled, "-o", path, *form)
    assert done["events"] == len(EVENTS)
    if path.endswith("/"):
        assert [Path(f).name.split(".")[0] for f in done["files"]] == [
            "2024-10-06", "2024-10-31", "2024-11-01", "2024-12-31",
        ]  # fmt: skip
    said = cli.json("import", other, path)
    assert (said["accepted"], said["duplicates"], said["rejected"]) == (len(EVENTS), 0, 0), said
    assert content(database, other) == content(database, filled)
    said = cli.json("import", other, path)
    assert (said["accepted"], said["duplicates"], said["rejected"]) == (0, len(EVENTS), 0)
    assert content(database, other) == content(database, filled)


def test_an_export_can_be_piped_into_an_import(
    database: Database, cli: Cli, filled: str, other: str
) -> None:
    for form, compress in (
        ("ndjson", []),
        ("csv", ["--compress", "zstd"]),
        ("ndjson", ["--compress", "gzip"]),
    ):
        out = run(cli, "export", filled, "--format", form, *compress)
        assert out.stderr == f"exported {len(EVENTS)} events\n".encode()
        said = run(cli, "import", other, "-", "--format", form, input_=out.stdout)
        assert re.match(rb"accepted \d, duplicates \d, rejected 0\n$", said.stdout), said
    assert content(database, other) == content(database, filled)


def test_an_export_has_only_the_events_that_were_asked_for(
    cli: Cli, database: Database, filled: str, tmp_path: Path
) -> None:
    def names(*args: str) -> list[str]:
        out = tmp_path / "some.ndjson"
        cli("export", filled, "-o", str(out), "--force", *args)
        return [json.loads(line)["event_name"].split()[0] for line in out.read_bytes().splitlines()]

    assert names() == ["plain", "micro", "numbers", "texts", "null"]
    assert names("--since", "2024-10-06 12:34:56", "--until", "2024-11-01") == [
        "plain",
        "micro",
        "numbers",
    ]
    assert names("--since", "2024-10-06 12:34:57", "--until", "2024-10-31 23:59:59") == []
    assert names("--until", "2024-12-31 21:00:01") == ["plain", "micro", "numbers", "texts", "null"]
    assert names("--until", "2024-12-31 21:00:00") == ["plain", "micro", "numbers", "texts"]
    assert names("--event", "null", "--event", "plain", "--event", "nobody") == ["plain", "null"]
    done = cli.json(
        "export", filled, "-o", f"{tmp_path}/some/", "--event", "null", "--compress", "gzip"
    )
    assert done == {"events": 1, "files": [f"{tmp_path}/some/2024-12-31.ndjson.gz"]}
    assert (
        cli.json("export", filled, "-o", f"{tmp_path}/never.csv", "--since", "2030-01-01")["events"]
        == 0
    )
    assert (tmp_path / "never.csv").read_text().splitlines() == [
        "id,event_name,hardal_server_request_id,client_id,properties,created_at,received_at"
    ]


def test_options_take_times_in_the_forms_that_hardal_prints(cli: Cli, filled: str) -> None:
    for since in (
        "2024-10-06",
        "2024-10-06T12:34:56Z",
        "2024-10-06T12:34:56.123456+02:00",
        "2024-10-06 12:34:56+00:00",
    ):
        run(cli, "export", filled, "--format", "ndjson", "--since", since)
    for since in ("0001-01-01", "yesterday", "9999-12-31"):
        assert (
            b"is no time"
            in run(
                cli, "export", filled, "--format", "ndjson", "--until", since, exit_code=2
            ).stderr
        )


def test_an_empty_tenant_is_exported_as_an_empty_file(
    cli: Cli, other: str, tenant: str, tmp_path: Path
) -> None:
    for form in ("ndjson", "csv", "parquet"):
        path = f"{tmp_path}/empty.{form}"
        assert cli.json("export", other, "-o", path)["events"] == 0
        assert cli.json("import", tenant, path)["accepted"] == 0


def test_an_export_replaces_a_file_only_with_force(cli: Cli, filled: str, tmp_path: Path) -> None:
    path = tmp_path / "out.ndjson"
    path.write_text("mine")
    assert "exists already" in cli("export", filled, "-o", str(path), exit_code=1).stderr
    assert path.read_text() == "mine"
    cli("export", filled, "-o", str(path), "--force")
    assert len(path.read_bytes().splitlines()) == len(EVENTS)
    assert "not empty" in cli("export", filled, "-o", str(tmp_path), exit_code=1).stderr
    cli("export", filled, "-o", str(tmp_path), "--force")
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]
    for args in (
        ["-o", f"{tmp_path}/x.csv", "--format", "ndjson"],
        ["-o", f"{tmp_path}/x.gz", "--compress", "zstd"],
        ["-o", f"{tmp_path}/x.parquet.gz"],
        ["--json"],
    ):
        cli("export", filled, *args, exit_code=2)
    cli("export", "nobody", exit_code=1)
    assert (
        "No such file"
        in cli("export", filled, "-o", f"{tmp_path}/no/where.csv", exit_code=1).stderr
    )


def test_an_export_reads_one_snapshot(
    cli: Cli, database: Database, filled: str, tmp_path: Path
) -> None:
    """An export that waits for a lock does not see events that are stored meanwhile."""
    path = tmp_path / "out.ndjson"
    with database.connect() as conn:
        with conn.transaction():
            conn.execute(f"lock table {filled}__store.events_2024_11 in access exclusive mode")
            thread = threading.Thread(target=lambda: cli("export", filled, "-o", str(path)))
            thread.start()
            waiting = "select count(*) from pg_locks where not granted and relation = %s::regclass"
            while not database.value(waiting, f"{filled}__store.events_2024_11"):
                time.sleep(0.01)
            assert not path.exists()
            database.value(
                f"select {filled}__store.ingest(%s)",
                '[{"event_name": "late", "created_at": "2024-12-31T23:00:00Z"}]',
            )
        thread.join(60)
    assert len(path.read_bytes().splitlines()) == len(EVENTS)
    assert count(database, filled) == len(EVENTS) + 1


def test_a_killed_export_leaves_no_incomplete_file(cli: Cli, tenant: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "out.ndjson.gz"
    (tmp_path / "in.ndjson").write_bytes(lines(40_000))
    assert said(cli, tenant, str(tmp_path / "in.ndjson")) == [40_000, 0, 0]
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for how, left in (*((end, 0) for end in ends), (signal.SIGKILL, 1)):
        process = subprocess.Popen(
            [sys.executable, "-m", "hardal_admin", "export", tenant, "-o", str(path)],
            env=os.environ | cli.env, cwd=ROOT, stderr=subprocess.PIPE,
        )  # fmt: skip
        while not any(file.stat().st_size for file in folder.iterdir()):
            time.sleep(0.001)
            assert process.poll() is None
        process.send_signal(how)
        process.communicate(timeout=60)
        assert process.returncode != 0
        assert not path.exists()
        assert len(list(folder.iterdir())) == left
    cli("export", tenant, "-o", str(path))
    assert len(gzip.decompress(path.read_bytes()).splitlines()) == 40_000


def said(cli: Cli, tenant: str, *args: str) -> list[int]:
    """Import files and return the numbers of accepted, duplicate and rejected events."""
    report = cli.json("import", tenant, *args)
    return [report[name] for name in ("accepted", "duplicates", "rejected")]


def test_a_killed_import_can_run_again_without_a_duplicate_or_a_gap(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    """An import is killed in the middle and runs again.

    The file has events with ids, events without ids, and invalid lines.
    """
    path = tmp_path / "in.ndjson"
    size = 12_000
    no_id = b'{"event_name": "no id"}\n{"event_name": ""}\nnot json\n'
    path.write_bytes(lines(size // 2) + no_id * 100 + lines(size, size // 2))
    total = size // 2 + size + 100
    process = subprocess.Popen(
        [sys.executable, "-m", "hardal_admin", "import", tenant, str(path)],
        env=os.environ | cli.env, cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip
    while not count(database, tenant):
        time.sleep(0.005)
    process.kill()
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    # the server may still store the batch that it had when its client died
    ended = (
        "select count(*) from pg_stat_activity"
        " where application_name = 'hardal-admin' and datname = %s"
    )
    while database.value(ended, database.name):
        time.sleep(0.01)
    stored = count(database, tenant)
    assert 0 < stored < total, "it was not killed in the middle"
    accepted, duplicates, rejected = said(cli, tenant, str(path))
    assert (accepted, duplicates, rejected) == (total - stored, stored, 200)
    assert (
        count(database, tenant)
        == database.value(f"select count(distinct id) from {tenant}.events")
        == total
    )
    assert database.value(f"select count(*) from {tenant}.rejected_events") == 200
    assert said(cli, tenant, str(path)) == [0, total, 200]
    assert database.value(f"select count(*) from {tenant}.rejected_events") == 200
    assert database.value(
        f"select array[sum(kept), sum(dropped)]::int[] from {tenant}__store.quarantine_changes"
    ) == [
        200,
        0,
    ]


def test_a_file_that_several_processes_import_at_once_is_stored_once(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.ndjson"
    path.write_bytes(lines(5000) + b'{"event_name": "no id"}\nnot json\n' * 50)
    command = [sys.executable, "-m", "hardal_admin", "import", tenant, str(path), "--json"]
    processes = [
        subprocess.Popen(command, env=os.environ | cli.env, cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    reports = [json.loads(process.communicate(timeout=120)[0]) for process in processes]
    assert [report["rejected"] for report in reports] == [50, 50, 50]
    assert [report["accepted"] + report["duplicates"] for report in reports] == [5050, 5050, 5050]
    assert sum(report["accepted"] for report in reports) == 5050
    assert count(database, tenant) == 5050
    assert database.value(f"select count(*) from {tenant}.rejected_events") == 50


def test_equal_lines_without_an_id_are_separate_events_and_stored_once(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.ndjson"
    line = '{"event_name": "click", "created_at": "2024-10-06T12:34:56Z"}\n'
    path.write_text(line * 3 + '{"event_name": ""}\n' * 2)
    assert said(cli, tenant, str(path)) == [3, 0, 2]
    assert said(cli, tenant, str(path)) == [0, 3, 2]
    # With one line mended, one more line, another order and other line ends, the lines that were
    # imported before are duplicates.
    path.write_text('{"event_name": "mended"}\r\n' + line.replace("\n", "\r\n") * 4)
    assert said(cli, tenant, str(path)) == [2, 3, 0]
    assert count(database, tenant) == 5
    # An event without an id gets one from the bytes of its line. An id that is null is no id, and
    # an id in properties is not the event's.
    path.write_text(
        '{"event_name": "a", "id": null}\n{"event_name": "a", "properties": {"id": "x"}}\n' * 2
    )
    assert said(cli, tenant, str(path)) == [4, 0, 0]


def test_a_mended_event_is_replayed_under_the_id_of_its_line(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.ndjson"
    path.write_text('{"event_name": "a", "price": 1}\n')
    report = cli.json("import", tenant, str(path))
    assert report["codes"] == {"unknown_field": 1}
    (fault,) = report["faults"]
    assert (fault["file"], fault["row"], fault["field"]) == (str(path), 1, "price")
    cli("rejected", "replay", tenant, "--patch", '{"price": null}')
    assert database.value(f"select id::text from {tenant}.events") == fault["rejected_id"]


def test_one_bad_line_costs_only_itself(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    bad = {
        "not json": b"oops",
        "nul": b'{"event_name": "\\u0000"}',
        "a raw nul": b'{"event_name": "\x00"}',
        "surrogate": b'{"event_name": "\\ud800"}',
        "not utf-8": b'{"event_name": "\xff"}',
        "huge number": b'{"event_name": "n", "properties": {"n": 1e400000}}',
        "long number": b'{"event_name": "n", "properties": {"n": ' + b"9" * 5000 + b"}}",
        "deep": b'{"event_name": "d", "properties": {"n": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
        "too large": b'{"event_name": "l", "properties": {"s": "' + b"x" * 300_000 + b'"}}',
        "too old": b'{"event_name": "o", "created_at": "1999-01-01T00:00:00Z"}',
        "cut off": b'{"event_name": "cut", "proper',
    }
    path = tmp_path / "in.ndjson"
    good = b'{"event_name": "good", "id": "%s"}'
    path.write_bytes(
        b"\xef\xbb\xbf"
        + b"\r\n\r\n".join(
            good % str(uuid.uuid4()).encode() + b"\r\n" + line for line in bad.values()
        )
    )
    report = cli.json("import", tenant, str(path))
    assert (report["accepted"], report["rejected"], report["not_kept"]) == (len(bad), len(bad), 0)
    rows = {name: 3 * number + 2 for number, name in enumerate(bad)}
    codes = {fault["row"]: fault["code"] for fault in report["faults"]}
    assert {name: codes[row] for name, row in rows.items()} == {
        "not json": "invalid_json",
        "nul": "invalid_json",
        "a raw nul": "invalid_json",
        "surrogate": "invalid_json",
        "not utf-8": "invalid_json",
        "huge number": "invalid_json",
        "long number": "number_out_of_range",
        "deep": "too_deep",
        "too large": "too_large",
        "too old": "too_old",
        "cut off": "invalid_json",
    }
    assert report["codes"]["invalid_json"] == 7
    shown = cli("import", tenant, str(path)).stdout
    assert "accepted 0, duplicates 11, rejected 11\n  invalid_json: 7\n" in shown
    assert f"{path}, row 2: the line is no JSON" in shown


def test_the_report_counts_rejected_events_that_the_quarantine_has_no_room_for(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    cli("tenant", "set", tenant, "--quarantine-rows", "3")
    path = tmp_path / "in.ndjson"
    path.write_text("".join(f"bad {n}\n" for n in range(10)) + '{"event_name": "good"}\n')
    report = cli.json("import", tenant, str(path))
    assert (report["accepted"], report["rejected"], report["not_kept"]) == (1, 10, 7)
    assert (
        "7 of them were not kept: the quarantine is full" in cli("import", tenant, str(path)).stdout
    )
    assert database.value(f"select count(*) from {tenant}.rejected_events") == 3


def test_a_line_beyond_the_longest_length_is_rejected_and_its_beginning_is_kept(
    cli: Cli, database: Database, tenant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardal_admin.bulk.formats.ndjson.MAX_LINE", 100_000)
    path = tmp_path / "in.ndjson"
    path.write_bytes(lines(1) + b'{"event_name": "' + b"x" * 350_000 + b'"}\n' + lines(1, 1))
    assert said(cli, tenant, str(path)) == [2, 0, 1]
    assert database.value(f"select octet_length(raw) from {tenant}.rejected_events") == 8192


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_file_that_is_cut_short_is_imported_up_to_its_end(
    cli: Cli, database: Database, tenant: str, tmp_path: Path, suffix: str
) -> None:
    whole = lines(20_000)
    packed = gzip.compress(whole) if suffix == "gz" else zstandard.compress(whole)
    path = tmp_path / f"in.ndjson.{suffix}"
    path.write_bytes(packed[: len(packed) * 2 // 3])
    result = cli("import", tenant, str(path), exit_code=1)
    assert "is cut short or broken after row" in result.stderr
    stored = count(database, tenant)
    assert 12_000 < stored < 20_000  # nearly all lines of the two thirds that are there
    assert f"accepted {stored}, duplicates 0, rejected 0" in result.stdout
    path.write_bytes(packed)
    assert said(cli, tenant, str(path)) == [20_000 - stored, stored, 0]
    path.write_bytes(packed + packed)  # two compressed parts, one after the other
    assert said(cli, tenant, str(path)) == [0, 40_000, 0]


CSV = "event_name,client_id,properties,created_at\n"


@pytest.mark.parametrize("name", ["in.ndjson", "in.csv"])
def test_a_file_that_is_deleted_while_it_is_read_is_read_to_its_end(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text("event_name\n" + "a\n" * 300)
    rows = InputFile(path).rows()
    next(rows)
    path.unlink()
    assert len(list(rows)) >= 299


def test_the_header_names_the_columns_of_csv(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    rows = [
        "plain,,,2024-10-06T12:34:56Z",
        '"two\nlines",a,,',  # a control character
        'quoted,"say ""hi"",\r\nthen go",'
        '"{""n"": 1.10,\r\n ""long"": 1234567890123456789012345678901234567890}",',
        "too,few",
        "too,,,,many",
        "no json,,{,",
        "no object,,[1],",
        'smuggled,,"{}, ""id"": ""00000000-0000-4000-8000-00000000000a""",',
        "",
        "nul\x00,,,",
    ]
    path.write_bytes(
        b"\xef\xbb\xbf" + (CSV + "\r\n".join(rows)).encode() + b"\r\nnot utf-8 \xff,,,"
    )
    report = cli.json("import", tenant, str(path))
    assert (report["accepted"], report["rejected"]) == (2, 8), report
    assert [(fault["row"], fault["code"]) for fault in report["faults"]] == [
        (3, "control_character"),
        (8, "not_an_object"),
        (9, "not_an_object"),
        (10, "wrong_type"),
        (11, "wrong_type"),
        (12, "wrong_type"),
        (14, "invalid_json"),
        (15, "invalid_json"),
    ]
    assert database.value(
        f"select properties::text from {tenant}.events where event_name = 'quoted'"
    ) == ('{"n": 1.10, "long": 1234567890123456789012345678901234567890}')
    assert (
        database.value(f"select client_id from {tenant}.events where event_name = 'quoted'")
        == 'say "hi",\r\nthen go'
    )


def test_a_file_of_a_wrong_form_is_refused_before_anything_is_stored(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    good = tmp_path / "a good one.ndjson"
    good.write_bytes(lines(1))
    pq.write_table(pa.table({"event_name": [1]}), tmp_path / "number.parquet")
    pq.write_table(pa.table({"event_name": ["a"], "created_at": [5]}), tmp_path / "time.parquet")
    pq.write_table(pa.table({"event_name": ["a"], "price": [5]}), tmp_path / "column.parquet")
    for name, text, why in (
        ("unknown.csv", "event_name,price\na,1\n", "no field of an event: 'price'"),
        ("colons.csv", "event_name:client_id\na:b\n", "no field of an event"),
        ("nameless.csv", "client_id\na\n", "event_name is missing"),
        ("twice.csv", "event_name,event_name\na,b\n", "twice"),
        ("array.json", '[\n{"event_name": "a"}\n]\n', "not NDJSON"),
        ("pretty.json", '{\n"event_name": "a"\n}\n', "not NDJSON"),
        ("utf16.ndjson", '{"event_name": "a"}\n'.encode("utf-16").decode("latin-1"), "UTF-16"),
        ("bad.parquet", '{"event_name": "a"}\n', "no Parquet"),
        ("number.parquet", None, "the column event_name is int64"),
        ("time.parquet", None, "the column created_at is int64"),
        ("column.parquet", None, "no field of an event: 'price'"),
        ("sheet.xlsx", "PK\x03\x04nonsense", "zip"),
    ):
        path = tmp_path / name
        if text is not None:
            path.write_bytes(text.encode("latin-1"))
        error = cli("import", tenant, str(good), str(path), exit_code=1).stderr
        assert why in error, error
        assert str(path) in error
        assert re.fullmatch(r"hardal-admin: .+\n", error)
    assert count(database, tenant) == 0
    broken = tmp_path / "open.csv"
    broken.write_text(CSV + 'a,,,\n"b,,,\nc,,,\n')
    assert "from line 3 it is no CSV" in cli("import", tenant, str(broken), exit_code=1).stderr
    assert count(database, tenant) == 1  # the line before the broken one
    cli("import", tenant, str(tmp_path / "nowhere"), exit_code=2)
    cli("import", tenant, exit_code=2)
    cli("import", "nobody", str(good), exit_code=1)
    cli("import", tenant, str(good), "--time-zone", "UTC", exit_code=2)
    cli("import", tenant, "-", "-", exit_code=2)


def test_empty_files_import_nothing(cli: Cli, tenant: str, tmp_path: Path) -> None:
    for name, text in (
        ("a.ndjson", b""),
        ("b.csv", b""),
        ("c.csv", CSV.encode()),
        ("d.ndjson.gz", gzip.compress(b"")),
    ):
        path = tmp_path / name
        path.write_bytes(text)
        assert said(cli, tenant, str(path)) == [0, 0, 0]
    assert said(cli, tenant, str(tmp_path)) == [0, 0, 0]
    assert run(cli, "import", tenant, "-").stdout == b"accepted 0, duplicates 0, rejected 0\n"


def test_a_named_pipe_is_read_once(cli: Cli, tenant: str, tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    for content, exit_code in (
        (gzip.compress(lines(3000)), 0),
        (b"PAR1...", 1),
        (b"PK\x03\x04...", 1),
    ):
        thread = threading.Thread(target=path.write_bytes, args=(content,))
        thread.start()
        done = cli("import", tenant, str(path), exit_code=exit_code)
        thread.join(60)
        assert ("accepted 3000," in done.stdout) != ("not read from a pipe" in done.stderr)


@pytest.mark.parametrize("logical", [False, True])
def test_parquet_of_other_programs_is_read_by_its_types(
    cli: Cli, database: Database, tenant: str, tmp_path: Path, logical: bool
) -> None:
    path = tmp_path / "in.parquet"
    id_ = uuid.uuid4()
    ids = pa.array([id_.bytes, None], pa.binary(16))
    at = 1_728_218_096_123_456
    table = pa.table({
        "id": pa.ExtensionArray.from_storage(pa.uuid(), ids) if logical else ids,
        "event_name": pa.array(["a", None], pa.large_string()),
        "created_at": pa.array([at * 1000 + 789, None], pa.timestamp("ns", "Europe/Istanbul")),
        "received_at": pa.array([at // 1000, None], pa.timestamp("ms")),
        "properties": pa.array([{"n": 1, "s": ["x"]}, None]),
    })  # fmt: skip
    pq.write_table(table, path)
    assert said(cli, tenant, str(path)) == [1, 0, 1]
    assert (
        database.value(
            "select concat_ws(' ', id, created_at at time zone 'UTC',"
            f" received_at at time zone 'UTC', properties) from {tenant}.events"
        )
        == f'{id_} 2024-10-06 12:34:56.123456 2024-10-06 12:34:56.123 {{"n": 1, "s": ["x"]}}'
    )


def test_without_pyarrow_the_message_says_what_to_install(
    cli: Cli, tenant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq.write_table(pa.table({"event_name": ["a"]}), tmp_path / "a.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    for args in (
        ["import", tenant, f"{tmp_path}/a.parquet"],
        ["export", tenant, "-o", f"{tmp_path}/b.parquet"],
    ):
        assert "pip install 'hardal[parquet]'" in cli(*args, exit_code=1).stderr
    assert not (tmp_path / "b.parquet").exists()


def test_an_import_may_set_received_at_and_a_client_may_not(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.ndjson"
    path.write_text(
        '{"event_name": "a", "received_at": "2024-10-06T12:34:56.000001+03:00"}\n'
        '{"event_name": "b"}\n{"event_name": "c", "received_at": "yesterday"}\n'
    )
    assert said(cli, tenant, str(path)) == [2, 0, 1]
    assert database.value(
        f"select received_at::text from {tenant}.events where event_name = 'a'"
    ) == ("2024-10-06 09:34:56.000001+00")
    answer: Any = database.value(
        f"select {tenant}__store.ingest(%s)",
        '[{"event_name": "a", "received_at": "2024-10-06T12:34:56Z"}]',
    )
    assert [error["code"] for error in answer["errors"]] == ["unknown_field"]


def test_an_import_is_in_the_audit_log(cli: Cli, tenant: str, tmp_path: Path) -> None:
    path = tmp_path / "in.ndjson"
    path.write_bytes(lines(2) + b"bad\n")
    cli("import", tenant, str(path))
    (entry,) = [entry for entry in cli.json("audit", tenant) if entry["action"] == "events.import"]
    assert entry["details"] == {"files": [str(path)], "accepted": 2, "duplicates": 0, "rejected": 1}


def test_an_import_waits_for_a_transaction_that_holds_an_id(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.ndjson"
    path.write_bytes(lines(3))
    with database.connect() as conn:
        with conn.transaction():
            conn.execute(f"select {tenant}__store.ingest(%s)", (f"[{lines(1, 1).decode()}]",))
            process = subprocess.Popen(
                [sys.executable, "-m", "hardal_admin", "import", tenant, str(path), "--json"],
                env=os.environ | cli.env, cwd=ROOT, stdout=subprocess.PIPE,
            )  # fmt: skip
            time.sleep(7)  # longer than its lock_timeout
            assert process.poll() is None
        report = json.loads(process.communicate(timeout=60)[0])
    assert (report["accepted"], report["duplicates"]) == (2, 1)


def test_a_suspended_tenant_refuses_an_import(cli: Cli, tenant: str, tmp_path: Path) -> None:
    (tmp_path / "x.ndjson").write_bytes(lines(3))
    cli("tenant", "suspend", tenant)
    assert "suspended" in cli("import", tenant, str(tmp_path / "x.ndjson"), exit_code=1).stderr
    cli("tenant", "resume", tenant)
    cli("import", tenant, str(tmp_path / "x.ndjson"))


@pytest.mark.parametrize(
    "setting", ["datestyle=German", "statement_timeout=1", "idle_session_timeout=1"]
)
def test_the_tool_works_with_any_default_settings_of_its_login(
    cli: Cli, filled: str, setting: str
) -> None:
    options = {"PGOPTIONS": f"-c {setting}"}
    cli("stats", filled, env=options)
    cli("tenant", "list", env=options)
    cli("audit", env=options)
