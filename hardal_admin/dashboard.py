"""The link to the page, with a key in its fragment: a browser sends no fragment to the server."""

import secrets
from datetime import datetime
from urllib.parse import urlsplit

from hardal_admin import keys
from hardal_admin.database import Conn
from hardal_admin.errors import Refused

EXPIRES = "12h"


def scopes(conn: Conn) -> list[str]:
    """Return the scopes of keys that the page can work with: all but the one that only sends."""
    return [scope for scope in keys.scopes(conn) if scope != "ingest"]


def new_name() -> str:
    """Return a name that no other key has."""
    return f"dashboard_{secrets.token_hex(4)}"


def site(url: str) -> str:
    """Return the address of the page without a slash at its end.

    Raise Refused where it is no address to which the key may be added.
    """
    try:
        parts = urlsplit(url)
        plain = bool(
            parts.scheme in ("http", "https")
            and parts.hostname
            and (parts.port is None or parts.port)
            and "@" not in parts.netloc
            and not parts.query
            and not parts.fragment
        )
    except ValueError:
        plain = False
    if not plain or not url.isprintable() or " " in url:
        raise Refused(f"{url!r} is no address of the page", "write https://events.example.com")
    return url.rstrip("/")


def create(
    conn: Conn, tenant: str, *, url: str, scope: str, name: str, expires_at: datetime
) -> dict[str, object]:
    """Make a key, and return the link that holds it. There is no other copy of the key."""
    address = site(url)
    made = keys.create(conn, tenant, name=name, scope=scope, expires_at=expires_at)
    return {"link": f"{address}/#key={made['key']}"} | made
