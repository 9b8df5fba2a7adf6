"""Fixtures: one server for the run, started before the workers, and a database for each test."""

import compileall
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser
from psycopg.rows import DictRow

from hardal_admin.errors import Refused
from tests.harness import browser, databases, events, pgtap, postgrest, sdks, server
from tests.harness.browser import Visit
from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.sdks import Account, Served
from tests.harness.server import ROOT, Server
from tests.harness.tool import Cli, Tool, new_tool

_stop: list[Callable[[], None]] = []


def pytest_configure(config: pytest.Config) -> None:
    # these settings, if the environment has them, must not choose the server that a test uses
    for name in ("HARDAL_DSN", "HARDAL_DATA_DIR", "HARDAL_JWT_SECRET", "HARDAL_PG", "HARDAL_URL"):
        os.environ.pop(name, None)
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    # many tests start the tool, also where the environment lets Python keep no compiled code
    compileall.compile_dir(ROOT / "hardal_admin", quiet=1)
    try:
        running, stop = server.start()
    except Refused as error:
        raise pytest.UsageError(f"{error.message} ({error.hint})") from error
    _stop.append(stop)
    os.environ["HARDAL_TEST_SERVER"] = running.to_env()
    print(f"hardal's tests on {running.name}", flush=True)


def pytest_unconfigure() -> None:
    pgtap.drop_database()
    while _stop:
        _stop.pop()()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each test the present time as NOW, because the suite may run over midnight."""
    events.NOW = datetime.now(UTC)
    module = getattr(item, "module", None)
    if module and hasattr(module, "NOW"):
        module.NOW = events.NOW


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name.endswith(".test.sql"):
        return pgtap.PgTapFile.from_parent(parent, path=file_path)
    return None


@pytest.fixture(scope="session")
def pg() -> Server:
    return Server.from_env(os.environ["HARDAL_TEST_SERVER"])


@pytest.fixture
def database(pg: Server) -> Iterator[Database]:
    """A migrated database for this test."""
    with databases.new_database(pg) as database:
        yield database


@pytest.fixture
def empty_database(pg: Server) -> Iterator[Database]:
    """A database without hardal, for this test."""
    with databases.new_database(pg, empty=True) as database:
        yield database


@pytest.fixture
def conn(database: Database) -> Iterator[psycopg.Connection[DictRow]]:
    """The DBA's connection, in autocommit mode."""
    with database.connect() as conn:
        yield conn


@pytest.fixture
def settled_roles(pg: Server, request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep tests that read the server's roles apart from tests that break a shared role.

    Roles belong to the whole server. A test marked `breaks_shared_roles` runs while no other test
    with this fixture runs, because doctor would report the broken role there too.
    """
    lock = (
        "pg_advisory_lock"
        if request.node.get_closest_marker("breaks_shared_roles")
        else "pg_advisory_lock_shared"
    )
    with psycopg.connect(pg.dba("postgres"), autocommit=True) as conn:
        conn.execute(f"select {lock}(1)")
        yield


@pytest.fixture
def api(database: Database) -> Iterator[Api]:
    """PostgREST on the test's database."""
    with postgrest.running(database) as api:
        yield api


@pytest.fixture
def cli(database: Database) -> Cli:
    return Cli(database.dsn)


@pytest.fixture
def tenant(cli: Cli) -> str:
    """A tenant in the test's database."""
    name = databases.unique_name("acme")
    cli("tenant", "create", name)
    return name


@pytest.fixture
def ingest_token(cli: Cli, tenant: str) -> str:
    return str(
        cli.json("token", "create", tenant, "--scope", "ingest", "--name", "backend")["token"]
    )


@pytest.fixture
def read_token(cli: Cli, tenant: str) -> str:
    return str(cli.json("token", "create", tenant, "--scope", "read", "--name", "reader")["token"])


@pytest.fixture
def reader(cli: Cli, tenant: str) -> Iterator[psycopg.Connection[DictRow]]:
    """A connection through a PSQL URL of the tenant, scope read."""
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    with psycopg.connect(url, autocommit=True, row_factory=psycopg.rows.dict_row) as conn:
        yield conn


@pytest.fixture
def tool() -> Iterator[Tool]:
    """hardal-admin with a data dir of its own, for the embedded server."""
    with new_tool() as tool:
        yield tool


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """The server that hardal-admin up starts: PostgreSQL, PostgREST and the edge. Tests share it.

    Each test has a tenant of its own there.
    """
    with sdks.served() as served:
        yield served


@pytest.fixture
def account(served: Served) -> Account:
    """A tenant on the server that hardal-admin up starts, and a key that may send its events."""
    return served.account()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as chromium:
        yield chromium


@pytest.fixture
def visit(chromium: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Opens windows of a real browser on the page, and checks that they have kept clean."""
    visit = Visit(chromium, served, browser.test_name(request.node.nodeid))
    yield visit
    visit.end()
