"""Filters as CQL2, over columns, against the standard's words applied row by row."""

import json

import cql2_oracle
import cql2_trees
import pyarrow as pa
import pytest
import shapely
from cql2 import Expr
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import cql2
from geo.operands import folded
from geo.query import Query
from geo.stores.columns import Words

LETTERS = "aAzZéÉèÊçÇŒœßſKKÅÅİıΣςσǅﬁ’–«»… \u0301\u0300\u0345\u0307\u00a0\n-';"
FOLDS = ["case", "accents", "both"]


@pytest.fixture(scope="module")
def records(case):
    kinds = {field.name: field.kind for field in case.layer.schema.fields}
    rows = case.oracle.rows
    return [
        cql2_oracle.Record(name, row, None if shapely.is_missing(shape) else shape, kinds)
        for name, row, shape in zip(rows["id"], rows["row"], rows["shape"], strict=True)
    ][:400]


def selected(case, records, expression):
    """The ids among the records that the store selects, and their number by its own count."""
    query = Query(where=expression, ids=tuple(record.id for record in records), limit=500)
    page = case.store.page(case.layer, query)
    found = {json.loads(feature)["id"] for feature in page.features}
    assert page.matched == len(found)
    return found


@given(st.lists(st.text() | st.text(st.sampled_from(LETTERS))), st.sampled_from(FOLDS))
@settings(max_examples=400)
def test_many_texts_are_folded_as_one_is(texts, fold):
    words = Words(pa.array(texts, pa.large_string()))
    assert words.folded(fold).to_pylist() == [folded(text, fold) for text in texts]


@given(data=st.data())
@settings(max_examples=200)
def test_a_filter_selects_what_the_standard_says(case, records, data):
    tree = data.draw(cql2_trees.trees(case.layer.name))
    expected = {one.id for one in records if cql2_oracle.truth(tree, one) is True}
    expression = cql2.expression(cql2.read(json.dumps(tree), "cql2-json"), case.layer.schema)
    assert selected(case, records, expression) == expected


@given(data=st.data())
@settings(max_examples=60)
def test_text_and_json_select_the_same(case, records, data):
    tree = data.draw(cql2_trees.trees(case.layer.name))
    schema = case.layer.schema
    text = Expr(tree).to_text()
    as_text = cql2.expression(cql2.read(text), schema)
    as_json = cql2.expression(cql2.read(json.dumps(tree), "cql2-json"), schema)
    assert selected(case, records, as_text) == selected(case, records, as_json)


@given(data=st.data())
@settings(max_examples=25)
def test_over_all_rows_as_over_some(case, data):
    """A whole layer is a slice, named records are an array: both ways give the same."""
    tree = data.draw(cql2_trees.trees(case.layer.name))
    expression = cql2.expression(cql2.read(json.dumps(tree), "cql2-json"), case.layer.schema)
    whole = case.store.page(case.layer, Query(where=expression, limit=10_000))
    ids = tuple(case.oracle.rows["id"])
    some = case.store.page(case.layer, Query(where=expression, ids=ids, limit=10_000))
    assert whole.features == some.features
    assert whole.matched == some.matched == len(whole.features)
