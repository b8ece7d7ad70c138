"""What claims are about has a title in both languages, whatever they name."""

import json

from geo.schema import SCHEMAS
from geo.schema.topics import topic


def test_all_that_claims_are_about_has_a_title_in_both_languages(mali):
    named = {claim["field"] for claim in json.loads((mali / "claims.json").read_text("utf-8"))}
    assert {"context", "aggregate", "event_type"} <= named
    for name in named:
        english, french = topic(name, "en"), topic(name, "fr")
        assert name not in (english, french)
        assert "_" not in english + french


def test_a_record_has_its_own_title_for_a_field():
    units = SCHEMAS["units"]
    own = units.by_name["date_edtf"]
    assert topic("date_edtf", "fr", units) == own.title_fr != topic("date_edtf", "fr")


def test_what_nothing_has_a_title_for_stays_as_it_is():
    assert topic("no_such_field", "fr") == "no_such_field"
