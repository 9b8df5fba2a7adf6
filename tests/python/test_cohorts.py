"""Cohorts: made by the tool and over HTTP, read by reports, kept through all that changes."""

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.harness.databases import Database, unique_name
from tests.harness.events import NOW, send
from tests.harness.postgrest import Api
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

EVENTS: list[tuple[str, str, dict[str, Any]]] = [
    ("ann", "signup", {"plan": "pro", "email": "ann@example.org"}),
    ("ann", "purchase", {"price": 20, "email": "ann@example.org"}),
    ("bob", "signup", {"plan": "free", "email": "bob@example.org"}),
    ("bob", "purchase", {"price": 5, "email": "bob@example.org"}),
    ("bob", "refund", {}),
    ("eve", "signup", {"plan": "free"}),
]


STAYED = (
    "select unit_id from funnel_units("
    "'{signup,refund}', since => '2000-01-01', until => '2100-01-01', outcome => 'lost')"
)


@pytest.fixture
def stored(cli: Cli, tenant: str, database: Database) -> str:
    send(
        database,
        tenant,
        *(
            {
                "client_id": client,
                "event_name": name,
                "created_at": NOW.isoformat(),
                "properties": properties,
            }
            for client, name, properties in EVENTS
        ),
    )
    cli("maintain")
    return tenant


def units(database: Database, tenant: str, name: str) -> list[str]:
    with database.connect() as conn:
        rows = conn.execute(f"select distinct unit_id from {tenant}.cohort_{name} order by 1")
        return [row["unit_id"] for row in rows]


def from_query(cli: Cli, folder: Path, query: str, *args: str, exit_code: int = 0) -> Any:
    (folder / "query.sql").write_text(query)
    words = ["cohort", "create", *args, "--file", str(folder / "query.sql")]
    if exit_code:
        return cli(*words, exit_code=exit_code).stderr
    return cli.json(*words)


def test_a_cohort_is_made_from_conditions(cli: Cli, stored: str, database: Database) -> None:
    made = cli.json(
        "cohort", "create", stored, "lost", "--did", "purchase", "--did-not", "refund",
        "--since", "100 years", "--description", "They kept it",
    )  # fmt: skip
    assert (made["units"], made["unit"], made["view_name"]) == (1, "client", "cohort_lost")
    assert made["definition"] == {
        "all": [
            {"did": "purchase", "since": "100 years"},
            {"did_not": "refund", "since": "100 years"},
        ]
    }
    assert units(database, stored, "lost") == ["ann"]
    cli("cohort", "create", stored, "pro", "--has", '{"plan": "pro"}')
    assert units(database, stored, "pro") == ["ann"]
    cli("cohort", "create", stored, "cheap", "--did", "purchase", "--filter", '{"price": 5}')
    assert units(database, stored, "cheap") == ["bob"]
    cli(
        "cohort", "create", stored, "either", "--any", "--did", "refund", "--first", "signup",
        "--since", "2020-01-01", "--until", "2020-02-01", "--time-zone", "Europe/Istanbul",
    )  # fmt: skip
    assert units(database, stored, "either") == []
    listed = cli.json("cohort", "list", stored)
    assert [row["name"] for row in listed] == ["cheap", "either", "lost", "pro"]
    assert "They kept it" in cli("cohort", "list", stored).stdout
    assert cli.wrong() == []


def test_a_definition_comes_from_a_file(cli: Cli, stored: str, tmp_path: Path) -> None:
    file = tmp_path / "d.json"
    file.write_text(
        json.dumps({"unit": "email", "any": [{"did": "purchase", "filter": {"price": {"gt": 9}}}]})
    )
    made = cli.json("cohort", "create", stored, "rich", "--definition", str(file))
    assert (made["units"], made["unit"]) == (1, "email")
    file.write_text("[")
    assert (
        "no JSON"
        in cli("cohort", "create", stored, "x", "--definition", str(file), exit_code=1).stderr
    )


@pytest.mark.parametrize(
    ("option", "content", "said"),
    [
        ("--file", b"select client_id from events -- \0 limit 1", "NUL"),
        ("--file", b"select client_id from events -- \xff", "UTF-8"),
        ("--file", b"select 1" + b"+1" * 100_000, "too deeply nested"),
        ("--file", b"", "syntax error at end"),
        ("--definition", b'{"all": [{"did": "\xff"}]}', "UTF-8"),
        ("--definition", b'{"all": [{"did": "signup"}]}\0', "NUL"),
        ("--definition", b"[" * 100_000, "too deeply nested"),
        ("--definition", b'{"all": [{"did": "purchase", "filter": {"price": NaN}}]}', "no JSON"),
        ("--definition", b'{"all": [{"did": "\\ud800"}]}', "surrogate"),
        ("--definition", b'{"all": [{"did": "\\u0000"}]}', "u0000"),
    ],
)
def test_a_file_that_is_none_is_refused(
    cli: Cli, stored: str, tmp_path: Path, option: str, content: bytes, said: str
) -> None:
    file = tmp_path / "x"
    file.write_bytes(content)
    told = cli("cohort", "create", stored, "x", option, str(file), exit_code=1).stderr
    assert said in told
    assert "not expected" not in told
    assert cli.json("cohort", "list", stored) == []


def test_a_number_keeps_its_digits(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "d.json"
    conditions = '{"all": [{"did": "purchase", "filter": {"price": 5.000000000000000000001}}]}'
    file.write_text(conditions)
    # 5 is another number
    for name, args in (
        ("d", ("--definition", str(file))),
        ("c", ("--did", "purchase", "--filter", '{"price": 5.000000000000000000001}')),
    ):
        assert cli.json("cohort", "create", stored, name, *args)["units"] == 0
    cli("cohort", "create", stored, "e", "--did", "purchase", "--filter", '{"price": 5.0}')
    assert units(database, stored, "e") == ["bob"]


def test_a_unit_is_kept_by_its_keys_and_outlives_the_typed_view(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    send(
        database,
        stored,
        *(
            {"event_name": "visit", "client_id": client, "properties": {"of": {"a.b": account}}}
            for client, account in (("ann", "x"), ("bob", "y"))
        ),
    )
    cli("maintain")
    keys = r"of.a\.b"
    (column,) = {
        row["column_name"] for row in cli.json("views", "list", stored) if row["property"] == keys
    }
    made = cli.json("cohort", "create", stored, "d", "--did", "visit", "--unit", column)
    assert made["unit"] == keys
    made = from_query(cli, tmp_path, "select 'x'", stored, "q", "--unit", column, "--static")
    assert made["unit"] == keys
    cli("views", "drop", stored, "visit")
    report = f"select sum(count) from {stored}.trend('{{visit}}', every => 'day', cohort => %s)"
    with database.connect() as conn:
        for name, events in (("d", 2), ("q", 1)):
            assert conn.execute(report, (name,)).fetchone() == {"sum": events}
    said = cli("disclose", stored, "--properties", '{"of": {"a.b": "x"}}').stdout
    assert '"kind": "cohort"' in said


@pytest.mark.parametrize(
    ("args", "exit_code", "said"),
    [
        ("--did purchas", 1, 'did you mean "purchase"'),
        ('--did purchase --filter {"pric":1}', 1, 'did you mean "price"'),
        ("--did purchase --unit emial", 1, 'did you mean "email"'),
        ("--did purchase --since yesterday", 1, "30 days"),
        ("--did signup --since 2024-10-01 --until 2024-09-01", 1, "until is before since"),
        ("--first signup", 1, "first"),
        ("", 2, "--did"),
        ("--since 2024-10-01", 2, "--did"),
        ("--did signup --did purchase --at-least 2", 2, "one --did"),
    ],
)
def test_a_wrong_condition_is_refused(
    cli: Cli, stored: str, args: str, exit_code: int, said: str
) -> None:
    result = cli("cohort", "create", stored, "x", *args.split(), exit_code=exit_code)
    assert said in result.stderr
    assert cli.json("cohort", "list", stored) == []


def test_names_are_checked_and_views_never_clash(cli: Cli, stored: str, database: Database) -> None:
    for name in ("Big", "1st", "a-b", "x" * 41, ""):
        assert (
            "no name"
            in cli("cohort", "create", stored, name, "--did", "purchase", exit_code=1).stderr
        )
    # a typed view has the name first
    send(database, stored, {"event_name": "cohort_buyers", "client_id": "ann"})
    cli("maintain")
    made = cli.json("cohort", "create", stored, "buyers", "--did", "purchase")
    assert made["view_name"] == "cohort_buyers_2"
    # and a cohort has it first
    cli("cohort", "create", stored, "late", "--did", "purchase")
    send(database, stored, {"event_name": "cohort_late", "client_id": "ann"})
    cli("maintain")
    names = {row["event_name"]: row["view_name"] for row in cli.json("views", "list", stored)}
    assert names["cohort_late"] == "cohort_late_event"
    assert (
        "already" in cli("cohort", "create", stored, "late", "--did", "refund", exit_code=1).stderr
    )
    assert cli.wrong() == []


def test_a_cohort_is_made_from_a_query(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    made = from_query(
        cli, tmp_path,
        "-- of the typed view\nselect client_id from purchase where price > 10 -- dear;\n;",
        stored, "big",
    )  # fmt: skip
    assert (made["units"], made["definition"]) == (1, None)
    assert units(database, stored, "big") == ["ann"]
    made = from_query(
        cli, tmp_path, "select email as e from signup", stored, "mails", "--unit", "email"
    )
    assert made["units"] == 2  # a null is no unit
    said = from_query(cli, tmp_path, "values (1)", stored, "nothing", "--unit", "", exit_code=1)
    assert "unit is required" in said
    made = from_query(cli, tmp_path, "values (1), (2)", stored, "numbers")
    assert made["units"] == 2
    made = from_query(cli, tmp_path, STAYED, stored, "stayed", "--unit", "person", "--static")
    assert made["units"] == 2
    assert cli.wrong() == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select client_id from events; drop schema {t} cascade", "multiple commands"),
        ("select 1) as x; select (2", "syntax error"),
        ("select client_id, event_name from events", "the columns client_id, event_name"),
        ("delete from events returning client_id", "syntax error"),
        ("select cleint_id from events", "cleint_id"),
        ("select client_id from {t}__store.events", "may not read"),
        ("select role::text from hardal_private.urls", "may not read"),
        ("select hardal_private.current_tenant()", "may not call"),
        ("select client_id from {other}.events", "may not read"),
        ("select m.id from {t}__models.mine as m", "__model's"),
        ("select {t}__models.trap()", "__model's"),
    ],
)
def test_a_query_reads_only_what_readers_may_read_and_is_one_statement(
    cli: Cli, stored: str, database: Database, tmp_path: Path, query: str, said: str
) -> None:
    other = unique_name("other")
    cli("tenant", "create", other)
    model = cli.json("url", "create", stored, "--name", "ann", "--scope", "model")["url"]
    with psycopg.connect(model, autocommit=True) as conn:
        conn.execute(f"create table {stored}__models.mine (id text)")
        # even planning would run it
        conn.execute(
            f"create function {stored}__models.trap() returns text language plpgsql immutable as"
            " $$ begin raise 'the trap was run as %', current_user; end $$"
        )
    said_too = from_query(
        cli, tmp_path, query.format(t=stored, other=other), stored, "x", exit_code=1
    )
    assert said in said_too
    assert "trap was run" not in said_too
    assert database.value(f"select count(*) from {stored}.events") == len(EVENTS)
    assert cli.json("cohort", "list", stored) == []
    static = from_query(
        cli, tmp_path, query.format(t=stored, other=other), stored, "x", "--static", exit_code=1
    )
    assert "trap was run" not in static


@pytest.mark.parametrize("static", [(), ("--static",)])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select 1 / (count(*) - 6) from events", "cannot be used: division by zero"),
        ("select client_id from events for update", "locks rows"),
        ("select (select client_id from events)", "cannot be used: more than one row"),
        ("select null::text where set_config('hardal.ran', 'yes', false) = ''", "set_config"),
        ("select word from ts_stat('select set_config(''hardal.ran'', ''yes'', false)::tsvector')",
         "ts_stat"),
        ("select most_common_vals::text from pg_stats", "pg_stats"),
    ],
)  # fmt: skip
def test_a_query_that_fails_or_is_not_allowed_leaves_nothing(
    cli: Cli, stored: str, tmp_path: Path, query: str, said: str, static: tuple[str, ...]
) -> None:
    told = from_query(cli, tmp_path, query, stored, "x", *static, exit_code=1)
    assert said in told
    assert cli.json("cohort", "list", stored) == []


def test_the_query_runs_with_its_readers_rights(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    table = unique_name("crm")
    with database.connect() as conn:
        conn.execute(f"create table {table} as select 'ann'::text as client_id")
        conn.execute(f"grant select on {table} to {stored}__read, hardal_owner")
        said = from_query(
            cli, tmp_path, f"select client_id from public.{table}", stored, "crm", exit_code=1
        )
        assert f"public.{table}, which is none of the tenant's views" in said
        conn.execute("set role hardal_owner")
        conn.execute(f"create view {stored}.{table} as select * from public.{table}")
        conn.execute(f"grant select on {stored}.{table} to {stored}__read")
    from_query(cli, tmp_path, f"select client_id from {table}", stored, "crm")
    url = cli.json("url", "create", stored, "--name", "ann")["url"]
    with psycopg.connect(url, autocommit=True) as reader:
        assert reader.execute(f"select * from {stored}.cohort_crm").fetchall() == [("ann",)]
        with database.connect() as conn:
            conn.execute(f"revoke select on {stored}.{table} from {stored}__read")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(f"select * from {stored}.cohort_crm")
    (told,) = cli.wrong()
    assert (told["name"], told["object"]) == ("cohort", f"{stored}.cohort_crm")
    assert "may not read" in told["problem"]
    assert cli.json("cohort", "show", stored, "crm")["units"] is None


def test_a_static_cohort_stays_until_it_is_refreshed(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    cli("cohort", "create", stored, "fixed", "--did", "purchase", "--static")
    from_query(cli, tmp_path, "select client_id from purchase", stored, "q", "--static")
    send(database, stored, {"event_name": "purchase", "client_id": "eve"})
    for name in ("fixed", "q"):
        assert units(database, stored, name) == ["ann", "bob"]
        assert cli.json("cohort", "refresh", stored, name)["units"] == 3
        assert units(database, stored, name) == ["ann", "bob", "eve"]
    cli("cohort", "create", stored, "live", "--did", "purchase")
    assert "not static" in cli("cohort", "refresh", stored, "live", exit_code=1).stderr
    # the view that its query reads is not dropped from under it
    assert "cohort_query_q" in cli("views", "drop", stored, "purchase", exit_code=1).stderr
    assert cli.wrong() == []
    # where its query is gone, its units stay
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"drop view {stored}__store.cohort_query_q")
    assert "does not run" in cli("cohort", "refresh", stored, "q", exit_code=1).stderr
    assert units(database, stored, "q") == ["ann", "bob", "eve"]
    (told,) = cli.wrong()
    assert told["problem"] == "the view of its query is not there"
    cli("cohort", "drop", stored, "q", "--yes")
    cli("cohort", "drop", stored, "fixed", "--yes")
    cli("views", "drop", stored, "purchase")
    assert cli.wrong() == []


def test_a_query_means_the_same_when_views_change_their_names(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    query = "select client_id from refund where client_id is not null"
    for name, args in (("live", ()), ("fixed", ("--static",))):
        from_query(cli, tmp_path, query, stored, name, *args)
    cli("views", "rename", stored, "refund", "refund_old")
    cli("views", "rename", stored, "purchase", "refund")
    assert cli.json("cohort", "refresh", stored, "fixed")["units"] == 1
    for name in ("live", "fixed"):
        assert units(database, stored, name) == ["bob"]
        assert f"FROM {stored}.refund_old" in cli.json("cohort", "show", stored, name)["query"]


def test_a_static_cohort_of_persons_follows_links(
    cli: Cli, stored: str, database: Database
) -> None:
    def count() -> Any:
        return database.value(
            f"select count(distinct client_id) from {stored}.events as e where"
            f" coalesce((select i.person_id from {stored}.identities as i where"
            f" i.client_id = e.client_id), e.client_id) in (select unit_id from {stored}.cohort_p)"
        )

    def link(*ids: str) -> None:
        with database.connect() as conn:
            conn.execute(f"delete from {stored}__store.identities")
            for client in ids:
                conn.execute(
                    f"insert into {stored}__store.identities values (%s, %s)", (client, min(ids))
                )

    link("bob", "eve")
    assert cli.json(
        "cohort", "create", stored, "p", "--did", "refund", "--unit", "person", "--static"
    )["units"] == 1  # fmt: skip
    assert count() == 2
    link("ann", "bob", "eve")
    assert count() == 3
    # undone: both that were the person stay
    link()
    assert count() == 2


def test_a_view_that_a_cohort_reads_is_not_dropped_from_under_it(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    from_query(cli, tmp_path, "select client_id from purchase where price > 1", stored, "big")
    for words in (
        ("views", "drop", stored, "purchase"),
        ("views", "pin", stored, "purchase", "price", "--type", "text"),
    ):
        assert "cohort_big" in cli(*words, exit_code=1).stderr
    # what does not need the view to be made anew goes on
    send(database, stored, {"event_name": "purchase", "client_id": "x", "properties": {"new": 1}})
    cli("views", "refresh", stored)
    cli("views", "rename", stored, "purchase", "buys")
    cli("views", "pin", stored, "purchase", "price", "--name", "cost")
    assert units(database, stored, "big") == ["ann", "bob"]
    with database.connect() as conn:
        conn.execute(f"create view {stored}.mine as select * from {stored}.cohort_big")
    assert "mine" in cli("cohort", "drop", stored, "big", "--yes", exit_code=1).stderr
    with database.connect() as conn:
        conn.execute(f"drop view {stored}.mine")
    assert "say so with --yes" in cli("cohort", "drop", stored, "big", exit_code=1).stderr
    cli("cohort", "drop", stored, "big", "--yes")
    cli("views", "drop", stored, "purchase")
    actions = [row["action"] for row in cli.json("audit", stored)]
    assert {"cohort.create", "cohort.drop"} <= set(actions)


def apply_a_migration(database: Database, tenant: str) -> None:
    """Migrate, as if this version dropped functions, for other arguments or for good."""
    with database.connect() as conn, conn.transaction():
        conn.execute(
            "insert into hardal_private.template_files (path, ordinal, migration, body)"
            " select 'migrations/tenant/9999_x.sql', -1, true, format("
            " 'drop function %s; drop function if exists template.old();', p.oid::regprocedure)"
            " from pg_proc as p where p.pronamespace = 'template'::regnamespace"
            " and p.proname = 'funnel_units'"
        )
        conn.execute("select hardal_private.apply_template(%s)", (tenant,))
        conn.execute("delete from hardal_private.template_files where ordinal = -1")


def test_migrate_changes_functions_that_a_cohort_calls(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"create function {stored}.old() returns text language sql return 'ann'")
        conn.execute(f"grant execute on function {stored}.old() to {stored}__read")
    from_query(cli, tmp_path, STAYED, stored, "stayed", "--description", "Not asked back")
    # cohorts on a cohort, whose names come first and last
    from_query(cli, tmp_path, "select unit_id from cohort_stayed", stored, "all_of")
    from_query(cli, tmp_path, "select unit_id from cohort_stayed", stored, "z", "--static")
    from_query(
        cli, tmp_path,
        "select unit_id from cohort_all_of union select unit_id from cohort_z"
        " union select unit_id from cohort_stayed", stored, "m",
    )  # fmt: skip
    from_query(cli, tmp_path, STAYED, stored, "y", "--static")
    from_query(cli, tmp_path, "select old()", stored, "gone")

    def views() -> Any:
        with database.connect() as conn:
            return conn.execute(
                "select c.oid::regclass::text, pg_get_viewdef(c.oid), c.relacl, c.reloptions,"
                " obj_description(c.oid), col_description(c.oid, 1) from pg_class as c"
                " where c.relname like 'cohort%%' and c.relname <> 'cohort_gone'"
                " and c.relnamespace in (%s::regnamespace, %s::regnamespace)"
                " and c.relkind = 'v' order by 1",
                (stored, f"{stored}__store"),
            ).fetchall()

    before = views()
    apply_a_migration(database, stored)
    assert views() == before
    for name in ("stayed", "all_of", "z", "m", "y"):
        assert units(database, stored, name) == ["ann", "eve"], name
    assert cli.json("cohort", "refresh", stored, "y")["units"] == 2
    shown = cli.json("cohort", "show", stored, "gone")
    assert shown["fault"] == "its view is not there"
    assert (f"{stored}.cohort_gone", "it is not there") in {
        (found["object"], found["problem"]) for found in cli.wrong()
    }
    cli("cohort", "drop", stored, "gone", "--yes")


def test_migrate_names_what_stands_on_a_cohort_in_its_way(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    from_query(cli, tmp_path, STAYED, stored, "stayed")
    from_query(cli, tmp_path, "select unit_id from cohort_stayed", stored, "upper")
    model = cli.json("url", "create", stored, "--name", "ann", "--scope", "model")["url"]
    with psycopg.connect(model, autocommit=True) as conn:
        conn.execute(
            f"create view {stored}__models.mine as select unit_id from {stored}.cohort_upper"
        )
        with pytest.raises(psycopg.Error) as refused:
            apply_a_migration(database, stored)
        assert refused.value.diag.sqlstate == "HD409"
        assert f"{stored}__models.mine" in str(refused.value.diag.message_primary)
        assert units(database, stored, "upper") == ["ann", "eve"]
        conn.execute(f"drop view {stored}__models.mine")
    apply_a_migration(database, stored)
    assert units(database, stored, "upper") == ["ann", "eve"]


def test_doctor_knows_cohorts_and_mends_their_rights(
    cli: Cli, stored: str, database: Database
) -> None:
    for name in ("a", "b", "c", "d"):
        cli("cohort", "create", stored, name, "--did", "purchase")
    assert cli.wrong() == []
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(f"drop view {stored}.cohort_a")
        conn.execute(f"alter view {stored}.cohort_b reset (security_invoker)")
        conn.execute(f"revoke select on {stored}.cohort_c from {stored}__read")
        conn.execute(f"drop view {stored}.cohort_d")
        conn.execute(f"create table {stored}.cohort_d (unit_id text)")
    told = {row["object"]: row["problem"] for row in cli.wrong() if row["name"] == "cohort"}
    assert told == {
        f"{stored}.cohort_a": "it is not there",
        f"{stored}.cohort_b": "it reads with its owner's rights",
        f"{stored}.cohort_c": f"{stored}__read may not read it",
        f"{stored}.cohort_d": "it is not hardal's view",
    }
    cli("doctor", "--fix", exit_code=1)
    assert {row["object"] for row in cli.wrong() if row["name"] == "cohort"} == {
        f"{stored}.cohort_a", f"{stored}.cohort_d",
    }  # fmt: skip
    for name in ("a", "d"):
        cli("cohort", "drop", stored, name, "--yes")
    with database.connect() as conn:
        conn.execute(f"drop table {stored}.cohort_d")
    assert cli.wrong() == []
    with database.connect() as conn:
        conn.execute("set role hardal_owner")
        conn.execute(
            f"create or replace view {stored}.cohort_b with (security_invoker = true) as"
            " select most_common_vals::text as unit_id from pg_stats"
        )
    (told,) = cli.wrong()
    assert (told["object"], "pg_stats" in told["problem"]) == (f"{stored}.cohort_b", True)
    # it is described, and not run
    shown = cli.json("cohort", "show", stored, "b")
    assert (shown["units"], "pg_stats" in shown["fault"]) == (None, True)


def test_an_erasure_takes_the_person_out_of_static_cohorts(
    cli: Cli, stored: str, database: Database
) -> None:
    cli("cohort", "create", stored, "s", "--did", "signup", "--static")
    cli("cohort", "create", stored, "p", "--did", "signup", "--static", "--unit", "person")
    cli("cohort", "create", stored, "m", "--did", "signup", "--static", "--unit", "email")
    cli("cohort", "create", stored, "live", "--did", "signup", "--filter",
        '{"email": "ann@example.org"}', "--description", "Only for ann")  # fmt: skip

    def disclosed(*args: str) -> set[tuple[str, str]]:
        lines = map(json.loads, cli("disclose", stored, *args).stdout.splitlines())
        return {(row["cohort"], row["unit_id"]) for row in lines if row["kind"] == "cohort"}

    theirs = {("s", "ann"), ("p", "ann"), ("m", "ann@example.org")}
    assert disclosed("--client-id", "ann") == theirs
    assert disclosed("--properties", '{"email": "ann@example.org"}') == theirs
    # bob's refund has no email
    assert disclosed("--properties", '{"email": "bob@example.org"}') == {("m", "bob@example.org")}
    said = cli("erase", stored, "--properties", '{"email": "ann@example.org"}', "--yes").stderr
    assert "the cohort live" in said
    assert units(database, stored, "s") == units(database, stored, "p") == ["bob", "eve"]
    assert units(database, stored, "m") == ["bob@example.org"]
    cli("erase", stored, "--properties", '{"email": "bob@example.org"}', "--yes")
    assert units(database, stored, "s") == ["bob", "eve"]
    assert units(database, stored, "m") == []
    cli("erase", stored, "--client-id", "bob", "--yes")
    assert units(database, stored, "s") == units(database, stored, "p") == ["eve"]
    # no events are left that tell whose they were
    with database.connect() as conn:
        conn.execute(f"insert into {stored}__store.cohort_units values ('s', 'bob')")
    cli("erase", stored, "--client-id", "bob", "--yes")
    assert units(database, stored, "s") == ["eve"]


def test_a_reader_makes_no_cohort_and_another_tenant_sees_none(
    cli: Cli, stored: str, database: Database
) -> None:
    cli("cohort", "create", stored, "a", "--did", "purchase", "--static")
    other = unique_name("other")
    cli("tenant", "create", other)
    for tenant, scope, may in ((stored, "read", True), (stored, "aggregate", False),
                               (stored, "write", False), (other, "read", False)):  # fmt: skip
        url = cli.json("url", "create", tenant, "--name", f"x{scope}", "--scope", scope)["url"]
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute("set default_transaction_read_only to off")
            for query in ("cohort_a", "cohorts", "cohort_units"):
                try:
                    conn.execute(f"select * from {stored}.{query}")
                    assert may, (scope, query)
                except psycopg.errors.InsufficientPrivilege:
                    assert not may, (scope, query)
            for statement in (
                'select hardal.create_cohort(\'x\', \'{"all": [{"did": "purchase"}]}\')',
                "select hardal.drop_cohort('a')",
                f"select hardal_private.create_cohort('{stored}', 'x', '{{}}')",
                f"insert into {stored}.cohort_units values ('a', 'x')",
                f"insert into {stored}.cohorts (name) values ('x')",
                f"delete from {stored}__store.cohort_units",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute(statement)


def test_cohorts_over_http(cli: Cli, stored: str, api: Api) -> None:
    keys = {
        scope: cli.json("key", "create", stored, "--scope", scope, "--name", scope)["key"]
        for scope in ("read", "aggregate", "manage", "ingest")
    }
    body: dict[str, Any] = {
        "name": "buyers",
        "definition": {"all": [{"did": "purchase"}]},
        "description": "Who bought",
    }
    made = api.post("/rpc/create_cohort", body, keys["manage"])
    assert (made.status_code, made.json()["view_name"]) == (200, "cohort_buyers")
    fixed = api.post("/rpc/create_cohort", body | {"name": "f", "is_static": True}, keys["manage"])
    assert fixed.json()["units"] == 2
    assert api.post("/rpc/create_cohort", body, keys["manage"]).status_code == 409
    for wrong, status in (
        ({"name": "No"}, 400),
        ({"name": None}, 400),
        ({"name": "x", "definition": {"all": [{"did": "purchas"}]}}, 400),
        ({"name": "x", "definition": "select 1"}, 400),
        ({"name": "x", "definition": {"query": "select 1"}}, 400),
        ({"name": "x", "query": "select 1"}, 404),
    ):
        answer = api.post("/rpc/create_cohort", body | wrong, keys["manage"])
        assert answer.status_code == status, (wrong, answer.text)
    for scope in ("read", "aggregate", "ingest"):
        assert api.post("/rpc/create_cohort", body, keys[scope]).status_code == 403
        assert api.post("/rpc/drop_cohort", {"name": "f"}, keys[scope]).status_code == 403
    for scope in ("read", "manage"):
        rows = api.get("/rpc/cohorts", keys[scope]).json()
        assert [(row["name"], row["units"]) for row in rows] == [("buyers", None), ("f", 2)]
        assert rows[0]["definition"] == body["definition"]
        page = api.get("/rpc/cohort_units?name=buyers&max_rows=1", keys[scope])
        assert page.json() == [{"unit_id": "ann"}]
        page = api.get("/rpc/cohort_units?name=buyers&after=ann", keys[scope])
        assert page.json() == [{"unit_id": "bob"}]
        steps = api.get("/rpc/funnel?steps={signup,refund}&cohort=buyers", keys[scope])
        assert [row["clients"] for row in steps.json()] == [2, 1]
    assert api.get("/rpc/cohort_units?name=buyer", keys["read"]).status_code == 404
    for call in ("cohorts", "cohort_units?name=f", "trend?event_names={signup}&cohort=f"):
        assert api.get(f"/rpc/{call}", keys["aggregate"]).status_code == 403
    assert api.post("/rpc/drop_cohort", {"name": "f"}, keys["manage"]).json() == {"name": "f"}
    assert api.post("/rpc/drop_cohort", {"name": "f"}, keys["manage"]).status_code == 404
    assert cli.wrong() == []


def test_a_tenant_with_cohorts_is_measured_and_dropped(
    cli: Cli, stored: str, database: Database, tmp_path: Path
) -> None:
    cli("cohort", "create", stored, "a", "--did", "purchase", "--static")
    from_query(cli, tmp_path, "select client_id from purchase", stored, "b")
    cli("stats", stored)
    cli("tenant", "drop", stored, "--yes", stored)
    assert database.value(f"select to_regnamespace('{stored}') is null")
    assert cli.wrong() == []
