"""Measure metrics beside DuckDB and the typed view: make bench-metrics.

    revenue by product           two months
    revenue by day and product   90 days
    revenue by day and currency  90 days

The events and the settings are those of bench.read: 3 million events over 120 days, of which 8 in
100 are purchases of 1,000 products in one currency. hardal reads a metric of purchases with the sum
of the price: by product, which has 865 rows a day for 2,000 purchases, or by currency. The peers
are DuckDB on a Parquet file of the same events, and the same query over the typed view purchase.
The spans begin at midnight of UTC. All sides take turns, and their answers are compared and must be
the same.

Then the benchmark measures the cost: rounds of maintenance that count one day again, which has the
mark of a late event, without metrics and with ten of them. The ten group by the product, and five
of them by the currency too. Rounds with and without metrics do not take turns.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import rig
from bench.read import Ask, fill, in_turns, maintain, seconds, sides
from hardal_admin import database, maintenance, metrics

DEFINITION = {"event": "purchase", "number": "price", "measures": ["sum"]}
METRICS = {"revenue": ["product_id"], "revenue_by_currency": ["currency"]}
DUCKDB = """
select {columns}, sum(json_extract_string(properties, '$.price')::decimal(18, 2))
from (
    select
        created_at::date as day,
        json_extract_string(properties, '$.product_id') as product_id,
        json_extract_string(properties, '$.currency') as currency,
        *
    from events where event_name = 'purchase' and created_at >= timestamptz '{since}'
) group by all"""
TYPED = """
select {columns}, sum(price)
from (
    select (created_at at time zone 'UTC')::date as day, *
    from purchase where created_at >= timestamptz '{since}'
) as p group by {columns}"""
METRIC = "select {columns}, sum(sum) from {metric} where day >= date '{since}' group by {columns}"
SIDES = {"metric": METRIC, "duckdb": DUCKDB, "typed": TYPED}
QUESTIONS = {
    "revenue by product, 61 days": ("revenue", "product_id", 61),
    "revenue by day and product, 90 days": ("revenue", "day, product_id", 90),
    "revenue by day and currency, 90 days": ("revenue_by_currency", "day, currency", 90),
}


def late_round(conn: database.Conn, until: datetime, number: int) -> float:
    """Mark a day with a late event. Return the seconds of the round that counts the day again."""
    event = {
        "event_name": "purchase",
        "created_at": (until - timedelta(days=20 + number)).isoformat(),
        "properties": {"product_id": "late", "price": 1},
    }
    conn.execute("select hardal.ingest(%s::jsonb)", (json.dumps(event),))
    # without a pause: the round counts the day now
    conn.execute("update ours__store.rollups set pause = '0'")
    start = time.perf_counter()
    maintenance.run_one(conn, "ours")
    return time.perf_counter() - start


def run(count: int, runs: int, choice: str, say: Callable[[str], None]) -> dict[str, Any]:
    with rig.server(choice, ("ours",), "4GB") as (conn, dsn):
        say(f"making {count} events")
        until = fill(conn, count)
        say("rolling up")
        maintain(conn)
        conn.execute("vacuum analyze")
        say("two metrics over the history")
        start = time.perf_counter()
        for name, by in METRICS.items():
            metrics.create(conn, "ours", name, DEFINITION | {"by": by})
        maintain(conn)
        history = time.perf_counter() - start
        conn.execute("vacuum analyze")
        answers = {}
        say("export to Parquet")
        with sides(conn, dsn) as (hardal, duck):
            asks: dict[str, Ask] = {"metric": hardal, "duckdb": duck, "typed": hardal}
            for what, (metric, columns, days) in QUESTIONS.items():
                say(what)
                since = f"{until.date() - timedelta(days=days)} 00:00:00+00"
                queries = {
                    side: query.format(metric=metric, columns=columns, since=since)
                    for side, query in SIDES.items()
                }
                found = {side: sorted(asks[side](query)) for side, query in queries.items()}
                if not found["metric"] or any(rows != found["metric"] for rows in found.values()):
                    raise RuntimeError(f"{what}: the answers differ")
                answers[what] = in_turns(
                    {side: partial(seconds, asks[side], query) for side, query in queries.items()},
                    runs,
                    "metric",
                )
        say("rounds of maintenance")
        for name in METRICS:
            metrics.drop(conn, "ours", name)
        maintain(conn)
        without = [late_round(conn, until, number) for number in range(runs)]
        for number in range(10):
            by = ["product_id", "currency"] if number % 2 else ["product_id"]
            metrics.create(conn, "ours", f"revenue_{number}", DEFINITION | {"by": by})
        maintain(conn)
        ten = [late_round(conn, until, number) for number in range(runs)]
    return {
        "questions": answers,
        "history": history,
        "round": {"none": statistics.median(without), "ten": statistics.median(ten)},
    }


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
    table = Table("what", "metric, ms", "DuckDB, ms", "ratio", "typed view, ms", "ratio", box=None)
    for what, figures in found["questions"].items():
        cells = [f"{figures['metric'] * 1e3:,.1f}"]
        for side in ("duckdb", "typed"):
            cells += [f"{figures[side] * 1e3:,.1f}", f"{figures[f'ratio to {side}']:,.1f}"]
        table.add_row(what, *cells)
    costs = Table("what metrics cost", "", box=None)
    costs.add_row("two metrics over the history", f"{found['history']:,.1f} s")
    rounds = found["round"]
    costs.add_row("a round that counts one day, no metric", f"{rounds['none']:,.3f} s")
    costs.add_row(
        "the same with ten metrics",
        f"{rounds['ten']:,.3f} s, {rounds['ten'] / rounds['none']:,.2f} times",
    )
    for shown in (table, costs):
        Console().print(shown)
        Console().print()


if __name__ == "__main__":
    main()
