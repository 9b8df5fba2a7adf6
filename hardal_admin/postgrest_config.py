"""The configuration of PostgREST that hardal is written for, and the password of its login."""

import re
from dataclasses import dataclass

from hardal_admin import urls
from hardal_admin.database import Conn
from hardal_admin.tokens import AUDIENCE


@dataclass
class PostgrestConfig:
    """The settings that differ between installations.

    `db_uri` logs in as hardal_authenticator. `jwt_secret` is a value in PostgREST's own form: a
    secret, or @file.
    """

    db_uri: str
    jwt_secret: str
    host: str = "127.0.0.1"
    port: int = 3000
    admin_port: int = 3001
    pool: int = 10
    # a pooler such as PgBouncer in transaction mode stands between PostgREST and PostgreSQL
    pooler: bool = False
    # where people reach PostgreSQL: hardal.psql_address tells it to the page
    psql_host: str = ""
    psql_port: int | None = None
    psql_sslmode: str = ""

    def render(self) -> str:
        """Return the text of the configuration file."""
        # PostgREST documents them: https://docs.postgrest.org/en/v12/references/configuration.html
        settings: dict[str, str | int | bool] = {
            "db-uri": self.db_uri,
            "db-schemas": "hardal",
            "db-extra-search-path": "",
            "db-anon-role": "hardal_anon",
            "db-pre-request": "hardal.pre_request",
            "db-pool": self.pool,
            # tells hardal.pre_request how many connections there are: reads get half of them
            "app.settings.hardal_pool": str(self.pool),
            "db-pool-acquisition-timeout": 10,
            # A client's header must not turn an acknowledged commit into a rollback.
            "db-tx-end": "commit",
            # Any login could NOTIFY a reload, and settings in the database could change the others.
            "db-channel-enabled": False,
            "db-config": False,
            # A prepared statement stays in the connection, and the pooler gives that to others.
            "db-prepared-statements": not self.pooler,
            "jwt-secret": self.jwt_secret,
            "jwt-aud": AUDIENCE,
            # PostgREST caches a valid signature for this many seconds. pre_request still checks
            # on each request that the token is not revoked.
            "jwt-cache-max-lifetime": 600,
            "server-host": self.host,
            "server-port": self.port,
            "admin-server-port": self.admin_port,
            "log-level": "error",
        }
        for name, value in (
            ("host", self.psql_host),
            ("port", self.psql_port),
            ("sslmode", self.psql_sslmode),
        ):
            if value:
                settings[f"app.settings.hardal_psql_{name}"] = str(value)
        lines = [
            "# PostgREST for hardal, made by hardal-admin postgrest-config."
            " It holds secrets: mode 0600."
        ]
        for name, value in settings.items():
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            lines.append(
                f"{name} = {shown}"
                if isinstance(value, (bool, int))
                else f"{name} = {_quoted(shown)}"
            )
        return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """Return the value as PostgREST reads it.

    PostgREST replaces $(NAME) by a variable of its environment. A value that consists of $(NAME)
    alone stays as it is. A $ in any other value is doubled.
    """
    if not re.fullmatch(r"\$\([A-Z_]+\)", value):
        value = value.replace("$", "$$")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def set_authenticator_password(conn: Conn, password: str) -> None:
    """Give hardal_authenticator a password. The server gets only its SCRAM verifier."""
    verifier = urls.scram_verifier(conn, "hardal_authenticator", password)
    conn.execute("select hardal_private.set_authenticator_password(%s)", (verifier,))
