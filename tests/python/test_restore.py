"""A whole database is dumped and restored on another server, by the commands of the docs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from hardal_admin.postgrest_config import set_authenticator_password
from tests.harness import clusters, databases, postgrest, schema
from tests.harness.databases import Database, unique_name
from tests.harness.docs import marked, run
from tests.harness.events import NOW, event, months_ago, send
from tests.harness.server import PASSWORD, Server
from tests.harness.tool import Cli

PAGE = "docs/operations.md"
THIS = "the run's server"
# from 16 on, PostgreSQL looks at who granted a membership, and prints views in another way
VERSIONS = [(THIS, "18"), ("15", "15"), ("15", "16"), ("15", "18"), ("16", "18")]


@contextmanager
def source(version: str, pg: Server) -> Iterator[Database]:
    """An empty database of an ordinary login, on a server of this version."""
    if version == THIS:
        with databases.new_database(pg, empty=True) as database:
            yield database
    else:
        with clusters.running_server(version) as server:
            clusters.make_dba(server)
            yield empty_database(server)


def empty_database(server: Server) -> Database:
    with psycopg.connect(server.dba("postgres"), autocommit=True) as conn:
        conn.execute("create database hardal encoding 'UTF8' template template0")
    return Database(server, "hardal")


@pytest.mark.usefixtures("settled_roles")
@pytest.mark.parametrize(("older", "newer"), VERSIONS)
def test_a_whole_database_is_restored_on_another_server(
    older: str, newer: str, pg: Server, tmp_path: Path
) -> None:
    for version in {older, newer} - {THIS}:
        if why := clusters.missing(version):
            pytest.skip(why)
    with source(older, pg) as dumped, clusters.running_server(newer) as other:
        cli, tenant = Cli(dumped.dsn), unique_name("acme")
        cli("migrate")
        if why := clusters.not_dumped(dumped):
            pytest.skip(why)
        with dumped.connect() as conn:
            set_authenticator_password(conn, PASSWORD)
        cli("tenant", "create", tenant)
        send(
            dumped,
            tenant,
            *(event(months_ago(n), client_id=f"c{n}", properties={"n": n}) for n in range(4)),
            event(NOW, client_id="gone"),
            {"event_name": ""},
        )
        cli("erase", tenant, "--client-id", "gone", "--yes")
        cli("tenant", "set", tenant, "--retention", "2y")
        cli("maintain")
        cli("person", "link", tenant, "c1", "user-1")
        cli("cohort", "create", tenant, "fixed", "--did", "x", "--static", "--unit", "person")
        (tmp_path / "q.sql").write_text("select client_id from x where n >= 2")
        cli("cohort", "create", tenant, "live", "--file", str(tmp_path / "q.sql"))
        scopes = ("read", "aggregate", "write")
        urls = {
            scope: cli.json("url", "create", tenant, "--name", scope, "--scope", scope)["url"]
            for scope in scopes
        }
        token = cli.json("token", "create", tenant, "--scope", "ingest", "--name", "b")["token"]
        # a login of a tenant's may set this for itself, and nothing of it reaches the other server
        with psycopg.connect(urls["write"], autocommit=True) as conn:
            conn.execute("alter role current_user set application_name = '$hardal$; rubbish'")

        # the other server's own roles stay as they are
        with psycopg.connect(other.superuser(), autocommit=True) as conn:
            conn.execute("create role analyst login password 'theirs'")
            logins = "select jsonb_object_agg(rolname, rolpassword) from pg_authid"
            clusters.make_dba(other)
            before = conn.execute(f"{logins} where rolcanlogin").fetchone()
            restored = empty_database(other)
            dump, _, restore = marked(PAGE, "all").partition("# on the other server")
            programs = None if older == THIS else clusters.programs(older)
            run(
                dump, tmp_path, programs,
                SUPERUSER=dumped.server.superuser(dumped.name), SOURCE=dumped.dsn,
            )  # fmt: skip
            assert (tmp_path / "roles.sql").stat().st_mode & 0o077 == 0
            said = run(restore, tmp_path, clusters.programs(newer), TARGET=restored.dsn)
            assert "nothing is wrong" in said
            assert (
                before
                == conn.execute(
                    f"{logins} where rolcanlogin and rolname !~ '^(hardal_authenticator|acme)'"
                ).fetchone()
            )
        assert schema.content(restored, tenant) == schema.content(dumped, tenant)
        assert schema.dump(restored, tenant) == schema.dump(dumped, tenant)

        there = Cli(restored.dsn)
        assert there.wrong("--deep") == []
        assert len(there.json("receipts", tenant)) == 1
        assert there.json("tenant", "show", tenant)["retention_months"] == 24
        # old passwords and tokens work, and each login has its rights and its settings
        urls = {scope: moved(url, other) for scope, url in urls.items()}
        with psycopg.connect(urls["read"]) as reader:
            assert reader.execute("select count(*) from events").fetchone() == (4,)
            assert reader.execute("show statement_timeout").fetchone() == ("1min",)
            assert reader.execute(
                "select client_ids from persons where 'user-1' = any(client_ids)"
            ).fetchone() == (["c1", "user-1"],)
            assert reader.execute("select count(*) from cohort_fixed").fetchone() == (4,)
            assert reader.execute("select count(*) from cohort_live").fetchone() == (2,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(f"select * from {tenant}__store.event_ids")
        with psycopg.connect(urls["aggregate"]) as reader:
            assert reader.execute("select sum(events) from daily_activity").fetchone() == (4,)
        with psycopg.connect(urls["write"]) as writer:
            writer.execute('select hardal.ingest(\'{"event_name": "x"}\')')
        with postgrest.running(restored) as api:
            sent = api.post("/rpc/ingest", {"event_name": "x"}, token)
            assert sent.json()["accepted"] == 1
        # the login manages what was restored
        there("url", "rotate", tenant, "read")
        there("person", "unlink", tenant, "c1", "user-1", "--yes")
        there("url", "revoke", tenant, "write")
        there("maintain")
        there("tenant", "drop", tenant, "--yes", tenant)


def moved(url: str, server: Server) -> str:
    return re.sub(r"@[^/]+/[^?]+", f"@{server.host}:{server.port}/hardal", url)


def test_roles_are_printed_without_passwords_for_who_may_not_read_them(
    cli: Cli, tenant: str
) -> None:
    cli("url", "create", tenant, "--name", "ann")
    said = cli("roles")
    assert f"create role {tenant}__u_ann login" in said.stdout
    assert "SCRAM" not in said.stdout
    assert "without passwords" in said.stderr
