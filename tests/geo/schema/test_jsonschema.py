"""Our JSON Schema, by a validator that is not ours: it is one, and sound data fit it."""

import json

import pytest
from jsonschema import Draft202012Validator

from geo.schema import SCHEMAS
from geo.schema.jsonschema import properties_schema


def rows(folder, name):
    if SCHEMAS[name].geometry_types:
        file = folder / ("areas/areas.geojson" if name == "areas" else f"{name}.geojson")
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
        return [feature["properties"] for feature in features]
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_a_json_schema(name, language):
    Draft202012Validator.check_schema(properties_schema(SCHEMAS[name], language))


@pytest.mark.parametrize("name", SCHEMAS)
def test_sound_data_fit(name, mini):
    validator = Draft202012Validator(
        properties_schema(SCHEMAS[name]), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    for row in rows(mini, name):
        assert [error.message for error in validator.iter_errors(row)] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event_type", "Rumours"),
        ("event_type", None),
        ("geo_precision", 9),
        ("fatalities_low", -1),
        ("fatalities_low", "3"),
        ("summary_en", "a" * 501),
        ("place_name", ""),
        ("place_name_alt", "Gao;;Gao-ville"),
        ("civilian_targeting", "true"),
        ("troop_strength", 400),
    ],
)
def test_what_does_not_fit_is_refused(field, value, mini):
    validator = Draft202012Validator(properties_schema(SCHEMAS["attacks"]))
    row = rows(mini, "attacks")[0] | {field: value}
    assert not validator.is_valid(row)


def test_a_lost_core_field_is_refused(mini):
    validator = Draft202012Validator(properties_schema(SCHEMAS["attacks"]))
    row = rows(mini, "attacks")[0]
    del row["licence"]
    assert not validator.is_valid(row)
