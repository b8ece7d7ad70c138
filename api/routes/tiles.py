"""Vector tiles of layers, in both orders of row and column, and what describes them."""

from collections.abc import Sequence

from starlette.responses import Response

from api import links, params
from api.answers import cache_control, document
from api.deps import Call, Called
from api.http import HTML, IMMUTABLE, JSON, MVT, Reply, respond
from api.tilesets import tilejson_of, tileset_of, tilesets_of
from geo.atlas import Layer
from geo.errors import NotFoundError
from geo.narrow import narrowed


def xyz_tile(layers: str, z: str, x: str, y: str, call: Called) -> Response:
    """A tile of one or more layers, joined by commas. Raises NotFoundError."""
    names = dict.fromkeys(layers.split(","))
    return _tile(call, [_tiled(call, name) for name in names], (z, x, y))


def ogc_tile(layer: str, z: str, row: str, col: str, call: Called) -> Response:
    """A tile of one layer, row before column: OGC 20-057 /req/core/tc-op. Raises NotFoundError."""
    return _tile(call, [_tiled(call, layer)], (z, col, row))


def _tile(call: Call, layers: Sequence[Layer], numbers: tuple[str, str, str]) -> Response:
    """The layers' tiles one after the other.

    MVT's ``layers`` is a repeated protobuf field, so files joined end to end are one file.
    """
    tile = params.tile(*numbers)
    if tile is None:
        raise NotFoundError("tile", "/".join(numbers))
    query = params.filter_query(call.given, [layer.schema for layer in layers], params.TILE)
    store = call.services.store
    versions = tuple(store.version(layer) for layer in layers)
    offer = call.offer((MVT,))
    current = call.given.get("v") == ".".join(versions)
    cache = IMMUTABLE if current else cache_control(call)
    names = tuple(layer.name for layer in layers)
    reply = Reply(offer, call.key(names, versions, tile, query), cache)

    def make() -> bytes:
        parts = [store.tile(layer, tile, narrowed(query, layer.schema)) for layer in layers]
        return b"".join(parts)

    return respond(call.conditions, reply, make)


def _tiled(call: Call, name: str) -> Layer:
    """The layer of that name. Raises NotFoundError, also for a table, which has no tiles."""
    layers = call.services.atlas.layers
    tiled = {layer.name: layer for layer in layers.values() if layer.schema.geometry_types}
    if name not in tiled:
        raise NotFoundError("tileset", name, tiled)
    return tiled[name]


def tilesets(layer: str, call: Called) -> Response:
    """The tilesets of a layer: OGC 20-057 /req/tilesets-list/tsl-op. Raises NotFoundError."""
    found = _checked(layer, call)
    return document(call, (JSON, HTML), f"{layer}: tiles", lambda: {**tilesets_of(call, found)})


def tileset(layer: str, call: Called) -> Response:
    """One tileset: OGC 20-057 /req/tileset/ts-op. Raises NotFoundError."""
    found = _checked(layer, call)
    return document(call, (JSON, HTML), f"{layer}: tileset", lambda: {**tileset_of(call, found)})


def tilejson(layer: str, call: Called) -> Response:
    """The tileset as TileJSON. Raises NotFoundError."""
    found = _checked(layer, call)
    return document(call, (JSON,), f"{layer}: TileJSON", lambda: {**tilejson_of(call, found)})


def _checked(name: str, call: Call) -> Layer:
    """The layer; its filter is refused here already, not only by each tile."""
    layer = _tiled(call, name)
    params.filter_query(call.given, [layer.schema], (*params.TILE, "lang"))
    return layer


ROUTES = (
    (links.XYZ_TILE, xyz_tile),
    (links.TILESETS, tilesets),
    (links.TILESET, tileset),
    (links.TILEJSON, tilejson),
    (links.COLLECTION + "/tilejson.json", tilejson),  # where clients that know tipg look
    (links.OGC_TILE, ogc_tile),
)
