"""What the page says of a record."""

import json

import pytest

from maps.details import detail, source, web_address
from maps.names import names
from maps.records import select


def details(spec, store):
    selection = select(spec, store)
    named = names(spec.atlas, store, selection)
    return {record.id: detail(record, named, spec.language) for record in selection.records}


@pytest.fixture(scope="module")
def in_english(english, mini_store):
    return details(english, mini_store)


@pytest.fixture(scope="module")
def in_french(french, mini_store):
    return details(french, mini_store)


def test_an_event_in_english(in_english):
    found = in_english["ml-attack-2017-01-18-gao"]
    assert found.title == "Fixture suicide bomb at a camp"
    assert found.kind == "Explosions and remote violence · Suicide bomb"
    assert found.when == "18 January 2017"
    assert found.where == "at Gao"
    assert found.exactness == "named settlement"
    assert dict(found.facts) == {
        "Sides": "Fixture Front (armed group) against Malian Armed Forces (state force)",
        "Responsibility": "Claimed",
        "Target": "Military",
        "Deaths": "54 to 77, best estimate 54",
        "of whom security forces": "at least 50",
        "Injured": "at least 100",
    }


def test_the_same_event_in_french(in_french):
    found = in_french["ml-attack-2017-01-18-gao"]
    assert found.title == "Attentat-suicide d’essai contre un camp"
    assert found.kind == "Explosions et violence à distance · Attentat-suicide"
    assert found.when == "18 janvier 2017"
    assert dict(found.facts)["Parties"] == (
        "Front d’essai (groupe armé) contre Forces armées maliennes (force étatique)"
    )
    assert dict(found.facts)["Morts"] == "54 à 77, meilleure estimation 54"


def test_deaths_not_stated_are_said_not_to_be_and_never_zero(in_english, in_french):
    assert dict(in_english["ml-attack-2012-01-24-north"].facts)["Deaths"] == "not stated"
    assert dict(in_french["ml-attack-2012-01-24-north"].facts)["Morts"] == "non précisé"


def test_no_deaths_are_said_to_be_reported(in_english):
    facts = dict(in_english["ml-attack-2013-01-18-konna"].facts)
    assert facts["Deaths"] == "no deaths, as reported"


def test_a_toll_made_of_words_says_so(in_english):
    facts = dict(in_english["ml-attack-1990-menaka"].facts)
    assert facts["Deaths"] == "at least 24 (the source says it in words, not in a number)"


def test_what_is_not_deaths_is_not_counted_as_deaths(in_english):
    found = dict(in_english["ml-attack-2012-01-24-north"].facts)
    assert found["Other losses"] == "Killed or captured: about 80."
    assert found["Deaths"] == "not stated"


def test_a_base_names_its_period_units_and_neighbours_in_time(in_english):
    found = in_english["ml-base-gao-camp-1961"]
    assert found.when == "since 2 August 1961"
    facts = dict(found.facts)
    assert facts["Status"] == "Active"
    assert facts["Military region"] == "1st military region"
    assert facts["Period before"] == "Gao camp (until 1961)"
    assert facts["Units"] == "1st Fixture Battalion"


def test_a_region_names_its_members(in_english, in_french):
    assert dict(in_english["ml-region-2"].facts)["Member units"] == "Timbuktu, Kidal"
    assert dict(in_french["ml-region-2"].facts)["Unités membres"] == "Tombouctou, Kidal"


def test_a_closure_lasts_and_an_attack_lies_between(in_english):
    assert in_english["ml-border-2020-closure"].when == "from 20 March 2020 to July 2020"
    assert in_english["ml-attack-2019-douentza"].when == "between 9 and 15 June 2019"


def test_every_claim_of_a_record_is_under_its_source(in_english, mini):
    """Against the file itself: each claim's text stands under the source that makes it."""
    claims = json.loads((mini / "claims.json").read_text("utf-8"))
    about = [claim for claim in claims if claim["feature_id"] in in_english]
    assert len(about) > 100
    for claim in about:
        notes = {note.source_id: note for note in in_english[claim["feature_id"]].sources}
        said = {(one.text, one.stance) for one in notes[claim["source_id"]].statements}
        assert (claim["paraphrase"], claim["stance"]) in said


def test_nothing_is_said_that_no_claim_says(in_english, mini):
    claims = json.loads((mini / "claims.json").read_text("utf-8"))
    made = {(c["feature_id"], c["source_id"], c["paraphrase"]) for c in claims}
    for key, found in in_english.items():
        for note in found.sources:
            for one in note.statements:
                assert (key, note.source_id, one.text) in made


def test_a_contradiction_comes_first_and_is_named(in_english):
    notes = in_english["ml-attack-2013-01-10-konna"].sources
    press = next(note for note in notes if note.source_id == "src-press")
    assert press.statements[0].stance == "contradicts"
    assert press.statements[0].about == "Date"


def test_cited_sources_are_named_even_where_no_claim_is_theirs(in_english, mini):
    for name in ("attacks", "bases"):
        features = json.loads((mini / f"{name}.geojson").read_text("utf-8"))["features"]
        for feature in features:
            cited = feature["properties"]["source_ids"].split(";")
            shown = [note.source_id for note in in_english[feature["id"]].sources]
            assert shown[: len(cited)] == cited


def test_a_source_as_a_reader_finds_it():
    row = {"title": "T", "author": "A", "publisher": "P", "published_at": "2020-02", "url": None}
    assert source(row, "en").by == "A, P, February 2020"
    assert source(row, "fr").by == "A, P, février 2020"
    assert source({"title": "T", "publisher": "P", "author": "P"}, "en").by == "P"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "https:",
        "http://[",
        "",
        None,
    ],
)
def test_only_web_pages_are_links(url):
    assert web_address(url) == ""


def test_a_web_page_is_a_link():
    assert web_address("https://example.org/a?b=c") == "https://example.org/a?b=c"


def test_a_region_with_an_outline_is_not_somewhere_in_it(in_english):
    regions = {key: found for key, found in in_english.items() if "-region-" in key}
    assert any(found.where == "" for found in regions.values())


def test_what_a_source_says_comes_before_what_follows_by_a_rule(english, mini_store):
    selection = select(english, mini_store)
    named = names(english.atlas, mini_store, selection)
    for record in selection.records:
        weight = {claim["paraphrase"]: bool(claim["rule"]) for claim in named.claims[record.id]}
        for note in detail(record, named, "en").sources:
            said = [weight[s.text] for s in note.statements if s.stance == "supports"]
            assert said == sorted(said), record.id
