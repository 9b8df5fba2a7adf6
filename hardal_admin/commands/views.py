import click

from hardal_admin import maintenance
from hardal_admin import views as typed
from hardal_admin.errors import Refused
from hardal_admin.terminal.choice import require_choice
from hardal_admin.terminal.output import json_option, print_json, print_table, show
from hardal_admin.terminal.server import Server, server_options


@click.group()
def views() -> None:
    """See and fix the typed views: one per event name, with a column for each property.

    Maintenance makes the views and adds columns at their ends. An existing column keeps its name,
    place and type.
    """


@views.command("list")
@click.argument("tenant")
@json_option
@server_options
def list_(server: Server, tenant: str, as_json: bool) -> None:
    """List the typed views of TENANT: one line per column, with its property."""
    with server.connection() as conn:
        rows = typed.listing(conn, tenant)
    if as_json:
        print_json(rows)
    else:
        print_table(
            rows,
            empty="no views yet: maintenance makes them from the events,"
            " or hardal-admin views refresh",
        )


@views.command()
@click.argument("tenant")
@json_option
@server_options
def refresh(server: Server, tenant: str, as_json: bool) -> None:
    """Make the missing typed views and columns of TENANT now, from all its events.

    A round of maintenance looks only at new events and at the days that it counts. A property gets
    its column at the end of its event's view. Nothing is removed.
    """
    with server.connection() as conn:
        report = maintenance.make_views(conn, tenant)
    made = [line["object"] for line in report if line["what"] == "typed views made"]
    not_made = [line for line in report if line["what"] != "typed views made"]
    if as_json:
        print_json({"tenant": tenant, "views": len(made), "not_made": not_made})
    else:
        click.echo("\n".join(f"made: {name}" for name in made) or "nothing to do")
    for line in not_made:
        click.echo(f"{line['what']}: {line['object']}", err=True)
    if not_made:
        raise Refused("not all views were made", "see above for why; what could be made is there")


@views.command()
@click.argument("tenant")
@click.argument("event_name")
@click.argument("property_", metavar="PROPERTY")
@click.option("--name", "column_name", help="The column's name: a-z, 0-9 and _.")
@click.option(
    "--type",
    "column_type",
    metavar="TYPE",
    help="The column's type: text, numeric, boolean, timestamptz or jsonb.",
)
@json_option
@server_options
def pin(
    server: Server,
    tenant: str,
    event_name: str,
    property_: str,
    column_name: str | None,
    column_type: str | None,
    as_json: bool,
) -> None:
    """Fix the name and type of the column for PROPERTY in the typed view of EVENT_NAME.

    \b
      hardal-admin views pin acme purchase trial_ends_at --type timestamptz
      hardal-admin views pin acme purchase nested_data.category --name category

    Events must have had the property: see property_catalog. A column of type numeric, boolean or
    timestamptz that is pinned also reads strings that hold such a value. A new name changes in
    place. A new type is refused while another object depends on the view.
    """
    if column_name is None and column_type is None:
        raise click.UsageError("say what to fix: --name, --type or both")
    with server.connection() as conn:
        if column_type is not None:
            require_choice("--type", column_type, typed.types(conn))
        show(typed.pin(conn, tenant, event_name, property_, column_name, column_type), as_json)
