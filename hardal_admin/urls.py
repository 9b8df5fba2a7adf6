"""PSQL URLs: a login role of one tenant, and the address that it is used by."""

import re
import secrets
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import quote, urlencode

from psycopg.rows import DictRow

from hardal_admin.database import Conn, require_installed
from hardal_admin.errors import Refused

SCOPES = ("read", "aggregate", "write")


def create(
    conn: Conn,
    tenant: str,
    *,
    name: str,
    scope: str = "read",
    expires_at: datetime | None = None,
    connections: int = 5,
    statement_timeout: timedelta = timedelta(minutes=1),
    host: str = "",
    port: int | None = None,
) -> dict[str, object]:
    """Make a login and its URL. The password is made here and kept nowhere."""
    require_installed(conn)
    _check_host(host)
    password = secrets.token_urlsafe(24)
    with conn.transaction():
        row = conn.execute(
            "select hardal_private.create_url(%s, %s, %s, %s, %s, %s, %s) as role",
            (
                tenant, name, scope, scram_verifier(conn, f"{tenant}__u_{name}", password), expires_at, connections,
                statement_timeout // timedelta(milliseconds=1),
            ),
        ).fetchone()  # fmt: skip
    assert row
    return {
        "url": address(conn, row["role"], password, host=host, port=port),
        "role": row["role"],
        "tenant": tenant,
        "name": name,
        "scope": scope,
        "expires_at": expires_at,
    }


def rotate(
    conn: Conn,
    tenant: str,
    *,
    name: str,
    expires_at: datetime | None = None,
    host: str = "",
    port: int | None = None,
) -> dict[str, object]:
    """Another password for the same login: the old one logs in no more."""
    require_installed(conn)
    _check_host(host)
    password = secrets.token_urlsafe(24)
    with conn.transaction():
        row = conn.execute(
            "select hardal_private.rotate_url(%s, %s, %s, %s) as role",
            (tenant, name, scram_verifier(conn, f"{tenant}__u_{name}", password), expires_at),
        ).fetchone()
    assert row
    return {
        "url": address(conn, row["role"], password, host=host, port=port),
        "role": row["role"],
        "tenant": tenant,
        "name": name,
    }


def revoke(conn: Conn, tenant: str, *, name: str) -> int:
    """Nobody new logs in, then its sessions end and the role goes; returns how many sessions ended."""
    require_installed(conn)
    conn.execute("select hardal_private.revoke_url_begin(%s, %s)", (tenant, name))
    row = conn.execute(
        "select hardal_private.revoke_url_finish(%s, %s) as ended", (tenant, name)
    ).fetchone()
    assert row
    return int(row["ended"])


def listing(conn: Conn, tenant: str) -> list[DictRow]:
    require_installed(conn)
    conn.execute("select hardal_private.require_tenant(%s)", (tenant,))
    return conn.execute(
        "select u.name, u.scope, u.role::text, u.created_at, u.expires_at,"
        " (select count(*) from pg_stat_activity as a where a.usename = u.role) as connections_now,"
        " u.connections as connections_max, u.seen_at as last_seen_at,"
        " case when u.revoked_at is not null then 'being revoked' when u.expires_at <= now() then 'expired'"
        " when t.suspended_at is not null then 'suspended' else 'live' end as state"
        " from hardal_private.urls as u inner join hardal_private.tenants as t on u.tenant = t.name"
        " where u.tenant = %s order by u.name",
        (tenant,),
    ).fetchall()


def scram_verifier(conn: Conn, role: str, password: str) -> str:
    """What the server gets in place of the password: libpq's PQencryptPasswordConn."""
    return conn.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()


def address(
    conn: Conn, role: str, password: str | None, *, host: str = "", port: int | None = None
) -> str:
    """A libpq URI for this server. It insists on TLS where this very connection has it."""
    login = quote(role) + (f":{quote(password)}" if password else "")
    options = {
        "sslmode": "require" if conn.pgconn.ssl_in_use else "prefer",
        "application_name": "hardal",
    }
    host = host or conn.info.host or "localhost"
    return (
        f"postgresql://{login}@{quote(host, safe='')}:{port or conn.info.port}"
        f"/{quote(conn.info.dbname, safe='')}?{urlencode(options)}"
    )


def _check_host(host: str) -> None:
    if not host or re.fullmatch(r"[A-Za-z0-9._-]+|/[^\s]*", host):
        return
    try:
        ip_address(host)
    except ValueError as error:
        raise Refused(
            f"{host!r} is no host",
            "name it as clients reach it: db.example.com, or an address; --port for the port",
        ) from error
