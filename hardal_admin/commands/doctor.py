import sys
from pathlib import Path

import click

from hardal_admin import doctor as checks
from hardal_admin.commands.output import json_option, print_json
from hardal_admin.commands.server import Server, server_options


@click.command()
@click.option(
    "--fix", is_flag=True, help="Mend what is safe to mend: stray grants, drifted settings, the audit trigger."
)
@click.option("--deep", is_flag=True, help="Compare ledger and events of all months, not of the newest alone.")
@click.option(
    "--postgrest-config",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The configuration file of a PostgREST of your own; the embedded one's by default.",
)
@click.option("--api-url", help="Where PostgREST answers; the embedded one's address by default.")
@json_option
@server_options
def doctor(
    server: Server, fix: bool, deep: bool, postgrest_config: Path | None, api_url: str | None, as_json: bool
) -> None:
    """Check everything that drifts or is set up wrongly; say why it matters, and what mends it.

    "wrong" is to be mended: exit code 1 while any is left. "open" is what PostgreSQL allows by default, and hardal
    does not change unasked. Nothing is changed without --fix.
    """
    with server.connection() as conn:
        findings = checks.database(conn, deep=deep)
        mended = checks.mend(conn, findings) if fix else []
        if mended:
            findings = checks.database(conn, deep=deep)
    if server.embedded:
        postgrest_config = postgrest_config or server.stack.config
        api_url = api_url or str(server.stack.info()["api_url"] or "http://127.0.0.1")
    if postgrest_config:
        findings += checks.config(postgrest_config)
    if api_url:
        findings += checks.api(api_url)

    wrong = [finding for finding in findings if finding["level"] == "wrong"]
    if as_json:
        print_json({"findings": findings, "mended": mended})
    else:
        for finding in mended:
            click.echo(f"mended: {finding['object']}: {finding['problem']}")
        for finding in findings:
            click.echo(f"{finding['level']}: {finding['object']}: {finding['problem']}")
            click.echo(f"    why:  {finding['why']}")
            click.echo(f"    mend: {finding['mend']}")
        safe = sum(1 for finding in wrong if finding["fix"])
        more = f"; hardal-admin doctor --fix mends {safe} of them" if safe and not fix else ""
        click.echo(f"{len(wrong)} wrong{more}" if wrong else "nothing is wrong")
    if wrong:
        sys.exit(1)
