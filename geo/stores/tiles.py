"""One vector tile of a snapshot: a slice of the points, and what reaches in from around."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import morton, mvt, overview
from geo.errors import NotFoundError
from geo.mvt import Block, Feature, Tag
from geo.query import Query
from geo.store import Tile
from geo.stores import sums
from geo.stores.area_sums import AreaSums
from geo.stores.columns import Span
from geo.stores.footprints import Footprints
from geo.stores.outlines import Drawn
from geo.stores.selection import count, narrow, numbers, points
from geo.stores.snapshot import Kind, Snapshot
from geo.tile_values import value

MAX_ZOOM = 24  # WebMercatorQuad ends here (OGC 17-083r4 annex D.1)

Numbers = NDArray[np.int64]


Features = Block | Sequence[Feature]


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
    shapes = _shapes(snapshot, where, query)
    for block in _point_blocks(snapshot, where, rows):
        singles = mvt.layer(name, [shapes, block])
        if len(singles) <= overview.MOST_BYTES:
            break
    has_areas = snapshot.span(Kind.AREA).start < snapshot.span(Kind.AREA).stop
    area_blocks: list[Features] = [_areas(footprints, where, areas) if has_areas else ()]
    if count(loose):
        area_blocks.append(_cell_block(snapshot, where, loose, overview.GRIDS[-1]))
    return singles + mvt.layer(name + overview.AREAS, area_blocks)


def _points_in(snapshot: Snapshot, kind: Kind, where: Tile, query: Query) -> Span:
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


def _point_blocks(snapshot: Snapshot, where: Tile, rows: Span) -> Iterator[Features]:
    """The points one by one, then in coarser and coarser cells: to be tried in turn."""
    if not count(rows):
        yield ()
    elif count(rows) <= overview.FEW:
        x, y = _place(where, snapshot.x[rows], snapshot.y[rows])
        each = snapshot.slim.each(rows, labels=True)
        ids = (numbers(rows) + 1).tolist()
        yield list(map(Feature, ids, each, map(mvt.point, x.tolist(), y.tolist())))
    elif count(rows) <= overview.MOST_POINTS:
        place = _place(where, snapshot.x[rows], snapshot.y[rows])
        tags = snapshot.slim.tags(rows, labels=count(rows) <= overview.MOST_LABELLED)
        yield Block(numbers(rows) + 1, tags, place)
    for grid in overview.GRIDS:
        yield _cell_block(snapshot, where, rows, grid)


def _cell_block(snapshot: Snapshot, where: Tile, rows: Span, grid: int) -> Block:
    """The cells of points of the tile, each at the mean place of its points.

    Points are stored along the Morton curve, so a cell's are a run of them.
    """
    first, last = morton.tile_range(where.z, where.x, where.y)
    cells = np.arange(grid * grid, dtype=np.uint64)
    size = np.uint64((last - first + 1) // len(cells))
    starts = np.searchsorted(snapshot.codes[rows], np.uint64(first) + cells * size)
    edges = np.append(starts, count(rows))
    filled = np.flatnonzero(np.diff(edges))
    groups = np.append(edges[filled], edges[-1])
    totals, mean = sums.totals(snapshot, rows, groups), sums.places(snapshot, rows, groups)
    column, row = morton.decode(filled)
    across = where.x * grid + column.astype(np.uint64)
    down = where.y * grid + row.astype(np.uint64)
    ids = down * np.uint64(grid * 2**where.z) + across + np.uint64(1)
    return Block(ids, [overview.tags(totals)], _place(where, *mean))


def _shapes(snapshot: Snapshot, where: Tile, query: Query) -> Sequence[Feature]:
    """The selected records with a line or area of their own that reaches into the tile."""
    span = snapshot.span(Kind.SHAPE)
    if span.start == span.stop:
        return ()
    found = snapshot.outlines.in_tile(where)
    if query.bbox:
        hit = snapshot.outlines.meeting(query.bbox)
        found = [one for one in found if hit[one.number]]
    if not found:
        return ()
    rows = np.array([span.start + one.number for one in found], np.int64)
    chosen = np.isin(rows, numbers(narrow(snapshot, query, rows)))
    rows = rows[chosen]
    tags = snapshot.slim.each(rows, labels=len(rows) <= overview.MOST_LABELLED)
    drawn = (one for one, keep in zip(found, chosen.tolist(), strict=True) if keep)
    return [
        Feature(row + 1, [*its, _home(one)], one.outline)
        for row, its, one in zip(rows.tolist(), tags, drawn, strict=True)
    ]


def _areas(footprints: Footprints, where: Tile, areas: AreaSums) -> Sequence[Feature]:
    """The footprints that reach into the tile and stand for selected records."""
    drawn = footprints.outlines.in_tile(where)
    sums_of = areas.of([one.number for one in drawn]) if drawn else {}
    return [
        Feature(one.number + 1, (*tags, _home(one), *footprints.labels[one.number]), one.outline)
        for one in drawn
        if (tags := sums_of[one.number])
    ]


def _home(one: Drawn) -> Tag:
    return overview.HOME, value(one.home)
