"""The monthly partitions of a tenant's events."""

from datetime import datetime

from tests.harness.databases import Database


def partition_name(at: datetime) -> str:
    """Return the name of the partition that holds events of this time."""
    return f"events_{at:%Y_%m}"


def partitions(database: Database, tenant: str) -> list[str]:
    """Return the names of a tenant's partitions, detached ones included, oldest first."""
    found = database.value(
        "select coalesce(array_agg(c.relname::text order by c.relname), '{}') from pg_class as c"
        " where c.relnamespace = %s::regnamespace and c.relname ~ '^events_[0-9_]+$'"
        " and c.relkind = 'p'",
        f"{tenant}__store",
    )
    assert isinstance(found, list)
    return found
