from collections.abc import Callable
from typing import Any

import click

from hardal_admin import durations, urls
from hardal_admin.terminal.choice import require_choice
from hardal_admin.terminal.output import echo, json_option, print_json, print_table, show
from hardal_admin.terminal.server import Server, server_options


def address_options(command: Callable[..., Any]) -> Callable[..., Any]:
    port = click.option(
        "--port", type=click.IntRange(1, 65535), help="The port in the URL.  [the port of the DSN]"
    )
    host = click.option(
        "--host",
        default="",
        help="The host in the URL, as its users reach the server.  [the host of the DSN]",
    )
    sslmode = click.option(
        "--sslmode",
        type=click.Choice(("disable", "require", "verify-ca", "verify-full")),
        help="How clients use TLS.  [verify-full with --host of another machine; else as the"
        " connection of this command]",
    )
    return host(port(sslmode(command)))


@click.group()
def url() -> None:
    """Make and manage PSQL URLs: logins with which people and BI tools read a tenant's events."""


@url.command()
@click.argument("tenant")
@click.option(
    "--name",
    required=True,
    help="The person or tool that gets the URL: a-z, 0-9 and _, beginning with a letter.",
)
@click.option(
    "--scope",
    metavar="SCOPE",
    default="read",
    show_default=True,
    help="read: the whole read surface. aggregate: only views that show no client, request or "
    "property. write: hardal.ingest and hardal.validate from SQL, and nothing else. model: as "
    "read, and makes tables and views in the schema TENANT__models, for dbt.",
)
@click.option("--expires", metavar="SPAN", help="How long the URL works: 90d, 12h, 4w.  [for ever]")
@click.option(
    "--connections",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="The most connections at once.",
)
@click.option(
    "--statement-timeout",
    default="60s",
    show_default=True,
    metavar="SPAN",
    help="When a query is cancelled: 60s, 10min; 0s for never. The login can change this default.",
)
@address_options
@json_option
@server_options
def create(
    server: Server,
    tenant: str,
    name: str,
    scope: str,
    expires: str | None,
    connections: int,
    statement_timeout: str,
    host: str,
    port: int | None,
    sslmode: str | None,
    as_json: bool,
) -> None:
    """Make a PSQL URL: a login that reaches TENANT and nothing else.

    The URL is shown once and stored nowhere.

    Open it with psql "URL", or give it to any tool that connects to PostgreSQL.
    """
    expires_at = durations.ahead(expires) if expires else None
    timeout = durations.parse(statement_timeout)
    with server.connection() as conn:
        require_choice("--scope", scope, urls.scopes(conn))
        made = urls.create(
            conn,
            tenant,
            name=name,
            scope=scope,
            expires_at=expires_at,
            connections=connections,
            statement_timeout=timeout,
            host=host,
            port=port,
            sslmode=sslmode or "",
        )
    show(made, as_json)


@url.command("list")
@click.argument("tenant")
@json_option
@server_options
def list_(server: Server, tenant: str, as_json: bool) -> None:
    """List the PSQL URLs of TENANT. Their passwords are not stored, so they are not shown."""
    with server.connection() as conn:
        rows = urls.listing(conn, tenant)
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty=f"no PSQL URLs yet: hardal-admin url create {tenant} --name NAME")


@url.command()
@click.argument("tenant")
@click.argument("name")
@click.option("--expires", metavar="SPAN", help="A new end: 90d, 12h, 4w.  [no change]")
@address_options
@json_option
@server_options
def rotate(
    server: Server,
    tenant: str,
    name: str,
    expires: str | None,
    host: str,
    port: int | None,
    sslmode: str | None,
    as_json: bool,
) -> None:
    """Give the PSQL URL NAME another password.

    The old password stops working at once. Open connections go on.
    """
    expires_at = durations.ahead(expires) if expires else None
    with server.connection() as conn:
        made = urls.rotate(
            conn,
            tenant,
            name=name,
            expires_at=expires_at,
            host=host,
            port=port,
            sslmode=sslmode or "",
        )
    show(made, as_json)


@url.command()
@click.argument("tenant")
@click.argument("name")
@json_option
@server_options
def revoke(server: Server, tenant: str, name: str, as_json: bool) -> None:
    """End the PSQL URL NAME: end its connections and drop its login."""
    with server.connection() as conn:
        ended = urls.revoke(conn, tenant, name=name)
    if as_json:
        print_json({"tenant": tenant, "name": name, "sessions_ended": ended})
    else:
        echo(f"revoked the PSQL URL {name} of {tenant}; {ended} of its sessions ended")
