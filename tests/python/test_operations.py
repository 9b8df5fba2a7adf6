"""docs/operations.md and the files that belong to it, run for real.

Dumps are restored on another server. systemd and docker compose check their files.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.harness import clusters, schema
from tests.harness.databases import Database, unique_name
from tests.harness.docs import marked, run
from tests.harness.events import NOW, event, months_ago, send
from tests.harness.postgrest import SECRET
from tests.harness.schema import content
from tests.harness.server import ROOT, Server
from tests.harness.tool import Cli

PAGE = "docs/operations.md"
FILES = ROOT / "docs" / "operations"


def section(title: str) -> str:
    """Return the shell examples of a section."""
    (text,) = re.findall(
        rf"^## {title}\n(.*?)(?=^## |\Z)", (ROOT / PAGE).read_text(), re.MULTILINE | re.DOTALL
    )
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))


@pytest.fixture
def other_server() -> Iterator[Server]:
    """A server without hardal.

    It is PostgreSQL 18, so that it can restore a dump of any version that the tests run on.
    """
    with clusters.running_server("18") as server:
        yield server


@pytest.fixture
def filled(empty_database: Database) -> tuple[Cli, str]:
    """A tenant with events, a tombstone, a rejected event and limits."""
    cli, tenant = Cli(empty_database.dsn), unique_name("acme")
    cli("migrate")
    if why := clusters.not_dumped(empty_database):
        pytest.skip(why)
    cli("tenant", "create", tenant)
    send(
        empty_database,
        tenant,
        *(
            event(months_ago(n), client_id=f"c{n}", properties={"n": n, "s": "é\\"})
            for n in range(4)
        ),
        event(NOW, client_id="gone"),
        {"event_name": ""},
    )
    cli("erase", tenant, "--client-id", "gone", "--yes")
    cli("tenant", "set", tenant, "--retention", "2y", "--quarantine-days", "7")
    cli("maintain")
    return cli, tenant


def test_one_tenant_is_dumped_and_restored_in_another_database_with_hardal(
    filled: tuple[Cli, str], empty_database: Database, other_server: Server, tmp_path: Path
) -> None:
    """An ordinary login does this on both sides."""
    _, tenant = filled
    clusters.make_dba(other_server)
    with psycopg.connect(other_server.dba("postgres"), autocommit=True) as conn:
        conn.execute("create database hardal encoding 'UTF8' template template0")
    target = Database(other_server, "hardal")
    there = Cli(target.dsn)
    there("migrate")
    said = run(
        marked(PAGE, "one").replace("acme", tenant), tmp_path,
        SOURCE=empty_database.dsn, TARGET=target.dsn,
    )  # fmt: skip
    assert "nothing is wrong" in said
    assert content(target, tenant) == content(empty_database, tenant)
    assert schema.dump(target, tenant) == schema.dump(empty_database, tenant)
    stored = there.json("stats", tenant, "--exact")
    assert (stored["events"], stored["ledger_ids"], stored["rejected_events"]) == (4, 5, 1)
    there("maintain")
    assert send(target, tenant, event(months_ago(5)))["accepted"] == 1
    with psycopg.connect(there.json("url", "create", tenant, "--name", "ann")["url"]) as reader:
        assert reader.execute("select count(*) from events").fetchone() == (5,)


def test_the_commands_of_docs_operations_work(
    database: Database, tenant: str, tmp_path: Path
) -> None:
    send(database, tenant, event(months_ago(1), client_id="7f915be8"))
    script = "\n".join(section(title) for title in ("Upgrade", "Maintenance", "Erase and disclose"))
    said = run(script.replace("acme", tenant), tmp_path, HARDAL_DSN=database.dsn)
    assert "partitions made" in said
    assert len((tmp_path / "person.ndjson").read_text().splitlines()) == 1
    assert database.value(f"select count(*) from {tenant}.events") == 0
    scheduled = re.search(r"'(call hardal_private[^']+)'\)", (ROOT / PAGE).read_text())
    assert scheduled
    with database.connect() as conn:
        conn.execute(scheduled[1].encode())


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is not installed")
    for unit in FILES.glob("*.service"):
        text = unit.read_text().replace("/usr/local/bin/postgrest", "/bin/true").replace(
            "/opt/hardal/bin/hardal-admin", "/bin/true"
        )  # fmt: skip
        copy = tmp_path / unit.name
        copy.write_text(text.replace("User=hardal", "User=root"))
        checked = subprocess.run(
            [program, "verify", "--man=no", copy], capture_output=True, text=True, check=False
        )
        ours = [line for line in checked.stderr.splitlines() if unit.stem in line]
        assert not ours, ours
        assert "--every 60s" in text or "postgrest.conf" in text


def test_docker_compose_accepts_the_compose_file(tmp_path: Path) -> None:
    program = shutil.which("docker-compose")
    if not program:
        pytest.skip("docker-compose is not installed")
    shutil.copytree(FILES, tmp_path / "docs" / "operations")
    folder = tmp_path / "docs" / "operations"
    (folder / "secrets").mkdir()
    (folder / "secrets" / "hardal.env").write_text(
        f"HARDAL_DSN=postgresql://postgres:{SECRET}@db/hardal\n"
    )
    checked = subprocess.run(
        [program, "-f", "compose.yaml", "config"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "maintain" in checked.stdout


def test_the_commands_of_the_compose_file_are_those_of_the_tool(cli: Cli, tmp_path: Path) -> None:
    """What its head says is run as it stands, without the containers."""
    text = (FILES / "compose.yaml").read_text()
    (command,) = re.findall(r"admin (edge-config .*?) > Caddyfile", text.replace("\\\n#  ", ""))
    printed = cli(*command.split()).stdout
    assert "reverse_proxy postgrest:3000" in printed
    assert "reverse_proxy postgrest:3001" in printed
    assert "\nevents.example.org {" in printed
