import json

import click

from hardal_admin import audit as log
from hardal_admin.terminal.output import json_option, print_json, print_table
from hardal_admin.terminal.server import Server, server_options


@click.command()
@click.argument("tenant", required=False)
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=50,
    show_default=True,
    help="The number of newest entries.",
)
@json_option
@server_options
def audit(server: Server, tenant: str | None, limit: int, as_json: bool) -> None:
    """Show the audit log: the login, the action and the time of each change.

    With TENANT, only its entries are shown. The log is the table hardal_private.audit_log. A
    trigger refuses to change or delete its rows.
    """
    with server.connection() as conn:
        rows = log.listing(conn, tenant, limit)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        row["details"] = json.dumps(row["details"]) if row["details"] else None
    print_table(rows, empty="nothing was done yet")
