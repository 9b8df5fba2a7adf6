import signal
import time
from types import FrameType

import click
import psutil

from hardal_admin.embedded import postgrest
from hardal_admin.embedded.stack import Ports
from hardal_admin.errors import Refused
from hardal_admin.terminal.output import json_option, print_fields, print_json, progress
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
    "--api-port", type=PORT, help="PostgREST's port. Its default is found like that of --port."
)
@click.option(
    "--admin-port",
    type=PORT,
    help="The port of PostgREST's health checks, /live and /ready. Its default likewise.",
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
    admin_port: int | None,
    pg: str | None,
    as_json: bool,
) -> None:
    """Start the embedded server: PostgreSQL, hardal in it, and PostgREST.

    Both programs listen on 127.0.0.1 only. The data dir holds the data, the logs, and the secrets,
    which only you can read. A new data dir is set up first. The data of an older hardal is
    migrated. A server that runs already is left as it is. Without --detach, the command runs until
    Ctrl-C.

    \b
      hardal-admin up --detach
      hardal-admin --data-dir /srv/hardal up --port 15432 --api-port 13000
    """
    if not server.embedded:
        raise click.UsageError(
            "up starts the embedded server: --dsn and HARDAL_DSN name one that runs elsewhere"
        )
    if not detach:
        signal.signal(signal.SIGTERM, _interrupt)
    info = server.stack.up(Ports(port, api_port, admin_port), pg, progress(as_json))
    if detach:
        signal.signal(
            signal.SIGINT, signal.SIG_IGN
        )  # the server runs: only its fields are to print
    if as_json:
        print_json(info)
    else:
        print_fields({k: info[k] for k in ("dsn", "api_url", "admin_url", "data_dir")})
    if not detach:
        _watch(server, info, quiet=as_json)


def _watch(server: Server, info: dict[str, object], *, quiet: bool) -> None:
    if not quiet:
        click.echo("Ctrl-C stops it.", err=True)
    processes = [psutil.Process(int(str(info[name]))) for name in ("postgres_pid", "postgrest_pid")]
    try:
        while all(map(postgrest.alive, processes)):
            time.sleep(0.5)
    except KeyboardInterrupt:
        progress(quiet)("stopping")
        server.stack.down()
        return
    server.stack.down()
    raise Refused("the server has stopped by itself", f"its logs are in {server.stack.dir.path}")


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
