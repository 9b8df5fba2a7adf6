"""The checks of the database, and their fixes."""

from pathlib import Path

import psycopg
from psycopg.types.json import Jsonb

from hardal_admin import signing_keys, tenants
from hardal_admin.database import Conn, first_line, require_installed
from hardal_admin.doctor.finding import Finding, make_finding
from hardal_admin.errors import Refused

PASSES = 3  # one fix can make another one possible


def check(conn: Conn, *, deep: bool) -> list[Finding]:
    """Run all checks. The checks of each tenant's data run in a transaction of their own.

    A transaction over the partitions of many tenants would hold more locks than the server has.
    """
    require_installed(conn)
    if not _sees_findings(conn):
        return _count(conn)
    return [
        dict(row)
        for tenant in (None, *tenants.names(conn))
        for row in conn.execute("select * from hardal_private.doctor(%s, %s)", (tenant, deep))
    ]


def _sees_findings(conn: Conn) -> bool:
    """Return whether the login sees the findings, and not only how many there are."""
    row = conn.execute(
        "select has_function_privilege('hardal_private.doctor(text, boolean)', 'execute') as sees,"
        " pg_has_role('hardal_monitor', 'usage') as counts"
    ).fetchone()
    return bool(row and (row["sees"] or not row["counts"]))


def _count(conn: Conn) -> list[Finding]:
    """Return how many findings each check has, as a login for monitoring may see them."""
    return [
        make_finding(
            row["name"],
            f"tenant {tenant}" if tenant else "the database",
            f"{row['name']}: {row['findings']} found",
            "a login for monitoring sees how many there are, and no more",
            "hardal-admin doctor, with the login that migrates",
            level=row["level"],
        )
        for tenant in (None, *tenants.names(conn))
        for row in conn.execute("select * from hardal_private.count_findings(%s)", (tenant,))
    ]


def mend(conn: Conn, *, deep: bool) -> tuple[list[Finding], list[Finding]]:
    """Run the fixes of all findings until no fix helps. Return the mended and the other findings.

    `mend` of a finding whose fix failed ends with the error.
    """
    mended: list[Finding] = []
    left = check(conn, deep=deep)
    for _ in range(PASSES):
        before, failed = left, _run_fixes(conn, left)
        left = check(conn, deep=deep)
        still = {_identity(finding) for finding in left}
        new = [finding for finding in before if finding["fix"] and _identity(finding) not in still]
        for finding in new:
            conn.execute(
                "select hardal_private.audit('doctor.fix', null, %s, %s)",
                (finding["object"], Jsonb({"problem": finding["problem"], "fix": finding["fix"]})),
            )
        mended += new
        for finding in left:
            finding["mend"] += failed.get(_identity(finding), "")
        if not new:
            break
    return mended, left


def _run_fixes(conn: Conn, findings: list[Finding]) -> dict[str, str]:
    """Run each fix in a transaction of its own. Return the errors, by finding."""
    failed: dict[str, str] = {}
    for finding in findings:
        if finding["fix"]:
            try:
                with conn.transaction():
                    conn.execute(finding["fix"].encode())
            except psycopg.Error as error:
                failed[_identity(finding)] = (
                    f" (as {conn.info.user} it failed: {first_line(error)})"
                )
    return failed


def _identity(finding: Finding) -> str:
    return f"{finding['name']} {finding['object']} {finding['fix']}"


def check_signing_keys(conn: Conn, text: str, file: Path) -> list[Finding]:
    """Compare the signing keys of PostgREST's jwt-secret with the registry."""
    try:
        held = [key.id for key in signing_keys.load(text)]
    except Refused as error:
        return [
            make_finding(
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
