"""The page's metrics: they are made, read and dropped, and it says what would profit from one."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.harness import shop
from tests.harness.browser import Theme, Visit, assert_accessible
from tests.harness.sdks import Account, Served
from tests.harness.shown import (
    assert_same,
    file,
    first_day,
    is_settled,
    number,
    psql_url,
    run,
    sql,
    table,
    unfold,
)
from tests.harness.tool import Cli


@pytest.fixture
def account(served: Served) -> Account:
    """A tenant with the events of a shop."""
    account = served.account()
    shop.fill(account)
    return account


@pytest.fixture
def cli(account: Account) -> Cli:
    return Cli(account.dsn)


def choose(scope: Page | Locator, label: str, *names: str) -> None:
    """Type names into a field that offers names, and take each."""
    field = scope.get_by_role("combobox", name=label, exact=True)
    for name in names:
        field.fill(name)
        field.press("Enter")


def question(event: str, measure: str = "events", **more: Any) -> dict[str, Any]:
    return {"event": event, "measure": measure} | more


def remember(page: Page, account: Account, *asked: tuple[dict[str, Any], int, list[int]]) -> None:
    """Let the browser remember trends: the question, how often it was asked, and how long it took.

    Nothing is timed.
    """
    kept = [{"question": what, "count": count, "times": times} for what, count, times in asked]
    page.evaluate(
        "([at, kept]) => localStorage.setItem(at, kept)",
        [f"hardal.asked.{account.tenant}", json.dumps(kept)],
    )
    page.reload()


def remembered(page: Page, account: Account) -> list[dict[str, Any]]:
    kept = page.evaluate("at => localStorage.getItem(at)", f"hardal.asked.{account.tenant}")
    return list(json.loads(kept or "[]"))


def test_a_metric_is_made_counted_read_and_dropped(
    visit: Visit, account: Account, cli: Cli
) -> None:
    url = psql_url(account)
    window = visit.tenant(account.tenant, "manage", "&metrics")
    page = window.page
    expect(page.get_by_text("No metric yet")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="New metric").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("revenue")
    expect(dialog.get_by_role("button", name="Make it")).to_be_disabled()
    choose(dialog, "Event", "purchase")
    choose(dialog, "Number", "price")
    expect(dialog.get_by_label("Sum")).to_be_checked()
    for label in ("Average", "Highest"):
        dialog.get_by_label(label).check()
    choose(dialog, "By, at most 4", "country", "price", "country")
    dialog.get_by_role("button", name="Leave price out").click()
    dialog.get_by_role("button", name="Add a filter").click()
    choose(dialog, "Property 1", "price")
    dialog.get_by_label("Condition 1").select_option(label="is at least")
    dialog.get_by_label("Value 1").fill("5")
    dialog.get_by_label("Description").fill('What was paid, <b>or "more"</b>')
    expect(dialog.get_by_text("Do not group by an email address")).to_have_count(0)
    dialog.get_by_label("Readers with the scope aggregate may read it").check()
    expect(dialog.get_by_text("Do not group by an email address")).to_be_visible()
    assert_accessible(page)
    window.shot("form")
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog).to_have_count(0)
    ((_, event, counts, by, where, state, *_),) = table(page, "Metrics")
    assert (event, by, where) == ("purchase", "country", "price is at least 5")
    assert counts == "events, and sum, average, highest of price"
    assert re.match(r"\d+ days left", state)
    expect(page.get_by_text('What was paid, <b>or "more"</b>')).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="revenue", exact=True).click()
    expect(page.get_by_text(re.compile(r"\d+ days left to count"))).to_be_visible()
    cli("maintain", account.tenant)
    # the page looks again by itself
    expect(page.get_by_role("region", name="Groups")).to_be_visible()
    assert_accessible(page)

    since = str(first_day(30, "UTC"))
    wanted = run(
        url,
        "select country, sum(events) as events, sum(numbers) as numbers, sum(sum) as sum,"
        " sum(sum) / sum(numbers) as avg, max(max) as max from revenue where day >= %s"
        ' group by country order by events desc, country collate "C"',
        since,
    )
    rows = table(page, "Groups")
    assert len(rows) > 4
    assert [row[0] for row in rows] == [row["country"] for row in wanted]
    assert [[number(cell) for cell in row[1:]] for row in rows] == [
        [float(round(Decimal(value), 3)) for value in list(row.values())[1:]] for row in wanted
    ]
    assert_same(file(page), run(url, sql(page)))
    unfold(page, "All figures")
    shown = table(page, "All figures")
    assert len(shown) == 30
    # the seven groups with the most events, and all others
    assert len(shown[0]) == 1 + min(8, len(rows))
    days = run(url, "select sum(sum) as sum from revenue where day >= %s", since)
    total = sum(number(cell) for row in shown for cell in row[1:])
    assert round(total, 2) == float(days[0]["sum"])

    for label, choice in (
        ("Show", "Average of price"), ("Every", "Week"), ("Time", "Last 90 days"),
        ("Broken down by", "nothing"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).select_option(label=choice)
    is_settled(page)
    assert_same(file(page), run(url, sql(page)))
    (whole,) = table(page, "Groups")
    (wanted_whole,) = run(
        url,
        "select sum(events) as events, sum(sum) as sum from revenue where day >= %s",
        str(first_day(90, "UTC")),
    )
    assert (number(whole[0]), number(whole[2])) == tuple(map(float, wanted_whole.values()))
    address = page.url
    assert "measure=avg" in address
    assert "hk_" not in address

    page.get_by_role("link", name="All metrics").click()
    ((*_, state, _, _),) = table(page, "Metrics")
    assert state == "ready"
    assert_same(file(page), run(url, sql(page)))
    page.get_by_role("button", name="Drop revenue").click()
    expect(page.get_by_role("dialog")).to_contain_text("No event is lost")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Drop revenue").click()
    page.get_by_role("button", name="Drop it").click()
    expect(page.get_by_text("No metric yet")).to_be_visible()
    assert run(url, "select name from metrics") == []


def test_a_wrong_metric_is_refused_and_what_is_written_stays(
    visit: Visit, account: Account, cli: Cli
) -> None:
    cli("metric", "create", account.tenant, "sales", "--event", "purchase", "--no-wait")
    window = visit.tenant(account.tenant, "manage", "&metrics")
    window.allow("status of 400", "status of 409", "status of 404")
    page = window.page
    page.get_by_role("button", name="New metric").click()
    dialog = page.get_by_role("dialog")
    for name, event, said in (
        ("sales", "purchase", "choose another name"),
        ("My Sales", "purchase", "my_sales"),
        ("more", "purchas", 'did you mean "purchase"?'),
    ):
        dialog.get_by_label("Name").fill(name)
        choose(dialog, "Event", event)
        dialog.get_by_role("button", name="Make it").click()
        expect(dialog.get_by_role("alert")).to_contain_text(said)
        expect(dialog.get_by_label("Name")).to_have_value(name)
    page.keyboard.press("Escape")
    expect(dialog).to_contain_text("What you have written is not sent yet")
    dialog.get_by_role("button", name="Throw it away").click()
    page.evaluate("location.hash = '#/metrics?metric=sale'")
    expect(page.get_by_role("alert")).to_contain_text('did you mean "sales"?')


def test_a_metric_by_hour_with_more_groups_than_it_keeps(
    visit: Visit, account: Account, cli: Cli
) -> None:
    cli("metric", "create", account.tenant, "views", "--event", "page_view", "--by",
        "path,country", "--hourly", "--max-groups", "1")  # fmt: skip
    url = psql_url(account)
    page = visit.tenant(account.tenant, "read", "&metrics").page
    ((_, _, counts, by, *_),) = table(page, "Metrics")
    assert counts == "events"
    assert by.startswith("path, country and by hour")
    assert "Groups beyond 1 of an hour are one row" in by
    page.get_by_role("link", name="views", exact=True).click()
    page.get_by_label("Every", exact=True).select_option(label="Hour")
    page.get_by_label("Time", exact=True).select_option(label="Last 7 days")
    page.get_by_label("Broken down by", exact=True).select_option(label="path")
    rows = table(page, "Groups")
    assert rows[-1][0] == "all others"
    assert_same(file(page), run(url, sql(page)))
    unfold(page, "All figures")
    shown = table(page, "All figures")
    assert len(shown) == 7 * 24
    totals = [sum(number(row[at]) for row in shown) for at in range(1, len(shown[0]))]
    assert totals == [number(row[1]) for row in rows]


def test_only_manage_makes_and_drops_metrics(visit: Visit, account: Account, cli: Cli) -> None:
    cli("metric", "create", account.tenant, "revenue", "--event", "purchase")
    page = visit.tenant(account.tenant, "read", "&metrics").page
    slow = (question("purchase", "sum", property="price", by="country"), 3, [400])
    remember(page, account, slow)
    assert [row[0] for row in table(page, "Metrics")] == ["revenue"]
    assert len(table(page, "What would profit")) == 1
    buttons = page.get_by_role("main").get_by_role("button")
    expect(buttons.filter(has_text=re.compile("metric|Drop"))).to_have_count(0)
    counts = visit.tenant(account.tenant, "aggregate").page
    expect(counts.get_by_role("link", name="Catalogue", exact=True)).to_be_visible()
    expect(counts.get_by_role("link", name="Metrics", exact=True)).to_have_count(0)


def test_a_trend_that_was_slow_and_asked_often_is_suggested(
    visit: Visit, account: Account, cli: Cli
) -> None:
    window = visit.tenant(account.tenant, "manage", "&metrics")
    page = window.page
    expect(page.get_by_text("No trend of this browser would profit")).to_be_visible()
    by_country = question(
        "purchase", "avg", property="price", by="country", filter={"price": {"gt": 1, "lt": 90}}
    )
    slow = [900, 800, 700]
    remember(
        page,
        account,
        (by_country, 4, slow),
        (question("page_view", by="path", hourly=True), 3, slow),
        (question("page_view", by="country"), 3, [310, 20, 301]),
        # too seldom, fast, fast in the middle, and answered by a metric
        (question("page_view", by="nothing"), 2, slow),
        (question("signup", by="plan"), 90, [200, 290, 300]),
        (question("signup", by="device.country"), 3, [299, 9000, 10]),
        (question("purchase", "sum", property="price"), 9, slow),
        # another version of the page has written these
        (question("purchase", "p95"), 9, slow),
        (question("purchase"), 9, []),
    )
    cli("metric", "create", account.tenant, "paid", "--event", "purchase", "--sum", "price")
    page.reload()
    rows = table(page, "What would profit")
    assert [[*row[:3]] for row in rows] == [
        ["avg of price in purchase, by country\nwhere price is over 1; price is under 90",
         "4 times", "0.8 s"],
        ["number of page_view, by path, by hour", "3 times", "0.8 s"],
        ["number of page_view, by country", "3 times", "0.301 s"],
    ]  # fmt: skip
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("Make a metric of avg of price")).click()
    dialog = page.get_by_role("dialog")
    assert_accessible(page)
    expect(dialog.get_by_label("Name")).to_have_value("purchase_avg_price_by_country")
    for label, value in (("Event", "purchase"), ("Number", "price")):
        expect(dialog.get_by_role("combobox", name=label, exact=True)).to_have_value(value)
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog).to_have_count(0)
    assert len(table(page, "What would profit")) == 2
    cli("maintain", account.tenant)
    (made,) = (row for row in cli.json("metric", "list", account.tenant) if row["properties"] != [])
    assert (made["measures"], made["filter"]) == (["avg", "sum"], by_country["filter"])
    page.get_by_role("link", name="number of page_view, by path").click()
    expect(page.get_by_role("heading", name="Trends")).to_be_visible()
    expect(page.get_by_label("Every", exact=True)).to_have_value("hour")
    page.go_back()
    page.get_by_role("button", name="Forget what was asked here").click()
    expect(page.get_by_text("No trend of this browser would profit")).to_be_visible()
    assert remembered(page, account) == []


def test_trends_remember_what_a_metric_can_answer(visit: Visit, account: Account) -> None:
    page = visit.tenant(account.tenant, "read", "&trends").page
    number_of = "event=purchase&measure=sum&property=price"
    for address in (
        f"{number_of}&zone=UTC&by=country",
        f"{number_of}&zone=UTC&by=country&last=7d&compare=1",
        # another zone, clients, a cohort's kind of unit, percentiles, two events, and a count alone
        f"{number_of}&zone=Europe/Istanbul",
        "event=purchase&measure=units&by=country&zone=UTC",
        f"{number_of}&unit=person&zone=UTC",
        "event=purchase&measure=p95&property=price&zone=UTC",
        "event=purchase&event=signup&by=country&zone=UTC",
        "event=purchase&zone=UTC",
        'event=purchase&zone=UTC&filter={"price":{"gte":5}}&every=hour&last=7d',
    ):
        page.evaluate("hash => { location.hash = hash; }", f"#/trends?{address}")
        is_settled(page)
        expect(page.get_by_role("region", name="Totals")).to_be_visible()
    kept = remembered(page, account)
    assert [(one["question"], one["count"]) for one in kept] == [
        (question("purchase", filter={"price": {"gte": 5}}, hourly=True), 1),
        (question("purchase", "sum", property="price", by="country"), 2),
    ]
    assert all(time >= 0 for one in kept for time in one["times"])
    # the list is bounded, and the one that was not asked for longest goes
    many = [(question("signup", by=f"p{at}"), 1, [5]) for at in range(50)]
    remember(page, account, *many)
    is_settled(page)
    expect(page.get_by_role("region", name="Totals")).to_be_visible()
    kept = remembered(page, account)
    assert len(kept) == 50
    assert kept[0]["question"]["filter"] == {"price": {"gte": 5}}
    assert kept[-1]["question"]["by"] == "p48"


@pytest.mark.parametrize(
    ("width", "theme"), [(1440, "light"), (1440, "dark"), (800, "light"), (390, "light"),
                         (390, "dark")]
)  # fmt: skip
def test_metrics_fit_and_are_accessible(
    visit: Visit, account: Account, cli: Cli, width: int, theme: Theme
) -> None:
    cli("metric", "create", account.tenant, "revenue", "--event", "purchase", "--sum", "price",
        "--avg", "price", "--by", "country,price", "--filter", '{"price": {"gt": 1}}',
        "--aggregate", "--description", "What customers paid")  # fmt: skip
    cli("metric", "create", account.tenant, "views_of_pages", "--event", "page_view", "--by",
        "path", "--hourly", "--max-groups", "1", "--no-wait")  # fmt: skip
    window = visit.tenant(account.tenant, "manage", "&metrics", width=width, theme=theme)
    page = window.page
    remember(
        page,
        account,
        (question("purchase", "avg", property="price", by="a_long_name.of_a_property"), 4, [900]),
    )
    assert len(table(page, "Metrics")) == 2
    window.shot("list")
    assert_accessible(page)
    page.get_by_role("button", name="Make a metric of").click()
    page.get_by_label("Readers with the scope aggregate").check()
    window.shot("form")
    assert_accessible(page)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("link", name="revenue", exact=True).click()
    assert len(table(page, "Groups")) > 4
    window.shot("opened")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
