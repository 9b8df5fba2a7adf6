import sys
from pathlib import Path

import click

from hardal_admin import doctor as checks
from hardal_admin.terminal.output import json_option, print_json
from hardal_admin.terminal.server import Server, secret_file_option, server_options


@click.command()
@click.option(
    "--fix",
    is_flag=True,
    help="Mend what is safe to mend: grants, memberships, settings, a tenant's functions and views, the audit trigger.",
)
@click.option(
    "--deep", is_flag=True, help="Compare ledger and events of all months, not of the newest alone."
)
@click.option(
    "--postgrest-config",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The configuration file of a PostgREST of your own; the embedded one's by default.",
)
@secret_file_option
@click.option("--api-url", help="Where PostgREST answers; the embedded one's address by default.")
@json_option
@server_options
def doctor(
    server: Server,
    fix: bool,
    deep: bool,
    postgrest_config: Path | None,
    jwt_secret_file: Path | None,
    api_url: str | None,
    as_json: bool,
) -> None:
    """Check everything that drifts or is set up wrongly; say why it matters, and what mends it.

    "wrong" is to be mended: exit code 1 while any is left. "open" is what PostgreSQL allows by default, and hardal
    does not change unasked. Nothing is changed without --fix.
    """
    skipped = []
    with server.connection() as conn:
        mended, findings = (
            checks.mend(conn, deep=deep) if fix else ([], checks.database(conn, deep=deep))
        )
        secret = server.secret_file(jwt_secret_file)
        if secret:
            findings += checks.signing_keys(conn, server.jwt_secret(secret), secret)
        else:
            skipped.append("the signing keys: name their file with --jwt-secret-file")
    config = postgrest_config or (server.stack.config if server.embedded else None)
    if config and config.exists():
        findings += checks.config(config)
    else:
        skipped.append("PostgREST's configuration: name the file with --postgrest-config")
    running = server.stack.info()["api_url"] if server.embedded and not api_url else api_url
    if running:
        findings += checks.api(str(running))
    elif server.embedded:
        findings += checks.not_running()
    else:
        skipped.append("PostgREST itself: name its address with --api-url")

    wrong = [finding for finding in findings if finding["level"] == "wrong"]
    if as_json:
        print_json({"findings": findings, "mended": mended, "not_looked_at": skipped})
    else:
        for finding in mended:
            click.echo(f"mended: {finding['object']}: {finding['problem']}")
        for finding in findings:
            click.echo(f"{finding['level']}: {finding['object']}: {finding['problem']}")
            click.echo(f"    why:  {finding['why']}")
            click.echo(f"    mend: {finding['mend']}")
        safe = sum(1 for finding in wrong if finding["fix"])
        more = f"; hardal-admin doctor --fix mends {safe} of them" if safe and not fix else ""
        for part in skipped:
            click.echo(f"not looked at: {part}")
        click.echo(f"{len(wrong)} wrong{more}" if wrong else "nothing is wrong")
    if wrong:
        sys.exit(1)
