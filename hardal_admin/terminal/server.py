"""The server of a command: from --dsn, from HARDAL_DSN, or the embedded one of the data dir."""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from hardal_admin import database
from hardal_admin.embedded.data_dir import JWT_SECRET
from hardal_admin.embedded.stack import Stack
from hardal_admin.errors import Refused

DEFAULT_DATA_DIR = ".hardal"


@dataclass
class Server:
    """The server of a command. `dsn` None is the embedded server of `data_dir`."""

    dsn: str | None
    data_dir: Path | None

    @property
    def embedded(self) -> bool:
        return self.dsn is None

    @property
    def stack(self) -> Stack:
        return Stack(self.data_dir or Path(DEFAULT_DATA_DIR))

    @contextmanager
    def connection(self) -> Iterator[database.Conn]:
        conn = database.connect(self.dsn or self.stack.dsn())
        try:
            with database.explained(conn):
                yield conn
        finally:
            conn.close()

    def secret_file(self, named: Path | None) -> Path | None:
        """Return the file of PostgREST's jwt-secret: the named one, or the embedded server's."""
        return named or (self.stack.dir.secret_file(JWT_SECRET) if self.embedded else None)

    def jwt_secret(self, file: Path | None) -> str:
        """Return the secret with the signing keys.

        The first of these counts: the file, HARDAL_JWT_SECRET, the embedded server's secret. Raise
        Refused where there is none.
        """
        if file:
            return file.read_text(encoding="utf-8", errors="surrogateescape").strip()
        named = os.environ.get("HARDAL_JWT_SECRET")
        if named:
            return named
        if self.embedded:
            return self.stack.dir.secret(JWT_SECRET)
        raise Refused(
            "there is no secret to sign the token with",
            "set HARDAL_JWT_SECRET or --jwt-secret-file to the one"
            " that PostgREST has as jwt-secret",
        )


secret_file_option = click.option(
    "--jwt-secret-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file that PostgREST has as jwt-secret (@FILE). The embedded server's by default.",
)


def server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --dsn and --data-dir. The command gets `server`.

    Each option may stand before or after the command's name. If it stands in both places, the
    value after the name counts.
    """

    @click.option("--dsn", metavar="DSN", help="The PostgreSQL server. HARDAL_DSN by default.")
    @click.option(
        "--data-dir",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="The embedded server's folder. HARDAL_DATA_DIR by default, else .hardal here.",
    )
    @functools.wraps(command)
    def wrapped(*args: Any, dsn: str | None, data_dir: Path | None, **options: Any) -> Any:
        if dsn == "" or data_dir == Path():
            raise click.UsageError("--dsn and --data-dir may not be empty: is a variable unset?")
        if dsn and data_dir:
            raise click.UsageError("--dsn and --data-dir name two servers: give one of them")
        ctx = click.get_current_context()
        outer: Server | None = ctx.obj
        if dsn or data_dir:
            server = Server(dsn, data_dir)
        elif outer:
            server = outer
        else:
            named = os.environ.get("HARDAL_DATA_DIR")
            server = Server(os.environ.get("HARDAL_DSN") or None, Path(named) if named else None)
        ctx.obj = server
        return ctx.invoke(command, *args, server=server, **options)

    return wrapped
