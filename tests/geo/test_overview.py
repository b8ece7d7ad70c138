import mapbox_vector_tile
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import mvt, overview
from geo.schema import SCHEMAS
from geo.tile_values import value

GROUPS = st.lists(
    st.tuples(
        st.integers(1, 90),
        st.tuples(st.integers(0, 90), st.integers(0, 90)),
        st.none() | st.integers(-5, 2**40),
    ),
    max_size=40,
)


def properties(tags, count):
    """What another decoder reads of them."""
    place = (np.zeros(count, np.int64), np.zeros(count, np.int64))
    data = mvt.layer("sums", [mvt.Block(np.arange(count), [tags], place)])
    features = mapbox_vector_tile.decode(data)["sums"]["features"] if count else []
    return [feature["properties"] for feature in features]


@given(GROUPS)
def test_tags_say_the_sums_and_leave_out_what_no_record_states(groups):
    count = np.array([one[0] for one in groups], np.int64)
    types = [(key, np.array([one[1][i] for one in groups], np.int64)) for i, key in enumerate("ab")]
    stated = np.array([one[2] or 0 for one in groups], np.int64)
    unknown = np.array([one[0] if one[2] is None else 0 for one in groups], np.int64)
    totals = overview.Totals(count, types, (stated, unknown))
    tags = overview.tags(totals)
    said = properties(tags, len(groups))
    alone = [dict(one) for one in overview.each(totals)]
    assert alone == [{name: value(number) for name, number in one.items()} for one in said]
    for found, (records, of_type, deaths) in zip(said, groups, strict=True):
        expected = {"count": records, "fatalities_unknown": records if deaths is None else 0}
        expected |= {key: often for key, often in zip("ab", of_type, strict=True) if often}
        expected |= {} if deaths is None else {"fatalities_best": deaths}
        assert found == expected


def test_a_layer_without_fatalities_has_no_sum_of_them():
    tags = overview.tags(overview.Totals(np.array([3])))
    assert properties(tags, 1) == [{"count": 3}]


def test_tile_layers_of_each_schema():
    names = {name: list(overview.tile_layers(schema)) for name, schema in SCHEMAS.items()}
    assert names["attacks"] == ["attacks", "attacks_areas"]
    assert names["areas"] == ["areas"]
    assert names["sources"] == []
    attacks = overview.tile_layers(SCHEMAS["attacks"])["attacks"]
    assert attacks["id"] == "String"
    assert attacks["geo_precision"] == "Number"
    assert attacks["event_type:Battles"] == "Number"


def test_labels_can_be_left_out():
    with_labels = {f.name for f in overview.single(SCHEMAS["bases"], labels=True)}
    without = {f.name for f in overview.single(SCHEMAS["bases"], labels=False)}
    assert with_labels - without == {"name_en", "name_fr"}
