from pathlib import Path

import click

from hardal_admin import durations, signing_keys, tokens
from hardal_admin.errors import Refused
from hardal_admin.private_files import write_private
from hardal_admin.signing_keys import SigningKey
from hardal_admin.terminal.output import echo, json_option, print_json, progress, show
from hardal_admin.terminal.private_output import output_options, write_output
from hardal_admin.terminal.server import Server, secret_file_option, server_options


@click.group()
def secret() -> None:
    """Make and replace the signing key.

    The signing key signs tokens, and PostgREST verifies tokens with it.
    """


@secret.command()
@output_options
def create(output: Path | None, force: bool) -> None:
    """Make a signing key for your own PostgREST. The embedded server has made its own.

    It is written as a JWK set, which PostgREST has as jwt-secret (@FILE).

    \b
      hardal-admin secret create --output jwt-secret
      hardal-admin postgrest-config --jwt-secret-file jwt-secret ...
    """
    made = signing_keys.make()
    if output is None:
        echo(made)
    else:
        write_output(output, made + "\n", force=force)


@secret.command()
@click.option(
    "--overlap",
    default="30d",
    show_default=True,
    help="How long tokens of the old signing key stay valid: 1h, 30d. 0s ends them now.",
)
@secret_file_option
@json_option
@server_options
def rotate(server: Server, overlap: str, jwt_secret_file: Path | None, as_json: bool) -> None:
    """Make a new signing key. Tokens of the old one stay valid until the overlap is over.

    The secret's file becomes a JWK set of both signing keys, also where it was a plain secret. The
    new one signs. During the overlap, replace the old tokens: hardal-admin token
    rotate. Signing keys that no live token needs are dropped. If the command was stopped half-way,
    run it again.

    \b
      hardal-admin secret rotate --overlap 7d --jwt-secret-file jwt-secret
    """
    until = durations.ahead(overlap, or_now=True)
    file = _file(server, jwt_secret_file)

    def keep(new: SigningKey, needed: set[str]) -> list[SigningKey]:
        old = signing_keys.load(server.jwt_secret(file))
        _replace(server, file, [new, *(key for key in old if key.id in needed)])
        return old

    with server.connection() as conn:
        made = tokens.replace_key(conn, until, keep)
    show(made, as_json)


@secret.command()
@secret_file_option
@json_option
@server_options
def prune(server: Server, jwt_secret_file: Path | None, as_json: bool) -> None:
    """Remove the signing keys that no live token needs from the secret's file.

    Run it when the overlap of a rotation is over.
    """
    file = _file(server, jwt_secret_file)

    def keep(needed: set[str]) -> list[SigningKey]:
        held = signing_keys.load(server.jwt_secret(file))
        kept = [key for number, key in enumerate(held) if number == 0 or key.id in needed]
        if kept != held:
            _replace(server, file, kept)
        return [key for key in held if key not in kept]

    with server.connection() as conn:
        dropped = tokens.prune_keys(conn, keep)
    if as_json:
        print_json({"dropped": dropped})
    else:
        echo(f"dropped {', '.join(dropped)}" if dropped else "every key is still needed")


def _file(server: Server, named: Path | None) -> Path:
    file = server.secret_file(named)
    if not file:
        raise Refused(
            "which file holds the secret?",
            "name the one that PostgREST reads with --jwt-secret-file",
        )
    return file


def _replace(server: Server, file: Path, held: list[SigningKey]) -> None:
    write_private(file, signing_keys.render(held), replace=True, keep_access=True)
    if file == server.secret_file(None):
        server.stack.reload_config()
    else:
        progress()("now let PostgREST read it: kill -SIGUSR2 its process")
