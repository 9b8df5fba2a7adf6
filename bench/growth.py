"""Measure how ingest and disk use grow with the number of stored events: make bench-growth.

Two tenants of one server are filled to 500,000 and 5 million events. hardal.ingest from SQL stores
batches of 1,000 events (rig.events), in the order of time, of 200,000 clients. Then both tenants
get further batches in turns. The ratio is the median of the ratios of all pairs: how much more time
an event takes with ten times as many events stored.

The benchmark runs once with ids as UUIDv7 and, on a second server, once with ids as UUIDv4. Bytes
per event are the bytes of all tables and indexes, beside a plain table with the same columns.
bench/README.md tells more.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench import rig
from hardal_admin import database

TENANTS = ("small", "large")
PAIRS = 100


def ingest(conn: database.Conn, tenant: str, batch: list[dict[str, Any]]) -> float:
    """Store one batch. Return the seconds that it took."""
    body = json.dumps({"events": batch})
    conn.execute("update hardal_private.urls set tenant = %s where role = session_user", (tenant,))
    start = time.perf_counter()
    row = conn.execute("select hardal.ingest(%s::jsonb) as answer", (body,)).fetchone()
    took = time.perf_counter() - start
    if not row or row["answer"]["accepted"] != len(batch):
        raise RuntimeError(f"not all were accepted: {row}")
    return took


def batches(count: int, version: int, seed: int) -> Iterator[list[dict[str, Any]]]:
    source = rig.events(count, version=version, seed=seed)
    while batch := list(islice(source, rig.BATCH)):
        yield batch


def disk(conn: database.Conn, tenant: str) -> int:
    row = conn.execute(
        "select sum(pg_total_relation_size(c.oid))::bigint as bytes from pg_class as c"
        " where c.relnamespace = %s::regnamespace and c.relkind = 'r' and c.relname like 'event%%'",
        (f"{tenant}__store",),
    ).fetchone()
    return int(row["bytes"]) if row else 0


def plain_disk(conn: database.Conn) -> int:
    """Fill the plain table with the small tenant's events in the order of time.

    Return its bytes on disk.
    """
    columns = (
        "id, event_name, hardal_server_request_id, client_id, properties, created_at, received_at"
    )
    conn.execute(
        f"insert into bench.events ({columns})"
        f" select {columns} from small__store.events order by created_at"
    )
    row = conn.execute("select pg_total_relation_size('bench.events') as bytes").fetchone()
    return int(row["bytes"]) if row else 0


def measure(
    version: int, sizes: tuple[int, int], choice: str, buffers: str, progress: Progress
) -> dict[str, Any]:
    with rig.server(choice, TENANTS, buffers) as (conn, _):
        rest: dict[str, Iterator[list[dict[str, Any]]]] = {}
        for seed, (tenant, size) in enumerate(zip(TENANTS, sizes, strict=True)):
            source = rest[tenant] = batches(size + PAIRS * rig.BATCH, version, seed)
            for batch in progress.track(
                islice(source, size // rig.BATCH),
                size // rig.BATCH,
                description=f"v{version} {tenant}",
            ):
                ingest(conn, tenant, batch)
        found: dict[str, Any] = {
            "bytes per event": disk(conn, "small") / sizes[0],
            "plain table's": plain_disk(conn) / sizes[0],
        }
        conn.execute("checkpoint")
        taken: dict[str, list[float]] = {tenant: [] for tenant in TENANTS}
        for number in range(PAIRS):
            for tenant in TENANTS if number % 2 else reversed(TENANTS):
                taken[tenant].append(ingest(conn, tenant, next(rest[tenant])))
        return found | {
            "us per event, small": statistics.median(taken["small"]) / rig.BATCH * 1e6,
            "us per event, large": statistics.median(taken["large"]) / rig.BATCH * 1e6,
            "ratio": statistics.median(
                b / a for a, b in zip(taken["small"], taken["large"], strict=True)
            ),
        }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--events",
        type=int,
        default=5_000_000,
        help="events of the large tenant; the small one gets a tenth (default: 5000000)",
    )
    parser.add_argument(
        "--pg", default="18", help="PostgreSQL: 18, 16 or a bin folder (default: 18)"
    )
    parser.add_argument(
        "--shared-buffers", default="1GB", help="PostgreSQL's setting (default: 1GB)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    with Progress(console=Console(stderr=True)) as progress:
        found = {
            f"UUIDv{version}": measure(
                version, (args.events // 10, args.events), args.pg, args.shared_buffers, progress
            )
            for version in (7, 4)
        }
    if args.json:
        print(json.dumps(found))
        return
    table = Table("ids", *found["UUIDv7"], box=None)
    for ids, figures in found.items():
        table.add_row(
            ids,
            *(
                f"{figure:,.2f}" if name == "ratio" else f"{figure:,.0f}"
                for name, figure in figures.items()
            ),
        )
    Console().print(table)


if __name__ == "__main__":
    main()
