"""The code blocks of the repository's Markdown pages."""

import os
import re
import subprocess
import sys
from pathlib import Path

from hardal_admin.embedded import binaries
from tests.harness.server import ROOT


def blocks(document: str, language: str) -> list[str]:
    """Return the code blocks of a page in one language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / document).read_text(), re.MULTILINE | re.DOTALL
    )


def examples(document: str, language: str = "sh") -> str:
    """Return all code blocks of a page in one language, joined into one script."""
    return "\n".join(blocks(document, language))


def marked(document: str, name: str, language: str = "sh") -> str:
    """Return the example after the HTML comment `<!-- name -->`."""
    (text,) = re.findall(
        rf"<!-- {name} -->\n```{language}\n(.*?)^```",
        (ROOT / document).read_text(),
        re.MULTILINE | re.DOTALL,
    )
    return str(text)


def run(script: str, folder: Path, programs: Path | None = None, **environment: str) -> str:
    """Run a script in a folder, with PostgreSQL's programs of this bin folder (18's by default)."""
    programs = programs or binaries.postgres_bin("18")
    path = f"{Path(sys.executable).parent}:{programs}:{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder, env=os.environ | environment | {"PATH": path},
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
