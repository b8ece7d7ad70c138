"""What describes the tiles of a layer: OGC tileset metadata and TileJSON."""

from typing import Any

from api import links
from api.deps import Call
from api.describing import description
from api.http import JSON, MVT
from api.links import link
from api.models import TileJSON, TileSet, TileSets
from api.params import CRS84
from geo.atlas import Layer
from geo.overview import tile_layers
from geo.query import BBox

MATRIX_SET = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TOP_ZOOM = 14  # positions are good to 100 metres at best: 2.4 metres a tile unit is enough


def tilesets_of(call: Call, layer: Layer) -> TileSets:
    """The list of tilesets, one: OGC 20-057 /req/tilesets-list/tsl-success."""
    own = [link("self", call.url(f="json"), JSON.media_type)]
    return TileSets(links=own, tilesets=[_entry(call, layer)])


def tileset_of(call: Call, layer: Layer) -> TileSet:
    """The tileset's metadata: OGC 20-057 /req/tileset/ts-success."""
    found = _entry(call, layer)
    found["links"] = [*found["links"], *_tile_links(call, layer)]
    box = _bounds(call, layer)
    found["boundingBox"] = {
        "lowerLeft": [box.west, box.south],
        "upperRight": [box.east, box.north],
        "crs": CRS84,
    }
    found["layers"] = [
        {
            "id": name,
            "dataType": "vector",
            "propertiesSchema": {
                "type": "object",
                "properties": {name: {"type": kind.lower()} for name, kind in of.items()},
            },
        }
        for name, of in tile_layers(layer.schema).items()
    ]
    return found


def _entry(call: Call, layer: Layer) -> TileSet:
    title = layer.schema.title(call.language)
    address = call.links.to(links.TILESET, _filters(call) | {"f": "json"}, layer=layer.name)
    return TileSet(
        title=title,
        dataType="vector",
        crs=MERCATOR,
        tileMatrixSetURI=MATRIX_SET,
        links=[link("self", address, JSON.media_type, title)],
    )


def _tile_links(call: Call, layer: Layer) -> list[dict[str, Any]]:
    """The templated link to the tiles, and the same tiles as TileJSON tells them."""
    names = {"z": "{tileMatrix}", "row": "{tileRow}", "col": "{tileCol}"}
    path = links.OGC_TILE
    for ours, theirs in names.items():
        path = path.replace("{" + ours + "}", theirs)
    kept = _filters(call)
    tiles = call.links.to(path, kept | {"f": "mvt"}, layer=layer.name)
    return [
        {**link("item", tiles, MVT.media_type, "Tiles"), "templated": True},
        link(TILING_SCHEME, MATRIX_SET, JSON.media_type, "WebMercatorQuad"),
        link(
            "describedby",
            call.links.to(links.TILEJSON, kept, layer=layer.name),
            JSON.media_type,
            "TileJSON",
        ),
    ]


def tilejson_of(call: Call, layer: Layer) -> TileJSON:
    """The tileset as TileJSON 3.0.0, its URLs absolute and bound to the data's version."""
    services, language = call.services, call.language
    box = _bounds(call, layer)
    kept = _filters(call) | {"v": services.store.version(layer)}
    drawn = [{"id": name, "fields": {**of}} for name, of in tile_layers(layer.schema).items()]
    return TileJSON(
        tilejson="3.0.0",
        name=layer.schema.title(language),
        description=description(layer.schema, language),
        version="1.0.0",
        attribution=services.atlas.attribution,
        scheme="xyz",
        tiles=[call.links.to(links.XYZ_TILE, kept, layers=layer.name)],
        minzoom=0,
        maxzoom=TOP_ZOOM,
        bounds=[box.west, box.south, box.east, box.north],
        center=[(box.west + box.east) / 2, (box.south + box.north) / 2, 5],
        vector_layers=drawn,
    )


def _filters(call: Call) -> dict[str, str]:
    """The filter a tileset was asked with goes on to its tiles."""
    return {name: text for name, text in call.given.items() if name not in ("f", "v", "lang")}


def _bounds(call: Call, layer: Layer) -> BBox:
    """The layer's extent, or the atlas's where the layer has none or wraps around the earth."""
    extent = call.services.store.extent(layer)
    box = extent.bbox if extent else None
    return box if box and box.west <= box.east else call.services.atlas.bounds
