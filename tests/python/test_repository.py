"""Guards over the repository's files: imports, links, references, promises and line widths."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.repository import files, place, prose
from tests.harness.server import ROOT

WIDTH = 100
FOLDERS = ("functions", "sql", "migrations", "hardal_admin", "tests", "bench")

# A path of the repository in prose. It is not part of a longer path or of a URL.
REFERENCE = re.compile(
    r"(?<![\w./-])(?:functions|sql|migrations|hardal_admin|tests|bench|docs|\.ci|\.github)/"
    r"[\w./*<>{}%-]*"
)
# The part of a path that stands for any name, such as <tenant>, {tag} or %s.
PLACEHOLDER = re.compile(r"[<{%]|\.\.\.")

# Pages that the authors of hardal had at hand, and no reader has.
ABSENT_PAGE = re.compile(
    r"\b(?:INGEST|DESIGN|FIELD|STYLE|CELLS|LAKE|DECISIONS|ROOMS)\b"
    r"|\bSDK(?:\.md|'s (?:part|page|section))"
)
PAGE_IN_CAPITALS = re.compile(r"\b[A-Z][A-Z_]+\.md\b")

FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1\2[`~]* *$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(<?([^)\s>]+)|^\[[^\]]+\]: *<?([^\s>]+)", re.MULTILINE)
HEADING = re.compile(r"^#{1,6} +(.*?) *#*$", re.MULTILINE)
LINK_IN_HEADING = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")

PROMISES = re.compile(r"^## Promises\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
PROMISE = re.compile(r"\bpromises? +((?:\d+(?:, | and | to )?)+)", re.IGNORECASE)


def programs() -> list[Path]:
    """Return the repository's SQL and Python files."""
    return [file for file in files(".sql", ".py") if file.relative_to(ROOT).parts[0] in FOLDERS]


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def test_no_module_imports_a_test_module() -> None:
    """Helpers that several test modules need stand in tests/harness/."""
    found = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files(".py")
        for name in imported(file)
        if any(part.startswith("test_") for part in name.split("."))
    ]
    assert not found, "\n".join(found)


def without_code(page: str) -> str:
    """Return a page with its code blocks emptied, so that line numbers stay."""
    return FENCE.sub(lambda block: "\n" * block[0].count("\n"), page)


def slugs(page: str) -> set[str]:
    """Return the fragments of a page's headings, as GitHub makes them."""
    found: set[str] = set()
    for heading in HEADING.findall(without_code(page)):
        text = LINK_IN_HEADING.sub(r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        number, unique = 0, slug
        while unique in found:
            number += 1
            unique = f"{slug}-{number}"
        found.add(unique)
    return found


def broken_links(file: Path) -> Iterator[str]:
    page = INLINE_CODE.sub("", without_code(file.read_text()))
    for match in LINK.finditer(page):
        target = match[1] or match[2]
        if re.match(r"[a-z][a-z+.-]*:", target):
            continue
        path, _, fragment = target.partition("#")
        linked = file if not path else ROOT / path[1:] if path[0] == "/" else file.parent / path
        where = place(file, page.count("\n", 0, match.start()) + 1)
        if not linked.exists():
            yield f"{where}: {target}: there is no such file"
        elif fragment and (linked.suffix != ".md" or fragment not in slugs(linked.read_text())):
            yield f"{where}: {target}: the page has no such heading"


def test_every_link_of_a_page_leads_to_a_file_and_a_heading_that_exist() -> None:
    found = [line for file in files(".md") for line in broken_links(file)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("## What is not promised", "what-is-not-promised"),
        ("# `hardal-admin url create`: a URL", "hardal-admin-url-create-a-url"),
        ("### [Sizing](#x), and *more* ###", "sizing-and-more"),
        ("## property_breakdown(...)", "property_breakdown"),
        ("## A\n## A", "a-1"),
    ],
)
def test_slugs_are_those_of_github(heading: str, slug: str) -> None:
    assert slug in slugs(heading)


def exists(reference: str) -> bool:
    path = reference.rstrip(".")
    if PLACEHOLDER.search(path):
        path = PLACEHOLDER.split(path)[0].rpartition("/")[0]
    return any(ROOT.glob(path)) if "*" in path else (ROOT / path).exists()


def test_every_reference_to_a_file_points_at_one_that_exists() -> None:
    found = [
        f"{place(file, number)}: {reference}"
        for file in files()
        # a released file names the files of its version
        if file.parent.name != "releases"
        for number, line in prose(file)
        for reference in REFERENCE.findall(line)
        if not exists(reference)
    ]
    assert not found, "\n".join(found)


def test_nothing_refers_to_a_page_that_is_not_in_the_repository() -> None:
    pages = {file.name for file in files(".md")}
    found = [
        f"{place(file, number)}: {line.strip()}"
        for file in files()
        for number, line in prose(file)
        if ABSENT_PAGE.search(line) or not pages.issuperset(PAGE_IN_CAPITALS.findall(line))
    ]
    assert not found, "\n".join(found)


def test_no_line_is_wider_than_100_columns() -> None:
    found = [
        f"{place(file, number)}: {len(line)} columns"
        for file in programs()
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if len(line) > WIDTH
    ]
    assert not found, "\n".join(found)


def test_every_promise_that_is_referred_to_is_one_of_the_contract() -> None:
    page = (ROOT / "docs" / "ingest.md").read_text()
    section = PROMISES.search(page)
    assert section, "docs/ingest.md has no section Promises"
    promises = {int(number) for number in re.findall(r"^(\d+)\. ", section[1], re.MULTILINE)}
    assert promises == set(range(1, 8))
    found = [
        f"{place(file, number)}: {line.strip()}"
        for file in programs()
        for number, line in prose(file)
        for numbers in PROMISE.findall(line)
        if not promises.issuperset(map(int, re.findall(r"\d+", numbers)))
    ]
    assert not found, "\n".join(found)
