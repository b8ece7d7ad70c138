"""The one tiling scheme here, WebMercatorQuad: OGC 17-083r4 annex D.1."""

import math
import re

from api.models import TileMatrix, TileMatrixLimits, TileMatrixSet
from geo.errors import NotFoundError, RequestError
from geo.store import Tile

ID = "WebMercatorQuad"
URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
SCALES = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
TITLE = "Google Maps Compatible for the World"
MAX_ZOOM = 24

_RADIUS = 6_378_137.0  # metres: the sphere of EPSG:3857
_PIXEL = 0.00028  # metres: the standardized rendering pixel size (section 6.1)
_SIDE = 256  # pixels of a tile


def tile_matrix_set() -> TileMatrixSet:
    """The scheme with all its zooms."""
    return TileMatrixSet(
        id=ID,
        title=TITLE,
        uri=URI,
        crs=CRS,
        orderedAxes=["X", "Y"],
        wellKnownScaleSet=SCALES,
        tileMatrices=[_matrix(zoom) for zoom in range(MAX_ZOOM + 1)],
    )


def limits() -> list[TileMatrixLimits]:
    """Which tiles there are, all of the scheme: OGC 17-083r4 section 6.3."""
    return [
        TileMatrixLimits(
            tileMatrix=str(zoom),
            minTileRow=0,
            maxTileRow=2**zoom - 1,
            minTileCol=0,
            maxTileCol=2**zoom - 1,
        )
        for zoom in range(MAX_ZOOM + 1)
    ]


def tile(numbers: dict[str, str]) -> Tile:
    """The tile of zoom, column and row, by their names in the path.

    Raises RequestError where one is no whole number, NotFoundError where there is no such tile.
    """
    for name, text in numbers.items():
        if not re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
            raise RequestError(name, text, "needs a whole number")
    z, x, y = map(int, numbers.values())
    if 0 <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z:
        return Tile(z, x, y)
    names, given = "/".join(numbers), "/".join(numbers.values())
    allowed = f"{names} in {ID}: the first z from 0 to {MAX_ZOOM}, the others from 0 to 2^z - 1"
    raise NotFoundError("tile", given, allowed)


def _matrix(zoom: int) -> TileMatrix:
    half = math.pi * _RADIUS
    cell = 2 * half / (_SIDE * 2**zoom)
    return TileMatrix(
        id=str(zoom),
        scaleDenominator=cell / _PIXEL,
        cellSize=cell,
        cornerOfOrigin="topLeft",
        pointOfOrigin=[-half, half],
        tileWidth=_SIDE,
        tileHeight=_SIDE,
        matrixWidth=2**zoom,
        matrixHeight=2**zoom,
    )
