"""How a figure looks: its colours and the unit all sizes are multiples of."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from geo.schema.model import Language
from maps import styles
from maps.contrast import standing_out
from maps.drawing.faces import BOLD, ITALIC, SANS, SERIF, Face, Type
from maps.drawing.svg import element, hatched
from maps.spec import MapSpec, Theme

_PLAIN = 900.0 * 650  # square pixels on which the unit is one pixel
_UNITS = (0.9, 3.4)  # the least and the largest: below it, words were too small to read
_LEAST_NOTE = 8.4  # pixels: 6.3 points


@dataclass(frozen=True)
class Look:
    """``unit`` pixels are the 1/11 of a name's size; colours are those of the theme."""

    unit: float
    language: Language
    theme: Theme
    colours: Mapping[str, str]
    lead: float = 1.0  # how far apart lines of the legend are; less where there is little room

    def type(self, size: float, colour: str = "ink", face: Face = SANS, spacing: float = 0) -> Type:
        """Text of so many units in a colour of the theme."""
        return Type(size * self.unit, self.colours[colour], face, spacing * self.unit)

    def title(self) -> Type:
        """The type of the title."""
        return self.type(21, "ink", SERIF)

    def strong(self, size: float = 10.5) -> Type:
        """The type of headings and numbers on signs."""
        return self.type(size, "ink", BOLD)

    def hatching(self, shape: BaseGeometry, colour: str = "hatch") -> str:
        """Hatching of a shape in pixels, in a colour of the theme."""
        pen = {"stroke": self.colours[colour], "stroke-opacity": "0.42", "fill": "none"}
        lines = {"d": hatched(shape, 5.5 * self.unit), "stroke-width": 0.8 * self.unit}
        return element("path", {**lines, **pen})

    def note(self, size: float = 9) -> Type:
        """The type of what stands below a figure."""
        return self.type(max(size, _LEAST_NOTE / self.unit), "muted")

    def water(self, size: float = 9.5) -> Type:
        """The type of rivers' and lakes' names."""
        return Type(size * self.unit, self.colours["river-name"], ITALIC)


def look_of(spec: MapSpec, wide: float, high: float) -> Look:
    """The look of a figure of that size in pixels: larger figures have somewhat larger signs."""
    unit = min(_UNITS[1], max(_UNITS[0], (wide * high / _PLAIN) ** 0.33))
    theme: Theme = spec.theme or "light"
    colours = styles.THEMES[theme]
    river = standing_out(colours["river"], (colours["land"], colours["focus"]), 3)
    return Look(unit, spec.language, theme, {**colours, "river-name": river})
