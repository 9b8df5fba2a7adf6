"""Measure how fast import and export are, beside COPY: make bench-bulk.

    import         a file of NDJSON, CSV or Parquet through hardal-admin's own import. The peer is
                   COPY of the same rows, prepared beforehand, into the same tables (events and
                   ledger) in one transaction.
    import again   the same file once more, when every event is a duplicate
    export         all events to NDJSON, CSV and Parquet. The peer is COPY of the table, whose
                   output is thrown away.

hardal and the peer take turns in the same run, on a server of the benchmark's own with fsync and
synchronous_commit on. The events are rig.events, with ids as UUIDv7. Each ratio is the median of
the ratios of all pairs. Absolute times hold for this machine only. bench/README.md tells more.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from bench import rig
from hardal_admin import database
from hardal_admin.bulk import FIELDS, exporting, importing
from hardal_admin.bulk.input_file import InputFile
from hardal_admin.bulk.json_lines import dumps

COLUMNS = "id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties"


def seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write(events: list[dict[str, Any]], path: Path) -> None:
    """Write the events to a file, in the format that the file's name ends with."""
    if path.suffix == ".ndjson":
        path.write_bytes(b"".join(dumps(event) + b"\n" for event in events))
        return
    names = [name for name in FIELDS if name != "received_at"]
    rows = [event | {"properties": json.dumps(event["properties"])} for event in events]
    table = pa.table({name: [row[name] for row in rows] for name in names})
    if path.suffix == ".csv":
        import pyarrow.csv

        pyarrow.csv.write_csv(table, path)
    else:
        pq.write_table(table, path)


def copy(conn: database.Conn, events: list[dict[str, Any]]) -> Callable[[], None]:
    """Return a function that copies these events into the tables of a tenant.

    The rows are prepared here, so that their preparation is not measured.
    """
    rows = "".join(
        f"{e['id']}\t{e['created_at']}\t{e['created_at']}\t{e['event_name']}"
        f"\t{e['hardal_server_request_id']}\t{e['client_id']}\t{json.dumps(e['properties'])}\n"
        for e in events
    ).encode()
    ids = "".join(f"{e['id']}\t{e['created_at']}\t1234567890123456789\n" for e in events).encode()

    def run() -> None:
        with conn.transaction():
            with conn.cursor().copy(f"copy copied__store.events ({COLUMNS}) from stdin") as stream:
                stream.write(rows)
            with conn.cursor().copy("copy copied__store.event_ids from stdin") as stream:
                stream.write(ids)

    return run


def read(conns: list[database.Conn], path: Path, outcome: str, count: int) -> Callable[[], None]:
    """Return a function that imports a file.

    The function raises RuntimeError unless all `count` rows have this outcome. `outcome` is a field
    of the import's report: accepted or duplicates.
    """

    def run() -> None:
        report = importing.Report()
        importing.run(conns, "ours", [InputFile(path)], report, {}, lambda _: None)
        if getattr(report, outcome) != count:
            raise RuntimeError(f"not all were {outcome}: {report}")

    return run


def imports(
    dsn: str, source: Any, form: str, size: int, pairs: int, jobs: int, folder: Path
) -> dict[str, dict[str, Any]]:
    ours: list[float] = []
    copied: list[float] = []
    again = []
    with database.connect(dsn) as one, database.connect(dsn) as two, database.connect(dsn) as peer:
        conns = [one, two][:jobs]
        for number in range(pairs):
            events = list(islice(source, size))
            path = folder / f"{number}.{form}"
            write(events, path)
            sides = [(ours, read(conns, path, "accepted", size)), (copied, copy(peer, events))]
            for taken, work in sides if number % 2 else reversed(sides):
                taken.append(seconds(work))
            again.append(seconds(read(conns, path, "duplicates", size)))
            path.unlink()
    what = f"import of {form}, {jobs} connection{'s' if jobs > 1 else ''}"
    return {what: figures(size, ours, copied), f"{what}, again": figures(size, again, copied)}


def exports(dsn: str, size: int, pairs: int, folder: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for form in ("ndjson", "csv", "parquet"):
        ours: list[float] = []
        copied: list[float] = []

        def out(form: str = form) -> None:
            with database.connect(dsn) as conn:
                target = exporting.Target(folder / f"out.{form}", form, force=True)
                exporting.export(
                    conn, "ours", exporting.Selection(), target, lambda _: None, lambda _: None
                )

        def plain() -> None:
            with (
                database.connect(dsn) as conn,
                conn.cursor().copy("copy (select * from ours__store.events) to stdout") as stream,
            ):
                for _ in stream:
                    pass

        for number in range(pairs):
            for taken, work in (
                ((ours, out), (copied, plain)) if number % 2 else ((copied, plain), (ours, out))
            ):
                taken.append(seconds(work))
        found[f"export to {form}"] = figures(size, ours, copied)
    return found


def figures(size: int, ours: list[float], peer: list[float]) -> dict[str, Any]:
    return {
        "hardal": size * len(ours) / sum(ours),
        "peer": size * len(peer) / sum(peer),
        "ratio": statistics.median(p / o for o, p in zip(ours, peer, strict=True)),
    }


def run(
    size: int, pairs: int, choice: str, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    ways = (("ndjson", 1), ("ndjson", 2), ("csv", 2), ("parquet", 2))
    source = rig.events(size * pairs * len(ways))
    found: dict[str, dict[str, Any]] = {}
    with rig.server(choice) as (conn, dsn), tempfile.TemporaryDirectory() as folder:
        months = "select now() - n * interval '1 month' as at from generate_series(0, 3) as n"
        for tenant in ("ours", "copied"):
            conn.execute(
                f"select {tenant}__store.make_partitions(array(select at from ({months}) as m))"
            )
        for form, jobs in ways:
            say(f"import of {form}, {jobs} at once")
            found |= imports(dsn, source, form, size, pairs, jobs, Path(folder))
        say("export")
        found |= exports(dsn, size * pairs * len(ways), 3, Path(folder))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--events", type=int, default=20_000, help="events in each file (default: 20000)"
    )
    parser.add_argument("--pairs", type=int, default=10, help="files of each format (default: 10)")
    parser.add_argument(
        "--pg", default="18", help="PostgreSQL: 18, 16 or a bin folder (default: 18)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    err = Console(stderr=True)
    found = run(args.events, args.pairs, args.pg, lambda line: err.print(f"... {line}"))
    if args.json:
        print(json.dumps(found))
        return
    table = Table("what", "hardal, events/s", "COPY, events/s", "ratio", box=None)
    for what, row in found.items():
        table.add_row(what, f"{row['hardal']:,.0f}", f"{row['peer']:,.0f}", f"{row['ratio']:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
