"""One file of named sections with checksums, written once and memory-mapped by many readers.

Layout: the sections one after the other, each starting at a multiple of 64 bytes (the alignment
Arrow asks for); a JSON directory of names, places, lengths and CRC-32 of each block of a section;
and a trailer: length and CRC-32 of the directory, then ``MAGIC``. A file cut short has no trailer,
and a changed byte is found when the block that holds it is first read.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Self

import orjson
import pyarrow as pa

MAGIC = b"ATLAS-SNAPSHOT-1"
BLOCK = 1 << 16  # bytes that share one checksum
_ALIGN = 64
_TRAILER = struct.Struct("<QI16s")


class DamagedError(Exception):
    """A container's bytes are not those that were written. Internal: the store rebuilds it."""


class Section(io.RawIOBase):
    """Where a section's bytes are written."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._pending = bytearray()
        self.length = 0
        self.sums: list[int] = []

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
            self.sums.append(zlib.crc32(self._pending))
            self._pending.clear()
        whole = len(view) - len(view) % BLOCK
        self.sums += [zlib.crc32(view[at : at + BLOCK]) for at in range(0, whole, BLOCK)]
        self._pending += view[whole:]

    def finish(self) -> None:
        """Sums the last, shorter block."""
        if self._pending:
            self.sums.append(zlib.crc32(self._pending))


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
        self._directory[name] = {"at": self._at, "length": section.length, "sums": section.sums}
        self._at += section.length

    def batch(self, name: str, batch: pa.RecordBatch) -> None:
        """A record batch as a section: an Arrow IPC file."""
        with self.section(name) as section, pa.ipc.new_file(section, batch.schema) as file:
            file.write_batch(batch)

    def close(self, facts: dict[str, Any]) -> None:
        """Writes directory and trailer; ``facts`` are plain JSON for the reader."""
        text = orjson.dumps({"facts": facts, "sections": self._directory})
        self._file.write(text)
        self._file.write(_TRAILER.pack(len(text), zlib.crc32(text), MAGIC))


class Container:
    """Reads a container; every block is checked once, before its first use."""

    def __init__(self, buffer: pa.Buffer) -> None:
        self._buffer = buffer
        directory = _directory(buffer)
        self.facts: dict[str, Any] = directory["facts"]
        self._sections: dict[str, dict[str, Any]] = directory["sections"]
        self._checked = {name: bytearray(len(s["sums"])) for name, s in self._sections.items()}

    @classmethod
    def open(cls, path: Path) -> Self:
        """The container of a file, memory-mapped: it stays readable after the file is unlinked.

        Raises DamagedError where the file is cut short or its directory is broken.
        """
        if path.stat().st_size < _TRAILER.size:
            raise DamagedError(path.name)
        with pa.memory_map(str(path)) as file:
            return cls(file.read_buffer())

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
        checked = self._checked[name]
        first, last = start // BLOCK, -(-stop // BLOCK)
        if checked.find(0, first, last) < 0:
            return
        sums = self._sections[name]["sums"]
        view = memoryview(self.section(name))
        for block in range(first, last):
            if not checked[block]:
                if zlib.crc32(view[block * BLOCK : (block + 1) * BLOCK]) != sums[block]:
                    raise DamagedError(f"{name}, block {block}")
                checked[block] = 1


def _directory(buffer: pa.Buffer) -> dict[str, Any]:
    if buffer.size < _TRAILER.size:
        raise DamagedError("trailer")
    length, checksum, magic = _TRAILER.unpack(buffer.slice(buffer.size - _TRAILER.size))
    start = buffer.size - _TRAILER.size - length
    if magic != MAGIC or start < 0:
        raise DamagedError("trailer")
    text = memoryview(buffer.slice(start, length))
    if zlib.crc32(text) != checksum:
        raise DamagedError("directory")
    directory: dict[str, Any] = orjson.loads(text)
    return directory
