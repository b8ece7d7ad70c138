"""A figure put together: one drawing, the SVG, and what the PDF and the PNG are made of."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from geo.store import FeatureStore
from maps.caption_words import alt, document
from maps.captions import Caption
from maps.drawing import base, furniture, layout, legend, names
from maps.drawing.boxes import Box, Taken, grown
from maps.drawing.faces import subset
from maps.drawing.look import Look, look_of
from maps.drawing.marks import Marking, at_edge
from maps.drawing.projection import Projection, fitted
from maps.drawing.scene import Scene, scene
from maps.drawing.signs import Signs
from maps.drawing.svg import Item, Letters, element, number, text_of
from maps.spec import MapSpec

_SMALL_PRINT = 0.17  # of the height, if that can be
_LOW = (0.2, 120.0)  # of that of a low figure, up to so many pixels
_HAIR = 0.004  # by which a drawing for print is lower than its page: see ``printing``
_STRIP = 19.0  # units below the map
_OVER = 12.0  # units by which signs may reach over the edge of the map
# Units around the view, within the map: as many as keep signs off its edge.
_MARGINS = (5.0, 7.0, 9.0, 11.0, 13.0, 16.0, 19.0, 22.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing, and what is said of it beside it: ``facts`` are the view's numbers, as JSON."""

    body: str  # markup below the root
    printed: str  # the same for print
    faces: str  # the style sheet with the faces' letters
    size: tuple[float, float]
    caption: Caption
    alt: str
    language: str
    facts: bytes

    def svg(self, *, printed: bool = False) -> bytes:
        """The drawing as SVG 1.1 that needs nothing else; for print, without its faces."""
        wide, high = self.size
        root = {
            "xmlns": "http://www.w3.org/2000/svg",
            "xmlns:xlink": "http://www.w3.org/1999/xlink",
            "width": wide,
            "height": high,
            "viewBox": f"0 0 {number(wide)} {number(high)}",
            "xml:lang": self.language,
            "role": "img",
            "aria-labelledby": "title desc",
        }
        head = (
            element("title", {"id": "title"}, text_of(self.caption.title)),
            element("desc", {"id": "desc"}, text_of(self.alt)),
            element("metadata", {"id": "conflict-atlas"}, text_of(self.facts.decode("utf-8"))),
        )
        if printed:
            root |= {"height": f"{high - _HAIR}", "preserveAspectRatio": "none"}
            return element("svg", root, *head, self.printed).encode("utf-8")
        style = element("style", {}, self.faces) if self.faces else ""
        return element("svg", root, *head, style, self.body).encode("utf-8")


class Drawing:
    """The parts of one figure, each made of those before it."""

    def __init__(
        self, spec: MapSpec, store: FeatureStore, words: Caption, size: tuple[float, float]
    ) -> None:
        self.spec, self.size = spec, size
        self.look: Look = look_of(spec, *size)
        self.caption = words
        self.scene: Scene = scene(spec, store)
        self.legend = legend.Legend(words, self.look)
        self.signs = Signs(self._kinds(), self.look)

    def _kinds(self) -> list[Any]:
        own = [one.kind for one in self.scene.outlines]
        found = [*self.scene.kinds, *own, *self.legend.kinds()]
        bases = [one for one in found if one.layer == "bases"]
        looks = ("active", "ended", "unknown")
        return [*found, *(replace(one, look=look) for one in bases for look in looks)]

    def sheet(self, *, captioned: bool) -> Sheet:
        """The figure; with title and small print around it if ``captioned``."""
        look, (wide, high) = self.look, self.size
        edge = layout.edge(look)
        across = wide - 2 * edge
        head, foot = layout.Lines(()), layout.Lines(())
        if captioned:
            head = layout.head(self.caption, look, across)
            foot = layout.small_print(self.caption, look, across, _small_print(high))
        inside = layout.inside(look, self.size, head.high, foot.high)
        laid, marking = self._laid(inside)
        left, _, right, bottom = laid.panel
        below = (left, bottom - _STRIP * look.unit, right, bottom)
        projection = marking.projection
        items: list[Item] = [
            element("rect", {"width": wide, "height": high, "fill": look.colours["paper"]}),
            *self._map(marking, laid.spare),
            *furniture.strip(projection, look, self.outside, below),
        ]
        for rows, x, y, column in laid.columns:
            items += legend.set_at(rows, laid.look, x, y, column)
        items += head.at(inside[0], edge)
        items += foot.at(inside[0], high - edge - foot.high)
        return self._sheet(items, projection)

    def _laid(self, inside: Box) -> tuple[layout.Layout, Marking]:
        """Where the parts stand, and the records on their map.

        Whether any are drawn together is known only then: if none are, no legend explains it.
        """
        found = self._with_legend(inside, rings=True)
        if found[1].found.rings or not self.spec.legend:
            return found
        without = self._with_legend(inside, rings=False)
        return found if without[1].found.rings else without

    def _with_legend(self, inside: Box, *, rings: bool) -> tuple[layout.Layout, Marking]:
        look = self.look
        blocks = self.legend.blocks(self.signs, self.scene, rings) if self.spec.legend else []
        laid = layout.laid_out(blocks, look, inside, lambda panel: 1 / self._fit(panel).metres)
        left, top, right, bottom = laid.panel
        panel = (left, top, right, bottom - _STRIP * look.unit)
        marking = Marking(self.scene, self._clear(panel), self.signs)
        marking.marks()
        return laid, marking

    def _fit(self, panel: Box, margin: float = _MARGINS[0]) -> Projection:
        view = self.spec.viewport or self.spec.atlas.bounds
        return replace(fitted(view, grown(panel, -margin * self.look.unit)), panel=panel)

    def _clear(self, panel: Box) -> Projection:
        """The projection on which the fewest signs lie across the edge, the largest of these."""
        tries = [self._fit(panel, margin) for margin in _MARGINS]
        return min(tries, key=lambda one: at_edge(self.scene, one, self.look.unit))

    def _map(self, marking: Marking, spare: Box | None) -> list[Item]:
        look, colours = self.look, self.look.colours
        projection, marks, taken = marking.projection, marking.found, marking.taken
        ground = base.base(self.spec.atlas, projection, look.language)
        self.outside = marks.outside
        naming = names.Naming(ground, projection, (taken, marks.edges), look)
        named = naming.capitals()  # labels of areas have more places to choose from
        marking.label()
        inset = self._inset(projection, spare, taken, ground)
        named += naming.others()
        left, top, right, bottom = projection.panel
        frame = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        edge = {"fill": "none", "stroke": colours["frontier"], "stroke-width": 0.8 * look.unit}
        return [
            self._definitions(frame),
            '<g clip-path="url(#map)">',
            element("rect", {**frame, "fill": colours["paper"]}),
            *base.drawn(ground, look),
            *marks.ground,
            *naming.leaders,
            "</g>",
            element("rect", {**frame, **edge}),
            '<g clip-path="url(#signs)">',
            *marks.signs,
            *marks.labels,
            *named,
            "</g>",
            *inset,
        ]

    def _inset(
        self, projection: Projection, spare: Box | None, taken: Taken, ground: base.Base
    ) -> list[Item]:
        """A small map of where the large one is: beside the legend, or where nothing stands."""
        atlas, look = self.spec.atlas, self.look
        wide = furniture.wider(atlas, projection)
        if wide is None or not furniture.is_local(projection):
            return []
        ratio = furniture.ratio(wide)
        box = self._room_beside(spare, ratio)
        box = box or furniture.corner(projection.panel, look, taken, ratio, ground)
        if box is None:
            return []
        taken.take(box)
        small = furniture.filled(fitted(wide, box), atlas, projection)
        return furniture.inset(base.base(atlas, small, look.language), projection, look, small)

    def _room_beside(self, spare: Box | None, ratio: float) -> Box | None:
        """Where a small map stands in what the legend leaves free."""
        if spare is None:
            return None
        left, top, right, bottom = spare
        high = min((right - left) / ratio, bottom - top, 112 * self.look.unit)
        if high < 62 * self.look.unit:
            return None
        return right - ratio * high, bottom - high, right, bottom

    def _definitions(self, frame: Mapping[str, float]) -> str:
        clip = element("clipPath", {"id": "map"}, element("rect", {**frame}))
        over = _OVER * self.look.unit  # a sign on the edge is shown whole
        wide = {name: frame[name] - over for name in ("x", "y")}
        wide |= {name: frame[name] + 2 * over for name in ("width", "height")}
        clip += element("clipPath", {"id": "signs"}, element("rect", wide))
        return element("defs", {}, self.signs.definitions(), clip)

    def _sheet(self, items: list[Item], projection: Projection) -> Sheet:
        letters = Letters()
        body, printed = letters.written(items), Letters(printed=True).written(items)
        faces = "".join(
            f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};"
            f"font-style:{'italic' if face.italic else 'normal'};src:url(data:font/ttf;base64,"
            f"{base64.b64encode(subset(face, used)).decode()})}}"
            for face, used in sorted(letters.used.items(), key=lambda one: one[0].file)
        )
        words = self.caption
        facts = orjson.dumps(self._facts(projection))
        language = self.look.language
        return Sheet(body, printed, faces, self.size, words, alt(words), language, facts)

    def _facts(self, projection: Projection) -> dict[str, Any]:
        """What a reader of the file may check against the data."""
        own = {"ids": f"sha256:{self.scene.ids}", "outside": self.outside}
        return {**document(self.caption), **own, "projection": projection.proj}


def _small_print(high: float) -> float:
    """How many pixels of a figure that high the small print may take."""
    share, most = _LOW
    return max(_SMALL_PRINT * high, min(share * high, most))
