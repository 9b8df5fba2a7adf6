"""PostgREST as a process of its own, beside the embedded PostgreSQL."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import psutil

from hardal_admin.embedded import binaries
from hardal_admin.errors import Refused

START_TIMEOUT = 60  # seconds


def start(config: Path, log: Path) -> psutil.Process:
    program = binaries.postgrest()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [program, config], stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    return psutil.Process(process.pid)


def wait_until_ready(process: psutil.Process, admin_url: str, log: Path) -> None:
    """Until it has read the schema: its admin server's /ready says so."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{admin_url}/ready", timeout=5):
            return
        if not alive(process):
            break
        time.sleep(0.05)
    words = log.read_text(errors="replace").splitlines()[-1:] or ["it said nothing"]
    stop(process)
    raise Refused(f"PostgREST did not start: {words[0]}", f"its log is {log}")


def alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def stop(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.Error):
        process.terminate()
        _wait(process, 10)
    with contextlib.suppress(psutil.Error):
        process.kill()
        _wait(process, 10)


def reload_schema(process: psutil.Process) -> None:
    """After a migrate: PostgREST keeps a picture of the schema."""
    os.kill(process.pid, signal.SIGUSR1)


def _wait(process: psutil.Process, seconds: float) -> None:
    with contextlib.suppress(psutil.TimeoutExpired):
        process.wait(seconds)
