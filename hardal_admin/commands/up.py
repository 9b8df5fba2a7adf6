import contextlib
import time

import click
import psutil

from hardal_admin import interrupts
from hardal_admin.embedded import processes
from hardal_admin.embedded.stack import Ports
from hardal_admin.errors import Refused
from hardal_admin.terminal.output import echo, json_option, print_fields, print_json, progress
from hardal_admin.terminal.server import Server, server_options

PORT = click.IntRange(1, 65535)


@click.command()
@click.option(
    "--detach", is_flag=True, help="Return while the server runs. hardal-admin down stops it."
)
@click.option(
    "--port",
    type=PORT,
    help="PostgreSQL's port. By default the last one used, or a free one at first.",
)
@click.option(
    "--api-port",
    type=PORT,
    help="The port that clients send events to: Caddy's. Its default is found like that of --port.",
)
@click.option(
    "--postgrest-port",
    type=PORT,
    help="The port of PostgREST itself, which Caddy alone uses. Its default likewise.",
)
@click.option(
    "--admin-port",
    type=PORT,
    help="The port of PostgREST's health checks. Its default likewise.",
)
@click.option(
    "--pg",
    metavar="18|16|FOLDER",
    envvar="HARDAL_PG",
    help="PostgreSQL's version for a new data dir, or the bin folder of your own installation."
    "  [default: 18]",
)
@json_option
@server_options
def up(
    server: Server,
    detach: bool,
    port: int | None,
    api_port: int | None,
    postgrest_port: int | None,
    admin_port: int | None,
    pg: str | None,
    as_json: bool,
) -> None:
    """Start the embedded server: PostgreSQL, hardal in it, PostgREST, and Caddy in front of it.

    The programs listen on 127.0.0.1 only. The data dir holds the data, the logs, and the secrets,
    which only you can read. A new data dir is set up first. The data of an older hardal is
    migrated. A server that runs already is left as it is. Without --detach, the command runs until
    Ctrl-C, SIGTERM or the end of its terminal, and then stops the server.

    \b
      hardal-admin up --detach
      hardal-admin --data-dir /srv/hardal up --port 15432 --api-port 13000
    """
    if not server.embedded:
        raise click.UsageError(
            "up starts the embedded server: --dsn and HARDAL_DSN name one that runs elsewhere"
        )
    info = server.stack.up(Ports(port, api_port, postgrest_port, admin_port), pg, progress(as_json))
    if detach:
        interrupts.ignore()  # the server runs: only its fields are to print
        _print(info, as_json)
        return
    try:
        _print(info, as_json)
        _watch(server, info, quiet=as_json)
    finally:
        server.stack.down()


def _print(info: dict[str, object], as_json: bool) -> None:
    if as_json:
        print_json(info)
    else:
        print_fields({k: info[k] for k in ("dsn", "api_url", "admin_url", "data_dir")})


def _watch(server: Server, info: dict[str, object], *, quiet: bool) -> None:
    """Return when the user ends the command. Raise Refused where a part has ended by itself."""
    parts = [
        psutil.Process(int(str(info[name])))
        for name in ("postgres_pid", "postgrest_pid", "caddy_pid")
    ]
    try:
        if not quiet:
            echo("Ctrl-C stops it.", err=True)
        while all(map(processes.alive, parts)):
            time.sleep(0.5)
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):  # the terminal may be gone
            progress(quiet)("stopping")
        return
    raise Refused("the server has stopped by itself", f"its logs are in {server.stack.dir.path}")
