"""Measure how fast ingest is, beside peers that could replace it: make bench-ingest.

    sql            batches of 1,000 through hardal.ingest on one connection. The peer is COPY of the
                   same rows into the same tables.
    http-batch     batches of 1,000 over PostgREST on 4 connections, with ?columns=events and
                   without. The peer is PostgREST's own bulk insert into a plain table with the same
                   columns and indexes.
    http-single    one event in each request on 8 connections. The first peer is PostgREST's own
                   insert of one row, with the same token and the same pre-request check. The second
                   peer is a hand-written FastAPI endpoint with the same checks (bench/endpoint.py).
                   The third peer is that endpoint when it trusts each token until its expiry.
                   The fourth peer is a Node server with a bare INSERT (bench/bare_endpoint.mjs).
                   Then hardal by key, beside hardal by token.
    doors          batches of 1,000 in the form of another system's SDKs, on 4 connections. The peer
                   is ingest, with the events that the door makes of them.
    links          batches of 1,000 of Segment's form, in which one event in 20 is an identify that
                   links two ids: ids that are linked already, and new ones. The peer is the same
                   without the second id.

hardal and the peer take turns in the same run, on a server of the benchmark's own with fsync and
synchronous_commit on. Each ratio is the median of the ratios of all pairs. Absolute times hold for
this machine only. bench/README.md tells more.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import rig
from bench.rig import BATCH, batches
from bench.vendors import VENDORS, identifying
from hardal_admin import database, durations, keys, tokens


def clear(conn: database.Conn) -> None:
    conn.execute(
        "truncate bench.events, ours__store.events, ours__store.event_ids, copied__store.events"
    )
    conn.execute("truncate copied__store.event_ids")
    conn.execute("truncate ours__store.links, ours__store.identities")
    conn.execute("checkpoint")


def sql(conn: database.Conn, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return events per second of both sides, and the median ratio of COPY's time to ingest's."""
    clear(conn)
    months = list({e["created_at"][:7] + "-01T00:00:00Z" for e in events})
    for tenant in ("ours", "copied"):
        conn.execute(f"select {tenant}__store.make_partitions(%s::timestamptz[])", (months,))
    columns = (
        "id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties"
    )
    ours: list[float] = []
    copied: list[float] = []
    for number, batch in enumerate(batches(events)):
        body = json.dumps({"events": batch})
        rows = "".join(
            f"{e['id']}\t{e['created_at']}\t{e['created_at']}\t{e['event_name']}"
            f"\t{e['hardal_server_request_id']}\t{e['client_id']}\t{json.dumps(e['properties'])}\n"
            for e in batch
        ).encode()
        ids = "".join(
            f"{e['id']}\t{e['created_at']}\t1234567890123456789\n" for e in batch
        ).encode()

        def copy(rows: bytes = rows, ids: bytes = ids) -> None:
            with conn.transaction():
                with conn.cursor().copy(
                    f"copy copied__store.events ({columns}) from stdin"
                ) as copy:
                    copy.write(rows)
                with conn.cursor().copy("copy copied__store.event_ids from stdin") as copy:
                    copy.write(ids)

        def ingest(body: str = body, size: int = len(batch)) -> None:
            row = conn.execute("select hardal.ingest(%s::jsonb) as answer", (body,)).fetchone()
            if not row or row["answer"]["accepted"] != size:
                raise RuntimeError(f"not all were accepted: {row}")

        for work, taken in (
            ((copy, copied), (ingest, ours)) if number % 2 else ((ingest, ours), (copy, copied))
        ):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    return {
        "hardal": len(events) / sum(ours),
        "peer": len(events) / sum(copied),
        "ratio": statistics.median(c / o for c, o in zip(copied, ours, strict=True)),
    }


def over_http(
    conn: database.Conn,
    forms: tuple[
        tuple[int, str, Callable[[list[Any]], bytes]], tuple[int, str, Callable[[list[Any]], bytes]]
    ],
    senders: tuple[str, str],
    events: list[dict[str, Any]],
    size: int,
    connections: int,
    rounds: int,
    *,
    doors: tuple[bool, bool] = (False, False),
) -> dict[str, Any]:
    """Return events per second of both sides, and the median ratio of the peer's time to hardal's.

    Every round has events of its own, which both sides store. `doors`: which sides are doors, which
    take bytes.
    """
    clear(conn)
    taken: tuple[list[float], list[float]] = ([], [])
    share = len(events) // rounds
    for number in range(rounds):
        part = batches(events[number * share : (number + 1) * share], size)
        for side in (0, 1) if number % 2 else (1, 0):
            port, path, form = forms[side]
            taken[side].append(
                rig.drive(
                    port,
                    path,
                    senders[side],
                    [form(batch) for batch in part],
                    connections,
                    "application/octet-stream" if doors[side] else "application/json",
                )
            )
    return {
        "hardal": share * rounds / sum(taken[0]),
        "peer": share * rounds / sum(taken[1]),
        "ratio": statistics.median(peer / ours for ours, peer in zip(*taken, strict=True)),
    }


def run(count: int, choice: str, say: Callable[[str], None]) -> dict[str, dict[str, Any]]:
    say(f"making {count} events")
    events = list(rig.events(count))
    found: dict[str, dict[str, Any]] = {}
    with rig.server(choice) as (conn, dsn):
        version = str(conn.info.parameter_status("server_version"))
        say(f"sql, PostgreSQL {version}")
        found["sql, batches of 1,000, beside COPY"] = sql(conn, events)
        made = tokens.create(
            conn, rig.SECRET, "ours", name="bench", scope="ingest", expires_at=durations.ahead("5h")
        )
        token = rig.bearer(str(made["token"]))
        # Two sides that are both hardal have a tenant each: in one tenant, the second side's
        # events would be duplicates.
        key, other = (
            keys.authorization(
                str(
                    keys.create(
                        conn, tenant, name="key", scope="ingest", expires_at=durations.ahead("5h")
                    )["key"]
                )
            )
            for tenant in ("ours", "copied")
        )
        made = tokens.create(
            conn, rig.SECRET, "copied", name="b", scope="ingest", expires_at=durations.ahead("5h")
        )
        other_token = rig.bearer(str(made["token"]))
        both = (token, token)
        with (
            rig.postgrest(conn, "hardal") as ours,
            rig.postgrest(conn, "bench") as plain,
            rig.endpoint(dsn, "yes") as written,
            rig.endpoint(dsn, "no") as trusting,
            rig.bare_endpoint(dsn) as bare,
        ):

            def bulk(batch: list[Any]) -> bytes:
                return json.dumps(batch).encode()

            def one(batch: list[Any]) -> bytes:
                return json.dumps(batch[0]).encode()

            def wrapped(batch: list[Any]) -> bytes:
                return json.dumps({"events": batch}).encode()

            insert = (plain, "/events", bulk)
            say("http, batches")
            found["http, batches, ?columns=events, beside bulk insert"] = over_http(
                conn,
                ((ours, "/rpc/ingest?columns=events", wrapped), insert),
                both,
                events,
                BATCH,
                4,
                5,
            )
            found["http, batches, beside bulk insert"] = over_http(
                conn, ((ours, "/rpc/ingest", wrapped), insert), both, events, BATCH, 4, 5
            )
            say("http, one event a request")
            found["http, one event, beside one insert"] = over_http(
                conn,
                ((ours, "/rpc/ingest", one), (plain, "/events", one)),
                both,
                events[: count // 10],
                1,
                8,
                7,
            )
            for what, port in (
                ("a hand-written endpoint", written),
                ("a trusting hand-written endpoint", trusting),
                ("a bare INSERT by Node", bare),
            ):
                found[f"http, one event, beside {what}"] = over_http(
                    conn,
                    ((ours, "/rpc/ingest", one), (port, "/events", one)),
                    both,
                    events[: count // 10],
                    1,
                    8,
                    7,
                )
            found["http, one event by key, beside one by token"] = over_http(
                conn,
                ((ours, "/rpc/ingest", one), (ours, "/rpc/ingest", one)),
                (key, other_token),
                events[: count // 10],
                1,
                8,
                7,
            )
            say("doors")
            for name, vendor in VENDORS.items():
                found[f"door, {name}, beside ingest"] = over_http(
                    conn,
                    (
                        (ours, f"/rpc/{vendor.door}", vendor.body),
                        (ours, "/rpc/ingest?columns=events", vendor.events),
                    ),
                    (key, other),
                    events,
                    BATCH,
                    4,
                    6,
                    doors=(True, False),
                )
            say("links")
            for links in ("known", "new"):
                found[f"door, Segment, 1 in 20 brings a {links} link, beside none"] = over_http(
                    conn,
                    (
                        (ours, "/rpc/segment", partial(identifying, links)),
                        (ours, "/rpc/segment", partial(identifying, "none")),
                    ),
                    (key, other),
                    events,
                    BATCH,
                    4,
                    6,
                    doors=(True, True),
                )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--events", type=int, default=200_000, help="number of events (default: 200000)"
    )
    parser.add_argument(
        "--pg", default="18", help="PostgreSQL: 18, 16 or a bin folder (default: 18)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    err = Console(stderr=True)
    found = run(args.events, args.pg, lambda line: err.print(f"... {line}"))
    if args.json:
        print(json.dumps(found))
        return
    table = Table("what", "hardal, events/s", "peer, events/s", "ratio", box=None)
    for what, figures in found.items():
        table.add_row(
            what, f"{figures['hardal']:,.0f}", f"{figures['peer']:,.0f}", f"{figures['ratio']:.2f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
