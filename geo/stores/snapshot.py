"""A layer compiled for reading: columns in storage order, positions, order and encoded features."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.query import BBox
from geo.schema.model import LayerSchema
from geo.stores.columns import Column, Mask, Rows, Words
from geo.stores.outlines import Outlines


class Kind(IntEnum):
    """How a record knows its place. Rows are stored by kind, then by the point's Morton code."""

    POINT = 0  # a point that may be drawn: precision 1 to 3, or a layer without precision
    LOOSE = 1  # a point of precision >= 4 whose footprint the atlas does not hold: never drawn
    AREA = 2  # precision >= 4 with its footprint, which stands for it everywhere
    SHAPE = 3  # a line or polygon of its own
    NOWHERE = 4  # no geometry at all


@dataclass(frozen=True)
class Snapshot:
    """Everything a store knows of one version of a layer; read only, maybe memory-mapped.

    Rows are numbered in storage order. ``lon`` and ``lat`` are degrees of the point, NaN where the
    record has none; ``x``, ``y`` world units (``geo.morton``), ``codes`` their Morton codes.
    """

    schema: LayerSchema
    version: str
    columns: Mapping[str, Column]
    ids: Words  # sorted
    by_id: NDArray[np.int32]  # row of each id in ``ids``
    newest: NDArray[np.int32]  # rows in the default order
    spans: NDArray[np.int64]  # first row of each Kind, and the number of rows
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    codes: NDArray[np.uint64]
    area: NDArray[np.int32]  # number of the footprint of each row of Kind.AREA
    outlines: Outlines  # the shapes of the rows of Kind.SHAPE
    features: memoryview  # encoded Features, one after the other
    starts: NDArray[np.int64]  # where each row's Feature starts
    sizes: NDArray[np.int32]

    def __len__(self) -> int:
        return int(self.spans[-1])

    def span(self, kind: Kind) -> slice:
        """The rows of a kind."""
        return slice(int(self.spans[kind]), int(self.spans[kind + 1]))

    def feature(self, row: int) -> bytes:
        """The row's Feature as stored."""
        start = int(self.starts[row])
        return bytes(self.features[start : start + int(self.sizes[row])])

    @cached_property
    def id_rank(self) -> NDArray[np.int32]:
        """The place of each row's id among the sorted ids."""
        rank = np.empty(len(self.by_id), np.int32)
        rank[self.by_id] = np.arange(len(self.by_id), dtype=np.int32)
        return rank

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
