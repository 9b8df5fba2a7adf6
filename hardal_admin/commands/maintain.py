from datetime import UTC, datetime

import click

from hardal_admin import database, durations, maintenance
from hardal_admin.database import Conn
from hardal_admin.errors import Refused
from hardal_admin.maintenance import Connections, Line
from hardal_admin.terminal.output import echo, json_option, print_json
from hardal_admin.terminal.server import Server, server_options


@click.command()
@click.argument("tenant", required=False)
@click.option(
    "--every", metavar="SPAN", help="Repeat for ever, one round per SPAN: 60s, 5min.  [once]"
)
@click.option(
    "--dry-run", is_flag=True, help="Say what would be made, dropped and trimmed. Change nothing."
)
@click.option(
    "--rebuild", is_flag=True, help="Discard the rollups of TENANT, then count its events anew."
)
@json_option
@server_options
def maintain(
    server: Server,
    tenant: str | None,
    every: str | None,
    dry_run: bool,
    rebuild: bool,
    as_json: bool,
) -> None:
    """Run one round of maintenance for TENANT, or for all tenants.

    A round makes partitions ahead, drops months that retention no longer keeps, removes their ids
    from the ledger, trims the quarantine, rolls up the days that are over, and makes typed views.

    Each step of each tenant runs in a transaction of its own. Ctrl-C leaves everything whole, a
    failure of one tenant does not stop the others, and several rounds may run at once.

    \b
    pg_cron can do the same:
      select cron.schedule('hardal', '* * * * *', 'call hardal_private.maintain()')

    With --every, a lost connection is made anew. With --json, each round prints one line.
    """
    if every and dry_run:
        raise click.UsageError("--every and --dry-run do not go together")
    if rebuild and (every or dry_run or tenant is None):
        raise click.UsageError("--rebuild takes one TENANT, and neither --every nor --dry-run")

    def connect() -> Conn:
        return database.connect(server.dsn or server.stack.dsn())

    if every is None:
        with Connections(connect) as connections:
            if rebuild and tenant:
                maintenance.rebuild(connections.get(tenant), tenant)
            report = maintenance.run(connections, tenant, dry=dry_run)
        _tell(report, as_json, dry_run, nothing="nothing to do")
        failed = {line["tenant"] for line in report if line["what"] == "failed"}
        if failed:
            raise Refused(
                f"maintenance failed for {', '.join(sorted(failed))}",
                "the rest is done; see above for why",
            )
        return
    span = durations.parse(every).total_seconds()
    if span < 1:
        raise click.UsageError("--every is at least 1s")
    try:
        maintenance.forever(
            connect,
            span,
            tenant,
            lambda report: _tell(report, as_json, False, nothing=""),
            lambda error, pause: echo(
                f"hardal-admin: {database.first_line(error)} (trying again in {pause:.0f} s)",
                err=True,
            ),
        )
    except KeyboardInterrupt:
        echo("stopped between two steps", err=True)


def _tell(report: list[Line], as_json: bool, dry_run: bool, nothing: str) -> None:
    if as_json:
        print_json({"at": datetime.now(UTC), "dry_run": dry_run, "done": report})
        return
    for line in report:
        shown = [
            str(line["count"]) if line["what"] not in ("failed", "skipped", "horizon moved") else ""
        ]
        shown += [line["object"] or "", f"{line['bytes']} bytes" if "bytes" in line else ""]
        echo(f"{line['tenant']}: {line['what']}: {', '.join(filter(None, shown))}")
    if not report and nothing:
        echo(nothing)
