"""Cohorts: named sets of units, made from a definition or from a query."""

from typing import Any

import psycopg
from psycopg import errors
from psycopg.rows import DictRow

from hardal_admin import exact_json
from hardal_admin.database import Conn, first_line, require_installed
from hardal_admin.errors import Refused


def create(
    conn: Conn,
    tenant: str,
    name: str,
    definition: dict[str, Any],
    *,
    static: bool,
    description: str | None,
) -> dict[str, Any]:
    """Make a cohort from a definition. Return it as show does."""
    require_installed(conn)
    written = exact_json.parameter(definition)
    with conn.transaction():
        conn.execute(
            "select hardal_private.create_cohort(%s, %s, %s, %s, %s)",
            (tenant, name, written, static, description),
        )
        return show(conn, tenant, name)


def create_from_query(
    conn: Conn,
    tenant: str,
    name: str,
    query: str,
    *,
    unit: str,
    static: bool,
    description: str | None,
) -> dict[str, Any]:
    """Make a cohort from a SELECT with one column. Return it as show does.

    The tenant's schema is the query's search path. The query is bound as a view before anything
    runs it, and the database looks at what it reads.
    """
    require_installed(conn)
    with conn.transaction():
        how = conn.execute(
            "select * from hardal_private.begin_query_cohort(%s, %s, %s)",
            (tenant, name, description),
        ).fetchone()
        assert how
        conn.execute("select set_config('search_path', %s, true)", (how["search_path"],))
        try:
            with conn.cursor() as cursor:
                # PostgreSQL takes one statement by this form of the protocol, and refuses a second
                cursor.execute((how["statement"] + query).encode(), binary=True)
        except errors.StatementTooComplex as error:
            raise Refused(
                "the query cannot be used: it is too deeply nested",
                "write it with fewer brackets and operators",
            ) from error
        except (errors.OperationalError, errors.LockNotAvailable):
            raise
        except psycopg.Error as error:
            raise Refused(
                f"the query cannot be used: {first_line(error)}",
                error.diag.message_hint
                or "it is one SELECT, with one column that has the ids of the units",
            ) from error
        conn.execute("set local search_path = pg_catalog, pg_temp")
        conn.execute(
            "select hardal_private.finish_query_cohort(%s, %s, %s, %s, %s)",
            (tenant, name, unit, static, description),
        )
        made = show(conn, tenant, name)
        if "fault" in made:
            raise Refused(
                f"the query cannot be used: {made['fault']}",
                "it was run to count its units, and failed: mend it, and try again",
            )
        return made


def listing(conn: Conn, tenant: str) -> list[DictRow]:
    """Return the cohorts. The units of one that is not static are not counted."""
    require_installed(conn)
    return conn.execute("select * from hardal_private.list_cohorts(%s)", (tenant,)).fetchall()


def show(conn: Conn, tenant: str, name: str) -> dict[str, Any]:
    """Return a cohort with its query, and how many units it has now."""
    require_installed(conn)
    with conn.transaction():
        conn.execute("set local role hardal_owner")
        return _called(conn, "describe_cohort", tenant, name)


def drop(conn: Conn, tenant: str, name: str) -> None:
    """Drop a cohort."""
    require_installed(conn)
    _called(conn, "drop_cohort", tenant, name)


def refresh(conn: Conn, tenant: str, name: str) -> dict[str, Any]:
    """Copy the units of a static cohort anew. Return how many there are."""
    require_installed(conn)
    return _called(conn, "refresh_cohort", tenant, name)


def _called(conn: Conn, function: str, tenant: str, name: str) -> dict[str, Any]:
    row = conn.execute(
        f"select hardal_private.{function}(%s, %s) as did", (tenant, name)
    ).fetchone()
    assert row
    return dict(row["did"])
