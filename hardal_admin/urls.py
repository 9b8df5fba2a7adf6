"""PSQL URLs: a login role of one tenant, and the address that it is used by."""

import re
import secrets
from urllib.parse import quote, urlencode

from hardal_admin.database import Conn, require_installed
from hardal_admin.errors import Refused


def create(conn: Conn, tenant: str, *, name: str, host: str = "") -> dict[str, object]:
    """Make a login and its URL. The password is made here and kept nowhere."""
    require_installed(conn)
    if host and not re.fullmatch(r"[A-Za-z0-9.:_-]+|/[^\s]*", host):
        raise Refused(f"{host!r} is no host", "name it as clients reach it: db.example.com, or an address")
    password = secrets.token_urlsafe(24)
    role = f"{tenant}__u_{name}"
    with conn.transaction():
        row = conn.execute(
            "select hardal_private.create_url(%s, %s, %s) as role", (tenant, name, scram_verifier(conn, role, password))
        ).fetchone()
    assert row
    return {
        "url": address(conn, row["role"], password, host=host),
        "role": row["role"],
        "tenant": tenant,
        "name": name,
        "scope": "read",
    }


def scram_verifier(conn: Conn, role: str, password: str) -> str:
    """What the server gets in place of the password: libpq's PQencryptPasswordConn."""
    return conn.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()


def address(conn: Conn, role: str, password: str | None, *, host: str = "") -> str:
    """A libpq URI for this server. It insists on TLS where this very connection has it."""
    login = quote(role) + (f":{quote(password)}" if password else "")
    options = {
        "sslmode": "require" if conn.pgconn.ssl_in_use else "prefer",
        "application_name": "hardal",
    }
    host = host or conn.info.host or "localhost"
    return (
        f"postgresql://{login}@{quote(host, safe='')}:{conn.info.port}"
        f"/{quote(conn.info.dbname, safe='')}?{urlencode(options)}"
    )
