"""The page's reports in a real browser: what they show is what SQL gives."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

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
    unfold,
)


@pytest.fixture(scope="module")
def account(served: Served) -> Account:
    """A tenant with the events of a shop. The tests of this module share it: they only look."""
    account = served.account()
    shop.fill(account)
    return account


@pytest.fixture(scope="module")
def url(account: Account) -> str:
    """A PSQL URL of the tenant."""
    return psql_url(account)


def report(visit: Visit, account: Account, view: str, **args: Any) -> Any:
    """Open a report by its address, with a key that reads."""
    query = urlencode(
        [(k, one) for k, v in args.items() for one in ([v] if isinstance(v, str) else v)]
    )
    return visit.tenant(account.tenant, "read", f"&{view}{'?' if query else ''}{query}")


def choose(page: Page, label: str, *names: str) -> None:
    """Type names into a field that offers names, and take each."""
    field = page.get_by_role("combobox", name=label, exact=True)
    for name in names:
        field.press_sequentially(name)
        field.press("Enter")


def choose_each(page: Page, choices: dict[str, str]) -> None:
    """Set the controls of a report by their labels, and wait for its answer."""
    for label, choice in choices.items():
        if label == "compare":
            page.get_by_label("Compare with the time before").check()
        elif label in ("Broken down by", "First event", "Return event", "Time zone"):
            page.get_by_role("combobox", name=label).fill("")
            choose(page, label, choice)
        else:
            page.get_by_label(label, exact=True).select_option(label=choice)
    is_settled(page)


TRENDS: list[tuple[list[str], dict[str, str], dict[str, Any]]] = [
    (["signup"], {}, {}),
    (["page_view", "purchase"], {"Count": "Clients", "Every": "Week", "Time": "Last 90 days"},
     {"measure": "units", "every": "week", "days": 90}),
    (["signup", "page_view", "add_to_cart", "purchase", shop.ODD],
     {"Every": "Month", "Time": "Last 365 days", "Time zone": "UTC"},
     {"every": "month", "days": 365, "time_zone": "UTC"}),
    (["page_view"], {"Every": "Hour", "Time": "Today", "Time zone": "America/New_York"},
     {"every": "hour", "days": 1, "time_zone": "America/New_York"}),
    (["signup"], {"Broken down by": "plan", "Time": "Last 90 days"}, {"by": "plan", "days": 90}),
    (["purchase", "signup"],
     {"Broken down by": "country", "Count": "Clients", "Every": "Week", "Time": "Last 90 days"},
     {"by": "country", "measure": "units", "every": "week", "days": 90}),
    (["page_view", "signup"], {"compare": "1", "Time": "Last 7 days", "Time zone": "Europe/Berlin"},
     {"compare": True, "days": 7, "time_zone": "Europe/Berlin"}),
]  # fmt: skip


@pytest.mark.parametrize(("names", "choices", "asked"), TRENDS)
def test_a_trend_shows_what_sql_gives(
    visit: Visit,
    account: Account,
    url: str,
    names: list[str],
    choices: dict[str, str],
    asked: dict[str, Any],
) -> None:
    page = visit.tenant(account.tenant, "read").page
    page.get_by_role("link", name="Trends", exact=True).click()
    choose(page, "Events", *names)
    choose_each(page, choices)

    zone = asked.get("time_zone", "Europe/Istanbul")
    rows = run(
        url,
        "select * from trend(%s, %s, %s, %s, %s, null, %s, %s, %s)",
        names,
        asked.get("measure", "events"),
        asked.get("by"),
        asked.get("every", "day"),
        str(first_day(asked.get("days", 30), zone)),
        asked.get("compare", False),
        7,
        zone,
    )
    assert any(row["count"] for row in rows)
    assert_same(file(page), rows, events="count", units="count")
    assert_same(file(page), run(url, sql(page)), events="count", units="count")

    lines: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        lines.setdefault((row["event_name"], row["value"], row["is_other"]), []).append(row)
    # each figure by itself, a line a column
    unfold(page, "All figures")
    shown = table(page, "All figures")
    assert [[number(cell) for cell in row[1:]] for row in shown] == [
        [float(row["count"]) for row in step] for step in zip(*lines.values(), strict=True)
    ]
    totals = table(page, "Totals")
    assert len(totals) == len(lines)
    if asked.get("measure") != "units":
        sums = [sum(row["count"] for row in line) for line in lines.values()]
        assert [number(row[1]) for row in totals] == sums
        label = page.get_by_role("img").first.get_attribute("aria-label") or ""
        assert all(f"{total:,}" in label for total in sums)
        if asked.get("compare"):
            before = [sum(row["previous"] for row in line) for line in lines.values()]
            assert [number(row[2]) for row in totals] == before


def test_a_trend_of_days_that_were_chosen_ends_with_the_last_one(
    visit: Visit, account: Account, url: str
) -> None:
    page = report(visit, account, "trends", event="page_view").page
    page.get_by_label("Time", exact=True).select_option(label="From … to …")
    first, last = date.today() - timedelta(days=20), date.today() - timedelta(days=11)
    page.get_by_label("First day").fill(str(first))
    page.get_by_label("Last day").fill(str(last))
    is_settled(page)
    expect(page.get_by_role("img").first).to_have_attribute("aria-label", re.compile(str(first)))
    rows = run(
        url,
        "select * from trend(array['page_view'], since => %s, until => %s, time_zone => %s)",
        str(first), str(last + timedelta(days=1)), "Europe/Istanbul",
    )  # fmt: skip
    assert len(rows) == 10
    assert_same(file(page), rows, events="count")


def test_an_address_shows_another_person_the_same(visit: Visit, account: Account) -> None:
    first = visit.tenant(account.tenant, "read").page
    first.get_by_role("link", name="Trends", exact=True).click()
    choose(first, "Events", "purchase", shop.ODD)
    first.get_by_label("Every", exact=True).select_option(label="Week")
    first.get_by_label("Time", exact=True).select_option(label="Last 90 days")
    totals = table(first, "Totals")
    address = first.url
    assert "hk_" not in address

    # somebody elsewhere, who has another key
    key = visit.link(account.tenant, "manage").partition("key=")[2]
    second = visit(address, zone="America/Sao_Paulo").page
    second.get_by_label("Key, or the whole link").fill(key)
    second.get_by_role("button", name="Sign in").click()
    assert table(second, "Totals") == totals
    assert second.url == address
    unfold(first, "All figures")
    unfold(second, "All figures")
    assert table(first, "All figures") == table(second, "All figures")


FUNNELS: list[tuple[list[str], dict[str, str], dict[str, Any]]] = [
    (["signup", "purchase"], {}, {}),
    (["page_view", "add_to_cart", "purchase"], {"Within": "10 minutes", "Time": "Last 90 days"},
     {"within": "10 minutes", "days": 90}),
    (["signup", "add_to_cart", "purchase"],
     {"Broken down by": "plan", "Within": "30 days", "Time": "Last 90 days", "Time zone": "UTC"},
     {"by": "plan", "within": "30 days", "days": 90, "time_zone": "UTC"}),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "choices", "asked"), FUNNELS)
def test_a_funnel_shows_what_sql_gives(
    visit: Visit,
    account: Account,
    url: str,
    steps: list[str],
    choices: dict[str, str],
    asked: dict[str, Any],
) -> None:
    page = report(visit, account, "funnel").page
    expect(page.get_by_text("Choose two steps or more")).to_be_visible()
    choose(page, "Steps", *steps)
    choose_each(page, choices)
    zone = asked.get("time_zone", "Europe/Istanbul")
    rows = run(
        url,
        "select * from funnel(%s, %s, %s, null, %s, %s)",
        steps,
        asked.get("within", "7 days"),
        str(first_day(asked.get("days", 30), zone)),
        asked.get("by"),
        zone,
    )
    assert rows[0]["clients"] > 1
    shown = table(page, "Funnel")
    at = 1 if asked.get("by") else 0
    assert [(int(row[at]), row[at + 1], number(row[at + 2])) for row in shown] == [
        (row["step"], row["event_name"], row["clients"]) for row in rows
    ]
    assert [number(row[at + 3]) for row in shown] == pytest.approx(
        [float(row["conversion"]) * 100 for row in rows], abs=0.051
    )
    by = {asked["by"]: "value"} if asked.get("by") else {}
    assert_same(file(page), rows, **by)
    assert_same(file(page), run(url, sql(page)), **by)


def test_steps_of_a_funnel_are_moved_and_left_out(visit: Visit, account: Account) -> None:
    page = report(visit, account, "funnel", step=["purchase", "signup", "page_view"]).page
    order = [row[1] for row in table(page, "Funnel")]
    assert order == ["purchase", "signup", "page_view"]
    page.get_by_role("button", name="Move signup before purchase").click()
    expect(page.get_by_role("list", name="Steps that are chosen")).to_have_text(
        re.compile("signup.*purchase.*page_view")
    )
    assert [row[1] for row in table(page, "Funnel")] == ["signup", "purchase", "page_view"]
    page.get_by_role("button", name="Leave purchase out").click()
    expect(page).to_have_url(re.compile("step=signup&step=page_view&"))
    expect(page.get_by_role("row", name=re.compile("purchase"))).to_have_count(0)
    assert [row[1] for row in table(page, "Funnel")] == ["signup", "page_view"]
    page.get_by_role("button", name="Leave page_view out").click()
    expect(page.get_by_text("Choose two steps or more")).to_be_visible()


def test_a_name_that_was_typed_is_taken_once_and_half_of_one_is_not(
    visit: Visit, account: Account
) -> None:
    page = report(visit, account, "trends").page
    expect(page.locator("datalist option[value=purchase]")).to_have_count(1)
    field = page.get_by_role("combobox", name="Events", exact=True)
    chosen = page.get_by_role("list", name="Events that are chosen").get_by_role("listitem")
    for typed, names in (("purch", 0), ("purchase", 1), ("purchase", 1), ("signup", 2)):
        field.press_sequentially(typed)
        field.press("Tab")
        expect(field).to_have_value("")
        expect(chosen).to_have_count(names)
    assert [row[0] for row in table(page, "Totals")] == ["purchase", "signup"]


RETENTIONS: list[tuple[dict[str, str], dict[str, Any], int]] = [
    ({}, {}, 8),
    ({"First event": "signup", "Return event": "purchase", "By": "Month"},
     {"first_event": "signup", "return_event": "purchase", "period": "month"}, 8),
    ({"First event": "signup", "By": "Day", "Length": "12 periods", "Time zone": "UTC"},
     {"first_event": "signup", "period": "day", "time_zone": "UTC"}, 12),
    ({"By": "Month", "Length": "24 periods"}, {"period": "month"}, 24),
    ({"Length": "12 periods"}, {}, 12),
]  # fmt: skip


@pytest.mark.parametrize(("choices", "asked", "periods"), RETENTIONS)
def test_the_triangle_of_retention_shows_what_sql_gives(
    visit: Visit,
    account: Account,
    url: str,
    choices: dict[str, str],
    asked: dict[str, Any],
    periods: int,
) -> None:
    page = report(visit, account, "retention").page
    choose_each(page, choices)
    rows = run(url, sql(page))
    asked = {"time_zone": "Europe/Istanbul"} | asked
    given = ", ".join(f"{name} => '{value}'" for name, value in asked.items())
    all_rows = run(url, f"select * from retention({given}, since => current_date - 900)")
    cohorts = sorted({row["cohort"] for row in all_rows})[-periods:]
    wanted = [row for row in all_rows if row["cohort"] in cohorts]
    assert rows == wanted
    assert_same(file(page), rows)
    shown = table(page, "Retention")
    assert len(shown) == periods
    for cohort, line in zip(cohorts, shown, strict=True):
        cells = [row for row in rows if row["cohort"] == cohort]
        assert line[0] == str(cohort)
        assert number(line[1]) == cells[0]["cohort_size"]
        assert line[2:] == [
            NONE if cell["share"] is None else f"{cell['share'] * 100:.1f} %" for cell in cells
        ]


PATHS: list[tuple[dict[str, str], dict[str, Any]]] = [
    ({}, {}),
    ({"Next events": "2", "Within": "1 day", "Time": "Last 90 days", "Time zone": "UTC"},
     {"depth": 2, "within": "1 day", "days": 90, "time_zone": "UTC"}),
]  # fmt: skip


@pytest.mark.parametrize(("choices", "asked"), PATHS)
def test_paths_show_what_sql_gives(
    visit: Visit, account: Account, url: str, choices: dict[str, str], asked: dict[str, Any]
) -> None:
    page = report(visit, account, "paths").page
    expect(page.get_by_text("Choose the event that paths begin with")).to_be_visible()
    choose(page, "After", "signup")
    choose_each(page, choices)
    zone = asked.get("time_zone", "Europe/Istanbul")
    rows = run(
        url,
        "select * from paths('signup', %s, null, %s, %s, 50, %s)",
        str(first_day(asked.get("days", 30), zone)),
        asked.get("within", "1 hour"),
        asked.get("depth", 4),
        zone,
    )
    shown = table(page, "Paths")
    assert [(row[0].split(), number(row[1]), number(row[2])) for row in shown] == [
        (row["steps"], row["times"], row["clients"]) for row in rows
    ]
    assert_same(file(page), rows)
    assert_same(file(page), run(url, sql(page)))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("trends?event=purchas", "purchase"),
        ("trends?event=signup&by=plam", "plan"),
        ("trends?event=signup&zone=Europe%2FIstambul", "Europe/Istanbul"),
        ("trends?event=signup&every=fortnight", "week"),
        ("trends?event=signup&last=custom&to=soon", "soon"),
        ("funnel?step=signup&step=purchas", "purchase"),
        ("funnel?step=signup&step=purchase&within=soon", "soon"),
        ("retention?first=sign_up", "signup"),
        ("paths?start=sign_up", "signup"),
        ("paths?start=signup&depth=99", "10"),
    ],
)
def test_what_is_unknown_in_an_address_is_told_with_a_hint(
    visit: Visit, account: Account, address: str, said: str
) -> None:
    window = visit.tenant(account.tenant, "read", f"&{address}")
    window.allow("status of 400")
    expect(window.page.get_by_role("alert")).to_contain_text(said)
    assert_accessible(window.page)


def test_reports_of_a_tenant_without_events_say_what_to_do(visit: Visit, served: Served) -> None:
    page = visit.tenant(served.account().tenant, "read", "&trends").page
    for name in ("Trends", "Funnel", "Retention", "Paths", "Catalogue"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        is_settled(page)
        expect(page.get_by_role("alert")).to_have_count(0)


def test_a_key_for_counts_sees_trends_and_no_values(visit: Visit, account: Account) -> None:
    page = visit.tenant(account.tenant, "aggregate", "&trends?event=signup&by=plan").page
    assert len(table(page, "Totals")) == 1
    expect(page.get_by_label("Broken down by")).to_have_count(0)
