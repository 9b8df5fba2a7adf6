"""Tokens: rows in the registry, and JWTs (RFC 7519), signed with the signing key."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
from psycopg.rows import DictRow

from hardal_admin import signing_keys
from hardal_admin.database import Conn, known_values, require_installed
from hardal_admin.signing_keys import SigningKey

AUDIENCE = "hardal"


def scopes(conn: Conn) -> list[str]:
    """Return the scopes that a token can have."""
    return known_values(conn, "token_scopes")


def create(
    conn: Conn, secret: str, tenant: str, *, name: str, scope: str, expires_at: datetime
) -> dict[str, object]:
    """Register and sign a token. The token is stored nowhere: the caller has the only copy."""
    require_installed(conn)
    key = signing_keys.load(secret)[0]
    row = conn.execute(
        "select hardal_private.issue_token(%s, %s, %s, %s, %s) as jti",
        (tenant, name, scope, key.id, expires_at),
    ).fetchone()
    assert row
    return _sign(key, tenant, name, scope, row["jti"], expires_at)


def rotate(
    conn: Conn, secret: str, tenant: str, *, name: str, expires_at: datetime, overlap: timedelta
) -> dict[str, object]:
    """Make a token that replaces the live one of this name, which stays valid for the overlap."""
    require_installed(conn)
    key = signing_keys.load(secret)[0]
    row = conn.execute(
        "select jti, scope from hardal_private.rotate_token(%s, %s, %s, %s, %s)",
        (tenant, name, key.id, expires_at, overlap),
    ).fetchone()
    assert row
    return _sign(key, tenant, name, row["scope"], row["jti"], expires_at)


def revoke(conn: Conn, tenant: str, *, name: str) -> int:
    require_installed(conn)
    row = conn.execute(
        "select hardal_private.revoke_credential(%s, %s, false) as count", (tenant, name)
    ).fetchone()
    assert row
    return int(row["count"])


def listing(conn: Conn, tenant: str) -> list[DictRow]:
    require_installed(conn)
    conn.execute("select hardal_private.require_tenant(%s)", (tenant,))
    return conn.execute(
        "select name, scope, created_at, expires_at, used_at as last_used_at, revoked_at,"
        " hardal_private.token_state(t) as state, jti, key_id"
        " from hardal_private.tokens as t where tenant = %s and digest is null"
        " order by name, created_at",
        (tenant,),
    ).fetchall()


def replace_key(
    conn: Conn, until: datetime, keep: Callable[[SigningKey, set[str]], list[SigningKey]]
) -> dict[str, object]:
    """Make a new signing key. Tokens that the old signing keys have signed end at `until`.

    `keep` stores the new signing key and the old signing keys whose ids it gets, lets PostgREST
    read them, and returns all old signing keys. It runs before the registry changes:
    if anything stops this function half-way, running it again completes the work.
    """
    require_installed(conn)
    key = signing_keys.new()
    with conn.transaction():
        _one_at_a_time(conn)
        others = keep(key, live_keys(conn) if until > datetime.now(UTC) else set())
        row = conn.execute(
            "select * from hardal_private.retire_signing_keys(%s, %s, %s)",
            (key.id, [old.id for old in others], until),
        ).fetchone()
    assert row
    return {"key": key.id, **row}


def prune_keys(conn: Conn, keep: Callable[[set[str]], list[SigningKey]]) -> list[str]:
    """Remove the signing keys that no live token needs. `keep` removes and returns them.

    Return their ids.
    """
    require_installed(conn)
    with conn.transaction():
        _one_at_a_time(conn)
        dropped = [key.id for key in keep(live_keys(conn))]
        for key in dropped:
            conn.execute("select hardal_private.audit('signing_key.prune', null, %s)", (key,))
    return dropped


def live_keys(conn: Conn) -> set[str]:
    """Return the ids of the signing keys whose tokens are still valid."""
    rows = conn.execute(
        "select distinct key_id from hardal_private.tokens as t"
        " where t.key_id is not null and hardal_private.token_state(t) in ('live', 'ending')"
    )
    return {row["key_id"] for row in rows}


def _one_at_a_time(conn: Conn) -> None:
    conn.execute("set local lock_timeout = '30s'")
    conn.execute("lock table hardal_private.signing_keys in share row exclusive mode")


def _sign(
    key: SigningKey, tenant: str, name: str, scope: str, jti: UUID, expires_at: datetime
) -> dict[str, object]:
    claims = {
        "role": f"hardal_{scope}",
        "tenant": tenant,
        "jti": str(jti),
        "aud": AUDIENCE,
        "iat": datetime.now(UTC),
        "exp": expires_at,
    }
    headers = {"kid": key.kid} if key.kid else None
    return {
        "token": jwt.encode(claims, key.secret, algorithm="HS256", headers=headers),
        "jti": str(jti),
        "tenant": tenant,
        "name": name,
        "scope": scope,
        "expires_at": expires_at,
    }
