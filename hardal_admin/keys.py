"""Keys: random secrets that the registry knows by their digests."""

from base64 import b64encode
from datetime import datetime, timedelta

from psycopg.rows import DictRow

from hardal_admin.database import Conn, known_values, require_installed


def authorization(key: str) -> str:
    """Return the header Authorization of a request with a key (RFC 7617): the user, no password."""
    return f"Basic {b64encode(f'{key}:'.encode()).decode()}"


def scopes(conn: Conn) -> list[str]:
    """Return the scopes that a key can have."""
    return known_values(conn, "key_scopes")


def create(
    conn: Conn, tenant: str, *, name: str, scope: str, expires_at: datetime
) -> dict[str, object]:
    """Make a key. It is stored as its digest alone: the caller has the only copy."""
    require_installed(conn)
    row = conn.execute(
        "select key, %(tenant)s as tenant, %(name)s as name, %(scope)s as scope,"
        " %(expires_at)s::timestamptz as expires_at"
        " from hardal_private.issue_key(%(tenant)s, %(name)s, %(scope)s, %(expires_at)s)",
        {"tenant": tenant, "name": name, "scope": scope, "expires_at": expires_at},
    ).fetchone()
    assert row
    return dict(row)


def rotate(
    conn: Conn, tenant: str, *, name: str, expires_at: datetime, overlap: timedelta
) -> dict[str, object]:
    """Make a key that replaces the live one of this name, which stays valid for the overlap."""
    require_installed(conn)
    row = conn.execute(
        "select key, %(tenant)s as tenant, %(name)s as name, scope,"
        " %(expires_at)s::timestamptz as expires_at"
        " from hardal_private.rotate_key(%(tenant)s, %(name)s, %(expires_at)s, %(overlap)s)",
        {"tenant": tenant, "name": name, "expires_at": expires_at, "overlap": overlap},
    ).fetchone()
    assert row
    return dict(row)


def revoke(conn: Conn, tenant: str, *, name: str) -> int:
    require_installed(conn)
    row = conn.execute(
        "select hardal_private.revoke_credential(%s, %s, true) as count", (tenant, name)
    ).fetchone()
    assert row
    return int(row["count"])


def listing(conn: Conn, tenant: str, *, every: bool = False) -> list[DictRow]:
    """Return the keys of a tenant. `every` adds the links to the page that have ended."""
    require_installed(conn)
    conn.execute("select hardal_private.require_tenant(%s)", (tenant,))
    return conn.execute(
        "select name, scope, created_at, expires_at, used_at as last_used_at, revoked_at,"
        " hardal_private.token_state(t) as state"
        " from hardal_private.tokens as t where tenant = %s and digest is not null"
        " and (%s or not hardal_private.is_spent_link(t))"
        " order by name, created_at",
        (tenant, every),
    ).fetchall()
