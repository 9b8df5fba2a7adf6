"""The options for the life of a token or a key, for the commands that make and rotate them."""

from collections.abc import Callable
from typing import Any, TypeAlias

import click

Option: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]


def expires_option(what: str) -> Option:
    return click.option(
        "--expires",
        default="365d",
        show_default=True,
        help=f"How long the {what} is valid: 12h, 90d, 4w.",
    )


def overlap_option(what: str) -> Option:
    return click.option(
        "--overlap",
        default="24h",
        show_default=True,
        help=f"How long the old {what} stays valid: 1h, 7d; 0s ends it at once.",
    )
