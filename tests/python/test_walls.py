"""Walls are missing grants: what each login and token cannot do, tried as that login."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import psycopg
import pytest
from psycopg.rows import DictRow

from hardal_admin.demo import EVENT
from tests.conftest import Cli
from tests.harness import postgrest
from tests.harness.databases import Database, unique_name
from tests.harness.postgrest import Api


@pytest.fixture
def other(cli: Cli, database: Database) -> str:
    """Another tenant, with an event of its own."""
    name = unique_name("other")
    cli("tenant", "create", name)
    database.value(f'select {name}__store.ingest(\'[{{"event_name": "secret"}}]\')')
    return name


def test_a_reader_cannot_reach_what_is_not_its_own(
    reader: psycopg.Connection[DictRow], tenant: str, other: str
) -> None:
    reader.execute("set default_transaction_read_only to off")
    for statement in (
        f"select * from {other}.events",
        f"select * from {other}.rejected_events",
        f"select * from {other}__store.events",
        f"select * from {tenant}__store.events",
        f"select * from {tenant}__store.event_ids",
        f"select {other}__store.ingest('[]')",
        f"select {tenant}__store.ingest('[]')",
        "select * from hardal_private.tenants",
        "select hardal_private.create_tenant('x1')",
        'select hardal.ingest(\'{"event_name": "x"}\')',
        "select * from hardal.events()",
        "set role hardal_owner",
        "set role hardal_ingest",
        f"set role {other}__read",
        "set session authorization postgres",
        f"insert into {tenant}.events (event_name) values ('x')",
        f"delete from {tenant}.events",
        "truncate events",
        "create table mine (n int)",
        f"create table {tenant}.mine (n int)",
        "create schema mine",
        "create role mine",
        "copy (select 1) to program 'true'",
        f"copy {other}.events to stdout",
        f"select * from {tenant}__store.partition_lock",
    ):
        with pytest.raises(psycopg.Error) as refused:
            reader.execute(statement)
        assert refused.value.sqlstate in ("42501", "42P01", "3F000", "42809"), (statement, refused.value)
    assert reader.execute("select count(*) from events").fetchone() == {"count": 0}


def test_claims_set_by_hand_say_nothing(reader: psycopg.Connection[DictRow], other: str) -> None:
    reader.execute("select set_config('request.jwt.claims', %s, false)", (f'{{"tenant": "{other}"}}',))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("select * from hardal.events()")


def test_a_reader_starts_out_read_only_with_a_timeout(reader: psycopg.Connection[DictRow], tenant: str) -> None:
    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": "1min",
        "search_path": tenant,
        "idle_in_transaction_session_timeout": "10min",
    }
    for name, value in settings.items():
        assert reader.execute(f"show {name}").fetchone() == {name: value}


def test_a_url_has_a_connection_limit(cli: Cli, tenant: str) -> None:
    url = cli.json("url", "create", tenant, "--name", "many")["url"]
    open_connections = []
    try:
        for _ in range(5):
            open_connections.append(psycopg.connect(url))
        with pytest.raises(psycopg.OperationalError, match="too many connections"):
            psycopg.connect(url)
    finally:
        for conn in open_connections:
            conn.close()


def forge(token: str, secret: str = postgrest.SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """The token with other claims, signed by whoever has the secret."""
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, secret if algorithm != "none" else "", algorithm=algorithm)


def test_a_token_that_is_not_as_issued_is_401(api: Api, ingest_token: str, other: str, read_token: str) -> None:
    past = datetime.now(UTC) - timedelta(minutes=5)
    future = datetime.now(UTC) + timedelta(minutes=5)
    jti = jwt.decode(read_token, options={"verify_signature": False})["jti"]
    assert api.post("/rpc/ingest", EVENT, forge(ingest_token)).status_code == 200
    for token in (
        forge(ingest_token, secret="x" * 40),
        forge(ingest_token, algorithm="none"),
        forge(ingest_token, exp=past),
        forge(ingest_token, exp=None),
        forge(ingest_token, nbf=future),
        forge(ingest_token, aud="another"),
        forge(ingest_token, aud=None),
        forge(ingest_token, tenant=other),
        forge(ingest_token, tenant=None),
        forge(ingest_token, tenant="nobody"),
        forge(ingest_token, role="hardal_read"),
        forge(ingest_token, role="hardal_anon"),
        forge(ingest_token, role=None),
        forge(ingest_token, jti=None),
        forge(ingest_token, jti="7c1e4a52-0000-4000-8000-000000000001"),
        forge(ingest_token, jti="no uuid"),
        forge(ingest_token, jti=jti),
        ingest_token[:-4],
        "Bearer",
        "",
    ):
        answer = api.post("/rpc/ingest", EVENT, token or None)
        assert answer.status_code == 401, (token, answer.text)
    for role in ("hardal_owner", "postgres", "hardal_dba", "hardal_authenticator", f"{other}__read", "nobody"):
        answer = api.post("/rpc/ingest", EVENT, forge(ingest_token, role=role))
        assert answer.status_code in (400, 401, 403), (role, answer.text)


def test_the_authenticator_has_no_rights_of_its_own(database: Database, tenant: str) -> None:
    with database.connect(database.server.login("hardal_authenticator", database.name)) as conn:
        for statement in (
            f"select * from {tenant}.events",
            "select * from hardal_private.tokens",
            "select hardal.ingest('{}')",
            f"set role {tenant}__read",
            "set role hardal_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)
