"""Each relation of times, between all intervals of a few days."""

from itertools import combinations_with_replacement, product

import cql2_oracle
import cql2_trees
import pytest

from geo import cql2
from geo.atlas import Atlas
from geo.errors import FilterError
from geo.query import Query
from geo.stores.columnar import ColumnarStore

DAYS = [f"2020-01-0{number}" for number in range(1, 5)]
INTERVALS = [list(pair) for pair in combinations_with_replacement(DAYS, 2)]
OPEN = [["..", DAYS[1]], [DAYS[2], ".."], ["..", ".."]]


@pytest.fixture(scope="module")
def layer(mini):
    return Atlas.open(mini).layer("attacks")


@pytest.fixture(scope="module")
def store(mini):
    return ColumnarStore(Atlas.open(mini))


def holds(store, layer, tree):
    """Whether a filter that is about no field holds: for all records or for none."""
    counts = {
        store.page(layer, Query(where=cql2.expression(tree, layer.schema), limit=0)).matched
        for tree in (tree, {"op": "not", "args": [tree]})
    }
    whole = store.page(layer, Query(limit=0)).matched
    assert counts == {0, whole}
    return store.page(layer, Query(where=cql2.expression(tree, layer.schema), limit=0)).matched > 0


@pytest.mark.parametrize("name", cql2_trees.FOR_INTERVALS)
def test_intervals(store, layer, name):
    found = set()
    for left, right in product(INTERVALS + OPEN, repeat=2):
        tree = cql2_trees.op(name, {"interval": left}, {"interval": right})
        found.add(holds(store, layer, tree))
        assert holds(store, layer, tree) == cql2_oracle.truth(tree, None), (left, right)
    assert found == {True, False}


@pytest.mark.parametrize("name", cql2_trees.FOR_INSTANTS)
def test_instants(store, layer, name):
    for left, right in product(DAYS, INTERVALS):
        for sides in (
            ({"date": left}, {"interval": right}),
            ({"interval": right}, {"date": left}),
            ({"date": left}, {"date": right[0]}),
            ({"timestamp": f"{left}T23:00:00Z"}, {"date": right[0]}),
        ):
            tree = cql2_trees.op(name, *sides)
            assert holds(store, layer, tree) == cql2_oracle.truth(tree, None), sides


@pytest.mark.parametrize("name", sorted({*cql2_trees.FOR_INTERVALS} - {*cql2_trees.FOR_INSTANTS}))
def test_instants_where_intervals_are_wanted(layer, name):
    tree = cql2_trees.op(name, {"property": "date_start"}, {"interval": [DAYS[0], DAYS[1]]})
    with pytest.raises(FilterError, match="compares intervals"):
        cql2.expression(tree, layer.schema)
