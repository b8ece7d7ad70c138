"""One view as many: a page for each region, and one for what no region is known of.

Every record of the view is on exactly one page, so the numbers of the pages add up to the view's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
import shapely
from shapely.geometry import shape

from geo.errors import RequestError
from geo.expressions import And, Expression, In, IsNull, clauses
from geo.narrow import narrowed
from geo.query import BBox, Query
from geo.store import FeatureStore
from maps.spec import MapSpec
from maps.texts_report import TEXTS

MOST = 100  # pages
_FIELD = "admin1_code"
_MARGIN = 0.08  # of a region's own width and height


@dataclass(frozen=True, slots=True)
class Region:
    """A page of an atlas by regions."""

    name: str
    spec: MapSpec


def regions(spec: MapSpec, store: FeatureStore) -> list[Region]:
    """The regions of the atlas in the order of their names, then what no region is known of.

    Those without a record of the view have their page too, save in other countries. Raises
    RequestError where there are more than ``MOST``.
    """
    areas = {feature["id"]: feature for feature in _areas(spec, store)}
    own = {code for code, area in areas.items() if area["properties"].get("level") == "admin1"}
    counts: Counter[Any] = Counter()
    for layer in spec.layers:
        counts.update(store.counts(layer, narrowed(spec.query, layer.schema), _FIELD))
    codes = own | {code for code, n in counts.items() if n and code is not None}
    if len(codes) > MOST:
        raise RequestError("by", "region", f"makes {len(codes)} pages; at most {MOST} are drawn")
    language = spec.language
    named = {
        code: (areas.get(code, {}).get("properties", {}).get(f"name_{language}") or code)
        for code in codes
    }
    found = [
        Region(name, _part(spec, In(_FIELD, (code,)), areas.get(code)))
        for code, name in sorted(named.items(), key=lambda one: (one[1], one[0]))
    ]
    if counts.get(None) or not found:
        found.append(Region(TEXTS[language]["no_region"], _part(spec, IsNull(_FIELD), None)))
    return found


def _areas(spec: MapSpec, store: FeatureStore) -> Iterator[dict[str, Any]]:
    layer = spec.atlas.layers.get("areas")
    query, more = Query(limit=1000, geometry="footprint"), layer is not None
    while layer is not None and more:
        page = store.page(layer, query)
        yield from map(orjson.loads, page.features)
        query, more = replace(query, cursor=page.next), page.next is not None


def _part(spec: MapSpec, rule: Expression, area: Mapping[str, Any] | None) -> MapSpec:
    query = replace(spec.query, where=And((*clauses(spec.query.where), rule)))
    outline = area and area.get("geometry")
    view = _around(outline) if outline else spec.viewport
    return replace(spec, query=query, viewport=view)


def _around(geometry: Mapping[str, Any]) -> BBox:
    west, south, east, north = shapely.bounds(shape(dict(geometry)))
    wide, high = (east - west) * _MARGIN, (north - south) * _MARGIN
    return BBox(
        max(-180.0, west - wide),
        max(-90.0, south - high),
        min(180.0, east + wide),
        min(90.0, north + high),
    )
