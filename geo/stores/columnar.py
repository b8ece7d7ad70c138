"""The store: layers compiled once to sorted columns, then only read."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from geo.atlas import Atlas, Layer
from geo.errors import AtlasError
from geo.query import Query
from geo.store import Extent, Page, Table, Tile
from geo.stores import areas, tiles
from geo.stores.cache import SnapshotCache
from geo.stores.compile import FOOTPRINT_FIELD
from geo.stores.container import DamagedError
from geo.stores.footprints import NONE, Footprints
from geo.stores.served import Served
from geo.stores.snapshot import Snapshot

logger = logging.getLogger(__name__)

_AREAS = "areas"
_LOOK = 1.0  # seconds between two looks at a layer's files

_T = TypeVar("_T")
_Stamp = tuple[tuple[int, int, int], ...]


@dataclass
class _Current:
    """What is served of a layer, the state of its files then, and when they were last looked at."""

    served: Served
    stamp: _Stamp
    looked: float
    renewing: bool = False


class ColumnarStore:
    """Reads the layers of one atlas; a ``geo.store.FeatureStore``. Safe to share between threads.

    A layer is compiled at its first use, to a file in ``cache`` that later processes open and share
    (``geo.stores.cache``), or in memory without one. When its files change, the new version is
    compiled beside and takes over once it is ready; where it is wrong the old one stays.
    """

    def __init__(self, atlas: Atlas, cache: Path | None = None) -> None:
        self._atlas = atlas
        self._cache = SnapshotCache(cache)
        self._lock = threading.RLock()
        self._current: dict[str, _Current] = {}
        self._areas: dict[str, Footprints] = {}  # of the version that was read last
        self._pins: dict[str, Served] | None = None

    def version(self, layer: Layer) -> str:
        """Twelve hexadecimal digits: a hash of the layer's and areas' files, schema and code."""
        return self._ask(layer, lambda served: served.snapshot.version)

    def ready(self) -> bool:
        """Whether all layers are compiled and opened, and none of their files was cut short."""
        current = self._current
        return len(current) >= len(self._atlas.layers) and all(
            one.served.snapshot.stands() for one in tuple(current.values())
        )

    def pinned(self) -> Self:
        """The same store with each layer held at the version it is first asked for.

        For one request, and cheap: it shares everything with the store it comes from.
        """
        other = copy(self)
        other._pins = {}
        return other

    def page(self, layer: Layer, query: Query) -> Page:
        """The rows a query asks for and their exact number, newest first where the layer has dates.

        ``limit=0`` only counts. With ``geometry="footprint"`` records of precision >= 4 carry the
        polygon of their ``footprint_ref``. What a box and an interval select: ``selection.select``.
        Raises RequestError for a field, value or cursor the layer does not know.
        """
        return self._ask(layer, lambda served: served.page(query))

    def counts(self, layer: Layer, query: Query, field: str) -> Mapping[Any, int]:
        """How many selected records have each value of a field, most first; None counts the nulls.

        A record of a ``;`` list field counts once for each of its parts. Days are ISO texts.
        Raises RequestError as ``page`` does, and for an unknown field.
        """
        return self._ask(layer, lambda served: served.counts(query, field))

    def table(self, layer: Layer, query: Query, fields: Sequence[str]) -> Table:
        """Some fields of all the rows a query selects, ``id`` among those there are.

        Limit, cursor, sort, properties and geometry of the query play no part. Raises RequestError
        as ``page`` does, and for an unknown field.
        """
        return self._ask(layer, lambda served: served.table(query, fields))

    def extent(self, layer: Layer) -> Extent | None:
        """The layer's bounds in degrees and days, None when it is empty.

        Records of precision >= 4 count with their footprints. An end of time is None where it is
        open: where a record has the other end only.
        """
        return self._ask(layer, lambda served: served.extent())

    def tile(self, layer: Layer, tile: Tile, query: Query) -> bytes:
        """One Mapbox Vector Tile 2.1 of what the query selects; empty bytes where nothing is.

        Layers and properties: ``geo.overview``. Limit, cursor, sort, properties and geometry of the
        query play no part. Raises NotFoundError outside the matrix, RequestError as ``page`` does.
        """
        tiles.check(tile)
        return self._ask(layer, lambda served: served.tile(tile, query))

    def _ask(self, layer: Layer, question: Callable[[Served], _T]) -> _T:
        """The answer of the current version; of a new snapshot where the file proves damaged."""
        served = self._serve(layer)
        try:
            return _asked(served, question)
        except DamagedError as error:
            logger.warning("snapshot of %s is damaged (%s) and is made again", layer.name, error)
            self._drop(layer, served)
            return question(self._serve(layer))

    def _serve(self, layer: Layer) -> Served:
        if self._pins is None:
            return self._newest(layer)
        served = self._pins.get(layer.name)
        if served is None:
            served = self._pins[layer.name] = self._newest(layer)
        return served

    def _newest(self, layer: Layer) -> Served:
        current = self._current.get(layer.name)
        if current is None:
            with self._lock:
                current = self._current.get(layer.name)
                if current is None:
                    current = self._current[layer.name] = self._load(layer)
        elif time.monotonic() - current.looked > _LOOK:
            self._look(layer, current)
        return current.served

    def _drop(self, layer: Layer, served: Served) -> None:
        with self._lock:
            current = self._current.get(layer.name)
            if current is not None and current.served is served:
                self._cache.discard(layer, served.snapshot.version)
                del self._current[layer.name]
        if self._pins is not None:
            self._pins.pop(layer.name, None)

    def _look(self, layer: Layer, current: _Current) -> None:
        """Starts to renew the layer where its files have changed; never waits."""
        layer = self._where_now(layer)
        with self._lock:
            current.looked = time.monotonic()
            stamp = _stamp(self._paths(layer))
            if stamp is None or stamp == current.stamp or current.renewing:
                return
            current.renewing = True
        name = f"renew {layer.name}"
        threading.Thread(target=self._renew, args=(layer, current), name=name, daemon=True).start()

    def _renew(self, layer: Layer, current: _Current) -> None:
        stamp = _stamp(self._paths(layer))
        try:
            new = self._load(layer)
        except (AtlasError, OSError) as error:
            logger.warning("new %s cannot be served, the old one stays: %s", layer.name, error)
            current.stamp = stamp or current.stamp
            current.renewing = False
            return
        with self._lock:
            self._current[layer.name] = new

    def _where_now(self, layer: Layer) -> Layer:
        """The layer with its file; the one atlas.toml names now where the known one has gone.

        A layer that grows large becomes a file of another kind (``geo.writing``).
        """
        if layer.path.is_file():
            return layer
        try:
            return Atlas.open(self._atlas.path).layers.get(layer.name, layer)
        except AtlasError:
            return layer

    def _load(self, layer: Layer) -> _Current:
        layer = self._where_now(layer)
        paths = self._paths(layer)
        stamp = _stamp(paths) or ()
        version = self._cache.version(layer, paths)
        found = self._footprints(layer)
        served = self._opened((layer, version), found.numbers, lambda new: Served(new, found))
        return _Current(served, stamp, time.monotonic())

    def _opened(
        self, what: tuple[Layer, str], numbers: Mapping[str, int], use: Callable[[Snapshot], _T]
    ) -> _T:
        """What ``use`` makes of a layer's version; of a new snapshot where the file is damaged."""
        layer, version = what
        try:
            return use(self._cache.load(layer, version, numbers))
        except DamagedError as error:
            logger.warning("snapshot of %s is damaged (%s) and is made again", layer.name, error)
            self._cache.discard(layer, version)
            return use(self._cache.load(layer, version, numbers))

    def _footprints(self, layer: Layer) -> Footprints:
        """The areas that stand for the layer's records; the layers that lean on them share them."""
        if (source := self._leans_on(layer)) is None:
            return NONE
        version = self._cache.version(source, [source.path])
        with self._lock:
            if version not in self._areas:
                found = self._opened((source, version), {}, areas.footprints)
                self._areas.clear()
                self._areas[version] = found
            return self._areas[version]

    def _leans_on(self, layer: Layer) -> Layer | None:
        leans = FOOTPRINT_FIELD in layer.schema.by_name
        return self._atlas.layers.get(_AREAS) if leans else None

    def _paths(self, layer: Layer) -> list[Path]:
        """The files a layer's answers depend on."""
        source = self._leans_on(layer)
        return [layer.path, source.path] if source else [layer.path]


def _asked(served: Served, question: Callable[[Served], _T]) -> _T:
    if not served.snapshot.stands():
        raise DamagedError("cut short")
    try:
        return question(served)
    except (AtlasError, DamagedError):
        raise
    except Exception:  # a place out of bounds, say: bytes may have gone bad after their check
        served.snapshot.check_again()
        raise


def _stamp(paths: list[Path]) -> _Stamp | None:
    """Size, time and number of each file; None while one of them is not there."""
    try:
        stats = [path.stat() for path in paths]
    except FileNotFoundError:
        return None
    return tuple((stat.st_size, stat.st_mtime_ns, stat.st_ino) for stat in stats)
