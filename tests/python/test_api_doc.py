"""docs/api.md names every function of the API that a reader may call, and its examples run."""

import re
from pathlib import Path

from tests.harness.databases import Database
from tests.harness.docs import examples, run
from tests.harness.postgrest import Api
from tests.harness.sample import load_sample
from tests.harness.server import ROOT
from tests.harness.tool import Cli

PAGE = ROOT / "docs" / "api.md"


def test_the_examples_of_the_page_run_as_written(
    api: Api, cli: Cli, database: Database, tenant: str, ingest_token: str, tmp_path: Path
) -> None:
    load_sample(cli, tenant)
    events = [
        {"event_name": "purchase", "client_id": "c-1", "price": 29.99},
        {"event_name": ""},
        {"event_name": "", "client_id": "c-2"},
        {"event_name": "sent while the page is read"},
    ]
    for event in events:
        api.post("/rpc/ingest", event, ingest_token)
    # the page reads it; the one that it makes is counted by the next round of maintenance
    cli("metric", "create", tenant, "sales", "--event", "purchase", "--sum", "price",
        "--by", "currency")  # fmt: skip
    key = cli.json("key", "create", tenant, "--scope", "manage", "--name", "page")["key"]
    said = run(examples("docs/api.md"), tmp_path, API=api.url, KEY=key)
    assert '"code":"PT' not in said, said
    assert database.value(
        f"select array_agg(distinct event_name) from {tenant}.events"
        " where event_name in ('mended', 'test_event')"
    ) == ["mended", "test_event"]
    assert database.value(f"select properties from {tenant}.events where client_id = 'c-1'"
                          " and event_name = 'purchase'") == {"price": 29.99}  # fmt: skip


def test_the_page_names_every_function_that_a_key_may_call_and_its_arguments(
    database: Database,
) -> None:
    page = PAGE.read_text()
    # what stands below the heading of a function, or in its row of the table
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##)", page + "##", re.MULTILINE | re.DOTALL))
    reports = page.partition("\n## Reports\n")[2].partition("\n## ")[0]
    parts = sections | dict(re.findall(r"^\| `(\w+)`(?: \*)? (\|.*)$", reports, re.MULTILINE))
    with database.connect() as conn:
        functions = conn.execute(
            "select p.proname as name, coalesce(p.proargnames, '{}') as arguments"
            " from pg_proc as p where p.pronamespace = 'hardal'::regnamespace"
            " and p.proname not in ('pre_request', 'authorise_request')"
            " and (has_function_privilege('hardal_read', p.oid, 'execute')"
            "   or has_function_privilege('hardal_manage', p.oid, 'execute')"
            "   or has_function_privilege('hardal_aggregate', p.oid, 'execute'))"
        ).fetchall()
    missing = []
    for name, arguments in ((f["name"], f["arguments"]) for f in functions):
        text = sections.get(name) or parts.get(name) or ""
        missing += [
            f"{name}({argument})"
            for argument in arguments
            if argument and not re.search(rf"`{argument}`|[?&]{argument}=", text)
        ]
        if not text or (name in sections and not re.search(rf"`(GET|POST) /rpc/{name}\b", text)):
            missing.append(f"{name}: its method and path")
    assert not missing
