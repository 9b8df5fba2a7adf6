"""Several processes migrate the same database at the same time.

One of them does the work. The others wait, and find nothing left to do.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

from hardal_admin import database as db
from hardal_admin.migrate import core, sql_files
from hardal_admin.migrate.plan import Plan
from hardal_admin.migrate.sql_files import SqlFile
from tests.faults.conftest import LONG, Found
from tests.faults.versions import followed_by, installed
from tests.harness.databases import Database, new_database, unique_name
from tests.harness.schema import dump
from tests.harness.server import Server
from tests.harness.tool import Cli

TIMES = 50 if LONG else 5
SCHEMAS = {"core": "hardal_private", "tenant": "template__store"}


def migrate_at_once(database: Database, migrators: int) -> list[Plan]:
    start = threading.Barrier(migrators)

    def run() -> Plan:
        with db.connect(database.dsn) as conn:
            start.wait(30)
            return core.migrate(conn)

    with ThreadPoolExecutor(migrators) as pool:
        return [running.result(120) for running in [pool.submit(run) for _ in range(migrators)]]


def test_concurrent_installs_run_each_migration_once(
    pg: Server, database: Database, found: Found
) -> None:
    wanted = dump(database)
    for number in range(TIMES):
        with new_database(pg, empty=True) as empty:
            migrators = 2 + number % 3
            done = sorted(len(plan.migrations) for plan in migrate_at_once(empty, migrators))
            assert done == [0] * (migrators - 1) + [len(sql_files.load().migrations)]
            assert dump(empty) == wanted
    found(
        "an install by 2, 3 or 4 at once",
        f"{TIMES} times",
        "each migration once, the schema equals a fresh one's",
    )


def test_concurrent_upgrades_run_each_migration_once(
    database: Database, cli: Cli, found: Found
) -> None:
    tenants = sorted(unique_name("up") for _ in range(2))
    for name in tenants:
        cli("tenant", "create", name)
    # Each migration stores a row that says that it ran.
    applied = {
        folder: [
            SqlFile(f"migrations/{folder}/9000.sql", f"create table {schema}.applied (path text)")
        ]
        for folder, schema in SCHEMAS.items()
    }
    for number in range(TIMES):
        for folder, schema in SCHEMAS.items():
            path = f"migrations/{folder}/{9001 + number}.sql"
            applied[folder].append(SqlFile(path, f"insert into {schema}.applied values ('{path}')"))
        with installed(followed_by(sql_files.load(), **applied)):
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
