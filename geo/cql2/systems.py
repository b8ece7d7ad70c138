"""A filter whose geometries are in another reference system, to one in degrees."""

from typing import Any

import orjson
import shapely

from geo import crs
from geo.cql2.reading import Tree
from geo.crs import Crs
from geo.errors import FilterError, RequestError


def in_degrees(tree: Tree, system: Crs, parameter: str = "filter") -> Tree:
    """The tree with its positions and boxes in WGS 84 longitude, latitude.

    Each vertex is turned, so that an edge is the straight line between its ends in degrees. Raises
    FilterError for a position that the system does not have.
    """
    if system is crs.CRS84:
        return tree
    match tree:
        case {"bbox": list(numbers)}:
            return {"bbox": _box(numbers, system, parameter)}
        case {"type": str(), "coordinates": list()} | {"type": str(), "geometries": list()}:
            return _geometry(tree, system, parameter)
        case dict():
            return {name: in_degrees(one, system, parameter) for name, one in tree.items()}
        case list():
            return [in_degrees(one, system, parameter) for one in tree]
    return tree


def _box(numbers: list[Any], system: Crs, parameter: str) -> list[float]:
    try:
        found = crs.box(",".join(map(str, numbers)), system, parameter)
    except RequestError as error:
        raise FilterError(parameter, error.value, error.reason) from None
    return [found.west, found.south, found.east, found.north]


def _geometry(node: dict[str, Any], system: Crs, parameter: str) -> Tree:
    try:
        shape = shapely.force_2d(shapely.from_geojson(orjson.dumps(node)))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        text = f"is not a geometry: {str(error).strip()}"
        raise FilterError(parameter, node["type"], text) from None
    places = crs.degrees(shapely.get_coordinates(shape), system)
    if places is None:
        text = f"has positions that lie outside of {system.name}"
        raise FilterError(parameter, node["type"], text)
    return orjson.loads(shapely.to_geojson(shapely.set_coordinates(shape, places)))
