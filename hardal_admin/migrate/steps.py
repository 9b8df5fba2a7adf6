"""The steps that bring hardal's own schemas and the template up to date, in order, as SQL.

migrate runs them (core.py), and `migrate --sql` prints them as one file (script.py). All steps
belong in one transaction.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from hardal_admin import page
from hardal_admin.migrate.sql_files import SqlFile, SqlFiles

# what the record of migrate calls the page's files
PAGE = "dashboard"

_AS_OWNER = "set local role hardal_owner;"
_AS_LOGIN = "set local role none;"
# hardal_doorkeeper where self-service is on, hardal_owner where it is off
_AS_DOORKEEPER = """select set_config('role', r.rolname, true)
from pg_namespace as n inner join pg_roles as r on n.nspowner = r.oid
where n.nspname = 'hardal_doorkeeper';"""
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


def steps(
    todo: SqlFiles, migrations: Collection[str], self_service: bool | None = None
) -> Iterator[Step]:
    """Yield all steps. Of the migrations, only those with these paths run.

    `self_service` turns self-service on or off. None keeps what the database has.
    """

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
    asked = {None: "", True: "on", False: "off"}[self_service]
    yield Step(f"select set_config('hardal.self_service', {literal(asked)}, true);")
    yield from files(todo.doorkeeper)
    yield Step(_AS_DOORKEEPER)
    yield from files(*todo.doorkeeper_functions)
    yield Step(_AS_LOGIN)
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
        yield Step(_drop_stale(schema, functions))
    yield Step(_record_files(todo))
    yield Step(_store_template(todo))
    yield Step(_store_page())
    yield Step("select hardal_private.record_definitions();")
    yield Step("select hardal_private.record_grants();")
    yield Step(_AS_LOGIN)
    yield Step(
        _drop_stale("hardal_doorkeeper", [Path(f.path).stem for f in todo.doorkeeper_functions])
    )
    yield Step("select hardal_private.grant_doorkeeper(null);")
    yield Step("select hardal_private.grant_api(null);")
    yield Step("select hardal_private.mend_memberships();")


def _drop_stale(schema: str, functions: list[str]) -> str:
    names = ", ".join(literal(name) for name in functions)
    return f"select hardal_private.drop_stale_functions({literal(schema)}, array[{names}]);"


def _record_files(todo: SqlFiles) -> str:
    """Return SQL that records all files, and forgets those that this version does not have."""
    digests = {s.path: s.sha256 for s in todo.all} | {PAGE: page.load().sha256}
    rows = ",\n".join(f"({literal(p)}, {literal(digest)})" for p, digest in digests.items())
    paths = ", ".join(literal(p) for p in digests)
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


def _store_page() -> str:
    """Return SQL that stores the files of the page in the place of the ones before."""
    found = page.load()
    rows = ",\n".join(
        f"({literal(file.path)}, {literal(found.version)}, {literal(json.dumps(file.headers))},"
        f" convert_to({_body(file.body)}, 'UTF8'))"
        for file in found.files
    )
    return (
        "delete from hardal_private.page_files;\n"  # noqa: S608 (literals, all quoted)
        f"insert into hardal_private.page_files (path, version, headers, body) values\n{rows};"
    )


def literal(value: str) -> str:
    return sql.Literal(value).as_string(None).strip()


def _body(text: str) -> str:
    """Return a file's text as a literal that stays readable."""
    quote = "$hardal_file$"
    return literal(text) if quote in text else f"{quote}{text}{quote}"
