"""The check of an option whose values the database alone knows: scopes, column types."""

from collections.abc import Sequence

import click


def require_choice(option: str, value: str, known: Sequence[str]) -> None:
    """Raise a usage error, worded as click words its own, where the value is not a known one."""
    if value not in known:
        raise click.BadParameter(
            f"{value!r} is not one of {', '.join(map(repr, known))}.",
            ctx=click.get_current_context(),
            param_hint=f"'{option}'",
        )
