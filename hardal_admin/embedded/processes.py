"""The processes of the embedded server that hardal-admin starts itself: PostgREST and Caddy."""

import contextlib
import subprocess
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from hardal_admin import interrupts
from hardal_admin.errors import Refused
from hardal_admin.private_files import open_private_log, read_plain

START_TIMEOUT = 60  # seconds

# opens URLs without a proxy, also where the environment names one: 127.0.0.1 is this machine
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def start(
    program: Path, arguments: Sequence[str], log: Path, env: Mapping[str, str]
) -> psutil.Process:
    """Start a program that writes to a log of mode 0600. It outlives this process."""
    with open_private_log(log) as output, interrupts.held():
        process = subprocess.Popen(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=env,
        )
    return psutil.Process(process.pid)


def find(arguments: Sequence[str]) -> psutil.Process | None:
    """Return the process that runs with these arguments, or None.

    It may have been started by another command.
    """
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.cmdline()[1:] == list(arguments) and alive(process):
                return process
    return None


def wait_until_ready(process: psutil.Process, name: str, url: str, log: Path) -> None:
    """Wait until the program answers at the URL.

    Raise Refused, with the last line of the log, where it ends or takes too long.
    """
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), direct.open(url, timeout=5):
            return
        if not alive(process):
            break
        time.sleep(0.05)
    words = read_plain(log).splitlines()[-1:] or ["it said nothing"]
    stop(process)
    raise Refused(f"{name} did not start: {words[0]}", f"its log is {log}")


def alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def wait_until_ended(process: psutil.Process, timeout: float) -> None:
    """Wait until a process has ended. Raise psutil.TimeoutExpired after that many seconds.

    A zombie has ended. The command that started the process is over, so the first process of the
    machine has to reap the zombie: in a container that may be late, or never.
    """
    deadline = time.monotonic() + timeout
    while alive(process):
        if time.monotonic() > deadline:
            raise psutil.TimeoutExpired(timeout, process.pid)
        time.sleep(0.02)
    with contextlib.suppress(psutil.Error):
        process.wait(0)  # reaps a child of this command


def stop(process: psutil.Process) -> None:
    for end in (process.terminate, process.kill):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            end()
            wait_until_ended(process, 10)
            return
