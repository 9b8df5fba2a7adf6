"""The PostgreSQL server of a test run: a container where Docker answers, else the embedded server.

HARDAL_TEST_BACKEND=embedded|container chooses one of them. HARDAL_TEST_PG=16|18|<a bin folder>
chooses the version of the embedded server.
"""

import json
import os
import shutil
import tarfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hardal_admin import database
from hardal_admin.embedded import ports
from hardal_admin.embedded.cluster import Cluster
from hardal_admin.errors import Refused
from hardal_admin.migrate import core
from hardal_admin.postgrest_config import set_authenticator_password
from tests.harness.folders import new_folder

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "hardal-test"
TEMPLATE = "hardal_template"
PASSWORD = "test"  # noqa: S105 (the server lives for one run, on 127.0.0.1)
PGTAP = ROOT / "node_modules/@electric-sql/pglite-pgtap/dist/pgtap.tar.gz"


@dataclass
class Server:
    """The address and the logins of the run's server, as a test process needs them.

    `dba` is an ordinary login: it has CREATEROLE and CREATEDB and is no superuser.
    `log` is empty where the server's log cannot be read.
    """

    host: str
    port: int
    superuser_password: str
    name: str
    log: str

    def superuser(self, dbname: str = "postgres") -> str:
        return make_conninfo(
            host=self.host,
            port=self.port,
            user="postgres",
            password=self.superuser_password,
            dbname=dbname,
        )

    def dba(self, dbname: str) -> str:
        return self.login("hardal_dba", dbname)

    def login(self, role: str, dbname: str) -> str:
        return f"postgresql://{role}:{PASSWORD}@{self.host}:{self.port}/{dbname}"

    def to_env(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def from_env(text: str) -> "Server":
        return Server(**json.loads(text))


def start() -> tuple[Server, Callable[[], None]]:
    """Start the run's server and make its migrated database.

    Return the server and a function that stops it. Raise Refused where the server that the
    environment asks for cannot be had.
    """
    backend = os.environ.get("HARDAL_TEST_BACKEND")
    if backend not in (None, "", "embedded", "container"):
        raise Refused(f"HARDAL_TEST_BACKEND={backend} is neither embedded nor container")
    if os.environ.get("HARDAL_TEST_PG"):
        if backend == "container":
            raise Refused(
                "HARDAL_TEST_PG is of the embedded server,"
                " HARDAL_TEST_BACKEND=container asks for another"
            )
        backend = "embedded"
    why = ""
    server, stop = None, None
    if backend != "embedded":
        try:
            server, stop = _container()
        except Exception as error:
            if backend == "container":
                raise Refused(f"the test container did not start: {error}") from error
            why = f" (no container: {database.first_line(error)[:100]})"
    if server is None or stop is None:
        server, stop = _embedded()
        server.name += why
    try:
        _make_template(server)
    except BaseException:
        stop()
        raise
    return server, stop


def _embedded() -> tuple[Server, Callable[[], None]]:
    folder = new_folder()
    try:
        cluster = Cluster(folder / "server")
        programs = cluster.programs(os.environ.get("HARDAL_TEST_PG") or "18")
        cluster.create(programs, PASSWORD)
        port = ports.any_free()
        cluster.start(
            programs,
            port,
            {
                "fsync": "off",
                "max_connections": "200",
                "jit": "off",
                "max_prepared_transactions": "10",
                # for the backups and the replica of test_unfit_databases.py
                "wal_keep_size": "1GB",
            },
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise

    def stop() -> None:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)

    server = Server("127.0.0.1", port, PASSWORD, "", str(cluster.log))
    server.name = f"the embedded server, {_version(server)}"
    return server, stop


def _container() -> tuple[Server, Callable[[], None]]:
    # ryuk, which removes containers that a killed run leaves, is an image that would be pulled
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    import docker
    from testcontainers.core.container import DockerContainer

    client = docker.from_env(timeout=300)
    client.ping()
    client.images.build(path=str(ROOT / "tests"), tag=IMAGE, rm=True, network_mode="host")
    container = DockerContainer(IMAGE)
    container.ports = {"5432/tcp": ("127.0.0.1", None)}  # type: ignore[dict-item]
    container.start()
    port = int(container.get_exposed_port(5432))
    server = Server("127.0.0.1", port, "", "", "")
    deadline = time.monotonic() + 60
    while True:
        try:
            server.name = f"a container, {_version(server)}"
            return server, container.stop
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                container.stop()
                raise
            time.sleep(0.2)


def _version(server: Server) -> str:
    with psycopg.connect(server.superuser()) as conn:
        return f"PostgreSQL {conn.info.parameter_status('server_version')}"


def _make_template(server: Server) -> None:
    """Make the database that each test copies, with hardal and pgTAP in it.

    The ordinary login migrates it.
    """
    with psycopg.connect(server.superuser(), autocommit=True) as conn:
        conn.execute(
            sql.SQL("create role hardal_dba login createrole createdb password {}").format(
                sql.Literal(PASSWORD)
            )
        )
        # A test looks for passwords in the log. PostgREST's login is not logged: logging a request
        # prints its jsonb parameter, and 9 bytes of jsonb can print as 131 kB.
        conn.execute("alter role hardal_dba set log_statement to 'all'")
    with psycopg.connect(server.dba("postgres"), autocommit=True) as conn:
        conn.execute(f"create database {TEMPLATE}")
    with psycopg.connect(server.superuser(TEMPLATE), autocommit=True) as conn:
        conn.execute(
            "create schema tap; grant usage on schema tap to public; set search_path = tap"
        )
        available = {
            row[0]
            for row in conn.execute(
                "select name from pg_available_extensions where name in ('pgtap', 'plpgsql_check')"
            )
        }
        if "plpgsql_check" in available:
            conn.execute("create extension plpgsql_check schema tap")
        if "pgtap" in available:
            conn.execute("create extension pgtap schema tap")
        else:
            conn.execute(_pgtap_sql())
    with database.connect(server.dba(TEMPLATE)) as admin:
        core.migrate(admin)
        set_authenticator_password(admin, PASSWORD)


def _pgtap_sql() -> bytes:
    if not PGTAP.is_file():
        raise Refused("pgTAP is not installed", "make setup")
    with tarfile.open(PGTAP) as archive:
        member = archive.extractfile("share/postgresql/extension/pgtap--1.3.5.sql")
        assert member
        return member.read()
