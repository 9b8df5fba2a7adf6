"""Requests to the doors, as the edge passes them on: to PostgREST, as bytes."""

import base64
import json
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.harness.postgrest import Api
from tests.harness.server import ROOT

CAPTURES = sorted((ROOT / "tests" / "fixtures" / "sdk").glob("*.json"))
# the keys in the captures
OLD_KEYS = ("wk_test_0123456789", "secret")


def door(path: str) -> str | None:
    """Return the door of a path. None is a path that the edge itself answers."""
    beginnings = {
        "segment": ("/v1/", "/api/s/"),
        "posthog": ("/batch", "/capture", "/e/", "/i/"),
        "mixpanel": ("/track", "/engage", "/groups", "/import"),
        "amplitude": ("/2/httpapi",),
        "snowplow": ("/com.snowplowanalytics.snowplow/",),
    }
    return next((name for name, starts in beginnings.items() if path.startswith(starts)), None)


@dataclass
class Doors:
    """The doors of a PostgREST, for one key."""

    api: Api
    key: str

    def send(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """Send a body to the door of a path. A body that is no bytes is sent as JSON.

        Names of headers are given with underscores: X_Write_Key.
        """
        return self.api.client.post(
            f"/rpc/{door(path)}",
            content=body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={"Content-Type": "application/octet-stream", "X-Hardal-Path": path}
            | {name.replace("_", "-"): value for name, value in headers.items()},
        )

    def basic(self) -> dict[str, str]:
        return {"Authorization": "Basic " + base64.b64encode(f"{self.key}:".encode()).decode()}


@dataclass
class Capture:
    """A captured request of an SDK, with another key in it."""

    path: str
    body: bytes
    headers: dict[str, str]


def capture(file: Path, key: str) -> Capture:
    found = json.loads(file.read_text())
    url = urlsplit(found["path"])
    if found["body_json"] is not None:
        body = json.dumps(found["body_json"]).encode()
    else:  # the edge makes the query of a GET the body
        body = (url.query if found["method"] == "GET" else found["body_text"]).encode()
    before, data, encoded = body.partition(b"data=")
    if data and encoded.startswith((b"ey", b"W3")):  # base64 of { or [
        text = base64.b64decode(urllib.parse.unquote(encoded.decode()))
        body = before + data + base64.b64encode(_with_key(text, key))
    headers = {}
    for name, value in found["headers"].items():
        if name == "authorization" and value.startswith("Basic"):
            value = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
        elif name == "authorization":
            value = key  # the edge takes Bearer away
        elif name == "x-write-key":
            value = f"id:{key}"
        elif name != "posthog-request-timestamp":
            continue
        headers[name] = value
    if door(url.path) == "snowplow":  # the edge takes the key out of the path
        return Capture(url.path, body, {"X-Write-Key": key})
    return Capture(url.path, _with_key(body, key), headers)


def _with_key(body: bytes, key: str) -> bytes:
    for old in OLD_KEYS:
        body = body.replace(old.encode(), key.encode())
    return body
