"""The embedded server as a whole: PostgreSQL, hardal in it, PostgREST, and Caddy as its edge."""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from hardal_admin import database, interrupts
from hardal_admin.edge.caddyfile import Caddyfile
from hardal_admin.embedded import binaries, caddy, ports, postgrest, processes
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
    postgrest: int | None = None
    admin: int | None = None


@dataclass
class Parts:
    """All that a start needs. None stands for a part that runs already."""

    postgres: Path | None
    postgrest: Path | None
    caddy: Path | None
    ports: LastPorts


@dataclass
class Running:
    """The processes that run. None stands for one that does not."""

    postgres: int | None
    postgrest: psutil.Process | None
    caddy: psutil.Process | None


class Stack:
    """The embedded server of one data dir."""

    def __init__(self, path: Path) -> None:
        self.dir = DataDir(path.expanduser().absolute())
        self.cluster = Cluster(self.dir.path / "postgresql")
        self.config = self.dir.path / "postgrest.conf"
        self.caddyfile = self.dir.path / "Caddyfile"
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
                    self._start_postgrest(parts.postgrest, parts.ports, report)
                if parts.caddy:
                    self._start_caddy(parts.caddy, parts.ports, report)
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

    def _check(self, named_ports: Ports, pg: str | None, report: Report) -> Parts:
        """Find the programs and ports of all parts that do not run.

        Raise Refused, before anything is made, where one of them cannot be had.
        """
        chosen = self.dir.last_ports()
        running = self.cluster.port()
        api = postgrest.find(self.config)
        api_stays = bool(running and api and chosen.postgrest and chosen.admin)
        edge = caddy.find(self.caddyfile)
        edge_stays = bool(edge and chosen.api)
        for process, stays in ((api, api_stays), (edge, edge_stays)):
            if process and not stays:
                # without its database, or at an unknown port, it serves nobody
                processes.stop(process)
        if running:
            chosen.postgres = running
        taken: set[int] = set()
        for part, what, stays in (
            ("postgres", "PostgreSQL", bool(running)),
            ("api", "Caddy", edge_stays),
            ("postgrest", "PostgREST", api_stays),
            ("admin", "PostgREST's admin server", api_stays),
        ):
            named, last = getattr(named_ports, part), getattr(chosen, part)
            if stays:
                self._refuse_to_move(what, named, last)
            else:
                others = {getattr(named_ports, name) for name in vars(chosen) if name != part}
                setattr(chosen, part, ports.choose(named, last, others | taken, what, report))
            taken.add(getattr(chosen, part))
        # Caddy starts anew where PostgREST has moved, or this version of hardal has other routes.
        edge_stays = edge_stays and self._is_current(chosen)
        parts = Parts(
            None if running else self.cluster.programs(pg),
            None if api_stays else binaries.postgrest(),
            None if edge_stays else binaries.caddy(),
            chosen,
        )
        if edge and not edge_stays:
            processes.stop(edge)
        return parts

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

    def _start_postgrest(self, program: Path, chosen: LastPorts, report: Report) -> None:
        self.dir.save(chosen)
        write_private(self.config, self.postgrest_config().render(), replace=True)
        report(f"starting PostgREST on port {chosen.postgrest}")
        log = self.dir.path / "postgrest.log"
        process = postgrest.start(self.config, log, program)
        postgrest.wait_until_ready(process, f"http://{ports.HOST}:{chosen.admin}", log)

    def _start_caddy(self, program: Path, chosen: LastPorts, report: Report) -> None:
        self.dir.save(chosen)
        write_private(self.caddyfile, self._edge(chosen).render(), replace=True)
        report(f"starting Caddy on port {chosen.api}")
        log = self.dir.path / "caddy.log"
        process = caddy.start(self.caddyfile, self.dir.path / "caddy", log, program)
        caddy.wait_until_ready(process, f"http://{ports.HOST}:{chosen.api}", log)

    @staticmethod
    def _edge(used: LastPorts) -> Caddyfile:
        return Caddyfile(
            f"{ports.HOST}:{used.postgrest}", f"{ports.HOST}:{used.admin}", port=used.api
        )

    def _is_current(self, used: LastPorts) -> bool:
        """Tell whether the Caddyfile is the one that these ports ask for."""
        try:
            return self.caddyfile.read_text(encoding="utf-8") == self._edge(used).render()
        except OSError:
            return False

    def _down(self) -> bool:
        running = self.running()
        for process in (running.caddy, running.postgrest):
            if process:
                processes.stop(process)
        self.cluster.stop()
        return bool(running.postgres or running.postgrest or running.caddy)

    def running(self) -> Running:
        return Running(self.cluster.pid(), postgrest.find(self.config), caddy.find(self.caddyfile))

    def info(self) -> dict[str, object]:
        """Return the addresses and process ids. They are None for a part that does not run."""
        last = self.dir.last_ports()
        now = self.running()
        return {
            "running": bool(now.postgres and now.postgrest and now.caddy),
            "dsn": self._dsn() if now.postgres else None,
            "api_url": f"http://{ports.HOST}:{last.api}" if now.caddy else None,
            "admin_url": f"http://{ports.HOST}:{last.admin}" if now.postgrest else None,
            "data_dir": str(self.dir.path),
            "postgres_pid": now.postgres,
            "postgrest_pid": now.postgrest.pid if now.postgrest else None,
            "caddy_pid": now.caddy.pid if now.caddy else None,
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
            port=last.postgrest,
            admin_port=last.admin,
            psql_host=ports.HOST,
            psql_port=self.cluster.port() or last.postgres,
            psql_sslmode="disable",
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
