"""hardal-admin dashboard: a link to the page with a key in it, shown once."""

import re
import webbrowser
from datetime import UTC, datetime, timedelta

import pytest

from tests.harness.databases import Database
from tests.harness.postgrest import Api
from tests.harness.tool import Cli, Tool

# doctor reads the server's roles, which other tests break
pytestmark = pytest.mark.usefixtures("settled_roles")

SITE = "https://events.example.com"


def test_the_link_holds_a_key_of_the_tenant_that_works(api: Api, cli: Cli, tenant: str) -> None:
    made = cli.json("dashboard", tenant, "--url", f"{SITE}/")
    assert made["link"] == f"{SITE}/#key={made['key']}"
    assert (made["tenant"], made["scope"]) == (tenant, "manage")
    ends = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=11, minutes=59) < ends <= timedelta(hours=12)
    assert api.get("/rpc/event_catalog", made["key"]).status_code == 200
    assert api.get("/rpc/event_catalog", made["key"]).json() == []
    cli("key", "revoke", tenant, made["name"])
    assert api.get("/rpc/event_catalog", made["key"]).status_code == 401


def test_the_link_alone_is_on_stdout(cli: Cli, tenant: str) -> None:
    done = cli("dashboard", tenant, "--url", SITE)
    assert re.fullmatch(rf"{SITE}/#key=hk_[0-9A-Za-z]{{32}}\n", done.stdout)
    key = done.stdout.strip().partition("key=")[2]
    assert key not in done.stderr
    assert "key revoke" in done.stderr


def test_scope_name_and_end_can_be_chosen(cli: Cli, tenant: str) -> None:
    options = ("--scope", "read", "--name", "ann", "--expires", "7d", "--url", SITE)
    made = cli.json("dashboard", tenant, *options)
    (listed,) = cli.json("key", "list", tenant)
    assert (listed["name"], listed["scope"], made["name"]) == ("ann", "read", "ann")
    assert cli.json("dashboard", tenant, "--scope", "aggregate", "--url", SITE)["key"]
    for scope in ("ingest", "model", ""):
        cli("dashboard", tenant, "--scope", scope, "--url", SITE, exit_code=2)
    cli("dashboard", tenant, "--expires", "0s", "--url", SITE, exit_code=1)
    cli("dashboard", tenant, "--name", "ann", "--url", SITE, exit_code=1)
    assert len(cli.json("key", "list", tenant)) == 2


def test_a_server_elsewhere_needs_the_address_that_browsers_use(cli: Cli, tenant: str) -> None:
    refused = cli("dashboard", tenant, exit_code=1).stderr
    assert "--url" in refused
    assert "HARDAL_URL" in refused
    assert refused.count("\n") == 1
    named = cli("dashboard", tenant, env={"HARDAL_URL": "http://10.0.0.5:8080/hardal"}).stdout
    assert named.startswith("http://10.0.0.5:8080/hardal/#key=")
    chosen = cli("dashboard", tenant, "--url", SITE, env={"HARDAL_URL": "http://other"}).stdout
    assert chosen.startswith(SITE)
    for wrong in (
        "events.example.com", "ftp://a", "https://", "https://a/#b", "https://a/?b",
        "https://u:p@a", "https://a b", "https://a:x", "javascript:alert(1)", "",
    ):  # fmt: skip
        cli("dashboard", tenant, "--url", wrong, exit_code=1)
    assert len(cli.json("key", "list", tenant)) == 2, "a key was made for a link that is refused"


def test_open_opens_the_link_and_says_where_it_cannot(
    cli: Cli, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def works(link: str) -> bool:
        opened.append(link)
        return True

    monkeypatch.setattr(webbrowser, "open", works)
    done = cli("dashboard", tenant, "--open", "--url", SITE)
    assert opened == [done.stdout.strip()]
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    done = cli("dashboard", tenant, "--open", "--url", SITE)
    assert done.stdout.startswith(SITE)
    assert "open the link yourself" in done.stderr


def test_links_that_have_ended_are_not_piled_up(cli: Cli, tenant: str, database: Database) -> None:
    live = cli.json("dashboard", tenant, "--url", SITE)["name"]
    ended = cli.json("dashboard", tenant, "--url", SITE)["name"]
    revoked = cli.json("dashboard", tenant, "--url", SITE)["name"]
    cli("key", "create", tenant, "--name", "backend")
    cli("key", "revoke", tenant, revoked)
    with database.connect() as conn:
        conn.execute(
            "update hardal_private.tokens set created_at = created_at - interval '1 day',"
            " expires_at = expires_at - interval '1 day' where name = %s",
            (ended,),
        )
    assert {key["name"] for key in cli.json("key", "list", tenant)} == {live, "backend"}
    every = {key["name"]: key["state"] for key in cli.json("key", "list", tenant, "--all")}
    assert every == {live: "live", ended: "expired", revoked: "revoked", "backend": "live"}
    # doctor asks for no successor of theirs
    assert "expired key" not in {finding["name"] for finding in cli.wrong()}


def test_a_backend_s_key_that_has_ended_is_listed_and_reported(
    cli: Cli, tenant: str, database: Database
) -> None:
    cli("key", "create", tenant, "--name", "backend", "--expires", "90d")
    with database.connect() as conn:
        conn.execute(
            "update hardal_private.tokens set created_at = created_at - interval '91 days',"
            " expires_at = expires_at - interval '91 days' where tenant = %s",
            (tenant,),
        )
    assert [key["state"] for key in cli.json("key", "list", tenant)] == ["expired"]
    assert "expired key" in {finding["name"] for finding in cli.wrong()}


def test_the_embedded_server_is_found_by_itself(tool: Tool) -> None:
    info = tool.json("up", "--detach")
    assert "next: hardal-admin dashboard acme" in tool.run("tenant", "create", "acme").stdout
    link = tool.run("dashboard", "acme").stdout
    assert link.startswith(f"{info['api_url']}/#key=hk_")
    shown = tool.run("demo").stdout.strip().splitlines()[-1]
    assert shown.strip().startswith(f"{info['api_url']}/#key=hk_")
    tool.run("down")
    assert "up" in tool.run("dashboard", "acme", exit_code=1).stderr
    assert "dashboard demo --open" in tool.run("demo").stdout.strip().splitlines()[-1]
