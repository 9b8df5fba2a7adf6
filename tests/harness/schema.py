"""A database's schema as text: pg_dump's output, with grants and comments, made comparable."""

import re
import subprocess
from typing import Any

from hardal_admin.embedded import binaries
from tests.harness.databases import Database

# PostgreSQL 15 prints the columns of a view with the table's alias, later versions without it.
# pg_dump 18 reads all these versions.
_VIEW = re.compile(r"^CREATE VIEW .*?;$", re.MULTILINE | re.DOTALL)
_ALIAS = re.compile(r"\b[a-z]\.")
# 15.20 and 17.12 count the versions of each column in its options (pg_attver). Their own pg_dump
# leaves them out, the pg_dump of 18.4 does not.
_NOISE = re.compile(
    r"^(--.*|ALTER TABLE .* SET \(pg_attver=\d+\);|SET .*|SELECT pg_catalog\.set_config.*"
    r"|\\(un)?restrict .*|\s*)$"
)
# PostgreSQL 18 names NOT NULL constraints, and CREATE TABLE ... LIKE copies these names.
_NOT_NULL = re.compile(r" CONSTRAINT \w+ NOT NULL")
_FUNCTION = re.compile(r"^CREATE (?:FUNCTION|PROCEDURE) ", re.MULTILINE)
# The parts of a CREATE FUNCTION statement that matter here: quoted text, in which a semicolon or
# END means nothing; the beginning of a body, on a line of its own; and the ends of a body.
_PART = re.compile(
    r"""
    (?P<quoted> (?P<tag>\$\w*\$) .*? (?P=tag) | E'(?:[^'\\]|''|\\.)*' | '(?:[^']|'')*'
      | "(?:[^"]|"")*" )
    | (?P<atomic> \n\ +BEGIN\ ATOMIC\b )
    | (?P<body> \n\ +(?:AS|RETURN)\b )
    | (?P<atomic_end> \nEND; )
    | (?P<end> ; )
    """,
    re.DOTALL | re.VERBOSE,
)


def dump(database: Database, *tenants: str) -> str:
    """Return the schemas of these tenants as text.

    Without tenants, return the schemas of hardal and of the template.
    """
    schemas = [
        "hardal",
        "hardal_doorkeeper",
        "hardal_helpers",
        "hardal_private",
        "template",
        "template__store",
    ]
    if tenants:
        schemas = [schema for name in tenants for schema in (name, f"{name}__store")]
    out = subprocess.run(
        [
            binaries.postgres_bin("18") / "pg_dump",
            "--schema-only",
            *[f"--schema={name}" for name in schemas],
            database.dsn,
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = [line for line in out.splitlines() if not _NOISE.match(line)]
    text = _NOT_NULL.sub(" NOT NULL", "\n".join(lines))
    return _VIEW.sub(lambda view: _ALIAS.sub("", view[0]), text) + "\n"


def content(database: Database, tenant: str) -> dict[str, Any]:
    """Return everything that a tenant stores, times and ids included, and all grants."""
    found: dict[str, Any] = {}
    with database.connect() as conn:
        conn.execute("set timezone = 'UTC'")
        for table in ("events", "event_ids", "rejected_events", "quarantine_changes"):
            rows = conn.execute(
                f"select t.*::text as row from {tenant}__store.{table} as t order by 1"
            ).fetchall()
            found[table] = [row["row"] for row in rows]
        found["grants"] = conn.execute(
            "select * from hardal_private.held_grants()"
            " order by schema, kind, object, grantee, privilege"
        ).fetchall()
    return found


def without_bodies(schema: str) -> str:
    """Return a dump without the bodies of its functions and procedures.

    Signatures, languages, volatilities, SECURITY DEFINER and SET clauses stay.
    """
    kept, position = [], 0
    while function := _FUNCTION.search(schema, position):
        body, end = _body(schema, function.end())
        kept.append(schema[position:body])
        kept.append(";")
        position = end
    return "".join([*kept, schema[position:]])


def _body(schema: str, position: int) -> tuple[int, int]:
    """Return where the body of a function begins, and where its statement ends."""
    begins, atomic = None, False
    for part in _PART.finditer(schema, position):
        if begins is None and part.lastgroup in ("body", "atomic"):
            begins, atomic = part.start(), part.lastgroup == "atomic"
        elif part.lastgroup == ("atomic_end" if atomic else "end"):
            assert begins is not None, schema[position : part.end()]
            return begins, part.end()
    raise AssertionError(f"a function without an end: {schema[position : position + 200]}")
