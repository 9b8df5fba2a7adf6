"""Versions of hardal's SQL to install.

A version is today's with additional migrations, or one whose migrate is killed after a statement
that the test chooses. tests/harness/releases.py has the released versions.
"""

import contextlib
import dataclasses
import re
from collections.abc import Iterator, Sequence

import pytest

from hardal_admin.migrate import sql_files
from hardal_admin.migrate.sql_files import SqlFile, SqlFiles

_STATEMENT = re.compile(
    r"(?:\$(\w*)\$.*?\$\1\$|'[^']*'|--[^\n]*|begin atomic.*?\nend\b|[^;])+;", re.DOTALL
)

# The word template in this text becomes the tenant's name where a tenant's files run. Migrate can
# therefore be killed in the files of a tenant and not in those of the template.
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
def installed(version: SqlFiles) -> Iterator[None]:
    """Make hardal-admin use this version while the block runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql_files, "load", lambda: version)
        yield


def followed_by(
    version: SqlFiles, *, core: Sequence[SqlFile] = (), tenant: Sequence[SqlFile] = ()
) -> SqlFiles:
    """Return the version with these migrations added."""
    return dataclasses.replace(
        version,
        core_migrations=[*version.core_migrations, *core],
        tenant_migrations=[*version.tenant_migrations, *tenant],
    )


def mortal(version: SqlFiles) -> SqlFiles:
    """Return the version with a check after each statement that can end its own connection.

    The check does that where the setting `mortal.at` names its place, see places().
    """

    def ending(source: SqlFile) -> SqlFile:
        parts = enumerate(_statements(source.text), 1)
        return SqlFile(
            source.path,
            "".join(part + _END.format(path=source.path, number=n) for n, part in parts),
        )

    changes = {
        field.name: [ending(s) for s in value] if isinstance(value, list) else ending(value)
        for field in dataclasses.fields(version)
        for value in [getattr(version, field.name)]
    }
    return dataclasses.replace(version, **changes)  # type: ignore[arg-type]


def places(files: list[SqlFile], whom: str = "template") -> list[str]:
    """Return the name of the place after each statement: "<whom> <path> <number>".

    `whom` is the template or the tenant that the files are run for.
    """
    return [
        f"{whom} {file.path} {n}"
        for file in files
        for n, _ in enumerate(_statements(file.text if whom == "template" else file.for_tenants), 1)
    ]


def _statements(text: str) -> list[str]:
    return [match[0] for match in _STATEMENT.finditer(text)]
