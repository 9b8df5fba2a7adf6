from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from hardal_admin.bulk import FORMATS, exporting, streams
from hardal_admin.bulk.exporting import Selection, Target
from hardal_admin.terminal.output import json_option, print_json, progress_bar
from hardal_admin.terminal.server import Server, server_options


class Time(click.ParamType[datetime]):
    """A date, or a date and time; UTC where it names no zone."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            time = datetime.fromisoformat(str(value))
        except ValueError:
            time = datetime.min
        if not 1900 <= time.year <= 9000:
            self.fail(
                f"{value!r} is no time: write 2024-10-06, or 2024-10-06T12:34:56Z", param, ctx
            )
        return time if time.tzinfo else time.replace(tzinfo=UTC)


@click.command()
@click.argument("tenant")
@click.option(
    "--since", type=Time(), metavar="TIME", help="Events created at that time (UTC) or later."
)
@click.option("--until", type=Time(), metavar="TIME", help="Events created before that time (UTC).")
@click.option(
    "--event",
    "names",
    multiple=True,
    metavar="NAME",
    help="Events of this name; may be given again.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="By default as the file's name says, else ndjson.",
)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE|FOLDER/|-",
    help="A file; a folder (with a / at the end where it is new) for a file a day; or -, the default, for stdout.",
)
@click.option(
    "--compress",
    type=click.Choice(("gzip", "zstd")),
    help="By default as the file's name says: .gz, .zst.",
)
@click.option("--force", is_flag=True, help="Replace files that are there.")
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
    """Write the events of TENANT to a file, a file a day, or stdout.

    All of them are of one moment, in the order of created_at, with every digit of every time and number. A file gets
    its name when it is whole. What was exported can be imported: hardal-admin import.

    \b
      hardal-admin export acme -o acme.ndjson.zst
      hardal-admin export acme --since 2024-10-01 --until 2024-11-01 --event purchase -o purchases.parquet
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
        click.echo(f"exported {done['events']} events{where}", err=target.path is None)


def _target(output: str, form: str | None, compress: str | None, force: bool) -> Target:
    if output == "-":
        target = Target(None, form or "ndjson", compress)
    elif output.endswith("/") or Path(output).is_dir():
        target = Target(Path(output), form or "ndjson", compress, by_day=True, force=force)
    else:
        path = Path(output)
        suffixes = path.suffixes[-2:]
        named = streams.SUFFIXES.get(suffixes[-1]) if suffixes else None
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
