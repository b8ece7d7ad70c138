import json
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime

import pytest
import shapely
import store_queries
import synthetic_atlas
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from geo.atlas import Atlas
from geo.errors import FilterError, RequestError
from geo.filters import In
from geo.query import BBox, Interval, Query, Sort
from geo.stores.columnar import ColumnarStore


def ids(page):
    return [json.loads(feature)["id"] for feature in page.features]


@given(data=st.data())
@settings(max_examples=150)
def test_a_page_is_what_the_oracle_says(case, data):
    query = data.draw(store_queries.queries(case.layer.name, tuple(case.oracle.rows["id"][:20])))
    page = case.store.page(case.layer, query)
    expected = case.oracle.ordered(query)
    assert page.matched == len(expected)
    assert ids(page) == expected[: query.limit]
    assert (page.next is not None) == (0 < query.limit < len(expected))


@given(data=st.data())
@settings(max_examples=25)
def test_pages_hold_every_row_once_in_order(case, data):
    query = data.draw(store_queries.queries(case.layer.name))
    expected = case.oracle.ordered(query)
    query = replace(query, limit=max(3, len(expected) // 7))
    found = []
    while True:
        page = case.store.page(case.layer, query)
        assert page.matched == len(expected)
        found += ids(page)
        if page.next is None:
            break
        query = replace(query, cursor=page.next)
    assert found == expected


@given(data=st.data())
@settings(max_examples=60)
def test_counts_are_what_the_oracle_says(case, data):
    query = data.draw(store_queries.queries(case.layer.name))
    fields = case.layer.schema.by_name
    field = fields[data.draw(st.sampled_from(list(fields)))]
    expected = Counter()
    for row in case.oracle.select(query)["row"]:
        value = row.get(field.name)
        several = field.kind == "list" and value is not None
        expected.update(value.split(";") if several else [value])
    assert case.store.counts(case.layer, query, field.name) == expected


def test_features_equal_the_file(case):
    page = case.store.page(case.layer, Query(limit=10_000))
    expected = {f["id"]: f for f in json.loads(case.layer.path.read_bytes())["features"]}
    for feature in map(json.loads, page.features):
        original = expected.pop(feature["id"])
        assert list(feature["properties"]) == list(case.layer.schema.by_name)
        known = {k: v for k, v in original["properties"].items() if v is not None}
        assert {k: v for k, v in feature["properties"].items() if v is not None} == known
        if feature["geometry"] is None:
            assert original["geometry"] is None
        else:
            assert shape(feature["geometry"]).equals(shape(original["geometry"]))
    assert not expected


def test_footprints_replace_only_the_points_of_rough_records(case):
    page = case.store.page(case.layer, Query(limit=10_000, geometry="footprint"))
    outlines = dict(zip(case.oracle.rows["id"], case.oracle.rows["shape"], strict=True))
    for feature in map(json.loads, page.features):
        outline = outlines[feature["id"]]
        geometry = feature["geometry"]
        assert (geometry is None) == (outline is None)
        assert geometry is None or shapely.equals(shape(geometry), outline)


def test_no_geometry_where_none_is_wanted(case):
    page = case.store.page(case.layer, Query(limit=50, geometry="none"))
    assert page.features
    assert all(json.loads(feature)["geometry"] is None for feature in page.features)


def test_chosen_properties_come_alone_and_in_the_order_asked(case):
    page = case.store.page(case.layer, Query(properties=("name_fr", "country")))
    for feature in map(json.loads, page.features):
        assert list(feature["properties"]) == ["name_fr", "country"]


def test_extent_holds_what_the_oracle_knows(case):
    extent = case.store.extent(case.layer)
    shapes = [s for s in case.oracle.rows["shape"] if s is not None]
    bounds = shapely.total_bounds(shapes)
    assert (extent.bbox.west, extent.bbox.south, extent.bbox.east, extent.bbox.north) == tuple(
        bounds
    )
    rows = list(case.oracle.rows["row"])
    starts = [r["date_start"] for r in rows if r["date_start"]]
    open_end = any(r["date_start"] and not r["date_end"] for r in rows)
    open_start = any(r["date_end"] and not r["date_start"] for r in rows)
    ends = [r["date_end"] for r in rows if r["date_end"]]
    assert extent.start == (None if open_start else date.fromisoformat(min(starts)))
    assert extent.end == (None if open_end or not ends else date.fromisoformat(max(ends)))


def test_a_box_across_the_antimeridian_is_its_two_halves(case):
    whole = case.store.page(case.layer, Query(bbox=BBox(170, -90, -3, 90), limit=0)).matched
    halves = [
        set(case.oracle.select(Query(bbox=BBox(w, -90, e, 90)))["id"])
        for w, e in ((170, 180), (-180, -3))
    ]
    assert whole == len(halves[0] | halves[1])


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        (Query(sort=(Sort("nam_en"),)), "sortby", "name_en"),
        (Query(properties=("sumary_fr",)), "properties", "summary_fr"),
        (Query(where=In("confidense", ("low",))), "confidense", "confidence"),
        (Query(where=In("confidence", ("lowe",))), "confidence", "low"),
        (Query(limit=-1), "limit", None),
        (Query(cursor="nonsense"), "cursor", None),
        (Query(cursor="--"), "cursor", None),
        (Query(cursor="a-b-ffffffffffffffff"), "cursor", None),
    ],
)
def test_a_wrong_wish_is_named_with_the_nearest(case, query, parameter, nearest):
    with pytest.raises(RequestError) as caught:
        case.store.page(case.layer, query)
    assert caught.value.parameter == parameter
    assert caught.value.nearest == nearest


@given(data=st.data())
@settings(max_examples=40)
def test_a_table_has_what_the_features_have(case, data):
    query = data.draw(store_queries.queries(case.layer.name))
    names = [name for name in case.layer.schema.by_name if name != "id"]
    table = case.store.table(case.layer, query, ["id", *names])
    shown = {
        name: [None if code < 0 else one.values[code] for code in one.codes]
        for name, one in table.fields.items()
    }
    everything = replace(query, limit=10_000, cursor=None, geometry="point", properties=None)
    features = [json.loads(one) for one in case.store.page(case.layer, everything).features]
    by_id = {feature["id"]: feature for feature in features}
    assert sorted(shown["id"]) == sorted(by_id)
    for i, key in enumerate(shown["id"]):
        feature = by_id[key]
        assert {name: shown[name][i] for name in names} == feature["properties"]
        geometry = feature["geometry"]
        assert bool(table.shaped[i]) == (geometry is not None and geometry["type"] != "Point")
        if geometry is not None and geometry["type"] == "Point":
            assert [table.lon[i], table.lat[i]] == geometry["coordinates"]


def test_a_table_of_an_unknown_field(case):
    with pytest.raises(RequestError, match="no such field"):
        case.store.table(case.layer, Query(), ["countri"])


def test_counts_of_an_unknown_field(case):
    with pytest.raises(RequestError) as caught:
        case.store.counts(case.layer, Query(), "countri")
    assert caught.value.nearest == "country"


def test_a_cursor_holds_for_its_query_only(case):
    first = case.store.page(case.layer, Query(limit=1))
    with pytest.raises(RequestError, match="another query"):
        case.store.page(case.layer, Query(limit=1, cursor=first.next, sort=(Sort("id"),)))


def test_a_cursor_of_other_data_is_refused_and_the_version_changes(tmp_path, mini):
    areas = mini / "areas" / "areas.geojson"
    stores = []
    for count in (20, 21):
        atlas = Atlas.open(synthetic_atlas.write(tmp_path / str(count), count, areas))
        stores.append((ColumnarStore(atlas), atlas.layer("attacks")))
    (old, old_layer), (new, new_layer) = stores
    assert old.version(old_layer) != new.version(new_layer)
    assert old.version(old_layer) == ColumnarStore(Atlas.open(tmp_path / "20")).version(old_layer)
    cursor = old.page(old_layer, Query(limit=3)).next
    with pytest.raises(RequestError, match="changed"):
        new.page(new_layer, Query(limit=3, cursor=cursor))


def test_changed_areas_change_the_version_of_layers_that_lean_on_them(tmp_path, mini):
    areas = mini / "areas" / "areas.geojson"
    folder = synthetic_atlas.write(tmp_path, 5, areas)
    atlas = Atlas.open(folder)
    before = ColumnarStore(atlas).version(atlas.layer("attacks"))
    (folder / "areas.geojson").write_text(areas.read_text().replace("20.0", "20.5"))
    assert ColumnarStore(atlas).version(atlas.layer("attacks")) != before


def test_tables_serve_their_key_as_id(mini):
    atlas = Atlas.open(mini)
    store = ColumnarStore(atlas)
    for name, key in (("sources", "source_id"), ("claims", "claim_id"), ("actors", "name")):
        page = store.page(atlas.layer(name), Query(limit=500))
        rows = json.loads(atlas.layer(name).path.read_bytes())
        assert ids(page) == sorted(row[key] for row in rows)
        assert page.matched == len(rows)


def test_an_interval_asks_nothing_of_layers_without_dates(mini):
    atlas = Atlas.open(mini)
    query = Query(interval=Interval(date(2000, 1, 1), None), limit=0)
    assert ColumnarStore(atlas).page(atlas.layer("sources"), query).matched == 4


def test_an_empty_layer_answers(tmp_path, mini):
    atlas = Atlas.open(synthetic_atlas.write(tmp_path, 0, mini / "areas" / "areas.geojson"))
    store, layer = ColumnarStore(atlas), atlas.layer("attacks")
    query = Query(bbox=BBox(-10, 0, 10, 20), where=In("event_type", ("Battles",)))
    for one in (Query(), query, Query(sort=(Sort("name_en"),))):
        page = store.page(layer, one)
        assert (page.features, page.matched, page.next) == ((), 0, None)
    assert store.extent(layer) is None
    assert store.counts(layer, Query(), "event_type") == {}


def test_a_filter_error_is_a_request_error_of_the_field(case):
    with pytest.raises(FilterError, match="is of kind"):
        case.store.page(case.layer, Query(where=In("geo_precision", ("high",))))


def test_many_threads_get_one_answer(synthetic):
    atlas = Atlas.open(synthetic)
    store, layer = ColumnarStore(atlas), atlas.layer("attacks")
    query = Query(bbox=BBox(-5, 12, 1, 18), sort=(Sort("name_en"),), limit=50)
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: store.page(layer, query), range(32)))
    assert len({tuple(page.features) for page in pages}) == 1


def test_times_are_sorted_as_instants_whatever_their_offset(tmp_path, mini):
    times = ("2026-10-31T23:30:00-02:00", "2026-11-01T00:00:00Z", "2026-11-01T02:00:00.5+01:00")
    atlas, layer = _with_times(tmp_path, mini, times)
    store = ColumnarStore(atlas, tmp_path / "cache")
    for sign in (False, True):
        page = store.page(layer, Query(sort=(Sort("updated_at", sign),), limit=100))
        shown = [json.loads(one)["properties"]["updated_at"] for one in page.features]
        instants = [datetime.fromisoformat(text) for text in shown]
        assert instants == sorted(instants, reverse=sign)
        assert len(set(shown)) == 3


def _with_times(tmp_path, mini, times):
    folder = tmp_path / "atlas"
    shutil.copytree(mini, folder)
    path = folder / "attacks.geojson"
    whole = json.loads(path.read_text(encoding="utf-8"))
    for number, feature in enumerate(whole["features"]):
        feature["properties"]["updated_at"] = times[number % len(times)]
    path.write_text(json.dumps(whole), encoding="utf-8")
    atlas = Atlas.open(folder)
    return atlas, atlas.layer("attacks")
