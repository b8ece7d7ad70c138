"""Layers too large for a page: their numbers are those of the records themselves."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from geo.filters import In
from geo.query import Interval, Query
from maps import records
from maps.page import document
from maps.records import select
from maps.spec import PageLinks

QUERIES = (
    Query(),
    Query(interval=Interval.parse("2019-01-01/2021-12-31")),
    Query(where=In("geo_precision", (3, 4, 5, 7))),
)


@pytest.mark.parametrize("query", QUERIES)
def test_a_crowd_counts_what_its_records_are(english, mini_store, monkeypatch, query):
    spec = replace(english, query=query)
    held = select(spec, mini_store)
    monkeypatch.setattr(records, "LARGE", 0)
    found = select(spec, mini_store, ["attacks", "bases"])
    for name in ("attacks", "bases"):
        own = [record for record in held.records if record.layer.name == name]
        crowd = found.large[name]
        assert crowd.matched == len(own)
        assert crowd.types == Counter(record.type for record in own)
        assert crowd.drawn == Counter(record.drawn for record in own)
        days = [
            record.properties["date_start"] for record in own if record.properties["date_start"]
        ]
        assert crowd.days[:1] == (min(days),)
    assert not {record.layer.name for record in found.records} & {"attacks", "bases"}
    assert found.matched == held.matched
    assert found.types == held.types


def test_a_layer_that_a_page_has_room_for_is_no_crowd(english, mini_store):
    assert not select(english, mini_store, [layer.name for layer in english.layers]).large


def test_no_record_is_left_out_where_there_are_tiles(english, mini_store):
    found = select(english, mini_store, [layer.name for layer in english.layers], most=12)
    assert found.large
    crowds = sum(crowd.matched for crowd in found.large.values())
    assert len(found.records) + crowds == sum(found.matched.values())


def test_what_a_page_asks_for_later_is_its_own_document(english, mini_store):
    one = select(english, mini_store).records[0]
    spec = replace(english, layers=(one.layer,), query=Query(ids=(one.id,)))
    found = json.loads(document(spec, mini_store, PageLinks(tiles="/{layer}", records="/map")))
    assert [record["id"] for record in found["records"]] == [one.id]
    assert found["large"] == {}
    assert "base" not in found
