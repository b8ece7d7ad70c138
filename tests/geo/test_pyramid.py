"""The archive of all tiles, read by the reader of those who define the format."""

import gzip
import io

import pytest
from pmtiles.reader import MemorySource, Reader, all_tiles

from geo import pyramid
from geo.atlas import Atlas
from geo.errors import DataError
from geo.filters import In
from geo.pyramid import Pyramid
from geo.query import BBox, Query
from geo.store import Tile
from geo.stores.columnar import ColumnarStore

TOP = 5


@pytest.fixture(scope="module")
def atlas(mini):
    return Atlas.open(mini)


@pytest.fixture(scope="module")
def store(atlas):
    return ColumnarStore(atlas)


def archive(atlas, store, query=None, layers=None):
    file, told = io.BytesIO(), []
    wanted = Pyramid(atlas, layers or atlas.mapped, query or Query(), TOP)
    number = pyramid.write(file, wanted, store, lambda stage, done: told.append((stage, done)))
    assert {stage for stage, _ in told} == {f"zoom {zoom}" for zoom in range(TOP + 1)}
    assert all(0 <= done < 1 for _, done in told)
    return file.getvalue(), number


def test_it_holds_each_tile_that_is_not_empty_and_no_other(atlas, store):
    content, number = archive(atlas, store)
    found = {numbers: gzip.decompress(data) for numbers, data in all_tiles(MemorySource(content))}
    assert len(found) == number
    for z in range(TOP + 1):
        for x in range(1 << z):
            for y in range(1 << z):
                tile = b"".join(store.tile(one, Tile(z, x, y), Query()) for one in atlas.mapped)
                assert found.get((z, x, y), b"") == tile


def test_its_header_and_metadata_say_what_it_holds(atlas, store):
    content, _ = archive(atlas, store)
    reader = Reader(MemorySource(content))
    header, metadata = reader.header(), reader.metadata()
    assert header["version"] == 3
    assert (header["min_zoom"], header["max_zoom"]) == (0, TOP)
    assert header["clustered"]
    assert header["min_lon_e7"] == round(atlas.bounds.west * 1e7)
    assert metadata["attribution"] == atlas.attribution
    assert {"attacks", "attacks_areas", "bases"} <= {one["id"] for one in metadata["vector_layers"]}


def test_the_same_input_gives_the_same_bytes(atlas, store):
    assert archive(atlas, store) == archive(atlas, store)


def test_a_filter_holds_for_the_archive(atlas, store):
    query = Query(bbox=BBox(-5, 14, 2, 20), where=In("event_type", ("Battles",)))
    layers = [atlas.layers["attacks"]]
    content, _ = archive(atlas, store, query, layers)
    reader = Reader(MemorySource(content))
    tile = gzip.decompress(reader.get(0, 0, 0))
    assert tile == store.tile(layers[0], Tile(0, 0, 0), query)


def test_nothing_to_draw_is_told(atlas, store):
    query = Query(ids=("nothing",))
    with pytest.raises(DataError):
        archive(atlas, store, query, [atlas.layers["attacks"]])
