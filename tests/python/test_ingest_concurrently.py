"""Ingest on many connections at once: one id is one event, and there is no deadlock."""

import json
import random
import uuid
from typing import Any

from tests.harness.concurrency import together
from tests.harness.databases import Database
from tests.harness.events import ingest


def test_the_same_batch_from_twenty_clients_is_stored_once(database: Database, tenant: str) -> None:
    for _ in range(5):
        batch = [{"event_name": "x", "id": str(uuid.uuid4())} for _ in range(50)]

        def work(conn: Any, _: int, batch: list[dict[str, Any]] = batch) -> dict[str, Any]:
            return ingest(conn, tenant, batch)

        answers = together(database, 20, work)
        assert sum(a["accepted"] for a in answers) == 50
        assert sum(a["duplicates"] for a in answers) == 950
    assert database.value(f"select count(*) from {tenant}.events") == 250
    assert database.value(f"select count(distinct id) from {tenant}.events") == 250


def test_overlapping_batches_in_any_order_do_not_deadlock(database: Database, tenant: str) -> None:
    ids = [str(uuid.uuid4()) for _ in range(200)]

    def work(conn: Any, number: int) -> int:
        order = random.Random(number)
        return sum(
            ingest(conn, tenant, [{"event_name": "x", "id": i} for i in order.sample(ids, 40)])[
                "accepted"
            ]
            for _ in range(20)
        )

    accepted = together(database, 8, work)
    assert sum(accepted) == database.value(f"select count(*) from {tenant}.events")
    assert database.value(f"select count(distinct id) from {tenant}.events") == sum(accepted)


def test_a_month_that_many_connections_need_at_once_is_made_once(
    database: Database, tenant: str
) -> None:
    """Each connection goes through the months in an order of its own."""

    def work(conn: Any, number: int) -> int:
        months = random.Random(number).sample(range(1, 13), 12)
        return sum(
            ingest(
                conn, tenant, [{"event_name": "x", "created_at": f"2024-{month:02}-15T00:00:00Z"}]
            )["accepted"]
            for month in months
        )

    assert sum(together(database, 8, work)) == 96
    assert (
        database.value(
            f"select count(*) from pg_inherits where inhparent = '{tenant}__store.events'::regclass"
        )
        == 12
    )


def test_a_partition_is_made_while_a_query_reads_the_events(
    database: Database, tenant: str
) -> None:
    with database.connect() as reader, reader.transaction():
        reader.execute(f"select count(*) from {tenant}.events")
        with database.connect() as writer:
            writer.execute("set lock_timeout = '1s'")
            assert (
                ingest(writer, tenant, [{"event_name": "x", "created_at": "2021-05-05T00:00:00Z"}])[
                    "accepted"
                ]
                == 1
            )


def test_rejected_events_under_one_idempotency_key_are_all_kept(
    database: Database, tenant: str
) -> None:
    """The id of a rejected event is derived from the idempotency key, for each client the same."""

    def work(conn: Any, number: int) -> list[str]:
        kept = []
        for key in range(30):
            answer = conn.execute(
                f"select {tenant}__store.ingest(%s, %s) as answer",
                (json.dumps([{"event_name": "", "client_id": f"c{number}"}]), f"k{key}"),
            ).fetchone()["answer"]
            kept.append(answer["errors"][0]["rejected_id"])
        return kept

    kept = [rejected for each in together(database, 8, work) for rejected in each]
    assert len(set(kept)) == len(kept) == 240
    assert database.value(f"select count(*) from {tenant}.rejected_events") == 240
