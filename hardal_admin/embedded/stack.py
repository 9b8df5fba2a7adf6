"""The embedded server as a whole: PostgreSQL, hardal in it, and PostgREST in front of it."""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from hardal_admin import database, interrupts
from hardal_admin.embedded import binaries, ports, postgrest
from hardal_admin.embedded.cluster import SUPERUSER, Cluster
from hardal_admin.embedded.data_dir import JWT_SECRET, DataDir, LastPorts
from hardal_admin.errors import Refused
from hardal_admin.migrate import core
from hardal_admin.postgrest_config import PostgrestConfig, set_authenticator_password
from hardal_admin.private_files import write_private

DATABASE = "hardal"

Report = Callable[[str], None]


@dataclass
class Ports:
    """Ports that the user has named. None is the last one used, or a free one."""

    postgres: int | None = None
    api: int | None = None
    admin: int | None = None


@dataclass
class Parts:
    """All that a start needs. None stands for a part that runs already."""

    postgres: Path | None
    postgrest: Path | None
    ports: LastPorts


class Stack:
    """The embedded server of one data dir."""

    def __init__(self, path: Path) -> None:
        self.dir = DataDir(path.expanduser().absolute())
        self.cluster = Cluster(self.dir.path / "postgresql")
        self.config = self.dir.path / "postgrest.conf"
        # The environment's settings for libpq are meant for other servers.
        for name in [name for name in os.environ if name.startswith("PG")]:
            del os.environ[name]

    def up(self, named: Ports, pg: str | None, report: Report) -> dict[str, object]:
        """Start the parts that do not run, and migrate the database. Return `info()`.

        Where all parts run and nothing is to be migrated, nothing changes.
        """
        self.dir.prepare()
        with self.dir.locked():
            was_running = self.cluster.pid() is not None
            parts = self._check(named, pg, report)
            try:
                if parts.postgres:
                    self._start_postgres(parts.postgres, parts.ports, report)
                self._prepare_database(report, new=not was_running)
                if parts.postgrest:
                    self._start_api(parts.postgrest, parts.ports, report)
                return self.info()
            except BaseException:
                # An interrupted or failed start must leave no server running.
                if not was_running:
                    with interrupts.ignored():
                        self._down()
                raise

    def down(self) -> bool:
        """Stop the parts that run. Return False where none did."""
        if not self.dir.path.is_dir():
            return False
        self.dir.prepare()
        with self.dir.locked(), interrupts.ignored():
            return self._down()

    def _check(self, named: Ports, pg: str | None, report: Report) -> Parts:
        """Find the programs and ports of all parts that do not run.

        Raise Refused, before anything is made, where one of them cannot be had.
        """
        chosen = self.dir.last_ports()
        running = self.cluster.port()
        api = postgrest.find(self.config)
        api_stays = bool(running and api and chosen.api and chosen.admin)
        taken: set[int] = set()
        if running:
            self._refuse_to_move("PostgreSQL", named.postgres, running)
            chosen.postgres = running
        if api_stays:
            self._refuse_to_move("PostgREST", named.api, chosen.api)
            self._refuse_to_move("PostgREST's admin server", named.admin, chosen.admin)
        elif api:
            postgrest.stop(api)  # without its database, or at an unknown port, it serves nobody
        for part, what, stays in (
            ("postgres", "PostgreSQL", bool(running)),
            ("api", "PostgREST", api_stays),
            ("admin", "PostgREST's admin server", api_stays),
        ):
            others = {getattr(named, other) for other in vars(chosen) if other != part} | taken
            if not stays:
                last = getattr(chosen, part)
                port = ports.choose(getattr(named, part), last, others, what, report)
                setattr(chosen, part, port)
            taken.add(getattr(chosen, part))
        return Parts(
            None if running else self.cluster.programs(pg),
            None if api_stays else binaries.postgrest(),
            chosen,
        )

    def _start_postgres(self, programs: Path, chosen: LastPorts, report: Report) -> None:
        if not self.cluster.exists:
            report(f"making a PostgreSQL cluster in {self.cluster.folder}")
            self.dir.make_secrets()
            self.cluster.create(programs, self.dir.secret("postgres-password"))
        self.dir.save(chosen)
        report(f"starting PostgreSQL on port {chosen.postgres}")
        self.cluster.start(programs, chosen.postgres)

    def _prepare_database(self, report: Report, *, new: bool) -> None:
        with contextlib.closing(database.connect(self._dsn("postgres"))) as conn:
            if (
                conn.execute("select from pg_database where datname = %s", (DATABASE,)).fetchone()
                is None
            ):
                conn.execute(f"create database {DATABASE}")
                # Logins of tenants must not reach the other databases of this server.
                conn.execute(
                    "revoke connect, temporary on database postgres, template1 from public"
                )
        with contextlib.closing(database.connect(self._dsn())) as conn:
            if not core.plan(conn).nothing:
                report("migrating the database")
                core.migrate(conn, dedicated=True, report=report)
            if new:
                set_authenticator_password(conn, self.dir.secret("authenticator-password"))

    def _start_api(self, program: Path, chosen: LastPorts, report: Report) -> None:
        self.dir.save(chosen)
        write_private(self.config, self.postgrest_config().render(), replace=True)
        report(f"starting PostgREST on port {chosen.api}")
        log = self.dir.path / "postgrest.log"
        process = postgrest.start(self.config, log, program)
        postgrest.wait_until_ready(process, f"http://{ports.HOST}:{chosen.admin}", log)

    def _down(self) -> bool:
        process = postgrest.find(self.config)
        if process:
            postgrest.stop(process)
        running = self.cluster.pid() is not None
        self.cluster.stop()
        return running or process is not None

    def running(self) -> tuple[int | None, psutil.Process | None]:
        """Return PostgreSQL's process id and PostgREST's process, or None for each."""
        return self.cluster.pid(), postgrest.find(self.config)

    def info(self) -> dict[str, object]:
        """Return the addresses and process ids. They are None for a part that does not run."""
        last = self.dir.last_ports()
        pid, process = self.running()
        return {
            "running": bool(pid and process),
            "dsn": self._dsn() if pid else None,
            "api_url": f"http://{ports.HOST}:{last.api}" if process else None,
            "admin_url": f"http://{ports.HOST}:{last.admin}" if process else None,
            "data_dir": str(self.dir.path),
            "postgres_pid": pid,
            "postgrest_pid": process.pid if process else None,
        }

    def dsn(self) -> str:
        """Return the running server's DSN. Raise Refused where it does not run."""
        if not self.cluster.pid():
            raise Refused(
                f"no server runs in {self.dir.path}",
                "start one with hardal-admin up, or name a server with --dsn or HARDAL_DSN",
            )
        return self._dsn()

    def reload_schema(self) -> None:
        process = postgrest.find(self.config)
        if process:
            postgrest.reload_schema(process)

    def reload_config(self) -> None:
        process = postgrest.find(self.config)
        if process:
            postgrest.reload_config(process)

    def postgrest_config(self) -> PostgrestConfig:
        last = self.dir.last_ports()
        self.dir.secret(JWT_SECRET)
        return PostgrestConfig(
            db_uri=self._address("hardal_authenticator", "authenticator-password", DATABASE),
            jwt_secret=f"@{self.dir.secret_file(JWT_SECRET)}",
            port=last.api,
            admin_port=last.admin,
        )

    @staticmethod
    def _refuse_to_move(what: str, wanted: int | None, actual: int) -> None:
        if wanted and wanted != actual:
            raise Refused(
                f"{what} is running on port {actual} already",
                "stop it with hardal-admin down, then name the port",
            )

    def _dsn(self, name: str = DATABASE) -> str:
        return self._address(SUPERUSER, "postgres-password", name)

    def _address(self, role: str, secret: str, name: str) -> str:
        port = self.cluster.port() or self.dir.last_ports().postgres
        login = f"{role}:{self.dir.secret(secret)}"
        return f"postgresql://{login}@{ports.HOST}:{port}/{name}?sslmode=disable"
