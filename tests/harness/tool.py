"""hardal-admin in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.harness.server import ROOT


class Tool:
    """hardal-admin in a process of its own, on a data dir of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        # where PostgREST is looked for
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
        return json.loads(self.run(*args, "--json").stdout)
