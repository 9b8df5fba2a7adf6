import os
import secrets
from pathlib import Path

import click

from hardal_admin import postgrest_config as config
from hardal_admin import urls
from hardal_admin.database import require_installed
from hardal_admin.terminal.output import echo, print_file
from hardal_admin.terminal.private_output import already, output_options, write_output
from hardal_admin.terminal.server import Server, server_options


@click.command("postgrest-config")
@output_options
@click.option(
    "--listen",
    default="127.0.0.1",
    show_default=True,
    help="The address that PostgREST listens on.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=3000,
    show_default=True,
    help="The port of PostgREST.",
)
@click.option(
    "--admin-port",
    type=click.IntRange(1, 65535),
    default=3001,
    show_default=True,
    help="The port of its health checks, /live and /ready.",
)
@click.option(
    "--jwt-secret-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file with the signing keys. The configuration names it. By default PostgREST reads"
    " HARDAL_JWT_SECRET from its own environment.",
)
@click.option(
    "--pooler",
    is_flag=True,
    help="PostgREST connects through a pooler such as PgBouncer in transaction mode. Then write the"
    " pooler's address into db-uri: the DSN of this command names PostgreSQL itself.",
)
@click.option(
    "--psql-host",
    default="",
    help="The host of PSQL URLs, as people reach it: db.example.com. The page shows it.",
)
@click.option(
    "--psql-port", type=click.IntRange(1, 65535), help="The port of PSQL URLs, with --psql-host."
)
@click.option(
    "--psql-sslmode",
    default="",
    help="The sslmode of PSQL URLs, with --psql-host: verify-full, require, disable.",
)
@click.option(
    "--new-password",
    is_flag=True,
    help="Give hardal_authenticator a new password, and write it into the configuration."
    " A PostgREST with the old password cannot open new connections.",
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
    pooler: bool,
    psql_host: str,
    psql_port: int | None,
    psql_sslmode: str,
    new_password: bool,
) -> None:
    """Print the configuration file for your own PostgREST.

    The command needs a database that hardal-admin migrate has set up:

    \b
      export HARDAL_DSN=postgresql://dba@host/database
      hardal-admin secret create --output jwt-secret
      hardal-admin postgrest-config --jwt-secret-file jwt-secret --new-password \\
          --output postgrest.conf
      postgrest postgrest.conf

    Without --new-password, the file holds no password: PostgREST takes the password from PGPASSWORD
    or ~/.pgpass. For the embedded server, the command prints the file that its PostgREST has.
    """
    urls.check_host(psql_host)
    if server.embedded:
        if new_password or jwt_secret_file or pooler or psql_host or psql_port or psql_sslmode:
            raise click.UsageError(
                "the embedded server has its own password, secret and address: name another"
                " with --dsn"
            )
        server.stack.dsn()
        made = server.stack.postgrest_config()
    else:
        password = secrets.token_hex(32)
        with server.connection() as conn:
            require_installed(conn)
            if output and output.exists() and not force:
                raise already(output)
            made = config.PostgrestConfig(
                db_uri=urls.address(
                    conn,
                    "hardal_authenticator",
                    password if new_password else None,
                    # PostgREST takes TLS where the server has it
                    sslmode="require" if conn.pgconn.ssl_in_use else "prefer",
                ),
                jwt_secret=f"@{jwt_secret_file.absolute()}"
                if jwt_secret_file
                else "$(HARDAL_JWT_SECRET)",
                host=listen,
                port=port,
                admin_port=admin_port,
                pooler=pooler,
                psql_host=psql_host,
                psql_port=psql_port,
                psql_sslmode=psql_sslmode,
            )
            if new_password:
                config.set_authenticator_password(conn, password)
    if output is None:
        print_file(made.render())
        return
    write_output(output, made.render(), force=force)
    echo(f"wrote {output}; start it with: postgrest {os.fspath(output)}", err=True)
