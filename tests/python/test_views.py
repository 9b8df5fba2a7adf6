"""Typed views: which views and columns maintenance makes, and that dependent objects survive."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow

from tests.harness import events as harness_events
from tests.harness.databases import Database
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")


def send(database: Database, tenant: str, *events: dict[str, Any]) -> None:
    answer = harness_events.send(database, tenant, *events)
    assert answer["accepted"] == len(events), answer


def purchase(**properties: Any) -> dict[str, Any]:
    return {"event_name": "purchase", "client_id": "ann", "properties": properties}


EXAMPLE = purchase(
    product_id="COMPUTER_SKU123",
    price=29.99,
    currency="USD",
    nested_data={"category": "electronics", "discount_code": "SALE2024"},
)
BASE = [
    "id",
    "created_at",
    "event_date",
    "hardal_server_request_id",
    "client_id",
    "received_at",
    "properties",
]


def columns(database: Database, tenant: str, view: str) -> list[tuple[str, str]]:
    with database.connect() as conn:
        rows = conn.execute(
            "select a.attname as name, format_type(a.atttypid, a.atttypmod) as type"
            " from pg_attribute as a"
            " where a.attrelid = %s::regclass and a.attnum > 0 order by a.attnum",
            (f'{tenant}."{view}"',),
        ).fetchall()
    return [(row["name"], row["type"]) for row in rows]


def new_columns(database: Database, tenant: str, view: str) -> list[tuple[str, str]]:
    return columns(database, tenant, view)[len(BASE) :]


def test_an_event_has_a_view_with_a_column_for_each_property(
    cli: Cli, tenant: str, database: Database, reader: psycopg.Connection[DictRow]
) -> None:
    send(
        database,
        tenant,
        EXAMPLE,
        purchase(price=10, tags=["a", 1], gift=True, nothing=None),
        {"event_name": "signup"},
    )
    said = cli("maintain").stdout
    assert "typed views made: 1, purchase\n" in said
    assert "typed views made: 1, signup\n" in said
    assert [name for name, _ in columns(database, tenant, "purchase")[: len(BASE)]] == BASE
    assert sorted(new_columns(database, tenant, "purchase")) == [
        ("currency", "text"),
        ("gift", "boolean"),
        ("nested_data_category", "text"),
        ("nested_data_discount_code", "text"),
        ("price", "numeric"),
        ("product_id", "text"),
        ("tags", "jsonb"),
    ]
    assert new_columns(database, tenant, "signup") == []
    row = reader.execute("select * from purchase where price = 29.99").fetchone()
    assert row is not None
    assert (row["product_id"], row["nested_data_category"], row["gift"]) == (
        "COMPUTER_SKU123",
        "electronics",
        None,
    )
    totals = reader.execute("select sum(price) as total, count(gift) as gifts from purchase")
    assert totals.fetchone() == {"total": Decimal("39.99"), "gifts": 1}
    assert reader.execute("select tags from purchase where price = 10").fetchone() == {
        "tags": ["a", 1]
    }
    comments = reader.execute(
        "select obj_description('purchase'::regclass) as view,"
        " col_description('purchase'::regclass, %s) as price",
        ([name for name, _ in columns(database, tenant, "purchase")].index("price") + 1,),
    ).fetchone()
    assert comments == {
        "view": "Events named purchase, with a column for each property",
        "price": "Property price as numeric; null where the event has no such value",
    }
    assert reader.execute(
        "select view_name from event_catalog where event_name = 'signup'"
    ).fetchone() == {"view_name": "signup"}
    assert cli("maintain").stdout == "nothing to do\n"
    cli("doctor", "--deep")


def test_objects_that_depend_on_a_view_survive_new_columns_and_types(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, EXAMPLE)
    cli("maintain")
    before = columns(database, tenant, "purchase")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"create view {tenant}.mine as select price, currency from {tenant}.purchase")
    send(
        database, tenant,
        purchase(price="ten", currency=["EUR"], nested_data="none", product_id={"a": {"b": 1}}),
        purchase(price=True, added=1),
    )  # fmt: skip
    cli("maintain")
    after = columns(database, tenant, "purchase")
    assert after[: len(before)] == before
    assert sorted(after[len(before) :]) == [
        ("added", "numeric"),
        ("nested_data", "text"),
        ("price_text", "text"),
        ("product_id_a_b", "numeric"),
    ]
    with database.connect() as conn:
        assert conn.execute(f"select * from {tenant}.mine order by price").fetchone() == {
            "price": Decimal("29.99"), "currency": "USD",
        }  # fmt: skip
        rows = conn.execute(
            "select price, price_text, currency, nested_data"
            f" from {tenant}.purchase order by price_text"
        ).fetchall()
    assert [tuple(row.values()) for row in rows][1:] == [
        (None, "ten", '["EUR"]', "none"),
        (None, "true", None, None),
    ]


def test_a_property_of_two_types_gets_a_column_of_the_frequent_type_and_one_of_text(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, purchase(price=1), purchase(price=2), purchase(price="much"))
    cli("maintain")
    assert new_columns(database, tenant, "purchase") == [
        ("price", "numeric"),
        ("price_text", "text"),
    ]
    assert database.value(
        f"select array_agg(price_text order by price) from {tenant}.purchase"
    ) == ["1", "2", "much"]


def test_a_late_event_gets_its_view(cli: Cli, tenant: str, database: Database) -> None:
    """Events with a created_at ahead of the clock do not hide late ones."""
    cli("maintain")
    now = datetime.now(UTC)
    ahead = {"created_at": (now + timedelta(hours=20)).isoformat()}
    send(database, tenant, *(purchase(price=1) | ahead for _ in range(100)))
    late = {"created_at": (now - timedelta(minutes=20)).isoformat()}
    send(database, tenant, purchase(late=1) | late, {"event_name": "hourly"} | late)
    cli("maintain")
    assert new_columns(database, tenant, "purchase") == [("late", "numeric")]
    assert new_columns(database, tenant, "hourly") == []


def test_a_pinned_column_gets_a_text_column_beside_it_where_another_type_comes(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, purchase(price="1"))
    cli("views", "pin", tenant, "purchase", "price", "--type", "numeric", "--name", "amount")
    long_ago = {"created_at": (datetime.now(UTC) - timedelta(days=9)).isoformat()}
    send(database, tenant, *(purchase(price=price) | long_ago for price in (1, 1, "much")))
    cli("maintain")
    assert new_columns(database, tenant, "purchase") == [
        ("amount", "numeric"),
        ("price_text", "text"),
    ]
    assert cli("maintain").stdout == "nothing to do\n"


def test_a_pin_makes_the_view_and_the_column_of_a_property_that_has_none(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, purchase(price=1, tags=[1], nested={"a": 1}, nothing=None))
    pinned = cli.json("views", "pin", tenant, "purchase", "price", "--name", "amount")
    assert pinned == {
        "event_name": "purchase",
        "property": "price",
        "view_name": "purchase",
        "column_name": "amount",
        "column_type": "numeric",
    }
    assert new_columns(database, tenant, "purchase") == [("amount", "numeric")]
    # an object and a null have no type of their own
    for name in ("tags", "nested", "nothing"):
        cli("views", "pin", tenant, "purchase", name, "--name", f"{name}_")
        assert new_columns(database, tenant, "purchase")[-1] == (f"{name}_", "jsonb")
    cli("maintain")
    assert new_columns(database, tenant, "purchase")[4:] == [("nested_a", "numeric")]
    assert cli("maintain").stdout == "nothing to do\n"


def test_a_pin_of_a_property_that_no_event_has_is_refused(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, purchase(price=1))
    for event, prop in (("purchase", "prize"), ("purchases", "price")):
        said = cli("views", "pin", tenant, event, prop, "--type", "text", exit_code=1).stderr
        assert f'property_catalog has no property "{prop}" of events named "{event}"' in said
    assert cli.json("views", "list", tenant) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("alter view {} reset (security_invoker)", "it reads with its owner's rights"),
        ("revoke select on {} from {}", "__read may not read it"),
    ],
)
def test_a_view_that_lost_its_rights_gets_them_back(
    cli: Cli,
    tenant: str,
    database: Database,
    reader: psycopg.Connection[DictRow],
    change: str,
    problem: str,
) -> None:
    send(database, tenant, EXAMPLE)
    cli("maintain")
    view = f"{tenant}.purchase"
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(change.format(view, f"{tenant}__read").encode())
    (finding,) = cli.wrong()
    assert (finding["name"], finding["object"]) == ("typed view", view)
    assert finding["problem"].endswith(problem)
    cli("doctor", "--fix")
    assert cli.wrong() == []
    assert len(reader.execute("select * from purchase").fetchall()) == 1


def test_names_that_are_alike_are_numbered(cli: Cli, tenant: str, database: Database) -> None:
    send(
        database, tenant, *({"event_name": name} for name in ("purchase", "Purchase", "PURCHASE!"))
    )
    cli("maintain")
    assert {row["view_name"] for row in cli.json("views", "list", tenant)} == {
        "purchase",
        "purchase_2",
        "purchase_3",
    }


HOSTILE = [
    "events", "select", "Purchase Order!", "purchase-order", "purchase_order",
    "name; drop table x; --", 'quote"d',
    "x" * 200, "x" * 199 + "y", "größe", "名前", "1st", "%I%L", "a.b", "\\", "'", "__u_",
    "template", "$$",
]  # fmt: skip


def test_odd_long_clashing_and_hostile_names_get_safe_ones(
    cli: Cli, tenant: str, database: Database
) -> None:
    properties = dict.fromkeys(HOSTILE, 1) | {
        "id": 1,
        "properties": 2,
        "price": "x",
        "price_text": 1,
        "": 5,
    }
    send(
        database, tenant,
        *({"event_name": name, "properties": properties} for name in HOSTILE),
        {"event_name": HOSTILE[0], "properties": {"price": 1, "xmin": 1, "ctid": 2, "tableoid": 3}},
    )  # fmt: skip
    cli("maintain")
    names = {row["event_name"]: row["view_name"] for row in cli.json("views", "list", tenant)}
    assert set(names) == set(HOSTILE)
    assert len(set(names.values())) == len(HOSTILE)
    listed: dict[str, list[str]] = {}
    for row in cli.json("views", "list", tenant):
        listed.setdefault(row["event_name"], []).append(row["column_name"])
    for event, view in names.items():
        found = [name for name, _ in columns(database, tenant, view)]
        assert found == BASE + listed[event]
        assert len(set(found)) == len(found)
        unquoted = ", ".join(found)
        assert database.value(
            f"select count(*) from (select {unquoted} from {tenant}.{view}) n"
        ) == (2 if event == "events" else 1)
    assert names["events"] == "events_event"
    assert database.value(f"select count(*) from {tenant}.events") == len(HOSTILE) + 1
    assert cli("maintain").stdout == "nothing to do\n"


def test_names_that_are_equal_in_their_first_63_characters_get_different_views(
    cli: Cli, tenant: str, database: Database
) -> None:
    names = [f"{first}{'a' * 60}{n}" for first in ("1", "b") for n in range(25)]
    send(database, tenant, *({"event_name": name} for name in [*names, "zzz"]))
    cli("maintain")
    made = {row["view_name"] for row in cli.json("views", "list", tenant)}
    assert len(made) == len(names) + 1
    assert "zzz" in made
    assert max(map(len, made)) <= 63


def names_of(number: int) -> list[dict[str, Any]]:
    return [{"event_name": f"page_view:/product/{n:03}"} for n in range(number)]


def rolled_up(database: Database, tenant: str, day: int, **events: int) -> None:
    """Write a rollup of an old day by hand: a million events would take long to send."""
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        for name, count in events.items():
            conn.execute(
                f"insert into {tenant}__store.activity"
                " select 'day', '2020-01-01'::date + %s, %s, %s, 1, '2020-01-01', '2020-01-01'",
                (day, name, count),
            )
        conn.execute(
            f"insert into {tenant}__store.counted_days select '2020-01-01'::date + %s", (day,)
        )


def views(database: Database, tenant: str) -> set[str]:
    with database.connect() as conn:
        rows = conn.execute(f"select event_name from {tenant}__store.event_views").fetchall()
    return {row["event_name"] for row in rows}


def test_frequent_names_find_room_after_many_rare_ones(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *names_of(200))
    said = cli("maintain").stdout
    assert "no room: 100, the view of page_view:/product/100, " in said
    assert len(views(database, tenant)) == 100
    send(database, tenant, *(purchase() for _ in range(1000)))
    assert cli("maintain").stdout == f"{tenant}: typed views made: 1, purchase\n"
    assert "purchase" in views(database, tenant)
    assert cli("maintain").stdout == "nothing to do\n"
    assert cli("views", "refresh", tenant).stdout == "nothing to do\n"
    assert len(views(database, tenant)) == 101


def test_frequent_properties_find_room_after_many_rare_ones(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, purchase(**{f"odd_{n:02}": n for n in range(100)}))
    assert "no room: 50, the column of odd_50 in the view of purchase, " in cli("maintain").stdout
    assert len(new_columns(database, tenant, "purchase")) == 50
    send(database, tenant, *(purchase(plan="pro") for _ in range(1000)))
    assert cli("maintain").stdout == f"{tenant}: typed views made: 1, purchase\n"
    assert new_columns(database, tenant, "purchase")[50:] == [("plan", "text")]
    assert cli("maintain").stdout == "nothing to do\n"
    assert cli("views", "refresh", tenant).stdout == "nothing to do\n"


def test_the_less_room_is_left_the_more_events_a_name_needs(
    cli: Cli, tenant: str, database: Database
) -> None:
    cli("maintain")  # the next rounds compare only the days that are named as counted
    for day, count, has in (
        (0, 9, 100), (1, 9, 150), (2, 900, 150), (3, 900, 190), (4, 90_000, 190),
        (5, 90_000, 200), (6, 900_000, 200),
    ):  # fmt: skip
        # days 1, 3 and 5 bring the same 250 names to twice the events; each other day has new names
        names = {f"n{day // 2}_{n:03}": count for n in range(250)}
        rolled_up(database, tenant, day, **names)
        cli("maintain")
        assert len(views(database, tenant)) == has, day
    # ties go to the first names
    made = views(database, tenant)
    assert {f"n0_{n:03}" for n in range(150)} < made
    assert {f"n1_{n:03}" for n in range(40)} < made
    assert {f"n2_{n:03}" for n in range(10)} < made
    assert {row["why"] for row in cli.json("views", "list", tenant, "--without")} == {"no room"}
    # a view that is dropped leaves its place to the most frequent name
    cli("views", "drop", tenant, "n0_000")
    cli("maintain")
    assert views(database, tenant) == made - {"n0_000"} | {"n3_000"}


def test_who_has_no_view_and_no_column_is_told(cli: Cli, tenant: str, database: Database) -> None:
    assert cli.json("views", "list", tenant, "--without") == []
    said = cli("views", "list", tenant, "--without").stdout
    assert said == "every event name has its view, and every property its column\n"
    send(
        database, tenant,
        *names_of(102), *names_of(101)[100:],
        {"event_name": "signup", "properties": {f"odd_{n:02}": n for n in range(52)}},
        {"event_name": "signup", "properties": {"odd_51": 1}},
    )  # fmt: skip
    said = cli("maintain").stdout
    assert (
        f"{tenant}: no room: 5, the column of odd_49 in the view of signup,"
        " the column of odd_50 in the view of signup, the view of page_view:/product/098, ...\n"
    ) in said
    told = cli.json("views", "list", tenant, "--without")
    assert [(row["event_name"], row["property"], row["events"], row["why"]) for row in told] == [
        ("page_view:/product/098", None, 1, "no room"),
        ("page_view:/product/099", None, 1, "no room"),
        ("page_view:/product/101", None, 1, "no room"),
        ("signup", "odd_49", 1, "no room"),
        ("signup", "odd_50", 1, "no room"),
    ]
    listed = cli("views", "list", tenant).stdout
    assert "odd_51" in listed
    assert "page_view:/product/101" in listed
    figures = cli.json("stats", tenant)
    assert (figures["names_without_view"], figures["properties_without_column"]) == (3, 2)
    assert (
        "there is no room for a typed view for 3 of its event names,"
        " and for a column for 2 of its properties"
    ) in cli("doctor").stdout
    # the catalogs have all names all the same
    assert database.value(f"select count(*) from {tenant}.event_catalog") == 103
    assert database.value(f"select count(*) from {tenant}.property_catalog") == 52


def test_a_dba_gives_views_and_columns_beyond_the_limits(
    cli: Cli, tenant: str, database: Database
) -> None:
    many = {f"p{number:03}": number for number in range(150)}
    send(database, tenant, {"event_name": "busy", "properties": many}, *names_of(150))
    cli("maintain")
    assert "no room" in cli("doctor").stdout
    waiting = [row["event_name"] for row in cli.json("views", "list", tenant, "--without")]
    assert waiting[0] == "page_view:/product/099"
    send(database, tenant, {"event_name": waiting[0], "properties": {"late": 1, "more": {"a": 1}}})
    assert cli("views", "add", tenant, waiting[0]).stdout == f"made: {waiting[0]}\n"
    assert sorted(new_columns(database, tenant, "page_view_product_099")) == [
        ("late", "numeric"),
        ("more_a", "numeric"),
    ]
    send(database, tenant, {"event_name": waiting[1], "properties": {"late": 1}})
    cli("views", "pin", tenant, "busy", "p149", "--type", "text")
    cli("views", "pin", tenant, waiting[1], "late", "--type", "text")
    assert new_columns(database, tenant, "busy")[50:] == [("p149", "text")]
    assert len(views(database, tenant)) == 102
    left = cli.json("views", "list", tenant, "--without")
    assert not {waiting[0], waiting[1]} & {row["event_name"] for row in left}
    assert "p149" not in {row["property"] for row in left}
    assert cli("maintain").stdout == "nothing to do\n"
    assert cli("views", "add", tenant, waiting[0]).stdout == "nothing to do\n"
    said = cli("views", "add", tenant, "nobody sent this", exit_code=1).stderr
    assert 'there are no events named "nobody sent this"' in said


def test_a_name_that_no_event_has_any_more_is_forgotten(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(
        database, tenant,
        *names_of(101), {"event_name": "ann@example.org signed up", "client_id": "ann"},
        {"event_name": "page_view:/product/000", "client_id": "ann",
         "properties": {f"ann_{n:02}": 1 for n in range(60)}},
        purchase(),
    )  # fmt: skip
    cli("maintain")
    cli("views", "drop", tenant, "purchase")
    without = cli.json("views", "list", tenant, "--without")
    assert {row["event_name"] for row in without} > {"page_view:/product/100", "purchase"}
    cli("erase", tenant, "--client-id", "ann", "--yes")
    cli("views", "refresh", tenant)
    without = cli.json("views", "list", tenant, "--without")
    assert [(row["event_name"], row["why"]) for row in without] == [
        ("page_view:/product/099", "no room"),
        ("page_view:/product/100", "no room"),
    ]


def test_a_name_that_retention_removes_is_forgotten(
    cli: Cli, tenant: str, database: Database
) -> None:
    long_ago = {"created_at": harness_events.months_ago(3).isoformat()}
    odd = {f"odd_{n:02}": n for n in range(60)}
    send(
        database, tenant,
        *(name | long_ago for name in names_of(120)),
        purchase(**odd) | long_ago, purchase() | long_ago, purchase(),
    )  # fmt: skip
    cli("maintain")
    assert cli.json("stats", tenant)["names_without_view"] == 21
    assert cli.json("stats", tenant)["properties_without_column"] == 10
    cli("tenant", "set", tenant, "--retention", "1mo", "--yes")
    cli("maintain")
    assert database.value(f"select count(*) from {tenant}.events") == 1
    # Maintenance forgets when it has counted the day on which it saw the property. Until 02:00 UTC
    # it does not count yesterday.
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"update {tenant}__store.properties_without_column"
            " set seen_at = seen_at - interval '2 days'"
        )
    rolled_up(database, tenant, 0)
    cli("maintain")
    assert cli.json("views", "list", tenant, "--without") == []
    assert cli("views", "refresh", tenant).stdout == "nothing to do\n"
    assert cli.json("views", "list", tenant, "--without") == []


def test_at_most_1000_names_wait(cli: Cli, tenant: str, database: Database) -> None:
    cli("maintain")
    for day in range(2):
        rolled_up(database, tenant, day, **{f"flood_{day}_{n:05}": 1 for n in range(5000)})
        cli("maintain")
        assert len(views(database, tenant)) == 100
        assert cli.json("stats", tenant)["names_without_view"] <= 1000
    send(database, tenant, *(purchase() for _ in range(20)))
    assert cli("maintain").stdout == f"{tenant}: typed views made: 1, purchase\n"


def test_a_round_looks_at_a_bounded_part_of_the_events(
    cli: Cli, tenant: str, database: Database
) -> None:
    fat = {f"p{number:04}": number for number in range(5000)}
    send(database, tenant, EXAMPLE)
    cli("maintain")
    send(
        database,
        tenant,
        *(
            {"event_name": name, "properties": fat}
            for name in ("wide", "purchase")
            for _ in range(20)
        ),
    )

    def seen(event_name: str) -> object:
        query = (
            f"select coalesce(sum(events), 0)::int from {tenant}__store.seen_properties()"
            " where event_name = %s"
        )
        return database.value(query, event_name)

    assert (seen("wide"), seen("purchase")) == (0, 1000)
    # the first step of a round writes down that a new name gets a view
    database.value(
        f"insert into {tenant}__store.wanted_columns (event_name, events) values ('wide', 20)"
        " returning 1"
    )
    assert seen("wide") == 1000
    cli("maintain")
    assert len(new_columns(database, tenant, "wide")) == 50
    assert (seen("wide"), seen("purchase")) == (1000, 1000)
    assert cli.json("stats", tenant)["properties_without_column"] == 1000


def test_a_dba_pins_the_name_and_type_of_a_column(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(
        database,
        tenant,
        purchase(ends_at="2024-10-06T12:34:56Z", price="12.50", nested={"category": "a"}),
        purchase(ends_at="never", price="much"),
        purchase(ends_at="2024-02-30T00:00:00Z", price=7),
    )
    cli("views", "pin", tenant, "purchase", "ends_at", "--type", "timestamptz")
    cli("maintain")
    assert ("ends_at", "timestamp with time zone") in new_columns(database, tenant, "purchase")
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    with psycopg.connect(url) as ann:
        rows = ann.execute(
            "select ends_at::text from purchase order by ends_at nulls last"
        ).fetchall()
        # the same pin again changes nothing, and does not wait for a reader of the view
        cli("views", "pin", tenant, "purchase", "ends_at", "--type", "timestamptz")
    assert rows == [("2024-10-06 12:34:56+00",), (None,), (None,)]

    cli("views", "pin", tenant, "purchase", "nested.category", "--name", "category")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"create view {tenant}.mine as select category, price from {tenant}.purchase")
    cli("views", "pin", tenant, "purchase", "nested.category", "--name", "kind")
    assert ("kind", "text") in new_columns(database, tenant, "purchase")
    assert database.value(f"select max(category) from {tenant}.mine") == "a"

    with database.connect() as conn, conn.transaction():
        conn.execute("set local role hardal_owner")
        conn.execute("select hardal_private.lock_tenant(%s, true)", (tenant,))
        said = cli(
            "views", "pin", tenant, "purchase", "price", "--name", "amount", exit_code=1
        ).stderr
    assert f"maintenance of {tenant}, or an erasure, is at it" in said
    assert "try again in a moment" in said

    stands = cli(
        "views", "pin", tenant, "purchase", "price", "--type", "numeric", exit_code=1
    ).stderr
    assert "mine" in stands
    assert ("price", "text") in new_columns(database, tenant, "purchase")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"drop view {tenant}.mine")
    place = [name for name, _ in columns(database, tenant, "purchase")].index("price")
    cli("views", "pin", tenant, "purchase", "price", "--type", "numeric")
    assert columns(database, tenant, "purchase")[place] == ("price", "numeric")
    assert database.value(f"select sum(price) from {tenant}.purchase") == Decimal("19.5")

    for name, why in (
        ("id", "already"),
        ("kind", "already"),
        ("Price", "no name"),
        ("select", "no name"),
        ("", "no name"),
    ):
        assert (
            why
            in cli("views", "pin", tenant, "purchase", "price", "--name", name, exit_code=1).stderr
        )
    assert "say what to fix" in cli("views", "pin", tenant, "purchase", "price", exit_code=2).stderr
    for event, prop, why in (
        ("", "a", "no name of an event"),
        ("\x01", "a", "no name of an event"),
        ("purchase", "a" * 201, "200 bytes"),
    ):
        assert why in cli("views", "pin", tenant, event, prop, "--type", "text", exit_code=1).stderr
    assert "no tenant" in cli("views", "list", "nobody", exit_code=1).stderr
    cli("maintain")  # much is no number
    assert new_columns(database, tenant, "purchase")[-1] == ("price_text", "text")
    assert cli("maintain").stdout == "nothing to do\n"


def test_a_view_keeps_its_grants_when_a_column_gets_a_new_type(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, EXAMPLE)
    cli("maintain")
    dashboard = f"{tenant}_dashboard"
    with database.connect() as conn:
        conn.execute(f"create role {dashboard}")
        conn.execute("set role hardal_owner")
        conn.execute(f"grant select on {tenant}.purchase to {dashboard} with grant option")
        conn.execute(f"grant select (price, id) on {tenant}.purchase to public")
    grants = (
        "select array_agg(c.relacl::text || '|' || coalesce(a.attacl::text, '') order by a.attnum)"
        " from pg_class as c join pg_attribute as a on a.attrelid = c.oid"
        " where c.oid = %s::regclass and a.attnum > 0"
    )
    before = database.value(grants, f"{tenant}.purchase")
    cli("views", "pin", tenant, "purchase", "price", "--type", "text")
    assert ("price", "text") in new_columns(database, tenant, "purchase")
    assert database.value(grants, f"{tenant}.purchase") == before
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"revoke all on {tenant}.purchase from {dashboard}")
        conn.execute("reset role")
        conn.execute(f"drop role {dashboard}")


def test_a_view_that_is_being_read_is_postponed_and_does_not_delay_others(
    cli: Cli, tenant: str, database: Database, reader: psycopg.Connection[DictRow]
) -> None:
    send(database, tenant, EXAMPLE)
    cli("maintain")
    send(database, tenant, purchase(more=1), {"event_name": "signup"})
    reader.execute("begin")
    reader.execute("select * from purchase")
    said = cli("maintain").stdout
    assert "postponed: 1, a session reads the view of purchase" in said
    assert "typed views made: 1, signup" in said
    assert "a session reads" in cli("views", "refresh", tenant, exit_code=1).stderr
    reader.execute("rollback")
    assert "typed views made: 1, purchase" in cli("maintain").stdout
    assert new_columns(database, tenant, "purchase")[-1] == ("more", "numeric")
    cli("doctor")


def test_a_view_of_another_owner_does_not_delay_others(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, EXAMPLE)
    cli("maintain")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"drop view {tenant}.purchase")
        conn.execute(f"create view {tenant}.purchase as select 1 as one")
    send(database, tenant, purchase(more=1), {"event_name": "signup"})
    said = cli("maintain", exit_code=1)
    assert "the view of purchase: cannot" in said.stdout + said.stderr
    assert "typed views made: 1, signup" in said.stdout
    assert "the view of purchase: cannot" in cli("views", "refresh", tenant, exit_code=1).stderr
    assert "the view of purchase: cannot" in cli("doctor", exit_code=1).stdout
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"drop view {tenant}.purchase")
    cli("maintain")
    assert new_columns(database, tenant, "purchase")[-1] == ("more", "numeric")
    cli("doctor")


def test_a_dropped_view_is_made_again(
    cli: Cli, tenant: str, database: Database, reader: psycopg.Connection[DictRow]
) -> None:
    def drop() -> None:
        with database.connect() as conn:
            conn.execute("set role hardal_owner")
            conn.execute(f"drop view {tenant}.purchase")

    send(database, tenant, EXAMPLE)
    cli("maintain")
    made = columns(database, tenant, "purchase")
    drop()
    said = cli("doctor", exit_code=1).stdout
    assert f"{tenant}.purchase" in said
    assert f"hardal-admin maintain {tenant}" in said
    cli("maintain")
    assert columns(database, tenant, "purchase") == made
    assert cli("maintain").stdout == "nothing to do\n"

    drop()
    cli("views", "pin", tenant, "purchase", "price", "--name", "amount")
    assert [name for name, _ in columns(database, tenant, "purchase")] == [
        "amount" if name == "price" else name for name, _ in made
    ]
    assert reader.execute("select amount from purchase").fetchone() == {"amount": Decimal("29.99")}
    cli("doctor")


def test_a_typed_view_uses_the_index_by_event_name(
    cli: Cli, tenant: str, database: Database, reader: psycopg.Connection[DictRow]
) -> None:
    send(database, tenant, EXAMPLE)
    cli("maintain")
    reader.execute("set enable_seqscan to off")
    for condition in ("created_at >= now() - interval '1 hour'", "event_date >= current_date"):
        plan = "\n".join(
            row["QUERY PLAN"]
            for row in reader.execute(f"explain select price from purchase where {condition}")
        )
        assert "events_20" in plan
        assert "event_name = 'purchase'" in plan


def test_a_pin_adds_a_column_to_a_view_on_which_another_view_depends(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, EXAMPLE)
    cli("maintain")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"create view {tenant}.mine as select price from {tenant}.purchase")
    send(database, tenant, purchase(ends_at="2024-10-06T12:34:56Z"))
    cli("views", "pin", tenant, "purchase", "ends_at", "--type", "timestamptz")
    assert new_columns(database, tenant, "purchase")[-1] == (
        "ends_at",
        "timestamp with time zone",
    )


def test_a_pin_replaces_the_column_that_maintenance_has_postponed(
    cli: Cli, tenant: str, database: Database, reader: psycopg.Connection[DictRow]
) -> None:
    send(database, tenant, EXAMPLE)
    cli("maintain")
    reader.execute("begin")
    reader.execute("select * from purchase")
    send(database, tenant, purchase(weight=1, size=1), purchase(weight="x", size="x"))
    assert "postponed" in cli("maintain").stdout
    reader.execute("rollback")
    send(database, tenant, *(purchase(weight="x", size="x") for _ in range(5)))
    cli("views", "pin", tenant, "purchase", "weight", "--type", "text")
    cli("views", "pin", tenant, "purchase", "size", "--type", "numeric", "--name", "length")
    cli("maintain")
    added = new_columns(database, tenant, "purchase")[len(EXAMPLE["properties"]) + 1 :]
    assert sorted(added) == [("length", "numeric"), ("size_text", "text"), ("weight", "text")]


def test_a_view_is_renamed(
    cli: Cli, tenant: str, database: Database, reader: psycopg.Connection[DictRow]
) -> None:
    send(database, tenant, EXAMPLE, {"event_name": "Ödeme"}, {"event_name": "signup"})
    cli("maintain")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"create view {tenant}.mine as select price from {tenant}.purchase")
    assert cli.json("views", "rename", tenant, "purchase", "satis_sözü") == {
        "tenant": tenant,
        "event_name": "purchase",
        "view_name": "satis_sözü",
    }
    assert reader.execute("select price from satis_sözü").fetchone() == {"price": Decimal("29.99")}
    assert reader.execute(
        "select view_name from event_catalog where event_name = 'purchase'"
    ).fetchone() == {"view_name": "satis_sözü"}
    assert database.value(f"select price from {tenant}.mine") == Decimal("29.99")
    # the view goes on under its new name, and the old name is free
    send(database, tenant, purchase(more=1), {"event_name": "PURCHASE"})
    cli("maintain")
    assert new_columns(database, tenant, "satis_sözü")[-1] == ("more", "numeric")
    assert {row["event_name"]: row["view_name"] for row in cli.json("views", "list", tenant)} == {
        "PURCHASE": "purchase",
        "purchase": "satis_sözü",
        "signup": "signup",
        "Ödeme": "ödeme",
    }
    cli("views", "rename", tenant, "purchase", "satis_sözü")
    assert cli("maintain").stdout == "nothing to do\n"
    cli("doctor", "--deep")
    for name, why in (
        ("signup", "already"),
        ("events", "already"),
        ("funnel", "already"),
        ("mine", "already"),
        ("Ödeme", "no name for a view"),
        ("select", "no name for a view"),
        ("pg_class", "no name for a view"),
        ("a b", "a_b"),
        ("", "no name for a view"),
        ("ü" * 32, "63 bytes"),
        ("x\u200b", "no name for a view"),
    ):
        said = cli("views", "rename", tenant, "purchase", name, exit_code=1).stderr
        assert why in said, name
    said = cli("views", "rename", tenant, "nothing", "something", exit_code=1).stderr
    assert 'events named "nothing" have no typed view' in said
    assert "no tenant" in cli("views", "rename", "nobody", "a", "b", exit_code=1).stderr
    # a view that somebody has dropped is made again under its new name
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"drop view {tenant}.signup")
    cli("views", "rename", tenant, "signup", "üyelik")
    assert cli("maintain").stdout == f"{tenant}: typed views made: 1, signup\n"
    assert columns(database, tenant, "üyelik")


def test_a_view_that_a_dba_drops_stays_away_until_it_is_added(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, EXAMPLE, {"event_name": "signup"})
    cli("maintain")
    cli("views", "pin", tenant, "purchase", "price", "--name", "amount")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"create view {tenant}.mine as select amount from {tenant}.purchase")
    said = cli("views", "drop", tenant, "purchase", exit_code=1).stderr
    assert "something stands on the view" in said
    assert f"{tenant}.mine" in said.replace("view mine", f"view {tenant}.mine")
    assert database.value(f"select amount from {tenant}.mine") == Decimal("29.99")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"drop view {tenant}.mine")

    assert cli.json("views", "drop", tenant, "purchase") == {
        "tenant": tenant,
        "event_name": "purchase",
    }
    assert database.value("select to_regclass(%s)", f"{tenant}.purchase") is None
    assert (
        database.value(f"select count(*) from {tenant}.events where event_name = 'purchase'") == 1
    )
    send(database, tenant, *(purchase(new=1) for _ in range(20)))
    assert cli("maintain").stdout == "nothing to do\n"
    assert cli("views", "refresh", tenant).stdout == "nothing to do\n"
    assert "room" not in cli("doctor").stdout
    assert [
        (row["event_name"], row["why"]) for row in cli.json("views", "list", tenant, "--without")
    ] == [("purchase", "dropped")]
    said = cli("views", "drop", tenant, "purchase", exit_code=1).stderr
    assert 'events named "purchase" have no typed view' in said
    assert "have no typed view" in cli("views", "drop", tenant, "nothing", exit_code=1).stderr

    assert cli("views", "add", tenant, "purchase").stdout == "made: purchase\n"
    made = {name for name, _ in new_columns(database, tenant, "purchase")}
    assert made >= {"price", "new", "currency"}
    assert "amount" not in made
    cli("doctor", "--deep")


def test_the_columns_of_a_property_are_dropped(
    cli: Cli, tenant: str, database: Database, reader: psycopg.Connection[DictRow]
) -> None:
    send(database, tenant, EXAMPLE, purchase(price="much"))
    cli("maintain")
    before = new_columns(database, tenant, "purchase")
    dashboard = f"{tenant}_dashboard"
    with database.connect() as conn:
        conn.execute(f"create role {dashboard}")
        conn.execute("set role hardal_owner")
        conn.execute(f"grant select (price, currency) on {tenant}.purchase to {dashboard}")
        conn.execute(f"create view {tenant}.mine as select currency from {tenant}.purchase")
    said = cli("views", "drop", tenant, "purchase", "--property", "price", exit_code=1).stderr
    assert "something stands on the view" in said
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"drop view {tenant}.mine")
    cli("views", "drop", tenant, "purchase", "--property", "price")
    after = [column for column in before if not column[0].startswith("price")]
    assert new_columns(database, tenant, "purchase") == after
    assert len(after) == len(before) - 2
    assert reader.execute("select count(*) as n from purchase").fetchone() == {"n": 2}
    assert database.value(
        "select has_column_privilege(%s, %s, 'currency', 'select')",
        dashboard,
        f"{tenant}.purchase",
    )
    send(database, tenant, *(purchase(price=1) for _ in range(20)))
    assert cli("maintain").stdout == "nothing to do\n"
    assert cli("views", "refresh", tenant).stdout == "nothing to do\n"
    told = cli.json("views", "list", tenant, "--without")
    assert [(row["event_name"], row["property"], row["why"]) for row in told] == [
        ("purchase", "price", "dropped")
    ]
    said = cli("views", "drop", tenant, "purchase", "--property", "nope", exit_code=1).stderr
    assert 'no column of the property "nope"' in said
    cli("views", "pin", tenant, "purchase", "price", "--type", "numeric")
    assert new_columns(database, tenant, "purchase") == [*after, ("price", "numeric")]
    assert cli.json("views", "list", tenant, "--without") == []
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"revoke all on {tenant}.purchase from {dashboard}")
        conn.execute("reset role")
        conn.execute(f"drop role {dashboard}")


def test_a_view_that_is_being_read_is_neither_dropped_nor_renamed(
    cli: Cli, tenant: str, database: Database, reader: psycopg.Connection[DictRow]
) -> None:
    send(database, tenant, EXAMPLE)
    cli("maintain")
    reader.execute("begin")
    reader.execute("select * from purchase")
    for command in (["drop", tenant, "purchase"], ["rename", tenant, "purchase", "sale"]):
        assert "lock" in cli("views", *command, exit_code=1).stderr
    reader.execute("rollback")
    assert {row["view_name"] for row in cli.json("views", "list", tenant)} == {"purchase"}
    assert cli("maintain").stdout == "nothing to do\n"


def test_the_audit_log_has_no_name_of_an_event_or_property(
    cli: Cli, tenant: str, database: Database
) -> None:
    """A client chooses these names, and the log outlives an erasure."""
    send(database, tenant, {"event_name": "ann@example.org", "properties": {"bob@x": 1, "c": 1}})
    cli("maintain")
    cli("views", "rename", tenant, "ann@example.org", "logins")
    cli("views", "pin", tenant, "ann@example.org", "bob@x", "--type", "text")
    cli("views", "pin", tenant, "ann@example.org", "bob@x", "--name", "friend")
    cli("views", "drop", tenant, "ann@example.org", "--property", "bob@x")
    cli("views", "drop", tenant, "ann@example.org")
    cli("views", "add", tenant, "ann@example.org")
    entries = [row for row in cli.json("audit", tenant) if row["action"].startswith("view.")]
    assert [(row["action"], row["object"]) for row in entries] == [
        ("view.rename", "logins"),
        ("view.pin", None),
        ("view.pin", "friend"),
        ("view.drop_column", None),
        ("view.drop", None),
        ("view.add", None),
    ]
    assert not any(name in str(entries) for name in ("ann", "bob"))
