"""Measure each question that the page asks: make bench-dashboard.

One tenant has 3 million events of 200,000 clients over the 120 days until now, as bench.read fills
it, 200 names more with 1,000 events each, and 1,000 rejected events. Maintenance has counted all
days that are over, and made the typed views; events of today are counted live.

Each question is a statement of QUESTIONS, as PostgREST runs it: as a function of the schema hardal,
with the rights of a key of the scope manage, jit off. Each runs once to warm the caches, and then a
few times. The median counts. No question may take over a second: such ones are marked.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import read, rig
from hardal_admin import database, metrics

NAMES = 200
EVENTS_PER_NAME = 1000
REJECTED = 1000
SLOW = 1.0
# with a filter, so that no question for a trend reads it
METRIC = {
    "event": "purchase", "number": "price", "measures": ["sum", "avg"], "by": ["product_id"],
    "filter": {"price": {"gt": 0}},
}  # fmt: skip

# A name in the table, and the call of a function of the schema hardal. The words in braces are
# times at midnight of UTC, an event, a client, and places of live: see fill and run. The questions
# of a new view are new rows.
QUESTIONS: dict[str, str] = {
    # Live, a client
    "live, first page": "live()",
    "live, older page": "live(before => '{older}')",
    "live, what is new": "live(after => '{newer}')",
    "live, one name": "live(event_name => 'name 7')",
    "live, one client": "live(client_id => '{client}')",
    "live, value of a property": "live(property => 'product_id', value => 'none has it')",
    "event": "event('{id}')",
    "find_clients": "find_clients('{client_start}')",
    "events, first page": "events(max_rows => 100)",
    "events, one name": "events(event_name => 'purchase', max_rows => 100)",
    "events, one client": "events(client_id => '{client}', max_rows => 100)",
    # Catalogue
    "event_catalog": "event_catalog()",
    "event_overview": "event_overview()",
    "event_overview, another zone": "event_overview(time_zone => 'Europe/Istanbul')",
    "property_overview": "property_overview('page_view')",
    # Trends
    "trend, 30 days": "trend('{{page_view}}', since => '{month}')",
    "trend, 30 days, 5 names, compared": (
        "trend('{{page_view,search,view_item,add_to_cart,purchase}}',"
        " since => '{month}', compare => true)"
    ),
    "trend, 120 days by week": "trend('{{page_view}}', every => 'week', since => '{all}')",
    "trend, by hour, 7 days": "trend('{{page_view}}', every => 'hour', since => '{week}')",
    "trend, by hour, 30 days, compared": (
        "trend('{{page_view}}', every => 'hour', since => '{month}', compare => true)"
    ),
    "trend, 30 days, another zone": (
        "trend('{{page_view}}', since => '{month}', time_zone => 'Europe/Istanbul')"
    ),
    "trend, 120 days by month, another zone": (
        "trend('{{page_view}}', every => 'month', since => '{all}', time_zone => 'Europe/Istanbul')"
    ),
    "trend, clients, 30 days": "trend('{{page_view}}', 'clients', since => '{month}')",
    "trend, clients, 30 days, another zone, compared": (
        "trend('{{page_view}}', 'clients', since => '{month}', compare => true,"
        " time_zone => 'Europe/Istanbul')"
    ),
    "trend, clients by week, 90 days": (
        "trend('{{page_view}}', 'clients', every => 'week', since => '{quarter}')"
    ),
    "trend, clients by month, 120 days": (
        "trend('{{page_view}}', 'clients', every => 'month', since => '{all}')"
    ),
    "trend, by a property, 30 days": (
        "trend('{{purchase}}', by => 'product_id', since => '{month}')"
    ),
    "trend, by a property, 30 days, compared, most frequent name": (
        "trend('{{page_view}}', by => 'product_id', since => '{month}', compare => true)"
    ),
    "trend, clients by a property, 30 days, most frequent name": (
        "trend('{{page_view}}', 'clients', 'product_id', since => '{month}')"
    ),
    # the other reports
    "funnel, 3 steps, 30 days": (
        "funnel('{{view_item,add_to_cart,purchase}}', '7 days', '{month}')"
    ),
    "funnel, 3 steps, 30 days, by a property": (
        "funnel('{{view_item,add_to_cart,purchase}}', '7 days', '{month}', by => 'product_id')"
    ),
    "retention, 8 weeks": "retention('signup', 'purchase')",
    "retention, any event, 8 weeks": "retention()",
    "paths, 7 days": "paths('view_item', '{week}')",
    "property_breakdown, 30 days": "property_breakdown('purchase', 'product_id', '{month}')",
    # Metrics
    "metrics": "metrics()",
    "metric, a chart of 30 days by 7 groups": "metric('sales', '{month}', max_groups => 7)",
    "metric, 120 days together, by 1,000 groups": (
        "metric('sales', '{all}', every => 'all', max_groups => 1000)"
    ),
    # Rejected
    "rejected_reasons": "rejected_reasons()",
    "rejected_events": "rejected_events(code => 'empty')",
    # Usage
    "usage": "usage()",
}


def fill(conn: database.Conn, count: int) -> dict[str, str]:
    """Store the events. Return the times and the client that the questions name."""
    until = read.fill(conn, count)
    conn.execute("set role hardal_owner")
    conn.execute(
        "insert into ours__store.events (id, created_at, received_at, event_name, client_id,"
        " properties)"
        " select md5('rare' || n || ' ' || g)::uuid, r.at, r.at, 'name ' || n,"
        " md5('client' || g)::uuid::text, '{}'"
        " from generate_series(1, %(names)s) as n cross join generate_series(1, %(each)s) as g"
        " cross join lateral (select %(until)s - g * interval '2 hours' as at) as r",
        {"names": NAMES, "each": min(EVENTS_PER_NAME, count // NAMES), "until": until},
    )
    # the ledger, in which event looks up the time of an id; the digests play no part
    conn.execute(
        "insert into ours__store.event_ids (id, created_at, digest)"
        " select id, created_at, 0 from ours__store.events"
    )
    conn.execute(
        "select ours__store.ingest(%s::jsonb)", (json.dumps([{"event_name": ""}] * REJECTED),)
    )
    conn.execute("reset role")
    row = conn.execute(
        "select id::text, client_id from ours__store.events where event_name = 'purchase' limit 1"
    ).fetchone()
    assert row
    midnight = until.replace(hour=0, minute=0, second=0, microsecond=0)
    spans = {"week": 7, "month": 30, "quarter": 90, "all": read.DAYS}
    found = {"id": row["id"], "client": row["client_id"], "client_start": row["client_id"][:3]}
    return found | {name: str(midnight - timedelta(days=days)) for name, days in spans.items()}


def run(
    count: int, runs: int, choice: str, only: str, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    with rig.server(choice, ("ours",), "4GB") as (conn, _):
        say(f"making {count} events")
        times = fill(conn, count)
        say("rolling up")
        read.maintain(conn)
        metrics.create(conn, "ours", "sales", METRIC)
        read.maintain(conn)
        conn.execute("vacuum analyze")
        conn.execute("set jit = off")
        first = conn.execute("select hardal.live() as page").fetchone()
        assert first
        times |= {name: first["page"][name] for name in ("older", "newer")}
        found: dict[str, dict[str, Any]] = {}
        for what, call in QUESTIONS.items():
            if only not in what:
                continue
            query = f"select * from hardal.{call.format(**times)}"
            rows = len(conn.execute(query).fetchall())
            taken = []
            for _ in range(runs):
                start = time.perf_counter()
                conn.execute(query).fetchall()
                taken.append(time.perf_counter() - start)
            found[what] = {"seconds": statistics.median(taken), "rows": rows}
            say(f"{what}: {found[what]['seconds'] * 1e3:,.1f} ms")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--events", type=int, default=3_000_000, help="number of events (default: 3000000)"
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each question (default: 5)")
    parser.add_argument(
        "--pg", default="18", help="PostgreSQL: 18, 16 or a bin folder (default: 18)"
    )
    parser.add_argument("--only", default="", help="only questions whose name contains this")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    err = Console(stderr=True)
    found = run(args.events, args.runs, args.pg, args.only, lambda line: err.print(f"... {line}"))
    if args.json:
        print(json.dumps(found))
        return
    table = Table("question", "ms", "rows", "", box=None)
    for what, figures in found.items():
        slow = "over a second" if figures["seconds"] > SLOW else ""
        table.add_row(what, f"{figures['seconds'] * 1e3:,.1f}", f"{figures['rows']:,}", slow)
    Console().print(table)


if __name__ == "__main__":
    main()
