"""What is said about a view: title, period, number of records, licence, disclaimer. No markup."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from geo.query import Interval
from geo.schema.model import Language
from maps import dates, texts
from maps.crowds import Drawn
from maps.figures import number
from maps.records import Selection
from maps.spec import MapSpec


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under a map or figure, in one language."""

    title: str
    description: str
    period: str
    n: int  # records the filter selects
    records: str  # n in words
    drawn: Mapping[Drawn, int]  # records of the view by how they are drawn
    truncated: str  # what a page too full leaves out; empty where all is there
    disclaimer: str
    attribution: str
    licence: str
    licence_url: str  # empty where it is not known
    version: str


_LICENCE_URLS = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}


def caption(spec: MapSpec, selection: Selection) -> Caption:
    """The caption of a view and what it selects."""
    atlas, language = spec.atlas, spec.language
    n = sum(selection.matched.values())
    there = len(selection.records) + sum(crowd.matched for crowd in selection.large.values())
    left_out = texts.TEXTS[language]["truncated"] if there < n else ""
    shown = number(n, language)
    return Caption(
        title=atlas.title(language),
        description=atlas.descriptions[language],
        period=period(spec.query.interval, selection, language),
        n=n,
        records=texts.count(n, "records", language, shown),
        drawn=_drawn(selection),
        truncated=left_out.replace("{n}", number(there, language)).replace("{total}", shown),
        disclaimer=atlas.disclaimers[language],
        attribution=atlas.attributions[language],
        licence=atlas.licence,
        licence_url=_LICENCE_URLS.get(atlas.licence, ""),
        version=atlas.version,
    )


def _drawn(selection: Selection) -> Mapping[Drawn, int]:
    found: Counter[Drawn] = Counter(record.drawn for record in selection.records)
    for crowd in selection.large.values():
        found.update(crowd.drawn)
    return found


def period(interval: Interval | None, selection: Selection, language: Language) -> str:
    """The days asked for, else the years the dated records cover; empty where none is dated."""
    if interval is not None:
        start, end = (_iso(day) for day in (interval.start, interval.end))
        return dates.when(start if start == end else f"{start}/{end}", language, lasting=True)
    days = [
        record.properties[name]
        for record in selection.records
        for name in ("date_start", "date_end")
        if record.properties.get(name)
    ] + [day for crowd in selection.large.values() for day in crowd.days]
    if not days:
        return ""
    first, last = min(days)[:4], max(days)[:4]
    return first if first == last else f"{first}–{last}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ".."
