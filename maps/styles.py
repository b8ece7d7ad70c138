"""The one legend model: layer and code to colour, outline, glyph and label; a map's colours.

Page, figure and caption take their signs and words from here. Within a layer any two colours
differ by at least 11 in CIEDE2000 (CIE 142-2001), also as people with protanopia, deuteranopia or
tritanopia see them; the tests compute it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.atlas import Layer
from geo.schema.model import Language
from maps import symbols as s


@dataclass(frozen=True, slots=True)
class Mark:
    """How records of one type are drawn. ``frame`` and ``glyph`` are SVG path data, 24 by 24."""

    colour: str  # of the frame, #rrggbb
    frame: str
    glyph: str = ""  # drawn on the frame
    ink: str = "#ffffff"  # of the glyph
    dashes: str = ""  # of a boundary, as SVG stroke-dasharray; empty: solid


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


def ink(colour: str) -> str:
    """White or near-black, whichever stands out more on the colour (WCAG 2.2 contrast ratio)."""
    light = luminance(colour)
    return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.06 else "#1c1f23"


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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
THEMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "light": MappingProxyType(
            {
                "water": "#dbe6ec",
                "land": "#eeebe3",
                "focus": "#fbfaf6",
                "border": "#a9a397",
                "frontier": "#6d675c",
                "division": "#cfc9bc",
                "river": "#9dbdd0",
                "town": "#5f5a50",
                "country": "#8d8678",
                "region": "#a59d8c",
                "hatch": "#57525f",
                "ink": "#1c1f23",
                "muted": "#5b5f66",
                "faint": "#696d74",
                "rule": "#e0ddd6",
                "paper": "#ffffff",
                "wash": "#f6f5f1",
                "accent": "#1f4e79",
                "warning": "#8a3b12",
            }
        )
    }
)


def mark(layer: str, code: str | None) -> Mark:
    """How a record of that layer and type is drawn; ``UNTYPED`` where neither is known."""
    return MARKS.get(layer, {}).get(code or "", UNTYPED)


def group(layer: Layer, language: Language) -> Group:
    """The layer's part of a legend: every type of its code list, labelled."""
    schema = layer.schema
    codes = schema.by_name[schema.type_field].codes if schema.type_field else None
    entries = tuple(
        Entry(layer.name, code.value, code.label(language), mark(layer.name, code.value))
        for code in (codes.codes if codes else ())
    )
    return Group(layer.name, schema.title(language), entries)
