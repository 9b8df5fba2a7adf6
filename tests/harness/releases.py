"""Released versions: the file of each in releases/, and data that its users would have."""

import re
from dataclasses import dataclass
from pathlib import Path

import jwt
import psycopg

from hardal_admin import database, signing_keys, urls
from hardal_admin.migrate import script
from tests.harness import psql
from tests.harness.postgrest import SECRET
from tests.harness.server import PASSWORD, ROOT


@dataclass(frozen=True)
class Release:
    version: str
    script: Path
    data: Path

    def __str__(self) -> str:
        return self.version

    @property
    def has_key(self) -> bool:
        return KEY in self.data.read_text()

    def install(self, dsn: str) -> None:
        """Install the version into an empty database, as psql does it."""
        _run(dsn, self.script)

    def fill(self, dsn: str, tenant: str) -> None:
        """Make a tenant with events, through the functions of the version."""
        with database.connect(dsn) as conn:
            verifier = urls.scram_verifier(conn, f"{tenant}__u_bi", PASSWORD)
        _run(
            dsn,
            self.data,
            tenant=tenant,
            store=f"{tenant}__store",
            key_id=signing_keys.load(SECRET)[0].id,
            verifier=verifier,
        )


# the ingest key of the data, from 0.2.0 on
KEY = "hk_abcdefghijklmnopqrstuvwxyz012345"


def released() -> list[Release]:
    """Return the released versions, oldest first."""
    files = sorted((ROOT / "releases").glob("*.sql"), key=_version)
    return [Release(f.stem, f, ROOT / "tests" / "releases" / f.name) for f in files]


def this_version(folder: Path) -> Release:
    """Return the version that would be released now, with the data of the newest release."""
    (file := folder / "now.sql").write_text(script.script())
    data = max((ROOT / "tests" / "releases").glob("*.sql"), key=_version)
    return Release("this version", file, data)


def token(dsn: str, tenant: str) -> str:
    """Return the ingest token of the data, signed as every version's tool signs it."""
    with psycopg.connect(dsn) as conn:
        row = conn.execute(
            "select jti::text, key_id, extract(epoch from expires_at)::bigint"
            " from hardal_private.tokens where tenant = %s and key_id is not null",
            (tenant,),
        ).fetchone()
    assert row
    jti, key_id, expires = row
    claims = {"role": "hardal_ingest", "tenant": tenant, "jti": jti, "aud": "hardal"}
    return jwt.encode(claims | {"exp": expires}, SECRET, "HS256", headers={"kid": key_id})


def _version(file: Path) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", file.stem)]


def _run(dsn: str, file: Path, **variables: str) -> None:
    done = psql.run_file(dsn, file, **variables)
    assert done.returncode == 0, done.stderr
