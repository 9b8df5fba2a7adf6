"""tests/schema.sql is the reviewer's picture of the whole schema; `make schema` rewrites it."""

import difflib
import os
from pathlib import Path

from tests.harness.databases import Database
from tests.harness.schema import dump

PICTURE = Path(__file__).parents[1] / "schema.sql"


def test_the_committed_schema_is_the_schema(database: Database) -> None:
    schema = dump(database)
    if os.environ.get("HARDAL_WRITE_SCHEMA"):
        PICTURE.write_text(schema)
    changed = list(
        difflib.unified_diff(
            PICTURE.read_text().splitlines(), schema.splitlines(), lineterm="", n=1
        )
    )
    if changed:
        raise AssertionError(
            "the schema has changed: look at it, then make schema\n" + "\n".join(changed[:40])
        )
