"""Canonical addresses: any filter keeps what it selects and what it says, and has one address."""

import json

import pytest
from cql2_trees import trees
from hypothesis import assume, given, settings

from api.addresses import canonical
from api.pictures import map_spec
from geo.errors import RequestError
from geo.stores.columnar import ColumnarStore
from maps.filter_terms import Terms
from maps.filter_words import phrases

NAMES = ("military_regions", "bases", "border_incidents", "attacks")


@pytest.fixture(scope="module")
def columns(mini_atlas):
    return ColumnarStore(mini_atlas)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(tree=trees("attacks"))
def test_a_filter_is_the_same_in_its_canonical_address(mini_atlas, columns, tree):
    asked = {"layers": "attacks", "filter": json.dumps(tree), "filter-lang": "cql2-json"}
    try:
        spec = map_spec(asked, mini_atlas)
    except RequestError:
        assume(False)
    found = canonical(asked, ["attacks"], NAMES)
    assert list(found) == ["layers", "filter"]
    assert canonical(found, ["attacks"], NAMES) == found
    again = map_spec(found, mini_atlas)
    layer = mini_atlas.layers["attacks"]
    assert columns.page(layer, spec.query) == columns.page(layer, again.query)
    for language in ("en", "fr"):
        terms = Terms((layer.schema,), language, lambda _, key: key)
        said = phrases(spec.query, terms)
        assert said == phrases(again.query, terms)
        assert said
        assert all(said)
