"""PostgreSQL and PostgREST as processes that a test can kill, stop and start again."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row

from hardal_admin import database
from hardal_admin.embedded import ports, postgrest, processes
from hardal_admin.embedded.cluster import Cluster
from hardal_admin.migrate import core
from hardal_admin.postgrest_config import PostgrestConfig, set_authenticator_password
from tests.harness import releases
from tests.harness.postgrest import JWK_SET
from tests.harness.releases import Release
from tests.harness.server import PASSWORD
from tests.harness.tool import Cli

DATABASE = "hardal"
TENANT = "acme"


@dataclass
class Stack:
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    pool: int = 10
    postgrest: psutil.Process | None = None

    def __post_init__(self) -> None:
        self.cluster = Cluster(self.folder / "server")
        self.port, self.api_port, self.admin_port = (
            ports.any_free(),
            ports.any_free(),
            ports.any_free(),
        )
        self.url = f"http://127.0.0.1:{self.api_port}"

    @property
    def dsn(self) -> str:
        """The DSN of the DBA, an ordinary login."""
        return self.login("hardal_dba")

    @property
    def superuser(self) -> str:
        return self.login("postgres")

    def login(self, role: str, name: str = DATABASE) -> str:
        return f"postgresql://{role}:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def connect(self, dsn: str = "") -> psycopg.Connection[DictRow]:
        return psycopg.connect(dsn or self.dsn, autocommit=True, row_factory=dict_row)

    def value(self, query: str, *args: object) -> object:
        with self.connect() as conn:
            row = conn.execute(query, args).fetchone()
            assert row is not None
            return next(iter(row.values()))

    @property
    def cli(self) -> Cli:
        return Cli(self.dsn)

    def start(self, release: Release | None = None) -> None:
        """Make a server and a database from nothing, with one tenant and one of its tokens.

        With `release`, the database is of that version and holds its data.
        """
        self.programs = self.cluster.programs(None)
        self.cluster.create(self.programs, PASSWORD)
        self.start_postgres()
        with psycopg.connect(self.login("postgres", "postgres"), autocommit=True) as conn:
            conn.execute(
                sql.SQL("create role hardal_dba login createrole createdb password {}").format(
                    sql.Literal(PASSWORD)
                )
            )
        with psycopg.connect(self.login("hardal_dba", "postgres"), autocommit=True) as conn:
            conn.execute(f"create database {DATABASE}")
        with contextlib.closing(database.connect(self.dsn)) as admin:
            if release:
                release.install(self.dsn)
                release.fill(self.dsn, TENANT)
                self.token = releases.token(self.dsn, TENANT)
            else:
                core.migrate(admin)
                self.cli("tenant", "create", TENANT)
                self.token = self.new_token(TENANT)
            set_authenticator_password(admin, PASSWORD)
        self.start_postgrest()

    def new_token(self, tenant: str, scope: str = "ingest") -> str:
        return str(
            self.cli.json("token", "create", tenant, "--scope", scope, "--name", f"test_{scope}")[
                "token"
            ]
        )

    def start_postgres(self) -> None:
        self.cluster.start(self.programs, self.port, {"jit": "off"} | self.settings)

    def kill_postgres(self) -> float:
        """Kill the postmaster and all its children with SIGKILL, as a power cut ends processes.

        Return the time of the kill (time.monotonic).
        """
        processes = self._freeze_postgres()
        # All processes stopped at the same moment, in the middle of their work. A request that
        # arrives during this pause gets no answer either.
        time.sleep(0.05)
        killed = time.monotonic()
        for process in processes:
            os.kill(process.pid, signal.SIGKILL)
        psutil.wait_procs(processes, timeout=30)
        return killed

    def start_postgrest(self, *, wait: bool = True) -> None:
        config = self.folder / "postgrest.conf"
        made = PostgrestConfig(
            db_uri=self.login("hardal_authenticator"), jwt_secret=JWK_SET, port=self.api_port,
            admin_port=self.admin_port, pool=self.pool,
        )  # fmt: skip
        config.write_text(made.render())
        self.postgrest = postgrest.start(config, self.folder / "postgrest.log")
        if wait:
            self.wait_for_postgrest()

    def wait_for_postgrest(self) -> None:
        """Wait until PostgREST has read the schema."""
        assert self.postgrest
        postgrest.wait_until_ready(
            self.postgrest, f"http://127.0.0.1:{self.admin_port}", self.folder / "postgrest.log"
        )

    def kill_postgrest(self) -> None:
        assert self.postgrest
        self.postgrest.kill()
        self.postgrest.wait(10)
        self.postgrest = None

    def restart_postgrest(self, pool: int) -> None:
        """Restart PostgREST with a pool of this many connections."""
        self.kill_postgrest()
        self.pool = pool
        self.start_postgrest()

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60)

    def stop(self) -> None:
        if self.postgrest:
            processes.stop(self.postgrest)
        self.cluster.stop()

    def _freeze_postgres(self) -> list[psutil.Process]:
        pid = self.cluster.pid()
        assert pid
        postmaster = psutil.Process(pid)
        # A suspended postmaster starts no child that this list would miss, and it reaps none, so
        # no process id can pass to another process.
        postmaster.suspend()
        processes = [postmaster, *postmaster.children(recursive=True)]
        for process in processes:
            os.kill(process.pid, signal.SIGSTOP)
        return processes

    @contextlib.contextmanager
    def frozen_postgres(self) -> Iterator[None]:
        """Suspend PostgreSQL while the block runs, as a hung disk or a paused machine does.

        It accepts connections and gives no answer.
        """
        processes = self._freeze_postgres()
        try:
            yield
        finally:
            for process in reversed(processes):
                os.kill(process.pid, signal.SIGCONT)

    @contextlib.contextmanager
    def stopped_postgres(self) -> Iterator[None]:
        """Stop PostgreSQL while the block runs, as a slow restart does. It refuses connections."""
        self.cluster.stop()
        yield
        self.start_postgres()

    def stored(self, tenant: str = TENANT) -> list[str]:
        """Return the id of each stored event. An event that is stored twice appears twice."""
        with self.connect() as conn:
            return [str(row["id"]) for row in conn.execute(f"select id from {tenant}.events")]
