"""The checks of the edge: is a proxy with hardal's routes in front of PostgREST?"""

import contextlib
import json
import urllib.error
from collections.abc import Mapping
from http.client import HTTPException

from hardal_admin.doctor import postgrest
from hardal_admin.doctor.finding import Finding, make_finding
from hardal_admin.embedded.processes import direct


def check(url: str) -> list[Finding]:
    """Check PostgREST behind an address, and the edge at it.

    Raise Refused where the address is no URL.
    """
    found = postgrest.check_api(url)
    if any(finding["name"] == "PostgREST" for finding in found):
        return found  # it does not answer
    if not _is_edge(url):
        return [*found, _missing(url)]
    return found if _has_page(url) else [*found, _older(url)]


def check_embedded(info: Mapping[str, object]) -> list[Finding]:
    """Check the parts of an embedded server, as Stack.info() tells them."""
    stopped = [
        name
        for name, pid in (("PostgREST", "postgrest_pid"), ("Caddy", "caddy_pid"))
        if not info[pid]
    ]
    if stopped:
        return [postgrest.silent(name, "it does not run") for name in stopped]
    return check(str(info["api_url"]))


def _is_edge(url: str) -> bool:
    with (
        contextlib.suppress(OSError, HTTPException, ValueError, AttributeError),
        direct.open(f"{url.rstrip('/')}/live", timeout=10) as answer,
    ):
        return bool(json.load(answer).get("edge") == "hardal")
    return False


def _has_page(url: str) -> bool:
    """Tell whether the edge passes on the page. It is there too while PostgREST fails at it."""
    try:
        with direct.open(f"{url.rstrip('/')}/", timeout=10):
            return True
    except urllib.error.HTTPError as error:
        return error.code != 404
    except (OSError, HTTPException):
        return True  # the check of PostgREST tells it


def _older(url: str) -> Finding:
    return make_finding(
        "edge",
        url,
        "there is no page at /",
        "the proxy has the file of an earlier version of hardal, or the database has no page",
        "hardal-admin edge-config, and the new file for the proxy; hardal-admin migrate",
        level="open",
    )


def _missing(url: str) -> Finding:
    return make_finding(
        "edge",
        url,
        "no proxy with hardal's routes is in front of PostgREST",
        "a query such as limit=0 makes PostgREST answer 200 and store nothing; nothing limits the"
        " size of a body; and the SDKs of Segment, PostHog, Mixpanel, Amplitude and Snowplow find"
        " no path",
        "hardal-admin edge-config --help, and let clients reach the proxy alone",
        level="open",
    )
