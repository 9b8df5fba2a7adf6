"""Fixtures: servers that a test may kill, and the table of figures at the end of a run."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from tests.faults.stack import Stack
from tests.harness.releases import Release

LONG = bool(os.environ.get("HARDAL_LONG"))

Found = Callable[[str, str, str], None]


@contextmanager
def new_stack(release: Release | None = None) -> Iterator[Stack]:
    """Start PostgreSQL with fsync on, PostgREST and a tenant. Stop and delete them at the end."""
    folder = Path(tempfile.mkdtemp(prefix="hardal-faults-"))
    folder.chmod(0o755)  # a server that root starts runs as another user
    stack = Stack(folder)
    try:
        stack.start(release)
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stack() -> Iterator[Stack]:
    """PostgreSQL, PostgREST and a tenant for this test alone."""
    with new_stack() as stack:
        yield stack


@pytest.fixture
def found(request: pytest.FixtureRequest) -> Found:
    """Return a function that adds a line to the table: what was done, how often, the figures."""

    def add(what: str, count: str, figures: str) -> None:
        request.node.user_properties.append(("found", (what, count, figures)))

    return add


def pytest_terminal_summary(terminalreporter: Any) -> None:
    lines = [
        (report, value)
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in getattr(report, "user_properties", ())
        if name == "found" and report.when == "call"
    ]
    if not lines or not LONG:
        return
    table = Table("what was done", "count", "what was found", "held", title="faults")
    for report, (what, count, figures) in lines:
        table.add_row(what, count, figures, "yes" if report.passed else "NO")
    Console(width=160).print(table)
