"""PostgreSQL's programs in a place where the user who runs the server can run them.

A checkout in /root is such that nobody but root can enter it. Then root makes a copy in
ROOTS_FOLDER: of the whole package, with the libraries that its programs look for beside it.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import psutil

from hardal_admin.embedded import binaries
from hardal_admin.embedded.ordinary_user import ROOTS_FOLDER, make_roots_folder, run_as
from hardal_admin.errors import Refused

# what no server needs
LEFT_OUT = ("include", "__pycache__", "*.a", "*.py")
# names of copies, also of those that earlier versions of hardal made
COPIES = (f"{binaries.PACKAGE}-*", *(f"{folder}-*" for folder in binaries.BUNDLED.values()))

_held: list[int] = []  # locks on the copies that this process uses, until it ends


def runnable_programs(user: pwd.struct_passwd | None, bin_dir: Path, *, bundled: bool) -> Path:
    """Return the bin folder, or that of a copy where the user cannot run the original.

    Only the bundled package is copied.
    """
    if user is None or _fault(user, bin_dir) is None:
        return bin_dir
    if not bundled:
        raise Refused(
            f"{bin_dir}/postgres cannot be run as {user.pw_name}",
            "PostgreSQL does not run as root: name an installation that other users may use",
        )
    package = binaries.package()
    make_roots_folder()
    with _locked(ROOTS_FOLDER):
        copy = ROOTS_FOLDER / _name(package)
        copied_bin = copy / bin_dir.relative_to(package.parent)
        if not _is_whole(package, copy) or _fault(user, copied_bin) is not None:
            _make(package, copy)
        fault = _fault(user, copied_bin)
        if fault is not None:
            raise Refused(
                f"PostgreSQL's programs cannot be run as {user.pw_name} in {ROOTS_FOLDER}: {fault}",
                "let others pass through the folders above it, on a file system that may hold"
                " programs; or run this as an ordinary user",
            )
        _hold(copy)
        _remove_others(copy)
    return copied_bin


def _fault(user: pwd.struct_passwd, bin_dir: Path) -> str | None:
    """Return why the user cannot run the programs, or None."""
    for program in ("postgres", "initdb"):
        try:
            done = subprocess.run(
                [bin_dir / program, "--version"],
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                **run_as(user),
            )
        except OSError as error:
            return str(error)
        if done.returncode:
            return str((done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1])
    return None


def _name(package: Path) -> str:
    """Return the name of a package's copy: equal packages share one copy."""
    try:
        listed = metadata.distribution(package.name.replace("_", "-")).read_text("RECORD")
    except metadata.PackageNotFoundError:
        listed = None
    said = listed or f"{package} {package.stat().st_mtime_ns}"
    return f"{package.name}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _folders(package: Path) -> list[Path]:
    """Return the package, and the folder of its libraries where it has one."""
    libraries = package.with_name(f"{package.name}.libs")
    return [package, *([libraries] if libraries.is_dir() else [])]


def _is_whole(package: Path, copy: Path) -> bool:
    """Tell whether the copy holds every file, at its full length."""
    return all(_files(folder) == _files(copy / folder.name) for folder in _folders(package))


def _files(folder: Path) -> dict[str, int]:
    """Return the paths below a folder, and the length of each file."""
    left_out = shutil.ignore_patterns(*LEFT_OUT)
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = set(folders) - left_out(place, folders)
        for name in set(names) - left_out(place, names):
            file = Path(place, name)
            found[str(file.relative_to(folder))] = file.lstat().st_size
    return found


def _make(package: Path, copy: Path) -> None:
    """Make the copy under another name first. It replaces a broken one."""
    unfinished = Path(tempfile.mkdtemp(prefix=f"{binaries.PACKAGE}-unfinished-", dir=ROOTS_FOLDER))
    try:
        for folder in _folders(package):
            shutil.copytree(
                folder,
                unfinished / folder.name,
                symlinks=True,
                ignore=shutil.ignore_patterns(*LEFT_OUT),
                copy_function=_copy_for_everybody,
            )
        for place, _, _ in os.walk(unfinished):
            Path(place).chmod(0o755)
        if copy.exists():
            _remove(copy)
        unfinished.rename(copy)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _copy_for_everybody(source: str, target: str) -> None:
    """Copy a file so that everybody can read it: a strict umask may have closed the original."""
    shutil.copyfile(source, target)
    Path(target).chmod(0o755 if os.access(source, os.X_OK) else 0o644)


def _remove_others(kept: Path) -> None:
    """Remove the copies that no server and no other hardal-admin uses."""
    others = {copy for pattern in COPIES for copy in ROOTS_FOLDER.glob(pattern)} - {kept}
    if not others:
        return
    # without the capability to trace, root sees only the command line of another user's process
    running = [
        Path(program)
        for process in psutil.process_iter(["exe", "cmdline"])
        for program in (process.info["exe"], *(process.info["cmdline"] or [])[:1])
        if program
    ]
    for copy in others:
        if any(program.is_relative_to(copy) for program in running):
            continue
        with contextlib.suppress(OSError), _locked(copy, wait=False):
            _remove(copy)


def _remove(copy: Path) -> None:
    """Rename a copy before its files go, so that nobody finds half of it."""
    doomed = Path(tempfile.mkdtemp(prefix=f"{binaries.PACKAGE}-unfinished-", dir=ROOTS_FOLDER))
    copy.rename(doomed / "copy")
    shutil.rmtree(doomed, ignore_errors=True)


def _hold(copy: Path) -> None:
    """Keep the copy from being removed for as long as this process runs."""
    descriptor = os.open(copy, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _held.append(descriptor)


@contextlib.contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)
