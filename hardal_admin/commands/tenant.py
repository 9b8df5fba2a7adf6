import re
from typing import Any, ClassVar

import click

from hardal_admin import tenants
from hardal_admin.commands.output import json_option, print_fields, print_json, print_table
from hardal_admin.commands.server import Server, server_options

DEFAULT = "default"


@click.group()
def tenant() -> None:
    """Make and list tenants: each has its own schemas, which no other's login can reach."""


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
        click.echo(f"made the tenant {name}; next: hardal-admin token create {name} --scope ingest --name backend")


class Size(click.ParamType[int | None]):
    """Bytes: 1048576, 512KiB, 1MiB, 2GiB; default for hardal's own."""

    name = "size"
    units: ClassVar[dict[str, int]] = {"": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        match = re.fullmatch(r"(\d{1,12})\s?(B|KiB|MiB|GiB|)", str(value))
        if value == DEFAULT:
            return None
        if not match:
            self.fail(f"{value!r} is no size: write 1048576, 512KiB, 1MiB, 2GiB or default", param, ctx)
        return int(match[1]) * self.units[match[2]]


class Count(click.ParamType[int | None]):
    """A whole number; default for hardal's own."""

    name = "count"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        if value == DEFAULT:
            return None
        if not re.fullmatch(r"\d{1,15}", str(value)):
            self.fail(f"{value!r} is no whole number, nor default", param, ctx)
        return int(value)


@tenant.command("set")
@click.argument("name")
@click.option("--max-event-bytes", type=Size(), help="The most bytes of an event's properties as text.  [256KiB]")
@click.option("--quarantine-rows", type=Count(), help="The most events that its quarantine keeps.  [100000]")
@click.option("--quarantine-bytes", type=Size(), help="The most bytes that its quarantine keeps.  [1GiB]")
@click.option("--quarantine-days", type=Count(), help="How long its quarantine keeps an event.  [30]")
@json_option
@server_options
@click.pass_context
def set_(ctx: click.Context, /, server: Server, name: str, as_json: bool, **limits: int | None) -> None:
    """Set limits of the tenant NAME. What is not named stays; default goes back to hardal's own.

    They hold from the next request on.
    """
    given = {
        option: value
        for option, value in limits.items()
        if ctx.get_parameter_source(option) is not click.core.ParameterSource.DEFAULT
    }
    with server.connection() as conn:
        now = tenants.set_limits(conn, name, given)
    if as_json:
        print_json({"tenant": name} | now)
    else:
        print_fields(now)


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
