"""The words of captions, alternative texts and descriptions, in English and French.

What a page says too is among them: ``texts``.
"""

from collections.abc import Iterable

from geo.schema.model import Language
from maps.texts import TEXTS as PAGE
from maps.texts import both, fill

ENGLISH = {
    "map_of": "Map: {title}.",
    "filter": "Filter: {filter}.",
    "sources": "Sources: {sources}.",
    "data": "Data: {date}, version {version}, licence {licence}.",
    "data_undated": "Data: version {version}, licence {licence}.",
    "cite": "Cite this view",
    "data_set": "Data set",
    "apart": "{a}; {b}",
    "and": "{a} and {b}",
}

FRENCH = {
    "map_of": "Carte. {title}.",
    "filter": "Filtre : {filter}.",
    "sources": "Sources : {sources}.",
    "data": "Données : {date}, version {version}, licence {licence}.",
    "data_undated": "Données : version {version}, licence {licence}.",
    "cite": "Citer cette vue",
    "data_set": "Jeu de données",
    "apart": "{a} ; {b}",
    "and": "{a} et {b}",
}

TEXTS = both((PAGE["en"], PAGE["fr"]), (ENGLISH, FRENCH))


def filled(key: str, language: Language, **values: str) -> str:
    """The text of ``key`` with its names filled in."""
    return fill(TEXTS[language][key], values)


def joined(parts: list[str], word: str, language: Language) -> str:
    """The parts as a list in words: ``a, b and c`` with ``word`` "and" or "or"."""
    if len(parts) < 2:
        return "".join(parts)
    return filled(word, language, a=", ".join(parts[:-1]), b=parts[-1])


def apart(parts: Iterable[str], language: Language) -> str:
    """The parts as a list of phrases that may hold commas themselves: ``a; b; c``."""
    return filled("apart", language, a="", b="").join(parts)
