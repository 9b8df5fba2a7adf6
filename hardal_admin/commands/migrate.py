import click

from hardal_admin import migrations
from hardal_admin.terminal.output import json_option, print_json, print_table, progress
from hardal_admin.terminal.server import Server, server_options


@click.group(invoke_without_command=True)
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option(
    "--dedicated",
    is_flag=True,
    help="Also close the database to PUBLIC (CONNECT, TEMP, large objects). Only where hardal has it alone; needs a"
    " superuser. The embedded server's database always is.",
)
@json_option
@server_options
@click.pass_context
def migrate(
    ctx: click.Context, server: Server, dry_run: bool, dedicated: bool, as_json: bool
) -> None:
    """Install hardal into the database, or bring it to this version.

    Needs a login with CREATEROLE, and CREATE on the database (its owner, say); no superuser. Pending migrations run
    once, in order; functions, views and grants are applied anew; then the same for each tenant, which goes on serving
    meanwhile. It may be repeated, run twice at once, and killed: the next run finishes it.

    A PostgREST of your own wants a SIGUSR1 afterwards, to read the schema again.
    """
    if ctx.invoked_subcommand:
        if dry_run or dedicated or as_json:
            raise click.UsageError(
                "options of migrate status stand after it, and it has --json only"
            )
        return
    report = progress(as_json)
    with server.connection() as conn:
        if dry_run:
            done = migrations.plan(conn)
        else:
            done = migrations.migrate(conn, dedicated=dedicated or server.embedded, report=report)
            if server.embedded and not done.nothing:
                server.stack.reload_schema()
        database = conn.info.dbname
    if as_json:
        print_json(
            {
                "dry_run": dry_run,
                "migrations": done.migrations,
                "reapplied": done.reapplied,
                "tenants": done.tenants,
            }
        )
        return
    if done.nothing:
        click.echo(
            f"{database}: up to date, nothing to do"
            if dry_run
            else f"{database}: up to date; functions, views and grants were put in place again"
        )
        return
    if dry_run:
        for path in done.migrations:
            click.echo(f"would apply     {path}")
        for path in done.reapplied:
            click.echo(f"would re-apply  {path}")
        for name in done.tenants:
            click.echo(f"would bring up  tenant {name}")
    counts = [
        f"{len(items)} {what}{'' if len(items) == 1 else 's'}"
        for items, what in (
            (done.migrations, "migration"),
            (done.reapplied, "changed file"),
            (done.tenants, "tenant"),
        )
    ]
    click.echo(
        f"{database}: {'would bring' if dry_run else 'brought'} up to date: {', '.join(counts)}"
    )


@migrate.command("status")
@json_option
@server_options
def migrate_status(server: Server, as_json: bool) -> None:
    """List the migrations, which are applied, and the tenants that are behind."""
    with server.connection() as conn:
        rows = migrations.status(conn)
        behind = migrations.tenants_behind(conn)
    if as_json:
        print_json({"migrations": rows, "tenants_behind": behind})
        return
    print_table(
        [r | {"applied_at": r["applied_at"] or "pending"} for r in rows], empty="no migrations"
    )
    if behind:
        click.echo(f"tenants behind: {', '.join(behind)} (run hardal-admin migrate)")
