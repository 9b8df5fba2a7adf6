"""The peer that a user could write instead of hardal: FastAPI with a psycopg pool.

    HARDAL_BENCH_DSN=... HARDAL_BENCH_SECRET=... uvicorn bench.endpoint:app

It takes one event in each request and makes the checks of the contract. It checks the token as
hardal does: signature, audience, expiry, and in the registry whether the token was revoked, its
tenant, its role, and whether the tenant is suspended. HARDAL_BENCH_REGISTRY=no leaves the registry
out.

One statement, in a transaction of its own, stores the event. Where the id is stored already, a
second statement tells a duplicate from a conflict. A rejected event is not kept.
"""

import math
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
REGISTRY = os.environ.get("HARDAL_BENCH_REGISTRY") != "no"
KNOWN = """
select from hardal_private.tokens as t inner join hardal_private.tenants as n on t.tenant = n.name
where t.jti = %(jti)s and t.revoked_at is null and t.expires_at > now() and t.tenant = %(tenant)s
    and %(role)s = 'hardal_' || t.scope and t.scope = 'ingest' and n.suspended_at is null
"""
COLUMNS = "id, event_name, hardal_server_request_id, client_id, properties, created_at"
VALUES = ", ".join(f"%({column})s" for column in COLUMNS.split(", "))
INSERT = f"insert into bench.events ({COLUMNS}) values ({VALUES}) on conflict (id) do nothing"
TYPED = VALUES.replace("(id)s", "(id)s::uuid")
TYPED = TYPED.replace("(created_at)s", "(created_at)s::timestamptz")
CHECK_AND_INSERT = f"""
with token as ({KNOWN}), stored as (
    insert into bench.events ({COLUMNS})
    select {TYPED} from token
    on conflict (id) do nothing returning id
)
select exists (select from token) as known, exists (select from stored) as stored
"""
SAME = """
select (event_name, properties) = (%(event_name)s, %(properties)s)
    and hardal_server_request_id is not distinct from %(hardal_server_request_id)s
    and client_id is not distinct from %(client_id)s
from bench.events where id = %(id)s
"""
pool = AsyncConnectionPool(
    os.environ["HARDAL_BENCH_DSN"], min_size=4, max_size=4, kwargs={"autocommit": True}, open=False
)


def check(value: object, depth: int) -> None:
    """Raise ValueError where a value is nested deeper than `depth` or holds an infinite number."""
    if isinstance(value, dict | list):
        if depth == 0:
            raise ValueError("nested at most 32 levels deep")
        for item in value.values() if isinstance(value, dict) else value:
            check(item, depth - 1)
    elif isinstance(value, int | float) and not abs(value) < math.inf:
        raise ValueError("a number is finite")


Text = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class Event(BaseModel):
    model_config = ConfigDict(extra="forbid")

    event_name: Annotated[
        str,
        StringConstraints(
            min_length=1,
            max_length=200,
            pattern=r"^[^\x00-\x1f\x7f-\x9f]*\S[^\x00-\x1f\x7f-\x9f]*$",
        ),
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


def bearer(request: Request) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            request.headers.get("authorization", "").removeprefix("Bearer "), SECRET, ["HS256"],
            audience="hardal",
            options={"require": ["exp", "jti", "role", "tenant"]},
        )  # fmt: skip
    except jwt.InvalidTokenError as error:
        raise HTTPException(401, str(error)) from error
    return claims


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with pool:
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/events")
async def ingest(
    event: Event, request: Request, claims: Annotated[dict[str, Any], Depends(bearer)]
) -> dict[str, Any]:
    if len(await request.body()) > 262144:
        raise HTTPException(413, "at most 262144 bytes")
    values = claims | dict(event) | {"properties": Jsonb(event.properties)}
    async with pool.connection() as conn:
        if REGISTRY:
            row = await (await conn.execute(CHECK_AND_INSERT, values)).fetchone()
            if not row or not row[0]:
                raise HTTPException(401, "the token is revoked or unknown")
            stored = row[1]
        else:
            stored = (await conn.execute(INSERT, values)).rowcount == 1
        if not stored:
            same = await (await conn.execute(SAME, values)).fetchone()
            if not same or not same[0]:
                raise HTTPException(422, "an event with this id and other content is here already")
    return {
        "accepted": int(stored),
        "duplicates": 1 - int(stored),
        "rejected": 0,
        "ids": [event.id],
        "errors": [],
    }
