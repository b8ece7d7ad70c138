"""Vector tiles of layers, in both orders of row and column, and what describes them."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from api import links, params, tilematrix
from api.answers import cache_control, document
from api.deps import Call
from api.http import HTML, IMMUTABLE, JSON, MVT, Reply, respond
from api.links import link
from api.tilesets import Tiled, selection, tilejson_of, tileset_of, tilesets_of
from geo.atlas import Layer
from geo.errors import NotFoundError
from geo.narrow import narrowed


def xyz_tile(layers: str, z: str, x: str, y: str, call: Call) -> Response:
    """A tile of one or more layers, joined by commas. Raises NotFoundError."""
    names = dict.fromkeys(layers.split(","))
    return _tile(call, [_tiled(call, name) for name in names], {"z": z, "x": x, "y": y})


def ogc_tile(layer: str, tileMatrix: str, tileRow: str, tileCol: str, call: Call) -> Response:  # noqa: N803 - the standard's names
    """A tile of one layer, row before column: OGC 20-057 /req/core/tc-op. Raises NotFoundError."""
    numbers = {"tileMatrix": tileMatrix, "tileCol": tileCol, "tileRow": tileRow}
    return _tile(call, [_tiled(call, layer)], numbers)


def _tile(call: Call, layers: Sequence[Layer], numbers: dict[str, str]) -> Response:
    """The layers' tiles one after the other.

    MVT's ``layers`` is a repeated protobuf field, so files joined end to end are one file.
    """
    tile = tilematrix.tile(numbers)
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


def atlas_tile(tileMatrix: str, tileRow: str, tileCol: str, call: Call) -> Response:  # noqa: N803 - the standard's names
    """A tile of all mapped layers: OGC 20-057 /req/dataset-tilesets. Raises NotFoundError."""
    numbers = {"tileMatrix": tileMatrix, "tileCol": tileCol, "tileRow": tileRow}
    return _tile(call, call.services.atlas.mapped, numbers)


def tilesets(layer: str, call: Call) -> Response:
    """The tilesets of a layer: OGC 20-057 /req/tilesets-list/tsl-op. Raises NotFoundError."""
    return _list(call, Tiled((_tiled(call, layer),), of_atlas=False))


def atlas_tilesets(call: Call) -> Response:
    """The tilesets of all mapped layers together: OGC 20-057 /req/dataset-tilesets/desc."""
    return _list(call, _atlas(call))


def tileset(layer: str, call: Call) -> Response:
    """One tileset: OGC 20-057 /req/tileset/ts-op. Raises NotFoundError."""
    return _metadata(call, Tiled((_tiled(call, layer),), of_atlas=False))


def atlas_tileset(call: Call) -> Response:
    """The tileset of all mapped layers: OGC 20-057 /req/tileset/ts-op."""
    return _metadata(call, _atlas(call))


def tilejson(layer: str, call: Call) -> Response:
    """The tileset as TileJSON. Raises NotFoundError."""
    return _tilejson(call, Tiled((_tiled(call, layer),), of_atlas=False))


def atlas_tilejson(call: Call) -> Response:
    """The tileset of all mapped layers as TileJSON."""
    return _tilejson(call, _atlas(call))


def matrix_sets(call: Call) -> Response:
    """The tiling schemes, one: OGC 17-083r4 and OGC 20-057 section 7.3."""
    params.only(call.given, params.PAGE)

    def make() -> dict[str, Any]:
        address = call.links.to(links.MATRIX_SET, {"f": "json"})
        # ``self`` is what OGC 17-083r4 wants, ``item`` what the OGC's own test suite looks for.
        own = [link(rel, address, JSON.media_type, tilematrix.TITLE) for rel in ("self", "item")]
        about = {"id": tilematrix.ID, "title": tilematrix.TITLE}
        one = {**about, "uri": tilematrix.URI, "crs": tilematrix.CRS, "links": own}
        return {"tileMatrixSets": [one]}

    return document(call, (JSON, HTML), "Tiling schemes", make)


def matrix_set(call: Call) -> Response:
    """The tiling scheme: OGC 17-083r4 section 6.2."""
    params.only(call.given, params.PAGE)
    return document(call, (JSON, HTML), tilematrix.ID, lambda: {**tilematrix.tile_matrix_set()})


def no_scheme(scheme: str) -> Response:
    """Says which tiling schemes there are. Raises NotFoundError."""
    raise NotFoundError("tiling scheme", scheme, [tilematrix.ID])


def no_tileset(layer: str, scheme: str, call: Call) -> Response:
    """Says in which tiling schemes a layer is. Raises NotFoundError."""
    _tiled(call, layer)
    return no_scheme(scheme)


def _list(call: Call, tiled: Tiled) -> Response:
    _check(call, tiled)
    return document(call, (JSON, HTML), "Tilesets", lambda: {**tilesets_of(call, tiled)})


def _metadata(call: Call, tiled: Tiled) -> Response:
    _check(call, tiled)
    return document(call, (JSON, HTML), "Tileset", lambda: {**tileset_of(call, tiled)})


def _tilejson(call: Call, tiled: Tiled) -> Response:
    _check(call, tiled)
    return document(call, (JSON,), "TileJSON", lambda: {**tilejson_of(call, tiled)})


def _atlas(call: Call) -> Tiled:
    return Tiled(call.services.atlas.mapped, of_atlas=True)


def _check(call: Call, tiled: Tiled) -> None:
    """Refuses a wrong filter here already, not only in each tile."""
    selection(call, tiled)


ROUTES = (
    (links.XYZ_TILE, xyz_tile),
    (links.ALL_TILESETS, atlas_tilesets),
    (links.ALL_TILESET, atlas_tileset),
    (links.ALL_TILEJSON, atlas_tilejson),
    (links.ALL_OGC_TILE, atlas_tile),
    (links.MATRIX_SETS, matrix_sets),
    (links.MATRIX_SET, matrix_set),
    (links.TILESETS, tilesets),
    (links.TILESET, tileset),
    (links.TILEJSON, tilejson),
    (links.COLLECTION + "/tilejson.json", tilejson),  # where clients that know tipg look
    (links.OGC_TILE, ogc_tile),
    # What no other path is, so that who mistyped the scheme is told of it.
    (links.MATRIX_SETS + "/{scheme}", no_scheme),
    (links.ALL_TILESETS + "/{scheme}", no_scheme),
    (links.TILESETS + "/{scheme}", no_tileset),
    (links.TILESETS + "/{scheme}/{tileMatrix}/{tileRow}/{tileCol}", no_tileset),
)
