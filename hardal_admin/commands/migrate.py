import click

from hardal_admin.migrate import core, plan
from hardal_admin.migrate.script import script
from hardal_admin.terminal.output import (
    echo,
    json_option,
    print_file,
    print_json,
    print_table,
    progress,
)
from hardal_admin.terminal.server import Server, server_options


@click.group(invoke_without_command=True)
@click.option("--dry-run", is_flag=True, help="Show the pending work. Change nothing.")
@click.option(
    "--dedicated",
    is_flag=True,
    help="Also close the database to PUBLIC (CONNECT, TEMP, large objects). Only for a database"
    " that holds nothing but hardal. Needs a superuser. Always done on the embedded server.",
)
@click.option(
    "--self-service/--no-self-service",
    default=None,
    help="Whether keys of the scope manage may make PSQL URLs over HTTP, through a role that may"
    " create roles.  [as it is; a first install, or an upgrade to 0.3.0, turns it on]",
)
@click.option(
    "--sql",
    "as_sql",
    is_flag=True,
    help="Print the whole install as one SQL file for psql. Needs no database.",
)
@json_option
@server_options
@click.pass_context
def migrate(
    ctx: click.Context,
    server: Server,
    dry_run: bool,
    dedicated: bool,
    self_service: bool | None,
    as_sql: bool,
    as_json: bool,
) -> None:
    """Install hardal into the database, or bring it to this version.

    The login needs CREATEROLE, and CREATE on the database, which its owner has. It need not be a
    superuser. First pending migrations run once, in order. Then functions, views and grants are
    applied anew. Then the same is done for each tenant, which keeps serving meanwhile. The command
    may be repeated, run twice at once, and killed: the next run finishes the work.

    Afterwards send your own PostgREST a SIGUSR1, so that it reads the schema again.

    \b
      export HARDAL_DSN=postgresql://dba@host/database
      hardal-admin migrate --dry-run
      hardal-admin migrate

    Where only psql may be used, --sql prints a first install as one file. Psql runs it in one
    transaction. It gives the same schema, and later versions are installed by hardal-admin.

    \b
      hardal-admin migrate --sql > hardal.sql
      psql -qX -f hardal.sql postgresql://dba@host/database
    """
    if ctx.invoked_subcommand:
        if dry_run or dedicated or self_service is not None or as_sql or as_json:
            raise click.UsageError(
                "options of migrate status stand after it, and it has --json only"
            )
        return
    if as_sql:
        if dry_run or as_json:
            raise click.UsageError("--sql goes with --dedicated and --[no-]self-service only")
        print_file(script(dedicated=dedicated, self_service=self_service))
        return
    report = progress(as_json)
    with server.connection() as conn:
        if dry_run:
            done = core.plan(conn)
        else:
            done = core.migrate(
                conn,
                dedicated=dedicated or server.embedded,
                self_service=self_service,
                report=report,
            )
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
        echo(
            f"{database}: up to date, nothing to do"
            if dry_run
            else f"{database}: up to date; functions, views and grants were put in place again"
        )
        return
    if dry_run:
        for path in done.migrations:
            echo(f"would apply     {path}")
        for path in done.reapplied:
            echo(f"would re-apply  {path}")
        for name in done.tenants:
            echo(f"would bring up  tenant {name}")
    counts = [
        f"{len(items)} {what}{'' if len(items) == 1 else 's'}"
        for items, what in (
            (done.migrations, "migration"),
            (done.reapplied, "changed file"),
            (done.tenants, "tenant"),
        )
    ]
    echo(f"{database}: {'would bring' if dry_run else 'brought'} up to date: {', '.join(counts)}")


@migrate.command("status")
@json_option
@server_options
def migrate_status(server: Server, as_json: bool) -> None:
    """List all migrations with the time of each, and the tenants that are behind."""
    with server.connection() as conn:
        rows = plan.status(conn)
        behind = plan.tenants_behind(conn)
    if as_json:
        print_json({"migrations": rows, "tenants_behind": behind})
        return
    print_table(
        [r | {"applied_at": r["applied_at"] or "pending"} for r in rows], empty="no migrations"
    )
    if behind:
        echo(f"tenants behind: {', '.join(behind)} (run hardal-admin migrate)")
