"""Loaded words are found in both languages; words that only look alike, and names, are left."""

import pytest

from geo.schema.rules.vocabulary import WORDS_EN, WORDS_FR, fold, forbidden_word


@pytest.mark.parametrize(
    "text",
    [
        "A terrorist attack",
        "Terrorists took the town",
        "the REGIME’s army",
        "le régime",
        "le re\u0301gime",
        "Des terroristes présumés",
        "martyrs of the battle",
        "les martyrs",
        "eleven extremists",
        "des extrémistes",
        "20 fighters neutralised",
        "20 combattants neutralisés",
        "the junta",
        "la junte",
        "un lâchement",
        "so-called fighters",
    ],
)
def test_loaded_words_are_found(text):
    assert forbidden_word(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "the 62nd Regiment",
        "le 62e régiment",
        "An armed group attacked the camp; 20 soldiers were killed.",
        "Un groupe armé a attaqué le camp ; 20 soldats ont été tués.",
        "Mouvement national de libération de l’Azawad",
        "Bandiagara",
        "the territory of Mali, in the interior",
        "un territoire, un terrain",
        "unneutral",
    ],
)
def test_other_words_are_left(text):
    assert forbidden_word(text) is None


def test_proper_names_may_stay():
    text = "Attack of the Martyrs Brigade"
    assert forbidden_word(text) == "martyrs"
    assert forbidden_word(text, ("Martyrs Brigade",)) is None
    assert forbidden_word(text + " on martyrs", ("Martyrs Brigade",)) == "martyrs"


@pytest.mark.parametrize("word", [*WORDS_EN, *WORDS_FR])
def test_words_of_the_list_are_as_fold_leaves_them(word):
    assert fold(word) == word
