from typing import Any

import click

from hardal_admin import stats as numbers
from hardal_admin.terminal.output import echo, json_option, print_fields, print_json, print_table
from hardal_admin.terminal.server import Server, server_options


@click.command()
@click.argument("tenant", required=False)
@click.option(
    "--exact", is_flag=True, help="Count events and ids. This takes long on a large store."
)
@json_option
@server_options
def stats(server: Server, tenant: str | None, exact: bool, as_json: bool) -> None:
    """Show the number, size and rate of each tenant's events.

    With TENANT, all figures of that tenant are shown, and the size of each table and index.

    The command is cheap on a large store: events and ids are PostgreSQL's estimates (--exact counts
    them), and the rate is that of the newest 1,000 events of the last day. Monitoring can read the
    same figures from the view hardal_private.tenant_stats.
    """
    with server.connection() as conn:
        rows = numbers.tenants(conn, tenant, exact=exact)
        relations = numbers.relations(conn, tenant) if tenant else []
    if as_json:
        plain = [row | {"events_per_second": float(row["events_per_second"])} for row in rows]
        print_json(plain if tenant is None else plain[0] | {"relations": relations})
    elif tenant is None:
        print_table(
            [_shown(row) for row in rows], empty="no tenants yet: hardal-admin tenant create NAME"
        )
    else:
        print_fields(rows[0])
        echo()
        print_table(relations, empty="no tables")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return the figures that fit into a table."""
    names = (
        "tenant",
        "events",
        "events_per_second",
        "bytes",
        "partitions",
        "oldest_month",
        "newest_event",
    )
    return {name: row[name] for name in (*names, "ledger_ids", "rejected_events", "maintained_at")}
