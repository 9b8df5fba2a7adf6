"""Measure how fast the read surface is, beside DuckDB and plain SQL: make bench-read.

    daily activity   events and clients by day and name, 90 days: the view daily_activity, which
                     maintenance has counted beforehand
    revenue          revenue by product, two months: the typed view purchase
    funnel           three steps in order within 7 days, one month: the function funnel
    trend            events of five names by day, 90 days: rolled up
    trend by a       page views by day and product, 30 days, ten products and the others: live
      property
    lifecycle        new, returning, resurrected and dormant clients by week, 8 weeks
    retention        clients that come back with any event, by week of their signup, 8 weeks

and the reports by person beside the same by client, with 100,000 links: two ids each, so that
200,000 clients are 100,000 persons.

The first peer is DuckDB on a Parquet file of the same events, which hardal-admin's own export has
written. The second peer of some is plain SQL over the view events. The events cover the 120 days
until now, in the order of time, and have 200,000 clients (fewer with fewer events). The queries run
through a PSQL URL of the scope read.

Each side has two threads. PostgreSQL has a leader and one worker. Its jit is off, shared_buffers is
4 GB, so that all events are in memory, and work_mem is 32 MB. DuckDB has `threads = 2` and no limit
of memory. All sides take turns in the same run, after a first run that warms the caches. Each ratio
is the median of the ratios of all runs. The answers of all sides are compared and must be the same.

Then the benchmark measures the cost of the rollups:
- one round of maintenance that counts all days, weeks and months and makes the typed views;
- daily activity while five of its days carry the mark of a late event and are counted live.
An event of today costs nothing when it is stored. bench/README.md tells more.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
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
# Of 100 events 40 are page_view, 20 search, 15 view_item, 10 add_to_cart, 7 signup and 8 purchase.
# r.name is a random number below 1, as r.product is below 1000 and r.cents below 10000.
EVENT_NAME = """case
    when r.name < 0.40 then 'page_view'
    when r.name < 0.60 then 'search'
    when r.name < 0.75 then 'view_item'
    when r.name < 0.85 then 'add_to_cart'
    when r.name < 0.92 then 'signup'
    else 'purchase'
end"""
# All have the example's properties.
PROPERTIES = """jsonb_build_object(
    'product_id', 'COMPUTER_SKU' || r.product,
    'price', round(r.cents / 100.0, 2),
    'currency', 'USD',
    'nested_data', jsonb_build_object('category', 'electronics', 'discount_code', 'SALE2024')
)"""
FILL = f"""
insert into ours__store.events (
    id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties
)
select
    md5('id' || r.n)::uuid,
    r.at,
    r.at,
    {EVENT_NAME},
    md5('request' || r.n) || md5(r.n::text),
    md5('client' || r.client)::uuid::text,
    {PROPERTIES}
from (
    select
        g.n,
        %(since)s::timestamptz
        + (%(until)s::timestamptz - %(since)s::timestamptz) * (g.n::float8 / %(count)s) as at,
        random() as name,
        floor(random() * %(clients)s)::int as client,
        floor(random() * 1000)::int as product,
        floor(random() * 10000)::int as cents
    from generate_series(0, %(count)s - 1) as g (n)
) as r
"""
# The funnel of both peers. It follows the first view_item of each client and no other start.
# hardal's funnel tries every start, so it can find more clients in steps 2 and 3, never fewer.
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
WEEKS = 8
LIFECYCLE = """
with active as (
    select distinct client_id, date_trunc('week', created_at)::date as week
    from events where client_id is not null
),

states as (
    select
        client_id, week,
        lag(week) over w as before, lead(week) over w as after
    from active
    window w as (partition by client_id order by week)
),

counted as (
    select
        week,
        count(*) filter (where before is null) as new,
        count(*) filter (where before = week - interval '7 days') as returning,
        count(*) filter (where before < week - interval '7 days') as resurrected
    from states group by week
),

gone as (
    select (week + interval '7 days')::date as week, count(*) as dormant
    from states where after is distinct from (week + interval '7 days')::date
    group by 1
)

select c.week, c.new, c.returning, c.resurrected, coalesce(g.dormant, 0)
from counted as c left join gone as g on c.week = g.week
where c.week >= date '{week}' order by 1
"""
RETENTION = """
with firsts as (
    select client_id, min(created_at) as first_at
    from events where event_name = 'signup' and client_id is not null
    group by client_id
    having min(created_at) >= timestamptz '{week}'
),

returned as (
    select
        date_trunc('week', f.first_at)::date as cohort,
        date_trunc('week', e.created_at)::date as week,
        count(distinct e.client_id) as clients
    from firsts as f inner join events as e on f.client_id = e.client_id
    where e.created_at >= f.first_at and e.created_at >= timestamptz '{week}'
    group by 1, 2
)

select cohort, week, clients from returned
"""
# The query of each side. The times are the same literals in all queries of a run.
QUERIES: dict[str, dict[str, str]] = {
    "daily activity": {
        "hardal": "select * from daily_activity where day >= date '{day}'",
        "duckdb": ACTIVITY,
        "plain": ACTIVITY,
    },
    "revenue": {
        "hardal": """
            select product_id, sum(price)
            from purchase where created_at >= timestamptz '{months}' group by product_id""",
        "duckdb": """
            select
                json_extract_string(properties, '$.product_id'),
                sum(json_extract_string(properties, '$.price')::decimal(18, 2))
            from events where event_name = 'purchase' and created_at >= timestamptz '{months}'
            group by 1""",
        "plain": """
            select properties ->> 'product_id', sum((properties ->> 'price')::numeric)
            from events where event_name = 'purchase' and created_at >= timestamptz '{months}'
            group by 1""",
    },
    "funnel": {
        "hardal": """
            select clients
            from funnel(
                '{{view_item,add_to_cart,purchase}}', '7 days', timestamptz '{month}'
            ) order by step""",
        "duckdb": FUNNEL,
        "plain": FUNNEL,
    },
    "trend": {
        "hardal": """
            select event_name, starts_at::date, count
            from trend(
                '{{page_view,search,view_item,signup,purchase}}', since => timestamptz '{day}'
            ) where count > 0""",
        "duckdb": """
            select event_name, created_at::date, count(*)
            from events
            where
                event_name in ('page_view', 'search', 'view_item', 'signup', 'purchase')
                and created_at >= timestamptz '{day}'
            group by 1, 2""",
    },
    "trend by a property": {
        "hardal": """
            select coalesce(value, 'others'), starts_at::date, count
            from trend('{{page_view}}', by => 'product_id', since => timestamptz '{month}')
            where count > 0""",
        "duckdb": """
            with found as (
                select json_extract_string(properties, '$.product_id') as value, created_at
                from events
                where event_name = 'page_view' and created_at >= timestamptz '{month}'
            ),

            top as (
                select value from found group by value order by count(*) desc, value limit 10
            )

            select coalesce(t.value, 'others'), f.created_at::date, count(*)
            from found as f left join top as t on f.value = t.value
            group by 1, 2""",
    },
    "lifecycle": {
        "hardal": "select * from lifecycle(since => timestamptz '{week}')",
        "duckdb": LIFECYCLE,
    },
    "retention": {
        "hardal": """
            select cohort, cohort + 7 * period_number, clients
            from retention('signup', since => timestamptz '{week}') where clients > 0""",
        "duckdb": RETENTION,
    },
}
# The reports by person, each beside the same by client. The links connect every two clients.
BY_UNIT = {
    "trend of units": "select * from trend('{{page_view}}', 'units', since => timestamptz '{month}'"
    ", filter => '{{\"currency\": \"USD\"}}', unit => '{unit}')",
    "funnel": "select * from funnel('{{view_item,add_to_cart,purchase}}', '7 days'"
    ", timestamptz '{month}', unit => '{unit}')",
    "lifecycle": "select * from lifecycle(since => timestamptz '{week}', unit => '{unit}')",
    "retention": "select * from retention('signup', since => timestamptz '{week}'"
    ", unit => '{unit}')",
}
LINK = """
insert into ours__store.identities (client_id, person_id)
select md5('client' || c.n)::uuid::text, least(
    md5('client' || c.n)::uuid::text collate "C",
    md5('client' || (c.n # 1))::uuid::text collate "C"
)
from generate_series(0, %(clients)s - 1) as c (n)
"""
SIDES = ("hardal", "duckdb", "plain")
Rows = list[tuple[Any, ...]]
Ask = Callable[[str], Rows]


def fill(conn: database.Conn, count: int) -> datetime:
    """Store events of the last 120 days. Return the time at which they end."""
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


def maintain(conn: database.Conn, tenant: str = "ours") -> float:
    """Maintain until every day that is over is rolled up. Return the seconds that it took.

    Raise RuntimeError where a step fails, or where 20 rounds are not enough.
    """
    start = time.perf_counter()
    for _ in range(20):
        failed = [
            line
            for line in maintenance.run_one(conn, tenant)
            if line["what"] in ("failed", "skipped")
        ]
        if failed:
            raise RuntimeError(f"maintenance: {failed}")
        row = conn.execute(
            "select bool_and("
            "r.rolled_until = date_trunc(r.period, b.boundary::timestamp)::date) as done"
            f" from {tenant}__store.rollups as r cross join {tenant}__store.boundary as b"
        ).fetchone()
        if row and row["done"]:
            return time.perf_counter() - start
        # maintenance waits for writing transactions that began before the boundary moved
        time.sleep(0.2)
    raise RuntimeError("days are not rolled up")


def send_late(conn: database.Conn, until: datetime) -> None:
    """Store one event on each of the days in LATE, which are rolled up already."""
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
    """Raise RuntimeError where the sides give different answers.

    hardal's funnel may find more clients than its peers, see FUNNEL.
    """
    if "plain" in answers and sorted(answers["plain"]) != sorted(answers["duckdb"]):
        raise RuntimeError(f"{what}: plain SQL and DuckDB differ")
    if not answers["duckdb"]:
        raise RuntimeError(f"{what}: no rows")
    if what == "funnel":
        ours, theirs = [clients for (clients,) in answers["hardal"]], list(answers["duckdb"][0])
        if ours[0] != theirs[0] or any(
            our < their for our, their in zip(ours, theirs, strict=True)
        ):
            raise RuntimeError(f"{what}: hardal has {ours} clients, DuckDB {theirs}")
    elif sorted(answers["hardal"]) != sorted(answers["duckdb"]):
        raise RuntimeError(f"{what}: hardal and DuckDB differ")


@contextmanager
def sides(conn: database.Conn, dsn: str) -> Iterator[tuple[Ask, Ask]]:
    """Ask hardal through a PSQL URL of the scope read, and DuckDB on an export to Parquet."""
    with tempfile.TemporaryDirectory() as folder:
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
            yield (
                lambda query: analyst.execute(query.encode()).fetchall(),
                lambda query: duck.execute(query).fetchall(),
            )


def seconds(ask: Ask, query: str) -> float:
    start = time.perf_counter()
    ask(query)
    return time.perf_counter() - start


def measure(what: str, asks: dict[str, Ask], times: dict[str, str], runs: int) -> dict[str, float]:
    queries = {side: query.format(**times) for side, query in QUERIES[what].items()}
    # this first run also warms the caches
    check(what, {side: asks[side](query) for side, query in queries.items()})
    return in_turns(
        {side: partial(seconds, asks[side], query) for side, query in queries.items()},
        runs,
        "hardal",
    )


def in_turns(measures: dict[str, Callable[[], float]], runs: int, first: str) -> dict[str, float]:
    """Measure all sides by turns. Return the medians, and the ratios of each side to the first."""
    taken: dict[str, list[float]] = {side: [] for side in measures}
    for number in range(runs):
        for side in measures if number % 2 else reversed(measures):
            taken[side].append(measures[side]())
    return {side: statistics.median(times) for side, times in taken.items()} | {
        f"ratio to {side}": statistics.median(
            t / o for o, t in zip(taken[first], taken[side], strict=True)
        )
        for side in measures
        if side != first
    }


def measure_units(what: str, ask: Ask, times: dict[str, str], runs: int) -> dict[str, float]:
    queries = {unit: BY_UNIT[what].format(**times, unit=unit) for unit in ("client", "person")}
    if ask(queries["client"]) == ask(queries["person"]):
        raise RuntimeError(f"{what}: persons are counted as clients")
    return in_turns(
        {unit: partial(seconds, ask, query) for unit, query in queries.items()}, runs, "client"
    )


def run(
    count: int, runs: int, choice: str, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    with rig.server(choice, ("ours",), "4GB") as (conn, dsn):
        say(f"making {count} events")
        until = fill(conn, count)
        # Spans are counted in days, because months differ in length. All queries get the same
        # literals. A query by days begins at midnight.
        times = {
            "day": f"{until.date() - timedelta(days=90)} 00:00:00+00",
            "months": str(until - timedelta(days=61)),
            "month": str(until - timedelta(days=30)),
            # a Monday: the first of the last eight weeks
            "week": f"{until.date() - timedelta(days=until.weekday() + 7 * (WEEKS - 1))} 00:00+00",
        }
        say("rolling up")
        took = maintain(conn)
        conn.execute("vacuum analyze")
        say("export to Parquet")
        with sides(conn, dsn) as (hardal, duck):
            asks: dict[str, Ask] = {"hardal": hardal, "duckdb": duck, "plain": hardal}
            queries = {}
            for what in QUERIES:
                say(what)
                queries[what] = measure(what, asks, times, runs)
            conn.execute(LINK, {"clients": max(count // EVENTS_PER_CLIENT, 1)})
            conn.execute("vacuum analyze ours__store.identities")
            units = {}
            for what in BY_UNIT:
                say(f"{what} by person")
                units[what] = measure_units(what, asks["hardal"], times, runs)

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
    return {"queries": queries, "units": units, "rollups": rollups}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--events", type=int, default=3_000_000, help="number of events (default: 3000000)"
    )
    parser.add_argument("--runs", type=int, default=7, help="runs of each query (default: 7)")
    parser.add_argument(
        "--pg", default="18", help="PostgreSQL: 18, 16 or a bin folder (default: 18)"
    )
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
            if side in figures:
                cells += [f"{figures[side] * 1e3:,.1f}", f"{figures[f'ratio to {side}']:,.2f}"]
        table.add_row(what, *cells)
    units = Table("what", "by client, ms", "by person, ms", "ratio", box=None)
    for what, figures in found["units"].items():
        units.add_row(
            what,
            f"{figures['client'] * 1e3:,.1f}",
            f"{figures['person'] * 1e3:,.1f}",
            f"{figures['ratio to person']:,.2f}",
        )
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
    for shown in (table, units, costs):
        Console().print(shown)
        Console().print()


if __name__ == "__main__":
    main()
