"""Connections to PostgreSQL, and what its errors mean to a user."""

import json
from functools import partial
from typing import TypeAlias

import psycopg
from psycopg import Connection, errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads

from hardal_admin.errors import Refused

Conn: TypeAlias = Connection[DictRow]

APPLICATION_NAME = "hardal-admin"


def connect(dsn: str) -> Conn:
    """A connection in autocommit mode; transactions are opened where they are needed."""
    try:
        options = conninfo_to_dict(dsn)
        options.setdefault("application_name", APPLICATION_NAME)
        options.setdefault("connect_timeout", 10)
        conn = psycopg.connect(**options, autocommit=True, row_factory=dict_row)  # type: ignore[arg-type]
        # whatever the login starts with: times are read as ISO, long work is ended by whoever began it, and a rollup
        # needs a snapshot for each of its statements
        conn.execute(
            "set datestyle = 'ISO'; set statement_timeout = 0; set default_transaction_isolation = 'read committed'"
        )
        # what was refused may hold numbers that Python would not read: longer than 4,300 digits
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
    """The error of a statement, as a user reads it: what was refused, and the hint where the database gave one."""
    diagnosis = error.diag
    where = "".join(f"{note}: " for note in getattr(error, "__notes__", []))
    hint = diagnosis.message_hint or ""
    match error:
        case errors.LockNotAvailable():
            hint = (
                hint
                or "another session holds it: wait for it, or end it (see pg_stat_activity), then try again"
            )
        case errors.InsufficientPrivilege():
            # from 16 on, CREATEROLE alone manages no role that another login has made
            hint = (
                "log in as who made hardal's roles, by the first migrate and tenant create, or have them granted"
                f" WITH ADMIN OPTION{f': {diagnosis.message_detail}' if diagnosis.message_detail else ''}"
            )
        case errors.DependentObjectsStillExist():
            hint = f"{diagnosis.message_detail}: drop it there, then try again"
    return Refused(where + (diagnosis.message_primary or first_line(error)), hint)


def require_installed(conn: Conn) -> None:
    """Refuse to go on in a database that was never migrated."""
    row = conn.execute(
        "select to_regclass('hardal_private.tenants') is not null as installed"
    ).fetchone()
    if not (row and row["installed"]):
        raise Refused(
            f"hardal is not in the database {conn.info.dbname} yet",
            "run hardal-admin migrate first",
        )


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < 4000 else digits
