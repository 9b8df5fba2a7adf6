"""Output of the commands: tables or lines for people, or one JSON value with --json.

Progress goes to stderr. Clients and readers choose names and values that a DBA's terminal shows. So
everything is printed through this module, which escapes the characters that a terminal obeys, and
those that hide or turn text around.
"""

import json
import unicodedata
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

# Categories of Unicode: controls (ESC, CSI), formats (bidi marks, zero width), surrogates, and the
# separators of lines and paragraphs. The joiners are letters' parts in Persian, Hindi and emoji.
_ESCAPED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def printable(text: str, *, keep: str = "") -> str:
    """Return the text with the characters escaped that a terminal does not just show.

    The form is JSON's: \\u001b, and two of these for a character beyond U+FFFF. The characters of
    `keep` stay as they are.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        json.dumps(c)[1:-1]
        if unicodedata.category(c) in _ESCAPED and c not in _JOINERS and c not in keep
        else c
        for c in text
    )


def echo(text: str = "", *, err: bool = False) -> None:
    """Print lines. Only line ends and tabs act as such."""
    click.echo(printable(text, keep="\n\t"), err=err)


def print_file(text: str) -> None:
    """Print a file of hardal's own as it is."""
    click.echo(text, nl=False)


def print_json(value: object) -> None:
    echo(json.dumps(value, default=_plain, ensure_ascii=False))


def print_table(rows: Sequence[Mapping[str, Any]], *, empty: str) -> None:
    """Print one line for each row below the names of the columns, or `empty` without rows."""
    if not rows:
        echo(empty)
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
        echo(f"{name.replace('_', ' '):<{width}} {_shown(value)}")


def show(values: Mapping[str, Any], as_json: bool) -> None:
    """Print the fields of one object, or a JSON object."""
    if as_json:
        print_json(values)
    else:
        print_fields(values)


def progress(quiet: bool = False) -> Callable[[str], None]:
    """Return a function that prints a line about the current step on stderr."""
    return (lambda _: None) if quiet else (lambda line: echo(f"... {line}", err=True))


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
            return printable(str(value))
