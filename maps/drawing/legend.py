"""The legend of a figure: the layers and types there are with their numbers, and how to read them.

The same lines, words and counts as the page's (``templates/layers.html``), from the same model.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from maps.captions import Caption, CountedLayer
from maps.drawing.boxes import around
from maps.drawing.faces import Type, width, wrapped
from maps.drawing.look import Look
from maps.drawing.marks import crowded, many_areas
from maps.drawing.scene import Kind, Scene
from maps.drawing.signs import Signs
from maps.drawing.svg import Item, Text, element, number, path_of
from maps.figures import number as digits
from maps.texts import TEXTS
from maps.ways import Drawn

Draw = Callable[[float, float], list[Item]]  # a line's sign with its middle there

_LINE = 13.2  # units from one base line to the next
_SIGN = 22.0  # units left of the words
_NUMBER = 6.0  # units between them and the numbers

_WAYS: Mapping[Drawn, str] = {
    "point": "as_point",
    "disc": "as_disc",
    "area": "as_area",
    "own": "as_own",
    "country": "as_listed",
    "nowhere": "as_nowhere",
    "withdrawn": "as_withdrawn",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the legend; one without a sign is a heading."""

    words: str
    count: int | None = None
    draw: Draw | None = None
    room: float = 0  # pixels its number may take, as wide as the widest of the legend

    @property
    def heading(self) -> bool:
        """Whether rows below belong to this one."""
        return self.draw is None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and its rows, kept together where a column is long enough."""

    rows: tuple[Row, ...]
    spared: bool = False  # if a small figure may do without it


class Legend:
    """The rows of a view's legend; ``signs`` are drawn from the same symbols as the map's."""

    def __init__(self, caption: Caption, look: Look) -> None:
        self.look = look
        self.t = TEXTS[caption.language]
        self.signs = Signs((), look)
        self.layers = [layer for layer in caption.layers if layer.n]
        self.drawn = caption.drawn

    def blocks(self, signs: Signs, scene: Scene, rings: bool) -> list[Block]:
        """Layers first, then how places are known, then signs that need a word.

        ``rings``: whether one sign may stand for several records.
        """
        self.signs = signs
        found = [self._layer(one) for one in self.layers]
        ways = [
            Row(self.t[key], self.drawn[way], self._way(way))
            for way, key in _WAYS.items()
            if self.drawn.get(way)
        ]
        if ways:
            found.append(Block((Row(self.t["precision"]), *ways), spared=True))
        extra = self._extra(scene, rings)
        if extra:
            found.append(Block((Row(self.t["signs"]), *extra), spared=True))
        room = max((_room(row, self.look) for one in found for row in one.rows), default=0)
        return [
            replace(one, rows=tuple(replace(row, room=room) for row in one.rows)) for one in found
        ]

    def kinds(self) -> list[Kind]:
        """The kinds whose signs the legend shows."""
        return [Kind(layer.name, one.code) for layer in self.layers for one in layer.types]

    def _layer(self, layer: CountedLayer) -> Block:
        lines = [
            Row(one.label, one.n, self._kind(Kind(layer.name, one.code))) for one in layer.types
        ]
        return Block((Row(layer.title, layer.n), *lines))

    def _kind(self, kind: Kind, size: float = 13) -> Draw:
        return lambda x, y: [self.signs.sign(kind, x, y, size * self.look.unit)]

    def _extra(self, scene: Scene, rings: bool) -> list[Row]:
        found = []
        if rings and scene.drawn.get("point", 0) + scene.drawn.get("disc", 0) > 1:
            found.append(Row(self.t["sign_many"], None, self._many))
        if crowded(scene):
            found.append(Row(self.t["sign_vague"], None, self._vague))
        if many_areas(scene):
            found.append(Row(self.t["sign_areas"], None, self._areas))
        gathered = [*scene.areas.values(), *scene.discs.values()]
        if scene.points.disputed.any() or any(one.disputed for one in gathered):
            found.append(Row(self.t["sign_disputed"], None, self._disputed))
        looks = {one.look for one in scene.kinds if one.layer == "bases"}
        base = next((one for one in scene.kinds if one.layer == "bases"), None)
        for look in ("active", "ended", "unknown"):
            if base is not None and look in looks and looks != {"active"}:
                kind = Kind("bases", base.code, look)
                found.append(Row(self.t[f"sign_{look}"], None, self._kind(kind)))
        return found

    def _many(self, x: float, y: float) -> list[Item]:
        unit, colours = self.look.unit, self.look.colours
        pen = {"fill": colours["ground"], "stroke": colours["hatch"], "stroke-width": 2.6 * unit}
        kind = Type(8.5 * unit, colours["on-ground"], self.look.strong().face)
        ring = element("circle", {"cx": x, "cy": y, "r": 5.8 * unit, **pen})
        return [ring, Text(x, y + 3 * unit, "3", kind, "middle")]

    def _vague(self, x: float, y: float) -> list[Item]:
        unit, colours = self.look.unit, self.look.colours
        dashes = f"{number(2.2 * unit)} {number(1.6 * unit)}"
        pen = {"fill": colours["ground"], "stroke": colours["hatch"], "stroke-dasharray": dashes}
        return [element("circle", {"cx": x, "cy": y, "r": 6 * unit, **pen, "stroke-width": unit})]

    def _areas(self, x: float, y: float) -> list[Item]:
        unit = self.look.unit
        return self.signs.sum_badge(around(x, y, 17 * unit, 11 * unit), "9")

    def _disputed(self, x: float, y: float) -> list[Item]:
        return [self.signs.unequal(x, y, 11 * self.look.unit)]

    def _way(self, way: Drawn) -> Draw:
        return lambda x, y: [self._way_drawn(way, x, y)]

    def _way_drawn(self, way: Drawn, x: float, y: float) -> str:
        unit, colours = self.look.unit, self.look.colours
        pen: dict[str, object] = {"stroke-width": unit}
        if way == "point":
            return element("circle", {"cx": x, "cy": y, "r": 3 * unit, "fill": colours["muted"]})
        if way == "disc":
            dashes = f"{number(2.2 * unit)} {number(1.7 * unit)}"
            pen |= {"fill": colours["hatch"], "fill-opacity": "0.14", "stroke": colours["hatch"]}
            pen["stroke-dasharray"] = dashes
            return element("circle", {"cx": x, "cy": y, "r": 5.8 * unit, **pen})
        if way in ("area", "own"):
            shape = self._outline(x, y)
            colour = colours["hatch" if way == "area" else "accent"]
            pen |= {"stroke": colour, "fill": "none" if way == "area" else colour}
            pen |= {"fill-opacity": None if way == "area" else "0.16"}
            line = element("path", {"d": path_of(shape), **pen})
            return line + self.look.hatching(shape) if way == "area" else line
        left, lines = x - 5 * unit, []
        for i, wide in enumerate((10, 10, 6.5)):
            lines.append(
                f"M{number(left)} {number(y + (i - 1) * 3.2 * unit)}h{number(wide * unit)}"
            )
        pen |= {"fill": "none", "stroke": colours["muted"]}
        return element("path", {"d": "".join(lines), **pen})

    def _outline(self, x: float, y: float) -> shapely.Polygon:
        shape = ((-6.5, -3.5), (0.5, -6), (6.5, -3), (5.4, 4), (-1.3, 6), (-5.4, 2))
        return shapely.Polygon([(x + a * self.look.unit, y + b * self.look.unit) for a, b in shape])


def high(row: Row, look: Look, wide: float) -> float:
    """How high a row of a column that wide is, in pixels."""
    lines = len(wrapped(row.words, _type(row, look), _words(row, look, wide)))
    return (_LINE * lines + (5 if row.heading else 2.6)) * look.unit * look.lead


def columns(
    blocks: Sequence[Block], look: Look, size: tuple[float, float], *, whole: bool = False
) -> list[list[Row]]:
    """The rows in columns that wide and no higher than that, in their order.

    A block that does not fit goes on in the next column under its heading once more, which is never
    left alone; if ``whole``, only one that is higher than a column.
    """
    wide, most = size
    found: list[list[Row]] = [[]]
    used = 0.0
    for block in blocks:
        heights = [high(row, look, wide) for row in block.rows]
        together = sum(heights)
        kept = together <= most and (whole or together <= most * 0.62 or used > most * 0.72)
        if found[-1] and used + together > most and kept:
            found.append([])
            used = 0.0
        for i, (row, tall) in enumerate(zip(block.rows, heights, strict=True)):
            need = tall + (heights[i + 1] if row.heading and i + 1 < len(heights) else 0)
            if found[-1] and used + need > most:
                again = [] if row.heading else [_continued(block.rows[0], look)]
                found.append(again)
                used = sum(high(one, look, wide) for one in again)
            found[-1].append(row)
            used += tall
    return found


def _continued(heading: Row, look: Look) -> Row:
    """The heading over rows that go on in another column, without its number."""
    told = TEXTS[look.language]["legend_continued"].replace("{title}", heading.words)
    return Row(told, room=heading.room)


def set_at(rows: Sequence[Row], look: Look, left: float, top: float, wide: float) -> list[Item]:
    """A column of rows as items."""
    unit, y = look.unit, top
    found: list[Item] = []
    for row in rows:
        kind, base = _type(row, look), y + (10.2 + (2 if row.heading else 0)) * unit * look.lead
        x = left + (0 if row.heading else _SIGN * unit)
        for i, line in enumerate(wrapped(row.words, kind, _words(row, look, wide))):
            found.append(Text(x, base + i * _LINE * unit * look.lead, line, kind))
        if row.count is not None:
            told = look.strong(10) if row.heading else look.type(10, "muted")
            text = digits(row.count, look.language)
            found.append(Text(left + wide, base, text, told, "end"))
        if row.draw is not None:
            found += row.draw(left + 8 * unit, base - 3.5 * unit)
        y += high(row, look, wide)
    return found


def _type(row: Row, look: Look) -> Type:
    return look.strong(10.5) if row.heading else look.type(10)


def _words(row: Row, look: Look, wide: float) -> float:
    sign = 0 if row.heading else _SIGN * look.unit
    return wide - sign - (row.room + _NUMBER * look.unit if row.count is not None else 0)


def _room(row: Row, look: Look) -> float:
    if row.count is None:
        return 0
    return width(digits(row.count, look.language), look.strong(10))
