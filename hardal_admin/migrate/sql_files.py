"""The SQL files that migrate runs: migrations/, sql/ and functions/.

They are read from a checkout, or from inside the installed wheel.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from pathlib import Path

from hardal_admin.errors import Refused

# the schema of each folder below functions/; folders further down are for readers alone
SCHEMAS = {
    "hardal": "hardal",
    "hardal_doorkeeper": "hardal_doorkeeper",
    "hardal_helpers": "hardal_helpers",
    "hardal_private": "hardal_private",
    "read_surface": "template",
    "tenant": "template__store",
}

# The login of migrate runs these four. The owner of the schema hardal_doorkeeper runs the files of
# its folder, and hardal_owner all other files.
SERVER = "sql/core/server.sql"
BOOTSTRAP, ROLES = "sql/core/bootstrap.sql", "sql/core/roles.sql"
DOORKEEPER = "sql/core/doorkeeper.sql"


@dataclass(frozen=True)
class SqlFile:
    """One SQL file. `path` is relative to the root, and the database records it."""

    path: str
    text: str

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def for_tenants(self) -> str:
        """The part of the text that is run for each tenant.

        The comments at the end of a store's function files are left out: only the template's
        functions have them. COMMENT inspects every function of that name, one of each tenant. So
        the comments took half of the time of making the 500th tenant.
        """
        if self.path.startswith("functions/tenant/"):
            return self.text.partition("\ncomment on function ")[0] + "\n"
        return self.text


@dataclass(frozen=True)
class SqlFiles:
    """All SQL files, by the step of migrate that runs them."""

    server: SqlFile
    bootstrap: SqlFile
    core_migrations: list[SqlFile]
    roles: SqlFile
    doorkeeper: SqlFile
    doorkeeper_functions: list[SqlFile]
    private_functions: list[SqlFile]
    api_functions: list[SqlFile]
    core_declared: list[SqlFile]
    tenant_migrations: list[SqlFile]
    tenant_functions: list[SqlFile]
    tenant_declared: list[SqlFile]

    @property
    def migrations(self) -> list[SqlFile]:
        return self.core_migrations + self.tenant_migrations

    @property
    def template(self) -> list[SqlFile]:
        return self.tenant_migrations + self.tenant_functions + self.tenant_declared

    @property
    def functions(self) -> dict[str, list[str]]:
        """The names of each schema's functions. A name that two files have occurs twice."""
        names: dict[str, list[str]] = {}
        for source in self.private_functions + self.api_functions + self.tenant_functions:
            path = Path(source.path)
            names.setdefault(SCHEMAS[path.parts[1]], []).append(path.stem)
        return names

    @property
    def all(self) -> list[SqlFile]:
        """All files in the order in which migrate runs them."""
        core = [
            self.server,
            self.bootstrap,
            *self.core_migrations,
            self.roles,
            self.doorkeeper,
            *self.doorkeeper_functions,
            *self.private_functions,
            *self.api_functions,
            *self.core_declared,
        ]
        return core + self.template


@cache
def load() -> SqlFiles:
    """Return all SQL files of this installation.

    Raise Refused where no step of migrate runs a file, or where two files of one schema have the
    same name.
    """
    found = _read_all()
    _refuse_unknown_files(found)
    _refuse_equal_names(found)
    return found


def root() -> Path:
    """Return the folder that holds migrations/, sql/ and functions/."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_sql", package.parent):
        if (folder / "migrations" / "core").is_dir() and (folder / "functions").is_dir():
            return folder
    raise Refused(
        f"no SQL was found beside {package}",
        "the installation is incomplete: install the hardal package again",
    )


def _read_all() -> SqlFiles:
    return SqlFiles(
        server=_read(SERVER),
        bootstrap=_read(BOOTSTRAP),
        core_migrations=_read_folder("migrations/core"),
        roles=_read(ROLES),
        doorkeeper=_read(DOORKEEPER),
        doorkeeper_functions=_functions("functions/hardal_doorkeeper"),
        private_functions=_functions("functions/hardal_private"),
        api_functions=_functions("functions/hardal", "functions/hardal_helpers"),
        core_declared=[
            s
            for s in _read_folder("sql/core")
            if s.path not in (SERVER, BOOTSTRAP, ROLES, DOORKEEPER)
        ],
        tenant_migrations=_read_folder("migrations/tenant"),
        tenant_functions=_functions("functions/tenant", "functions/read_surface"),
        tenant_declared=_views("sql/tenant"),
    )


def _refuse_unknown_files(found: SqlFiles) -> None:
    known = {source.path for source in found.all}
    base = root()
    for top in ("migrations", "sql", "functions"):
        for file in sorted((base / top).rglob("*")):
            path = file.relative_to(base).as_posix()
            if file.is_file() and path not in known and not _is_leftover(file):
                raise Refused(
                    f"no step of migrate runs {path}",
                    "move the file to a folder that docs/development.md names, or remove it",
                )


def _is_leftover(file: Path) -> bool:
    """Return whether an editor or file manager left this file: .DS_Store, .x.sql.swp, x.sql~."""
    return file.name.startswith(".") or file.name.endswith("~")


def _refuse_equal_names(found: SqlFiles) -> None:
    """Refuse two functions of one schema with the same name: the folders do not tell them apart."""
    for schema, names in found.functions.items():
        twice = sorted(name for name in set(names) if names.count(name) > 1)
        if twice:
            raise Refused(
                f"two files define {schema}.{twice[0]}",
                "a function's file name is unique within its schema, whatever folder it is in",
            )


def _read(path: str) -> SqlFile:
    return SqlFile(path, (root() / path).read_text(encoding="utf-8"))


def _read_folder(path: str) -> list[SqlFile]:
    """Return the SQL files below a folder, in order of path."""
    base = root()
    files = sorted((base / path).rglob("*.sql"))
    return [_read(f.relative_to(base).as_posix()) for f in files if not _is_leftover(f)]


def _functions(*folders: str) -> list[SqlFile]:
    """Return function files. Those with a SQL-standard body come after the functions they call.

    PostgreSQL binds a SQL-standard body when it creates the function, and a body in $$ when it
    runs the function.
    """
    sources = [source for folder in folders for source in _read_folder(folder)]
    return _in_order(sources, r"\b{}\(", lambda source: "\nas $$" not in source.text)


def _views(folder: str) -> list[SqlFile]:
    """Return the files of views, each after the views that it reads."""
    return _in_order(_read_folder(folder), r"\btemplate(?:__store)?\.{}\b", lambda _: True)


def _in_order(
    sources: list[SqlFile], reference: str, bound: Callable[[SqlFile], bool]
) -> list[SqlFile]:
    """Return the files, each `bound` one after the files that it refers to.

    `reference` is a regular expression with {} for the name of a file.
    """
    by_path = {source.path: source for source in sources}
    named = {path: re.compile(reference.format(Path(path).stem)) for path in by_path}
    order: TopologicalSorter[str] = TopologicalSorter()
    for source in sources:
        order.add(
            source.path,
            *(
                path
                for path, name in named.items()
                if bound(source) and path != source.path and name.search(source.text)
            ),
        )
    return [by_path[path] for path in order.static_order()]
