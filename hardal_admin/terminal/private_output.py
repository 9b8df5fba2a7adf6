"""Output to a file or to stdout. A file that holds a secret has the mode 0600."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hardal_admin.errors import Refused
from hardal_admin.private_files import write_private


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --output and --force, for output that holds a secret."""
    return _options(command, "Write to this file (mode 0600), not to stdout.")


def plain_output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --output and --force, for output that holds no secret."""
    return _options(command, "Write to this file, not to stdout.")


def _options(command: Callable[..., Any], described: str) -> Callable[..., Any]:
    force = click.option("--force", is_flag=True, help="Let --output replace a file.")
    output = click.option(
        "--output", type=click.Path(path_type=Path, dir_okay=False), help=described
    )
    return output(force(command))


def write_output(output: Path, text: str, *, force: bool, private: bool = True) -> None:
    """Write a file, which appears complete or not at all.

    Only its owner can read it, unless it is not `private`. Raise Refused where it exists already
    and `force` is not given.
    """
    try:
        write_private(output, text, replace=force, mode=0o600 if private else 0o644)
    except FileExistsError:
        raise already(output) from None


def already(output: Path) -> Refused:
    return Refused(f"{output} exists already", "name another file, or replace it with --force")
