"""The page's persons, cohorts, units, filters, and the reports about people."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.harness import shop
from tests.harness.browser import Visit, assert_accessible
from tests.harness.sdks import Account, Served
from tests.harness.shown import (
    NONE,
    assert_same,
    file,
    first_day,
    is_settled,
    number,
    psql_url,
    run,
    sql,
    table,
)
from tests.harness.tool import Cli

ZONE = "Europe/Berlin"


@pytest.fixture(scope="module")
def account(served: Served) -> Account:
    """A shop, whose first clients came by two devices. The tests of this module share it."""
    account = served.account()
    shop.fill(account)
    cli = Cli(account.dsn)
    for user in (1, 2, 3, 5, 6, 7):
        cli("person", "link", account.tenant, f"app-{user:03}", f"user-{user}")
        cli("person", "link", account.tenant, f"web-{4 * user:03}", f"user-{user}")
    cli("cohort", "create", account.tenant, "buyers", "--did", "purchase")
    return account


@pytest.fixture(scope="module")
def url(account: Account) -> str:
    """A PSQL URL of the tenant."""
    return psql_url(account)


REPORTS: list[tuple[str, str, str]] = [
    ("lifecycle", "Lifecycle", "select * from lifecycle({given})"),
    ("lifecycle?event=purchase&every=month&unit=person", "Lifecycle",
     "select * from lifecycle(array['purchase'], 'month', {given}, unit => 'person')"),
    ("stickiness", "Stickiness", "select * from stickiness({given})"),
    ("stickiness?event=page_view&within=month&cohort=buyers", "Stickiness",
     "select * from stickiness(array['page_view'], 'month', {given}, cohort => 'buyers')"),
    ("attribution?conversion=purchase&touch=page_view&property=path&model=linear&amount=price",
     "Attribution",
     "select * from attribution('purchase', 'path', array['page_view'], 'linear', {given},"
     " value_property => 'price')"),
    ("experiment?exposure=signup&variant=plan&goal=purchase&within=30%20days", "Experiment",
     "select * from experiment('signup', 'plan', 'purchase', within => '30 days', {given})"),
    ("experiment?exposure=signup&variant=plan&goal=purchase&metric=mean&number=price&control=free",
     "Experiment",
     "select * from experiment('signup', 'plan', 'purchase', metric => 'mean',"
     " value_property => 'price', control => 'free', {given})"),
    ("funnel?step=signup&step=purchase&show=trend&every=month", "Conversion over time",
     "select * from funnel_trend(array['signup', 'purchase'], every => 'month', {given})"),
    ("funnel?step=signup&step=purchase&show=times&unit=person", "Time from the first step to the"
     " last one",
     "select * from funnel_times(array['signup', 'purchase'], buckets => 20, unit => 'person',"
     " {given})"),
    ("funnel?step=signup&step=add_to_cart&step=purchase&show=units&outcome=lost&at=3&by=plan",
     "Who",
     "select * from funnel_units(array['signup', 'add_to_cart', 'purchase'], by => 'plan',"
     " step => 3, outcome => 'lost', {given})"),
    ("trends?event=purchase&every=week&measure=units&unit=person&filter="
     + quote('{"price": {"gte": 29.99}}'), "Totals",
     "select * from trend(array['purchase'], 'units', every => 'week', unit => 'person',"
     """ filter => '{{"price": {{"gte": 29.99}}}}', max_values => 7, {given})"""),
]  # fmt: skip


@pytest.mark.parametrize(("address", "caption", "query"), REPORTS)
def test_a_report_about_people_shows_what_sql_gives(
    visit: Visit, account: Account, url: str, address: str, caption: str, query: str
) -> None:
    asked = f"{address}{'&' if '?' in address else '?'}last=90&zone={quote(ZONE)}"
    page = visit.tenant(account.tenant, "read", f"&{asked}").page
    shown = table(page, caption)
    assert len(shown) >= 2 or caption == "Totals"
    given = f"since => '{first_day(90, ZONE)}', time_zone => '{ZONE}'"
    rows = run(url, query.format(given=given))
    named = {"count": "count"} if caption == "Totals" else {}
    if "by=plan" in address:
        named["plan"] = "value"
    if caption == "Attribution":
        named["path"] = "value"
    if "measure=units" in address:
        named["units"] = "count"
    assert_same(file(page), rows, **named)
    assert_same(file(page), run(url, sql(page)), **named)
    assert_accessible(page)


def test_a_table_of_people_shows_each_figure(visit: Visit, account: Account, url: str) -> None:
    given = f"since => '{first_day(90, ZONE)}', time_zone => '{ZONE}'"
    page = visit.tenant(account.tenant, "read", f"&lifecycle?last=90&zone={quote(ZONE)}").page
    assert [[row[0], *map(number, row[1:])] for row in table(page, "Lifecycle")] == [
        [str(row["starts_on"]), *(row[f"{name}_units"] for name in
         ("new", "returning", "resurrected", "dormant"))]
        for row in run(url, f"select * from lifecycle({given})")
    ]  # fmt: skip
    page.evaluate(
        "(hash) => { location.hash = hash; }",
        f"#/experiment?exposure=signup&variant=plan&goal=purchase&last=90&zone={quote(ZONE)}",
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Experiment")
    rows = run(url, f"select * from experiment('signup', 'plan', 'purchase', {given})")
    shown = table(page, "Experiment")
    assert len(shown) == len(rows) > 2
    for line, row in zip(shown, rows, strict=True):
        assert line[0].split() == [row["variant"], *(["control"] if row["is_control"] else [])]
        assert [number(cell) for cell in line[1:3]] == [row["units"], row["conversions"]]
        assert number(line[3]) == pytest.approx(row["rate"] * 100, abs=0.0051)
        p_value = NONE if row["p_value"] is None else f"{row['p_value']:.4f}"
        assert line[7] == p_value


def fill_filter(page: Page, row: int, name: str, condition: str, value: str) -> None:
    page.get_by_role("button", name="Add a filter").first.click()
    field = page.get_by_role("combobox", name=f"Property {row}", exact=True).first
    field.fill(name)
    field.press("Enter")
    page.get_by_label(f"Condition {row}", exact=True).first.select_option(label=condition)
    field = page.get_by_label(f"Value {row}", exact=True).first
    field.fill(value)
    field.press("Tab")


def test_the_unit_a_cohort_and_filters_are_chosen_by_hand(
    visit: Visit, account: Account, url: str
) -> None:
    page = visit.tenant(account.tenant, "read", "&trends?event=page_view&last=90").page
    is_settled(page)
    page.locator("summary", has_text="Who and which").click()
    page.get_by_label("Count by", exact=True).select_option(label="Person")
    page.get_by_label("Cohort", exact=True).select_option(label="buyers")
    fill_filter(page, 1, "path", "is one of", "/, /shop")
    is_settled(page)
    expect(page.locator("summary", has_text="Who and which")).to_contain_text(
        "persons, cohort buyers, 1 filter"
    )
    rows = run(
        url,
        "select * from trend(array['page_view'], since => %s, time_zone => 'Europe/Istanbul',"
        """ unit => 'person', cohort => 'buyers', filter => '{"path": ["/", "/shop"]}')""",
        str(first_day(90, "Europe/Istanbul")),
    )
    assert sum(row["count"] for row in rows) > 10
    assert_same(file(page), rows, events="count")
    assert_same(file(page), run(url, sql(page)), events="count")
    # another person who opens the address sees the same controls
    address = page.url
    page.reload()
    assert page.url == address
    expect(page.get_by_label("Value 1", exact=True)).to_have_value("/, /shop")
    page.get_by_role("button", name="Remove filter 1").click()
    expect(page).to_have_url(re.compile("^(?!.*filter=)"))


def test_a_person_is_found_by_any_client_id_and_shows_ids_links_and_traits(
    visit: Visit, account: Account, url: str
) -> None:
    page = visit.tenant(account.tenant, "read", "&persons").page
    expect(page.get_by_text("Which person?")).to_be_visible()
    page.get_by_role("searchbox").fill("user-5")
    # a person is named by the first of its client ids
    page.get_by_role("link", name="app-005", exact=True).click()
    (person,) = run(url, "select * from persons where 'app-005' = any(client_ids)")
    expect(page.get_by_role("heading", level=1)).to_have_text(person["person_id"])
    for client in person["client_ids"]:
        expect(page.get_by_role("link", name=client, exact=True)).to_be_visible()
    expect(page.get_by_text(f"{person['events']:,} events")).to_be_visible()
    links = run(
        account.dsn,
        f"select client_id, person_id from {account.tenant}__store.links"
        " where 'user-5' in (client_id, person_id)",
    )
    assert len(links) == 2
    assert sorted(row[:2] for row in table(page, "Links")) == sorted(
        [link["client_id"], link["person_id"]] for link in links
    )
    assert run(url, sql(page)) == [person]
    assert_accessible(page)
    page.get_by_role("link", name="app-005", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("app-005")


def test_a_cohort_is_made_read_and_dropped(visit: Visit, account: Account, url: str) -> None:
    page = visit.tenant(account.tenant, "manage", "&cohorts").page
    page.get_by_role("button", name="New cohort").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("big_spenders")
    for label, name in (("Who did", "purchase"), ("And did not", shop.ODD)):
        field = dialog.get_by_role("combobox", name=label, exact=True)
        field.fill(name)
        field.press("Enter")
    fill_filter(page, 1, "price", "is at least", "100")
    dialog.get_by_label("Description").fill('Paid 100 <b>or "more"</b>')
    assert_accessible(page)
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text('Paid 100 <b>or "more"</b>')).to_be_visible()
    page.get_by_role("link", name="big_spenders", exact=True).click()
    units = [row[0] for row in table(page, "Units")]
    wanted = run(
        url,
        "select distinct client_id from events where event_name = 'purchase' and client_id is not"
        " null and (properties ->> 'price')::numeric >= 100 order by 1",
    )
    assert units == [row["client_id"] for row in wanted]
    assert len(units) > 3
    assert sorted(row["unit_id"] for row in run(url, sql(page))) == sorted(units)
    page.get_by_role("link", name="Retention", exact=True).last.click()
    expect(page).to_have_url(re.compile("retention.*cohort=big_spenders"))
    expect(page.locator("summary", has_text="Who and which")).to_contain_text("big_spenders")
    page.go_back()
    page.get_by_role("link", name="All cohorts").click()
    page.get_by_role("button", name="Drop big_spenders").click()
    page.get_by_role("button", name="Drop it").click()
    expect(page.get_by_role("link", name="big_spenders", exact=True)).to_have_count(0)
    assert [row["name"] for row in run(url, "select name from cohorts")] == ["buyers"]


def test_the_sql_of_a_cohort_names_its_view_when_another_view_has_its_name(
    visit: Visit, served: Served
) -> None:
    account = served.account()
    shop.store(account, [
        {"event_name": name, "client_id": "ann"} for name in ("cohort_all", "signup")
    ])  # fmt: skip
    cli = Cli(account.dsn)
    cli("maintain", account.tenant)
    cli("cohort", "create", account.tenant, "all", "--did", "signup")
    page = visit.tenant(account.tenant, "read", "&cohorts?cohort=all").page
    assert table(page, "Units") == [["ann"]]
    assert run(psql_url(account), sql(page)) == [{"unit_id": "ann"}]


def test_only_manage_may_make_cohorts(visit: Visit, account: Account) -> None:
    page = visit.tenant(account.tenant, "read", "&cohorts").page
    assert [row[0] for row in table(page, "Cohorts")] == ["buyers"]
    expect(page.get_by_role("button", name=re.compile("cohort|Drop"))).to_have_count(0)
    counts = visit.tenant(account.tenant, "aggregate").page
    for name in ("Persons", "Cohorts", "Lifecycle"):
        expect(counts.get_by_role("link", name=name, exact=True)).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("lifecycle?event=purchas", "purchase"),
        ("stickiness?cohort=buyer", "buyers"),
        ("trends?event=signup&unit=plam", "plan"),
        ("experiment?exposure=signup&variant=plam&goal=purchase", "plan"),
        ("attribution?conversion=purchase&property=path&touch=page_vew", "page_view"),
        ("trends?event=purchase&filter=" + quote('{"prise": 1}'), "price"),
        ("cohorts?cohort=buyer", "buyers"),
        ("persons?person=nobody", "nobody"),
    ],
)
def test_an_error_in_an_address_is_told_with_a_hint(
    visit: Visit, account: Account, address: str, said: str
) -> None:
    window = visit.tenant(account.tenant, "read", f"&{address}")
    window.allow("status of 40")
    expect(window.page.get_by_role("alert").first).to_contain_text(said)


def test_a_filter_that_is_no_json_is_passed_over(visit: Visit, account: Account) -> None:
    for written in ("{", "[]", "null", "7"):
        page = visit.tenant(
            account.tenant, "read", f"&trends?event=signup&filter={quote(written)}"
        ).page
        rows: list[Any] = table(page, "Totals")
        assert len(rows) == 1
