"""Links over HTTP, SQL and the tool, from SDKs and imports; the persons that follow from them."""

import json
import subprocess
import sys
import uuid
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import DictRow

from tests.harness.databases import Database
from tests.harness.doors import Doors
from tests.harness.events import NOW, event, months_ago, send
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

DAY = timedelta(days=1)


def links(database: Database, tenant: str) -> set[tuple[str, str, str]]:
    """Return each link as its two ids, in order, and its source."""
    with database.connect() as conn:
        rows = conn.execute(f"select client_id, person_id, source from {tenant}__store.links")
        return {(*sorted((row["client_id"], row["person_id"])), row["source"]) for row in rows}


def pairs(database: Database, tenant: str) -> set[tuple[str, str]]:
    return {(one, other) for one, other, _ in links(database, tenant)}


def key(cli: Cli, tenant: str, scope: str) -> str:
    name = f"{scope}_{uuid.uuid4().hex[:6]}"
    return str(cli.json("key", "create", tenant, "--scope", scope, "--name", name)["key"])


@pytest.fixture
def doors(api: Api, cli: Cli, tenant: str) -> Doors:
    return Doors(api, cli.json("key", "create", tenant, "--name", "sdk")["key"])


def test_links_over_http(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    pair = {"client_id": "anon-7", "person_id": "user-42"}
    manage = key(cli, tenant, "manage")
    assert api.post("/rpc/link", pair, manage).json() == {
        "linked": True, "person_id": "anon-7", "client_ids": 2,
    }  # fmt: skip
    turned = {"client_id": "user-42", "person_id": "anon-7"}
    # a key that may only send events is told no id that it may not know
    assert api.post("/rpc/link", turned, ingest_token).json() == {"linked": False, "client_ids": 2}
    third = {"client_id": "anon-1", "person_id": "anon-7"}
    assert api.post("/rpc/link", third, ingest_token).json() == {"linked": True, "client_ids": 3}
    same = {"client_id": "x", "person_id": "x"}
    assert api.post("/rpc/link", same, manage).json() == {
        "linked": False, "person_id": "x", "client_ids": 1,
    }  # fmt: skip
    assert links(database, tenant) == {
        ("anon-7", "user-42", "http"), ("anon-1", "anon-7", "http"),
    }  # fmt: skip

    dry = api.post("/rpc/unlink", turned | {"dry": True}, manage).json()
    assert dry == {
        "unlinked": 1,
        "persons": 2,
        "before": {"person_id": "anon-1", "ids": 3, "client_ids": ["anon-1", "anon-7", "user-42"]},
        "after": [
            {"person_id": "anon-1", "ids": 2, "client_ids": ["anon-1", "anon-7"]},
            {"person_id": "user-42", "ids": 1, "client_ids": ["user-42"]},
        ],
    }
    told = api.post("/rpc/unlink", turned | {"dry": True}, ingest_token).json()
    assert told == {
        "unlinked": 1, "persons": 2, "before": {"ids": 3}, "after": [{"ids": 2}, {"ids": 1}],
    }  # fmt: skip
    assert len(links(database, tenant)) == 2
    assert api.post("/rpc/unlink", turned, manage).json() == dry
    assert api.post("/rpc/unlink", turned, manage).json() == {
        "unlinked": 0, "persons": 0, "before": None, "after": [],
    }  # fmt: skip
    assert api.post("/rpc/unlink", {"client_id": "anon-7"}, ingest_token).json()["unlinked"] == 1
    assert links(database, tenant) == set()
    # the audit log outlives an erasure
    entries = [e for e in cli.json("audit", tenant) if e["action"] == "person.unlink"]
    assert [e["details"]["links"] for e in entries] == [1, 1]
    assert "anon" not in json.dumps(entries)


def test_an_id_that_names_nobody_is_refused(api: Api, ingest_token: str) -> None:
    for pair in (
        {"client_id": "null", "person_id": "u"},
        {"client_id": "u", "person_id": " Anonymous "},
        {"client_id": "", "person_id": "u"},
        {"client_id": "u", "person_id": None},
        {"client_id": "u" * 257, "person_id": "u"},
    ):
        answer = api.post("/rpc/link", pair, ingest_token)
        assert (answer.status_code, answer.json()["code"]) == (400, "PT400"), pair
    refused = api.post("/rpc/link", {"client_id": "a", "person_id": "undefined"}, ingest_token)
    assert refused.json()["details"] == "generic_id"
    assert '"undefined"' in refused.json()["message"]
    assert api.post("/rpc/unlink", {"client_id": ""}, ingest_token).status_code == 400
    # an empty id is not one that was left out, which means all links
    empty = api.post("/rpc/unlink", {"client_id": "u", "person_id": ""}, ingest_token)
    assert (empty.status_code, empty.json()["code"]) == (400, "PT400")


def test_who_may_link_and_who_may_read_persons(
    api: Api, cli: Cli, tenant: str, read_token: str, ingest_token: str, database: Database
) -> None:
    cli("person", "link", tenant, "a", "b")
    aggregate = key(cli, tenant, "aggregate")
    pair = {"client_id": "a", "person_id": "c"}
    for token, status in ((read_token, 403), (aggregate, 403), (None, 401)):
        assert api.post("/rpc/link", pair, token).status_code == status
        assert api.post("/rpc/unlink", pair, token).status_code == status
    for token, status in ((read_token, 200), (aggregate, 403), (ingest_token, 403), (None, 401)):
        assert api.get("/rpc/find_persons", token).status_code == status
        assert api.get("/rpc/person?person_id=a", token).status_code == status
    urls = {
        scope: cli.json("url", "create", tenant, "--name", scope, "--scope", scope)["url"]
        for scope in ("read", "aggregate", "write")
    }
    for scope, url in urls.items():
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute("set default_transaction_read_only to off")
            for view in ("identities", "persons", "person_events"):
                if scope == "read":
                    conn.execute(f"select * from {tenant}.{view}")
                    continue
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute(f"select * from {tenant}.{view}")
            for table in ("links", "identities", "link_turn", "generic_ids"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute(f"select * from {tenant}__store.{table}")
            if scope == "write":
                row = conn.execute("select hardal.link('b', 'c')").fetchone()
                assert row == ({"linked": True, "client_ids": 3},)
                row = conn.execute("select hardal.unlink('c')").fetchone()
                assert row is not None
                assert row[0]["unlinked"] == 1
                conn.execute("begin isolation level serializable")
                with pytest.raises(psycopg.Error, match="READ COMMITTED"):
                    conn.execute("select hardal.link('b', 'c')")
                conn.rollback()
            else:
                for call in ("link('b', 'c')", "unlink('b')"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        conn.execute(f"select hardal.{call}")
    assert pairs(database, tenant) == {("a", "b")}


def test_a_link_that_is_known_waits_for_nobody(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    known = {"client_id": "a", "person_id": "b"}
    assert api.post("/rpc/link", known, ingest_token).json()["linked"] is True
    with database.connect() as holder:
        holder.execute(f"begin; lock table {tenant}__store.link_turn in exclusive mode")
        assert api.post("/rpc/link", known, ingest_token).json()["linked"] is False
        answer = api.post("/rpc/link", known | {"person_id": "c"}, ingest_token)
        assert (answer.status_code, answer.json()["code"]) == (429, "PT429")
        assert answer.headers["Retry-After"] == "1"
        assert api.post("/rpc/unlink", known, ingest_token).status_code == 429
        assert api.post("/rpc/unlink", known | {"dry": True}, ingest_token).status_code == 200
        said = cli("person", "unlink", tenant, "a", "b", "--yes", exit_code=1).stderr
        assert "another transaction is changing links" in said
        assert "nothing is deleted" in said
        assert "request" not in said


def test_persons_over_http(
    api: Api, cli: Cli, tenant: str, read_token: str, database: Database
) -> None:
    cli("person", "link", tenant, "user-42", "anon-7")
    send(
        database,
        tenant,
        event(NOW - DAY, client_id="anon-7"),
        event(NOW, client_id="user-42", event_name="identify", properties={"plan": "pro"}),
        event(NOW, client_id="bob"),
    )
    found = api.get("/rpc/find_persons?text=user", read_token).json()
    assert [(p["person_id"], p["ids"], p["client_ids"], p["events"]) for p in found] == [
        ("anon-7", 2, ["anon-7", "user-42"], 2)
    ]
    assert [p["person_id"] for p in api.get("/rpc/find_persons", read_token).json()] == [
        "anon-7", "bob",
    ]  # fmt: skip
    assert len(api.get("/rpc/find_persons?max_rows=1", read_token).json()) == 1
    assert api.get("/rpc/find_persons?max_rows=101", read_token).status_code == 400
    whole = api.get("/rpc/person?person_id=user-42", read_token).json()
    assert (whole["person_id"], whole["ids"], whole["events"]) == ("anon-7", 2, 2)
    assert whole["traits"] == {"plan": "pro"}
    assert [(x["client_id"], x["person_id"], x["source"]) for x in whole["links"]] == [
        ("user-42", "anon-7", "admin")
    ]
    alone = api.get("/rpc/person?person_id=bob", read_token).json()
    assert (alone["client_ids"], alone["links"], alone["traits"]) == (["bob"], [], {})
    assert api.get("/rpc/person?person_id=nobody", read_token).status_code == 404


# each vendor's calls that link, as its SDKs send them, and the pairs that they link
def linking(key: str) -> dict[str, list[tuple[str, Any, set[tuple[str, str]]]]]:
    def segment(**message: Any) -> dict[str, Any]:
        return {"messageId": str(uuid.uuid4()), "timestamp": NOW.isoformat()} | message

    def posthog(name: str, properties: Any, **more: Any) -> dict[str, Any]:
        row = {"event": name, "distinct_id": "u1", "uuid": str(uuid.uuid4())}
        return row | {"timestamp": NOW.isoformat(), "properties": properties} | more

    def mixpanel(name: str, **properties: Any) -> dict[str, Any]:
        ids = {"time": NOW.timestamp(), "$insert_id": uuid.uuid4().hex, "token": key}
        return {"event": name, "properties": ids | properties}

    def amplitude(**row: Any) -> dict[str, Any]:
        ids = {"event_type": "x", "insert_id": uuid.uuid4().hex}
        return ids | {"time": int(NOW.timestamp() * 1000)} | row

    def snowplow(**row: Any) -> dict[str, Any]:
        return {"e": "pv", "eid": str(uuid.uuid4()), "dtm": str(int(NOW.timestamp() * 1000))} | row

    library = {"context": {"library": {"name": "@jitsu/js", "env": "node"}}}
    return {
        "segment": [
            (
                "/v1/batch",
                {
                    "writeKey": key,
                    "batch": [
                        segment(type="identify", userId="u1", anonymousId="a1"),
                        segment(type="identify", userId=7, anonymousId="a7"),
                        segment(type="alias", userId="u2", previousId="a2"),
                        # these say nothing: one id, no such call, nobody, one for a whole process
                        segment(type="identify", userId="u3"),
                        segment(type="track", event="x", userId="u4", anonymousId="a4"),
                        segment(type="track", event="identify", userId="u4", anonymousId="a4"),
                        segment(type="identify", userId="u5", anonymousId="null"),
                        segment(type="identify", userId="u6", anonymousId="u6"),
                        segment(type="identify", userId="u8", anonymousId="a8") | library,
                    ],
                },
                {("a1", "u1"), ("7", "a7"), ("a2", "u2")},
            )
        ],
        "posthog": [
            (
                "/batch/",
                {
                    "api_key": key,
                    "batch": [
                        posthog("$identify", {"$anon_distinct_id": "a1"}),
                        posthog("$create_alias", {"alias": "a2", "distinct_id": "u1"}),
                        posthog("$merge_dangerously", {"alias": "a3"}),
                        posthog("x", {"$anon_distinct_id": "a4"}),
                        posthog("$identify", {}),
                        posthog("$identify", 5),
                    ],
                },
                {("a1", "u1"), ("a2", "u1"), ("a3", "u1")},
            )
        ],
        "mixpanel": [
            (
                "/track",
                [
                    mixpanel("$identify", **{"$identified_id": "u1", "$anon_id": "a1"}),
                    mixpanel("$create_alias", distinct_id="u1", alias="a2"),
                    mixpanel("$merge", **{"$distinct_ids": ["a3", "u1"]}),
                    mixpanel("x", distinct_id="u1", **{"$device_id": "d1", "$user_id": "u1"}),
                    mixpanel("x", distinct_id="$device:d2", **{"$device_id": "d2"}),
                    mixpanel("$merge", **{"$distinct_ids": "u1"}),
                    mixpanel("x", alias="a5", distinct_id="u5"),
                ],
                {("a1", "u1"), ("a2", "u1"), ("a3", "u1"), ("$device:d1", "u1")},
            )
        ],
        "amplitude": [
            (
                "/2/httpapi",
                {
                    "api_key": key,
                    "events": [
                        amplitude(user_id="user-1", device_id="d1"),
                        amplitude(user_id="user-2"),
                        amplitude(device_id="d3", user_id=None),
                        amplitude(device_id="undefined", user_id="user-4"),
                    ],
                },
                {("d1", "user-1")},
            )
        ],
        "snowplow": [
            (
                "/com.snowplowanalytics.snowplow/tp2",
                {"data": [snowplow(uid="u1", duid="d1"), snowplow(uid="u2"), snowplow(duid="d3")]},
                {("d1", "u1")},
            )
        ],
    }


@pytest.mark.parametrize("vendor", ["segment", "posthog", "mixpanel", "amplitude", "snowplow"])
def test_calls_of_sdks_link(doors: Doors, tenant: str, database: Database, vendor: str) -> None:
    wanted = set()
    for path, body, linked in linking(doors.key)[vendor]:
        headers = {"X_Write_Key": doors.key, "X_Hardal_Verbose": "1"}
        answer = doors.send(path, body, **headers)
        assert answer.status_code == 200, answer.text
        assert answer.json()["hardal"]["links"] == len(linked)
        generic = "null" in json.dumps(body) or "undefined" in json.dumps(body)
        assert answer.json()["hardal"].get("refused_links", 0) == (
            vendor in ("segment", "amplitude") and generic
        )
        again = doors.send(path, body, **headers).json()["hardal"]
        assert "links" not in again
        wanted |= linked
    assert pairs(database, tenant) == wanted
    assert {source for _, _, source in links(database, tenant)} == {vendor}
    since = database.value(f"select min(since)::text from {tenant}__store.links")
    assert str(since)[:10] == NOW.isoformat()[:10]


def test_a_link_counts_whatever_becomes_of_its_event(
    doors: Doors, tenant: str, database: Database
) -> None:
    message = {"type": "identify", "userId": "u1", "messageId": "1", "anonymousId": "a1"}
    rejected = message | {"timestamp": "never"}
    body = {"writeKey": doors.key, "batch": [rejected]}
    assert doors.send("/v1/batch", body).json()["hardal"] | {"errors": []} == {
        "accepted": 0, "duplicates": 0, "rejected": 1, "errors": [], "links": 1,
    }  # fmt: skip
    # a request that is refused whole has no link either
    late = message | {"messageId": "2", "anonymousId": "a2"}
    with database.connect() as holder:
        holder.execute(f"begin; lock table {tenant}__store.link_turn in exclusive mode")
        refused = doors.send("/v1/batch", {"writeKey": doors.key, "batch": [late]})
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert database.value(f"select count(*) from {tenant}.events") == 0
    assert pairs(database, tenant) == {("a1", "u1")}
    # and neither has one with a generic id, which is noted
    generic = message | {"messageId": "3", "userId": "Guest"}
    body = {"writeKey": doors.key, "batch": [generic]}
    assert doors.send("/v1/batch", body).json()["hardal"]["refused_links"] == 1
    assert database.value(f"select id || ' ' || source from {tenant}__store.generic_ids") == (
        "guest segment"
    )


def test_an_import_links_as_the_sdks_do(
    cli: Cli, doors: Doors, tenant: str, database: Database, tmp_path: Path
) -> None:
    for vendor in ("segment", "posthog", "mixpanel", "amplitude"):
        for _, body, linked in linking(doors.key)[vendor]:
            rows = body if isinstance(body, list) else body.get("batch", body.get("events"))
            file = tmp_path / f"{vendor}.ndjson"
            file.write_text("".join(json.dumps(row) + "\n" for row in rows))
            other = f"{tenant}_{vendor[:2]}"
            cli("tenant", "create", other)
            report = cli.json("import", other, str(file), "--from", vendor)
            assert report["links"] == len(linked)
            assert pairs(database, other) == linked
            assert {source for _, _, source in links(database, other)} == {"import"}
            again = cli("import", other, str(file), "--from", vendor).stdout
            assert "new links" not in again
            if vendor in ("segment", "amplitude"):
                assert "links left out" in again
    # hardal's own files bring none
    plain = tmp_path / "plain.ndjson"
    plain.write_text(
        json.dumps(event(NOW, event_name="identify", properties={"$segment": {
            "type": "identify", "userId": "u", "anonymousId": "a"}})) + "\n"
    )  # fmt: skip
    assert cli.json("import", tenant, str(plain))["links"] == 0
    assert pairs(database, tenant) == set()


def test_plain_ingest_links_nothing(
    api: Api, tenant: str, ingest_token: str, database: Database
) -> None:
    properties = {"$segment": {"type": "identify", "userId": "u", "anonymousId": "a"}}
    sent = {"event_name": "identify", "client_id": "u", "properties": properties}
    assert set(api.post("/rpc/ingest", sent, ingest_token).json()) == {
        "accepted", "duplicates", "rejected", "ids", "errors",
    }  # fmt: skip
    assert pairs(database, tenant) == set()


def test_the_tool_shows_and_undoes(cli: Cli, tenant: str, database: Database) -> None:
    assert cli.json("person", "link", tenant, "kiosk", "u1")["linked"] is True
    for n in (2, 3):
        cli("person", "link", tenant, f"u{n}", "kiosk")
    assert "already" in cli("person", "link", tenant, "u1", "kiosk").stdout
    assert "no link" in cli("person", "link", tenant, "u1", "u1").stdout
    assert "generic" in cli("person", "link", tenant, "u1", "null", exit_code=1).stderr
    assert cli.json("person", "list", tenant, "--larger-than", "3") == [
        {"person_id": "kiosk", "client_ids": 4, "links": 3}
    ]
    assert "no person" in cli("person", "list", tenant, "--larger-than", "4").stdout
    assert "no person" in cli("person", "list", tenant, "--larger-than", "2147483647").stdout
    cli("person", "list", tenant, "--larger-than", "99999999999", exit_code=2)
    shown = cli("person", "show", tenant, "u2").stdout
    assert "kiosk" in shown
    assert "admin" in shown
    assert cli.json("person", "show", tenant, "u2")["ids"] == 4
    assert "nothing is known" in cli("person", "show", tenant, "u9", exit_code=1).stderr

    assert "is empty" in cli("person", "unlink", tenant, "kiosk", "", "--yes", exit_code=1).stderr
    said = cli("person", "unlink", tenant, "kiosk", exit_code=1).stderr
    assert "--yes" in said
    assert "4 persons" in said
    dry = cli("person", "unlink", tenant, "kiosk", "--dry-run").stdout
    assert "before: person kiosk, client ids: 4" in dry
    assert "nothing is changed" in dry
    assert len(links(database, tenant)) == 3
    assert cli.json("person", "unlink", tenant, "u1", "kiosk", "--yes")["unlinked"] == 1
    did = cli.json("person", "unlink", tenant, "kiosk", "--yes")
    assert (did["unlinked"], did["persons"], did["before"]["ids"]) == (2, 3, 3)
    assert links(database, tenant) == set()
    assert "there is no link" in cli("person", "unlink", tenant, "kiosk", exit_code=1).stderr
    actions = [e["action"] for e in cli.json("audit", tenant)]
    assert actions.count("person.link") == 3
    assert actions.count("person.unlink") == 2
    assert "kiosk" not in json.dumps(cli.json("audit", tenant))


VALUES = st.sampled_from([None, 1, "1", True, "pro", {"a": 1}, [1]])
TRAITS = st.dictionaries(st.sampled_from(["plan", "email", "n"]), VALUES, max_size=3)


@st.composite
def trait_events(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Events that give traits in each vendor's way, some at the same instant."""
    found = []
    for _ in range(draw(st.integers(0, 12))):
        given_, once = draw(TRAITS), draw(TRAITS)
        unset = draw(st.lists(st.sampled_from(["plan", "n"]), max_size=1))
        form = draw(st.sampled_from(["segment", "posthog", "amplitude", "amplitude plain", "none"]))
        name, properties, sets, onces = {
            "segment": ("identify", given_ | {"$segment": {"type": "identify"}}, given_, {}),
            "posthog": (
                draw(st.sampled_from(["$identify", "$set", "x", "$engage"])),
                {"$set": given_, "$set_once": once, "$unset": unset},
                given_ | dict.fromkeys(unset),
                once,
            ),
            "amplitude": (
                "$identify",
                {"$amplitude": {"user_properties": {
                    "$set": given_, "$setOnce": once, "$unset": dict.fromkeys(unset, "-"),
                    "$add": {"n": 1}}}},
                given_ | dict.fromkeys(unset),
                once,
            ),
            "amplitude plain": ("x", {"$amplitude": {"user_properties": given_}}, given_, {}),
            "none": ("x", {"plan": "other", "$set": 5}, {}, {}),
        }[form]  # fmt: skip
        at = NOW - DAY * draw(st.integers(0, 4))
        found.append(
            event(at, event_name=name, properties=properties)
            | {"at": at, "sets": sets, "onces": onces, "client": draw(st.integers(0, 3))}
        )
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_=trait_events())
def test_traits_are_the_last_value_of_each(
    database: Database, tenant: str, given_: list[dict[str, Any]]
) -> None:
    """The oracle plays the events one after the other. Clients 0 and 1 are one person."""
    run = uuid.uuid4().hex
    for row in given_:
        row["client_id"] = f"{run}-{row['client']}"
    sent = [
        {k: row[k] for k in row if k not in ("at", "sets", "onces", "client")} for row in given_
    ]
    if sent:
        assert send(database, tenant, *sent)["accepted"] == len(sent)
    database.value(
        f"select {tenant}__store.link(array[%s], array[%s], null, 'sql')::text",
        f"{run}-0",
        f"{run}-1",
    )
    persons: dict[str, Any] = {
        f"{run}-0": {"ids": [f"{run}-0", f"{run}-1"], "seen": [], "set": {}, "once": {}}
    }
    for row in sorted(given_, key=lambda row: (row["at"], uuid.UUID(row["id"]))):
        name = row["client_id"] if row["client"] > 1 else f"{run}-0"
        person = persons.setdefault(
            name, {"ids": [row["client_id"]], "seen": [], "set": {}, "once": {}}
        )
        person["seen"].append(row["at"])
        for trait, value in row["sets"].items():
            before = person["set"].get(trait)
            if before is None or json.dumps(before[0]) != json.dumps(value):
                person["set"][trait] = (value, row["at"])
        for trait, value in row["onces"].items():
            person["once"].setdefault(trait, (value, row["at"]))
    with database.connect() as conn:
        rows = conn.execute(
            f"select * from {tenant}.persons where person_id like %s", (f"{run}%",)
        ).fetchall()
        assert {row["person_id"] for row in rows} == set(persons)
        for row in rows:
            person = persons[row["person_id"]]
            traits = {
                trait: told for trait, told in (person["once"] | person["set"]).items()
                if told[0] is not None
            }  # fmt: skip
            assert row["client_ids"] == person["ids"]
            assert row["events"] == len(person["seen"])
            assert row["first_seen"] == min(person["seen"], default=None)
            assert row["last_seen"] == max(person["seen"], default=None)
            assert row["traits"] == {trait: value for trait, (value, _) in traits.items()}
            times = conn.execute(
                "select key, value::timestamptz as at from jsonb_each_text(%s)",
                (json.dumps(row["trait_since"]),),
            ).fetchall()
            assert {t["key"]: t["at"] for t in times} == {
                trait: at for trait, (_, at) in traits.items()
            }
        found = conn.execute(
            f"select person_id, count(*) as events from {tenant}.person_events"
            " where client_id like %s group by person_id",
            (f"{run}%",),
        ).fetchall()
        assert {row["person_id"]: row["events"] for row in found} == {
            name: len(person["seen"]) for name, person in persons.items() if person["seen"]
        }


def test_an_erasure_of_a_person_takes_all_of_its_ids(
    cli: Cli, tenant: str, database: Database
) -> None:
    ids = ["ann-browser", "ann-phone", "user-ann"]
    for one, other in pairwise(ids):
        cli("person", "link", tenant, one, other)
    cli("person", "link", tenant, "bob", "bob-2")
    send(
        database,
        tenant,
        *[event(at, client_id=name) for name in (*ids, "bob") for at in (NOW, months_ago(1))],
        {"event_name": "", "client_id": "ann-phone"},
        {"event_name": "", "x": "user-ann"},
        {"event_name": "", "client_id": "bob"},
    )
    cli("cohort", "create", tenant, "buyers", "--did", "x", "--static")
    told = [
        json.loads(line)
        for line in cli("disclose", tenant, "--person", "user-ann").stdout.splitlines()
    ]
    kinds = [line["kind"] for line in told]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "event": 6, "rejected_event": 2, "link": 2, "cohort": 3,
    }  # fmt: skip
    assert cli.json("erase", tenant, "--person", "ann-phone", "--dry-run") == {
        "tenant": tenant, "dry_run": True, "events": 6, "rejected_events": 2, "links": 2,
    }  # fmt: skip
    assert "and 2 links" in cli("erase", tenant, "--person", "ann-phone", exit_code=1).stderr
    receipt = cli.json("erase", tenant, "--person", "ann-phone", "--yes")
    assert (receipt["events"], receipt["rejected_events"]) == (6, 2)
    assert receipt["chosen_by"] == ["person"]
    assert pairs(database, tenant) == {("bob", "bob-2")}
    assert database.value(f"select string_agg(unit_id, ' ') from {tenant}__store.cohort_units") == (
        "bob"
    )
    with database.connect() as conn:
        rows = conn.execute(f"select client_id from {tenant}.events").fetchall()
        assert {row["client_id"] for row in rows} == {"bob"}
    assert [f for f in cli.wrong("--deep") if f["object"] == f"tenant {tenant}"] == []


def erasing(database: Database, tenant: str, *options: str) -> "subprocess.Popen[str]":
    """Erase the person of "race-3" in a process of its own."""
    return subprocess.Popen(
        [
            sys.executable, "-m", "hardal_admin",
            "erase", tenant, "--person", "race-3", "--yes", "--dsn", database.dsn, *options,
        ],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_an_erasure_waits_for_a_transaction_that_links(
    cli: Cli, tenant: str, database: Database
) -> None:
    send(database, tenant, *[event(NOW, client_id=name) for name in ("race-3", "race-4", "bob")])
    url = cli.json("url", "create", tenant, "--name", "job", "--scope", "write")["url"]
    with psycopg.connect(url) as job:
        job.execute("select hardal.link('race-3', 'race-4')")
        said = cli("erase", tenant, "--person", "race-3", "--yes", "--wait", "0s", exit_code=1)
        assert f"pid {job.info.backend_pid} of {tenant}__u_job" in said.stderr
        assert "nothing is erased yet" in said.stderr
        with erasing(database, tenant) as process:
            assert process.stderr
            assert f"pid {job.info.backend_pid} " in process.stderr.readline()
            job.commit()
            _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    assert pairs(database, tenant) == set()
    assert database.value(f"select string_agg(client_id, ' ') from {tenant}.events") == "bob"
    assert [r["events"] for r in cli.json("receipts", tenant)] == [2]


def test_an_erasure_takes_the_ids_that_are_linked_while_it_runs(
    cli: Cli, tenant: str, database: Database
) -> None:
    """Without their links nothing would find them."""
    names = ("race-3", "race-4", "race-5", "was", "bob")
    sent = [event(NOW, client_id=name) for name in names]
    send(database, tenant, *sent, {"event_name": "", "client_id": "race-5"})
    cli("person", "link", tenant, "race-3", "was")
    with database.connect() as holder:
        holder.execute("begin; set role hardal_owner")
        holder.execute(
            f"select from {tenant}__store.event_ids where id = %s for update", (sent[0]["id"],)
        )
        with erasing(database, tenant, "--json") as process:
            while not database.waiting_for(holder):
                assert process.poll() is None
            for pair in (("race-3", "race-4"), ("race-4", "race-5"), ("was", "bob")):
                cli("person", "link", tenant, *pair)
            cli("person", "unlink", tenant, "was", "race-3", "--yes")
            holder.execute("rollback")
            out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    receipt = json.loads(out)
    # what was linked at the start is erased; what was unlinked meanwhile keeps its links
    assert (receipt["events"], receipt["rejected_events"]) == (4, 1)
    assert receipt["finished_at"]
    assert pairs(database, tenant) == {("bob", "was")}
    assert database.value(f"select string_agg(client_id, ' ') from {tenant}.events") == "bob"
    assert [f for f in cli.wrong("--deep") if f["object"] == f"tenant {tenant}"] == []


def test_an_erasure_that_cannot_erase_the_links_says_what_is_left(
    cli: Cli, tenant: str, database: Database
) -> None:
    sent = [event(NOW, client_id=name) for name in ("race-3", "race-4")]
    send(database, tenant, *sent)
    cli("person", "link", tenant, "race-3", "race-4")
    url = cli.json("url", "create", tenant, "--name", "job", "--scope", "write")["url"]
    with database.connect() as holder, psycopg.connect(url) as job:
        holder.execute("begin; set role hardal_owner")
        holder.execute(
            f"select from {tenant}__store.event_ids where id = %s for update", (sent[0]["id"],)
        )
        with erasing(database, tenant, "--wait", "5s") as process:
            while not database.waiting_for(holder):
                assert process.poll() is None
            job.execute("select hardal.link('race-4', 'race-5')")
            holder.execute("rollback")
            _, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "the events are erased, the links are not yet" in err
        assert f"pid {job.info.backend_pid} of {tenant}__u_job" in err
        assert "erase again" in err
        job.rollback()
    assert database.value(f"select count(*) from {tenant}.events") == 0
    assert pairs(database, tenant) == {("race-3", "race-4")}
    receipts = cli.json("receipts", tenant)
    assert [(r["events"], r["finished_at"]) for r in receipts] == [(2, None)]
    cli("erase", tenant, "--person", "race-3", "--yes")
    assert pairs(database, tenant) == set()
    assert cli.json("receipts", tenant)[1]["finished_at"]


def test_an_erasure_of_one_id_leaves_the_rest_of_the_person(
    cli: Cli, tenant: str, database: Database, reader: psycopg.Connection[DictRow]
) -> None:
    for one, other in (("a", "m"), ("m", "x"), ("x", "y")):
        cli("person", "link", tenant, one, other)
    send(database, tenant, *[event(NOW, client_id=name) for name in "amxy"])
    # a part of the events of an id: its links stay
    cli("erase", tenant, "--client-id", "m", "--request-id", "r", "--yes")
    assert len(links(database, tenant)) == 3
    assert cli.json("erase", tenant, "--client-id", "m", "--dry-run")["links"] == 2
    cli("erase", tenant, "--client-id", "m", "--yes")
    rows = reader.execute(f"select person_id, client_ids from {tenant}.persons").fetchall()
    assert {row["person_id"]: row["client_ids"] for row in rows} == {"a": ["a"], "x": ["x", "y"]}
    said = cli("erase", tenant, "--person", "x", "--client-id", "a", "--yes", exit_code=1).stderr
    assert "none of the person's" in said


def test_an_event_that_was_erased_brings_its_link_no_more(
    cli: Cli, doors: Doors, tenant: str, database: Database, tmp_path: Path
) -> None:
    message = {
        "type": "identify", "userId": "user-ann", "anonymousId": "ann-1",
        "messageId": str(uuid.uuid4()), "timestamp": NOW.isoformat(),
    }  # fmt: skip
    doors.send("/v1/batch", {"writeKey": doors.key, "batch": [message]})
    assert pairs(database, tenant) == {("ann-1", "user-ann")}
    cli("erase", tenant, "--person", "user-ann", "--yes")
    doors.send("/v1/batch", {"writeKey": doors.key, "batch": [message]})
    file = tmp_path / "again.ndjson"
    file.write_text(json.dumps(message))
    cli("import", tenant, str(file), "--from", "segment")
    assert pairs(database, tenant) == set()
    assert database.value(f"select count(*) from {tenant}__store.identities") == 0
