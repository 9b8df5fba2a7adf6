"""The audit log has every change of a tenant, token, PSQL URL or quarantine, and keeps it."""

import json

import psycopg
import pytest

from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.tool import Cli


def test_every_change_is_in_the_audit_log(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    api.post(
        "/rpc/ingest",
        {"events": [{"event_name": ""}, {"event_name": "x", "price": 1}]},
        ingest_token,
    )
    cli("tenant", "set", tenant, "--quarantine-days", "7")
    cli("url", "create", tenant, "--name", "ann")
    cli("url", "rotate", tenant, "ann")
    cli("url", "revoke", tenant, "ann")
    cli("token", "rotate", tenant, "backend")
    cli("token", "revoke", tenant, "backend")
    cli("rejected", "replay", tenant, "--patch", json.dumps({"price": None}))
    cli("rejected", "discard", tenant, "--all", "--yes")
    cli("tenant", "suspend", tenant)
    cli("tenant", "resume", tenant)
    cli("tenant", "drop", tenant, "--yes", tenant)
    entries = cli.json("audit", tenant)
    assert [(entry["action"], entry["object"]) for entry in entries] == [
        ("tenant.create", None),
        ("token.create", "backend"),
        ("tenant.set", None),
        ("url.create", "ann"),
        ("url.rotate", "ann"),
        ("url.revoke", "ann"),
        ("token.create", "backend"),
        ("token.rotate", "backend"),
        ("token.revoke", "backend"),
        ("quarantine.replay", None),
        ("quarantine.discard", None),
        ("tenant.suspend", None),
        ("tenant.resume", None),
        ("tenant.suspend", None),
        ("tenant.drop", None),
    ]
    assert {entry["actor"] for entry in entries} == {database.value("select session_user")}
    assert entries[9]["details"]["accepted"] == 1
    assert entries[-1]["details"]["tokens"] == 0
    assert "tenant.drop" in cli("audit", "--limit", "1").stdout


@pytest.mark.parametrize(
    "change", ["update {} set actor = 'nobody'", "delete from {}", "truncate {}"]
)
def test_the_audit_log_is_append_only(tenant: str, database: Database, change: str) -> None:
    for role in ("none", "hardal_owner"):
        with database.connect() as conn:
            conn.execute(f"set role {role}")
            with pytest.raises(psycopg.Error, match="never changed"):
                conn.execute(change.format("hardal_private.audit_log").encode())


def test_a_command_that_fails_is_not_in_the_audit_log(cli: Cli, tenant: str) -> None:
    cli("url", "create", tenant, "--name", "Ann", exit_code=1)
    cli("token", "revoke", tenant, "nobody", exit_code=1)
    assert [entry["action"] for entry in cli.json("audit", tenant)] == ["tenant.create"]
