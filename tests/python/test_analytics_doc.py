"""What docs/analytics.md shows is what comes out: each example is run on the sample data, and its output compared.

HARDAL_WRITE_DOCS=1 writes the outputs into the page. The dashboard for Grafana is run here too, query by query.
"""

import json
import os
import re
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow

from hardal_admin.embedded import binaries
from tests.conftest import Cli
from tests.harness.postgrest import Api
from tests.harness.server import ROOT

PAGE = ROOT / "docs" / "analytics.md"
DASHBOARD = ROOT / "docs" / "analytics" / "grafana.json"
SAMPLE = ROOT / "tests" / "fixtures" / "analytics.ndjson"
REFUSED = 2


def load(cli: Cli, tenant: str) -> None:
    """The sample data, as an analyst finds it: counted beforehand, with typed views; its end came a round later."""
    lines = SAMPLE.read_text().splitlines(keepends=True)
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson") as beginning:
        beginning.writelines(
            line for line in lines if json.loads(line)["created_at"] < "2024-10-15"
        )
        beginning.flush()
        cli("import", tenant, beginning.name)
    cli("maintain", tenant)
    said = cli.json("import", tenant, str(SAMPLE))
    assert (said["accepted"] + said["duplicates"], said["rejected"]) == (
        len(lines) - REFUSED,
        REFUSED,
    )
    cli("views", "refresh", tenant)
    cli("maintain", tenant)


@pytest.fixture
def url(cli: Cli, tenant: str) -> str:
    """A PSQL URL that reads the sample data."""
    load(cli, tenant)
    return str(cli.json("url", "create", tenant, "--name", "ann")["url"])


def shown(command: list[str], script: str, **environment: str) -> str:
    """What a command prints, as the page shows it: no spaces at the ends of lines, no empty lines at its end."""
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


def compare(language: str, command: list[str], **environment: str) -> None:
    """Run every example in the language, and compare what it prints with the block that follows it."""
    example = re.compile(
        rf"^(```{language}\n(.*?)^```\n\n```text\n)(.*?)^```", re.MULTILINE | re.DOTALL
    )
    page = PAGE.read_text()
    found = example.findall(page)
    assert len(found) == len(re.findall(rf"^```{language}$", page, re.MULTILINE)), (
        "an example without its output"
    )
    outputs = [shown(command, script, **environment) for _, script, _ in found]
    if os.environ.get("HARDAL_WRITE_DOCS"):
        written = iter(outputs)
        PAGE.write_text(example.sub(lambda match: f"{match[1]}{next(written)}```", page))
        return
    for (_, script, said), output in zip(found, outputs, strict=True):
        assert said == output, script


def test_each_query_of_the_page_answers_as_the_page_says(url: str) -> None:
    psql = str(binaries.postgres_bin("18") / "psql")
    compare("sql", [psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", url], PAGER="cat")


def test_each_request_of_the_page_answers_as_the_page_says(
    cli: Cli, tenant: str, api: Api, read_token: str
) -> None:
    load(cli, tenant)
    compare("sh", ["bash", "-euo", "pipefail"], API=api.url, TOKEN=read_token)


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def as_grafana_sends_it(query: str, since: datetime, until: datetime) -> str:
    """Variables and macros replaced as in Grafana's own macros.go."""
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
    """The fields of its query that a panel's settings name."""
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
        until = datetime.now(UTC) + timedelta(minutes=1)  # the import was refused just now
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


def test_the_dashboard_is_one_that_grafana_takes() -> None:
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
