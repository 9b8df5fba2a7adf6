"""Behind a pooler that gives each transaction another connection (PgBouncer)."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from hardal_admin.demo import EVENT
from hardal_admin.embedded import ports
from hardal_admin.embedded.ordinary_user import run_as, server_user
from tests.harness import postgrest
from tests.harness.databases import Database
from tests.harness.events import NOW, event, send
from tests.harness.server import PASSWORD
from tests.harness.tool import Cli

PROGRAM = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
pytestmark = pytest.mark.skipif(not PROGRAM, reason="pgbouncer is not installed")

CONFIG = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 3
ignore_startup_parameters = {ignored}
"""


@pytest.fixture(params=["extra_float_digits", "extra_float_digits, options"])
def pooled(
    request: pytest.FixtureRequest, database: Database, cli: Cli, tenant: str
) -> Iterator[Database]:
    """The test's database, as clients of a PgBouncer with three connections reach it."""
    url = cli.json("url", "create", tenant, "--name", "job", "--scope", "write")["url"]
    job = psycopg.conninfo.conninfo_to_dict(url)
    folder = Path(tempfile.mkdtemp(prefix="hardal-test-"))
    folder.chmod(0o755)
    server = database.server
    listen = ports.any_free()
    (folder / "users").write_text(
        f'"hardal_dba" "{PASSWORD}"\n"hardal_authenticator" "{PASSWORD}"\n'
        f'"{job["user"]}" "{job["password"]}"\n'
    )
    (folder / "pgbouncer.ini").write_text(
        CONFIG.format(
            host=server.host,
            port=server.port,
            listen=listen,
            folder=folder,
            ignored=request.param,
        )
    )
    assert PROGRAM
    process = subprocess.Popen(
        [PROGRAM, "-q", folder / "pgbouncer.ini"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **run_as(server_user()),
    )  # fmt: skip
    there = Database(replace(server, host="127.0.0.1", port=listen), database.name)
    try:
        for _ in range(100):
            try:
                there.value("select 1")
                break
            except psycopg.OperationalError:
                assert process.poll() is None
                time.sleep(0.05)
        yield there
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder)


def test_the_tool_asks_for_a_connection_of_its_own_and_leaves_nothing_behind(
    pooled: Database, database: Database, tenant: str
) -> None:
    send(database, tenant, event(NOW))
    settings = (
        "select json_object_agg(name, setting order by name)::text from pg_settings"
        " where name not in ('application_name')"
    )
    before = pooled.value(settings)
    for command in (
        ("tenant", "drop", tenant, "--yes", tenant),
        ("maintain",),
        ("migrate",),
        ("stats",),
        ("erase", tenant, "--client-id", "ann", "--yes"),
    ):
        said = Cli(pooled.dsn)(*command, exit_code=1).stderr
        assert "connection pooler" in said
        assert "name the server itself" in said
    assert {pooled.value(settings) for _ in range(5)} == {before}
    assert database.value(f"select count(*) from {tenant}.events") == 1


def test_postgrest_and_write_urls_work_behind_a_pooler(
    pooled: Database,
    database: Database,
    cli: Cli,
    tenant: str,
    ingest_token: str,
    read_token: str,
    tmp_path: Path,
) -> None:
    printed = cli("postgrest-config", "--pooler").stdout
    assert "db-prepared-statements = false" in printed
    assert "db-channel-enabled = false" in printed
    with postgrest.running(pooled, pooler=True) as api, ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(api.post, "/rpc/ingest", EVENT, ingest_token) for _ in range(40)]
        assert {request.result().status_code for request in sent} == {200}
        read = [pool.submit(api.get, "/rpc/events", read_token) for _ in range(4)]
        assert {request.result().status_code for request in read} <= {200, 429}
    login = pooled.server.login(f"{tenant}__u_job", pooled.name)
    with psycopg.connect(login, prepare_threshold=None, autocommit=True) as job:
        for _ in range(10):
            job.execute("select hardal.ingest(%s)", ('{"event_name": "x"}',))
    assert database.value(f"select count(*) from {tenant}.events") == 50
