"""Plans of a reader's queries on the views.

They read only the partitions of the time that is asked for, and use the indexes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow

from tests.harness.databases import Database
from tests.harness.tool import Cli


@pytest.fixture
def ann(cli: Cli, tenant: str, database: Database) -> Iterator[psycopg.Connection[DictRow]]:
    """A reader's connection to a tenant with 20,000 events of 60 days, rolled up by maintenance."""
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"select {tenant}__store.make_partitions(array("
            "select now() - n * interval '1 day' from generate_series(-1, 61) as n))"
        )
        conn.execute(
            f"insert into {tenant}__store.events"
            " (id, created_at, received_at, event_name, client_id, properties)"
            " select gen_random_uuid(), now() - n * interval '60 days' / 20000, now(),"
            " (array['view', 'view', 'view', 'cart', 'purchase'])[1 + n % 5],"
            " 'client ' || n % 3000, jsonb_build_object('price', n)"
            " from generate_series(1, 20000) as n"
        )
    cli("maintain")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"vacuum analyze {tenant}__store.events")
        conn.execute(f"vacuum analyze {tenant}__store.activity")
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    with psycopg.connect(url, autocommit=True, row_factory=psycopg.rows.dict_row) as conn:
        yield conn


def touched(conn: psycopg.Connection[DictRow], query: str) -> dict[str, tuple[str, int]]:
    """Return for each partition how the query read it, and how many pages that took."""
    row = conn.execute("explain (analyze, buffers, format json) " + query).fetchone()
    assert row
    found: dict[str, tuple[str, int]] = {}

    def look(node: dict[str, Any]) -> None:
        name = node.get("Relation Name", "")
        pages = node.get("Shared Hit Blocks", 0) + node.get("Shared Read Blocks", 0)
        if (
            name.startswith("events_20")
            and node["Actual Loops"]
            and pages > found.get(name, ("", 0))[1]
        ):
            found[name] = (f"{node['Node Type']} {_index(node)}", pages)
        for child in node.get("Plans", []):
            look(child)

    look(row["QUERY PLAN"][0]["Plan"])
    return found


def _index(node: dict[str, Any]) -> str:
    return " ".join([node.get("Index Name", ""), *map(_index, node.get("Plans", []))]).strip()


TODAY = datetime.now(UTC).date()
# pages that a lookup at the end of an index may read
FEW = 8


@pytest.mark.parametrize(
    "query",
    [
        "select count(client_id) from events where created_at >= now() - interval '1 hour'",
        f"select count(client_id) from events where event_date >= '{TODAY}'",
        "select count(*) from events where event_name = 'purchase'"
        " and created_at >= now() - interval '1 hour'",
        "select sum(price) from purchase where created_at >= now() - interval '1 hour'",
        f"select sum(price) from purchase where event_date >= '{TODAY}'",
        "select * from daily_activity where day >= current_date",
        "select * from active_clients where period = 'day' and starts_on >= current_date",
        "select * from funnel('{view,cart,purchase}', '1 hour', now() - interval '1 hour')",
    ],
)
def test_a_filter_on_time_reads_the_partitions_of_that_time(
    ann: psycopg.Connection[DictRow], query: str
) -> None:
    large = {name: how for name, how in touched(ann, query).items() if how[1] > FEW}
    assert set(large) <= {f"events_{datetime.now(UTC):%Y_%m}"}, large


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("select * from events where client_id = 'client 7'", "client_id_created_at"),
        ("select * from clients where client_id = 'client 7'", "client_id_created_at"),
        ("select * from sessions where client_id = 'client 7'", "client_id_created_at"),
        ("select * from events where created_at >= now() - interval '1 hour'", "created_at_id"),
        (
            "select count(*) from events where event_name = 'purchase'"
            " and created_at >= now() - interval '1 day'",
            "event_name_created_at",
        ),
        (
            "select sum(price) from purchase where created_at >= now() - interval '1 day'",
            "event_name_created_at",
        ),
    ],
)
def test_a_filter_uses_an_index(ann: psycopg.Connection[DictRow], query: str, index: str) -> None:
    read = touched(ann, query)
    assert read
    assert all(index in how for how, _ in read.values()), read


def test_days_that_are_rolled_up_are_not_read_again(ann: psycopg.Connection[DictRow]) -> None:
    query = "select * from daily_activity where day >= current_date - 50 and day < current_date - 1"
    assert all(pages <= FEW for _, pages in touched(ann, query).values())


def test_a_funnel_reads_only_indexes(ann: psycopg.Connection[DictRow]) -> None:
    """The index holds all columns that a funnel needs.

    A funnel reads no page of the table itself once the table is vacuumed.
    """
    # on tables of this size, a sequential scan would be cheaper
    ann.execute("set enable_seqscan to off")
    ann.execute("set enable_bitmapscan to off")
    pages = (
        "select coalesce(sum(heap_blks_read + heap_blks_hit), 0)::bigint as pages"
        " from pg_statio_user_tables where relname ~ '^events_2'"
    )

    def touched_pages() -> int:
        ann.execute("select pg_stat_force_next_flush()")
        row = ann.execute(pages).fetchone()
        assert row
        return int(row["pages"])

    before = touched_pages()
    row = ann.execute(
        "select * from funnel('{view,cart,purchase}', '7 days', now() - interval '30 days')"
    ).fetchone()
    assert row
    assert row["clients"] == 1800
    assert touched_pages() - before < 50
