"""up, down, status and demo, with PostgreSQL, PostgREST and Caddy as real processes."""

import fcntl
import json
import os
import pty
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import termios
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest

from hardal_admin.embedded import binaries, postgrest
from hardal_admin.embedded.ordinary_user import ROOTS_FOLDER
from hardal_admin.embedded.processes import alive, wait_until_ended
from tests.harness.server import ROOT
from tests.harness.tool import Tool


def processes(data_dir: Path) -> list[psutil.Process]:
    """Return the processes whose command line names a data dir."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(str(data_dir) in argument for argument in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_the_demo_stores_an_event_and_reads_it_back_twice(tool: Tool) -> None:
    for _ in range(2):
        shown = tool.run("demo").stdout
        assert '"accepted": 1' in shown
        assert "COMPUTER_SKU123" in shown.split("postgresql://")[1]
        assert processes(tool.data_dir) == []
    assert "made the tenant demo" not in shown


def test_up_detached_serves_until_down(tool: Tool) -> None:
    info = tool.json("up", "--detach")
    assert {"dsn", "api_url", "admin_url", "data_dir"} <= set(info)
    assert httpx.get(f"{info['admin_url']}/ready").status_code == 200
    assert httpx.post(f"{info['api_url']}/rpc/ingest", json={}).status_code == 401
    with psycopg.connect(info["dsn"]) as conn:
        assert conn.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
        assert conn.execute("select count(*) from hardal_private.tenants").fetchone() == (0,)

    # a second up finds the same server
    assert tool.json("up", "--detach") == info
    assert tool.json("status") == info
    assert "up to date" in tool.run("migrate").stdout
    # up does not change a port that clients use
    assert "already" in tool.run("up", "--detach", "--port", "1234", exit_code=1).stderr

    assert tool.json("down")["stopped"] is True
    assert processes(tool.data_dir) == []
    assert tool.json("down")["stopped"] is False
    assert json.loads(tool.run("status", "--json", exit_code=1).stdout)["running"] is False
    assert "hardal-admin up" in tool.run("tenant", "list", exit_code=1).stderr

    # after down, up starts it at the same addresses
    again = tool.json("up", "--detach")
    assert (again["dsn"], again["api_url"]) == (info["dsn"], info["api_url"])


def test_only_the_owner_can_read_the_secrets(tool: Tool) -> None:
    tool.json("up", "--detach")
    files = [*(tool.data_dir / "secrets").iterdir(), tool.data_dir / "postgrest.conf"]
    assert len(files) == 4
    files += [tool.data_dir / name for name in ("postgrest.log", "caddy.log", "ports.json")]
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    for folder in ("secrets", "caddy"):
        assert stat.S_IMODE((tool.data_dir / folder).stat().st_mode) == 0o700


def test_up_starts_the_server_again_after_a_crash(tool: Tool) -> None:
    info = tool.json("up", "--detach")
    tool.run("tenant", "create", "kept")
    for victims in (
        ["caddy_pid"],
        ["postgrest_pid"],
        ["postgres_pid"],
        ["postgres_pid", "postgrest_pid"],
        ["postgres_pid", "postgrest_pid", "caddy_pid"],
    ):
        for name in victims:
            os.kill(info[name], signal.SIGKILL)
        wait_for(
            lambda info=info, victims=victims: not any(psutil.pid_exists(info[v]) for v in victims)
        )
        tool.run("status", exit_code=1)
        before, info = info, tool.json("up", "--detach")
        assert (info["api_url"], info["dsn"]) == (before["api_url"], before["dsn"])
        for name in {"postgres_pid", "caddy_pid"} - set(victims):
            assert info[name] == before[name]  # what ran goes on
        assert [t["name"] for t in tool.json("tenant", "list")] == ["kept"]
        assert httpx.post(f"{info['api_url']}/rpc/ingest", json={}).status_code == 401


def test_clients_reach_postgrest_through_the_edge_alone(tool: Tool) -> None:
    info = tool.json("up", "--detach")
    tool.run("tenant", "create", "acme")
    key = tool.json("key", "create", "acme", "--name", "web")["key"]
    live = httpx.get(f"{info['api_url']}/live")
    assert live.json() == {"live": True, "edge": "hardal"}
    # PostgREST alone would answer `200 null` and store nothing
    answer = httpx.post(
        f"{info['api_url']}/rpc/ingest?limit=0", json={"event_name": "x"}, auth=(key, "")
    )
    assert answer.json()["accepted"] == 1
    with psycopg.connect(info["dsn"]) as conn:
        assert conn.execute("select count(*) from acme.events").fetchone() == (1,)
    assert tool.json("doctor")["findings"] == []
    # what runs is told, and the rest is a finding
    os.kill(info["caddy_pid"], signal.SIGKILL)
    wait_for(lambda: not psutil.pid_exists(info["caddy_pid"]))
    assert "only PostgreSQL and PostgREST running" in tool.run("status", exit_code=1).stdout
    (finding,) = json.loads(tool.run("doctor", "--json", exit_code=1).stdout)["findings"]
    assert (finding["object"], finding["level"]) == ("Caddy", "wrong")


def test_down_frees_every_port(tool: Tool) -> None:
    tool.json("up", "--detach")
    used = json.loads((tool.data_dir / "ports.json").read_text())
    assert set(used) == {"postgres", "api", "postgrest", "admin"}
    assert len(set(used.values())) == 4
    tool.run("down")
    for port in used.values():
        with socket.socket() as s:
            assert s.connect_ex(("127.0.0.1", port)) != 0
    assert processes(tool.data_dir) == []


def test_a_data_dir_of_0_1_0_keeps_the_address_that_clients_have(tool: Tool) -> None:
    """Its file of ports has no port of Caddy, and its PostgREST listens where Caddy has to."""
    tool.json("up", "--detach")
    tool.run("down")
    file = tool.data_dir / "ports.json"
    ports_ = json.loads(file.read_text())
    old = {"postgres": ports_["postgres"], "api": ports_["api"], "admin": ports_["admin"]}
    file.write_text(json.dumps(old))
    (tool.data_dir / "Caddyfile").unlink()
    shutil.rmtree(tool.data_dir / "caddy")
    config = tool.data_dir / "postgrest.conf"
    config.write_text(
        re.sub(
            r"server-port = \d+\nadmin", f"server-port = {old['api']}\nadmin", config.read_text()
        )
    )
    running = postgrest.start(config, tool.data_dir / "postgrest.log")
    info = tool.json("up", "--detach")
    assert info["api_url"] == f"http://127.0.0.1:{old['api']}"
    assert info["admin_url"] == f"http://127.0.0.1:{old['admin']}"
    assert info["dsn"].split("@")[1].startswith(f"127.0.0.1:{old['postgres']}/")
    assert httpx.get(f"{info['api_url']}/live").json()["edge"] == "hardal"
    assert not alive(running)
    assert json.loads(file.read_text())["postgrest"] not in old.values()


def test_up_gives_a_running_edge_the_routes_of_this_version(tool: Tool) -> None:
    before = tool.json("up", "--detach")
    file = tool.data_dir / "Caddyfile"
    text = file.read_text()
    file.write_text(text + "# of another version\n")
    after = tool.json("up", "--detach")
    assert file.read_text() == text
    assert after["caddy_pid"] != before["caddy_pid"]
    assert after["postgrest_pid"] == before["postgrest_pid"]
    assert after["api_url"] == before["api_url"]


def test_up_without_caddy_says_where_to_get_it(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """PyPI has Caddy for some platforms: elsewhere, it is the one of PATH."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "sitecustomize.py").write_text(
        "from importlib import metadata\n"
        "def missing(name, found=metadata.distribution):\n"
        "    if name == 'caddyserver':\n"
        "        raise metadata.PackageNotFoundError(name)\n"
        "    return found(name)\n"
        "metadata.distribution = missing\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")
    monkeypatch.setenv("HARDAL_POSTGREST", str(binaries.postgrest()))
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    refused = tool.run("up", "--detach", exit_code=1).stderr
    assert "Caddy is not installed" in refused
    caddy = programs / "caddy"
    for said in ("v2.6.2 h1:abc", "2.9.1", "nothing"):
        caddy.write_text(f"#!/bin/sh\necho '{said}'\n")
        caddy.chmod(0o755)
        assert "is no Caddy 2.10 or later" in tool.run("up", "--detach", exit_code=1).stderr
    assert not (tool.data_dir / "postgresql").exists()
    caddy.unlink()
    caddy.symlink_to(binaries.caddy())
    assert tool.json("up", "--detach")["running"]


def test_up_ignores_a_pid_file_with_the_pid_of_another_program(tool: Tool) -> None:
    tool.json("up", "--detach")
    tool.run("down")
    pid_file = tool.data_dir / "postgresql" / "pg" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n0\n5432\n\n127.0.0.1\n0 0\nready\n")
    tool.json("up", "--detach")


def test_ports_can_be_named_and_a_taken_one_is_refused(tool: Tool) -> None:
    assert (
        "was named twice"
        in tool.run("up", "--port", "15432", "--api-port", "15432", exit_code=1).stderr
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for option in ("--port", "--api-port", "--postgrest-port", "--admin-port"):
            result = tool.run("up", "--detach", option, str(port), exit_code=1)
            assert f"port {port} for" in result.stderr.splitlines()[-1]
            assert processes(tool.data_dir) == []
            assert not (tool.data_dir / "postgresql").exists()
    info = tool.json("up", "--detach", "--api-port", str(port))
    assert info["api_url"].endswith(f":{port}")
    tool.run("down")
    # up replaces a remembered port that is taken now, and says so
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        result = tool.run("up", "--detach")
        assert f"port {port} of Caddy is taken" in result.stderr
    tool.run("down")
    # up takes another port for a part whose last one was named for another part
    last = json.loads((tool.data_dir / "ports.json").read_text())
    moved = tool.json("up", "--detach", "--port", str(last["api"]))
    assert f":{last['api']}/" in moved["dsn"]
    assert not moved["api_url"].endswith(f":{last['api']}")


def test_data_of_another_postgresql_version_is_refused(tool: Tool) -> None:
    tool.json("up", "--detach", "--pg", "16")
    with psycopg.connect(tool.json("status")["dsn"]) as conn:
        assert conn.info.server_version // 10000 == 16
    tool.run("down")
    assert (
        "is of PostgreSQL 16, this is PostgreSQL 18"
        in tool.run("up", "--detach", "--pg", "18", exit_code=1).stderr
    )
    # without --pg, up starts the version that made the data
    tool.json("up", "--detach")
    tool.run("down")
    version = tool.data_dir / "postgresql" / "pg" / "PG_VERSION"
    version.write_text("14\n")
    refused = tool.run("up", "--detach", exit_code=1).stderr.splitlines()
    assert "is of PostgreSQL 14" in refused[-1]
    assert len([line for line in refused if not line.startswith("...")]) == 1
    version.write_text("16\n")
    assert "neither" in tool.run("up", "--detach", "--pg", "17", exit_code=1).stderr


ENDS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]


def started(tool: Tool, *args: str, **options: Any) -> "subprocess.Popen[str]":
    """Start a command that runs until it is ended."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(tool.command(*args), text=True, cwd=tool.cwd, **(pipes | options))


@pytest.mark.parametrize("number", ENDS)
def test_up_in_the_foreground_runs_until_a_signal_ends_it(
    tool: Tool, number: signal.Signals
) -> None:
    process = started(tool, "up", "--json")
    assert process.stdout
    info = json.loads(process.stdout.readline())
    assert httpx.get(f"{info['admin_url']}/ready").status_code == 200
    process.send_signal(number)
    process.send_signal(signal.SIGHUP)  # a second signal does not stop the stopping
    assert process.wait(60) == 0
    assert processes(tool.data_dir) == []


def test_up_in_the_foreground_ends_when_its_terminal_closes(tool: Tool) -> None:
    terminal, end = pty.openpty()

    def own_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = started(
        tool, "up", stdin=end, stdout=end, stderr=end, start_new_session=True,
        preexec_fn=own_terminal,
    )  # fmt: skip
    os.close(end)
    shown = b""
    while b"Ctrl-C stops it." not in shown:
        shown += os.read(terminal, 1000)
    assert processes(tool.data_dir)
    os.close(terminal)
    process.wait(60)
    assert processes(tool.data_dir) == []


def test_up_in_the_foreground_ends_when_nobody_reads_its_output(tool: Tool) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = started(tool, "up", stdout=writer)
    os.close(writer)
    assert process.wait(60) == 1
    assert processes(tool.data_dir) == []


def test_up_goes_on_where_the_caller_ignores_the_hangup(tool: Tool) -> None:
    """nohup starts a program in this way."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = started(tool, "up", "--json")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert process.stdout
    info = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2)
    assert httpx.get(f"{info['admin_url']}/ready").status_code == 200
    process.terminate()
    assert process.wait(60) == 0
    assert processes(tool.data_dir) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_demo_that_is_ended_leaves_no_process_running(tool: Tool, number: signal.Signals) -> None:
    process = started(tool, "demo")
    wait_for((tool.data_dir / "postgresql" / "pg" / "postmaster.pid").exists)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    assert processes(tool.data_dir) == []


@pytest.mark.parametrize("command", [("up", "--detach"), ("demo",)])
def test_nothing_is_made_before_all_that_the_server_needs_is_there(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    no_program, another, old, broken = (tmp_path / name for name in ("no", "true", "old", "broken"))
    no_program.write_text("")
    another.write_text("#!/bin/sh\n")
    old.write_text("#!/bin/sh\necho 'PostgREST 11.2.2'\n")
    broken.write_bytes(b"\x7fELF")
    for file in (another, old, broken):
        file.chmod(0o755)
    for named, reason in (
        (tmp_path / "nowhere", "is no program"),
        (no_program, "is no program"),
        (another, "does not tell its version"),
        (old, "is PostgREST 11.2.2"),
        (broken, "cannot be run"),
    ):
        monkeypatch.setenv("HARDAL_POSTGREST", str(named))
        refused = tool.run(*command, exit_code=1).stderr.splitlines()
        assert reason in refused[-1]
        assert len(refused) == 1
    monkeypatch.delenv("HARDAL_POSTGREST")
    assert "neither" in tool.run(*command, "--pg", "17", exit_code=1).stderr
    assert not (tool.data_dir / "postgresql").exists()
    assert list((tool.data_dir / "secrets").iterdir()) == []


@pytest.mark.parametrize("moment", [0.3, 0.8, 1.5, 2.5])
def test_up_that_is_interrupted_leaves_no_process_running(tool: Tool, moment: float) -> None:
    process = subprocess.Popen(
        tool.command("up", "--detach", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tool.cwd,
    )
    time.sleep(moment)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert b"Traceback" not in errors
    if process.returncode != 0:  # up may have finished before the interrupt
        assert processes(tool.data_dir) == []
    tool.json("up", "--detach")


def test_up_that_is_interrupted_while_caddy_starts_leaves_no_process_running(tool: Tool) -> None:
    process = started(tool, "up", "--detach")
    wait_for((tool.data_dir / "caddy.log").exists)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    if process.returncode != 0:  # up may have finished before the interrupt
        assert processes(tool.data_dir) == []
    assert tool.json("up", "--detach")["running"]


def test_down_stops_what_a_killed_up_has_left(tool: Tool) -> None:
    process = started(tool, "up", "--json")
    assert process.stdout
    info = json.loads(process.stdout.readline())
    process.kill()
    process.communicate()
    assert tool.json("status") == info  # its processes go on
    assert tool.json("down")["stopped"] is True
    assert processes(tool.data_dir) == []
    for port in json.loads((tool.data_dir / "ports.json").read_text()).values():
        with socket.socket() as s:
            assert s.connect_ex(("127.0.0.1", port)) != 0


def test_a_process_that_nobody_has_reaped_has_ended() -> None:
    """A container's first process may reap nothing, and down would wait for it in vain."""
    program = """
import os, time
child = os.fork()
if child:
    print(child, flush=True)
    time.sleep(120)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    with parent:
        child = psutil.Process(int(parent.stdout.readline()))
        wait_until_ended(child, 60)
        assert child.status() == psutil.STATUS_ZOMBIE
        parent.kill()


def test_ctrl_c_takes_effect_after_a_block_of_held_interrupts() -> None:
    program = """
import os, signal
from hardal_admin import interrupts
try:
    with interrupts.held():
        os.kill(os.getpid(), signal.SIGINT)
        print("known")
except KeyboardInterrupt:
    print("interrupted")
try:
    os.kill(os.getpid(), signal.SIGINT)
except KeyboardInterrupt:
    print("as before")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split("\n") == ["known", "interrupted", "as before", ""]


def test_concurrent_ups_start_one_server(tool: Tool) -> None:
    with ThreadPoolExecutor(2) as pool:
        results = list(
            pool.map(
                lambda _: subprocess.run(
                    tool.command("up", "--detach"),
                    capture_output=True,
                    text=True,
                    cwd=tool.cwd,
                    check=False,
                ),
                range(2),
            )
        )
    assert sorted(r.returncode for r in results) in ([0, 0], [0, 1])
    for result in results:
        if result.returncode:
            assert "another hardal-admin is starting or stopping" in result.stderr
    for name in ("postgrest", "caddy"):
        assert len({p.pid for p in processes(tool.data_dir) if p.name() == name}) == 1


def test_an_impossible_data_dir_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    refused = subprocess.run(
        Tool(file / "below").command("up", "--detach"),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that its server cannot reach")
def test_root_can_use_a_folder_that_its_server_cannot_enter(tool: Tool) -> None:
    tool.data_dir.parent.chmod(0o700)
    link = tool.data_dir / "postgresql"
    try:
        assert "COMPUTER_SKU123" in tool.run("demo").stdout
        assert stat.S_IMODE(tool.data_dir.parent.stat().st_mode) == 0o700
        assert link.resolve().parent == ROOTS_FOLDER
        # a data dir that was moved still has the same server
        tool.data_dir = tool.data_dir.rename(tool.data_dir.with_name("moved"))
        assert "made the tenant demo" not in tool.run("demo").stdout
    finally:
        shutil.rmtree((tool.data_dir / "postgresql").resolve())
    assert "is gone" in tool.run("up", "--detach", exit_code=1).stderr


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("capsh"), reason="takes a right away from root"
)
def test_root_without_the_ptrace_capability_finds_its_server(tool: Tool) -> None:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["capsh", "--drop=cap_sys_ptrace", "--", "-c", 'exec "$@"', "sh", *tool.command(*args)],
            capture_output=True, text=True, cwd=tool.cwd, check=False,
        )  # fmt: skip

    assert run("up", "--detach").returncode == 0
    assert run("status").returncode == 0
    assert run("down").returncode == 0
    assert processes(tool.data_dir) == []


def test_the_environment_does_not_change_the_server(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "http_proxy": "http://127.0.0.1:9",
        "PGSSLMODE": "require",
        "PGHOSTADDR": "127.0.0.9",
        "PGOPTIONS": "-c default_transaction_read_only=on",
        "PGRST_JWT_AUD": "another",
        "PGRST_DB_SCHEMAS": "public",
        "HOME": str(tool.data_dir / "no such folder"),
        "XDG_DATA_HOME": str(tool.data_dir.parent / "elsewhere"),
        "XDG_CONFIG_HOME": str(tool.data_dir.parent / "elsewhere"),
        "GODEBUG": "x",
    }.items():
        monkeypatch.setenv(name, value)
    assert "COMPUTER_SKU123" in tool.run("demo").stdout
    assert not (tool.data_dir.parent / "elsewhere").exists()


@pytest.mark.parametrize(
    "name", ["with space", "a'b", 'a"b', "$(touch injected)", "`x`", "é", "a\\b"]
)
def test_a_data_dir_can_have_any_name(
    tool: Tool, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")  # as in a job of cron
    tool.data_dir = tool.data_dir.parent / name
    info = tool.json("up", "--detach")
    assert info["running"]
    tool.run("down")
    assert processes(tool.data_dir) == []


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"postgres": "abc", "api": -5}', '{"postgres": 99999999, "x": 1}', ""]
)
def test_an_unreadable_file_of_ports_does_no_harm(tool: Tool, text: str) -> None:
    tool.json("up", "--detach")
    tool.run("tenant", "create", "kept")
    (tool.data_dir / "ports.json").write_text(text)
    assert [t["name"] for t in tool.json("tenant", "list")] == ["kept"]
    assert tool.json("up", "--detach")["running"]
    (tool.data_dir / "ports.json").write_text(text)
    tool.run("down")
    assert processes(tool.data_dir) == []


def test_a_missing_secret_is_not_replaced(tool: Tool) -> None:
    tool.json("up", "--detach")
    tool.run("down")
    for name in ("postgres-password", "authenticator-password", "jwt-secret"):
        file = tool.data_dir / "secrets" / name
        kept = file.read_text()
        file.unlink()
        assert (
            f"secrets/{name} is gone"
            in tool.run("up", "--detach", exit_code=1).stderr.splitlines()[-1]
        )
        assert not file.exists()
        file.write_text(kept)
    shutil.move(tool.data_dir / "secrets", tool.data_dir / "away")
    tool.run("up", "--detach", exit_code=1)
    assert processes(tool.data_dir) == []


def test_up_in_the_foreground_ends_when_a_process_of_it_ends(tool: Tool) -> None:
    for victim in ("postgrest_pid", "postgres_pid", "caddy_pid"):
        process = subprocess.Popen(
            tool.command("up", "--json"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tool.cwd,
        )
        assert process.stdout
        os.kill(json.loads(process.stdout.readline())[victim], signal.SIGKILL)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "has stopped by itself" in said
        wait_for(lambda: processes(tool.data_dir) == [])


def test_the_login_of_a_tenant_cannot_connect_to_another_database(tool: Tool) -> None:
    tool.json("up", "--detach")
    tool.run("tenant", "create", "acme")
    url = tool.json("url", "create", "acme", "--name", "ann")["url"]
    psycopg.connect(url).close()
    for name in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(url, dbname=name)


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
