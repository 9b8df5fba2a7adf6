"""The files of the page: migrate stores them, and two functions and the edge serve them to all."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hardal_admin import page
from hardal_admin.errors import Refused
from tests.harness import edge
from tests.harness.databases import Database
from tests.harness.edge import Edge
from tests.harness.postgrest import Api
from tests.harness.server import ROOT
from tests.harness.tool import Cli

PACKAGES = ("htm", "preact", "uplot")


@pytest.fixture(params=edge.STARTS)
def served(request: pytest.FixtureRequest, api: Api) -> Iterator[Edge]:
    """A proxy in front of PostgREST."""
    with edge.STARTS[request.param](
        api.url.removeprefix("http://"), api.admin.removeprefix("http://")
    ) as served:
        yield served


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the page's sources and of npm's packages, which the tool reads."""
    folder = tmp_path / "dashboard"
    shutil.copytree(ROOT / "dashboard", folder)
    for name in PACKAGES:
        shutil.copytree(ROOT / "node_modules" / name, tmp_path / "node_modules" / name)
    monkeypatch.setattr(page, "_sources", lambda: folder)
    page.load.cache_clear()
    yield tmp_path
    page.load.cache_clear()


def all_of(headers: httpx.Headers) -> list[tuple[str, str]]:
    """Return the headers that say what an answer is, for a comparison."""
    passing = ("date", "content-length", "transfer-encoding", "connection", "server")
    return sorted((name, value) for name, value in headers.multi_items() if name not in passing)


def test_everybody_gets_the_page_and_each_file_that_it_names(served: Edge) -> None:
    answer = served.client.get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    named = set(re.findall(r"page/[0-9a-f]{12}/[\w./]+", answer.text))
    assert {path.partition("/")[2].partition("/")[2] for path in named} >= {
        "app.js", "app.css", "icon.svg", "vendor/preact.js", "vendor/uplot.css"
    }  # fmt: skip
    for path in named:
        file = served.client.get(f"/{path}")
        assert file.status_code == 200, path
        assert file.headers["Content-Type"].partition(";")[0] in {
            ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"
        }[Path(path).suffix], path  # fmt: skip
        assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        source = ROOT / "dashboard" / "/".join(path.split("/")[2:])
        if source.is_file():
            assert file.text == source.read_text()


def test_every_file_is_stored_and_what_views_share_is_loaded_at_once(served: Edge) -> None:
    found = page.load()
    text = served.client.get("/").text
    for file in found.files:
        if file.path != page.PAGE:
            answer = served.client.get(f"/page/{found.version}/{file.path}")
            assert (answer.status_code, answer.text) == (200, file.body), file.path
        if file.path.endswith(".js"):
            link = f'<link rel="modulepreload" href="page/{found.version}/{file.path}">'
            is_view = file.path.startswith("views/") and file.path != page.INDEX
            assert (link in text) != is_view, file.path


def test_the_page_may_load_and_run_nothing_but_its_own_files(served: Edge) -> None:
    headers = served.client.get("/").headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert re.fullmatch(r"'self' 'sha256-[\w+/]{43}='", policy["script-src"])
    for name in ("style-src", "connect-src"):
        assert policy[name] == "'self'"
    assert policy["img-src"] == "'self' data:"
    for name in ("base-uri", "form-action", "frame-ancestors", "trusted-types"):
        assert policy[name] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_each_header_is_there_once(served: Edge) -> None:
    version = page.load().version
    for path in ("/", f"/page/{version}/app.js", "/page/000000000000/app.js"):
        answer = served.client.get(path)
        names = [name for name, _ in answer.headers.multi_items()]
        assert len(names) == len(set(names)), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Content-Range" not in answer.headers
        assert not answer.headers.get("Server", "nginx").startswith("postgrest")


def test_the_answers_are_packed_for_those_who_ask_for_it(served: Edge) -> None:
    path = f"/page/{page.load().version}/vendor/uplot.js"
    for at in ("/", path):
        packed = served.client.get(at, headers={"Accept-Encoding": "gzip"})
        plain = served.client.get(at, headers={"Accept-Encoding": "identity"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert "Content-Encoding" not in plain.headers
        assert packed.text == plain.text


def test_a_head_has_the_headers_of_the_get(served: Edge) -> None:
    version = page.load().version
    for path in ("/", f"/page/{version}/app.js", "/page/000000000000/app.js"):
        plain = {"Accept-Encoding": "identity"}
        head = served.client.head(path, headers=plain)
        get = served.client.get(path, headers=plain)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert all_of(head.headers) == all_of(get.headers)


def test_the_page_is_sent_again_only_when_it_has_changed(served: Edge, database: Database) -> None:
    first = served.client.get("/")
    again = served.client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert served.client.get("/", headers={"If-None-Match": 'W/"other"'}).status_code == 200
    with database.connect() as conn:
        conn.execute("update hardal_private.page_files set version = '0123456789ab'")
    changed = served.client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_file_of_another_version_or_name_is_not_there(served: Edge) -> None:
    version = page.load().version
    for path in ("/page/000000000000/app.js", f"/page/{version}/none.js"):
        answer = served.client.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    for path in (
        "/page", "/page/", f"/page/{version}", f"/page/{version}/", f"/page/{version}/app",
        f"/page/{version}/../../rpc/events", f"/page/{version}/a/b/c/d/e.js", "/index.html",
        f"/page/{version}/%2e%2e/app.js", f"/page/{version.upper()}x/app.js",
    ):  # fmt: skip
        status = served.raw(f"GET {path} HTTP/1.1")
        assert status in (b"404", b"401"), path


def test_what_a_client_sends_changes_nothing(served: Edge, ingest_token: str) -> None:
    headers = {
        "Authorization": f"Bearer {ingest_token}",
        "Accept": "application/vnd.pgrst.object+json",
        "Prefer": "count=exact, return=headers-only",
        "Range": "bytes=0-3",
        "Range-Unit": "items",
        "Accept-Profile": "public",
        "Content-Profile": "public",
        "Cookie": "a=b",
        "X-Hardal-Path": "/x",
    }
    for path in ("/", f"/page/{page.load().version}/app.js"):
        plain = served.client.get(path)
        answer = served.client.get(f"{path}?select=x&limit=0&path=x&version=y", headers=headers)
        assert (answer.status_code, answer.text) == (200, plain.text)
        assert all_of(answer.headers) == all_of(plain.headers)
        assert served.client.post(path, content=b"{}").status_code == 405


def test_without_a_key_a_get_of_the_page_is_all_that_is_let_through(
    api: Api, ingest_token: str, read_token: str
) -> None:
    version = page.load().version
    calls = ("page", f"page_file?path=app.js&version={version}")
    for call in calls:
        assert api.client.get(f"/rpc/{call}", headers={"Accept": "*/*"}).status_code == 200
        assert api.head(f"/rpc/{call}", Accept="*/*").status_code == 200
        name, _, _ = call.partition("?")
        body = {} if name == "page" else {"path": "app.js", "version": version}
        answer = api.client.post(f"/rpc/{name}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (401, "PT401")
        # a key or a token is for the API: it may not call them
        for token in (ingest_token, read_token):
            assert api.get(f"/rpc/{call}", token).status_code in (401, 403)
    for path in ("/rpc/events", "/rpc/event_catalog", "/"):
        assert api.client.get(path).status_code == 401, path
    for path in ("/rpc/page_files", "/rpc/serve_page_file?path=app.js", "/page_files"):
        assert api.client.get(path).status_code in (401, 404), path


def test_the_page_s_functions_serve_nothing_but_the_page_s_files(api: Api) -> None:
    version = page.load().version
    for query in (
        f"path=../app.js&version={version}", "path=app.js", "path=app.js&version=",
        f"version={version}", f"path=%25&version={version}", "path=app.js&version=%25",
    ):  # fmt: skip
        assert api.client.get(f"/rpc/page_file?{query}").status_code == 404, query
    assert api.client.get("/rpc/page?pgrst_scalar=match.a").status_code == 400


def test_a_request_for_the_page_ends(api: Api, database: Database) -> None:
    with database.connect() as conn, conn.transaction():
        conn.execute("lock table hardal_private.page_files in access exclusive mode")
        answer = api.client.get("/rpc/page", headers={"Accept": "text/html"}, timeout=30)
    assert answer.status_code >= 500
    assert answer.json()["code"] == "57014"


# --- migrate


def test_migrate_stores_a_changed_file_and_forgets_one_that_is_gone(
    cli: Cli, database: Database, checkout: Path
) -> None:
    assert cli.json("migrate", "--dry-run")["reapplied"] == []
    before = database.value("select max(version) from hardal_private.page_files")
    (checkout / "dashboard" / "views").mkdir(exist_ok=True)
    (checkout / "dashboard" / "views" / "new_one.js").write_text("export const a = `$$ '\\n é`;\n")
    (checkout / "dashboard" / "icon.svg").unlink()
    page.load.cache_clear()
    assert cli.json("migrate", "--dry-run")["reapplied"] == ["dashboard"]
    assert cli.json("migrate")["reapplied"] == ["dashboard"]
    assert cli.json("migrate", "--dry-run")["reapplied"] == []
    assert database.value("select count(distinct version) from hardal_private.page_files") == 1
    assert database.value("select max(version) from hardal_private.page_files") != before
    stored = database.value(
        "select convert_from(body, 'UTF8') from hardal_private.page_files"
        " where path = 'views/new_one.js'"
    )
    assert stored == "export const a = `$$ '\\n é`;\n"
    assert not database.value(
        "select count(*) from hardal_private.page_files where path = 'icon.svg'"
    )


@pytest.mark.parametrize("name", ["Upper.js", "a b.js", "a.exe", "a/b/c/d/e.js", "none"])
def test_a_file_that_cannot_be_served_stops_migrate(checkout: Path, name: str) -> None:
    file = checkout / "dashboard" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("")
    with pytest.raises(Refused):
        page.load()


def test_what_an_editor_leaves_is_no_file_of_the_page(checkout: Path) -> None:
    before = page.load()
    for name in (".app.js.swp", "app.js~", ".DS_Store"):
        (checkout / "dashboard" / name).write_text("x")
    page.load.cache_clear()
    assert page.load().files == before.files


def test_without_npm_s_packages_the_page_says_what_to_do(
    cli: Cli, database: Database, checkout: Path
) -> None:
    shutil.rmtree(checkout / "node_modules" / "htm")
    said = cli("migrate").stderr
    assert "npm ci" in said
    stored = database.value(
        "select string_agg(path || convert_from(body, 'UTF8'), '') from hardal_private.page_files"
    )
    assert isinstance(stored, str)
    assert stored.startswith("index.html")
    assert "htm/dist/htm.module.js" in stored
    assert "npm ci" in stored
    assert "npm ci" in cli("migrate", "--sql", exit_code=1).stderr


def test_the_licenses_of_npm_s_packages_are_served_with_them() -> None:
    files = {file.path: file.body for file in page.load().files}
    for name in PACKAGES:
        assert "Copyright" in files[f"vendor/licenses/{name}.txt"]


def test_no_module_makes_markup_from_text() -> None:
    """The browser would refuse it (trusted-types), and the page would be broken."""
    for file in (ROOT / "dashboard").rglob("*.js"):
        found = [
            word
            for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                         "dangerouslySetInnerHTML", "new Function")
            if word in file.read_text()
        ]  # fmt: skip
        assert not found, file
