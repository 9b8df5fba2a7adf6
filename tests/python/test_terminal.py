"""Texts that clients, readers and files choose do not act on a DBA's terminal."""

import json
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from hardal_admin.cli import main
from hardal_admin.terminal.output import printable
from tests.harness.databases import Database
from tests.harness.events import send
from tests.harness.server import ROOT
from tests.harness.tool import Cli

COLOUR, TITLE, CLEAR = "\x1b[31mRED", "\x1b]0;owned\x07", "\u009b2J"
BIDI, HIDDEN, LINE = "\u202egpj.exe", "\u200b\ufeff\u00ad", "\u2028\r"
HOSTILE = COLOUR + TITLE + CLEAR + BIDI + HIDDEN + LINE
PERSON = {"email": f"e{HOSTILE}@example.com"}


def acts(text: str) -> list[str]:
    """Return the characters of an output that a terminal would obey, or that hide text."""
    return [
        hex(ord(c))
        for c in text
        if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in "\n\t"
    ]


@pytest.fixture
def hostile(cli: Cli, database: Database, tenant: str, tmp_path: Path) -> dict[str, list[str]]:
    """Commands whose output holds hostile texts, by name."""
    name = f"sign{BIDI}{HIDDEN}up"  # no control character, so it is accepted
    send(
        database,
        tenant,
        *({"event_name": name, "properties": PERSON | {f"key{HOSTILE}": n}} for n in range(3)),
        {"event_name": f"bad{HOSTILE}", "properties": PERSON},
        {"event_name": "b", f"field{HOSTILE}": 1},
    )
    cli("maintain", tenant)
    (folder := tmp_path / f"in{COLOUR}").mkdir()
    (folder / f"x{TITLE}.csv").write_text(f"event_name,{HOSTILE}\na,b\n")
    (good := folder / f"y{TITLE}.json").write_text(f'{{"event_name": "{CLEAR}"}}\n')
    (folder / f"notes{CLEAR}.md").write_text("# notes\n")
    person = ["--property", f"email={PERSON['email']}"]
    return {
        "views": ["views", "list", tenant],
        "rejected": ["rejected", "list", tenant],
        "stats": ["stats", tenant],
        "maintain": ["maintain", tenant],
        "doctor": ["doctor"],
        "disclose": ["disclose", tenant, *person],
        "refused import": ["import", tenant, str(folder)],
        "import": ["import", tenant, str(good)],
        "pin": ["views", "pin", tenant, name, f"none{HOSTILE}", "--name", "x"],
        "no tenant": ["stats", f"t{HOSTILE}"],
        "no file": ["import", tenant, str(folder / "none")],
        "no option": ["stats", f"--x{HOSTILE}"],
        "erase": ["erase", tenant, *person, "--yes"],
        "receipts": ["receipts", tenant],
        "audit": ["audit"],
    }


def test_no_command_prints_a_character_that_acts(
    cli: Cli, hostile: dict[str, list[str]], settled_roles: None
) -> None:
    shown = 0
    for what, args in hostile.items():
        for option in ([], ["--json"]):
            result = CliRunner(env=cli.env).invoke(main, [*args, *option])
            output = result.stdout + result.stderr
            assert acts(output) == [], (what, output)
            shown += output.count("\\u202e")
            if option and result.exit_code == 0 and what != "doctor":
                for line in result.stdout.splitlines():
                    json.loads(line)
    assert shown > 5


def test_json_means_the_same_text(cli: Cli, hostile: dict[str, list[str]], tenant: str) -> None:
    found = {view["event_name"] for view in cli.json("views", "list", tenant)}
    assert f"sign{BIDI}{HIDDEN}up" in found


@pytest.mark.parametrize(
    "text",
    ["Satın Alma", "注文", "شكرا", "می\u200cخواهم", "👨\u200d👩\u200d👧", "e\u0301"],  # noqa: RUF001
)
def test_letters_of_every_language_are_printed(text: str) -> None:
    assert printable(text) == text


def test_everything_is_printed_through_one_module() -> None:
    """click.echo and print write texts as they are."""
    for file in (ROOT / "hardal_admin").rglob("*.py"):
        if file.name != "output.py":
            text = file.read_text()
            assert "click.echo" not in text, file
            assert "\n    print(" not in text, file
