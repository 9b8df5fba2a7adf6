"""SQLAlchemy, pandas and supabase's PostgREST client on the read surface.

They list its views, and read right values from them.
"""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas  # type: ignore[import-untyped]
import pytest
import sqlalchemy
from postgrest import SyncPostgrestClient
from postgrest.exceptions import APIError
from sqlalchemy import Engine, Inspector

from tests.harness.postgrest import Api
from tests.harness.sample import load_sample
from tests.harness.tool import Cli

GIVEN = {
    "active_clients", "client_months", "clients", "cohort_units", "cohorts", "daily_activity",
    "event_catalog", "events", "identities", "metrics", "person_events", "persons",
    "property_catalog", "rejected_events", "sessions", "view_columns",
}  # fmt: skip
TYPED = {"add_to_cart", "page_view", "purchase", "signup", "view_item"}


@pytest.fixture
def engine(cli: Cli, tenant: str) -> Iterator[Engine]:
    """SQLAlchemy on a PSQL URL. Only the driver's name is added to the URL."""
    load_sample(cli, tenant)
    url = cli.json("url", "create", tenant, "--name", "bi")["url"]
    engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    yield engine
    engine.dispose()


@pytest.fixture
def inspector(engine: Engine) -> Inspector:
    return sqlalchemy.inspect(engine)


def test_sqlalchemy_finds_the_views_and_no_tables(inspector: Inspector, tenant: str) -> None:
    assert inspector.default_schema_name == tenant
    for schema in (None, tenant):
        assert set(inspector.get_view_names(schema)) == GIVEN | TYPED
        assert inspector.get_table_names(schema) == []
        assert inspector.get_materialized_view_names(schema) == []


def test_information_schema_lists_the_views_alone(engine: Engine, tenant: str) -> None:
    query = """
        select table_schema, table_name from information_schema.tables
        where table_schema not in ('information_schema', 'pg_catalog', 'tap')"""
    with engine.connect() as conn:
        found = {(row.table_schema, row.table_name) for row in conn.execute(sqlalchemy.text(query))}
    assert found == {(tenant, view) for view in GIVEN | TYPED}


def test_sqlalchemy_finds_the_type_and_comment_of_every_column(
    inspector: Inspector, tenant: str
) -> None:
    for view in GIVEN | TYPED:
        found = inspector.get_columns(view, tenant)
        assert found
        for column in found:
            assert not isinstance(column["type"], sqlalchemy.types.NullType), (view, column["name"])
            assert column["comment"], (view, column["name"])
        assert inspector.get_table_comment(view, tenant)["text"]
    types = {
        column["name"]: str(column["type"]) for column in inspector.get_columns("purchase", tenant)
    }
    assert types == {
        "id": "UUID",
        "created_at": "TIMESTAMP",
        "event_date": "DATE",
        "hardal_server_request_id": "TEXT",
        "client_id": "TEXT",
        "received_at": "TIMESTAMP",
        "properties": "JSONB",
        "product_id": "TEXT",
        "price": "NUMERIC",
        "currency": "TEXT",
        "nested_data_category": "TEXT",
        "nested_data_discount_code": "TEXT",
    }


def test_sqlalchemy_queries_a_view_that_it_reflected(engine: Engine) -> None:
    purchase = sqlalchemy.Table("purchase", sqlalchemy.MetaData(), autoload_with=engine)
    query = (
        sqlalchemy.select(purchase.c.currency, sqlalchemy.func.sum(purchase.c.price))
        .where(purchase.c.event_date >= date(2024, 10, 1))
        .group_by(purchase.c.currency)
        .order_by(purchase.c.currency)
    )
    with engine.connect() as conn:
        assert [(currency, str(revenue)) for currency, revenue in conn.execute(query)] == [
            ("EUR", "27.5"),
            ("USD", "112.98"),
        ]
        with pytest.raises(sqlalchemy.exc.DBAPIError):
            conn.execute(sqlalchemy.delete(purchase))


def test_pandas_reads_a_typed_view(engine: Engine) -> None:
    frame = pandas.read_sql("select * from purchase where event_date < '2024-11-01'", engine)
    assert len(frame) == 12
    assert str(frame["created_at"].dt.tz) == "UTC"
    revenue = frame.astype({"price": float}).groupby("currency")["price"].sum()
    assert revenue.round(2).to_dict() == {"EUR": 121.99, "USD": 195.97}
    table = pandas.read_sql_table("daily_activity", engine, parse_dates=["day"])
    assert table["events"].sum() == 79
    assert table["events"].dtype == "int64"


def test_pandas_reads_a_funnel(engine: Engine) -> None:
    frame = pandas.read_sql(
        sqlalchemy.text(
            "select * from funnel(:steps, within => '7 days', since => :since, until => :until)"
        ),
        engine,
        params={
            "steps": ["view_item", "add_to_cart", "purchase"],
            "since": pandas.Timestamp("2024-09-01", tz="UTC"),
            "until": pandas.Timestamp("2024-11-01", tz="UTC"),
        },
    )
    assert frame["clients"].tolist() == [9, 8, 7]
    assert frame["conversion"].astype(float).tolist() == [1.0, 0.8889, 0.7778]
    assert frame["median_time"].iloc[2] == pandas.Timedelta(minutes=6)
    # an interval is no number to a chart; the seconds are, in every driver
    assert frame["median_seconds"].iloc[1:].tolist() == [180.0, 360.0]
    assert frame["median_total_seconds"].dtype == "float64"


def test_each_interval_has_its_seconds_beside_it_as_a_double(
    engine: Engine, inspector: Inspector, tenant: str
) -> None:
    """Drivers that know no interval, or that read numeric as text, know a double precision."""
    query = """
        select a.attrelid::regclass::text || '.' || a.attname as name, n.attname as beside,
            format_type(n.atttypid, null) as type
        from pg_attribute as a
        left join pg_attribute as n on n.attrelid = a.attrelid and n.attnum = a.attnum + 1
        where a.atttypid = 'interval'::regtype
            and a.attrelid::regclass::text ~ '^(hardal\\.|sessions)'"""
    with engine.connect() as conn:
        found = {row.name: (row.beside, row.type) for row in conn.execute(sqlalchemy.text(query))}
    double = "double precision"
    assert found == {
        "sessions.duration": ("duration_seconds", double),
        "hardal.session.duration": ("duration_seconds", double),
        "hardal.funnel_step.median_time": ("median_seconds", double),
        "hardal.funnel_step.median_total_time": ("median_total_seconds", double),
    }
    frame = pandas.read_sql("select * from sessions where client_id = 'c-09'", engine)
    assert frame["duration_seconds"].dtype == "float64"
    assert (frame["duration_seconds"] == frame["duration"].dt.total_seconds()).all()


@pytest.fixture
def client(cli: Cli, tenant: str, api: Api, read_token: str) -> Iterator[SyncPostgrestClient]:
    """The client of PyPI's package postgrest, which supabase-py uses."""
    load_sample(cli, tenant)
    with SyncPostgrestClient(api.url, schema="hardal") as client:
        yield client.auth(read_token)


FUNNEL = {
    "steps": "{view_item,add_to_cart,purchase}", "within": "7 days",
    "since": "2024-09-01", "until": "2024-11-01",
}  # fmt: skip


@pytest.mark.parametrize("get", [True, False])
def test_the_postgrest_client_calls_the_reports(client: SyncPostgrestClient, get: bool) -> None:
    rows = client.rpc("funnel", FUNNEL, get=get).select("event_name,clients").execute().data
    assert rows == [
        {"event_name": "view_item", "clients": 9},
        {"event_name": "add_to_cart", "clients": 8},
        {"event_name": "purchase", "clients": 7},
    ]
    days = client.rpc("daily_activity", {"since": "2024-10-07", "until": "2024-10-08"}, get=get)
    rows = days.eq("event_name", "page_view").execute().data
    assert rows == [{"day": "2024-10-07", "event_name": "page_view", "events": 2, "clients": 1}]


def test_the_postgrest_client_filters_events(client: SyncPostgrestClient) -> None:
    call = client.rpc("events", {"event_name": "purchase", "since": "2024-10-01"}, get=True)
    rows: Any = call.eq("properties->>currency", "USD").order("created_at").limit(2).execute().data
    assert [row["properties"]["product_id"] for row in rows] == ["COMPUTER_SKU123", "LAMP_SKU400"]
    with pytest.raises(APIError) as refused:
        client.rpc("events", {"max_rows": "0"}, get=True).execute()
    assert refused.value.code == "PT400"


def test_the_postgrest_client_reads_csv(client: SyncPostgrestClient) -> None:
    wanted = {"event_name": "signup", "property": "plan", "since": "2024-09-01"}
    answer: Any = client.rpc("property_breakdown", wanted, get=True).csv().execute().data
    table = list(csv.reader(answer.splitlines()))
    assert table == [
        ["value", "events", "clients", "share"],
        ["free", "5", "5", "0.5000"],
        ["pro", "3", "3", "0.3000"],
        ["team", "2", "2", "0.2000"],
    ]
