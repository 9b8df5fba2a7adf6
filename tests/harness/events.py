"""Events that a test stores through SQL, and the times that it gives them."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from tests.harness.databases import Database

NOW = datetime.now(UTC)


def months_ago(count: int, day: int = 15) -> datetime:
    """Return midnight UTC of a day in the month `count` months before this one."""
    month = NOW.year * 12 + NOW.month - 1 - count
    return datetime(month // 12, month % 12 + 1, day, tzinfo=UTC)


def event(at: datetime, **fields: Any) -> dict[str, Any]:
    """Return an event that happened at this time and has an id of its own."""
    return {"event_name": "x", "id": str(uuid.uuid4()), "created_at": at.isoformat()} | fields


def ingest(conn: Any, tenant: str, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Store events with the rights of the connection's role, and return ingest's answer."""
    row = conn.execute(
        f"select {tenant}__store.ingest(%s) as answer", (json.dumps(events),)
    ).fetchone()
    answer: dict[str, Any] = row["answer"]
    return answer


def store(conn: Any, tenant: str, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Store events as hardal_owner, as the API does. hardal_owner then owns new partitions."""
    conn.execute("set role hardal_owner")
    return ingest(conn, tenant, events)


def send(database: Database, tenant: str, *events: dict[str, Any]) -> dict[str, Any]:
    """Store events as hardal_owner through a new connection, and return ingest's answer."""
    with database.connect() as conn:
        return store(conn, tenant, list(events))


def codes(answer: dict[str, Any]) -> list[str]:
    """Return the error codes of an answer, in its order."""
    return [error["code"] for error in answer["errors"]]
