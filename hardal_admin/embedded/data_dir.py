"""The data dir: secrets in 0600 files, the state of what runs, and a lock so that one command at a time changes it."""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hardal_admin.errors import Refused


@dataclass
class State:
    """What `up` last started: the ports to take again, and PostgREST's process."""

    port: int = 0
    api_port: int = 0
    admin_port: int = 0
    api_pid: int = 0
    api_started: float = 0.0


@dataclass
class DataDir:
    path: Path
    _lock: Any = field(default=None, repr=False)

    @property
    def exists(self) -> bool:
        return (self.path / "secrets").is_dir()

    def prepare(self) -> None:
        try:
            # the server's user must get through to its own folder in here
            self.path.mkdir(parents=True, exist_ok=True, mode=0o755)
            (self.path / "secrets").mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise Refused(f"{self.path} cannot be used: {error.strerror}", "take another --data-dir") from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        with (self.path / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Refused(
                    f"another hardal-admin is starting or stopping {self.path}", "wait for it to end, then try again"
                ) from error
            yield

    def secret(self, name: str) -> str:
        """A secret of the server's, made when it is first asked for."""
        file = self.path / "secrets" / name
        with contextlib.suppress(FileExistsError):
            write_private(file, secrets.token_hex(32))
        return file.read_text()

    def secret_file(self, name: str) -> Path:
        return self.path / "secrets" / name

    def state(self) -> State:
        try:
            return State(**json.loads((self.path / "state.json").read_text()))
        except (OSError, ValueError, TypeError):
            return State()

    def save(self, state: State) -> None:
        unfinished = self.path / "state.json.unfinished"
        unfinished.write_text(json.dumps(asdict(state)))
        unfinished.replace(self.path / "state.json")


def write_private(file: Path, text: str, *, replace: bool = False) -> None:
    """Write a file that only its owner may read; complete or not at all."""
    if not replace and file.exists():
        raise FileExistsError(file)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        os.fchmod(out.fileno(), 0o600)
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)
