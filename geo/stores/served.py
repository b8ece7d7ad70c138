"""One version of a layer, and the answers it gives."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import geojson
from geo.errors import RequestError
from geo.query import BBox, Query, Sort
from geo.store import Coded, Extent, Page, Table, Tile
from geo.stores import order, selection, tiles
from geo.stores.area_sums import AreaSums
from geo.stores.by_time import ByTime
from geo.stores.columns import Column, Rows
from geo.stores.footprints import Footprints
from geo.stores.snapshot import Kind, Snapshot, inverse

_FEW = 1 << 20  # a table of numbers up to here apart is smaller than what it saves sorting


class Served:
    """A snapshot with the footprints its records may stand on; safe to share between threads."""

    def __init__(self, snapshot: Snapshot, footprints: Footprints) -> None:
        snapshot.footprints = footprints
        self.snapshot = snapshot
        self._footprints = footprints
        self._by_time = ByTime.of(snapshot)
        self._order = lru_cache(maxsize=4)(self._find_order)
        self._area_sums = lru_cache(maxsize=64)(self._find_area_sums)

    def page(self, query: Query) -> Page:
        """As ``ColumnarStore.page``."""
        snapshot = self.snapshot
        selection.check(snapshot, query)
        first = order.place_of(snapshot, query)
        matched, rows, after = self._found(query, first)
        features = self._features(rows, query)
        more = order.cursor(snapshot, query, after) if after is not None and query.limit else None
        return Page(features, matched, more)

    def _found(self, query: Query, first: int) -> tuple[int, NDArray[np.int32], int | None]:
        """How many rows a query selects, those of its page, and the place the next begins at."""
        snapshot = self.snapshot
        by_time = None if query.sort else self._by_time
        if by_time and (run := by_time.run(query)):
            places, after = run.page(first, query.limit)
            return int(np.count_nonzero(run.mask)), snapshot.newest[places], after
        rows = selection.select(snapshot, self._footprints, query)
        found = self._order(query.sort)
        places, after = order.page_places(found, rows, first, query.limit)
        return selection.count(rows), found.rows[places], after

    def counts(self, query: Query, field: str) -> Mapping[Any, int]:
        """As ``ColumnarStore.counts``."""
        snapshot = self.snapshot
        selection.check(snapshot, query)
        self._known(field)
        rows = selection.select(snapshot, self._footprints, query)
        return _counts(snapshot.columns[field], rows)

    def table(self, query: Query, fields: Sequence[str]) -> Table:
        """As ``ColumnarStore.table``."""
        snapshot = self.snapshot
        selection.check(snapshot, query)
        for field in fields:
            self._known(field)
        rows = selection.numbers(selection.select(snapshot, self._footprints, query))
        shapes = snapshot.span(Kind.SHAPE)
        return Table(
            snapshot.lon[rows],
            snapshot.lat[rows],
            (rows >= shapes.start) & (rows < shapes.stop),
            {field: _coded(snapshot.columns[field], rows) for field in fields},
        )

    def _known(self, field: str) -> None:
        columns = self.snapshot.columns
        if field not in columns:
            text = f"{self.snapshot.schema.name} has no such field"
            raise RequestError("field", field, text, columns)

    def extent(self) -> Extent | None:
        """As ``ColumnarStore.extent``."""
        return self._extent

    @cached_property
    def _extent(self) -> Extent | None:
        if not len(self.snapshot):
            return None
        return Extent(_bounds(self.snapshot, self._footprints), *_days(self.snapshot))

    def tile(self, tile: Tile, query: Query) -> bytes:
        """As ``ColumnarStore.tile``."""
        selection.check(self.snapshot, query)
        query = Query(query.bbox, query.interval, query.where, query.ids)
        sums = self._area_sums(query)
        return tiles.tile(self.snapshot, self._footprints, tile, query, sums)

    def _find_order(self, sort: tuple[Sort, ...]) -> order.Order:
        if not sort:
            return order.Order(self.snapshot.newest, self.snapshot.newest_rank)
        rows = order.order(self.snapshot, sort)
        return order.Order(rows, inverse(rows))

    def _find_area_sums(self, query: Query) -> AreaSums:
        return AreaSums(self.snapshot, self._footprints, query)

    def _features(self, rows: NDArray[np.int32], query: Query) -> Sequence[bytes]:
        """The rows' Features with the properties and the geometry the query wishes."""
        snapshot = self.snapshot
        stored = snapshot.features(rows)
        if query.properties is None and query.geometry == "point":
            return stored
        found = list(stored)
        if query.properties is not None:
            fields = [snapshot.schema.by_name[name] for name in query.properties]
            found = [geojson.select(feature, fields) for feature in found]
        if query.geometry == "none":
            found = [geojson.with_geometry(feature, None) for feature in found]
        elif query.geometry == "footprint":
            for i, area in enumerate(snapshot.area[rows].tolist()):
                if area >= 0:
                    found[i] = geojson.with_geometry(found[i], self._footprints.geometries[area])
        return found


def _coded(column: Column, rows: Rows) -> Coded:
    distinct, codes = _distinct(column.values[rows], column.null)
    null = column.null
    # Nulls sort first, for they are the least value there is, but NaN sorts last.
    first = int(len(distinct) > 0 and distinct[0] == null)
    last = len(distinct) - int(len(distinct) > 0 and bool(distinct[-1] != distinct[-1]))
    if column.words is not None:
        values = column.words.texts.take(distinct[first:last]).to_pylist()
    else:
        values = [column.shown(one) for one in distinct[first:last]]
    codes = codes.reshape(-1) - first
    codes[codes >= len(values)] = -1
    return Coded(codes, tuple(values))


def _distinct(values: NDArray[Any], null: float) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The distinct values in their order, and each row's number among them; nulls come first.

    Whole numbers near each other, such as codes and days, are told apart by a table: a million are
    slow to sort.
    """
    known = values[values != null]
    low, high = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    if values.dtype.kind != "i" or high - low > _FEW:
        return np.unique(values, return_inverse=True, equal_nan=True)
    places = np.where(values == null, 0, values.astype(np.int64) - low + 1)
    seen = np.zeros(high - low + 2, np.bool_)
    seen[places] = True
    distinct = np.flatnonzero(seen) + low - 1
    if seen[0]:
        distinct[0] = null
    return distinct, (np.cumsum(seen) - 1)[places]


def _counts(column: Column, rows: Rows) -> dict[Any, int]:
    values, numbers = _tally(column, rows)
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


def _tally(column: Column, rows: Rows) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The stored values among the rows, and how often each is there."""
    values = column.values[rows]
    if column.words is None:
        return np.unique(values, return_counts=True, equal_nan=True)
    often = np.bincount(values.astype(np.int64) + 1, minlength=1)  # the null, -1, comes first
    found = np.flatnonzero(often)
    return found - 1, often[found]


def _bounds(snapshot: Snapshot, areas: Footprints) -> BBox | None:
    points = slice(0, snapshot.span(Kind.LOOSE).stop)
    boxes = [_box(snapshot.lon[points], snapshot.lat[points])] if points.stop else []
    # Not np.unique: it would load numpy.ma, for which a start would wait.
    used = np.flatnonzero(np.bincount(snapshot.area[snapshot.span(Kind.AREA)]))
    shapes = [*areas.outlines.shapes[used], *snapshot.outlines.shapes]
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
