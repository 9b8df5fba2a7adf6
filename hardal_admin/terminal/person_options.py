"""The options that say which person a command is about."""

import functools
from collections.abc import Callable
from typing import Any

import click
from psycopg.types.json import Jsonb

from hardal_admin.persons import Person
from hardal_admin.terminal.parameter_types import JsonObject


def person_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add TENANT and the options that name a person. The command gets `person`."""

    @click.argument("tenant")
    @click.option("--client-id", metavar="TEXT", help="Events with this client_id.")
    @click.option(
        "--person",
        "person_id",
        metavar="TEXT",
        help="Events of this client_id and of all that are linked with it.",
    )
    @click.option("--request-id", metavar="TEXT", help="Events with this hardal_server_request_id.")
    @click.option(
        "--properties",
        type=JsonObject(),
        metavar="JSON",
        help="Events whose properties contain this object.",
    )
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        client_id: str | None,
        person_id: str | None,
        request_id: str | None,
        properties: Jsonb | None,
        **options: Any,
    ) -> Any:
        person = Person(client_id, request_id, properties, person_id)
        if person == Person():
            raise click.UsageError(
                "say whom: --client-id, --person, --request-id or --properties;"
                " of several, all must agree"
            )
        return command(*args, person=person, **options)

    return wrapped
