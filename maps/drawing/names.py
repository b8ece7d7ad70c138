"""Names on the base map: the more important first, none over another, a sign, a border or the edge.

As on the page (``static/atlas/labels.js``), with more places tried: a figure is not moved.
"""

import cmath
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from maps.drawing.base import Base, Part, borders
from maps.drawing.boxes import Box, Taken, around, grown, within
from maps.drawing.faces import BOLD, SANS, Type, width
from maps.drawing.look import Look
from maps.drawing.projection import Projection
from maps.drawing.svg import Item, Text, element, number

# From which zoom on a town of rank 1 to 6 has its name; the zoom is that of Web Mercator.
_TOWN_FROM = (0.0, 3.0, 5.0, 6.1, 7.3, 8.4, 9.5)
_GAPS = (4.5, 8.5, 12.5, 17.0)  # units between a town and its name
_FAR = (21.0, 26.0, 31.0, 37.0)  # more of them for capitals, which may lie under a large sign
_FARTHEST = (46.0, 58.0, 72.0, 90.0)  # for those that lie among many
_AROUND = range(40, 181, 10)  # units of the last ones, on circles, for those among thousands
_SEEN = 0.7  # of a line to these, at least
_NEAR = 24  # of the places beside a town: those at all but the last of the gaps
_BESIDE, _OFF = 80, 128  # of those of a capital: all but the farthest, and all but the circles


@dataclass(frozen=True, slots=True)
class Name:
    """A name that wants a place: those of a smaller order get theirs first."""

    part: Part
    text: str
    type: Type
    order: float
    halo: str  # empty: that of the ground where it will stand


class Naming:
    """Places names; ``there`` is what stands on the map already, and the edges of areas and discs.

    What a name covers is taken then.
    """

    def __init__(
        self,
        base: Base,
        projection: Projection,
        there: tuple[Taken, Sequence[BaseGeometry]],
        look: Look,
    ) -> None:
        self.base, self.look, (self.taken, edges) = base, look, there
        self.leaders: list[Item] = []
        self._panel = grown(projection.panel, -3 * look.unit)
        self._names = sorted(_names(base, look, zoom(projection, look)), key=_rank)
        divided = [*base.countries, *base.regions]
        self._lines = borders(divided, edges), borders(divided), borders(base.countries)

    def capitals(self) -> list[Item]:
        """The names of capitals that find room, and their dots."""
        return [item for name in self._names if _is_capital(name) for item in self._placed(name)]

    def others(self) -> list[Item]:
        """The other names that find room, and the dots of towns."""
        others = (name for name in self._names if not _is_capital(name))
        return [item for name in others for item in self._placed(name)]

    def _placed(self, name: Name) -> list[Item]:
        town = name.part.kind == "towns"
        tries = list(_beside(name, self.look) if town else _inside(name, self.look))
        groups = [tries[:_NEAR], tries[_NEAR:]] if town else [tries]
        if _is_capital(name):  # abroad only where there is no room in its country
            groups = [tries[:_NEAR]]
            off = [box for box in tries[_OFF:] if self._is_led_to(name, box)]
            for some in (tries[_NEAR:_BESIDE], tries[_BESIDE:_OFF], off):
                groups += [[box for box in some if not self._is_abroad(box)], some]
        box = _first(groups, (self._panel, self.taken, self._lines), strict=not town)
        if box is None:
            return []
        if _is_capital(name) and box not in tries[:_NEAR]:
            self._leader(name, box)
        self.taken.take(box)
        x, y = (box[0] + box[2]) / 2, box[3] - 0.3 * name.type.size
        halo = name.halo or _ground(self.base, self.look, (x, y))
        text = Text(x + name.type.spacing / 2, y, name.text, name.type, "middle", halo)
        return [*(_dot(name, self.look, self.taken) if town else ()), text]

    def _leader(self, name: Name, box: Box) -> None:
        """A line from a name that stands far off to its town, below all signs."""
        (x, y), (right, low) = _ends(name, box)
        line = f"M{number(x)} {number(y)}L{number(right)} {number(low)}"
        pen = {"stroke": self.look.colours["ink"], "stroke-width": 0.8 * self.look.unit}
        self.leaders.append(element("path", {"d": line, **pen}))

    def _is_led_to(self, name: Name, box: Box) -> bool:
        """Whether most of the line from there to the town would be seen."""
        line = shapely.LineString(_ends(name, box))
        steps = [step / 20 for step in range(1, 20)]
        places = (line.interpolate(at, normalized=True) for at in steps)
        seen = [self.taken.free(around(place.x, place.y, 1, 1)) for place in places]
        return sum(seen) > _SEEN * len(seen)

    def _is_abroad(self, box: Box) -> bool:
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        own = (one.shape for one in self.base.countries if one.focus)
        return not any(shapely.contains_xy(shape, *middle) for shape in own)


def _ends(name: Name, box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """The town, and the edge of its name next to it."""
    x, y = shapely.get_coordinates(name.part.shape)[0].tolist()
    return (x, y), (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))


def _is_capital(name: Name) -> bool:
    return name.part.kind == "towns" and name.part.focus and name.part.rank == 1


def zoom(projection: Projection, look: Look) -> float:
    """The zoom of Web Mercator at which the equator is drawn as large, for signs of this size."""
    return math.log2(40_075_017 / 256 / projection.metres / look.unit)


def _rank(name: Name) -> tuple[float, str]:
    return name.order, name.text


def _names(base: Base, look: Look, zoom: float) -> Iterator[Name]:
    colours = look.colours
    for part in base.countries:
        if zoom <= (5 if part.focus else 8.5) and part.name:
            kind = look.type(11, "country", SANS, 2.2)
            halo = colours["focus" if part.focus else "land"]
            yield Name(part, part.name.upper(), kind, 9 if part.focus else 40, halo)
    for part in base.regions:
        if 5 <= zoom <= 9.5:
            kind = look.type(9.5, "region", SANS, 1.1)
            yield Name(part, part.name.upper(), kind, 55, colours["focus"])
    for part in base.rivers:
        if zoom >= 5 and part.name:
            yield Name(part, part.name, look.water(), 58, "")
    for part in base.towns:
        rank = part.rank + (0 if part.focus else 1)
        if zoom < _TOWN_FROM[min(rank, 6)] or not part.name:
            continue
        kind = look.type(12, "ink", BOLD) if rank == 1 else look.type(10.5, "town")
        halo = colours["focus"] if part.focus else colours["land"]
        yield Name(part, part.name, kind, rank * 10, halo)


def _ground(base: Base, look: Look, place: tuple[float, float]) -> str:
    """The colour of the land there."""
    focus = any(one.focus and shapely.contains_xy(one.shape, *place) for one in base.countries)
    return look.colours["focus" if focus else "land"]


def _size(name: Name) -> tuple[float, float]:
    return width(name.text, name.type) + 0.2 * name.type.size, name.type.size * 1.14


def _beside(name: Name, look: Look) -> Iterator[Box]:
    """Right of a town, left, above, below, at the corners; then the same farther off.

    A capital's name may lie as far as a sign for many records reaches, and above and below it.
    """
    x, y = shapely.get_coordinates(name.part.shape)[0].tolist()
    wide, high = _size(name)
    far = (*_FAR, *_FARTHEST) if _is_capital(name) else ()
    for step in (*_GAPS, *far):
        gap = step * look.unit
        side, over = gap + wide / 2, gap + high / 2
        slanting = ((x * 0.5 * wide, y * over) for x in (1, -1) for y in (-1, 1))
        for dx, dy in (
            *((side, 0), (-side, 0), (0, -over), (0, over)),
            *((side, -0.6 * over), (side, 0.6 * over), (-side, -0.6 * over), (-side, 0.6 * over)),
            *(slanting if step in far else ()),
        ):
            yield around(x + dx, y + dy, wide, high)
    for distance in _AROUND if far else ():
        for part in range(24):
            turn = cmath.rect(distance * look.unit, part * math.tau / 24)
            aside = turn.real + math.copysign(wide / 2, turn.real)
            yield around(x + aside, y + turn.imag, wide, high)


def _inside(name: Name, look: Look) -> Iterator[Box]:
    """Around the middle of a country, region or lake, or along a river."""
    wide, high = _size(name)
    largest = max(shapely.get_parts(name.part.shape), key=lambda p: (p.area, p.length))
    if not isinstance(largest, shapely.Polygon):
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            x, y = shapely.get_coordinates(largest.interpolate(share, normalized=True))[0].tolist()
            for side in (-1, 1):
                yield around(x, y + side * (high / 2 + 2 * look.unit), wide, high)
        return
    middle = shapely.maximum_inscribed_circle(largest, tolerance=4 * look.unit)
    x, y = shapely.get_coordinates(middle)[0].tolist()
    steps = [(dx * 22, dy * 13) for dx in range(-5, 6) for dy in range(-8, 9)]
    for dx, dy in sorted(steps, key=lambda step: (math.hypot(*step), step)):
        box = around(x + dx * look.unit, y + dy * look.unit, wide, high)
        if largest.covers(shapely.box(*box)):
            yield box


def _first(
    groups: Sequence[Sequence[Box]],
    there: tuple[Box, Taken, tuple[shapely.STRtree, ...]],
    *,
    strict: bool,
) -> Box | None:
    """The first free box of the first group: free of lines if that can be, of borders always.

    A town's name may cross a region's line where there is no other room.
    """
    panel, taken, lines = there
    for some in groups:
        free = [box for box in some if within(box, panel) and taken.free(box)]
        for tree in lines[:2] if strict else lines:
            for box in free:
                if not len(tree.query(shapely.box(*box), predicate="intersects")):
                    return box
    return None


def _dot(name: Name, look: Look, taken: Taken) -> list[Item]:
    """The town's dot, unless a sign lies there: the name beside it is enough."""
    x, y = shapely.get_coordinates(name.part.shape)[0].tolist()
    unit, colours = look.unit, look.colours
    if not taken.free(around(x, y, 2 * unit, 2 * unit)):
        return []
    taken.take(around(x, y, 5 * unit, 5 * unit))
    if name.part.focus and name.part.rank == 1:
        square = around(x, y, 5.4 * unit, 5.4 * unit)
        place = {"x": square[0], "y": square[1], "width": 5.4 * unit, "height": 5.4 * unit}
        pen = {"fill": colours["ink"], "stroke": colours["focus"], "stroke-width": unit}
        return [element("rect", {**place, **pen})]
    pen = {"fill": colours["focus"], "stroke": colours["town"], "stroke-width": unit}
    return [element("circle", {"cx": x, "cy": y, "r": 1.9 * unit, **pen})]
