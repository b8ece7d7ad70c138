"""One file of named sections with checksums, written once and memory-mapped by many readers.

Layout: the sections one after the other, each starting at a multiple of 64 bytes (the alignment
Arrow asks for) and followed, at the next such multiple, by the checksum of each of its blocks as
64-bit little-endian numbers; a JSON directory of names, places, lengths and the checksum of those
numbers; and a trailer: length and checksum of the directory, then ``MAGIC``. A file cut short has
no trailer, and a changed byte is found when the block that holds it is first read. Checksums are
XXH3, 64 bits: as sure as CRC-32 of a byte gone bad, and five times as fast.
"""

import io
import mmap
import os
import struct
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Self
from weakref import finalize

import numpy as np
import orjson
import pyarrow as pa
import xxhash
from numpy.typing import NDArray

MAGIC = b"ATLAS-SNAPSHOT-4"
BLOCK = 1 << 16  # bytes that share one checksum
_ALIGN = 64
_MOST_VIEWS = 1_000  # below IOV_MAX of <limits.h>, with what lies between them
_GAP = 1 << 13  # bytes between two pieces that cost less to read than another call
_BETWEEN = memoryview(bytearray(_GAP))  # where those go
_SUM = np.dtype("<u8")

Numbers = NDArray[np.int64]

_TRAILER = struct.Struct("<QQ16s")


checksum = xxhash.xxh3_64_intdigest


class DamagedError(Exception):
    """A container's bytes are not those that were written. Internal: the store rebuilds it."""


class Section(io.RawIOBase):
    """Where a section's bytes are written."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._pending = bytearray()
        self.length = 0
        self.sums = array("Q")

    def writable(self) -> bool:
        """A section only takes bytes."""
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
        """Takes the bytes and returns how many."""
        view = memoryview(data).cast("B")
        self._file.write(view)
        self.length += len(view)
        self._sum(view)
        return len(view)

    def _sum(self, view: memoryview) -> None:
        if self._pending:
            missing = BLOCK - len(self._pending)
            self._pending += view[:missing]
            view = view[missing:]
            if len(self._pending) < BLOCK:
                return
            self.sums.append(checksum(self._pending))
            self._pending.clear()
        whole = len(view) - len(view) % BLOCK
        self.sums.extend(checksum(view[at : at + BLOCK]) for at in range(0, whole, BLOCK))
        self._pending += view[whole:]

    def finish(self) -> None:
        """Sums the last, shorter block."""
        if self._pending:
            self.sums.append(checksum(self._pending))


class Writer:
    """Writes a container to an open file: sections, then ``close``."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._directory: dict[str, dict[str, Any]] = {}

    @contextmanager
    def section(self, name: str) -> Iterator[Section]:
        """A new section to write to; one at a time."""
        self._at += self._file.write(b"\0" * (-self._at % _ALIGN))
        section = Section(self._file)
        yield section
        section.finish()
        at = self._at
        self._at += section.length
        self._at += self._file.write(b"\0" * (-self._at % _ALIGN))
        sums = np.asarray(section.sums).astype(_SUM).tobytes()
        known = {"at": at, "length": section.length, "sums_at": self._at, "sum": checksum(sums)}
        self._directory[name] = known
        self._at += self._file.write(sums)

    def batch(self, name: str, batch: pa.RecordBatch) -> None:
        """A record batch as a section: an Arrow IPC file."""
        with self.section(name) as section, pa.ipc.new_file(section, batch.schema) as file:
            file.write_batch(batch)

    def close(self, facts: dict[str, Any]) -> None:
        """Writes directory and trailer; ``facts`` are plain JSON for the reader."""
        text = orjson.dumps({"facts": facts, "sections": self._directory})
        self._file.write(text)
        self._file.write(_TRAILER.pack(len(text), checksum(text), MAGIC))


class Container:
    """Reads a container; every block is checked once, before its first use, but for ``fill``."""

    def __init__(self, buffer: pa.Buffer, descriptor: int | None = None) -> None:
        self._buffer = buffer
        self._descriptor = descriptor  # of the file whose bytes the buffer is, for ``read``
        directory = _directory(buffer)
        self.facts: dict[str, Any] = directory["facts"]
        self._sections: dict[str, dict[str, Any]] = directory["sections"]
        self._sums = {name: self._sums_of(one) for name, one in self._sections.items()}
        self._checked = {name: bytearray(len(sums)) for name, sums in self._sums.items()}

    @classmethod
    def open(cls, path: Path) -> Self:
        """The container of a file, memory-mapped: it stays readable after the file is unlinked.

        Raises DamagedError where the file is cut short or its directory is broken.
        """
        descriptor = os.open(path, os.O_RDONLY)
        try:
            size = os.fstat(descriptor).st_size
            mapped = mmap.mmap(descriptor, size, access=mmap.ACCESS_READ) if size else b""
            container = cls(pa.py_buffer(mapped), descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        finalize(container, os.close, descriptor)
        return container

    def stands(self) -> bool:
        """Whether the file is as long as it was when it was opened.

        To be asked before mapped bytes are used: touching what is no longer there would end the
        process (mmap(2), SIGBUS).
        """
        size = self._buffer.size
        return self._descriptor is None or os.fstat(self._descriptor).st_size >= size

    def has(self, name: str) -> bool:
        """Whether there is a section of that name."""
        return name in self._sections

    def batch(self, name: str) -> pa.RecordBatch:
        """The record batch of a section, its arrays lying in the file. Raises DamagedError."""
        section = self._sections[name]
        self.check(name, 0, section["length"])
        with pa.ipc.open_file(self.section(name)) as file:
            return file.get_batch(0)

    def section(self, name: str) -> pa.Buffer:
        """A section's bytes, not yet checked."""
        section = self._sections[name]
        return self._buffer.slice(section["at"], section["length"])

    def check(self, name: str, start: int, stop: int) -> None:
        """Raises DamagedError where the blocks with bytes ``start`` to ``stop`` are damaged."""
        first, last = start // BLOCK, -(-stop // BLOCK)
        if self._checked[name].find(0, first, last) >= 0:
            view = memoryview(self.section(name))[first * BLOCK : last * BLOCK]
            self._check_blocks(name, first, view)

    def check_again(self) -> None:
        """Checks every block, also those checked before. Raises DamagedError."""
        for name, section in self._sections.items():
            self._checked[name][:] = bytes(len(self._checked[name]))
            self.check(name, 0, section["length"])

    def fill(self, name: str, starts: Numbers, views: Sequence[memoryview]) -> None:
        """Writes pieces of a section to the views, not checked, read from the file and not mapped.

        Bytes read here and there would each map the pages around them, and so fill the memory of
        the process. Raises DamagedError where the file has been cut short meanwhile.
        """
        order = np.argsort(starts).tolist()
        places = (self._sections[name]["at"] + starts).tolist()
        run: list[memoryview] = []
        first = end = places[order[0]] if order else 0
        for number in order:
            at, view = places[number], views[number]
            gap = at - end
            if gap < 0 or gap > _GAP or len(run) > _MOST_VIEWS:
                self._read(first, end, run)
                run, first = [], at
            elif gap:
                run.append(_BETWEEN[:gap])
            run.append(view)
            end = at + len(view)
        self._read(first, end, run)

    def _read(self, first: int, end: int, views: Sequence[memoryview]) -> None:
        """Reads the bytes from ``first`` to ``end`` of the file into the views, all at once."""
        if self._descriptor is not None:
            if os.preadv(self._descriptor, views, first) < end - first:
                raise DamagedError("cut short")
            return
        whole = memoryview(self._buffer).cast("B")
        for view in views:
            view[:] = whole[first : first + len(view)]
            first += len(view)

    def _check_blocks(self, name: str, first: int, view: memoryview) -> None:
        """Checks the blocks from number ``first`` on, whose bytes are given."""
        checked, sums = self._checked[name], self._sums[name]
        for number, at in enumerate(range(0, len(view), BLOCK), first):
            if not checked[number]:
                if checksum(view[at : at + BLOCK]) != sums[number]:
                    raise DamagedError(f"{name}, block {number}")
                checked[number] = 1

    def _sums_of(self, section: dict[str, Any]) -> NDArray[np.uint64]:
        blocks = -(-section["length"] // BLOCK)
        sums = self._buffer.slice(section["sums_at"], blocks * _SUM.itemsize)
        if checksum(sums) != section["sum"]:
            raise DamagedError("sums")
        return np.frombuffer(sums, _SUM)


def _directory(buffer: pa.Buffer) -> dict[str, Any]:
    if buffer.size < _TRAILER.size:
        raise DamagedError("trailer")
    length, known, magic = _TRAILER.unpack(buffer.slice(buffer.size - _TRAILER.size))
    start = buffer.size - _TRAILER.size - length
    if magic != MAGIC or start < 0:
        raise DamagedError("trailer")
    text = memoryview(buffer.slice(start, length))
    if checksum(text) != known:
        raise DamagedError("directory")
    directory: dict[str, Any] = orjson.loads(text)
    return directory
