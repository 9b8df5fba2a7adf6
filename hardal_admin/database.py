"""Connections to PostgreSQL, and its errors in words for a user."""

import json
from functools import partial
from typing import Any, TypeAlias

import psycopg
from psycopg import Connection, errors, sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads

from hardal_admin.errors import Refused

Conn: TypeAlias = Connection[DictRow]

APPLICATION_NAME = "hardal-admin"


def connect(dsn: str) -> Conn:
    """Open a connection in autocommit mode; callers open transactions where they need them.

    Raise Refused where the DSN cannot be read or the server cannot be reached.
    """
    try:
        options: dict[str, Any] = dict(conninfo_to_dict(dsn))
        options.setdefault("application_name", APPLICATION_NAME)
        options.setdefault("connect_timeout", 10)
        conn = psycopg.connect(**options, autocommit=True, row_factory=dict_row)
        # These replace the login's own settings. psycopg reads times as ISO, the user ends long
        # work with Ctrl-C, and a rollup needs a snapshot for each of its statements.
        conn.execute(
            "set datestyle = 'ISO'; set statement_timeout = 0;"
            " set default_transaction_isolation = 'read committed'"
        )
        # Rejected events may hold numbers of more than 4,300 digits, which Python refuses to read.
        set_json_loads(partial(json.loads, parse_int=_integer), conn)
        return conn
    except psycopg.ProgrammingError as error:
        raise Refused(
            f"the DSN cannot be read: {first_line(error)}", "postgresql://user@host:5432/database"
        ) from error
    except psycopg.OperationalError as error:
        raise Refused(
            f"no connection: {first_line(error)}", "is the server running, and the DSN right?"
        ) from error


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def refusal(error: psycopg.Error) -> Refused:
    """Return a statement's error in words for a user, with the database's hint or our own."""
    diagnosis = error.diag
    where = "".join(f"{note}: " for note in getattr(error, "__notes__", []))
    hint = diagnosis.message_hint or ""
    match error:
        case errors.LockNotAvailable():
            hint = hint or (
                "another session holds it: wait for it, or end it (see pg_stat_activity),"
                " then try again"
            )
        case errors.InsufficientPrivilege():
            # From PostgreSQL 16 on, CREATEROLE alone cannot manage roles that another login made.
            detail = f": {diagnosis.message_detail}" if diagnosis.message_detail else ""
            hint = (
                "log in as who made hardal's roles, by the first migrate and tenant create,"
                f" or have them granted WITH ADMIN OPTION{detail}"
            )
        case errors.DependentObjectsStillExist():
            hint = f"{diagnosis.message_detail}: drop it there, then try again"
    return Refused(where + (diagnosis.message_primary or first_line(error)), hint)


def require_installed(conn: Conn) -> None:
    """Raise Refused in a database without hardal."""
    row = conn.execute(
        "select to_regclass('hardal_private.tenants') is not null as installed"
    ).fetchone()
    if not (row and row["installed"]):
        raise Refused(
            f"hardal is not in the database {conn.info.dbname} yet",
            "run hardal-admin migrate first",
        )


def known_values(conn: Conn, function: str) -> list[str]:
    """Return the values that a function of hardal_private without arguments lists: url_scopes."""
    require_installed(conn)
    query = sql.SQL("select {}() as values").format(sql.Identifier("hardal_private", function))
    row = conn.execute(query).fetchone()
    assert row
    return list(row["values"])


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < 4000 else digits
