"""Dates in words, as precise as they are known and no more: EDTF level 1 to English and French."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from geo import edtf
from geo.schema.model import Language

_MONTHS: Mapping[Language, Sequence[str]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}
_SEASONS: Mapping[Language, Mapping[str, str]] = {
    "en": {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"},
    "fr": {"21": "printemps", "22": "été", "23": "automne", "24": "hiver"},
}
_UNDATED = {"en": "date not stated", "fr": "date non précisée"}
_UNSURE = {"en": " (date uncertain)", "fr": " (date incertaine)"}
_INTERVAL = re.compile(r"([^/]*)/([^/]*)")


def day(when: date, language: Language) -> str:
    """``1 November 2019``, ``1er novembre 2019``."""
    return _day(when, language, month=True, year=True)


def when(text: str | None, language: Language, *, lasting: bool = False) -> str:
    """The EDTF date as part of a sentence: ``in July 2023``, ``between 27 and 31 March 2022``.

    ``lasting`` is for what held from one end to the other, such as a status: ``from … to …``.
    A text that is not EDTF level 1 comes back as it is: words are not the place to judge data.
    """
    if not text:
        return _UNDATED[language]
    try:
        span = edtf.parse(text)
    except ValueError:
        return text
    match = _INTERVAL.fullmatch(text)
    words = (
        _interval(match[1], match[2], language, lasting)
        if match and match[1] != match[2]
        else _moment(match[1] if match else text, language)
    )
    return words + _UNSURE[language] if span.uncertain else words


def bare(text: str, language: Language) -> str:
    """The EDTF date, without a preposition where it is one date: ``July 2023``."""
    try:
        edtf.parse(text)
    except ValueError:
        return text
    return when(text, language) if "/" in text else _end(text, language)


def _moment(text: str, language: Language) -> str:
    """One date in a sentence of its own, with its preposition."""
    noun = _noun(text, language)
    if text.endswith(("~", "%")):
        return f"about {noun}" if language == "en" else f"vers {_article(text)}{noun}"
    if _is_day(text):
        return noun
    if language == "en":
        return f"in {noun}"
    if _is_years(text):
        return f"dans les {noun}"
    return f"au {noun}" if noun.startswith("printemps") else f"en {noun}"


def _noun(text: str, language: Language) -> str:
    """The date bare: ``1 November 2019``, ``July 2023``, ``spring 2012``, ``the 1990s``."""
    bare = text.rstrip("~?%").replace("-XX", "")
    if _is_day(bare):
        return day(date.fromisoformat(bare), language)
    year, part = bare[:4], bare[5:7]
    if part in _SEASONS[language]:
        years = f"{year}–{int(year) + 1}" if part == "24" else year  # winter ends in the next year
        return f"{_SEASONS[language][part]} {years}"
    if part:
        return f"{_MONTHS[language][int(part) - 1]} {year}"
    if not _is_years(bare):
        return year
    years = f"{year[:2]}00–{year[:2]}99" if year.endswith("XX") else f"{year[:3]}0"
    if language == "fr":
        return f"années {years}"
    return f"the years {years}" if year.endswith("XX") else f"the {years}s"


def _is_day(text: str) -> bool:
    return len(text.rstrip("~?%")) == 10 and "X" not in text


def _is_years(text: str) -> bool:
    return text[3:4] == "X"


def _article(text: str) -> str:
    """``le`` before a French day, ``les`` before years, either before a season."""
    if _is_day(text):
        return "le "
    if text[5:7] in _SEASONS["fr"] and len(text) <= 8:
        return "le " if text[5:7] == "21" else "l’"
    return "les " if _is_years(text) else ""


def _interval(first: str, last: str, language: Language, lasting: bool) -> str:
    known = first not in ("", ".."), last not in ("", "..")
    if known == (True, True):
        return _between(first, last, language, lasting)
    text = first if known[0] else last
    noun = _end(text, language)
    if language == "fr":
        return _half_open_fr(text, noun, lasting, last if known[0] else None)
    if known[0]:
        return f"since {noun}" if last == ".." else f"from {noun}, end not known"
    return f"until {noun}" if lasting else f"by {noun}"


def _half_open_fr(text: str, noun: str, lasting: bool, last: str | None) -> str:
    if last == "..":
        return f"depuis {_article(text)}{noun}"
    if last is not None:
        return f"à partir {_de(text, noun)}, fin inconnue"
    if _is_day(text):
        return f"jusqu’au {noun}" if lasting else f"au plus tard le {noun}"
    if _is_years(text):
        return f"jusqu’aux {noun}" if lasting else f"au plus tard dans les {noun}"
    return f"jusqu’en {noun}" if lasting else f"au plus tard en {noun}"


def _between(first: str, last: str, language: Language, lasting: bool) -> str:
    left, right = _folded(first, last, language), _end(last, language)
    if language == "en":
        return f"from {left} to {right}" if lasting else f"between {left} and {right}"
    if not lasting:
        return f"entre {_article(first)}{left} et {_article(last)}{right}"
    to = "au" if _is_day(last) else "aux" if _is_years(last) else "à"
    return f"{_de(first, left)} {to} {right}"


def _end(text: str, language: Language) -> str:
    """One end of an interval, with ``about`` where it is approximate."""
    noun = _noun(text, language)
    if not text.endswith(("~", "%")):
        return noun
    return f"about {noun}" if language == "en" else f"{noun} environ"


def _de(text: str, noun: str) -> str:
    """The French ``de`` before a date: ``du`` a day, ``des`` years, ``d’`` before a vowel."""
    if _is_day(text):
        return f"du {noun}"
    if _is_years(text):
        return f"des {noun}"
    return f"d’{noun}" if noun[:1] in "aoéâ" else f"de {noun}"


def _folded(first: str, last: str, language: Language) -> str:
    """The first date without the month and year it shares with the last."""
    start, end = first.rstrip("?"), last.rstrip("~?%")
    if start.endswith(("~", "%")):
        return _end(first, language)
    if _is_day(start) and _is_day(end):
        found = date.fromisoformat(start)
        return _day(found, language, month=start[:7] != end[:7], year=start[:4] != end[:4])
    if len(start) == 7 and start[:4] == end[:4] and len(end) >= 7 and start[5:7] <= "12":
        return _MONTHS[language][int(start[5:7]) - 1]
    return _end(first, language)


def _day(when_: date, language: Language, *, month: bool, year: bool) -> str:
    number = "1er" if language == "fr" and when_.day == 1 else str(when_.day)
    parts = [number]
    if month:
        parts.append(_MONTHS[language][when_.month - 1])
    if year:
        parts.append(str(when_.year))
    return " ".join(parts)
