"""A shop's events of the last 100 days, the same in each run but for the day on which they end."""

import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from tests.harness.sdks import Account
from tests.harness.tool import Cli

ODD = """it's "odd" \\ $1"""  # a name that has to be quoted
PLANS = ["free", "pro", "team", None]
COUNTRIES = ["TR", "DE", "FR", "US", "BR", "JP", "IN", "GB", "ES", "IT", "NL"]


def events() -> list[dict[str, Any]]:
    """Return some 2,000 events of 80 clients."""
    chance = random.Random(16)
    now = datetime.now(UTC)
    found: list[dict[str, Any]] = []

    def add(name: str, client: str | None, at: datetime, **properties: Any) -> None:
        if at < now:
            found.append({
                "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
                "event_name": name, "created_at": at.isoformat(), "properties": properties,
            } | ({"client_id": client} if client else {}))  # fmt: skip

    for number in range(80):
        client = f"{'app' if number % 4 else 'web'}-{number:03}"
        at = now - timedelta(days=chance.uniform(0, 100))
        country = chance.choice(COUNTRIES)
        add("signup", client, at, plan=chance.choice(PLANS), device={"country": country})
        while chance.random() < 0.85:
            at += timedelta(minutes=chance.choice([2, 9, 30, 600, 3000, 15000]))
            add("page_view", client, at, path=chance.choice(["/", "/shop", "/cart"]))
            if chance.random() < 0.5:
                add("add_to_cart", client, at + timedelta(minutes=1), quantity=chance.randint(1, 4))
                if chance.random() < 0.6:
                    price = chance.choice([5, 29.99, 120])
                    add("purchase", client, at + timedelta(minutes=4), price=price, country=country)
    for hour in range(1000):
        add("page_view", None, now - timedelta(hours=hour), path="/", country="TR")
    for day in range(10):
        add(ODD, f"o'{day}\\", now - timedelta(days=day, minutes=9), **{"a.b 'c'": day})
    return found


def store(account: Account, batch: list[Any]) -> dict[str, Any]:
    """Store events as the API does, and return ingest's answer."""
    with psycopg.connect(account.dsn, autocommit=True) as conn:
        conn.execute("set role hardal_owner")
        row = conn.execute(
            f"select {account.tenant}__store.ingest(%s)", (json.dumps(batch),)
        ).fetchone()
    assert row
    answer: dict[str, Any] = row[0]
    return answer


def fill(account: Account) -> None:
    """Store the events of the shop in a tenant, roll them up, and make its typed views."""
    batch = events()
    answer = store(account, batch)
    assert answer["accepted"] == len(batch), answer
    cli = Cli(account.dsn)
    cli("views", "refresh", account.tenant)
    cli("maintain", account.tenant)
    # late ones, which are not rolled up yet
    late = [
        {"event_name": "purchase", "client_id": "app-001", "created_at": at.isoformat(),
         "properties": {"price": 5, "country": "TR"}}
        for at in [datetime.now(UTC) - timedelta(days=day) for day in (3, 9, 40)]
    ]  # fmt: skip
    assert store(account, late)["accepted"] == len(late)
