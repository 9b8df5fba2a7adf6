"""A publication for all tables, as change data capture makes one, stops no command.

PostgreSQL then refuses to update or delete rows of a table that has no replica identity.
"""

import psycopg
import pytest

from tests.harness.databases import Database, unique_name
from tests.harness.events import NOW, event, months_ago, send
from tests.harness.partitions import partition_name, partitions
from tests.harness.tool import Cli


@pytest.fixture
def tables(database: Database) -> None:
    """Publish all tables of the database."""
    with psycopg.connect(database.server.superuser(database.name), autocommit=True) as conn:
        conn.execute("create publication everything for all tables")


@pytest.mark.usefixtures("tables")
def test_a_publication_for_all_tables_stops_no_command(cli: Cli, database: Database) -> None:
    tenant = unique_name("acme")
    cli("tenant", "create", tenant)
    events = [event(months_ago(n), client_id=f"client {n}") for n in (5, 4, 1, 1)]
    assert send(database, tenant, *events, event(NOW), {"event_name": 1})["rejected"] == 1
    cli("maintain")
    # a late event marks periods that were counted
    assert send(database, tenant, event(months_ago(4), client_id="late"))["accepted"] == 1
    cli("maintain")
    cli("maintain", tenant, "--rebuild")
    cli("maintain")
    with database.connect() as conn:
        conn.execute(f"select * from {tenant}.{events[0]['event_name']}")
        days = conn.execute(f"select sum(events)::int as n from {tenant}.daily_activity").fetchone()
    assert days == {"n": 6}

    cli("rejected", "replay", tenant, "--patch", '{"event_name": "mended"}')
    assert send(database, tenant, {"event_name": 1})["rejected"] == 1
    cli("rejected", "discard", tenant, "--all", "--yes")
    cli("erase", tenant, "--client-id", "client 1", "--yes")
    assert database.value(f"select count(*) from {tenant}.events where client_id = 'client 1'") == 0

    cli("tenant", "set", tenant, "--retention", "2mo", "--yes")
    cli("maintain")
    assert min(partitions(database, tenant)) == partition_name(months_ago(1))
    assert send(database, tenant, events[0])["errors"][0]["code"] == "too_old"

    cli("url", "create", tenant, "--name", "bi")
    cli("url", "rotate", tenant, "bi")
    cli("url", "revoke", tenant, "bi")
    cli("tenant", "suspend", tenant)
    cli("tenant", "resume", tenant)
    cli("migrate")
    cli("tenant", "drop", tenant, "--yes", tenant)
