"""What a file is, by its first bytes; and which files of a folder or archive are events."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from hardal_admin.bulk import streams
from hardal_admin.errors import Refused

PARQUET = b"PAR1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins an empty archive
FORMS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "ndjson",
}

# files that systems write beside the data: _SUCCESS, .DS_Store, manifests, checksums
_BESIDE = re.compile(
    r"^[._]|manifest|\.(crc|md5|sha\d+)$|^(thumbs\.db|desktop\.ini)$", re.IGNORECASE
)
_UNREADABLE = {
    b"Obj\x01": "Avro",
    b"ORC": "ORC",
    b"ARROW1": "Arrow IPC",
    b"SQLite format 3": "SQLite",
    b"\x04\x22\x4d\x18": "lz4",
    b"\xff\x06\x00\x00sNaPpY": "Snappy",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "an old form of Excel's",
}
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_TAR_AT, _TAR = 257, b"ustar"


def shown(path: Path) -> str:
    """Return a path as text. Bytes that are not UTF-8 are escaped: JSON cannot hold them."""
    return str(path).encode(errors="surrogateescape").decode(errors="backslashreplace")


def form_of(name: str) -> str | None:
    """Return the format that a file's name tells, without its compression."""
    suffixes = [s.lower() for s in PurePosixPath(name).suffixes]
    while suffixes and suffixes[-1] in streams.SUFFIXES:
        suffixes.pop()
    return FORMS.get(suffixes[-1]) if suffixes else None


def refuse_unreadable(stream: io.BufferedReader) -> None:
    """Raise Refused where the content, unpacked, begins like a format that import does not read."""
    head = stream.peek(_TAR_AT + len(_TAR))
    if head.startswith(_BYTE_ORDER_MARKS) or head[:1] == b"\0" or head[1:2] == b"\0":
        raise Refused("it is UTF-16 or UTF-32", "convert it to UTF-8 first: iconv -t UTF-8")
    found = next((name for magic, name in _UNREADABLE.items() if head.startswith(magic)), None)
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        found = "a tar archive"
    if found:
        raise Refused(
            f"it is {found}, which import does not read", "it reads NDJSON, CSV, Parquet and zip"
        )


def is_events(name: str, stream: io.BufferedReader) -> bool:
    """Return whether a file that nobody has named is to be read: one of a folder or an archive.

    It is read where its name ends like a format's, or where it begins like one.
    """
    if _BESIDE.search(PurePosixPath(name).name):
        return False
    if form_of(name):
        return True
    if is_zip(stream) or stream.peek(4)[:4] == PARQUET:
        return True
    try:
        return streams.plain(stream).peek(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except streams.BROKEN:
        return False


def is_zip(stream: io.BufferedReader) -> bool:
    """Return whether the content is a zip archive."""
    return stream.peek(4)[:4] in ZIP


def files_of(path: Path) -> tuple[list[Path], list[Path]]:
    """Return the files that are to be read, in order of path, and those that are passed over.

    A folder's files are looked for at any depth. A path that is no folder is read in any case.
    """
    if not path.is_dir():
        return [path], []
    taken: list[Path] = []
    passed: list[Path] = []
    for file in sorted(_walk(path)):
        if not file.is_file():
            passed.append(file)  # a pipe or socket, or a link to a folder or to nothing
            continue
        with file.open("rb") as stream:
            (taken if is_events(file.name, stream) else passed).append(file)
    return taken, passed


def _walk(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise error

    for base, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        yield from (Path(base, name) for name in names)
        # a link to a folder may lead back here: it is not followed, and named
        yield from (Path(base, name) for name in folders if Path(base, name).is_symlink())
