"""Rows of named columns (CSV and Parquet) as lines of JSON."""

import json
from collections.abc import Callable, Iterable
from json.encoder import encode_basestring as quoted
from typing import Any

from hardal_admin.bulk import FIELDS
from hardal_admin.errors import Refused

_decoder = json.JSONDecoder()


def refuse_wrong_names(names: list[str]) -> None:
    """Raise Refused unless the columns are fields of an event, each once, with event_name."""
    unknown = [name for name in names if name not in FIELDS]
    if unknown:
        raise Refused(
            f"no field of an event: {', '.join(repr(name[:80]) for name in unknown[:10])}",
            f"the columns may be {', '.join(FIELDS)}; put others into properties",
        )
    if len(set(names)) < len(names):
        raise Refused("a column stands there twice")
    if "event_name" not in names:
        raise Refused("the column event_name is missing")


def line_maker(
    encoders: dict[str, Callable[[Any], str]], absent: str | None
) -> Callable[[Iterable[Any]], bytes]:
    """Return a function that turns a row's values into a line of JSON.

    Each value is written by its column's encoder. Values that equal `absent` are left out.
    A general JSON encoder takes three times as long, because it inspects each value.
    """
    written = [(f'"{name}": ', encode) for name, encode in encoders.items()]

    def event(values: Iterable[Any]) -> bytes:
        there = [
            key + encode(value)
            for (key, encode), value in zip(written, values, strict=True)
            if value != absent
        ]
        return ("{" + ", ".join(there) + "}").encode(errors="surrogateescape")

    return event


def text_encoder(name: str) -> Callable[[str], str]:
    """Return the encoder of a column whose values are text in the file."""
    return _json if name == "properties" else quoted


def _json(text: str) -> str:
    """Return JSON unchanged, so that numbers keep their digits.

    Other text becomes a JSON string, which the database rejects as properties.
    """
    bare = text.strip(" \t\r\n")
    try:
        if _decoder.raw_decode(bare)[1] != len(bare):
            return quoted(text)
    except (ValueError, RecursionError):
        return quoted(text)
    # Line ends in JSON are white space, and one event is one line.
    return text.replace("\r", " ").replace("\n", " ")
