"""Releases the version that hardal_admin/__init__.py names: `make release`.

It checks first, and changes nothing until every check has passed. Then it dates the changelog,
writes releases/<version>.sql, builds the wheel and the sdist into dist/, commits and tags.
It publishes nothing.
"""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from hardal_admin import __version__
from hardal_admin.migrate.script import script

ROOT = Path(__file__).resolve().parents[1]
CHANGELOG = ROOT / "CHANGELOG.md"
UNRELEASED = f"## {__version__} (unreleased)"


def main() -> None:
    if problem := _problem():
        sys.exit(f"hardal: no release: {problem}")
    _run("make", "lint", "test")
    if changed := _output("git", "status", "--porcelain"):
        sys.exit(f"hardal: no release: the checks have changed files:\n{changed}")
    file = ROOT / "releases" / f"{__version__}.sql"
    file.parent.mkdir(exist_ok=True)
    try:
        file.write_text(script(), encoding="utf-8")
        dated = f"## {__version__} ({time.strftime('%Y-%m-%d')})"
        CHANGELOG.write_text(CHANGELOG.read_text().replace(UNRELEASED, dated, 1))
        shutil.rmtree(ROOT / "dist", ignore_errors=True)
        _run(sys.executable, "-m", "hatchling", "build", "-d", "dist")
        _run("git", "add", file, CHANGELOG)
        _run("git", "commit", "-q", "-m", f"hardal {__version__}")
    except BaseException:
        _run("git", "reset", "-q", "--", file, CHANGELOG)
        _run("git", "checkout", "-q", "--", CHANGELOG)
        file.unlink(missing_ok=True)
        raise
    _run("git", "tag", "-a", f"v{__version__}", "-m", f"hardal {__version__}")
    print(
        f"hardal {__version__} is committed and tagged, and dist/ holds the wheel and the sdist.\n"
        "Next: git push --follow-tags, and upload dist/*. Then set the next version in\n"
        "hardal_admin/__init__.py, and begin its part of CHANGELOG.md."
    )


def _problem() -> str:
    """Return why this checkout cannot be released, or an empty text."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", __version__):
        return f"{__version__} in hardal_admin/__init__.py is no version such as 1.2.3"
    if dirty := _output("git", "status", "--porcelain"):
        return f"the work tree has changes that are not committed:\n{dirty}"
    if (ROOT / "releases" / f"{__version__}.sql").exists():
        return (
            f"{__version__} is released already: set the next version in hardal_admin/__init__.py"
        )
    if _output("git", "tag", "--list", f"v{__version__}"):
        return f"the tag v{__version__} exists already"
    if UNRELEASED not in CHANGELOG.read_text().splitlines():
        return f"CHANGELOG.md has no heading {UNRELEASED}"
    if not (ROOT / "tests" / "releases" / f"{__version__}.sql").exists():
        return (
            f"tests/releases/{__version__}.sql is missing. It fills a database of this version for"
            " the upgrade tests: begin with a copy of the newest file there"
        )
    return ""


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        words = " ".join(str(part) for part in command)
        sys.exit(f"hardal: no release: {words} ended with {done.returncode}")


def _output(*command: str) -> str:
    return subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.rstrip()


if __name__ == "__main__":
    main()
