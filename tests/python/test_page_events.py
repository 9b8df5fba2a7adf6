"""What is known of events, in a real browser: Catalogue, Client, Rejected, Usage."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.harness import shop
from tests.harness.browser import Theme, Visit, assert_accessible
from tests.harness.sdks import Account, Served
from tests.harness.shown import (
    NONE,
    assert_same,
    file,
    is_settled,
    number,
    psql_url,
    run,
    sql,
    table,
)
from tests.harness.tool import Cli

LONG = "12345678901234567890"  # a number that JavaScript cannot hold


@pytest.fixture(scope="module")
def full(served: Served) -> Account:
    """A tenant with the events of a shop, for tests that only look."""
    account = served.account()
    shop.fill(account)
    return account


def ago(**span: float) -> str:
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


def catalogue(page: Page) -> list[str]:
    """Return the event names that the catalogue shows."""
    return [row[0].splitlines()[0] for row in table(page, "Event names")]


# Catalogue


def test_a_thousand_event_names_are_searched_sorted_and_paged(
    visit: Visit, account: Account
) -> None:
    shop.store(account, [
        {"event_name": f"name_{n:04}", "created_at": ago(days=day), "client_id": "c"}
        for n in range(1000)
        for day in range(n % 3 + 1)
    ])  # fmt: skip
    Cli(account.dsn)("maintain", account.tenant)
    page = visit.tenant(account.tenant, "read", "&catalogue").page
    expect(page.get_by_text("1,000 of 1,000 event names")).to_be_visible()
    assert len(catalogue(page)) == 100
    for _ in range(9):
        page.get_by_role("button", name="Show 100 more").click()
    assert sorted(catalogue(page)) == [f"name_{n:04}" for n in range(1000)]
    assert len(file(page)) == 1000

    page.get_by_label("Search").press_sequentially("NAME_07")
    expect(page.get_by_text("100 of 1,000 event names")).to_be_visible()
    page.get_by_role("button", name="Event", exact=True).click()
    names = catalogue(page)
    assert names == sorted(names, reverse=True)
    page.get_by_role("button", name="Event", exact=True).click()
    assert catalogue(page) == [f"name_07{n:02}" for n in range(100)]
    row = page.get_by_role("row", name=re.compile("name_0701"))
    expect(row.get_by_role("img")).to_have_accessible_name("3 in 30 days")
    assert len(file(page)) == 100
    # the address holds the search and the order
    page.reload()
    assert catalogue(page) == [f"name_07{n:02}" for n in range(100)]


def test_the_catalogue_shows_what_sql_gives(visit: Visit, full: Account) -> None:
    page = visit.tenant(full.tenant, "read", "&catalogue").page
    url = psql_url(full, "catalogue")
    rows = run(url, sql(page))
    assert [(r["event_name"], r["events"]) for r in rows] == [
        (row[0], number(row[1])) for row in table(page, "Event names")
    ]
    assert_same(file(page), rows)
    page.get_by_role("link", name="purchase").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("purchase")
    shown = {row[0].split()[0]: row for row in table(page, "Properties of purchase")}
    found = run(url, "select * from property_catalog where event_name = 'purchase'")
    assert set(shown) == {row["property"] for row in found} == {"price", "country"}
    assert shown["price"][1:4] == ["100.0 %", "numbers", "price numeric"]
    assert all(text in ("5", "29.99", "120") for text in shown["price"][4].split())
    assert sorted(map(repr, run(url, sql(page)))) == sorted(map(repr, found))
    written = file(page)
    assert {row["property"]: float(row["events"]) for row in written} == {
        row["property"]: row["events"] for row in found
    }


def test_an_odd_name_has_its_page_and_its_sql(visit: Visit, full: Account) -> None:
    page = visit.tenant(full.tenant, "read", "&catalogue").page
    page.get_by_role("link", name=shop.ODD).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(shop.ODD)
    assert [row[0] for row in table(page, f"Properties of {shop.ODD}")] == ["a\\.b 'c'"]
    assert len(run(psql_url(full, "odd"), sql(page))) == 1
    page.get_by_role("link", name="Trend", exact=True).click()
    assert table(page, "Totals")[0][:2] == [shop.ODD, "10"]


def test_an_unknown_event_in_the_address_is_told(visit: Visit, full: Account) -> None:
    window = visit.tenant(full.tenant, "read", "&catalogue?event=purchas")
    window.allow("status of 400")
    expect(window.page.get_by_role("alert")).to_contain_text("purchase")


def test_what_people_write_about_an_event_is_kept_and_shown_as_comment(
    visit: Visit, account: Account
) -> None:
    shop.store(account, [{"event_name": "purchase", "properties": {"price": 5}}])
    Cli(account.dsn)("views", "refresh", account.tenant)
    paid = 'A paid order; it\'s "final" <b>$1</b>'
    page = visit.tenant(account.tenant, "manage", "&catalogue?event=purchase").page
    is_settled(page)
    for name, text in (("Describe", paid), ("Describe price", "With tax")):
        page.get_by_role("button", name=name, exact=True).click()
        dialog = page.get_by_role("dialog")
        field = dialog.get_by_label("Description")
        expect(field).to_have_accessible_description(re.compile("Empty removes it"))
        field.fill(text)
        assert_accessible(page)
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_have_count(0)
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text(paid, exact=True)).to_be_visible()
    expect(page.get_by_text("With tax", exact=True)).to_be_visible()

    url = psql_url(account)
    comments = run(
        url,
        "select obj_description('purchase'::regclass) as view, (select col_description("
        "attrelid, attnum) from pg_attribute where attrelid = 'purchase'::regclass"
        " and attname = 'price') as price",
    )[0]
    assert paid in comments["view"]
    assert "With tax" in comments["price"]
    assert run(url, "select description from event_catalog") == [{"description": paid}]

    # it is searched too, and goes with an empty text
    page.get_by_role("link", name="All events").click()
    page.get_by_label("Search").fill("paid order")
    expect(page.get_by_text("1 of 1 event names")).to_be_visible()
    page.get_by_role("link", name="purchase").click()
    page.get_by_role("button", name="Edit", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Description")).to_have_value(paid)
    dialog.get_by_label("Description").fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nobody has described this event.")).to_be_visible()
    assert run(url, "select description from event_catalog") == [{"description": None}]


def test_a_key_that_reads_describes_nothing(visit: Visit, full: Account) -> None:
    page = visit.tenant(full.tenant, "read", "&catalogue?event=purchase").page
    is_settled(page)
    expect(page.get_by_role("region", name="Properties of purchase")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Describe|Edit"))).to_have_count(0)


def test_a_key_for_counts_sees_no_example(visit: Visit, full: Account) -> None:
    page = visit.tenant(full.tenant, "aggregate", "&catalogue?event=purchase").page
    region = page.get_by_role("region", name="Properties of purchase")
    expect(region.get_by_role("columnheader", name="Share")).to_have_count(0)
    expect(region).to_contain_text("price")
    expect(region.get_by_role("columnheader", name="Examples")).to_have_count(0)
    expect(region).not_to_contain_text("29.99")
    # a view that the key does not see is not offered
    links = page.get_by_role("main").get_by_role("link")
    assert links.all_inner_texts() == ["All events", "Trend"]


def test_many_properties_are_searched_and_paged(visit: Visit, account: Account) -> None:
    shop.store(account, [{"event_name": "wide", "properties": {f"p_{n}": n for n in range(150)}}])
    page = visit.tenant(account.tenant, "read", "&catalogue?event=wide").page
    expect(page.get_by_text("150 of 150 properties")).to_be_visible()
    assert len(table(page, "Properties of wide")) == 100
    page.get_by_role("button", name="Show 50 more").click()
    assert len(table(page, "Properties of wide")) == 150
    page.get_by_label("Search").fill("p_14")
    expect(page.get_by_text("11 of 150 properties")).to_be_visible()
    assert {row[0] for row in table(page, "Properties of wide")} == {
        "p_14", *(f"p_{n}" for n in range(140, 150)),
    }  # fmt: skip


# Clients


def test_a_client_is_found_by_the_beginning_of_its_id(visit: Visit, full: Account) -> None:
    page = visit.tenant(full.tenant, "read", "&clients").page
    field = page.get_by_label("Client id, or its beginning")
    field.press_sequentially("web-0")
    expect(page.get_by_role("link", name="web-000")).to_be_visible()
    found = table(page, "Clients")
    assert [row[0] for row in found] == [f"web-{n:03}" for n in range(0, 80, 4)]
    counts = full.rows(
        "select client_id, count(*) from {t}.events where client_id like 'web-%' group by 1"
    )
    assert {row[0]: number(row[1]) for row in found} == dict(counts)
    field.fill("WEB")
    expect(page.get_by_text("No client id begins so")).to_be_visible()
    field.fill("o'3\\")
    page.get_by_role("link", name="o'3\\").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("o'3\\")
    expect(page.get_by_role("status").filter(has_text="1 event,")).to_be_visible()
    rows = run(psql_url(full, "clients"), sql(page))
    assert [row["event_name"] for row in rows] == [shop.ODD]


def test_all_events_of_a_client_are_paged_in_order(visit: Visit, account: Account) -> None:
    shop.store(account, [
        {"event_name": f"e{n % 7}", "client_id": client, "created_at": ago(hours=n),
         "properties": {"n": n}}
        for n in range(250)
        for client in ("ann", "ann2")
    ])  # fmt: skip
    page = visit.tenant(account.tenant, "read", "&clients?client=ann").page
    older = page.get_by_role("button", name="Older events")
    for shown in ("100 events so far", "200 events so far", "250 events"):
        expect(page.get_by_role("status").filter(has_text=shown)).to_be_visible()
        if shown != "250 events":
            older.click()
    expect(older).to_have_count(0)
    rows = file(page)
    assert [json.loads(row["properties"])["n"] for row in rows] == list(range(250))
    assert_same(rows, run(psql_url(account), sql(page)))
    expect(page.get_by_role("listitem").filter(has_text="e3")).to_have_count(36)
    # another client by the address: nothing of the one before is left
    page.evaluate("location.hash = '#/clients?client=nobody'")
    expect(page.get_by_text("This client has no event")).to_be_visible()
    page.evaluate("location.hash = '#/clients?client=ann2'")
    expect(page.get_by_text("100 events so far")).to_be_visible()


# Rejected


def rejected(account: Account) -> dict[str, Any]:
    """Return what stands in quarantine, by id."""
    return {
        str(key): value
        for key, value in account.rows("select rejected_id, payload from {t}.rejected_events")
    }


def test_a_rejected_event_is_mended_tried_and_replayed(visit: Visit, account: Account) -> None:
    event = {"event_name": "order", "client_id": "ann", "price": 5, "created_at": ago(hours=1)}
    text = json.dumps(event)[:-1] + f', "properties": {{"number": {LONG}, "tiny": 1e-7}}}}'
    sent = httpx.post(
        f"{visit.served.url}/rpc/ingest", content=text, auth=(account.key, ""),
        headers={"Content-Type": "application/json"},
    )  # fmt: skip
    assert sent.status_code == 422
    shop.store(account, [{"event_name": "other", "price": 6}, {"event_name": ""}])

    window = visit.tenant(account.tenant, "manage")
    window.allow("status of 422")  # the answer to a try
    page = window.page
    page.get_by_role("link", name="Rejected", exact=True).click()
    reasons = {(row[0], row[1]): row[2] for row in table(page, "Reasons")}
    assert reasons == {("unknown_field", "price"): "2", ("empty", "event_name"): "1"}
    page.get_by_role("link", name="unknown_field").click()
    assert [row[1] for row in table(page, "Rejected events")] == ["other", "order"]
    assert_same(file(page), run(psql_url(account), sql(page)))

    row = page.get_by_role("row", name=re.compile("order.*ann"))
    row.get_by_role("link").click()
    dialog = page.get_by_role("dialog", name="Rejected event")
    expect(dialog.get_by_role("region", name="Faults")).to_contain_text("unknown_field")
    field = dialog.get_by_label("Event as JSON")
    assert LONG in field.input_value()
    assert_accessible(page)

    # it still breaks a rule
    dialog.get_by_role("button", name="Try").click()
    expect(dialog.get_by_role("alert")).to_contain_text("still breaks a rule")
    expect(dialog.get_by_role("region", name="Faults")).to_contain_text("price")
    field.fill("{ oops")
    dialog.get_by_role("button", name="Try").click()
    expect(dialog.get_by_role("alert")).to_contain_text("This is no JSON")
    # work is not lost by a key that was hit by chance
    for _ in range(2):
        page.keyboard.press("Escape")
    expect(dialog.get_by_role("alert").filter(has_text="not sent yet")).to_be_visible()
    dialog.get_by_role("button", name="Go on writing").click()
    expect(field).to_have_value("{ oops")
    field.fill("[]")
    dialog.get_by_role("button", name="Replay").click()
    expect(dialog.get_by_role("alert")).to_contain_text("An event is a JSON object")
    assert len(rejected(account)) == 3

    field.fill(text.replace('"price": 5, ', "").replace('{"number"', '{"price": 5, "number"'))
    dialog.get_by_role("button", name="Try").click()
    expect(dialog.get_by_role("status")).to_contain_text("It would be accepted")
    assert account.names() == []
    window.shot("tried")
    dialog.get_by_role("button", name="Replay").click()
    expect(dialog.get_by_role("status")).to_contain_text("Accepted")
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    # the list has it no more, and what is stored has all digits
    assert [row[1] for row in table(page, "Rejected events")] == ["other"]
    stored = account.rows("select event_name, client_id, properties::text from {t}.events")
    assert stored == [("order", "ann", f'{{"tiny": 0.0000001, "price": 5, "number": {LONG}}}')]
    assert len(rejected(account)) == 2


def test_one_rejected_event_is_discarded(visit: Visit, account: Account) -> None:
    shop.store(account, [{"event_name": name, "price": 6} for name in ("one", "two")])
    page = visit.tenant(account.tenant, "manage", "&rejected?code=unknown_field&field=price").page
    rows = page.get_by_role("region", name="Rejected events").get_by_role("row")
    rows.filter(has_text="one").get_by_role("link").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Discard", exact=True).click()
    dialog.get_by_role("button", name="No", exact=True).click()
    dialog.get_by_label("Event as JSON").fill("{}")
    dialog.get_by_role("button", name="Close").click()
    dialog.get_by_role("button", name="Throw it away").click()
    expect(dialog).to_have_count(0)
    assert len(rejected(account)) == 2
    rows.filter(has_text="one").get_by_role("link").click()
    dialog.get_by_role("button", name="Discard", exact=True).click()
    dialog.get_by_role("button", name="Yes, discard it").click()
    expect(dialog.get_by_role("status")).to_have_text("Discarded.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert [row[1] for row in table(page, "Rejected events")] == ["two"]
    assert [payload["event_name"] for payload in rejected(account).values()] == ["two"]
    # an address of one that has gone says so
    (gone,) = ["018f0000-0000-7000-8000-000000000000"]
    window = visit.tenant(account.tenant, "manage", f"&rejected?open={gone}")
    window.allow("status of 404")
    expect(window.page.get_by_role("dialog").get_by_role("alert")).to_contain_text(gone)


def test_all_of_a_reason_are_replayed_and_discarded(visit: Visit, account: Account) -> None:
    """There are more than one call takes."""
    shop.store(account, [{"event_name": "a", "price": n} for n in range(2300)])
    shop.store(account, [{"event_name": "", "client_id": "b"} for n in range(1200)])
    page = visit.tenant(account.tenant, "manage", "&rejected").page
    assert {row[0]: row[2] for row in table(page, "Reasons")} == {
        "unknown_field": "2,300", "empty": "1,200",
    }  # fmt: skip
    page.get_by_role("link", name="unknown_field").click()
    page.get_by_role("button", name="Older ones").click()
    expect(page.get_by_role("region", name="Rejected events").get_by_role("link")).to_have_count(
        200
    )
    replay = page.get_by_role("button", name="Replay all of this reason")
    # as they are, they break the rule again
    replay.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Replay them").click()
    expect(dialog.get_by_role("status")).to_contain_text("2,300 rejected again", timeout=60_000)
    dialog.get_by_role("button", name="Close").last.click()
    replay.click()
    dialog.get_by_label("Change in each before").fill(
        f'{{"price": null, "properties": {{"number": {LONG}}}}}'
    )
    assert_accessible(page)
    dialog.get_by_role("button", name="Replay them").click()
    expect(dialog.get_by_role("status")).to_contain_text("2,300 accepted", timeout=60_000)
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.get_by_text("None is left")).to_be_visible()
    assert account.rows("select properties::text, count(*) from {t}.events group by 1") == [
        (f'{{"number": {LONG}}}', 2300)
    ]

    page.get_by_role("link", name="empty").click()
    page.get_by_role("button", name="Discard all of this reason").click()
    dialog.get_by_role("button", name="Cancel").click()
    assert len(rejected(account)) == 1200
    page.get_by_role("button", name="Discard all of this reason").click()
    dialog.get_by_role("button", name="Discard them").click()
    expect(dialog.get_by_role("status")).to_contain_text("1,200 discarded", timeout=60_000)
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.get_by_text("Nothing is in quarantine")).to_be_visible()
    assert rejected(account) == {}


def test_bytes_that_are_no_event_are_shown_and_replaced(visit: Visit, account: Account) -> None:
    lines = b'{"event_name": "caf\xc3\xa9", oops}\n\xff\xfe not UTF-8\n'
    sent = httpx.post(
        f"{visit.served.url}/rpc/ingest_ndjson", content=lines, auth=(account.key, ""),
        headers={"Content-Type": "application/octet-stream"},
    )  # fmt: skip
    assert [error["code"] for error in sent.json()["errors"]] == ["invalid_json"] * 2
    page = visit.tenant(account.tenant, "manage", "&rejected?code=invalid_json").page
    dialog = page.get_by_role("dialog")
    shown = set()
    for _ in range(2):
        page.get_by_role("region", name="Rejected events").get_by_role("link").first.click()
        field = dialog.get_by_label("Event as JSON")
        expect(field).to_be_visible()
        coded = dialog.get_by_role("region", name="Bytes in base64")
        shown.add(field.input_value() or coded.inner_text())
        field.fill('{"event_name": "mended"}')
        dialog.get_by_role("button", name="Replay").click()
        expect(dialog.get_by_role("status")).to_contain_text("Accepted")
        dialog.get_by_role("button", name="Close").last.click()
        expect(dialog).to_have_count(0)
        is_settled(page)
    assert shown == {'{"event_name": "café", oops}', "//4gbm90IFVURi04"}
    expect(page.get_by_text("Nothing is in quarantine")).to_be_visible()
    assert account.names() == ["mended", "mended"]


def test_a_fault_of_the_whole_event_has_its_list_and_its_sql(
    visit: Visit, account: Account
) -> None:
    shop.store(account, [["no object"], {"event_name": "a", "price": 1}])
    page = visit.tenant(account.tenant, "read", "&rejected").page
    page.get_by_role("row", name=re.compile("the event as a whole")).get_by_role("link").click()
    rows = run(psql_url(account), sql(page))
    assert len(rows) == len(table(page, "Rejected events")) == 1
    assert_same(file(page), rows)


def test_a_key_that_reads_sees_rejected_events_and_changes_none(
    visit: Visit, account: Account
) -> None:
    shop.store(account, [{"event_name": "a", "price": 1}])
    page = visit.tenant(account.tenant, "read", "&rejected?code=unknown_field&field=price").page
    page.get_by_role("region", name="Rejected events").get_by_role("link").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("region", name="Event as JSON")).to_contain_text('"price": 1')
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Replay|Discard|Try"))).to_have_count(0)
    # what is not offered is refused too
    key = visit.link(account.tenant, "read").partition("key=")[2]
    (rejected_id,) = rejected(account)
    for name, body in (
        ("replay_edited", {"id": rejected_id, "event": {"event_name": "b"}}),
        ("replay_rejected", {"ids": [rejected_id]}),
        ("discard_rejected", {"ids": [rejected_id]}),
        ("describe_event", {"event_name": "a", "description": "b"}),
    ):
        answer = httpx.post(f"{visit.served.url}/rpc/{name}", json=body, auth=(key, ""))
        assert answer.status_code == 403, answer.text
    assert len(rejected(account)) == 1


# Usage


def test_usage_shows_what_comes_in_and_who_used_what(visit: Visit, account: Account) -> None:
    shop.store(account, [
        {"event_name": "a", "created_at": ago(days=day)} for day in (0, 0, 3, 20)
    ])  # fmt: skip
    shop.store(account, [{"event_name": ""}])
    httpx.post(f"{visit.served.url}/rpc/ingest", json={"event_name": "b"}, auth=(account.key, ""))
    url = psql_url(account, "metabase")
    Cli(account.dsn)("maintain", account.tenant)
    page = visit.tenant(account.tenant, "manage", "&usage").page
    is_settled(page)
    cards = page.get_by_role("definition")
    expect(cards.first).to_have_text("5")
    expect(cards.nth(1)).to_have_text("1 (16.7 %)")
    assert {row[0]: row[1:4] for row in table(page, "PSQL URLs")} == {
        "metabase": ["read", "live", "0 of 5"]
    }
    keys = {row[0]: row for row in table(page, "Keys and tokens")}
    assert keys["sdk"][2:4] == ["ingest", "live"]
    assert keys["sdk"][4] != NONE
    rows = file(page)
    assert len(rows) == 30
    counted = {row["day"]: float(row["events"]) for row in rows if row["events"] != "0"}
    found = run(url, sql(page))
    assert counted == {str(row["day"]): row["events"] for row in found if row["events"]}
    assert sum(row["rejected"] for row in found) == sum(float(row["rejected"]) for row in rows) == 1
    page.get_by_label("Time").select_option(label="7 days")
    expect(cards.first).to_have_text("4")
    assert len(file(page)) == 7
    assert sum(row["events"] for row in run(url, sql(page))) == 4
    assert "days=7" in page.url


@pytest.mark.parametrize("scope", ["read", "aggregate"])
def test_usage_names_no_key_to_those_who_do_not_manage(
    visit: Visit, full: Account, scope: str
) -> None:
    page = visit.tenant(full.tenant, scope, "&usage").page
    assert len(table(page, "Disk")) == 7
    expect(page.get_by_role("region", name="Keys and tokens")).to_have_count(0)
    expect(page.get_by_role("region", name="PSQL URLs")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("sdk")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (800, "dark"), (390, "light")])
def test_views_of_events_and_reports_fit_every_width(
    visit: Visit, full: Account, width: int, theme: Theme
) -> None:
    if not rejected(full):
        shop.store(full, [{"event_name": "a", "price": n} for n in range(3)])
    window = visit.tenant(full.tenant, "manage", width=width, theme=theme)
    for name, address in {
        "catalogue": "catalogue",
        "event": "catalogue?event=purchase",
        "trends": "trends?event=signup&event=page_view&compare=1",
        "by": "trends?event=purchase&by=country&last=90d&every=week",
        "funnel": "funnel?step=signup&step=add_to_cart&step=purchase&by=plan&last=90d",
        "retention": "retention?period=week",
        "paths": "paths?start=signup&last=90d",
        "search": "clients?search=web",
        "client": "clients?client=web-000",
        "rejected": "rejected?code=unknown_field&field=price",
        "usage": "usage",
    }.items():
        window.page.evaluate("(to) => { location.hash = to; }", f"#/{address}")
        is_settled(window.page)
        wide = window.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} scrolls sideways"
        if theme == "dark":
            assert_accessible(window.page)
        window.shot(name)
