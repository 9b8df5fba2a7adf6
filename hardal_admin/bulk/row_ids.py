"""An id for each row, made from the row's bytes. The ids make a repeated import harmless.

Equal rows without an id of their own are numbered within their file. So two equal lines are two
events, and a second import of the file makes the same two ids, even where other lines were
corrected. A database on disk counts how often each row occurred, because memory must stay small.
"""

import json
import sqlite3
from hashlib import sha256

_BEGINS_WITH_ID = b'{"id": "', b'{"id":"'


def derived(*parts: str) -> str:
    """Return a UUIDv8 (RFC 9562) that is the same for the same parts.

    docs/ingest.md tells clients the rule, so the rule must never change.
    """
    return _uuid(sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest())


class RowIds:
    """The ids of the rows of one file."""

    def __init__(self) -> None:
        self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._seen.executescript(
            "pragma journal_mode = off;"
            " create table seen (row blob primary key, times integer) without rowid; begin"
        )

    def of(self, line: bytes) -> str:
        digest = sha256(line)
        if not _has_id(line):
            (times,) = self._seen.execute(
                "insert into seen values (?, 1)"
                " on conflict do update set times = times + 1 returning times",
                (digest.digest(),),
            ).fetchone()
            if times > 1:
                digest.update(b"\n%d" % times)
        return _uuid(digest.hexdigest())

    def close(self) -> None:
        self._seen.close()


def _has_id(line: bytes) -> bool:
    if line.startswith(_BEGINS_WITH_ID):
        return True
    if b'"id"' not in line:
        return False
    try:
        return json.loads(line).get("id") is not None
    except (ValueError, RecursionError, AttributeError):
        return False


def _uuid(h: str) -> str:
    return f"{h[:8]}-{h[8:12]}-8{h[13:16]}-8{h[17:20]}-{h[20:32]}"
