"""What reports make of their arguments: dates in every time zone, and names that are misspelt."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow

from tests.harness.databases import Database
from tests.harness.events import send
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

TOKYO = timezone(timedelta(hours=9))

# one signup in each hour of 30 September to 2 October 2024 in UTC, each of a client of its own
HOURS = [
    {
        "event_name": "signup",
        "client_id": f"c{hour}",
        "created_at": (datetime(2024, 9, 30, tzinfo=UTC) + timedelta(hours=hour)).isoformat(),
        "properties": {"plan": "pro"},
    }
    for hour in range(72)
]
REPORTS = {
    "funnel": "select clients from funnel('{{signup}}', {})",
    "paths": "select sum(times)::int from paths('signup', {})",
    "property_breakdown": "select events from property_breakdown('signup', 'plan', {})",
    "sessions": "select sum(events)::int from sessions({}, gap => '1 second')",
}
DAY = {"since": "2024-10-01", "until": "2024-10-02"}


@pytest.fixture
def url(cli: Cli, tenant: str, database: Database) -> str:
    send(database, tenant, *HOURS)
    return str(cli.json("url", "create", tenant, "--name", "jdbc")["url"])


def events_read(conn: psycopg.Connection[Any], report: str, bounds: str, *values: object) -> int:
    row = conn.execute(REPORTS[report].format(bounds), values).fetchone()
    assert row
    return int(row[0])


def first_hour(conn: psycopg.Connection[Any], since: str, *values: object) -> str:
    """Return the first signup, as UTC's day and hour, that a report with this `since` reads."""
    row = conn.execute(
        f"select to_char(min(started_at) at time zone 'UTC', 'DD HH24') from sessions({since})",
        values,
    ).fetchone()
    assert row
    return str(row[0])


@pytest.mark.parametrize("zone", ["UTC", "Europe/Istanbul", "America/New_York", "Etc/GMT+12"])
def test_a_date_is_a_day_of_the_zone_that_is_named_in_every_session(
    url: str, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JDBC starts each session with the zone of its own machine, as PGTZ does."""
    monkeypatch.setenv("PGTZ", zone)
    with psycopg.connect(url, autocommit=True) as conn:
        row = conn.execute("show timezone").fetchone()
        assert row == (zone,)
        for report in REPORTS:
            bounds = "since => '2024-10-01', until => '2024-10-02'"
            assert events_read(conn, report, bounds) == 24, report
            assert events_read(conn, report, bounds + ", time_zone => 'Asia/Tokyo'") == 24, report
        assert first_hour(conn, "'2024-10-01'") == "01 00"
        assert first_hour(conn, "'2024-10-01', time_zone => 'Asia/Tokyo'") == "30 15"
        assert first_hour(conn, "'2024-10-01 06:00'") == "01 06"
        # a time with a zone is an instant
        assert first_hour(conn, "'2024-10-01T00:00:00+09:00'") == "30 15"
        assert first_hour(conn, "'2024-10-01T00:00:00Z', time_zone => 'Asia/Tokyo'") == "01 00"
        assert first_hour(conn, "timestamptz '2024-10-01 00:00:00+09'") == "30 15"
        # so are values with a type, of every kind
        assert first_hour(conn, "date '2024-10-01'") == "01 00"
        assert first_hour(conn, "timestamp '2024-10-01 06:00'") == "01 06"
        assert first_hour(conn, "'2024-10-01'::text") == "01 00"
        # what JDBC makes of java.sql.Date
        assert first_hour(conn, "'2024-10-01 +03'") == "01 00"
        row = conn.execute(
            "select min(cohort)::text, sum(cohort_size)::int"
            " from retention('signup', null, 'day', '2024-10-01', '2024-10-02')"
        ).fetchone()
        assert row == ("2024-10-01", 24)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Istanbul"])
@pytest.mark.parametrize(
    ("value", "hour"),
    [
        (date(2024, 10, 1), "01 00"),
        (datetime(2024, 10, 1, 6), "01 06"),
        (datetime(2024, 10, 1, 6, tzinfo=UTC), "01 06"),
        (datetime(2024, 10, 1, 6, tzinfo=TOKYO), "30 21"),
        ("2024-10-01", "01 00"),
    ],
)
def test_a_driver_sends_dates_and_times_of_every_kind(
    url: str, zone: str, value: object, hour: str
) -> None:
    for cursor in (psycopg.Cursor, psycopg.ClientCursor, psycopg.RawCursor):
        with psycopg.connect(url, autocommit=True, cursor_factory=cursor) as conn:
            conn.execute(f"set timezone = '{zone}'")
            parameter = "$1" if cursor is psycopg.RawCursor else "%s"
            assert first_hour(conn, parameter, value) == hour
            conn.execute(
                f"select * from funnel('{{signup}}', since => {parameter}, until => null)", [value]
            ).fetchall()
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute("set datestyle = 'SQL, DMY'")
            conn.execute(f"set timezone = '{zone}'")
            if not isinstance(value, str):
                assert first_hour(conn, "%s", value) == hour


def test_over_http_a_date_is_a_day_of_the_zone_that_is_named(
    api: Api, url: str, read_token: str
) -> None:
    for header in ({}, {"Prefer": "timezone=Asia/Tokyo"}):
        for query, hours in [
            ("since=2024-10-01&until=2024-10-02", 24),
            ("since=2024-10-01&until=2024-10-02&time_zone=Europe/Istanbul", 24),
            ("since=2024-10-02T22:00:00Z", 2),
            ("since=2024-10-02&time_zone=Europe/Istanbul", 27),
            ("since=-infinity", 72),
        ]:
            for report in (
                "funnel?steps={signup}", "property_breakdown?event_name=signup&property=plan",
                "paths?start_event=signup", "sessions?gap=1 second",
            ):  # fmt: skip
                rows = api.get(f"/rpc/{report}&{query}", read_token, **header).json()
                counts = [row.get("clients", row.get("events")) for row in rows]
                assert sum(counts) == hours, (report, query)
        rows = api.get("/rpc/events?since=2024-10-02&max_rows=100", read_token, **header).json()
        assert len(rows) == 24
        answer = api.get("/rpc/sessions?since=soon", read_token, **header)
        assert (answer.status_code, answer.json()["code"]) == (400, "PT400")
        answer = api.get("/rpc/sessions?since=2024-10-01&time_zone=Mars", read_token, **header)
        assert (answer.status_code, answer.json()["code"]) == (400, "PT400")


ORDERS = [
    {
        "event_name": "Order Completed",
        "client_id": f"c{n}",
        "created_at": f"2024-10-0{n}T00:00:00Z",
        "properties": {
            "context": {"geo": {"country": country}, "device.type": "phone"},
            # a property that is named like the column of another one
            "geo_zone": "top",
            "geo": {"zone": "nested"},
            "items": [{"sku": "LAMP"}],
        },
    }
    for n, country in [(1, "TR"), (2, "TR"), (3, "DE")]
]


@pytest.fixture
def orders(cli: Cli, tenant: str, database: Database) -> str:
    send(database, tenant, *ORDERS, {"event_name": "signup", "created_at": "2024-10-01T00:00:00Z"})
    cli("views", "refresh", tenant)
    return tenant


def values(conn: psycopg.Connection[DictRow], prop: str) -> list[tuple[str | None, int]]:
    rows = conn.execute(
        "select value, events from property_breakdown('Order Completed', %s, '-infinity')", [prop]
    )
    return [(row["value"], row["events"]) for row in rows]


def test_a_property_may_be_named_by_its_column(
    orders: str, reader: psycopg.Connection[DictRow], cli: Cli
) -> None:
    for name in ("context.geo.country", "context_geo_country"):
        assert values(reader, name) == [("TR", 2), ("DE", 1)]
        rows = reader.execute(
            "select value, clients"
            " from funnel('{Order Completed}', since => '-infinity', by => %s)",
            [name],
        ).fetchall()
        assert rows == [{"value": "TR", "clients": 2}, {"value": "DE", "clients": 1}]
    assert values(reader, "context_device_type") == values(reader, r"context.device\.type")
    # the property's own name wins over another one's column
    assert values(reader, "geo_zone") == [("top", 3)]
    assert values(reader, "geo.zone") == [("nested", 3)]
    # what no catalog has: a property below an array
    assert values(reader, "items.0.sku") == [("LAMP", 3)]
    # a name that a DBA gave
    cli("views", "pin", orders, "Order Completed", "context.geo.country", "--name", "land")
    assert values(reader, "land") == [("TR", 2), ("DE", 1)]


def test_a_column_of_different_properties_is_refused_and_they_are_named(
    orders: str, reader: psycopg.Connection[DictRow], cli: Cli, database: Database
) -> None:
    at = {"created_at": "2024-10-01T00:00:00Z"}
    send(
        database, orders,
        {"event_name": "flat", "properties": {"k.m": "dot"}} | at,
        {"event_name": "deep", "properties": {"k": {"m": "deep"}}} | at,
    )  # fmt: skip
    cli("views", "refresh", orders)
    counted = (
        "select event_name, value, sum(count)::int as count"
        " from trend(%s, by => %s, every => 'month', since => '2024-10-01', until => '2024-11-01')"
        " group by event_name, value order by 1"
    )
    for names in (["flat", "deep"], ["flat", "deep", "Order Completed"]):
        with pytest.raises(psycopg.Error) as refused:
            reader.execute(counted, [names, "k_m"])
        assert refused.value.sqlstate == "PT400"
        assert refused.value.diag.message_primary == (
            r'the column "k_m" is of several properties: ["k.m","k\\.m"]'
        )
        assert refused.value.diag.message_hint
    for name, event, value in (("k_m", "flat", "dot"), ("k.m", "deep", "deep")):
        rows = reader.execute(counted, [[event], name]).fetchall()
        assert rows == [{"event_name": event, "value": value, "count": 1}]


MISSPELT = {
    "select * from funnel('{signup,Order Complete}')": "Order Completed",
    "select * from paths('signpu')": "signup",
    "select * from property_breakdown('order completed', 'x')": "Order Completed",
    "select * from retention('Signup ')": "signup",
    "select * from retention('signup', 'OrderCompleted')": "Order Completed",
    "select * from property_breakdown('Order Completed', 'context_geo_cuntry')":
        "context_geo_country",
    "select * from property_breakdown('Order Completed', 'context.geo.Country')":
        "context.geo.country",
    "select * from funnel('{Order Completed,signup}', by => 'contextgeo.country')":
        "context.geo.country",
}  # fmt: skip


@pytest.mark.parametrize(("query", "nearest"), MISSPELT.items())
def test_a_misspelt_name_is_refused_and_the_nearest_is_named(
    orders: str, reader: psycopg.Connection[DictRow], query: str, nearest: str
) -> None:
    with pytest.raises(psycopg.errors.DatabaseError) as refused:
        reader.execute(query)
    assert refused.value.sqlstate == "PT400"
    assert f'did you mean "{nearest}"?' in str(refused.value.diag.message_hint)


def test_a_misspelt_name_is_400_over_http(api: Api, orders: str, read_token: str) -> None:
    answer = api.get("/rpc/funnel?steps={signup,Order Complete}", read_token)
    assert answer.status_code == 400
    assert answer.json()["code"] == "PT400"
    assert answer.json()["message"] == 'there is no event "Order Complete"'
    assert answer.json()["hint"].startswith('did you mean "Order Completed"?')


def test_a_name_that_no_event_of_the_period_has_gives_zeros(
    orders: str, reader: psycopg.Connection[DictRow], database: Database
) -> None:
    rows = reader.execute("select clients from funnel('{signup,Order Completed}')").fetchall()
    assert [row["clients"] for row in rows] == [0, 0]
    assert reader.execute("select * from paths('signup')").fetchall() == []
    assert (
        reader.execute("select * from property_breakdown('Order Completed', 'geo.zone')").fetchall()
        == []
    )
    # the name is known as soon as the first event is there, before maintenance
    send(database, orders, {"event_name": "refund", "properties": {"why": "late"}})
    assert reader.execute("select * from property_breakdown('refund', 'why')").fetchall() == [
        {"value": "late", "events": 1, "clients": 0, "share": 1}
    ]
    # and stays known when its events are gone
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"delete from {orders}__store.events where event_name = 'signup'")
    rows = reader.execute("select clients from funnel('{signup}')").fetchall()
    assert [row["clients"] for row in rows] == [0]


def test_a_tenant_without_events_gets_empty_reports_and_a_notice(
    reader: psycopg.Connection[DictRow], tenant: str
) -> None:
    said: list[str | None] = []
    reader.add_notice_handler(lambda notice: said.append(notice.message_primary))
    rows = reader.execute("select step, clients from funnel('{a,b}', by => null)").fetchall()
    assert rows == [{"step": 1, "clients": 0}, {"step": 2, "clients": 0}]
    assert reader.execute("select * from property_breakdown('a', 'b')").fetchall() == []
    assert said == [f"{tenant} has no events yet"] * 2


def test_a_reader_sees_what_is_for_readers(
    orders: str, cli: Cli, reader: psycopg.Connection[DictRow]
) -> None:
    """psql's \\df and \\d show what the search path has; information_schema what a role may use."""
    rows = reader.execute(
        "select distinct p.proname from pg_proc as p"
        " where pg_function_is_visible(p.oid) and p.pronamespace <> 'pg_catalog'::regnamespace"
    ).fetchall()
    assert {row["proname"] for row in rows} == {
        "active_clients", "as_timestamp", "attribution", "daily_activity", "experiment", "flatten",
        "funnel", "funnel_times", "funnel_trend", "funnel_units", "lifecycle", "paths",
        "property_breakdown", "property_keys", "retention", "sessions", "stickiness", "trend",
    }  # fmt: skip
    rows = reader.execute(
        "select distinct table_schema from information_schema.tables"
        " where table_schema not in ('information_schema', 'pg_catalog', 'tap')"
    ).fetchall()
    assert rows == [{"table_schema": orders}]
    aggregate = cli.json("url", "create", orders, "--name", "board", "--scope", "aggregate")["url"]
    with psycopg.connect(aggregate, autocommit=True) as conn:
        found = {row[0] for row in conn.execute("select table_name from information_schema.tables"
            " where table_schema = current_schema")}  # fmt: skip
        assert found == {
            "active_clients", "daily_activity", "event_catalog", "property_catalog", "view_columns",
        }  # fmt: skip
        # the helpers of reports tell this scope nothing that it may not read
        for query in (
            "select hardal_helpers.find_property(current_schema, '{signup}', 'x', null, null)",
            "select hardal_helpers.require_events(current_schema, '{nothing}')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(query)
