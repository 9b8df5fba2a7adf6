"""Folders for the data of the tests' servers."""

import os
import shutil
import tempfile
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")  # noqa: S108
ROOM = 8 << 30  # bytes


def new_folder() -> Path:
    """Make a folder that every user may enter: in memory where there is room, else in $TMPDIR.

    The tests make and drop a database of some thousand files again and again. ext4 needs a quarter
    of the run's processor time for that. A TMPDIR in the environment is used in any case.
    """
    is_roomy = (
        "TMPDIR" not in os.environ
        and os.access(MEMORY, os.W_OK)
        and shutil.disk_usage(MEMORY).free > ROOM
        and psutil.virtual_memory().available > ROOM
    )
    folder = Path(tempfile.mkdtemp(prefix="hardal-test-", dir=MEMORY if is_roomy else None))
    folder.chmod(0o755)  # a server that root starts runs as another user
    return folder
