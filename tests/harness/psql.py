"""psql, run on a file."""

import subprocess
from pathlib import Path

from hardal_admin.embedded import binaries


def run_file(dsn: str, file: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a file of SQL. Psql reads no settings of the user's own, and prints no command tags."""
    psql = binaries.postgres_bin("18") / "psql"
    given = [f"--set={name}={value}" for name, value in variables.items()]
    return subprocess.run(
        [psql, "-q", "-X", *given, "-f", file, dsn], capture_output=True, text=True, check=False
    )
