"""How fast the read surface is, beside DuckDB and plain SQL: make bench-read.

    daily activity   events and clients by day and name, 90 days: the view daily_activity, which is counted beforehand
    revenue          by product, two months: the typed view purchase
    funnel           three steps in order within 7 days, one month: the function funnel

Each beside DuckDB on a Parquet file of the same events, written by hardal-admin's own export, and beside plain SQL over the view
events. 120 days of events that end now, of 200,000 clients (fewer with fewer events), in the order of time; asked through a PSQL URL of scope read. Two
threads each: PostgreSQL a leader and one worker (jit off; shared_buffers 4 GB, so that all is in memory; work_mem 32 MB, where
DuckDB takes what it likes), DuckDB `threads = 2`. All in turns in the same run, warm; the figure is the median of the ratios.
What they answer is compared, and must be the same.

Then what the rollups cost: nothing when an event of today is stored; one round of maintenance that counts all days, weeks and
months and makes the typed views; and daily activity while five of its days carry a late event's mark, and are counted live.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from rich.console import Console
from rich.table import Table

from bench import rig
from hardal_admin import database, maintenance, urls
from hardal_admin.bulk import exporting

DAYS = 120
EVENTS_PER_CLIENT = 15  # 200,000 clients have 3 million
LATE = (10, 25, 40, 55, 70)  # days ago
SETTINGS = "set max_parallel_workers_per_gather = 1; set work_mem = '32MB'; set jit = off"
# page_view 40 %, search 20 %, view_item 15 %, add_to_cart 10 %, signup 7 %, purchase 8 %; all have the example's properties
FILL = """
insert into ours__store.events (id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties)
select
    md5('id' || r.n)::uuid,
    r.at,
    r.at,
    case
        when r.name < 0.40 then 'page_view'
        when r.name < 0.60 then 'search'
        when r.name < 0.75 then 'view_item'
        when r.name < 0.85 then 'add_to_cart'
        when r.name < 0.92 then 'signup'
        else 'purchase'
    end,
    md5('request' || r.n) || md5(r.n::text),
    md5('client' || r.client)::uuid::text,
    jsonb_build_object(
        'product_id', 'COMPUTER_SKU' || r.product,
        'price', round(r.cents / 100.0, 2),
        'currency', 'USD',
        'nested_data', jsonb_build_object('category', 'electronics', 'discount_code', 'SALE2024')
    )
from (
    select
        g.n,
        %(since)s::timestamptz + (%(until)s::timestamptz - %(since)s::timestamptz) * (g.n::float8 / %(count)s) as at,
        random() as name,
        floor(random() * %(clients)s)::int as client,
        floor(random() * 1000)::int as product,
        floor(random() * 10000)::int as cents
    from generate_series(0, %(count)s - 1) as g (n)
) as r
"""
# The yardstick, for DuckDB and plain SQL alike: each client's first view_item and the first step behind it, and no other start.
# hardal's funnel tries every start, so it may find more clients in steps 2 and 3, never fewer.
FUNNEL = """
with one as (
    select client_id, min(created_at) as t
    from events
    where event_name = 'view_item' and created_at >= timestamptz '{month}'
    group by client_id
),

two as (
    select o.client_id, min(e.created_at) as t, min(o.t) as start
    from one as o
    inner join events as e on o.client_id = e.client_id
    where e.event_name = 'add_to_cart' and e.created_at >= timestamptz '{month}'
        and e.created_at >= o.t and e.created_at <= o.t + interval '7 days'
    group by o.client_id
),

three as (
    select o.client_id, min(e.created_at) as t
    from two as o
    inner join events as e on o.client_id = e.client_id
    where e.event_name = 'purchase' and e.created_at >= timestamptz '{month}'
        and e.created_at >= o.t and e.created_at <= o.start + interval '7 days'
    group by o.client_id
)

select (select count(*) from one), (select count(*) from two), (select count(*) from three)
"""
ACTIVITY = """
select created_at::date, event_name, count(*), count(distinct client_id)
from events where created_at >= timestamptz '{day}' group by 1, 2
"""
# what is asked for, of whom; times are the same literals for all of a run
QUERIES: dict[str, dict[str, str]] = {
    "daily activity": {
        "hardal": "select * from daily_activity where day >= date '{day}'",
        "duckdb": ACTIVITY,
        "plain": ACTIVITY,
    },
    "revenue": {
        "hardal": "select product_id, sum(price) from purchase where created_at >= timestamptz '{months}' group by product_id",
        "duckdb": """
            select json_extract_string(properties, '$.product_id'), sum(json_extract_string(properties, '$.price')::decimal(18, 2))
            from events where event_name = 'purchase' and created_at >= timestamptz '{months}' group by 1""",
        "plain": """
            select properties ->> 'product_id', sum((properties ->> 'price')::numeric)
            from events where event_name = 'purchase' and created_at >= timestamptz '{months}' group by 1""",
    },
    "funnel": {
        "hardal": "select clients from funnel('{{view_item,add_to_cart,purchase}}', '7 days', timestamptz '{month}') order by step",
        "duckdb": FUNNEL,
        "plain": FUNNEL,
    },
}
SIDES = ("hardal", "duckdb", "plain")
Rows = list[tuple[Any, ...]]
Ask = Callable[[str], Rows]


def fill(conn: database.Conn, count: int) -> datetime:
    """The events of a tenant that has been at it for a while; the end of them."""
    until = datetime.now(UTC)
    since = until - timedelta(days=DAYS)
    conn.execute("set role hardal_owner")
    conn.execute("select setseed(0.5)")
    days = [since + timedelta(days=number) for number in range(DAYS + 1)]
    conn.execute("select ours__store.make_partitions(%s)", (days,))
    conn.execute(
        FILL,
        {
            "since": since,
            "until": until,
            "count": count,
            "clients": max(count // EVENTS_PER_CLIENT, 1),
        },
    )
    conn.execute("reset role")
    conn.execute("vacuum analyze ours__store.events")
    return until


def maintain(conn: database.Conn) -> float:
    """Seconds that it took until every day that is over was rolled up."""
    start = time.perf_counter()
    for _ in range(20):
        failed = [
            line
            for line in maintenance.run_one(conn, "ours")
            if line["what"] in ("failed", "skipped")
        ]
        if failed:
            raise RuntimeError(f"maintenance: {failed}")
        row = conn.execute(
            "select bool_and(r.rolled_until = date_trunc(r.period, b.boundary::timestamp)::date) as done"
            " from ours__store.rollups as r cross join ours__store.boundary as b"
        ).fetchone()
        if row and row["done"]:
            return time.perf_counter() - start
        time.sleep(
            0.2
        )  # a transaction that began before the boundary moved, such as autovacuum's, is waited for
    raise RuntimeError("days are not rolled up")


def send_late(conn: database.Conn, until: datetime) -> None:
    """One event for each of these days, all of which were rolled up."""
    events = [
        {
            "event_name": "purchase",
            "client_id": "late",
            "created_at": (until - timedelta(days=ago)).isoformat(),
        }
        for ago in LATE
    ]
    row = conn.execute(
        "select hardal.ingest(%s::jsonb) as answer", (json.dumps({"events": events}),)
    ).fetchone()
    if not row or row["answer"]["accepted"] != len(events):
        raise RuntimeError(f"not all were accepted: {row}")


def check(what: str, answers: dict[str, Rows]) -> None:
    """Everybody must have counted the same; the funnel's starts aside, see FUNNEL."""
    if sorted(answers["plain"]) != sorted(answers["duckdb"]) or not answers["plain"]:
        raise RuntimeError(f"{what}: plain SQL and DuckDB differ")
    if what == "funnel":
        ours, theirs = [clients for (clients,) in answers["hardal"]], list(answers["duckdb"][0])
        if ours[0] != theirs[0] or any(
            our < their for our, their in zip(ours, theirs, strict=True)
        ):
            raise RuntimeError(f"{what}: hardal has {ours} clients, DuckDB {theirs}")
    elif sorted(answers["hardal"]) != sorted(answers["duckdb"]):
        raise RuntimeError(f"{what}: hardal and DuckDB differ")


def seconds(ask: Ask, query: str) -> float:
    start = time.perf_counter()
    ask(query)
    return time.perf_counter() - start


def measure(what: str, asks: dict[str, Ask], times: dict[str, str], runs: int) -> dict[str, float]:
    queries = {side: query.format(**times) for side, query in QUERIES[what].items()}
    check(what, {side: asks[side](queries[side]) for side in SIDES})  # and warms
    taken: dict[str, list[float]] = {side: [] for side in SIDES}
    for number in range(runs):
        for side in SIDES if number % 2 else reversed(SIDES):
            taken[side].append(seconds(asks[side], queries[side]))
    return {side: statistics.median(taken[side]) for side in SIDES} | {
        f"ratio to {side}": statistics.median(
            t / o for o, t in zip(taken["hardal"], taken[side], strict=True)
        )
        for side in SIDES[1:]
    }


def run(
    count: int, runs: int, choice: str, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    with (
        rig.server(choice, ("ours",), "4GB") as (conn, dsn),
        tempfile.TemporaryDirectory() as folder,
    ):
        say(f"making {count} events")
        until = fill(conn, count)
        # whatever the months' lengths, all ask for the same: literals, of midnight where days are asked for
        times = {
            "day": f"{until.date() - timedelta(days=90)} 00:00:00+00",
            "months": str(until - timedelta(days=61)),
            "month": str(until - timedelta(days=30)),
        }
        say("rolling up")
        took = maintain(conn)
        conn.execute("vacuum analyze")
        say("export to Parquet")
        path = Path(folder, "events.parquet")
        with database.connect(dsn) as reader:
            target = exporting.Target(path, "parquet")
            exporting.export(
                reader, "ours", exporting.Selection(), target, lambda _: None, lambda _: None
            )
        conn.execute("checkpoint")

        url = str(urls.create(conn, "ours", name="analyst", scope="read")["url"])
        with (
            psycopg.connect(url, autocommit=True, prepare_threshold=None) as analyst,
            duckdb.connect() as duck,
        ):
            analyst.execute(SETTINGS)
            duck.execute("set threads = 2; set timezone = 'UTC'")
            duck.execute(f"create view events as select * from read_parquet('{path}')")
            asks: dict[str, Ask] = {
                "hardal": lambda query: analyst.execute(query).fetchall(),
                "duckdb": lambda query: duck.execute(query).fetchall(),
            }
            asks["plain"] = asks["hardal"]
            queries = {}
            for what in QUERIES:
                say(what)
                queries[what] = measure(what, asks, times, runs)

            say("late events")
            first = next(iter(QUERIES))
            query = QUERIES[first]["hardal"].format(**times)
            counted = asks["hardal"](query)
            before, today = (
                sum(events for day, _, events, _ in counted if day >= since)
                for since in (date.min, until.date())
            )
            send_late(conn, until)
            if sum(events for _, _, events, _ in asks["hardal"](query)) != before + len(LATE):
                raise RuntimeError("late events are not counted")
            late = statistics.median(seconds(asks["hardal"], query) for _ in range(runs))
    rollups = {
        "seconds": took,
        "events per second": count / took,
        "events of today": today,
        "daily activity": queries[first]["hardal"],
        "daily activity, 5 days marked": late,
    }
    return {"queries": queries, "rollups": rollups}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=3_000_000, help="how many (default: 3000000)")
    parser.add_argument("--runs", type=int, default=7, help="of each query (default: 7)")
    parser.add_argument("--pg", default="18", help="18, 16 or a bin folder (default: 18)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    err = Console(stderr=True)
    found = run(args.events, args.runs, args.pg, lambda line: err.print(f"... {line}"))
    if args.json:
        print(json.dumps(found))
        return
    table = Table("what", "hardal, ms", "DuckDB, ms", "ratio", "plain SQL, ms", "ratio", box=None)
    for what, figures in found["queries"].items():
        cells = [f"{figures['hardal'] * 1e3:,.1f}"]
        for side in SIDES[1:]:
            cells += [f"{figures[side] * 1e3:,.1f}", f"{figures[f'ratio to {side}']:,.2f}"]
        table.add_row(what, *cells)
    rollups = found["rollups"]
    costs = Table("what the rollups cost", "", box=None)
    costs.add_row(
        "one round over all events",
        f"{rollups['seconds']:,.1f} s, {rollups['events per second']:,.0f} events/s",
    )
    costs.add_row(
        f"daily activity, {rollups['events of today']:,} events of today live",
        f"{rollups['daily activity'] * 1e3:,.1f} ms",
    )
    costs.add_row("and 5 days marked", f"{rollups['daily activity, 5 days marked'] * 1e3:,.1f} ms")
    for shown in (table, costs):
        Console().print(shown)
        Console().print()


if __name__ == "__main__":
    main()
