"""The folder of compiled snapshots: found by content, built at most once, replaced as a whole.

A snapshot is a file ``LAYER-VERSION.snapshot``; the version is a hash of the data, the schema and
this code, so a file of that name is either right or damaged. It is written under another name and
renamed when complete: killed at any moment, what was there before still serves.
"""

import hashlib
import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import orjson
import pyarrow as pa

from geo import rows
from geo.atlas import Layer
from geo.stores.compile import compile_layer
from geo.stores.container import Container, DamagedError
from geo.stores.snapshot import Snapshot

try:
    import fcntl
except ImportError:  # not a POSIX system: two processes may then compile at once, to no harm
    fcntl = None  # type: ignore[assignment]  # only asked whether it is there

logger = logging.getLogger(__name__)

_CODE = "15"  # raise it when the same data would compile to something else
_DIGESTS = "digests.json"
_SETTLED = 2_000_000_000  # ns after which a file's time stamp tells whether it was written again


class SnapshotCache:
    """Snapshots in a folder, made when it is first needed; in memory only where it is None."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def version(self, layer: Layer, paths: Sequence[Path]) -> str:
        """Twelve hexadecimal digits that change with the files' content, the schema or the code.

        A file that has not been touched since is not read again.
        """
        # Sets of texts have another order in each process, and all must find the same file.
        types = sorted(layer.schema.geometry_types)
        schema = replace(layer.schema, geometry_types=frozenset())
        digest = hashlib.blake2b(f"{_CODE} {types} {schema!r}".encode(), digest_size=6)
        for path in paths:
            digest.update(self._digest(path).encode())
        return digest.hexdigest()

    def load(self, layer: Layer, version: str, areas: Mapping[str, int]) -> Snapshot:
        """The layer's snapshot of that version, compiled where the folder does not have it.

        Where the folder cannot be written to, the snapshot is made in memory and a warning logged.
        Raises DataError for wrong data.
        """
        if self._folder is not None:
            try:
                return self._load_file(self._folder, layer, version, areas)
            except OSError as error:
                logger.warning("no snapshot of %s in %s: %s", layer.name, self._folder, error)
        target = BytesIO()
        compile_layer(layer, rows.batches(layer), areas, (target, BytesIO(), BytesIO()))
        return Snapshot(layer.schema, version, Container(pa.py_buffer(target.getbuffer())))

    def discard(self, layer: Layer, version: str) -> None:
        """Forgets a snapshot that turned out to be damaged."""
        if self._folder is not None:
            (self._folder / _name(layer, version)).unlink(missing_ok=True)

    def _load_file(
        self, folder: Path, layer: Layer, version: str, areas: Mapping[str, int]
    ) -> Snapshot:
        path = folder / _name(layer, version)
        if (snapshot := _opened(layer, version, path)) is not None:
            return snapshot
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder / f"{layer.name}.lock"):
            if (snapshot := _opened(layer, version, path)) is not None:
                return snapshot  # another process has made it meanwhile
            _sweep(folder, layer, keep=None)
            _write(layer, path, areas)
            _sweep(folder, layer, keep=path)
        return Snapshot(layer.schema, version, Container.open(path))

    def _digest(self, path: Path) -> str:
        """The hash of a file's content, remembered in the folder by size and time stamp."""
        stat = path.stat()
        stamp = [stat.st_size, stat.st_mtime_ns, stat.st_ino]
        known = self._digests()
        name = str(path.resolve())
        if known.get(name, [None])[:-1] == stamp:
            return str(known[name][-1])
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "blake2b").hexdigest()
        settled = time.time_ns() - stat.st_mtime_ns > _SETTLED
        if self._folder is not None and settled:
            with suppress(OSError):  # a folder that cannot be written to costs time, no more
                self._folder.mkdir(parents=True, exist_ok=True)
                self._remember(name, [*stamp, digest])
        return digest

    def _remember(self, name: str, told: list[int | str]) -> None:
        if self._folder is None:
            return
        with _locked(self._folder / "digests.lock"):
            for left in self._folder.glob(f".{_DIGESTS}-*"):  # by who was killed while writing
                left.unlink(missing_ok=True)
            known = self._digests() | {name: told}
            _replace(self._folder / _DIGESTS, orjson.dumps(known))

    def _digests(self) -> dict[str, list[int | str]]:
        if self._folder is None:
            return {}
        try:
            known = orjson.loads((self._folder / _DIGESTS).read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return {}
        return known if isinstance(known, dict) else {}


def _name(layer: Layer, version: str) -> str:
    return f"{layer.name}-{version}.snapshot"


def _opened(layer: Layer, version: str, path: Path) -> Snapshot | None:
    """The snapshot of a file; None where it is not there or damaged, which is logged."""
    try:
        return Snapshot(layer.schema, version, Container.open(path))
    except FileNotFoundError:
        return None
    except DamagedError as error:
        logger.warning("snapshot %s is damaged (%s) and is made again", path.name, error)
        return None


def _write(layer: Layer, path: Path, areas: Mapping[str, int]) -> None:
    started = time.monotonic()
    spools = (path.with_suffix(".spool"), path.with_suffix(".texts"))
    with _temporary(path) as target:
        with _temporary(spools[0]) as spool, _temporary(spools[1]) as texts:
            compile_layer(layer, rows.batches(layer), areas, (target, spool, texts))
        # The spools are gone first: once the snapshot is in place, nobody sweeps before the next.
        target.flush()
        os.fsync(target.fileno())
        Path(target.name).replace(path)
    logger.info("compiled %s in %.1f s", path.name, time.monotonic() - started)


@contextmanager
def _temporary(path: Path) -> Iterator[BinaryIO]:
    """A file beside the path that is gone afterwards unless it was renamed."""
    beside = path.with_name(f".{path.name}-{uuid4().hex}")
    try:
        with beside.open("w+b") as file:
            yield file
    finally:
        beside.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    with _temporary(path) as file:
        file.write(content)
        file.flush()
        Path(file.name).replace(path)


def _sweep(folder: Path, layer: Layer, keep: Path | None) -> None:
    """Removes what killed compilers left behind, and older snapshots once there is a newer one.

    Only with the layer's lock held. Readers keep what they have mapped.
    """
    for path in folder.glob(f".{layer.name}-*"):
        path.unlink(missing_ok=True)
    if keep is not None:
        for path in folder.glob(f"{layer.name}-*.snapshot"):
            if path != keep:
                path.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds the lock file's lock; the system lets go of it when a process dies."""
    with path.open("w") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
