"""Captions: their numbers are those of the GeoJSON files, counted by pandas, for any filter."""

import json
import random
from dataclasses import replace

import pandas as pd
import pytest

from api.pictures import map_spec
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps.caption_words import MOST_ALT, alt, description, document, heading, lines
from maps.captions import caption
from maps.records import select
from maps.summary import Tolls

LAYERS = ("bases", "military_regions", "attacks", "border_incidents")


def tolls(records):
    """The deaths of the records that stand, record by record; None where no layer has any."""
    rows = [
        tuple(record.properties.get(f"fatalities_{end}") for end in ("low", "best", "high"))
        for record in records
        if "fatalities_low" in record.layer.schema.by_name and record.drawn != "withdrawn"
    ]
    stated = [row for row in rows if any(n is not None for n in row)]
    return (
        rows
        and Tolls(
            low=sum(next(n for n in (low, best, 0) if n is not None) for low, best, _ in stated),
            high=sum(next(n for n in row[::-1] if n is not None) for row in stated),
            stated=len(stated),
            open=sum(high is None for _, _, high in stated),
            unstated=len(rows) - len(stated),
        )
    ) or None


@pytest.fixture(scope="module")
def whole(mali):
    atlas = Atlas.open(mali)
    return atlas, ColumnarStore(atlas)


def frame(atlas):
    """All records as rows, their ids and layers among the columns."""
    rows = []
    for layer in atlas.mapped:
        for feature in json.loads(layer.path.read_text("utf-8"))["features"]:
            rows.append(feature["properties"] | {"id": feature["id"], "layer": layer.name})
    return pd.DataFrame(rows)


def views(seed, n):
    """Parameters, and the same choice as a mask of the frame."""
    dice = random.Random(seed)  # noqa: S311 - a seed, so that a failure comes again
    for _ in range(n):
        given, tests = {}, []
        names = dice.sample(LAYERS, dice.randint(1, 4))
        given["layers"] = ",".join(names)
        tests.append(lambda rows, names=names: rows["layer"].isin(names))
        if dice.random() < 0.6:
            first, last = sorted(dice.sample(range(1990, 2026), 2))
            given["datetime"] = f"{first}-03-01/{last}-10-31"
            tests.append(
                lambda rows, first=first, last=last: (
                    ~(rows["date_start"] > f"{last}-10-31") & ~(rows["date_end"] < f"{first}-03-01")
                )
            )
        precisions = dice.sample(range(1, 9), dice.randint(1, 6))
        if dice.random() < 0.5:
            given["geo_precision"] = ",".join(map(str, precisions))
            tests.append(lambda rows, some=precisions: rows["geo_precision"].isin(some))
        if dice.random() < 0.4:
            given["filter"] = "source_count >= 2 OR record_status = 'disputed'"
            tests.append(
                lambda rows: (rows["source_count"] >= 2) | (rows["record_status"] == "disputed")
            )
        yield given, tests


@pytest.mark.parametrize("language", ["en", "fr"])
def test_numbers_are_those_of_the_files(whole, language):
    atlas, store = whole
    rows = frame(atlas)
    for given, tests in views(7, 40):
        found = caption(map_spec({**given, "lang": language}, atlas), store)
        kept = rows
        for test in tests:
            kept = kept[test(kept)]
        assert found.n == len(kept), given
        assert {one.name: one.n for one in found.layers if one.n} == dict(
            kept["layer"].value_counts()
        )
        named = kept["source_ids"].str.split(";").explode().value_counts()
        assert {one.id: one.n for one in found.sources} == dict(named)
        assert [one.number for one in found.sources] == list(range(1, len(named) + 1))
        assert found.summary.disputed == (kept["record_status"] == "disputed").sum()
        assert found.summary.undated == kept[["date_start", "date_end"]].isna().all(axis=1).sum()
        assert_deaths(found, kept)
        for layer in found.layers:
            own = kept[kept["layer"] == layer.name]
            field = atlas.layers[layer.name].schema.type_field
            types = own[field].value_counts(dropna=False)
            assert {one.code: one.n for one in layer.types} == {
                None if pd.isna(code) else code: n for code, n in types.items()
            }


def assert_deaths(found, kept):
    """A bound that a record does not state is the next number it states; no number is no zero."""
    events = kept[kept["layer"].isin(["attacks", "border_incidents"])]
    if found.summary.tolls is None:
        assert events.empty
        return
    numbers = events[["fatalities_low", "fatalities_best", "fatalities_high"]].astype(float)
    low, best, high = (numbers[name] for name in numbers)
    stated = numbers.notna().any(axis=1)
    deaths = found.summary.tolls
    assert deaths.low == low.fillna(best).fillna(0).sum()
    assert deaths.high == high.fillna(best).fillna(low).fillna(0).sum()
    assert (deaths.stated, deaths.unstated) == (stated.sum(), (~stated).sum())
    assert deaths.open == (stated & high.isna()).sum()


def test_how_records_are_drawn_and_deaths_are_those_of_the_page(mini_store, english, whole):
    """The page goes through its records one by one; the caption asks the store for columns."""
    for spec, store in ((english, mini_store), (map_spec({}, whole[0]), whole[1])):
        held = select(spec, store)
        found = caption(spec, store)
        drawn = pd.Series([record.drawn for record in held.records]).value_counts()
        assert {how: n for how, n in found.drawn.items() if n} == dict(drawn)
        assert found.summary.tolls == tolls(held.records)
        assert {one.name: one.n for one in found.layers} == held.matched


@pytest.mark.parametrize("language", ["en", "fr"])
def test_texts_say_the_same_numbers(whole, language):
    atlas, store = whole
    for given, _ in views(11, 30):
        found = caption(map_spec({**given, "lang": language}, atlas), store, "https://a.example/")
        said = description(found)
        assert len(alt(found)) <= MOST_ALT
        assert heading(found) in alt(found)
        if found.n:
            assert f" {found.n} " in f" {' '.join(lines(found))} "
        for layer in found.layers:
            assert not layer.n or f"{layer.title} {layer.n}" in said
        for one in found.sources:
            assert f"[{one.number}] {one.title}" in said
        for must in (found.disclaimer, found.attribution, found.version, found.link):
            assert must in said
            assert must in " ".join(lines(found))
        assert all(phrase in said for phrase in found.filter)


def test_an_alternative_text_is_never_cut_within_a_sentence(whole):
    atlas, store = whole
    long = "name_en IN ('" + "', '".join(f"{'a' * 60}{i}" for i in range(9)) + "')"
    found = caption(map_spec({"filter": long}, atlas), store)
    assert len(alt(found)) <= MOST_ALT
    assert alt(found).endswith(".")
    titled = replace(found, title="T" * 400)
    assert len(alt(titled)) == MOST_ALT
    assert alt(titled).endswith("…")


def test_the_document_is_json_of_the_same(whole):
    atlas, store = whole
    found = caption(map_spec({"layers": "attacks"}, atlas), store, "https://a.example/map")
    told = json.loads(json.dumps(document(found)))
    assert told["n"] == found.n == sum(one["n"] for one in told["layers"])
    assert told["n"] == sum(told["drawn"].values())
    assert told["alt"] == alt(found)
    assert told["link"] == "https://a.example/map"
    assert told["fatalities"]["stated"] + told["fatalities"]["unstated"] == told["n"]


def test_deaths_are_no_more_than_records_state(whole):
    """Who reads the numbers alone, without the sentence beside them, reads nothing too exact."""
    atlas, store = whole

    def told(**given):
        found = caption(map_spec({"layers": "attacks,border_incidents", **given}, atlas), store)
        return found.summary.tolls, document(found)["fatalities"]

    tolls, numbers = told()
    assert tolls.open
    assert numbers == {
        **{"low": tolls.low, "high": None, "high_at_least": tolls.high},
        **{"stated": tolls.stated, "open": tolls.open, "unstated": tolls.unstated},
    }
    tolls, numbers = told(filter="fatalities_high IS NOT NULL")
    assert (tolls.stated, tolls.open) == (1, 0)
    assert numbers["high"] == numbers["high_at_least"] == tolls.high
    tolls, numbers = told(filter="fatalities_low IS NULL AND fatalities_best IS NULL")
    assert tolls.unstated
    assert [numbers[name] for name in ("low", "high", "high_at_least")] == [None] * 3


def test_nothing_selected_is_said(whole):
    atlas, store = whole
    found = caption(map_spec({"id": "no-such-record"}, atlas), store)
    assert (found.n, found.period, found.sources) == (0, "", ())
    assert "No record" in alt(found)


def test_the_same_view_has_the_same_caption(whole):
    atlas, store = whole
    spec = map_spec({"datetime": "2012-01-01/.."}, atlas)
    assert caption(spec, store) == caption(spec, ColumnarStore(atlas))
