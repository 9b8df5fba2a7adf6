from pathlib import Path

import click

from hardal_admin import example_files
from hardal_admin.terminal.output import echo, print_file


@click.command()
@click.argument("name", required=False)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write all files to this folder. No file is replaced.",
)
def files(name: str | None, output: Path | None) -> None:
    """Print the configuration files that hardal's documentation shows.

    Without NAME, the command lists their names: units for systemd, a compose file, queries for
    monitoring, a dashboard for Grafana.

    \b
      hardal-admin files
      hardal-admin files hardal-maintain.service
      hardal-admin files --output hardal-files
    """
    if name and output:
        raise click.UsageError("--output writes all files: give either it or NAME")
    if name:
        print_file(example_files.text(name))
    elif output:
        for file in example_files.write_all(output):
            echo(f"wrote {file}")
    else:
        for known in example_files.files():
            echo(known)
