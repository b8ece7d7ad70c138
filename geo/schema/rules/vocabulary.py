"""The words that names and summaries do not use, English and French, and how they are found.

Neutral words instead: armed group, state force, government, killed (schema, invariant 7).
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import filterfalse

# Without accents and in lower case, as ``fold`` leaves them; "*" stands for any ending.
WORDS_EN = (
    "terror",
    "terrorist*",
    "terrorism",
    "terrori[sz]*",
    "regime",
    "regimes",
    "junta*",
    "martyr*",
    "extremis*",
    "fanatic*",
    "bandit*",
    "thug*",
    "gangster*",
    "henchm[ae]n",
    "mercenar*",
    "puppet*",
    "invaders",
    "horde*",
    "barbar*",
    "savage*",
    "evil",
    "heinous",
    "cowardly",
    "coward*",
    "innocent*",
    "heroic*",
    "heroes",
    "neutrali[sz]*",
    "exterminat*",
    "vermin",
    "infidel*",
    "so-called",
)

WORDS_FR = (
    "terreur",
    "terroriste*",
    "terrorisme",
    "terroris*",
    "regime",
    "regimes",
    "junte*",
    "martyr*",
    "extremis*",
    "fanati*",
    "bandit*",
    "voyou*",
    "sbire*",
    "mercenaire*",
    "fantoche*",
    "envahisseur*",
    "horde*",
    "barbar*",
    "sauvage*",
    "odieu*",
    "ignoble*",
    "lachement",
    "innocent*",
    "heros",
    "heroi*",
    "neutralis*",
    "extermin*",
    "vermine",
    "infidele*",
    "mecreant*",
    "soi-disant",
)


def fold(text: str) -> str:
    """The text without accents and case, so that ``Régime`` is found as ``regime``."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(filterfalse(unicodedata.combining, decomposed))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    parts = (word.replace("*", r"\w*") for word in dict.fromkeys(words))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


_FORBIDDEN = _pattern((*WORDS_EN, *WORDS_FR))


def forbidden_word(text: str, names: Iterable[str] = ()) -> str | None:
    """The first word of the lists in ``text``, None where none is; proper ``names`` may stay."""
    folded = fold(text)
    if not _FORBIDDEN.search(folded):
        return None
    for name in sorted(names, key=len, reverse=True):
        folded = folded.replace(fold(name), " ")
    found = _FORBIDDEN.search(folded)
    return found.group() if found else None
