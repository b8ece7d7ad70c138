"""Where records lie against a geometry: points by their position, others by their shape.

A record of precision >= 4 is the footprint that stands for it, as for a box (``selection.select``).
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.expressions import Spatial, SpatialOperator
from geo.stores.columns import Mask, Rows
from geo.stores.outlines import Outlines
from geo.stores.snapshot import Kind, Snapshot

Numbers = NDArray[np.float64]

# What a geometry is to itself.
_TO_ITSELF = frozenset({"intersects", "equals", "within", "contains"})


def compared(leaf: Spatial, snapshot: Snapshot, rows: Rows) -> tuple[Mask, Mask]:
    """Whether each row's geometry fulfils the comparison, and whether it has one at all."""
    known = ~snapshot.is_nowhere(rows)
    if leaf.wkb is None:
        return np.full(len(known), leaf.operator in _TO_ITSELF), known
    if leaf.operator == "disjoint":
        hit = _hits(snapshot, "intersects", shapely.from_wkb(leaf.wkb), rows)
        return ~hit, known
    return _hits(snapshot, leaf.operator, shapely.from_wkb(leaf.wkb), rows), known


def _hits(snapshot: Snapshot, operator: SpatialOperator, shape: BaseGeometry, rows: Rows) -> Mask:
    which = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else np.asarray(rows)
    hit = np.zeros(len(which), np.bool_)
    areas, shapes = snapshot.span(Kind.AREA), snapshot.span(Kind.SHAPE)
    points = np.flatnonzero(which < areas.start)
    hit[points] = _points(snapshot, operator, shape, which[points])
    drawn = np.flatnonzero((which >= areas.start) & (which < areas.stop))
    if len(drawn):
        table = _outlines(snapshot.footprints.outlines, operator, shape)
        hit[drawn] = table[snapshot.area[which[drawn]]]
    own = np.flatnonzero((which >= shapes.start) & (which < shapes.stop))
    if len(own):
        hit[own] = _outlines(snapshot.outlines, operator, shape)[which[own] - shapes.start]
    return hit


def _points(
    snapshot: Snapshot, operator: SpatialOperator, shape: BaseGeometry, rows: NDArray[Any]
) -> Mask:
    """Which of the rows, all of them points, fulfil the comparison with the shape."""
    lon, lat = snapshot.lon[rows], snapshot.lat[rows]
    west, south, east, north = shape.bounds
    near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    hit = np.zeros(len(rows), np.bool_)
    if len(near):
        shapely.prepare(shape)
        hit[near] = _places(operator, shape, lon[near], lat[near])
    return hit


def _places(operator: SpatialOperator, shape: BaseGeometry, lon: Numbers, lat: Numbers) -> Mask:
    """Which positions fulfil the comparison with the shape; the usual ones without a point each."""
    if operator == "intersects":
        return shapely.intersects_xy(shape, lon, lat)
    if operator == "within":
        return shapely.contains_xy(shape, lon, lat)
    return np.asarray(getattr(shapely, operator)(shapely.points(lon, lat), shape))


def _outlines(outlines: Outlines, operator: SpatialOperator, shape: BaseGeometry) -> Mask:
    """Which of the outlines fulfil the comparison with the shape."""
    hit = np.zeros(len(outlines.shapes), np.bool_)
    near = outlines.tree.query(shape)  # by boxes
    hit[near] = getattr(shapely, operator)(outlines.shapes[near], shape)
    return hit
