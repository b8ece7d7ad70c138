"""Where the parts of a figure stand: title above, map and legend, the small print below.

The legend goes beside the map or below it, in as many columns as leave the map the largest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geo.errors import RequestError
from maps import caption_words
from maps.captions import Caption
from maps.drawing.boxes import Box
from maps.drawing.faces import Type, wrapped
from maps.drawing.legend import Block, Row, columns, high
from maps.drawing.look import Look
from maps.drawing.svg import Item, Text
from maps.figures import number as digits
from maps.texts import count

_EDGE = 16.0  # units around all
_GAP = 14.0  # between map and legend, and between columns
# Widths of a column of the legend that are tried, and how much smaller a map may be for wider ones:
# in narrow ones, texts are broken often.
_COLUMNS = {128.0: 0.93, 150.0: 0.98, 172.0: 1.0, 196.0: 1.0}
_BROKEN = 0.9  # the same for a legend none of whose parts goes on in another column
_LEAST_MAP = 0.42  # of the room for map and legend: else the legend leaves out what may be left out
_TIGHT = 0.86  # of the usual lead: how lines of a legend lie before it leaves anything out
_LEAST_HIGH = 120.0  # units that a map and its legend need
_KEPT = (12, 8, 5, 3, 1, 0)  # sources that are named where not all can be


@dataclass(frozen=True)
class Layout:
    """The map's box; the legend's columns with their left, top and width; what is left free."""

    panel: Box
    columns: tuple[tuple[Sequence[Row], float, float, float], ...]
    spare: Box | None  # in the legend's part, where an inset may go
    look: Look  # of the legend


@dataclass(frozen=True)
class Lines:
    """Lines of text, set one below the other."""

    lines: tuple[tuple[str, Type], ...]
    lead: float = 1.32

    @property
    def high(self) -> float:
        """How high they are, in pixels."""
        return sum(kind.size * self.lead for _, kind in self.lines)

    def at(self, left: float, top: float) -> list[Item]:
        """The lines from that corner on."""
        found: list[Item] = []
        for text, kind in self.lines:
            top += kind.size * self.lead
            found.append(Text(left, top - 0.3 * kind.size, text, kind))
        return found


def lines(parts: Sequence[tuple[str, Type]], wide: float) -> Lines:
    """Texts, each in as many lines as it needs; empty ones are left out."""
    broken = ((line, kind) for text, kind in parts for line in wrapped(text, kind, wide) if text)
    return Lines(tuple(broken))


def head(caption: Caption, look: Look, wide: float) -> Lines:
    """Title, period and number of records."""
    told = " · ".join(part for part in (caption.period, caption.records) if part)
    return lines(((caption.title, look.title()), (told, look.type(11.5, "muted"))), wide)


def small_print(caption: Caption, look: Look, wide: float, most: float) -> Lines:
    """What stands below a figure, in no more than ``most`` pixels if that can be.

    Where there are too many sources for that, the most cited stand, and how many more there are;
    then an address too long for it is left to what the file itself holds (``Sheet.facts``).
    """
    found = Lines(())
    every = len(caption.sources)
    tries = [(caption, every, 9.0), *((caption, kept, 8.0) for kept in (every, *_KEPT))]
    for words, kept, size in (*tries, (replace(caption, link=""), 0, 8.0)):
        said = _said(words, kept, together=size < 9)
        found = lines([(text, look.note(size)) for text in said], wide)
        if found.high <= most:
            break
    return found


def _said(caption: Caption, kept: int, *, together: bool) -> list[str]:
    """The lines, with so many sources; the terms of use run on if ``together``."""
    kept_alone = replace(caption, sources=caption.sources[:kept], link="")
    what, *terms = caption_words.lines(kept_alone)
    told = [what, *(terms.pop(0) for _ in range(min(kept, 1)))]
    more = len(caption.sources) - kept
    if more > 0:
        key, shown = "more_sources" if kept else "all_sources", digits(more, caption.language)
        told.append(count(more, key, caption.language, shown))
    if together:
        terms = [" ".join(one if one.endswith(".") else f"{one}." for one in terms)]
    return [*told, *terms, caption.link]


def laid_out(
    blocks: Sequence[Block], look: Look, inside: Box, scale: Callable[[Box], float]
) -> Layout:
    """The layout in a box that leaves the view drawn the largest, as ``scale`` says of a panel.

    In a figure so small that the legend leaves little of the map, its lines lie closer; then it
    does without what may be spared, first what the small print says in words.
    """
    kept = list(blocks)
    found = _largest(kept, look, inside, scale)
    if _is_small(found, inside):
        look = replace(look, lead=_TIGHT)
        found = _largest(kept, look, inside, scale)
    spared = [one for one in blocks if one.spared]
    while spared and _is_small(found, inside):
        kept.remove(spared.pop(0))
        found = _largest(kept, look, inside, scale)
    return found or Layout(inside, (), None, look)


def _largest(
    blocks: Sequence[Block], look: Look, inside: Box, scale: Callable[[Box], float]
) -> Layout | None:
    """None where the legend leaves no map."""
    if not blocks:
        return Layout(inside, (), None, look)
    found = [
        (scale(one.panel) * worth * (1 if whole else _BROKEN), one)
        for units, worth in _COLUMNS.items()
        for whole in (True, False)
        for way in (_beside, _below)
        for one in way(blocks, look, inside, (units * look.unit, whole))
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def _is_small(found: Layout | None, inside: Box) -> bool:
    return found is None or _size(found.panel) < _LEAST_MAP * _size(inside)


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def inside(look: Look, size: tuple[float, float], above: float, below: float) -> Box:
    """What title and small print leave of a page. Raises RequestError where that is no map."""
    edge, gap = _EDGE * look.unit, 7 * look.unit
    top = edge + above + (gap if above else 0)
    bottom = size[1] - edge - below - (gap if below else 0)
    if bottom - top < _LEAST_HIGH * look.unit:
        text = "leaves no room for the map: the filter in words is too long for a figure so small"
        raise RequestError("caption", "true", text, "false, a larger height or a shorter filter")
    return edge, top, size[0] - edge, bottom


def edge(look: Look) -> float:
    """The width of the margin, in pixels."""
    return _EDGE * look.unit


def _beside(
    blocks: Sequence[Block], look: Look, inside: Box, how: tuple[float, bool]
) -> list[Layout]:
    """The legend at the right, in as many columns as it needs; ``how`` wide, and if whole."""
    left, top, right, bottom = inside
    gap, (wide, whole) = _GAP * look.unit, how
    rows = columns(blocks, look, (wide, bottom - top), whole=whole)
    start = right - len(rows) * wide - (len(rows) - 1) * gap
    if start - gap - left < 60 * look.unit:
        return []
    placed = tuple((one, start + i * (wide + gap), top, wide) for i, one in enumerate(rows))
    spare = _below_rows(placed[-1], look, bottom)
    return [Layout((left, top, start - gap, bottom), placed, spare, look)]


def _below(
    blocks: Sequence[Block], look: Look, inside: Box, how: tuple[float, bool]
) -> list[Layout]:
    """The legend below, in as many columns of at least that width as there is room for."""
    left, top, right, bottom = inside
    gap, (least, whole) = _GAP * look.unit, how
    n = max(1, int((right - left + gap) // (least + gap)))
    wide = (right - left - (n - 1) * gap) / n
    rows = _balanced(blocks, look, (wide, n), whole=whole)
    tall = max(sum(high(row, look, wide) for row in one) for one in rows)
    start = bottom - tall
    if start - gap - top < 60 * look.unit:
        return []
    placed = tuple((one, left + i * (wide + gap), start, wide) for i, one in enumerate(rows))
    spare = _below_rows(placed[-1], look, bottom)
    if len(rows) < n:
        spare = (left + (n - 1) * (wide + gap), start, right, bottom)
    return [Layout((left, top, right, start - gap), placed, spare, look)]


def _balanced(
    blocks: Sequence[Block], look: Look, size: tuple[float, int], *, whole: bool
) -> list[list[Row]]:
    """The rows in at most so many columns that wide, the longest as short as can be."""
    wide, n = size
    heights = [[high(row, look, wide) for row in block.rows] for block in blocks]
    most = sum(map(sum, heights)) / n
    if whole:
        most = max(most, *map(sum, heights))
    while len(found := columns(blocks, look, (wide, most), whole=whole)) > n:
        most *= 1.05
    return found


def _below_rows(
    column: tuple[Sequence[Row], float, float, float], look: Look, bottom: float
) -> Box | None:
    rows, left, top, wide = column
    used = top + sum(high(row, look, wide) for row in rows) + 8 * look.unit
    return (left, used, left + wide, bottom) if used < bottom else None
