"""tests/schema.sql is the reviewer's picture of the whole schema; `make schema` rewrites it."""

import os
from pathlib import Path

from tests.harness.databases import Database
from tests.harness.schema import dump

PICTURE = Path(__file__).parents[1] / "schema.sql"


def test_the_committed_schema_is_the_schema(database: Database) -> None:
    schema = dump(database)
    if os.environ.get("HARDAL_WRITE_SCHEMA"):
        PICTURE.write_text(schema)
    assert schema == PICTURE.read_text(), "the schema has changed: look at it, then make schema"
