"""The signs of a figure as SVG: those of the page (``static/atlas/dom.js``), without a style."""

import math
from collections.abc import Iterable, Mapping, Sequence

import shapely

from maps import styles
from maps.drawing.boxes import Box
from maps.drawing.cells import Cell, radius
from maps.drawing.faces import BOLD, Type, width
from maps.drawing.look import Look
from maps.drawing.scene import Gathered, Kind, rank
from maps.drawing.svg import Item, Text, element, number
from maps.figures import number as digits

_TOLD = 20  # records of which one that is disputed is told of by a mark; of many, some always are
MOST = 3  # types whose signs the label of an area shows
_LEAST = 0.035  # of a ring or bar: the share of a type that is there is never too small to be seen


class Signs:
    """The signs of these kinds, each a symbol of the drawing that is used by its number."""

    def __init__(self, kinds: Iterable[Kind], look: Look) -> None:
        self.look = look
        self.numbers: dict[Kind, int] = {}
        for kind in kinds:
            self.numbers.setdefault(kind, len(self.numbers))

    def definitions(self) -> str:
        """The symbols."""
        return "".join(
            element("g", {"id": f"k{number}"}, *self._symbol(kind))
            for kind, number in self.numbers.items()
        )

    def sign(self, kind: Kind, x: float, y: float, size: float) -> str:
        """The kind's sign with its middle there; ``size`` is its width in pixels."""
        scale = size / 24
        place = f"translate({number(x - 12 * scale)} {number(y - 12 * scale)})"
        scaled = f"{place} scale({scale:.3f})"
        return element("use", {"xlink:href": f"#k{self.numbers[kind]}", "transform": scaled})

    def mark(self, kind: Kind) -> styles.Mark:
        """The kind's mark in the theme."""
        return styles.mark(kind.layer, kind.code, self.look.theme)

    def _symbol(self, kind: Kind) -> list[str]:
        mark, ground = self.mark(kind), self.look.colours["ground"]
        frame: dict[str, object] = {"d": mark.frame, "fill-rule": "evenodd"}
        if is_area(kind):
            look = {"fill": mark.line, "fill-opacity": "0.16", "stroke": mark.line}
            dashes = {"stroke-width": "2", "stroke-dasharray": mark.dashes or None}
            return [element("path", frame | look | dashes)]
        filled = kind.look == "active"
        wide = {"active": 1.4, "ended": 2.4, "unknown": 2.2}[kind.look]
        # The colour of the land around it keeps it apart from what it lies on.
        edge = {"fill": "none", "stroke": self.look.colours["focus"], "stroke-width": wide + 2}
        found = [element("path", frame | edge)]
        pen = {
            "fill": mark.colour if filled else ground,
            "stroke": mark.edge if filled else mark.colour,
            "stroke-width": wide,
            "stroke-dasharray": "3 2.4" if kind.look == "unknown" else None,
        }
        found.append(element("path", frame | pen))
        if mark.glyph:
            ink = mark.ink if filled else mark.colour
            found.append(element("path", {"d": mark.glyph, "fill": ink, "fill-rule": "evenodd"}))
        return found

    def cell(self, cell: Cell, kinds: Sequence[Kind]) -> list[Item]:
        """The sign of one record, or a ring of the shares of types around the number of records."""
        unit, there = self.look.unit, {kinds[k]: n for k, n in sorted(cell.kinds.items())}
        if cell.n == 1:
            found: list[Item] = [self.sign(next(iter(there)), cell.x, cell.y, 15 * unit)]
        else:
            found = self.ring((cell.x, cell.y), there, vague=cell.vague > 0)
        if told := self.told(cell):
            found.append(self.unequal(*told[:3]))
        return found

    def told(self, cell: Cell) -> tuple[float, float, float, float] | None:
        """Where a mark tells that a record is disputed, and its width and height."""
        if not cell.disputed or cell.n > _TOLD:
            return None
        far, size = 0.72 * radius(cell.n, self.look.unit), 9 * self.look.unit
        return cell.x + far, cell.y - far, size, size

    def ring(
        self, at: tuple[float, float], kinds: Mapping[Kind, int], *, vague: bool = False
    ) -> list[Item]:
        """A ring; dashed around where some of the records are known only near there."""
        total, unit = sum(kinds.values()), self.look.unit
        full, (x, y) = radius(total, unit), at
        wide = max(3.4 * unit, 0.24 * full)
        colours = self.look.colours
        outer = {
            "cx": x,
            "cy": y,
            "r": full,
            "fill": colours["ground"],
            "stroke": colours["hatch" if vague else "rim"],
            "stroke-width": (1.1 if vague else 0.7) * unit,
            "stroke-dasharray": f"{number(2.2 * unit)} {number(1.6 * unit)}" if vague else None,
        }
        found: list[Item] = [element("circle", outer)]
        found += _arcs(at, full - wide / 2 - 0.6 * unit, self.shares(kinds), wide)
        inner = 2 * (full - wide - 0.6 * unit)
        text = digits(total, self.look.language)
        size = min(10.5 * unit, 10 * unit * 0.94 * inner / max(1, width(text, self._digits(10))))
        told = Type(size, colours["on-ground"], BOLD)
        return [*found, Text(x, y + 0.345 * size, text, told, "middle")]

    def shares(self, kinds: Mapping[Kind, int]) -> list[tuple[str, int]]:
        """The colours of the types and how many records each is of, the most first."""
        found: dict[str, int] = {}
        for kind, n in sorted(kinds.items(), key=lambda one: rank(one[0])):
            found[self.mark(kind).colour] = found.get(self.mark(kind).colour, 0) + n
        return sorted(found.items(), key=lambda one: -one[1])

    def _digits(self, size: float) -> Type:
        return Type(size * self.look.unit, self.look.colours["on-ground"], BOLD)

    def unequal(self, x: float, y: float, size: float) -> str:
        """The small mark of records whose sources contradict each other."""
        colours, scale = self.look.colours, size / 14
        place = f"translate({number(x - 7 * scale)} {number(y - 7 * scale)}) scale({scale:.3f})"
        pen = {"stroke": colours["on-ground"], "stroke-width": 1.3}
        ground = {"cx": 7, "cy": 7, "r": 6, "fill": colours["ground"], **pen}
        lines = "M4 5.6H10M4 8.6H10M8.8 3.4L5.2 10.8"
        strokes = element("path", {"d": lines, "fill": "none", **pen})
        return element("g", {"transform": place}, element("circle", ground), strokes)

    def badge_width(self, kinds: int, text: str, *, disputed: bool) -> float:
        """How wide a badge of so many signs and that number is, in pixels."""
        unit = self.look.unit
        numbered = width(text, self._digits(9.5)) + 4 * unit if text else 0
        return 7 * unit + 12.5 * unit * kinds + numbered + (10 * unit if disputed else 0)

    def badge(self, box: Box, gathered: Gathered, text: str, *, area: bool) -> list[Item]:
        """The label of an area or of a disc: framed, so that it is not taken for a place.

        It has the signs of its most frequent types, and of several the shares of all.
        """
        unit, colours = self.look.unit, self.look.colours
        left, top, right, bottom = box
        frame: Mapping[str, object] = {
            "x": left,
            "y": top,
            "width": right - left,
            "height": bottom - top,
            "rx": 2 * unit if area else (bottom - top) / 2,
            "fill": colours["ground"],
            "fill-opacity": "0.94",
            "stroke": colours["rim" if area else "hatch"],
            "stroke-width": 0.9 * unit,
            "stroke-dasharray": None if area else f"{number(2.4 * unit)} {number(1.6 * unit)}",
        }
        found: list[Item] = [element("rect", frame)]
        x, y = left + 3.5 * unit, (top + bottom) / 2
        shares = self.shares(gathered.kinds)
        if len(shares) > 1:
            inset, y = (3 if area else 7) * unit, y - 1.4 * unit
            place = (left + inset, bottom - 3.7 * unit, right - inset, bottom - 1.3 * unit)
            found += _bar(place, shares)
        most = sorted(gathered.kinds.items(), key=lambda one: (-one[1], *rank(one[0])))
        for kind, _ in most[:MOST]:
            found.append(self.sign(kind, x + 6.25 * unit, y, 11.5 * unit))
            x += 12.5 * unit
        if text:
            found.append(Text(x + 2 * unit, y + 3.3 * unit, text, self._digits(9.5)))
        if gathered.disputed:
            found.append(self.unequal(right - 7.5 * unit, y, 9 * unit))
        return found

    def sum_width(self, text: str) -> float:
        """How wide the label of several areas is, in pixels."""
        return width(text, self._digits(9)) + 17 * self.look.unit

    def sum_badge(self, box: Box, text: str) -> list[Item]:
        """The label of several areas: a hatched strip, and how many records they stand for."""
        unit, colours = self.look.unit, self.look.colours
        left, top, right, bottom = box
        place = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        frame = {"fill": colours["ground"], "stroke": colours["rim"], "stroke-width": 0.9 * unit}
        strip = shapely.box(left, top, left + 8 * unit, bottom)
        x = (left + 8 * unit + right) / 2
        return [
            element("rect", {**place, **frame, "rx": 1.5 * unit}),
            self.look.hatching(strip, "on-ground"),
            Text(x, (top + bottom) / 2 + 3.1 * unit, text, self._digits(9), "middle"),
        ]


def is_area(kind: Kind) -> bool:
    """Whether the kind is one of regions, drawn as outlines and not as signs."""
    return kind.layer == "military_regions"


def _bar(box: Box, shares: Sequence[tuple[str, int]]) -> list[Item]:
    """The shares from left to right."""
    left, top, right, bottom = box
    parts = _parts(shares)
    found: list[Item] = []
    for (colour, _), part in zip(shares, parts, strict=True):
        wide = part / sum(parts) * (right - box[0])
        place = {"x": left, "y": top, "width": wide, "height": bottom - top, "fill": colour}
        found.append(element("rect", place))
        left += wide
    return found


def _parts(shares: Sequence[tuple[str, int]]) -> list[float]:
    total = sum(n for _, n in shares)
    return [max(_LEAST, n / total) for _, n in shares]


def _arcs(
    at: tuple[float, float], middle: float, shares: Sequence[tuple[str, int]], wide: float
) -> list[str]:
    """The shares clockwise from the top, as arcs of a pen that wide."""
    if len(shares) == 1:
        whole = {"cx": at[0], "cy": at[1], "r": middle, "fill": "none", "stroke": shares[0][0]}
        return [element("circle", {**whole, "stroke-width": wide})]
    parts = _parts(shares)
    found, start, full = [], 0.0, sum(parts)
    for (colour, _), part in zip(shares, parts, strict=True):
        end = start + part / full
        a, b = (2 * math.pi * one for one in (start, end))
        x, y = at[0] + middle * math.sin(a), at[1] - middle * math.cos(a)
        u, v = at[0] + middle * math.sin(b), at[1] - middle * math.cos(b)
        large, size = int(end - start > 0.5), number(middle)
        line = f"M{number(x)} {number(y)}A{size} {size} 0 {large} 1 {number(u)} {number(v)}"
        found.append(
            element("path", {"d": line, "fill": "none", "stroke": colour, "stroke-width": wide})
        )
        start = end
    return found
