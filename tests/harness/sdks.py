"""Real SDKs of other systems, each as a process, in front of the server of hardal-admin up."""

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from hardal_admin.embedded.cluster import Cluster
from tests.harness.server import ROOT
from tests.harness.tool import Cli, Tool, new_tool

DRIVERS = ROOT / "tests" / "sdks"
NODE_IS_INSTALLED = (DRIVERS / "node_modules" / ".installed").exists()
# the explicit time that some events have
WHEN = (datetime.now(UTC) - timedelta(days=3)).replace(microsecond=456000)


@dataclass
class Account:
    """A tenant, and a key that may send its events."""

    tenant: str
    key: str
    dsn: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query. {t} in it stands for the tenant."""
        with psycopg.connect(self.dsn) as conn:
            return conn.execute(query.format(t=self.tenant)).fetchall()

    def names(self) -> list[str]:
        """Return the name of each stored event."""
        return [name for (name,) in self.rows("select event_name from {t}.events order by 1")]

    def refusals(self) -> set[tuple[str, str]]:
        """Return the field and the code of each fault in quarantine."""
        found = self.rows(
            "select e ->> 'field', e ->> 'code'"
            " from {t}.rejected_events, jsonb_array_elements(errors) as e"
        )
        return {(field, code) for field, code in found}

    def has_key(self) -> bool:
        """Tell whether the key stands in an event, stored or rejected."""
        ((found,),) = self.rows(
            f"select exists (select from {{t}}.events as e where e::text like '%{self.key}%')"
            f" or exists (select from {{t}}.rejected_events"
            f" where position('{self.key}'::bytea in raw) > 0)"
        )
        return bool(found)


@dataclass
class Served:
    """The server of one data dir, as `hardal-admin up` has started it."""

    tool: Tool
    url: str
    dsn: str

    def account(self) -> Account:
        tenant = f"t{secrets.token_hex(6)}"
        cli = Cli(self.dsn)
        cli("tenant", "create", tenant)
        key = cli.json("key", "create", tenant, "--name", "sdk")["key"]
        return Account(tenant, key, self.dsn)

    def logs(self) -> str:
        """Return all that PostgreSQL, PostgREST and the edge have logged."""
        folder = self.tool.data_dir
        logs = [folder / "caddy.log", folder / "postgrest.log", self.cluster.log]
        return "".join(log.read_text(errors="replace") for log in logs)

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.tool.data_dir / "postgresql")

    @contextlib.contextmanager
    def stopped_postgres(self) -> Iterator[None]:
        """Stop PostgreSQL while the block runs."""
        cluster = self.cluster
        port = cluster.port()
        assert port
        cluster.stop()
        yield
        cluster.start(cluster.programs(None), port)


@contextlib.contextmanager
def served() -> Iterator[Served]:
    with new_tool() as tool:
        info = tool.json("up", "--detach")
        served = Served(tool, info["api_url"], info["dsn"])
        yield served
        # a PostgreSQL that stopped_postgres has started is a child of this process
        served.cluster.stop()


def command(driver: str) -> list[str]:
    """Return the command that runs a driver."""
    if driver.endswith("_python"):
        return [sys.executable, "-m", f"tests.sdks.{driver}"]
    return ["node", str(DRIVERS / f"{driver}.mjs")]


def environment(url: str, key: str, scenario: str, **more: str) -> dict[str, str]:
    """Return what a driver needs to know."""
    variables = {
        "SDK_HOST": url, "SDK_KEY": key, "SDK_SCENARIO": scenario, "SDK_WHEN": WHEN.isoformat(),
    }  # fmt: skip
    return os.environ | variables | more


@dataclass
class Played:
    """How a driver has ended, and all that it and its SDK have printed."""

    exit_code: int
    output: str


def play(driver: str, url: str, key: str, scenario: str, **more: str) -> Played:
    """Run a driver to its end."""
    done = subprocess.run(
        command(driver), cwd=ROOT, env=environment(url, key, scenario, **more),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=120,
    )  # fmt: skip
    return Played(done.returncode, done.stdout)
