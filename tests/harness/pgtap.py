"""pgTAP files as pytest items: tests/pgtap/<function>/<behaviour>.test.sql.

A file holds its plan and its tests. Each file runs in a transaction that is rolled back, with the
search path tap, pg_catalog.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tap.parser import Parser

from tests.harness.databases import Database, new_database
from tests.harness.server import Server

_shared = contextlib.ExitStack()
_databases: list[Database] = []


class PgTapFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        yield PgTapItem.from_parent(self, name=self.path.name.removesuffix(".test.sql"))


class PgTapItem(pytest.Item):
    def runtest(self) -> None:
        lines = _run(self.path, _database())
        failed, seen, planned = [], 0, None
        for line in Parser().parse_text("\n".join(lines)):
            if line.category == "plan":
                planned = line.expected_tests
            elif line.category == "test":
                seen += 1
                if not line.ok and not line.todo:
                    failed.append(str(line))
        if failed or planned != seen:
            raise PgTapError(f"{len(failed)} failed, {seen} of {planned} ran\n" + "\n".join(lines))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"pgtap: {self.path.parent.name}/{self.name}"


class PgTapError(Exception):
    pass


def _run(file: Path, database: Database) -> list[str]:
    """Run a file and return the lines of TAP that its statements return."""
    lines: list[str] = []
    with contextlib.closing(psycopg.connect(database.dsn)) as conn:
        conn.execute("set search_path = tap, pg_catalog")
        cursor = conn.execute(file.read_bytes())
        while True:
            if cursor.description:
                lines += [str(line) for row in cursor for line in row[:1] if line is not None]
            if not cursor.nextset():
                break
        conn.rollback()
    return [part for line in lines for part in line.splitlines()]


def _database() -> Database:
    """Return the database that all files of a process share, because each file is rolled back."""
    if not _databases:
        server = Server.from_env(os.environ["HARDAL_TEST_SERVER"])
        _databases.append(_shared.enter_context(new_database(server)))
    return _databases[0]


def drop_database() -> None:
    _shared.close()
    _databases.clear()
