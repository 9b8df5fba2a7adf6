"""Metrics: what is counted beforehand, by day or hour and by properties."""

from collections.abc import Iterator
from typing import Any

from psycopg.rows import DictRow

from hardal_admin import exact_json
from hardal_admin.database import Conn, require_installed
from hardal_admin.errors import Refused


def create(conn: Conn, tenant: str, name: str, definition: dict[str, Any]) -> dict[str, Any]:
    """Make a metric from a definition. Maintenance counts the days that are over."""
    require_installed(conn)
    written = exact_json.parameter(definition)
    row = conn.execute(
        "select hardal_private.create_metric(%s, %s, %s) as did", (tenant, name, written)
    ).fetchone()
    assert row
    return dict(row["did"])


def count(conn: Conn, tenant: str) -> Iterator[int]:
    """Count the days that are over of all metrics that are not counted yet, a day in each step.

    Each day is a transaction of its own. If the iterator is not read to its end, the next round of
    maintenance goes on with the next day. Yield how many days the metric has left, at most.
    """
    while True:
        row = conn.execute(
            "select hardal_private.maintain_step(%s, 'count_metrics', false) as did", (tenant,)
        ).fetchone()
        did = row and row["did"]
        if not did:
            return
        if did["what"] in ("failed", "skipped"):
            raise Refused(
                f"the metrics of {tenant} are not counted yet: {did['object']}",
                "the next round of maintenance goes on with them",
            )
        if "days_left" in did:
            yield did["days_left"]


def listing(conn: Conn, tenant: str) -> list[DictRow]:
    """Return the metrics by name."""
    require_installed(conn)
    return conn.execute("select * from hardal_private.list_metrics(%s)", (tenant,)).fetchall()


def show(conn: Conn, tenant: str, name: str) -> dict[str, Any]:
    """Return a metric."""
    require_installed(conn)
    row = conn.execute(
        "select * from hardal_private.describe_metric(%s, %s)", (tenant, name)
    ).fetchone()
    assert row
    return dict(row)


def drop(conn: Conn, tenant: str, name: str) -> None:
    """Drop a metric, its view and its counts."""
    require_installed(conn)
    conn.execute("select hardal_private.drop_metric(%s, %s)", (tenant, name))
