"""tests/schema.sql is the committed picture of the schema. `make schema` rewrites it.

The picture shows reviewers what a change does to the database. It has no function bodies, because
these stand in functions/.
"""

import difflib
import os
from pathlib import Path

from tests.harness.databases import Database
from tests.harness.schema import dump, without_bodies

PICTURE = Path(__file__).parents[1] / "schema.sql"

# Each body holds text that ends a statement, or begins another one, where it is not quoted.
FUNCTIONS = r"""
create function hardal.f1(a text default e'x;\n    AS $$ \' ') returns text language plpgsql
    stable security definer set search_path = pg_catalog, pg_temp as
$body$ begin return $$;$$ || e'
END;
CREATE FUNCTION hardal.none() RETURNS int
    RETURN 1;'; end $body$;
create function hardal.f2(a int) returns text language sql immutable
    return case a when 1 then '; ''
END;' else 'RETURN' end;
create function hardal.f3() returns setof int language sql
    begin atomic
        select case when true then 1 end;
        select length('
END;');
    end;
create procedure hardal.p4() language sql as 'select 1; select '';''';
"""
PICTURED = [
    r"CREATE FUNCTION hardal.f1(a text DEFAULT 'x;",
    r"    AS $$ '' '::text) RETURNS text",
    "    LANGUAGE plpgsql STABLE SECURITY DEFINER",
    "    SET search_path TO 'pg_catalog', 'pg_temp';",
    "CREATE FUNCTION hardal.f2(a integer) RETURNS text",
    "    LANGUAGE sql IMMUTABLE;",
    "CREATE FUNCTION hardal.f3() RETURNS SETOF integer",
    "    LANGUAGE sql;",
    "CREATE PROCEDURE hardal.p4()",
    "    LANGUAGE sql;",
]


def changes(old: str, new: str) -> list[str]:
    return list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1))


def test_the_committed_schema_is_the_schema(database: Database) -> None:
    schema = without_bodies(dump(database))
    if os.environ.get("HARDAL_WRITE_SCHEMA"):
        PICTURE.write_text(schema)
    changed = changes(PICTURE.read_text(), schema)
    if changed:
        raise AssertionError(
            "the schema has changed: look at it, then make schema\n" + "\n".join(changed[:40])
        )


def test_the_picture_shows_every_signature_and_no_body(database: Database) -> None:
    before = without_bodies(dump(database))
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(FUNCTIONS.encode())
    changed = changes(before, without_bodies(dump(database)))[2:]
    added = [line[1:] for line in changed if line.startswith("+")]
    assert [line for line in added if not line.startswith(("ALTER ", "REVOKE "))] == PICTURED
    assert not [line for line in changed if line.startswith("-")]
    signatures = before.count("\nCREATE FUNCTION ") + before.count("\nCREATE PROCEDURE ")
    assert signatures == database.value(
        "select count(*) from pg_proc where proname !~ '^[fp][1-4]$' and pronamespace::regnamespace"
        " in ('hardal', 'hardal_doorkeeper', 'hardal_helpers', 'hardal_private', 'template',"
        " 'template__store')"
    )
