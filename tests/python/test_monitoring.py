"""A login for monitoring sees numbers of each tenant and what doctor counts, and no data."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import yaml  # type: ignore[import-untyped]

from tests.harness.databases import Database, unique_name
from tests.harness.docs import marked
from tests.harness.events import NOW, event, send
from tests.harness.server import PASSWORD, ROOT
from tests.harness.tool import Cli

FILES = ROOT / "docs" / "operations"
pytestmark = pytest.mark.usefixtures("settled_roles")


@pytest.fixture
def monitor(database: Database, tenant: str) -> Iterator[str]:
    """The DSN of a login that the DBA has made as the docs say."""
    send(database, tenant, event(NOW, client_id="ann@example.org"), {"event_name": ""})
    name = unique_name("prometheus")
    with database.connect() as dba:
        recipe = marked("docs/operations.md", "monitoring", "sql")
        dba.execute(recipe.replace("prometheus", name).replace("'...'", f"'{PASSWORD}'").encode())
    yield database.server.login(name, database.name)
    with database.connect() as dba:
        dba.execute(f"drop role {name}")


def rows(dsn: str, query: str) -> list[dict[str, Any]]:
    with psycopg.connect(dsn, autocommit=True, row_factory=psycopg.rows.dict_row) as conn:
        return conn.execute(query.encode()).fetchall()


def test_the_queries_for_postgres_exporter_return_what_they_name(monitor: str, tenant: str) -> None:
    named = yaml.safe_load((FILES / "postgres_exporter.yaml").read_text())
    assert set(named) == {"hardal_tenant", "hardal_doctor"}
    for metric in named.values():
        columns = [column for entry in metric["metrics"] for column in entry]
        usages = {
            column: use["usage"] for entry in metric["metrics"] for column, use in entry.items()
        }
        found = rows(monitor, metric["query"])
        assert found
        for row in found:
            assert list(row) == columns
            assert all(
                isinstance(value, str) if usages[column] == "LABEL" else float(value) >= 0
                for column, value in row.items()
            ), row
    (numbers,) = rows(monitor, named["hardal_tenant"]["query"])
    assert (numbers["tenant"], numbers["rejected_events"]) == (tenant, 1)


def test_the_queries_for_sql_exporter_return_what_they_name(monitor: str) -> None:
    collector = yaml.safe_load((FILES / "sql_exporter.yaml").read_text())
    for metric in collector["metrics"]:
        found = rows(monitor, metric["query"])
        assert found
        for row in found:
            assert list(row) == metric["key_labels"] + metric["values"]
            assert all(isinstance(row[label], str) for label in metric["key_labels"])
            assert all(float(row[value]) >= 0 for value in metric["values"])


def test_the_tool_works_with_a_login_for_monitoring(
    monitor: str, tenant: str, cli: Cli, database: Database
) -> None:
    watching = Cli(monitor)
    assert [row["tenant"] for row in watching.json("stats")] == [tenant]
    assert watching.json("stats", tenant)["relations"]
    assert watching("doctor").stdout.endswith("nothing is wrong\n")
    cli("url", "create", tenant, "--name", "ann")
    with database.connect() as dba:
        dba.execute(f"alter role {tenant}__u_ann set statement_timeout = 0")
        dba.execute(f"delete from {tenant}__store.event_ids")
    result = watching("doctor", "--json", exit_code=1)
    told = {
        (finding["name"], finding["object"])
        for finding in json.loads(result.stdout)["findings"]
        if finding["level"] == "wrong"
    }
    assert told == {("role settings", "the database"), ("ledger", f"tenant {tenant}")}
    assert "ann" not in result.stdout
    assert cli.wrong()


def test_a_login_for_monitoring_sees_no_data_and_changes_nothing(
    monitor: str, tenant: str, database: Database
) -> None:
    with psycopg.connect(monitor, autocommit=True) as conn:
        conn.execute("set default_transaction_read_only = off")
        for statement in (
            f"select * from {tenant}.events",
            f"select * from {tenant}.daily_activity",
            f"select * from {tenant}__store.rejected_events",
            "select * from hardal_private.tenants",
            "select * from hardal_private.tokens",
            "select * from hardal_private.urls",
            "select * from hardal_private.audit_log",
            "select failure from hardal_private.maintenance",
            "select * from hardal_private.doctor()",
            "select hardal_private.audit('x', null)",
            "select hardal_private.role_statements()",
            "select hardal.ingest('{}')",
            "set role hardal_owner",
            f"set role {tenant}__read",
            "update hardal_private.tenants set name = 'x'",
            "create table hardal_private.mine (n int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement.encode())


def test_a_schema_that_is_named_like_a_store_is_not_read_with_hardals_rights(
    monitor: str, database: Database
) -> None:
    """Its views could call functions with the rights of hardal_owner."""
    with database.connect() as dba:
        login = monitor.partition("//")[2].partition(":")[0]
        dba.execute("create schema eve__store")
        dba.execute(f"grant create, usage on schema eve__store to {login}")
    with psycopg.connect(monitor, autocommit=True) as conn:
        conn.execute("set default_transaction_read_only = off")
        conn.execute(
            "create table eve__store.seen (who name); create function eve__store.f() returns text"
            " language sql as 'insert into eve__store.seen values (current_user) returning who';"
            "create view eve__store.event_views as select eve__store.f() as view_name,"
            " 'x' as event_name"
        )
        for call in ("hardal_private.count_findings('eve')", "hardal_private.stats('eve')"):
            with pytest.raises(psycopg.Error, match="no tenant"):
                conn.execute(f"select * from {call}".encode())
        assert conn.execute("select * from eve__store.seen").fetchall() == []
    with database.connect() as dba:
        dba.execute("drop schema eve__store cascade")


def test_a_tenants_login_in_hardal_monitor_is_told(
    cli: Cli, tenant: str, database: Database
) -> None:
    cli("url", "create", tenant, "--name", "ann")
    with database.connect() as dba:
        dba.execute(f"grant hardal_monitor to {tenant}__u_ann")
    assert [finding["name"] for finding in cli.wrong()] == ["stray membership"]
