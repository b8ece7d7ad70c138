"""What helps to read a map: a scale bar, where north is, and where on Earth we are."""

import math
from collections.abc import Iterable

import numpy as np
import shapely

from geo.atlas import Atlas
from geo.query import BBox
from maps.drawing.base import base
from maps.drawing.boxes import Box, Taken
from maps.drawing.look import Look
from maps.drawing.projection import Projection, fitted
from maps.drawing.svg import Item, Text, element, number, path_of
from maps.figures import metres as distance

_STEPS = (1, 2, 5)
_BENT = 8.0  # degrees: where north turns by more across the map, one arrow would mislead


def scale_bar(projection: Projection, look: Look, taken: Taken) -> list[Item]:
    """A bar of a round length, where nothing stands; the corners are tried in turn."""
    unit = look.unit
    length = _round(projection.metres * 130 * unit)
    wide = length / projection.metres
    size = (wide + 30 * unit, 22 * unit)
    box = _corner(projection.panel, size, 8 * unit, taken)
    taken.take(box)
    left, base = box[0] + 6 * unit, box[3] - 5 * unit
    found: list[Item] = []
    for colour, pen in ((look.colours["focus"], 4.4), (look.colours["ink"], 1.2)):
        line = f"M{number(left)} {number(base - 4 * unit)}v{number(4 * unit)}h{number(wide)}"
        line += f"v{number(-4 * unit)}M{number(left + wide / 2)} {number(base)}v{number(-3 * unit)}"
        found.append(
            element(
                "path", {"d": line, "fill": "none", "stroke": colour, "stroke-width": pen * unit}
            )
        )
    kind, halo = look.type(9.5), look.colours["focus"]
    found.append(Text(left, base - 6.5 * unit, "0", kind, "middle", halo))
    text = distance(length, look.language)
    return [*found, Text(left + wide, base - 6.5 * unit, text, kind, "middle", halo)]


def north_arrow(projection: Projection, look: Look, taken: Taken) -> list[Item]:
    """An arrow to the north; none where north lies elsewhere at the other side of the map."""
    left, top, right, bottom = projection.panel
    turns = [projection.turn(x, y) for x in (left, right) for y in (top, bottom)]
    if not np.isfinite(turns).all() or max(turns) - min(turns) > _BENT:
        return []
    unit, colours = look.unit, look.colours
    box = _corner(projection.panel, (20 * unit, 32 * unit), 8 * unit, taken)
    taken.take(box)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    turn = projection.turn(x, y)
    u = [number(one * unit) for one in (-8, -4.4, 8, 2.6, 4.4, 10.4)]
    shape = f"M0 {u[0]}L{u[1]} {u[2]}L0 {u[3]}L{u[4]} {u[2]}Z"
    pen = {"fill": colours["ink"], "stroke": colours["focus"], "stroke-width": 1.6 * unit}
    place = f"translate({number(x)} {number(y + 6 * unit)}) rotate({turn:.1f})"
    arrow = element("path", {"d": shape, **pen, "paint-order": "stroke"})
    letter = Text(x, box[1] + 9 * unit, "N", look.strong(10), "middle", colours["focus"])
    return [element("g", {"transform": place}, arrow), letter]


def inset(atlas: Atlas, projection: Projection, look: Look, box: Box) -> list[Item]:
    """A small map of the land around, the view marked on it."""
    unit, colours = look.unit, look.colours
    wide = _wider(projection)
    small = fitted(wide, box)
    ground = base(atlas, small, look.language)
    edge = {"x": box[0], "y": box[1], "width": box[2] - box[0], "height": box[3] - box[1]}
    clip = element("clipPath", {"id": "inset"}, element("rect", edge))
    found = [element("rect", {**edge, "fill": colours["water"]})]
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


def _wider(projection: Projection) -> BBox:
    west, south, east, north = projection.window()
    wide = max(24.0, 2.6 * (east - west)), max(22.0, 2.6 * (north - south))
    lon, lat = (west + east) / 2, (south + north) / 2
    return BBox(
        max(-180.0, lon - wide[0] / 2),
        max(-80.0, lat - wide[1] / 2),
        min(180.0, lon + wide[0] / 2),
        min(80.0, lat + wide[1] / 2),
    )


def _frame(projection: Projection, small: Projection) -> shapely.Polygon:
    """The edge of the large map on the small one."""
    left, top, right, bottom = projection.panel
    ring = shapely.segmentize(shapely.box(left, top, right, bottom).exterior, (right - left) / 12)
    places = shapely.get_coordinates(ring)
    lon, lat = projection.degrees(places[:, 0], places[:, 1])
    return shapely.Polygon(np.column_stack(small.places(lon, lat)))


def _corner(panel: Box, size: tuple[float, float], gap: float, taken: Taken) -> Box:
    """A corner where a box of that size finds room; the first where none has."""
    found = list(_corners(panel, size, gap))
    return next((box for box in found if taken.free(box)), found[0])


def _corners(panel: Box, size: tuple[float, float], gap: float) -> Iterable[Box]:
    left, top, right, bottom = panel
    wide, high = size
    for x in (left + gap, right - gap - wide):
        yield x, bottom - gap - high, x + wide, bottom - gap
    for x in (right - gap - wide, left + gap):
        yield x, top + gap, x + wide, top + gap + high


def _round(most: float) -> float:
    """The largest of 1, 2 or 5 by a power of ten that is no more than that."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (*_STEPS, 0.5) if step * power <= most)
