import click

from hardal_admin import tenants
from hardal_admin.commands.output import json_option, print_json, print_table
from hardal_admin.commands.server import Server, server_options


@click.group()
def tenant() -> None:
    """Make and list tenants: each has its own schemas, which no other's login can reach."""


@tenant.command()
@click.argument("name")
@json_option
@server_options
def create(server: Server, name: str, as_json: bool) -> None:
    """Make the tenant NAME: 2 to 40 of a-z, 0-9 and _, a letter first.

    It takes events at once: PostgREST needs no reload.
    """
    with server.connection() as conn:
        tenants.create(conn, name)
    if as_json:
        print_json({"tenant": name})
    else:
        click.echo(f"made the tenant {name}; next: hardal-admin token create {name} --scope ingest --name backend")


@tenant.command("list")
@json_option
@server_options
def list_(server: Server, as_json: bool) -> None:
    """List the tenants."""
    with server.connection() as conn:
        rows = tenants.listing(conn)
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="no tenants yet: hardal-admin tenant create NAME")
