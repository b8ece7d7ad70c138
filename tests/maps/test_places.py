"""Places in words."""

import pytest

from maps.places import Areas, of, where

REGION = {"level": "admin1", "name_en": "Timbuktu", "name_fr": "Tombouctou"}
ZONE = {"level": "footprint", "name_en": "Northern Mali", "name_fr": "Nord du Mali"}
COUNTRY = {"level": "country", "name_en": "Mali", "name_fr": "Mali"}


@pytest.mark.parametrize(
    ("properties", "area", "english", "french"),
    [
        ({"geo_precision": 1, "place_name": "Gao"}, None, "exact site, Gao", "site exact, Gao"),
        (
            {"geo_precision": 2, "place_name": "Indelimane", "admin1_name": "Gao"},
            None,
            "at Indelimane (Gao region)",
            "à Indelimane (région de Gao)",
        ),
        (
            {"geo_precision": 3, "place_name": "Indelimane", "location_radius_m": 25_000},
            None,
            "near Indelimane, within 25 km",
            "près d’Indelimane, dans un rayon de 25 km",
        ),
        (
            {"geo_precision": 5},
            REGION,
            "somewhere in Timbuktu region",
            "quelque part dans la région de Tombouctou",
        ),
        (
            {"geo_precision": 6},
            ZONE,
            "somewhere in this area: Northern Mali",
            "quelque part dans cette zone : Nord du Mali",
        ),
        (
            {"geo_precision": 7, "country": "ML"},
            COUNTRY,
            "somewhere in Mali; only the country is known",
            "quelque part dans ce pays : Mali ; seul le pays est connu",
        ),
        (
            {"geo_precision": 8},
            ZONE,
            "over water or in airspace: Northern Mali",
            "sur l’eau ou dans l’espace aérien : Nord du Mali",
        ),
        ({"geo_precision": None}, None, "place not stated", "lieu non précisé"),
        ({}, None, "place not stated", "lieu non précisé"),
    ],
)
def test_where(properties, area, english, french):
    assert where(properties, Areas(area), "en") == english
    assert where(properties, Areas(area), "fr") == french


def test_a_place_without_a_name_is_not_given_one():
    assert where({"geo_precision": 2}, Areas(), "en") == "at a place not named"
    assert where({"geo_precision": 2}, Areas(), "fr") == "à un lieu non nommé"


@pytest.mark.parametrize("name", ["Gao", "Hombori", "Yelimané"])
def test_no_elision_before_a_consonant(name):
    assert of(name) == f"de {name}"


@pytest.mark.parametrize("name", ["Aguelhok", "Indelimane", "Œil"])
def test_elision_before_a_vowel(name):
    assert of(name) == f"d’{name}"


def test_a_region_and_its_town_have_the_name_of_the_pages_language():
    inside = {"geo_precision": 2, "place_name": "Diré", "admin1_name": "Tombouctou"}
    assert where(inside, Areas(region=REGION), "en") == "at Diré (Timbuktu region)"
    assert where(inside, Areas(region=REGION), "fr") == "à Diré (région de Tombouctou)"
    seat = inside | {"place_name": "Tombouctou"}
    assert where(seat, Areas(region=REGION), "en") == "at Timbuktu"
    assert where(seat, Areas(region=REGION), "fr") == "à Tombouctou"
