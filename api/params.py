"""A caller's parameters (``parameters.PARAMETERS``) to the values that the rest works with.

The command line's options carry the same names and go through the same functions.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast, get_args

from api import boxes
from api.errors import UnknownParameterError
from api.filters import split, where
from api.parameters import LANGUAGES, PARAMETERS, THEMES
from geo import cql2, crs, filters
from geo.crs import Crs
from geo.errors import RequestError
from geo.query import BBox, GeometryWish, Interval, Query, Sort
from geo.schema.model import Field, Language, LayerSchema
from maps.spec import MOST_ROWS, ROWS, Theme

CRS84 = crs.CRS84.uri


# Names that later parts of the interface use: no field may be a parameter under one of these.
RESERVED = frozenset(PARAMETERS) | {"q"}
KEPT = frozenset({"id", "geometry"})  # which filters name all the same

FILTERS = ("filter", "filter-lang", "filter-crs")
FEATURE_FILTERS = ("bbox", "bbox-crs", "datetime", "id", *FILTERS)
ITEMS = (
    *("limit", *FEATURE_FILTERS, "sortby", "properties", "geometry"),
    *("cursor", "crs", "lang", "version", "f"),
)
ITEM = ("properties", "geometry", "crs", "lang", "version", "f")
TILE = (*FEATURE_FILTERS, "v", "f")
MAP = ("layers", *FEATURE_FILTERS, "view", "lang", "theme", "legend", "version", "f")
FIGURE_ALONE = ("caption", "width", "height", "paper", "scale", "dpi")
FIGURE = (*(name for name in MAP if name != "f"), *FIGURE_ALONE)
REPORT_ONLY = ("rows", "by")  # what a report takes that the map of the same view does not
REPORT = ("layers", *FEATURE_FILTERS, "view", "lang", "theme", "version", *REPORT_ONLY)
MAP_COLUMNS = ("layers", *FEATURE_FILTERS, "properties", "lang", "f")
MAP_MONTHS = ("layers", *FEATURE_FILTERS, "f")
PAGE = ("lang", "f")

Given = Mapping[str, str]


def only(given: Given, allowed: Iterable[str]) -> None:
    """Raise UnknownParameterError for the first parameter that is not allowed here."""
    names = tuple(allowed)
    for name, value in given.items():
        if name not in names:
            raise UnknownParameterError(name, value, names)


def without(given: Given, names: Iterable[str]) -> dict[str, str]:
    """The parameters but for these."""
    return {name: value for name, value in given.items() if name not in names}


def queryables(schema: LayerSchema) -> dict[str, Field]:
    """The fields a caller can filter by under their own name."""
    return {name: field for name, field in schema.by_name.items() if name not in RESERVED}


def language(given: Given) -> Language:
    """The language asked for, English where none is."""
    return cast("Language", _one_of(given, "lang", LANGUAGES, "en"))


def item_query(given: Given, schema: LayerSchema, feature_id: str) -> Query:
    """The query for one feature. Raises RequestError."""
    only(given, ITEM)
    return Query(
        ids=(feature_id,),
        limit=1,
        geometry=_geometry(given),
        properties=_properties(given, schema),
    )


def items_query(given: Given, schema: LayerSchema, limits: tuple[int, int]) -> Query:
    """The query for a page; ``limits`` are the default and the most. Raises RequestError."""
    fields = queryables(schema)
    only(given, (*ITEMS, *fields))
    return Query(
        **_filter(given, [schema]),
        sort=_sort(given, schema),
        limit=_limit(given, limits),
        cursor=given.get("cursor"),
        geometry=_geometry(given),
        properties=_properties(given, schema),
    )


def filter_query(given: Given, schemas: list[LayerSchema], names: Iterable[str]) -> Query:
    """The filter of a tile or map over one or more layers; ``names`` are its other parameters.

    A field's filter holds for the layers that have the field. Raises RequestError.
    """
    fields = {name: None for schema in schemas for name in queryables(schema)}
    only(given, (*names, *fields))
    return Query(**_filter(given, schemas))


def layer_names(given: Given, known: Iterable[str]) -> tuple[str, ...]:
    """The layers asked for, in the order known; all where none are named. Raises RequestError."""
    names = tuple(known)
    if "layers" not in given:
        return names
    wanted = given["layers"].split(",")
    for name in wanted:
        if name not in names:
            raise RequestError("layers", name, "no such layer here", names)
    return tuple(name for name in names if name in wanted)


def flag(given: Given, name: str, default: bool) -> bool:
    """A yes or no. Raises RequestError."""
    return _one_of(given, name, ("true", "false"), str(default).lower()) == "true"


def view(given: Given) -> BBox | None:
    """The box to open on: ``view``, else the filter's ``bbox``. Raises RequestError."""
    if "view" in given:
        return BBox.parse(given["view"], "view")
    return boxes.box(given)


def answer_crs(given: Given) -> Crs:
    """The reference system of the answer. Raises RequestError."""
    return boxes.system(given, "crs")


def theme(given: Given) -> Theme | None:
    """The theme asked for, None where none is. Raises RequestError."""
    return cast("Theme", _one_of(given, "theme", THEMES, "")) if "theme" in given else None


def _filter(given: Given, schemas: list[LayerSchema]) -> dict[str, Any]:
    """The parts of a query that select, the same for items, tiles and maps."""
    by_name = {name: text for name, text in given.items() if name not in RESERVED}
    return {
        "bbox": boxes.box(given),
        "interval": Interval.parse(given["datetime"]) if "datetime" in given else None,
        "ids": _ids(given),
        "where": boxes.inside(given, where(by_name, schemas, _tree(given, schemas)), schemas),
    }


def _ids(given: Given) -> tuple[str, ...]:
    """The ids asked for; an id may have commas itself, so the whole text counts too."""
    if "id" not in given:
        return ()
    text = given["id"]
    if not all(parts := split(text)):
        raise RequestError("id", text, "has an empty id")
    return tuple(dict.fromkeys((text, *parts)))


def _tree(given: Given, schemas: Iterable[LayerSchema]) -> cql2.Tree | None:
    """The filter as it was read; None where there is none. Raises RequestError."""
    language = _one_of(given, "filter-lang", cql2.LANGUAGES, cql2.LANGUAGES[0])
    system = boxes.system(given, "filter-crs")
    if "filter" not in given:
        return None
    tree = cql2.read(given["filter"], cast("cql2.Language", language))
    for name in sorted(cql2.fields(tree) & RESERVED - KEPT):
        allowed = [one for schema in schemas for one in filters.queryables(schema)]
        known = dict.fromkeys(one for one in allowed if one not in RESERVED or one in KEPT)
        raise RequestError("filter", name, "is not among the queryables", known)
    return cql2.in_degrees(tree, system)


def rows(given: Given) -> int:
    """The most records a table of a report lists. Raises RequestError."""
    if "rows" not in given:
        return ROWS
    text = given["rows"]
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or int(text) > MOST_ROWS:
        raise RequestError("rows", text, f"needs a whole number up to {MOST_ROWS}")
    return int(text)


def by_region(given: Given, kind: str) -> bool:
    """Whether a report of this format is a page a region. Raises RequestError."""
    if "by" not in given:
        return False
    _one_of(given, "by", ("region",), "")
    if kind != "pdf":
        raise RequestError("by", given["by"], "is for the format pdf alone", ("pdf",))
    for name in ("rows", "view"):
        if name in given:
            text = "does not go with by: each page shows its region, and lists no records"
            raise RequestError(name, given[name], text)
    return True


def _limit(given: Given, limits: tuple[int, int]) -> int:
    default, most = limits
    if "limit" not in given:
        return min(default, most)
    text = given["limit"]
    if not re.fullmatch(r"\+?0*[1-9]\d*", text.strip(), re.ASCII):
        allowed = f"a whole number, at least 1; above {most} it counts as {most}"
        raise RequestError("limit", text, f"needs a whole number from 1 to {most}", allowed)
    digits = text.strip().lstrip("+0")
    return most if len(digits) > 9 else min(int(digits), most)


def _geometry(given: Given) -> GeometryWish:
    return cast("GeometryWish", _one_of(given, "geometry", get_args(GeometryWish), "point"))


def _one_of(given: Given, name: str, allowed: tuple[str, ...], default: str) -> str:
    value = given.get(name, default)
    if value not in allowed:
        raise RequestError(name, value, f"needs one of {', '.join(allowed)}", allowed)
    return value


def _properties(given: Given, schema: LayerSchema) -> tuple[str, ...] | None:
    if "properties" not in given:
        return None
    text = given["properties"]
    names = tuple(dict.fromkeys(text.split(","))) if text else ()  # none: GDAL wants places alone
    for name in names:
        _known(name, "properties", schema)
    return names


def _sort(given: Given, schema: LayerSchema) -> tuple[Sort, ...]:
    if "sortby" not in given:
        return ()
    keys = []
    for text in given["sortby"].split(","):
        name = text.lstrip("+ ") if not text.startswith("-") else text[1:]  # "+" may read as " "
        if name != "id":
            _known(name, "sortby", schema)
        keys.append(Sort(name, text.startswith("-")))
    return tuple(keys)


def _known(name: str, parameter: str, schema: LayerSchema) -> None:
    if name not in schema.by_name:
        raise RequestError(parameter, name, f"{schema.name} has no such field", schema.by_name)
