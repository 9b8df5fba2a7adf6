"""The configuration file of PostgREST: the one that hardal is written for."""

import re
from dataclasses import dataclass

from hardal_admin.tokens import AUDIENCE


@dataclass
class PostgrestConfig:
    """`db_uri` logs in as hardal_authenticator; `jwt_secret` is a value as PostgREST takes it, @file among them."""

    db_uri: str
    jwt_secret: str
    host: str = "127.0.0.1"
    port: int = 3000
    admin_port: int = 3001
    pool: int = 10

    def render(self) -> str:
        # each name's meaning: https://docs.postgrest.org/en/v12/references/configuration.html
        settings: dict[str, str | int | bool] = {
            "db-uri": self.db_uri,
            "db-schemas": "hardal",
            "db-extra-search-path": "",
            "db-anon-role": "hardal_anon",
            "db-pre-request": "hardal.pre_request",
            "db-pool": self.pool,
            "db-pool-acquisition-timeout": 10,
            # no header of a caller's may turn an acknowledged commit into a rollback
            "db-tx-end": "commit",
            # any login could NOTIFY a reload, or a setting in the database change the rest
            "db-channel-enabled": False,
            "db-config": False,
            "jwt-secret": self.jwt_secret,
            "jwt-aud": AUDIENCE,
            # a signature is checked once in so many seconds; whether the token still holds, pre_request asks each time
            "jwt-cache-max-lifetime": 600,
            "server-host": self.host,
            "server-port": self.port,
            "admin-server-port": self.admin_port,
            "log-level": "error",
        }
        lines = [
            "# PostgREST for hardal, made by hardal-admin postgrest-config. It holds secrets: mode 0600."
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
    """As PostgREST reads it: $(NAME) alone is a variable of its environment, any other $ is itself."""
    if not re.fullmatch(r"\$\([A-Z_]+\)", value):
        value = value.replace("$", "$$")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
