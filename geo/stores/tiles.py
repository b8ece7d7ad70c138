"""One vector tile of a snapshot: a slice of the points, and what reaches in from around."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import morton, mvt, overview
from geo.errors import NotFoundError
from geo.mvt import Block, Tags
from geo.query import Query
from geo.store import Tile
from geo.stores import sums
from geo.stores.area_sums import AreaSums
from geo.stores.columns import Rows
from geo.stores.footprints import Footprints
from geo.stores.selection import count, narrow, numbers, points
from geo.stores.snapshot import Kind, Snapshot
from geo.tile_values import used

MAX_ZOOM = 24  # WebMercatorQuad ends here (OGC 17-083r4 annex D.1)

Numbers = NDArray[np.int64]


NOTHING = Block(np.empty(0, np.int64), (), ())


def check(tile: Tile) -> None:
    """Raises NotFoundError for a tile outside the matrix (OGC 17-083r4 section 6.1)."""
    if not (0 <= tile.z <= MAX_ZOOM and 0 <= tile.x < 1 << tile.z and 0 <= tile.y < 1 << tile.z):
        raise NotFoundError("tile", f"{tile.z}/{tile.x}/{tile.y}")


def tile(
    snapshot: Snapshot, footprints: Footprints, where: Tile, query: Query, areas: AreaSums
) -> bytes:
    """The tile of a checked query, ``areas`` its sums. Empty bytes where nothing is."""
    name = snapshot.schema.name
    rows = _points_in(snapshot, Kind.POINT, where, query)
    loose = _points_in(snapshot, Kind.LOOSE, where, query)
    shapes = _shape_block(snapshot, where, query)
    for block in _point_blocks(snapshot, where, rows):
        singles = mvt.layer(name, [shapes, block])
        if len(singles) <= overview.MOST_BYTES:
            break
    area_blocks = [_footprint_block(snapshot, footprints, where, areas)]
    if count(loose):
        area_blocks.append(_cell_block(snapshot, where, loose, overview.GRIDS[-1]))
    return singles + mvt.layer(name + overview.AREAS, area_blocks)


def _points_in(snapshot: Snapshot, kind: Kind, where: Tile, query: Query) -> Rows:
    """The selected points whose place the tile holds; each lies in one tile of a zoom."""
    span = snapshot.span(kind)
    first, last = morton.tile_range(where.z, where.x, where.y)
    codes = snapshot.codes[span]
    low = int(np.searchsorted(codes, np.uint64(first), "left"))
    high = low + int(np.searchsorted(codes[low:], np.uint64(last), "right"))
    return points(snapshot, query, slice(span.start + low, span.start + high))


def _place(where: Tile, x: NDArray[Any], y: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Columns and rows in world units as columns and rows in tile units."""
    shift = morton.BITS - where.z - 12  # EXTENT is 2^12
    x, y = x.astype(np.int64), y.astype(np.int64)
    x, y = (x >> shift, y >> shift) if shift >= 0 else (x << -shift, y << -shift)
    last = mvt.EXTENT - 1
    return x & last, y & last


def _point_blocks(snapshot: Snapshot, where: Tile, rows: Rows) -> Iterator[Block]:
    """The points one by one, then in coarser and coarser cells: to be tried in turn."""
    if not count(rows):
        yield NOTHING
    elif count(rows) <= overview.MOST_POINTS:
        place = _place(where, snapshot.x[rows], snapshot.y[rows])
        yield Block(numbers(rows) + 1, _single_tags(snapshot, rows), place)
    for grid in overview.GRIDS:
        yield _cell_block(snapshot, where, rows, grid)


def _cell_block(snapshot: Snapshot, where: Tile, rows: Rows, grid: int) -> Block:
    """The cells of points of the tile, each at the mean place of its points.

    Points are stored along the Morton curve, so a cell's are a run of them.
    """
    first, last = morton.tile_range(where.z, where.x, where.y)
    cells = np.arange(grid * grid, dtype=np.uint64)
    size = np.uint64((last - first + 1) // len(cells))
    starts = np.searchsorted(snapshot.codes[rows], np.uint64(first) + cells * size)
    edges = np.append(starts, count(rows))
    filled = np.flatnonzero(np.diff(edges))
    totals, mean = sums.totals(snapshot, rows, np.append(edges[filled], edges[-1]))
    column, row = morton.decode(filled)
    across = where.x * grid + column.astype(np.uint64)
    down = where.y * grid + row.astype(np.uint64)
    ids = down * np.uint64(grid * 2**where.z) + across + np.uint64(1)
    return Block(ids, [overview.tags(totals)], _place(where, *mean))


def _shape_block(snapshot: Snapshot, where: Tile, query: Query) -> Block:
    """The selected records with a line or area of their own that reaches into the tile."""
    span = snapshot.span(Kind.SHAPE)
    if span.start == span.stop:
        return NOTHING
    found = snapshot.outlines.in_tile(where)
    if query.bbox:
        hit = snapshot.outlines.meeting(query.bbox)
        found = [one for one in found if hit[one.number]]
    if not found:
        return NOTHING
    rows = np.array([span.start + one.number for one in found], np.int64)
    chosen = np.isin(rows, numbers(narrow(snapshot, query, rows)))
    found = [one for one, keep in zip(found, chosen, strict=True) if keep]
    tags = [*_single_tags(snapshot, rows[chosen]), _home_tag([one.home for one in found])]
    return Block(rows[chosen] + 1, tags, [one.outline for one in found])


def _footprint_block(
    snapshot: Snapshot, footprints: Footprints, where: Tile, areas: AreaSums
) -> Block:
    """The footprints that reach into the tile and stand for selected records."""
    span = snapshot.span(Kind.AREA)
    drawn = footprints.outlines.in_tile(where) if span.start < span.stop else ()
    if not drawn:
        return NOTHING
    stands, tags = areas.of(np.array([one.number for one in drawn], np.int64))
    found = [one for one, keep in zip(drawn, stands, strict=True) if keep]
    which = np.array([one.number for one in found], np.int64)
    labels = footprints.labels
    home = _home_tag([one.home for one in found])
    names = Tags(labels.names, *used(labels.codes[which], labels.table))
    return Block(which + 1, [tags, home, names], [one.outline for one in found])


def _single_tags(snapshot: Snapshot, rows: Rows) -> list[Tags]:
    return snapshot.slim.tags(rows, labels=count(rows) <= overview.MOST_LABELLED)


def _home_tag(homes: list[bool]) -> Tags:
    return Tags.of(overview.HOME, np.array(homes, np.int64), (False, True))
