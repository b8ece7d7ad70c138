import mapbox_vector_tile
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import mvt
from geo.mvt import Block, Tags

VALUES = st.one_of(
    st.text(max_size=20),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.booleans(),
)


def decoded(data):
    return mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})


@st.composite
def point_blocks(draw):
    count = draw(st.integers(0, 30))
    ids = draw(st.lists(st.integers(0, 2**53), min_size=count, max_size=count, unique=True))
    side = st.lists(st.integers(-64, 4160), min_size=count, max_size=count)
    tags, properties = [], [{} for _ in range(count)]
    for name in draw(st.lists(st.text(min_size=1, max_size=8), max_size=4, unique=True)):
        kind = draw(st.sampled_from([VALUES, st.text(max_size=20), st.text("é", max_size=200)]))
        values = draw(st.lists(kind, max_size=200 if draw(st.booleans()) else 3))
        codes = draw(st.lists(st.integers(-1, len(values) - 1), min_size=count, max_size=count))
        for mine, code in zip(properties, codes, strict=True):
            mine.update({name: values[code]} if code >= 0 else {})
        if values and all(isinstance(value, str) for value in values):
            values = pa.array(values, pa.large_string())
        tags.append(Tags.of(name, np.array(codes, np.int64), values))
    xy = (np.array(draw(side), np.int64), np.array(draw(side), np.int64))
    return Block(np.array(ids, np.int64), tags, xy), properties


def one_by_one(block):
    """The block's features, each written by itself."""
    tags = [[] for _ in block.ids]
    for group in block.tags:
        values = group.table.to_pylist()
        for mine, codes in zip(tags, group.codes.tolist(), strict=True):
            named = zip(group.names, codes, strict=True)
            mine += [(name, values[code]) for name, code in named if code >= 0]
    places = zip(*(side.tolist() for side in block.place), strict=True)
    points = [mvt.point(*place) for place in places]
    return [mvt.Feature(*one) for one in zip(block.ids.tolist(), tags, points, strict=True)]


@given(point_blocks(), point_blocks(), st.tuples(st.booleans(), st.booleans()))
@settings(max_examples=150)
def test_points_come_back_from_another_decoder(first, second, single):
    blocks = [first[0], second[0]]
    written = [
        one_by_one(block) if alone else block for block, alone in zip(blocks, single, strict=True)
    ]
    data = mvt.layer("événements", written)
    expected = [
        (int(block.ids[i]), [int(side[i]) for side in block.place], properties[i])
        for block, properties in (first, second)
        for i in range(len(block.ids))
    ]
    if not expected:
        assert data == b""
        return
    layer = decoded(data)["événements"]
    assert (layer["version"], layer["extent"]) == (2, 4096)
    assert [
        (f.get("id", 0), f["geometry"]["coordinates"], f["properties"]) for f in layer["features"]
    ] == expected
    for feature, (_, _, properties) in zip(layer["features"], expected, strict=True):
        kinds = {name: type(value) for name, value in properties.items()}
        assert {name: type(value) for name, value in feature["properties"].items()} == kinds
