"""Every command on a database that it cannot work with: one clear line, and what to do.

There is no hardal in the database, it is of another version, or the server is a replica.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import click
import psycopg
import pytest

from hardal_admin.cli import main
from hardal_admin.embedded import ports
from hardal_admin.embedded.cluster import Cluster
from hardal_admin.embedded.ordinary_user import run_as, server_user
from tests.harness.databases import Database
from tests.harness.events import NOW, event, send
from tests.harness.folders import new_folder
from tests.harness.server import PASSWORD, Server
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

ID = "7c1e4a52-0000-4000-8000-000000000001"
WRITES, READS = True, False
# The arguments of each command, and whether it writes into the database. T is the tenant, F a file
# of events, K a file with signing keys, O a file to write.
COMMANDS = {
    "maintain": ("", WRITES),
    "stats": ("--exact", READS),
    "tenant create": ("another", WRITES),
    "tenant set": ("T --max-event-bytes 1MiB", WRITES),
    "tenant list": ("", READS),
    "tenant show": ("T", READS),
    "tenant suspend": ("T", WRITES),
    "tenant resume": ("T", WRITES),
    "tenant drop": ("T --yes T", WRITES),
    "dashboard": ("T --url https://events.example.com", WRITES),
    "token create": ("T --scope read --name bi", WRITES),
    "token list": ("T", READS),
    "token rotate": ("T backend --overlap 1h", WRITES),
    "token revoke": ("T backend", WRITES),
    "key create": ("T --name web", WRITES),
    "key list": ("T", READS),
    "key rotate": ("T mobile --overlap 1h", WRITES),
    "key revoke": ("T mobile", WRITES),
    "url create": ("T --name eve", WRITES),
    "url list": ("T", READS),
    "url rotate": ("T ann", WRITES),
    "url revoke": ("T ann", WRITES),
    "views list": ("T", READS),
    "views refresh": ("T", WRITES),
    "views add": ("T x", WRITES),
    "views rename": ("T x y", WRITES),
    "views drop": ("T x", WRITES),
    "views describe": ("T x y", WRITES),
    "views pin": ("T x price --name cost", WRITES),
    "cohort create": ("T buyers --did x", WRITES),
    "cohort list": ("T", READS),
    "cohort show": ("T eves", READS),
    "cohort refresh": ("T eves", WRITES),
    "cohort drop": ("T eves --yes", WRITES),
    "metric create": ("T xs --event x", WRITES),
    "metric list": ("T", READS),
    "metric show": ("T sums", READS),
    "metric drop": ("T sums --yes", WRITES),
    "rejected list": ("T", READS),
    "rejected show": (f"T {ID}", READS),
    "rejected replay": (f"T {ID}", WRITES),
    "rejected discard": (f"T {ID} --yes", WRITES),
    "person list": ("T", READS),
    "person show": ("T ann", READS),
    "person link": ("T ann bob", WRITES),
    "person unlink": ("T ann ann-2 --yes", WRITES),
    "disclose": ("T --client-id ann", WRITES),
    "erase": ("T --client-id ann --yes", WRITES),
    "receipts": ("", READS),
    "export": ("T -o O", READS),
    "import": ("T F", WRITES),
    "secret rotate": ("--jwt-secret-file K", WRITES),
    "secret prune": ("--jwt-secret-file K", WRITES),
    "doctor": ("", READS),
    "audit": ("", READS),
    # with --new-password it would change the login that the tests of the whole run share
    "postgrest-config": ("", READS),
}
# these need no hardal in a database: they make it, or are about the embedded server or files
OTHERS = {
    "migrate", "migrate status", "up", "down", "status", "demo", "files", "roles", "secret create",
    "edge-config",
}  # fmt: skip


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    if not isinstance(command, click.Group) or command.invoke_without_command:
        yield " ".join(path)
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from leaves(below, (*path, name))


def test_the_table_names_every_command() -> None:
    assert set(leaves(main)) == set(COMMANDS) | OTHERS


def arguments(command: str, tenant: str, folder: Path) -> list[str]:
    (folder / "f.ndjson").write_text('{"event_name": "x"}\n')
    (folder / "k").write_text("k" * 64)
    files = {"F": "f.ndjson", "K": "k", "O": "o.ndjson"}
    words = [*command.split(), *COMMANDS[command][0].split()]
    (folder / "o.ndjson").unlink(missing_ok=True)
    return [
        tenant if word == "T" else str(folder / files[word]) if word in files else word
        for word in words
    ]


@pytest.fixture(scope="module")
def made(pg: Server) -> Iterator[tuple[Database, str]]:
    """A database with a tenant, a token, a PSQL URL and events, which tests break."""
    from tests.harness.databases import new_database, unique_name

    with new_database(pg) as database:
        cli, tenant = Cli(database.dsn), unique_name("acme")
        cli("tenant", "create", tenant)
        cli("token", "create", tenant, "--scope", "ingest", "--name", "backend")
        cli("key", "create", tenant, "--name", "mobile")
        cli("url", "create", tenant, "--name", "ann")
        send(
            database,
            tenant,
            event(NOW, client_id="ann", properties={"price": 1}),
            {"event_name": "", "id": ID},
        )
        cli("person", "link", tenant, "ann", "ann-2")
        cli("maintain")
        cli("cohort", "create", tenant, "eves", "--did", "x", "--static")
        cli("metric", "create", tenant, "sums", "--event", "x")
        with database.connect() as conn:  # so that commands of the table find it
            conn.execute(f"update {tenant}__store.rejected_events set rejected_id = '{ID}'")
        yield database, tenant


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_without_hardal_is_told(pg: Server, command: str, tmp_path: Path) -> None:
    result = Cli(pg.dba("postgres"))(*arguments(command, "acme", tmp_path), exit_code=1)
    assert "run hardal-admin migrate" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "o.ndjson").exists()


OLDER = {
    # every function has another name, as if this version had brought them all
    "functions": "select format('alter routine %s rename to %I', p.oid::regprocedure,"
    " left('old_' || p.proname, 63)) from pg_proc as p"
    " where p.pronamespace = 'hardal_private'::regnamespace",
    "tables": "select format('alter table %s rename to %I', c.oid::regclass, 'old_' || c.relname)"
    " from pg_class as c where c.relnamespace = 'hardal_private'::regnamespace"
    " and c.relkind = 'r' and c.relname not in ('tenants', 'migrations')",
    "columns": "select format('alter table %s rename column %I to %I', a.attrelid::regclass,"
    " a.attname, 'old_' || a.attname) from pg_attribute as a join pg_class as c"
    " on c.oid = a.attrelid where c.relnamespace = 'hardal_private'::regnamespace"
    " and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped"
    " and a.attname not in ('name', 'tenant', 'path', 'sha256')",
}


@pytest.mark.parametrize("older", OLDER)
def test_a_database_of_another_version_is_told(
    made: tuple[Database, str], older: str, tmp_path: Path
) -> None:
    database, tenant = made
    with database.connect() as conn:
        broken = [next(iter(row.values())) for row in conn.execute(OLDER[older]).fetchall()]
    told = 0
    for command in COMMANDS:
        with database.connect() as conn:
            conn.execute("; ".join(broken).encode())
        try:
            result = Cli(database.dsn)
            for code in (1, 0):
                try:
                    said = result(*arguments(command, tenant, tmp_path), exit_code=code)
                    break
                except AssertionError:
                    if code == 0:
                        raise
            if command == "doctor":
                assert "hardal-admin migrate" in said.stdout + said.stderr
            elif code:
                assert "run hardal-admin migrate" in said.stderr, (command, said.stderr)
                lines = [line for line in said.stderr.splitlines() if line[:4] != "... "]
                assert len(lines) == 1, (command, said.stderr)
                told += 1
        finally:
            with database.connect() as conn:
                for statement in broken:
                    conn.execute(mended(statement).encode())
    assert told > len(COMMANDS) / 2


def mended(statement: str) -> str:
    """Return the statement that undoes a rename."""
    head, new = statement.rsplit(" to ", 1)
    if " rename column " in head:
        table, old = head.rsplit(" rename column ", 1)
        return f"{table} rename column {new} to {old}"
    words = head.removesuffix(" rename").split(" ", 2)
    schema, _, rest = words[2].partition(".")
    old, bracket, arguments_ = rest.partition("(")
    return f"{words[0]} {words[1]} {schema}.{new}{bracket}{arguments_} rename to {old}"


def test_a_database_of_a_newer_version_names_the_newer_tool(
    made: tuple[Database, str], tmp_path: Path
) -> None:
    database, tenant = made
    with database.connect() as conn:
        conn.execute(
            "insert into hardal_private.migrations (path, sha256)"
            " values ('migrations/core/9999_later.sql', 'x');"
            " alter function hardal_private.create_url rename to make_url"
        )
    said = Cli(database.dsn)(*arguments("url create", tenant, tmp_path), exit_code=1).stderr
    assert "newer hardal-admin" in said
    with database.connect() as conn:
        conn.execute(
            "delete from hardal_private.migrations where path like '%9999%';"
            " alter function hardal_private.make_url rename to create_url"
        )


@pytest.fixture(scope="module")
def replica(pg: Server, made: tuple[Database, str]) -> Iterator[str]:
    """A streaming replica of the test's server. Yield the DSN of the database there."""
    if not pg.log:
        pytest.skip("the server of the container has no programs here")
    folder = new_folder()
    cluster = Cluster(folder / "replica")
    programs = cluster.programs(os.environ.get("HARDAL_TEST_PG") or "18")
    user = server_user()
    subprocess.run(["mkdir", folder / "replica"], check=True)
    if user:
        os.chown(folder / "replica", user.pw_uid, user.pw_gid)
    try:
        # one backup at a time: each needs connections that other workers' backups take
        with psycopg.connect(pg.dba("postgres"), autocommit=True) as conn:
            conn.execute("select pg_advisory_lock(2)")
            subprocess.run(
                [
                    programs / "pg_basebackup", "-R", "-c", "fast", "-X", "fetch",
                    "-D", cluster.data, "-d", pg.superuser(),
                ],
                check=True, **run_as(user),
            )  # fmt: skip
        port = ports.any_free()
        cluster.start(
            programs,
            port,
            {"max_connections": "200", "max_prepared_transactions": "10", "fsync": "off"},
        )
        yield f"postgresql://hardal_dba:{PASSWORD}@127.0.0.1:{port}/{made[0].name}"
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_replica_answers_what_reads_and_refuses_what_writes(
    replica: str, made: tuple[Database, str], command: str, tmp_path: Path
) -> None:
    """What reads says the same as on the primary."""
    primary, tenant = made
    given = arguments(command, tenant, tmp_path)
    if COMMANDS[command][1] is WRITES:
        said = Cli(replica)(*given, exit_code=1).stderr
        assert "this server is a replica" in said, said
        assert len([line for line in said.splitlines() if line[:4] != "... "]) == 1
        return
    (tmp_path / "o.ndjson").unlink(missing_ok=True)
    for _ in range(100):
        with psycopg.connect(replica) as conn:
            row = conn.execute(
                "select pg_last_wal_replay_lsn() >= %s",
                (primary.value("select pg_current_wal_flush_lsn()"),),
            ).fetchone()
        if row and row[0]:
            break
        time.sleep(0.1)
    there = Cli(replica)(*given).stdout
    (tmp_path / "o.ndjson").unlink(missing_ok=True)
    here = Cli(primary.dsn)(*given).stdout
    # postgrest-config names the server, and stats has a rate that falls with time
    varying = r"127\.0\.0\.1:\d+|\b\d+\.\d+ *"
    assert re.sub(varying, "", there) == re.sub(varying, "", here)
