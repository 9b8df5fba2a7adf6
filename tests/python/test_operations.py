"""docs/operations.md and the files that belong to it, run for real.

Dumps are restored on another server. nginx, systemd and docker compose check their files.
"""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from hardal_admin.embedded import ports
from tests.harness import clusters, schema
from tests.harness.databases import Database, unique_name
from tests.harness.docs import marked, run
from tests.harness.events import NOW, event, months_ago, send
from tests.harness.postgrest import SECRET, Api
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


def test_the_commands_of_docs_operations_work(database: Database, tmp_path: Path) -> None:
    cli = Cli(database.dsn)
    cli("tenant", "create", "acme")
    try:
        send(database, "acme", event(months_ago(1), client_id="7f915be8"))
        script = "\n".join(
            section(title) for title in ("Upgrade", "Maintenance", "Erase and disclose")
        )
        said = run(script, tmp_path, HARDAL_DSN=database.dsn)
        assert "partitions made" in said
        assert len((tmp_path / "person.ndjson").read_text().splitlines()) == 1
        assert database.value("select count(*) from acme.events") == 0
        scheduled = re.search(r"'(call hardal_private[^']+)'\)", (ROOT / PAGE).read_text())
        assert scheduled
        with database.connect() as conn:
            conn.execute(scheduled[1].encode())
    finally:
        cli("tenant", "drop", "acme", "--yes", "acme")


@pytest.fixture
def proxy(api: Api) -> Iterator[tuple[httpx.Client, Path]]:
    """nginx with the docs' configuration, without TLS, in front of the test's PostgREST."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        pytest.skip("nginx is not installed")
    folder = Path(tempfile.mkdtemp(prefix="hardal-test-"))
    folder.chmod(0o755)
    port = ports.any_free()
    text = (FILES / "nginx.conf").read_text()
    text = re.sub(r"^ *ssl_.*\n", "", text, flags=re.MULTILINE).replace(
        "listen 443 ssl", f"listen 127.0.0.1:{port}"
    )
    text = text.replace("127.0.0.1:3000", api.url.removeprefix("http://")).replace(
        "/var/log/nginx", str(folder)
    )
    (folder / "hardal.conf").write_text(text)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/main.log;"
        f" events {{}} http {{ {temporary} include {folder}/hardal.conf; }}"
    )
    command = [
        program,
        "-p",
        str(folder),
        "-e",
        str(folder / "main.log"),
        "-c",
        str(folder / "nginx.conf"),
    ]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            for _ in range(100):
                try:
                    client.get("/")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield client, folder
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder)


def test_the_proxy_passes_only_the_requests_of_the_contract(
    proxy: tuple[httpx.Client, Path],
    database: Database,
    tenant: str,
    ingest_token: str,
    read_token: str,
) -> None:
    client, folder = proxy
    token = {"Authorization": f"Bearer {ingest_token}"}
    json_ = token | {"Content-Type": "application/json"}
    client_id = "client-7f915be8"
    events = [{"event_name": "x", "client_id": client_id} for _ in range(3)]

    # The proxy removes all parameters of a POST but columns=events. PostgREST would answer
    # `200 null` to limit=0 and store nothing.
    for path in ("/rpc/ingest", "/rpc/ingest?limit=0", "/rpc/ingest?select=x&columns=id&order=y"):
        answer = client.post(path, headers=json_, json=events[0])
        assert (answer.status_code, answer.json()["accepted"]) == (200, 1), path
    mixed = [{"event_name": "x"}, {"event_name": "y", "client_id": client_id}]
    for path in ("/rpc/ingest?columns=events", "/rpc/ingest?limit=0&columns=events"):
        answer = client.post(path, headers=json_, json=mixed)
        assert (answer.status_code, answer.json()["accepted"]) == (200, 2), path
    # without columns=events, PostgREST refuses objects with different keys
    assert client.post("/rpc/ingest", headers=json_, json=mixed).status_code == 400
    answer = client.post(
        "/rpc/ingest_ndjson",
        headers=token | {"Content-Type": "application/octet-stream"},
        content=b'{"event_name": "x"}',
    )
    assert answer.json()["accepted"] == 1
    answer = client.post(
        "/rpc/ingest",
        headers=json_ | {"Content-Type": "application/json; charset=utf-8"},
        json=events[0],
    )
    assert answer.json()["accepted"] == 1
    stored = 3 + 4 + 1 + 1
    assert database.value(f"select count(*) from {tenant}.events") == stored

    # these refusals are final for a client: 413 or 415, with a code
    for kind in (
        "text/plain",
        "text/csv",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "",
    ):
        answer = client.post("/rpc/ingest", headers=token | {"Content-Type": kind}, content=b"{}")
        assert (answer.status_code, answer.json()["code"]) == (415, "PT415"), kind
    answer = client.post("/rpc/ingest", headers=json_, content=b" " * (17 << 20))
    assert (answer.status_code, answer.json()["code"]) == (413, "PT413")
    answer = client.post(
        "/rpc/ingest", headers=json_, content=b" " * (15 << 20) + b'{"event_name": "x"}'
    )
    assert answer.json()["accepted"] == 1
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert client.request(method, "/rpc/ingest", headers=token).status_code == 405
    for path in ("/", "/rpc/", "/events", "/rpc"):
        assert client.get(path, headers=token).status_code == 404

    # reading works as without the proxy, and every request needs a token
    found = client.get(
        f"/rpc/events?client_id={client_id}", headers={"Authorization": f"Bearer {read_token}"}
    )
    assert len(found.json()) == 6
    assert (
        client.post(
            "/rpc/ingest", headers={"Content-Type": "application/json"}, json={}
        ).status_code
        == 401
    )

    logged = "".join(path.read_text() for path in folder.glob("*.log"))
    assert "POST /rpc/ingest 200" in logged
    assert client_id not in logged
    assert ingest_token not in logged
    assert read_token not in logged


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
