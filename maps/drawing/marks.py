"""The records on the map: areas and outlines below, discs over them, signs on top; then labels.

Each is drawn as exactly as its place is known, as the page does it (``static/atlas/marks.js``).
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from maps.drawing.boxes import Box, Taken, around, grown, within
from maps.drawing.cells import Cell, Places, cells, radius
from maps.drawing.faces import BOLD
from maps.drawing.projection import Projection
from maps.drawing.scene import Gathered, Kind, Outline, Scene
from maps.drawing.signs import Signs
from maps.drawing.svg import Item, Text, element, number, path_of
from maps.figures import number as digits
from maps.texts import TEXTS

_MOST_DISCS = 60  # more would cover each other and all else: then they are counted in cells
_EARTH = pyproj.Geod(ellps="WGS84")


@dataclass
class Marks:
    """What is drawn of the records, from the ground up, and how many lie outside the panel."""

    ground: list[Item] = field(default_factory=list)
    signs: list[Item] = field(default_factory=list)
    labels: list[Item] = field(default_factory=list)
    shown: Counter[Kind] = field(default_factory=Counter)
    outside: int = 0
    vague: bool = False  # whether a cell has records known only near it


class Marking:
    """Draws the records of a scene on a projection; ``taken`` is what names keep off."""

    def __init__(self, scene: Scene, projection: Projection, signs: Signs) -> None:
        self.scene, self.projection, self.look = scene, projection, signs.look
        self.drawing = signs
        self.kinds = tuple(signs.numbers)
        self.taken = Taken()
        self.found = Marks()

    def marks(self) -> Marks:
        """All of it."""
        areas = list(self._areas())
        outlines = list(self._outlines())
        discs = list(self._discs()) if not crowded(self.scene) else []
        self._signs(with_discs=crowded(self.scene))
        for one in discs:
            self._rim(*one)
        for middle, shape, gathered in reversed(areas):  # the small have least room
            self._badge(middle, shape, gathered)
        for middle, shape, own in outlines:
            self._number(middle, shape, own)
        return self.found

    def _areas(self) -> Iterator[tuple[tuple[float, float], BaseGeometry, Gathered]]:
        """Hatched, small ones above large ones."""
        colours, unit = self.look.colours, self.look.unit
        shapes = {code: self.projection.shape(one) for code, one in self.scene.footprints.items()}
        for code in sorted(shapes, key=lambda code: (-shapes[code].area, code)):
            gathered, shape = self.scene.areas[code], shapes[code]
            middle = _middle(shape)
            if middle is None or not self._in(*middle):
                self.found.outside += gathered.kinds.total()
                continue
            self.found.shown.update(gathered.kinds)
            pen = {"fill": "url(#hatch)", "stroke": colours["hatch"], "stroke-opacity": "0.5"}
            line = {"d": path_of(shape), **pen, "stroke-width": 0.9 * unit}
            self.found.ground.append(element("path", line))
            yield middle, shape, gathered

    def _outlines(self) -> Iterator[tuple[tuple[float, float], BaseGeometry, Outline]]:
        for own in self.scene.outlines:
            shape = self.projection.shape(own.shape)
            if shape.is_empty or not self._in(*_middle_of_line(shape)):
                self.found.outside += 1
                continue
            self.found.shown[own.kind] += 1
            mark, unit = self.drawing.mark(own.kind), self.look.unit
            colour = mark.line
            area = shape.geom_type.endswith("Polygon")
            pen: dict[str, object] = {
                "fill": colour if area else "none",
                "fill-opacity": "0.055" if area else None,
                "stroke": colour,
                "stroke-opacity": "0.75" if area else "0.9",
                "stroke-width": (1.4 if area else 2.4) * unit,
                "stroke-dasharray": _scaled(mark.dashes, unit) or None,
                "stroke-linejoin": "round",
            }
            self.found.ground.append(element("path", {"d": path_of(shape), **pen}))
            if area and own.number is not None:
                yield _middle(shape) or (0, 0), shape, own

    def _discs(self) -> Iterator[tuple[tuple[float, float], float, Gathered]]:
        for (lon, lat, metres), gathered in self.scene.discs.items():
            x, y = self._place(lon, lat)
            if not self._in(x, y):
                self.found.outside += gathered.kinds.total()
                continue
            self.found.shown.update(gathered.kinds)
            yield (x, y), self._disc((lon, lat, metres), gathered.kinds), gathered

    def _disc(self, place: tuple[float, float, float], kinds: Iterable[Kind]) -> float:
        """Draws the disc of the true radius; how high it reaches on paper."""
        colours = {self.drawing.mark(kind).line for kind in kinds}
        colour = colours.pop() if len(colours) == 1 else self.look.colours["hatch"]
        ring, unit = self._circle(*place), self.look.unit
        pen: dict[str, object] = {
            "fill": colour,
            "fill-opacity": "0.1",
            "stroke": colour,
            "stroke-opacity": "0.8",
            "stroke-width": 1.2 * unit,
            "stroke-dasharray": _scaled("4 3", unit),
        }
        self.found.ground.append(element("path", {"d": path_of(ring), **pen}))
        return float(ring.bounds[3] - ring.bounds[1]) / 2 if not ring.is_empty else 0

    def _circle(self, lon: float, lat: float, metres: float) -> BaseGeometry:
        turns = np.linspace(0, 360, 72, endpoint=False)
        same = np.ones_like(turns)
        lons, lats, _ = _EARTH.fwd(lon * same, lat * same, turns, metres * same)
        x, y = self.projection.places(np.asarray(lons), np.asarray(lats))
        return shapely.Polygon(np.column_stack((x, y)))

    def _signs(self, *, with_discs: bool) -> None:
        """The signs, joined where they would cover each other; the largest at the bottom."""
        scene = self.scene
        lon, lat, kind, disputed = (
            [getattr(scene.points, name)] for name in ("lon", "lat", "kind", "disputed")
        )
        vague = [np.zeros(len(lon[0]), np.bool_)]
        for (x, y, _), gathered in scene.discs.items() if with_discs else ():
            numbers = [self.drawing.numbers[one] for one in gathered.kinds.elements()]
            n = len(numbers)
            lon.append(np.full(n, x))
            lat.append(np.full(n, y))
            kind.append(np.array(numbers, np.int64))
            disputed.append(np.arange(n) < int(gathered.disputed))
            vague.append(np.ones(n, np.bool_))
        across, down = self.projection.places(np.concatenate(lon), np.concatenate(lat))
        left, top, right, bottom = self.projection.panel
        inside = (across >= left) & (across <= right) & (down >= top) & (down <= bottom)
        self.found.outside += int((~inside).sum())
        parts = (np.concatenate(one)[inside] for one in (kind, disputed, vague))
        for cell in cells(Places(across[inside], down[inside], *parts), self.look.unit):
            self._sign(cell)

    def _sign(self, cell: Cell) -> None:
        for number_, n in cell.kinds.items():
            self.found.shown[self.kinds[number_]] += n
        self.found.vague |= cell.vague > 0
        self.found.signs += self.drawing.cell(cell, self.kinds)
        size = 2 * radius(cell.n, self.look.unit) + self.look.unit
        self.taken.take(around(cell.x, cell.y, size, size))

    def _rim(self, middle: tuple[float, float], reach: float, gathered: Gathered) -> None:
        """A disc's badge on its edge, not in its middle: the middle is not where it was."""
        wide, text = self._wide(gathered, area=False)
        high = 15 * self.look.unit
        box = around(middle[0], middle[1] - reach, wide, high)
        for out in (0, 12, 24, 36, 54):
            far = reach + out * self.look.unit
            for turn in (0, 90, 180, 270, 45, 135, 225, 315):
                x, y = math.sin(math.radians(turn)), -math.cos(math.radians(turn))
                tried = around(
                    middle[0] + x * (far + abs(x) * wide / 2 * (out > 0)),
                    middle[1] + y * (far + abs(y) * high / 2 * (out > 0)),
                    wide, high,
                )  # fmt: skip
                if self._free(tried):
                    self._set(tried, text, gathered, (middle if out else None, False))
                    return
        self._set(box, text, gathered, (None, False))

    def _badge(self, middle: tuple[float, float], shape: BaseGeometry, gathered: Gathered) -> None:
        wide, text = self._wide(gathered, area=True)
        box, outside = self._room(middle, (wide, 15 * self.look.unit), shape)
        self._set(box, text, gathered, (middle if outside else None, True))

    def _number(self, middle: tuple[float, float], shape: BaseGeometry, own: Outline) -> None:
        unit = self.look.unit
        text = TEXTS[self.look.language]["region_short"].replace("{n}", str(own.number))
        box, _ = self._room(middle, (30 * unit, 13 * unit), shape)
        self.taken.take(box)
        kind = self.look.type(10.5, "region", BOLD, 0.4)
        x, y = (box[0] + box[2]) / 2, box[3] - 3.4 * unit
        self.found.labels.append(Text(x, y, text, kind, "middle", self.look.colours["focus"]))

    def _room(
        self, middle: tuple[float, float], size: tuple[float, float], shape: BaseGeometry
    ) -> tuple[Box, bool]:
        """Where a label finds room: within the shape, else near it, else at its middle."""
        unit = self.look.unit
        near = [around(middle[0] + x * unit, middle[1] + y * unit, *size) for x, y in _STEPS]
        open_ = [box for box in near if self._free(box)]
        for box in open_:
            if shapely.contains_xy(shape, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2):
                return box, False
        return (open_[0], True) if open_ else (near[0], False)

    def _wide(self, gathered: Gathered, *, area: bool) -> tuple[float, str]:
        n = gathered.kinds.total()
        text = digits(n, self.look.language) if n > 1 or area else ""
        kinds = min(3, len(gathered.kinds))
        return self.drawing.badge_width(kinds, text, disputed=gathered.disputed), text

    def _set(
        self,
        box: Box,
        text: str,
        gathered: Gathered,
        how: tuple[tuple[float, float] | None, bool],
    ) -> None:
        """Sets a badge down, with a line to what it belongs to where it lies outside."""
        belongs, area = how
        if belongs is not None:
            self._leader(belongs, box)
        self.taken.take(box)
        most = sorted(gathered.kinds.items(), key=lambda one: (-one[1], str(one[0])))[:3]
        kinds = [kind for kind, _ in most]
        badge = self.drawing.badge(box, kinds, text, disputed=gathered.disputed, area=area)
        self.found.labels += badge

    def _leader(self, place: tuple[float, float], box: Box) -> None:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        line = f"M{number(place[0])} {number(place[1])}L{number(x)} {number(y)}"
        pen = {
            "d": line,
            "stroke": self.look.colours["hatch"],
            "stroke-width": 0.8 * self.look.unit,
        }
        self.found.ground.append(element("path", pen))

    def _free(self, box: Box) -> bool:
        inner = grown(self.projection.panel, -2 * self.look.unit)
        return within(box, inner) and self.taken.free(box)

    def _place(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self.projection.places(np.array([lon]), np.array([lat]))
        return float(x[0]), float(y[0])

    def _in(self, x: float, y: float) -> bool:
        left, top, right, bottom = self.projection.panel
        return left <= x <= right and top <= y <= bottom


def crowded(scene: Scene) -> bool:
    """Whether discs are so many that they are counted with the signs, in dashed rings."""
    return len(scene.discs) > _MOST_DISCS


_STEPS = sorted(
    ((x * 13.0, y * 9.0) for x in range(-7, 8) for y in range(-9, 10)),
    key=lambda step: (math.hypot(*step), step),
)


def _middle(shape: BaseGeometry) -> tuple[float, float] | None:
    """A place well inside the largest part; None where nothing of the shape is there."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    if not parts or not max(part.area for part in parts):
        return None
    largest = max(parts, key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=2)
    x, y = shapely.get_coordinates(circle)[0].tolist()
    return x, y


def _middle_of_line(shape: BaseGeometry) -> tuple[float, float]:
    x, y = shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()
    return x, y


def _scaled(dashes: str, unit: float) -> str:
    return " ".join(number(float(one) * unit) for one in dashes.split())
