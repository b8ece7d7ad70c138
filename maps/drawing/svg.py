"""The display list of a drawing, and its writing as SVG 1.1: same items, same text.

Lengths are CSS pixels from the top left. Only what browsers, Inkscape, LibreOffice and Typst read
alike is used: presentation attributes, symbols by ``xlink:href``, no style sheet but the faces'.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.drawing.faces import FROM_RIGHT, Face, Type, advance, runs, told, visual, width

Attributes = Mapping[str, object]  # texts, numbers, or None for what is left out

# What XML 1.0 (section 2.2) has no place for, not even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. ``y`` is its base line; ``halo`` the colour around its letters."""

    x: float
    y: float
    text: str
    type: Type
    anchor: str = "start"
    halo: str = ""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what the line covers."""
        wide = width(self.text, self.type)
        left = self.x - wide * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        size = self.type.size
        return left, self.y - 0.76 * size, left + wide, self.y + 0.24 * size


Item = str | Text


def number(value: float) -> str:
    """A length with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def text_of(text: str) -> str:
    """Text as it may stand in XML: escaped, and without what XML cannot hold."""
    return escape(_FORBIDDEN.sub("\ufffd", text), quote=True)


def element(name: str, attributes: Attributes, *children: str) -> str:
    """An element; attributes that are None are left out, children are markup."""
    told = "".join(
        f' {key}="{_value(value)}"' for key, value in attributes.items() if value is not None
    )
    return f"<{name}{told}>{''.join(children)}</{name}>" if children else f"<{name}{told}/>"


def _value(value: object) -> str:
    return number(value) if isinstance(value, int | float) else text_of(str(value))


def path_of(shape: BaseGeometry) -> str:
    """Path data of lines and polygons in pixels."""
    found = []
    for part in shapely.get_parts(shape):
        if part.is_empty or part.geom_type == "Point":
            continue
        polygon = isinstance(part, shapely.Polygon)
        for line in [part.exterior, *part.interiors] if polygon else [part]:
            found.append(_line(shapely.get_coordinates(line), closed=polygon))
    return "".join(found)


def hatched(shape: BaseGeometry, step: float) -> str:
    """Path data of slanting lines within a shape, so far apart from left to right, in pixels.

    Lines and no pattern: programs that draw patterns as small pictures blur them. All shapes of a
    drawing share the lines, so where two overlap they do not cross.
    """
    if shape.is_empty:
        return ""
    west, north, east, south = shape.bounds
    sums = np.arange(np.floor((west + north) / step), np.ceil((east + south) / step) + 1) * step
    ends = np.stack((np.full_like(sums, west), sums - west, np.full_like(sums, east), sums - east))
    lines = shapely.MultiLineString(list(ends.T.reshape(-1, 2, 2)))
    return path_of(lines.intersection(shape))


def _line(places: np.ndarray[tuple[int, ...], np.dtype[np.float64]], *, closed: bool) -> str:
    """Relative steps in tenths of a pixel: half as long as absolute ones."""
    tenths = np.round(places * 10).astype(np.int64)
    if closed:
        tenths = tenths[:-1]
    steps = np.diff(tenths, axis=0)
    steps = steps[steps.any(axis=1)]
    start = f"M{_tenth(int(tenths[0, 0]))} {_tenth(int(tenths[0, 1]))}"
    rest = " ".join(f"{_tenth(x)} {_tenth(y)}" for x, y in steps.tolist())
    return start + ("l" + rest if rest else "") + ("z" if closed else "")


def _tenth(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


class Letters:
    """Writes items, and remembers which characters each face is needed for.

    If ``printed``, as Typst can set them: it has our faces only, and cuts texts of two directions
    short, so each run of such a text has its place.
    """

    def __init__(self, *, printed: bool = False) -> None:
        self.used: dict[Face, set[str]] = {}
        self.printed = printed

    def written(self, items: Iterable[Item]) -> str:
        """The items as markup, in their order."""
        return "".join(item if isinstance(item, str) else self._text(item) for item in items)

    def _text(self, item: Text) -> str:
        kind, words = item.type, _FORBIDDEN.sub("\ufffd", item.text)
        words = told(words) if self.printed else words
        parts = runs(words, kind.face)
        for face, text in parts:
            self.used.setdefault(face, set()).update(text)
        attributes: dict[str, object] = {
            "x": item.x,
            "y": item.y,
            **_font(kind.face),
            "font-size": kind.size,
            "fill": kind.colour,
            "letter-spacing": kind.spacing or None,
            "text-anchor": item.anchor if item.anchor != "start" else None,
        }
        placed = self.printed and any(one[0] in FROM_RIGHT for one in parts) and len(parts) > 1
        if placed:
            attributes |= {"text-anchor": None, "xml:space": "preserve"}
        if item.halo:
            attributes |= {
                "stroke": item.halo,
                "stroke-width": kind.size * 0.28,
                "stroke-linejoin": "round",
                "paint-order": "stroke",
            }
        inner = (
            list(_placed(item, visual(words, kind.face)))
            if placed
            else [
                text_of(text) if face is kind.face else element("tspan", _font(face), text_of(text))
                for face, text in parts
            ]
        )
        return element("text", attributes, *inner)


def _placed(item: Text, parts: Iterable[tuple[Face, str]]) -> Iterator[str]:
    """Runs beside each other from the left end of the line on."""
    x = item.box[0]
    for face, part in parts:
        yield element("tspan", {"x": x, **_font(face)}, text_of(part))
        x += advance(part, face, item.type)


def _font(face: Face) -> Attributes:
    return {
        "font-family": f"'{face.family}'",  # quoted: a name may end in a digit
        "font-weight": face.weight if face.weight != 400 else None,
        "font-style": "italic" if face.italic else None,
    }


def group(attributes: Attributes, items: Sequence[str]) -> str:
    """The markup in a group."""
    return element("g", attributes, *items) if items else ""
