"""The wheel holds all that the tool needs, so it works outside the repository."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from hardal_admin import page
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
    parts = json.loads((ROOT / "dashboard" / "vendor.json").read_text()).values()
    packages = {f"node_modules/{part['from']}" for part in parts}
    sources = {
        str(file.relative_to(ROOT)) for file in (ROOT / "dashboard").rglob("*") if file.is_file()
    }
    assert {f"hardal_admin/_{file}" for file in sources} | {
        f"hardal_admin/_dashboard/{file}" for file in packages
    } <= set(zipfile.ZipFile(wheel).namelist())
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert ours | sources | packages <= names
    assert not [
        name
        for name in names - packages
        if name.startswith(("tests/", ".venv/", "node_modules/", ".hardal/"))
    ]


def test_a_wheel_comes_from_the_sdist_too_and_none_without_npm_s_packages(
    built: Path, tmp_path: Path
) -> None:
    # tarfile's filters are missing in Debian 12's Python
    subprocess.run(["tar", "-xf", *built.glob("*.tar.gz"), "-C", tmp_path], check=True)
    (folder,) = tmp_path.iterdir()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    subprocess.run([*build, tmp_path / "again"], cwd=folder, check=True)
    (first,) = built.glob("*.whl")
    (again,) = (tmp_path / "again").glob("*.whl")
    assert set(zipfile.ZipFile(again).namelist()) == set(zipfile.ZipFile(first).namelist())
    (folder / "node_modules" / "htm" / "LICENSE").unlink()
    done = subprocess.run(
        [*build, tmp_path / "none"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "node_modules/htm/LICENSE is missing: run npm ci first" in done.stdout + done.stderr
    assert not (tmp_path / "none").exists() or not list((tmp_path / "none").iterdir())


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
    stored = empty_database.value("select count(*) from hardal_private.page_files")
    assert stored == len(page.load().files)
    unit = ROOT / "docs" / "operations" / "hardal-maintain.service"
    assert unit.name in tool("files").split()
    assert tool("files", unit.name) == unit.read_text()
    tool("files", "--output", "all")
    assert (tmp_path / "all" / "grafana.json").is_file()
