import functools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click

from hardal_admin import rejected as quarantine
from hardal_admin.errors import Refused
from hardal_admin.rejected import Filter
from hardal_admin.terminal.confirmation import confirm
from hardal_admin.terminal.output import (
    echo,
    json_option,
    print_fields,
    print_json,
    print_table,
    progress_bar,
)
from hardal_admin.terminal.server import Server, server_options


def filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add TENANT, REJECTED_ID and the filters. The command gets `wanted`."""

    @click.argument("tenant")
    @click.argument("rejected_id", type=click.UUID, nargs=-1)
    @click.option("--code", help="Events with this error code, for example unknown_field.")
    @click.option("--event", "event_name", help="Events with this event_name.")
    @click.option(
        "--since",
        type=click.DateTime(),
        metavar="TIME",
        help="Events rejected at this time (UTC) or later.",
    )
    @click.option(
        "--until",
        type=click.DateTime(),
        metavar="TIME",
        help="Events rejected before this time (UTC).",
    )
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        rejected_id: tuple[UUID, ...],
        code: str | None,
        event_name: str | None,
        since: datetime | None,
        until: datetime | None,
        **options: Any,
    ) -> Any:
        wanted = Filter(
            code,
            event_name,
            since and since.replace(tzinfo=UTC),
            until and until.replace(tzinfo=UTC),
            list(rejected_id),
        )
        return command(*args, wanted=wanted, **options)

    return wrapped


@click.group()
def rejected() -> None:
    """List, replay and discard rejected events.

    A tenant's quarantine keeps each event that breaks a rule, with its errors.
    """


@rejected.command("list")
@filters
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="The most events to list, the oldest first.",
)
@json_option
@server_options
def list_(server: Server, tenant: str, wanted: Filter, limit: int, as_json: bool) -> None:
    """List rejected events of TENANT: all, or the ones that match a REJECTED_ID or the filters.

    \b
      hardal-admin rejected list acme --code unknown_field --since 2024-10-01
    """
    with server.connection() as conn:
        rows = quarantine.find(conn, tenant, wanted, limit)
    if as_json:
        print_json([_shown(row, whole=False) for row in rows])
        return
    print_table(
        [
            {
                "rejected_id": row["rejected_id"],
                "received_at": row["received_at"],
                "event_name": row["name"],
                "bytes": row["bytes"],
                "errors": ", ".join(f"{e['field'] or 'event'}: {e['code']}" for e in row["errors"]),
            }
            for row in rows
        ],
        empty="no refused events",
    )


@rejected.command()
@click.argument("tenant")
@click.argument("rejected_id", type=click.UUID)
@json_option
@server_options
def show(server: Server, tenant: str, rejected_id: UUID, as_json: bool) -> None:
    """Show one rejected event of TENANT completely, with all its errors."""
    with server.connection() as conn:
        rows = quarantine.find(conn, tenant, Filter(ids=[rejected_id]))
    if not rows:
        raise Refused(
            f"{tenant} has no refused event {rejected_id}", "see hardal-admin rejected list"
        )
    found = _shown(rows[0], whole=True)
    if as_json:
        print_json(found)
        return
    errors = found.pop("errors")
    print_fields(found | {"payload": json.dumps(found["payload"], ensure_ascii=False, indent=2)})
    for error in errors:
        echo(f"{error['code']}: {error['message']}")


@rejected.command()
@filters
@click.option(
    "--patch",
    default="{}",
    metavar="JSON",
    help="A JSON Merge Patch (RFC 7396) for each event. null removes a field.",
)
@json_option
@server_options
def replay(server: Server, tenant: str, wanted: Filter, patch: str, as_json: bool) -> None:
    """Send rejected events of TENANT in again.

    The command sends the events that match a REJECTED_ID or the filters. Without both, it sends all
    rejected events.

    Accepted events leave the quarantine. Events that are rejected again stay, with their new
    errors. An event without an id gets its REJECTED_ID as id, so a second replay stores nothing
    twice. Lines that are no JSON, and events that were too large to keep, cannot be replayed.

    \b
    Move a misplaced field into properties:
      hardal-admin rejected replay acme --code unknown_field \\
          --patch '{"price": null, "properties": {"price": 29.99}}'
    """
    try:
        mended = json.loads(patch)
    except ValueError as error:
        raise click.UsageError(f"--patch is not JSON: {error}") from error
    if not isinstance(mended, dict):
        raise click.UsageError("--patch is a JSON object")
    with server.connection() as conn, progress_bar(as_json) as bar:
        task = bar.add_task("replaying", total=None)
        said = quarantine.replay(
            conn, tenant, wanted, mended, lambda count: bar.advance(task, count)
        )
    if as_json:
        print_json(said)
        return
    echo(
        f"accepted {said['accepted']}, duplicates {said['duplicates']},"
        f" still refused {said['rejected']}"
    )
    for fault in said["errors"][:20]:
        echo(f"  {fault['rejected_id']}  {fault['code']}: {fault['message']}")
    if len(said["errors"]) > 20:
        echo(f"  and {len(said['errors']) - 20} more: hardal-admin rejected list {tenant}")


@rejected.command()
@filters
@click.option("--all", "everything", is_flag=True, help="All rejected events.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@server_options
def discard(
    server: Server, tenant: str, wanted: Filter, everything: bool, yes: bool, as_json: bool
) -> None:
    """Delete rejected events of TENANT for good.

    The command deletes the events that match a REJECTED_ID or the filters, or with --all every
    rejected event. Without --yes, the command says how many it would delete, and asks.

    \b
      hardal-admin rejected discard acme --code too_old --until 2024-10-01
    """
    if wanted.everything and not everything:
        raise click.UsageError("name a REJECTED_ID or a filter, or --all")
    with server.connection() as conn:
        count = len(quarantine.find(conn, tenant, wanted))
        if count and not yes:
            confirm(
                f"Delete {count} refused events of {tenant} for good?",
                effect=f"{count} refused events of {tenant} would be deleted for good",
            )
        with progress_bar(as_json) as bar:
            task = bar.add_task("discarding", total=count)
            gone = quarantine.discard(conn, tenant, wanted, lambda done: bar.advance(task, done))
    if as_json:
        print_json({"discarded": gone})
    else:
        echo(f"discarded {gone}")


def _shown(row: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    shown = {
        "rejected_id": str(row["rejected_id"]),
        "received_at": row["received_at"],
        "event_name": row["name"],
        "bytes": row["bytes"],
        "errors": row["errors"],
    }
    if whole:
        shown["payload"] = row["payload"]
        shown["raw"] = row["raw"] and bytes(row["raw"]).decode(errors="replace")
    return shown
