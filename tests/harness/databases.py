"""Databases for tests: each is a copy of the run's migrated database, and is dropped afterwards."""

import contextlib
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg.rows import DictRow, dict_row

from tests.harness.server import TEMPLATE, Server

_numbers = itertools.count(1)


@dataclass
class Database:
    server: Server
    name: str

    @property
    def dsn(self) -> str:
        """The DSN of the ordinary login that owns the database."""
        return self.server.dba(self.name)

    def connect(self, dsn: str = "") -> psycopg.Connection[DictRow]:
        return psycopg.connect(dsn or self.dsn, autocommit=True, row_factory=dict_row)

    def value(self, query: str, *args: object) -> object:
        """Return the single value that a query returns."""
        with self.connect() as conn:
            row = conn.execute(query, args).fetchone()
            assert row is not None
            return next(iter(row.values()))

    def waiting_for(self, holder: psycopg.Connection[DictRow]) -> int:
        """Return how many connections wait for a lock that this one holds.

        Other tests use the same server, so any lock that is waited for tells nothing.
        """
        found = self.value(
            "select count(*) from pg_stat_activity where %s = any(pg_blocking_pids(pid))",
            holder.info.backend_pid,
        )
        assert isinstance(found, int)
        return found


def unique_name(kind: str) -> str:
    """Return a name that no other test of the run has, because roles belong to the whole server."""
    return f"{kind}_{os.getpid()}_{next(_numbers)}"


@contextlib.contextmanager
def new_database(
    server: Server, *, empty: bool = False, encoding: str = "UTF8", options: str = ""
) -> Iterator[Database]:
    """Make a copy of the run's migrated database, and drop it when the block ends.

    With `empty`, make a database without hardal, as a DBA does, with this encoding. `options` are
    added to its CREATE DATABASE.
    """
    database = Database(server, unique_name("test"))
    with psycopg.connect(server.dba("postgres"), autocommit=True) as conn:
        if empty:
            conn.execute(
                f"create database {database.name} encoding '{encoding}'"
                f" template template0 {options}"
            )
        else:
            conn.execute(f"create database {database.name} template {TEMPLATE}")
    try:
        yield database
    finally:
        with psycopg.connect(server.superuser(), autocommit=True) as conn:
            conn.execute(f"drop database {database.name} with (force)")
