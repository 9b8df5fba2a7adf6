"""The page in a real browser: what loads, what may not, and what a reader sees first."""

import base64
import hashlib
import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from hardal_admin import page as stored
from tests.harness.browser import Visit, assert_accessible, transferred
from tests.harness.sdks import Account, Served
from tests.harness.tool import Cli

FIRST_LOAD = 150_000  # bytes, as they travel


def is_ready(page: Page) -> None:
    """Wait until the page has rendered itself."""
    expect(page.get_by_role("heading").first).to_be_visible()


def test_the_link_opens_the_page_and_the_key_leaves_the_address(
    visit: Visit, account: Account
) -> None:
    link = visit.link(account.tenant)
    page = visit(link).page
    is_ready(page)
    assert "hk_" not in page.url
    assert link.partition("key=")[2] not in page.evaluate("JSON.stringify(history.state)")
    # a reload goes on with it, and another window knows nothing of it
    page.reload()
    is_ready(page)
    assert "hk_" not in page.url
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert page.evaluate("document.cookie") == ""


def test_a_new_tab_is_signed_in_by_another_and_signed_out_with_it(
    visit: Visit, account: Account
) -> None:
    first = visit.tenant(account.tenant).page
    is_ready(first)
    second = first.context.new_page()
    second.goto("/#/catalogue")
    expect(second.get_by_role("heading", name="Catalogue")).to_be_visible()
    second.get_by_role("button", name="Sign out").click()
    for page in (first, second):
        expect(page.get_by_label("Key, or the whole link")).to_be_visible()
    # another browser gets nothing
    other = visit("/#/catalogue").page
    expect(other.get_by_text("Sign in to see Catalogue")).to_be_visible()


def test_without_a_key_the_page_says_how_to_get_one(visit: Visit) -> None:
    window = visit("/")
    expect(window.page.locator("body")).to_contain_text("hardal-admin dashboard")
    assert_accessible(window.page)


@pytest.mark.parametrize("key", ["hk_wrongwrongwrongwrongwrongwrongwr", "x", "%00", "hk_<b>a</b>"])
def test_a_key_that_is_unknown_is_told(visit: Visit, key: str) -> None:
    window = visit(f"/#key={key}")
    window.allow("status of 401")
    expect(window.page.locator("body")).to_contain_text("hardal-admin dashboard")
    assert "key=" not in window.page.url
    assert_accessible(window.page)


def test_a_link_that_was_revoked_is_told(visit: Visit, account: Account) -> None:
    link = visit.link(account.tenant, "manage", "--name", "gone")
    Cli(account.dsn)("key", "revoke", account.tenant, "gone")
    window = visit(link)
    window.allow("status of 401")
    expect(window.page.locator("body")).to_contain_text("hardal-admin dashboard")


def test_the_first_load_is_small(visit: Visit, account: Account) -> None:
    window = visit("about:blank")
    with transferred(window.page) as loaded:
        window.page.goto(visit.link(account.tenant))
        is_ready(window.page)
        window.page.wait_for_load_state("networkidle")
    files = [(url, size) for url, size in loaded if "/rpc/" not in url and url != "about:blank"]
    modules = sum(1 for file in stored.load().files if file.path.endswith(".js"))
    # the other views are loaded when they are shown
    assert 5 < len([url for url, _ in files if url.endswith(".js")]) < modules
    total = sum(size for _, size in files)
    print("\n".join(f"{size:>8} {url}" for url, size in sorted(files, key=lambda file: file[1])))
    assert 5_000 < total < FIRST_LOAD, f"{total} bytes"


def test_a_second_visit_loads_no_file_again(visit: Visit, account: Account) -> None:
    window = visit.tenant(account.tenant)
    is_ready(window.page)
    asked: list[str] = []
    window.page.on("response", lambda answer: asked.append(answer.url) if not (
        answer.from_service_worker or answer.request.timing["responseStart"] < 0
    ) else None)  # fmt: skip
    window.page.reload()
    is_ready(window.page)
    sizes = window.page.evaluate(
        "performance.getEntriesByType('resource').filter((e) => e.name.includes('/page/'))"
        ".map((e) => e.transferSize)"
    )
    assert sizes
    assert set(sizes) == {0}


def test_the_policy_stops_what_does_not_belong_to_the_page(visit: Visit, account: Account) -> None:
    """The browser keeps the policy, so a hole in the page's own code does no harm."""
    window = visit.tenant(account.tenant)
    window.allow("has stopped", "Content Security Policy", "TrustedHTML", "violates", "Refused",
                 "Executing inline", "Loading the", "Connecting to", "requires")  # fmt: skip
    is_ready(window.page)
    tried = window.page.evaluate(
        """async () => {
          const tried = {};
          const element = (name, more) => Object.assign(document.createElement(name), more);
          const script = element("script", {});
          try { script.append("window.inline = 1"); document.body.append(script); } catch { }
          document.body.append(element("img", {src: "https://example.org/a.png"}));
          try { document.body.innerHTML = "<b>a</b>"; tried.markup = true; } catch { }
          try { await import("https://example.org/a.js"); tried.imported = true; } catch { }
          try { await fetch("https://example.org/"); tried.fetched = true; } catch { }
          const form = element("form", {action: "/", method: "post"});
          document.body.append(form);
          form.submit();
          // a script of the page itself: the tools for developers may evaluate
          setTimeout(() => { try { tried.evaluated = (0, eval)("1"); } catch { } });
          await new Promise((done) => setTimeout(done, 200));
          return {...tried, inline: window.inline, stopped: window.hardalStopped};
        }"""
    )
    stopped = " ".join(tried.pop("stopped"))
    assert tried in ({}, {"inline": None})
    for directive in ("script-src", "img-src", "connect-src", "form-action", "require-trusted"):
        assert directive in stopped, (directive, stopped)
    assert all(not url.startswith("https://example.org") for url in window.requested)


def test_what_goes_wrong_in_a_window_is_seen(visit: Visit) -> None:
    """The other tests rely on it."""
    window = visit("/")
    assert window.found() == []
    window.page.evaluate("console.error('one')")
    window.page.evaluate("setTimeout(() => { throw new Error('two'); })")
    window.page.evaluate("fetch('https://example.org/three').catch(() => null)")
    window.page.wait_for_timeout(200)
    found = "\n".join(window.found())
    for sign in ("console: one", "uncaught: two", "connect-src has stopped"):
        assert sign in found
    window.allow("one", "two", "three", "connect-src", "example.org")
    assert window.found() == []


def test_no_other_site_can_show_the_page_in_a_frame(served: Served) -> None:
    headers = httpx.get(served.url).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_the_hash_in_the_policy_is_that_of_the_import_map(served: Served) -> None:
    answer = httpx.get(served.url)
    (inline,) = re.findall(r"<script[^>]*>([^<]+)</script>", answer.text)
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert set(json.loads(inline)["imports"]) >= {"preact", "preact/hooks", "htm", "uplot"}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 800, 390])
def test_the_page_fits_every_width_and_is_accessible(
    visit: Visit, account: Account, width: int, theme: str
) -> None:
    window = visit.tenant(account.tenant, width=width, theme=theme)
    is_ready(window.page)
    window.page.wait_for_load_state("networkidle")
    wide = window.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, "the page scrolls sideways"
    assert_accessible(window.page)
    assert Path(window.shot()).stat().st_size > 1000
