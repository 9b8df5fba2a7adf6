"""hardal works in a database that is closed to PUBLIC, from the first migrate on."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

from hardal_admin.demo import EVENT
from tests.harness import postgrest
from tests.harness.databases import Database, unique_name
from tests.harness.server import Server
from tests.harness.tool import Cli

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")


@pytest.fixture
def closed(pg: Server) -> Iterator[Database]:
    """A database with an odd name and odd default privileges, closed to PUBLIC.

    Its owner is no superuser.
    """
    name = f'Odd "na me\'s" {unique_name("%")}'
    stranger = unique_name("stranger")
    with psycopg.connect(pg.dba("postgres"), autocommit=True) as conn:
        conn.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        conn.execute(f"create role {stranger}".encode())
    database = Database(pg, quote(name, safe=""))
    with psycopg.connect(pg.superuser(name), autocommit=True) as conn:
        conn.execute(
            sql.SQL("revoke connect, temporary on database {} from public").format(
                sql.Identifier(name)
            )
        )
        conn.execute("drop schema public")
    with database.connect() as conn:
        conn.execute(
            f"alter default privileges grant all on tables to {stranger};"
            f" alter default privileges grant all on functions to {stranger};"
            f" alter default privileges grant all on schemas to {stranger};"
            " alter default privileges revoke execute on functions from public;"
            " alter default privileges revoke usage on types from public".encode()
        )
    yield database
    with psycopg.connect(pg.superuser(name), autocommit=True) as conn:
        conn.execute(f"drop owned by {stranger}; drop role {stranger}".encode())
    with psycopg.connect(pg.superuser(), autocommit=True) as conn:
        conn.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def wrong(cli: Cli, *options: str, exit_code: int = 0) -> set[str]:
    found = json.loads(cli("doctor", "--json", *options, exit_code=exit_code).stdout)["findings"]
    return {finding["name"] for finding in found if finding["level"] == "wrong"}


@pytest.mark.usefixtures("settled_roles")
def test_the_first_migrate_of_a_closed_database_lets_hardals_logins_in(closed: Database) -> None:
    cli = Cli(closed.dsn)
    cli("migrate")
    tenant = unique_name("acme")
    cli("tenant", "create", tenant)
    assert wrong(cli) == set()
    token = cli.json("token", "create", tenant, "--scope", "ingest", "--name", "backend")["token"]
    with postgrest.running(closed) as api:
        assert api.post("/rpc/ingest", EVENT, token).status_code == 200
    for scope in ("read", "aggregate", "write"):
        url = cli.json("url", "create", tenant, "--name", scope, "--scope", scope)["url"]
        with psycopg.connect(url) as login:
            login.execute("select 1")
    assert wrong(cli) == set()

    with closed.connect() as conn:
        database = conn.info.dbname
        conn.execute(
            sql.SQL("revoke connect on database {} from hardal_authenticator, {}").format(
                sql.Identifier(database), sql.Identifier(f"{tenant}__read")
            )
        )
    assert wrong(cli, exit_code=1) == {"missing grant"}
    cli("doctor", "--fix")
    assert wrong(cli) == set()
    with closed.connect() as conn:
        conn.execute(
            sql.SQL("revoke connect on database {} from hardal_authenticator").format(
                sql.Identifier(database)
            )
        )
    cli("migrate")
    assert wrong(cli) == set()
    cli("tenant", "drop", tenant, "--yes", tenant)
    assert wrong(cli) == set()


def test_a_login_that_does_not_own_the_closed_database_is_told_what_is_missing(
    closed: Database, pg: Server
) -> None:
    """Only the owner of a database can let others connect to it."""
    with closed.connect() as conn:
        name = sql.Identifier(conn.info.dbname)
    with psycopg.connect(pg.superuser(), autocommit=True) as conn:
        conn.execute(sql.SQL("alter database {} owner to postgres").format(name))
        conn.execute(sql.SQL("grant connect, create on database {} to hardal_dba").format(name))
    cli = Cli(closed.dsn)
    cli("migrate")
    found = json.loads(cli("doctor", "--json", exit_code=1).stdout)["findings"]
    assert any(
        finding["name"] == "missing grant"
        and "hardal_authenticator holds no CONNECT" in finding["problem"]
        for finding in found
    )
