"""All tiles of some layers as one PMTiles archive (version 3), for hosts that only serve files."""

import gzip
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from geo.atlas import Atlas, Layer
from geo.errors import DataError
from geo.narrow import narrowed
from geo.query import Query
from geo.schema.model import Language
from geo.store import FeatureStore, Tile

TOP_ZOOM = 10  # a unit of its tiles is some 10 metres: finer than any place here is known

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Pyramid:
    """What goes into an archive: the tiles of these layers down to a zoom, filtered by a query."""

    atlas: Atlas
    layers: Sequence[Layer]
    query: Query
    top: int = TOP_ZOOM
    language: Language = "en"


def write(file: BinaryIO, pyramid: Pyramid, store: FeatureStore, progress: Progress) -> int:
    """The number of tiles written to the file, each gzipped; the same input, the same bytes.

    Tiles are those that ``store.tile`` gives, layer after layer; empty ones are left out. Raises
    DataError where there is none at all, RequestError as ``store.tile``.
    """
    from pmtiles.writer import Writer  # noqa: PLC0415 - for this command alone

    writer, number = Writer(file), 0
    for tile, content in _tiles(pyramid, store, progress):
        writer.write_tile(_number(tile), gzip.compress(content, mtime=0))
        number += 1
    if not number:
        writer.tile_f.close()
        raise DataError("tiles", "nothing here can be drawn in tiles")
    writer.finalize(_header(pyramid), _metadata(pyramid))
    return number


def _tiles(
    pyramid: Pyramid, store: FeatureStore, progress: Progress
) -> Iterator[tuple[Tile, bytes]]:
    """Each tile that holds something, zoom by zoom in the order of the archive.

    Whatever a tile holds, the tile above holds too, so below an empty one none is asked for.
    """
    wanted = [(layer, narrowed(pyramid.query, layer.schema)) for layer in pyramid.layers]
    level = [Tile(0, 0, 0)]
    for zoom in range(pyramid.top + 1):
        filled = []
        for done, tile in enumerate(level):
            progress(f"zoom {zoom}", done / len(level))
            content = b"".join(store.tile(layer, tile, query) for layer, query in wanted)
            if content:
                filled.append(tile)
                yield tile, content
        level = sorted(
            (child for tile in filled for child in _children(tile)),
            key=_number,
        )


def _number(tile: Tile) -> int:
    """The tile's place in the order of an archive."""
    from pmtiles.tile import zxy_to_tileid  # noqa: PLC0415 - for this command alone

    number: int = zxy_to_tileid(tile.z, tile.x, tile.y)
    return number


def _children(tile: Tile) -> Iterator[Tile]:
    for x in (2 * tile.x, 2 * tile.x + 1):
        for y in (2 * tile.y, 2 * tile.y + 1):
            yield Tile(tile.z + 1, x, y)


def _header(pyramid: Pyramid) -> Mapping[str, Any]:
    from pmtiles.tile import Compression, TileType  # noqa: PLC0415 - for this command alone

    box = pyramid.atlas.bounds
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": _e7(box.west),
        "min_lat_e7": _e7(box.south),
        "max_lon_e7": _e7(box.east),
        "max_lat_e7": _e7(box.north),
        "center_zoom": 5,
        "center_lon_e7": _e7((box.west + box.east) / 2),
        "center_lat_e7": _e7((box.south + box.north) / 2),
    }


def _e7(degrees: float) -> int:
    return round(degrees * 10_000_000)


def _metadata(pyramid: Pyramid) -> Mapping[str, Any]:
    """What the specification's section 5 names, and the layers as TileJSON lists them."""
    from geo.overview import tile_layers  # noqa: PLC0415 - encoding, which the help goes without

    atlas = pyramid.atlas
    return {
        "name": atlas.title(pyramid.language),
        "description": atlas.descriptions[pyramid.language],
        "attribution": atlas.attributions[pyramid.language],
        "type": "overlay",
        "version": atlas.version,
        "vector_layers": [
            {"id": name, "fields": dict(fields), "minzoom": 0, "maxzoom": pyramid.top}
            for layer in pyramid.layers
            for name, fields in tile_layers(layer.schema).items()
        ],
    }
