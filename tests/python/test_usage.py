"""What hardal.usage tells over HTTP, to which scopes."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.harness.databases import Database
from tests.harness.events import NOW, event, send
from tests.harness.postgrest import Api
from tests.harness.tool import Cli


@pytest.fixture
def keys(cli: Cli, tenant: str) -> dict[str, str]:
    return {
        scope: cli.json("key", "create", tenant, "--scope", scope, "--name", scope)["key"]
        for scope in ("read", "aggregate", "manage", "ingest")
    }


def usage(api: Api, key: str, query: str = "") -> Any:
    basic = "Basic " + b64encode(f"{key}:".encode()).decode()
    return api.get(f"/rpc/usage{query}", None, Authorization=basic)


def test_usage_counts_events_and_rejected_events_by_day(
    api: Api, cli: Cli, tenant: str, database: Database, keys: dict[str, str]
) -> None:
    yesterday = NOW - timedelta(days=1)
    send(database, tenant, *(event(yesterday) for _ in range(6)), event(NOW))
    send(database, tenant, {"event_name": ""}, {"event_name": "a", "id": "no"})
    cli("maintain")
    with database.connect() as conn:
        # otherwise autovacuum may add a page between the two answers
        conn.execute("vacuum analyze")
    told = usage(api, keys["manage"], "?days=3").json()
    assert told["days"] == [
        {"day": f"{NOW - timedelta(days=2):%Y-%m-%d}", "events": 0, "rejected": 0},
        {"day": f"{yesterday:%Y-%m-%d}", "events": 6, "rejected": 0},
        {"day": f"{NOW:%Y-%m-%d}", "events": 1, "rejected": 2},
    ]
    assert told["rejected_share"] == round(2 / 9, 4)
    assert told["quarantine"] == {
        "events": 2,
        "bytes": told["quarantine"]["bytes"],
        "not_kept": 0,
        "max_events": 100_000,
        "max_bytes": 1 << 30,
        "max_days": 30,
    }
    assert told["quarantine"]["bytes"] > 0
    assert told["retention"] == {"months": None, "horizon": None}
    assert told["maintenance"]["done_at"]
    sizes = told["bytes"]
    assert set(sizes) == {
        "events", "event_indexes", "ledger", "quarantine", "rollups", "other", "total",
    }  # fmt: skip
    assert sizes["total"] == sum(sizes.values()) - sizes["total"]
    assert sizes["total"] == cli.json("stats", tenant)["bytes"]
    assert min(sizes.values()) > 0


def test_a_tenant_without_events_has_a_usage(api: Api, keys: dict[str, str]) -> None:
    told = usage(api, keys["read"]).json()
    assert len(told["days"]) == 30
    assert told["rejected_share"] is None
    assert told["maintenance"]["done_at"] is None


def test_only_manage_sees_who_used_what(
    api: Api, cli: Cli, tenant: str, database: Database, keys: dict[str, str]
) -> None:
    other = f"{tenant}_b"
    cli("tenant", "create", other)
    cli("key", "create", other, "--scope", "ingest", "--name", "theirs")
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    cli("key", "create", tenant, "--scope", "ingest", "--name", "gone")
    cli("key", "revoke", tenant, "gone")
    cli("token", "create", tenant, "--scope", "read", "--name", "old")
    cli("maintain")
    with database.connect() as conn:
        conn.execute(
            "update hardal_private.maintenance set failed_at = now(), failure = 'the view of x'"
        )
    with psycopg.connect(url):
        told = usage(api, keys["manage"]).json()
        assert [(row["name"], row["connections_now"]) for row in told["urls"]] == [("ann", 1)]
    assert {(row["kind"], row["name"], row["state"]) for row in told["keys"]} == {
        ("key", "read", "live"),
        ("key", "aggregate", "live"),
        ("key", "manage", "live"),
        ("key", "ingest", "live"),
        ("token", "old", "live"),
    }
    for scope in ("read", "aggregate"):
        less = usage(api, keys[scope]).json()
        assert (less["keys"], less["urls"]) == (None, None)
        assert less["maintenance"]["failure"] is None
        assert less["maintenance"] == told["maintenance"] | {"failure": None}
    assert usage(api, keys["ingest"]).status_code == 403
    for query in ("?days=0", "?days=367"):
        answer = usage(api, keys["read"], query)
        assert (answer.status_code, answer.json()["code"]) == (400, "PT400")
