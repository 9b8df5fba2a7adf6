"""Versions of hardal's SQL to install: released, with migrations more, or with an end after any statement."""

import contextlib
import dataclasses
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hardal_admin import sources
from hardal_admin.sources import Source, Sources
from tests.harness.server import ROOT

_STATEMENT = re.compile(
    r"(?:\$(\w*)\$.*?\$\1\$|'[^']*'|--[^\n]*|begin atomic.*?\nend\b|[^;])+;", re.DOTALL
)

# a tenant's text has its name where the template's has `template`: so each can be killed where the other is not
_END = """
do $mortal$
begin
    if current_setting('mortal.at', true) = 'template {path} {number}' then
        perform set_config('role', 'none', true);
        perform pg_terminate_backend(pg_backend_pid());
    end if;
end
$mortal$;"""


@contextlib.contextmanager
def installed(version: Sources) -> Iterator[None]:
    """hardal-admin is of that version until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "load", lambda: version)
        yield


def released() -> list[tuple[str, Sources]]:
    """Those that have a tag; none where the repository's history is not at hand."""
    if not shutil.which("git"):
        return []
    tags = subprocess.run(
        ["git", "tag", "--list", "v*"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    return [(tag, _tagged(tag)) for tag in tags.stdout.split()]


def _tagged(tag: str) -> Sources:
    folders = ("migrations", "sql", "functions")
    archive = subprocess.run(
        ["git", "archive", tag, *folders], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        patch.setattr(sources, "root", lambda: Path(folder))
        return sources.load.__wrapped__()


def followed_by(
    version: Sources, *, core: Sequence[Source] = (), tenant: Sequence[Source] = ()
) -> Sources:
    """The version after it: one that brings these migrations."""
    return dataclasses.replace(
        version,
        core_migrations=[*version.core_migrations, *core],
        tenant_migrations=[*version.tenant_migrations, *tenant],
    )


def mortal(version: Sources) -> Sources:
    """The same, whose migrate is killed where the session's `mortal.at` says: "<whom> <path> <number>", see places."""

    def ending(source: Source) -> Source:
        parts = enumerate(_statements(source.text), 1)
        return Source(
            source.path,
            "".join(part + _END.format(path=source.path, number=n) for n, part in parts),
        )

    changes = {
        field.name: [ending(s) for s in value] if isinstance(value, list) else ending(value)
        for field in dataclasses.fields(version)
        for value in [getattr(version, field.name)]
    }
    return dataclasses.replace(version, **changes)  # type: ignore[arg-type]


def places(files: list[Source], whom: str = "template") -> list[str]:
    """After each statement of these files, where they are run for the template or for that tenant."""
    return [
        f"{whom} {file.path} {n}"
        for file in files
        for n, _ in enumerate(_statements(file.text if whom == "template" else file.for_tenants), 1)
    ]


def _statements(text: str) -> list[str]:
    return [match[0] for match in _STATEMENT.finditer(text)]
