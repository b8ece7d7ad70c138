"""The one legend model: layer and code to colour, outline, glyph and label; a map's colours.

Page, figure and caption take their signs and words from here. Within a layer any two colours
differ by at least 11 in CIEDE2000 (CIE 142-2001), also as people with protanopia, deuteranopia or
tritanopia see them; the tests compute it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from geo.atlas import Layer
from geo.schema.model import Language
from maps import symbols as s
from maps.contrast import grey, ink, standing_out
from maps.spec import Theme


@dataclass(frozen=True, slots=True)
class Mark:
    """How records of one type are drawn. ``frame`` and ``glyph`` are SVG path data, 24 by 24."""

    colour: str  # of the frame, #rrggbb
    frame: str
    glyph: str = ""  # drawn on the frame
    ink: str = "#ffffff"  # of the glyph
    dashes: str = ""  # of a boundary, as SVG stroke-dasharray; empty: solid
    edge: str = ""  # around the frame: it or the colour stands out from the land
    line: str = ""  # of what is drawn without a frame: discs, boundaries, lines


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend."""

    layer: str
    code: str
    label: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Group:
    """A layer in a legend, with its types in the order of their code list."""

    layer: str
    title: str
    entries: tuple[Entry, ...]


def _marks(frame: str, rows: Mapping[str, tuple[str, str]]) -> Mapping[str, Mark]:
    return {code: Mark(colour, frame, glyph, ink(colour)) for code, (colour, glyph) in rows.items()}


_ATTACKS = {
    "Battles": Mark("#c03115", s.CROSS),
    "Explosions/Remote violence": Mark("#e08a00", s.BURST),
    "Violence against civilians": Mark("#832969", s.CIRCLE),
    "Protests": Mark("#025fa6", s.UP),
    "Riots": Mark("#5aaee0", s.DOWN),
    "Strategic developments": Mark("#5f8556", s.DIAMOND),
}

_BASES = {
    "army_base": ("#244385", s.STAR),
    "camp": ("#6087b5", s.TENT),
    "air_base": ("#543954", s.PLANE),
    "airfield": ("#7fb8d8", s.RUNWAY),
    "training_centre": ("#888b2a", s.TARGET),
    "military_school": ("#d4ad4e", s.CAP),
    "headquarters": ("#733b03", s.FLAG),
    "police_site": ("#20746a", s.SHIELD),
    "naval_post": ("#848d8d", s.WAVES),
    "outpost": ("#596340", s.TOWER),
    "foreign_base": ("#af7f6d", s.GLOBE),
}

_INCIDENTS = {
    "cross_border_attack": ("#8b2d17", s.THROUGH),
    "incursion": ("#cb7059", s.ARROW),
    "pursuit": ("#d6a131", s.CHEVRONS),
    "shelling": ("#665e50", s.SPARK),
    "airspace": ("#023d8d", s.PLANE),
    "clash": ("#512c51", s.SMALL_CROSS),
    "seizure": ("#667c14", s.BOX),
    "closure": ("#a2729a", s.BAR),
    "reopening": ("#b0c284", s.GATE),
    "displacement": ("#828ad2", s.PERSON),
    "legal_case": ("#277070", s.SCALES),
    "agreement": ("#68bac2", s.EQUALS),
}

_REGIONS = {
    "dissolved_admin": Mark("#2f4d7a", s.SWATCH),
    "approximate": Mark("#7d6aa0", s.SWATCH, dashes="7 4"),
    "not_stated": Mark("#8f8a80", s.SWATCH, dashes="1 4"),
}

MARKS: Mapping[str, Mapping[str, Mark]] = MappingProxyType(
    {
        "attacks": MappingProxyType(_ATTACKS),
        "bases": MappingProxyType(_marks(s.TILE, _BASES)),
        "border_incidents": MappingProxyType(_marks(s.HEXAGON, _INCIDENTS)),
        "military_regions": MappingProxyType(_REGIONS),
    }
)

UNTYPED = Mark("#6b6b6b", s.CIRCLE)  # a record whose type is null

# What is drawn as it is now, and what has ended; None where a layer makes no such difference.
LOOKS: Mapping[str, str] = MappingProxyType(
    {
        "active": "active",
        "handed_over": "ended",
        "closed": "ended",
        "captured": "ended",
        "abandoned": "ended",
        "unknown": "unknown",
    }
)

# The colours a map is made of, by theme; the page's style sheet knows them as --ca-<name>.
_LIGHT = {
    "water": "#dbe6ec",
    "land": "#eeebe3",
    "focus": "#fbfaf6",
    "border": "#a9a397",
    "frontier": "#6d675c",
    "division": "#cfc9bc",
    "river": "#9dbdd0",
    "town": "#5f5a50",
    "country": "#6a6457",
    "region": "#736c5d",
    "hatch": "#57525f",
    "ink": "#1c1f23",
    "muted": "#5b5f66",
    "faint": "#62666d",
    "rule": "#e0ddd6",
    "field": "#8d897f",  # the edge of what one types into
    "paper": "#ffffff",
    "wash": "#f6f5f1",
    "ground": "#ffffff",  # of signs and labels on the map, and what is written on them
    "on-ground": "#1c1f23",
    "rim": "#57525f",  # around such labels
    "accent": "#1f4e79",
    "warning": "#8a3b12",
    "caution": "#fbf2ea",  # behind a word of caution, and what is written on it
    "on-caution": "#5e2a0e",
}
_DARK = {
    "water": "#12191f",
    "land": "#23282c",
    "focus": "#2e3337",
    "border": "#5d646a",
    "frontier": "#9aa1a6",
    "division": "#4a5157",
    "river": "#3f667f",
    "town": "#d2cfc7",
    "country": "#a0a6ab",
    "region": "#a8aeb2",
    "hatch": "#b9b3c4",
    "ink": "#eceae5",
    "muted": "#b7babd",
    "faint": "#a6aaae",
    "rule": "#3b4146",
    "field": "#82888d",
    "paper": "#1a1e22",
    "wash": "#262b30",
    "ground": "#ebe8e1",
    "on-ground": "#1c1f23",
    "rim": "#57525f",
    "accent": "#8fc3f2",
    "warning": "#f0a27a",
    "caution": "#3a2a20",
    "on-caution": "#ffd9c2",
}
_CONTRAST = _LIGHT | {
    "water": "#cfe2ef",
    "land": "#f4f4f4",
    "focus": "#ffffff",
    "border": "#3d3d3d",
    "frontier": "#000000",
    "division": "#6b6b6b",
    "river": "#1d5f8c",
    "town": "#000000",
    "country": "#333333",
    "region": "#3b3b3b",
    "hatch": "#000000",
    "ink": "#000000",
    "muted": "#262626",
    "faint": "#333333",
    "rule": "#000000",
    "field": "#000000",
    "wash": "#f0f0f0",
    "on-ground": "#000000",
    "rim": "#000000",
    "accent": "#00308f",
    "warning": "#6b1d00",
    "caution": "#ffffff",
    "on-caution": "#000000",
}
THEMES: Mapping[Theme, Mapping[str, str]] = MappingProxyType(
    {
        "light": MappingProxyType(_LIGHT),
        "dark": MappingProxyType(_DARK),
        "contrast": MappingProxyType(_CONTRAST),
        "grey": MappingProxyType({name: grey(colour) for name, colour in _LIGHT.items()}),
    }
)
# The one colour around all signs, in themes that have one; in others each has its own.
CASINGS: Mapping[Theme, str] = MappingProxyType(
    {"dark": _DARK["ground"], "contrast": _CONTRAST["ink"]}
)
# How much a sign's edge stands out from the land: WCAG 2.2, 1.4.11 wants 3.
_LEAST: Mapping[Theme, float] = MappingProxyType(
    {"light": 3.05, "dark": 3.05, "contrast": 4.5, "grey": 3.05}
)


def mark(layer: str, code: str | None, theme: Theme = "light") -> Mark:
    """How records of that layer and type are drawn; ``UNTYPED`` where neither is known."""
    return drawn(MARKS.get(layer, {}).get(code or "", UNTYPED), theme)


@lru_cache(maxsize=256)
def drawn(found: Mark, theme: Theme) -> Mark:
    """The mark in a theme: types keep their colour, but for greys; edges and lines by the land."""
    colours = THEMES[theme]
    colour = grey(found.colour) if theme == "grey" else found.colour
    grounds = (colours["land"], colours["focus"])
    line = standing_out(colour, grounds, _LEAST[theme])
    edge = CASINGS.get(theme, line)
    return replace(found, colour=colour, ink=ink(colour), edge=edge, line=line)


def group(layer: Layer, language: Language, theme: Theme = "light") -> Group:
    """The layer's part of a legend: every type of its code list, labelled."""
    schema = layer.schema
    codes = schema.by_name[schema.type_field].codes if schema.type_field else None
    entries = tuple(
        Entry(layer.name, code.value, code.label(language), mark(layer.name, code.value, theme))
        for code in (codes.codes if codes else ())
    )
    return Group(layer.name, schema.title(language), entries)
