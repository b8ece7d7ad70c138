"""The one place of parameter names: what each is called, and what it takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from geo import cql2, crs, filters
from geo.query import GeometryWish
from geo.schema.model import Language
from maps.spec import MOST_ROWS, ROWS, Theme

LANGUAGES: tuple[Language, ...] = get_args(Language)
THEMES: tuple[Theme, ...] = get_args(Theme)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter as the OpenAPI document tells it; ``schema`` is OpenAPI 3.0's."""

    name: str
    description: str
    schema: Mapping[str, Any]


def _text(name: str, description: str, **schema: object) -> Parameter:
    return Parameter(name, description, {"type": "string", **schema})


def _whole(name: str, description: str, least: int, most: int) -> Parameter:
    return Parameter(name, description, {"type": "integer", "minimum": least, "maximum": most})


def _choice(name: str, description: str, values: Iterable[str]) -> Parameter:
    """One of the values; without it the first."""
    found = list(values)
    return _text(name, description, enum=found, default=found[0])


PARAMETERS: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter(
            "limit",
            "Most features on the page. A value above the maximum counts as the maximum.",
            {"type": "integer", "minimum": 1},  # the OpenAPI document adds the settings' values
        ),
        Parameter(
            "bbox",
            "Only features whose geometry meets this box, and those without one: west, south, "
            "east, north in degrees, or with heights after south and north. West may lie east of "
            "east, across the antimeridian.",
            {
                "type": "array",
                "items": {"type": "number"},
                "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            },
        ),
        _choice(
            "bbox-crs",
            "The reference system of `bbox`, which then follows its axis order.",
            crs.SYSTEMS,
        ),
        _choice(
            "crs", "The reference system of the answer's positions, in its axis order.", crs.SYSTEMS
        ),
        _text(
            "datetime",
            "Only features whose days overlap this date or interval, both ends included, and those "
            "without a date: `2020-01-31`, `2020-01-01/2020-12-31`, `../2019-12-31`, "
            "`2020-01-01/..`.",
        ),
        _text(
            "filter",
            "Only features that this CQL2 expression is true for, over the queryables: at most "
            f"{cql2.MOST_CHARACTERS} characters, {cql2.DEEPEST} levels, {cql2.MOST_NODES} parts, "
            f"{filters.MOST_LEAVES} comparisons ({filters.MOST_SEARCHES} by `LIKE`, `CASEI` or "
            f"`ACCENTI`) and {cql2.MOST_COORDINATES} positions. Features known only to an area are "
            "that area.",
        ),
        _choice("filter-lang", "The encoding of `filter`.", cql2.LANGUAGES),
        _choice("filter-crs", "The reference system of geometries in `filter`.", crs.SYSTEMS),
        _text("sortby", "Fields to sort by, joined by commas; `-` before one turns its order."),
        _text("properties", "Only these properties, joined by commas; empty, none of them."),
        _choice(
            "geometry",
            "The geometry of features known only to an area: its representative point, the area "
            "itself, or none.",
            get_args(GeometryWish),
        ),
        _text("cursor", "Where a page begins, as the link `next` of the page before says."),
        _text(
            "id",
            "Only the features with these ids, joined by commas; one with commas in double quotes.",
            minLength=1,
        ),
        _choice("lang", "Language of titles and pages.", LANGUAGES),
        _text("layers", "Layers to show, joined by commas."),
        _text("theme", "Colours; without it as the reader's device prefers.", enum=THEMES),
        _choice("legend", "Whether the legend shows.", ["true", "false"]),
        _choice("caption", "Whether a figure has its title and small print.", ["true", "false"]),
        _whole("width", "Width of a figure in CSS pixels, 1/96 inch.", 600, 4000),
        _whole("height", "Height of a figure in CSS pixels, 1/96 inch.", 400, 4000),
        _text(
            "paper",
            "The size of a figure as a page of paper, in place of `width` and `height`.",
            enum=("a5", "a4", "a3", "a5-landscape", "a4-landscape", "a3-landscape"),
        ),
        Parameter(
            "scale",
            "Pixels of a PNG to one CSS pixel; 40,000,000 pixels in all are the most.",
            {"type": "number", "minimum": 1, "maximum": 4, "default": 1},
        ),
        _whole("dpi", "Pixels of a PNG to an inch, in place of `scale`.", 72, 600),
        _text("view", "The box the page opens on: west, south, east, north in degrees."),
        _text("by", "A page of the PDF report for each region.", enum=["region"]),
        Parameter(
            "rows",
            "Most records that a table of a report lists, the newest; it says how many it leaves.",
            {"type": "integer", "minimum": 0, "maximum": MOST_ROWS, "default": ROWS},
        ),
        _text("v", "Data version of a link of ours; such an answer may be kept for ever."),
        _text("version", "The data version that is meant; 404 where another one is served."),
        _text("f", "The format of the answer; without it the `Accept` header decides."),
    )
}

# Of oEmbed alone: a field of a layer may be called so all the same.
OEMBED: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        _text("url", "The address of a map: `/map` or `/embed` with its parameters."),
        _whole("maxwidth", "The most pixels the embedding may be wide.", 1, 999_999_999),
        _whole("maxheight", "The most pixels the embedding may be high.", 1, 999_999_999),
        _choice("format", "The format of the answer; another than `json` is 501.", ["json"]),
        _choice("type", "A frame with the map, or a picture of it.", ["rich", "photo"]),
        _text("dnt", "Some consumers send it; nobody is followed here anyway."),
    )
}
