"""What helps to read a map: a scale bar, where north is, and where on Earth we are."""

import math
from dataclasses import replace

import numpy as np
import shapely

from geo.atlas import Atlas
from geo.query import BBox
from maps.drawing.base import Base, bounds
from maps.drawing.boxes import Box, Taken, within
from maps.drawing.look import Look
from maps.drawing.projection import Numbers, Projection
from maps.drawing.svg import Item, Text, element, number, path_of
from maps.figures import metres as distance
from maps.figures import number as digits
from maps.texts import count

_STEPS = (1, 2, 5)
_LOCAL = 34.0  # degrees
_MORE = 1.3  # times what the map shows that a small one shows at least
_CLOSER = 0.96
_BENT = 16.0  # degrees: where north turns by more across the map, one arrow would mislead


def strip(projection: Projection, look: Look, outside: int, below: Box) -> list[Item]:
    """A line under the map: a scale bar, where north is, how many records the map has no room for.

    Under it and not on it, so that it hides nothing.
    """
    left, top, right, _ = below
    unit, base = look.unit, top + 13 * look.unit
    found, end = _scale_bar(projection, look, (left, base))
    if outside:
        text = count(outside, "outside", look.language, digits(outside, look.language))
        found.append(Text(right, base, text, look.type(9.5, "muted"), "end"))
        right = found[-1].box[0] if isinstance(found[-1], Text) else right
    turn = _north(projection)
    if turn is not None and end + 48 * unit <= right:
        found += _arrow(turn, look, (end + 26 * unit, base))
    return found


def _scale_bar(
    projection: Projection, look: Look, at: tuple[float, float]
) -> tuple[list[Item], float]:
    """A bar of a round length, true in the middle of the map; and where it ends."""
    unit, (left, base) = look.unit, at
    across = projection.panel[2] - projection.panel[0]
    length = _round(projection.metres * min(120 * unit, 0.25 * across))
    wide = length / projection.metres
    x, kind = left + 8 * unit, look.type(9.5, "muted")
    line = f"M{number(x)} {number(base - 5.5 * unit)}v{number(4 * unit)}h{number(wide)}"
    line += f"v{number(-4 * unit)}M{number(x + wide / 2)} {number(base - 1.5 * unit)}"
    line += f"v{number(-2.6 * unit)}"
    pen = {"fill": "none", "stroke": look.colours["ink"], "stroke-width": unit}
    text = Text(x + wide + 4 * unit, base, distance(length, look.language), kind)
    return [element("path", {"d": line, **pen}), Text(left, base, "0", kind), text], text.box[2]


def _north(projection: Projection) -> float | None:
    """How far north is from the top, clockwise; None where it differs from side to side."""
    left, top, right, bottom = projection.panel
    turns = [projection.turn(x, y) for x in (left, right) for y in (top, bottom)]
    if not np.isfinite(turns).all() or max(turns) - min(turns) > _BENT:
        return None
    return projection.turn((left + right) / 2, (top + bottom) / 2)


def _arrow(turn: float, look: Look, at: tuple[float, float]) -> list[Item]:
    unit, (x, base) = look.unit, at
    u = [number(one * unit) for one in (-6, -3.4, 5, 2.2, 3.4)]
    shape = f"M0 {u[0]}L{u[1]} {u[2]}L0 {u[3]}L{u[4]} {u[2]}Z"
    place = f"translate({number(x)} {number(base - 3.6 * unit)}) rotate({turn:.1f})"
    arrow = element("path", {"d": shape, "transform": place, "fill": look.colours["ink"]})
    return [arrow, Text(x + 6 * unit, base, "N", look.type(9.5, "muted"))]


def is_local(projection: Projection) -> bool:
    """Whether the map shows so little of the Earth that a small map tells where it is."""
    west, south, east, north = projection.window
    return max(east - west, north - south) < _LOCAL


def inset(ground: Base, projection: Projection, look: Look, small: Projection) -> list[Item]:
    """A small map of the land around, the view marked on it."""
    unit, colours, box = look.unit, look.colours, small.panel
    edge = {"x": box[0], "y": box[1], "width": box[2] - box[0], "height": box[3] - box[1]}
    clip = element("clipPath", {"id": "inset"}, element("rect", edge))
    found = [element("rect", {**edge, "fill": colours["paper"]})]
    sea = path_of(ground.known)
    found += [element("path", {"d": sea, "fill": colours["water"]})] if sea else []
    for focus, name in ((False, "land"), (True, "division")):
        land = "".join(path_of(one.shape) for one in ground.countries if one.focus == focus)
        pen = {"fill": colours[name], "stroke": colours["border"], "stroke-width": 0.5 * unit}
        found += [element("path", {"d": land, **pen})] if land else []
    view = {"fill": colours["accent"], "fill-opacity": "0.12", "stroke": colours["accent"]}
    frame = path_of(_frame(projection, small))
    found.append(element("path", {"d": frame, **view, "stroke-width": 1.4 * unit}))
    outer = {**edge, "fill": "none", "stroke": colours["frontier"], "stroke-width": 0.7 * unit}
    return [
        clip,
        element("g", {"clip-path": "url(#inset)"}, *found),
        element("rect", outer),
    ]


def wider(atlas: Atlas, projection: Projection) -> BBox | None:
    """What a small map shows around the view; None where the base map has nothing around it."""
    west, south, east, north = projection.window
    known = bounds(atlas)
    if known is None:
        return None
    wide = max(24.0, 2.6 * (east - west)), max(22.0, 2.6 * (north - south))
    lon, lat = (west + east) / 2, (south + north) / 2
    found = BBox(
        max(known[0], lon - wide[0] / 2),
        max(known[1], -80.0, lat - wide[1] / 2),
        min(known[2], lon + wide[0] / 2),
        min(known[3], 80.0, lat + wide[1] / 2),
    )
    inside = found.west < lon < found.east and found.south < lat < found.north
    larger = found.east - found.west > _MORE * (east - west)
    return (
        found
        if inside and (larger or found.north - found.south > _MORE * (north - south))
        else None
    )


def filled(small: Projection, atlas: Atlas, projection: Projection) -> Projection:
    """A small map moved closer until the base map fills it, if it then still shows more."""
    known, found = bounds(atlas), small
    across, wide = ((one.panel[2] - one.panel[0]) for one in (projection, small))
    least = _MORE * projection.metres * across / wide
    while known is not None and found.metres > least:
        lon, lat = _edge(found)
        if within((lon.min(), lat.min(), lon.max(), lat.max()), known):
            return found
        found = replace(found, metres=found.metres * _CLOSER)
    return small


def ratio(view: BBox) -> float:
    """Width by height of a small map of the view, near that of the view itself."""
    across = math.cos(math.radians((view.south + view.north) / 2)) * (view.east - view.west)
    return min(1.4, max(0.75, across / (view.north - view.south)))


def _frame(projection: Projection, small: Projection) -> shapely.Polygon:
    """The edge of the large map on the small one."""
    return shapely.Polygon(np.column_stack(small.places(*_edge(projection))))


def _edge(projection: Projection) -> tuple[Numbers, Numbers]:
    """Longitudes and latitudes of places around the panel's edge."""
    left, top, right, bottom = projection.panel
    ring = shapely.segmentize(shapely.box(left, top, right, bottom).exterior, (right - left) / 12)
    places = shapely.get_coordinates(ring)
    return projection.degrees(places[:, 0], places[:, 1])


def corner(panel: Box, look: Look, taken: Taken, ratio: float, ground: Base) -> Box | None:
    """A corner of the map where nothing stands and a small map finds room; None where none is.

    Of several the one that hides the least of what the atlas is about.
    """
    left, top, right, bottom = panel
    own = shapely.union_all([one.shape for one in ground.countries if one.focus])
    for size in (92, 76):
        high = size * look.unit
        wide = ratio * high
        corners = (
            (left, bottom - high),
            (right - wide, bottom - high),
            (right - wide, top),
            (left, top),
        )
        boxes = [(x, y, x + wide, y + high) for x, y in corners]
        free = [box for box in boxes if taken.free(box)]
        if free:
            return min(free, key=lambda box: round(own.intersection(shapely.box(*box)).area))
    return None


def _round(most: float) -> float:
    """The largest of 1, 2 or 5 by a power of ten that is no more than that."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (*_STEPS, 0.5) if step * power <= most)
