"""Zip archives of NDJSON files, which may be gzipped. Amplitude's export API answers with one."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import cast

from hardal_admin.bulk import streams
from hardal_admin.bulk.formats import Row, ndjson
from hardal_admin.bulk.recognise import form_of, is_events, is_zip, refuse_unreadable, shown
from hardal_admin.errors import Refused

ENCRYPTED = 1  # the bit of a member's flags


def read(path: Path, progress: Callable[[int], None], passed_over: set[str]) -> Iterator[Row]:
    """Yield the rows of all NDJSON files in the archive, in order of file name.

    The rows are numbered from the first file to the last. `progress` is told the number of
    compressed bytes that are read. The names of other files are added to `passed_over`.
    Raise Refused where the archive holds files, and none of them is NDJSON.
    """
    number = done = taken = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for info in sorted(archive.infolist(), key=lambda i: i.filename):
                if info.is_dir():
                    continue
                if info.flag_bits & ENCRYPTED:
                    raise Refused("it is encrypted", "unpack it first")
                with archive.open(info) as member:
                    packed = cast(io.BufferedReader, io.BufferedReader(cast(io.RawIOBase, member)))
                    if not _is_ndjson(info.filename, packed):
                        passed_over.add(f"{info.filename} in {shown(path)}")
                        continue
                    taken += 1
                    stream = streams.plain(packed)
                    refuse_unreadable(stream)
                    for _, line in ndjson.read(stream):
                        number += 1
                        yield number, line
                done += info.compress_size
                progress(done)
            if not taken and passed_over:
                raise Refused(
                    "it holds no NDJSON", "unpack it: import reads CSV and Parquet as files"
                )
    except (zipfile.BadZipFile, NotImplementedError) as error:  # an unknown compression
        raise Refused(f"it is no zip archive that can be read: {error}") from error


def _is_ndjson(name: str, stream: io.BufferedReader) -> bool:
    if any(part.startswith(("__MACOSX", ".")) for part in PurePosixPath(name).parts):
        return False
    if is_zip(stream):
        return False
    return form_of(name) in (None, "ndjson") and is_events(name, stream)
