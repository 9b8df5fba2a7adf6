"""The code blocks of the repository's Markdown pages."""

import re

from tests.harness.server import ROOT


def blocks(document: str, language: str) -> list[str]:
    """Return the code blocks of a page in one language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / document).read_text(), re.MULTILINE | re.DOTALL
    )


def examples(document: str, language: str = "sh") -> str:
    """Return all code blocks of a page in one language, joined into one script."""
    return "\n".join(blocks(document, language))
