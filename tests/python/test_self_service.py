"""PSQL URLs and keys that are made, rotated and revoked over HTTP, and attacks on that way."""

import contextlib
import json
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.harness import postgrest, psql, releases
from tests.harness.databases import Database, unique_name
from tests.harness.postgrest import Api
from tests.harness.scram import verifier
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

SOON = (datetime.now(UTC) + timedelta(days=30)).isoformat()
STATUS = {"PT400": 400, "PT403": 403, "PT404": 404, "PT409": 409}


class Manager:
    """The calls of a key of the scope manage."""

    def __init__(self, api: Api, cli: Cli, tenant: str) -> None:
        self.api, self.cli, self.tenant = api, cli, tenant
        self.key = make_key(cli, tenant, "manage")

    def __call__(self, function: str, **arguments: Any) -> httpx.Response:
        return self.api.post(f"/rpc/{function}", arguments, self.key)

    def done(self, function: str, **arguments: Any) -> Any:
        answer = self(function, **arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, function: str, code: str, **arguments: Any) -> str:
        """Return the message of a refusal, which has this code, its status and a hint."""
        answer = self(function, **arguments)
        assert answer.json()["code"] == code, answer.text
        assert answer.status_code == STATUS[code]
        assert answer.json()["hint"]
        return str(answer.json()["message"])

    def revoke(self, name: str) -> int:
        """Revoke a PSQL URL as the page does. Return how many connections ended."""
        first = self.done("revoke_url", name=name)
        assert first["dropped"] is False
        second = self.done("revoke_url", name=name)
        assert second["dropped"] is True
        return int(first["connections_ended"] + second["connections_ended"])

    def rows(self, function: str) -> Any:
        answer = self.api.get(f"/rpc/{function}", self.key)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def make_url(self, name: str = "ann", **arguments: Any) -> str:
        """Make a PSQL URL as the page does, and return it with the password."""
        password = secrets.token_urlsafe(24)
        made = self.done("create_url", name=name, verifier=verifier(password), **arguments)
        return psql_url(made, password)


def psql_url(made: dict[str, Any], password: str) -> str:
    at = made["address"]
    return (
        f"postgresql://{made['role']}:{password}@{at['host']}:{at['port']}/{at['dbname']}"
        f"?sslmode={at['sslmode']}"
    )


def make_key(cli: Cli, tenant: str, scope: str) -> str:
    return str(
        cli.json("key", "create", tenant, "--scope", scope, "--name", f"a_{scope}_key")["key"]
    )


@pytest.fixture
def manager(api: Api, cli: Cli, tenant: str) -> Manager:
    return Manager(api, cli, tenant)


@pytest.fixture
def logins(database: Database, tenant: str) -> Callable[[], list[str]]:
    """Return the logins of the test's tenant that the server has."""

    def now() -> list[str]:
        with database.connect() as conn:
            rows = conn.execute(
                "select rolname from pg_roles where starts_with(rolname, %s) order by 1",
                (f"{tenant}__u_",),
            ).fetchall()
        return [row["rolname"] for row in rows]

    return now


# What a person does.


def test_a_url_made_over_http_reads_its_tenant_and_no_other(
    manager: Manager, cli: Cli, tenant: str
) -> None:
    cli("tenant", "create", f"{tenant}_b")
    url = manager.make_url(expires_at=SOON, connections=2, statement_timeout=7000)
    with psycopg.connect(url, autocommit=True) as conn:
        assert conn.execute("select count(*) from events").fetchone() == (0,)
        assert conn.execute("show statement_timeout").fetchone() == ("7s",)
        conn.execute("set default_transaction_read_only = off")
        for query in (
            f"select * from {tenant}_b.events",
            f"select * from {tenant}__store.events",
            "select * from hardal_private.urls",
            "create role eve",
            # before PostgreSQL 16 every member may switch
            *([f"set role {tenant}__read"] if conn.info.server_version >= 160000 else []),
            "set role hardal_doorkeeper",
            "select hardal_doorkeeper.sync_login('a', 'read', 'open', 1, null, '{}')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(query)
        (row,) = manager.rows("urls")
    assert row["connections_now"] == 1
    assert (row["name"], row["role"], row["scope"]) == ("ann", f"{tenant}__u_ann", "read")
    assert (row["state"], row["connections"], row["statement_timeout"]) == ("live", 2, 7000)
    assert "SCRAM" not in json.dumps(row)


def test_a_url_is_the_same_whoever_made_it(manager: Manager, cli: Cli, tenant: str) -> None:
    manager.make_url("ann")
    cli("url", "create", tenant, "--name", "bob")
    rows = cli.json("url", "list", tenant)
    assert [row["name"] for row in rows] == ["ann", "bob"]
    differ = {key for key in rows[0] if rows[0][key] != rows[1][key]}
    assert differ == {"name", "role", "created_at"}
    assert cli.wrong() == []
    # each way manages what the other has made
    cli("url", "rotate", tenant, "ann")
    password = secrets.token_urlsafe(9)
    made = manager.done("rotate_url", name="bob", verifier=verifier(password))
    with psycopg.connect(psql_url(made, password)):
        assert cli.json("url", "revoke", tenant, "bob")["sessions_ended"] == 1
    assert manager.revoke("ann") == 0
    assert cli.json("url", "list", tenant) == []
    assert cli.wrong() == []


def test_a_tenant_is_suspended_and_dropped_with_the_urls_made_over_http(
    manager: Manager, cli: Cli, tenant: str, logins: Callable[[], list[str]]
) -> None:
    url = manager.make_url()
    with psycopg.connect(url):
        assert cli.json("tenant", "suspend", tenant)["sessions_ended"] == 1
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(url)
    assert manager("create_url", name="bob", verifier=verifier("x")).status_code == 403
    cli("tenant", "resume", tenant)
    psycopg.connect(url).close()
    cli("tenant", "drop", tenant, "--yes", tenant)
    assert logins() == []


def test_rotating_a_url_changes_only_the_password(manager: Manager) -> None:
    old, password = manager.make_url(statement_timeout=7000), secrets.token_urlsafe(24)
    with psycopg.connect(old, autocommit=True) as running:
        made = manager.done("rotate_url", name="ann", verifier=verifier(password))
        running.execute("select count(*) from events")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(old)
    with psycopg.connect(psql_url(made, password)) as conn:
        assert conn.execute("show statement_timeout").fetchone() == ("7s",)


def test_a_writer_made_over_http_can_only_ingest(manager: Manager, tenant: str) -> None:
    with psycopg.connect(manager.make_url("job", scope="write"), autocommit=True) as conn:
        conn.execute("""select ingest('{"event_name": "x"}')""")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(f"select * from {tenant}.events")


def test_keys_are_made_rotated_and_revoked(manager: Manager, api: Api, ingest_token: str) -> None:
    made = manager.done("create_key", name="web", scope="ingest")
    assert api.post("/rpc/ingest", {"event_name": "x"}, made["key"]).status_code == 200
    days = (datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)).days
    assert days in (364, 365)
    after = manager.done("rotate_key", name="web", overlap="1 hour", expires_at=SOON)
    for key in (made["key"], after["key"]):
        assert api.post("/rpc/ingest", {"event_name": "x"}, key).status_code == 200
    rows = manager.rows("keys")
    assert [(row["kind"], row["name"], row["state"]) for row in rows] == [
        ("key", "a_manage_key", "live"), ("token", "backend", "live"),
        ("key", "web", "ending"), ("key", "web", "live"),
    ]  # fmt: skip
    assert [row["used_at"] is not None for row in rows] == [False, False, True, True]
    # the old one ends when the overlap does
    old_end, new_end = (datetime.fromisoformat(row["expires_at"]) for row in rows[2:])
    assert datetime.now(UTC) < old_end <= datetime.now(UTC) + timedelta(hours=1)
    assert new_end == datetime.fromisoformat(SOON)
    assert manager.done("revoke_key", name="web") == {"name": "web", "revoked": 2}
    assert api.post("/rpc/ingest", {"event_name": "x"}, after["key"]).status_code == 401
    assert manager.done("revoke_token", name="backend") == {"name": "backend", "revoked": 1}
    assert api.post("/rpc/ingest", {"event_name": "x"}, ingest_token).status_code == 401
    manager.refused("revoke_key", "PT404", name="web")
    manager.refused("revoke_token", "PT404", name="a_manage_key")
    assert len(manager.rows("keys")) == 1


@pytest.mark.parametrize("scope", ["ingest", "read", "aggregate", "manage"])
def test_a_session_says_what_the_key_may_do(api: Api, cli: Cli, tenant: str, scope: str) -> None:
    said = api.get("/rpc/session", make_key(cli, tenant, scope)).json()
    assert (said["tenant"], said["kind"], said["scope"]) == (tenant, "key", scope)
    assert said["name"] == f"a_{scope}_key"
    assert said["self_service"] is True
    assert datetime.fromisoformat(said["expires_at"]) > datetime.now(UTC)
    may = {what for what, allowed in said["can"].items() if allowed}
    manages = {"urls", "keys", "test_event", "replay", "describe"}
    assert may == {
        "ingest": {"ingest"},
        "read": {"read", "count"},
        "aggregate": {"count"},
        "manage": {"read", "count", *manages},
    }[scope]  # fmt: skip


def test_the_session_of_a_token(api: Api, tenant: str, read_token: str) -> None:
    said = api.get("/rpc/session", read_token).json()
    assert (said["tenant"], said["kind"], said["name"]) == (tenant, "token", "reader")


def test_the_audit_log_names_the_key(manager: Manager, cli: Cli, tenant: str) -> None:
    manager.make_url()
    manager.done("create_key", name="web", scope="read")
    entries = {entry["action"]: entry for entry in cli.json("audit", tenant)}
    for action in ("url.create", "key.create"):
        assert entries[action]["actor"] == "hardal_authenticator"
        by = entries[action]["details"]["by"]
        assert (by["kind"], by["name"]) == ("key", "a_manage_key")
        assert by["jti"]
    assert "by" not in entries["tenant.create"]["details"]
    assert "SCRAM" not in json.dumps(list(entries.values()), default=str)


# What an attacker does.


@pytest.mark.parametrize(
    "name",
    [
        "", "Ann", "1a", "_a", "ann-b", "ann b", "a'b", 'a"b', "a;drop role x", "ann\u0000", "a\n",
        "é", "a" * 60, "postgres\n", "ann' superuser --", '"ann" superuser', "u_ann'", None,
    ],
)  # fmt: skip
def test_no_other_name_is_taken(
    manager: Manager, logins: Callable[[], list[str]], name: str | None
) -> None:
    answer = manager("create_url", name=name, verifier=verifier("x"))
    assert answer.status_code == 400, answer.text
    for function in ("rotate_url", "revoke_url"):
        arguments = {"name": name} | ({"verifier": verifier("x")} if "rot" in function else {})
        assert manager(function, **arguments).status_code in (400, 404)
    assert logins() == []


@pytest.mark.usefixtures("settled_roles")
def test_no_url_of_another_tenant_and_no_other_role_is_reached(
    manager: Manager, cli: Cli, tenant: str, database: Database
) -> None:
    other = f"{tenant}_b"
    cli("tenant", "create", other)
    cli("url", "create", other, "--name", "ann")
    with database.connect() as conn:
        conn.execute(f"create role {tenant}__u_dba login password 'x'")
    before = roles(database, tenant)
    for name in (
        "ann", f"{other}__u_ann", "u_ann", "b__u_ann", "postgres", "hardal_owner", "hardal_dba",
        "hardal_authenticator", "hardal_doorkeeper", "pg_read_all_data", "dba", "read",
    ):  # fmt: skip
        manager.refused("rotate_url", "PT404", name=name, verifier=verifier("x"))
        manager.refused("revoke_url", "PT404", name=name)
    # a DBA's role whose name is that of a PSQL URL is not taken over
    manager.refused("create_url", "PT409", name="dba", verifier=verifier("x"))
    assert roles(database, tenant) == before
    with database.connect() as conn:
        conn.execute(f"drop role {tenant}__u_dba")


def roles(database: Database, tenant: str) -> list[Any]:
    """Return the roles of the test's tenant and those that all tests share, with their passwords.

    Roles of other tests have a number in their names.
    """
    with database.connect(database.server.superuser(database.name)) as conn:
        return conn.execute(
            "select to_jsonb(a) as role, (select array_agg(m.member order by m.member)"
            " from pg_auth_members as m where m.roleid = a.oid and m.member in"
            " (select oid from pg_roles where rolname !~ %(number)s)) as members"
            " from pg_authid as a where rolname !~ %(number)s or starts_with(rolname, %(tenant)s)"
            " order by 1",
            {"number": "_[0-9]+_[0-9]", "tenant": tenant},
        ).fetchall()


@pytest.mark.parametrize(
    "wrong",
    [
        None, "", "secret", "md5" + "a" * 32, "SCRAM-SHA-256$", "SCRAM-SHA-256$4096:x$y:z",
        verifier("x") + "'", verifier("x") + "\n", verifier("x") + " valid until 'infinity'",
        "' superuser --", verifier("x").replace("$4096:", "$1:"),
        verifier("x").replace("$4096:", "$99999999:"), verifier("x").replace("$4096:", "$04096:"),
        verifier("x").replace("$4096:", "$4095:"), verifier("x").lower(), " " + verifier("x"),
        verifier("x")[:-1], verifier("x").replace("==$", "$"), verifier("x") + "A" * 2_000_000,
    ],
)  # fmt: skip
def test_no_other_verifier_is_taken(
    manager: Manager, logins: Callable[[], list[str]], wrong: str | None, database: Database
) -> None:
    manager.refused("create_url", "PT400", name="eve", verifier=wrong)
    url = manager.make_url()
    manager.refused("rotate_url", "PT400", name="ann", verifier=wrong)
    assert logins() == [f"{manager.tenant}__u_ann"]
    psycopg.connect(url).close()


def test_a_verifier_is_stored_as_it_was_sent(
    manager: Manager, tenant: str, database: Database
) -> None:
    sent = verifier("x", 10_000)
    manager.done("create_url", name="ann", verifier=sent)
    with database.connect(database.server.superuser(database.name)) as conn:
        row = conn.execute(
            "select rolpassword, u.verifier from pg_authid join hardal_private.urls as u"
            " on u.role = rolname where rolname = %s",
            (f"{tenant}__u_ann",),
        ).fetchone()
    assert row == {"rolpassword": sent, "verifier": sent}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"scope": "model"}, "PT403"),
        ({"scope": "manage"}, "PT400"),
        ({"scope": "read' superuser"}, "PT400"),
        ({"scope": None}, None),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "PT400"),
        ({"expires_at": "infinity"}, "PT400"),
        ({"expires_at": "-infinity"}, "PT400"),
        ({"expires_at": "soon"}, None),
        ({"connections": 0}, "PT400"),
        ({"connections": -1}, "PT400"),
        ({"connections": 51}, "PT400"),
        ({"connections": None}, None),
        ({"statement_timeout": -1}, "PT400"),
        ({"statement_timeout": 86400001}, "PT400"),
        ({"statement_timeout": "1; alter role x superuser"}, None),
    ],
)
def test_no_other_value_is_taken(
    manager: Manager, logins: Callable[[], list[str]], arguments: Any, code: str | None
) -> None:
    answer = manager("create_url", name="ann", verifier=verifier("x"), **arguments)
    assert answer.status_code == STATUS.get(code or "PT400"), answer.text
    if code:
        assert answer.json()["code"] == code
    assert logins() == []
    assert manager.rows("urls") == []


@pytest.mark.parametrize("scope", ["ingest", "read", "aggregate"])
def test_a_key_of_another_scope_is_refused(
    api: Api, cli: Cli, tenant: str, scope: str, logins: Callable[[], list[str]]
) -> None:
    key = make_key(cli, tenant, scope)
    cli("url", "create", tenant, "--name", "bob")
    for function, arguments in (
        ("create_url", {"name": "ann", "verifier": verifier("x")}),
        ("rotate_url", {"name": "bob", "verifier": verifier("x")}),
        ("revoke_url", {"name": "bob"}),
        ("create_key", {"name": "web"}),
        ("rotate_key", {"name": f"a_{scope}_key"}),
        ("revoke_key", {"name": f"a_{scope}_key"}),
        ("revoke_token", {"name": "x"}),
    ):
        answer = api.post(f"/rpc/{function}", arguments, key)
        assert (answer.status_code, answer.json()["code"]) == (403, "PT403"), function
        assert api.post(f"/rpc/{function}", arguments, None).status_code == 401
    for function in ("urls", "keys"):
        assert api.get(f"/rpc/{function}", key).status_code == 403
    assert logins() == [f"{tenant}__u_bob"]


def test_a_key_that_ended_is_refused(
    manager: Manager, database: Database, cli: Cli, tenant: str
) -> None:
    database.value("update hardal_private.tokens set expires_at = now() returning 1")
    for function in ("create_url", "create_key"):
        answer = manager(function, name="ann", **({"verifier": verifier("x")}
                         if "url" in function else {}))  # fmt: skip
        assert answer.status_code == 401
    cli("key", "revoke", tenant, "a_manage_key")
    assert manager("create_url", name="ann", verifier=verifier("x")).status_code == 401


def test_a_get_changes_nothing(manager: Manager, logins: Callable[[], list[str]]) -> None:
    for call in (
        f"create_url?name=ann&verifier={verifier('x').replace('+', '%2B')}",
        "create_key?name=web",
        "revoke_key?name=a_manage_key",
    ):
        answer = manager.api.get(f"/rpc/{call}", manager.key)
        assert answer.status_code == 405, answer.text
    assert logins() == []
    assert len(manager.rows("keys")) == 1


def test_a_request_that_is_sent_again_is_refused(
    manager: Manager, logins: Callable[[], list[str]], cli: Cli, tenant: str
) -> None:
    first, second = verifier("first"), verifier("second")
    manager.done("create_url", name="ann", verifier=first)
    manager.refused("create_url", "PT409", name="ann", verifier=first)
    manager.done("rotate_url", name="ann", verifier=second)
    # the old password does not come back, neither there nor elsewhere
    manager.refused("rotate_url", "PT409", name="ann", verifier=first)
    manager.refused("rotate_url", "PT409", name="ann", verifier=second)
    manager.refused("create_url", "PT409", name="bob", verifier=second)
    manager.revoke("ann")
    manager.refused("revoke_url", "PT404", name="ann")
    manager.refused("create_url", "PT409", name="ann", verifier=first)
    manager.refused("create_url", "PT409", name="ann", verifier=second)
    assert logins() == []
    # another tenant's registry tells nothing of it
    cli("tenant", "create", f"{tenant}_b")
    other = Manager(manager.api, cli, f"{tenant}_b")
    other.done("create_url", name="ann", verifier=first)


def test_no_more_urls_than_the_tenant_may_have(manager: Manager, cli: Cli, tenant: str) -> None:
    cli("tenant", "set", tenant, "--max-urls", "3")
    with ThreadPoolExecutor(3) as pool:
        answers = [
            pool.submit(manager, "create_url", name=f"u{n}", verifier=verifier("x"))
            for n in range(9)
        ]
        codes = [answer.result().status_code for answer in answers]
    assert codes.count(200) == 3
    assert set(codes) <= {200, 409, 429}
    assert "as many as it may" in manager.refused("create_url", "PT409", name="v",
                                                  verifier=verifier("x"))  # fmt: skip
    said = cli("url", "create", tenant, "--name", "v", exit_code=1).stderr
    assert "--max-urls" in said
    manager.revoke(manager.rows("urls")[0]["name"])
    manager.make_url("v")


@pytest.mark.parametrize("value", ["scope", "connections", "statement_timeout"])
def test_a_value_that_is_null_is_refused(manager: Manager, value: str) -> None:
    manager.refused("create_url", "PT400", name="ann", verifier=verifier("x" * 30), **{value: None})


def test_of_two_that_make_the_same_name_one_wins(manager: Manager) -> None:
    with ThreadPoolExecutor(3) as pool:
        answers = [
            pool.submit(manager, "create_url", name="ann", verifier=verifier("x")) for _ in range(9)
        ]
        codes = [answer.result().status_code for answer in answers]
    assert codes.count(200) == 1
    assert set(codes) <= {200, 409, 429}
    assert len(manager.rows("urls")) == 1


def test_a_key_of_the_scope_manage_is_not_made_and_not_prolonged(
    manager: Manager, cli: Cli, tenant: str
) -> None:
    manager.refused("create_key", "PT403", name="eve", scope="manage", expires_at=SOON)
    manager.refused("rotate_key", "PT403", name="a_manage_key", overlap="1 day")
    for scope in ("write", "model", "anon", "owner", "", "manage ", None):
        manager.refused("create_key", "PT400", name="eve", scope=scope)
    for name in ("", "x" * 64, "a\u0007b", None):
        manager.refused("create_key", "PT400", name=name)
    for overlap in ("-1 hour", "31 days", None):
        manager.refused("rotate_key", "PT400", name="a_manage_key", overlap=overlap)
    for end in ("infinity", "-infinity", "2020-01-01"):
        manager.refused("create_key", "PT400", name="eve", expires_at=end)
    assert [row["name"] for row in manager.rows("keys")] == ["a_manage_key"]
    assert cli.json("key", "list", tenant)[0]["state"] == "live"


def test_a_url_of_the_scope_model_is_the_tools_alone(
    manager: Manager, cli: Cli, tenant: str
) -> None:
    url = cli.json("url", "create", tenant, "--name", "dbt", "--scope", "model")["url"]
    manager.refused("rotate_url", "PT403", name="dbt", verifier=verifier("x"))
    manager.refused("revoke_url", "PT403", name="dbt")
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"create table {tenant}__models.kept as select 1 as n")
        assert cli.json("url", "revoke", tenant, "dbt")["sessions_ended"] == 1
    with psycopg.connect(manager.make_url()) as conn:
        assert conn.execute(f"select n from {tenant}__models.kept").fetchone() == (1,)
    assert cli.wrong() == []


def test_a_role_with_more_power_gets_no_password(
    manager: Manager, tenant: str, database: Database
) -> None:
    """Its rights came from a DBA, who gave them to somebody else."""
    manager.make_url()
    with database.connect(database.server.superuser(database.name)) as conn:
        for give, take in (
            ("alter role {} superuser", "alter role {} nosuperuser"),
            ("alter role {} createrole", "alter role {} nocreaterole"),
            ("alter role {} bypassrls", "alter role {} nobypassrls"),
            ("grant pg_read_all_data to {}", "revoke pg_read_all_data from {}"),
        ):
            conn.execute(sql.SQL(give).format(sql.Identifier(f"{tenant}__u_ann")))
            answer = manager("rotate_url", name="ann", verifier=verifier("x"))
            assert answer.status_code in (403, 409, 500), answer.text
            conn.execute(sql.SQL(take).format(sql.Identifier(f"{tenant}__u_ann")))
    manager.done("rotate_url", name="ann", verifier=verifier("x"))


def is_ended(conn: psycopg.Connection[Any]) -> bool:
    with contextlib.suppress(psycopg.OperationalError):
        conn.execute("select 1")
    return conn.closed


@contextlib.contextmanager
def waiting(manager: Manager, database: Database, lock: str) -> Iterator[Callable[[], Any]]:
    """Revoke ann's PSQL URL, which waits for a lock. Yield what ends the wait, and answers."""
    with database.connect() as blocker, ThreadPoolExecutor(1) as pool:
        blocker.execute("begin")
        blocker.execute(lock)
        revoked = pool.submit(manager, "revoke_url", name="ann")
        while not database.waiting_for(blocker):
            assert not revoked.done()

        def end() -> Any:
            blocker.execute("commit")
            return revoked.result().json()

        yield end


def test_a_connection_that_slips_in_while_a_url_is_revoked_has_no_rights_and_is_ended(
    manager: Manager, tenant: str, database: Database
) -> None:
    """The revocation waits here when it has ended the connections that it saw."""
    url = manager.make_url()
    seen = psycopg.connect(url, autocommit=True)
    with waiting(manager, database, "lock table hardal_private.audit_log in exclusive mode") as end:
        assert is_ended(seen)
        late = psycopg.connect(url, autocommit=True)
        late.execute("select count(*) from events")
        late.execute("set default_transaction_read_only = off")
        assert end() == {"name": "ann", "connections_ended": 1, "dropped": False}
    for query in (f"select * from {tenant}.events", f"create table {tenant}.t (n int)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            late.execute(query)
    assert [row["state"] for row in manager.rows("urls")] == ["being revoked"]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    answer = manager.done("revoke_url", name="ann")
    assert answer == {"name": "ann", "connections_ended": 1, "dropped": True}
    assert is_ended(late)


def test_a_connection_that_came_after_the_request_began_is_ended_too(
    manager: Manager, database: Database
) -> None:
    url = manager.make_url()
    with waiting(manager, database, "select from hardal_private.urls for update") as end:
        late = psycopg.connect(url, autocommit=True)
        assert end()["connections_ended"] == 1
    assert is_ended(late)


def test_maintenance_drops_the_login_of_a_url_that_was_revoked(
    manager: Manager, cli: Cli, database: Database, logins: Callable[[], list[str]], tenant: str
) -> None:
    manager.make_url()
    manager.make_url("bob")
    manager.done("revoke_url", name="ann")
    assert {found["name"] for found in cli.wrong()} == {"half-revoked PSQL URL"}
    cli("maintain", tenant)
    assert len(logins()) == 2
    with database.connect() as conn:
        conn.execute(
            "update hardal_private.urls set revoked_at = revoked_at - interval '2 minutes'"
        )
    cli("maintain", tenant)
    assert logins() == [f"{tenant}__u_bob"]
    assert [row["name"] for row in manager.rows("urls")] == ["bob"]


def test_a_login_cannot_keep_its_url_from_being_revoked(
    manager: Manager, cli: Cli, tenant: str, database: Database
) -> None:
    """No SECURITY DEFINER function can reset these settings, which a login gives itself."""
    for name in ("ann", "bob"):
        with psycopg.connect(manager.make_url(name), autocommit=True) as conn:
            conn.execute("set default_transaction_read_only = off")
            me, here = sql.Identifier(f"{tenant}__u_{name}"), sql.Identifier(database.name)
            for text in ("alter role {0} set role to {0}", "alter role {0} set work_mem to '1GB'",
                         "alter role {0} in database {1} set role to {0}"):  # fmt: skip
                conn.execute(sql.SQL(text).format(me, here))
    manager.done("rotate_url", name="ann", verifier=verifier("x"))
    manager.revoke("ann")
    assert {found["name"] for found in cli.wrong()} == {"role settings"}
    cli("doctor", "--fix")
    assert cli.wrong() == []
    manager.revoke("bob")


@pytest.mark.parametrize(
    "change", ["alter role current_user password 'x'", "alter role current_user set work_mem = 64"]
)
def test_a_login_that_holds_its_own_row_is_rotated_suspended_and_revoked_all_the_same(
    manager: Manager, cli: Cli, tenant: str, change: str
) -> None:
    """A transaction that has changed the login, and stays open, locks the login's row."""

    def hold(url: str) -> psycopg.Connection[Any]:
        conn = psycopg.connect(url)
        for setting in (
            "default_transaction_read_only", "idle_in_transaction_session_timeout",
            "statement_timeout", "lock_timeout",
        ):  # fmt: skip
            conn.execute(f"set {setting} = 0")
        conn.commit()
        conn.execute(change)
        return conn

    url = manager.make_url()
    holder = hold(url)
    password = secrets.token_urlsafe(24)
    made = manager.done("rotate_url", name="ann", verifier=verifier(password))
    with pytest.raises(psycopg.OperationalError):
        holder.execute("select 1")
    url = psql_url(made, password)
    holder = hold(url)
    cli("tenant", "suspend", tenant)
    with pytest.raises(psycopg.OperationalError):
        holder.execute("select 1")
    cli("tenant", "resume", tenant)
    assert cli.wrong() == []
    holder = hold(url)
    assert manager.revoke("ann") >= 0
    with pytest.raises(psycopg.OperationalError):
        holder.execute("select 1")
    holder = hold(manager.make_url("bob"))
    cli("url", "revoke", tenant, "bob")
    with pytest.raises(psycopg.OperationalError):
        holder.execute("select 1")
    assert manager.rows("urls") == []


def test_a_url_that_owns_objects_in_another_database_is_closed_and_not_dropped(
    manager: Manager, tenant: str, empty_database: Database
) -> None:
    url, role = manager.make_url(), f"{tenant}__u_ann"
    with empty_database.connect() as conn:
        conn.execute(f"grant create on database {empty_database.name} to {role}")
    with psycopg.connect(url, dbname=empty_database.name, autocommit=True) as ann:
        ann.execute("set default_transaction_read_only = off")
        ann.execute("create schema mine")
    assert manager.done("revoke_url", name="ann")["dropped"] is False
    manager.refused("revoke_url", "PT409", name="ann")
    with empty_database.connect(empty_database.server.superuser(empty_database.name)) as conn:
        conn.execute(f"drop owned by {role}")
    assert [row["state"] for row in manager.rows("urls")] == ["being revoked"]
    assert manager.done("revoke_url", name="ann")["dropped"] is True


# Self-service is a DBA's choice.


@pytest.mark.usefixtures("settled_roles")
def test_without_self_service_the_tool_makes_urls_and_http_does_not(
    manager: Manager, cli: Cli, tenant: str, database: Database
) -> None:
    ann = manager.make_url("ann")
    cli("migrate", "--no-self-service")
    assert powers(database) == ("hardal_owner", False)
    session = manager.rows("session")
    assert (session["self_service"], session["can"]["urls"]) == (False, False)
    for function, arguments in (
        ("create_url", {"verifier": verifier("x")}), ("rotate_url", {"verifier": verifier("x")}),
        ("revoke_url", {}),
    ):  # fmt: skip
        said = manager.refused(function, "PT403", name="ann", **arguments)
        assert said == "self-service is off"
    assert [row["name"] for row in manager.rows("urls")] == ["ann"]
    manager.done("create_key", name="web")
    # the tool goes on, with what each of the two has made
    bob = cli.json("url", "create", tenant, "--name", "bob")["url"]
    cli("url", "create", tenant, "--name", "dbt", "--scope", "model")
    for url in (ann, bob):
        psycopg.connect(url).close()
    cli("url", "rotate", tenant, "ann")
    cli("tenant", "suspend", tenant)
    cli("tenant", "resume", tenant)
    assert cli.wrong() == []
    # a later migrate keeps it off
    cli("migrate")
    assert powers(database) == ("hardal_owner", False)
    cli("url", "revoke", tenant, "ann")
    cli("migrate", "--self-service")
    assert powers(database) == ("hardal_doorkeeper", True)
    assert cli.wrong() == []
    # what the tool has made meanwhile is taken over
    manager.done("rotate_url", name="bob", verifier=verifier("x"))
    manager.revoke("bob")
    manager.make_url("ann")
    cli("url", "revoke", tenant, "dbt")
    cli("migrate")
    assert powers(database) == ("hardal_doorkeeper", True)


def powers(database: Database) -> tuple[str, bool]:
    """Return the owner of the doorkeeper's function, and whether it works with its rights."""
    with database.connect() as conn:
        row = conn.execute(
            "select p.proowner::regrole::text as owner, p.prosecdef from pg_proc as p"
            " join pg_namespace as n on n.oid = p.pronamespace"
            " and n.nspowner = p.proowner where n.nspname = 'hardal_doorkeeper'"
        ).fetchone()
    assert row
    return row["owner"], row["prosecdef"]


@pytest.mark.usefixtures("settled_roles")
@pytest.mark.parametrize("option", ["--self-service", "--no-self-service", None])
def test_the_install_for_psql_has_the_choice(
    empty_database: Database, tmp_path: Path, option: str | None
) -> None:
    cli = Cli(empty_database.dsn)
    (file := tmp_path / "hardal.sql").write_text(
        cli("migrate", "--sql", *([option] if option else [])).stdout
    )
    done = psql.run_file(empty_database.dsn, file)
    assert (done.returncode, done.stderr) == (0, "")
    assert powers(empty_database)[1] is (option != "--no-self-service")
    assert "nothing to do" in cli("migrate", "--dry-run").stdout
    cli("tenant", "create", name := unique_name("by_psql"))
    cli("url", "create", name, "--name", "ann")
    cli("url", "revoke", name, "ann")
    assert cli.wrong() == []


def test_the_urls_of_a_released_version_are_taken_over(
    empty_database: Database, settled_roles: None
) -> None:
    release, cli = releases.released()[-1], Cli(empty_database.dsn)
    release.install(empty_database.dsn)
    release.fill(empty_database.dsn, tenant := unique_name("acme"))
    cli("migrate")
    with postgrest.running(empty_database) as api:
        manager, password = Manager(api, cli, tenant), secrets.token_urlsafe(9)
        made = manager.done("rotate_url", name="bi", verifier=verifier(password))
        with psycopg.connect(psql_url(made, password)):
            assert manager.revoke("bi") == 1


@pytest.mark.usefixtures("settled_roles")
def test_doctor_tells_what_self_service_cannot_manage(
    manager: Manager, cli: Cli, tenant: str, database: Database
) -> None:
    if database.value("select current_setting('server_version_num')::int < 160000"):
        pytest.skip("before PostgreSQL 16 CREATEROLE manages all roles but superusers")
    manager.make_url()
    with database.connect(database.server.superuser(database.name)) as conn:
        conn.execute(f"revoke {tenant}__u_ann from hardal_doorkeeper")
        manager.refused("rotate_url", "PT403", name="ann", verifier=verifier("x"))
        (fix,) = [found["fix"] for found in cli.wrong() if found["name"] == "doorkeeper"]
        conn.execute(fix)
    assert cli.wrong() == []
    with database.connect() as dba:
        dba.execute(f"grant {tenant}__read to hardal_doorkeeper with inherit true")
    assert {found["name"] for found in cli.wrong()} == {"doorkeeper"}
    cli("doctor", "--fix")
    assert cli.wrong() == []
    manager.done("rotate_url", name="ann", verifier=verifier("x"))
    manager.make_url("bob")


# The wall itself: what the doorkeeper's function does for hardal_owner, and what it does not.


CALL = "select hardal_doorkeeper.sync_login(%s, %s, %s, 5, null, '{}', %s)"


@pytest.fixture
def owner(database: Database) -> Any:
    """A connection with the rights of hardal_owner alone, as after a mistake in a function."""
    with database.connect(database.server.superuser(database.name)) as conn:
        conn.execute("set session authorization hardal_owner")
        yield conn


def test_the_function_is_hardal_owners_to_call_and_small(database: Database) -> None:
    with database.connect() as conn:
        rows = conn.execute(
            "select p.proname, p.prosecdef, p.proowner::regrole::text as owner, p.proconfig,"
            " p.proacl::text as acl from pg_proc as p"
            " where p.pronamespace = 'hardal_doorkeeper'::regnamespace"
            " or p.proowner = 'hardal_doorkeeper'::regrole"
        ).fetchall()
        role = conn.execute("select * from pg_roles where rolname = 'hardal_doorkeeper'").fetchone()
        source = database.value(
            "select prosrc from pg_proc where proowner = 'hardal_doorkeeper'::regrole"
        )
    (row,) = rows
    assert row["prosecdef"]
    assert row["owner"] == "hardal_doorkeeper"
    assert row["proconfig"] == ["search_path=pg_catalog, pg_temp", "lock_timeout=2s"]
    assert row["acl"] == "{hardal_doorkeeper=X/hardal_doorkeeper,hardal_owner=X/hardal_doorkeeper}"
    assert role
    assert (role["rolcreaterole"], role["rolcanlogin"]) == (True, False)
    assert not any(role[f"rol{power}"] for power in ("super", "createdb", "bypassrls"))
    # whoever owns what it calls or reads would have its power
    assert "hardal_private" not in str(source)


@pytest.mark.usefixtures("settled_roles")
@pytest.mark.parametrize(
    ("role", "scope", "state"),
    [
        ("postgres", "read", "open"), ("hardal_owner", "read", "open"),
        ("hardal_dba", "read", "open"), ("hardal_authenticator", "read", "closed"),
        ("hardal_doorkeeper", "read", "dropped"), ("pg_monitor", "read", "open"),
        ("{t}__read", "read", "open"), ("{t}__model", "read", "dropped"),
        ("{t}__U_ann", "read", "open"), ("{t}___u_ann", "read", "open"),
        ("{t}__u_", "read", "open"),
        ("{t}__u_ann", "owner", "open"), ("{t}__u_ann", None, "open"),
        ("{t}__u_ann", "read", "superuser"), ("{t}__u_ann", "read", None),
        ("{t}__x__u_ann", "read", "open"), ("__u_ann", "read", "open"), (None, "read", "open"),
        ("no_such_tenant__u_ann", "read", "open"),
        ("{t}__u_ann\nx", "read", "open"), ('{t}__u_ann"x', "read", "open"),
    ],
)  # fmt: skip
def test_the_function_touches_no_other_role(
    owner: Any, database: Database, tenant: str, role: str | None, scope: str | None,
    state: str | None,
) -> None:  # fmt: skip
    before = roles(database, tenant)
    with pytest.raises(psycopg.Error) as refused:
        owner.execute(CALL, (role and role.format(t=tenant), scope, state, verifier("x")))
    assert refused.value.sqlstate in ("HD400", "HD409")
    assert roles(database, tenant) == before


@pytest.mark.usefixtures("settled_roles")
def test_the_function_takes_over_no_role_and_no_group_without_hardals_comment(
    owner: Any, database: Database, tenant: str
) -> None:
    corp = unique_name("corp")
    with database.connect() as dba:
        dba.execute(f"create role {tenant}__u_dba login")
        dba.execute(f"create role {corp}__read")
        before = roles(database, tenant)
        for role, state in (
            (f"{tenant}__u_dba", "open"), (f"{tenant}__u_dba", "closed"),
            (f"{tenant}__u_dba", "dropped"), (f"{corp}__u_ann", "open"),
        ):  # fmt: skip
            with pytest.raises(psycopg.Error) as refused:
                owner.execute(CALL, (role, "read", state, verifier("x")))
            assert refused.value.sqlstate == "HD409"
        assert roles(database, tenant) == before
        dba.execute(f"drop role {tenant}__u_dba, {corp}__read")


def test_the_owner_of_hardals_tables_gets_none_of_the_doorkeepers_power(
    owner: Any, cli: Cli, tenant: str
) -> None:
    """Whoever can put code where the function looks would run it with CREATEROLE."""
    cli("url", "create", tenant, "--name", "ann")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("set role hardal_doorkeeper")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("create function hardal_doorkeeper.f() returns int return 1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("create role eve")
    # a view in the place of the registry, whose function notes who runs it
    owner.execute("create table hardal_private.ran_as (who name)")
    owner.execute(
        "create function hardal_private.trap() returns boolean language plpgsql as $$ begin"
        " insert into hardal_private.ran_as values (current_user); return true; end $$"
    )
    owner.execute("alter table hardal_private.urls rename to real_urls")
    owner.execute(
        "create view hardal_private.urls as"
        " select * from hardal_private.real_urls where hardal_private.trap()"
    )
    owner.execute(CALL, (f"{tenant}__u_ann", "read", "open", verifier("x")))
    assert owner.execute("select * from hardal_private.ran_as").fetchall() == []
