from pathlib import Path

import click

from hardal_admin import tokens
from hardal_admin.commands.output import json_option, print_fields, print_json
from hardal_admin.commands.server import Server, server_options


@click.group()
def token() -> None:
    """Make tokens: what a backend sends as Authorization: Bearer <token>."""


@token.command()
@click.argument("tenant")
@click.option(
    "--scope",
    type=click.Choice(["ingest", "read"]),
    required=True,
    help="ingest: may send events. read: may read them over HTTP. Neither may do the other.",
)
@click.option("--name", required=True, help="What you call it, e.g. the backend that gets it.")
@click.option("--expires", default="365d", show_default=True, help="How long it lives: 12h, 90d, 4w.")
@click.option(
    "--jwt-secret-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The secret that signs it, PostgREST's jwt-secret; HARDAL_JWT_SECRET by default, else the embedded server's.",
)
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
    """Make a token for TENANT. It is shown now and kept nowhere."""
    lives = tokens.lifetime(expires)
    secret = server.jwt_secret(jwt_secret_file)
    with server.connection() as conn:
        made = tokens.create(conn, secret, tenant, name=name, scope=scope, lives=lives)
    if as_json:
        print_json(made)
    else:
        print_fields(made)
