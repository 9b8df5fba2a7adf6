"""PostgreSQL servers of a version that a test names, beside the server of the run."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from hardal_admin.embedded import binaries, ports
from hardal_admin.embedded.cluster import Cluster
from hardal_admin.errors import Refused
from tests.harness.databases import Database
from tests.harness.folders import new_folder
from tests.harness.server import PASSWORD, Server

# each version, as Cluster.programs knows it
CHOICES = {"15": "/usr/lib/postgresql/15/bin", "16": "16", "17": "/usr/lib/postgresql/17/bin"}


@dataclass
class NewServer:
    """A server that a test starts and stops, in a folder of its own."""

    cluster: Cluster
    programs: Path

    def start(self) -> Server:
        port = ports.any_free()
        self.cluster.start(self.programs, port, {"fsync": "off"})
        return Server("127.0.0.1", port, PASSWORD, "another server", str(self.cluster.log))


def programs(version: str) -> Path:
    """Return the bin folder of a version."""
    return binaries.postgres_bin(CHOICES.get(version, version))


def missing(version: str) -> str:
    """Return why this version cannot be tried here, or nothing."""
    try:
        programs(version)
    except Refused as error:
        return error.message
    return ""


def not_dumped(database: Database) -> str:
    """Return why pg_dump of 18.4 cannot dump this server's tables for 18.4, or nothing.

    The minor releases 15.20 and 17.12 keep the versions of columns among the columns' options.
    """
    found = database.value(
        "select exists (select from pg_attribute where attoptions::text ~ 'pg_attver')"
    )
    return "the server is newer than pg_dump 18.4, and keeps pg_attver in columns" if found else ""


@contextlib.contextmanager
def new_server(version: str) -> Iterator[NewServer]:
    """Make a server that does not run yet. It is stopped and removed when the block ends."""
    folder = new_folder()
    cluster = Cluster(folder / "server")
    try:
        reachable = cluster.programs(CHOICES.get(version, version))
        cluster.create(reachable, PASSWORD)
        yield NewServer(cluster, reachable)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running_server(version: str) -> Iterator[Server]:
    """Start a server without hardal."""
    with new_server(version) as new:
        yield new.start()


def make_dba(server: Server) -> None:
    """Make the ordinary login that runs hardal: it has CREATEROLE, and is no superuser."""
    with psycopg.connect(server.superuser(), autocommit=True) as conn:
        conn.execute(f"create role hardal_dba login createrole createdb password '{PASSWORD}'")
