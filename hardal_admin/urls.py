"""PSQL URLs: login roles of one tenant, and the addresses that people use."""

import re
import secrets
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import quote, urlencode

from psycopg.rows import DictRow

from hardal_admin.database import Conn, known_values, require_installed
from hardal_admin.errors import Refused


def scopes(conn: Conn) -> list[str]:
    """Return the scopes that a PSQL URL can have."""
    return known_values(conn, "url_scopes")


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
    sslmode: str = "",
) -> dict[str, object]:
    """Make a login and its URL. The password is made here and stored nowhere."""
    require_installed(conn)
    check_host(host)
    password = secrets.token_urlsafe(24)
    with conn.transaction():
        row = conn.execute(
            "select hardal_private.create_url(%s, %s, %s, %s, %s, %s, %s) as role",
            (
                tenant,
                name,
                scope,
                scram_verifier(conn, f"{tenant}__u_{name}", password),
                expires_at,
                connections,
                statement_timeout // timedelta(milliseconds=1),
            ),
        ).fetchone()
    assert row
    return {
        "url": address(conn, row["role"], password, host=host, port=port, sslmode=sslmode),
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
    sslmode: str = "",
) -> dict[str, object]:
    """Give the same login another password. The old password stops working at once."""
    require_installed(conn)
    check_host(host)
    password = secrets.token_urlsafe(24)
    with conn.transaction():
        row = conn.execute(
            "select hardal_private.rotate_url(%s, %s, %s, %s) as role",
            (tenant, name, scram_verifier(conn, f"{tenant}__u_{name}", password), expires_at),
        ).fetchone()
    assert row
    return {
        "url": address(conn, row["role"], password, host=host, port=port, sslmode=sslmode),
        "role": row["role"],
        "tenant": tenant,
        "name": name,
    }


def revoke(conn: Conn, tenant: str, *, name: str) -> int:
    """Close the login, end its connections and drop its role.

    Return how many connections ended.
    """
    require_installed(conn)
    ended = 0
    # two transactions: who logs in while the first one runs has no rights after it
    for half in (
        "select hardal_private.revoke_url_begin(%s, %s) as ended",
        "select hardal_private.revoke_url_finish(%s, %s) as ended",
    ):
        row = conn.execute(half, (tenant, name)).fetchone()
        assert row
        ended += int(row["ended"])
    return ended


def listing(conn: Conn, tenant: str) -> list[DictRow]:
    require_installed(conn)
    conn.execute("select hardal_private.require_tenant(%s)", (tenant,))
    return conn.execute(
        "select u.name, u.scope, u.role::text, u.created_at, u.expires_at,"
        " (select count(*) from pg_stat_activity as a where a.usename = u.role) as connections_now,"
        " u.connections as connections_max, u.seen_at as last_seen_at,"
        " hardal_private.url_state(u) as state"
        " from hardal_private.urls as u where u.tenant = %s order by u.name",
        (tenant,),
    ).fetchall()


def scram_verifier(conn: Conn, role: str, password: str) -> str:
    """Return the SCRAM verifier that the server gets in place of the password.

    libpq's PQencryptPasswordConn computes it, so no server log holds the password.
    """
    return conn.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()


def address(
    conn: Conn,
    role: str,
    password: str | None,
    *,
    host: str = "",
    port: int | None = None,
    sslmode: str = "",
) -> str:
    """Return a URI for this server that libpq, SQLAlchemy and node-postgres read alike."""
    login = quote(role) + (f":{quote(password, safe='')}" if password else "")
    options = {
        "sslmode": sslmode or _sslmode(conn, host),
        "application_name": "hardal",
    }
    host = host or conn.info.host or "localhost"
    at = f"{_host(host)}:{port or conn.info.port}"
    if host.startswith("/"):
        # SQLAlchemy does not decode the host
        at, options = "", {"host": host, "port": str(port or conn.info.port)} | options
    name = re.sub(r"[%?#\s]", lambda letter: quote(letter[0]), conn.info.dbname)
    if name != conn.info.dbname:
        # SQLAlchemy does not decode the name, but reads it from here too
        options["dbname"] = conn.info.dbname
    return f"postgresql://{login}@{at}/{name}?{urlencode(options, safe='/', quote_via=quote)}"


def _sslmode(conn: Conn, host: str) -> str:
    """Return the mode for TLS.

    A host that the tool did not connect to may be anywhere: its certificate must be its own.
    "prefer" is not among the modes, because node-postgres takes it for "require".
    """
    if conn.pgconn.ssl_in_use:
        return "verify-full" if host else _own_mode(conn)
    return "disable" if not host or _is_this_machine(host) else "verify-full"


def _own_mode(conn: Conn) -> str:
    """Return the mode of this connection, if it verifies the certificate."""
    mode = conn.info.get_parameters().get("sslmode", "")
    return mode if mode.startswith("verify-") else "require"


def _is_this_machine(host: str) -> bool:
    if host.startswith("/") or host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _host(host: str) -> str:
    """Return the host as it stands in a URI: an IPv6 address in brackets."""
    return f"[{host.replace('%', '%25')}]" if ":" in host else quote(host, safe="")


def check_host(host: str) -> None:
    if not host or re.fullmatch(r"[A-Za-z0-9._-]+|/[^\s]*", host):
        return
    try:
        ip_address(host)
    except ValueError as error:
        raise Refused(
            f"{host!r} is no host",
            "name it as clients reach it: db.example.com, or an address; --port for the port",
        ) from error
