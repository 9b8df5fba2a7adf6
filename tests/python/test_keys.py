"""Keys are sent as the user of Basic authentication, and do what tokens of their scope do."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

EVENT = {"event_name": "x"}
READS = ("events", "sessions?since=2024-01-01", "event_catalog", "daily_activity")
COUNTS = ("event_catalog", "property_catalog", "daily_activity", "active_clients")


def make(cli: Cli, tenant: str, scope: str = "ingest", name: str = "web") -> str:
    made = cli.json("key", "create", tenant, "--scope", scope, "--name", name)
    key = made["key"]
    assert isinstance(key, str)
    assert len(key) == 35
    assert key[3:].isalnum()
    assert (made["tenant"], made["scope"], made["name"]) == (tenant, scope, name)
    return key


def test_a_key_stores_events_for_its_tenant(
    api: Api, cli: Cli, tenant: str, database: Database
) -> None:
    cli("tenant", "create", f"{tenant}_b")
    key, other = make(cli, tenant), make(cli, f"{tenant}_b")
    assert api.post("/rpc/ingest", EVENT, key).json()["accepted"] == 1
    assert api.post("/rpc/ingest", [EVENT, EVENT], other).json()["accepted"] == 2
    assert database.value(f"select count(*) from {tenant}.events") == 1
    assert database.value(f"select count(*) from {tenant}_b.events") == 2


@pytest.mark.parametrize(
    ("scope", "served"),
    [("ingest", ()), ("read", (*READS, *COUNTS)), ("aggregate", COUNTS),
     ("manage", (*READS, *COUNTS))],
)  # fmt: skip
def test_a_key_does_what_its_scope_may(
    api: Api, cli: Cli, tenant: str, scope: str, served: tuple[str, ...]
) -> None:
    key = make(cli, tenant, scope)
    for function in {*READS, *COUNTS}:
        answer = api.get(f"/rpc/{function}", key)
        assert answer.status_code == (200 if function in served else 403), (function, answer.text)
        if answer.status_code == 403:
            assert answer.json()["message"] == f"a key of the scope {scope} may not call this"
    for path in ("/", "/rpc/nothing", "/rpc/authorise_request"):
        assert api.get(path, key).status_code == 404
    stored = api.post("/rpc/ingest", EVENT, key).status_code
    assert stored == (200 if scope == "ingest" else 403)


def test_an_aggregate_key_sees_no_value_of_a_property(api: Api, cli: Cli, tenant: str) -> None:
    event = EVENT | {"properties": {"plan": "pro"}}
    assert api.post("/rpc/ingest", event, make(cli, tenant)).status_code == 200
    (counted,) = api.get("/rpc/property_catalog", make(cli, tenant, "aggregate", "a")).json()
    (read,) = api.get("/rpc/property_catalog", make(cli, tenant, "read", "r")).json()
    assert (counted["examples"], read["examples"]) == (None, ["pro"])
    assert counted | {"examples": None} == read | {"examples": None}


def test_a_refused_key_is_told_why(api: Api, cli: Cli, tenant: str, database: Database) -> None:
    key = make(cli, tenant)

    def said(key: str) -> tuple[int, str]:
        answer = api.post("/rpc/ingest", EVENT, key)
        return answer.status_code, answer.json()["message"]

    assert said("hk_" + "A" * 32) == (401, "the key is unknown here")
    answer = api.post("/rpc/ingest", EVENT, None)
    assert answer.json()["message"] == "this request has no token and no key"
    assert said(key[:-1]) == (401, "the key is unknown here")
    cli("tenant", "suspend", tenant)
    assert said(key) == (403, f"the tenant {tenant} is suspended")
    cli("tenant", "resume", tenant)
    assert api.post("/rpc/ingest", EVENT, key).status_code == 200
    database.value("update hardal_private.tokens set expires_at = now() returning 1")
    assert said(key) == (401, "the key has expired")
    assert cli.wrong()[0]["name"] == "expired key"
    cli("key", "revoke", tenant, "web")
    assert said(key) == (401, "the key was revoked")


@pytest.mark.parametrize(
    "header",
    [
        "Basic", "Basic =", "Basic ====", "Basic a", "Basic /w==", "Basic Og==",
        "Basic " + b64encode(b"x" * 4000).decode(), "Basic " + b64encode(b"hk_\xff\x00:").decode(),
        "basic aGtfOg==", "Digest x", "Bearer", "hk_" + "A" * 32,
    ],
)  # fmt: skip
def test_another_authorization_is_refused_with_401(api: Api, header: str) -> None:
    answer = api.client.post("/rpc/ingest", json=EVENT, headers={"Authorization": header})
    assert answer.status_code == 401, answer.text


def test_a_rotation_leaves_no_gap(api: Api, cli: Cli, tenant: str) -> None:
    old = make(cli, tenant, "ingest")
    new = cli.json("key", "rotate", tenant, "web", "--overlap", "1h")["key"]
    assert new != old
    for key in (old, new):
        assert api.post("/rpc/ingest", EVENT, key).status_code == 200
    assert [row["state"] for row in cli.json("key", "list", tenant)] == ["ending", "live"]
    newest = cli.json("key", "rotate", tenant, "web", "--overlap", "0s")["key"]
    assert api.post("/rpc/ingest", EVENT, new).status_code == 401
    assert api.post("/rpc/ingest", EVENT, newest).status_code == 200
    assert cli.json("key", "revoke", tenant, "web")["revoked"] == 1
    assert api.post("/rpc/ingest", EVENT, newest).status_code == 401


def test_keys_and_tokens_are_one_registry_with_one_set_of_names(
    cli: Cli, tenant: str, ingest_token: str
) -> None:
    said = cli("key", "create", tenant, "--name", "backend", exit_code=1).stderr
    assert "has a token or a key named" in said
    for command in ("rotate", "revoke"):
        said = cli("key", command, tenant, "backend", exit_code=1).stderr
        assert "no live key named" in said
        assert f"hardal-admin key list {tenant}" in said
    make(cli, tenant)
    assert "no live token named" in cli("token", "revoke", tenant, "web", exit_code=1).stderr
    assert [row["name"] for row in cli.json("token", "list", tenant)] == ["backend"]
    assert [row["name"] for row in cli.json("key", "list", tenant)] == ["web"]
    assert cli.wrong() == []


def test_a_key_is_stored_nowhere_and_its_use_is_by_the_hour(
    api: Api, cli: Cli, tenant: str, database: Database
) -> None:
    key = make(cli, tenant)
    assert cli.json("key", "list", tenant)[0]["last_used_at"] is None
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(api.post, "/rpc/ingest", EVENT, key) for _ in range(20)]
        assert {request.result().status_code for request in sent} == {200}
    used = database.value(
        "select used_at = date_trunc('hour', used_at) from hardal_private.tokens"
        " where digest is not null"
    )
    assert used is True
    assert database.value(
        "select count(*) from hardal_private.tokens as t where t::text like %s", f"%{key}%"
    ) == 0  # fmt: skip
    listed = cli("key", "list", tenant).stdout + cli("audit").stdout + cli("audit", "--json").stdout
    assert key not in listed
    assert "key.create" in listed


def test_a_scope_that_no_key_has_is_refused(cli: Cli, tenant: str) -> None:
    said = cli("key", "create", tenant, "--name", "x", "--scope", "write", exit_code=2).stderr
    assert "aggregate" in said
