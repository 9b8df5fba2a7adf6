"""Plans of a reader's queries on the views.

They read only the partitions of the time that is asked for, and use the indexes.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow

from tests.harness.databases import Database
from tests.harness.partitions import partitions
from tests.harness.tool import Cli


@pytest.fixture
def ann(cli: Cli, tenant: str, database: Database) -> Iterator[psycopg.Connection[DictRow]]:
    """A reader's connection to a tenant with 20,000 events of 60 days, rolled up by maintenance.

    There are empty months before these days.
    """
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"select {tenant}__store.make_partitions(array("
            "select now() - n * interval '10 days' from generate_series(-1, 40) as n))"
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
            and pages > found.get(name.removesuffix("_rows"), ("", 0))[1]
        ):
            found[name.removesuffix("_rows")] = (f"{node['Node Type']} {_index(node)}", pages)
        for child in node.get("Plans", []):
            look(child)

    look(row["QUERY PLAN"][0]["Plan"])
    return found


def _index(node: dict[str, Any]) -> str:
    return " ".join([node.get("Index Name", ""), *map(_index, node.get("Plans", []))]).strip()


def read_months(conn: psycopg.Connection[DictRow], query: str) -> tuple[set[str], int]:
    """Return the months that the query read, and how many it left out when it ran."""
    row = conn.execute("explain (analyze, format json) " + query).fetchone()
    assert row
    months: set[str] = set()
    removed = 0

    def look(node: dict[str, Any]) -> None:
        nonlocal removed
        removed += node.get("Subplans Removed", 0)
        name = node.get("Relation Name", "")
        if name.startswith("events_20") and node["Actual Loops"]:
            months.add(name.removeprefix("events_").removesuffix("_rows"))
        for child in node.get("Plans", []):
            look(child)

    look(row["QUERY PLAN"][0]["Plan"])
    return months, removed


def months_from(first: date) -> set[str]:
    """Return the months from that of a day to the newest partition's, which is tomorrow's."""
    return {f"{first + timedelta(days=n):%Y_%m}" for n in range((TODAY - first).days + 11)}


TODAY = datetime.now(UTC).date()
WEEK = TODAY - timedelta(days=7)
MONTH = TODAY.replace(day=1)
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


def test_a_filter_on_a_person_reads_the_events_of_that_person(
    ann: psycopg.Connection[DictRow], cli: Cli, tenant: str
) -> None:
    cli("person", "link", tenant, "client 7", "user 7")
    for person in ("client 7", "client 8"):  # with a link, and without one
        for query in ("person_events", "persons"):
            read = touched(ann, f"select * from {query} where person_id = '{person}'")
            assert read
            assert all("client_id_created_at" in how for how, _ in read.values()), read


def test_events_and_clients_cost_what_they_did_before_there_were_links(
    ann: psycopg.Connection[DictRow], cli: Cli, tenant: str
) -> None:
    """Neither looks at the links: min and max of a time keep their index, too."""
    queries = [
        "select min(created_at), max(created_at) from events",
        "select * from events where client_id = 'client 7'",
        "select count(*) from events where event_name = 'purchase'",
        "select * from clients where client_id = 'client 7'",
    ]
    before = [touched(ann, query) for query in queries]
    cli("person", "link", tenant, "client 7", "user 7")
    assert [touched(ann, query) for query in queries] == before
    assert all("Index Only" in how for how, _ in before[0].values()), before[0]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("select * from events where client_id = 'client 7'", "client_id_created_at"),
        ("select * from clients where client_id = 'client 7'", "client_id_created_at"),
        ("select * from sessions where client_id = 'client 7'", "client_id_created_at"),
        ("select * from events where created_at >= now() - interval '1 hour'", "rows_pkey"),
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


# The filters that readers and BI tools write: {w} is the day a week ago, {t} is today.
LAST_DAYS = [
    # by hand, dbt
    "event_date >= '{w}'",
    "event_date >= '{w}'::date and event_date < '{t}'::date + 1",
    "event_date between date '{w}' and date '{t}'",
    "event_date in ('{w}', '{t}')",
    "event_date = any (array['{w}', '{t}']::date[])",
    "event_date = current_date",
    "event_date >= current_date - 7",
    "event_date > now() - interval '7 days'",
    "event_date > localtimestamp - interval '7 days'",
    "event_date >= (select current_date - 7)",
    "event_date >= (select max(d) - 7 from unnest(array[current_date]) as d)",
    "(created_at at time zone 'UTC')::date >= current_date - 7",
    "created_at >= now() - interval '7 days'",
    "created_at >= '{w}' and created_at < '{t}'",
    "created_at >= current_date - 7",
    # Superset
    "event_date >= TO_DATE('{w}', 'YYYY-MM-DD') AND event_date < TO_DATE('{t}', 'YYYY-MM-DD')",
    "created_at >= TO_TIMESTAMP('{w} 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US')"
    " AND created_at < TO_TIMESTAMP('{t} 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US')",
    # Metabase
    "event_date >= CAST((NOW() + INTERVAL '-7 day') AS date) AND event_date < CAST(NOW() AS date)",
    "event_date >= DATE_TRUNC('day', (NOW() + INTERVAL '-7 day'))"
    " AND event_date < DATE_TRUNC('day', NOW())",
    "event_date >= timestamp with time zone '{w} 00:00:00.000Z'"
    " AND event_date < timestamp with time zone '{t} 00:00:00.000Z'",
    "created_at >= DATE_TRUNC('day', (NOW() + INTERVAL '-7 day'))"
    " AND created_at < DATE_TRUNC('day', NOW())",
    "created_at >= timestamp with time zone '{w} 00:00:00.000Z'",
    # Grafana
    "event_date BETWEEN '{w}T10:00:00Z' AND '{t}T10:00:00Z'",
    "created_at BETWEEN '{w}T10:00:00Z' AND '{t}T10:00:00Z'",
    # Power BI
    "event_date >= DATE '{w}' and event_date < DATE '{t}'",
    "event_date >= timestamp '{w} 00:00:00' and event_date < timestamp '{t} 00:00:00'",
    "created_at >= timestamp '{w} 00:00:00' and created_at < timestamp '{t} 00:00:00'",
    # Tableau
    "(event_date >= (DATE '{w}')) AND (event_date < (DATE '{t}'))",
    "(event_date >= (TIMESTAMP '{w} 00:00:00.000'))"
    " AND (event_date <= (TIMESTAMP '{t} 00:00:00.000'))",
    "(event_date >= ((CURRENT_DATE + -7 * INTERVAL '1 DAY')))",
    "(created_at >= (TIMESTAMPTZ '{w} 00:00:00.000+00'))",
]
THIS_MONTH = [
    "event_date >= date_trunc('month', now())",
    "event_date >= date_trunc('month', current_date)::date",
    "event_date >= DATE_TRUNC('month', NOW())"
    " AND event_date < DATE_TRUNC('month', (NOW() + INTERVAL '1 month'))",
    "event_date >= CAST(DATE_TRUNC('month', NOW()) AS date)",
    "event_date >= to_date(to_char(now(), 'YYYY-MM'), 'YYYY-MM')",
    "event_date >= make_date({m:%Y, %m, %d})",
    "event_date - date '{t}' >= 0 and event_date >= date_trunc('month', now())",
    "created_at >= date_trunc('month', now())",
    "created_at >= date_trunc('month', current_date)",
]


@pytest.mark.parametrize("view", ["events", "purchase"])
def test_every_form_of_a_filter_on_the_day_leaves_months_out(
    ann: psycopg.Connection[DictRow], view: str
) -> None:
    ann.execute("set timezone = 'UTC'")
    everything, _ = read_months(ann, f"select count(properties) from {view}")
    assert len(everything) > 12
    for first, forms in ((WEEK, LAST_DAYS), (MONTH, THIS_MONTH)):
        for form in forms:
            condition = form.format(w=WEEK, t=TODAY, m=MONTH)
            query = f"select count(properties) from {view} where {condition}"
            months, _ = read_months(ann, query)
            assert months, query
            assert months <= months_from(first), query


@pytest.mark.parametrize("view", ["events", "purchase"])
@pytest.mark.parametrize(
    ("types", "condition", "arguments"),
    [
        ("date", "event_date >= $1", "current_date - 7"),
        ("date, date", "event_date between $1 and $2", "current_date - 7, current_date"),
        ("date", "event_date = $1", "current_date"),
        ("timestamp", "event_date >= $1", "localtimestamp - interval '7 days'"),
        ("timestamptz", "event_date >= $1", "now() - interval '7 days'"),
        ("text", "event_date >= $1::date", "(current_date - 7)::text"),
        ("int", "event_date >= current_date - $1", "7"),
        ("timestamptz", "created_at >= $1", "now() - interval '7 days'"),
    ],
)
def test_a_plan_made_once_for_all_parameters_leaves_months_out(
    ann: psycopg.Connection[DictRow], view: str, types: str, condition: str, arguments: str
) -> None:
    ann.execute("set timezone = 'UTC'")
    ann.execute("set plan_cache_mode = force_generic_plan")
    ann.execute(f"prepare asked({types}) as select count(properties) from {view} where {condition}")
    months, removed = read_months(ann, f"execute asked({arguments})")
    assert months
    assert months <= months_from(WEEK)
    assert removed > 8


def test_a_join_with_a_calendar_leaves_months_out(ann: psycopg.Connection[DictRow]) -> None:
    ann.execute("set enable_hashjoin to off")
    ann.execute("set enable_mergejoin to off")
    months, _ = read_months(
        ann,
        "select d.day, count(e.properties) from (values (current_date), (current_date - 7)) as d"
        " (day) left join events as e on e.event_date = d.day group by d.day",
    )
    assert months <= months_from(WEEK)


def test_filters_leave_months_out_after_a_month_has_gone(
    ann: psycopg.Connection[DictRow], tenant: str, database: Database
) -> None:
    query = "select count(properties) from purchase where event_date >= current_date - 7"
    ann.execute("set plan_cache_mode = force_generic_plan")
    ann.execute(f"prepare asked as {query}")
    before, _ = read_months(ann, "execute asked")
    names = partitions(database, tenant)
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"alter table {tenant}__store.events detach partition {tenant}__store.{names[0]}"
        )
        conn.execute(f"drop table {tenant}__store.{names[1]}")
    for asked in (query, "execute asked"):
        assert read_months(ann, asked)[0] == before
    gone = {name.removeprefix("events_") for name in names[:2]}
    assert not gone & read_months(ann, "select count(properties) from events")[0]


def test_the_planner_knows_how_many_events_a_day_has(ann: psycopg.Connection[DictRow]) -> None:
    """Without statistics on the day it would expect a two hundredth of the month."""
    row = ann.execute(
        f"explain (format json) select * from events where event_date = '{TODAY - timedelta(1)}'"
    ).fetchone()
    assert row
    assert 150 < row["QUERY PLAN"][0]["Plan"]["Plan Rows"] < 700
