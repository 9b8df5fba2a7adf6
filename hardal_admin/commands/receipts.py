import click

from hardal_admin import persons
from hardal_admin.terminal.output import json_option, print_json, print_table
from hardal_admin.terminal.server import Server, server_options


@click.command()
@click.argument("tenant", required=False)
@json_option
@server_options
def receipts(server: Server, tenant: str | None, as_json: bool) -> None:
    """List the receipts of erasures, of TENANT or of all tenants.

    A receipt tells when and how much was erased. It does not name the person. A receipt without an
    end belongs to an erasure that was stopped: run hardal-admin erase again.
    """
    with server.connection() as conn:
        rows = persons.receipts(conn, tenant)
    if as_json:
        print_json(rows)
    else:
        print_table(
            [row | {"chosen_by": ", ".join(row["chosen_by"])} for row in rows],
            empty="nothing was erased yet",
        )
