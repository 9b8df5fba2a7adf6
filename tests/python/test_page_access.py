"""Access and signing in, in a real browser: what is made works, and what is secret stays so."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
import sqlalchemy
from playwright.sync_api import Locator, Page, expect

from tests.harness.browser import Visit, Window, assert_accessible
from tests.harness.sdks import Account, Served
from tests.harness.tool import Cli

READ = ["Start", "Live", "Clients", "Persons", "Cohorts", "Rejected", "Catalogue", "Trends",
        "Metrics", "Funnel", "Retention", "Paths", "Lifecycle", "Stickiness", "Attribution",
        "Experiment", "Usage"]  # fmt: skip
MENUS = {
    "manage": [*READ[:-1], "Access", "Usage"],
    "read": READ,
    "aggregate": ["Catalogue", "Trends", "Usage"],
}
TOOLS = ["psql", "Metabase", "Superset", "Grafana", "Power BI", "Tableau", "DBeaver", "pandas"]


@pytest.fixture
def cli(account: Account) -> Cli:
    return Cli(account.dsn)


def access(visit: Visit, account: Account, tab: str = "", **how: Any) -> Window:
    """Open Access, with a key that may do all."""
    return visit.tenant(account.tenant, "manage", f"&access{tab}", **how)


def keys(visit: Visit, account: Account, **how: Any) -> Window:
    return access(visit, account, "?tab=keys", **how)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def line(page: Page, name: str) -> Locator:
    """Return the line of the table with this name."""
    return page.get_by_role("row").filter(has=page.get_by_text(name, exact=True))


def fill(page: Page, **fields: str) -> None:
    """Fill the form of the dialog, whose labels begin so."""
    for label, value in fields.items():
        field = dialog(page).get_by_label(re.compile(f"^{label}", re.IGNORECASE))
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def make_url(page: Page, name: str, **fields: str) -> str:
    """Make a PSQL URL, and return it as the dialog shows it."""
    page.get_by_role("button", name="Make a PSQL URL").click()
    fill(page, name=name, **fields)
    dialog(page).get_by_role("button", name="Make it").click()
    return shown_url(page)


def shown_url(page: Page) -> str:
    shown = dialog(page).get_by_role("region", name="PSQL URL", exact=True)
    expect(shown).to_have_text(re.compile("^postgresql://"))
    return shown.text_content() or ""


def make_key(page: Page, name: str, scope: str = "ingest") -> str:
    page.get_by_role("button", name="Make a key").click()
    fill(page, name=name, scope=scope)
    dialog(page).get_by_role("button", name="Make it").click()
    return shown_key(page)


def shown_key(page: Page) -> str:
    shown = dialog(page).get_by_role("region", name="Key", exact=True)
    expect(shown).to_have_text(re.compile("^hk_[0-9A-Za-z]{32}$"))
    return shown.text_content() or ""


def close(page: Page) -> None:
    dialog(page).get_by_role("button", name="I have copied it").click()
    expect(dialog(page)).to_have_count(0)


def password_of(url: str) -> str:
    return psycopg.conninfo.conninfo_to_dict(url)["password"]  # type: ignore[return-value]


def kept(page: Page) -> str:
    """Return all that the tab holds: the document, fields and what the browser stores."""
    return str(
        page.evaluate(
            "JSON.stringify([document.documentElement.outerHTML, location.href, history.state,"
            " document.cookie, {...localStorage}, {...sessionStorage},"
            " [...document.querySelectorAll('input, textarea')].map((one) => one.value)])"
        )
    )


def ingest(served: Served, key: str) -> int:
    event = {"event_name": "signup", "client_id": "u-1"}
    return httpx.post(f"{served.url}/rpc/ingest", json=event, auth=(key, "")).status_code


# PSQL URLs


def test_a_psql_url_is_made_and_its_password_never_leaves_the_browser(
    visit: Visit, served: Served, account: Account
) -> None:
    window = access(visit, account)
    page = window.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(
        f"{request.url} {request.post_data} {request.headers}"
    ))  # fmt: skip
    expect(page.get_by_text("No PSQL URL yet")).to_be_visible()
    window.shot("empty")
    url = make_url(page, "ann", ends="30", connections="2")
    window.shot("made")
    assert_accessible(page)
    ingest(served, account.key)
    with psycopg.connect(url) as conn:
        assert conn.execute("select event_name from events").fetchall() == [("signup",)]
        (user, limit) = (
            conn.execute(
                "select current_user, rolconnlimit from pg_roles where rolname = current_user"
            ).fetchone()
            or ()
        )
    assert (user, limit) == (f"{account.tenant}__u_ann", 2)
    password = password_of(url)
    assert len(password) == 32
    # what is shown once does not go by a key that was hit by chance
    for _ in range(2):
        page.keyboard.press("Escape")
    assert shown_url(page) == url
    close(page)
    expect(line(page, "ann")).to_contain_text("read")
    expect(line(page, "ann")).to_contain_text("live")
    expect(line(page, "ann")).to_contain_text("in 30 d")
    assert_accessible(page)
    # it was shown once: neither this page nor the server has it any more
    assert password not in kept(page)
    page.reload()
    expect(line(page, "ann")).to_be_visible()
    assert password not in kept(page)
    assert any("SCRAM-SHA-256$4096:" in request for request in sent)
    assert not [request for request in sent if password in request]
    assert password not in served.logs()


def test_the_forms_for_each_tool_hold_what_works(
    visit: Visit, account: Account, served: Served
) -> None:
    window = access(visit, account)
    page = window.page
    url = make_url(page, "ann")
    ingest(served, account.key)
    at = psycopg.conninfo.conninfo_to_dict(url)
    tabs = dialog(page).get_by_role("tablist", name="Tools").get_by_role("tab")
    assert tabs.all_inner_texts() == TOOLS
    forms = {}
    for tool in TOOLS:
        tabs.filter(has_text=re.compile(f"^{tool}$")).click()
        expect(dialog(page).get_by_role("tabpanel", name=tool, exact=True)).to_be_visible()
        shown = dialog(page).get_by_role("region", name=tool, exact=True)
        forms[tool] = shown.text_content() or ""
    window.shot("forms")
    assert forms["psql"] == f'psql "{url}"'
    if shutil.which("psql"):
        done = subprocess.run(
            ["bash", "-c", f'{forms["psql"]} -AtXc "select event_name from events"'],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout == "signup\n"
    assert forms["Metabase"] == url
    with sqlalchemy.create_engine(forms["Superset"].replace("://", "+psycopg://")).connect() as db:
        assert db.scalar(sqlalchemy.text("select count(*) from events")) == 1
    frames: dict[str, Any] = {}
    exec(forms["pandas"].replace("print(", "found = ("), frames)  # noqa: S102
    assert list(frames["found"]["event_name"]) == ["signup"]
    frames["engine"].dispose()
    jdbc = re.fullmatch(
        r"jdbc:postgresql://([^:/]+):(\d+)/(\w+)\?user=(\w+)&password=([\w-]+)&sslmode=(\w+)",
        forms["DBeaver"],
    )
    assert jdbc
    assert jdbc.groups() == tuple(
        at[name] for name in ("host", "port", "dbname", "user", "password", "sslmode")
    )
    server = f"{at['host']}:{at['port']}"
    expected = {
        "Grafana": {server, at["dbname"], at["user"], at["password"], at["sslmode"]},
        "Power BI": {server, at["dbname"], at["user"], at["password"]},
        "Tableau": {at["host"], at["port"], at["dbname"], at["user"], at["password"],
                    at["sslmode"]},
    }  # fmt: skip
    for tool, values in expected.items():
        assert {entry.split(": ")[1].strip() for entry in forms[tool].splitlines()} == values


def test_a_psql_url_is_rotated_and_revoked_while_it_is_used(visit: Visit, account: Account) -> None:
    window = access(visit, account)
    page = window.page
    old = make_url(page, "ann")
    close(page)
    with psycopg.connect(old, autocommit=True) as conn:
        page.get_by_role("button", name="Rotate ann").click()
        window.shot("rotate")
        dialog(page).get_by_role("button", name="Make the new password").click()
        new = shown_url(page)
        close(page)
        assert password_of(new) != password_of(old)
        # an open connection goes on; a new one needs the new password
        assert conn.execute("select 1").fetchone() == (1,)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(old)
        with psycopg.connect(new) as other:
            assert other.execute("select 1").fetchone() == (1,)
        page.get_by_role("button", name="Revoke ann").click()
        window.shot("revoke")
        # a change of mind does nothing
        dialog(page).get_by_role("button", name="Cancel").click()
        expect(dialog(page)).to_have_count(0)
        assert conn.execute("select 1").fetchone() == (1,)
        page.get_by_role("button", name="Revoke ann").click()
        dialog(page).get_by_role("button", name="Revoke", exact=True).click()
        expect(page.get_by_text("No PSQL URL yet")).to_be_visible()
        with pytest.raises(psycopg.OperationalError):
            conn.execute("select 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(new)


def test_names_that_cannot_be_are_told_before_and_after_sending(
    visit: Visit, account: Account
) -> None:
    window = access(visit, account)
    page = window.page
    make_url(page, "ann")
    close(page)
    page.get_by_role("button", name="Make a PSQL URL").click()
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.url))
    for name in ("Ann", "1a", "a b", 'a";drop', "ä", "pg-a"):
        fill(page, name=name)
        dialog(page).get_by_role("button", name="Make it").click()
        field = dialog(page).get_by_label("Name of the person or tool")
        assert not field.evaluate("node => node.checkValidity()"), name
    assert calls == []
    window.allow("status of 409", "status of 400")
    fill(page, name="ann")
    dialog(page).get_by_role("button", name="Make it").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("ann")
    window.shot("taken")
    # what was typed is still there, and can be mended
    fill(page, name="bob")
    dialog(page).get_by_role("button", name="Make it").click()
    assert "__u_bob:" in shown_url(page)


def test_the_limit_of_psql_urls_is_told(visit: Visit, account: Account, cli: Cli) -> None:
    cli("tenant", "set", account.tenant, "--max-urls", "1")
    window = access(visit, account)
    page = window.page
    window.allow("status of 409")
    make_url(page, "ann")
    close(page)
    page.get_by_role("button", name="Make a PSQL URL").click()
    fill(page, name="bob")
    dialog(page).get_by_role("button", name="Make it").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("1")
    expect(dialog(page).get_by_role("alert")).to_contain_text("revoke")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    # the focus is where it was
    expect(page.get_by_role("button", name="Make a PSQL URL")).to_be_focused()


@pytest.fixture
def without_self_service(cli: Cli) -> Iterator[None]:
    cli("migrate", "--no-self-service")
    yield
    cli("migrate", "--self-service")


def test_where_self_service_is_off_the_page_offers_the_command(
    visit: Visit, account: Account, cli: Cli, without_self_service: None
) -> None:
    cli("url", "create", account.tenant, "--name", "ann")
    window = access(visit, account)
    page = window.page
    expect(line(page, "ann")).to_be_visible()
    expect(page.get_by_role("region", name="Command")).to_have_text(
        f"hardal-admin url create {account.tenant} --name NAME"
    )
    for name in ("Make a PSQL URL", "Rotate ann", "Revoke ann"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_role("tab", name="Keys and tokens").click()
    assert make_key(page, "backend")


def test_a_page_that_was_open_when_self_service_ended_tells_it(
    visit: Visit, account: Account, request: pytest.FixtureRequest
) -> None:
    window = access(visit, account)
    page = window.page
    window.allow("status of 403")
    page.get_by_role("button", name="Make a PSQL URL").click()
    fill(page, name="ann")
    request.getfixturevalue("without_self_service")
    dialog(page).get_by_role("button", name="Make it").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("self-service is off")
    expect(dialog(page).get_by_role("alert")).to_contain_text("hardal-admin")


# keys and tokens


def test_a_key_is_made_used_rotated_and_revoked(
    visit: Visit, served: Served, account: Account
) -> None:
    window = keys(visit, account)
    page = window.page
    old = make_key(page, "shop backend")
    assert f'-u "{old}:" {served.url}' in (
        dialog(page).get_by_role("region", name="Request").text_content() or ""
    )
    window.shot("made")
    close(page)
    assert old not in kept(page)
    expect(line(page, "shop backend")).to_contain_text("ingest")
    assert ingest(served, old) == 200
    page.get_by_role("button", name="Rotate shop backend").click()
    dialog(page).get_by_role("button", name="Make the new key").click()
    new = shown_key(page)
    close(page)
    assert new != old
    expect(line(page, "shop backend")).to_have_count(2)
    expect(line(page, "shop backend").filter(has_text="ending")).to_contain_text("in 24 h")
    window.shot("rotated")
    assert (ingest(served, old), ingest(served, new)) == (200, 200)
    page.get_by_role("button", name="Revoke shop backend").first.click()
    dialog(page).get_by_role("button", name="Revoke", exact=True).click()
    expect(line(page, "shop backend")).to_have_count(0)
    assert (ingest(served, old), ingest(served, new)) == (401, 401)


def test_a_key_that_reads_is_given_as_a_link(visit: Visit, account: Account) -> None:
    page = keys(visit, account).page
    key = make_key(page, "ann", "read")
    link = dialog(page).get_by_role("region", name="Link").text_content() or ""
    assert link.endswith(f"/#key={key}")
    other = visit(link).page
    expect(other.get_by_text("Scope read", exact=True)).to_be_visible()
    assert menu(other) == READ


def test_the_name_of_a_live_key_is_taken(visit: Visit, account: Account) -> None:
    window = keys(visit, account)
    page = window.page
    window.allow("status of 409")
    page.get_by_role("button", name="Make a key").click()
    fill(page, name="sdk")
    dialog(page).get_by_role("button", name="Make it").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("sdk")
    scopes = dialog(page).get_by_label("Scope").locator("option")
    assert [text.partition(":")[0] for text in scopes.all_inner_texts()] == [
        "ingest", "read", "aggregate",
    ]  # fmt: skip


def test_tokens_are_listed_and_revoked_and_never_made(
    visit: Visit, account: Account, cli: Cli
) -> None:
    cli("token", "create", account.tenant, "--name", "old way", "--scope", "ingest")
    page = keys(visit, account).page
    expect(line(page, "old way")).to_contain_text("token")
    expect(page.get_by_role("button", name="Rotate old way")).to_have_count(0)
    page.get_by_role("button", name="Revoke old way").click()
    dialog(page).get_by_role("button", name="Revoke", exact=True).click()
    expect(line(page, "old way")).to_have_count(0)


def test_a_list_that_is_old_tells_that_its_row_is_gone(
    visit: Visit, account: Account, cli: Cli
) -> None:
    window = keys(visit, account)
    page = window.page
    window.allow("status of 404")
    expect(line(page, "sdk")).to_be_visible()
    cli("key", "revoke", account.tenant, "sdk")
    page.get_by_role("button", name="Revoke sdk").click()
    dialog(page).get_by_role("button", name="Revoke", exact=True).click()
    expect(dialog(page).get_by_role("alert")).to_be_visible()
    dialog(page).get_by_role("button", name="Cancel").click()
    expect(line(page, "sdk")).to_have_count(0)


# who is signed in


def menu(page: Page) -> list[str]:
    return page.get_by_role("navigation", name="Views").get_by_role("link").all_inner_texts()


@pytest.mark.parametrize("scope", MENUS)
def test_the_menu_offers_what_the_scope_may_see(
    visit: Visit, served: Served, account: Account, scope: str
) -> None:
    ingest(served, account.key)
    window = visit.tenant(account.tenant, scope)
    page = window.page
    expect(page.get_by_text(f"Scope {scope}", exact=True)).to_be_visible()
    assert menu(page) == MENUS[scope]
    # no view asks for what the key may not have: a refusal would stand in the console
    for name in MENUS[scope]:
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", name=re.compile(name), level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("main").get_by_role("alert")).to_have_count(0)
    for hidden in {*MENUS["manage"]} - {*MENUS[scope]}:
        page.evaluate(f"location.hash = '#/{hidden.lower()}'")
        expect(page.get_by_text(f"A key of the scope {scope} does not show this")).to_be_visible()
        needed = "manage" if hidden == "Access" else "read"
        expect(page.get_by_role("region", name="Command")).to_have_text(
            f"hardal-admin dashboard {account.tenant} --scope {needed}"
        )
    if scope == "read":
        page.get_by_role("link", name="Catalogue").click()
        expect(page.get_by_role("button", name=re.compile("describe", re.I))).to_have_count(0)


@pytest.mark.parametrize("scope", ["ingest", "wrong"])
def test_a_key_that_sees_nothing_is_told(visit: Visit, account: Account, scope: str) -> None:
    key = account.key if scope == "ingest" else f"hk_{'x' * 32}"
    window = visit("/")
    page = window.page
    window.allow("status of 40[13]")
    page.get_by_label("Key, or the whole link").fill(key)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    window.shot(scope)
    assert_accessible(page)


def test_signing_in_by_the_form_takes_a_key_or_the_whole_link(
    visit: Visit, account: Account
) -> None:
    link = visit.link(account.tenant)
    page = visit("/").page
    field = page.get_by_label("Key, or the whole link")
    field.fill("hk_short")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("hk_ and 32")
    field.fill(link)
    field.press("Enter")
    expect(page.get_by_text("Scope manage", exact=True)).to_be_visible()


def test_a_key_that_ends_while_the_page_is_open_is_asked_for_again(
    visit: Visit, account: Account, cli: Cli
) -> None:
    link = visit.link(account.tenant, "manage", "--name", "short")
    window = visit(f"{link}&live?event=signup")
    page = window.page
    window.allow("status of 401")
    expect(page.get_by_text("No event passes the filter")).to_be_visible()
    cli("key", "revoke", account.tenant, "short")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("heading", name="hardal", level=1)).to_be_visible()
    window.shot("ended")
    assert "hk_" not in kept(page).replace("hk_ and 32", "")
    # another key leads back to where the reader was
    page.get_by_label("Key, or the whole link").fill(visit.link(account.tenant, "read"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Event", exact=True)).to_have_value("signup")


def test_a_tenant_that_is_suspended_is_told(visit: Visit, account: Account, cli: Cli) -> None:
    window = access(visit, account)
    page = window.page
    window.allow("status of 403")
    expect(page.get_by_text("No PSQL URL yet")).to_be_visible()
    cli("tenant", "suspend", account.tenant)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("suspended")
    window.shot("suspended")
    cli("tenant", "resume", account.tenant)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("No PSQL URL yet")).to_be_visible()


def test_signing_out_leaves_nothing_in_the_tab(visit: Visit, account: Account) -> None:
    window = visit.tenant(account.tenant)
    page = window.page
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_role("region", name="Key", exact=True)).to_be_visible()
    page.get_by_role("link", name="Live", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Key, or the whole link")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert not re.search("hk_[0-9A-Za-z]{32}", kept(page))
    page.reload()
    expect(page.get_by_label("Key, or the whole link")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Key, or the whole link")).to_be_visible()
    assert not re.search("hk_[0-9A-Za-z]{32}", kept(page))


def test_a_link_opened_in_a_tab_with_another_key_takes_its_place(
    visit: Visit, served: Served, account: Account
) -> None:
    page = visit.tenant(account.tenant).page
    expect(page.get_by_text("Scope manage", exact=True)).to_be_visible()
    other = served.account()
    link = visit.link(other.tenant, "read")
    page.goto(f"{link}&live?event=signup")
    expect(page.get_by_title("The tenant")).to_have_text(other.tenant)
    expect(page.get_by_text("Scope read", exact=True)).to_be_visible()
    expect(page.get_by_label("Event", exact=True)).to_have_value("signup")
    assert "hk_" not in page.url
    # so does one of the same tab's history: nothing of the first tenant is left
    assert account.tenant not in kept(page)


def test_the_key_of_the_page_can_end_itself(visit: Visit, account: Account) -> None:
    link = visit.link(account.tenant, "manage", "--name", "mine")
    window = visit(f"{link}&access?tab=keys")
    page = window.page
    window.allow("status of 401")
    page.get_by_role("button", name="Revoke mine").click()
    expect(dialog(page)).to_contain_text("you will be signed out")
    dialog(page).get_by_role("button", name="Revoke", exact=True).click()
    expect(page.get_by_label("Key, or the whole link")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "theme"), [(1440, "light"), (800, "dark"), (390, "light"), (390, "dark")]
)
def test_access_fits_every_width(
    visit: Visit, account: Account, cli: Cli, width: int, theme: Any
) -> None:
    for name in ("metabase", "a_colleague_with_a_long_name"):
        cli("url", "create", account.tenant, "--name", name, "--expires", "30d")
    window = access(visit, account, width=width, theme=theme)
    page = window.page
    expect(line(page, "metabase")).to_be_visible()
    fits(window, width, "urls")
    make_url(page, "ann")
    fits(window, width, "made")
    close(page)
    page.get_by_role("tab", name="Keys and tokens").click()
    expect(line(page, "sdk")).to_be_visible()
    fits(window, width, "keys")


def fits(window: Window, width: int, name: str) -> None:
    window.shot(name)
    assert window.page.evaluate("document.documentElement.scrollWidth") <= width
