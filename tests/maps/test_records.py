"""What a map shows: everything the filter selects, and nothing more exactly than it is known."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from geo.query import BBox, Interval, Query
from maps import records
from maps.records import select
from maps.spec import MapSpec


@pytest.fixture(scope="module")
def selection(english, mini_store):
    return select(english, mini_store)


@pytest.fixture(scope="module")
def stored(mini):
    """The features as the files have them, read without our code."""
    names = ("attacks", "bases", "border_incidents", "military_regions")
    return {
        feature["id"]: feature | {"layer": name}
        for name in names
        for feature in json.loads((mini / f"{name}.geojson").read_text("utf-8"))["features"]
    }


def expected(feature):
    """How a record may be drawn, from the table of the schema."""
    precision, geometry = feature["properties"]["geo_precision"], feature["geometry"]
    if geometry is None:
        return "nowhere"
    if precision == 7:
        return "country"
    if geometry["type"] == "MultiPolygon":
        return "own"
    if precision >= 4:
        return "area"
    return {1: "point", 2: "point", 3: "disc"}[precision]


def test_every_record_is_there_once_and_drawn_as_the_schema_says(selection, stored):
    drawn = {record.id: record.drawn for record in selection.records}
    assert drawn == {key: expected(feature) for key, feature in stored.items()}
    assert len(selection.records) == len(stored)
    assert set(drawn.values()) == {"point", "disc", "area", "own", "country", "nowhere"}


def test_matched_counts_what_the_files_hold(selection, stored):
    assert selection.matched == Counter(feature["layer"] for feature in stored.values())


def test_the_point_of_an_imprecise_record_does_not_leave_the_module(selection):
    for record in selection.records:
        if (record.properties["geo_precision"] or 9) >= 4 and record.drawn != "own":
            assert record.geometry is None, record.id


def test_types_are_counted_as_the_files_have_them(selection, stored):
    field = {
        "attacks": "event_type",
        "bases": "base_type",
        "border_incidents": "incident_type",
        "military_regions": "boundary_method",
    }
    assert selection.types == Counter(
        (f["layer"], f["properties"][field[f["layer"]]]) for f in stored.values()
    )


def test_areas_are_those_the_records_refer_to(selection):
    wanted = {record.properties["footprint_ref"] for record in selection.records} - {None}
    assert set(selection.areas) == wanted


def test_a_filter_holds_for_the_page_as_for_the_store(mini_atlas, mini_store):
    interval = Interval.parse("2019-01-01/2021-12-31")
    box = BBox(-2, 13, 2, 17.5)
    query = Query(bbox=box, interval=interval)
    found = select(MapSpec(mini_atlas, mini_atlas.mapped, query), mini_store)
    for layer in mini_atlas.mapped:
        page = mini_store.page(layer, replace(query, limit=1_000))
        ids = {json.loads(feature)["id"] for feature in page.features}
        assert {record.id for record in found.records if record.layer == layer} == ids
        assert found.matched[layer.name] == len(ids)


def test_a_page_that_cannot_hold_all_says_how_many_there_are(
    english, mini_store, selection, monkeypatch
):
    monkeypatch.setattr(records, "_PAGE", 2)
    found = select(english, mini_store, most=5)
    assert len(found.records) == 5
    assert sum(found.matched.values()) == 25
    assert found.types == selection.types


def test_pages_are_followed_to_the_end(english, mini_store, selection, monkeypatch):
    monkeypatch.setattr(records, "_PAGE", 3)
    again = select(english, mini_store)
    assert [r.id for r in again.records] == [r.id for r in selection.records]
    assert again.areas.keys() == selection.areas.keys()
