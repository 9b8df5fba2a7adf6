"""migrate --sql prints the whole install as one file, which psql runs."""

from pathlib import Path

import pytest

from hardal_admin.migrate import script, sql_files
from hardal_admin.migrate.sql_files import SqlFile
from tests.faults.versions import followed_by, installed
from tests.harness import psql
from tests.harness.databases import Database, new_database, unique_name
from tests.harness.schema import dump
from tests.harness.server import Server
from tests.harness.tool import Cli

OURS = "select count(*) from pg_namespace where nspname ~ '^(hardal|template)'"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file, written without a database."""
    nowhere = Cli("postgresql://127.0.0.1:1/none")
    (written := tmp_path / "hardal.sql").write_text(nowhere("migrate", "--sql").stdout)
    return written


def test_psql_gives_the_schema_that_migrate_gives(
    empty_database: Database, database: Database, file: Path
) -> None:
    done = psql.run_file(empty_database.dsn, file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert dump(empty_database) == dump(database)
    recorded = (
        "select string_agg(m.path || m.sha256, ',' order by m.path) || (select string_agg(f::text,"
        " ',' order by f.path) from hardal_private.template_files as f) || (select"
        " string_agg(g::text, ',' order by g::text) from hardal_private.installed_grants as g)"
        " from hardal_private.migrations as m"
    )
    assert empty_database.value(recorded) == database.value(recorded)


def test_the_tool_finds_nothing_to_do_afterwards(
    empty_database: Database, file: Path, settled_roles: None
) -> None:
    assert psql.run_file(empty_database.dsn, file).returncode == 0
    cli = Cli(empty_database.dsn)
    assert "up to date, nothing to do" in cli("migrate", "--dry-run").stdout
    cli("tenant", "create", name := unique_name("by_psql"))
    cli("doctor")
    cli("tenant", "drop", name, "--yes", name)


def test_settings_of_the_database_change_nothing(
    pg: Server, database: Database, file: Path
) -> None:
    with new_database(pg, empty=True) as strange:
        with strange.connect() as conn:
            for setting in (
                "standard_conforming_strings = off",
                "client_encoding = 'LATIN1'",
                "default_transaction_read_only = on",
                "default_transaction_isolation = 'serializable'",
                "search_path = public",
                "bytea_output = 'escape'",
                "IntervalStyle = 'sql_standard'",
                "DateStyle = 'SQL, DMY'",
                "TimeZone = 'Asia/Tokyo'",
                "quote_all_identifiers = on",
                "check_function_bodies = on",
                "transform_null_equals = on",
            ):
                conn.execute(f"alter database {strange.name} set {setting}")
        done = psql.run_file(strange.dsn, file)
        assert (done.returncode, done.stderr) == (0, "")
        with strange.connect() as conn:
            conn.execute("set default_transaction_read_only = off")
            conn.execute(f"alter database {strange.name} reset default_transaction_read_only")
        assert {found["name"] for found in Cli(strange.dsn).wrong()} <= {"settings"}
        with strange.connect() as conn:
            conn.execute(f"alter database {strange.name} reset all")  # pg_dump reads them too
        assert dump(strange) == dump(database)


def test_an_installed_database_is_refused_unchanged(database: Database, file: Path) -> None:
    before = dump(database)
    done = psql.run_file(database.dsn, file)
    assert done.returncode == 3
    assert f"hardal is already in the database {database.name}" in done.stderr
    assert "hardal-admin migrate" in done.stderr
    assert dump(database) == before


def test_a_database_in_another_encoding_is_refused_unchanged(pg: Server, file: Path) -> None:
    with new_database(pg, empty=True, encoding="LATIN1", options="locale 'C'") as latin:
        done = psql.run_file(latin.dsn, file)
        assert (done.returncode, latin.value(OURS)) == (3, 0)
        assert "is encoded in LATIN1" in done.stderr
        assert "hardal needs UTF8" in done.stderr
        refused = Cli(latin.dsn)("migrate", "--dry-run", exit_code=1).stderr
        assert refused.startswith(f"hardal-admin: the database {latin.name} is encoded in LATIN1")


def test_an_error_in_the_middle_leaves_nothing(empty_database: Database, tmp_path: Path) -> None:
    last = SqlFile("migrations/tenant/9999_wrong.sql", "select 1 / 0;")
    with installed(followed_by(sql_files.load(), tenant=[last])):
        (file := tmp_path / "wrong.sql").write_text(script.script())
    done = psql.run_file(empty_database.dsn, file)
    assert (done.returncode, empty_database.value(OURS)) == (3, 0)
    assert "division by zero" in done.stderr


def test_the_option_goes_with_no_other_but_dedicated() -> None:
    cli = Cli("postgresql://127.0.0.1:1/none")
    assert "dedicate_database()" in cli("migrate", "--sql", "--dedicated").stdout
    cli("migrate", "--sql", "--dry-run", exit_code=2)
    cli("migrate", "--sql", "--json", exit_code=2)
