"""The SQL files: migrate runs all of them, and a tenant's name can replace the word template."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hardal_admin.errors import Refused
from hardal_admin.migrate import sql_files
from tests.harness.databases import Database
from tests.harness.server import ROOT
from tests.harness.tool import Cli

FOLDERS = ("migrations", "sql", "functions")
FOR_TENANTS = ("functions/tenant", "functions/read_surface", "sql/tenant", "migrations/tenant")

# The forms of the word that name a schema, a role or the tenant. In these, replacing the word by a
# tenant's name gives the tenant's own schema, role or name.
NAMES = re.compile(
    r"""
      \btemplate(?:__store)?\.(?=[a-z_%])            # template.events, template__store.%I
    | '(?:template|template__store)'                 # 'template'::regnamespace, the tenant's name
    | \btemplate__(?:read|aggregate|write)\b         # to template__read
    | \bschema[ ](?:template[ ,]+)?template(?:__store)?\b(?!\.)
    | \bthe[ ]tenant[ ]template[ ]is[ ]suspended     # a message to the tenant's clients
    | \bhardal-admin[ ]tenant[ ]resume[ ]template'
    """,
    re.VERBOSE,
)


def unsafe_words(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines, with their numbers, in which the word is no name."""
    for number, line in enumerate(text.splitlines(), 1):
        if "template" in NAMES.sub("", line).lower():
            yield number, line.strip()


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the SQL files, which the tool reads in place of the repository's."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(sql_files, "root", lambda: tmp_path)
    sql_files.load.cache_clear()
    yield tmp_path
    sql_files.load.cache_clear()


def test_migrate_runs_every_sql_file(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*.sql")
    }
    executed: list[str] = []
    execute = psycopg.Connection.execute

    def spy(conn: psycopg.Connection, query: str, *args: object, **options: object) -> object:
        executed.append(query)
        return execute(conn, query, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(psycopg.Connection, "execute", spy)
    Cli(empty_database.dsn)("migrate")
    sent = "\n".join(executed)
    assert {path for path, text in texts.items() if text.rstrip() not in sent} == set()


@pytest.mark.parametrize(
    "path",
    [
        "functions/stray.sql",
        "functions/hardal_other/stray.sql",
        "functions/hardal/notes.txt",
        "sql/stray.sql",
        "migrations/0001_stray.sql",
        "migrations/core/old/0001_stray.txt",
    ],
)
def test_a_file_that_no_step_runs_is_refused(copied: Path, path: str) -> None:
    sql_files.load()
    sql_files.load.cache_clear()
    (copied / path).parent.mkdir(exist_ok=True)
    (copied / path).write_text("select 1;\n")
    with pytest.raises(Refused, match=f"no step of migrate runs {re.escape(path)}"):
        sql_files.load()


def test_files_that_editors_and_file_managers_leave_are_passed_over(copied: Path) -> None:
    before = sql_files.load().all
    sql_files.load.cache_clear()
    for name in (".DS_Store", ".ingest.sql.swp", ".#ingest.sql", "ingest.sql~"):
        (copied / "functions" / "hardal" / name).write_text("no SQL\n")
    assert sql_files.load().all == before


@pytest.mark.parametrize(
    ("first", "second", "function"),
    [
        ("hardal_private/urls/one.sql", "hardal_private/tokens/one.sql", "hardal_private.one"),
        ("tenant/ingest/one.sql", "tenant/views/one.sql", "template__store.one"),
    ],
)
def test_two_files_of_one_schema_with_the_same_name_are_refused(
    copied: Path, first: str, second: str, function: str
) -> None:
    for path in (first, second):
        (copied / "functions" / path).write_text("-- a function\n")
    with pytest.raises(Refused, match=f"two files define {re.escape(function)}"):
        sql_files.load()


def test_two_schemas_may_have_functions_of_the_same_name(copied: Path) -> None:
    for path in ("hardal_private/urls/one.sql", "tenant/ingest/one.sql"):
        (copied / "functions" / path).write_text("-- a function\n")
    functions = sql_files.load().functions
    assert "one" in functions["hardal_private"]
    assert "one" in functions["template__store"]


def test_the_word_template_is_a_name_in_files_for_tenants() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line}"
        for folder in FOR_TENANTS
        for file in (ROOT / folder).rglob("*.sql")
        for number, line in unsafe_words(file.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "-- The template has this function too.",
        "-- Template of a view",
        "select hardal_private.template_version();",
        "create temporary table templates (n int);",
        "select 'a template of ' || name",
        "grant select on events to template__u_ann;",
        "execute format('select %L', 'template__stored')",
    ],
)
def test_another_meaning_of_the_word_is_found(line: str) -> None:
    assert list(unsafe_words(line)) == [(1, line)]


def test_only_comments_on_functions_are_left_out_for_tenants() -> None:
    for source in sql_files.load().tenant_functions:
        left_out = source.text.removeprefix(source.for_tenants.rstrip("\n")).strip()
        if left_out:
            assert re.fullmatch(
                r"(comment on function [^;]+ is\s+('(?:[^']|'')*'\s*)+;\s*)+", left_out
            ), source.path


def test_a_tenant_has_every_function_of_the_template(database: Database, tenant: str) -> None:
    def functions(schema: str) -> set[str]:
        names = database.value(
            "select array_agg(proname::text) from pg_proc where pronamespace = %s::regnamespace",
            schema,
        )
        assert isinstance(names, list)
        return set(names)

    nested = {
        Path(source.path).stem
        for source in sql_files.load().tenant_functions
        if re.fullmatch(r"functions/tenant/.+/.+", source.path)
    }
    assert nested
    assert nested <= functions(f"{tenant}__store")
    assert functions(f"{tenant}__store") == functions("template__store")
    assert functions(tenant) == functions("template")
