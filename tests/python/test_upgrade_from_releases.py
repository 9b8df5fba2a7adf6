"""Every released version, filled with data, is upgraded to this one. Nothing is lost or changed."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.harness import postgrest, releases, rollups
from tests.harness.databases import Database, unique_name
from tests.harness.events import send
from tests.harness.releases import Release
from tests.harness.schema import dump
from tests.harness.server import PASSWORD, Server
from tests.harness.tool import Cli

KEPT = {
    "events": "select to_jsonb(e) from {t}.events as e order by id",
    "rejected events": "select to_jsonb(r) from {t}.rejected_events as r order by r::text",
    "typed view": "select to_jsonb(v) from {t}.purchase as v order by v.id",
    "daily activity": "select to_jsonb(d) from {t}.daily_activity as d order by d::text",
    "tombstones": "select to_jsonb(count(*)) from {t}__store.event_ids",
}
# rows that a later version may give further columns, and whose table may be missing
KEPT_BY_HARDAL = {
    "hardal_private.tenants": (
        "select to_jsonb(t) - '{{migration,template_version}}'::text[]"
        " from hardal_private.tenants as t"
    ),
    "hardal_private.urls": "select to_jsonb(u) from hardal_private.urls as u order by u.name",
    "{t}__store.descriptions": (
        "select to_jsonb(d) from {t}__store.descriptions as d order by d::text"
    ),
    "{t}__store.links": "select to_jsonb(l) from {t}__store.links as l order by l::text",
    "{t}.persons": "select to_jsonb(p) from {t}.persons as p order by p.person_id",
    "{t}__store.cohorts": "select to_jsonb(c) from {t}__store.cohorts as c order by c.name",
    "{t}.cohort_buyers": "select to_jsonb(c) from {t}.cohort_buyers as c order by c.unit_id",
    "{t}.cohort_buyers_then": (
        "select to_jsonb(c) from {t}.cohort_buyers_then as c order by c.unit_id"
    ),
    "{t}.cohort_some": "select to_jsonb(c) from {t}.cohort_some as c order by c.unit_id",
    "{t}__store.metrics": "select to_jsonb(m) from {t}__store.metrics as m order by m.name",
    "{t}.purchase_totals": "select to_jsonb(m) from {t}.purchase_totals as m order by m::text",
    "{t}.purchases_by_hour": "select to_jsonb(m) from {t}.purchases_by_hour as m order by m::text",
}
# objects of a tenant that its events and PSQL URLs have made
MADE_BY_DATA = ("events_2", "cohort_", "tenant__u_", "purchase", "page_view", "add_to_cart")


@pytest.fixture(params=[*releases.released(), "this version"], ids=str)
def release(request: pytest.FixtureRequest, tmp_path: Path) -> Release:
    return releases.this_version(tmp_path) if request.param == "this version" else request.param


@pytest.fixture
def old(release: Release, empty_database: Database) -> tuple[Database, str]:
    """A database of the released version, and its tenant."""
    release.install(empty_database.dsn)
    release.fill(empty_database.dsn, tenant := unique_name("acme"))
    return empty_database, tenant


def test_an_upgrade_keeps_all_data_and_gives_todays_schema(
    old: tuple[Database, str], database: Database, settled_roles: None, pg: Server
) -> None:
    upgraded, tenant = old
    cli = Cli(upgraded.dsn)
    url = f"postgresql://{tenant}__u_bi:{PASSWORD}@{pg.host}:{pg.port}/{upgraded.name}"
    before = content(url, upgraded, tenant)
    rows = rows_of_hardal(upgraded, tenant)
    assert len(before["events"]) > 1000
    cli("migrate")
    assert content(url, upgraded, tenant) == before
    later = rows_of_hardal(upgraded, tenant)
    for table, kept in rows.items():
        assert [
            {column: row[column] for column in kept_row}
            for kept_row, row in zip(kept, later[table], strict=True)
        ] == kept, table
    # the tenant has rights of its own on hardal's schema
    shared = [line for line in dump(upgraded).splitlines() if tenant not in line]
    assert shared == dump(database).splitlines()
    cli("tenant", "create", fresh := unique_name("fresh"))
    assert without(tenant, dump(upgraded, tenant)) == without(fresh, dump(upgraded, fresh))
    with upgraded.connect() as conn:
        assert rollups.differences(conn, tenant) == {}
    cli("maintain")
    cli("doctor", "--deep")
    with upgraded.connect() as conn:
        assert rollups.differences(conn, tenant) == {}
    # the view that was pinned keeps its column, and a later round of maintenance keeps it too
    assert content(url, upgraded, tenant)["typed view"] == before["typed view"]


def test_after_an_upgrade_clients_go_on(old: tuple[Database, str], release: Release) -> None:
    upgraded, tenant = old
    token = releases.token(upgraded.dsn, tenant)
    again = {
        "id": str(upgraded.value("select md5('event 0')::uuid")),
        "event_name": "page_view",
        "client_id": "c0",
        "hardal_server_request_id": "r0",
        "properties": {"n": 0, "price": 0, "plan": "p0"},
    }
    Cli(upgraded.dsn)("migrate")
    with postgrest.running(upgraded) as api:
        sent = {"events": [again, {"event_name": "new"}]}
        answer = api.post("/rpc/ingest", sent, token).json()
        by_key = api.post("/rpc/ingest", sent, releases.KEY)
    assert (answer["duplicates"], answer["accepted"], answer["rejected"]) == (1, 1, 0)
    assert by_key.status_code == (200 if release.has_key else 401)


def test_an_event_with_the_name_of_a_new_view_keeps_its_typed_view_under_a_number(
    empty_database: Database,
) -> None:
    (release,) = (one for one in releases.released() if one.version == "0.4.0")
    release.install(empty_database.dsn)
    release.fill(empty_database.dsn, tenant := unique_name("acme"))
    names = ("client_months", "metrics", "metrics_2")
    send(
        empty_database,
        tenant,
        *({"event_name": name, "properties": {"tag": name}} for name in names),
    )
    with empty_database.connect() as conn:
        conn.execute("call hardal_private.maintain(%s)", (tenant,))
    cli = Cli(empty_database.dsn)
    cli("migrate")
    cli("maintain")
    with empty_database.connect() as conn:
        conn.execute(f"set search_path = {tenant}")
        for view, event in (
            ("client_months_2", "client_months"),
            ("metrics_3", "metrics"),
            ("metrics_2", "metrics_2"),
        ):
            assert conn.execute(f"select tag from {view}").fetchall() == [{"tag": event}]
        assert conn.execute("select * from metrics").fetchall() == []
    cli("doctor", "--deep")


def content(url: str, database: Database, tenant: str) -> dict[str, Any]:
    """Return the rows that the tenant's PSQL URL reads, and the tombstones."""
    found = {}
    for what, query in KEPT.items():
        dsn = database.dsn if "__store" in query else url
        with psycopg.connect(dsn) as conn:
            conn.execute("set timezone = 'UTC'")
            found[what] = [row[0] for row in conn.execute(query.format(t=tenant))]
    return found


def rows_of_hardal(database: Database, tenant: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of hardal's tables that this version has."""
    found = {}
    with psycopg.connect(database.dsn) as conn:
        for table, query in KEPT_BY_HARDAL.items():
            row = conn.execute("select to_regclass(%s)", (table.format(t=tenant),)).fetchone()
            if row and row[0]:
                found[table] = [one[0] for one in conn.execute(query.format(t=tenant))]
    return found


def without(tenant: str, schema: str) -> str:
    """Return the schema of an empty tenant, under one name and without what its data made."""
    kept = []
    for statement in schema.replace(tenant, "tenant").split(";\n"):
        if not any(name in statement for name in MADE_BY_DATA):
            kept.append(statement)
    return ";\n".join(sorted(kept))
