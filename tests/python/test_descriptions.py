"""Descriptions of events and properties, and the catalogue's overviews that show them."""

from base64 import b64encode
from typing import Any

import pytest

from tests.harness.databases import Database
from tests.harness.events import NOW, send
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

NASTY = 'it\'s \\ "<b>" $$ %s %I; drop schema acme -- \u202e ğ'


@pytest.fixture
def stored(cli: Cli, tenant: str, database: Database) -> None:
    send(
        database,
        tenant,
        *(
            {
                "event_name": "purchase",
                "client_id": "ann",
                "created_at": NOW.isoformat(),
                "properties": {"price": 1, "nested": {"sku": "a"}},
            }
            for _ in range(3)
        ),
        {"event_name": "purchase", "properties": {"price": 2}},
        {"event_name": NASTY, "properties": {NASTY: 1}},
    )
    cli("maintain")


@pytest.fixture
def keys(cli: Cli, tenant: str, stored: None) -> dict[str, str]:
    return {
        scope: cli.json("key", "create", tenant, "--scope", scope, "--name", scope)["key"]
        for scope in ("read", "aggregate", "manage", "ingest")
    }


def test_an_event_is_described_before_maintenance_has_made_its_view(
    cli: Cli, api: Api, tenant: str, database: Database
) -> None:
    send(database, tenant, {"event_name": "new", "properties": {"a": 1}})
    key = cli.json("key", "create", tenant, "--scope", "manage", "--name", "page")["key"]
    for function, of in (("describe_event", {}), ("describe_property", {"property": "a"})):
        body = {"event_name": "new", "description": f"what {function} says"} | of
        answer = api.post(f"/rpc/{function}", body, key)
        assert answer.status_code == 200, answer.text
    cli("maintain")
    told = comments(database, tenant, "new")
    assert "what describe_event says" in told[""]
    assert "what describe_property says" in told["a"]


def comments(database: Database, tenant: str, view: str) -> dict[str, str]:
    """Return the comment of a view, under "", and those of its columns."""
    with database.connect() as conn:
        rows = conn.execute(
            "select coalesce(a.attname, '') as name, d.description"
            " from pg_description as d"
            " left join pg_attribute as a on a.attrelid = d.objoid and a.attnum = d.objsubid"
            "     and a.attnum > 0"
            " where d.objoid = %s::regclass and d.classoid = 'pg_class'::regclass",
            (f'{tenant}."{view}"',),
        ).fetchall()
    return {row["name"]: row["description"] for row in rows}


def described(database: Database, tenant: str) -> list[tuple[str, str | None, str]]:
    with database.connect() as conn:
        rows = conn.execute(
            f"select event_name, property, description from {tenant}__store.descriptions"
            ' order by event_name collate "C", property collate "C" nulls first'
        ).fetchall()
    return [(row["event_name"], row["property"], row["description"]) for row in rows]


def audited(cli: Cli, tenant: str) -> list[str]:
    entries = cli.json("audit", tenant)
    return [entry["action"] for entry in entries if entry["action"].startswith("description.")]


def test_a_description_is_the_comment_of_the_view_and_stands_in_the_catalogs(
    cli: Cli, tenant: str, database: Database, stored: None
) -> None:
    shown = cli.json("views", "describe", tenant, "purchase", f"A paid order. {NASTY}")
    assert shown == {"event_name": "purchase", "description": f"A paid order. {NASTY}"}
    cli("views", "describe", tenant, "purchase", "--property", "price", "With tax")
    found = comments(database, tenant, "purchase")
    assert found[""].splitlines()[0] == f"A paid order. {NASTY}"
    assert found["price"].splitlines()[0] == "With tax"
    assert len(found["price"].splitlines()) == 2
    assert "\n" not in found["nested_sku"]
    with database.connect() as conn:
        events = conn.execute(
            f"select event_name, description from {tenant}.event_catalog"
            " where description is not null"
        ).fetchall()
        properties = conn.execute(
            f"select property, description from {tenant}.property_catalog"
            " where event_name = 'purchase' order by property"
        ).fetchall()
    assert events == [{"event_name": "purchase", "description": f"A paid order. {NASTY}"}]
    assert properties == [
        {"property": "nested", "description": None},
        {"property": "nested.sku", "description": None},
        {"property": "price", "description": "With tax"},
    ]
    rows = cli.json("views", "list", tenant)
    assert {
        row["column_name"]: (row["description"], row["view_description"])
        for row in rows
        if row["event_name"] == "purchase"
    } == {
        "price": ("With tax", f"A paid order. {NASTY}"),
        "nested_sku": (None, f"A paid order. {NASTY}"),
    }
    assert "With tax" in cli("views", "list", tenant).stdout
    assert audited(cli, tenant) == ["description.write"] * 2
    assert not cli.wrong()


def test_a_description_outlives_changes_of_the_view(
    cli: Cli, tenant: str, database: Database, stored: None
) -> None:
    cli("views", "describe", tenant, "purchase", "A paid order")
    cli("views", "describe", tenant, "purchase", "--property", "price", "With tax")
    cli("views", "rename", tenant, "purchase", "sale")
    cli("views", "pin", tenant, "purchase", "price", "--type", "text", "--name", "cost")
    send(database, tenant, {"event_name": "purchase", "properties": {"more": 1}})
    cli("maintain")
    found = comments(database, tenant, "sale")
    assert "more" in found
    assert found[""].startswith("A paid order\n")
    assert found["cost"].startswith("With tax\n")


def test_an_empty_description_removes_it(
    cli: Cli, tenant: str, database: Database, stored: None
) -> None:
    cli("views", "describe", tenant, "purchase", "A paid order")
    assert cli.json("views", "describe", tenant, "purchase", " ")["description"] is None
    assert described(database, tenant) == []
    assert "\n" not in comments(database, tenant, "purchase")[""]
    assert audited(cli, tenant) == ["description.write", "description.remove"]


def test_names_are_data(cli: Cli, tenant: str, database: Database, stored: None) -> None:
    named = NASTY.replace("\\", "\\\\")  # as property_catalog names it
    cli("views", "describe", tenant, NASTY, NASTY)
    cli("views", "describe", tenant, NASTY, "--property", named, NASTY)
    assert described(database, tenant) == [(NASTY, None, NASTY), (NASTY, named, NASTY)]


@pytest.mark.parametrize(
    "args",
    [
        ["purchse", "x"],
        ["purchase", "--property", "prize", "x"],
        ["purchase", "x" * 1001],
        ["purchase", "a\x07b"],
    ],
)
def test_a_wrong_description_is_refused(
    cli: Cli, tenant: str, database: Database, stored: None, args: list[str]
) -> None:
    cli("views", "describe", tenant, *args, exit_code=1)
    assert described(database, tenant) == []


def test_descriptions_of_names_that_are_gone_are_forgotten(
    cli: Cli, tenant: str, database: Database, stored: None
) -> None:
    cli("views", "describe", tenant, "purchase", "A paid order")
    cli("views", "describe", tenant, "purchase", "--property", "nested", "no column, no trace")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"delete from {tenant}__store.events where event_name = 'purchase'")
        conn.execute(f"delete from {tenant}__store.property_counts")
        conn.execute(f"select {tenant}__store.forget_gone_names()")
    # the view is still there, and so is what stands for it
    assert described(database, tenant) == [("purchase", None, "A paid order")]
    cli("views", "drop", tenant, "purchase")
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"select {tenant}__store.forget_gone_names()")
    assert described(database, tenant) == []


def test_descriptions_are_written_over_http(
    api: Api, cli: Cli, tenant: str, database: Database, keys: dict[str, str]
) -> None:
    def post(path: str, body: dict[str, Any], scope: str = "manage") -> Any:
        return api.post(path, body, None, Authorization=basic(keys[scope]))

    event = {"event_name": "purchase", "description": NASTY}
    prop = {"event_name": "purchase", "property": "price", "description": "With tax"}
    for scope in ("read", "aggregate", "ingest"):
        assert post("/rpc/describe_event", event, scope).status_code == 403
        assert post("/rpc/describe_property", prop, scope).status_code == 403
    answer = post("/rpc/describe_event", event)
    assert (answer.status_code, answer.json()) == (200, event)
    answer = post("/rpc/describe_property", prop)
    assert (answer.status_code, answer.json()) == (200, prop)
    assert comments(database, tenant, "purchase")["price"].startswith("With tax\n")

    wrong: list[tuple[str, dict[str, Any], int]] = [
        ("describe_event", event | {"description": "x" * 1001}, 400),
        ("describe_event", event | {"event_name": None}, 400),
        ("describe_event", event | {"event_name": "no"}, 404),
        ("describe_property", prop | {"property": None}, 400),
        ("describe_property", prop | {"property": "no"}, 404),
    ]
    for function, body, status in wrong:
        refused = post(f"/rpc/{function}", body)
        assert (refused.status_code, refused.json()["code"]) == (status, f"PT{status}"), (
            refused.text
        )
        assert refused.json()["hint"]
    # a GET writes nothing
    assert (
        api.get(
            "/rpc/describe_event?event_name=purchase&description=x",
            None,
            Authorization=basic(keys["manage"]),
        ).status_code
        == 405
    )
    assert described(database, tenant) == [
        ("purchase", None, NASTY),
        ("purchase", "price", "With tax"),
    ]
    with database.connect() as conn, conn.transaction():
        conn.execute("set role hardal_owner")
        conn.execute("select hardal_private.lock_tenant(%s, true)", (tenant,))
        busy = post("/rpc/describe_event", event)
    assert (busy.status_code, busy.json()["code"]) == (409, "PT409")


def test_the_catalogue_is_read_over_http(
    api: Api, cli: Cli, tenant: str, database: Database, keys: dict[str, str]
) -> None:
    def get(path: str, scope: str = "read") -> Any:
        return api.get(path, None, Authorization=basic(keys[scope]))

    cli("views", "describe", tenant, "purchase", "A paid order")
    cli("views", "describe", tenant, "purchase", "--property", "price", "With tax")
    for scope in ("read", "aggregate", "manage"):
        for zone in ("UTC", "Pacific/Kiritimati"):
            rows = get(f"/rpc/event_overview?days=3&time_zone={zone}", scope).json()
            purchase, nasty = rows
            assert purchase["event_name"] == "purchase"
            assert purchase["events"] == 4
            assert purchase["view_name"] == "purchase"
            assert purchase["description"] == "A paid order"
            assert len(purchase["daily"]) == 3
            assert purchase["daily"][-1] == 4
            assert nasty["event_name"] == NASTY
            assert nasty["description"] is None
        rows = get("/rpc/property_overview?event_name=purchase", scope).json()
        assert [row["property"] for row in rows] == ["price", "nested", "nested.sku"]
        price, nested, sku = rows
        assert (price["events"], price["share"], price["numbers"], price["strings"]) == (4, 1, 4, 0)
        assert (price["column_names"], price["column_types"]) == (["price"], ["numeric"])
        assert price["description"] == "With tax"
        assert (nested["objects"], nested["column_names"]) == (3, [])
        assert (sku["share"], sku["column_names"]) == (0.75, ["nested_sku"])
        assert sku["examples"] == (None if scope == "aggregate" else ["a"])
        assert get("/rpc/event_catalog", scope).json()[1]["description"] == "A paid order"
        catalog = get("/rpc/property_catalog?event_name=purchase", scope).json()
        assert [row["description"] for row in catalog] == [None, None, "With tax"]
        assert (catalog[2]["examples"] is None) == (scope == "aggregate")

    for path in (
        "event_overview?days=0",
        "event_overview?time_zone=Mars",
        "property_overview?event_name=purchse",
    ):
        answer = get(f"/rpc/{path}")
        assert (answer.status_code, answer.json()["code"]) == (400, "PT400"), path
    assert get("/rpc/event_overview", "ingest").status_code == 403


def basic(key: str) -> str:
    return "Basic " + b64encode(f"{key}:".encode()).decode()
