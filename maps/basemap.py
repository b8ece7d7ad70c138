"""The atlas's own base map for a page: what lies near, in the page's language, made small."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely.geometry import box, shape

from geo.atlas import Atlas
from geo.errors import DataError
from geo.query import BBox
from geo.schema.model import Language
from maps.outlines import encoded, label_place

_MARGIN = 0.75  # of the longer of the map's own sides, on each side
_NEAR = 1.5  # degrees around the bounds, and square degrees that are enough for a name
_SHAPES = ("countries", "regions", "rivers")

Drawn = dict[str, Any]


def basemap(atlas: Atlas, bounds: BBox, language: Language) -> Drawn:
    """Countries, regions, rivers and towns around the bounds, and the frame they fill.

    ``bounds`` in degrees. ``frame`` is the box they were cut to, [[south, west], [north, east]]:
    beyond it there is nothing to see. Countries that have regions in the base map are in ``focus``.
    Raises DataError where a file is not GeoJSON.
    """
    view = box(bounds.west, bounds.south, bounds.east, bounds.north)
    found: dict[str, list[Drawn]] = {
        name: list(_shapes(atlas, name, view, language)) for name in _SHAPES
    }
    focus = {drawn["country"] for drawn in found["regions"]}
    for country in found["countries"]:
        country["focus"] = country.pop("country") in focus
    for drawn in found["regions"]:
        del drawn["country"]
    frame = _frame(view)
    towns = sorted(_towns(atlas, frame, language, focus), key=lambda t: (t["rank"], t["name"]))
    west, south, east, north = frame.bounds
    return {**found, "towns": towns, "frame": [[south, west], [north, east]]}


def place_names(atlas: Atlas) -> Iterator[tuple[str, ...]]:
    """The names of each place of the base map in both languages, without doubles, in their order.

    Raises DataError where a file is not GeoJSON.
    """
    for kind in ("countries", "regions", "towns"):
        for feature in features(atlas, kind):
            properties = feature["properties"]
            yield tuple(sorted({properties["name_en"], properties["name_fr"]} - {None, ""}))


def _frame(view: shapely.Polygon) -> shapely.Polygon:
    """The view and as much around it on all sides: no high map of a wide country ends there."""
    west, south, east, north = view.bounds
    more = max(east - west, north - south) * _MARGIN
    return box(
        max(-180, west - more), max(-85, south - more), min(180, east + more), min(85, north + more)
    )


def features(atlas: Atlas, name: str) -> list[Drawn]:
    """The Features of one kind of the base map; none where the atlas has none of it.

    Raises DataError where the file is not GeoJSON.
    """
    path = atlas.basemap.get(name)
    return [] if path is None else read(path)


def read(path: Path) -> list[Drawn]:
    """The Features of a file. Raises DataError where it is not GeoJSON."""
    try:
        return list(orjson.loads(path.read_bytes())["features"])
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise DataError(path.name, f"not a base map in GeoJSON: {error}") from error


def _shapes(atlas: Atlas, name: str, view: shapely.Polygon, language: Language) -> Iterator[Drawn]:
    frame = _frame(view)
    for feature in features(atlas, name):
        properties = feature["properties"]
        cut = shapely.intersection(shape(feature["geometry"]), frame)
        if cut.is_empty:
            continue
        drawn = {**_named(properties, language), "parts": encoded(cut)}
        if name == "rivers":
            drawn["lake"] = cut.geom_type.endswith("Polygon")
        else:
            # Where a reader sees it: within the map's own bounds if it reaches into them.
            near = shapely.intersection(cut, shapely.buffer(view, _NEAR, cap_style="square"))
            drawn["at"] = label_place(near if near.area > _NEAR else cut)
            drawn["country"] = properties.get("country") or feature.get("id")
        yield drawn


def _named(properties: Mapping[str, Any], language: Language) -> Drawn:
    """A name in the language, and the one in the other where that is another."""
    name = properties[f"name_{language}"]
    other = properties[f"name_{'fr' if language == 'en' else 'en'}"]
    return {"name": name, "other": other} if other and other != name else {"name": name}


def _towns(
    atlas: Atlas, frame: shapely.Polygon, language: Language, focus: set[str]
) -> Iterator[Drawn]:
    for feature in features(atlas, "towns"):
        properties = feature["properties"]
        lon, lat = feature["geometry"]["coordinates"]
        if frame.covers(shapely.Point(lon, lat)):
            yield {
                **_named(properties, language),
                "at": [lon, lat],
                "rank": properties["rank"],
                "focus": properties.get("country") in focus,
            }
