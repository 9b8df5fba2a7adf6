"""A file to import. It detects the format and compression, and yields rows as lines of JSON."""

import io
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from hardal_admin.bulk import recognise, streams
from hardal_admin.bulk.formats import Row, csv, ndjson, parquet, zip_archive
from hardal_admin.bulk.json_lines import Mapping, mapped
from hardal_admin.errors import Refused


@dataclass
class InputFile:
    """A file to read. `path` None is stdin. With `form` None, the file's name gives the format."""

    path: Path | None
    form: str | None = None
    mapping: Mapping | None = None
    delimiter: str | None = None  # of CSV; None is told by the header
    read: int = 0  # bytes, for the progress bar
    passed_over: set[str] = field(default_factory=set)  # files of an archive
    vendor: str | None = None  # the system whose rows `mapping` reads

    @property
    def name(self) -> str:
        return recognise.shown(self.path) if self.path else "stdin"

    @property
    def seekable(self) -> bool:
        """Whether the file can be read more than once. Stdin and pipes can be read once."""
        return self.path is not None and self.path.is_file()

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path else 0

    def check(self) -> None:
        """Read up to the first row. Raise Refused for a fault there, before anything is stored."""
        if self.seekable:
            for _ in self.rows():
                break
            self.read = 0

    def rows(self) -> Iterator[Row]:
        """Yield the rows. Raise Refused, with the file's name, where the file is broken."""
        with self.path.open("rb") if self.path else nullcontext() as opened:
            file = cast(io.BufferedReader, opened or sys.stdin.buffer)
            last = 0
            try:
                for row in self._rows(file):
                    last = row[0]
                    yield row
            except streams.BROKEN as error:
                raise Refused(
                    f"{self.name} is cut short or broken after row {last}",
                    "import it again once it is whole",
                ) from error
            except Refused as error:
                raise Refused(f"{self.name}: {error.message}", error.hint) from error

    def _rows(self, file: io.BufferedReader) -> Iterator[Row]:
        form = self.form or recognise.form_of(self.name) or "ndjson"
        if form == "parquet" or file.peek(4)[:4] == recognise.PARQUET:
            yield from parquet.read(self._path_of("Parquet"), self.mapping, self._set_read)
        elif self.mapping:
            for number, line in self._lines(file, form):
                yield number, mapped(line, self.mapping)
        else:
            yield from self._lines(file, form)

    def _lines(self, file: io.BufferedReader, form: str) -> Iterator[Row]:
        """Yield the rows of NDJSON, CSV and zip archives."""
        if recognise.is_zip(file):
            yield from zip_archive.read(
                self._path_of("a zip archive"), self._set_read, self.passed_over
            )
            return
        if form == "csv" and self.mapping:
            raise Refused("--from reads NDJSON and Parquet, not CSV")
        stream = streams.plain(file)
        recognise.refuse_unreadable(stream)
        rows = csv.read(stream, self.delimiter) if form == "csv" else ndjson.read(stream)
        # Both are computed first, because the file may be deleted while it is read.
        seekable, size = self.seekable, self.size
        for count, row in enumerate(rows):
            if seekable and count % 100 == 0:
                self.read = file.tell()
            yield row
        self.read = size if seekable else 0

    def _path_of(self, what: str) -> Path:
        """Return the path for a format that no pipe can carry. Raise Refused for a pipe."""
        if not self.seekable:
            raise Refused(f"{what} is not read from a pipe", "write it to a file first")
        assert self.path
        return self.path

    def _set_read(self, size: int) -> None:
        self.read = size
