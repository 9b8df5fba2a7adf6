"""docs/security.md lists the rights of every role, as the catalogue holds them.

`make schema` rewrites its table.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.harness import postgrest
from tests.harness.databases import Database
from tests.harness.docs import examples
from tests.harness.server import ROOT

PAGE = ROOT / "docs" / "security.md"
PLACE = re.compile(r"(<!-- grants: [^\n]*-->\n).*?(<!-- end of grants -->)", re.DOTALL)


def table(database: Database) -> str:
    with database.connect() as conn:
        rows = conn.execute("select * from hardal_private.held_grants()").fetchall()
    rights: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        schema = re.sub("^template", "<tenant>", row["schema"])
        grantee = re.sub("^template", "<tenant>", row["grantee"])
        thing = (
            f"schema `{schema}`"
            if row["kind"] == "schema"
            else f"{row['kind']} `{schema}.{row['object']}`"
        )
        rights[grantee, thing].add(row["privilege"])
    lines = ["| role | on | may |", "| --- | --- | --- |"]
    lines += [
        f"| `{role}` | {thing} | {', '.join(sorted(rights[role, thing]))} |"
        for role, thing in sorted(rights)
    ]
    return "\n".join(lines) + "\n"


def test_the_table_of_rights_equals_the_catalogue(database: Database) -> None:
    found = table(database)
    if os.environ.get("HARDAL_WRITE_SCHEMA"):
        PAGE.write_text(PLACE.sub(lambda place: place[1] + found + place[2], PAGE.read_text()))
    said = PLACE.search(PAGE.read_text())
    assert said
    assert said[0].split("\n", 1)[1].rsplit("<!--", 1)[0] == found


@pytest.mark.usefixtures("settled_roles")
def test_the_examples_of_docs_security_work_as_written(database: Database) -> None:
    environment = os.environ | {
        "HARDAL_DSN": database.dsn,
        "HARDAL_JWT_SECRET": postgrest.JWK_SET,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", examples("docs/security.md")],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    assert "nothing is wrong" in result.stdout
    assert "dropped acme" in result.stdout
