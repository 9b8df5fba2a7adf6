"""A person's events: counted, disclosed and erased by functions of the database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from psycopg import IsolationLevel
from psycopg.errors import Diagnostic
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from hardal_admin.database import Conn, require_installed

# the code of the notices about what an erasure has left: see report_remains.sql
_REMAINS = "01H01"


@dataclass
class Person:
    """The values that an event must have to be about a person. None is any value."""

    client_id: str | None = None
    request_id: str | None = None
    properties: Jsonb | None = None
    # a client id: all ids that are linked with it
    person: str | None = None


def count(conn: Conn, tenant: str, person: Person) -> dict[str, int]:
    require_installed(conn)
    row = conn.execute(
        "select * from hardal_private.count_person(%s, %s, %s, %s, %s)",
        (tenant, *_arguments(person)),
    ).fetchone()
    assert row
    return dict(row)


def erase(
    conn: Conn,
    tenant: str,
    person: Person,
    report: Callable[[str], None],
    wait: timedelta = timedelta(minutes=10),
) -> dict[str, Any]:
    """Erase the person's events. Return the receipt, and what is still there as `remains`.

    It waits so long for the tenant's own open transactions; then the database refuses. An erasure
    that was stopped half-way has erased a part. Another erasure does the rest.
    """
    require_installed(conn)

    remains: list[str] = []

    def notice(diagnosis: Diagnostic) -> None:
        if diagnosis.sqlstate == _REMAINS:
            remains.append(str(diagnosis.message_primary))
        report(str(diagnosis.message_primary))

    conn.add_notice_handler(notice)
    try:
        made = conn.execute(
            "call hardal_private.erase(%s, %s, %s, %s, null, %s, %s)",
            (tenant, *_arguments(person)[:3], wait, person.person),
        ).fetchone()
    finally:
        conn.remove_notice_handler(notice)
    assert made
    (row,) = receipts(conn, tenant, made["receipt"])
    return dict(row) | {"remains": remains}


def disclose(conn: Conn, tenant: str, person: Person) -> Iterator[str]:
    """Yield what is held on the person, each as a JSON object, from one snapshot."""
    require_installed(conn)
    conn.isolation_level = IsolationLevel.REPEATABLE_READ
    with conn.transaction():
        conn.execute("set local role hardal_owner")
        with conn.cursor("disclosure") as cursor:
            cursor.execute(
                "select d.line from hardal_private.disclose(%s, %s, %s, %s, %s) as d (line)",
                (tenant, *_arguments(person)),
            )
            for row in cursor:
                yield row["line"]


def receipts(conn: Conn, tenant: str | None, receipt: int | None = None) -> list[DictRow]:
    """Return the receipts, the oldest first. None is no filter."""
    require_installed(conn)
    return conn.execute(
        "select receipt, tenant, actor::text, chosen_by, began_at, covers_until, finished_at,"
        " events, rejected_events"
        " from hardal_private.receipts where (%(tenant)s::text is null or tenant = %(tenant)s)"
        " and (%(receipt)s::bigint is null or receipt = %(receipt)s) order by receipt",
        {"tenant": tenant, "receipt": receipt},
    ).fetchall()


def _arguments(person: Person) -> tuple[Any, ...]:
    return person.client_id, person.request_id, person.properties, person.person
