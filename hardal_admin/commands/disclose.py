from pathlib import Path

import click

from hardal_admin import persons
from hardal_admin.bulk import streams
from hardal_admin.persons import Person
from hardal_admin.terminal.output import echo
from hardal_admin.terminal.person_options import person_options
from hardal_admin.terminal.server import Server, server_options


@click.command()
@person_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write.  [stdout]",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@server_options
def disclose(server: Server, tenant: str, person: Person, output: Path | None, force: bool) -> None:
    """Write all data that TENANT holds on a person.

    The options --client-id, --person, --request-id and --properties name the person. If you give
    several, all must agree. --client-id is one id, --person is this id and all ids that are linked
    with it.

    The output is NDJSON: one event, rejected event or link on each line. It holds exactly the data
    that hardal-admin erase would erase, from one snapshot. Only you can read FILE, and FILE appears
    when it is complete.

    \b
      hardal-admin disclose acme --client-id 7f915be8 -o person.ndjson
      hardal-admin disclose acme --person user-42
    """
    with server.connection() as conn, streams.created(output, None, force=force) as file:
        count = sum(
            1 for line in persons.disclose(conn, tenant, person) if file.write(f"{line}\n".encode())
        )
    if output:
        echo(f"wrote {count} lines to {output}", err=True)
