"""A layer compiled for reading: columns in storage order, positions, order and encoded features."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geo.joined import Joined
from geo.operands import ID
from geo.query import BBox
from geo.schema.model import LayerSchema
from geo.stores import slim
from geo.stores.columns import Column, Mask, Rows, Words, numbers
from geo.stores.container import Container, DamagedError, checksum
from geo.stores.footprints import Footprints
from geo.stores.outlines import Outlines

# Sections of the container.
FEATURES, IDS, ROWS, SHAPES, RUNNING = "features", "ids", "rows", "shapes", "running"
LATEST = "latest"


def column_section(field: str) -> str:
    """The section that holds a field's column."""
    return f"column {field}"


def again_section(field: str) -> str:
    """The section that holds a field's column once more, in the default order."""
    return f"again {field}"


class Kind(IntEnum):
    """How a record knows its place.

    Rows are stored by kind, then by the point's Morton code, those of AREA by footprint.
    """

    POINT = 0  # a point that may be drawn: precision 1 to 3, or a layer without precision
    LOOSE = 1  # a point of precision >= 4 whose footprint the atlas does not hold: never drawn
    AREA = 2  # precision >= 4 with its footprint, which stands for it everywhere
    SHAPE = 3  # a line or polygon of its own
    NOWHERE = 4  # no geometry at all


class Columns(Mapping[str, Column]):
    """The fields' columns and ``id``, each opened and checked when it is first asked for."""

    def __init__(self, schema: LayerSchema, container: Container) -> None:
        self._fields = schema.by_name
        self._container = container
        self._open: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        column = self._open.get(name)
        if column is None:
            column = self._open[name] = self._column(name)
        return column

    def _column(self, name: str) -> Column:
        if name == ID.name and name not in self._fields:
            words = Words(self._container.batch(IDS).column(0))
            return Column(ID, _array(self._container.batch(ROWS), "id_rank"), words)
        array = self._container.batch(column_section(name)).column(0)
        return Column.of(self._fields[name], array)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


class _Again(Mapping[str, Column]):
    """Those columns that are there in the default order too, opened as ``Columns`` are."""

    def __init__(self, columns: Columns, container: Container) -> None:
        self._columns = columns
        self._container = container
        self._names = [name for name in columns if container.has(again_section(name))]
        self._open: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        column = self._open.get(name)
        if column is None:
            values = numbers(self._container.batch(again_section(name)).column(0))
            column = self._open[name] = replace(self._columns[name], values=values)
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names  # without opening it


class Snapshot:
    """Everything a store knows of one version of a layer; read only, maybe memory-mapped.

    Rows are numbered in storage order. ``lon`` and ``lat`` are degrees of the point, NaN where the
    record has none; ``x``, ``y`` world units (``geo.morton``), ``codes`` their Morton codes;
    ``area`` the number of the footprint that stands for the record, or -1. ``newest`` are the rows
    in the default order and ``newest_rank`` the place of each row in it. ``footprints`` are the
    areas that ``area`` numbers, set by who serves the snapshot. Any access may raise
    DamagedError where the file on disk has been changed.
    """

    def __init__(self, schema: LayerSchema, version: str, container: Container) -> None:
        self.schema = schema
        self.version = version
        self.footprints = Footprints({}, Outlines(np.empty(0, dtype=object)), {})
        self.columns = Columns(schema, container)
        self.again: Mapping[str, Column] = _Again(self.columns, container)
        self._container = container
        self._spans: list[int] = container.facts["spans"]  # first row of each kind, and the end
        rows = container.batch(ROWS)
        self.lon, self.lat = _array(rows, "lon"), _array(rows, "lat")
        self.x, self.y = _array(rows, "x"), _array(rows, "y")
        self.codes, self.area = _array(rows, "code"), _array(rows, "area")
        self.newest, self.newest_rank = _array(rows, "newest"), _array(rows, "newest_rank")
        self.by_id, self.id_rank = _array(rows, "by_id"), _array(rows, "id_rank")
        self._starts, self._sizes = _array(rows, "start"), _array(rows, "size")
        self._sums, self._read = _array(rows, "sum"), np.zeros(self._spans[-1], np.bool_)

    def __len__(self) -> int:
        return self._spans[-1]

    def span(self, kind: Kind) -> slice:
        """The rows of a kind."""
        return slice(self._spans[kind], self._spans[kind + 1])

    def is_nowhere(self, rows: Rows) -> Mask:
        """Which of the rows have no geometry."""
        span = self.span(Kind.NOWHERE)
        which = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
        return np.asarray((which >= span.start) & (which < span.stop))

    def features(self, rows: NDArray[Any]) -> Joined:
        """The rows' Features as stored, each checked when it is first read."""
        found = Joined(self._sizes[rows])
        self._container.fill(FEATURES, self._starts[rows], found.views)
        new = np.flatnonzero(~self._read[rows])
        if len(new):
            sums = self._sums[rows[new]].tolist()
            views = found.views if len(new) == len(rows) else [found.views[i] for i in new.tolist()]
            if list(map(checksum, views)) != sums:
                raise DamagedError(FEATURES)
            self._read[rows] = True
        return found

    def stands(self) -> bool:
        """Whether the file the snapshot is mapped from is as long as it was."""
        return self._container.stands()

    def check_again(self) -> None:
        """Raises DamagedError where the file has been damaged since it was checked."""
        self._container.check_again()

    @cached_property
    def ids(self) -> Words:
        """All ids, sorted; ``by_id`` are their rows, ``id_rank`` the place of each row's id."""
        return Words(self._container.batch(IDS).column(0))

    @cached_property
    def outlines(self) -> Outlines:
        """The lines and areas of the rows of ``Kind.SHAPE``."""
        shapes = self._container.batch(SHAPES).column(0)
        return Outlines(shapely.from_wkb(shapes.to_numpy(zero_copy_only=False)))

    @cached_property
    def latest(self) -> NDArray[np.int32] | None:
        """The last day of any record from each place of the default order on, if that is by time.

        ``again`` then has the columns ``geo.stores.by_time`` made, in that order.
        """
        known = self._container.has(LATEST)
        return _array(self._container.batch(LATEST), LATEST) if known else None

    @cached_property
    def slim(self) -> slim.Slim:
        """What tiles say of single records, their ids included."""
        stored = {name: self._container.batch(name) for name in slim.SECTIONS}
        return slim.Slim.of(self.schema, self.columns, stored)

    @cached_property
    def running(self) -> pa.RecordBatch:
        """What the rows before each row come to; ``geo.stores.sums`` makes and reads it."""
        return self._container.batch(RUNNING)

    @cached_property
    def area_starts(self) -> NDArray[np.int64]:
        """The first row of each footprint, by its number, and the end of them all."""
        span = self.span(Kind.AREA)
        areas = self.area[span]
        most = int(areas[-1]) + 1 if len(areas) else 0
        return np.asarray(span.start + np.searchsorted(areas, np.arange(most + 1)))

    def rows_of(self, names: tuple[str, ...]) -> NDArray[np.int64]:
        """The rows with these ids, in storage order; ids the layer does not have are left out."""
        found = {place for name in names if (place := self.ids.find(name)) is not None}
        return np.sort(self.by_id[sorted(found)].astype(np.int64))

    def points_in(self, box: BBox, rows: Rows) -> Mask:
        """Which of the rows have their point in the box, edges included."""
        lon, lat = self.lon[rows], self.lat[rows]
        inside = np.zeros(len(lon), np.bool_)
        for part in box.parts():
            inside |= (
                (lon >= part.west) & (lon <= part.east) & (lat >= part.south) & (lat <= part.north)
            )
        return inside


def _array(batch: pa.RecordBatch, name: str) -> NDArray[Any]:
    return numbers(batch.column(name))


def inverse(permutation: NDArray[np.int32]) -> NDArray[np.int32]:
    """The place of each row in an order."""
    rank = np.empty(len(permutation), np.int32)
    rank[permutation] = np.arange(len(permutation), dtype=np.int32)
    return rank
