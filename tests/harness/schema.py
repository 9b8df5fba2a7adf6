"""A database's schema as text that two can be compared by: pg_dump's, grants and comments included."""

import re
import subprocess

from hardal_admin.embedded import binaries
from tests.harness.databases import Database

# pg_dump 18 also reads 15, 16 and 17
# PostgreSQL 15 prints a view's columns with the table's alias, later ones without
_VIEW = re.compile(r"^CREATE VIEW .*?;$", re.MULTILINE | re.DOTALL)
_ALIAS = re.compile(r"\b[a-z]\.")
# 17.12 counts each column's versions among its options (pg_attver); its own pg_dump leaves them out, 18.4's does not
_NOISE = re.compile(
    r"^(--.*|ALTER TABLE .* SET \(pg_attver=\d+\);|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*|\s*)$"
)


def dump(database: Database, *tenants: str) -> str:
    schemas = ["hardal", "hardal_private", "template", "template__store"]
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
    return _VIEW.sub(lambda view: _ALIAS.sub("", view[0]), "\n".join(lines)) + "\n"
