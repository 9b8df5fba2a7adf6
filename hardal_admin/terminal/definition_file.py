"""Files with the definition of a cohort or a metric, or with a query."""

from pathlib import Path
from typing import Any

import simplejson

from hardal_admin.errors import Refused


def read_definition(file: Path) -> dict[str, Any]:
    """Read a JSON object. Its numbers keep all digits. Raise Refused where the file has none."""
    text = read_text(file)
    try:
        value = simplejson.loads(text, use_decimal=True)
        simplejson.dumps(value, use_decimal=True, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Refused(
            f"{file} has half of a surrogate pair", "write the character itself, or both halves"
        ) from error
    except ValueError as error:
        raise Refused(f"{file} is no JSON: {error}") from error
    except RecursionError as error:
        raise Refused(
            f"{file} is too deeply nested", "groups of conditions are at most three deep"
        ) from error
    if not isinstance(value, dict):
        raise Refused(f"{file} is no JSON object", "its text begins with { and ends with }")
    return value


def read_text(file: Path) -> str:
    """Read text in UTF-8. Raise Refused where the file has another encoding, or a NUL byte."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is no text in UTF-8", "save it in this encoding") from error
    if "\0" in text:
        raise Refused(f"{file} has a NUL byte", "remove it: the text would end there")
    return text
