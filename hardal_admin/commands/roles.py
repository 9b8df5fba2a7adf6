from pathlib import Path

import click

from hardal_admin import roles as own
from hardal_admin.errors import Refused
from hardal_admin.private_files import write_private
from hardal_admin.terminal.output import echo, print_file
from hardal_admin.terminal.server import Server, server_options


@click.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file (mode 0600), not to stdout.",
)
@click.option("--force", is_flag=True, help="Let --output replace a file.")
@server_options
def roles(server: Server, output: Path | None, force: bool) -> None:
    """Print hardal's roles as SQL, for a restore on another server.

    pg_dump does not dump roles, because they belong to the whole server. The SQL makes hardal's
    roles and no others: the groups of each tenant, the PSQL URLs, and PostgREST's login. The login
    that runs hardal-admin on the other server runs it with psql, before pg_restore.

    \b
      hardal-admin roles --output roles.sql
      psql --dbname postgresql://hardal_dba@other/hardal --file roles.sql

    Only a superuser can read passwords. Without them, give out new ones after the restore: url
    rotate, and postgrest-config --new-password.
    """
    with server.connection() as conn:
        made = own.statements(conn)
        if not own.reads_passwords(conn):
            echo("without passwords: only a superuser can read them", err=True)
    if output is None:
        print_file(made)
        return
    try:
        write_private(output, made, replace=force)
    except FileExistsError:
        raise Refused(
            f"{output} exists already", "name another file, or replace it with --force"
        ) from None
