"""The store: layers compiled once to sorted columns, then only read."""

import hashlib
import io
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import frames, geojson
from geo.atlas import Atlas, Layer
from geo.errors import RequestError
from geo.query import BBox, Query, Sort
from geo.store import Extent, Page, Tile
from geo.stores import order, selection, tiles
from geo.stores.columns import Column, Rows
from geo.stores.compile import FOOTPRINT_FIELD, compile_layer
from geo.stores.footprints import Footprints, footprints
from geo.stores.snapshot import Kind, Snapshot

_CODE = "1"  # raise it when the same data would compile to something else
_AREAS = "areas"


class ColumnarStore:
    """Reads the layers of one atlas; a ``geo.store.FeatureStore``. Safe to share between threads.

    A layer is compiled at its first use; until then the store costs nothing.
    """

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._lock = threading.RLock()
        self._snapshots: dict[str, Snapshot] = {}
        self._versions: dict[str, str] = {}
        self._footprints: Footprints | None = None
        self._order = lru_cache(maxsize=16)(self._find_order)
        self._area_sums = lru_cache(maxsize=64)(self._find_area_sums)

    def version(self, layer: Layer) -> str:
        """Twelve hexadecimal digits: a hash of the layer's and areas' files, schema and code."""
        with self._lock:
            if layer.name not in self._versions:
                self._versions[layer.name] = _hash(layer, self._atlas.layers.get(_AREAS))
            return self._versions[layer.name]

    def page(self, layer: Layer, query: Query) -> Page:
        """The rows a query asks for and their exact number, newest first where the layer has dates.

        ``limit=0`` only counts. With ``geometry="footprint"`` records of precision >= 4 carry the
        polygon of their ``footprint_ref``. What a box and an interval select: ``selection.select``.
        Raises RequestError for a field, value or cursor the layer does not know.
        """
        snapshot = self._snapshot(layer)
        selection.check(snapshot, query)
        first = order.place_of(snapshot, query)
        rows = selection.select(snapshot, self._areas(), query)
        permutation, rank = self._order(layer.name, query.sort)
        places, after = order.page_places(rank, rows, first, query.limit)
        features = tuple(self._feature(snapshot, int(row), query) for row in permutation[places])
        more = order.cursor(snapshot, query, after) if after is not None and query.limit else None
        return Page(features, selection.count(rows), more)

    def counts(self, layer: Layer, query: Query, field: str) -> Mapping[Any, int]:
        """How many selected records have each value of a field, most first; None counts the nulls.

        A record of a ``;`` list field counts once for each of its parts. Days are ISO texts.
        Raises RequestError as ``page`` does, and for an unknown field.
        """
        snapshot = self._snapshot(layer)
        selection.check(snapshot, query)
        if field not in snapshot.columns:
            text = f"{layer.name} has no such field"
            raise RequestError("field", field, text, snapshot.columns)
        rows = selection.select(snapshot, self._areas(), query)
        return _counts(snapshot.columns[field], rows)

    def extent(self, layer: Layer) -> Extent | None:
        """The layer's bounds in degrees and days, None when it is empty.

        Records of precision >= 4 count with their footprints.
        """
        snapshot = self._snapshot(layer)
        if not len(snapshot):
            return None
        return Extent(_bounds(snapshot, self._areas()), *_days(snapshot))

    def tile(self, layer: Layer, tile: Tile, query: Query) -> bytes:
        """One Mapbox Vector Tile 2.1 of what the query selects; empty bytes where nothing is.

        Layers and properties: ``geo.overview``. Limit, cursor, sort, properties and geometry of the
        query play no part. Raises NotFoundError outside the matrix, RequestError as ``page`` does.
        """
        tiles.check(tile)
        snapshot = self._snapshot(layer)
        selection.check(snapshot, query)
        query = Query(query.bbox, query.interval, query.where, query.ids)
        sums = self._area_sums(layer.name, query)
        return tiles.tile(snapshot, self._areas(), tile, query, sums)

    def _snapshot(self, layer: Layer) -> Snapshot:
        if layer.name not in self._snapshots:
            with self._lock:
                if layer.name not in self._snapshots:
                    self._snapshots[layer.name] = self._compiled(layer)
        return self._snapshots[layer.name]

    def _compiled(self, layer: Layer) -> Snapshot:
        sink = io.BytesIO()
        numbers = self._areas().numbers if FOOTPRINT_FIELD in layer.schema.by_name else {}
        snapshot = compile_layer(layer, self.version(layer), frames.batches(layer), numbers, sink)
        return replace(snapshot, features=sink.getbuffer())

    def _areas(self) -> Footprints:
        if self._footprints is None:
            with self._lock:
                layer = self._atlas.layers.get(_AREAS)
                self._footprints = footprints(frames.read(layer) if layer else None)
        return self._footprints

    def _find_order(
        self, name: str, sort: tuple[Sort, ...]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        permutation = order.order(self._snapshots[name], sort)
        return permutation, order.inverse(permutation)

    def _find_area_sums(self, name: str, query: Query) -> tiles.AreaSums:
        return tiles.area_sums(self._snapshots[name], self._areas(), query)

    def _feature(self, snapshot: Snapshot, row: int, query: Query) -> bytes:
        feature = snapshot.feature(row)
        if query.properties is not None:
            fields = [snapshot.schema.by_name[name] for name in query.properties]
            feature = geojson.select(feature, fields)
        if query.geometry == "none":
            return geojson.with_geometry(feature, None)
        span = snapshot.span(Kind.AREA)
        if query.geometry == "footprint" and span.start <= row < span.stop:
            number = int(snapshot.area[row - span.start])
            return geojson.with_geometry(feature, self._areas().geometries[number])
        return feature


def _hash(layer: Layer, areas: Layer | None) -> str:
    digest = hashlib.blake2b(digest_size=6)
    digest.update(f"{_CODE} {layer.schema!r}".encode())
    paths = [layer.path]
    if areas is not None and FOOTPRINT_FIELD in layer.schema.by_name:
        paths.append(areas.path)
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "blake2b").digest())
    return digest.hexdigest()


def _counts(column: Column, rows: Rows) -> dict[Any, int]:
    values, numbers = np.unique(column.values[rows], return_counts=True, equal_nan=True)
    if column.field.kind == "list" and column.words is not None:
        known = values >= 0
        per_text = np.zeros(len(column.words), np.int64)
        per_text[values[known]] = numbers[known]
        lengths = np.diff(column.parts.starts)
        words, table = column.parts.words, np.repeat(per_text, lengths)
        totals = np.bincount(column.parts.codes, weights=table, minlength=len(words))
        found: dict[Any, int] = {words[int(i)]: int(totals[i]) for i in np.flatnonzero(totals)}
        if not known.all():
            found[None] = int(numbers[~known][0])
    else:
        found = {
            (None if one == column.null or one != one else column.shown(one)): int(n)  # noqa: PLR0124 - NaN
            for one, n in zip(values, numbers, strict=True)
        }
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _bounds(snapshot: Snapshot, areas: Footprints) -> BBox | None:
    points = slice(0, int(snapshot.spans[Kind.AREA]))
    boxes = [_box(snapshot.lon[points], snapshot.lat[points])] if points.stop else []
    shapes = [*areas.outlines.shapes[np.unique(snapshot.area)], *snapshot.outlines.shapes]
    boxes += [BBox(*shape.bounds) for shape in shapes]
    if not boxes:
        return None
    return BBox(
        min(b.west for b in boxes),
        min(b.south for b in boxes),
        max(b.east for b in boxes),
        max(b.north for b in boxes),
    )


def _box(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> BBox:
    return BBox(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))


def _days(snapshot: Snapshot) -> tuple[date | None, date | None]:
    """First of the first days and last of the last days; None where open or no record has one."""
    if not snapshot.schema.temporal:
        return None, None
    start, end = snapshot.columns["date_start"], snapshot.columns["date_end"]
    no_start, no_end = start.is_null(slice(None)), end.is_null(slice(None))
    ends = []
    for column, known, least, is_open in (
        (start, ~no_start, np.min, no_start & ~no_end),
        (end, ~no_end, np.max, no_end & ~no_start),
    ):
        empty = is_open.any() or not known.any()
        ends.append(None if empty else column.shown(least(column.values[known])))
    first, last = (None if day is None else date.fromisoformat(str(day)) for day in ends)
    return first, last
