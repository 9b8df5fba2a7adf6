from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hardal_admin import durations, tokens
from hardal_admin.terminal.choice import require_choice
from hardal_admin.terminal.lifetime import expires_option, overlap_option
from hardal_admin.terminal.output import echo, json_option, print_json, print_table, show
from hardal_admin.terminal.server import Server, server_options


@click.group()
def token() -> None:
    """Make and manage tokens. A backend sends its token as Authorization: Bearer <token>."""


def signing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option(
        "--jwt-secret-file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="The file that PostgREST has as jwt-secret. HARDAL_JWT_SECRET by default, else the "
        "secret of the embedded server.",
    )(command)
    return expires_option("token")(command)


@token.command()
@click.argument("tenant")
@click.option(
    "--scope",
    metavar="SCOPE",
    required=True,
    help="ingest: sends events. read: reads events over HTTP. Neither may do the other.",
)
@click.option(
    "--name", required=True, help="The token's name, for example the backend that gets it."
)
@signing_options
@json_option
@server_options
def create(
    server: Server,
    tenant: str,
    scope: str,
    name: str,
    expires: str,
    jwt_secret_file: Path | None,
    as_json: bool,
) -> None:
    """Make a token for TENANT. The token is shown once and stored nowhere."""
    expires_at = durations.ahead(expires)
    secret = server.jwt_secret(jwt_secret_file)
    with server.connection() as conn:
        require_choice("--scope", scope, tokens.scopes(conn))
        made = tokens.create(conn, secret, tenant, name=name, scope=scope, expires_at=expires_at)
    show(made, as_json)


@token.command("list")
@click.argument("tenant")
@json_option
@server_options
def list_(server: Server, tenant: str, as_json: bool) -> None:
    """List the tokens of TENANT. The last use of an ingest token is shown to the hour."""
    with server.connection() as conn:
        rows = tokens.listing(conn, tenant)
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            del row["jti"], row["key_id"]
        print_table(
            rows,
            empty=f"no tokens yet: hardal-admin token create {tenant} --scope ingest --name NAME",
        )


@token.command()
@click.argument("tenant")
@click.argument("name")
@overlap_option("token")
@signing_options
@json_option
@server_options
def rotate(
    server: Server,
    tenant: str,
    name: str,
    overlap: str,
    expires: str,
    jwt_secret_file: Path | None,
    as_json: bool,
) -> None:
    """Make a token that replaces the live token NAME.

    The old token stays valid for the overlap, so that no event is refused meanwhile.
    """
    expires_at = durations.ahead(expires)
    goes_on = durations.parse(overlap)
    secret = server.jwt_secret(jwt_secret_file)
    with server.connection() as conn:
        made = tokens.rotate(
            conn, secret, tenant, name=name, expires_at=expires_at, overlap=goes_on
        )
    show(made, as_json)


@token.command()
@click.argument("tenant")
@click.argument("name")
@json_option
@server_options
def revoke(server: Server, tenant: str, name: str, as_json: bool) -> None:
    """Refuse the token NAME from the next request on.

    An old token that a rotation left valid is refused too.
    """
    with server.connection() as conn:
        count = tokens.revoke(conn, tenant, name=name)
    if as_json:
        print_json({"tenant": tenant, "name": name, "revoked": count})
    else:
        echo(f"revoked {count} token{'s' if count > 1 else ''} named {name} of {tenant}")
