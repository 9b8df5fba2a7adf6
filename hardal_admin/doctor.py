"""Doctor: what has drifted or was set up wrongly. The database's own checks, and those of PostgREST beside it."""

import re
import urllib.error
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from hardal_admin import keys, tenants
from hardal_admin.database import Conn, first_line, require_installed
from hardal_admin.embedded.api import direct
from hardal_admin.errors import Refused
from hardal_admin.postgrest_config import PostgrestConfig

TESTED_POSTGREST = "12.0.2"
PASSES = 3  # what is mended first may let the rest be mended
# what is each installation's own to choose
OWN = {
    "db-uri",
    "jwt-secret",
    "server-host",
    "server-port",
    "admin-server-port",
    "db-pool",
    "log-level",
}
HARMLESS = {
    "db-pool-acquisition-timeout", "db-pool-automatic-recovery", "db-pool-max-idletime", "db-pool-max-lifetime",
    "db-prepared-statements",
}  # fmt: skip
Finding = dict[str, Any]


def database(conn: Conn, *, deep: bool) -> list[Finding]:
    """All checks; those of each tenant's data in a transaction of their own."""
    require_installed(conn)
    return [
        dict(row)
        for tenant in (None, *tenants.names(conn))
        for row in conn.execute("select * from hardal_private.doctor(%s, %s)", (tenant, deep))
    ]


def mend(conn: Conn, *, deep: bool) -> tuple[list[Finding], list[Finding]]:
    """Run the fixes of what has one, until none helps. Returns what was mended, and what is left, with what failed."""
    mended: list[Finding] = []
    left = database(conn, deep=deep)
    for _ in range(PASSES):
        before, failed = left, _run_fixes(conn, left)
        left = database(conn, deep=deep)
        still = {_key(finding) for finding in left}
        new = [finding for finding in before if finding["fix"] and _key(finding) not in still]
        for finding in new:
            conn.execute(
                "select hardal_private.audit('doctor.fix', null, %s, %s)",
                (finding["object"], Jsonb({"problem": finding["problem"], "fix": finding["fix"]})),
            )
        mended += new
        for finding in left:
            finding["mend"] += failed.get(_key(finding), "")
        if not new:
            break
    return mended, left


def _run_fixes(conn: Conn, findings: list[Finding]) -> dict[str, str]:
    """Each in a transaction of its own; returns why some failed."""
    failed: dict[str, str] = {}
    for finding in findings:
        if finding["fix"]:
            try:
                with conn.transaction():
                    conn.execute(finding["fix"].encode())
            except psycopg.Error as error:
                failed[_key(finding)] = f" (as {conn.info.user} it failed: {first_line(error)})"
    return failed


def _key(finding: Finding) -> str:
    return f"{finding['name']} {finding['object']} {finding['fix']}"


def signing_keys(conn: Conn, text: str, file: Path) -> list[Finding]:
    """The keys of PostgREST's jwt-secret beside those of the registry."""
    try:
        held = [key.id for key in keys.load(text)]
    except Refused as error:
        return [
            _finding(
                "signing key",
                str(file),
                error.message,
                "PostgREST does not take it",
                error.hint or "mend it",
            )
        ]
    return [
        dict(row)
        for row in conn.execute(
            "select * from hardal_private.check_signing_keys(%s, %s)", (held, str(file))
        ).fetchall()
    ]


def config(file: Path) -> list[Finding]:
    """A PostgREST's configuration beside the one that hardal is written for."""
    meant = _settings(PostgrestConfig(db_uri="", jwt_secret="").render())
    found = _settings(file.read_text(encoding="utf-8", errors="replace"))
    return [
        _finding(
            "PostgREST's configuration",
            f"{name} in {file}",
            f"it is {found.get(name, 'not set')}, not {value}",
            "hardal's promises hold for this configuration; hardal-admin postgrest-config prints it",
            f"set {name} = {value}, then kill -SIGUSR2 PostgREST",
        )
        for name, value in meant.items()
        if name not in OWN and found.get(name) != value
    ] + [
        _finding(
            "PostgREST's configuration",
            f"{name} in {file}",
            f"it is {value}",
            "hardal is tested without it; it may be what you want",
            f"take {name} out, then kill -SIGUSR2 PostgREST",
            level="wrong" if name.startswith(("jwt-", "db-")) and name not in HARMLESS else "open",
        )
        for name, value in found.items()
        if name not in OWN and name not in meant
    ]


def not_running() -> list[Finding]:
    """What is to be said of an embedded server without its PostgREST."""
    return [_silent("PostgREST", "it does not run")]


def api(url: str) -> list[Finding]:
    """Whether PostgREST answers there, and which."""
    if not re.match(r"https?://[^/]", url):
        raise Refused(f"{url!r} is no address of PostgREST", "write http://host:3000")
    try:
        with direct.open(url, timeout=10) as answer:
            server = answer.headers.get("Server", "")
    except urllib.error.HTTPError as error:
        if error.code != 401:  # which is the answer to a request without a token
            return [_silent(url, f"it answers {error.code}")]
        server = error.headers.get("Server", "")
    except (OSError, HTTPException) as error:
        return [_silent(url, f"it does not answer: {error}")]
    version = re.match(r"postgrest/([0-9.]+)", server)
    if not version or version[1] == TESTED_POSTGREST:
        return []  # a proxy may hide it
    return [
        _finding(
            "PostgREST's version",
            url,
            f"it is {version[1]}",
            f"hardal is tested with {TESTED_POSTGREST}",
            f"run {TESTED_POSTGREST}, or try your own clients against this one first",
            level="open",
        )
    ]


def _silent(thing: str, problem: str) -> Finding:
    return _finding(
        "PostgREST",
        thing,
        problem,
        "no event comes in over HTTP",
        "start it: hardal-admin up, or postgrest FILE",
    )


def _finding(
    name: str, thing: str, problem: str, why: str, mend: str, level: str = "wrong"
) -> Finding:
    return {
        "level": level,
        "name": name,
        "object": thing,
        "problem": problem,
        "why": why,
        "mend": mend,
        "fix": None,
    }


def _settings(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}
