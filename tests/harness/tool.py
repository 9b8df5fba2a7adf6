"""hardal-admin, called in the test's own process (Cli) or in a process of its own (Tool)."""

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from hardal_admin.cli import main
from tests.harness import postgrest
from tests.harness.folders import new_folder
from tests.harness.server import ROOT


class Cli:
    """hardal-admin on the test's database, in the test's own process."""

    def __init__(self, dsn: str) -> None:
        self.env = {"HARDAL_DSN": dsn, "HARDAL_JWT_SECRET": postgrest.JWK_SET, "COLUMNS": "200"}

    def __call__(self, *args: str, exit_code: int = 0, env: dict[str, str] | None = None) -> Result:
        result = CliRunner(env=self.env | (env or {})).invoke(main, args)
        assert result.exit_code == exit_code, (result.output, result.exception)
        return result

    def json(self, *args: str) -> Any:
        """Return the output of a command with --json."""
        return json.loads(self(*args, "--json").stdout)

    def wrong(self, *options: str) -> list[dict[str, Any]]:
        """Return doctor's findings that are wrong."""
        result = CliRunner(env=self.env).invoke(main, ["doctor", "--json", *options])
        assert result.stdout, result.output
        found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
        return [finding for finding in found if finding["level"] == "wrong"]


class Tool:
    """hardal-admin in a process of its own, with a data dir of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        # the embedded server looks for PostgREST below the working directory
        self.cwd = ROOT

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-m", "hardal_admin", *args, "--data-dir", str(self.data_dir)]

    def run(self, *args: str, exit_code: int = 0) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(
            self.command(*args), capture_output=True, text=True, cwd=self.cwd, check=False
        )
        assert result.returncode == exit_code, result.stdout + result.stderr
        assert "Traceback" not in result.stderr
        return result

    def json(self, *args: str) -> Any:
        """Return the output of a command with --json."""
        return json.loads(self.run(*args, "--json").stdout)


@contextlib.contextmanager
def new_tool() -> Iterator[Tool]:
    """Make a data dir. Its server is stopped and removed when the block ends."""
    folder = new_folder()
    tool = Tool(folder / "data")
    yield tool
    tool.run("down")
    # where the server's user cannot reach the data dir, its data is elsewhere
    shutil.rmtree((tool.data_dir / "postgresql").resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
