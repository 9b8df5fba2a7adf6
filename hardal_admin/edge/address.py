"""The addresses that an edge's file names."""

import re

from hardal_admin.errors import Refused

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"


def upstream(url: str) -> str:
    """Return `host:port` of `http://host:port`. Raise Refused where it is something else."""
    match = re.fullmatch(rf"http://((?:{_NAME}|\[[0-9A-Fa-f:]+\]):([0-9]{{1,5}}))/?", url)
    if not match or not 0 < int(match[2]) < 65536:
        raise Refused(
            f"{url!r} is no address of PostgREST, which speaks no TLS", "write http://host:3000"
        )
    return match[1]


def site(name: str) -> str:
    """Return the name of a site. Raise Refused where it is no host's name."""
    # import is a word of Caddy's file
    if not re.fullmatch(_NAME, name) or ".." in name or name == "import":
        raise Refused(f"{name!r} is no name of a host", "write events.example.org")
    return name


def file(path: str) -> str:
    """Return the path of a certificate. Raise Refused where a file for nginx cannot hold it."""
    if not re.fullmatch(r"[\w./@+-]+", path):
        raise Refused(f"{path!r} is no path that can stand in the file", "take a plain path")
    return path
