import click

from hardal_admin import durations, keys
from hardal_admin.terminal.choice import require_choice
from hardal_admin.terminal.lifetime import expires_option, overlap_option
from hardal_admin.terminal.output import echo, json_option, print_json, print_table, show
from hardal_admin.terminal.server import Server, server_options


@click.group()
def key() -> None:
    """Make and manage keys. A backend sends its key as the user of Basic authentication.

    A key is a secret that needs no signing: curl --user "$KEY:" and every SDK can send it.
    """


@key.command()
@click.argument("tenant")
@click.option(
    "--scope",
    metavar="SCOPE",
    default="ingest",
    show_default=True,
    help="ingest: sends events. read: reads events and reports over HTTP. aggregate: reads counts"
    " that name no client. manage: reads, and manages access. None may do what another is for.",
)
@click.option("--name", required=True, help="The key's name, for example the backend that gets it.")
@expires_option("key")
@json_option
@server_options
def create(server: Server, tenant: str, scope: str, name: str, expires: str, as_json: bool) -> None:
    """Make a key for TENANT. The key is shown once; its digest alone is stored.

    \b
      KEY=$(hardal-admin key create acme --name web --json | jq -r .key)
      curl --user "$KEY:" "$API/rpc/ingest" --json '{"event_name": "signup"}'
    """
    expires_at = durations.ahead(expires)
    with server.connection() as conn:
        require_choice("--scope", scope, keys.scopes(conn))
        made = keys.create(conn, tenant, name=name, scope=scope, expires_at=expires_at)
    show(made, as_json)


@key.command("list")
@click.argument("tenant")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Also links to the page that have ended: keys for two days at most that send no events.",
)
@json_option
@server_options
def list_(server: Server, tenant: str, every: bool, as_json: bool) -> None:
    """List the keys of TENANT. The last use of an ingest key is shown to the hour."""
    with server.connection() as conn:
        rows = keys.listing(conn, tenant, every=every)
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty=f"no keys yet: hardal-admin key create {tenant} --name NAME")


@key.command()
@click.argument("tenant")
@click.argument("name")
@overlap_option("key")
@expires_option("key")
@json_option
@server_options
def rotate(
    server: Server, tenant: str, name: str, overlap: str, expires: str, as_json: bool
) -> None:
    """Make a key that replaces the live key NAME.

    The old key stays valid for the overlap, so that no event is refused meanwhile.
    """
    expires_at = durations.ahead(expires)
    goes_on = durations.parse(overlap)
    with server.connection() as conn:
        made = keys.rotate(conn, tenant, name=name, expires_at=expires_at, overlap=goes_on)
    show(made, as_json)


@key.command()
@click.argument("tenant")
@click.argument("name")
@json_option
@server_options
def revoke(server: Server, tenant: str, name: str, as_json: bool) -> None:
    """Refuse the key NAME from the next request on.

    An old key that a rotation left valid is refused too.
    """
    with server.connection() as conn:
        count = keys.revoke(conn, tenant, name=name)
    if as_json:
        print_json({"tenant": tenant, "name": name, "revoked": count})
    else:
        echo(f"revoked {count} key{'s' if count > 1 else ''} named {name} of {tenant}")
