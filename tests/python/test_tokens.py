"""Tokens are listed, rotated without a gap, and revoked at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

EVENT = {"event_name": "x"}


def test_rotation_leaves_no_gap(api: Api, cli: Cli, tenant: str, ingest_token: str) -> None:
    new = cli.json("token", "rotate", tenant, "backend", "--overlap", "1h")
    assert new["scope"] == "ingest"
    for token in (ingest_token, new["token"]):
        assert api.post("/rpc/ingest", EVENT, token).status_code == 200
    assert [row["state"] for row in cli.json("token", "list", tenant)] == ["ending", "live"]
    assert "backend" in cli("token", "list", tenant).stdout
    newest = cli.json("token", "rotate", tenant, "backend", "--overlap", "0s")["token"]
    assert api.post("/rpc/ingest", EVENT, str(new["token"])).status_code == 401
    assert api.post("/rpc/ingest", EVENT, newest).status_code == 200


def test_a_revoked_token_is_refused_at_the_next_request(
    api: Api, cli: Cli, tenant: str, ingest_token: str
) -> None:
    new = cli.json("token", "rotate", tenant, "backend")["token"]
    assert api.post("/rpc/ingest", EVENT, new).status_code == 200
    assert cli.json("token", "revoke", tenant, "backend")["revoked"] == 2
    for token in (ingest_token, new):
        answer = api.post("/rpc/ingest", EVENT, token)
        assert (answer.status_code, answer.json()["message"]) == (401, "the token was revoked")
    assert {row["state"] for row in cli.json("token", "list", tenant)} == {"revoked"}
    for command in ("revoke", "rotate"):
        assert "no live token named" in cli("token", command, tenant, "backend", exit_code=1).stderr
    # the name is free again
    cli("token", "create", tenant, "--scope", "ingest", "--name", "backend")


def test_a_token_is_refused_from_the_second_that_it_expires(
    api: Api, tenant: str, ingest_token: str, database: Database
) -> None:
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 200
    database.value(
        "update hardal_private.tokens set expires_at = now() - interval '1 second' returning 1"
    )
    answer = api.post("/rpc/ingest", EVENT, ingest_token)
    assert (answer.status_code, answer.json()["message"]) == (401, "the token has expired")


def test_the_last_use_of_a_token_is_stored_by_the_hour(
    api: Api, cli: Cli, tenant: str, ingest_token: str, read_token: str, database: Database
) -> None:
    assert api.get("/rpc/events", read_token).status_code == 200
    api.post("/rpc/validate", EVENT, ingest_token)
    used = {row["name"]: row["last_used_at"] for row in cli.json("token", "list", tenant)}
    assert used["reader"] is None
    assert used["backend"] is not None
    database.value(
        "update hardal_private.tokens set used_at = '2024-01-01' where name = 'backend' returning 1"
    )
    api.post("/rpc/ingest", EVENT, ingest_token)
    assert database.value(
        "select used_at = date_trunc('hour', now())"
        " from hardal_private.tokens where name = 'backend'"
    )


def test_requests_do_not_wait_for_each_other_to_record_a_use(
    api: Api, ingest_token: str, database: Database
) -> None:
    with database.connect() as other, other.transaction():
        other.execute("select from hardal_private.tokens for update")
        with ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(
                    lambda _: api.post("/rpc/ingest", EVENT, ingest_token).status_code, range(8)
                )
            )
        assert answers == [200] * 8


def test_several_tokens_are_live_at_once(api: Api, cli: Cli, tenant: str) -> None:
    tokens = [
        cli.json("token", "create", tenant, "--scope", "ingest", "--name", name)["token"]
        for name in ("a", "b", "c")
    ]
    assert [api.post("/rpc/ingest", EVENT, token).status_code for token in tokens] == [200] * 3
    cli("token", "revoke", tenant, "b")
    assert [api.post("/rpc/ingest", EVENT, token).status_code for token in tokens] == [
        200,
        401,
        200,
    ]


@pytest.mark.parametrize("option", [("--expires", "0h"), ("--expires", "x"), ("--overlap", "x")])
def test_a_rotation_with_a_bad_span_changes_nothing(
    cli: Cli, tenant: str, ingest_token: str, option: tuple[str, str]
) -> None:
    cli("token", "rotate", tenant, "backend", *option, exit_code=1)
    assert [row["state"] for row in cli.json("token", "list", tenant)] == ["live"]


def test_concurrent_rotations_leave_one_live_token(
    cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    start = threading.Barrier(4)

    def rotate(_: int) -> bool:
        with database.connect() as conn:
            start.wait(30)
            try:
                conn.execute(
                    "select hardal_private.rotate_token("
                    "%s, 'backend', 'k', now() + interval '1 day', '1 hour')",
                    (tenant,),
                )
            except Exception:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert any(pool.map(rotate, range(4)))
    assert [row["state"] for row in cli.json("token", "list", tenant)].count("live") == 1
