import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import simplejson
from psycopg.types.json import Jsonb

from hardal_admin import persons
from hardal_admin.bulk import streams
from hardal_admin.errors import Refused
from hardal_admin.persons import Person
from hardal_admin.terminal.output import json_option, print_json, print_table, progress, show
from hardal_admin.terminal.server import Server, server_options


class Properties(click.ParamType[Jsonb]):
    """A JSON object."""

    name = "json"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Jsonb:
        try:
            wanted = simplejson.loads(str(value), use_decimal=True)
        except ValueError as error:
            self.fail(f"it is not JSON: {error}", param, ctx)
        if not isinstance(wanted, dict):
            self.fail('it is no JSON object, such as {"email": "ann@example.org"}', param, ctx)
        return Jsonb(wanted, dumps=functools.partial(simplejson.dumps, use_decimal=True))


def person_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the ways to say whom it is about."""

    @click.argument("tenant")
    @click.option("--client-id", metavar="TEXT", help="Events with this client_id.")
    @click.option("--request-id", metavar="TEXT", help="Events with this hardal_server_request_id.")
    @click.option(
        "--properties",
        type=Properties(),
        metavar="JSON",
        help="Events whose properties contain this object.",
    )
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        client_id: str | None,
        request_id: str | None,
        properties: Jsonb | None,
        **options: Any,
    ) -> Any:
        person = Person(client_id, request_id, properties)
        if person == Person():
            raise click.UsageError(
                "say whom: --client-id, --request-id or --properties; of several, all must agree"
            )
        return command(*args, person=person, **options)

    return wrapped


@click.command()
@person_options
@click.option("--dry-run", is_flag=True, help="Say how much would be erased; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@server_options
def erase(
    server: Server, tenant: str, person: Person, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Erase a person from TENANT: events, refused events, and what was made of them.

    Refused events count wherever the text is a value in them; lines that are no JSON, wherever it stands. Ids stay,
    alone, so that neither a retry nor an import brings an erased event back. What was on its way when it began is
    erased as well: it waits for every transaction that could have stored events. The receipt says how much, when, and
    not of whom.

    Says how much and asks, unless --yes is given. Stopped half-way, it can be run again.

    \b
      hardal-admin erase acme --client-id 7f915be8 --dry-run
      hardal-admin erase acme --properties '{"user": {"email": "ann@example.org"}}' --yes
    """
    with server.connection() as conn:
        if dry_run or not yes:
            held = persons.count(conn, tenant, person)
            what = (
                f"{held['events']} events and {held['rejected_events']} refused events of {tenant}"
            )
        if dry_run:
            if as_json:
                print_json({"tenant": tenant, "dry_run": True} | held)
            else:
                click.echo(f"would erase {what}")
            return
        if not yes:
            if not sys.stdin.isatty():
                raise Refused(f"{what} would be erased for good", "say so with --yes")
            click.confirm(f"Erase {what} for good?", abort=True, err=True)
        receipt = persons.erase(conn, tenant, person, progress(as_json))
    show(receipt if as_json else receipt | {"chosen_by": ", ".join(receipt["chosen_by"])}, as_json)


@click.command()
@click.argument("tenant", required=False)
@json_option
@server_options
def receipts(server: Server, tenant: str | None, as_json: bool) -> None:
    """List the receipts of erasures, all or those of TENANT. One without an end was stopped: erase again."""
    with server.connection() as conn:
        rows = persons.receipts(conn, tenant)
    if as_json:
        print_json(rows)
    else:
        print_table(
            [row | {"chosen_by": ", ".join(row["chosen_by"])} for row in rows],
            empty="nothing was erased yet",
        )


@click.command()
@person_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to.  [stdout]",
)
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
@server_options
def disclose(server: Server, tenant: str, person: Person, output: Path | None, force: bool) -> None:
    """Write everything that TENANT holds on a person: NDJSON, an event or a refused event a line.

    It is what hardal-admin erase would erase, as it was at one moment. FILE is readable by you alone, and there
    only when it is whole.
    """
    with server.connection() as conn, streams.created(output, None, force=force) as file:
        count = sum(
            1 for line in persons.disclose(conn, tenant, person) if file.write(f"{line}\n".encode())
        )
    if output:
        click.echo(f"wrote {count} lines to {output}", err=True)
