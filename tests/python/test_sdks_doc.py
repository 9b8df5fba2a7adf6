"""docs/sdks.md: its examples and warnings, with the real SDKs. Only host and key are put in."""

import os
import re
import socket
import subprocess
import sys
import threading

import pytest

from tests.harness import http_proxy
from tests.harness.sdk_facts import NODE, PYTHON, examples
from tests.harness.sdks import DRIVERS, NODE_IS_INSTALLED, Served
from tests.harness.server import ROOT

PAGE = (ROOT / "docs" / "sdks.md").read_text(encoding="utf-8")
PROGRAMS = {
    "python": [sys.executable, "-c"],
    "js": ["node", "--input-type=module", "-e"],
}


needs_node = pytest.mark.skipif(
    not NODE_IS_INSTALLED, reason="the SDKs for Node are not installed: make test-sdks"
)
EXAMPLES = [
    pytest.param(
        language,
        code,
        id=f"{vendor} {language}",
        marks=[needs_node] if language == "js" else [],
    )
    for vendor, language, code in examples()
]  # fmt: skip


def test_each_sdk_has_an_example() -> None:
    languages = [language for _, language, _ in examples()]
    # PostHog for Python is run in two modes
    assert languages.count("python") == len(PYTHON) - 1
    assert languages.count("js") == len(NODE)


def run(language: str, code: str, **environment: str) -> str:
    """Run code where the SDKs are found. Return what it prints."""
    done = subprocess.run(
        [*PROGRAMS[language], code], cwd=DRIVERS if language == "js" else ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


def fill(code: str, url: str, key: str) -> str:
    """Put host and key into an example."""
    port = url.rpartition(":")[2]
    # mixpanel for Node is told a name, and takes https
    name = f'"127.0.0.1", port: {port}, protocol: "http"'
    code = code.replace('"events.example.com"', name)
    return code.replace("https://events.example.com", url).replace("hk_...", key)


@pytest.mark.parametrize(("language", "code"), EXAMPLES)
def test_the_example_sends_its_event(served: Served, language: str, code: str) -> None:
    account = served.account()
    output = run(language, fill(code, served.url, account.key))
    rows = account.rows("select event_name, client_id, properties -> 'price' from {t}.events")
    assert rows == [("order_completed", "u-1", 29.99)], output


def example(vendor: str, language: str) -> str:
    (code,) = (code for *of, code in examples() if of == [vendor, language])
    return code


@needs_node
def test_clients_of_jitsu_in_one_process_share_their_user(served: Served) -> None:
    account = served.account()
    code = (
        example("Jitsu", "js")
        + """
await jitsu.identify("u-2");
const other = jitsuAnalytics({ host: HOST, writeKey: "backend:KEY" });
await other.track("of_another_client");
await other.track("named", {}, { userId: "u-3" });
"""
    )
    code = code.replace("HOST", f'"{served.url}"').replace("KEY", account.key)
    run("js", fill(code, served.url, account.key))
    assert dict(account.rows("select event_name, client_id from {t}.events")) == {
        "order_completed": "u-1", "identify": "u-2", "of_another_client": "u-2", "named": "u-3",
    }  # fmt: skip


def test_alias_of_mixpanel_for_python_goes_to_mixpanel(served: Served) -> None:
    account = served.account()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"
        asked: list[bytes] = []

        def refuse() -> None:
            # the SDK tries five times
            for _ in range(5):
                connection, _ = listener.accept()
                with connection:
                    asked.append(connection.recv(4096).split()[1])

        threading.Thread(target=refuse, daemon=True).start()
        code = example("Mixpanel", "python") + "\nimport mixpanel as sdk\n"
        code += 'try:\n    mixpanel.alias("a-1", "u-1")\nexcept sdk.MixpanelException:\n    pass\n'
        run(
            "python", fill(code, served.url, account.key), HTTPS_PROXY=proxy, https_proxy=proxy,
            NO_PROXY="127.0.0.1", no_proxy="127.0.0.1",
        )  # fmt: skip
    assert asked == [b"api.mixpanel.com:443"] * 5
    assert account.names() == ["order_completed"]


def test_amplitude_for_python_drops_properties_with_a_mixed_list(served: Served) -> None:
    account = served.account()
    code = example("Amplitude", "python").replace("29.99}", '29.99, "list": [1, None]}')
    code = code.replace('/httpapi")', '/httpapi", flush_interval_millis=200)')
    run("python", fill(code, served.url, account.key))
    assert account.rows("select properties - '$amplitude' from {t}.events") == [({},)]


@needs_node
def test_a_flush_of_amplitude_for_node_is_tried_once(served: Served) -> None:
    account = served.account()
    with http_proxy.between(served.url, "503") as proxy:
        run("js", fill(example("Amplitude", "js"), proxy.url, account.key))
    assert len(proxy.passed) == 1


def test_snowplow_for_python_logs_the_key_unless_it_is_told_not_to(served: Served) -> None:
    account = served.account()
    code = example("Snowplow", "python")
    assert account.key in run("python", fill(code, served.url, account.key))
    (silent,) = re.findall(r"`(logging\.getLogger\(.*\))`", PAGE)
    head, _, rest = code.partition("\n\n")
    code = f"{head}\nimport logging\n{silent}\n{rest}"
    assert account.key not in run("python", fill(code, served.url, account.key))
    assert account.names() == ["order_completed"] * 2


def test_the_table_has_the_versions_that_are_tested() -> None:
    pins = re.findall(r'"([\w-]+)==([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    pins += re.findall(r'"(@?[\w/-]+)": "([\d.]+)"', (DRIVERS / "package.json").read_text())
    told = re.findall(r"^\| (@?[\w/-]+)(?: \(?[\w ]+\)?)? \| (\d+\.[\d.]+) \|", PAGE, re.MULTILINE)
    assert len(told) == len(PYTHON) - 1 + len(NODE)
    assert set(told) <= set(pins)
