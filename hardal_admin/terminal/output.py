"""Output of the commands: tables or lines for people, or one JSON value with --json.

Progress goes to stderr.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def print_json(value: object) -> None:
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False))


def print_table(rows: Sequence[Mapping[str, Any]], *, empty: str) -> None:
    """Print one line for each row below the names of the columns, or `empty` without rows."""
    if not rows:
        click.echo(empty)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row.values()))
    # A pipe has no width, and rich would wrap the lines at 80 columns.
    Console(width=None if Console().is_terminal else 10_000).print(table)


def print_fields(values: Mapping[str, Any]) -> None:
    """Print each name and value on one line. Nothing is cut or wrapped, so values can be copied."""
    width = max(map(len, values)) + 1
    for name, value in values.items():
        click.echo(f"{name.replace('_', ' '):<{width}} {_shown(value)}")


def show(values: Mapping[str, Any], as_json: bool) -> None:
    """Print the fields of one object, or a JSON object."""
    if as_json:
        print_json(values)
    else:
        print_fields(values)


def progress(quiet: bool = False) -> Callable[[str], None]:
    """Return a function that prints a line about the current step on stderr."""
    return (lambda _: None) if quiet else (lambda line: click.echo(f"... {line}", err=True))


def progress_bar(quiet: bool, *, bytes_: bool = False) -> Progress:
    """Return a progress bar. It shows on stderr where that is a terminal."""
    console = Console(stderr=True)
    done = DownloadColumn() if bytes_ else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), done, TimeRemainingColumn())
    return Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _shown(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case _:
            return str(value)
