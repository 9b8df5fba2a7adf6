"""The SQL that the tool carries: migrations/, sql/ and functions/, from a checkout or from inside the wheel."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from pathlib import Path

from hardal_admin.errors import Refused


@dataclass(frozen=True)
class Source:
    """One SQL file: `path` is relative to the sources' root, as the database records it."""

    path: str
    text: str

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def for_tenants(self) -> str:
        """What of it is run for each tenant. Comments on a store's own functions, which end their files, are the
        template's alone: COMMENT looks at every function of that name, each tenant's, and so took half of the time
        that making the 500th takes."""
        if self.path.startswith("functions/tenant/"):
            return self.text.partition("\ncomment on function ")[0] + "\n"
        return self.text


def root() -> Path:
    """The folder that holds migrations/, sql/ and functions/."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_sql", package.parent):
        if (folder / "migrations" / "core").is_dir() and (folder / "functions").is_dir():
            return folder
    raise Refused(
        f"no SQL was found beside {package}",
        "the installation is incomplete: install the hardal package again",
    )


def one(path: str) -> Source:
    return Source(path, (root() / path).read_text(encoding="utf-8"))


def folder(path: str) -> list[Source]:
    """The files below a folder, in order of path."""
    files = sorted((root() / path).rglob("*.sql"))
    return [one(file.relative_to(root()).as_posix()) for file in files]


def functions(*paths: str) -> list[Source]:
    """Function files, each after those that it names: a SQL-standard body is bound when it is created."""
    return _in_order(
        [s for path in paths for s in folder(path)], r"\b{}\(", lambda s: "\nas $$" not in s.text
    )


def views(path: str) -> list[Source]:
    """Files of views, each after those that it reads."""
    return _in_order(folder(path), r"\btemplate(?:__store)?\.{}\b")


def _in_order(
    sources: list[Source], reference: str, bound: Callable[[Source], bool] = lambda _: True
) -> list[Source]:  # fmt: skip
    """Each file after those that it refers to by their names, where it is bound to them when it is run."""
    by_path = {s.path: s for s in sources}
    named = {s.path: re.compile(reference.format(Path(s.path).stem)) for s in sources}
    order: TopologicalSorter[str] = TopologicalSorter()
    for source in sources:
        needs = [
            path for path, name in named.items() if path != source.path and name.search(source.text)
        ]
        order.add(source.path, *(needs if bound(source) else []))
    return [by_path[path] for path in order.static_order()]


@dataclass(frozen=True)
class Sources:
    """All the SQL, by the step of a migrate that runs it."""

    bootstrap: Source
    core_migrations: list[Source]
    roles: Source
    core_functions: list[Source]
    core_declared: list[Source]
    tenant_migrations: list[Source]
    tenant_functions: list[Source]
    tenant_declared: list[Source]

    @property
    def migrations(self) -> list[Source]:
        return self.core_migrations + self.tenant_migrations

    @property
    def template(self) -> list[Source]:
        return self.tenant_migrations + self.tenant_functions + self.tenant_declared

    @property
    def functions(self) -> dict[str, list[str]]:
        """The names of the functions that each schema has."""
        schemas = {"tenant": "template__store", "read_surface": "template"}
        names: dict[str, list[str]] = {}
        for source in self.core_functions + self.tenant_functions:
            _, schema, *_, file = Path(source.path).parts
            names.setdefault(schemas.get(schema, schema), []).append(Path(file).stem)
        return names

    @property
    def all(self) -> list[Source]:
        core = [
            self.bootstrap,
            *self.core_migrations,
            self.roles,
            *self.core_functions,
            *self.core_declared,
        ]
        return core + self.template


@cache
def load() -> Sources:
    """All the SQL of this installation.

    Raises Refused where a file lies in a place that no step runs, or two functions share a name.
    """
    found = _load()
    _refuse_unknown_files(found)
    _refuse_equal_names(found)
    return found


def _refuse_unknown_files(found: Sources) -> None:
    known = {s.path for s in found.all}
    for top in ("migrations", "sql", "functions"):
        for file in sorted((root() / top).rglob("*")):
            path = file.relative_to(root()).as_posix()
            if file.is_file() and path not in known:
                raise Refused(
                    f"no step of migrate runs {path}",
                    "move the file to a folder that docs/development.md names, or remove it",
                )


def _refuse_equal_names(found: Sources) -> None:
    for schema, names in found.functions.items():
        twice = sorted(name for name in set(names) if names.count(name) > 1)
        if twice:
            raise Refused(
                f"two files define {schema}.{twice[0]}",
                "a function's file name is unique within its schema, whatever folder it is in",
            )


def _load() -> Sources:
    by_login = ("sql/core/bootstrap.sql", "sql/core/roles.sql")
    return Sources(
        bootstrap=one(by_login[0]),
        core_migrations=folder("migrations/core"),
        roles=one(by_login[1]),
        core_functions=functions("functions/hardal_private", "functions/hardal"),
        core_declared=[s for s in folder("sql/core") if s.path not in by_login],
        tenant_migrations=folder("migrations/tenant"),
        tenant_functions=functions("functions/tenant", "functions/read_surface"),
        tenant_declared=views("sql/tenant"),
    )
