"""The records on the map: areas and outlines below, discs over them, signs on top; then labels.

Each is drawn as exactly as its place is known, as the page does it (``static/atlas/marks.js``).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from maps.drawing.badges import MANY, Area, Badges
from maps.drawing.boxes import Taken, around
from maps.drawing.cells import Cell, Places, cells, radius
from maps.drawing.projection import Projection
from maps.drawing.scene import Gathered, Kind, Scene
from maps.drawing.signs import Signs
from maps.drawing.svg import Item, element, number, path_of

_MOST_DISCS = 60  # more would cover each other and all else: then they are counted in cells
_REACH = 12.0  # units: half the width of the sign of a dozen records
_EARTH = pyproj.Geod(ellps="WGS84")


@dataclass
class Marks:
    """What is drawn of the records, from the ground up, and how many lie outside the panel."""

    ground: list[Item] = field(default_factory=list)
    signs: list[Item] = field(default_factory=list)
    labels: list[Item] = field(default_factory=list)
    shown: Counter[Kind] = field(default_factory=Counter)
    edges: list[BaseGeometry] = field(default_factory=list)  # lines that names better keep off
    outside: int = 0
    vague: bool = False  # whether a cell has records known only near it
    rings: bool = False  # whether a sign stands for several records


class Marking:
    """Draws the records of a scene on a projection; ``taken`` is what names keep off."""

    def __init__(self, scene: Scene, projection: Projection, signs: Signs) -> None:
        self.scene, self.projection, self.look = scene, projection, signs.look
        self.drawing = signs
        self.kinds = tuple(signs.numbers)
        self.taken = Taken()
        self.found = Marks()

    def marks(self) -> Marks:
        """All but the labels of areas, discs and regions."""
        self.areas = list(self._areas())
        self.outlines = list(self._outlines())
        self.discs = list(self._discs()) if not crowded(self.scene) else []
        self._signs(with_discs=crowded(self.scene))
        return self.found

    def label(self) -> None:
        """Adds these labels, where they find room."""
        badges = Badges(self.projection, self.drawing, self.taken)
        for disc in self.discs:
            badges.rim(*disc)
        badges.areas(self.areas, together=many_areas(self.scene))
        for middle, shape, number_ in self.outlines:
            badges.numbered(middle, shape, number_)
        self.found.labels, self.found.ground = badges.labels, self.found.ground + badges.leaders

    def _areas(self) -> Iterator[Area]:
        """Hatched, small ones above large ones; many are hatched together, each place once."""
        colours, unit = self.look.colours, self.look.unit
        shapes = {
            code: shapely.make_valid(self.projection.shape(one))  # simplified to a tenth of a pixel
            for code, one in self.scene.footprints.items()
        }
        many = many_areas(self.scene)
        if many:
            self.found.ground.append(self.look.hatching(shapely.union_all(list(shapes.values()))))
        for code in sorted(shapes, key=lambda code: (-shapes[code].area, code)):
            gathered, shape = self.scene.areas[code], shapes[code]
            middle = _middle(shape)
            if middle is None or not self._in(*middle):
                self.found.outside += gathered.kinds.total()
                continue
            self.found.shown.update(gathered.kinds)
            pen = {"fill": "none", "stroke": colours["hatch"], "stroke-opacity": "0.5"}
            line = {"d": path_of(shape), **pen, "stroke-width": 0.9 * unit}
            self.found.ground += [
                *([] if many else [self.look.hatching(shape)]),
                element("path", line),
            ]
            self.found.edges.append(shape)
            yield Area(middle, shape, gathered)

    def _outlines(self) -> Iterator[tuple[tuple[float, float], BaseGeometry, int]]:
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
            self.found.edges.append(shape)
            if area and own.number is not None:
                yield _middle(shape) or (0, 0), shape, own.number

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
        self.found.edges.append(ring)
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
        self.found.rings |= cell.n > 1
        self.found.signs += self.drawing.cell(cell, self.kinds)
        size = 2 * radius(cell.n, self.look.unit) + 3 * self.look.unit
        self.taken.take(around(cell.x, cell.y, size, size))
        if told := self.drawing.told(cell):
            self.taken.take(around(*told))

    def _place(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self.projection.places(np.array([lon]), np.array([lat]))
        return float(x[0]), float(y[0])

    def _in(self, x: float, y: float) -> bool:
        left, top, right, bottom = self.projection.panel
        return left <= x <= right and top <= y <= bottom


def at_edge(scene: Scene, projection: Projection, unit: float) -> int:
    """How many records lie so near the edge of the panel that their signs may reach over it."""
    discs = np.array([place[:2] for place in scene.discs if crowded(scene)]).reshape(-1, 2)
    lon = np.concatenate((scene.points.lon, discs[:, 0]))
    lat = np.concatenate((scene.points.lat, discs[:, 1]))
    x, y = projection.places(lon, lat)
    left, top, right, bottom = projection.panel
    far = np.minimum(np.minimum(x - left, right - x), np.minimum(y - top, bottom - y))
    return int(((far >= 0) & (far < _REACH * unit)).sum())


def crowded(scene: Scene) -> bool:
    """Whether discs are so many that they are counted with the signs, in dashed rings."""
    return len(scene.discs) > _MOST_DISCS


def many_areas(scene: Scene) -> bool:
    """Whether areas are so many that they are counted together."""
    return len(scene.areas) > MANY


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
