from typing import Any

import click

from hardal_admin import stats as numbers
from hardal_admin.terminal.output import json_option, print_fields, print_json, print_table
from hardal_admin.terminal.server import Server, server_options


@click.command()
@click.argument("tenant", required=False)
@click.option(
    "--exact", is_flag=True, help="Count events and ids, which takes long where there are many."
)
@json_option
@server_options
def stats(server: Server, tenant: str | None, exact: bool, as_json: bool) -> None:
    """Show how much each tenant holds and takes; for one TENANT all of it, by table and index.

    Cheap on a large store: events and ids are PostgreSQL's estimates (--exact counts), the rate that of the newest
    1,000 events of the last day. Monitoring reads the same from the view hardal_private.tenant_stats.
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
        click.echo()
        print_table(relations, empty="no tables")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """What has room in a table."""
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
