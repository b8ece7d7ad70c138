"""Columns of large layers: read back by another program, they are the records."""

import base64
import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from geo.errors import RequestError
from geo.filters import In
from geo.query import Interval, Query
from maps import crowd_columns
from maps.crowd_columns import document, ids
from maps.records import select

EPOCH = date(1970, 1, 1)
QUERIES = (
    Query(),
    Query(interval=Interval.parse("2019-01-01/2021-12-31")),
    Query(where=In("geo_precision", (3, 4, 5, 7))),
    Query(ids=("no-such-id",)),
)


@pytest.fixture
def crowd(english):
    """The layers whose records are points."""
    layers = tuple(layer for layer in english.layers if layer.name in ("attacks", "bases"))
    return replace(english, layers=layers)


def numbers(found, name):
    column = found["columns"][name]
    data = base64.b64decode(column["data"])
    return np.frombuffer(data, f"<i{column['bytes']}").astype(np.int64).tolist()


def texts(found, name, values=None):
    known = found["values"][values or name]
    return [None if code < 0 else known[code] for code in numbers(found, name)]


def days(found):
    """The first and last days: the steps summed up, modulo 2^32."""
    steps = np.array(numbers(found, "start")).astype(np.int32)
    with np.errstate(over="ignore"):
        start = np.cumsum(steps, dtype=np.int32)
        end = start + np.array(numbers(found, "days")).astype(np.int32)
    none = np.iinfo(np.int32).min
    shown = lambda day: None if day == none else str(EPOCH + timedelta(days=day))  # noqa: E731 - one word for it
    return [list(map(shown, one.tolist())) for one in (start, end)]


@pytest.mark.parametrize("query", QUERIES)
def test_columns_say_what_the_records_say(crowd, mini_store, query):
    spec = replace(crowd, query=query)
    found, records = json.loads(document(spec, mini_store)), select(spec, mini_store).records
    assert found["n"] == len(records)
    assert found["ids"] == [record.id for record in records]
    assert found["layers"] == [
        [layer.name, sum(record.layer is layer for record in records)] for layer in spec.layers
    ]
    assert [found["drawn"][code] for code in numbers(found, "drawn")] == [r.drawn for r in records]
    assert texts(found, "type") == [record.type for record in records]
    rows = [record.properties for record in records]
    for side in ("actor_a", "actor_b"):
        assert texts(found, side, "actors") == [row.get(side) for row in rows]
    for name in ("admin1_code", "record_status", "place_name", "footprint_ref"):
        assert texts(found, name) == [row.get(name) for row in rows]
    for name in ("fatalities_low", "fatalities_best", "geo_precision", "source_count"):
        wanted = [-1 if row.get(name) is None else row[name] for row in rows]
        assert numbers(found, name) == wanted
    start, end = days(found)
    assert start == [row.get("date_start") for row in rows]
    assert end == [row.get("date_end") for row in rows]


def test_what_may_not_be_drawn_has_no_place(crowd, mini_store):
    found, records = json.loads(document(crowd, mini_store)), select(crowd, mini_store).records
    world = 2 ** (32 - found["shift"])
    for record, x, y in zip(records, numbers(found, "x"), numbers(found, "y"), strict=True):
        if record.drawn not in ("point", "disc"):
            assert (x, y) == (0, 0)
            continue
        lon, lat = record.geometry["coordinates"]
        assert x / world * 360 - 180 == pytest.approx(lon, abs=1e-5)
        shown = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / world))))
        assert shown == pytest.approx(lat, abs=1e-5)
    radius = [
        record.properties["location_radius_m"] if record.drawn == "disc" else 0
        for record in records
    ]
    assert numbers(found, "radius") == radius


def test_an_area_is_there_for_each_record_drawn_as_one(crowd, mini_store):
    found, records = json.loads(document(crowd, mini_store)), select(crowd, mini_store).records
    codes = numbers(found, "footprint_ref")
    drawn = [code for code, record in zip(codes, records, strict=True) if record.drawn == "area"]
    assert drawn
    for code, area in enumerate(found["areas"]):
        assert (area is not None) == (code in drawn)
        assert area is None or area["parts"]


def test_names_of_places_and_actors_come_in_the_language(crowd, mini_store):
    english, french = (
        json.loads(document(replace(crowd, language=language), mini_store))
        for language in ("en", "fr")
    )
    assert english["labels"] != french["labels"]
    for found in (english, french):
        assert set(found["labels"]["regions"]) == set(found["values"]["admin1_code"])
        assert set(found["labels"]["actors"]) == set(found["values"]["actors"])
        assert ["Timbuktu", "Tombouctou"] in found["places"]


def test_ids_alone_are_those_of_the_columns(crowd, mini_store):
    spec = replace(crowd, query=QUERIES[1])
    named = json.loads(ids(spec, mini_store))["ids"]
    assert sorted(key for keys in named.values() for key in keys) == sorted(
        record.id for record in select(spec, mini_store).records
    )


def test_what_columns_cannot_hold_is_refused(english, crowd, mini_store, monkeypatch):
    with pytest.raises(RequestError, match="outlines"):
        document(english, mini_store)
    monkeypatch.setattr(crowd_columns, "MOST_HELD", 3)
    with pytest.raises(RequestError, match="at most 3"):
        ids(crowd, mini_store)
