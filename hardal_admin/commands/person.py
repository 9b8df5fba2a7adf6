from typing import Any

import click

from hardal_admin import links
from hardal_admin.errors import Refused
from hardal_admin.terminal.confirmation import require_terminal
from hardal_admin.terminal.output import (
    echo,
    json_option,
    print_fields,
    print_json,
    print_table,
)
from hardal_admin.terminal.server import Server, server_options

SHOWN = 20


@click.group()
def person() -> None:
    """Show persons, and link client ids that are one person.

    A link says that two client ids are the same person, for example the id of a browser and that of
    an account. A person is all ids that links connect, and its name is the smallest of them. Events
    are not changed, so a link can be undone at any time.

    Most links come by themselves, from identify and alias calls of the SDKs, and from hardal-admin
    import --from.
    """


@person.command("list")
@click.argument("tenant")
@click.option(
    "--larger-than",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    metavar="N",
    help="Persons with more than N client ids.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="The most persons to list, the largest first.",
)
@json_option
@server_options
def list_(server: Server, tenant: str, larger_than: int, limit: int, as_json: bool) -> None:
    """List persons of TENANT that have several client ids, the largest first.

    A person with very many ids is often none: an id that many share has made one person of them.

    \b
      hardal-admin person list acme --larger-than 100
    """
    with server.connection() as conn:
        rows = links.large(conn, tenant, larger_than, limit)
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty=f"no person has more than {larger_than} client ids")


@person.command()
@click.argument("tenant")
@click.argument("client_id")
@json_option
@server_options
def show(server: Server, tenant: str, client_id: str, as_json: bool) -> None:
    """Show the person of TENANT that has CLIENT_ID: its ids, links, events and traits."""
    with server.connection() as conn:
        found = links.show(conn, tenant, client_id)
    if as_json:
        print_json(found)
        return
    made = found.pop("links")
    ids, since = found.pop("client_ids"), found.pop("trait_since")
    traits = found.pop("traits")
    print_fields(found)
    for name in sorted(traits):
        echo(f"  {name}: {traits[name]}  (since {since[name]})")
    if made:
        echo()
        print_table(made[:SHOWN], empty="")
        _more(len(made), "links")
    elif len(ids) == 1:
        echo("it has no link")


@person.command()
@click.argument("tenant")
@click.argument("client_id")
@click.argument("person_id")
@json_option
@server_options
def link(server: Server, tenant: str, client_id: str, person_id: str, as_json: bool) -> None:
    """Link two client ids of TENANT: they are the same person.

    Which of the two comes first makes no difference. Generic ids, such as null or anonymous, are
    refused.

    \b
      hardal-admin person link acme anon-7 user-42
    """
    with server.connection() as conn:
        did = links.link(conn, tenant, client_id, person_id)
    if as_json:
        print_json(did)
        return
    what = "linked" if did["linked"] else "there is such a link already"
    if client_id == person_id:
        what = "both are the same id: that is no link"
    echo(f"{what}; person {did['person_id']} has {did['client_ids']} client ids")


@person.command()
@click.argument("tenant")
@click.argument("client_id")
@click.argument("person_id", required=False)
@click.option("--dry-run", is_flag=True, help="Say what would change. Change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@server_options
def unlink(
    server: Server,
    tenant: str,
    client_id: str,
    person_id: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Delete the link of two client ids of TENANT, or all links of CLIENT_ID.

    Without PERSON_ID, all links of CLIENT_ID are deleted. Two ids stay one person if other links
    connect them. The command says what changes, and asks, unless you give --yes. A client that says
    the same again links the ids again.

    \b
      hardal-admin person unlink acme anon-7 user-42
      hardal-admin person unlink acme kiosk-1 --dry-run
    """
    with server.connection() as conn:
        did = links.unlink(conn, tenant, client_id, person_id, dry=True)
        if not did["unlinked"]:
            raise Refused(
                f"there is no link of {client_id}" + (f" and {person_id}" if person_id else ""),
                f"hardal-admin person show {tenant} CLIENT_ID lists the links of a person",
            )
        if not dry_run:
            if not yes:
                require_terminal(f"{_effect(did)} would be the effect")
                _print_change(did, err=True)
                click.confirm("Delete these links?", abort=True, err=True)
            did = links.unlink(conn, tenant, client_id, person_id, dry=False)
    if as_json:
        print_json(did | {"dry_run": dry_run})
        return
    _print_change(did, err=False)
    echo("nothing is changed" if dry_run else f"deleted {did['unlinked']} links")


def _effect(did: dict[str, Any]) -> str:
    before = did["before"]
    return (
        f"{did['unlinked']} links fewer, and {did['persons']} persons of person"
        f" {before['person_id']} with {before['ids']} client ids"
    )


def _print_change(did: dict[str, Any], *, err: bool) -> None:
    before = did["before"]
    echo(f"links to delete: {did['unlinked']}", err=err)
    echo(f"before: {_line(before)}", err=err)
    for after in did["after"][:SHOWN]:
        echo(f"after:  {_line(after)}", err=err)
    _more(did["persons"], "persons", err=err)


def _line(person: dict[str, Any]) -> str:
    names = ", ".join(person["client_ids"][:5]) + (", ..." if person["ids"] > 5 else "")
    return f"person {person['person_id']}, client ids: {person['ids']} ({names})"


def _more(count: int, what: str, *, err: bool = False) -> None:
    if count > SHOWN:
        echo(f"... and {count - SHOWN} more {what}: see --json", err=err)
