import click

from hardal_admin import urls
from hardal_admin.commands.output import json_option, print_fields, print_json
from hardal_admin.commands.server import Server, server_options


@click.group()
def url() -> None:
    """Make PSQL URLs: what a person or a BI tool reads a tenant's events with."""


@url.command()
@click.argument("tenant")
@click.option("--name", required=True, help="The person or tool it is for: a-z, 0-9 and _, a letter first.")
@click.option("--host", default="", help="The host that they reach the server by, where it is not this DSN's.")
@json_option
@server_options
def create(server: Server, tenant: str, name: str, host: str, as_json: bool) -> None:
    """Make a PSQL URL that reads TENANT, and nothing else. It is shown now and kept nowhere.

    Open it with psql "URL", or give it to any tool that speaks to PostgreSQL.
    """
    with server.connection() as conn:
        made = urls.create(conn, tenant, name=name, host=host)
    if as_json:
        print_json(made)
    else:
        print_fields(made)
