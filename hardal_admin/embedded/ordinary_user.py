"""PostgreSQL does not run as root. Started by root, it runs as an ordinary user, whose files must be in its reach."""

import hashlib
import os
import pwd
import shutil
import subprocess
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
    return user is None or subprocess.run(["test", "-x", path], check=False, **run_as(user)).returncode == 0


def reachable_programs(user: pwd.struct_passwd | None, bin_dir: Path) -> Path:
    """The bin folder, or a copy of its installation where the user cannot get at it (a checkout in /root, say)."""
    if reaches(user, bin_dir / "postgres"):
        return bin_dir
    copy = ROOTS_FOLDER / f"postgresql-{_fingerprint(bin_dir)}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(bin_dir.parent, unfinished, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        ROOTS_FOLDER.chmod(0o755)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy / bin_dir.name


def reachable_folder(user: pwd.struct_passwd | None, folder: Path) -> Path:
    """The folder, or what stands in for it where the user cannot get through to it. It need not exist yet."""
    if reaches(user, folder.parent):
        return folder
    return ROOTS_FOLDER / f"data-{_fingerprint(folder.parent)}"


def make_folder(user: pwd.struct_passwd | None, folder: Path) -> None:
    """Make a folder of the user's own."""
    folder.mkdir(parents=True, exist_ok=True)
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
        if folder.parent == ROOTS_FOLDER:
            ROOTS_FOLDER.chmod(0o755)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(f"{path}:{path.stat().st_ino}".encode()).hexdigest()[:12]
