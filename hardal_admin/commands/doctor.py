import sys
from pathlib import Path

import click

from hardal_admin.doctor import database, edge, postgrest
from hardal_admin.terminal.output import echo, json_option, print_json
from hardal_admin.terminal.server import Server, secret_file_option, server_options


@click.command()
@click.option(
    "--fix",
    is_flag=True,
    help="Mend all faults whose repair is safe: grants, memberships, settings, a tenant's"
    " functions and views, the audit trigger.",
)
@click.option(
    "--deep",
    is_flag=True,
    help="Compare the ledger with the events of all months, not only of the newest month.",
)
@click.option(
    "--postgrest-config",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The configuration file of your own PostgREST. The embedded one's by default.",
)
@secret_file_option
@click.option(
    "--api-url",
    help="The address that clients send events to. That of the embedded server by default.",
)
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
    """Find drift, damage and wrong settings in the database, in PostgREST and in its proxy.

    Each finding names the problem, its effect and its repair. A finding is "wrong" or "open". A
    wrong one must be mended: the exit code is 1 while any is left. An open one may be intended, for
    example a right that PostgreSQL gives by default: hardal does not change it unasked. Without
    --fix, the command changes nothing.

    \b
      hardal-admin doctor
      hardal-admin doctor --fix --deep
      hardal-admin doctor --postgrest-config postgrest.conf --jwt-secret-file jwt-secret \\
          --api-url https://events.example.org
    """
    skipped = []
    with server.connection() as conn:
        mended, findings = (
            database.mend(conn, deep=deep) if fix else ([], database.check(conn, deep=deep))
        )
        secret = server.secret_file(jwt_secret_file)
        if secret:
            text = server.jwt_secret(secret)
            findings += database.check_signing_keys(conn, text, secret)
            findings += postgrest.check_secret(text, secret)
        else:
            skipped.append("the signing keys: name their file with --jwt-secret-file")
    config = postgrest_config or (server.stack.config if server.embedded else None)
    if config and config.exists():
        findings += postgrest.check_config(config)
    else:
        skipped.append("PostgREST's configuration: name the file with --postgrest-config")
    if api_url:
        findings += edge.check(api_url)
    elif server.embedded:
        findings += edge.check_embedded(server.stack.info())
    else:
        skipped.append("PostgREST and its proxy: name their address with --api-url")

    wrong = [finding for finding in findings if finding["level"] == "wrong"]
    if as_json:
        print_json({"findings": findings, "mended": mended, "not_looked_at": skipped})
    else:
        for finding in mended:
            echo(f"mended: {finding['object']}: {finding['problem']}")
        for finding in findings:
            echo(f"{finding['level']}: {finding['object']}: {finding['problem']}")
            echo(f"    why:  {finding['why']}")
            echo(f"    mend: {finding['mend']}")
        safe = sum(1 for finding in wrong if finding["fix"])
        more = f"; hardal-admin doctor --fix mends {safe} of them" if safe and not fix else ""
        for part in skipped:
            echo(f"not looked at: {part}")
        echo(f"{len(wrong)} wrong{more}" if wrong else "nothing is wrong")
    if wrong:
        sys.exit(1)
