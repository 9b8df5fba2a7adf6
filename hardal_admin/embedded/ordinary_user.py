"""The ordinary user that the server runs as where root starts it.

PostgreSQL refuses to run as root. The ordinary user must be able to reach its programs and data.
"""

import os
import pwd
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hardal_admin.errors import Refused
from hardal_admin.private_files import require_own_links

# holds programs and data that the ordinary user cannot reach inside root's own folders
ROOTS_FOLDER = Path("/var/lib/hardal")


def server_user() -> pwd.struct_passwd | None:
    """Return the user to run the server as. None is the user who runs the tool."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Refused("PostgreSQL does not run as root", "run this as an ordinary user")


def run_as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return the arguments for subprocess that run a program as that user.

    The program runs in / and without libpq's variables.
    """
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


def make_reachable_folder(user: pwd.struct_passwd | None, folder: Path) -> None:
    """Make a folder that belongs to the user.

    Where the user cannot reach it, make the folder in ROOTS_FOLDER, and a link to it.
    """
    if folder.is_symlink() or folder.exists():
        return
    if user is None:
        folder.mkdir(parents=True)
        return
    place = folder
    if reaches(user, folder.parent):
        folder.mkdir()
    else:
        make_roots_folder()
        place = Path(tempfile.mkdtemp(prefix="data-", dir=ROOTS_FOLDER))
    os.chown(place, user.pw_uid, user.pw_gid, follow_symlinks=False)
    if place != folder:
        folder.symlink_to(place)


def require_reachable(user: pwd.struct_passwd | None, folder: Path) -> None:
    require_own_links(folder)
    if folder.is_symlink() and not folder.exists():
        raise Refused(
            f"{folder} leads to {folder.readlink()}, which is gone",
            "restore it, or take another --data-dir",
        )
    if not reaches(user, folder.resolve()):
        raise Refused(
            f"the server runs as {user.pw_name if user else 'you'},"
            f" who cannot reach {folder.resolve()}",
            "let others pass through the folders above it (chmod o+x), or take another --data-dir",
        )


def make_roots_folder() -> None:
    ROOTS_FOLDER.mkdir(parents=True, exist_ok=True)
    ROOTS_FOLDER.chmod(0o755)
