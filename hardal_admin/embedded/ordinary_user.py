"""PostgreSQL does not run as root. Started by root, it runs as an ordinary user, whose files must be in its reach."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hardal_admin.errors import Refused

# where root's servers keep what the ordinary user could not reach in root's own folders
ROOTS_FOLDER = Path("/var/lib/hardal")


def server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as; None for whoever runs the tool."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Refused("PostgreSQL does not run as root", "run this as an ordinary user")


def run_as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments that make subprocess run a program as that user, in no folder and with none of libpq's settings."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C"}
    if user is None:
        return {"env": env, "cwd": "/"}
    env["HOME"] = "/"
    return {"env": env, "cwd": "/", "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def reaches(user: pwd.struct_passwd | None, path: Path) -> bool:
    return (
        user is None
        or subprocess.run(["test", "-x", path], check=False, **run_as(user)).returncode == 0
    )


def reachable_programs(user: pwd.struct_passwd | None, bin_dir: Path, *, bundled: bool) -> Path:
    """The bin folder; or a copy of its installation where the user cannot get at it (a checkout in /root, say)."""
    if reaches(user, bin_dir / "postgres"):
        return bin_dir
    if not bundled:
        raise Refused(
            f"{bin_dir}/postgres cannot be run as {user.pw_name if user else 'you'}",
            "PostgreSQL does not run as root: name an installation that other users may use",
        )
    installation = bin_dir.parent
    copy = ROOTS_FOLDER / f"{installation.name}-{int(installation.stat().st_mtime)}"
    if not copy.exists():
        _make_roots_folder()
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=ROOTS_FOLDER))
        shutil.copytree(
            installation,
            unfinished,
            symlinks=True,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("include", "*.a"),
        )
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy / bin_dir.name


def make_reachable_folder(user: pwd.struct_passwd | None, folder: Path) -> None:
    """Make a folder of the user's own; a link to one in ROOTS_FOLDER, where the user cannot get through to it."""
    if folder.is_symlink() or folder.exists():
        return
    if user is None:
        folder.mkdir(parents=True)
        return
    place = folder
    if reaches(user, folder.parent):
        folder.mkdir()
    else:
        _make_roots_folder()
        place = Path(tempfile.mkdtemp(prefix="data-", dir=ROOTS_FOLDER))
    os.chown(place, user.pw_uid, user.pw_gid)
    if place != folder:
        folder.symlink_to(place)


def require_reachable(user: pwd.struct_passwd | None, folder: Path) -> None:
    if folder.is_symlink() and not folder.exists():
        raise Refused(
            f"{folder} leads to {folder.readlink()}, which is gone",
            "restore it, or take another --data-dir",
        )
    if not reaches(user, folder.resolve()):
        raise Refused(
            f"the server runs as {user.pw_name if user else 'you'}, who cannot reach {folder.resolve()}",
            "let others pass through the folders above it (chmod o+x), or take another --data-dir",
        )


def _make_roots_folder() -> None:
    ROOTS_FOLDER.mkdir(parents=True, exist_ok=True)
    ROOTS_FOLDER.chmod(0o755)
