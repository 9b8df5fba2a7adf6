"""What a driver for Python does: the scenario that its environment names.

A driver passes the function that sends one event, and the one that makes all of the SDK's calls.
"""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

HOST = os.environ["SDK_HOST"]
KEY = os.environ["SDK_KEY"]
SCENARIO = os.environ["SDK_SCENARIO"]
GZIP = "SDK_GZIP" in os.environ
WHEN = datetime.fromisoformat(os.environ["SDK_WHEN"])
USER, ANONYMOUS, COMPANY = "u-ann", "a-77", "org-7"

_EVENTS = json.loads(Path(__file__).with_name("events.json").read_text(encoding="utf-8"))
ORDER, TRAITS, COMPANY_TRAITS = _EVENTS["order"], _EVENTS["traits"], _EVENTS["company"]


class Track(Protocol):
    def __call__(
        self,
        name: str,
        properties: dict[str, Any],
        *,
        user: str = USER,
        when: datetime | None = None,
    ) -> object: ...


def play(track: Track, calls: Callable[[], object]) -> None:
    """Play the scenario."""
    match SCENARIO:
        case "calls":
            calls()
        case "one":
            track("one", {"n": 1})
        case "large":
            track("large", {"text": "large " * 2000})
        case "twice":
            track("same", {"n": 1})
            track("same", {"n": 1})
        case "bad":
            track("good", {})
            track("n" * 300, {})
            track("old", {}, when=datetime(2001, 1, 1, tzinfo=UTC))
            track("nul", {"text": "a\x00b"})
            track("half", {"text": "a\ud83db"})
            track("long_id", {}, user="u" * 300)
            track("good_too", {})
        case "steady":
            for n in range(int(os.environ["SDK_COUNT"])):
                track("steady", {"n": n})
                time.sleep(0.2)


def told(error: object) -> None:
    """Print an error that the SDK reports."""
    print(f"error: {error!r}", flush=True)
