"""One vector tile of a snapshot: a slice of the points, and what reaches in from around."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import morton, mvt, overview
from geo.errors import NotFoundError
from geo.mvt import Block, Tag
from geo.query import Query
from geo.schema.model import Field
from geo.store import Tile
from geo.stores.columns import Column, Rows
from geo.stores.footprints import Footprints
from geo.stores.selection import areas_in, count, kept, narrow, numbers
from geo.stores.snapshot import Kind, Snapshot

MAX_ZOOM = 24  # WebMercatorQuad ends here (OGC 17-083r4 annex D.1)

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class AreaSums:
    """What a query's records of precision >= 4 come to: sums by footprint, alike in every tile."""

    numbers: NDArray[np.int64]  # of the footprints that any selected record has
    tags: Sequence[Tag]


def check(tile: Tile) -> None:
    """Raises NotFoundError for a tile outside the matrix (OGC 17-083r4 section 6.1)."""
    if not (0 <= tile.z <= MAX_ZOOM and 0 <= tile.x < 1 << tile.z and 0 <= tile.y < 1 << tile.z):
        raise NotFoundError("tile", f"{tile.z}/{tile.x}/{tile.y}")


def area_sums(snapshot: Snapshot, footprints: Footprints, query: Query) -> AreaSums:
    """The sums of the records that footprints stand for, of a checked query."""
    rows = narrow(snapshot, query, areas_in(snapshot, footprints, query.bbox))
    used, member = np.unique(snapshot.area[rows], return_inverse=True)
    return AreaSums(used, _sums(snapshot, rows, member, len(used)))


def tile(
    snapshot: Snapshot, footprints: Footprints, where: Tile, query: Query, areas: AreaSums
) -> bytes:
    """The tile of a checked query, ``areas`` its ``area_sums``. Empty bytes where nothing is."""
    name = snapshot.schema.name
    rows = _points_in(snapshot, Kind.POINT, where, query)
    loose = _points_in(snapshot, Kind.LOOSE, where, query)
    shapes = _shape_block(snapshot, where, query)
    for block in _point_blocks(snapshot, where, rows):
        singles = mvt.layer(name, [shapes, block])
        if len(singles) <= overview.MOST_BYTES:
            break
    area_blocks = [_footprint_block(footprints, where, areas)]
    if count(loose):
        points = (loose, _place(snapshot, where, loose))
        area_blocks.append(_cell_block(snapshot, where, points, overview.GRIDS[-1]))
    return singles + mvt.layer(name + overview.AREAS, area_blocks)


def _points_in(snapshot: Snapshot, kind: Kind, where: Tile, query: Query) -> Rows:
    """The selected points whose place the tile holds; each lies in one tile of a zoom."""
    span = snapshot.span(kind)
    first, last = morton.tile_range(where.z, where.x, where.y)
    codes = snapshot.codes[span]
    low = int(np.searchsorted(codes, np.uint64(first), "left"))
    high = low + int(np.searchsorted(codes[low:], np.uint64(last), "right"))
    piece = slice(span.start + low, span.start + high)
    if query.bbox and low < high:
        return narrow(snapshot, query, kept(piece, snapshot.points_in(query.bbox, piece)))
    return narrow(snapshot, query, piece)


def _place(snapshot: Snapshot, where: Tile, rows: Rows) -> tuple[Numbers, Numbers]:
    """Columns and rows of points in tile units."""
    shift = morton.BITS - where.z - 12  # EXTENT is 2^12
    x, y = snapshot.x[rows], snapshot.y[rows]
    x, y = (x >> shift, y >> shift) if shift >= 0 else (x << -shift, y << -shift)
    last = np.uint32(mvt.EXTENT - 1)
    return (x & last).astype(np.int64), (y & last).astype(np.int64)


def _point_blocks(snapshot: Snapshot, where: Tile, rows: Rows) -> Iterator[Block]:
    """The points one by one, then in coarser and coarser cells: to be tried in turn."""
    place = _place(snapshot, where, rows)
    if count(rows) <= overview.MOST_POINTS:
        single = numbers(rows)
        yield Block(single + 1, _single_tags(snapshot, single), place)
    for grid in overview.GRIDS:
        yield _cell_block(snapshot, where, (rows, place), grid)


def _cell_block(
    snapshot: Snapshot, where: Tile, points: tuple[Rows, tuple[Numbers, Numbers]], grid: int
) -> Block:
    """The cells of points, given as rows and their places in tile units."""
    rows, place = points
    cells = overview.cells(*place, grid)
    across = where.x * grid + cells.numbers % grid
    down = where.y * grid + cells.numbers // grid
    ids = (down * grid * 2**where.z + across + 1).astype(np.uint64)
    return Block(ids, _sums(snapshot, rows, cells.member, len(cells.numbers)), (cells.x, cells.y))


def _shape_block(snapshot: Snapshot, where: Tile, query: Query) -> Block:
    """The selected records with a line or area of their own that reaches into the tile."""
    span = snapshot.span(Kind.SHAPE)
    if span.start == span.stop:
        return Block(np.empty(0, np.int64), (), ())
    found = snapshot.outlines.in_tile(where)
    if query.bbox:
        hit = snapshot.outlines.meeting(query.bbox)
        found = [one for one in found if hit[one[0]]]
    rows = np.array([span.start + number for number, _, _ in found], np.int64)
    chosen = np.isin(rows, numbers(narrow(snapshot, query, rows)))
    found = [one for one, keep in zip(found, chosen, strict=True) if keep]
    tags = [*_single_tags(snapshot, rows[chosen]), _home_tag([home for _, _, home in found])]
    return Block(rows[chosen] + 1, tags, [shape for _, shape, _ in found])


def _footprint_block(footprints: Footprints, where: Tile, areas: AreaSums) -> Block:
    """The footprints that reach into the tile and stand for selected records."""
    place = {int(number): i for i, number in enumerate(areas.numbers)}
    found = [one for one in footprints.outlines.in_tile(where) if one[0] in place] if place else []
    which = np.array([place[number] for number, _, _ in found], np.int64)
    tags = [Tag(tag.name, tag.codes[which], tag.values) for tag in areas.tags]
    tags.append(_home_tag([home for _, _, home in found]))
    labels = {"footprint_ref": footprints.codes, **footprints.names}
    for name, texts in labels.items():
        tags.append(_text_tag(name, [texts[number] for number, _, _ in found]))
    ids = np.array([number + 1 for number, _, _ in found], np.int64)
    return Block(ids, tags, [shape for _, shape, _ in found])


def _single_tags(snapshot: Snapshot, rows: Numbers) -> list[Tag]:
    ids = Tag("id", np.arange(len(rows)), _ids(snapshot, rows))
    labels = len(rows) <= overview.MOST_LABELLED
    fields: tuple[Field, ...] = overview.single(snapshot.schema, labels=labels)
    return [ids, *(_column_tag(snapshot.columns[field.name], rows) for field in fields)]


def _ids(snapshot: Snapshot, rows: Numbers) -> list[str]:
    texts: list[str] = snapshot.ids.texts.take(snapshot.id_rank[rows]).to_pylist()
    return texts


def _column_tag(column: Column, rows: Numbers) -> Tag:
    values, codes = np.unique(column.values[rows], return_inverse=True)
    null = values != values if values.dtype.kind == "f" else values == column.null  # noqa: PLR0124 - NaN
    keep = np.cumsum(~null) - 1
    keep[null] = -1
    return Tag(column.field.name, keep[codes], [column.shown(one) for one in values[~null]])


def _sums(snapshot: Snapshot, rows: Rows, member: NDArray[np.int64], groups: int) -> list[Tag]:
    schema, columns = snapshot.schema, snapshot.columns
    types = fatalities = None
    if schema.type_field and (words := columns[schema.type_field].words) is not None:
        keys = [overview.type_key(schema, code) for code in words]
        types = (keys, columns[schema.type_field].values[rows])
    if overview.FATALITIES in columns:
        deaths = columns[overview.FATALITIES]
        fatalities = (deaths.values[rows], deaths.is_null(rows))
    return overview.sums(member, groups, types, fatalities)


def _home_tag(homes: list[bool]) -> Tag:
    return Tag(overview.HOME, np.array(homes, np.int64), (False, True))


def _text_tag(name: str, texts: Sequence[str | None]) -> Tag:
    values = sorted({text for text in texts if text is not None})
    place: dict[Any, int] = {text: i for i, text in enumerate(values)}
    return Tag(name, np.array([place.get(text, -1) for text in texts], np.int64), values)
