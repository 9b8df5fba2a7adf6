"""The commands of the admin tool: their output, their refusals and their exit codes."""

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
import jwt
import psycopg
import pytest

from hardal_admin.cli import main
from tests.harness import postgrest
from tests.harness.databases import Database, unique_name
from tests.harness.server import ROOT, Server
from tests.harness.tool import Cli


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_and_option_is_documented(cli: Cli, command: tuple[str, ...]) -> None:
    shown = cli(*command, "--help").stdout
    described = shown.split("\n\n")[1].strip()
    assert described
    assert described != "Options:"
    for option in re.findall(r"^  (--?[a-z-]+.*)$", shown, re.MULTILINE):
        assert re.search(r"\S  +\S|^\S+( / --\S+| \S+)?$", option), option


def test_tenants_are_made_and_listed(cli: Cli) -> None:
    assert "no tenants yet" in cli("tenant", "list").stdout
    assert cli.json("tenant", "list") == []
    name = unique_name("acme")
    assert cli.json("tenant", "create", name) == {"tenant": name}
    (listed,) = cli.json("tenant", "list")
    assert (listed["name"], listed["suspended"], listed["up_to_date"]) == (name, False, True)
    assert datetime.fromisoformat(listed["created_at"])
    assert name in cli("tenant", "list").stdout


def test_a_refusal_is_one_line(cli: Cli, tenant: str) -> None:
    for args in (
        ["tenant", "create", tenant],
        ["tenant", "create", "Acme"],
        ["tenant", "create", "a\nb'; drop schema hardal; --"],
        ["token", "create", "nobody", "--scope", "read", "--name", "x"],
        ["token", "create", tenant, "--scope", "read", "--name", ""],
        ["token", "create", tenant, "--scope", "read", "--name", "x", "--expires", "1y"],
        ["token", "create", tenant, "--scope", "read", "--name", "x", "--expires", "999999w"],
        ["url", "create", "nobody", "--name", "x"],
        ["url", "create", tenant, "--name", "X"],
        ["url", "create", tenant, "--name", "x" * 60],
    ):
        result = cli(*args, exit_code=1)
        assert result.stdout == ""
        assert re.fullmatch(r"hardal-admin: .+\n", result.stderr), result.stderr


def test_input_that_is_no_valid_text_is_refused_without_a_traceback(cli: Cli, tenant: str) -> None:
    for args in (
        ["tenant", "create", "\udcff"],
        ["token", "create", tenant, "--scope", "read", "--name", "\udcff"],
        [
            "token",
            "create",
            tenant,
            "--scope",
            "read",
            "--name",
            "x",
            "--jwt-secret-file",
            "/bin/sh",
        ],
        ["url", "create", tenant, "--name", "x", "--host", "a b"],
    ):
        result = cli(*args, exit_code=1)
        assert re.fullmatch(r"hardal-admin: .+\n", result.stderr), result.stderr


def test_wrong_usage_exits_with_2(cli: Cli, tenant: str) -> None:
    cli("tenant", "create", exit_code=2)
    cli("token", "create", tenant, "--scope", "write", "--name", "x", exit_code=2)
    cli("up", exit_code=2)
    cli("tenant", "list", "--dsn", "x", "--data-dir", "y", exit_code=2)
    cli("tenant", "list", "--dsn", "", exit_code=2)
    cli("migrate", "--dry-run", "status", exit_code=2)


def test_a_server_that_does_not_answer_is_refused_in_one_line(cli: Cli) -> None:
    for dsn in ("postgresql://x@127.0.0.1:1/y", "host=127.0.0.1 port=1", "nonsense"):
        result = cli("tenant", "list", "--dsn", dsn, exit_code=1)
        assert re.fullmatch(r"hardal-admin: .+\n", result.stderr), result.stderr


def test_the_dsn_may_stand_before_or_after_the_command(cli: Cli, database: Database) -> None:
    nowhere = {"HARDAL_DSN": "postgresql://x@127.0.0.1:1/y"}
    cli("--dsn", database.dsn, "tenant", "list", env=nowhere)
    cli("tenant", "list", "--dsn", database.dsn, env=nowhere)
    cli("tenant", "list", env=nowhere, exit_code=1)


def test_limits_are_set_one_by_one(cli: Cli, tenant: str) -> None:
    defaults = {
        "max_event_bytes": 262144,
        "quarantine_rows": 100000,
        "quarantine_bytes": 1073741824,
        "quarantine_days": 30,
        "retention_months": None,
        "read_timeout": 4000,
        "write_timeout": 30000,
        "reads_at_once": 3,
        "writes_at_once": None,
        "max_urls": 100,
    }
    assert cli.json("tenant", "set", tenant) == {"tenant": tenant} | defaults
    now = cli.json("tenant", "set", tenant, "--max-event-bytes", "1MiB", "--quarantine-days", "7")
    assert now == {"tenant": tenant} | defaults | {"max_event_bytes": 1048576, "quarantine_days": 7}
    assert cli.json("tenant", "set", tenant, "--quarantine-rows", "0")["max_event_bytes"] == 1048576
    assert (
        cli.json("tenant", "set", tenant, "--max-event-bytes", "default")["max_event_bytes"]
        == 262144
    )
    for args in (
        ["--max-event-bytes", "1"],
        ["--quarantine-days", "0"],
        ["--max-event-bytes", "1GiB"],
    ):
        assert re.fullmatch(
            r"hardal-admin: .+\n", cli("tenant", "set", tenant, *args, exit_code=1).stderr
        )
    cli("tenant", "set", "nobody", exit_code=1)
    cli("tenant", "set", tenant, "--max-event-bytes", "much", exit_code=2)


def test_a_token_has_the_claims_of_its_scope_and_tenant(cli: Cli, tenant: str) -> None:
    made = cli.json(
        "token", "create", tenant, "--scope", "ingest", "--name", "backend", "--expires", "30d"
    )
    assert (made["tenant"], made["name"], made["scope"]) == (tenant, "backend", "ingest")
    claims = jwt.decode(made["token"], postgrest.SECRET, algorithms=["HS256"], audience="hardal")
    assert claims["jti"] == made["jti"]
    assert (claims["role"], claims["tenant"]) == ("hardal_ingest", tenant)
    lives = datetime.fromtimestamp(claims["exp"], UTC) - datetime.now(UTC)
    assert 29 <= lives.days <= 30
    assert jwt.get_unverified_header(made["token"])["kid"]
    # several tokens may be live at once, each under its own name
    cli("token", "create", tenant, "--scope", "ingest", "--name", "backend", exit_code=1)
    assert (
        cli.json("token", "create", tenant, "--scope", "ingest", "--name", "backend 2")["jti"]
        != made["jti"]
    )


def test_a_token_is_not_stored(cli: Cli, tenant: str, database: Database) -> None:
    token = cli.json("token", "create", tenant, "--scope", "read", "--name", "r")["token"]
    signature = token.split(".")[2]
    assert signature not in str(
        database.value("select array_agg(t)::text from hardal_private.tokens as t")
    )


def test_a_short_secret_is_refused(cli: Cli, tenant: str, tmp_path: Path) -> None:
    args = ["token", "create", tenant, "--scope", "read", "--name", "r"]
    assert "32 are the least" in cli(*args, env={"HARDAL_JWT_SECRET": "x" * 31}, exit_code=1).stderr
    assert "no secret" in cli(*args, env={"HARDAL_JWT_SECRET": ""}, exit_code=1).stderr
    file = tmp_path / "secret"
    file.write_text("y" * 32 + "\n")
    made = json.loads(cli(*args, "--jwt-secret-file", str(file), "--json").stdout)
    assert jwt.decode(made["token"], "y" * 32, algorithms=["HS256"], audience="hardal")


def test_a_url_opens_as_printed_and_sees_only_its_tenant(cli: Cli, tenant: str) -> None:
    made = cli.json("url", "create", tenant, "--name", "ann")
    assert made["role"] == f"{tenant}__u_ann"
    parts = urlsplit(made["url"])
    assert parts.port
    assert "sslmode=" in parts.query
    with psycopg.connect(made["url"]) as conn:
        assert conn.execute("select count(*) from events").fetchone() == (0,)
        # information_schema lists the tenant's views and nothing else
        listed = conn.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema not in ('pg_catalog', 'information_schema', 'tap')"
        ).fetchall()
        files = (ROOT / "sql" / "tenant").glob("*.sql")
        views = {file.stem for file in files if f"view template.{file.stem}" in file.read_text()}
        assert "events" in views
        assert {name for (name,) in listed} == {f"{tenant}.{view}" for view in views}
    assert urlsplit(
        cli.json("url", "create", tenant, "--name", "bob", "--host", "db.example.com")["url"]
    ).hostname == ("db.example.com")


def test_no_password_reaches_the_server_in_clear_text(cli: Cli, tenant: str, pg: Server) -> None:
    if not pg.log:
        pytest.skip("the container's log is not at hand")
    password = urlsplit(cli.json("url", "create", tenant, "--name", "ann")["url"]).password
    assert password
    log = Path(pg.log).read_text(errors="replace")
    assert "create_url" in log  # log_statement = all
    assert password not in log
    assert base64.b64encode(password.encode()).decode() not in log


def test_postgrest_config_prints_and_writes_a_configuration(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    shown = cli("postgrest-config").stdout
    assert 'jwt-secret = "$(HARDAL_JWT_SECRET)"' in shown
    assert 'db-schemas = "hardal"' in shown
    assert "db-channel-enabled = false" in shown
    file = tmp_path / "postgrest.conf"
    cli("postgrest-config", "--output", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert "exists already" in cli("postgrest-config", "--output", str(file), exit_code=1).stderr
    cli("postgrest-config", "--output", str(file), "--force")
    assert file.read_text() == shown
