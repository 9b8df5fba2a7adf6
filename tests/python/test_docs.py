"""What the documents show is run as written."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hardal_admin.embedded import binaries
from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.server import ROOT


def examples(document: str, language: str = "sh") -> str:
    """The examples of a document in one language, as one script."""
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```", (ROOT / document).read_text(), re.MULTILINE | re.DOTALL))


def test_the_readme_s_example_works_as_written() -> None:
    folder = Path(tempfile.mkdtemp(prefix="hardal-test-"))
    folder.chmod(0o755)  # root's server runs as another user
    (folder / ".venv").symlink_to(Path(sys.prefix))
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    psql = binaries.postgres_bin("18")
    environment = os.environ | {"PATH": f"{os.environ['PATH']}:{psql}", "PAGER": "cat"}
    try:
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", examples("README.md")],
            cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert result.returncode == 0, result.stdout + result.stderr
        assert '"accepted": 1' in result.stdout
        assert re.search(r"purchase +\| COMPUTER_SKU123 +\| 2024-10-06 12:34:56\+00", result.stdout)
    finally:
        subprocess.run([sys.executable, "-m", "hardal_admin", "down"], cwd=folder, check=False, capture_output=True)
        shutil.rmtree(folder)


def test_the_clients_of_docs_ingest_work_as_written(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    environment = os.environ | {"API": api.url, "TOKEN": ingest_token}
    for program, stored in (
        (["bash", "-euo", "pipefail", "-c", examples("docs/ingest.md")], 3),
        ([sys.executable, "-c", examples("docs/ingest.md", "python")], 4),
        (["node", "--input-type=module", "-e", examples("docs/ingest.md", "js")], 5),
    ):
        result = subprocess.run(program, env=environment, capture_output=True, text=True, check=False, timeout=60)
        assert result.returncode == 0, result.stdout + result.stderr
        assert database.value(f"select count(*) from {tenant}.events") == stored, result.stdout
    assert database.value(f"select raw from {tenant}.rejected_events") == b"not json"


def test_the_readme_names_no_target_that_is_not_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in ("README.md", "docs/development.md"):
        named = set(re.findall(r"(?:^    |`)make ([a-z]+)", (ROOT / document).read_text(), re.MULTILINE))
        assert named
        assert named <= targets


def test_links_lead_somewhere() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#]+)", document.read_text()):
            if not link.startswith("http"):
                assert (document.parent / link).exists(), (document, link)


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    for target in targets[1].split():
        assert re.search(rf"^  make {target} +\S", shown, re.MULTILINE), target
