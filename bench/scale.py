"""Measure how everyday work grows with a long history and with many tenants: make bench-scale.

    history   a tenant with 50 million events of 24 months, beside a tenant of the same server with
              5 million events of the last 73 days: a day of both has as many events
    tenants   one of 100 tenants with 500,000 events each, beside a tenant of a second server that
              is alone there

Both sides have the same events in each day, so a question about the last weeks should take as long
on both. The events are those of bench.read, with ids as UUIDv7; each client has 15 events within
60 days. All sides take turns. A ratio is the median of the ratios of all pairs: above 1, the
larger side takes longer. What a person waits for should take at most 2 times as long.

The server has 4 GB of shared_buffers; the two servers of tenants have 2 GB each. 50 million events
need some 45 GB of disk, and take long. They are stored without fsync; the measures run with it.
"""

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench import read, rig
from hardal_admin import database, maintenance, metrics
from hardal_admin.bulk import exporting

DAY = timedelta(days=1)
DAYS = 730  # a long history; the short one has a tenth
SHORT = 61  # of each of many tenants
METRIC = {"event": "purchase", "number": "price", "measures": ["sum"], "by": ["product_id"]}
# one day's events and their ledger entries; clients come and go: each is active within 60 days
FILL = f"""
with made as (
    insert into {{tenant}}__store.events (
        id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties
    )
    select
        (
            lpad(to_hex((extract(epoch from r.at) * 1000)::bigint), 12, '0')
            || '7' || left(r.hash, 3) || '8' || substr(r.hash, 4, 15)
        )::uuid,
        r.at,
        r.at,
        {read.EVENT_NAME},
        r.hash || md5(r.n::text),
        md5('client' || floor(r.n / 15.0 + random() * %(a_day)s * 60 / 15))::uuid::text,
        {read.PROPERTIES}
    from (
        select
            g.n,
            %(since)s::timestamptz + interval '1 day' * ((g.n - %(first)s::int) / %(a_day)s::float8)
                as at,
            md5('id' || g.n) as hash,
            random() as name,
            floor(random() * 1000)::int as product,
            floor(random() * 10000)::int as cents
        from generate_series(%(first)s::int, %(first)s::int + %(a_day)s::int - 1) as g (n)
    ) as r
    returning id, created_at
)
insert into {{tenant}}__store.event_ids (id, created_at, digest) select id, created_at, 0 from made
"""
# what the page and BI tools ask; {tenant}, {week}, {month} and {client} are filled in
QUESTIONS = {
    "live, first page": "select hardal.live()",
    "live, one name": "select hardal.live(event_name => 'purchase')",
    "events of a client": "select * from hardal.events(client_id => '{client}')",
    "find_clients": "select * from hardal.find_clients('{client_start}')",
    "event_catalog": "select * from hardal.event_catalog()",
    "event_overview": "select * from hardal.event_overview()",
    "property_overview, purchase": "select * from hardal.property_overview('purchase')",
    "usage": "select * from hardal.usage()",
    "daily_activity, 30 days": "select * from {tenant}.daily_activity where day >= '{month}'",
    "a metric: revenue by product, 30 days": (
        "select product_id, sum(sum) from {tenant}.revenue where day >= '{month}' group by 1"
    ),
    "trend, five names, 30 days": (
        "select * from hardal.trend('{{page_view,search,view_item,add_to_cart,purchase}}',"
        " since => '{month}')"
    ),
    "trend by a property, 30 days": (
        "select * from hardal.trend('{{view_item}}', by => 'product_id', since => '{month}')"
    ),
    "funnel, three steps, 30 days": (
        "select * from hardal.funnel('{{view_item,add_to_cart,purchase}}', '7 days', '{month}')"
    ),
    "retention: signup and purchase, 4 weeks": (
        "select * from hardal.retention('signup', 'purchase', since => '{month}')"
    ),
    "retention: any event, 4 weeks": "select * from hardal.retention(since => '{month}')",
    "lifecycle, 4 weeks": "select * from hardal.lifecycle(since => '{month}')",
    "paths, 7 days": "select * from hardal.paths('view_item', '{week}')",
    "revenue of a typed view, 30 days": (
        "select product_id, sum(price) from {tenant}.purchase"
        " where created_at >= '{month}' group by 1"
    ),
}


@dataclass
class Side:
    """A tenant on a server, with `days` full days of history that end at midnight."""

    conn: database.Conn
    dsn: str
    tenant: str
    days: int
    words: dict[str, str] = field(default_factory=dict)

    def choose(self) -> None:
        """Let the login of the benchmark act for this tenant."""
        self.conn.execute(
            "update hardal_private.urls set tenant = %s where role = session_user", (self.tenant,)
        )

    def store(self, events: list[dict[str, Any]]) -> None:
        row = self.conn.execute(
            "select hardal.ingest(%s::jsonb) as answer", (json.dumps({"events": events}),)
        ).fetchone()
        if not row or row["answer"]["accepted"] != len(events):
            raise RuntimeError(f"not all were accepted: {row}")


def midnight() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def fill(side: Side, a_day: int, progress: Progress) -> None:
    """Store the history over two connections, count it, and make the metric."""
    start = midnight() - side.days * DAY
    days = iter(progress.track(range(side.days), description=f"events of {side.tenant}"))
    taking = threading.Lock()
    failures: list[str] = []

    def work() -> None:
        try:
            with database.connect(side.dsn) as conn:
                conn.execute("set role hardal_owner")
                while not failures:
                    with taking:
                        day = next(days, None)
                    if day is None:
                        return
                    conn.execute(
                        FILL.format(tenant=side.tenant).encode(),
                        {"since": start + day * DAY, "first": day * a_day, "a_day": a_day},
                    )
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")

    months = [start + day * DAY for day in range(side.days + 1)]
    side.conn.execute("set role hardal_owner")
    side.conn.execute(f"select {side.tenant}__store.make_partitions(%s)", (months,))
    side.conn.execute("reset role")
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    side.conn.execute(f"vacuum analyze {side.tenant}__store.events")
    side.conn.execute(f"vacuum analyze {side.tenant}__store.event_ids")
    task = progress.add_task(f"rollups of {side.tenant}", total=1)
    read.maintain(side.conn, side.tenant)
    metrics.create(side.conn, side.tenant, "revenue", METRIC)
    read.maintain(side.conn, side.tenant)
    progress.update(task, completed=1)
    row = side.conn.execute(
        f"select client_id from {side.tenant}.events where created_at >= %s order by created_at"
        " limit 1",
        (midnight() - 2 * DAY,),
    ).fetchone()
    assert row
    side.words = {
        "tenant": side.tenant,
        "client": row["client_id"],
        "client_start": row["client_id"][:6],
        "week": str(midnight() - 7 * DAY),
        "month": str((midnight() - 30 * DAY).date()),
    }


def event(at: datetime, number: int) -> dict[str, Any]:
    return {
        "event_name": "purchase",
        "client_id": f"client {number}",
        "created_at": at.isoformat(),
        "properties": {"product_id": f"COMPUTER_SKU{number % 1000}", "price": 9.5},
    }


def measures(folder: Path) -> dict[str, tuple[Callable[[Side], None], int]]:
    """Return what is measured, by name, with the factor of runs: a quick one runs more often."""
    numbers = count()

    def batch(side: Side) -> None:
        side.store([event(datetime.now(UTC), next(numbers)) for _ in range(rig.BATCH)])

    def single(side: Side) -> None:
        side.store([event(datetime.now(UTC), next(numbers))])

    def ask(query: str) -> Callable[[Side], None]:
        def run(side: Side) -> None:
            side.conn.execute(query.format(**side.words).encode()).fetchall()

        return run

    def idle(side: Side) -> None:
        maintenance.run_one(side.conn, side.tenant)

    def late(side: Side) -> None:
        side.store([event(midnight() - (20 + next(numbers) % 7) * DAY, 1)])
        side.conn.execute(f"update {side.tenant}__store.rollups set pause = '0'")
        maintenance.run_one(side.conn, side.tenant)

    def export(form: str) -> Callable[[Side], None]:
        def run(side: Side) -> None:
            with database.connect(side.dsn) as reader:
                exporting.export(
                    reader,
                    side.tenant,
                    exporting.Selection(midnight() - 30 * DAY, midnight()),
                    exporting.Target(folder / f"out.{form}", form, force=True),
                    lambda _: None,
                    lambda _: None,
                )

        return run

    return (
        {"ingest, a batch of 1,000": (batch, 10), "ingest, one event": (single, 40)}
        | {what: (ask(query), 1) for what, query in QUESTIONS.items()}
        | {
            "maintenance, nothing to do": (idle, 1),
            "maintenance, one day counted anew": (late, 1),
            "export of 30 days, NDJSON": (export("ndjson"), 1),
            "export of 30 days, Parquet": (export("parquet"), 1),
        }
    )


def in_turns(
    sides: list[Side], runs: int, only: str, say: Callable[[str], None]
) -> dict[str, dict[str, float]]:
    """Measure each side by turns. The ratio is the second side's time, divided by the first's."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for what, (work, factor) in measures(Path(folder)).items():
            if only not in what:
                continue
            taken: tuple[list[float], list[float]] = ([], [])
            for number in range(runs * factor + 1):
                for place in (0, 1) if number % 2 else (1, 0):
                    sides[place].choose()
                    start = time.perf_counter()
                    work(sides[place])
                    if number:  # the first run warms the caches
                        taken[place].append(time.perf_counter() - start)
            found[what] = figures(*taken)
            say(f"{what}: {told(found[what])}")
    return found


def drop_a_month(side: Side) -> float:
    """Let the retention drop the oldest month. Return the seconds of the round."""
    conn = side.conn
    months = conn.execute(
        "select (extract(year from a) * 12 + extract(month from a))::int as months"
        f" from (select age(date_trunc('month', now()), min(created_at)) as a"
        f" from {side.tenant}__store.events) as o"
    ).fetchone()
    assert months
    limits = json.dumps({"retention_months": max(months["months"], 1)})
    conn.execute("select hardal_private.set_limits(%s, %s)", (side.tenant, limits))
    start = time.perf_counter()
    maintenance.run_one(conn, side.tenant)
    return time.perf_counter() - start


def figures(small: list[float], large: list[float]) -> dict[str, float]:
    return {
        "small": statistics.median(small),
        "large": statistics.median(large),
        "ratio": statistics.median(b / a for a, b in zip(small, large, strict=True)),
    }


def told(row: dict[str, float]) -> str:
    small, large = (f"{row[size] * 1e3:,.1f} ms" for size in ("small", "large"))
    return f"{small}, {large}, {row['ratio']:.2f} times"


@contextmanager
def without_fsync(conn: database.Conn) -> Iterator[None]:
    names = ("fsync", "full_page_writes", "synchronous_commit")
    for name in names:
        conn.execute(f"alter system set {name} = off")
    conn.execute("select pg_reload_conf()")
    yield
    for name in names:
        conn.execute(f"alter system reset {name}")
    conn.execute("select pg_reload_conf()")
    conn.execute("checkpoint")


def run(
    args: argparse.Namespace, progress: Progress, say: Callable[[str], None]
) -> dict[str, dict[str, float]]:
    with ExitStack() as stack:
        if args.shape == "history":
            spans = {"small": DAYS // 10, "large": DAYS}
            conn, dsn = stack.enter_context(rig.server(args.pg, tuple(spans), "4GB"))
            sides = filled = [Side(conn, dsn, tenant, days) for tenant, days in spans.items()]
            a_day = args.events // DAYS
        else:
            names = tuple(f"t{number}" for number in range(args.tenants))
            alone = stack.enter_context(rig.server(args.pg, names[:1], "2GB"))
            many = stack.enter_context(rig.server(args.pg, names, "2GB"))
            filled = [Side(*alone, names[0], SHORT)] + [Side(*many, name, SHORT) for name in names]
            sides = filled[:2]
            a_day = args.events // SHORT
        for side in sides:
            side.conn.execute("set jit = off")
        for side in filled:
            with without_fsync(side.conn):
                fill(side, a_day, progress)
        found = in_turns(sides, args.runs, args.only, say)
        if args.shape == "history":
            what = "drop of a month"
            found[what] = figures(*([drop_a_month(side)] for side in sides))
            say(f"{what}: {told(found[what])}")
        return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shape", choices=("history", "tenants"))
    parser.add_argument(
        "--events", type=int, help="events of the large tenant, or of each of many tenants"
    )
    parser.add_argument("--tenants", type=int, default=100, help="many tenants (default: 100)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each question (default: 5)")
    parser.add_argument("--only", default="", help="only rows whose name contains this")
    parser.add_argument(
        "--pg", default="18", help="PostgreSQL: 18, 16 or a bin folder (default: 18)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    args.events = args.events or (50_000_000 if args.shape == "history" else 500_000)
    with Progress(console=Console(stderr=True)) as progress:
        found = run(args, progress, progress.console.print)
    if args.json:
        print(json.dumps(found))
        return
    table = Table("what", "small, ms", "large, ms", "times", box=None)
    for what, row in found.items():
        table.add_row(
            what, *(f"{row[size] * 1e3:,.1f}" for size in ("small", "large")), f"{row['ratio']:.2f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
