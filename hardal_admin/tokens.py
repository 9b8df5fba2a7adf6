"""Tokens: a row in the registry, and a JWT (RFC 7519) signed with the key that PostgREST checks it by."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import jwt

from hardal_admin.database import Conn, require_installed
from hardal_admin.errors import Refused

AUDIENCE = "hardal"
SHORTEST_SECRET = 32  # bytes: RFC 7518 section 3.2 for HS256, and PostgREST's own limit

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def lifetime(text: str) -> timedelta:
    """How long a token lives: 12h, 365d, 4w."""
    match = re.fullmatch(r"([1-9]\d{0,5})([hdw])", text)
    if not match:
        raise Refused(f"{text!r} is no lifetime", "write a number with h, d or w behind it, such as 365d")
    return int(match[1]) * _UNITS[match[2]]


def key_id(secret: str) -> str:
    """Names a signing key without telling it."""
    return hashlib.sha256(b"hardal key id\0" + secret.encode()).hexdigest()[:16]


def create(conn: Conn, secret: str, tenant: str, *, name: str, scope: str, lives: timedelta) -> dict[str, object]:
    """Register and sign a token. The token itself is kept nowhere: whoever asked has the only copy."""
    require_installed(conn)
    if len(secret.encode()) < SHORTEST_SECRET:
        raise Refused(
            f"the signing secret is {len(secret.encode())} bytes long, {SHORTEST_SECRET} are the least",
            "make one with: openssl rand -hex 32",
        )
    try:
        expires_at = datetime.now(UTC).replace(microsecond=0) + lives
    except OverflowError as error:
        raise Refused("the token would outlive the calendar", "give it a shorter life, such as 365d") from error
    row = conn.execute(
        "select hardal_private.issue_token(%s, %s, %s, %s, %s) as jti",
        (tenant, name, scope, key_id(secret), expires_at),
    ).fetchone()
    assert row
    claims = {
        "role": f"hardal_{scope}",
        "tenant": tenant,
        "jti": str(row["jti"]),
        "aud": AUDIENCE,
        "iat": datetime.now(UTC),
        "exp": expires_at,
    }
    token = jwt.encode(claims, secret, algorithm="HS256", headers={"kid": key_id(secret)})
    return {
        "token": token,
        "jti": str(row["jti"]),
        "tenant": tenant,
        "name": name,
        "scope": scope,
        "expires_at": expires_at,
    }
