"""The examples of docs/sdks.md, run with the real SDKs. Only host and key are put in."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.harness.sdk_facts import NODE, PYTHON
from tests.harness.sdks import DRIVERS, NODE_IS_INSTALLED, Served
from tests.harness.server import ROOT

PAGE = (ROOT / "docs" / "sdks.md").read_text(encoding="utf-8")
PROGRAMS = {
    "python": [sys.executable, "-c"],
    "js": ["node", "--input-type=module", "-e"],
}


def examples() -> Iterator[tuple[str, str, str]]:
    """Yield the vendor, the language and the code of each example."""
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        for language, code in re.findall(r"^```(\w+)\n(.*?)^```", section, re.M | re.S):
            yield section.partition("\n")[0], language, code


EXAMPLES = [
    pytest.param(
        language,
        code,
        id=f"{vendor} {language}",
        marks=[] if language == "python" or NODE_IS_INSTALLED
        else [pytest.mark.skip(reason="the SDKs for Node are not installed: make test-sdks")],
    )
    for vendor, language, code in examples()
]  # fmt: skip


def test_each_sdk_has_an_example() -> None:
    languages = [language for _, language, _ in examples()]
    # PostHog for Python is run in two modes
    assert languages.count("python") == len(PYTHON) - 1
    assert languages.count("js") == len(NODE)


@pytest.mark.parametrize(("language", "code"), EXAMPLES)
def test_the_example_sends_its_event(served: Served, language: str, code: str) -> None:
    account = served.account()
    port = served.url.rpartition(":")[2]
    # mixpanel for Node is told a name, and takes https
    code = code.replace(
        '"events.example.com"', f'"127.0.0.1", port: {port}, protocol: "http"'
    ).replace("https://events.example.com", served.url)
    code = code.replace("hk_...", account.key)
    assert "example.com/" not in code.replace("iglu:com.example/", "")
    done = subprocess.run(
        [*PROGRAMS[language], code], cwd=DRIVERS if language == "js" else ROOT,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    rows = account.rows("select event_name, client_id, properties -> 'price' from {t}.events")
    assert rows == [("order_completed", "u-1", 29.99)], done.stdout + done.stderr


def test_the_table_has_the_versions_that_are_tested() -> None:
    pins = re.findall(r'"([\w-]+)==([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    pins += re.findall(r'"(@?[\w/-]+)": "([\d.]+)"', (DRIVERS / "package.json").read_text())
    told = re.findall(r"^\| (@?[\w/-]+)(?: \(?[\w ]+\)?)? \| (\d+\.[\d.]+) \|", PAGE, re.MULTILINE)
    assert len(told) == len(PYTHON) - 1 + len(NODE)
    assert set(told) <= set(pins)
