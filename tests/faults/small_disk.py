"""A small file system that a test can fill up."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardal_admin.embedded.ordinary_user import server_user


@dataclass
class SmallDisk:
    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self, leave: int) -> None:
        """Write a file of ballast until only `leave` bytes are free."""
        with self._ballast.open("wb", buffering=0) as file:
            while (free := shutil.disk_usage(self.folder).free) > leave:
                file.write(bytes(min(free - leave, 1 << 20)))

    def free(self) -> None:
        """Delete the ballast."""
        self._ballast.unlink()


@contextlib.contextmanager
def mounted(folder: Path, size: str) -> Iterator[SmallDisk]:
    """Mount a tmpfs of this size on a new folder that PostgreSQL's user owns.

    Skip the test where the process has no right to mount one.
    """
    user = server_user()
    owner = f",uid={user.pw_uid},gid={user.pw_gid}" if user else ""
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700{owner}", "hardal-faults", folder],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if mount.returncode:
        pytest.skip(
            f"a small file system cannot be mounted ({mount.stderr.splitlines()[0]}): run it as"
            " root, or under unshare --user --mount --map-current-user --keep-caps"
        )
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
