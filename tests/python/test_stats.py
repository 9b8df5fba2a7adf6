"""The numbers about a tenant that the command stats and the view tenant_stats return."""

import math
from datetime import UTC, datetime, timedelta

import pytest

from tests.harness.databases import Database
from tests.harness.events import NOW, event, months_ago, send
from tests.harness.tool import Cli


@pytest.fixture
def filled(database: Database, tenant: str, cli: Cli) -> str:
    send(
        database,
        tenant,
        *(event(months_ago(n % 3)) for n in range(300)),
        *(event(NOW) for _ in range(20)),
    )
    send(database, tenant, {"event_name": ""})
    cli("maintain")
    return tenant


def test_stats_return_the_counts_sizes_and_rate_of_a_tenant(
    cli: Cli, filled: str, database: Database
) -> None:
    with database.connect() as conn:
        conn.execute(f"analyze {filled}__store.events, {filled}__store.event_ids")
    shown = cli.json("stats", filled)
    assert (
        shown["events"],
        shown["ledger_ids"],
        shown["rejected_events"],
        shown["partitions"],
    ) == (320, 320, 1, 4)
    assert (shown["oldest_month"], shown["newest_month"]) == (
        f"{months_ago(2):%Y-%m}",
        f"{months_ago(-1):%Y-%m}",
    )
    assert shown["oldest_event"].startswith(f"{months_ago(2):%Y-%m-%d}")
    # 20 events are a few seconds old. 100 events of this month's 15th may be younger than a day.
    assert shown["events_per_second"] > 0
    assert shown["maintained_at"]
    sizes = {(r["kind"], r["of_table"]): 0 for r in shown["relations"]}
    for relation in shown["relations"]:
        sizes[relation["kind"], relation["of_table"]] += relation["bytes"]
    assert sum(sizes.values()) == shown["bytes"]
    assert sizes["table", "event_ids"] + sizes["index", "event_ids"] == shown["ledger_bytes"]
    assert (
        sum(b for (kind, of), b in sizes.items() if kind == "index" and of.startswith("events_"))
        == shown["event_index_bytes"]
    )
    for line in ("events ", "ledger bytes", f"events_{NOW:%Y_%m}"):
        assert line in cli("stats", filled).stdout
    assert filled in cli("stats").stdout
    cli("stats", "nobody", exit_code=1)


def test_exact_counts_events_where_estimates_are_stale(
    cli: Cli, filled: str, database: Database
) -> None:
    assert cli.json("stats", filled, "--exact")["events"] == 320
    (row,) = cli.json("stats", "--exact")
    assert (row["events"], row["ledger_ids"]) == (320, 320)


def test_stats_return_how_far_the_rollups_are_behind(
    cli: Cli, tenant: str, database: Database
) -> None:
    empty = cli.json("stats", tenant)
    assert (empty["rolled_up_until"], empty["rollup_lag"], empty["marked_days"]) == (None, None, 0)
    three_days_ago = NOW - timedelta(days=3)
    send(database, tenant, event(three_days_ago))
    # yesterday counts as running until 02:00 UTC
    boundary = (datetime.now(UTC) - timedelta(hours=2)).date()
    days = (boundary - three_days_ago.date()).days
    behind = cli.json("stats", tenant)
    assert (behind["rolled_up_until"], behind["rollup_lag"]) == (None, f"{days} days, 0:00:00")
    cli("maintain")
    done = cli.json("stats", tenant)
    assert done["rolled_up_until"].startswith(str(boundary))
    assert done["rollup_lag"] == "0:00:00"
    send(database, tenant, event(three_days_ago))
    assert cli.json("stats", tenant)["marked_days"] == 1
    assert "marked days" in cli("stats", tenant).stdout


def test_the_view_returns_the_same_numbers(cli: Cli, filled: str, database: Database) -> None:
    with database.connect() as conn:
        # otherwise autovacuum may add a page in between
        conn.execute("vacuum analyze")
        row = conn.execute("select * from hardal_private.tenant_stats").fetchone()
        conn.execute("select hardal_private.create_tenant(%s)", (f"{filled}_empty",))
        empty = conn.execute(
            "select * from hardal_private.tenant_stats order by tenant desc limit 1"
        ).fetchone()
    assert row
    shown = cli.json("stats", filled)
    for name in ("bytes", "rejected_bytes", "partitions", "oldest_month"):
        assert row[name] == shown[name]
    assert math.isclose(row["events_per_second"], shown["events_per_second"], rel_tol=0.9)
    assert empty
    assert (empty["events"], empty["events_per_second"], empty["oldest_event"]) == (0, 0, None)


def test_stats_read_no_large_table(filled: str, database: Database) -> None:
    """With 30 times the events it reads about as many pages."""

    def pages() -> int:
        with database.connect() as conn:
            # the first call of a connection also reads the catalogue
            conn.execute("select * from hardal_private.stats()")
            plan = conn.execute(
                "explain (analyze, buffers, format json) select * from hardal_private.stats(%s)",
                (filled,),
            ).fetchone()
        assert plan
        top = plan["QUERY PLAN"][0]["Plan"]
        return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])

    before = pages()
    for _ in range(3):
        send(database, filled, *(event(months_ago(n % 3)) for n in range(3000)))
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"vacuum analyze {filled}__store.events")
    assert pages() < before * 3 + 500
