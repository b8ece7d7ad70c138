"""A filter in words: each part of it is there, in both languages, and hostile text stays text."""

import string
from typing import get_args

import pytest

from api.params import MAP, filter_query
from geo.expressions import ListOperator, Operator, SpatialOperator, TemporalOperator
from geo.query import BBox, Interval, Query
from geo.schema import SCHEMAS
from maps import texts_captions, texts_filters
from maps.filter_terms import Terms
from maps.filter_words import box_words, interval_words, phrases

LAYERS = ("attacks", "bases")


def told(language="en", **given):
    schemas = tuple(SCHEMAS[name] for name in LAYERS)
    names = {("areas", "ML-7"): "Gao"}
    terms = Terms(schemas, language, lambda collection, key: names.get((collection, key), key))
    return phrases(filter_query(given, list(schemas), MAP), terms)


def plain(text):
    """French with plain spaces, as it is typed here."""
    return text.replace("\u00a0", " ")


def test_no_filter_has_no_words():
    assert told() == ()


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        (
            "event_type IN ('Battles','Riots')",
            "Event type: Battles or Riots",
            "Type d’événement : Combats ou Émeutes",
        ),
        (
            "event_type = 'Battles'",
            "Event type: Battles",
            "Type d’événement : Combats",
        ),
        (
            "NOT event_type IN ('Battles')",
            "Event type: other than Battles",
            "Type d’événement : autre que Combats",
        ),
        ("admin1_code = 'ML-7'", "Region code: Gao", "Code de la région : Gao"),
        (
            "fatalities_low >= 1000 OR fatalities_low IS NULL",
            "Deaths (low): at least 1,000 or not stated",
            "Morts (bas) : au moins 1\u202f000 ou non précisé",
        ),
        (
            "fatalities_best BETWEEN 2 AND 5",
            "Deaths (best): 2 to 5",
            "Morts (meilleur) : 2 à 5",
        ),
        (
            "date_start > DATE('2012-03-01')",
            "First day: after 1 March 2012",
            "Premier jour : après le 1er mars 2012",
        ),
        (
            "name_en LIKE '%a\\\\%b%'",
            "Name: containing “a%b”",
            "Nom (anglais) : contenant « a%b »",
        ),
        (
            "name_en LIKE 'a%'",
            "Name: beginning with “a”",
            "Nom (anglais) : commençant par « a »",
        ),
        (
            "name_en LIKE '%a_'",
            "Name: like “%a_”",
            "Nom (anglais) : de la forme « %a_ »",
        ),
        (
            "ACCENTI(CASEI(name_en)) LIKE ACCENTI(CASEI('%é%')) "
            "OR ACCENTI(CASEI(place_name)) LIKE ACCENTI(CASEI('%é%'))",
            "Name or Place: containing “e” (whatever the capitals and accents)",
            "Nom (anglais) ou Lieu : contenant « e » (sans égard aux majuscules ni aux accents)",
        ),
        (
            "(actor_a = 'x' OR actor_b = 'x') AND civilian_targeting = TRUE",
            "Actor A: “x” or Actor B: “x”; Civilians targeted: yes",
            "Acteur A : « x » ou Acteur B : « x »; Civils visés : oui",
        ),
        (
            "layer <> 'attacks' OR event_type IS NULL OR NOT event_type IN ('Riots')",
            "of Attacks and battles, only Event type: not stated or other than Riots",
            "de Attaques et combats, seulement Type d’événement : non précisé ou autre que Émeutes",
        ),
        (
            "NOT (source_count > 1 AND source_count <> 3)",
            "Number of sources: not (more than 1 and other than 3)",
            "Nombre de sources : non (plus de 1 et autre que 3)",
        ),
        (
            "fatalities_low + 1 > fatalities_high",
            "(Deaths (low) + 1) > Deaths (high)",
            "(Morts (bas) + 1) > Morts (haut)",
        ),
        (
            "S_WITHIN(geometry, POLYGON((0 0,1 0,1 1,0 0)))",
            "Place: within a given shape",
            "Lieu : dans une forme donnée",
        ),
        (
            "T_DURING(INTERVAL(date_start, date_end), INTERVAL('2012-01-01', '..'))",
            "First day to Last day during 1 January 2012 to …",
            "Premier jour à Dernier jour pendant 1er janvier 2012 à …",
        ),
        (
            "A_CONTAINS(source_ids, ('s1', 's2'))",
            "Sources: all of “s1” and “s2”",
            "Sources : tous parmi « s1 » et « s2 »",
        ),
    ],
)
def test_each_kind_of_condition(text, english, french):
    assert "; ".join(told(filter=text)) == english
    assert plain("; ".join(told("fr", filter=text))) == french


def test_boxes_days_ids_and_fields_by_name():
    assert told(bbox="-5,10,4.25,20.5", datetime="2012-01-01/2013-12-31", id="a,b") == (
        "Place: within 10° N – 20.5° N, 5° W – 4.25° E, or without a place",
        "Dates: from 1 January 2012 to 31 December 2013, or not dated",
        "2 records chosen by their ids",
    )
    french = told("fr", bbox="-5,10,4.25,20.5", id="a", event_type="Riots")
    assert tuple(map(plain, french)) == (
        "Lieu : dans 10° N – 20,5° N, 5° O – 4,25° E, ou sans lieu",
        "une fiche choisie par son identifiant",
        "Type d’événement : Émeutes",
    )
    assert interval_words(Interval.parse("../2012-01-01"), "en") == "until 1 January 2012"
    assert box_words(BBox(-0.1, -2, 0, 0), "en") == "2° S – 0° N, 0.1° W – 0° E"


def test_many_values_are_counted():
    values = ",".join(f"'n{i}'" for i in range(40))
    (found,) = told(filter=f"name_en IN ({values})")
    assert found.endswith("“n11” or 28 more")


@pytest.mark.parametrize(
    "hostile", ["<img src=x onerror=1>", "{a}{b}", "\u202etxt", "`${x}`", "x" * 900]
)
def test_text_of_a_filter_stands_as_it_is(hostile):
    for field in ("name_en", "actor_a"):
        (found,) = told(filter=f"{field} = '{hostile}'")
        assert found.endswith(f"“{hostile}”")


def test_both_languages_have_the_same_words_and_gaps():
    for table in (texts_captions, texts_filters):
        assert list(table.ENGLISH) == list(table.FRENCH)
        for key, english in table.ENGLISH.items():
            gaps = [sorted(n for _, n, *_ in string.Formatter().parse(t) if n)
                    for t in (english, table.FRENCH[key])]  # fmt: skip
            assert gaps[0] == gaps[1], key


def test_a_query_without_where_is_told_too():
    assert phrases(Query(ids=("x,y", "x", "y")), Terms((), "en", lambda _, key: key)) == (
        "2 records chosen by their ids",
    )


def test_every_operator_of_cql2_has_words():
    """What the API can be asked can be told: nothing of it raises."""
    texts = [f"S_{one.upper()}(geometry, POINT(0 1))" for one in get_args(SpatialOperator)]
    span = "INTERVAL(date_start, date_end)"
    years = "INTERVAL('2012-01-01', '2013-01-01')"
    texts += [f"T_{one.upper()}({span}, {years})" for one in get_args(TemporalOperator)]
    texts += [f"A_{one.upper()}(source_ids, ('s'))" for one in get_args(ListOperator)]
    for sign in get_args(Operator):
        texts += [f"source_count {sign} 3", f"name_en {sign} 'x'"]
    texts += ["TRUE", "FALSE", "geometry IS NULL", "id = 'x'"]
    texts += ["name_en LIKE '%'", "name_en LIKE ''"]
    for text in texts:
        for language in ("en", "fr"):
            (found,) = told(language, filter=text)
            assert found
            assert "{" not in found
