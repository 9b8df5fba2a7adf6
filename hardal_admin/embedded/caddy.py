"""The Caddy process of the embedded server: the edge in front of PostgREST."""

from pathlib import Path

import psutil

from hardal_admin.embedded import processes


def start(config: Path, home: Path, log: Path, program: Path) -> psutil.Process:
    """Start Caddy. What it stores is below `home`.

    It gets no variable of the environment: they could name another home, or a proxy.
    """
    home.mkdir(mode=0o700, exist_ok=True)
    env = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    return processes.start(program, _arguments(config), log, env)


def find(config: Path) -> psutil.Process | None:
    """Return the Caddy that runs with this configuration file, or None."""
    return processes.find(_arguments(config))


def wait_until_ready(process: psutil.Process, url: str, log: Path) -> None:
    """Wait until Caddy answers. Raise Refused where it does not start."""
    processes.wait_until_ready(process, "Caddy", f"{url}/live", log)


def _arguments(config: Path) -> list[str]:
    return ["run", "--config", str(config), "--adapter", "caddyfile"]
