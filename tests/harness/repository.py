"""The repository's own files, and the prose in them: comments, docstrings and pages."""

import ast
import io
import os
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.harness.server import ROOT

# hidden folders that belong to the repository; .git, .venv and caches do not
HIDDEN = {".ci", ".github"}
SKIPPED = {"node_modules", "dist", "build", "__pycache__"}
# files that a program writes
GENERATED = {
    "tests/schema.sql", "package-lock.json", "tests/sdks/package-lock.json",
    "requirements.lock", "requirements-dev.lock",
}  # fmt: skip

# A comment in SQL. A string is matched too, because two hyphens mean nothing in it.
_SQL = re.compile(r"(?P<comment>--[^\n]*|/\*.*?\*/)|'(?:[^']|'')*'", re.DOTALL)
_SQL_COMMENT_ON = re.compile(r"^comment on .*?';$", re.MULTILINE | re.DOTALL)
_HASH_COMMENT = re.compile(r"#.*")


def files(*suffixes: str) -> list[Path]:
    """Return the files of the repository that a person wrote: all, or only these suffixes."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name
            for name in folders
            if name not in SKIPPED and (name in HIDDEN or not name.startswith("."))
        ]
        found += [Path(folder, name) for name in names]
    return sorted(
        file
        for file in found
        if (not suffixes or file.suffix in suffixes)
        and file.relative_to(ROOT).as_posix() not in GENERATED
    )


def place(file: Path, line: int) -> str:
    """Return where a finding is, in the form that editors open: `path:line`."""
    return f"{file.relative_to(ROOT)}:{line}"


def prose(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a page, or of the comments in a program, with their numbers.

    Docstrings and the texts of COMMENT ON count as comments.
    """
    try:
        text = file.read_text()
    except UnicodeDecodeError:
        return
    if file.suffix == ".md":
        parts = [(1, text)]
    elif file.suffix == ".py":
        parts = _python_comments(text)
    elif file.suffix == ".sql":
        parts = [
            (text.count("\n", 0, match.start()) + 1, match[0])
            for pattern in (_SQL, _SQL_COMMENT_ON)
            for match in pattern.finditer(text)
            if pattern is _SQL_COMMENT_ON or match["comment"]
        ]
    elif file.suffix in (".json", ".ndjson"):
        parts = []
    else:
        parts = [
            (number, match[0])
            for number, line in enumerate(text.splitlines(), 1)
            for match in [_HASH_COMMENT.search(line)]
            if match
        ]
    for first, part in parts:
        yield from enumerate(part.splitlines(), first)


def _python_comments(text: str) -> list[tuple[int, str]]:
    found = [
        (token.start[0], token.string)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node, clean=False)
            if docstring:
                found.append((node.body[0].lineno, docstring))
    return found
