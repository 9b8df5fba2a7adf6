"""A PostgreSQL cluster in a folder: created, started and stopped."""

import contextlib
import os
import pwd
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from hardal_admin import interrupts
from hardal_admin.embedded import binaries, processes
from hardal_admin.embedded.ordinary_user import (
    make_reachable_folder,
    require_reachable,
    run_as,
    server_user,
)
from hardal_admin.embedded.programs import runnable_programs
from hardal_admin.errors import Refused
from hardal_admin.private_files import open_private_log, read_plain, require_own_links

SUPERUSER = "postgres"
TIMEOUT = 120  # seconds, to start (which may be a crash recovery) or to stop


@dataclass
class Cluster:
    """A cluster. `folder` holds the data (in pg/) and the log.

    The folder belongs to the user who runs the server. Where root starts it, that user could put
    links there, so that user makes, renames and removes all files below the folder but the log.
    """

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder.resolve() / "pg"

    @property
    def log(self) -> Path:
        return self.folder.resolve() / "postgresql.log"

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").is_file()

    def programs(self, choice: str | None) -> Path:
        """Return the bin folder of the programs that fit the data.

        `choice` is a version or a bin folder. None is the version of the data, where it is bundled.
        Raise Refused where the programs' version is not the data's.
        """
        require_own_links(self.data)
        made_by = read_plain(self.data / "PG_VERSION").strip() if self.exists else None
        wanted = (
            choice or (made_by if made_by in binaries.BUNDLED else None) or binaries.DEFAULT_VERSION
        )
        bin_dir = binaries.postgres_bin(wanted)
        version = binaries.postgres_version(bin_dir)
        if made_by and made_by != version:
            raise Refused(
                f"the data in {self.folder} is of PostgreSQL {made_by},"
                f" this is PostgreSQL {version}",
                f"start it with --pg and the bin folder of a PostgreSQL {made_by},"
                " or take another --data-dir",
            )
        return runnable_programs(server_user(), bin_dir, bundled=wanted in binaries.BUNDLED)

    def create(self, programs: Path, password: str) -> None:
        """Run initdb in a temporary folder. The folder is renamed when initdb has succeeded."""
        make_reachable_folder(server_user(), self.folder)
        require_reachable(server_user(), self.folder)
        if self.data.exists():
            raise Refused(
                f"{self.data} exists, but is no PostgreSQL data folder",
                "restore it, or take another --data-dir",
            )
        locale = ["--locale=C"]
        if int(binaries.postgres_version(programs)) >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._remove(*self.folder.resolve().glob("unfinished-*"))
        unfinished = self.folder.resolve() / f"unfinished-{secrets.token_hex(4)}"
        command: list[str | Path] = [
            programs / "initdb", "-D", unfinished, "-U", SUPERUSER,
            "-E", "UTF8", *locale, "-A", "scram-sha-256", "--pwfile=/dev/stdin",
        ]  # fmt: skip
        user = server_user()
        with (
            _readable_by(user, password) as pwfile,
            tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output,
        ):
            process = None
            try:
                with interrupts.held():
                    process = subprocess.Popen(
                        command,
                        stdin=pwfile,
                        stdout=output,
                        stderr=output,
                        start_new_session=True,
                        **run_as(user),
                    )
                code = process.wait()
            except BaseException:
                with interrupts.ignored():
                    if process:
                        with contextlib.suppress(ProcessLookupError):
                            os.killpg(process.pid, signal.SIGKILL)
                        process.wait()
                    self._remove(unfinished)
                raise
            output.seek(0)
            words = output.read()
        if code:
            self._remove(unfinished)
            raise Refused(f"initdb failed: {_reason(words)}")
        subprocess.run(["mv", unfinished, self.data], check=True, **run_as(user))

    @staticmethod
    def _remove(*paths: Path) -> None:
        subprocess.run(["rm", "-rf", "--", *paths], check=False, **run_as(server_user()))

    def start(self, programs: Path, port: int, settings: dict[str, str] | None = None) -> None:
        """Start the server on 127.0.0.1, and wait until it accepts connections."""
        user = server_user()
        require_reachable(user, self.folder)
        require_own_links(self.data)
        self._forget_the_dead()
        settings = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
        } | (settings or {})
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        process = None
        try:
            with open_private_log(self.log) as log:
                said_before = log.tell()
                with interrupts.held():
                    process = subprocess.Popen(
                        [programs / "postgres", "-D", self.data, *options],
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                        **run_as(user),
                    )
            self._wait_until_ready(process, said_before)
        except BaseException:
            if process:
                with interrupts.ignored():
                    process.send_signal(signal.SIGINT)
                    process.wait(TIMEOUT)
            raise

    def stop(self) -> None:
        """Stop the server fast: connections end, committed data stays."""
        process = self._process()
        if process:
            try:
                process.send_signal(signal.SIGINT)
                processes.wait_until_ended(process, TIMEOUT)
            except psutil.NoSuchProcess:
                pass
            except psutil.AccessDenied as error:
                raise Refused(
                    f"PostgreSQL runs as {process.username()}", "stop it as that user"
                ) from error
            except psutil.TimeoutExpired as error:
                raise Refused(
                    f"PostgreSQL did not stop within {TIMEOUT} s", f"its log is {self.log}"
                ) from error

    def pid(self) -> int | None:
        """Return the process id of the running server, or None."""
        process = self._process()
        return process.pid if process else None

    def port(self) -> int | None:
        """Return the port of the running server, or None."""
        lines = self._pidfile()
        return int(lines[3]) if self.pid() and len(lines) > 3 and lines[3].isdigit() else None

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]", said_before: int) -> None:
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            lines = self._pidfile()
            if len(lines) > 7 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return
            if process.poll() is not None:
                break
            time.sleep(0.02)
        words = read_plain(self.log, said_before)
        raise Refused(f"PostgreSQL did not start: {_reason(words)}", f"its log is {self.log}")

    def _pidfile(self) -> list[str]:
        try:
            return read_plain(self.data / "postmaster.pid").splitlines()
        except OSError:
            return []

    def _process(self) -> psutil.Process | None:
        lines = self._pidfile()
        if not lines or not lines[0].isdigit():
            return None
        try:
            process = psutil.Process(int(lines[0]))
            if process.status() == psutil.STATUS_ZOMBIE or process.uids().real == 0:
                return None  # PostgreSQL never runs as root
            # After a crash, the process id may belong to another program.
            return process if str(self.data) in process.cmdline() else None
        except psutil.AccessDenied:
            return process  # unknown: a second server on the same data would be worse
        except psutil.Error:
            return None

    def _forget_the_dead(self) -> None:
        """Delete a pid file whose process id now belongs to another program.

        PostgreSQL would take that program for a running server, and would not start.
        """
        if self._pidfile() and not self._process():
            self._remove(self.data / "postmaster.pid")


@contextlib.contextmanager
def _readable_by(user: pwd.struct_passwd | None, text: str) -> Iterator[int]:
    """Yield a descriptor of a file in memory that the user can read, with this text."""
    descriptor = os.memfd_create("password")
    try:
        os.write(descriptor, text.encode())
        if user:
            os.fchown(descriptor, user.pw_uid, user.pw_gid)
        yield descriptor
    finally:
        os.close(descriptor)


def _reason(words: str) -> str:
    """Return the cause from the log: the first FATAL, PANIC or error, else the last line.

    Lines for clients that connected too early are ignored.
    """
    lines = [
        line
        for line in words.splitlines()
        if line.strip() and "FATAL:  the database system is " not in line
    ]
    for line in lines:
        for mark in ("FATAL:", "PANIC:", "error:"):
            if mark in line:
                return line.partition(mark)[2].strip()
    return lines[-1] if lines else "it said nothing"
