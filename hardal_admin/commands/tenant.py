import re
import sys
from typing import Any, ClassVar

import click

from hardal_admin import durations, tenants
from hardal_admin.errors import Refused
from hardal_admin.terminal.output import json_option, print_json, print_table, progress
from hardal_admin.terminal.output import show as show_
from hardal_admin.terminal.server import Server, server_options

DEFAULT = "default"


@click.group()
def tenant() -> None:
    """Make and manage tenants: each has its own schemas, which no other's login can reach."""


@tenant.command()
@click.argument("name")
@json_option
@server_options
def create(server: Server, name: str, as_json: bool) -> None:
    """Make the tenant NAME: 2 to 40 of a-z, 0-9 and _, a letter first.

    It takes events at once: PostgREST needs no reload.
    """
    with server.connection() as conn:
        tenants.create(conn, name)
    if as_json:
        print_json({"tenant": name})
    else:
        click.echo(
            f"made the tenant {name}; next: hardal-admin token create {name} --scope ingest --name backend"
        )


class Size(click.ParamType[int | None]):
    """Bytes: 1048576, 512KiB, 1MiB, 2GiB; default for hardal's own."""

    name = "size"
    units: ClassVar[dict[str, int]] = {
        "": 1,
        "B": 1,
        "KiB": 1 << 10,
        "MiB": 1 << 20,
        "GiB": 1 << 30,
    }

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        match = re.fullmatch(r"(\d{1,12})\s?(B|KiB|MiB|GiB|)", str(value))
        if value == DEFAULT:
            return None
        if not match:
            self.fail(
                f"{value!r} is no size: write 1048576, 512KiB, 1MiB, 2GiB or default", param, ctx
            )
        return int(match[1]) * self.units[match[2]]


class Count(click.ParamType[int | None]):
    """A whole number; default for hardal's own."""

    name = "count"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        if value == DEFAULT:
            return None
        if not re.fullmatch(r"\d{1,15}", str(value)):
            self.fail(f"{value!r} is no whole number, nor default", param, ctx)
        return int(value)


class Retention(click.ParamType[int | None]):
    """Whole months: 13mo, 2y; unlimited."""

    name = "span"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        return durations.months(str(value))


@tenant.command("set")
@click.argument("name")
@click.option(
    "--max-event-bytes",
    type=Size(),
    help="The most bytes of an event's properties as text.  [256KiB]",
)
@click.option(
    "--quarantine-rows", type=Count(), help="The most events that its quarantine keeps.  [100000]"
)
@click.option(
    "--quarantine-bytes", type=Size(), help="The most bytes that its quarantine keeps.  [1GiB]"
)
@click.option(
    "--quarantine-days", type=Count(), help="How long its quarantine keeps an event.  [30]"
)
@click.option(
    "--retention",
    "retention_months",
    type=Retention(),
    help="How long an event is kept at least: 13mo, 2y, unlimited; whole months are dropped.  [unlimited]",
)
@click.option(
    "--yes", is_flag=True, help="Do not ask before a retention that drops what is stored."
)
@json_option
@server_options
@click.pass_context
def set_(
    ctx: click.Context, /, server: Server, name: str, yes: bool, as_json: bool, **limits: int | None
) -> None:
    """Set limits of the tenant NAME. What is not named stays; default goes back to hardal's own.

    They hold from the next request on; a retention from the next hardal-admin maintain on, which drops whole months.
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
            if not sys.stdin.isatty():
                raise Refused(
                    f"the next maintenance would drop {what}",
                    "if they may go: --yes; nothing was set",
                )
            click.confirm(f"The next maintenance will drop {what}. Set it?", abort=True, err=True)
        now = tenants.set_limits(conn, name, given)
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
    """Show what the tenant NAME is and holds: its events, quarantine, tokens, PSQL URLs and limits."""
    with server.connection() as conn:
        show_(_told(tenants.show(conn, name), as_json), as_json)


def _told(values: dict[str, Any], as_json: bool) -> dict[str, Any]:
    """For people: no retention has a name."""
    if not as_json and values["retention_months"] is None:
        return values | {"retention_months": "unlimited"}
    return values


@tenant.command()
@click.argument("name")
@json_option
@server_options
def suspend(server: Server, name: str, as_json: bool) -> None:
    """Refuse the tenant NAME: 403 for its tokens, no login for its PSQL URLs, whose sessions end. Its data is kept.

    hardal-admin tenant resume NAME takes it back.
    """
    with server.connection() as conn:
        ended = tenants.suspend(conn, name)
    if as_json:
        print_json({"tenant": name, "sessions_ended": ended})
    else:
        click.echo(
            f"suspended {name}; {ended} of its sessions ended; hardal-admin tenant resume {name} takes it back"
        )


@tenant.command()
@click.argument("name")
@json_option
@server_options
def resume(server: Server, name: str, as_json: bool) -> None:
    """Take the suspended tenant NAME back."""
    with server.connection() as conn:
        tenants.resume(conn, name)
    if as_json:
        print_json({"tenant": name})
    else:
        click.echo(f"{name} is taken again")


@tenant.command()
@click.argument("name")
@click.option(
    "--yes", metavar="NAME", help="The tenant's name again: without it nothing is dropped."
)
@json_option
@server_options
def drop(server: Server, name: str, yes: str | None, as_json: bool) -> None:
    """Drop the tenant NAME for good: its events, quarantine, tokens, PSQL URLs and roles.

    Without --yes it only says what would go. Stopped half-way, the tenant stays suspended, and drop goes on from there.
    """
    if yes is not None and yes != name:
        raise click.UsageError(f"--yes says {yes}, not {name}: nothing was dropped")
    with server.connection() as conn:
        what = tenants.show(conn, name)
        if yes is None or not as_json:
            click.echo(
                f"{name} has {what['events'] or 0} events in {what['bytes'] or 0} bytes,"
                f" {what['rejected_events'] or 0} refused events, {what['urls']} PSQL URLs and {what['tokens']} tokens",
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
        click.echo(f"dropped {name}")
