"""Files as streams of bytes, compressed or not. Nobody sees a half-written file by its name."""

import bz2
import gzip
import io
import lzma
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import zstandard

from hardal_admin.errors import Refused
from hardal_admin.private_files import require_own_links

WRITTEN = {".gz": "gzip", ".zst": "zstd"}
SUFFIXES = {*WRITTEN, ".bz2", ".xz"}
BUFFER = 1 << 20
# errors of reading compressed data that is cut short or damaged
BROKEN = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError, lzma.LZMAError)

# the first bytes of each compression, and the maker of an object that unpacks one part
_UNPACKERS: dict[bytes, Callable[[], Any]] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(wbits=31),
    b"\x28\xb5\x2f\xfd": lambda: zstandard.ZstdDecompressor().decompressobj(),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\0": lzma.LZMADecompressor,
}


@contextmanager
def created(path: Path | None, compression: str | None, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file for writing; None is stdout. Only the file's owner can read the file.

    The file gets its name when it is complete. If the name is a symbolic link, the link's target is
    replaced; root follows no link of another user. Devices, pipes and folders are never replaced.
    """
    if path is None:
        with _compressed(sys.stdout.buffer, compression) as stream:
            yield stream
        sys.stdout.buffer.flush()
        return
    if path.exists() and not (force and path.is_file()):
        raise Refused(
            f"{path} exists already", "name another; or give --force, which replaces a file"
        )
    require_own_links(path)
    path = path.resolve()
    file = tempfile.NamedTemporaryFile(  # noqa: SIM115
        dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
    )
    try:
        with file:
            with _compressed(cast(BinaryIO, file), compression) as stream:
                yield stream
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
    except BaseException:
        Path(file.name).unlink(missing_ok=True)
        raise


@contextmanager
def _compressed(file: BinaryIO, compression: str | None) -> Iterator[BinaryIO]:
    if compression == "gzip":
        with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as stream:
            yield cast(BinaryIO, stream)
    elif compression == "zstd":
        with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as writer:
            yield cast(BinaryIO, writer)
    else:
        yield file


def plain(file: io.BufferedReader) -> io.BufferedReader:
    """Return the file's content, unpacked. The first bytes tell the compression."""
    head = file.peek(6)
    for magic, unpacker in _UNPACKERS.items():
        if head.startswith(magic):
            return io.BufferedReader(_Unpacked(file, unpacker), BUFFER)
    return file


class _Unpacked(io.RawIOBase):
    """The content of a compressed file, one frame after another, up to the first damaged byte.

    The library readers do not fit. zstandard's takes a truncated frame for a complete one. gzip's,
    below a BufferedReader, loses the bytes that it unpacked before the damage.
    """

    def __init__(self, file: io.BufferedReader, frame: Callable[[], Any]) -> None:
        self._file = file
        self._new = frame
        self._frame = frame()
        self._begun = False
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            packed = (
                self._file.read(8192)
                if not self._frame.eof
                else self._frame.unused_data or self._file.read(8192)
            )
            if self._frame.eof:
                packed = packed.lstrip(b"\0")  # zero bytes may follow a gzip frame
                self._frame, self._begun = self._new(), False
            if not packed:
                if self._begun:
                    raise EOFError
                return 0
            self._begun = True
            try:
                self._ready = self._frame.decompress(packed)
            except OSError as error:  # of bz2
                raise EOFError from error
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size
