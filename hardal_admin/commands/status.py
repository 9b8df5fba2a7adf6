import sys

import click

from hardal_admin.terminal.output import echo, json_option, print_fields, print_json
from hardal_admin.terminal.server import Server, server_options


@click.command()
@json_option
@server_options
def status(server: Server, as_json: bool) -> None:
    """Show whether the embedded server runs, and its addresses.

    The exit code is 0 if PostgreSQL, PostgREST and Caddy all run, else 1. The printed DSN contains
    the superuser's password.
    """
    if not server.embedded:
        raise click.UsageError(
            "status is of the embedded server: --dsn and HARDAL_DSN name one that runs elsewhere"
        )
    info = server.stack.info()
    if as_json:
        print_json(info)
    elif info["running"]:
        print_fields(info)
    else:
        parts = {
            "PostgreSQL": info["postgres_pid"],
            "PostgREST": info["postgrest_pid"],
            "Caddy": info["caddy_pid"],
        }
        running = [name for name, pid in parts.items() if pid]
        what = f"only {' and '.join(running)} running" if running else "not running"
        echo(f"{what} ({info['data_dir']}): hardal-admin up starts it")
    sys.exit(0 if info["running"] else 1)
