"""The question before what cannot be undone."""

import sys

import click

from hardal_admin.errors import Refused

SAY_YES = "say so with --yes"


def require_terminal(effect: str, hint: str = SAY_YES) -> None:
    """Raise Refused without a terminal, where nobody can be asked. `effect` is what would be."""
    if not sys.stdin.isatty():
        raise Refused(effect, hint)


def confirm(question: str, *, effect: str, hint: str = SAY_YES) -> None:
    """Ask on the terminal, and abort unless the answer is yes. See require_terminal."""
    require_terminal(effect, hint)
    click.confirm(question, abort=True, err=True)
