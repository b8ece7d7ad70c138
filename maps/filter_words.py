"""A filter in words: each condition of a query as a phrase, in English or French. No markup.

The words say what the filter does, exactly. What a value holds is never looked at for more words.
"""

from collections.abc import Sequence

from geo.expressions import clauses
from geo.query import BBox, Interval, Query
from geo.schema.model import Language
from maps import dates, figures
from maps.filter_clauses import Teller
from maps.filter_terms import Terms


def phrases(query: Query, terms: Terms) -> tuple[str, ...]:
    """One phrase for each condition a record must meet; none for a query without a filter."""
    teller = Teller(terms)
    found = []
    if query.bbox is not None:
        box = terms.fill("box", box_words(query.bbox, terms.language))
        found.append(terms.labelled(terms.text("place"), box))
    if query.interval is not None:
        days = terms.fill("undated_too", interval_words(query.interval, terms.language))
        found.append(terms.labelled(terms.text("dates"), days))
    if query.ids:
        found.append(_ids(query.ids, terms))
    found += [teller.phrase(clause) for clause in clauses(query.where)]
    return tuple(found)


def interval_words(interval: Interval, language: Language) -> str:
    """The days asked for: ``from 1 May to 3 June 2020``."""
    start, end = (day.isoformat() if day else ".." for day in (interval.start, interval.end))
    return dates.when(start if start == end else f"{start}/{end}", language, lasting=True)


def box_words(box: BBox, language: Language) -> str:
    """``10.1° N – 25.1° N, 12.3° W – 4.3° E``; west is O in French."""
    west = "O" if language == "fr" else "W"

    def degrees(value: float, signs: str) -> str:
        return f"{_decimal(abs(value), language)}° {signs[value < 0]}"

    south, north = (degrees(value, "NS") for value in (box.south, box.north))
    left, right = (degrees(value, "E" + west) for value in (box.west, box.east))
    return f"{south} – {north}, {left} – {right}"


def _decimal(value: float, language: Language) -> str:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "fr" else text


def _ids(ids: Sequence[str], terms: Terms) -> str:
    # An id may hold commas, so what was given stands there whole beside its parts.
    n = len(ids) - 1 if len(ids) > 2 and ids[0] == ",".join(ids[1:]) else len(ids)
    if n == 1:
        return terms.text("ids_one")
    return terms.fill("ids_many", figures.number(n, terms.language))
