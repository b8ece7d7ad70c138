"""The shapes of the OGC API answers, as typed dicts: what the standards name, and records."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

Link = dict[str, Any]


class Spatial(TypedDict):
    """OGC 17-069r4 section 7.14, ``extent.spatial``: boxes in degrees."""

    bbox: list[list[float]]
    crs: str


class Temporal(TypedDict):
    """OGC 17-069r4 section 7.14, ``extent.temporal``: RFC 3339 instants, None for open."""

    interval: list[list[str | None]]
    trs: str


class ExtentModel(TypedDict, total=False):
    """What a collection covers; a part it does not have is left out."""

    spatial: Spatial
    temporal: Temporal


class Collection(TypedDict):
    """OGC 17-069r4 section 7.14: one collection."""

    id: str
    title: str
    description: str
    links: list[Link]
    extent: NotRequired[ExtentModel]
    itemType: str
    crs: list[str]
    storageCrs: NotRequired[str]  # OGC 18-058r1 section 6.2.2


class Collections(TypedDict):
    """OGC 17-069r4 section 7.13: all collections."""

    links: list[Link]
    collections: list[Collection]


class Landing(TypedDict):
    """OGC 17-069r4 section 7.2: the landing page."""

    title: str
    description: str
    attribution: str
    links: list[Link]


class TileMatrixLimits(TypedDict):
    """OGC 17-083r4 section 6.3: which tiles of a zoom there are."""

    tileMatrix: str
    minTileRow: int
    maxTileRow: int
    minTileCol: int
    maxTileCol: int


class Records(TypedDict):
    """How many records a tileset's filter selects, and how many of them have no place."""

    numberMatched: int
    numberWithoutPlace: int


class TileSet(TypedDict):
    """OGC 17-083r4 section 12.1 and OGC 20-057 section 8: a tileset or its entry in a list."""

    title: str
    dataType: str
    crs: str
    tileMatrixSetURI: str
    links: list[Link]
    tileMatrixSetLimits: NotRequired[list[TileMatrixLimits]]
    boundingBox: NotRequired[dict[str, Any]]
    layers: NotRequired[list[dict[str, Any]]]
    records: NotRequired[Mapping[str, Records]]  # ours


class TileSets(TypedDict):
    """OGC 20-057 section 8.2: the list of tilesets."""

    links: list[Link]
    tilesets: list[TileSet]


class TileMatrix(TypedDict):
    """OGC 17-083r4 section 6.2: one zoom of a tile matrix set."""

    id: str
    scaleDenominator: float
    cellSize: float
    cornerOfOrigin: str
    pointOfOrigin: list[float]
    tileWidth: int
    tileHeight: int
    matrixWidth: int
    matrixHeight: int


class TileMatrixSet(TypedDict):
    """OGC 17-083r4 section 6.2.1: a tile matrix set."""

    id: str
    title: str
    uri: str
    crs: str
    orderedAxes: list[str]
    wellKnownScaleSet: str
    tileMatrices: list[TileMatrix]


class TileJSON(TypedDict):
    """TileJSON 3.0.0."""

    tilejson: str
    name: str
    description: str
    version: str
    attribution: str
    scheme: str
    tiles: list[str]
    minzoom: int
    maxzoom: int
    bounds: list[float]
    center: list[float]
    vector_layers: list[dict[str, Any]]
    records: Mapping[str, Records]  # ours; the specification wants what it does not know ignored
