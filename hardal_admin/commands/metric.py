import json
from pathlib import Path
from typing import Any

import click
from psycopg.types.json import Jsonb

from hardal_admin import metrics
from hardal_admin.terminal.confirmation import confirm
from hardal_admin.terminal.definition_file import read_definition
from hardal_admin.terminal.output import (
    echo,
    json_option,
    print_fields,
    print_json,
    print_table,
    progress_bar,
)
from hardal_admin.terminal.parameter_types import JsonObject
from hardal_admin.terminal.server import Server, server_options


@click.group()
def metric() -> None:
    """Make and manage metrics: counts and sums that are counted beforehand.

    A metric is a view of the same name, by day or by hour and by up to four properties. It is exact
    to the last event: days that are over are read from a rollup, all others are counted live.
    """


def _names(_: click.Context, __: click.Parameter, value: str | None) -> list[str]:
    return [name.strip() for name in value.split(",")] if value else []


@metric.command()
@click.argument("tenant")
@click.argument("name")
@click.option("--event", metavar="EVENT", help="The name of the events that are counted.")
@click.option("--sum", "sum_", metavar="PROPERTY", help="Add up the numbers of PROPERTY.")
@click.option("--avg", metavar="PROPERTY", help="The average of its numbers.")
@click.option("--min", "min_", metavar="PROPERTY", help="The least of its numbers.")
@click.option("--max", "max_", metavar="PROPERTY", help="The greatest of its numbers.")
@click.option(
    "--by",
    callback=_names,
    metavar="PROPERTY,...",
    help="Group by these properties, or columns of the typed view. At most 4.",
)
@click.option(
    "--filter",
    "filter_",
    type=JsonObject(),
    metavar="JSON",
    help='Only events that match: {"price": {"gte": 10}}.',
)
@click.option("--hourly", is_flag=True, help="Count by hour, too. A metric is by day otherwise.")
@click.option(
    "--max-groups",
    type=click.IntRange(1, 10000),
    metavar="N",
    help="The groups of a day, or an hour, with the most events have rows of their own. All others"
    " are one row.  [1000]",
)
@click.option(
    "--aggregate",
    is_flag=True,
    help="Readers with the scope aggregate may read it. They see the values of its properties.",
)
@click.option("--description", metavar="TEXT", help="What people should know about the metric.")
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A JSON file with the whole definition: docs/metrics.md.",
)
@click.option(
    "--no-wait", is_flag=True, help="Leave the days that are over to the next maintenance."
)
@json_option
@server_options
def create(
    server: Server,
    tenant: str,
    name: str,
    file: Path | None,
    no_wait: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Make the metric NAME of TENANT, and count the days that are over.

    Events are counted always. A metric measures the numbers of one property: for another one, make
    a second metric. Names of events and properties are checked.

    \b
      hardal-admin metric create acme signups --event signup --by plan
      hardal-admin metric create acme revenue --event purchase --sum price --by product_id,currency
      hardal-admin metric create acme load --event request --avg ms --max ms --hourly
      hardal-admin metric create acme sales --file sales.json

    The view is there when all days are counted. Ctrl-C leaves everything whole: the next round of
    maintenance goes on.
    """
    if (file is not None) == bool(options["event"]):
        raise click.UsageError("say what is counted: --event, or --file")
    given = [key for key, value in options.items() if value]
    if file is not None and given:
        raise click.UsageError("--file has the whole definition: no other option goes with it")
    definition = read_definition(file) if file is not None else _definition(**options)
    with server.connection() as conn:
        made = metrics.create(conn, tenant, name, definition)
        if not no_wait:
            with progress_bar(as_json) as bar:
                task = bar.add_task("counting days", total=None)
                for done, days_left in enumerate(metrics.count(conn, tenant), 1):
                    bar.update(task, completed=done, total=done + days_left)
            made = metrics.show(conn, tenant, name)
    _tell(made, as_json)


@metric.command("list")
@click.argument("tenant")
@json_option
@server_options
def list_(server: Server, tenant: str, as_json: bool) -> None:
    """List the metrics of TENANT."""
    with server.connection() as conn:
        rows = metrics.listing(conn, tenant)
    if as_json:
        print_json(rows)
        return
    shown = ("name", "event_name", "properties", "number", "measures", "every", "is_aggregate")
    print_table(
        [
            {key: _text(row[key]) for key in shown}
            | {"counted": "yes" if row["is_counted"] else f"to {row['counted_to'] or 'no day yet'}"}
            for row in rows
        ],
        empty=f"no metrics yet: hardal-admin metric create {tenant} NAME --event EVENT",
    )


@metric.command()
@click.argument("tenant")
@click.argument("name")
@json_option
@server_options
def show(server: Server, tenant: str, name: str, as_json: bool) -> None:
    """Show the metric NAME of TENANT: what it counts, and whether all days are counted."""
    with server.connection() as conn:
        _tell(metrics.show(conn, tenant, name), as_json)


@metric.command()
@click.argument("tenant")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@server_options
def drop(server: Server, tenant: str, name: str, yes: bool, as_json: bool) -> None:
    """Drop the metric NAME of TENANT, its view and its counts. The events stay.

    The command is refused while another object, such as a view of yours, depends on the view.
    """
    with server.connection() as conn:
        if not yes:
            confirm(
                f"Drop the metric {name} of {tenant} for good?",
                effect=f"the metric {name} would be dropped for good",
            )
        metrics.drop(conn, tenant, name)
    if as_json:
        print_json({"tenant": tenant, "name": name})
    else:
        echo(f"dropped the metric {name} of {tenant}")


def _definition(
    *,
    event: str,
    sum_: str | None,
    avg: str | None,
    min_: str | None,
    max_: str | None,
    by: list[str],
    filter_: Jsonb | None,
    hourly: bool,
    max_groups: int | None,
    aggregate: bool,
    description: str | None,
) -> dict[str, Any]:
    """Write the definition of a metric that was given as options."""
    measured = {
        measure: number
        for measure, number in (("sum", sum_), ("avg", avg), ("min", min_), ("max", max_))
        if number
    }
    if len(set(measured.values())) > 1:
        raise click.UsageError("a metric measures one property: make a second metric for the other")
    definition = {
        "event": event,
        "number": next(iter(measured.values()), None),
        "measures": ["count", *measured],
        "by": by,
        "filter": filter_.obj if filter_ else None,
        "every": "hour" if hourly else "day",
        "max_groups": max_groups,
        "aggregate": aggregate,
        "description": description,
    }
    return {key: value for key, value in definition.items() if value is not None}


def _text(value: object) -> object:
    return ", ".join(value) if isinstance(value, list) else value


def _tell(made: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(made)
        return
    made = {key: _text(value) for key, value in made.items()}
    if made["filter"] is not None:
        made["filter"] = json.dumps(made["filter"], ensure_ascii=False)
    print_fields(made)
