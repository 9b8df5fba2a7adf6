"""The wheel holds all that the tool needs, so it works outside the repository."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from hardal_admin.migrate import sql_files
from tests.harness.databases import Database
from tests.harness.server import ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True)
    return folder


def test_the_wheel_holds_every_sql_file_and_every_file_that_the_docs_show(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    carried = {
        name.removeprefix("hardal_admin/_sql/") for name in zipfile.ZipFile(wheel).namelist()
    }
    ours = {
        str(file.relative_to(ROOT))
        for folder in ("migrations", "sql", "functions")
        for file in (ROOT / folder).rglob("*.sql")
    }
    assert ours
    assert ours <= carried
    shown = {
        f"hardal_admin/_files/{file.relative_to(ROOT / 'docs')}"
        for folder in ("operations", "analytics")
        for file in (ROOT / "docs" / folder).iterdir()
    }
    assert shown
    assert shown <= set(zipfile.ZipFile(wheel).namelist())
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert ours <= names
    assert not [
        name for name in names if name.startswith(("tests/", ".venv/", "node_modules/", ".hardal/"))
    ]


def test_an_installed_tool_migrates_a_database(
    built: Path, empty_database: Database, tmp_path: Path
) -> None:
    (wheel,) = built.glob("*.whl")
    target = tmp_path / "site"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--no-index",
            "--target",
            target,
            wheel,
        ],
        check=True,
    )
    environment = os.environ | {"PYTHONPATH": str(target), "HARDAL_DSN": empty_database.dsn}

    def tool(*args: str) -> str:
        command = [sys.executable, "-m", "hardal_admin", *args]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        ).stdout

    where = "import hardal_admin.migrate.sql_files as s; print(s.root())"
    found = subprocess.run(
        [sys.executable, "-c", where],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert Path(found) == target / "hardal_admin" / "_sql"
    assert len(json.loads(tool("migrate", "--json"))["migrations"]) == len(
        sql_files.load().migrations
    )
    assert json.loads(tool("tenant", "list", "--json")) == []
    unit = ROOT / "docs" / "operations" / "hardal-maintain.service"
    assert unit.name in tool("files").split()
    assert tool("files", unit.name) == unit.read_text()
    tool("files", "--output", "all")
    assert (tmp_path / "all" / "grafana.json").is_file()
