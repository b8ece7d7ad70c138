"""What a view shows, in words: the numbers of its records, and the sentences that give them.

``static/atlas/summary.js`` says the same of what a reader has chosen. What is not known is said to
be so; a record that states no deaths adds nothing to the range and is counted beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from geo.schema.model import Language
from maps.figures import number
from maps.texts import TEXTS, count, fill
from maps.ways import DRAWN


@dataclass(frozen=True, slots=True)
class Tolls:
    """The deaths that records state, added up."""

    low: int  # sum of the least numbers; where a record has none, of its best
    high: int  # the same of the greatest
    stated: int  # records with a number
    open: int  # those of them without a greatest number: `high` is then no limit
    unstated: int  # records of layers with deaths that have no number


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a view."""

    layers: Mapping[str, int]  # by layer, from the top of the legend down
    years: tuple[str, ...]  # first and last; empty where nothing is dated
    undated: int
    drawn: Mapping[str, int]
    tolls: Tolls | None  # None where no layer has deaths
    disputed: int
    sources: int  # those that the records cite

    @property
    def n(self) -> int:
        """How many records."""
        return sum(self.layers.values())


def sentences(found: Summary, titles: Mapping[str, str], language: Language) -> list[str]:
    """The summary in sentences; ``titles`` are the layers' in the language."""
    texts = TEXTS[language]
    if not found.n:
        return [texts["said_nothing"]]
    layers = ", ".join(
        f"{titles[name]} {number(n, language)}" for name, n in found.layers.items() if n
    )
    places = texts["said_and"].join(
        fill(texts[f"said_{how}"], {"n": number(found.drawn[how], language)})
        for how in DRAWN
        if found.drawn.get(how)
    )
    said = [fill(_counted(found.n, "said_records", language), {"layers": layers})]
    said.append(_dates(found, language))
    said += [fill(texts["said_places"], {"parts": places})] if places else []
    said += _deaths(found.tolls, language)
    disputed = _counted(found.disputed, "said_disputed", language)
    said.append(disputed if found.disputed else texts["said_undisputed"])
    said.append(_counted(found.sources, "said_sources", language))
    return said


def _dates(found: Summary, language: Language) -> str:
    texts = TEXTS[language]
    if not found.years:
        return texts["said_undated"]
    first, last = found.years
    key = "said_year" if first == last else "said_years"
    text = _counted(found.undated, f"{key}_undated", language) if found.undated else texts[key]
    return fill(text, {"a": first, "b": last})


def _deaths(found: Tolls | None, language: Language) -> list[str]:
    if found is None or not found.stated + found.unstated:
        return []
    texts = TEXTS[language]
    if not found.stated:
        return [texts["said_deaths_none"]]
    low, high = number(found.low, language), number(found.high, language)
    records = _counted(found.stated, "records", language)
    if found.open:
        text = _counted(found.open, "said_deaths_open", language)
        said = [fill(text, {"low": low, "records": records})]
    else:
        key = "said_deaths_exact" if low == high else "said_deaths"
        said = [fill(texts[key], {"low": low, "high": high, "n": records})]
    return said + ([_counted(found.unstated, "said_unstated", language)] if found.unstated else [])


def _counted(n: int, key: str, language: Language) -> str:
    return count(n, key, language, number(n, language))
