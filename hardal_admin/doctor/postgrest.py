"""The checks of PostgREST: its configuration, and its answer over HTTP."""

import re
import urllib.error
from http.client import HTTPException
from pathlib import Path

from hardal_admin import postgrest_versions, signing_keys
from hardal_admin.doctor.finding import Finding, make_finding
from hardal_admin.embedded.processes import direct
from hardal_admin.errors import Refused
from hardal_admin.postgrest_config import PostgrestConfig

# settings that each installation chooses
OWN = {
    "app.settings.hardal_psql_host",
    "app.settings.hardal_psql_port",
    "app.settings.hardal_psql_sslmode",
    "db-uri",
    "jwt-secret",
    "server-host",
    "server-port",
    "admin-server-port",
    "db-pool",
    "log-level",
    # Each version has its own cache of signatures. pre_request checks every token anyway.
    "jwt-cache-max-lifetime",
    "jwt-cache-max-entries",
}
# settings that break no promise of hardal
HARMLESS = {
    "db-pool-acquisition-timeout",
    "db-pool-automatic-recovery",
    "db-pool-max-idletime",
    "db-pool-max-lifetime",
    "db-prepared-statements",
}


def check_config(file: Path) -> list[Finding]:
    """Compare a PostgREST's configuration with the one that hardal is written for."""
    found = _settings(file.read_text(encoding="utf-8", errors="replace"))
    pool = found.get("db-pool", "10").strip('"')
    made = PostgrestConfig(db_uri="", jwt_secret="", pool=int(pool) if pool.isdecimal() else 10)
    meant = _settings(made.render())
    return [
        make_finding(
            "PostgREST's configuration",
            f"{name} in {file}",
            f"it is {found.get(name, 'not set')}, not {value}",
            "hardal's promises hold for this configuration;"
            " hardal-admin postgrest-config prints it",
            f"set {name} = {value}, then kill -SIGUSR2 PostgREST",
        )
        for name, value in meant.items()
        if name not in OWN and found.get(name) != value
    ] + [
        make_finding(
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


def check_api(url: str) -> list[Finding]:
    """Check that PostgREST answers at the address, and that its version can be used.

    Raise Refused where the address is no URL.
    """
    if not re.match(r"https?://[^/]", url):
        raise Refused(f"{url!r} is no address of PostgREST", "write http://host:3000")
    try:
        with direct.open(f"{url.rstrip('/')}/rpc/events", timeout=10) as answer:
            server = answer.headers.get("Server", "")
    except urllib.error.HTTPError as error:
        if error.code != 401:  # 401 is right for a request without a token
            return [silent(url, f"it answers {error.code}")]
        server = error.headers.get("Server", "")
    except (OSError, HTTPException) as error:
        return [silent(url, f"it does not answer: {error}")]
    version = re.match(r"postgrest/(\d+(\.\d+)*)", server)
    return check_version(version[1], url) if version else []  # a proxy may hide the version


def check_version(version: str, thing: str) -> list[Finding]:
    if not postgrest_versions.is_usable(version):
        why, level = "hardal needs PostgREST 12 or later", "wrong"
    elif postgrest_versions.is_unsafe(version):
        why, level = "it can take a wrong time for the present: ended tokens still work", "wrong"
    elif doubt := postgrest_versions.doubt(version):
        why, level = doubt, "open"
    else:
        return []
    return [
        make_finding(
            "PostgREST's version",
            thing,
            f"it is {version}",
            why,
            postgrest_versions.ADVICE,
            level=level,
        )
    ]


def check_secret(text: str, file: Path) -> list[Finding]:
    """Check that the keys of jwt-secret have the names that tokens give."""
    try:
        keys = signing_keys.load(text)
    except Refused:
        return []  # the database's check of the signing keys tells it
    if all(key.kid == key.id for key in keys):
        return []
    return [
        make_finding(
            "signing key without its name",
            str(file),
            "it is no JWK set of hardal's",
            "PostgREST 13 and later refuse a token whose signing key has another name here,"
            " which tokens of earlier versions of hardal can have",
            "hardal-admin secret rotate, which writes a JWK set; before you change to PostgREST 13"
            " or later",
            level="open",
        )
    ]


def silent(thing: str, problem: str) -> Finding:
    """Return the finding of a program that does not answer."""
    return make_finding(
        "PostgREST",
        thing,
        problem,
        "no event comes in over HTTP",
        "start it: hardal-admin up, or postgrest FILE",
    )


def _settings(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}
