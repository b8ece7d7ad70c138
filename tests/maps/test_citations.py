"""Citations: read back by other programs, they say what the view is; hostile text stays text."""

import json
from dataclasses import replace
from hashlib import sha256

import bibtexparser
import pytest
import rispy

from maps.caption_words import heading
from maps.captions import caption
from maps.citations import Cited, citations, ids_digest
from maps.figure import figure
from maps.records import select
from maps.spec import Paper

LINK = "https://atlas.example/map?bbox=1%2C2&filter=a_%7Bb%7D%25&version=1"
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    r"\input{/etc/passwd} $x_1^2$ & 50 % #1 {",
    "line\r\nER  - \r\nTY  - BOOK",
    "}} @misc{other, title={x}",
    "“quoted” «\u00a0cité\u00a0» 'it' \"is\" `this`",
    "\u202eRTL ߊ عربي",
    "<i>italic</i> <span class='nocase'>X</span>",
)


@pytest.fixture(scope="module", params=["en", "fr"])
def cited(request, english, french, mini_store):
    spec = english if request.param == "en" else french
    return Cited(caption(spec, mini_store, LINK), ids_digest(spec, mini_store))


def titled(cited, title):
    return replace(cited, caption=replace(cited.caption, title=title))


def lined(text):
    return " ".join(text.split())


def test_the_digest_is_that_of_the_records_ids(english, mini_store):
    ids = sorted(record.id for record in select(english, mini_store).records)
    whole = "".join(f"{one}\n" for one in ids).encode()
    assert ids_digest(english, mini_store) == sha256(whole).hexdigest()


def test_each_format_names_who_what_when_which_and_where(cited):
    found = citations(cited)
    assert list(found) == ["apa", "chicago", "bibtex", "ris", "csl"]
    caption = cited.caption
    for text in found.values():
        for part in (LINK, caption.version, caption.date[:4], caption.title):
            assert part.casefold() in text.casefold()  # English titles have capitals in Chicago
    dataset = {"en": "Data set", "fr": "Jeu de données"}[cited.caption.language]
    assert f"[{dataset}]. {LINK}" in found["apa"]
    assert dataset in found["chicago"]
    assert "Versions" not in found["apa"] + found["chicago"]


def test_chicago_in_french_has_no_english_in_it(cited):
    chicago = citations(cited)["chicago"]
    if cited.caption.language == "fr":
        assert f"«\u00a0{heading(cited.caption)}\u00a0»" in chicago.replace("\u202f", "\u00a0")
    else:
        assert ".”" in chicago
        assert "”." not in chicago


@pytest.mark.parametrize("title", ["Mini atlas: a title", *HOSTILE])
def test_a_reader_of_ris_finds_one_record(cited, title):
    hostile = titled(cited, title)
    (found,) = rispy.loads(citations(hostile)["ris"])
    assert found["type_of_reference"] == "DATA"
    assert lined(found["title"]) == lined(heading(hostile.caption))
    assert found["urls"] == [LINK]
    assert found["year"] == cited.caption.date[:4]
    assert cited.digest in " ".join(found["notes"])


@pytest.mark.parametrize("title", ["Mini atlas: a title", *HOSTILE])
def test_a_reader_of_bibtex_finds_one_entry(cited, title):
    hostile = titled(cited, title)
    library = bibtexparser.parse_string(citations(hostile)["bibtex"])
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert entry.key == cited.key
    assert entry.fields_dict["url"].value == LINK
    assert entry.fields_dict["version"].value == cited.caption.version
    read = entry.fields_dict["title"].value
    assert plain(read) == lined(heading(hostile.caption))


def plain(latex):
    """What LaTeX prints of a text with its specials escaped."""
    latex = latex.removeprefix("{").removesuffix("}")
    for name, one in (("textbackslash", "\0"), ("textasciitilde", "~"), ("textasciicircum", "^")):
        latex = latex.replace(f"\\{name}{{}}", one)
    for one in "{}$&#_%":
        latex = latex.replace("\\" + one, one)
    assert "\\" not in latex
    return latex.replace("\0", "\\")


@pytest.mark.parametrize("title", HOSTILE)
def test_csl_json_and_styles_keep_a_title_as_it_is(cited, title):
    found = citations(titled(cited, title))
    (item,) = json.loads(found["csl"])
    assert item["title"].startswith(title)
    assert item["type"] == "dataset"
    assert item["author"] == [{"literal": item["author"][0]["literal"]}]
    assert LINK in found["apa"]
    assert title.split()[0].strip("“") in found["apa"]


def test_the_same_view_has_the_same_citation(cited):
    assert citations(cited) == citations(cited)
    assert cited.key == replace(cited).key


def test_without_a_date_none_is_given(cited):
    undated = replace(cited, caption=replace(cited.caption, date=""))
    found = citations(undated)
    assert "issued" not in json.loads(found["csl"])[0]
    assert "year" not in found["bibtex"]
    assert "PY  -" not in found["ris"]


def test_a_figure_carries_the_same_digest(english, mini_store):
    drawing = figure(english, mini_store, Paper(), "svg").decode()
    assert f"sha256:{ids_digest(english, mini_store)}" in drawing
