"""The scope model: dbt makes tables and views from events, in a schema of its own.

The tests of dbt itself need its program: HARDAL_TEST_DBT, or `dbt` in the PATH.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tests.harness.databases import Database
from tests.harness.events import send
from tests.harness.sample import load_sample
from tests.harness.server import ROOT
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

PROJECT = ROOT / "tests" / "fixtures" / "dbt"
DBT = os.environ.get("HARDAL_TEST_DBT") or shutil.which("dbt")
needs_dbt = pytest.mark.skipif(DBT is None, reason="dbt is not installed: HARDAL_TEST_DBT")


def url(cli: Cli, tenant: str, scope: str, name: str = "") -> str:
    made = cli.json("url", "create", tenant, "--name", name or scope, "--scope", scope)
    return str(made["url"])


@pytest.fixture
def model(cli: Cli, tenant: str, database: Database) -> Iterator[psycopg.Connection[tuple[object]]]:
    """A connection through a PSQL URL of the scope model."""
    send(database, tenant, {"event_name": "signup", "client_id": "ann", "properties": {"n": 1}})
    cli("views", "refresh", tenant)
    with psycopg.connect(url(cli, tenant, "model"), autocommit=True) as conn:
        yield conn


def test_what_the_scope_model_makes_is_read_by_the_tenants_readers(
    cli: Cli, tenant: str, model: psycopg.Connection[tuple[object]]
) -> None:
    models = f"{tenant}__models"
    model.execute(f"create table {models}.people as select client_id from events")
    model.execute(f"create view {models}.signups as select client_id, n from signup")
    model.execute(f"create materialized view {models}.kept as select count(*) as n from events")
    model.execute(f"refresh materialized view {models}.kept")
    model.execute("create temporary table now as select 1")
    # without its group, as a tool does that switches roles by itself
    model.execute("set role none")
    model.execute(f"create table {models}.own as select client_id from events")
    model.execute("reset role")
    with psycopg.connect(url(cli, tenant, "read"), autocommit=True) as reader:
        for query, rows in {
            f"select client_id from {models}.people": [("ann",)],
            # the view goes on with its owner's rights on the events
            f"select client_id, n::int from {models}.signups": [("ann", 1)],
            f"select n from {models}.kept": [(1,)],
        }.items():
            assert reader.execute(query).fetchall() == rows
        for statement in (f"drop view {models}.signups", f"create table {models}.mine ()"):
            with pytest.raises(psycopg.errors.Error):
                reader.execute(f"begin; set transaction read write; {statement}")
            reader.execute("rollback")
    with psycopg.connect(url(cli, tenant, "aggregate"), autocommit=True) as aggregate:
        for name in ("people", "signups", "kept"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                aggregate.execute(f"select from {models}.{name}")


def test_the_scope_model_reaches_nothing_else(
    cli: Cli, tenant: str, database: Database, model: psycopg.Connection[tuple[object]]
) -> None:
    other = f"{tenant}_b"
    cli("tenant", "create", other)
    with psycopg.connect(url(cli, other, "model"), autocommit=True) as conn:
        conn.execute(f"create table {other}__models.secret as select * from events")
    for statement in (
        f"create table {tenant}.mine ()",
        f"create view {tenant}.mine as select 1",
        f"create table {tenant}__store.mine ()",
        f"select from {tenant}__store.events",
        f"delete from {tenant}.events",
        f"drop view {tenant}.signup",
        f"create or replace view {tenant}.signup as select 1",
        "create schema mine",
        f"drop schema {tenant}__models cascade",
        f"alter schema {tenant}__models rename to mine",
        f"select from {other}.events",
        f"select from {other}__models.secret",
        f"create table {other}__models.mine ()",
        "select * from hardal_private.tenants",
        "select hardal.ingest('{}')",
        f"set role {other}__model",
        *([f"set role {tenant}__read"] if model.info.server_version >= 160000 else []),
        "set role hardal_owner",
        f"grant {tenant}__model to {other}__u_model",
    ):
        for role in ("reset role", "set role none"):
            model.execute(role)
            with pytest.raises(
                (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)
            ):
                model.execute(statement)
    # nor does its work reach a login of another tenant, whatever it grants
    model.execute("reset role")
    model.execute(f"create table {tenant}__models.mine as select * from events")
    model.execute(f"grant select on {tenant}__models.mine to public")
    model.execute(f"grant usage on schema {tenant}__models to public")  # only warns
    with (
        psycopg.connect(url(cli, other, "read"), autocommit=True) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute(f"select from {tenant}__models.mine")


def test_doctor_and_migrate_leave_the_models_alone(
    cli: Cli,
    tenant: str,
    database: Database,
    model: psycopg.Connection[tuple[object]],
    settled_roles: None,
) -> None:
    models = f"{tenant}__models"
    model.execute(f"create table {models}.people as select client_id from events")
    model.execute(f"create view {models}.signups as select client_id from signup")
    before = cli.json("doctor", "--fix")
    assert [f for f in before["findings"] if f["level"] == "wrong"] == []
    cli("migrate")
    assert [f for f in cli.json("doctor")["findings"] if f["level"] == "wrong"] == []
    # a typed view gets a column although a model reads it
    send(database, tenant, {"event_name": "signup", "properties": {"plan": "pro"}})
    cli("views", "refresh", tenant)
    assert model.execute("select plan from signup where plan is not null").fetchall() == [("pro",)]
    with psycopg.connect(url(cli, tenant, "read"), autocommit=True) as reader:
        assert reader.execute(f"select count(*) from {models}.signups").fetchone() == (2,)


def test_models_outlive_their_url_and_go_with_their_tenant(
    cli: Cli, tenant: str, database: Database, model: psycopg.Connection[tuple[object]]
) -> None:
    models = f"{tenant}__models"
    model.execute(f"create view {models}.signups as select client_id from signup")
    model.execute("set role none")
    model.execute(f"create table {models}.own as select client_id from events")
    cli("url", "revoke", tenant, "model")
    assert database.value(f"select count(*) from {models}.signups") == 1
    with psycopg.connect(url(cli, tenant, "read"), autocommit=True) as reader:
        assert reader.execute(f"select client_id from {models}.signups").fetchall() == [("ann",)]
    # the next URL of the scope changes what the one before has made
    with psycopg.connect(url(cli, tenant, "model", "next"), autocommit=True) as conn:
        conn.execute(f"drop view {models}.signups")
        conn.execute(f"drop table {models}.own")
        conn.execute(f"create table {models}.people as select client_id from events")
    cli("tenant", "drop", tenant, "--yes", tenant)
    left = "select count(*) from pg_namespace where nspname ~ %s"
    assert database.value(left, f"^{tenant}") == 0
    assert database.value("select count(*) from pg_roles where rolname ~ %s", f"^{tenant}__") == 0


def test_a_lost_schema_of_models_is_told_and_made_again(
    cli: Cli, tenant: str, database: Database
) -> None:
    url = cli.json("url", "create", tenant, "--name", "dbt", "--scope", "model")["url"]
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"drop schema {tenant}__models cascade")
    (finding,) = cli.wrong()
    assert (finding["name"], finding["object"]) == ("models", f"schema {tenant}__models")
    cli("doctor", "--fix")
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"create table {tenant}__models.t as select * from {tenant}.events")


def test_a_schema_of_somebody_elses_is_not_taken_over(
    cli: Cli, tenant: str, database: Database
) -> None:
    with database.connect() as conn:
        conn.execute(f"create schema {tenant}__models")
    refused = cli("url", "create", tenant, "--name", "dbt", "--scope", "model", exit_code=1)
    assert f"a schema {tenant}__models already" in refused.output
    assert cli.json("url", "list", tenant) == []


def dbt(address: str, tenant: str, folder: Path, *args: str) -> str:
    """Run dbt on a copy of the project, and return what it prints."""
    parts = urlsplit(address)
    assert DBT
    result = subprocess.run(
        [DBT, *args, "--project-dir", str(folder), "--profiles-dir", str(folder)],
        env=os.environ
        | {
            "HARDAL_HOST": str(parts.hostname),
            "HARDAL_PORT": str(parts.port),
            "HARDAL_USER": str(parts.username),
            "HARDAL_PASSWORD": unquote(str(parts.password)),
            "HARDAL_DATABASE": parts.path.lstrip("/"),
            "HARDAL_TENANT": tenant,
            "DO_NOT_TRACK": "1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@needs_dbt
@pytest.mark.timeout(900)  # dbt takes seconds to start, and is started seven times
def test_dbt_runs_tests_and_goes_on_in_the_schema_of_models(
    cli: Cli, tenant: str, database: Database, tmp_path: Path, settled_roles: None
) -> None:
    load_sample(cli, tenant)
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    address = url(cli, tenant, "model", "dbt")
    models = f"{tenant}__models"
    reader = url(cli, tenant, "read", "ann")

    dbt(address, tenant, project, "debug")
    dbt(address, tenant, project, "run")
    dbt(address, tenant, project, "test")
    with psycopg.connect(reader, autocommit=True) as conn:
        assert conn.execute(f"select count(*) from {models}.purchases").fetchone() == (12,)
        row = conn.execute(f"select sum(revenue)::text from {models}.revenue").fetchone()
        assert row == ("317.96",)
        row = conn.execute(f"select sum(events)::int from {models}.busy_days").fetchone()
        assert row == (79,)

    # the second run adds what is new, and replaces the rest
    new = {
        "event_name": "purchase",
        "client_id": "new",
        "created_at": "2024-10-20T00:00:00Z",
        "properties": {"product_id": "MUG", "price": 1, "currency": "EUR"},
    }
    send(database, tenant, new)
    dbt(address, tenant, project, "run")
    dbt(address, tenant, project, "run", "--full-refresh", "--select", "revenue")
    dbt(address, tenant, project, "docs", "generate")
    with psycopg.connect(reader, autocommit=True) as conn:
        assert conn.execute(f"select count(*) from {models}.purchases").fetchone() == (13,)
    assert [f for f in cli.json("doctor")["findings"] if f["level"] == "wrong"] == []
