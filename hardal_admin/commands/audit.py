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
    help="How many of the newest entries.",
)
@json_option
@server_options
def audit(server: Server, tenant: str | None, limit: int, as_json: bool) -> None:
    """Show who did what: to TENANT, or to all.

    The log is in hardal_private.audit_log; a trigger refuses to change or delete what is in it.
    """
    with server.connection() as conn:
        rows = log.listing(conn, tenant, limit)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        row["details"] = json.dumps(row["details"]) if row["details"] else None
    print_table(rows, empty="nothing was done yet")
