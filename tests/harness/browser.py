"""Debian's Chromium, driven by Playwright, on the page that hardal-admin up serves.

A test gets `visit`, which opens the page in a window of its own. When the test is over, each window
has its picture taken, and must have kept clean: nothing in the console, no uncaught error, nothing
that the Content-Security-Policy has stopped, and no request to another server.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.harness.sdks import Served
from tests.harness.server import ROOT
from tests.harness.tool import Cli

PROGRAM = os.environ.get("HARDAL_TEST_BROWSER") or "chromium"
SHOTS = Path(os.environ.get("HARDAL_TEST_SHOTS") or ROOT / "build" / "screenshots")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 20_000  # milliseconds: the machine may have other things to do
# No window reaches another machine, whatever the page asks for.
ARGUMENTS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
# keeps what the policy has stopped, from before the first script of the page
WATCH = """
window.hardalStopped = [];
document.addEventListener("securitypolicyviolation", (event) => window.hardalStopped.push(
  `${event.effectiveDirective} has stopped ${event.blockedURI} ${event.sample}`
));
"""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser. Skip the test where there is none."""
    program = shutil.which(PROGRAM)
    if not program:
        pytest.skip(
            f"no browser: {PROGRAM} was not found (apt-get install chromium, or name another one"
            " with HARDAL_TEST_BROWSER)"
        )
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=ARGUMENTS,
            # root may not run it with its sandbox
            chromium_sandbox=os.geteuid() != 0,
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """A window of the browser with the page in it, and all that went wrong in it."""

    page: Page
    name: str
    origin: str
    allowed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)

    def allow(self, *patterns: str) -> None:
        """Let the console hold lines with these patterns: the test provokes them."""
        self.allowed += patterns

    def shot(self, name: str = "") -> Path:
        """Take a picture of the whole page, and return its file."""
        file = SHOTS / f"{self.name}{f'_{name}' if name else ''}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=file, full_page=True)
        return file

    def found(self) -> list[str]:
        """Return all problems that the test has not allowed."""
        with contextlib.suppress(Exception):  # the window may be gone
            self.problems += self.page.evaluate("window.hardalStopped.splice(0)")
        return [
            problem
            for problem in self.problems
            if not any(re.search(pattern, problem) for pattern in self.allowed)
        ]

    def watch(self) -> None:
        """Begin to keep what goes wrong."""
        self.page.add_init_script(WATCH)
        self.page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        self.page.on(
            "console",
            lambda line: (
                self.problems.append(f"console: {line.text} ({line.location.get('url', '')})")
                if line.type in ("error", "warning", "assert")
                else None
            ),
        )
        self.page.on("requestfinished", self._see)
        self.page.on("requestfailed", self._see)

    def _see(self, request: Request) -> None:
        """Keep a request to another server, unless the policy has stopped it."""
        url = request.url
        if "csp" in (request.failure or "").lower():
            return
        self.requested.append(url)
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != (
            self.origin
        ):
            self.problems.append(f"a request to another server: {url}")


Theme = Literal["light", "dark"]


@dataclass
class Visit:
    """Opens windows for one test."""

    browser: Browser
    served: Served
    test: str
    windows: list[Window] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        address: str = "/",
        *,
        width: int = 1440,
        height: int = 900,
        theme: Theme = "light",
        zone: str = "Europe/Istanbul",
        locale: str = "en-GB",
        **options: Any,
    ) -> Window:
        """Open the page, or an address on its server, in a window that shares nothing with others.

        The reader's time zone is not UTC, so that a time in the wrong zone is seen.
        """
        context = self.browser.new_context(
            base_url=self.served.url,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            timezone_id=zone,
            locale=locale,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        # reading the clipboard, which is how a test sees what a button has copied
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.served.url)
        self.contexts.append(context)
        number = f"_{len(self.windows) + 1}" if self.windows else ""
        window = Window(context.new_page(), f"{self.test}{number}", self.served.url)
        window.watch()
        self.windows.append(window)
        window.page.goto(address)
        return window

    def link(self, tenant: str, scope: str = "manage", *options: str) -> str:
        """Return a link to the page of a tenant, made by the tool."""
        made = Cli(self.served.dsn).json(
            "dashboard", tenant, "--url", self.served.url, "--scope", scope, *options
        )
        return str(made["link"])

    def tenant(self, tenant: str, scope: str = "manage", address: str = "", **how: Any) -> Window:
        """Open the page of a tenant with a new link. `address` is what follows the key in it."""
        return self(f"{self.link(tenant, scope)}{address}", **how)

    def end(self) -> None:
        """Take a picture of each window, and close it. Fail where one has not kept clean."""
        problems = []
        for window in self.windows:
            with contextlib.suppress(Exception):  # a window that hangs must not hide the problems
                window.shot()
            problems += [f"{window.name}: {problem}" for problem in window.found()]
        for context in self.contexts:
            context.close()
        assert not problems, "\n".join(problems)


def test_name(node_id: str) -> str:
    """Return the name of a test as the name of a file."""
    return re.sub(r"\W+", "_", node_id.rpartition("::")[2]).strip("_")


test_name.__test__ = False  # type: ignore[attr-defined]


def assert_accessible(page: Page, *without: str) -> None:
    """Fail where axe finds something wrong in what the page shows. `without` names rules."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "(off) => axe.run(document, {"
        " resultTypes: ['violations'],"
        " rules: Object.fromEntries(off.map((name) => [name, {enabled: false}]))"
        "})",
        list(without),
    )
    problems = [
        f"{rule['id']}: {rule['help']}: {node['target']} {node['html'][:160]}"
        f" {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
    assert not problems, "\n".join(problems)


@contextlib.contextmanager
def transferred(page: Page) -> Iterator[list[tuple[str, int]]]:
    """Keep each address that the page loads while the block runs, and how many bytes it took."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    addresses: dict[str, str] = {}
    sizes: list[tuple[str, int]] = []
    session.on(
        "Network.requestWillBeSent",
        lambda event: addresses.update({event["requestId"]: event["request"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.append(
            (addresses.get(event["requestId"], "?"), int(event["encodedDataLength"]))
        ),
    )
    yield sizes
    session.detach()
