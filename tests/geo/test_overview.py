from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import overview
from geo.schema import SCHEMAS

PLACES = st.lists(st.tuples(st.integers(0, 4095), st.integers(0, 4095)), min_size=1, max_size=60)


@given(PLACES, st.sampled_from(overview.GRIDS))
def test_cells_hold_each_record_once_at_their_mean(places, grid):
    x, y = np.array(places).T
    cells = overview.cells(x, y, grid)
    side = 4096 // grid
    for place, member in zip(places, cells.member, strict=True):
        assert cells.numbers[member] == (place[1] // side) * grid + place[0] // side
    for i, number in enumerate(cells.numbers):
        inside = [p for p, m in zip(places, cells.member, strict=True) if m == i]
        assert cells.x[i] == sum(p[0] for p in inside) // len(inside)
        assert cells.y[i] == sum(p[1] for p in inside) // len(inside)
        assert cells.x[i] // side == number % grid


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(-1, 2), st.none() | st.integers(0, 90)),
        min_size=1,
        max_size=80,
    )
)
def test_sums_are_those_of_a_plain_count(rows):
    member, types, deaths = zip(*rows, strict=True)
    unknown = np.array([d is None for d in deaths])
    numbers = np.array([-1 if d is None else d for d in deaths])
    keys = ["a", "b", "c"]
    tags = overview.sums(np.array(member), 5, (keys, np.array(types)), (numbers, unknown))
    for group in range(5):
        found = {t.name: t.values[t.codes[group]] for t in tags if t.codes[group] >= 0}
        inside = [row for row in rows if row[0] == group]
        expected = {"count": len(inside)}
        expected |= Counter(keys[kind] for _, kind, _ in inside if kind >= 0)
        known = [d for _, _, d in inside if d is not None]
        if known:
            expected["fatalities_best"] = sum(known)
        expected["fatalities_unknown"] = len(inside) - len(known)
        assert found == expected


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
