"""A real PostgREST on the database of a test."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from hardal_admin import keys, signing_keys
from hardal_admin.embedded import ports, postgrest, processes
from hardal_admin.postgrest_config import PostgrestConfig
from hardal_admin.signing_keys import SigningKey
from tests.harness.databases import Database

SECRET = "a secret that is known to the tests alone"  # noqa: S105
JWK_SET = signing_keys.render([SigningKey(SECRET.encode())])


@dataclass
class Api:
    url: str
    admin: str
    client: httpx.Client
    process: psutil.Process

    def post(self, path: str, body: object, token: str | None, **headers: str) -> httpx.Response:
        """Send JSON with a token or a key. A body of bytes is sent unchanged.

        Names of headers are given with underscores: Content_Type.
        """
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        return self.client.post(
            path,
            headers=_headers(token) | {k.replace("_", "-"): v for k, v in headers.items()},
            **content,
        )

    def get(self, path: str, token: str | None, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=_headers(token) | headers)

    def head(self, path: str, **headers: str) -> httpx.Response:
        """Ask for the headers alone, without a token.

        PostgREST closes the connection after an answer to HEAD and does not say so. The next
        request on it would fail, so the client closes the connection too.
        """
        return self.client.head(path, headers=headers | {"Connection": "close"})


def _headers(token: str | None) -> dict[str, str]:
    headers = {"Content-Type": "application/json"}
    if not token:
        return headers
    if token.startswith("hk_"):
        return headers | {"Authorization": keys.authorization(token)}
    return headers | {"Authorization": f"Bearer {token}"}


@contextlib.contextmanager
def running(database: Database, secret: str = JWK_SET, *, pooler: bool = False) -> Iterator[Api]:
    with tempfile.TemporaryDirectory() as folder:
        config, log = Path(folder, "postgrest.conf"), Path(folder, "postgrest.log")
        made = PostgrestConfig(
            db_uri=database.server.login("hardal_authenticator", database.name),
            jwt_secret=secret,
            pooler=pooler,
            psql_host=database.server.host,
            psql_port=database.server.port,
            psql_sslmode="disable",
            port=ports.any_free(),
            admin_port=ports.any_free(),
        )
        config.write_text(made.render())
        process = postgrest.start(config, log)
        try:
            admin = f"http://127.0.0.1:{made.admin_port}"
            postgrest.wait_until_ready(process, admin, log)
            url = f"http://127.0.0.1:{made.port}"
            with httpx.Client(base_url=url, timeout=60) as client:
                yield Api(url, admin, client, process)
        finally:
            processes.stop(process)
