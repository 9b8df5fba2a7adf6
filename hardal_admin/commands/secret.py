from datetime import UTC, datetime
from pathlib import Path

import click

from hardal_admin import durations, keys, tokens
from hardal_admin.commands.output import json_option, progress, show
from hardal_admin.commands.server import Server, server_options
from hardal_admin.embedded.data_dir import write_private
from hardal_admin.embedded.stack import JWT_SECRET
from hardal_admin.errors import Refused


@click.group()
def secret() -> None:
    """Replace the secret that tokens are signed with."""


@secret.command()
@click.option(
    "--overlap",
    default="30d",
    show_default=True,
    help="How long what the old secret signed is still taken: 1h, 30d; 0s ends all those tokens now.",
)
@click.option(
    "--jwt-secret-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file that PostgREST has as jwt-secret (@FILE); the embedded server's by default.",
)
@json_option
@server_options
def rotate(server: Server, overlap: str, jwt_secret_file: Path | None, as_json: bool) -> None:
    """Make a new signing secret. Tokens of the old one work until the overlap is over.

    The file becomes a JWK set of both, which PostgREST takes like a single secret; the new one signs. Give out new
    tokens meanwhile: hardal-admin token rotate. The next rotation drops keys that no live token needs.
    """
    until = datetime.now(UTC) + durations.parse(overlap)
    if not jwt_secret_file and not server.embedded:
        raise Refused("which file holds the secret?", "name the one that PostgREST reads with --jwt-secret-file")
    file = jwt_secret_file or server.stack.dir.secret_file(JWT_SECRET)
    old = keys.load(server.jwt_secret(file))
    with server.connection() as conn:
        needed = tokens.live_keys(conn)
        new = keys.with_new([key for key in old if key.id in needed or key == old[0]])
        write_private(file, keys.render(new), replace=True, keep_owner=True)
        row = conn.execute("select hardal_private.retire_key(%s, %s) as tokens", (old[0].id, until)).fetchone()
    if server.embedded and not jwt_secret_file:
        server.stack.reload_config()
    else:
        progress(as_json)("now let PostgREST read it: kill -SIGUSR2 its process")
    show(
        {"key": new[0].id, "old_key": old[0].id, "old_key_until": until, "tokens_ending": row and row["tokens"]},
        as_json,
    )
