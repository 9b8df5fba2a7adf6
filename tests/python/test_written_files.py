"""Files that the tool writes where another user may change the folder."""

import os
from pathlib import Path

import pytest

from tests.harness.tool import Cli

NOBODY = 65534

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make others' links")


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A link of another user to a file that does not exist yet."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    trap = folder / "out.ndjson"
    trap.symlink_to(tmp_path / "target")
    os.lchown(trap, NOBODY, NOBODY)
    return trap


def test_root_exports_through_no_link_of_another_user(
    cli: Cli, tenant: str, trap: Path, tmp_path: Path
) -> None:
    said = cli("export", tenant, "-o", str(trap), exit_code=1).stderr
    assert f"{trap} is a link that nobody made" in said
    (tmp_path / "target").write_text("theirs")
    cli("export", tenant, "-o", str(trap), "--force", exit_code=1)
    assert (tmp_path / "target").read_text() == "theirs"
    cli("export", tenant, "-o", str(tmp_path / "own"))


def test_root_writes_example_files_through_no_link_of_another_user(
    cli: Cli, trap: Path, tmp_path: Path
) -> None:
    (tmp_path / "target").mkdir()
    assert "is a link that" in cli("files", "--output", str(trap), exit_code=1).stderr
    assert not list((tmp_path / "target").iterdir())
    planted = trap.with_name("compose.yaml")
    planted.symlink_to(tmp_path / "elsewhere")
    os.lchown(planted, NOBODY, NOBODY)
    said = cli("files", "--output", str(trap.parent), exit_code=1).stderr
    assert f"{planted} exists already" in said
    assert not (tmp_path / "elsewhere").exists()
