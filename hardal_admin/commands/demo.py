import os
import shlex
import shutil
import sys
from pathlib import Path

import click

from hardal_admin import demo as demonstration
from hardal_admin.terminal.output import echo, progress
from hardal_admin.terminal.server import Server, server_options

NEXT = """
To go on with it:
  {tool} up --detach                       start the server
  {tool} tenant create acme                a tenant of your own
  {tool} key create acme --name backend
  {tool} url create acme --name me         open it with psql, or in your BI tool
  {tool} --help                            everything else
"""
LOOK = """\
To look at the event in the page:
  {tool} up --detach && {tool} dashboard demo --open\
"""
LINK = "To look at the event in the page, open this link. It is good for 12 hours:"


@click.command()
@click.option("--pg", metavar="18|16|FOLDER", envvar="HARDAL_PG", help="As for hardal-admin up.")
@server_options
def demo(server: Server, pg: str | None) -> None:
    """Show the way of one event: in over HTTP, out through a PSQL URL.

    The command starts the embedded server, makes the tenant demo, sends an event, and reads the
    event back. Then it stops the server, unless the server was running before. It may be repeated.
    """
    if not server.embedded:
        raise click.UsageError(
            "demo uses the embedded server: --dsn and HARDAL_DSN name one that runs elsewhere"
        )
    link = demonstration.run(server.stack, pg, progress(), echo)
    tool = "hardal-admin"
    if not shutil.which(tool) and Path(sys.argv[0]).name == tool:
        tool = os.path.relpath(sys.argv[0])
    if server.data_dir:
        tool += f" --data-dir {shlex.quote(str(server.data_dir))}"
    echo(NEXT.format(tool=tool))
    echo(f"{LINK}\n  {link}" if link else LOOK.format(tool=tool))
