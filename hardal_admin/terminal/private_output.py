"""Output that holds a secret: to a file of mode 0600, or to stdout."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hardal_admin.errors import Refused
from hardal_admin.private_files import write_private


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --output and --force."""
    force = click.option("--force", is_flag=True, help="Let --output replace a file.")
    output = click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write to this file (mode 0600), not to stdout.",
    )
    return output(force(command))


def write_output(output: Path, text: str, *, force: bool) -> None:
    try:
        write_private(output, text, replace=force)
    except FileExistsError:
        raise already(output) from None


def already(output: Path) -> Refused:
    return Refused(f"{output} exists already", "name another file, or replace it with --force")
