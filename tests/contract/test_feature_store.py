"""What every FeatureStore promises: the plain one that loops over rows, and the real one."""

import json
from dataclasses import replace
from datetime import date

import mapbox_vector_tile
import pytest
from plain_store import PlainStore

from geo.atlas import Atlas
from geo.errors import RequestError
from geo.filters import And, In, IsNull, Not
from geo.query import BBox, Interval, Query, Sort
from geo.store import Tile
from geo.stores.columnar import ColumnarStore

BATTLES = In("event_type", ("Battles",))
QUERIES = (
    Query(limit=50),
    Query(limit=0),
    Query(limit=3),
    Query(limit=50, bbox=BBox(-1, 15, 1, 17)),
    Query(limit=50, bbox=BBox(1, -90, -1, 90)),
    Query(limit=50, interval=Interval(date(2012, 1, 1), date(2013, 12, 31))),
    Query(limit=50, interval=Interval(None, date(2015, 1, 1))),
    Query(limit=50, where=BATTLES),
    Query(limit=50, where=And((BATTLES, Not(IsNull("fatalities_best"))))),
    Query(limit=50, where=IsNull("fatalities_best"), bbox=BBox(-12, 10, 5, 25)),
    Query(limit=50, where=In("country", ("ML", "BF")), geometry="none", properties=("country",)),
    Query(limit=50, geometry="footprint"),
    Query(limit=50, ids=("ml-attack-2025-06-01-gao", "no-such-id")),
)


@pytest.fixture(scope="module")
def atlas(mini):
    return Atlas.open(mini)


@pytest.fixture(scope="module")
def stores(atlas):
    return PlainStore(atlas), ColumnarStore(atlas)


def ids(page):
    return [json.loads(feature)["id"] for feature in page.features]


@pytest.mark.parametrize("query", QUERIES)
def test_both_select_the_same_features(atlas, stores, query):
    layer = atlas.layer("attacks")
    plain, real = (store.page(layer, query) for store in stores)
    assert plain.matched == real.matched
    assert len(plain.features) == len(real.features) == min(query.limit, real.matched)
    if query.limit >= real.matched:
        theirs, ours = (
            {one["id"]: one for one in map(json.loads, page.features)} for page in (plain, real)
        )
        assert set(theirs) == set(ours)
        for name, feature in ours.items():
            geometry = theirs[name]["geometry"]
            assert (feature["geometry"] or {}).get("type") == (geometry or {}).get("type")
            if query.properties is not None:
                assert feature["properties"] == theirs[name]["properties"]


@pytest.mark.parametrize("name", ["bases", "military_regions", "border_incidents", "attacks",
                                  "sources", "claims", "actors", "units", "areas"])  # fmt: skip
def test_pages_follow_one_another_to_the_end(atlas, stores, name):
    layer = atlas.layer(name)
    for store in stores:
        whole = ids(store.page(layer, Query(limit=500)))
        query, seen = Query(limit=7), []
        while True:
            page = store.page(layer, query)
            assert page.matched == len(whole)
            seen += ids(page)
            if page.next is None:
                break
            query = replace(query, cursor=page.next)
        assert seen == whole
    assert set(whole) == set(ids(stores[0].page(layer, Query(limit=500))))


def test_newest_first_unless_sorted(atlas, stores):
    layer = atlas.layer("attacks")
    for store in stores:
        rows = map(json.loads, store.page(layer, Query(limit=50)).features)
        days = [row["properties"]["date_start"] for row in rows]
        known = [day for day in days if day]
        assert known == sorted(known, reverse=True)
        page = store.page(layer, Query(limit=50, sort=(Sort("name_en"),)))
        names = [json.loads(row)["properties"]["name_en"] for row in page.features]
        assert names == sorted(names)


def test_the_same_question_has_the_same_answer(atlas, stores):
    for store in stores:
        for layer in atlas.layers.values():
            assert store.version(layer) == store.version(layer) != ""
            assert store.page(layer, Query(limit=5)) == store.page(layer, Query(limit=5))


def test_extents_agree(atlas, stores):
    for layer in atlas.layers.values():
        plain, real = (store.extent(layer) for store in stores)
        assert (plain is None) == (real is None)
        if plain and plain.bbox:
            assert real.bbox == plain.bbox


def test_a_wrong_cursor_is_refused(atlas, stores):
    for store in stores:
        with pytest.raises(RequestError):
            store.page(atlas.layer("attacks"), Query(cursor="nonsense"))


def test_a_tile_is_a_tile_and_empty_bytes_where_nothing_is(atlas, stores):
    layer, whole = atlas.layer("attacks"), Tile(0, 0, 0)
    for store in stores:
        found = mapbox_vector_tile.decode(store.tile(layer, whole, Query(where=BATTLES)))
        assert found["attacks"]["features"]
        nothing = Query(where=And((BATTLES, In("event_type", ("Riots",)))))
        assert store.tile(layer, whole, nothing) == b""
