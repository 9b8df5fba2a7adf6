"""The sample data of docs/analytics.md."""

import json
import tempfile

from tests.harness.server import ROOT
from tests.harness.tool import Cli

SAMPLE = ROOT / "tests" / "fixtures" / "analytics.ndjson"
# lines of the sample that ingest rejects
REJECTED = 2


def load_sample(cli: Cli, tenant: str) -> None:
    """Import the sample data, roll it up and make its typed views.

    Events from 2024-10-15 on arrive after a first round of maintenance, so that the readers see
    rolled up days, late events and typed views that got columns later.
    """
    lines = SAMPLE.read_text().splitlines(keepends=True)
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson") as beginning:
        beginning.writelines(
            line for line in lines if json.loads(line)["created_at"] < "2024-10-15"
        )
        beginning.flush()
        cli("import", tenant, beginning.name)
    cli("maintain", tenant)
    said = cli.json("import", tenant, str(SAMPLE))
    assert (said["accepted"] + said["duplicates"], said["rejected"]) == (
        len(lines) - REJECTED,
        REJECTED,
    )
    cli("views", "refresh", tenant)
    cli("maintain", tenant)
