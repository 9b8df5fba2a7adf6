"""Connections to PostgreSQL, and its errors in words for a user."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
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

# The settings that hardal-admin's reading and writing depend on. They replace those of the server,
# the database and the login. A setting that the server does not have is passed over.
SETTINGS = {
    "role": "none",
    "search_path": "pg_catalog, pg_temp",
    # how values and statements are read and written
    "client_encoding": "UTF8",
    "standard_conforming_strings": "on",
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "array_nulls": "on",
    "transform_null_equals": "off",
    "quote_all_identifiers": "off",
    "client_min_messages": "notice",
    # a rollup needs a snapshot for each of its statements
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    # the user ends long work with Ctrl-C
    "statement_timeout": "0",
    "transaction_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    # what is found and made
    "row_security": "on",
    "check_function_bodies": "on",
    "default_table_access_method": "heap",
    "gin_fuzzy_search_limit": "0",
    "restrict_nonsystem_relation_kind": "",
    "plan_cache_mode": "auto",
    "jit": "off",
}

# Timeouts that could end the statement that sets SETTINGS. Every supported version has them.
FROM_THE_START = "-c statement_timeout=0 -c idle_session_timeout=0"

POOLER = (
    "the DSN names a connection pooler, such as PgBouncer",
    "hardal-admin needs a connection of its own: name the server itself in the DSN",
)


def connect(dsn: str) -> Conn:
    """Open a connection in autocommit mode; callers open transactions where they need them.

    Raise Refused where the DSN cannot be read or the server cannot be reached.
    """
    try:
        options: dict[str, Any] = dict(conninfo_to_dict(dsn))
        options.setdefault("application_name", APPLICATION_NAME)
        options.setdefault("connect_timeout", 10)
        given = options.get("options") or os.environ.get("PGOPTIONS", "")
        options["options"] = f"{given} {FROM_THE_START}"
        conn = psycopg.connect(**options, autocommit=True, row_factory=dict_row)
        _refuse_pooler(conn)
        conn.execute(
            "select set_config(s.name, s.value, false)"
            " from unnest(%s::text[], %s::text[]) as s (name, value)"
            " where current_setting(s.name, true) is not null",
            (list(SETTINGS), list(SETTINGS.values())),
        )
        # Rejected events may hold numbers of more than 4,300 digits, which Python refuses to read.
        set_json_loads(partial(json.loads, parse_int=_integer), conn)
        return conn
    except psycopg.ProgrammingError as error:
        raise Refused(
            f"the DSN cannot be read: {first_line(error)}", "postgresql://user@host:5432/database"
        ) from error
    except psycopg.OperationalError as error:
        if "startup parameter" in str(error):  # the words of PgBouncer
            raise Refused(*POOLER) from error
        raise Refused(
            f"no connection: {first_line(error)}", "is the server running, and the DSN right?"
        ) from error


def _refuse_pooler(conn: Conn) -> None:
    """Refuse a connection that a pooler such as PgBouncer answers, before anything is set in it.

    The tool sets roles, settings and locks for its connection, and detaches months outside of
    transactions. A pooler that shares connections would hand these settings to others. Each pooler
    gives the client a number of its own in the place of the server process's.
    """
    row = conn.execute("select pg_backend_pid() as pid").fetchone()
    if row and row["pid"] != conn.info.backend_pid:
        conn.close()
        raise Refused(*POOLER)


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
        case errors.InvalidTextRepresentation():  # half of a surrogate pair in JSON, for one
            hint = hint or diagnosis.message_detail or ""
        case errors.UntranslatableCharacter():
            hint = hint or "PostgreSQL holds no character \\u0000"
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


@contextmanager
def explained(conn: Conn) -> Iterator[Conn]:
    """Explain errors that come from the state of the server or the database as a whole.

    The database is of another version than the tool, or it cannot be written to.
    """
    try:
        yield conn
    except psycopg.Error as error:
        if conn.broken:
            raise
        if conn.info.parameter_status("in_hot_standby") == "on" and isinstance(error, _READ_ONLY):
            raise Refused(
                "this server is a replica, which cannot be written to",
                "name the primary in the DSN",
            ) from error
        if isinstance(error, errors.ReadOnlySqlTransaction):
            raise Refused(
                f"the database {conn.info.dbname} is read-only for this login",
                "default_transaction_read_only is on: alter database ... reset it, or the login's"
                " own setting",
            ) from error
        if isinstance(error, _OTHER_VERSION):
            require_installed(conn)
            raise Refused(
                f"the database is not as this version of hardal-admin expects: {first_line(error)}",
                "run hardal-admin migrate; where a newer hardal-admin has migrated it, use that",
            ) from error
        raise


_READ_ONLY = (errors.ReadOnlySqlTransaction, errors.ObjectNotInPrerequisiteState)
_OTHER_VERSION = (
    errors.UndefinedFunction,
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedObject,
    errors.InvalidSchemaName,
    errors.WrongObjectType,
)


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
