import click
from psycopg.rows import DictRow

from hardal_admin import maintenance
from hardal_admin import views as typed
from hardal_admin.errors import Refused
from hardal_admin.terminal.choice import require_choice
from hardal_admin.terminal.output import echo, json_option, print_json, print_table, show
from hardal_admin.terminal.server import Server, server_options


@click.group()
def views() -> None:
    """See and fix the typed views: one per event name, with a column for each property.

    Maintenance makes the views and adds columns at their ends. An existing column keeps its name,
    place and type.
    """


@views.command("list")
@click.argument("tenant")
@click.option(
    "--without",
    is_flag=True,
    help="List the event names that have no view, and the properties that have no column.",
)
@json_option
@server_options
def list_(server: Server, tenant: str, without: bool, as_json: bool) -> None:
    """List the typed views of TENANT: one line per column, with its property.

    Below stand the event names that have no view, and the properties that have no column: because
    there is no room for them, or because views drop has dropped them.
    """
    with server.connection() as conn:
        rows = typed.listing(conn, tenant)
        missing = typed.without(conn, tenant)
    if as_json:
        print_json(missing if without else rows)
        return
    if not without:
        print_table(
            _without_empty_descriptions(rows),
            empty="no views yet: maintenance makes them from the events,"
            " or hardal-admin views refresh",
        )
    if missing and not without:
        echo("\nwithout a view, or without a column:")
    if missing or without:
        print_table(missing, empty="every event name has its view, and every property its column")


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
        _tell_made(tenant, maintenance.make_views(conn, tenant), as_json)


@views.command()
@click.argument("tenant")
@click.argument("event_name")
@json_option
@server_options
def add(server: Server, tenant: str, event_name: str, as_json: bool) -> None:
    """Make the typed view of EVENT_NAME, which waits for room or was dropped.

    The view is made beyond the limit too. Missing columns of all views are made as well, as views
    refresh does.
    """
    with server.connection() as conn:
        _tell_made(tenant, typed.add(conn, tenant, event_name), as_json)


@views.command()
@click.argument("tenant")
@click.argument("event_name")
@click.argument("new_name")
@json_option
@server_options
def rename(server: Server, tenant: str, event_name: str, new_name: str, as_json: bool) -> None:
    """Give the typed view of EVENT_NAME the name NEW_NAME.

    Views and grants that depend on the view keep working. Queries that name the view, in dashboards
    and functions, need the new name. NEW_NAME has small letters of any script, digits and _. To
    rename a column: views pin --name.
    """
    with server.connection() as conn:
        typed.rename(conn, tenant, event_name, new_name)
    show({"tenant": tenant, "event_name": event_name, "view_name": new_name}, as_json)


@views.command()
@click.argument("tenant")
@click.argument("event_name")
@click.option(
    "--property", "property_", metavar="PROPERTY", help="Drop only the columns of this property."
)
@json_option
@server_options
def drop(
    server: Server, tenant: str, event_name: str, property_: str | None, as_json: bool
) -> None:
    """Drop the typed view of EVENT_NAME. Its place is free for another name.

    The events stay. Maintenance does not make the view again: views add does, with new columns. A
    dropped column comes back with views pin. A name that waits for room waits no longer, and doctor
    does not name it.

    The command is refused while another object, such as a view of yours, depends on the view.
    """
    with server.connection() as conn:
        typed.drop(conn, tenant, event_name, property_)
    done = {"tenant": tenant, "event_name": event_name, "property": property_}
    show({name: value for name, value in done.items() if value is not None}, as_json)


@views.command()
@click.argument("tenant")
@click.argument("event_name")
@click.argument("property_", metavar="PROPERTY")
@click.option("--name", "column_name", help="The column's name: small letters, digits and _.")
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


@views.command()
@click.argument("tenant")
@click.argument("event_name")
@click.argument("description", metavar="TEXT")
@click.option(
    "--property", "property_", metavar="PROPERTY", help="Describe this property of the event."
)
@json_option
@server_options
def describe(
    server: Server,
    tenant: str,
    event_name: str,
    description: str,
    property_: str | None,
    as_json: bool,
) -> None:
    """Write what people should know about EVENT_NAME: TEXT has at most 1,000 characters.

    \b
      hardal-admin views describe acme purchase "An order that was paid"
      hardal-admin views describe acme purchase --property price "With tax, in currency"

    TEXT is shown as the comment of the typed view or of the property's columns, and in
    event_catalog or property_catalog. It replaces an earlier one. An empty TEXT removes it.
    """
    with server.connection() as conn:
        show(typed.describe(conn, tenant, event_name, property_, description), as_json)


def _tell_made(tenant: str, report: list[maintenance.Line], as_json: bool) -> None:
    made = [line["object"] for line in report if line["what"] == "typed views made"]
    told = [line for line in report if line["what"] != "typed views made"]
    not_made = [line for line in told if line["what"] != "no room"]
    if as_json:
        print_json({"tenant": tenant, "views": len(made), "not_made": not_made})
    else:
        echo("\n".join(f"made: {name}" for name in made) or "nothing to do")
    for line in told:
        echo(f"{line['what']}: {line['object']}", err=True)
    if not_made:
        raise Refused("not all views were made", "see above for why; what could be made is there")


def _without_empty_descriptions(rows: list[DictRow]) -> list[DictRow]:
    """Leave out the columns of descriptions where nobody wrote one."""
    empty = {
        name
        for name in ("description", "view_description")
        if all(row[name] is None for row in rows)
    }
    return [{name: row[name] for name in row if name not in empty} for row in rows]
