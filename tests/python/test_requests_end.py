"""Requests over HTTP end, and leave connections to others.

A timeout that no request can lift, a bound on how many run at once, and no expensive filter. A
table that is locked stands for a slow query: a request that reads it runs until its timeout.
"""

import base64
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from tests.harness.databases import Database
from tests.harness.doors import door
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

# a call of each function that reads
READS = [
    "events",
    "daily_activity",
    "active_clients",
    "event_catalog",
    "property_catalog",
    "funnel?steps={a,b}",
    "retention?first_event=a&return_event=b",
    "sessions?since=2024-10-01",
    "paths?start_event=a",
    "property_breakdown?event_name=a&property=b",
    "trend?event_names={a}",
    "funnel_trend?steps={a,b}",
    "funnel_times?steps={a,b}",
    "funnel_units?steps={a,b}",
    "lifecycle",
    "stickiness",
    "attribution?conversion_event=a&property=p",
    "experiment?exposure_event=a&variant_property=p&goal_event=b",
    "event_overview",
    "property_overview?event_name=a",
    "usage",
    "live",
    "find_clients?text=a",
    "find_persons?text=a",
    "rejected_reasons",
    "rejected_events?code=empty",
    "cohorts",
    "metrics",
]
# functions that return rows, for keys of the scope manage
MANAGED_ROWS = ["urls", "keys"]
# a call of each function that reads one thing, which is not there
READS_OF_ONE = [
    "event?id=00000000-0000-4000-8000-000000000000",
    "rejected_event?id=00000000-0000-4000-8000-000000000000",
    "person?person_id=nobody",
    "cohort_units?name=c",
    "metric?name=m",
]
# a body for each function that a key of the scope manage may call
MANAGED: dict[str, object] = {
    "replay_rejected": {"code": "empty"},
    "replay_edited": {
        "id": "00000000-0000-4000-8000-000000000000",
        "event": {"event_name": "a"},
    },
    "discard_rejected": {"code": "empty"},
    "send_test_event": {},
    "describe_event": {"event_name": "a", "description": "b"},
    "describe_property": {"event_name": "a", "property": "b", "description": "c"},
    "link": {"client_id": "a", "person_id": "b"},
    "unlink": {"client_id": "a"},
    "create_cohort": {"name": "buyers", "definition": {"all": [{"did": "a"}]}},
    "drop_cohort": {"name": "buyers"},
    "create_metric": {"name": "sales", "definition": {"event": "a"}},
    "drop_metric": {"name": "sales"},
    "session": {},
    "psql_address": {},
    "create_url": {"name": "ann", "verifier": "x"},
    "rotate_url": {"name": "ann", "verifier": "x"},
    "revoke_url": {"name": "ann"},
    "create_key": {"name": "ann"},
    "rotate_key": {"name": "ann"},
    "revoke_key": {"name": "ann"},
    "revoke_token": {"name": "ann"},
}


@contextmanager
def locked(database: Database, *tenants: str) -> Iterator[psycopg.Connection[Any]]:
    """Lock the tables of the tenants' stores until the block ends or the connection commits."""
    with database.connect() as conn:
        tables = conn.execute(
            "select string_agg(c.oid::regclass::text, ', ') as tables from pg_class as c"
            " join pg_namespace as n on n.oid = c.relnamespace"
            " where n.nspname = any (%s) and c.relkind in ('r', 'p')",
            ([f"{tenant}__store" for tenant in tenants],),
        ).fetchone()
        assert tables
        conn.execute("begin")
        conn.execute(f"lock table {tables['tables']} in access exclusive mode")
        try:
            yield conn
        finally:
            conn.rollback()


def token(cli: Cli, tenant: str, scope: str) -> str:
    made = cli.json("token", "create", tenant, "--scope", scope, "--name", f"{scope}_2")
    return str(made["token"])


def send(api: Api, call: str, jwt: str, body: object = None) -> Callable[[], httpx.Response]:
    """Return a function that sends the request, through a connection of its own."""

    def now() -> httpx.Response:
        return httpx.request(
            "GET" if body is None else "POST",
            f"{api.url}/rpc/{call}",
            headers={"Authorization": f"Bearer {jwt}"},
            json=body,
            timeout=60,
        )

    return now


def marked(database: Database, kind: str) -> int:
    """Return how many requests of this kind run in the database."""
    count = database.value(
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and application_name like %s",
        f"hardal {kind} %",
    )
    assert isinstance(count, int)
    return count


def wait_until(holds: Callable[[], bool], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.02)


@contextmanager
def waiting(
    database: Database, kind: str, calls: list[Callable[[], httpx.Response]]
) -> Iterator[list[Future[httpx.Response]]]:
    """Make these calls, and run the block once each of them waits in the database."""
    before = marked(database, kind)
    with ThreadPoolExecutor(len(calls)) as pool:
        answers = []
        for call in calls:
            answers.append(pool.submit(call))
            wait_until(lambda: marked(database, kind) == before + len(answers))
        yield answers


def is_refused(answer: httpx.Response) -> bool:
    """Tell whether the answer asks the client to come back."""
    body = answer.json()
    return (
        (answer.status_code, body["code"]) == (429, "PT429")
        and bool(body["message"] and body["hint"])
        and answer.headers["Retry-After"] == "1"
    )


@pytest.mark.parametrize("call", READS + READS_OF_ONE)
def test_each_read_ends_after_its_timeout_and_says_what_to_do(
    api: Api, cli: Cli, database: Database, tenant: str, read_token: str, call: str
) -> None:
    assert cli.json("tenant", "set", tenant, "--read-timeout", "300ms")["read_timeout"] == 300
    with locked(database, tenant):
        answer = api.get(f"/rpc/{call}", read_token)
    assert answer.status_code == 504
    assert answer.json()["code"] == "57014"
    assert answer.json()["message"]
    assert "PSQL URL" in answer.json()["hint"]
    assert marked(database, "read") == 0
    # a slow machine may need longer than the timeout for the answer itself
    cli("tenant", "set", tenant, "--read-timeout", "1min")
    status = 404 if call in READS_OF_ONE else 200
    assert api.get(f"/rpc/{call}", read_token).status_code == status


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {"Prefer": "timeout=100"}),
        ("", {"Prefer": "tx=rollback, statement_timeout=0, timezone=America/Los_Angeles"}),
        ("", {"statement_timeout": "0", "PGOPTIONS": "-cstatement_timeout=0"}),
        ("?statement_timeout=eq.0", {}),
        ("?app.settings.hardal_pool=eq.1000", {}),
    ],
)  # fmt: skip
def test_no_header_and_no_argument_lifts_the_timeout(
    api: Api,
    cli: Cli,
    database: Database,
    tenant: str,
    read_token: str,
    query: str,
    headers: dict[str, str],
) -> None:
    cli("tenant", "set", tenant, "--read-timeout", "300ms")
    with locked(database, tenant):
        answer = api.get(f"/rpc/events{query}", read_token, **headers)
    # an argument that the function does not have is taken for a column of its rows
    assert answer.status_code == (400 if query else 504), answer.text


def test_what_a_role_or_the_database_sets_does_not_lift_the_timeout(
    api: Api, database: Database, tenant: str, ingest_token: str, read_token: str
) -> None:
    """Look at the timeouts from within a request: pre_request has set them."""
    with database.connect(database.server.login("hardal_authenticator", database.name)) as conn:
        for scope, jwt, timeout in (("read", read_token, "4s"), ("ingest", ingest_token, "30s")):
            conn.execute("set statement_timeout = 0")
            with conn.transaction():
                speak_as(conn, scope, jwt)
                conn.execute("select hardal.pre_request()")
                shown = conn.execute(
                    "select current_setting('statement_timeout') as statement,"
                    " current_setting('idle_in_transaction_session_timeout') as idle"
                ).fetchone()
                assert shown == {"statement": timeout, "idle": "30s"}


def speak_as(conn: psycopg.Connection[Any], scope: str, jwt: str) -> None:
    """Set what PostgREST sets before a request with this token."""
    part = jwt.split(".")[1]
    claims = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
    conn.execute(
        "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)",
        (claims, f"hardal_{scope}"),
    )


def test_a_write_ends_after_its_timeout_and_stores_nothing(
    api: Api, cli: Cli, database: Database, tenant: str, ingest_token: str
) -> None:
    cli("tenant", "set", tenant, "--write-timeout", "300ms")
    with locked(database, tenant):
        for call, body in (
            ("ingest", b'{"event_name": "a"}'),
            ("validate", b'{"event_name": "a"}'),
            ("ingest_ndjson", b'{"event_name": "a"}'),
        ):
            form = "octet-stream" if "ndjson" in call else "json"
            answer = api.post(
                f"/rpc/{call}", body, ingest_token, Content_Type=f"application/{form}"
            )
            assert (answer.status_code, answer.json()["code"]) == (504, "57014"), call
            assert "send it again" in answer.json()["hint"]
    assert database.value(f"select count(*) from {tenant}.events") == 0
    cli("tenant", "set", tenant, "--write-timeout", "default")
    assert api.post("/rpc/ingest", {"event_name": "a"}, ingest_token).json()["accepted"] == 1


def test_reads_are_bounded_and_leave_connections_to_others(
    api: Api, cli: Cli, database: Database, tenant: str, read_token: str
) -> None:
    other, third = f"{tenant}_b", f"{tenant}_c"
    for name in (other, third):
        cli("tenant", "create", name)
    for name in (tenant, other):
        cli("tenant", "set", name, "--read-timeout", "1min")
    others, thirds = token(cli, other, "read"), token(cli, third, "read")
    writer = token(cli, third, "ingest")
    with locked(database, tenant, other) as lock:
        with waiting(database, "read", [send(api, "events", read_token)] * 3) as mine:
            assert is_refused(api.get("/rpc/sessions?since=2024-10-01", read_token))
            assert api.get("/rpc/events", thirds).status_code == 200
            with waiting(database, "read", [send(api, "events", others)] * 2) as theirs:
                # five of PostgREST's ten connections read: the others are for events
                assert is_refused(api.get("/rpc/events", thirds))
                for _ in range(20):
                    assert api.post("/rpc/ingest", {"event_name": "a"}, writer).status_code == 200
                lock.rollback()
        assert {answer.result().status_code for answer in [*mine, *theirs]} == {200}
    for jwt in (read_token, others, thirds):
        assert api.get("/rpc/events", jwt).status_code == 200


def test_a_tenant_may_have_other_bounds(
    api: Api, cli: Cli, database: Database, tenant: str, read_token: str, ingest_token: str
) -> None:
    cli("tenant", "set", tenant, "--reads-at-once", "1", "--read-timeout", "1min")
    cli("tenant", "set", tenant, "--writes-at-once", "1")
    write = {"event_name": "a"}
    with locked(database, tenant) as lock:
        with waiting(database, "read", [send(api, "events", read_token)]) as reads:
            assert is_refused(api.get("/rpc/events", read_token))
            # a write waits for a lock for two seconds at most
            with waiting(database, "write", [send(api, "ingest", ingest_token, write)]) as writes:
                assert is_refused(api.post("/rpc/ingest", write, ingest_token))
                lock.rollback()
        assert [answer.result().status_code for answer in [*reads, *writes]] == [200, 200]
    for wrong in (
        ["--read-timeout", "0s"],
        ["--read-timeout", "1h"],
        ["--write-timeout", "11min"],
        ["--reads-at-once", "0"],
        ["--writes-at-once", "1001"],
    ):
        cli("tenant", "set", tenant, *wrong, exit_code=1)
    cli("tenant", "set", tenant, "--writes-at-once", "default", "--reads-at-once", "default")
    shown = cli.json("tenant", "show", tenant)
    assert (shown["reads_at_once"], shown["writes_at_once"]) == (3, None)


def test_no_other_login_can_take_a_tenants_reads(
    api: Api, cli: Cli, database: Database, tenant: str, read_token: str
) -> None:
    url = cli.json("url", "create", tenant, "--name", "eve")["url"]
    connections = [
        psycopg.connect(url, application_name=f"hardal read {tenant}", autocommit=True)
        for _ in range(5)
    ]
    for connection in connections:
        connection.execute("select pg_try_advisory_lock(n) from generate_series(1, 100) as n")
    assert marked(database, "read") == 5
    assert api.get("/rpc/events", read_token).status_code == 200
    for connection in connections:
        connection.close()


def test_without_the_size_of_the_pool_two_reads_run_at_once(
    cli: Cli, database: Database, tenant: str, read_token: str
) -> None:
    login = database.server.login("hardal_authenticator", database.name)
    first, second, third = (psycopg.connect(login) for _ in range(3))
    with first, second, third:
        for conn in (first, second):
            speak_as(conn, "read", read_token)
            conn.execute("select hardal.pre_request()")
        speak_as(third, "read", read_token)
        with pytest.raises(psycopg.Error) as refused:
            third.execute("select hardal.pre_request()")
        assert refused.value.sqlstate == "PGRST"
        assert "PT429" in str(refused.value)
        third.rollback()
        second.rollback()
        speak_as(third, "read", read_token)
        third.execute("select hardal.pre_request()")


COSTLY = [
    # patterns
    "event_name=match.^a",
    "event_name=imatch.^a",
    "event_name=not.match(any).{a,b}",
    "properties->>x=match.(a%2B)%2B$",
    "properties->x->>y=match.a",
    "event_name=like.*a*",
    "event_name=ilike(all).{*a*}",
    "or=(event_name.match.a,event_name.eq.b)",
    "and=(event_name.eq.b,or(event_name.not.like.a,event_name.eq.c))",
    # full text
    "event_name=fts.a",
    "event_name=not.plfts(english).a",
    "event_name=phfts.a",
    "event_name=wfts.a",
    # arrays and objects
    "properties=cs.{}",
    "properties=cd.{}",
    # casts that look into the catalogue
    *(
        f"select=event_name::{name}"
        for name in (
            "regclass", "regrole", "REGROLE", "regnamespace", "regproc", "regprocedure", "regoper",
            "regoperator", "regtype", "regconfig", "regdictionary", "regcollation", "_regrole",
            "aclitem", "_aclitem", "pg_class", "_pg_class", "pg_authid", "xml", "regrole ",
        )
    ),
    "select=name:event_name::regrole,id",
    # one event a hundred times
    "select=" + ",".join(f"a{n}:properties->>x" for n in range(60)),
    "or=(" + ",".join("event_name.eq.a" for _ in range(200)) + ")",
]  # fmt: skip
CHEAP = [
    "event_name=eq.a",
    "event_name=in.(a,b)",
    "event_name=not.is.null",
    "properties->>x=eq.match",
    "properties->x->>like=neq.~",
    "created_at=gte.2024-10-01&created_at=lt.2030-01-01&order=created_at.desc,id&limit=5&offset=0",
    "or=(event_name.eq.a,and(client_id.is.null,event_name.gt.b))",
    "select=id,event_name,like:properties->>x,when:created_at::date,n:properties->>n::numeric",
    "select=a:id::text,b:event_name::varchar,c:properties->n::jsonb,d:properties->>n::int",
    "select=id,event_name,hardal_server_request_id,client_id,created_at,received_at,event_date,"
    "properties&" + "&".join(f"properties->>x{n}=is.null" for n in range(8)),
]


def test_expensive_filters_and_prying_casts_are_refused_and_others_are_served(
    api: Api, tenant: str, ingest_token: str, read_token: str
) -> None:
    event = {"event_name": "a", "properties": {"x": "match", "n": 1}}
    assert api.post("/rpc/ingest", event, ingest_token).json()["accepted"] == 1
    for query in COSTLY:
        answer = api.get(f"/rpc/events?{query}", read_token)
        assert (answer.status_code, answer.json()["code"]) == (400, "PT400"), (query, answer.text)
        assert answer.json()["hint"], query
        # the same by POST, counted, as CSV, and where there is no row
        answer = api.post(f"/rpc/events?{query}", {"event_name": "none"}, read_token)
        assert answer.json().get("code") == "PT400", (query, answer.text)
    for query in CHEAP:
        for headers in ({}, {"Prefer": "count=exact"}, {"Accept": "text/csv"}):
            answer = api.get(f"/rpc/events?{query}", read_token, **headers)
            assert answer.status_code in (200, 206), (query, answer.text)


def test_every_function_refuses_them(
    api: Api, cli: Cli, database: Database, tenant: str, ingest_token: str, read_token: str
) -> None:
    key = cli.json("key", "create", tenant, "--name", "sdk")["key"]
    with database.connect() as conn:
        found = conn.execute(
            "select p.proname, coalesce((select a.attname from pg_attribute as a"
            " where a.attrelid = t.typrelid and a.attnum = 1),"
            " p.proargnames[array_position(p.proargmodes, 't')]) as field,"
            " t.typtype = 'c' or 't' = any (p.proargmodes) as rows"
            " from pg_proc as p join pg_type as t on t.oid = p.prorettype"
            " where p.pronamespace = 'hardal'::regnamespace"
            " and p.proname not in ('pre_request', 'authorise_request', 'page', 'page_file')"
        ).fetchall()
    manager = cli.json("key", "create", tenant, "--scope", "manage", "--name", "manage")["key"]
    calls = READS + READS_OF_ONE + MANAGED_ROWS
    arguments = {call.partition("?")[0]: call.partition("?")[2] for call in calls}
    assert {row["proname"] for row in found if row["rows"]} <= set(arguments)
    doors = {
        door(path)
        for path in (
            "/v1/",
            "/batch",
            "/track",
            "/2/httpapi",
            "/com.snowplowanalytics.snowplow/tp2",
        )
    }
    assert doors <= {row["proname"] for row in found}
    for row in found:
        name = row["proname"]
        if name in doors:
            # its refusal is an answer, from which the filter would leave nothing
            query = "pgrst_scalar->>errors=match.a"
            octets = {"Content_Type": "application/octet-stream"}
            answer = api.post(f"/rpc/{name}?{query}", b'{"batch": [{}]}', key, **octets)
            assert answer.status_code == 400, (name, answer.text)
            continue
        if row["rows"]:
            copies = ",".join(f"a{n}:{row['field']}" for n in range(150))
            query = f"{arguments[name]}&select={copies}"
            answer = api.get(f"/rpc/{name}?{query}", manager)
        elif name in arguments:
            query = f"{arguments[name]}&pgrst_scalar->>errors=match.a"
            answer = api.get(f"/rpc/{name}?{query}", manager)
        elif name in MANAGED:
            query = "pgrst_scalar->>errors=match.a"
            answer = api.post(f"/rpc/{name}?{query}", MANAGED[name], manager)
        else:
            form = "octet-stream" if "ndjson" in name else "json"
            answer = api.post(
                f"/rpc/{name}?pgrst_scalar->>errors=match.a",
                b'{"event_name": "a"}',
                ingest_token,
                Content_Type=f"application/{form}",
            )
        assert (answer.status_code, answer.json()["code"]) == (400, "PT400"), (name, answer.text)
    assert database.value(f"select count(*) from {tenant}.events") == 0


def test_the_root_tells_nothing(api: Api, ingest_token: str, read_token: str) -> None:
    for jwt in (ingest_token, read_token):
        for headers in ({}, {"Accept": "application/openapi+json"}, {"Accept-Profile": "hardal"}):
            answer = api.get("/", jwt, **headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "PT404")
            assert answer.json()["hint"]
