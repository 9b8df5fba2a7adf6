"""The examples of the pages run as they are written."""

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardal_admin.bulk.row_ids import derived
from hardal_admin.embedded import binaries
from hardal_admin.mappings import segment
from tests.harness.databases import Database, unique_name
from tests.harness.docs import blocks, examples
from tests.harness.folders import new_folder
from tests.harness.postgrest import Api
from tests.harness.server import ROOT
from tests.harness.tool import Cli


def test_the_example_of_the_readme_works_as_written() -> None:
    folder = new_folder()
    (folder / ".venv").symlink_to(Path(sys.prefix))
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    psql = binaries.postgres_bin("18")
    environment = os.environ | {"PATH": f"{os.environ['PATH']}:{psql}", "PAGER": "cat"}
    try:
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", examples("README.md")],
            cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert result.returncode == 0, result.stdout + result.stderr
        assert '"accepted": 1' in result.stdout
        assert re.search(r"purchase +\| COMPUTER_SKU123 +\| 2024-10-06 12:34:56\+00", result.stdout)
    finally:
        subprocess.run(
            [sys.executable, "-m", "hardal_admin", "down"],
            cwd=folder,
            check=False,
            capture_output=True,
        )
        shutil.rmtree(folder)


def test_the_clients_of_docs_ingest_work_as_written(
    api: Api, ingest_token: str, database: Database, tenant: str
) -> None:
    environment = os.environ | {"API": api.url, "TOKEN": ingest_token}
    for program, stored in (
        (["bash", "-euo", "pipefail", "-c", examples("docs/ingest.md")], 3),
        ([sys.executable, "-c", examples("docs/ingest.md", "python")], 4),
        (["node", "--input-type=module", "-e", examples("docs/ingest.md", "js")], 5),
    ):
        result = subprocess.run(
            program, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert result.returncode == 0, result.stdout + result.stderr
        assert database.value(f"select count(*) from {tenant}.events") == stored, result.stdout
    assert database.value(f"select raw from {tenant}.rejected_events") == b"not json"


class Unsteady(http.server.BaseHTTPRequestHandler):
    """A proxy in front of PostgREST that answers badly at first.

    `turns` lists its behaviour for one request after the other: it answers 429 or 504 itself, cuts
    PostgREST's answer off, or passes the whole answer on.
    """

    api: Api
    turns: Iterator[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        turn = next(self.turns)
        if turn in ("429", "504"):
            self.send_response(int(turn))
            self.send_header("Retry-After", "0.1")
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"wait")
            return
        token = self.headers["Authorization"].removeprefix("Bearer ")
        said = self.api.post(self.path, body, token, Content_Type=self.headers["Content-Type"])
        self.send_response(said.status_code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said.content)))
        self.end_headers()
        self.wfile.write(said.content[:20] if turn == "cut" else said.content)
        self.close_connection = True

    def log_message(self, *_: object) -> None: ...


class TooDeep(http.server.BaseHTTPRequestHandler):
    """Answers as PostgREST 12.2 and later do to JSON that is nested too deeply to be read."""

    requests = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        type(self).requests += 1
        body = b'{"code": "54001", "message": "stack depth limit exceeded"}'
        self.send_response(500)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.mark.parametrize(
    "program", [("python", sys.executable, "-c"), ("js", "node", "--input-type=module", "-e")]
)
def test_the_clients_of_docs_ingest_do_not_repeat_a_body_that_is_too_deep(
    program: tuple[str, ...],
) -> None:
    TooDeep.requests = 0
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), TooDeep) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        result = subprocess.run(
            [*program[1:], examples("docs/ingest.md", program[0])],
            env=os.environ | {"API": f"http://127.0.0.1:{server.server_port}", "TOKEN": "x"},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        server.shutdown()
    assert (result.returncode, TooDeep.requests) == (1, 1), result.stderr


@pytest.mark.parametrize(
    ("language", "program"),
    [("python", [sys.executable, "-c"]), ("js", ["node", "--input-type=module", "-e"])],
)
def test_the_clients_of_docs_ingest_send_until_there_is_a_final_answer(
    api: Api, ingest_token: str, database: Database, tenant: str, language: str, program: list[str]
) -> None:
    Unsteady.api, Unsteady.turns = api, iter(["429", "504", "cut", "whole"])
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Unsteady) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        result = subprocess.run(
            [*program, examples("docs/ingest.md", language)],
            env=os.environ
            | {"API": f"http://127.0.0.1:{proxy.server_port}", "TOKEN": ingest_token},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        proxy.shutdown()
    assert (result.returncode, result.stdout[:4]) == (0, "0 1 "), result.stdout + result.stderr
    assert next(Unsteady.turns, None) is None
    assert database.value(f"select count(*) from {tenant}.events") == 1
    refused = subprocess.run(
        [*program, examples("docs/ingest.md", language)],
        env=os.environ | {"API": api.url, "TOKEN": "not one"},
        capture_output=True, text=True, check=False, timeout=5,
    )  # fmt: skip
    assert refused.returncode == 1


PROGRAMS = {
    "python": [sys.executable, "-c"],
    "js": ["node", "--input-type=module", "-e"],
}
# the last line calls the page's own function
CALLS = {
    "python": """
for value in (float("nan"), "\\x00", "\\ud800"):
    events = [{"event_name": "x", "properties": {"n": n}} for n in range(1000)]
    events[500]["properties"]["n"] = value
    answer = send(events)
    print(answer["accepted"], answer["rejected"])
""",
    "js": """
for (const value of [NaN, "\\0", "\\ud800"]) {
  const events = Array.from({ length: 1000 }, (_, n) => ({ event_name: "x", properties: { n } }));
  events[500].properties.n = value;
  const answer = await send(events);
  console.log(answer.accepted, answer.rejected);
}
""",
}


@pytest.mark.parametrize("language", ["python", "js"])
def test_an_event_that_no_json_holds_costs_the_clients_of_docs_ingest_only_itself(
    api: Api, ingest_token: str, database: Database, tenant: str, language: str
) -> None:
    result = subprocess.run(
        [*PROGRAMS[language], examples("docs/ingest.md", language) + CALLS[language]],
        env=os.environ | {"API": api.url, "TOKEN": ingest_token},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    # JavaScript itself writes NaN as null
    first = "999 1" if language == "python" else "1000 0"
    assert result.stdout.splitlines()[-3:] == [first, "999 1", "999 1"]
    stored, kept = (
        database.value(f"select count(*) from {tenant}.{view} where {condition}")
        for view, condition in (
            ("events", "event_name = 'x'"),
            ("rejected_events", "position('\"x\"' in convert_from(raw, 'UTF8')) > 0"),
        )
    )
    assert (stored, kept) == ((2997, 3) if language == "python" else (2998, 2))


@pytest.mark.parametrize("language", ["python", "js"])
@pytest.mark.parametrize(
    ("status", "code", "final"),
    [
        (400, "PGRST102", True),
        (404, "PGRST202", True),
        (406, "PGRST107", True),
        (413, "PT413", True),
        (415, "PT415", True),
        (400, "", False),
        (404, "", False),
        (500, "XX000", False),
    ],
)
def test_the_clients_of_docs_ingest_know_which_answers_are_final(
    language: str, status: int, code: str, final: bool
) -> None:
    """A second request is answered with 401, which ends both clients."""
    answers = iter([(status, code), (401, "PGRST301")])
    asked = []

    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            told, said = next(answers)
            body = json.dumps({"code": said, "message": "no"}).encode()
            self.send_response(told)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        result = subprocess.run(
            [*PROGRAMS[language], examples("docs/ingest.md", language)],
            env=os.environ | {"API": f"http://127.0.0.1:{server.server_port}", "TOKEN": "x"},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        server.shutdown()
    assert (result.returncode, len(asked)) == (1, 1 if final else 2), result.stderr


def test_the_recipe_for_ids_makes_the_ids_of_an_import(database: Database) -> None:
    wanted = derived("shop", "A-1001")
    for language, program in PROGRAMS.items():
        recipe = next(b for b in blocks("docs/ingest.md", language) if "A-1001" in b)
        result = subprocess.run([*program, recipe], capture_output=True, text=True, check=True)
        assert result.stdout.strip() == wanted, language
    assert segment.event({"messageId": "m-1"})["id"] == derived("segment", "m-1")
    (query,) = blocks("docs/ingest.md", "sql")
    assert str(database.value(query)) == wanted
    assert wanted in (ROOT / "docs" / "ingest.md").read_text()


def test_the_examples_of_docs_import_work_as_written(
    cli: Cli, database: Database, tenant: str, tmp_path: Path
) -> None:
    database.value(
        f"select {tenant}__store.ingest(%s)",
        '[{"event_name": "a", "created_at": "2024-10-06T12:34:56Z"}]',
    )
    second = unique_name("second")
    script = re.sub(
        r"\bsecond\b", second, re.sub(r"\bacme\b(?!\.)", tenant, examples("docs/import.md"))
    )
    environment = (
        os.environ | cli.env | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    )
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    assert re.findall(r"accepted \d, duplicates \d", result.stdout) == [
        "accepted 1, duplicates 0",
        "accepted 0, duplicates 1",
        "accepted 1, duplicates 0",
    ]


def test_the_readme_names_only_targets_that_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in ("README.md", "docs/development.md"):
        named = set(
            re.findall(r"(?:^    |`)make ([a-z]+)", (ROOT / document).read_text(), re.MULTILINE)
        )
        assert named
        assert named <= targets


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    for target in targets[1].split():
        assert re.search(rf"^  make {target} +\S", shown, re.MULTILINE), target
