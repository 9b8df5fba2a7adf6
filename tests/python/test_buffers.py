"""Pages that hardal's hottest statements touch, and rows that their scans read.

These are figures of EXPLAIN (ANALYZE, BUFFERS), not times: neither the machine nor its other work
changes them. docs/development.md tells what a red one means. test_plans.py holds which partitions
and which indexes a query reads.
"""

import json
import uuid
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg.rows import DictRow

from tests.harness.databases import Database
from tests.harness.events import NOW, months_ago
from tests.harness.tool import Cli

Conn = psycopg.Connection[DictRow]


class Spent(NamedTuple):
    """Pages of the buffer cache that a statement touched, and rows that its scans read.

    rows is 0 for a call of a function, whose scans EXPLAIN does not show.
    """

    pages: int
    rows: int = 0


# What a reader asks, and the most that this may spend: a quarter more than the most that it spends
# on PostgreSQL 15, 16 and 18. {since} is the beginning of the fixture's months, {last} that of the
# last one, {week} a week later.
READS = {
    "events of one client": (
        "select * from events where client_id = 'client 7'",
        Spent(38, 30),
    ),
    "events of a name, a week": (
        "select * from events where event_name = 'cart'"
        " and created_at >= '{last}' and created_at < '{week}'",
        Spent(66, 500),
    ),
    "daily_activity, 90 days": (
        "select * from daily_activity where day >= '{since}'",
        Spent(25, 450),
    ),
    "trend by day, 90 days": (
        "select * from trend('{{cart}}', since => '{since}')",
        Spent(121),
    ),
    "funnel, a month": (
        "select * from funnel('{{view,cart,purchase}}', '7 days', '{last}')",
        Spent(279),
    ),
    "sum of a typed view, a month": (
        "select sum(price) from purchase where created_at >= '{last}'",
        Spent(260, 2000),
    ),
}
# Pages of an event in a batch of 1,000, and of one event alone. A tenth more than is spent, because
# one more index costs only two pages. From 17 on an insert opens the BRIN indexes once for all its
# rows; before, once for each row.
NEW = {True: 14.4, False: 18.8}
DUPLICATE = 6.6
ONE = 25
# a quarter more, as in READS
LIVE = 652
MAINTAIN = 512


@pytest.fixture
def filled(cli: Cli, tenant: str, database: Database) -> dict[str, datetime]:
    """Fill the tenant and maintain it. Return the times that the statements name.

    The last three whole months have 8,000 events each in their first 28 days, so that the figures
    are the same on every day: 5 names, 1,000 clients, each with events of all names.
    """
    months = [months_ago(count, day=1) for count in (3, 2, 1)]
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"select {tenant}__store.make_partitions(%s)", (months,))
        conn.execute(
            f"insert into {tenant}__store.events (id, created_at, received_at, event_name,"
            " hardal_server_request_id, client_id, properties)"
            " select md5('id' || m.month || n)::uuid, t.at, t.at,"
            " (array['view', 'view', 'view', 'cart', 'purchase'])[1 + n %% 5],"
            " md5('request' || n), 'client ' || (n * 41 + n / 1000) %% 1000,"
            " jsonb_build_object('price', n / 100.0, 'currency', 'USD', 'product_id', n %% 100)"
            " from unnest(%s::timestamptz[]) as m (month) cross join generate_series(1, 8000) as n"
            " cross join lateral (select m.month + n * interval '28 days' / 8001 as at) as t",
            (months,),
        )
        # the ledger, in which ingest looks ids up; the digests play no part
        conn.execute(
            f"insert into {tenant}__store.event_ids (id, created_at, digest)"
            f" select id, created_at, 0 from {tenant}__store.events"
        )
    cli("maintain")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        for table in ("events", "event_ids", "activity", "property_counts"):
            conn.execute(f"vacuum (analyze) {tenant}__store.{table}")
    return {"since": months[0], "last": months[2], "week": months_ago(1, day=8)}


def spent(conn: Conn, statement: str, *params: object) -> Spent:
    """Run the statement, and return what it spent."""
    row = conn.execute(
        f"explain (analyze, buffers, timing off, format json) {statement}", params or None
    ).fetchone()
    assert row
    plan = row["QUERY PLAN"][0]["Plan"]

    def read(node: dict[str, Any]) -> int:
        rows = sum(map(read, node.get("Plans", [])))
        if "Relation Name" in node:
            removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
            rows += round(
                (node["Actual Rows"] + sum(node.get(why, 0) for why in removed))
                * node["Actual Loops"]
            )
        return rows

    return Spent(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], read(plan))


def least(conn: Conn, statement: str, *params: object) -> Spent:
    """Return the least that the statement spends in some runs.

    A connection's first run reads the catalogue too. So does one after a change to the roles that
    the server's databases share.
    """
    return min(spent(conn, statement, *params) for _ in range(4))


def batch(first: int, count: int) -> str:
    """Return the body of a request with new events of today, whose ids rise like UUIDv7."""
    return json.dumps(
        {
            "events": [
                {
                    "id": str(uuid.UUID(int=(0xF << 124) + number)),
                    "event_name": "purchase",
                    "client_id": f"client {number % 1000}",
                    "hardal_server_request_id": f"{number:064x}",
                    "properties": {"price": number / 100, "currency": "USD"},
                    "created_at": f"{NOW:%Y-%m-%d}T00:00:{number // 1000:02}.{number % 1000:03}Z",
                }
                for number in range(first, first + count)
            ]
        }
    )


def test_reads_touch_few_pages(filled: dict[str, datetime], reader: Conn) -> None:
    found = {
        name: (least(reader, statement.format(**filled)), limit)
        for name, (statement, limit) in READS.items()
    }
    over = {
        name: (spends, limit)
        for name, (spends, limit) in found.items()
        if spends.pages > limit.pages or spends.rows > limit.rows
    }
    assert not over, found


@pytest.mark.usefixtures("filled")
def test_ingest_touches_few_pages(cli: Cli, tenant: str, database: Database) -> None:
    url = cli.json("url", "create", tenant, "--name", "backend", "--scope", "write")["url"]
    ingest = "select hardal.ingest(%s)"
    with database.connect(url) as conn:
        batches = [batch(first, 1000) for first in range(0, 9000, 1000)]
        new = min(spent(conn, ingest, body) for body in batches)
        duplicates = min(spent(conn, ingest, body) for body in batches)
        one = min(spent(conn, ingest, batch(first, 1)) for first in range(9000, 9010))
        stored = conn.execute(ingest, (batch(0, 9011),)).fetchone()
        assert stored
        # each body was stored, once
        assert (stored["ingest"]["duplicates"], stored["ingest"]["accepted"]) == (9010, 1)
        assert new.pages / 1000 <= NEW[conn.info.server_version >= 170000]
    assert duplicates.pages / 1000 <= DUPLICATE
    assert one.pages <= ONE


def test_an_older_page_of_live_touches_few_pages(
    filled: dict[str, datetime], tenant: str, conn: Conn
) -> None:
    place = json.dumps({"time": filled["week"].isoformat(), "id": str(uuid.UUID(int=0))})
    conn.execute("set role hardal_owner")
    page = f"{tenant}__store.live_page(null, null, null, null, null, %s, null, 100)"
    row = conn.execute(f"select jsonb_array_length({page} -> 'rows') as rows", (place,)).fetchone()
    assert row == {"rows": 100}
    assert least(conn, f"select {page}", place).pages <= LIVE


@pytest.mark.usefixtures("filled")
def test_maintenance_with_nothing_to_do_touches_few_pages(tenant: str, conn: Conn) -> None:
    row = conn.execute(
        "select regexp_substr(prosrc, 'v_steps constant text.. := (array[^;]*);', 1, 1, '', 1)"
        " as steps from pg_proc where proname = 'maintain_tenant'"
    ).fetchone()
    assert row
    row = conn.execute(f"select {row['steps']} as steps").fetchone()
    assert row
    assert len(row["steps"]) > 10
    step = "hardal_private.maintain_step(%s, %s, false)"
    total = 0
    for name in row["steps"]:
        done = conn.execute(f"select {step} as did", (tenant, name)).fetchone()
        assert done == {"did": None}, name
        total += least(conn, f"select {step}", tenant, name).pages
    assert total <= MAINTAIN, total
