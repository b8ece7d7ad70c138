"""Reference systems other than the data's own: boxes that come in, positions that go out.

Everything inside is WGS 84 longitude, latitude (OGC:CRS84). A system is named by its URI, and
positions follow the axis order that its definition has (OGC 18-058r1 section 6.2): latitude before
longitude in EPSG:4326.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.errors import RequestError
from geo.query import BBox, numbers

if TYPE_CHECKING:
    import pyproj

_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@dataclass(frozen=True, slots=True)
class Crs:
    """A reference system: its URI, how PROJ names it, its unit, and its axis order."""

    uri: str
    name: str
    projected: bool = False  # metres, easting before northing
    latitude_first: bool = False


WEB = Crs(_EPSG + "3857", "EPSG:3857", projected=True)
CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "OGC:CRS84")
# Web maps, GPS receivers, and the UTM zones of the countries from Mauritania to Niger.
SYSTEMS: Mapping[str, Crs] = MappingProxyType(
    {
        system.uri: system
        for system in (
            CRS84,
            Crs(_EPSG + "4326", "EPSG:4326", latitude_first=True),
            WEB,
            *(
                Crs(f"{_EPSG}{code}", f"EPSG:{code}", projected=True)
                for code in range(32628, 32632)
            ),
        )
    }
)

_DECIMALS = 3  # of metres: finer than any position here
_FARTHEST = 40_075_017  # metres around the equator: positions beyond are none
_HALF = 20_037_508.342789244  # metres from Greenwich to the antimeridian in EPSG:3857
_EDGE = 64  # points along each edge of a box, which the change of system bends
_made = threading.local()  # pyproj's transformers belong to the thread that made them

Places = NDArray[np.float64]


def system(uri: str, parameter: str) -> Crs:
    """The system of a URI. Raises RequestError naming the parameter."""
    try:
        return SYSTEMS[uri]
    except KeyError:
        text = "no such reference system here"
        raise RequestError(parameter, uri, text, SYSTEMS) from None


def box(text: str, crs: Crs, parameter: str = "bbox") -> BBox:
    """The box in degrees around a box given in a system; ``outline`` says where that is too much.

    Exact for degrees and EPSG:3857. Raises RequestError as ``BBox.parse``.
    """
    if crs is CRS84:
        return BBox.parse(text, parameter)
    if crs.latitude_first:
        south, west, north, east = numbers(text, parameter)
        return BBox.of((west, south, east, north), text, parameter)
    ring = _ring(text, crs, parameter)
    (west, south), (east, north) = ring.min(axis=0).tolist(), ring.max(axis=0).tolist()
    if crs is WEB:  # the corners themselves: the box may go across the antimeridian
        west, east = float(ring[0, 0]), float(ring[_EDGE, 0])
    return BBox.of((west, south, east, north), text, parameter)


def outline(text: str, crs: Crs, parameter: str = "bbox") -> bytes | None:
    """A box given in a system as WKB in degrees, where it is no box there; None where it is one.

    Its edges are followed to some metres in a box of 100 km. Raises RequestError as ``box``.
    """
    if not crs.projected or crs is WEB:
        return None
    found: bytes = shapely.to_wkb(shapely.Polygon(_ring(text, crs, parameter)))
    return found


def _ring(text: str, crs: Crs, parameter: str) -> Places:
    """The edges of a box in metres as positions in degrees, from its south-west to the east."""
    low_x, low_y, high_x, high_y = numbers(text, parameter)
    if low_y > high_y or (low_x > high_x and crs is not WEB):
        raise RequestError(parameter, text, "its first corner must lie south-west of its second")
    if max(map(abs, (low_x, low_y, high_x, high_y))) > _FARTHEST:
        raise RequestError(parameter, text, f"lies outside of {crs.name}")
    if crs is WEB:  # more than the world is the world, and must not wrap around it
        low_x, high_x = max(low_x, -_HALF), min(high_x, _HALF)
    share = np.linspace(0.0, 1.0, _EDGE, endpoint=False)
    corners = [(low_x, low_y), (high_x, low_y), (high_x, high_y), (low_x, high_y)]
    edges = [
        np.column_stack((x + (to_x - x) * share, y + (to_y - y) * share))
        for (x, y), (to_x, to_y) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    found = _turned(np.concatenate(edges), crs, inverse=True)
    if not np.isfinite(found).all():
        raise RequestError(parameter, text, f"lies outside of {crs.name}")
    return found


def reprojected(features: Sequence[bytes], crs: Crs) -> Sequence[bytes]:
    """The Features with their positions in the system and its axis order.

    Metres are rounded to millimetres. Raises RequestError where a position has none in the system.
    """
    if crs is CRS84:
        return features
    from geo import geojson  # noqa: PLC0415 - brings pyarrow, which naming systems goes without

    shapes = in_system(shapes_of(map(orjson.loads, features)), crs, definition=True)
    texts = shapely.to_geojson(shapes)
    return [
        feature if text is None else geojson.with_geometry(feature, text.encode())
        for feature, text in zip(features, texts, strict=True)
    ]


def shapes_of(features: Iterable[Mapping[str, object]]) -> NDArray[np.object_]:
    """The geometries of parsed Features as shapely's, None for null."""
    geometries = [feature["geometry"] for feature in features]
    encoded = [None if one is None else orjson.dumps(one).decode() for one in geometries]
    return np.asarray(shapely.from_geojson(np.array(encoded, object)), dtype=object)


def in_system(
    shapes: NDArray[np.object_], crs: Crs, *, definition: bool = False
) -> NDArray[np.object_]:
    """Geometries of WGS 84 longitude, latitude in another system.

    x before y, as file formats have it; in the axis order of the system's definition where that is
    wished. Raises RequestError where a position has none in the system.
    """
    places = shapely.get_coordinates(shapes)
    if crs.projected:
        places = _turned(places, crs).round(_DECIMALS)
        if not (np.abs(places) < _FARTHEST).all():
            text = "a record here lies where this system has no positions"
            raise RequestError("crs", crs.uri, text, [CRS84.uri])
    elif crs.latitude_first and definition:
        places = places[:, ::-1]
    moved: NDArray[np.object_] = shapely.set_coordinates(shapes.copy(), places)
    return moved


def degrees(places: Places, crs: Crs) -> Places | None:
    """Positions in the axis order of a system's definition, as WGS 84 longitude, latitude.

    None where one of them is outside of the system.
    """
    if not crs.projected:
        return places[:, ::-1] if crs.latitude_first else places
    if not (np.abs(places) <= _FARTHEST).all():
        return None
    found = _turned(places, crs, inverse=True)
    return found if np.isfinite(found).all() else None


def _turned(places: Places, crs: Crs, *, inverse: bool = False) -> Places:
    direction = "INVERSE" if inverse else "FORWARD"
    x, y = _transformer(crs).transform(places[:, 0], places[:, 1], direction=direction)
    return np.column_stack((x, y))


def _transformer(crs: Crs) -> "pyproj.Transformer":
    import pyproj  # noqa: PLC0415 - only for systems other than the data's own

    known: dict[str, pyproj.Transformer] = _made.__dict__
    if crs.name not in known:
        known[crs.name] = pyproj.Transformer.from_crs(CRS84.name, crs.name, always_xy=True)
    return known[crs.name]
