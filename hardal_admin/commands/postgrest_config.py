import os
import secrets
from pathlib import Path

import click

from hardal_admin import postgrest_config as config
from hardal_admin import urls
from hardal_admin.database import require_installed
from hardal_admin.embedded.data_dir import write_private
from hardal_admin.embedded.stack import set_authenticator_password
from hardal_admin.errors import Refused
from hardal_admin.terminal.server import Server, server_options


@click.command("postgrest-config")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it there (mode 0600), not to stdout.",
)
@click.option("--force", is_flag=True, help="Let --output replace a file.")
@click.option(
    "--listen",
    default="127.0.0.1",
    show_default=True,
    help="The address that PostgREST listens on.",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Its port."
)
@click.option(
    "--admin-port",
    type=click.IntRange(1, 65535),
    default=3001,
    show_default=True,
    help="The port of /live and /ready.",
)
@click.option(
    "--jwt-secret-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The secret that tokens are signed with, named in the configuration. By default PostgREST takes it from its"
    " own environment: HARDAL_JWT_SECRET.",
)
@click.option(
    "--new-password",
    is_flag=True,
    help="Give hardal_authenticator a new password and write it in. A PostgREST that runs with the old one is cut off"
    " at its next connection.",
)
@server_options
def postgrest_config(
    server: Server,
    output: Path | None,
    force: bool,
    listen: str,
    port: int,
    admin_port: int,
    jwt_secret_file: Path | None,
    new_password: bool,
) -> None:
    """Print the configuration file for a PostgREST of your own.

    \b
      export HARDAL_DSN=postgresql://dba@host/database
      openssl rand -hex 32 > jwt-secret; chmod 600 jwt-secret
      hardal-admin postgrest-config --jwt-secret-file jwt-secret --new-password --output postgrest.conf
      postgrest postgrest.conf

    Without --new-password the file holds no password: PostgREST takes it from PGPASSWORD or ~/.pgpass.
    For the embedded server, whose PostgREST has one already, it prints that one.
    """
    if server.embedded:
        if new_password or jwt_secret_file:
            raise click.UsageError(
                "the embedded server has its own password and secret: name another with --dsn"
            )
        server.stack.dsn()
        made = server.stack.postgrest_config()
    else:
        password = secrets.token_hex(32)
        with server.connection() as conn:
            require_installed(conn)
            if output and output.exists() and not force:
                raise Refused(
                    f"{output} exists already", "name another file, or replace it with --force"
                )
            made = config.PostgrestConfig(
                db_uri=urls.address(
                    conn, "hardal_authenticator", password if new_password else None
                ),
                jwt_secret=f"@{jwt_secret_file.absolute()}"
                if jwt_secret_file
                else "$(HARDAL_JWT_SECRET)",
                host=listen,
                port=port,
                admin_port=admin_port,
            )
            if new_password:
                set_authenticator_password(conn, password)
    if output is None:
        click.echo(made.render(), nl=False)
        return
    try:
        write_private(output, made.render(), replace=force)
    except FileExistsError:
        raise Refused(
            f"{output} exists already", "name another file, or replace it with --force"
        ) from None
    click.echo(f"wrote {output}; start it with: postgrest {os.fspath(output)}", err=True)
