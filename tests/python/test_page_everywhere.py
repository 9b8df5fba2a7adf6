"""Every view at every width, light and dark; and with events that mean harm."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import psycopg
import pytest
from playwright.sync_api import Page, expect

from hardal_admin import keys
from tests.harness.browser import Theme, Visit, Window, assert_accessible
from tests.harness.sdks import Account, Served
from tests.harness.tool import Cli

RLO, ZWSP = "\u202e", "\u200b"
UNSEEN_TEXT = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029\U000e0041]")
MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
HOSTILE_NAMES = [
    MARKUP,
    "javascript:window.hacked=1",
    f"{RLO}gnp.tnevE_{ZWSP}",
    "'; drop table events; --",
    "x" * 200,
    "${window.hacked=1}`{{hacked}}",
    "../../#key=hk_x&view=%00",
    "名前 🎉 e\u0301\u0302\u0303\u0304\u0305",
]


def send(served: Served, account: Account, *events: dict[str, Any]) -> dict[str, Any]:
    answer = httpx.post(
        f"{served.url}/rpc/ingest",
        content=json.dumps({"events": list(events)}),
        headers={
            "Authorization": keys.authorization(account.key),
            "Content-Type": "application/json",
        },
        timeout=30,
    )
    answered: dict[str, Any] = answer.json()
    return answered


def purchases(number: int) -> list[dict[str, Any]]:
    """Events of a shop, a few a client."""
    names = ("signup", "page_view", "add_to_cart", "purchase")
    return [
        {
            "event_name": names[at % 4],
            "client_id": f"u-{at // 8}",
            "properties": {
                "price": at * 1.25,
                "currency": "EUR",
                "utm": {"source": ("mail", "web")[at % 2]},
                "items": [{"sku": "a"}, {"sku": "b"}],
            },
        }
        for at in range(number)
    ]


@pytest.fixture(scope="module")
def shop(served: Served) -> Account:
    """A tenant that has some of everything."""
    account = served.account()
    send(served, account, *purchases(400))
    send(
        served, account, {"event_name": "signup", "created_at": "yesterday"}, {"event_name": ""},
        {"event_name": "purchase", "properties": 5},
    )  # fmt: skip
    cli = Cli(served.dsn)
    cli("maintain")
    for scope in ("read", "aggregate"):
        cli("url", "create", account.tenant, "--name", f"bi_{scope}", "--scope", scope)
    cli("person", "link", account.tenant, "u-7", "user-7")
    cli("cohort", "create", account.tenant, "buyers", "--did", "purchase")
    cli("metric", "create", account.tenant, "revenue", "--event", "purchase", "--sum", "price",
        "--by", "utm.source", "--filter", '{"price": {"gte": 0}}', "--aggregate")  # fmt: skip
    return account


VIEWS: list[tuple[str, dict[str, Any]]] = [
    ("start", {}),
    ("live", {}),
    ("live", {"rejected": "true"}),
    ("clients", {"search": "u-"}),
    ("clients", {"client": "u-7"}),
    ("rejected", {}),
    ("rejected", {"code": "invalid_timestamp", "field": "created_at"}),
    ("catalogue", {}),
    ("catalogue", {"event": "purchase"}),
    ("trends", {"event": "purchase", "by": "utm.source"}),
    ("funnel", {"step": ["signup", "purchase"]}),
    ("retention", {}),
    ("paths", {"start": "signup"}),
    ("lifecycle", {}),
    ("stickiness", {}),
    ("attribution", {"conversion": "purchase", "property": "utm.source"}),
    ("experiment", {"exposure": "signup", "variant": "utm.source", "goal": "purchase"}),
    ("funnel", {"step": ["signup", "purchase"], "show": "trend", "unit": "person"}),
    ("funnel", {"step": ["signup", "purchase"], "show": "times", "first_ever": "1"}),
    ("funnel", {"step": ["signup", "purchase"], "show": "units", "filter": '{"price": [0, 1]}'}),
    ("persons", {"search": "u-"}),
    ("persons", {"person": "u-7"}),
    ("cohorts", {}),
    ("cohorts", {"cohort": "buyers"}),
    ("metrics", {}),
    ("metrics", {"metric": "revenue", "every": "week"}),
    ("access", {}),
    ("access", {"tab": "keys"}),
    ("usage", {}),
]


def go(page: Page, view: str, args: dict[str, Any]) -> None:
    """Open a view, and wait until it has what it asks for."""
    query = "&".join(
        f"{name}={quote(one, safe='')}"
        for name, value in args.items()
        for one in ([value] if isinstance(value, str) else value)
    )
    page.evaluate("(hash) => { location.hash = hash; }", f"#/{view}?{query}")
    # a report adds its time zone, and writes the arguments in its own way
    page.wait_for_function("hash => location.hash.startsWith(hash)", arg=f"#/{view}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settle(page)


def settle(page: Page) -> None:
    expect(page.locator(".loading, [aria-busy=true]")).to_have_count(0)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(
    ("width", "theme"), [(1440, "light"), (800, "dark"), (390, "light"), (390, "dark")]
)
def test_every_view_fits_and_is_accessible(
    visit: Visit, shop: Account, width: int, theme: Theme
) -> None:
    window = visit.tenant(shop.tenant, width=width, theme=theme)
    for view, args in VIEWS:
        go(window.page, view, args)
        window.shot(f"{view}_{'_'.join(args)}")
        assert fits(window.page), (view, args, "scrolls sideways")
        expect(window.page.get_by_role("alert")).to_have_count(0)
        if (width, theme) in ((1440, "light"), (390, "dark")):
            assert_accessible(window.page)


def opened(window: Window) -> Iterator[str]:
    """Open each part of the page that can be opened, and yield what it is."""
    for summary in window.page.locator("main details > summary").all():
        if summary.is_visible() and not summary.evaluate("(it) => it.parentElement.open"):
            summary.click()
            yield summary.inner_text()


def test_the_details_of_a_view_are_accessible_too(visit: Visit, shop: Account) -> None:
    window = visit.tenant(shop.tenant)
    page = window.page
    for view, args in (
        ("live", {}),
        ("live", {"rejected": "true"}),
        ("trends", {"event": "purchase"}),
        ("rejected", {"code": "invalid_timestamp", "field": "created_at"}),
    ):
        go(page, view, args)
        if view == "live" and not args:
            page.get_by_role("button", name="Pause").click()
        for at, _ in enumerate(opened(window)):
            if at == 3:
                break
        assert_accessible(page)
        window.shot(f"{view}_opened_{'_'.join(args)}")
    page.locator("main tbody a[href*=open]").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_label("Event as JSON")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    go(page, "access", {})
    page.get_by_role("button", name="Make a PSQL URL").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    window.shot("make_url")


@pytest.mark.parametrize("scope", ["read", "aggregate", "manage"])
def test_every_view_of_a_tenant_without_events_says_what_to_do(
    visit: Visit, served: Served, scope: str
) -> None:
    empty = served.account()
    window = visit.tenant(empty.tenant, scope)
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    names = [
        link.get_attribute("href") or ""
        for link in window.page.get_by_role("navigation").get_by_role("link").all()
    ]
    expected = {"read": 17, "aggregate": 3, "manage": 18}
    assert len(names) == expected[scope], names
    for name in names:
        go(window.page, name.removeprefix("#/"), {})
        expect(window.page.get_by_role("alert")).to_have_count(0)
        if scope == "manage":
            assert_accessible(window.page)
        window.shot(name.removeprefix("#/"))


def test_what_clients_send_is_text_whatever_it_holds(visit: Visit, served: Served) -> None:
    account = served.account()
    send(
        served, account,
        *(
            {
                "event_name": name, "client_id": f"c-{name}"[:256],
                "hardal_server_request_id": name,
                "properties": {
                    name: name, "nested": {name: [name, {name: name}]}, "__proto__": {"a": 1},
                    "constructor": "x", "toString": name, "long": "y" * 5000,
                },
            }
            for name in HOSTILE_NAMES
        ),
        *({"event_name": name, "created_at": MARKUP, MARKUP: 1} for name in HOSTILE_NAMES),
    )  # fmt: skip
    Cli(served.dsn)("maintain")
    window = visit.tenant(account.tenant)
    page = window.page
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    for view in ("start", "live", "rejected", "catalogue", "clients"):
        go(page, view, {"search": "c-"} if view == "clients" else {})
        if view == "live":
            page.get_by_role("button", name="Pause").click()
        for at, _ in enumerate(opened(window)):
            if at == 12:
                break
        assert fits(page), view
        window.shot(view)
    for name in HOSTILE_NAMES:
        go(page, "catalogue", {"event": name})
        shown = name.replace(RLO, "U+202E").replace(ZWSP, "U+200B")
        expect(page.get_by_role("heading", level=1)).to_have_text(shown, use_inner_text=False)
        assert fits(page), name
        # a point in a property's name parts the keys
        go(page, "trends", {"event": name, "by": "" if "." in name else name})
        go(page, "clients", {"client": f"c-{name}"[:256]})
        expect(page.locator("main .event"), name).to_have_count(1)
        go(page, "live", {"event": name, "rejected": "false"})
        expect(page.locator("main .event"), name).to_have_count(1)
        assert fits(page), name
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("({}).a") is None


# what is sent, and what is shown of it
UNSEEN = [
    (f"{RLO}gnp.{ZWSP}exe", "U+202Egnp.U+200Bexe"),
    ("\u2066a\u2069\u061c\u200e\u200f", "U+2066aU+2069U+061CU+200EU+200F"),
    ("so\u00adft\ufeff\u180e\u2060\u2064", "soU+00ADftU+FEFFU+180EU+2060U+2064"),
    ("li\u2028ne\u2029\u0007\u0085\x1b[1m", "liU+2028neU+2029U+0007U+0085U+001B[1m"),
    ("tag\U000e0041\U000e007f", "tagU+E0041U+E007F"),
    # joiners stay where they join something
    ("می\u200cشود 👩\u200d💻", "می\u200cشود 👩\u200d💻"),
    ("ad\u200dmin\u200c", "adU+200DminU+200C"),
    ("\u200dشب", "U+200Dشب"),
    ("ش\u200c\u200cب", "شU+200CU+200Cب"),
]


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_characters_that_are_not_seen_are_shown_by_their_codes(
    visit: Visit, served: Served, width: int, theme: Theme
) -> None:
    account = served.account()
    names = [name.replace("\x1b", "").replace("\u0007", "") for name, _ in UNSEEN]
    send(
        served, account,
        *(
            {"event_name": name, "client_id": f"c{name}", "properties": {f"p{name}": sent, "n": at}}
            for at, (name, (sent, _)) in enumerate(zip(names, UNSEEN, strict=True))
        ),
        {"event_name": "run", "properties": {"text": ZWSP * 1025, "lines": "a\tb\nc"}},
        {"event_name": f"wrong{RLO}", f"colour{ZWSP}": 1},
        *({"event_name": name} for name in HOSTILE_NAMES),
    )  # fmt: skip
    window = visit.tenant(account.tenant, width=width, theme=theme)
    page = window.page
    go(page, "live", {})
    page.get_by_role("button", name="Pause").click()
    for at, (_, shown) in enumerate(UNSEEN):
        row = page.locator("main .event").filter(has=page.get_by_text(re.compile(rf"^n: {at},")))
        summary = row.locator("summary").first
        name = shown.replace("U+001B", "").replace("U+0007", "")
        expect(summary.locator(".name bdi")).to_have_text(name)
        expect(summary.locator(".client bdi")).to_have_text(f"c{name}")
        if at in (0, 3, 5):
            summary.click()
            expect(row.locator(".tree .key bdi").last).to_have_text(f"p{name}")
            expect(row.locator(".tree .leaf bdi").first).to_have_text(shown)
    row = page.locator("main .event").filter(has_text="wrong")
    row.locator("summary").first.click()
    expect(row.get_by_role("table", name="Faults")).to_contain_text("colourU+200B")
    row = page.locator("main .event").filter(has=page.get_by_text("run", exact=True))
    row.locator("summary").first.click()
    expect(row.locator(".leaf .unseen")).to_have_count(21)
    expect(row.locator(".leaf bdi").first).to_have_text(f"{'U+200B' * 20}… and 1,005 more")
    assert row.locator(".leaf bdi").last.text_content() == "a\tb\nc"
    mark = page.locator("main .unseen").filter(has_text="U+202E").first
    expect(mark).to_have_attribute("title", "a character that is not seen: U+202E")
    assert fits(page)
    window.shot("live")
    assert_accessible(page)
    # what is copied, and where links lead, is what was sent
    row = page.locator("main .event").filter(has=page.get_by_text(re.compile(r"^n: 0,")))
    row.get_by_role("button", name="Copy properties").click()
    expect(row.get_by_role("button", name="Copied")).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == {
        f"p{names[0]}": UNSEEN[0][0], "n": 0,
    }  # fmt: skip
    row.get_by_role("link").filter(has_text="exe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("cU+202Egnp.U+200Bexe")
    expect(page.locator("main .event")).to_have_count(1)
    for view in ("start", "rejected", "catalogue"):
        go(page, view, {})
        assert not UNSEEN_TEXT.search(page.locator("main").inner_text()), view
        assert_accessible(page)
    go(page, "catalogue", {"event": names[0]})
    expect(page.get_by_role("heading", level=1)).to_have_text(UNSEEN[0][1])


def test_arguments_of_an_address_are_text_too(visit: Visit, account: Account) -> None:
    window = visit.tenant(account.tenant)
    # the addresses change faster than reads end: the page asks again where too many run
    window.allow("status of 400", "status of 404", "status of 429")
    for view in ("trends", "funnel", "retention", "paths", "live", "clients", "catalogue",
                 "rejected", "access", "usage", "nothing", "__proto__"):  # fmt: skip
        for name in ("event", "step", "by", "zone", "last", "from", "to", "every", "period",
                     "periods", "within", "depth", "client", "search", "code", "open", "days",
                     "tab", "sort", "measure", "property", "rejected"):  # fmt: skip
            window.page.evaluate(
                "(hash) => { location.hash = hash; }", f"#/{view}?{name}={quote(MARKUP)}"
            )
        expect(window.page.get_by_role("navigation")).to_be_attached()
        expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    assert window.page.evaluate("window.hacked") is None


def test_large_properties_open_in_parts(visit: Visit, served: Served) -> None:
    account = served.account()
    many = {f"key_{at:05}": at for at in range(10_000)}
    sent = send(
        served, account,
        {"event_name": "many", "properties": many},
        {"event_name": "long", "properties": {"text": "z" * 250_000}},
    )  # fmt: skip
    assert sent["accepted"] == 2, sent
    window = visit.tenant(account.tenant, address="&live")
    page = window.page
    go(page, "live", {})
    page.get_by_role("button", name="Pause").click()
    row = page.locator("main .event").filter(has_text="many")
    row.locator("summary").first.click()
    row.get_by_role("button", name="Show them").click()
    expect(row.get_by_text("key_00000")).to_be_visible()
    assert row.locator(".tree li").count() < 200
    row.get_by_role("button", name="more of 10,000").click()
    expect(row.get_by_text("key_00900")).to_be_visible()
    row = page.locator("main .event").filter(has_text="long")
    row.locator("summary").first.click()
    row.get_by_role("button", name="Show them").click()
    row.get_by_role("button", name="250,000 characters").click()
    assert len(row.locator(".leaf").inner_text()) == 250_000
    assert fits(page)


def test_numbers_that_javascript_cannot_hold_are_shown_as_they_were_sent(
    visit: Visit, served: Served
) -> None:
    account = served.account()
    body = (
        '{"event_name": "big", "properties": {"id": 12345678901234567890,'
        ' "fine": 0.1, "sum": 123456789.123456789123, "small": 1e-7, "even": 2.50}}'
    )
    answer = httpx.post(
        f"{served.url}/rpc/ingest", content=body,
        headers={
            "Authorization": keys.authorization(account.key), "Content-Type": "application/json",
        },
    )  # fmt: skip
    assert answer.json()["accepted"] == 1
    page = visit.tenant(account.tenant).page
    go(page, "live", {})
    row = page.locator("main .event")
    row.locator("summary").first.click()
    for text in ("12345678901234567890", "0.1", "123456789.123456789123"):
        expect(row.locator(".leaf").get_by_text(text, exact=True)).to_be_visible()


def test_the_page_works_by_keyboard_alone(visit: Visit, shop: Account) -> None:
    window = visit.tenant(shop.tenant)
    page = window.page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the view")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.get_by_role("link", name="Live", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Live")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
    page.locator("main .event summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main .event details[open]")).to_have_count(1)
    go(page, "access", {})
    button = page.get_by_role("button", name="Make a PSQL URL")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()
    tab = page.get_by_role("tab", name="PSQL URLs")
    tab.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Keys and tokens")).to_be_focused()
    expect(page.get_by_role("table", name="Keys and tokens")).to_be_visible()
    page.keyboard.press("Home")
    expect(tab).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name="Keys and tokens")).to_be_focused()


def test_the_focus_is_never_lost(visit: Visit, shop: Account) -> None:
    page = visit.tenant(shop.tenant, "manage", "&catalogue").page
    page.get_by_role("main").get_by_role("link", name="purchase").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="purchase", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
    expect(page).to_have_title(f"purchase · Catalogue · {shop.tenant} · hardal")
    go(page, "funnel", {"step": ["signup", "purchase"]})
    page.get_by_role("button", name="Move purchase before signup").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Leave purchase out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Steps", exact=True)).to_be_focused()
    go(page, "rejected", {})
    page.get_by_role("region", name="Reasons").get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Rejected events")).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body")


def test_charts_follow_a_change_to_dark(visit: Visit, shop: Account) -> None:
    page = visit.tenant(shop.tenant, "read").page
    go(page, "trends", {"event": "purchase", "every": "week", "last": "90d"})
    drawn = "document.querySelector('main canvas').toDataURL()"
    # a chart is drawn after the frame that has its figures
    expect(page.locator("main canvas")).to_be_visible()
    light = page.evaluate(drawn)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"before => {drawn} !== before", arg=light)


def test_a_phone_has_the_views_behind_a_button(visit: Visit, shop: Account) -> None:
    page = visit.tenant(shop.tenant, width=390, height=800).page
    menu = page.get_by_role("button", name="Menu")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("link", name="Usage")).to_have_count(0)
    menu.click()
    page.get_by_role("link", name="Usage").click()
    expect(page.get_by_role("heading", name="Usage")).to_be_visible()
    expect(page.get_by_role("link", name="Trends")).to_have_count(0)


def test_times_are_the_readers_and_the_pointer_shows_utc(visit: Visit, served: Served) -> None:
    account = served.account()
    send(served, account, {
        "event_name": "old", "client_id": "c", "created_at": "2024-10-06T22:34:56.789Z",
    })  # fmt: skip
    page = visit.tenant(account.tenant, zone="Asia/Tokyo").page
    go(page, "clients", {"client": "c"})
    expect(page.get_by_role("heading", name="7 Oct 2024")).to_be_visible()
    moment = page.locator("main .event time")
    expect(moment).to_have_text("07:34:56")
    assert "2024-10-06 22:34:56.789 UTC" in (moment.get_attribute("title") or "")
    with psycopg.connect(account.dsn) as conn:
        assert conn.execute("select 1").fetchone() == (1,)
