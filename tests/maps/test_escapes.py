"""Texts made inert, and read back by others."""

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from readers import pandoc, said

from maps import escapes

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(list("""\\`*_{}[]<>#+!|~^$@&"'=-.:/()0a \n\t%""")),
    ),
    max_size=40,
)


@given(TEXTS)
def test_plain_is_one_line_that_xml_may_hold(text):
    line = escapes.plain(text)
    element = etree.Element("a")
    element.text = line
    assert etree.fromstring(etree.tostring(element)).text == (line or None)
    assert "\n" not in line


def test_many_texts_are_the_same_to_pandoc_as_they_were():
    found = []

    @settings(max_examples=300, database=None)
    @given(TEXTS)
    def collect(text):
        found.append(text)

    collect()
    texts = [text for text in found if escapes.plain(text).strip()]
    document = "\n\n".join(f"x {escapes.markdown(text)}" for text in texts)
    for source in ("markdown", "gfm", "commonmark_x"):
        blocks = pandoc(document, source)["blocks"]
        assert [block["t"] for block in blocks] == ["Para"] * len(texts)
        for block, text in zip(blocks, texts, strict=True):
            shown = " ".join(said(block).split(" ")[1:])
            wanted = unicodedata.normalize("NFC", escapes.plain(text))  # as GFM's reader does
            assert unicodedata.normalize("NFC", shown).split() == wanted.split(), (source, text)


STARTS = """# heading|- list|1. list|a) list|> quote|: term|% title|    code|---|[no]: link|= no
(1) list|i. list|+ list|* list|~~~|```|<p>|$$|::: div|{{< include x >}}|@cite|\\begin{x}"""


@pytest.mark.parametrize("text", [*STARTS.replace("\n", "|").split("|"), "| a | b |"])
def test_nothing_begins_at_the_start_of_a_line(text):
    for source in ("markdown", "gfm"):
        (block,) = pandoc(escapes.markdown(text), source)["blocks"]
        assert block["t"] == "Para"
        assert said(block).split() == text.split()


@given(TEXTS)
def test_typst_strings_read_as_json_does(text):
    assert json.loads(escapes.typst(text), strict=False) == escapes.plain(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50 % & more_", r"50 \% \& more\_"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("Ménaka — œuvre", "Ménaka — œuvre"),
        ("ߒߞߏ", r"\foreignlr{07D2 07DE 07CF}{ߒߞߏ}".replace("lr", "rl")),
        ("日", r"\foreignlr{65E5}{日}"),
    ],
)
def test_latex(text, written):
    assert escapes.latex(text) == written
