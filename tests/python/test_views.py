"""Typed views: which views and columns maintenance makes, and that dependent objects survive."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import DictRow

from tests.harness import events as harness_events
from tests.harness.databases import Database
from tests.harness.tool import Cli


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
        for name in (view, *found):
            assert database.value("select quote_ident(%s) = %s", name, name), name
        assert database.value(f"select count(*) from {tenant}.{view}") == (
            2 if event == "events" else 1
        )
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


def test_views_and_columns_are_bounded(cli: Cli, tenant: str, database: Database) -> None:
    many = {f"p{number:03}": number for number in range(150)}
    send(database, tenant, *({"event_name": "busy", "properties": many} for _ in range(3)))
    send(database, tenant, *({"event_name": f"e{number:03}"} for number in range(300)))
    cli("maintain")
    assert len(new_columns(database, tenant, "busy")) == 100
    assert database.value(f"select count(*) from {tenant}__store.event_views") == 200
    assert database.value(f"select sum((properties ->> 'p149')::int) from {tenant}.busy") == 447
    assert cli("maintain").stdout == "nothing to do\n"
    assert cli("views", "refresh", tenant).stdout == "nothing to do\n"

    send(database, tenant, {"event_name": "e299", "properties": {"late": 1}})
    cli("views", "pin", tenant, "busy", "p149", "--type", "text")
    cli("views", "pin", tenant, "e299", "late", "--type", "text")
    assert new_columns(database, tenant, "busy")[100:] == [("p149", "text")]
    assert new_columns(database, tenant, "e299") == [("late", "text")]
    assert database.value(f"select count(*) from {tenant}__store.event_views") == 201
    assert cli("maintain").stdout == "nothing to do\n"


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
    assert len(new_columns(database, tenant, "wide")) == 100
    assert (seen("wide"), seen("purchase")) == (0, 0)


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
