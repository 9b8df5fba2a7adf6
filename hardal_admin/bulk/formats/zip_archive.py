"""Zip archives of NDJSON files, which may be gzipped. Amplitude's export API answers with one."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

from hardal_admin.bulk import streams
from hardal_admin.bulk.formats import Row, ndjson
from hardal_admin.errors import Refused


def read(path: Path, progress: Callable[[int], None]) -> Iterator[Row]:
    """Yield the rows of all files in the archive, in order of file name.

    The rows are numbered from the first file to the last.
    `progress` is told the number of compressed bytes that are read.
    """
    number = done = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for info in sorted(archive.infolist(), key=lambda i: i.filename):
                if info.is_dir():
                    continue
                if not info.filename.endswith((".json", ".json.gz", ".ndjson", ".ndjson.gz")):
                    raise Refused(
                        f"{info.filename!r} in it is no NDJSON",
                        "its files must end in .json or .json.gz",
                    )
                with archive.open(info) as member:
                    stream = streams.plain(io.BufferedReader(cast(io.RawIOBase, member)))
                    for _, line in ndjson.read(stream):
                        number += 1
                        yield number, line
                done += info.compress_size
                progress(done)
    except zipfile.BadZipFile as error:
        raise Refused(f"it is no zip archive that can be read: {error}") from error
