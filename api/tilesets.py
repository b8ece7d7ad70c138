"""What describes tiles, of one layer or of all mapped ones: OGC tileset metadata and TileJSON."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api import links, params, tilematrix
from api.deps import Call
from api.describing import description
from api.http import HTML, JSON, MVT
from api.links import link
from api.models import Records, TileJSON, TileSet, TileSets
from api.params import CRS84
from geo.atlas import Layer
from geo.expressions import And, IsNull
from geo.narrow import narrowed
from geo.operands import GEOMETRY
from geo.overview import tile_layers
from geo.query import BBox, Query

TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
GEODATA = "http://www.opengis.net/def/rel/ogc/1.0/geodata"
TOP_ZOOM = 14  # positions are good to 100 metres at best: 2.4 metres a tile unit is enough


@dataclass(frozen=True, slots=True)
class Tiled:
    """The layers of a tileset, and where it is: under one of them, or under the atlas."""

    layers: tuple[Layer, ...]
    of_atlas: bool

    def path(self, of_layer: str, of_atlas: str) -> str:
        """The one of two paths that is this tileset's; that of a layer has its name in it."""
        return of_atlas if self.of_atlas else of_layer.replace("{layer}", self.layers[0].name)


def tilesets_of(call: Call, tiled: Tiled) -> TileSets:
    """The list of tilesets, one: OGC 20-057 /req/tilesets-list/tsl-success."""
    own = [
        link("self", call.url(f="json"), JSON.media_type),
        link("alternate", call.url(f="html"), HTML.media_type),
    ]
    return TileSets(links=own, tilesets=[_entry(call, tiled)])


def tileset_of(call: Call, tiled: Tiled) -> TileSet:
    """The tileset's metadata: OGC 20-057 /req/tileset/ts-success."""
    found = _entry(call, tiled)
    found["links"] = [*found["links"], *_tile_links(call, tiled)]
    box = _bounds(call, tiled)
    found["boundingBox"] = {
        "lowerLeft": [box.west, box.south],
        "upperRight": [box.east, box.north],
        "crs": CRS84,
    }
    found["tileMatrixSetLimits"] = tilematrix.limits()
    found["layers"] = [one for layer in tiled.layers for one in _layers(call, layer)]
    found["records"] = _records(call, tiled)
    return found


def _records(call: Call, tiled: Tiled) -> Mapping[str, Records]:
    """How many records of each layer the filter selects, and of them those that no tile can show.

    No standard has it; without it a map of tiles could not tell what it leaves out.
    """
    query = selection(call, tiled)
    return {layer.name: _numbers(call, layer, query) for layer in tiled.layers}


def _numbers(call: Call, layer: Layer, query: Query) -> Records:
    found = replace(narrowed(query, layer.schema), limit=0)
    nowhere = tuple(part for part in (found.where, IsNull(GEOMETRY)) if part is not None)
    page = call.services.store.page
    return Records(
        numberMatched=page(layer, found).matched,
        numberWithoutPlace=page(layer, replace(found, where=And(nowhere))).matched,
    )


def selection(call: Call, tiled: Tiled) -> Query:
    """The filter a tileset was asked with. Raises RequestError."""
    schemas = [layer.schema for layer in tiled.layers]
    return params.filter_query(call.given, schemas, (*params.TILE, "lang"))


def _layers(call: Call, layer: Layer) -> list[dict[str, Any]]:
    """The MVT layers of a layer: OGC 17-083r4 section 12.1, ``layers``."""
    address = call.links.to(links.COLLECTION, {"f": "json"}, layer=layer.name)
    return [
        {
            "id": name,
            "title": layer.schema.title(call.language),
            "dataType": "vector",
            "minTileMatrix": "0",
            "maxTileMatrix": str(TOP_ZOOM),
            "propertiesSchema": {
                "type": "object",
                "properties": {name: {"type": kind.lower()} for name, kind in of.items()},
            },
            "links": [link(GEODATA, address, JSON.media_type)],
        }
        for name, of in tile_layers(layer.schema).items()
    ]


def _title(call: Call, tiled: Tiled) -> str:
    if tiled.of_atlas:
        return call.services.atlas.title(call.language)
    return tiled.layers[0].schema.title(call.language)


def _entry(call: Call, tiled: Tiled) -> TileSet:
    title = _title(call, tiled)
    path = tiled.path(links.TILESET, links.ALL_TILESET)
    address = call.links.to(path, _filters(call) | {"f": "json"})
    scheme = call.links.to(links.MATRIX_SET, {"f": "json"})
    return TileSet(
        title=title,
        dataType="vector",
        crs=tilematrix.CRS,
        tileMatrixSetURI=tilematrix.URI,
        links=[
            link("self", address, JSON.media_type, title),
            link(TILING_SCHEME, scheme, JSON.media_type, tilematrix.ID),
        ],
    )


def _tile_links(call: Call, tiled: Tiled) -> list[dict[str, Any]]:
    """The templated link to the tiles, and the same tiles as TileJSON tells them."""
    path = tiled.path(links.OGC_TILE, links.ALL_OGC_TILE)
    kept = _filters(call)
    tilejson = call.links.to(tiled.path(links.TILEJSON, links.ALL_TILEJSON), kept)
    return [
        {
            **link("item", call.links.to(path, kept | {"f": "mvt"}), MVT.media_type, "Tiles"),
            "templated": True,
        },
        link("describedby", tilejson, JSON.media_type, "TileJSON"),
    ]


def tilejson_of(call: Call, tiled: Tiled) -> TileJSON:
    """The tileset as TileJSON 3.0.0, its URLs absolute and bound to the data's version."""
    services, language = call.services, call.language
    box = _bounds(call, tiled)
    versions = ".".join(services.store.version(layer) for layer in tiled.layers)
    names = ",".join(layer.name for layer in tiled.layers)
    drawn = [
        {"id": name, "fields": {**of}, "minzoom": 0, "maxzoom": TOP_ZOOM}
        for layer in tiled.layers
        for name, of in tile_layers(layer.schema).items()
    ]
    about = services.atlas.descriptions[language]
    return TileJSON(
        tilejson="3.0.0",
        name=_title(call, tiled),
        description=about if tiled.of_atlas else description(tiled.layers[0].schema, language),
        version="1.0.0",
        attribution=services.atlas.attribution,
        scheme="xyz",
        tiles=[call.links.to(links.XYZ_TILE, _filters(call) | {"v": versions}, layers=names)],
        minzoom=0,
        maxzoom=TOP_ZOOM,
        bounds=[box.west, box.south, box.east, box.north],
        center=[(box.west + box.east) / 2, (box.south + box.north) / 2, 5],
        vector_layers=drawn,
        records=_records(call, tiled),
    )


def _filters(call: Call) -> dict[str, str]:
    """The filter a tileset was asked with goes on to its tiles."""
    return {name: text for name, text in call.given.items() if name not in ("f", "v", "lang")}


def _bounds(call: Call, tiled: Tiled) -> BBox:
    """The layer's extent; the atlas's where the layer has none, or wraps around the earth."""
    atlas = call.services.atlas
    if tiled.of_atlas:
        return atlas.bounds
    extent = call.services.store.extent(tiled.layers[0])
    box = extent.bbox if extent else None
    return box if box and box.west <= box.east else atlas.bounds
