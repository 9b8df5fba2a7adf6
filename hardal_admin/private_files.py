"""Files that hold secrets, and files in folders that another user may change.

root may work in a folder of another user, who can put a link to any file there. So root follows no
link of another user, and opens nothing but plain files.
"""

import errno
import os
import pwd
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from hardal_admin.errors import Refused

MOST_LINKS = 40  # as Linux follows in one path


def write_private(
    file: Path, text: str, *, replace: bool = False, keep_access: bool = False, mode: int = 0o600
) -> None:
    """Write a file that only its owner can read. The file appears complete or not at all.

    `mode` is another mode, for a file without a secret. With `keep_access`, the file keeps the
    owner, group and mode of the file that it replaces.
    Raise FileExistsError where the file is there and `replace` is not given, and Refused where the
    path leads through a link of another user.
    """
    if not replace and os.path.lexists(file):
        raise FileExistsError(file)
    require_own_links(file)
    file = file.resolve()  # the target of a symbolic link is replaced, not the link
    # a new file of mode 0600, with a name that nobody can foresee
    descriptor, unfinished = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            os.fchmod(out.fileno(), mode)
            if keep_access:
                was = file.lstat()
                os.fchown(out.fileno(), was.st_uid, was.st_gid)
                os.fchmod(out.fileno(), stat.S_IMODE(was.st_mode) & 0o777)
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def open_private_log(file: Path) -> BinaryIO:
    """Open a file of mode 0600 for appending. Raise Refused where it is no plain file."""
    log = os.fdopen(_open_plain(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT), "ab")
    os.fchmod(log.fileno(), 0o600)
    return log


def read_plain(file: Path, start: int = 0) -> str:
    """Return the text of a file from a position on. Raise Refused where it is no plain file."""
    with os.fdopen(_open_plain(file, os.O_RDONLY), "rb") as opened:
        opened.seek(start)
        return opened.read().decode(errors="replace")


def _open_plain(file: Path, flags: int) -> int:
    """Open a file, but no link, pipe or device, and as root no second name of another file."""
    no_plain_file = Refused(
        f"{file} is no plain file", "something else stands in its place: take it away"
    )
    try:
        # O_NONBLOCK: a pipe would wait for another program
        descriptor = os.open(file, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            raise no_plain_file from error
        raise
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or (os.geteuid() == 0 and found.st_nlink != 1):
        os.close(descriptor)
        raise no_plain_file
    return descriptor


def require_own_links(path: Path) -> None:
    """Raise Refused where root would follow a link of another user on the way to the path."""
    if os.geteuid() != 0:
        return
    for link in _links(path.absolute(), MOST_LINKS):
        owner = link.lstat().st_uid
        if owner != 0:
            raise Refused(
                f"{link} is a link that {user_name(owner)} made",
                "root does not follow it: take it away, or name the place that it leads to",
            )


def _links(path: Path, most: int) -> Iterator[Path]:
    """Yield the links on the way to a path, and those on the way to their targets."""
    for part in (*reversed(path.parents), path):
        if part.is_symlink():
            yield part
            if most:
                target = part.parent / part.readlink() / path.relative_to(part)
                yield from _links(target, most - 1)
            return


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the user {uid}"
