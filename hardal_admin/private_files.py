"""Files that hold secrets."""

import os
import stat
from pathlib import Path


def write_private(
    file: Path, text: str, *, replace: bool = False, keep_access: bool = False
) -> None:
    """Write a file that only its owner can read. The file appears complete or not at all.

    With `keep_access`, the file keeps the owner, group and mode of the file that it replaces.
    Raise FileExistsError where the file is there and `replace` is not given.
    """
    if not replace and file.exists():
        raise FileExistsError(file)
    file = file.resolve()  # the target of a symbolic link is replaced, not the link
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        os.fchmod(out.fileno(), 0o600)
        if keep_access:
            was = file.stat()
            os.fchown(out.fileno(), was.st_uid, was.st_gid)
            os.fchmod(out.fileno(), stat.S_IMODE(was.st_mode))
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)
