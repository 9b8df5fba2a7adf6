"""One PostgreSQL cluster in a folder: made, started and stopped with PostgreSQL's own programs."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil

from hardal_admin.embedded import binaries
from hardal_admin.embedded.ordinary_user import (
    make_folder,
    reachable_folder,
    reachable_programs,
    run_as,
    server_user,
)
from hardal_admin.errors import Refused

SUPERUSER = "postgres"


@dataclass
class Cluster:
    """`folder` holds the data (in pg/) and the log; `bin_dir` PostgreSQL's programs."""

    folder: Path
    bin_dir: Path

    @classmethod
    def at(cls, folder: Path, choice: str | None) -> "Cluster":
        """The cluster of a folder, run by the PostgreSQL that made it; `choice` names one for a new cluster."""
        user = server_user()
        folder = reachable_folder(user, folder)
        made_by = _made_by(folder)
        wanted = choice or (made_by if made_by in binaries.BUNDLED else None) or binaries.DEFAULT_VERSION
        bin_dir = reachable_programs(user, binaries.postgres_bin(wanted))
        version = binaries.postgres_version(bin_dir)
        if made_by and made_by != version:
            raise Refused(
                f"the data in {folder} is of PostgreSQL {made_by}, this is PostgreSQL {version}",
                f"start it with --pg and the bin folder of a PostgreSQL {made_by}, or take another --data-dir",
            )
        return cls(folder, bin_dir)

    @property
    def data(self) -> Path:
        return self.folder / "pg"

    @property
    def log(self) -> Path:
        return self.folder / "postgresql.log"

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").is_file()

    def create(self, password: str) -> None:
        """initdb, in a folder that gets its name when it is complete."""
        make_folder(server_user(), self.folder)
        unfinished = self.folder / "pg.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = ["--locale=C"]
        if int(binaries.postgres_version(self.bin_dir)) >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        user = server_user()
        with tempfile.TemporaryDirectory() as private:
            file = Path(private) / "password"
            file.write_text(password)
            if user:
                os.chown(private, user.pw_uid, user.pw_gid)
                os.chown(file, user.pw_uid, user.pw_gid)
            self._run(
                "initdb", "-D", unfinished, "-U", SUPERUSER, "-E", "UTF8", *locale,
                "-A", "scram-sha-256", f"--pwfile={file}",
            )  # fmt: skip
        unfinished.rename(self.data)

    def start(self, port: int, settings: dict[str, str] | None = None) -> None:
        """Start on 127.0.0.1 and wait until it answers."""
        self._forget_the_dead()
        settings = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
        } | (settings or {})
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "120", "-s", "-o", options, "start")

    def stop(self) -> None:
        if self.pid():
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "120", "-s", "stop")

    def pid(self) -> int | None:
        """The running server's process, or None."""
        process = self._process()
        return process.pid if process else None

    def port(self) -> int | None:
        lines = self._pidfile()
        return int(lines[3]) if len(lines) > 3 else None

    def _pidfile(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _process(self) -> psutil.Process | None:
        lines = self._pidfile()
        with contextlib.suppress(psutil.Error, ValueError):
            process = psutil.Process(int(lines[0])) if lines else None
            # after a crash the number may be another program's
            if process and process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == self.data.resolve():
                return process
        return None

    def _forget_the_dead(self) -> None:
        """A pid file whose number has become another program's would keep the server from starting."""
        if self._pidfile() and not self._process():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, program: str, *args: object) -> None:
        command = [str(self.bin_dir / program), *map(str, args)]
        # pg_ctl's server inherits its output: a file, because a pipe would stay open as long as the server lives
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False,
                **run_as(server_user()),
            )  # fmt: skip
            if result.returncode:
                output.seek(0)
                raise Refused(f"{program} failed: {_last_words(output.read(), self.log)}", f"its log is {self.log}")


def _made_by(folder: Path) -> str | None:
    """The version of PostgreSQL that made the data there, if any did."""
    try:
        return (folder / "pg" / "PG_VERSION").read_text().strip()
    except OSError:
        return None


def _last_words(output: str, log: Path) -> str:
    """The line that tells why: the server's own FATAL, or the last that the program printed."""
    with contextlib.suppress(OSError):
        for line in reversed(log.read_text(errors="replace").splitlines()[-20:]):
            if "FATAL:" in line:
                return line.partition("FATAL:")[2].strip()
    lines = [line for line in output.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line), lines[-1] if lines else "it said nothing")
