"""The PostgREST process of the embedded server."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import psutil

from hardal_admin import interrupts
from hardal_admin.embedded import binaries
from hardal_admin.errors import Refused
from hardal_admin.private_files import open_private_log, read_plain

START_TIMEOUT = 60  # seconds

# opens URLs without a proxy, also where the environment names one: 127.0.0.1 is this machine
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def start(config: Path, log: Path, program: Path | None = None) -> psutil.Process:
    program = program or binaries.postgrest()
    # PGRST_* would override the configuration file, and libpq's variables would complete its DSN.
    env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    env["LC_ALL"] = "C.UTF-8"  # with C, PostgREST opens no file whose path is not ASCII
    with open_private_log(log) as output, interrupts.held():
        process = subprocess.Popen(
            [program, config],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=env,
        )
    return psutil.Process(process.pid)


def find(config: Path) -> psutil.Process | None:
    """Return the PostgREST that runs with this configuration file, or None.

    It may have been started by another command.
    """
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.cmdline()[1:] == [str(config)] and alive(process):
                return process
    return None


def wait_until_ready(process: psutil.Process, admin_url: str, log: Path) -> None:
    """Wait until PostgREST has read the schema: then its admin server answers on /ready.

    Raise Refused, with the last line of the log, where PostgREST ends or takes too long.
    """
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), direct.open(f"{admin_url}/ready", timeout=5):
            return
        if not alive(process):
            break
        time.sleep(0.05)
    words = read_plain(log).splitlines()[-1:] or ["it said nothing"]
    stop(process)
    raise Refused(f"PostgREST did not start: {words[0]}", f"its log is {log}")


def alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def stop(process: psutil.Process) -> None:
    for end in (process.terminate, process.kill):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            end()
            process.wait(10)
            return


def reload_schema(process: psutil.Process) -> None:
    """Let PostgREST read the schema again. A migrate changes the schema that PostgREST caches."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGUSR1)


def reload_config(process: psutil.Process) -> None:
    """Let PostgREST read its configuration file and its secret again."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGUSR2)
