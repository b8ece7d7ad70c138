"""What a view shows, in words: the numbers of its records, and the sentences that give them.

``static/atlas/summary.js`` says the same of what a reader has chosen. What is not known is said to
be so; a record that states no deaths adds nothing to the range and is counted beside it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.schema.model import Language
from maps.figures import Bounds, number
from maps.names import Names, sources_of
from maps.records import Record, Selection
from maps.texts import TEXTS, count

DRAWN = ("point", "disc", "area", "own", "country", "nowhere", "withdrawn")


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
    """The numbers of a view; of layers in ``unsummed`` only how many, and how they are drawn."""

    layers: Mapping[str, int]  # by layer, from the top of the legend down
    years: tuple[str, ...]  # first and last; empty where nothing is dated
    undated: int
    drawn: Mapping[str, int]
    tolls: Tolls | None  # None where no layer has deaths
    disputed: int
    sources: int  # 0 where they are told elsewhere, or not counted
    unsummed: tuple[str, ...] = ()  # layers whose records are too many to hold

    @property
    def n(self) -> int:
        """How many records."""
        return sum(self.layers.values())


def summary(selection: Selection, names: Names) -> Summary:
    """The numbers of the records a view shows."""
    records = selection.records
    drawn: Counter[str] = Counter(record.drawn for record in records)
    for crowd in selection.large.values():
        drawn.update(crowd.drawn)
    return Summary(
        layers=dict(reversed(list(selection.matched.items()))),
        years=_years(records),
        undated=sum(not _days(record) for record in records),
        drawn=drawn,
        tolls=tolls(records),
        disputed=sum(record.disputed for record in records),
        sources=len(sources_of(records, names)),
        unsummed=tuple(selection.large),
    )


def tolls(records: Sequence[Record]) -> Tolls | None:
    """The deaths of the records that stand; a merged record's are those of the one it is now."""
    bounds = [
        _bounds(record)
        for record in records
        if "fatalities_low" in record.layer.schema.by_name and record.drawn != "withdrawn"
    ]
    stated = [(low, best, high) for low, best, high in bounds if not low is best is high is None]
    if not bounds:
        return None
    return Tolls(
        low=sum(_first(low, best, 0) for low, best, _ in stated),
        high=sum(_first(high, best, low, 0) for low, best, high in stated),
        stated=len(stated),
        open=sum(high is None for _, _, high in stated),
        unstated=len(bounds) - len(stated),
    )


def sentences(found: Summary, titles: Mapping[str, str], language: Language) -> list[str]:
    """The summary in sentences; ``titles`` are the layers' in the language."""
    texts = TEXTS[language]
    if not found.n:
        return [texts["said_nothing"]]
    layers = ", ".join(
        f"{titles[name]} {number(n, language)}" for name, n in found.layers.items() if n
    )
    places = texts["said_and"].join(
        _fill(texts[f"said_{how}"], n=number(found.drawn[how], language))
        for how in DRAWN
        if found.drawn.get(how)
    )
    said = [_fill(_counted(found.n, "said_records", language), layers=layers)]
    held = found.n > sum(found.layers[name] for name in found.unsummed)
    said += [_dates(found, language)] if held else []
    said += [_fill(texts["said_places"], parts=places)] if places else []
    said += _deaths(found.tolls, language)
    if held:
        key = "said_disputed" if found.disputed else ""
        said.append(_counted(found.disputed, key, language) if key else texts["said_undisputed"])
    if found.sources:
        said.append(_counted(found.sources, "said_sources", language))
    if found.unsummed:
        named = ", ".join(titles[name] for name in found.unsummed)
        said.append(_fill(texts["said_unsummed"], layers=named))
    return said


def _dates(found: Summary, language: Language) -> str:
    texts = TEXTS[language]
    if not found.years:
        return texts["said_undated"]
    first, last = found.years
    key = "said_year" if first == last else "said_years"
    text = _counted(found.undated, f"{key}_undated", language) if found.undated else texts[key]
    return _fill(text, a=first, b=last)


def _deaths(found: Tolls | None, language: Language) -> list[str]:
    if found is None:
        return []
    texts = TEXTS[language]
    if not found.stated:
        return [texts["said_deaths_none"]]
    low, high = number(found.low, language), number(found.high, language)
    records = _counted(found.stated, "records", language)
    if found.open:
        text = _counted(found.open, "said_deaths_open", language)
        said = [_fill(text, low=low, records=records)]
    else:
        key = "said_deaths_exact" if low == high else "said_deaths"
        said = [_fill(texts[key], low=low, high=high, n=records)]
    return said + ([_counted(found.unstated, "said_unstated", language)] if found.unstated else [])


def _counted(n: int, key: str, language: Language) -> str:
    return count(n, key, language, number(n, language))


def _fill(text: str, **values: str) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _days(record: Record) -> list[str]:
    ends = (record.properties.get("date_start"), record.properties.get("date_end"))
    return [day for day in ends if day]


def _years(records: Sequence[Record]) -> tuple[str, ...]:
    days = [day for record in records for day in _days(record)]
    return (min(days)[:4], max(days)[:4]) if days else ()


def _bounds(record: Record) -> Bounds:
    low, best, high = (record.properties.get(f"fatalities_{b}") for b in ("low", "best", "high"))
    return low, best, high


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)
