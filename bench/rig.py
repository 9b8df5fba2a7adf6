"""Parts that all benchmarks share: events, a server, PostgREST, the peer's endpoint and clients."""

import http.client
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hardal_admin import database
from hardal_admin.embedded import ports, processes
from hardal_admin.embedded import postgrest as embedded_postgrest
from hardal_admin.embedded.cluster import Cluster
from hardal_admin.migrate import core
from hardal_admin.postgrest_config import PostgrestConfig, set_authenticator_password

SECRET = PASSWORD = "of a server that lives for one benchmark"  # noqa: S105
BATCH = 1000
TABLE = """
create schema bench authorization hardal_owner;
set role hardal_owner;
create table bench.events (
    id uuid primary key,
    event_name text not null,
    hardal_server_request_id text,
    client_id text,
    properties jsonb not null,
    created_at timestamptz not null,
    received_at timestamptz not null default now()
);
create index on bench.events (created_at, id);
create index on bench.events (event_name, created_at) include (client_id);
create index on bench.events (client_id, created_at) include (event_name)
where client_id is not null;
grant usage on schema bench to hardal_ingest;
grant insert on bench.events to hardal_ingest;
reset role;
"""


def events(count: int, *, version: int = 7, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield events in the order of time, over two months that end yesterday.

    Each event looks like the purchase in hardal's README, with a hardal_server_request_id and two
    nested properties more. There are 200,000 clients. Ids are UUIDv7 or UUIDv4, by `version`.
    """
    rnd = random.Random(seed)
    start = datetime.now(UTC) - timedelta(days=61)
    for number in range(count):
        at = start + timedelta(days=60) * number / count
        key = rnd.getrandbits(128)
        if version == 7:
            key = int(at.timestamp() * 1000) << 80 | key & (1 << 80) - 1
        key = key & ~(0xF << 76) & ~(3 << 62) | version << 76 | 2 << 62
        yield {
            "id": str(uuid.UUID(int=key)),
            "event_name": "purchase",
            "hardal_server_request_id": f"{rnd.getrandbits(256):064x}",
            "client_id": str(uuid.UUID(int=rnd.randrange(200_000))),
            "properties": {
                "product_id": f"COMPUTER_SKU{rnd.randrange(1000)}",
                "price": rnd.randrange(10_000) / 100,
                "currency": "USD",
                "nested_data": {"category": "electronics", "discount_code": "SALE2024"},
            },
            "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }


@contextmanager
def server(
    choice: str, tenants: tuple[str, ...] = ("ours", "copied"), shared_buffers: str = "1GB"
) -> Iterator[tuple[database.Conn, str]]:
    """Start a server with these tenants and the plain table. Yield a connection and its DSN.

    The superuser's login belongs to the first tenant, so that it can call hardal.ingest from SQL.
    """
    folder = Path(tempfile.mkdtemp(prefix="hardal-bench-"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "server")
    try:
        programs = cluster.programs(choice)
        cluster.create(programs, PASSWORD)
        port = ports.any_free()
        cluster.start(programs, port, {"shared_buffers": shared_buffers, "max_wal_size": "8GB"})
        dsn = f"postgresql://postgres:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/postgres"
        with database.connect(dsn) as conn:
            core.migrate(conn)
            set_authenticator_password(conn, PASSWORD)
            for tenant in tenants:
                conn.execute("select hardal_private.create_tenant(%s)", (tenant,))
            conn.execute(
                "insert into hardal_private.urls (role, tenant, name, scope)"
                " values (session_user, %s, 'bench', 'read')",
                (tenants[0],),
            )
            conn.execute(TABLE)
            yield conn, dsn
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgrest(conn: database.Conn, schema: str) -> Iterator[int]:
    """Start PostgREST with hardal's configuration, but for this schema. Yield its port."""
    with tempfile.TemporaryDirectory() as folder:
        config, log = Path(folder, "postgrest.conf"), Path(folder, "postgrest.log")
        login = f"hardal_authenticator:{PASSWORD.replace(' ', '%20')}"
        uri = f"postgresql://{login}@127.0.0.1:{conn.info.port}/postgres"
        made = PostgrestConfig(
            db_uri=uri, jwt_secret=SECRET, port=ports.any_free(), admin_port=ports.any_free()
        )
        config.write_text(
            made.render().replace('db-schemas = "hardal"', f'db-schemas = "{schema}"')
        )
        process = embedded_postgrest.start(config, log)
        try:
            embedded_postgrest.wait_until_ready(process, f"http://127.0.0.1:{made.admin_port}", log)
            yield made.port
        finally:
            processes.stop(process)


@contextmanager
def endpoint(dsn: str, registry: str) -> Iterator[int]:
    """Start bench/endpoint.py with one worker per core. Yield its port.

    `registry` is `yes` or `no`: whether the endpoint looks up each token in the registry.
    """
    port = ports.any_free()
    command = [sys.executable, "-m", "uvicorn", "bench.endpoint:app", "--port", str(port)]
    command += ["--log-level", "warning", "--no-access-log", "--workers", str(os.cpu_count() or 1)]
    settings = {"HARDAL_BENCH_SECRET": SECRET, "HARDAL_BENCH_REGISTRY": registry}
    with _server(command, port, settings | {"HARDAL_BENCH_DSN": dsn}):
        yield port


@contextmanager
def bare_endpoint(dsn: str) -> Iterator[int]:
    """Start bench/bare_endpoint.mjs, which has one worker per core. Yield its port."""
    port = ports.any_free()
    settings = {"HARDAL_BENCH_DSN": dsn, "HARDAL_BENCH_PORT": str(port)}
    with _server(["node", str(Path(__file__).with_name("bare_endpoint.mjs"))], port, settings):
        yield port


@contextmanager
def _server(command: list[str], port: int, settings: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=os.environ | settings)
    try:
        for _ in range(200):
            try:
                processes.direct.open(f"http://127.0.0.1:{port}/", timeout=5)
                break
            except urllib.error.HTTPError:
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def batches(items: list[Any], size: int = BATCH) -> list[list[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def bearer(token: str) -> str:
    """Return the header Authorization for a token."""
    return f"Bearer {token}"


def drive(
    port: int,
    path: str,
    sender: str,
    bodies: list[bytes],
    connections: int,
    content_type: str = "application/json",
) -> float:
    """Send every body once, over this many connections. Return the seconds that it took.

    Raise RuntimeError where an answer is neither 200 nor 201.
    """
    headers = {
        "Authorization": sender,
        "Content-Type": content_type,
        "Prefer": "return=minimal",
    }
    failed: list[str] = []
    start = threading.Barrier(connections + 1)

    def work(share: list[bytes]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.connect()
        start.wait()
        for body in share:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status not in (200, 201):
                failed.append(f"{answer.status} {said[:200]!r}")
        connection.close()

    threads = [
        threading.Thread(target=work, args=(bodies[n::connections],)) for n in range(connections)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(failed[0])
    return time.perf_counter() - began
