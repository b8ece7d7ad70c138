"""The words of the page: two languages, one set of keys, all of them used."""

import re
from pathlib import Path

import pytest

import maps
from maps import texts

FOLDER = Path(maps.__file__).parent


def test_both_languages_have_the_same_keys_and_gaps():
    english, french = texts.TEXTS["en"], texts.TEXTS["fr"]
    assert english.keys() == french.keys()
    for key in english:
        gaps = [set(re.findall(r"\{\w+\}", words[key])) for words in (english, french)]
        assert gaps[0] == gaps[1], key


def test_no_text_is_left_untranslated():
    same = {key for key, text in texts.TEXTS["en"].items() if text == texts.TEXTS["fr"][key]}
    # such words as "Sources" and "Dates" are the same in both
    assert same <= {
        *("about_sources", "f_sources", "f_dates", "share_cite"),
        *("base_osm", "base_topo", "credit_topo", "credit_topo_licence"),
        *("t_sources", "t_kind", "t_date"),
    }


def test_every_text_is_used():
    sources = [*FOLDER.rglob("*.py"), *FOLDER.glob("templates/*"), *FOLDER.glob("static/atlas/*")]
    code = "".join(path.read_text("utf-8") for path in sources if not path.stem.startswith("texts"))
    built = re.compile(
        r"list_\w+?(?:_note)?$|f_by_(low|best|high)$|time_bars_\d+$|(base|theme)_\w+$|said_\w+$"
        r"|share_as_[a-z]+$|t_[a-z]+$"
    )
    for key in texts.TEXTS["en"]:
        stem = re.sub(r"_(one|many)$", "", key)
        assert re.search(rf"\b{stem}\b", code) or built.fullmatch(key), key


def test_french_punctuation_does_not_break():
    for key, text in texts.TEXTS["fr"].items():
        assert not re.search(r" [:;!?»]|« ", text), key


@pytest.mark.parametrize(
    ("n", "english", "french"),
    [(0, "0 records", "0 fiche"), (1, "1 record", "1 fiche"), (2, "2 records", "2 fiches")],
)
def test_plurals(n, english, french):
    assert texts.count(n, "records", "en", str(n)) == english
    assert texts.count(n, "records", "fr", str(n)) == french
