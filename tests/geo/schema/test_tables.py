"""The tables against the schema's prose: names, lists, labels, and what other standards list."""

import re

import pytest

from geo.schema import SCHEMAS
from geo.schema.countries import COUNTRIES
from geo.schema.events import DISORDER_OF, EVENT_TYPES, SUB_EVENT_TYPES
from geo.schema.places import GEO_PRECISIONS, MIN_RADIUS_M
from geo.schema.rules.vocabulary import forbidden_word

FIELDS = [(name, field) for name, schema in SCHEMAS.items() for field in schema.fields]
LISTS = {field.codes.name: field.codes for _, field in FIELDS if field.codes}

# ACLED Codebook: the sub-event types of each event type.
ACLED = {
    "Battles": 3,
    "Explosions/Remote violence": 6,
    "Violence against civilians": 3,
    "Protests": 3,
    "Riots": 2,
    "Strategic developments": 8,
}


def test_the_collections_of_an_atlas():
    assert set(SCHEMAS) == {
        "bases",
        "military_regions",
        "attacks",
        "border_incidents",
        "sources",
        "claims",
        "actors",
        "units",
        "areas",
    }
    assert [name for name, schema in SCHEMAS.items() if schema.mapped] == [
        "bases",
        "military_regions",
        "attacks",
        "border_incidents",
    ]


def test_the_tables_cannot_be_changed():
    with pytest.raises(TypeError):
        SCHEMAS["other"] = SCHEMAS["bases"]  # type: ignore[index] # what the test is about


@pytest.mark.parametrize(("layer", "field"), FIELDS, ids=[f"{n}.{f.name}" for n, f in FIELDS])
def test_a_field_is_described_in_both_languages(layer, field):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name)
    assert field.title_en.strip()
    assert field.title_fr.strip()
    assert field.description_en.endswith(".")
    assert field.codes or field.kind != "code"
    assert field.refers_to is None or field.refers_to in SCHEMAS
    assert not (field.core is False and field.nullable is False)
    assert forbidden_word(f"{field.title_en} {field.title_fr} {field.description_en}") is None


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_layer_names_its_own_fields(name):
    schema = SCHEMAS[name]
    names = [field.name for field in schema.fields]
    assert len(set(names)) == len(names)
    assert "id" not in names
    for special in (schema.type_field, schema.key):
        assert special is None or special in names
    if schema.type_field:
        assert schema.by_name[schema.type_field].codes


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_labels_in_both_languages_and_no_value_twice(name):
    codes = LISTS[name]
    assert len(set(codes.values)) == len(codes.values) > 0
    for code in codes.codes:
        assert code.label_en.strip()
        assert code.label_fr.strip()
        assert forbidden_word(f"{code.label_en} {code.label_fr}") is None
        assert codes.label(code.value, "fr") == code.label_fr
    assert codes.label("no such value", "en") == "no such value"
    assert [] not in codes


def test_event_vocabulary_is_that_of_acled():
    assert set(EVENT_TYPES.values) == set(ACLED)
    found = [code.parent for code in SUB_EVENT_TYPES.codes]
    assert {parent: found.count(parent) for parent in found} == ACLED
    assert len(found) == 25
    for code in SUB_EVENT_TYPES.codes:
        assert DISORDER_OF.get(code.value) or DISORDER_OF[code.parent]


def test_coded_fields_need_evidence():
    ours = {
        "layer",
        "confidence",
        "record_status",
        "licence",
        "admin_vintage",
        "sensitivity",
    }  # what editors decide; other fields and rules say why
    for name, schema in SCHEMAS.items():
        if schema.mapped:
            plain = {field.name for field in schema.fields if field.codes and not field.evidence}
            assert plain <= ours, name


def test_precision_classes_have_the_least_radii_of_the_schema():
    assert GEO_PRECISIONS.values == tuple("12345678")
    assert dict(MIN_RADIUS_M) == {1: 100, 2: 2_000, 3: 25_000}


def test_countries_are_iso_3166():
    assert len(COUNTRIES.values) == 249
    assert COUNTRIES.values == tuple(sorted(COUNTRIES.values))
    assert COUNTRIES.label("CI", "en") == "Côte d’Ivoire"


@pytest.mark.parametrize("layer", ["attacks", "border_incidents"])
def test_deaths_are_counted_by_group_and_bound(layer):
    names = SCHEMAS[layer].by_name
    for bound in ("low", "best", "high"):
        assert f"injured_{bound}" in names
        for group in ("", "_civilians", "_security_forces", "_armed_groups"):
            assert names[f"fatalities_{bound}{group}"].evidence
