"""The bars of a time chart against pandas, for filters by chance."""

import json
from collections import Counter

import pandas as pd
import pytest
import store_oracle
import store_queries
import synthetic_atlas
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.atlas import Atlas
from geo.query import Interval, Query
from geo.stores.columnar import ColumnarStore
from maps.months import document
from maps.spec import MapSpec


@pytest.fixture(scope="module", params=["mini attacks", "mini bases", "synthetic attacks"])
def case(request, mini, tmp_path_factory):
    """A store, a spec of one of its layers, and the oracle of that layer."""
    which, name = request.param.split()
    folder = mini
    if which == "synthetic":
        folder = tmp_path_factory.mktemp("months")
        synthetic_atlas.write(folder, 3_000, mini / "areas" / "areas.geojson")
    atlas = Atlas.open(folder)
    layer = atlas.layer(name)
    oracle = store_oracle.Oracle(layer.schema, layer.path, atlas.layer("areas").path)
    return ColumnarStore(atlas), MapSpec(atlas, (layer,)), oracle


def counted(spec, store, query):
    (found,) = json.loads(document(MapSpec(spec.atlas, spec.layers, query), store))["layers"]
    return found


def expected(rows, kind):
    """Each record's smallest span that holds it, by pandas' periods; None in none of them."""
    found, undated, months = Counter(), 0, []
    for row in rows["row"]:
        ends = [row.get(name) for name in ("date_start", "date_end")]
        ends = [day and pd.Period(day, "M") for day in ends]
        months += [one for one in ends if one is not None]
        if ends == [None, None]:
            undated += 1
            continue
        code = row.get(kind)
        for span, freq in ((1, "M"), (3, "Q"), (12, "Y")):
            spans = {one and one.asfreq(freq) for one in ends}
            if len(spans) == 1:
                first = spans.pop().asfreq("M", how="start")
                found[span, code, first.year * 12 + first.month - 1] += 1
                break
    numbers = [one.year * 12 + one.month - 1 for one in months]
    return found, undated, numbers


def check(found, rows, kind):
    wanted, undated, months = expected(rows, kind)
    bars = {
        (span["months"], found["types"][span["type"]], at): n
        for span in found["spans"]
        for at, n in zip(span["at"], span["n"], strict=True)
    }
    assert bars == wanted
    assert (found["n"], found["undated"]) == (len(rows), undated)
    assert found["longer"] == len(rows) - undated - wanted.total()
    assert found["first"] == min(months, default=None)
    assert found["last"] == max(months, default=None)


@given(data=st.data())
@settings(max_examples=40)
def test_each_bar_is_what_pandas_counts(case, data):
    store, spec, oracle = case
    (layer,) = spec.layers
    query = data.draw(store_queries.queries(layer.name))
    found = counted(spec, store, query)
    check(found, oracle.select(query), layer.schema.type_field)
    assert found["n"] == store.page(layer, query).matched


def test_it_counts_records_of_every_kind(case):
    """What is asked above would be worth little if all records lay in one month."""
    store, spec, oracle = case
    found = counted(spec, store, Query())
    check(found, oracle.select(Query()), spec.layers[0].schema.type_field)
    if len(oracle.rows) > 1_000:
        assert {span["months"] for span in found["spans"]} == {1, 3, 12}
        assert found["undated"] > 0
        assert found["longer"] > 0


def test_nothing_selected_is_nothing_counted(case):
    store, spec, _ = case
    found = counted(spec, store, Query(ids=("no-such-id",)))
    assert (found["n"], found["undated"], found["longer"], found["spans"]) == (0, 0, 0, [])
    assert (found["first"], found["last"]) == (None, None)


def test_several_layers_are_counted_each_by_its_own_fields(english, mini_store):
    query = Query(interval=Interval.parse("2019-01-01/2021-12-31"))
    spec = MapSpec(english.atlas, english.layers, query)
    layers = json.loads(document(spec, mini_store))["layers"]
    assert [one["name"] for one in layers] == [layer.name for layer in spec.layers]
    for layer, found in zip(spec.layers, layers, strict=True):
        assert found["n"] == mini_store.page(layer, query).matched
