"""The labels of areas, discs and military regions: framed, so that none is taken for a place.

Each lies where it covers neither a sign nor another label. Many areas have one label together where
theirs would find no room: their sum, hatched like them.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from maps.drawing.boxes import Box, Taken, around, grown, within
from maps.drawing.faces import BOLD
from maps.drawing.projection import Projection
from maps.drawing.scene import Gathered
from maps.drawing.signs import MOST, Signs
from maps.drawing.svg import Item, Text, element, number
from maps.figures import number as digits
from maps.texts import TEXTS

_HIGH = 15.0  # units
_BAR = 2.8  # units more for the shares of types
MANY = 30  # areas with a label each; more are summed up
_SQUARE = 58.0  # units: the areas of one square have a label together
_NEAR = 34.0  # units a label of several areas may lie from them

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """An area on paper, a place in the middle of it, and the records it stands for."""

    middle: Place
    shape: BaseGeometry
    gathered: Gathered


@dataclass(slots=True)
class _Sum:
    """The records of several areas, and the box of their label once it has one."""

    x: float
    y: float
    n: int
    box: Box | None = None


class Badges:
    """Places labels; ``taken`` is what they keep off, and then what keeps off them."""

    def __init__(self, projection: Projection, signs: Signs, taken: Taken) -> None:
        self.look, self.signs, self.taken = signs.look, signs, taken
        self.inner = grown(projection.panel, -2 * self.look.unit)
        self.labels: list[Item] = []
        self.leaders: list[Item] = []

    def rim(self, middle: Place, reach: float, gathered: Gathered) -> None:
        """A disc's badge on its edge, not in its middle: the middle is not where it was."""
        (wide, high), text = self._size(gathered, area=False)
        unit = self.look.unit
        for out in (0, 12, 24, 36, 54):
            for turn in (0, 90, 180, 270, 45, 135, 225, 315):
                x, y = math.sin(math.radians(turn)), -math.cos(math.radians(turn))
                far = reach + out * unit
                across, down = (abs(x) * wide / 2, abs(y) * high / 2) if out else (0, 0)
                at = middle[0] + x * (far + across), middle[1] + y * (far + down)
                box = around(*at, wide, high)
                if self._free(box):
                    self._set(box, text, gathered, (middle if out else None, False))
                    return
        box, _ = self._room(middle, (wide, high), shapely.Point(middle).buffer(reach))
        self._set(box, text, gathered, (middle, False))

    def areas(self, areas: Sequence[Area], *, together: bool) -> None:
        """A label for each area, from the largest to the smallest; or labels of sums."""
        if together:
            self._sums(areas)
            return
        for one in reversed(areas):  # the small have least room
            size, text = self._size(one.gathered, area=True)
            box, outside = self._room(one.middle, size, one.shape)
            self._set(box, text, one.gathered, (one.middle if outside else None, True))

    def numbered(self, middle: Place, shape: BaseGeometry, region: int) -> None:
        """The number of a military region, where it finds room within."""
        unit = self.look.unit
        text = TEXTS[self.look.language]["region_short"].replace("{n}", str(region))
        steps = ((x * unit, y * unit) for x, y in _STEPS)
        tries = (around(middle[0] + x, middle[1] + y, 30 * unit, 13 * unit) for x, y in steps)
        room = (box for box in tries if self._free(box) and shape.covers(shapely.box(*box)))
        box = next(room, None)
        if box is None:  # elsewhere it would be taken for the number of another
            return
        self.taken.take(box)
        kind = self.look.type(10.5, "region", BOLD, 0.4)
        x, y = (box[0] + box[2]) / 2, box[3] - 3.4 * unit
        self.labels.append(Text(x, y, text, kind, "middle", self.look.colours["focus"]))

    def _sums(self, areas: Iterable[Area]) -> None:
        unit, high = self.look.unit, 13.5 * self.look.unit
        found: list[_Sum] = []
        homeless: list[_Sum] = []
        for one in _squared(areas, _SQUARE * unit):
            wide = self.signs.sum_width(digits(one.n, self.look.language)) + 3 * unit
            steps = ((x, y) for x, y in _STEPS if math.hypot(x, y) <= _NEAR)
            tries = (around(one.x + x * unit, one.y + y * unit, wide, high) for x, y in steps)
            one.box = next((box for box in tries if self._free(box)), None)
            if one.box is not None:
                self.taken.take(one.box)
                found.append(one)
            else:
                homeless.append(one)
        for one in homeless:
            if not found:
                one.box = around(one.x, one.y, 0, 0)
                found.append(one)
                continue
            near = min(found, key=lambda other: math.hypot(other.x - one.x, other.y - one.y))
            near.n += one.n
        for one in found:
            if one.box is not None:
                text = digits(one.n, self.look.language)
                x, y = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
                box = around(x, y, self.signs.sum_width(text), high)
                self.labels += self.signs.sum_badge(box, text)

    def _room(self, middle: Place, size: Place, shape: BaseGeometry) -> tuple[Box, bool]:
        """Where a label finds room: within the shape, else near it, else at its middle."""
        unit = self.look.unit
        near = [around(middle[0] + x * unit, middle[1] + y * unit, *size) for x, y in _STEPS]
        open_ = [box for box in near if self._free(box)]
        for box in open_:
            if shapely.contains_xy(shape, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2):
                return box, False
        if open_:
            return open_[0], True
        inside = [box for box in near if within(box, self.inner)] or near[:1]
        return min(inside, key=self.taken.covered), True

    def _size(self, gathered: Gathered, *, area: bool) -> tuple[Place, str]:
        n = gathered.kinds.total()
        text = digits(n, self.look.language) if n > 1 or area else ""
        kinds = min(MOST, len(gathered.kinds))
        bar = _BAR if len(self.signs.shares(gathered.kinds)) > 1 else 0
        wide = self.signs.badge_width(kinds, text, disputed=gathered.disputed)
        return (wide, (_HIGH + bar) * self.look.unit), text

    def _set(self, box: Box, text: str, gathered: Gathered, how: tuple[Place | None, bool]) -> None:
        """Sets a badge down, with a line to what it belongs to where it lies outside."""
        belongs, area = how
        if belongs is not None:
            self._leader(belongs, box)
        self.taken.take(box)
        self.labels += self.signs.badge(box, gathered, text, area=area)

    def _leader(self, place: Place, box: Box) -> None:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        line = f"M{number(place[0])} {number(place[1])}L{number(x)} {number(y)}"
        pen = {"stroke": self.look.colours["hatch"], "stroke-width": 0.8 * self.look.unit}
        self.leaders.append(element("path", {"d": line, **pen}))

    def _free(self, box: Box) -> bool:
        return within(box, self.inner) and self.taken.free(box)


_STEPS = sorted(
    ((x * 13.0, y * 9.0) for x in range(-7, 8) for y in range(-9, 10)),
    key=lambda step: (math.hypot(*step), step),
)


def _squared(areas: Iterable[Area], square: float) -> list[_Sum]:
    """The areas whose middles lie in one square together, those with the most records first."""
    found: dict[tuple[int, int], _Sum] = {}
    for one in areas:
        (x, y), n = one.middle, one.gathered.kinds.total()
        key = int(x // square), int(y // square)
        there = found.setdefault(key, _Sum(0, 0, 0))
        there.n += n
        there.x += (x - there.x) * n / there.n
        there.y += (y - there.y) * n / there.n
    return sorted(found.values(), key=lambda one: (-one.n, one.y, one.x))
