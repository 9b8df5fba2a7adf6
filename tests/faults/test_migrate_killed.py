"""migrate is killed after a statement: nothing is half done, and the next migrate finishes.

The long form kills it after every statement, the short form after one in 80.
"""

import random

import pytest
from psycopg import errors

from hardal_admin import database as db
from hardal_admin.migrate import core, sql_files
from hardal_admin.migrate.sql_files import SqlFile, SqlFiles
from tests.faults.conftest import LONG, Found
from tests.faults.versions import followed_by, installed, mortal, places
from tests.harness.databases import Database, unique_name
from tests.harness.schema import dump
from tests.harness.tool import Cli

EVERY = 1 if LONG else 80

CATALOGS = (
    "class",
    "proc",
    "type",
    "namespace",
    "attribute",
    "constraint",
    "description",
    "default_acl",
    "depend",
)

NEXT = SqlFile(
    "migrations/tenant/9999_next.sql",
    "create table template__store.next (n int);\n"
    "insert into template__store.next values (1);\n"
    "alter table template__store.event_ids add column next int;\n"
    "comment on table template__store.next is 'what comes next';\n",
)


def some(all_places: list[str]) -> list[str]:
    """Return one in EVERY places, beginning with a random one."""
    return all_places[random.randrange(EVERY) :: EVERY]


def rows(database: Database) -> object:
    """Return the number of rows in each catalog. Rolled back statements leave none behind."""
    return database.value(
        "select " + " || ' ' || ".join(f"(select count(*) from pg_{name})" for name in CATALOGS)
    )


def migrate_until(place: str, version: SqlFiles, database: Database) -> None:
    with installed(version), db.connect(database.dsn) as conn:
        conn.execute("select set_config('mortal.at', %s, false)", (place,))
        with pytest.raises(errors.AdminShutdown):
            core.migrate(conn)


def test_an_install_killed_after_any_statement_leaves_nothing_behind(
    empty_database: Database, database: Database, found: Found
) -> None:
    every, version = places(sql_files.load().all), mortal(sql_files.load())
    killed = some(every)
    before = rows(empty_database)
    for place in killed:
        migrate_until(place, version, empty_database)
        assert rows(empty_database) == before, place
    Cli(empty_database.dsn)("migrate")
    assert dump(empty_database) == dump(database)
    found(
        "an install killed after a statement", f"{len(killed)} of {len(every)}",
        "nothing of it was left each time; run again, the schema equals a fresh one's",
    )  # fmt: skip


def test_a_tenants_upgrade_killed_after_any_statement_leaves_nothing_behind(
    empty_database: Database, found: Found
) -> None:
    this = mortal(sql_files.load())
    version = mortal(followed_by(sql_files.load(), tenant=[NEXT]))
    cli = Cli(empty_database.dsn)
    old, new = unique_name("old"), unique_name("new")
    with installed(this):
        cli("migrate")
    cli("tenant", "create", old)
    before = dump(empty_database, old)
    every = places(
        [NEXT, *sql_files.load().tenant_functions, *sql_files.load().tenant_declared], old
    )
    killed = some(every)
    rows_after = set()
    for place in killed:
        migrate_until(place, version, empty_database)
        rows_after.add(rows(empty_database))
    assert len(rows_after) == 1
    assert dump(empty_database, old) == before
    with installed(version):
        assert cli.json("migrate") == {
            "dry_run": False,
            "migrations": [],
            "reapplied": [],
            "tenants": [old],
        }
    cli("tenant", "create", new)
    assert dump(empty_database, old).replace(old, "acme") == dump(empty_database, new).replace(
        new, "acme"
    )
    assert empty_database.value(f"select count(*) from {old}__store.next") == 1
    found(
        "a tenant's upgrade killed after a statement", f"{len(killed)} of {len(every)}",
        "nothing of it was left each time; run again, the tenant equals one made anew",
    )  # fmt: skip
