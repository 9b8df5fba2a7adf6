"""How fast ingest is, beside what it could be replaced by: make bench-ingest.

    sql            batches of 1,000 through hardal.ingest on one connection, beside COPY of the same rows into the same tables
    http-batch     batches of 1,000 over PostgREST on 4 connections, with ?columns=events and without, beside PostgREST's own
                   bulk insert into a plain table of that shape with those indexes
    http-single    one event a request on 8 connections, beside PostgREST's own insert of one row; both with a token and the
                   same pre-request check

Each pair runs in turns in the same run on a server of its own (fsync on, synchronous_commit on); the figure is the median
of the pairs' ratios. Absolute times are this machine's.
"""

import argparse
import http.client
import json
import random
import shutil
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hardal_admin import database, migrations, tokens
from hardal_admin.embedded import api, ports
from hardal_admin.embedded.cluster import Cluster
from hardal_admin.embedded.stack import set_authenticator_password
from hardal_admin.postgrest_config import PostgrestConfig

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
    received_at timestamptz not null default now(),
    event_date date not null generated always as ((created_at at time zone 'UTC')::date) stored
);
create index on bench.events (created_at, id);
create index on bench.events (event_name, created_at);
create index on bench.events (client_id, created_at) where client_id is not null;
grant usage on schema bench to hardal_ingest;
grant insert on bench.events to hardal_ingest;
reset role;
"""


def make_events(count: int) -> list[dict[str, Any]]:
    """The example's shape: 200,000 clients, ids as UUIDv7, two months."""
    rnd = random.Random(1)
    start = datetime.now(UTC) - timedelta(days=61)
    events = []
    for number in range(count):
        at = start + timedelta(days=60) * number / count
        ms = int(at.timestamp() * 1000)
        key = (ms << 80) | (7 << 76) | (rnd.getrandbits(12) << 64) | (2 << 62) | rnd.getrandbits(62)
        events.append(
            {
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
        )
    return events


@contextmanager
def server(choice: str) -> Iterator[tuple[database.Conn, str]]:
    """A server with two tenants, `ours` and `copied`, and the plain table; and its DSN."""
    folder = Path(tempfile.mkdtemp(prefix="hardal-bench-"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "server")
    try:
        programs = cluster.programs(choice)
        cluster.create(programs, PASSWORD)
        port = ports.any_free()
        cluster.start(programs, port, {"shared_buffers": "1GB", "max_wal_size": "8GB"})
        dsn = f"postgresql://postgres:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/postgres"
        with database.connect(dsn) as conn:
            migrations.migrate(conn)
            set_authenticator_password(conn, PASSWORD)
            for tenant in ("ours", "copied"):
                conn.execute("select hardal_private.create_tenant(%s)", (tenant,))
            conn.execute(
                "insert into hardal_private.urls (role, tenant, name, scope) values (session_user, 'ours', 'bench', 'read')"
            )
            conn.execute(TABLE)
            yield conn, dsn
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgrest(conn: database.Conn, schema: str) -> Iterator[int]:
    with tempfile.TemporaryDirectory() as folder:
        config, log = Path(folder, "postgrest.conf"), Path(folder, "postgrest.log")
        uri = f"postgresql://hardal_authenticator:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{conn.info.port}/postgres"
        made = PostgrestConfig(db_uri=uri, jwt_secret=SECRET, port=ports.any_free(), admin_port=ports.any_free())
        config.write_text(made.render().replace('db-schemas = "hardal"', f'db-schemas = "{schema}"'))
        process = api.start(config, log)
        try:
            api.wait_until_ready(process, f"http://127.0.0.1:{made.admin_port}", log)
            yield made.port
        finally:
            api.stop(process)


def clear(conn: database.Conn) -> None:
    conn.execute("truncate bench.events, ours__store.events, ours__store.event_ids, copied__store.events")
    conn.execute("truncate copied__store.event_ids")
    conn.execute("checkpoint")


def batches(items: list[Any], size: int = BATCH) -> list[list[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def sql(conn: database.Conn, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Ratios of COPY's time to ingest's, batch by batch, in turns."""
    clear(conn)
    months = list({e["created_at"][:7] + "-01T00:00:00Z" for e in events})
    for tenant in ("ours", "copied"):
        conn.execute(f"select {tenant}__store.make_partitions(%s::timestamptz[])", (months,))
    columns = "id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties"
    ours, copied = [], []
    for batch in batches(events):
        body = json.dumps({"events": batch})
        rows = "".join(
            f"{e['id']}\t{e['created_at']}\t{e['created_at']}\t{e['event_name']}\t{e['hardal_server_request_id']}"
            f"\t{e['client_id']}\t{json.dumps(e['properties'])}\n"
            for e in batch
        ).encode()
        ids = "".join(f"{e['id']}\t{e['created_at']}\t1234567890123456789\n" for e in batch).encode()
        start = time.perf_counter()
        with conn.transaction():
            with conn.cursor().copy(f"copy copied__store.events ({columns}) from stdin") as copy:
                copy.write(rows)
            with conn.cursor().copy("copy copied__store.event_ids from stdin") as copy:
                copy.write(ids)
        copied.append(time.perf_counter() - start)
        start = time.perf_counter()
        row = conn.execute("select hardal.ingest(%s::jsonb) as answer", (body,)).fetchone()
        ours.append(time.perf_counter() - start)
        if not row or row["answer"]["accepted"] != len(batch):
            raise RuntimeError(f"not all were accepted: {row}")
    return {
        "hardal": len(events) / sum(ours),
        "peer": len(events) / sum(copied),
        "ratio": statistics.median(c / o for c, o in zip(copied, ours, strict=True)),
    }


def drive(port: int, path: str, token: str, bodies: list[bytes], connections: int) -> float:
    """Send every body once over so many connections; seconds it took."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Prefer": "return=minimal"}
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

    threads = [threading.Thread(target=work, args=(bodies[n::connections],)) for n in range(connections)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(failed[0])
    return time.perf_counter() - began


def over_http(
    conn: database.Conn,
    forms: tuple[tuple[int, str, Callable[[list[Any]], bytes]], tuple[int, str, Callable[[list[Any]], bytes]]],
    token: str,
    events: list[dict[str, Any]],
    size: int,
    connections: int,
    rounds: int,
) -> dict[str, Any]:
    """Ratios of the peer's time to ours, in turns, each round with events of its own."""
    clear(conn)
    taken: tuple[list[float], list[float]] = ([], [])
    share = len(events) // rounds
    for number in range(rounds):
        part = batches(events[number * share : (number + 1) * share], size)
        for side in (0, 1) if number % 2 else (1, 0):
            port, path, form = forms[side]
            taken[side].append(drive(port, path, token, [form(batch) for batch in part], connections))
    return {
        "hardal": share * rounds / sum(taken[0]),
        "peer": share * rounds / sum(taken[1]),
        "ratio": statistics.median(peer / ours for ours, peer in zip(*taken, strict=True)),
    }


def run(count: int, choice: str, say: Callable[[str], None]) -> dict[str, dict[str, Any]]:
    say(f"making {count} events")
    events = make_events(count)
    found: dict[str, dict[str, Any]] = {}
    with server(choice) as (conn, _):
        version = str(conn.info.parameter_status("server_version"))
        say(f"sql, PostgreSQL {version}")
        found["sql, batches of 1,000, beside COPY"] = sql(conn, events)
        made = tokens.create(conn, SECRET, "ours", name="bench", scope="ingest", lives=timedelta(hours=5))
        token = str(made["token"])
        with postgrest(conn, "hardal") as ours, postgrest(conn, "bench") as plain:

            def bulk(batch: list[Any]) -> bytes:
                return json.dumps(batch).encode()

            def one(batch: list[Any]) -> bytes:
                return json.dumps(batch[0]).encode()

            def wrapped(batch: list[Any]) -> bytes:
                return json.dumps({"events": batch}).encode()

            insert = (plain, "/events", bulk)
            say("http, batches")
            found["http, batches, ?columns=events, beside bulk insert"] = over_http(
                conn, ((ours, "/rpc/ingest?columns=events", wrapped), insert), token, events, BATCH, 4, 5
            )
            found["http, batches, beside bulk insert"] = over_http(
                conn, ((ours, "/rpc/ingest", wrapped), insert), token, events, BATCH, 4, 5
            )
            say("http, one event a request")
            found["http, one event, beside one insert"] = over_http(
                conn, ((ours, "/rpc/ingest", one), (plain, "/events", one)), token, events[: count // 20], 1, 8, 5
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=200_000, help="how many (default: 200000)")
    parser.add_argument("--pg", default="18", help="18, 16 or a bin folder (default: 18)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    err = Console(stderr=True)
    found = run(args.events, args.pg, lambda line: err.print(f"... {line}"))
    if args.json:
        print(json.dumps(found))
        return
    table = Table("what", "hardal, events/s", "peer, events/s", "ratio", box=None)
    for what, figures in found.items():
        table.add_row(what, f"{figures['hardal']:,.0f}", f"{figures['peer']:,.0f}", f"{figures['ratio']:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
