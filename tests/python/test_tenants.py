"""Tenants are shown, suspended, resumed, and dropped with everything that belongs to them."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.harness.databases import Database, unique_name
from tests.harness.postgrest import Api
from tests.harness.server import PASSWORD
from tests.harness.tool import Cli

EVENT = {"event_name": "x"}


def roles(database: Database, tenant: str) -> int:
    return int(
        str(
            database.value(
                f"select count(*) from pg_roles where starts_with(rolname, '{tenant}__')"
            )
        )
    )


def test_show_returns_the_numbers_of_a_tenant(
    api: Api, cli: Cli, tenant: str, ingest_token: str
) -> None:
    api.post(
        "/rpc/ingest",
        {"events": [EVENT | {"created_at": "2024-10-06T12:00:00Z"}, EVENT, {"event_name": ""}]},
        ingest_token,
    )
    cli("url", "create", tenant, "--name", "ann")
    shown = cli.json("tenant", "show", tenant)
    assert (shown["events"], shown["rejected_events"], shown["tokens"], shown["urls"]) == (
        2,
        1,
        1,
        1,
    )
    assert shown["oldest_month"] == "2024_10"
    assert shown["bytes"] > 0
    assert shown["suspended_at"] is None
    assert "oldest month" in cli("tenant", "show", tenant).stdout
    assert "no tenant" in cli("tenant", "show", "nobody", exit_code=1).stderr


def test_a_suspended_tenant_is_refused_everywhere_and_keeps_its_data(
    api: Api, cli: Cli, tenant: str, ingest_token: str, read_token: str
) -> None:
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 200
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    with psycopg.connect(url, autocommit=True) as running:
        assert cli.json("tenant", "suspend", tenant)["sessions_ended"] == 1
        with pytest.raises(psycopg.OperationalError):
            running.execute("select 1")
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 403
    assert api.get("/rpc/events", read_token).status_code == 403
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(url)
    # a PSQL URL that is made meanwhile cannot log in either
    late = cli.json("url", "create", tenant, "--name", "late")["url"]
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(late)
    cli("tenant", "suspend", tenant)
    cli("tenant", "resume", tenant)
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 200
    for login in (url, late):
        with psycopg.connect(login) as conn:
            assert conn.execute("select count(*) from events").fetchone() == (2,)


def test_drop_needs_a_confirmation_and_removes_everything(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    months = [EVENT | {"created_at": f"2024-{month:02}-06T12:00:00Z"} for month in range(1, 13)]
    assert api.post("/rpc/ingest", {"events": months}, ingest_token).json()["accepted"] == 12
    url = cli.json("url", "create", tenant, "--name", "ann")["url"]
    asked = cli("tenant", "drop", tenant, exit_code=1)
    assert "12 events" in asked.stdout
    assert f"--yes {tenant}" in asked.stderr
    cli("tenant", "drop", tenant, "--yes", "another", exit_code=2)
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 200

    reader = psycopg.connect(url)
    reader.execute("select count(*) from events")
    assert f"dropped {tenant}" in cli("tenant", "drop", tenant, "--yes", tenant).stdout
    with pytest.raises(psycopg.OperationalError):
        reader.execute("select 1")
    assert roles(database, tenant) == 0
    assert (
        database.value(f"select count(*) from pg_namespace where starts_with(nspname, '{tenant}')")
        == 0
    )
    assert cli.json("tenant", "list") == []
    assert api.post("/rpc/ingest", EVENT, ingest_token).status_code == 401
    cli("tenant", "create", tenant)
    assert cli.json("tenant", "show", tenant)["events"] == 0


def test_the_next_drop_finishes_one_that_was_stopped_half_way(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    api.post(
        "/rpc/ingest",
        {"events": [EVENT, EVENT | {"created_at": "2024-10-06T12:00:00Z"}]},
        ingest_token,
    )
    with database.connect() as conn:
        conn.execute("select hardal_private.drop_tenant_begin(%s)", (tenant,))
        conn.execute("select hardal_private.drop_tenant_partition(%s)", (tenant,))
    assert cli.json("tenant", "list")[0]["suspended"] is True
    # a part of the tenant is gone, so it cannot be resumed
    assert f"tenant drop {tenant} --yes" in cli("tenant", "resume", tenant, exit_code=1).stderr
    cli("tenant", "drop", tenant, "--yes", tenant)
    assert roles(database, tenant) == 0


def test_grants_of_other_roles_to_its_roles_do_not_stop_a_drop(cli: Cli, tenant: str) -> None:
    neighbour = f"{tenant}_b"
    cli("tenant", "create", neighbour)
    with psycopg.connect(
        cli.json("url", "create", neighbour, "--name", "eve")["url"], autocommit=True
    ) as eve:
        eve.execute("set default_transaction_read_only = off")
        eve.execute(f"alter default privileges grant select on tables to {tenant}__read")
        cli("tenant", "drop", tenant, "--yes", tenant)


def test_a_drop_does_not_wait_long_for_a_lock(cli: Cli, tenant: str, database: Database) -> None:
    """A DBA's connection reads the tenant. The drop does not end it, and is refused.

    It can be repeated later.
    """
    with database.connect() as other, other.transaction():
        other.execute(f"select count(*) from {tenant}__store.event_ids")
        refused = cli("tenant", "drop", tenant, "--yes", tenant, exit_code=1)
        assert "lock timeout" in refused.stderr
        assert "pg_stat_activity" in refused.stderr
    cli("tenant", "drop", tenant, "--yes", tenant)


def test_a_drop_waits_for_maintenance_and_does_not_deadlock_with_it(
    cli: Cli, tenant: str, database: Database
) -> None:
    """Both lock the tenant first. Maintenance then locks its tables."""
    with database.connect() as maintenance, ThreadPoolExecutor() as pool:
        maintenance.execute("begin")
        maintenance.execute("select hardal_private.lock_tenant(%s, true)", (tenant,))
        drop = pool.submit(cli, "tenant", "drop", tenant, "--yes", tenant)
        for _ in range(100):
            if database.waiting_for(maintenance):
                break
            time.sleep(0.05)
        assert database.waiting_for(maintenance) == 1
        maintenance.execute(f"lock table {tenant}__store.events, {tenant}__store.boundary")
        maintenance.execute("rollback")
        drop.result()
    assert roles(database, tenant) == 0


def test_maintenance_passes_over_a_tenant_that_is_gone(cli: Cli, database: Database) -> None:
    with database.connect() as conn:
        gone = conn.execute("call hardal_private.maintain_tenant('gone', false)").fetchone()
        assert gone == {"report": []}
        row = conn.execute("select hardal_private.lock_tenant('gone', false) as locked").fetchone()
        assert row == {"locked": False}
        with pytest.raises(psycopg.Error) as refused:
            conn.execute("select hardal_private.lock_tenant('gone', true)")
    assert refused.value.sqlstate == "HD404"
    assert "no tenant" in cli("maintain", "gone", exit_code=1).stderr


def test_another_login_with_createrole_gets_a_message_about_the_missing_right(
    cli: Cli, tenant: str, database: Database
) -> None:
    """From PostgreSQL 16 on, a login with CREATEROLE manages only roles that it has made."""
    name = unique_name("second_dba")
    with psycopg.connect(database.server.superuser(database.name), autocommit=True) as conn:
        conn.execute(f"create role {name} login createrole password '{PASSWORD}'")
        conn.execute(f"grant hardal_owner to {name}")
        try:
            second = Cli(database.server.login(name, database.name))
            # hardal_doorkeeper makes the logins, whoever asks for them
            second("url", "create", tenant, "--name", "ann")
            second("url", "revoke", tenant, "ann")
            cli("migrate", "--no-self-service")
            if conn.info.server_version >= 160000:
                refused = second("url", "create", tenant, "--name", "ann", exit_code=1).stderr
                assert "ADMIN OPTION" in refused
                assert "who made hardal's roles" in refused
                conn.execute(f"grant {tenant}__read to {name} with admin option")
            second("url", "create", tenant, "--name", "ann")
            second("url", "revoke", tenant, "ann")
        finally:
            conn.execute(f"drop owned by {name}")
            conn.execute(f"drop role {name}")


def test_a_listing_without_a_terminal_has_one_line_for_each_row(cli: Cli, tenant: str) -> None:
    cli("url", "create", tenant, "--name", "n" * 30)
    lines = cli("url", "list", tenant, env={"COLUMNS": "80"}).stdout.splitlines()
    assert len(lines) == 2


def test_making_a_tenant_blocks_no_other_tenant(
    api: Api, cli: Cli, tenant: str, ingest_token: str, database: Database
) -> None:
    with database.connect() as other, other.transaction():
        other.execute("select hardal_private.create_tenant(%s)", (unique_name("slow"),))
        assert (
            api.post(
                "/rpc/ingest", EVENT | {"created_at": "2023-01-01T00:00:00Z"}, ingest_token
            ).status_code
            == 200
        )
        url = cli.json("url", "create", tenant, "--name", "ann")["url"]
        with psycopg.connect(url) as reader:
            assert reader.execute("select count(*) from events").fetchone() == (1,)
        raise psycopg.Rollback
