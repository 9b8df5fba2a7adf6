import os
import webbrowser

import click

from hardal_admin import dashboard as links
from hardal_admin import durations
from hardal_admin.errors import Refused
from hardal_admin.terminal.choice import require_choice
from hardal_admin.terminal.output import echo, json_option, print_json
from hardal_admin.terminal.server import Server, server_options


@click.command()
@click.argument("tenant")
@click.option(
    "--scope",
    metavar="SCOPE",
    default="manage",
    show_default=True,
    help="manage: also makes and revokes PSQL URLs and keys, replays and discards rejected events."
    " read: looks at everything. aggregate: sees counts that name no client.",
)
@click.option("--name", help="The name of the key in the link.  [dashboard_ and random characters]")
@click.option(
    "--expires",
    default=links.EXPIRES,
    show_default=True,
    help="How long the link is valid: 30min, 12h, 7d.",
)
@click.option(
    "--url",
    metavar="URL",
    help="Where browsers find the server. By default that of the embedded server; for a server"
    " elsewhere, HARDAL_URL.",
)
@click.option("--open", "open_", is_flag=True, help="Open the link in a browser.")
@json_option
@server_options
def dashboard(
    server: Server,
    tenant: str,
    scope: str,
    name: str | None,
    expires: str,
    url: str | None,
    open_: bool,
    as_json: bool,
) -> None:
    """Print a link to the page of TENANT: its events, its reports, its PSQL URLs and keys.

    The link holds a key, and is shown once. Whoever has it may do what its scope allows until it
    ends. To end it earlier: hardal-admin key revoke TENANT NAME.

    \b
      hardal-admin dashboard acme --open
      hardal-admin dashboard acme --scope read --expires 7d --url https://events.example.com
    """
    expires_at = durations.ahead(expires)
    with server.connection() as conn:
        require_choice("--scope", scope, links.scopes(conn))
        made = links.create(
            conn,
            tenant,
            url=_address(server, url),
            scope=scope,
            name=name or links.new_name(),
            expires_at=expires_at,
        )
    if as_json:
        print_json(made)
    else:
        echo(str(made["link"]))
        echo(
            f"It holds the key {made['name']} of the scope {scope}, which ends at"
            f" {expires_at:%F %H:%M} UTC. To end it now:"
            f" hardal-admin key revoke {tenant} {made['name']}",
            err=True,
        )
    if open_ and not _opened(str(made["link"])):
        echo("hardal-admin: no browser could be opened: open the link yourself", err=True)


def _address(server: Server, url: str | None) -> str:
    if url is not None:
        return url
    if server.embedded:
        found = server.stack.info()["api_url"]
        if not found:
            raise Refused("Caddy does not run, which serves the page", "hardal-admin up --detach")
        return str(found)
    found = os.environ.get("HARDAL_URL")
    if not found:
        raise Refused(
            "the address of the page is not known",
            "name the one where browsers find this server: --url https://events.example.com,"
            " or HARDAL_URL",
        )
    return found


def _opened(link: str) -> bool:
    try:
        return webbrowser.open(link)
    except (webbrowser.Error, OSError):
        return False
