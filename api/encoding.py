"""Content codings: which one a client takes, and the compressed bytes."""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

import pyarrow as pa

CODINGS = ("zstd", "br", "gzip")  # in our order of preference: fastest first
LEAST = 1_024  # bytes below which compressing costs more than it saves
_LEVELS = {"zstd": 3, "br": 4, "gzip": 5}
# Of pages, which readers on slow lines wait for, and of files, which are compressed once.
_SMALLER = {"zstd": 9, "br": 5, "gzip": 9}
_SMALLEST = {"zstd": 19, "br": 11, "gzip": 9}
Effort = Literal["quick", "page", "file"]
_ARROW = {"zstd": "zstd", "br": "brotli"}  # Arrow carries both codecs, in their standard formats


def choose(accept_encoding: str | None) -> str | None:
    """The coding to use for an ``Accept-Encoding`` field, or None (RFC 9110 section 12.5.3)."""
    if not accept_encoding:
        return None
    weights = dict(map(_weighted, accept_encoding.lower().split(",")))
    rest = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: weights.get(coding, rest))
    return best if weights.get(best, rest) > 0 else None


def _weighted(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    key, _, value = parameter.partition("=")
    if key.strip() != "q":
        return name.strip(), 1.0
    try:
        return name.strip(), float(value)
    except ValueError:
        return name.strip(), 0.0  # a weight we cannot read is no wish for the coding


def encode(body: bytes | memoryview, coding: str, effort: Effort = "quick") -> bytes:
    """The body in one of ``CODINGS``; the same bytes each time."""
    if effort == "file":
        return _kept(bytes(body), coding)
    return _encoded(body, coding, (_SMALLER if effort == "page" else _LEVELS)[coding])


@lru_cache(maxsize=256)  # more than the files of our pages, in each coding
def _kept(body: bytes, coding: str) -> bytes:
    return _encoded(body, coding, _SMALLEST[coding])


def _encoded(body: bytes | memoryview, coding: str, level: int) -> bytes:
    if coding == "gzip":
        return gzip.compress(body, level, mtime=0)  # a time would change the bytes
    codec = pa.Codec(_ARROW[coding], compression_level=level)
    compressed: bytes = codec.compress(body, asbytes=True)
    return compressed


def encoded(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """A body that comes in pieces, in one of ``CODINGS``."""
    if coding == "gzip":
        packer = zlib.compressobj(_LEVELS[coding], wbits=31)  # 31: with the header of gzip
        for piece in pieces:
            yield packer.compress(piece)
        yield packer.flush()
        return
    packed = _Packed()
    with pa.CompressedOutputStream(pa.PythonFile(packed, "w"), _ARROW[coding]) as stream:
        for piece in pieces:
            stream.write(piece)
            yield packed.taken()
    yield packed.taken()


class _Packed(io.BytesIO):
    """Where Arrow writes compressed bytes to; they are taken out as they come."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        found = self.getvalue()
        self.seek(0)
        self.truncate()
        return found

    def close(self) -> None:
        """Nothing: Arrow closes its stream before the last bytes are taken out."""
