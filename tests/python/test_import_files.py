"""Import takes files and folders as systems leave them. No row, name or folder ends it oddly."""

import bz2
import json
import lzma
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from hardal_admin.bulk import importing
from hardal_admin.bulk.row_ids import RowIds
from hardal_admin.cli import main
from tests.harness.databases import Database
from tests.harness.tool import Cli

LINE = '{"event_name": "n", "client_id": "%s"}\n'


def counts(report: dict[str, Any]) -> list[int]:
    return [report["accepted"], report["duplicates"], report["rejected"]]


def audited(database: Database, tenant: str) -> Any:
    return database.value(
        "select details from hardal_private.audit_log where action = 'events.import'"
        f" and tenant = '{tenant}' order by entry desc limit 1"
    )


YEAR_10000 = pa.array([253402300800000000], pa.timestamp("us"))
ODD_VALUES = {
    "NaN": pa.array([{"x": float("nan")}]),
    "Infinity": pa.array([{"x": float("inf")}]),
    "-Infinity deep": pa.array([{"x": [{"y": [float("-inf")]}]}]),
    "bytes that are no text": pa.array([{"x": b"\xff\xfe"}]),
    "a map with a key twice": pa.array([[("a", 1), ("a", 2)]], pa.map_(pa.string(), pa.int64())),
    "year 10000": pa.StructArray.from_arrays([YEAR_10000], ["x"]),
    "year 10000 in a list": pa.StructArray.from_arrays(
        [pa.array([[253402300800]], pa.list_(pa.timestamp("s")))], ["x"]
    ),
}


@pytest.mark.parametrize("kind", ODD_VALUES)
@pytest.mark.parametrize("source", ["own", "posthog"])
def test_a_row_of_parquet_that_json_cannot_hold_costs_itself(
    cli: Cli, database: Database, tenant: str, tmp_path: Path, kind: str, source: str
) -> None:
    odd = ODD_VALUES[kind]
    good = pa.array([None] * 1500, odd.type)
    properties = pa.concat_arrays([good, odd, good])
    columns: dict[str, Any] = {"event_name": [f"e{n}" for n in range(3001)]}
    if source == "posthog":
        columns = {"event": columns["event_name"], "uuid": [f"u{n}" for n in range(3001)]}
    pq.write_table(pa.table(columns | {"properties": properties}), tmp_path / "in.parquet")
    args = ["--from", "posthog"] if source == "posthog" else []
    report = cli.json("import", tenant, str(tmp_path / "in.parquet"), *args)
    assert counts(report) == [3000, 0, 1], report
    assert (report["codes"], report["faults"][0]["row"]) == ({"invalid_json": 1}, 1501)
    assert database.value(f"select count(*) from {tenant}.rejected_events where raw <> ''") == 1


def test_parquet_of_nanoseconds_maps_and_decimals_is_read_at_any_depth(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    at = datetime(2024, 10, 6, 12, 34, 56)
    nanoseconds = pa.timestamp("ns", "UTC")
    properties = pa.StructArray.from_arrays(
        [
            pa.array([at], nanoseconds),
            pa.array([[{"t": at}]], pa.list_(pa.struct([("t", nanoseconds)]))),
            pa.array([[("k", at)]], pa.map_(pa.string(), nanoseconds)),
            pa.array([timedelta(seconds=1)], pa.duration("ns")),
            pa.array([Decimal("1.10")], pa.decimal128(10, 2)),
            pa.array([b"text"], pa.binary()),
            pa.array([1_000_000_001], pa.int64()).cast(pa.time64("ns")),
        ],
        ["at", "list", "map", "lasted", "price", "bytes", "time"],
    )
    pq.write_table(
        pa.table({"event_name": ["a"], "properties": properties}), tmp_path / "in.parquet"
    )
    assert counts(cli.json("import", tenant, str(tmp_path / "in.parquet"))) == [1, 0, 0]
    instant = "2024-10-06T12:34:56+00:00"
    assert database.value(f"select properties from {tenant}.events") == {
        "at": instant,
        "list": [{"t": instant}],
        "map": {"k": instant},
        "lasted": "0:00:01",
        "price": 1.1,
        "bytes": "text",
        "time": "00:00:01",
    }


def test_texts_of_parquet_may_be_in_a_dictionary(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    names = pa.array(["a", "b", "a"]).dictionary_encode()
    clients = pa.array(["c1", None, "c1"]).dictionary_encode()
    table = pa.table({"event_name": names, "client_id": clients})
    pq.write_table(table, tmp_path / "in.parquet")
    assert counts(cli.json("import", tenant, str(tmp_path / "in.parquet"))) == [3, 0, 0]
    assert database.value(
        "select string_agg(event_name || coalesce(client_id, '-'), ' ' order by event_name)"
        f" from {tenant}.events"
    ) == ("ac1 ac1 b-")


def test_a_file_whose_name_is_no_text_is_imported_and_named(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    for name in (b"a\xff.ndjson", b"notes\xfe.md"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(LINE % 1)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.md")).write_text("# notes")
    report = cli.json("import", tenant, str(tmp_path))
    assert counts(report) == [1, 1, 0]
    assert report["passed_over"] == [f"{tmp_path}/b\\xff.md"]
    assert audited(database, tenant)["files"] == [
        f"{tmp_path}/a\\xff.ndjson", f"{tmp_path}/notes\\xfe.md"
    ]  # fmt: skip


def test_folders_in_folders_are_read_and_other_files_are_passed_over_and_named(
    cli: Cli, tenant: str, tmp_path: Path
) -> None:
    files = {
        "day/1539984000": LINE % 1,  # Segment's, but for its compression
        "event_date=2024-10-06/part-0000.json": LINE % 2,
        "deep/er/still/x.ndjson": LINE % 3,
        "semi.csv": "event_name;client_id\na;4\n",
        "tabs.tsv": "event_name\tclient_id\na\t5\n",
        "export.2024.10.06": LINE % 6,
        "_SUCCESS": "",
        "README.txt": "This folder holds events.\n",
        "copy_manifest.json": '{"entries": []}\n',
        "manifest": '{"entries": []}\n',
        ".DS_Store": "\0\0\0\1Bud1",
        ".part-0000.json.crc": "crc",
        "_temporary/0/part.json": LINE % "unfinished",
        ".git/x.json": LINE % "hidden",
        "notes.md": "# notes\n",
        "empty": "",
    }
    for name, text in files.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "in" / "x.json.bz2").write_bytes(bz2.compress((LINE % 7).encode()))
    (tmp_path / "in" / "x.csv.xz").write_bytes(lzma.compress(b"event_name|client_id\na|8\n"))
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "gone.json").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "in" / "pipe.json")
    report = cli.json("import", tenant, str(tmp_path / "in"))
    assert counts(report) == [8, 0, 0], report
    assert {str(Path(name).relative_to(tmp_path / "in")) for name in report["passed_over"]} == {
        "_SUCCESS", "README.txt", "copy_manifest.json", "manifest", ".DS_Store",
        ".part-0000.json.crc", "notes.md", "empty", "gone.json", "pipe.json",
        "loop",
    }  # fmt: skip
    shown = cli("import", tenant, str(tmp_path / "in")).stdout
    assert "accepted 0, duplicates 8, rejected 0" in shown
    assert "passed over, because they are no events: " in shown
    assert "README.txt" in shown


def test_an_archive_is_read_whatever_lies_beside_its_events(
    cli: Cli, tenant: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (
            ("__MACOSX/._a.json", "\0\5\26\7"),
            ("README.txt", "read me\n"),
            ("a.json", LINE % 1),
            ("b.jsonl", LINE % 2),
            ("c_manifest.json", "{}\n"),
            ("d.csv", "event_name\na\n"),
            ("e/.DS_Store", "\0"),
            ("e/f", LINE % 3),
        ):
            archive.writestr(name, text)
        inner = tmp_path / "inner.zip"
        with zipfile.ZipFile(inner, "w") as within:
            within.writestr("a.json", LINE % 4)
        archive.write(inner, "g.zip")
        archive.write(inner, "h.json")  # whatever its name is
    report = cli.json("import", tenant, str(path))
    assert counts(report) == [3, 0, 0]
    assert [name.removesuffix(f" in {path}") for name in report["passed_over"]] == [
        "README.txt", "__MACOSX/._a.json", "c_manifest.json", "d.csv", "e/.DS_Store",
        "g.zip", "h.json",
    ]  # fmt: skip


def test_an_empty_archive_has_no_rows(cli: Cli, tenant: str, tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    zipfile.ZipFile(path, "w").close()
    assert counts(cli.json("import", tenant, str(path))) == [0, 0, 0]


def test_what_import_does_not_read_is_refused_before_anything_is_stored(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    (good := tmp_path / "good.ndjson").write_text(LINE % 1)
    with tarfile.open(tmp_path / "x.tgz", "w:gz") as archive:
        archive.add(good, "good.ndjson")
    with zipfile.ZipFile(tmp_path / "sheet.xlsx", "w") as sheet:
        sheet.writestr("xl/workbook.xml", "<workbook/>")
    with zipfile.ZipFile(tmp_path / "csv.zip", "w") as zipped:
        zipped.writestr("a.csv", "event_name\na\n")
    for name, content, why in (
        ("x.tgz", None, "it is a tar archive"),
        ("sheet.xlsx", None, "it holds no NDJSON"),
        ("csv.zip", None, "it holds no NDJSON"),
        ("x.avro", b"Obj\x01\x04\x14", "it is Avro"),
        ("x.orc", b"ORC\x01", "it is ORC"),
        ("x.json.lz4", b"\x04\x22\x4d\x18xxxx", "it is lz4"),
        ("utf16.csv", "event_name\na\n".encode("utf-16"), "UTF-16"),
        ("utf16.ndjson", (LINE % 1).encode("utf-16-be"), "UTF-16"),
        ("utf16.ndjson.bz2", bz2.compress((LINE % 1).encode("utf-16-le")), "UTF-16"),
        ("utf32.ndjson", (LINE % 1).encode("utf-32"), "UTF-32"),
        ("broken.ndjson.xz", lzma.compress(b"x" * 5000)[:-30], "cut short"),
        ("broken.ndjson.bz2", b"BZh9nonsense", "cut short"),
    ):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        error = cli("import", tenant, str(good), str(path), exit_code=1).stderr
        assert why in error, error
        assert str(path) in error
        assert "not expected" not in error
    assert database.value(f"select count(*) from {tenant}.events") == 0
    cli("import", tenant, str(good), "--delimiter", "::", exit_code=2)


@pytest.mark.parametrize(
    ("delimiter", "option"), [(";", None), ("\t", None), ("|", None), ("\t", "tab"), (":", ":")]
)
def test_the_header_or_an_option_tells_the_delimiter_of_csv(
    cli: Cli, database: Database, tenant: str, tmp_path: Path, delimiter: str, option: str | None
) -> None:
    rows = [["event_name", "properties"], ["a,b;c", '"{""n"": [1, 2]}"']]
    if delimiter == ";":
        rows[1][0] = '"a,b;c"'
    (path := tmp_path / "in.csv").write_text("\n".join(delimiter.join(row) for row in rows))
    args = ["--delimiter", option] if option else []
    assert counts(cli.json("import", tenant, str(path), *args)) == [1, 0, 0]
    assert database.value(f"select properties -> 'n' -> 1 from {tenant}.events") == 2
    assert database.value(f"select event_name from {tenant}.events") == "a,b;c"


@pytest.mark.parametrize("error", [RuntimeError("no"), MemoryError(), KeyboardInterrupt()])
def test_whatever_ends_an_import_the_counts_are_those_of_the_stored_rows(
    cli: Cli,
    database: Database,
    tenant: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    (path := tmp_path / "in.ndjson").write_text("".join(LINE % n for n in range(10_000)))
    of, seen = RowIds.of, []

    def failing(ids: RowIds, line: bytes) -> str:
        seen.append(line)
        if len(seen) == 7001:
            raise error
        return of(ids, line)

    monkeypatch.setattr(RowIds, "of", failing)
    result = CliRunner(env=cli.env).invoke(main, ["import", tenant, str(path), "--json"])
    assert result.exit_code == 1
    stored = database.value(f"select count(*) from {tenant}.events")
    assert stored == (6000 if isinstance(error, KeyboardInterrupt) else 7000)
    assert counts(json.loads(result.stdout.splitlines()[0])) == [stored, 0, 0]
    assert audited(database, tenant)["accepted"] == stored


def test_a_batch_that_fails_takes_no_other_batch_out_of_the_counts(
    cli: Cli, database: Database, tenant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path := tmp_path / "in.ndjson").write_text("".join(LINE % n for n in range(20_000)))
    send = importing._send

    def failing(conn: Any, to: str, batch: importing.Batch) -> dict[str, Any]:
        if batch.numbers[0] == 4001:
            raise RuntimeError("no")
        time.sleep(0.2)  # so that others are under way
        return send(conn, to, batch)

    monkeypatch.setattr(importing, "_send", failing)
    result = CliRunner(env=cli.env).invoke(main, ["import", tenant, str(path), "--json"])
    assert result.exit_code == 1
    stored = database.value(f"select count(*) from {tenant}.events")
    assert counts(json.loads(result.stdout.splitlines()[0])) == [stored, 0, 0]
    assert audited(database, tenant)["accepted"] == stored


@pytest.mark.parametrize("moment", ["submit", "result"])
def test_ctrl_c_at_the_moment_that_a_batch_is_stored_ends_an_import_with_true_counts(
    cli: Cli, database: Database, tenant: str, tmp_path: Path, monkeypatch: Any, moment: str
) -> None:
    path = tmp_path / "in.ndjson"
    path.write_text("".join(LINE % n for n in range(9000)))
    kind: Any = ThreadPoolExecutor if moment == "submit" else Future
    work = getattr(kind, moment)

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        done = work(*args, **kwargs)
        signal.raise_signal(signal.SIGINT)
        return done

    monkeypatch.setattr(kind, moment, interrupted)
    result = CliRunner(env=cli.env).invoke(main, ["import", tenant, str(path), "--json"])
    assert result.exit_code == 1
    stored = database.value(f"select count(*) from {tenant}.events")
    assert stored in (2000, 4000, 6000, 8000)
    assert counts(json.loads(result.stdout.splitlines()[0])) == [stored, 0, 0]
    assert audited(database, tenant)["accepted"] == stored


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_an_import_with_true_counts(
    cli: Cli, database: Database, tenant: str, tmp_path: Path, number: int
) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    process = subprocess.Popen(
        [sys.executable, "-m", "hardal_admin", "import", tenant, str(pipe), "--json"],
        env=os.environ | cli.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with pipe.open("w") as file:
        file.writelines(LINE % n for n in range(9000))
        file.flush()
        until = time.monotonic() + 60
        while database.value(f"select count(*) from {tenant}.events") == 0:
            assert time.monotonic() < until
            time.sleep(0.05)
        process.send_signal(number)
        out, _ = process.communicate(timeout=60)
    assert process.returncode not in (0, None)
    stored = database.value(f"select count(*) from {tenant}.events")
    assert counts(json.loads(out.splitlines()[0])) == [stored, 0, 0]
    assert audited(database, tenant)["accepted"] == stored
