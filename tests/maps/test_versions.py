"""Each side's version, against the claims of the atlas's own file."""

import json

import pytest

from maps.names import names
from maps.records import select
from maps.versions import versions


@pytest.fixture(scope="module")
def found(english, mini_atlas, mini_store):
    selection = select(english, mini_store)
    named = names(mini_atlas, mini_store, selection)
    return {record.id: versions(record, named, "en") for record in selection.records}


def test_each_contradiction_stands_beside_what_it_contradicts(found, mini):
    claims = json.loads((mini / "claims.json").read_text("utf-8"))
    disputed = {(c["feature_id"], c["field"]) for c in claims if c["stance"] == "contradicts"}
    assert sum(map(len, found.values())) == len(disputed) > 0
    for key, field in disputed:
        wanted = {
            (c["source_id"], c["paraphrase"], c["locator"] or "", c["stance"] == "contradicts")
            for c in claims
            if (c["feature_id"], c["field"]) == (key, field)
        }
        assert wanted in [
            {(s.source_id, s.text, s.locator, s.contradicts) for s in one.sides}
            for one in found[key]
        ]


def test_what_the_record_has_comes_first_and_in_words(found):
    (version,) = (v for v in found["ml-attack-2013-01-10-konna"] if v.about == "Date")
    assert version.held == "between 10 and 11 January 2013"
    stances = [side.contradicts for side in version.sides]
    assert stances == sorted(stances)
    assert stances[-1]


def test_records_without_a_contradiction_have_none(found):
    assert found["ml-attack-2019-11-01-indelimane"] == ()
