"""What users would write instead: one event a request with FastAPI and a psycopg pool, with the contract's checks.

    HARDAL_BENCH_DSN=... HARDAL_BENCH_SECRET=... uvicorn bench.endpoint:app

The token's signature, audience and end are checked; unlike hardal it asks no registry whether the token was revoked.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

SECRET = os.environ["HARDAL_BENCH_SECRET"]
INSERT = """
insert into bench.events (id, event_name, hardal_server_request_id, client_id, properties, created_at)
values (%s, %s, %s, %s, %s, %s)
on conflict (id) do nothing
"""
pool = AsyncConnectionPool(os.environ["HARDAL_BENCH_DSN"], min_size=4, max_size=4, open=False)


def check(value: object, depth: int) -> None:
    """Nested 32 levels at most, no long number."""
    if isinstance(value, dict | list):
        if depth == 0:
            raise ValueError("nested at most 32 levels deep")
        for item in value.values() if isinstance(value, dict) else value:
            check(item, depth - 1)
    elif isinstance(value, int | float) and not abs(value) < 1e40:
        raise ValueError("a number is below 1e40")


Text = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class Event(BaseModel):
    model_config = ConfigDict(extra="forbid")

    event_name: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*\S[^\x00-\x1f\x7f-\x9f]*$"),
    ]
    id: UUID = Field(default_factory=uuid4)
    hardal_server_request_id: Text | None = None
    client_id: Text | None = None
    properties: dict[str, Any] = Field(default_factory=dict)
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

    @field_validator("properties")
    @classmethod
    def bounded(cls, value: dict[str, Any]) -> dict[str, Any]:
        check(value, 32)
        return value

    @field_validator("created_at")
    @classmethod
    def within_the_window(cls, value: datetime) -> datetime:
        now = datetime.now(UTC)
        value = value if value.tzinfo else value.replace(tzinfo=UTC)
        if not now - timedelta(days=3652) <= value <= now + timedelta(hours=24):
            raise ValueError("outside the window")
        return value


def bearer(request: Request) -> None:
    try:
        jwt.decode(
            request.headers.get("authorization", "").removeprefix("Bearer "), SECRET, ["HS256"], audience="hardal",
            options={"require": ["exp"]},
        )  # fmt: skip
    except jwt.InvalidTokenError as error:
        raise HTTPException(401, str(error)) from error


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with pool:
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/events", dependencies=[Depends(bearer)])
async def ingest(event: Event, request: Request) -> dict[str, Any]:
    if len(await request.body()) > 262144:
        raise HTTPException(413, "at most 262144 bytes")
    async with pool.connection() as conn:
        cursor = await conn.execute(
            INSERT,
            (
                event.id,
                event.event_name,
                event.hardal_server_request_id,
                event.client_id,
                Jsonb(event.properties),
                event.created_at,
            ),
        )
    return {
        "accepted": cursor.rowcount,
        "duplicates": 1 - cursor.rowcount,
        "rejected": 0,
        "ids": [event.id],
        "errors": [],
    }
