import click

from hardal_admin.terminal.output import echo, json_option, print_json
from hardal_admin.terminal.server import Server, server_options


@click.command()
@json_option
@server_options
def down(server: Server, as_json: bool) -> None:
    """Stop the embedded server. Its data stays. hardal-admin up starts it again."""
    if not server.embedded:
        raise click.UsageError(
            "down stops the embedded server: --dsn and HARDAL_DSN name one that runs elsewhere"
        )
    stopped = server.stack.down()
    if as_json:
        print_json({"stopped": stopped, "data_dir": str(server.stack.dir.path)})
    else:
        echo(f"{'stopped' if stopped else 'nothing was running'} ({server.stack.dir.path})")
