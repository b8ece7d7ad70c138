"""The one tiling scheme here, WebMercatorQuad: OGC 17-083r4 annex D.1."""

import math

from api.models import TileMatrix, TileMatrixSet
from api.params import MAX_ZOOM

ID = "WebMercatorQuad"
URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
SCALES = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
TITLE = "Google Maps Compatible for the World"

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
