"""Start and Live in a real browser: from an empty tenant to one's own event on the screen."""

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.harness.browser import Visit, Window, assert_accessible
from tests.harness.sdk_facts import examples
from tests.harness.sdks import Account, Served
from tests.harness.tool import Cli

LONG_AGO = (datetime.now(UTC) - timedelta(days=400)).isoformat()
# what runs a request that was copied; a file's name is put behind it
PROGRAMS = {
    "curl": ("request.sh", ["bash"]),
    "Python": ("request.py", [sys.executable]),
    "Node": ("request.mjs", ["node"]),
    "Go": ("request.go", ["go", "run"]),
}
LANGUAGES = {"python": "Python", "js": "Node"}


def send(served: Served, account: Account, *events: dict[str, Any]) -> httpx.Response:
    """Send events as a backend does."""
    return httpx.post(
        f"{served.url}/rpc/ingest", json={"events": list(events)}, auth=(account.key, ""),
        timeout=60,
    )  # fmt: skip


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name="Events").locator("> li")


def row(page: Page, text: str) -> Locator:
    return rows(page).filter(has_text=text)


def request(page: Page) -> str:
    """Return the request that Start shows."""
    return page.get_by_role("region", name="Request").text_content() or ""


def copied(page: Page, name: str) -> str:
    """Press the button beside a text, and return what the clipboard holds then."""
    text = page.get_by_role("region", name=name)
    text.locator("xpath=..").get_by_role("button", name="Copy").click()
    expect(text.locator("xpath=..").get_by_role("button")).to_have_text("Copied")
    held = page.evaluate("navigator.clipboard.readText()")
    assert held == text.text_content()
    return str(held)


def make_key(page: Page) -> str:
    """Make a key on Start, and return it as it is shown."""
    page.get_by_role("button", name="Make a key").click()
    shown = page.get_by_role("region", name="Key", exact=True)
    expect(shown).to_have_text(re.compile(r"^hk_[0-9A-Za-z]{32}$"))
    return shown.text_content() or ""


def opened(visit: Visit, account: Account, address: str = "", **how: Any) -> Window:
    return visit.tenant(account.tenant, "manage", address, **how)


# Start


def test_a_stranger_sees_their_own_event(
    visit: Visit, served: Served, account: Account, tmp_path: Path
) -> None:
    window = opened(visit, account)
    page = window.page
    expect(page.get_by_role("heading", name="Start", level=1)).to_be_visible()
    expect(page.get_by_text("No event yet.")).to_be_visible()
    assert copied(page, "Address of this server") == served.url
    assert "hk_..." in request(page)
    window.shot("empty")
    key = make_key(page)
    assert f'-u "{key}:" {served.url}/rpc/ingest' in copied(page, "Request")
    run(tmp_path, "curl", copied(page, "Request"))
    # a screen reader is told the event, and not each second how long ago it came
    expect(page.get_by_role("status").filter(has_text="Your event is here")).to_have_text(
        "Your event is here: purchase"
    )
    expect(page.get_by_role("main")).to_contain_text("COMPUTER_SKU123")
    window.shot("seen")
    page.get_by_role("link", name="See events live").click()
    expect(rows(page)).to_have_count(1)
    expect(row(page, "purchase")).to_contain_text("u-1")
    # the key is shown as long as the tab is signed in
    page.get_by_role("link", name="Start").click()
    expect(page.get_by_role("region", name="Key", exact=True)).to_have_text(key)
    assert account.names() == ["purchase"]


def test_start_suggests_a_name_that_no_key_has(visit: Visit, account: Account) -> None:
    Cli(account.dsn)("key", "create", account.tenant, "--name", "backend")
    page = opened(visit, account).page
    expect(page.get_by_label("Name of the backend")).to_have_value("backend_2")
    make_key(page)


@pytest.mark.parametrize("language", PROGRAMS)
def test_the_request_that_is_copied_stores_its_event(
    visit: Visit, account: Account, tmp_path: Path, language: str
) -> None:
    if not shutil.which(PROGRAMS[language][1][0]):
        pytest.skip(f"{PROGRAMS[language][1][0]} is not installed")
    page = opened(visit, account).page
    page.get_by_role("tab", name=language, exact=True).click()
    key = make_key(page)
    code = copied(page, "Request")
    assert key in code
    run(tmp_path, language, code)
    expect(page.get_by_text("Your event is here: purchase")).to_be_visible()
    assert account.rows("select event_name, client_id, properties ->> 'price' from {t}.events") == [
        ("purchase", "u-1", "29.99")
    ]


def run(folder: Path, language: str, code: str) -> str:
    """Run a request as it was copied, and return what it prints."""
    file, program = PROGRAMS[language]
    (folder / file).write_text(code, encoding="utf-8")
    done = subprocess.run(
        [*program, str(folder / file)], cwd=folder, env=os.environ | {"NO_PROXY": "127.0.0.1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_each_sdk_has_the_example_of_its_document(
    visit: Visit, served: Served, account: Account
) -> None:
    page = opened(visit, account).page
    key = make_key(page)
    shown = []
    for vendor, language, code in examples():
        page.get_by_role("tab", name=vendor, exact=True).click()
        choice = page.get_by_label("Language")
        if choice.count():
            choice.select_option(LANGUAGES[language])
        assert request(page) == filled(code, served.url, key)
        shown.append(vendor)
    tabs = page.get_by_role("tablist", name="Ways to send an event").get_by_role("tab")
    assert set(tabs.all_inner_texts()) == {*PROGRAMS, *shown}


def filled(code: str, url: str, key: str) -> str:
    """Put the key and this server into an example. Mixpanel for Node is told a name alone."""
    port = url.rpartition(":")[2]
    code = code.replace('"events.example.com"', f'"127.0.0.1", port: {port}, protocol: "http"')
    return code.strip().replace("https://events.example.com", url).replace("hk_...", key)


def test_start_notices_an_event_of_long_ago(visit: Visit, served: Served, account: Account) -> None:
    page = opened(visit, account).page
    expect(page.get_by_text("No event yet.")).to_be_visible()
    event = {"event_name": "signup", "client_id": "c", "created_at": LONG_AGO}
    assert send(served, account, event).json()["accepted"] == 1
    expect(page.get_by_text("Your event is here: signup")).to_be_visible()


def test_start_says_why_the_first_event_was_rejected(
    visit: Visit, served: Served, account: Account
) -> None:
    window = opened(visit, account)
    page = window.page
    expect(page.get_by_text("No event yet.")).to_be_visible()
    event = {"event_name": "signup", "client_id": "c", "properties": {"price": 1}, "colour": 1}
    assert send(served, account, event).json()["rejected"] == 1
    told = page.get_by_role("status").filter(has_text="An event came")
    expect(told).to_have_text("An event came, and was rejected: signup")
    ((field, _),) = account.refusals()
    expect(page.get_by_role("main")).to_contain_text(field)
    window.shot("rejected")
    page.get_by_role("link", name="See events live").click()
    expect(row(page, "signup")).to_contain_text("rejected")


def test_a_test_event_is_sent_by_a_button(visit: Visit, account: Account) -> None:
    page = opened(visit, account).page
    page.get_by_role("button", name="Send a test event").click()
    expect(page.get_by_text("Your event is here: test_event")).to_be_visible()
    assert account.names() == ["test_event"]


def test_a_key_that_only_reads_is_told_the_command_for_a_key(
    visit: Visit, account: Account
) -> None:
    page = visit.tenant(account.tenant, "read").page
    command = page.get_by_role("region", name="Command")
    expect(command).to_have_text(f"hardal-admin key create {account.tenant} --name backend")
    expect(page.get_by_role("button", name="Make a key")).to_have_count(0)
    expect(page.get_by_role("button", name="Send a test event")).to_have_count(0)


# Live


def test_live_shows_each_event_as_it_is_stored(
    visit: Visit, served: Served, account: Account
) -> None:
    window = opened(visit, account, "&live")
    page = window.page
    expect(page.get_by_text("No event yet")).to_be_visible()
    window.shot("empty")
    send(served, account, {"event_name": "first", "client_id": "ann", "created_at": LONG_AGO})
    expect(rows(page)).to_have_count(1)
    send(
        served, account,
        {"event_name": "second", "client_id": "bob", "properties": {"n": 2}},
        {"event_name": "wrong", "client_id": "bob", "created_at": "yesterday"},
    )  # fmt: skip
    expect(rows(page)).to_have_count(3)
    # the newest first, by when they came; an event of long ago too
    expect(rows(page).last).to_contain_text("first")
    expect(row(page, "second")).to_contain_text("n: 2")
    wrong = row(page, "wrong")
    expect(wrong).to_contain_text("rejected:")
    wrong.locator("summary").click()
    faults = wrong.get_by_role("table", name="Faults")
    expect(faults.get_by_role("cell").first).to_have_text("created_at")
    wrong.get_by_role("button", name="Show what was sent").click()
    expect(wrong.get_by_role("group", name="what was sent")).to_contain_text("yesterday")
    window.shot("opened")
    wrong.get_by_role("link", name="Mend or discard it").click()
    expect(page.get_by_role("heading", name="Rejected", level=1)).to_be_visible()
    # whoever may not mend it is not told to
    page = visit.tenant(account.tenant, "read", "&live?rejected=true").page
    row(page, "wrong").locator("summary").click()
    row(page, "wrong").get_by_role("link", name="See it in Rejected").click()
    expect(page.get_by_role("dialog", name="Rejected event")).to_be_visible()


def test_an_event_is_opened_as_a_tree(visit: Visit, served: Served, account: Account) -> None:
    properties = {
        "plain": "a text", "number": 12345678901234567890, "nothing": None, "yes": True,
        "device": {"os": {"name": "Haiku", "version": [5, 1]}}, "empty": {},
    }  # fmt: skip
    large = {"text": "x" * 20_000, "last": "the end"}
    send(served, account, {"event_name": "deep", "client_id": "c", "properties": properties})
    send(served, account, {"event_name": "large", "client_id": "c", "properties": large})
    window = opened(visit, account, "&live")
    page = window.page
    deep = row(page, "deep")
    deep.locator("summary").first.click()
    tree = deep.get_by_role("group", name="properties")
    expect(tree).to_contain_text("a text")
    expect(tree).to_contain_text("12345678901234567890")
    expect(tree.get_by_text("Haiku")).to_have_count(0)
    tree.get_by_text("device").click()
    tree.get_by_text("os", exact=True).click()
    expect(tree.get_by_text("Haiku")).to_be_visible()
    window.shot("tree")
    deep.get_by_role("button", name="Copy properties").click()
    expect(deep.get_by_role("button", name="Copied")).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == properties
    big = row(page, "large")
    big.locator("summary").first.click()
    expect(big.get_by_text("the end")).to_have_count(0)
    big.get_by_role("button", name="Show them").click()
    expect(big.get_by_text("the end")).to_be_visible()
    big.get_by_role("button", name="20,000 characters").click()
    expect(big.get_by_text("x" * 20_000, exact=True)).to_be_visible()
    # a row that is open stays open when others come
    send(served, account, {"event_name": "later", "client_id": "c"})
    page.get_by_role("button", name="1 new event").click()
    expect(row(page, "later")).to_be_visible()
    expect(tree.get_by_text("Haiku")).to_be_visible()


def test_live_is_filtered(visit: Visit, served: Served, account: Account) -> None:
    event = {"event_name": "order", "client_id": "ann", "properties": {"plan": {"name": "pro"}}}
    send(
        served, account, event,
        event | {"client_id": "bob"},
        event | {"properties": {"plan": {"name": "free"}}},
        event | {"event_name": "visit"},
        event | {"event_name": "bad", "colour": 1},
    )  # fmt: skip
    window = opened(visit, account, "&live")
    page = window.page
    expect(rows(page)).to_have_count(5)
    pick(page, "Show", "Rejected only")
    expect(rows(page)).to_have_count(1)
    expect(row(page, "bad")).to_be_visible()
    pick(page, "Show", "Accepted only")
    expect(rows(page)).to_have_count(4)
    enter(page, "Event", "order")
    expect(rows(page)).to_have_count(3)
    enter(page, "Client", "ann")
    expect(rows(page)).to_have_count(2)
    enter(page, "Property", "plan.name")
    enter(page, "Its value", "free")
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="filtered")).to_be_visible()
    window.shot("filtered")
    # the next one that passes comes by itself, and others do not
    send(served, account, event, event | {"properties": {"plan": {"name": "free", "n": 2}}})
    expect(rows(page)).to_have_count(2)
    # the address holds all of it, for another key and another window
    other = opened(visit, account, f"&{page.url.partition('#/')[2]}").page
    expect(rows(other)).to_have_count(2)
    enter(page, "Its value", "none has this")
    expect(page.get_by_text("No event passes the filter")).to_be_visible()


def pick(page: Page, label: str, choice: str) -> None:
    page.get_by_label(label, exact=True).select_option(choice)


def enter(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")


def test_a_filter_that_the_server_refuses_is_told_and_can_be_changed(
    visit: Visit, served: Served, account: Account
) -> None:
    send(served, account, {"event_name": "order", "client_id": "ann"})
    window = opened(visit, account, "&live")
    page = window.page
    expect(rows(page)).to_have_count(1)
    window.allow("status of 400")
    page.route("**/rpc/live", refuse_what_looks_for_anger)
    enter(page, "Property", "anger")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(rows(page)).to_have_count(0)
    window.shot("refused")
    enter(page, "Property", "")
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)


def refuse_what_looks_for_anger(route: Route) -> None:
    asked = (route.request.post_data_json or {}).get("property")
    if asked == "anger":
        route.fulfill(status=400, json={"message": "not this property", "hint": "take another"})
    else:
        route.continue_()


def test_live_pauses_and_goes_on(visit: Visit, served: Served, account: Account) -> None:
    send(served, account, {"event_name": "before", "client_id": "c"})
    window = opened(visit, account, "&live")
    page = window.page
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status").filter(has_text="paused")).to_be_visible()
    # the count changes all the time, so no screen reader is told
    expect(page.get_by_role("status").filter(has_text="shown")).to_have_count(0)
    send(served, account, {"event_name": "meanwhile", "client_id": "c"})
    # another window has polled three times since
    other = opened(visit, account, "&live").page
    for _ in range(3):
        with other.expect_response("**/rpc/live"):
            pass
    expect(row(other, "meanwhile")).to_be_visible()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Go on").click()
    expect(row(page, "meanwhile")).to_be_visible()
    expect(rows(page)).to_have_count(2)


def test_new_events_wait_while_one_is_read(visit: Visit, served: Served, account: Account) -> None:
    send(served, account, {"event_name": "read_me", "client_id": "c", "properties": {"n": 1}})
    window = opened(visit, account, "&live")
    page = window.page
    read = row(page, "read_me").locator("summary").first
    read.click()
    place = read.bounding_box()
    waiting = page.get_by_role("button", name=re.compile(r"\bnew events?$"))
    said = page.get_by_role("status").filter(has_text="New events wait")
    expect(waiting).to_have_count(0)
    send(served, account, {"event_name": "second", "client_id": "c"})
    expect(waiting).to_have_text("1 new event")
    expect(said).to_have_count(1)
    send(served, account, {"event_name": "third"}, {"event_name": "wrong", "colour": 1})
    expect(waiting).to_have_text("3 new events")
    expect(rows(page)).to_have_count(1)
    assert read.bounding_box() == place
    window.shot("waiting")
    assert_accessible(page)
    # at a click they are shown, and the event stays open
    waiting.click()
    expect(rows(page)).to_have_count(4)
    expect(rows(page).last.locator(".whole")).to_be_visible()
    expect(waiting).to_have_count(0)
    expect(said).to_have_count(0)
    # what comes then waits again, and is shown when no event is open
    send(served, account, {"event_name": "fourth"})
    expect(waiting).to_have_text("1 new event")
    read.click()
    expect(waiting).to_have_count(0)
    expect(rows(page).first).to_contain_text("fourth")
    expect(rows(page)).to_have_count(5)
    # another filter has rows of its own, and none that waits
    read.click()
    send(served, account, {"event_name": "fifth"})
    expect(waiting).to_have_text("1 new event")
    enter(page, "Event", "fifth")
    expect(rows(page)).to_have_count(1)
    expect(waiting).to_have_count(0)


def test_more_new_events_than_wait_begin_anew_and_leave_no_hole(
    visit: Visit, served: Served, account: Account
) -> None:
    send(served, account, {"event_name": "read_me", "client_id": "c"})
    page = opened(visit, account, "&live").page
    row(page, "read_me").locator("summary").first.click()
    waiting = page.get_by_role("button", name=re.compile(r"\bnew events$"))
    shown = 0
    for name, size in (("one", 400), ("two", 400), ("three", 300)):
        send(served, account, *({"event_name": f"{name}_{n}"} for n in range(size)))
        shown = min(shown + size, 1000)
        expect(waiting).to_contain_text(f"{shown:,}")
    expect(waiting).to_have_text("1,000 or more new events")
    # longer than a poll takes, the event is still there
    with page.expect_response("**/rpc/live"), page.expect_response("**/rpc/live"):
        pass
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".whole")).to_be_visible()
    waiting.click()
    expect(rows(page)).to_have_count(100)
    expect(waiting).to_have_count(0)
    older = page.get_by_role("button", name="Older events")
    while older.count():
        older.click()
        expect(older.and_(page.locator(":disabled"))).to_have_count(0)
    expect(rows(page)).to_have_count(1101)


def test_a_burst_while_one_is_read_is_counted_as_far_as_it_is_known(
    visit: Visit, served: Served, account: Account
) -> None:
    send(served, account, {"event_name": "read_me", "client_id": "c"})
    page = opened(visit, account, "&live").page
    read = row(page, "read_me").locator("summary").first
    read.click()
    # one answer has 500 of them
    send(served, account, *({"event_name": f"burst_{n}"} for n in range(600)))
    waiting = page.get_by_role("button", name=re.compile(r"\bnew events$"))
    expect(waiting).to_have_text("500 or more new events")
    # the feed begins anew by itself when the event is closed
    read.click()
    expect(rows(page)).to_have_count(100)
    expect(waiting).to_have_count(0)


def test_a_burst_is_reached_by_paging_with_none_missing_and_none_double(
    visit: Visit, served: Served, account: Account
) -> None:
    window = opened(visit, account, "&live")
    page = window.page
    expect(page.get_by_text("No event yet")).to_be_visible()
    events = [
        {"event_name": "burst", "client_id": f"c{n % 7}", "properties": {"n": n}}
        for n in range(3000)
    ]
    with ThreadPoolExecutor(3) as pool:
        parts = [events[at : at + 50] for at in range(0, 3000, 50)]
        answers = list(pool.map(lambda part: send(served, account, *part), parts))
    assert sum(answer.json()["accepted"] for answer in answers) == 3000
    # the feed has polled since: the newest of them are here
    for _ in range(3):
        with page.expect_response("**/rpc/live"):
            pass
    older = page.get_by_role("button", name="Older events")
    shown = rows(page).count()
    while older.count():
        older.click()
        expect(older.and_(page.locator(":disabled"))).to_have_count(0)
        before, shown = shown, rows(page).count()
        assert shown > before or not older.count()
    previews = rows(page).locator("summary").all_inner_texts()
    numbers = [int(n) for text in previews for n in re.findall(r"\bn: (\d+)", text)]
    assert len(numbers) == 3000
    assert set(numbers) == set(range(3000))
    # and then it goes on
    page.get_by_role("button", name="Go on").click()
    send(served, account, {"event_name": "after", "client_id": "c"})
    expect(row(page, "after")).to_be_visible()


def test_older_events_while_a_poll_is_under_way_leave_no_hole(
    visit: Visit, served: Served, account: Account
) -> None:
    for at in range(0, 600, 100):
        send(
            served, account, *({"event_name": "n", "properties": {"n": at + n}} for n in range(100))
        )
    page = opened(visit, account, "&live").page
    older = page.get_by_role("button", name="Older events")
    expect(older).to_be_visible()
    # the answers to polls are late
    page.evaluate(
        "() => { const real = window.fetch; window.fetch = async (at, how) => {"
        " const answer = await real(at, how);"
        " if (how.body.includes('after')) await new Promise((done) => setTimeout(done, 1200));"
        " return answer; }; }"
    )
    send(served, account, {"event_name": "new", "properties": {"n": 600}})
    with page.expect_request(lambda sent: "after" in (sent.post_data or "")):
        pass
    while older.count():
        older.click()
        expect(older.and_(page.locator(":disabled"))).to_have_count(0)
    previews = rows(page).locator("summary").all_inner_texts()
    numbers = [int(n) for text in previews for n in re.findall(r"\bn: (\d+)", text)]
    assert sorted(numbers) == list(range(601))


def test_live_goes_on_by_itself_after_the_database_was_away(
    visit: Visit, served: Served, account: Account
) -> None:
    send(served, account, {"event_name": "before", "client_id": "c"})
    window = opened(visit, account, "&live")
    page = window.page
    window.allow("status of 50[0-9]")
    expect(rows(page)).to_have_count(1)
    with served.stopped_postgres():
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("This page asks again by itself.")
        # what was there stays
        expect(rows(page)).to_have_count(1)
        window.shot("away")
    expect(alert).to_have_count(0)
    for _ in range(30):
        answer = send(served, account, {"event_name": "after", "client_id": "c", "id": ID})
        if answer.is_success:
            break
        page.wait_for_timeout(500)
    expect(row(page, "after")).to_be_visible()
    expect(rows(page)).to_have_count(2)


ID = str(uuid.uuid4())


@pytest.mark.parametrize(
    ("width", "theme"), [(1440, "light"), (800, "dark"), (390, "light"), (390, "dark")]
)
def test_start_and_live_fit_every_width(
    visit: Visit, served: Served, account: Account, width: int, theme: Any
) -> None:
    send(
        served, account,
        {"event_name": "purchase", "client_id": "user-0042@example.com",
         "properties": {"product_id": "COMPUTER_SKU123", "price": 29.99, "items": [1, 2]}},
        {"event_name": "an_event_with_a_name_that_is_really_long_for_a_line", "client_id": "c" * 80,
         "properties": {"text": "word " * 40}},
        {"event_name": "purchase", "client_id": "u-1", "created_at": "yesterday"},
    )  # fmt: skip
    window = opened(visit, account, width=width, theme=theme)
    page = window.page
    make_key(page)
    expect(page.get_by_text("An event came, and was rejected: purchase")).to_be_visible()
    does_not_scroll_sideways(window, width, "start")
    page.evaluate("location.hash = '#/live'")
    expect(rows(page)).to_have_count(3)
    for at in range(3):
        rows(page).nth(at).locator("summary").first.click()
    does_not_scroll_sideways(window, width, "live")


def does_not_scroll_sideways(window: Window, width: int, name: str) -> None:
    window.shot(name)
    assert window.page.evaluate("document.documentElement.scrollWidth") <= width
