"""The SDKs of other systems, as they are, send to the server that hardal-admin up starts.

tests/harness/sdk_facts.py has what differs from SDK to SDK. `make test-sdks` installs the SDKs for
Node, and runs the long tests too.
"""

import json
import os
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness import http_proxy, vendor_exports
from tests.harness.sdk_facts import NODE, PYTHON, Event, Sdk
from tests.harness.sdks import NODE_IS_INSTALLED, WHEN, Served, command, environment, play
from tests.harness.server import ROOT
from tests.harness.tool import Cli

needs_node = pytest.mark.skipif(
    not NODE_IS_INSTALLED, reason="the SDKs for Node are not installed: make test-sdks"
)
long = pytest.mark.skipif(not os.environ.get("HARDAL_LONG"), reason="a long test: make test-sdks")
UNKNOWN_KEY = "hk_" + "A" * 32


def each(*sdks: Sdk) -> pytest.MarkDecorator:
    """Parametrise a test with SDKs."""
    return pytest.mark.parametrize(
        "sdk",
        [pytest.param(sdk, marks=[needs_node] if sdk in NODE else [], id=sdk.name) for sdk in sdks],
    )


ALL = (*PYTHON, *NODE)


def holds(stored: Any, wanted: Any) -> bool:
    """Tell whether all of a wanted value is in the stored one, at any depth."""
    if isinstance(wanted, dict) and isinstance(stored, dict):
        return all(key in stored and holds(stored[key], wanted[key]) for key in wanted)
    return bool(stored == wanted)


def matches(row: tuple[Any, ...], event: Event, added: tuple[str, ...]) -> bool:
    name, client, properties, created_at = row
    own = {
        key: value
        for key, value in properties.items()
        if key not in added and not key.startswith("$")
    }
    return (
        (name, client) == (event.name, event.client)
        and own == {k: v for k, v in event.properties.items() if not k.startswith("$")}
        and holds(properties, event.properties)
        and (created_at == WHEN if event.timed else abs(now() - created_at) < timedelta(minutes=2))
    )


def now() -> datetime:
    return datetime.now(UTC)


@each(*ALL)
def test_what_arrives_is_what_was_sent(served: Served, sdk: Sdk) -> None:
    account = served.account()
    done = play(sdk.driver, served.url, account.key, "calls", **sdk.env)
    assert (done.exit_code, "error" in done.output.lower()) == (0, False), done.output
    rows = account.rows("select event_name, client_id, properties, created_at from {t}.events")
    for event in sdk.calls:
        found = [row for row in rows if matches(row, event, sdk.added)]
        assert len(found) == 1, (event, rows)
    assert len(rows) == len(sdk.calls)
    assert account.refusals() == set()
    assert not account.has_key()
    assert account.key not in served.logs()


@each(*(sdk for sdk in ALL if sdk.exported))
def test_events_that_an_sdk_sent_and_an_export_has_are_one(
    served: Served, sdk: Sdk, tmp_path: Path
) -> None:
    account = served.account()
    with http_proxy.between(served.url) as proxy:
        play(sdk.driver, proxy.url, account.key, "calls", **sdk.env)
    live = account.names()
    rows = list(vendor_exports.EXPORTS[sdk.exported](proxy.passed))
    assert len(rows) > 2
    export = tmp_path / "export.ndjson"
    export.write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = Cli(served.dsn).json("import", account.tenant, "--from", sdk.exported, str(export))
    counts = {name: report[name] for name in ("accepted", "duplicates", "rejected")}
    assert counts == {"accepted": 0, "duplicates": len(rows), "rejected": 0}
    assert account.names() == live


@each(*ALL)
@pytest.mark.parametrize("turn", ["cut", "503"])
def test_an_event_whose_answer_is_lost_is_stored_once(
    served: Served, sdk: Sdk, turn: http_proxy.Turn
) -> None:
    account = served.account()
    with http_proxy.between(served.url, turn) as proxy:
        done = play(sdk.driver, proxy.url, account.key, "one", **sdk.env)
    assert done.exit_code == 0, done.output
    assert len(proxy.passed) == (2 if turn in sdk.retried else 1), done.output
    assert [request.status for request in proxy.passed[1:]] == [200] * (len(proxy.passed) - 1)
    for request in proxy.passed[1:]:
        assert b'"duplicates": 1' in request.answer
    assert account.names() == ["one"]
    assert account.refusals() == set()


@each(*ALL)
def test_bad_events_cost_only_themselves(served: Served, sdk: Sdk) -> None:
    account = served.account()
    with http_proxy.between(served.url) as proxy:
        done = play(sdk.driver, proxy.url, account.key, "bad", **sdk.env)
    assert done.exit_code == 0, done.output
    assert [request.status for request in proxy.passed] == [200] * sdk.batches
    assert account.names() == sorted(sdk.bad_stored)
    assert account.refusals() == sdk.bad_refused
    marked = account.rows(
        "select event_name from {t}.events"
        """ where properties::text like '%"replaced_characters": true%'"""
        " and position('a\ufffdb' in properties ->> 'text') > 0"
    )
    assert {name for (name,) in marked} == {"half", "nul"} & set(sdk.bad_stored)


@each(*ALL)
def test_a_wrong_key_is_told_after_one_request(served: Served, sdk: Sdk) -> None:
    account = served.account()
    with http_proxy.between(served.url) as proxy:
        done = play(sdk.driver, proxy.url, UNKNOWN_KEY, "one", **sdk.env)
    assert [request.status for request in proxy.passed] == [sdk.wrong_key_status]
    assert sdk.refused in done.output
    assert done.exit_code == (1 if sdk.dies else 0)
    assert account.names() == []


@each(*(sdk for sdk in ALL if sdk.compresses))
def test_a_compressed_body_is_told_after_one_request(served: Served, sdk: Sdk) -> None:
    account = served.account()
    with http_proxy.between(served.url) as proxy:
        done = play(sdk.driver, proxy.url, account.key, "large", SDK_GZIP="1", **sdk.env)
    assert [request.status for request in proxy.passed] == [415], done.output
    assert sdk.compresses in done.output
    assert done.exit_code == (1 if sdk.dies else 0)
    assert account.names() == []


@pytest.mark.parametrize(
    ("path", "status"), [("/2/httpapi", 400), ("/com.snowplowanalytics.snowplow/tp2", 400)]
)
def test_a_compressed_body_gets_the_answer_that_ends_the_retries_of_amplitude_and_snowplow(
    served: Served, path: str, status: int
) -> None:
    """These SDKs do not compress, but a proxy may."""
    answer = httpx.post(
        f"{served.url}{path}", content=b"\x1f\x8b", headers={"Content-Encoding": "gzip"}
    )
    assert answer.status_code == status
    assert "compressed" in answer.text


@needs_node
def test_two_equal_events_of_mixpanel_for_node_are_two(served: Served) -> None:
    account = served.account()
    done = play("mixpanel_node", served.url, account.key, "twice")
    assert done.exit_code == 0, done.output
    assert account.names() == ["same", "same"]


@needs_node
def test_mixpanel_for_node_sends_gets_and_base64_with_plus_signs(served: Served) -> None:
    account = served.account()
    with http_proxy.between(served.url) as proxy:
        play("mixpanel_node", proxy.url, account.key, "calls")
    assert {request.method for request in proxy.passed[:-1]} == {"GET"}
    (batch,) = (request for request in proxy.passed if request.method == "POST")
    assert b"+" in batch.body
    texts = account.rows("select properties ->> 'text' from {t}.events where properties ? 'text'")
    assert {text for (text,) in texts} == {"~~~", ">>>", "???"}


@each(PYTHON[2], next(sdk for sdk in NODE if sdk.driver == "posthog_node"))
def test_feature_flags_are_off_and_say_nothing(served: Served, sdk: Sdk) -> None:
    account = served.account()
    with http_proxy.between(served.url) as proxy:
        done = play(sdk.driver, proxy.url, account.key, "flags", PYTHONWARNINGS="ignore")
    assert done.exit_code == 0, done.output
    asked = {request.path.partition("?")[0] for request in proxy.passed}
    assert asked == {"/flags/definitions", "/flags/", "/batch/"}
    assert {request.status for request in proxy.passed} == {200}
    said = [line for line in done.output.splitlines() if "eprecat" not in line]
    assert "enabled: None None all: {}" in done.output.replace("undefined", "None")
    assert not [line for line in said if "error" in line.lower()], done.output
    assert account.names() == ["$feature_flag_called"]


@long
@each(*(sdk for sdk in ALL if sdk.tries))
def test_an_sdk_gives_up_after_its_own_number_of_tries(served: Served, sdk: Sdk) -> None:
    account = served.account()
    turns: list[http_proxy.Turn] = ["503"] * (sdk.tries + 3)
    with http_proxy.between(served.url, *turns) as proxy:
        done = play(sdk.driver, proxy.url, account.key, "one", **sdk.env)
    assert len(proxy.passed) == sdk.tries
    assert done.exit_code == (1 if sdk.dies else 0)
    assert "503" in done.output or "busy" in done.output
    assert account.names() == ["one"]


@long
@each(*ALL)
def test_events_sent_while_the_database_restarts_are_stored_once(served: Served, sdk: Sdk) -> None:
    """An event that is not stored is one that the SDK has given up, and says so."""
    account = served.account()
    count = 40
    driver = subprocess.Popen(
        command(sdk.driver), cwd=ROOT,
        env=environment(served.url, account.key, "steady", SDK_COUNT=str(count), **sdk.env),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        time.sleep(3)
        with served.stopped_postgres():
            time.sleep(1)
        output, _ = driver.communicate(timeout=90)
    finally:
        driver.kill()
        driver.wait()
    rows = account.rows("select (properties ->> 'n')::int from {t}.events")
    stored = sorted(n for (n,) in rows)
    assert stored == sorted(set(stored))
    assert account.refusals() == set()
    if sdk.dies and driver.returncode:
        # its tries end within two seconds
        assert "Error: Service Unavailable" in output
        return
    assert driver.returncode == 0, output
    lost = count - len(stored)
    if sdk.retried:
        assert lost == 0, output
    else:
        told = sum("error" in line for line in output.splitlines())
        assert 0 < lost <= told, output
