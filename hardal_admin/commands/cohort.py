import json
from pathlib import Path
from typing import Any

import click
from psycopg.types.json import Jsonb

from hardal_admin import cohorts
from hardal_admin.terminal.confirmation import confirm
from hardal_admin.terminal.definition_file import read_definition, read_text
from hardal_admin.terminal.output import (
    echo,
    json_option,
    print_fields,
    print_json,
    print_table,
)
from hardal_admin.terminal.parameter_types import JsonObject
from hardal_admin.terminal.server import Server, server_options


@click.group()
def cohort() -> None:
    """Make and manage cohorts: named sets of clients, persons, or values of a property.

    Each report takes a cohort, and then counts only the events of its units:
    funnel(..., cohort => 'buyers'). A cohort is also a view with the column unit_id.
    """


@cohort.command()
@click.argument("tenant")
@click.argument("name")
@click.option("--did", multiple=True, metavar="EVENT", help="Units that did EVENT.")
@click.option("--did-not", multiple=True, metavar="EVENT", help="Units that never did EVENT.")
@click.option(
    "--first",
    multiple=True,
    metavar="EVENT",
    help="Units that did EVENT for the first time ever between --since and --until.",
)
@click.option(
    "--has",
    type=JsonObject(),
    metavar="JSON",
    help='Units whose newest values match this filter: {"plan": "pro"}.',
)
@click.option(
    "--since",
    metavar="TIME",
    help="--did, --did-not and --first look from here on: 2024-10-01, or '30 days' back.",
)
@click.option("--until", metavar="TIME", help="They look at what happened before this time.")
@click.option("--at-least", type=click.IntRange(1), help="--did: so many times, or more.")
@click.option("--at-most", type=click.IntRange(1), help="--did: so many times, or fewer.")
@click.option(
    "--filter",
    "filter_",
    type=JsonObject(),
    metavar="JSON",
    help='--did, --did-not and --first: only events that match: {"price": {"gte": 10}}.',
)
@click.option("--any", "any_", is_flag=True, help="One of the conditions is enough.")
@click.option(
    "--definition",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A JSON file with the whole definition: docs/analytics.md, Cohorts.",
)
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A file with a query: one SELECT with one column, the ids of the units.",
)
@click.option(
    "--unit",
    metavar="UNIT",
    help="client (the default), person, or a property such as account_id.",
)
@click.option("--time-zone", metavar="ZONE", help="The zone of --since and --until. UTC if absent.")
@click.option(
    "--static", is_flag=True, help="Keep the units as they are now: cohort refresh renews them."
)
@click.option("--description", metavar="TEXT", help="What people should know about the cohort.")
@json_option
@server_options
def create(
    server: Server,
    tenant: str,
    name: str,
    definition: Path | None,
    file: Path | None,
    unit: str | None,
    time_zone: str | None,
    static: bool,
    description: str | None,
    as_json: bool,
    **conditions: Any,
) -> None:
    """Make the cohort NAME of TENANT, from conditions, a definition or a query.

    A unit must meet all conditions. Names of events and properties are checked. For conditions of
    which each has its own time or filter, write a --definition.

    \b
      hardal-admin cohort create acme buyers --did purchase --since '30 days'
      hardal-admin cohort create acme lost --did purchase --did-not refund --unit person
      hardal-admin cohort create acme october --first signup --since 2024-10-01 --until 2024-11-01
      hardal-admin cohort create acme pro --has '{"plan": "pro"}' --static
      hardal-admin cohort create acme big_buyers --file query.sql --unit person

    The query of a --file finds the tenant's views by their names. It is bound when the cohort is
    made, and reads with its reader's rights, always the newest events.
    """
    made_of = {key: value for key, value in conditions.items() if value}
    if (definition is not None) + (file is not None) + bool(made_of) != 1:
        raise click.UsageError(
            "say what the cohort is made of: conditions such as --did, or --definition, or --file"
        )
    if file is not None and time_zone is not None:
        raise click.UsageError("--time-zone is for conditions: a query names its own")
    with server.connection() as conn:
        if file is not None:
            made = cohorts.create_from_query(
                conn,
                tenant,
                name,
                read_text(file),
                unit="client" if unit is None else unit,
                static=static,
                description=description,
            )
        else:
            whole = (
                read_definition(definition) if definition is not None else _definition(**conditions)
            )
            if unit is not None:
                whole["unit"] = unit
            if time_zone is not None:
                whole["time_zone"] = time_zone
            made = cohorts.create(conn, tenant, name, whole, static=static, description=description)
    _tell(made, as_json)


@cohort.command("list")
@click.argument("tenant")
@json_option
@server_options
def list_(server: Server, tenant: str, as_json: bool) -> None:
    """List the cohorts of TENANT. Units are counted where the cohort is static."""
    with server.connection() as conn:
        rows = cohorts.listing(conn, tenant)
    if as_json:
        print_json(rows)
        return
    print_table(
        [{name: row[name] for name in row if name != "definition"} for row in rows],
        empty=f"no cohorts yet: hardal-admin cohort create {tenant} NAME --did EVENT",
    )


@cohort.command()
@click.argument("tenant")
@click.argument("name")
@json_option
@server_options
def show(server: Server, tenant: str, name: str, as_json: bool) -> None:
    """Show the cohort NAME of TENANT: how many units it has now, its definition and its query."""
    with server.connection() as conn:
        _tell(cohorts.show(conn, tenant, name), as_json)


@cohort.command()
@click.argument("tenant")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@server_options
def drop(server: Server, tenant: str, name: str, yes: bool, as_json: bool) -> None:
    """Drop the cohort NAME of TENANT, its view and its units. The events stay.

    The command is refused while another object, such as a view of yours, depends on the view.
    """
    with server.connection() as conn:
        if not yes:
            confirm(
                f"Drop the cohort {name} of {tenant} for good?",
                effect=f"the cohort {name} would be dropped for good",
            )
        cohorts.drop(conn, tenant, name)
    if as_json:
        print_json({"tenant": tenant, "name": name})
    else:
        echo(f"dropped the cohort {name} of {tenant}")


@cohort.command()
@click.argument("tenant")
@click.argument("name")
@json_option
@server_options
def refresh(server: Server, tenant: str, name: str, as_json: bool) -> None:
    """Copy the units of the static cohort NAME of TENANT anew, from the events as they are now."""
    with server.connection() as conn:
        done = cohorts.refresh(conn, tenant, name)
    if as_json:
        print_json({"tenant": tenant} | done)
    else:
        echo(f"{name} has {done['units']} units")


def _definition(
    *,
    did: tuple[str, ...],
    did_not: tuple[str, ...],
    first: tuple[str, ...],
    has: Jsonb | None,
    since: str | None,
    until: str | None,
    at_least: int | None,
    at_most: int | None,
    filter_: Jsonb | None,
    any_: bool,
) -> dict[str, Any]:
    """Write the definition of conditions that were given as options."""
    events = len(did) + len(did_not) + len(first)
    if not events and not has:
        raise click.UsageError("name a condition: --did, --did-not, --first or --has")
    if (since or until or filter_) and not events:
        raise click.UsageError("--since, --until and --filter go with --did, --did-not or --first")
    if filter_ and events > 1:
        raise click.UsageError("--filter goes with one event: for more, write a --definition")
    if (at_least or at_most) and len(did) != 1:
        raise click.UsageError("--at-least and --at-most go with one --did")
    span = {name: value for name, value in (("since", since), ("until", until)) if value}
    common = span | ({"filter": filter_.obj} if filter_ else {})
    times = {name: n for name, n in (("at_least", at_least), ("at_most", at_most)) if n}
    conditions = [
        *({"did": name} | times | common for name in did),
        *({"did": name, "first": True} | common for name in first),
        *({"did_not": name} | common for name in did_not),
        *([{"last": has.obj}] if has else []),
    ]
    return {"any" if any_ else "all": conditions}


def _tell(made: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(made)
        return
    query = made.pop("query")
    definition = made.pop("definition")
    print_fields(made)
    if definition is not None:
        echo(f"definition {json.dumps(definition, ensure_ascii=False)}")
    echo(f"query\n  {query}")
