from typing import Any

import click

from hardal_admin import tenants
from hardal_admin.errors import Refused
from hardal_admin.terminal.confirmation import confirm
from hardal_admin.terminal.output import echo, json_option, print_json, print_table, progress
from hardal_admin.terminal.output import show as show_
from hardal_admin.terminal.parameter_types import Count, Retention, Size, Span
from hardal_admin.terminal.server import Server, server_options


@click.group()
def tenant() -> None:
    """Make and manage tenants.

    Each tenant has schemas of its own. Logins of other tenants cannot reach them.
    """


@tenant.command()
@click.argument("name")
@json_option
@server_options
def create(server: Server, name: str, as_json: bool) -> None:
    """Make the tenant NAME.

    NAME has 2 to 40 of a-z, 0-9 and _, and begins with a letter. The tenant accepts events at once:
    PostgREST needs no reload.

    \b
      hardal-admin tenant create acme
      hardal-admin key create acme --name backend
    """
    with server.connection() as conn:
        tenants.create(conn, name)
    if as_json:
        print_json({"tenant": name})
    else:
        then = f"dashboard {name}" if server.embedded else f"key create {name} --name backend"
        echo(f"made the tenant {name}; next: hardal-admin {then}")


@tenant.command("set")
@click.argument("name")
@click.option(
    "--max-event-bytes",
    type=Size(),
    help="The most bytes of an event's properties as text.  [256KiB]",
)
@click.option(
    "--quarantine-rows", type=Count(), help="The most events that the quarantine keeps.  [100000]"
)
@click.option(
    "--quarantine-bytes", type=Size(), help="The most bytes that the quarantine keeps.  [1GiB]"
)
@click.option(
    "--quarantine-days", type=Count(), help="How long the quarantine keeps an event.  [30]"
)
@click.option(
    "--retention",
    "retention_months",
    type=Retention(),
    help="How long an event is kept at least: 13mo, 2y, unlimited. Whole months are dropped."
    "  [unlimited]",
)
@click.option(
    "--read-timeout", type=Span(), help="When a read over HTTP is cancelled: 100ms to 10min.  [4s]"
)
@click.option(
    "--write-timeout",
    type=Span(),
    help="When a write over HTTP is cancelled: 100ms to 10min.  [30s]",
)
@click.option(
    "--reads-at-once", type=Count(), help="The most reads over HTTP that run at once.  [3]"
)
@click.option(
    "--writes-at-once",
    type=Count(),
    help="The most writes over HTTP that run at once.  [no bound but PostgREST's connections]",
)
@click.option("--max-urls", type=Count(), help="The most PSQL URLs that the tenant has.  [100]")
@click.option("--yes", is_flag=True, help="Do not ask before a retention that drops stored events.")
@json_option
@server_options
@click.pass_context
def set_(
    ctx: click.Context, /, server: Server, name: str, yes: bool, as_json: bool, **limits: int | None
) -> None:
    """Set limits of the tenant NAME, and show all of them.

    Limits that are not named stay. The value default goes back to hardal's default. A limit holds
    from the next request on. A retention holds from the next round of maintenance on, which drops
    whole months. Without --yes, the command asks before a retention that drops stored events.

    \b
      hardal-admin tenant set acme --max-event-bytes 1MiB --retention 13mo
      hardal-admin tenant set acme --quarantine-days default
    """
    given = {
        option: value
        for option, value in limits.items()
        if ctx.get_parameter_source(option) is not click.core.ParameterSource.DEFAULT
    }
    with server.connection() as conn:
        going = (
            None
            if yes or not given.get("retention_months")
            else tenants.outlived(conn, name, given)
        )
        if going:
            what = f"{going['count']} months of {name} ({going['object']}; {going['bytes']} bytes)"
            confirm(
                f"The next maintenance will drop {what}. Set it?",
                effect=f"the next maintenance would drop {what}",
                hint="if they may go: --yes; nothing was set",
            )
        tenants.set_limits(conn, name, given)
        now = tenants.limits(conn, name)
    show_({"tenant": name} | _told(now, as_json), as_json)


@tenant.command("list")
@json_option
@server_options
def list_(server: Server, as_json: bool) -> None:
    """List the tenants."""
    with server.connection() as conn:
        rows = tenants.listing(conn)
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="no tenants yet: hardal-admin tenant create NAME")


@tenant.command()
@click.argument("name")
@json_option
@server_options
def show(server: Server, name: str, as_json: bool) -> None:
    """Show the tenant NAME: its events, quarantine, tokens, PSQL URLs and limits."""
    with server.connection() as conn:
        values = tenants.show(conn, name) | tenants.limits(conn, name)
    show_(_told(values, as_json), as_json)


def _told(values: dict[str, Any], as_json: bool) -> dict[str, Any]:
    """Return the values. For people, a retention of None becomes a word."""
    if not as_json and values["retention_months"] is None:
        return values | {"retention_months": "unlimited"}
    return values


@tenant.command()
@click.argument("name")
@json_option
@server_options
def suspend(server: Server, name: str, as_json: bool) -> None:
    """Suspend the tenant NAME. Its data is kept.

    Requests with its tokens get 403. Its PSQL URLs cannot log in, and their connections end.
    hardal-admin tenant resume NAME ends the suspension.
    """
    with server.connection() as conn:
        ended = tenants.suspend(conn, name)
    if as_json:
        print_json({"tenant": name, "sessions_ended": ended})
    else:
        echo(
            f"suspended {name}; {ended} of its sessions ended;"
            f" hardal-admin tenant resume {name} takes it back"
        )


@tenant.command()
@click.argument("name")
@json_option
@server_options
def resume(server: Server, name: str, as_json: bool) -> None:
    """End the suspension of the tenant NAME. Its tokens and PSQL URLs work again."""
    with server.connection() as conn:
        tenants.resume(conn, name)
    if as_json:
        print_json({"tenant": name})
    else:
        echo(f"{name} is taken again")


@tenant.command()
@click.argument("name")
@click.option(
    "--yes", metavar="NAME", help="The tenant's name again. Without it, nothing is dropped."
)
@json_option
@server_options
def drop(server: Server, name: str, yes: str | None, as_json: bool) -> None:
    """Drop the tenant NAME for good: its events, quarantine, tokens, PSQL URLs and roles.

    Without --yes, the command only shows the size of the tenant. If it was stopped half-way, the
    tenant stays suspended: run the command again.

    \b
      hardal-admin tenant drop acme --yes acme
    """
    if yes is not None and yes != name:
        raise click.UsageError(f"--yes says {yes}, not {name}: nothing was dropped")
    with server.connection() as conn:
        what = tenants.show(conn, name)
        if yes is None or not as_json:
            echo(
                f"{name} has {what['events'] or 0} events in {what['bytes'] or 0} bytes,"
                f" {what['rejected_events'] or 0} refused events,"
                f" {what['urls']} PSQL URLs and {what['tokens']} tokens",
                err=as_json,
            )
        if yes is None:
            raise Refused(
                "nothing was dropped: this cannot be undone", f"if all of it may go: --yes {name}"
            )
        tenants.drop(conn, name, what, progress(as_json))
    if as_json:
        print_json({"tenant": name, "dropped": what})
    else:
        echo(f"dropped {name}")
