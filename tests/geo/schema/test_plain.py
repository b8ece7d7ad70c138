"""The quick look at texts never passes what a rule refuses."""

import sys

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from geo.schema import SCHEMAS
from geo.schema.plain import plain_texts
from geo.schema.rules.texts import text_fault, word_fault
from geo.schema.rules.values import value_fault
from geo.schema.rules.vocabulary import WORDS_EN, WORDS_FR

SUMMARY = SCHEMAS["attacks"].by_name["summary_en"]
WORDS = [word.replace("*", "").replace("[sz]", "z").replace("[ae]", "a") for word in
         (*WORDS_EN, *WORDS_FR)]  # fmt: skip


def fault(text, neutral):
    found = value_fault(SUMMARY, text) or text_fault(text, "text")
    return found or (word_fault(text, ()) if neutral else None)


def passed(texts, neutral=True):
    mask = plain_texts(SUMMARY, pa.array(texts, pa.large_string()), neutral)
    return [text for text, plain in zip(texts, mask, strict=True) if plain]


def test_no_character_passes_that_a_rule_refuses():
    characters = [chr(i) for i in range(sys.maxunicode + 1) if not 0xD800 <= i <= 0xDFFF]
    found = passed([f"Some text {c} with one" for c in characters])
    assert len(found) > 100
    assert [text for text in found if fault(text, neutral=True)] == []


PIECES = st.one_of(
    st.sampled_from(
        [*WORDS, "Régime", "TERRORISTE", "reg\u0301ime", "ter\u00adror", "ﬁ", "ß", "ſ"]
    ),
    st.sampled_from(["<b>", "&amp;", "](", "  ", " ", "n/a", "Gao", "Ménaka", "l’attaque", "\t"]),
    st.text(max_size=5),
)


@given(st.lists(PIECES, max_size=8).map("".join), st.booleans())
def test_no_text_passes_that_a_rule_refuses(text, neutral):
    for one in (text, text.upper(), f"Some more words {text}", f"{text} and more words"):
        assert not (passed([one], neutral) and fault(one, neutral))


def test_most_texts_pass():
    texts = ["Affrontement armé, Ménaka, Mali, 2019-11-01 : JNIM – Civils", "Over 500" * 70, "n/a"]
    assert passed(texts) == texts[:1]


def test_only_texts_without_codes_are_looked_at():
    code = SCHEMAS["attacks"].by_name["event_type"]
    mask = plain_texts(code, pa.array(["Violence against civilians"]), neutral=False)
    assert np.array_equal(mask, [False])
