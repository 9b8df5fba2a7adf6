"""Several who migrate the same database at once: one of them does it, the others wait and find it done."""

import threading
from concurrent.futures import ThreadPoolExecutor

from hardal_admin import database as db
from hardal_admin import migrations, sources
from hardal_admin.sources import Source
from tests.conftest import Cli
from tests.faults.conftest import LONG, Found
from tests.faults.versions import followed_by, installed
from tests.harness.databases import Database, new_database, unique_name
from tests.harness.schema import dump
from tests.harness.server import Server

TIMES = 50 if LONG else 5
SCHEMAS = {"core": "hardal_private", "tenant": "template__store"}


def migrate_at_once(database: Database, migrators: int) -> list[migrations.Plan]:
    start = threading.Barrier(migrators)

    def run() -> migrations.Plan:
        with db.connect(database.dsn) as conn:
            start.wait(30)
            return migrations.migrate(conn)

    with ThreadPoolExecutor(migrators) as pool:
        return [running.result(120) for running in [pool.submit(run) for _ in range(migrators)]]


def test_an_install_by_several_at_once(pg: Server, database: Database, found: Found) -> None:
    wanted = dump(database)
    for number in range(TIMES):
        with new_database(pg, empty=True) as empty:
            migrators = 2 + number % 3
            done = sorted(len(plan.migrations) for plan in migrate_at_once(empty, migrators))
            assert done == [0] * (migrators - 1) + [len(sources.load().migrations)]
            assert dump(empty) == wanted
    found(
        "an install by 2, 3 or 4 at once",
        f"{TIMES} times",
        "each migration once, the schema equals a fresh one's",
    )


def test_an_upgrade_by_two_at_once(database: Database, cli: Cli, found: Found) -> None:
    tenants = sorted(unique_name("up") for _ in range(2))
    for name in tenants:
        cli("tenant", "create", name)
    # each migration writes down that it was run
    applied = {
        folder: [
            Source(f"migrations/{folder}/9000.sql", f"create table {schema}.applied (path text)")
        ]
        for folder, schema in SCHEMAS.items()
    }
    for number in range(TIMES):
        for folder, schema in SCHEMAS.items():
            path = f"migrations/{folder}/{9001 + number}.sql"
            applied[folder].append(Source(path, f"insert into {schema}.applied values ('{path}')"))
        with installed(followed_by(sources.load(), **applied)):
            plans = migrate_at_once(database, 2)
        assert sorted(len(plan.migrations) for plan in plans) == [0, 2 if number else 4]
    for schema in ("hardal_private", "template__store", *(f"{name}__store" for name in tenants)):
        folder = "core" if schema == "hardal_private" else "tenant"
        written = database.value(f"select array_agg(path order by path) from {schema}.applied")
        assert written == [source.path for source in applied[folder][1:]]
    found(
        "an upgrade, with 2 tenants, by 2 at once",
        f"{TIMES} times",
        "each migration once, in each of them",
    )
