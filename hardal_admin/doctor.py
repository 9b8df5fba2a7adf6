"""Doctor: what has drifted or was set up wrongly. The database's own checks, and those of PostgREST beside it."""

import re
import urllib.error
from pathlib import Path
from typing import Any

import psycopg

from hardal_admin.database import Conn, first_line, require_installed
from hardal_admin.embedded.api import direct
from hardal_admin.postgrest_config import PostgrestConfig

TESTED_POSTGREST = "12.0.2"
# what is each installation's own to choose
OWN = {"db-uri", "jwt-secret", "server-host", "server-port", "admin-server-port", "db-pool", "log-level"}
Finding = dict[str, Any]


def database(conn: Conn, *, deep: bool) -> list[Finding]:
    require_installed(conn)
    return [dict(row) for row in conn.execute("select * from hardal_private.doctor(%s)", (deep,)).fetchall()]


def mend(conn: Conn, findings: list[Finding]) -> list[Finding]:
    """Run the fix of each finding that has one; returns those that were mended. What fails is left, and says why."""
    mended = []
    for finding in findings:
        if not finding["fix"]:
            continue
        try:
            with conn.transaction():
                conn.execute(finding["fix"].encode())
        except psycopg.Error as error:
            finding["mend"] = f"{finding['mend']} ({conn.info.user} may not: {first_line(error)})"
        else:
            mended.append(finding)
    return mended


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
    ]


def api(url: str) -> list[Finding]:
    """Whether PostgREST answers there, and which."""
    try:
        with direct.open(url, timeout=10) as answer:
            server = answer.headers.get("Server", "")
    except urllib.error.HTTPError as error:
        server = error.headers.get("Server", "")  # 401 without a token: it answers
    except OSError as error:
        why = "no event comes in over HTTP"
        return [
            _finding(
                "PostgREST", url, f"it does not answer: {error}", why, "start it: hardal-admin up, or postgrest FILE"
            )
        ]
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
        )
        | {"level": "open"}
    ]


def _finding(name: str, thing: str, problem: str, why: str, mend: str) -> Finding:
    return {"level": "wrong", "name": name, "object": thing, "problem": problem, "why": why, "mend": mend, "fix": None}


def _settings(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}
