"""The PostgREST process of the embedded server."""

import contextlib
import os
import signal
from pathlib import Path

import psutil

from hardal_admin.embedded import binaries, processes


def start(config: Path, log: Path, program: Path | None = None) -> psutil.Process:
    program = program or binaries.postgrest()
    # PGRST_* would override the configuration file, and libpq's variables would complete its DSN.
    env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    env["LC_ALL"] = "C.UTF-8"  # with C, PostgREST opens no file whose path is not ASCII
    return processes.start(program, [str(config)], log, env)


def find(config: Path) -> psutil.Process | None:
    """Return the PostgREST that runs with this configuration file, or None."""
    return processes.find([str(config)])


def wait_until_ready(process: psutil.Process, admin_url: str, log: Path) -> None:
    """Wait until PostgREST has read the schema: then its admin server answers on /ready.

    Raise Refused where it does not start.
    """
    processes.wait_until_ready(process, "PostgREST", f"{admin_url}/ready", log)


def reload_schema(process: psutil.Process) -> None:
    """Let PostgREST read the schema again. A migrate changes the schema that PostgREST caches."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGUSR1)


def reload_config(process: psutil.Process) -> None:
    """Let PostgREST read its configuration file and its secret again."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGUSR2)
