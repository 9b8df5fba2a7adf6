from datetime import datetime
from pathlib import Path

import click

from hardal_admin.bulk import FORMATS, exporting, streams
from hardal_admin.bulk.exporting import Selection, Target
from hardal_admin.terminal.output import echo, json_option, print_json, progress_bar
from hardal_admin.terminal.parameter_types import Time
from hardal_admin.terminal.server import Server, server_options


@click.command()
@click.argument("tenant")
@click.option(
    "--since", type=Time(), metavar="TIME", help="Events created at this time (UTC) or later."
)
@click.option("--until", type=Time(), metavar="TIME", help="Events created before this time (UTC).")
@click.option(
    "--event",
    "names",
    multiple=True,
    metavar="NAME",
    help="Events of this name. May be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="By default from the file's name, else ndjson.",
)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE|FOLDER/|-",
    help="A file, or a folder for one file per day, or - for stdout. A new folder needs a / at the"
    " end.  [stdout]",
)
@click.option(
    "--compress",
    type=click.Choice(("gzip", "zstd")),
    help="By default from the file's name: .gz, .zst.",
)
@click.option("--force", is_flag=True, help="Replace files that exist.")
@json_option
@server_options
def export(
    server: Server,
    tenant: str,
    since: datetime | None,
    until: datetime | None,
    names: tuple[str, ...],
    form: str | None,
    output: str,
    compress: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write the events of TENANT to a file, to one file per day, or to stdout.

    All events come from one snapshot, in the order of created_at, with every digit of every time
    and number. A file gets its name when it is complete. hardal-admin import reads every file that
    export writes.

    \b
      hardal-admin export acme -o acme.ndjson.zst
      hardal-admin export acme --since 2024-10-01 --until 2024-11-01 -o october.parquet
      hardal-admin export acme --event purchase -o purchases.csv
      hardal-admin export acme --format csv --compress gzip -o acme/
    """
    target = _target(output, form, compress, force)
    if as_json and target.path is None:
        raise click.UsageError(
            "--json and the events cannot both go to stdout: name a file with -o"
        )
    wanted = Selection(since, until, list(names))
    with server.connection() as conn, progress_bar(as_json) as bar:
        task = bar.add_task("days", total=None)
        done = exporting.export(
            conn,
            tenant,
            wanted,
            target,
            lambda days: bar.update(task, total=days),
            lambda _: bar.advance(task),
        )
    if as_json:
        print_json(done)
    else:
        where = f" to {output}" if target.path else ""
        echo(f"exported {done['events']} events{where}", err=target.path is None)


def _target(output: str, form: str | None, compress: str | None, force: bool) -> Target:
    if output == "-":
        target = Target(None, form or "ndjson", compress)
    elif output.endswith("/") or Path(output).is_dir():
        target = Target(Path(output), form or "ndjson", compress, by_day=True, force=force)
    else:
        path = Path(output)
        suffixes = path.suffixes[-2:]
        named = streams.WRITTEN.get(suffixes[-1]) if suffixes else None
        if compress and named not in (None, compress):
            raise click.UsageError(f"{path.name} says {named}, --compress {compress}")
        rest = (suffixes[:-1] if named else suffixes)[-1:]
        said = rest[0][1:] if rest and rest[0][1:] in FORMATS else None
        if form and said not in (None, form):
            raise click.UsageError(f"{path.name} says {said}, --format {form}")
        target = Target(path, form or said or "ndjson", compress or named, force=force)
    if target.form == "parquet" and target.compression:
        raise click.UsageError("Parquet is compressed inside: leave .gz, .zst and --compress out")
    return target
