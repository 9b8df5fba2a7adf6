from datetime import UTC, datetime

import click

from hardal_admin import database, durations, maintenance
from hardal_admin.database import Conn
from hardal_admin.errors import Refused
from hardal_admin.maintenance import Line, Sessions
from hardal_admin.terminal.output import json_option, print_json
from hardal_admin.terminal.server import Server, server_options


@click.command()
@click.argument("tenant", required=False)
@click.option("--every", metavar="SPAN", help="Go on for ever, a round each 60s, 5min.  [once]")
@click.option(
    "--dry-run", is_flag=True, help="Say what would be made, dropped and trimmed; change nothing."
)
@click.option(
    "--rebuild",
    is_flag=True,
    help="Count what was counted beforehand of TENANT anew, from its events.",
)
@json_option
@server_options
def maintain(
    server: Server, tenant: str | None, every: str | None, dry_run: bool, rebuild: bool, as_json: bool
) -> None:  # fmt: skip
    """Maintain all tenants, or TENANT: do what has to be done now and then.

    Partitions are made ahead, those that retention has outlived dropped, their ids taken out of the ledger, the
    quarantine trimmed, days that are over rolled up, and typed views made. Each step of each tenant is a transaction of
    its own: Ctrl-C leaves everything whole, one tenant's failure keeps no other waiting, and several may run at once.

    pg_cron can do the same: select cron.schedule('hardal', '* * * * *', 'call hardal_private.maintain()')

    With --every a lost connection is made anew; with --json it prints one line a round.
    """
    if every and dry_run:
        raise click.UsageError("--every and --dry-run do not go together")
    if rebuild and (every or dry_run or tenant is None):
        raise click.UsageError("--rebuild takes one TENANT, and neither --every nor --dry-run")

    def connect() -> Conn:
        return database.connect(server.dsn or server.stack.dsn())

    if every is None:
        with Sessions(connect) as sessions:
            if rebuild and tenant:
                maintenance.rebuild(sessions.get(tenant), tenant)
            report = maintenance.run(sessions, tenant, dry=dry_run)
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
            lambda error, pause: click.echo(
                f"hardal-admin: {database.first_line(error)} (trying again in {pause:.0f} s)",
                err=True,
            ),
        )
    except KeyboardInterrupt:
        click.echo("stopped between two steps", err=True)


def _tell(report: list[Line], as_json: bool, dry_run: bool, nothing: str) -> None:
    if as_json:
        print_json({"at": datetime.now(UTC), "dry_run": dry_run, "done": report})
        return
    for line in report:
        shown = [
            str(line["count"]) if line["what"] not in ("failed", "skipped", "horizon moved") else ""
        ]
        shown += [line["object"] or "", f"{line['bytes']} bytes" if "bytes" in line else ""]
        click.echo(f"{line['tenant']}: {line['what']}: {', '.join(filter(None, shown))}")
    if not report and nothing:
        click.echo(nothing)
