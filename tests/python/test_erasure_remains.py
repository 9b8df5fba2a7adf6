"""After an erasure nothing in the database holds a text of the person: all of it is searched."""

import json

import psycopg
import pytest
from psycopg.rows import DictRow

from tests.harness.databases import Database
from tests.harness.events import NOW, event, months_ago, send
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

# texts that no identifier is like, so that a search for them finds nothing else
CLIENT, EMAIL, REQUEST = "ann-7f915be8", "ann.zeta@example.org", "req-4711-zeta"
TEXTS = (CLIENT, EMAIL, REQUEST, "ann_zeta", "Zeta Street")

# everything in the catalogue that may hold a text of others'
CATALOGUE = {
    "statistics": "select to_jsonb(s)::text from pg_stats as s",
    "extended statistics": "select to_jsonb(s)::text from pg_stats_ext as s",
    "statistics of expressions": "select to_jsonb(s)::text from pg_stats_ext_exprs as s",
    "raw statistics": "select to_jsonb(s)::text from pg_statistic as s",
    "raw extended statistics": "select stxdmcv::text || stxdexpr::text from pg_statistic_ext_data",
    "views": "select viewname || ' ' || definition from pg_views",
    "columns": "select attname::text from pg_attribute",
    "comments": "select description from pg_description",
    "bodies": "select prosrc from pg_proc",
    "roles": "select rolname || ' ' || coalesce(shobj_description(oid, 'pg_authid'), '')"
    " from pg_roles",
}


def found_in(database: Database, *texts: str) -> list[str]:
    """Return where in the database one of the texts stands: tables, statistics, definitions."""
    with psycopg.connect(
        database.server.superuser(database.name), autocommit=True, row_factory=psycopg.rows.dict_row
    ) as conn:
        tables = conn.execute(
            "select c.oid::regclass::text as name from pg_class as c"
            " join pg_namespace as n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'm') and n.nspname !~ '^(pg_|information_schema|tap)'"
        ).fetchall()
        queries = CATALOGUE | {
            # bytes are read as text, as the quarantine keeps lines that are no JSON
            table["name"]: f"select to_jsonb(t)::text || coalesce(convert_from("
            f"decode(substring(to_jsonb(t) ->> 'raw', 3), 'hex'), 'SQL_ASCII'), '')"
            f" from {table['name']} as t"
            for table in tables
        }
        return [where for where, query in queries.items() if _holds(conn, query, texts)]


def _holds(conn: psycopg.Connection[DictRow], query: str, texts: tuple[str, ...]) -> bool:
    rows = conn.execute(query.replace("%", "%%")).fetchall()
    held = "\n".join(str(value) for row in rows for value in row.values()).lower()
    return any(text.lower() in held for text in texts)


def analyze(database: Database, tenant: str) -> None:
    """Analyze every table of the store, as autovacuum and a DBA do."""
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"create statistics if not exists {tenant}__store.together (mcv)"
            f" on client_id, event_name, (properties ->> 'email') from {tenant}__store.events"
        )
        conn.execute("analyze")


@pytest.fixture
def stored(cli: Cli, tenant: str, database: Database) -> None:
    """Ann's events beside others', over months; in one of them there are hers alone."""
    hers = {
        "client_id": CLIENT,
        "hardal_server_request_id": REQUEST,
        "properties": {"email": EMAIL, "address": {"street": "1 Zeta Street"}},
    }
    send(
        database,
        tenant,
        *[event(at, **hers) for at in (months_ago(3), months_ago(1), NOW) for _ in range(30)],
        *[
            event(at, client_id=f"c{n % 7}", properties={"email": f"{n % 7}@example.org"})
            for at in (months_ago(1), NOW)
            for n in range(60)
        ],
        *[{"event_name": "", **hers} for _ in range(20)],
    )
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"select {tenant}__store.ingest(r.events, null, false, r.lines, r.raws, r.faults)"
            " from hardal_private.read_lines(%s) as r",
            ((f'{{"email": "{EMAIL}", oops\n' * 20).encode(),),
        )
    cli("maintain", tenant)
    cli("views", "refresh", tenant)
    for unit in ("client", "person", "email"):
        cli("cohort", "create", tenant, unit, "--did", "x", "--unit", unit, "--static")
    cli("metric", "create", tenant, "mails", "--event", "x", "--by", "email")
    analyze(database, tenant)


def test_nothing_in_the_database_holds_a_text_of_an_erased_person(
    cli: Cli, tenant: str, database: Database, stored: None
) -> None:
    before = found_in(database, *TEXTS)
    store = f"{tenant}__store"
    month = f"{months_ago(3):%Y_%m}"
    assert {
        "statistics", "raw statistics", "extended statistics", "raw extended statistics",
        f"{store}.rejected_events", f"{store}.property_counts", f"{store}.cohort_units",
        f"{store}.metric_counts", f"{store}.client_months",
    } <= set(before)  # fmt: skip
    assert any(where.startswith(f"{store}.events_{month}") for where in before)
    # by one of her fields, then by another: the lines that are no JSON hold her e-mail alone
    cli("erase", tenant, "--client-id", CLIENT, "--yes")
    cli("erase", tenant, "--properties", json.dumps({"email": EMAIL}), "--yes")
    assert found_in(database, *TEXTS) == []
    # others' statistics are there, and the tables that had statistics have some
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        rows = conn.execute(
            "select most_common_vals::text as vals from pg_stats"
            " where schemaname = %s and tablename = 'events' and attname = 'client_id'",
            (store,),
        ).fetchall()
    assert rows
    assert all("c3" in row["vals"] for row in rows)
    assert database.value(f"select count(*) from {tenant}.events") == 120
    assert database.value(f"select count(*) from {store}.rejected_events") == 0
    cli("doctor", "--deep")


def test_the_last_persons_values_leave_the_statistics_of_empty_tables(
    cli: Cli, tenant: str, database: Database
) -> None:
    """ANALYZE leaves the statistics of an empty table as they are."""
    send(
        database, tenant,
        *[event(at, client_id=CLIENT, properties={"email": EMAIL})
          for at in (months_ago(2), NOW) for _ in range(30)],
        *[{"event_name": "", "client_id": CLIENT} for _ in range(20)],
    )  # fmt: skip
    cli("maintain", tenant)
    cli("cohort", "create", tenant, "all", "--did", "x", "--static")
    cli("metric", "create", tenant, "mails", "--event", "x", "--by", "email")
    analyze(database, tenant)
    cli("erase", tenant, "--client-id", CLIENT, "--yes")
    assert found_in(database, *TEXTS) == []
    for table in (
        "events",
        "rejected_events",
        "property_counts",
        "activity",
        "cohort_units",
        "metric_counts",
        "client_months",
    ):
        assert database.value(f"select count(*) from {tenant}__store.{table}") == 0, table
    cli("doctor", "--deep")


def test_an_erasure_that_was_stopped_is_finished_by_the_next_one(
    cli: Cli, tenant: str, database: Database, stored: None
) -> None:
    """The next erasure finds no events any more, but statistics of those that are gone."""
    with database.connect() as conn:
        for partition in (None, *_partitions(database, tenant)):
            conn.execute(
                "select hardal_private.erase_part(0, %s, %s, %s, null, null)",
                (tenant, partition, [CLIENT]),
            )
    assert "statistics" in found_in(database, CLIENT)
    cli("erase", tenant, "--client-id", CLIENT, "--yes")
    assert found_in(database, CLIENT) == []


def _partitions(database: Database, tenant: str) -> list[str]:
    found = database.value("select hardal_private.partition_names(%s)::text[]", tenant)
    assert isinstance(found, list)
    return found


def test_an_erasure_says_what_it_leaves(cli: Cli, tenant: str, database: Database) -> None:
    send(
        database, tenant,
        event(NOW, client_id=CLIENT, event_name=f"mail to {EMAIL}"),
        event(NOW, client_id=CLIENT, properties={EMAIL: 1}),
    )  # fmt: skip
    cli("views", "refresh", tenant)
    search = ("--properties", json.dumps({EMAIL: 1, "email": EMAIL}))
    said = cli("erase", tenant, *search, "--yes").stderr
    assert "named after the person" in said
    assert said.count("typed view") == 2
    assert "models" not in said
    cli("cohort", "create", tenant, "hers", "--did", f"mail to {EMAIL}")
    cli("metric", "create", tenant, "her_count", "--event", "x", "--description", f"of {EMAIL}")
    remains = cli.json("erase", tenant, *search, "--yes")["remains"]
    assert len(remains) == 2
    assert "named after the person" in remains[0]
    assert "the cohort hers, the metric her_count" in remains[1]
    # a name that is wanted and not made yet is forgotten
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"insert into {tenant}__store.wanted_columns values ('x', %s, 'text', 1), "
            "('x', 'other', 'text', 1)",
            (EMAIL.replace(".", r"\.") + ".n",),
        )
    cli("url", "create", tenant, "--name", "dbt", "--scope", "model")
    said = cli("erase", tenant, *search, "--yes").stderr
    assert f"{tenant}__models may hold copies" in said
    assert "remains" not in said
    wanted = f"select json_agg(property) from {tenant}__store.wanted_columns"
    assert database.value(wanted) == ["other"]
    # a short text stands in names by chance
    assert "named after" not in cli("erase", tenant, "--client-id", "mai", "--yes").stderr
