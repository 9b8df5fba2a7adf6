"""docs/analytics.md shows the real output of its examples, which run here on the sample data.

HARDAL_WRITE_DOCS=1 writes the outputs into the page. The queries of the Grafana dashboard run here
too.
"""

import json
import os
import re
import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow

from hardal_admin.embedded import binaries
from tests.harness.postgrest import Api
from tests.harness.sample import load_sample
from tests.harness.server import ROOT
from tests.harness.tool import Cli

PAGE = ROOT / "docs" / "analytics.md"
DASHBOARD = ROOT / "docs" / "analytics" / "grafana.json"


@pytest.fixture
def url(cli: Cli, tenant: str) -> str:
    """A PSQL URL that reads the sample data."""
    load_sample(cli, tenant)
    return str(cli.json("url", "create", tenant, "--name", "ann")["url"])


def shown(command: list[str], script: str, **environment: str) -> str:
    """Run a command and return its output as the page shows it.

    Spaces at the ends of lines and empty lines at the end are removed.
    """
    result = subprocess.run(
        command,
        input=script,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, script + result.stdout + result.stderr
    return "\n".join(line.rstrip() for line in result.stdout.splitlines()).rstrip("\n") + "\n"


def compare(language: str, command: list[str], cli: Cli, tenant: str, **environment: str) -> None:
    """Run every example in a language and compare its output with the block that follows it.

    Commands of hardal-admin, which stand in blocks of bash, run before the examples below them.
    """
    example = re.compile(
        rf"^(```{language}\n(.*?)^```\n\n```text\n)(.*?)^```", re.MULTILINE | re.DOTALL
    )
    page = PAGE.read_text()
    found = list(example.finditer(page))
    assert len(found) == len(re.findall(rf"^```{language}$", page, re.MULTILINE)), (
        "an example without its output"
    )
    commands = re.finditer(r"^```bash\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    parts = sorted([*found, *commands], key=lambda match: match.start())
    outputs = []
    for part in parts:
        if part in found:
            outputs.append(shown(command, part[2], **environment))
            continue
        for line in part[1].splitlines():
            program, *words = shlex.split(line)
            assert program == "hardal-admin"
            cli(*(tenant if word == "acme" else word for word in words))
    if os.environ.get("HARDAL_WRITE_DOCS"):
        written = iter(outputs)
        PAGE.write_text(example.sub(lambda match: f"{match[1]}{next(written)}```", page))
        return
    for match, output in zip(found, outputs, strict=True):
        assert match[3] == output, match[2]


def test_each_query_of_the_page_has_the_output_that_the_page_shows(
    cli: Cli, tenant: str, url: str
) -> None:
    psql = str(binaries.postgres_bin("18") / "psql")
    command = [psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", url]
    compare("sql", command, cli, tenant, PAGER="cat")


def test_each_request_of_the_page_has_the_output_that_the_page_shows(
    cli: Cli, tenant: str, api: Api, read_token: str
) -> None:
    load_sample(cli, tenant)
    compare("sh", ["bash", "-euo", "pipefail"], cli, tenant, API=api.url, TOKEN=read_token)


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def as_grafana_sends_it(query: str, since: datetime, until: datetime) -> str:
    """Replace variables and macros in a query as Grafana's own macros.go does."""
    for variable in json.loads(DASHBOARD.read_text())["templating"]["list"]:
        if variable["type"] != "datasource":
            query = query.replace(
                f"${{{variable['name']}}}", variable["current"]["value"].replace("'", "''")
            )
    times = [f"'{time.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}'" for time in (since, until)]

    def macro(match: re.Match[str]) -> str:
        return {
            "__timeFilter": f"{match[2]} BETWEEN {times[0]} AND {times[1]}",
            "__timeFrom": times[0],
            "__timeTo": times[1],
        }[match[1]]

    sent = re.sub(r"\$([_a-zA-Z0-9]+)\(([^)]*)\)", macro, query)
    assert "$" not in sent, sent
    return sent


def named_fields(part: Any) -> set[str]:
    """Return the fields of a panel's query that its settings name."""
    if isinstance(part, list):
        return set().union(*map(named_fields, part))
    if not isinstance(part, dict):
        return set()
    names = {part["options"]} if part.get("id") == "byName" else set()
    for key, value in part.items():
        if key in ("xField", "displayName", "timeField") and isinstance(value, str):
            names.add(value)
        elif key in ("renameByName", "indexByName", "excludeByName"):
            names |= set(value)
        elif key in ("columnField", "rowField", "valueField"):
            names.add(value)
        else:
            names |= named_fields(value)
    return names


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])
def test_each_panel_of_the_dashboard_has_rows_with_the_fields_that_it_names(
    url: str, panel: dict[str, Any]
) -> None:
    since, until = datetime(2024, 9, 1, tzinfo=UTC), datetime(2024, 11, 1, tzinfo=UTC)
    if "received_at" in panel["targets"][0]["rawSql"]:
        until = datetime.now(UTC) + timedelta(minutes=1)  # the import rejected events just now
    wanted = named_fields(
        [panel["fieldConfig"], panel["options"], panel.get("transformations", [])]
    )
    with psycopg.connect(url, autocommit=True, row_factory=psycopg.rows.dict_row) as reader:
        for target in panel["targets"]:
            assert target["datasource"] == {
                "type": "grafana-postgresql-datasource",
                "uid": "${datasource}",
            }
            rows = answer(reader, as_grafana_sends_it(target["rawSql"], since, until))
            assert rows
            columns = set(rows[0])
            assert wanted <= columns, wanted - columns
            if target["format"] == "time_series":
                assert isinstance(rows[0]["time"], datetime)
                assert [row["time"] for row in rows] == sorted(row["time"] for row in rows)
                kinds = {
                    type(value).__name__
                    for name, value in rows[0].items()
                    if name not in ("time", "metric")
                }
                assert kinds <= {"int", "float", "Decimal"}


def answer(reader: psycopg.Connection[DictRow], query: str) -> list[DictRow]:
    return reader.execute(query.encode()).fetchall()


def test_the_dashboard_has_the_form_that_grafana_accepts() -> None:
    dashboard = json.loads(DASHBOARD.read_text())
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(ids)) == len(ids)
    assert dashboard["schemaVersion"] >= 39
    assert dashboard["templating"]["list"][0]["query"] == "grafana-postgresql-datasource"
    taken: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert max(x for x, _ in cells) < 24
        assert not taken & cells, panel["title"]
        taken |= cells
