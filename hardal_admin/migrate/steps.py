"""The steps that bring hardal's own schemas and the template up to date, in order, as SQL.

migrate runs them (core.py), and `migrate --sql` prints them as one file (script.py). All steps
belong in one transaction.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from psycopg import sql

from hardal_admin.migrate.sql_files import SqlFile, SqlFiles

_AS_OWNER = "set local role hardal_owner;"
_AS_LOGIN = "set local role none;"
# The first migrate finds no such function, and nothing to remember.
_REMEMBER = """do $$
begin
    if to_regprocedure('hardal_private.remember_definitions()') is not null then
        perform hardal_private.remember_definitions();
    end if;
end
$$;"""


@dataclass(frozen=True)
class Step:
    """SQL to run. `path` names the file that it comes from, where it comes from a file."""

    text: str
    path: str = ""


def steps(todo: SqlFiles, migrations: Collection[str]) -> Iterator[Step]:
    """Yield all steps. Of the migrations, only those with these paths run."""

    def files(*sources: SqlFile) -> Iterator[Step]:
        for source in sources:
            if source not in todo.migrations or source.path in migrations:
                yield Step(source.text, source.path)

    yield Step("set local search_path = pg_catalog, pg_temp;")
    yield Step("set local check_function_bodies = off;")
    yield from files(todo.bootstrap)
    yield Step(_AS_OWNER)
    yield Step(_REMEMBER)
    yield from files(*todo.core_migrations)
    yield Step(_AS_LOGIN)
    yield from files(todo.roles)
    yield Step(_AS_OWNER)
    yield from files(*todo.private_functions)
    yield Step(_AS_LOGIN)
    yield Step("select hardal_private.create_tenant_schemas('template');")
    yield Step(_AS_OWNER)
    # the files that follow grant every right on the API and the template anew
    yield Step("select hardal_private.revoke_grants();")
    yield Step("select hardal_private.drop_ambiguous_functions();")
    yield from files(*todo.api_functions, *todo.core_declared, *todo.template)
    for schema, functions in todo.functions.items():
        names = ", ".join(literal(name) for name in functions)
        yield Step(
            f"select hardal_private.drop_stale_functions({literal(schema)}, array[{names}]);"
        )
    yield Step(_record_files(todo))
    yield Step(_store_template(todo))
    yield Step("select hardal_private.record_definitions();")
    yield Step("select hardal_private.record_grants();")
    yield Step(_AS_LOGIN)
    yield Step("select hardal_private.grant_api(null);")
    yield Step("select hardal_private.mend_memberships();")


def _record_files(todo: SqlFiles) -> str:
    """Return SQL that records all files, and forgets those that this version does not have."""
    rows = ",\n".join(f"({literal(s.path)}, {literal(s.sha256)})" for s in todo.all)
    paths = ", ".join(literal(s.path) for s in todo.all)
    return (
        f"insert into hardal_private.migrations as m (path, sha256) values\n{rows}\n"
        "on conflict (path) do update set sha256 = excluded.sha256, applied_at = now()"
        " where m.sha256 <> excluded.sha256;\n"
        "delete from hardal_private.migrations"
        f" where path <> all (array[{paths}]) and path not like 'migrations/%';"
    )


def _store_template(todo: SqlFiles) -> str:
    """Return SQL that stores the template's text for later tenants."""
    rows = ",\n".join(
        f"({literal(s.path)}, {n}, {str(s in todo.tenant_migrations).lower()},"
        f" {_body(s.for_tenants)})"
        for n, s in enumerate(todo.template)
    )
    return (
        "delete from hardal_private.template_files;\n"  # noqa: S608 (literals, all quoted)
        "insert into hardal_private.template_files (path, ordinal, migration, body) values\n"
        f"{rows};"
    )


def literal(value: str) -> str:
    return sql.Literal(value).as_string(None).strip()


def _body(text: str) -> str:
    """Return a file's text as a literal that stays readable."""
    quote = "$hardal_file$"
    return literal(text) if quote in text else f"{quote}{text}{quote}"
