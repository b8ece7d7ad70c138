"""A view in words: its numbers against the files of the atlas, its sentences in both languages."""

import json

import pytest

from maps.captions import caption
from maps.spec import MapSpec
from maps.summary import Summary, Tolls, sentences


def of(folder):
    """All records of an atlas's files."""
    return [
        feature["properties"]
        for name in ("attacks", "bases", "border_incidents", "military_regions")
        for feature in json.loads((folder / f"{name}.geojson").read_text("utf-8"))["features"]
    ]


@pytest.fixture(scope="module")
def found(english, mini_store):
    return caption(english, mini_store).summary


def test_numbers_are_those_of_the_files(found, mini):
    rows = of(mini)
    assert found.n == len(rows)
    for name, n in found.layers.items():
        assert n == sum(row["layer"] == name for row in rows)
    days = [row[end] for row in rows for end in ("date_start", "date_end") if row[end]]
    assert found.years == (min(days)[:4], max(days)[:4])
    assert found.undated == sum(not (row["date_start"] or row["date_end"]) for row in rows)
    assert found.disputed == sum(row["record_status"] == "disputed" for row in rows)
    assert found.drawn["country"] == sum(
        row["geo_precision"] == 7 and row["record_status"] not in ("retracted", "merged")
        for row in rows
    )


def test_deaths_are_a_range_and_silence_is_counted_beside_it(found, mini):
    rows = [
        row
        for row in of(mini)
        if "fatalities_low" in row and row["record_status"] not in ("retracted", "merged")
    ]
    low = high = stated = without_end = 0
    for row in rows:
        numbers = [row[f"fatalities_{bound}"] for bound in ("low", "best", "high")]
        known = [n for n in numbers if n is not None]
        if not known:
            continue
        stated += 1
        without_end += numbers[2] is None
        low += numbers[0] if numbers[0] is not None else (numbers[1] or 0)
        high += max(known)
    assert found.tolls == Tolls(low, high, stated, without_end, len(rows) - stated)
    assert found.tolls.unstated


TITLES = {"attacks": "Attacks", "bases": "Bases"}


def made(**own):
    given = {"layers": {"attacks": 1200, "bases": 0}, "years": ("1963", "2025"), "undated": 1,
             "drawn": {"point": 1100, "disc": 100}, "tolls": Tolls(1000, 2500, 900, 0, 300),
             "disputed": 0, "sources": 7} | own  # fmt: skip
    return Summary(**given)


def test_sentences_in_english():
    assert sentences(made(), TITLES, "en") == [
        "1,200 records: Attacks 1,200.",
        "Dated from 1963 to 2025; 1 record has no date.",
        "How well the places are known: 1,100 to an exact site or a named settlement; "
        "100 only to the surroundings of a place.",
        "Deaths as stated: 1,000 to 2,500, in 900 records.",
        "300 records state no number of deaths; that is not zero.",
        "None is disputed by its sources.",
        "7 sources stand behind them.",
    ]


def test_sentences_in_french():
    said = sentences(made(tolls=Tolls(49, 49, 2, 1, 0), disputed=1, undated=0), TITLES, "fr")
    assert said[0] == "1\u202f200 fiches\u00a0: Attacks 1\u202f200."
    assert said[1] == "Dates\u00a0: de 1963 à 2025."
    assert said[3] == (
        "Morts, selon les sources\u00a0: au moins 49, dans 2 fiches, dont 1 ne donne pas de nombre "
        "maximal."
    )
    assert said[4] == "1 fiche est contestée\u00a0: ses sources se contredisent."


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ({"tolls": Tolls(0, 0, 0, 0, 4)}, "No record states a number of deaths; that is not zero."),
        ({"tolls": Tolls(3, 3, 1, 0, 0)}, "Deaths as stated: 3, in 1 record."),
        (
            {"tolls": Tolls(5, 5, 3, 2, 0)},
            "Deaths as stated: at least 5, in 3 records; 2 of them give no greatest number.",
        ),
        ({"years": ("2012", "2012"), "undated": 0}, "Dated in 2012."),
        ({"years": ()}, "None has a date."),
    ],
)
def test_what_is_not_known_is_said(own, sentence):
    assert sentence in sentences(made(**own), TITLES, "en")


def test_nothing_is_said_to_be_nothing():
    assert sentences(made(layers={"attacks": 0}), TITLES, "en") == ["No record is shown."]


def test_a_view_without_layers_of_events_says_nothing_of_deaths(mini_atlas, mini_store):
    spec = MapSpec(mini_atlas, (mini_atlas.layers["bases"],))
    assert caption(spec, mini_store).summary.tolls is None
