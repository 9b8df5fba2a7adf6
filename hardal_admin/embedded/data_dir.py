"""The data dir: secrets in files of mode 0600, the last ports, and a lock.

The lock lets one command at a time change the data dir.
"""

import contextlib
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from hardal_admin import signing_keys
from hardal_admin.errors import Refused
from hardal_admin.private_files import (
    open_private_log,
    require_own_links,
    user_name,
    write_private,
)

JWT_SECRET = "jwt-secret"  # noqa: S105 (a file's name)
SECRETS = ("postgres-password", "authenticator-password", JWT_SECRET)


@dataclass
class LastPorts:
    """The ports that were last used. 0 means none yet.

    `api` is the one that clients have: Caddy's, and up to version 0.1.0 PostgREST's own.
    """

    postgres: int = 0
    api: int = 0
    postgrest: int = 0
    admin: int = 0


@dataclass
class DataDir:
    path: Path

    def prepare(self) -> None:
        require_own_links(self.path)
        try:
            # Others may pass: as root, PostgreSQL runs as another user, whose folder is inside.
            self.path.mkdir(parents=True, exist_ok=True, mode=0o755)
            found = self.path.stat()
            if found.st_uid != os.geteuid():
                raise Refused(
                    f"{self.path} belongs to {user_name(found.st_uid)}",
                    "run this as that user, or take another --data-dir",
                )
            if found.st_mode & stat.S_IWOTH:
                raise Refused(
                    f"everybody can write to {self.path}", "chmod o-w, or take another --data-dir"
                )
            (self.path / "secrets").mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise Refused(
                f"{self.path} cannot be used: {error.strerror}", "take another --data-dir"
            ) from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        with open_private_log(self.path / "lock") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Refused(
                    f"another hardal-admin is starting or stopping {self.path}",
                    "wait for it to end, then try again",
                ) from error
            yield

    def make_secrets(self) -> None:
        """Make the secrets of a new cluster. Secrets that exist stay."""
        for name in SECRETS:
            if not self.secret_file(name).exists():
                made = signing_keys.make() if name == JWT_SECRET else secrets.token_hex(32)
                write_private(self.secret_file(name), made)

    def secret(self, name: str) -> str:
        try:
            return self.secret_file(name).read_text(encoding="ascii")
        except FileNotFoundError as error:
            raise Refused(
                f"{self.secret_file(name)} is gone",
                "restore it: a new one would not fit the database and its tokens",
            ) from error

    def secret_file(self, name: str) -> Path:
        return self.path / "secrets" / name

    def last_ports(self) -> LastPorts:
        try:
            read = json.loads((self.path / "ports.json").read_text(encoding="utf-8"))
            return LastPorts(
                **{
                    name: port
                    for name, port in read.items()
                    if type(port) is int and 0 < port < 65536
                }
            )
        except (OSError, ValueError, TypeError, AttributeError):
            return LastPorts()

    def save(self, used: LastPorts) -> None:
        write_private(self.path / "ports.json", json.dumps(asdict(used)), replace=True)
