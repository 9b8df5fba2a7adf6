import click

from hardal_admin import durations, persons
from hardal_admin.persons import Person
from hardal_admin.terminal.confirmation import confirm
from hardal_admin.terminal.output import echo, json_option, print_json, progress, show
from hardal_admin.terminal.person_options import person_options
from hardal_admin.terminal.server import Server, server_options


@click.command()
@person_options
@click.option("--dry-run", is_flag=True, help="Say how much would be erased. Change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--wait",
    default="10min",
    show_default=True,
    metavar="SPAN",
    help="How long to wait for open transactions of TENANT that have written events or links.",
)
@json_option
@server_options
def erase(
    server: Server,
    tenant: str,
    person: Person,
    dry_run: bool,
    yes: bool,
    wait: str,
    as_json: bool,
) -> None:
    """Erase a person from TENANT: events, rejected events, links, and the data derived from them.

    The options --client-id, --person, --request-id and --properties name the person. If you give
    several, all must agree. --client-id is one id, --person is this id and all ids that are linked
    with it (hardal-admin person show). The links of the ids go with them, unless --request-id or
    --properties choose some of their events. A rejected event is erased if it holds the given text
    as a JSON value anywhere. A rejected line that is no JSON is erased if it contains the text.

    The ids of erased events stay as tombstones, so neither a retry nor an import brings an erased
    event back. Events that were on their way at the start are erased too: the command first waits
    for every open transaction of TENANT that has written events or links, and says whose it is.
    After --wait it gives up, and has erased nothing. The receipt tells when and how much was
    erased. It does not name the person. What may still hold data of the person is told on stderr,
    or by --json as `remains`.

    Without --yes, the command says how much it would erase, and asks. If it was stopped half-way,
    run it again.

    \b
      hardal-admin erase acme --client-id 7f915be8 --dry-run
      hardal-admin erase acme --person user-42
      hardal-admin erase acme --properties '{"user": {"email": "ann@example.org"}}' --yes
    """
    patience = durations.parse(wait)
    with server.connection() as conn:
        if dry_run or not yes:
            held = persons.count(conn, tenant, person)
            what = (
                f"{held['events']} events and {held['rejected_events']} refused events of {tenant}"
                + (f", and {held['links']} links" if held["links"] else "")
            )
        if dry_run:
            if as_json:
                print_json({"tenant": tenant, "dry_run": True} | held)
            else:
                echo(f"would erase {what}")
            return
        if not yes:
            confirm(f"Erase {what} for good?", effect=f"{what} would be erased for good")
        receipt = persons.erase(conn, tenant, person, progress(as_json), patience)
    if not as_json:
        del receipt["remains"]  # progress has said it
        receipt["chosen_by"] = ", ".join(receipt["chosen_by"])
    show(receipt, as_json)
