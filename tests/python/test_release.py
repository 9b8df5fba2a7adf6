"""make release: it refuses what is not ready, and else writes, builds, commits and tags."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hardal_admin import __version__
from hardal_admin.migrate.script import script
from tests.harness.server import ROOT

pytestmark = pytest.mark.skipif(
    not shutil.which("git") or not (ROOT / ".git").exists(), reason="this is no checkout"
)
WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "test"), ("EMAIL", "test@example.com"))
}


class Checkout:
    """A clone in which 9.9.9 is ready to be released. Its lint and tests are not run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        self.make = folder / "bin" / "make"
        self.make.parent.mkdir()
        self.checks("exit 0")
        subprocess.run(["git", "clone", "-q", ROOT, self.folder], check=True)
        for name in ("htm", "preact", "uplot"):  # the parts of the page, as npm ci installs them
            shutil.copytree(ROOT / "node_modules" / name, self.folder / "node_modules" / name)
        self.edit("hardal_admin/__init__.py", __version__, "9.9.9")
        self.edit("CHANGELOG.md", "# Changelog\n", "# Changelog\n\n## 9.9.9 (unreleased)\n\n- x\n")
        data = self.folder / "tests" / "releases"
        shutil.copy(next(data.glob("*.sql")), data / "9.9.9.sql")
        self.commit()

    def checks(self, script: str) -> None:
        self.make.write_text(f"#!/bin/sh\n{script}\n")
        self.make.chmod(0o755)

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "ready")

    def git(self, *args: str) -> str:
        return subprocess.run(
            ["git", *args], cwd=self.folder, env=os.environ | WHO, check=True,
            capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip

    def release(self) -> subprocess.CompletedProcess[str]:
        path = f"{self.make.parent}:{os.environ['PATH']}"
        return subprocess.run(
            [sys.executable, "-m", "scripts.release"], cwd=self.folder, check=False,
            env=os.environ | WHO | {"PATH": path}, capture_output=True, text=True,
        )  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_a_release_is_written_built_committed_and_tagged(checkout: Checkout) -> None:
    done = checkout.release()
    assert done.returncode == 0, done.stderr
    assert checkout.git("status", "--porcelain") == ""
    assert checkout.git("describe", "--tags") == "v9.9.9"
    assert checkout.git("show", "--stat", "--format=", "HEAD").count("|") == 2
    assert "## 9.9.9 (20" in (checkout.folder / "CHANGELOG.md").read_text()
    assert "-- hardal 9.9.9:" in (checkout.folder / "releases" / "9.9.9.sql").read_text()
    built = sorted(file.name for file in (checkout.folder / "dist").iterdir())
    assert built == ["hardal-9.9.9-py3-none-any.whl", "hardal-9.9.9.tar.gz"]
    wheel = zipfile.ZipFile(checkout.folder / "dist" / built[0])
    assert b"Version: 9.9.9" in wheel.read("hardal-9.9.9.dist-info/METADATA")
    again = checkout.release()
    assert again.returncode == 1
    assert "9.9.9 is released already" in again.stderr


@pytest.mark.parametrize(
    ("path", "old", "new", "committed", "problem"),
    [
        ("README.md", "hardal", "Hardal", False, "not committed"),
        ("CHANGELOG.md", "9.9.9 (unreleased)", "9.9.8 (unreleased)", True, "has no heading"),
        ("hardal_admin/__init__.py", "9.9.9", "9.9.9.dev0", True, "is no version such as 1.2.3"),
        ("hardal_admin/__init__.py", "9.9.9", "9.9.10", True, "has no heading"),
    ],
)
def test_a_checkout_that_is_not_ready_is_refused(
    checkout: Checkout, path: str, old: str, new: str, committed: bool, problem: str
) -> None:
    checkout.edit(path, old, new)
    if committed:
        checkout.commit()
    untouched = checkout.git("status", "--porcelain")
    done = checkout.release()
    assert done.returncode == 1
    assert problem in done.stderr
    assert checkout.git("status", "--porcelain") == untouched
    assert not (checkout.folder / "releases" / "9.9.9.sql").exists()


def test_a_failing_check_releases_nothing(checkout: Checkout) -> None:
    checkout.checks("exit 3")
    done = checkout.release()
    assert done.returncode == 1
    assert "make lint test ended with 3" in done.stderr
    assert checkout.git("status", "--porcelain") == ""
    assert checkout.git("tag", "--list", "v9.9.9") == ""


def test_a_failing_build_leaves_the_checkout_as_it_was(checkout: Checkout) -> None:
    checkout.edit("pyproject.toml", "[tool.hatch.version]", "[tool.hatch.no]")
    checkout.commit()
    done = checkout.release()
    assert done.returncode == 1
    assert "hatchling build" in done.stderr
    assert checkout.git("status", "--porcelain") == ""
    assert not (checkout.folder / "releases" / "9.9.9.sql").exists()


def test_a_released_version_is_not_changed() -> None:
    """A change to the SQL after a release needs the next version in hardal_admin/__init__.py."""
    released = ROOT / "releases" / f"{__version__}.sql"
    if released.exists():
        assert released.read_text(encoding="utf-8") == script()
