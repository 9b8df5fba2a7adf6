"""Up and down: PostgreSQL, hardal in it, and PostgREST in front, as one thing."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from hardal_admin import database, migrations, urls
from hardal_admin.embedded import api, ports
from hardal_admin.embedded.cluster import SUPERUSER, Cluster
from hardal_admin.embedded.data_dir import DataDir, State, write_private
from hardal_admin.errors import Refused
from hardal_admin.postgrest_config import PostgrestConfig

DATABASE = "hardal"
JWT_SECRET = "jwt-secret"  # noqa: S105 (a file's name)

Report = Callable[[str], None]


@dataclass
class Ports:
    """Ports that were named; None for the last one used, or a free one."""

    postgres: int | None = None
    api: int | None = None
    admin: int | None = None


class Stack:
    """The embedded server of one data dir."""

    def __init__(self, path: Path) -> None:
        self.dir = DataDir(path.expanduser().absolute())

    def up(self, named: Ports, pg: str | None, report: Report) -> dict[str, object]:
        """Start what is not running, and bring the database to this tool's version. Twice is as good as once."""
        self.dir.prepare()
        with self.dir.locked():
            return self._up(named, pg, report)

    def down(self) -> bool:
        """Stop what is running; False where nothing was."""
        if not self.dir.exists:
            return False
        with self.dir.locked():
            return self._down()

    def _up(self, named: Ports, pg: str | None, report: Report) -> dict[str, object]:
        cluster = Cluster.at(self._cluster_folder, pg)
        state = self.dir.state()
        was_running = cluster.pid() is not None
        if was_running:
            state.port = cluster.port() or state.port
            self._refuse_to_move(named, state)
        try:
            if not cluster.exists:
                report(f"making a PostgreSQL cluster in {cluster.folder}")
                cluster.create(self.dir.secret("postgres-password"))
            if not was_running:
                state.port = ports.choose(named.postgres, state.port, "PostgreSQL", report)
                self.dir.save(state)
                report(f"starting PostgreSQL on port {state.port}")
                cluster.start(state.port)
            self._prepare_database(report)
            self._start_api(named, state, report, restart=not was_running)
        except BaseException:
            # an interrupted or failed start leaves nothing behind that was not there
            if not was_running:
                self._down()
            raise
        return self.info()

    def _prepare_database(self, report: Report) -> None:
        with contextlib.closing(database.connect(self._dsn("postgres"))) as conn:
            if conn.execute("select from pg_database where datname = %s", (DATABASE,)).fetchone() is None:
                conn.execute(f"create database {DATABASE}")
        with contextlib.closing(database.connect(self._dsn())) as conn:
            if not migrations.plan(conn).nothing:
                report("migrating the database")
                migrations.migrate(conn, dedicated=True, report=report)
            password = self.dir.secret("authenticator-password")
            try:
                database.connect(self._authenticator_dsn()).close()
            except Refused:
                set_authenticator_password(conn, password)

    def _start_api(self, named: Ports, state: State, report: Report, *, restart: bool) -> None:
        running = self._api(state)
        if running and not restart:
            return
        if running:
            api.stop(running)
        state.api_port = ports.choose(named.api, state.api_port, "PostgREST", report)
        state.admin_port = ports.choose(named.admin, state.admin_port, "PostgREST's admin server", report)
        if state.api_port == state.admin_port:
            raise Refused(f"port {state.api_port} was named twice", "name two ports, or none to get free ones")
        config = self.dir.path / "postgrest.conf"
        write_private(config, self.postgrest_config(state).render(), replace=True)
        report(f"starting PostgREST on port {state.api_port}")
        log = self.dir.path / "postgrest.log"
        process = api.start(config, log)
        state.api_pid, state.api_started = process.pid, process.create_time()
        self.dir.save(state)
        api.wait_until_ready(process, f"http://{ports.HOST}:{state.admin_port}", log)

    def _down(self) -> bool:
        state = self.dir.state()
        process = self._api(state)
        if process:
            api.stop(process)
        cluster = self._cluster()
        running = cluster is not None and cluster.pid() is not None
        if cluster and running:
            cluster.stop()
        return running or process is not None

    def info(self) -> dict[str, object]:
        """What is running where; dsn and api_url are null for what is not."""
        state = self.dir.state()
        cluster = self._cluster()
        pid = cluster.pid() if cluster else None
        process = self._api(state)
        return {
            "running": bool(pid and process),
            "dsn": self._dsn() if pid else None,
            "api_url": f"http://{ports.HOST}:{state.api_port}" if process else None,
            "admin_url": f"http://{ports.HOST}:{state.admin_port}" if process else None,
            "data_dir": str(self.dir.path),
            "postgres_pid": pid,
            "postgrest_pid": process.pid if process else None,
        }

    def dsn(self) -> str:
        """The running server's DSN, or a refusal that says how to start it."""
        dsn = self.info()["dsn"]
        if dsn is None:
            raise Refused(
                f"no server runs in {self.dir.path}",
                "start one with hardal-admin up, or name a server with --dsn or HARDAL_DSN",
            )
        return str(dsn)

    def reload_schema(self) -> None:
        process = self._api(self.dir.state())
        if process:
            api.reload_schema(process)

    def postgrest_config(self, state: State | None = None) -> PostgrestConfig:
        state = state or self.dir.state()
        self.dir.secret(JWT_SECRET)
        return PostgrestConfig(
            db_uri=self._authenticator_dsn(state),
            jwt_secret=f"@{self.dir.secret_file(JWT_SECRET)}",
            port=state.api_port,
            admin_port=state.admin_port,
        )

    def _refuse_to_move(self, named: Ports, state: State) -> None:
        for what, wanted, actual in (
            ("PostgreSQL", named.postgres, state.port),
            ("PostgREST", named.api, state.api_port),
            ("PostgREST's admin server", named.admin, state.admin_port),
        ):
            if wanted and actual and wanted != actual:
                raise Refused(
                    f"{what} is running on port {actual} already", "stop it with hardal-admin down, then name the port"
                )

    def _cluster(self) -> Cluster | None:
        if not self.dir.exists:
            return None
        cluster = Cluster.at(self._cluster_folder, None)
        return cluster if cluster.exists else None

    @property
    def _cluster_folder(self) -> Path:
        return self.dir.path / "postgresql"

    def _api(self, state: State) -> psutil.Process | None:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(state.api_pid)
            if state.api_pid and process.create_time() == state.api_started and api.alive(process):
                return process
        return None

    def _dsn(self, name: str = DATABASE) -> str:
        return self._address(SUPERUSER, "postgres-password", name, self.dir.state())

    def _authenticator_dsn(self, state: State | None = None) -> str:
        return self._address("hardal_authenticator", "authenticator-password", DATABASE, state or self.dir.state())

    def _address(self, role: str, secret: str, name: str, state: State) -> str:
        return f"postgresql://{role}:{self.dir.secret(secret)}@{ports.HOST}:{state.port}/{name}"


def set_authenticator_password(conn: database.Conn, password: str) -> None:
    """Give hardal_authenticator a password: the server sees its SCRAM verifier only."""
    verifier = urls.scram_verifier(conn, "hardal_authenticator", password)
    conn.execute("select hardal_private.set_authenticator_password(%s)", (verifier,))
