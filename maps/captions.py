"""What is said about a view, as data: the same in every medium. No markup.

All numbers are asked of the store, so that a view of a million records costs no more than one of
ten, and each equals what the API answers to the same filter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geo.narrow import narrowed
from geo.query import Query
from geo.schema.model import Language
from geo.store import FeatureStore, data_version
from maps import dates, styles
from maps.caption_sources import CitedSource, last_change, namer, sources
from maps.crowds import Crowd, crowd
from maps.figures import number
from maps.filter_terms import Terms
from maps.filter_words import interval_words, phrases
from maps.spec import MapSpec
from maps.summary import Summary
from maps.texts import count
from maps.texts_captions import TEXTS
from maps.totals import totals
from maps.ways import area_codes


@dataclass(frozen=True, slots=True)
class CountedType:
    """A type of records, as the legend has it."""

    code: str | None  # None: not stated
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class CountedLayer:
    """A layer of the view, its types in the legend's order; those without records are left out."""

    name: str
    title: str
    n: int
    types: tuple[CountedType, ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said about a view, in one language. ``caption_words`` makes texts of it."""

    language: Language
    title: str
    description: str
    period: str  # the days asked for, else the years there are; empty where nothing is dated
    filter: tuple[str, ...]  # each condition in words
    n: int  # records the filter selects: the API's ``numberMatched``, of all layers together
    records: str  # n in words
    layers: tuple[CountedLayer, ...]  # from the top of the map down, as the legend
    drawn: Mapping[str, int]  # records by how they are drawn: ``ways.Drawn``
    summary: Summary  # the other numbers: dates, deaths, disputed records
    sources: tuple[CitedSource, ...]  # those that the records name
    disclaimer: str
    attribution: str
    licence: str
    licence_url: str  # empty where it is not known
    date: str  # the day the layers shown last changed, ISO 8601; empty where they do not say
    version: str  # of the data: ``geo.store.data_version``
    link: str  # the address of the view; empty where it is not served


LICENCE_URLS = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}


def caption(spec: MapSpec, store: FeatureStore, link: str = "") -> Caption:
    """The caption of a view. Raises RequestError where a layer cannot answer its filter."""
    atlas, language = spec.atlas, spec.language
    queries = [(layer, narrowed(spec.query, layer.schema)) for layer in spec.layers]
    areas = area_codes(atlas, store)
    crowds = [crowd(layer, store, query, areas) for layer, query in queries]
    cited = sources(atlas, store, queries, language)
    found = replace(totals(crowds, queries, store), sources=len(cited))
    schemas = tuple(layer.schema for layer in spec.layers)
    return Caption(
        language=language,
        title=atlas.title(language),
        description=atlas.descriptions[language],
        period=_period(spec.query, crowds, language),
        filter=phrases(spec.query, Terms(schemas, language, namer(atlas, store, language))),
        n=found.n,
        records=count(found.n, "records", language, number(found.n, language)),
        layers=tuple(_layer(one, language) for one in reversed(crowds)),
        drawn=found.drawn,
        summary=found,
        sources=cited,
        disclaimer=atlas.disclaimers[language],
        attribution=atlas.attributions[language],
        licence=atlas.licence,
        licence_url=LICENCE_URLS.get(atlas.licence, ""),
        date=last_change(spec.layers, store),
        version=data_version(atlas, store),
        link=link,
    )


def _layer(found: Crowd, language: Language) -> CountedLayer:
    group = styles.group(found.layer, language)
    types = [
        CountedType(entry.code, entry.label, found.types[entry.code])
        for entry in group.entries
        if entry.code in found.types
    ]
    if unknown := found.types.get(None, 0):
        types.append(CountedType(None, TEXTS[language]["untyped"], unknown))
    return CountedLayer(found.layer.name, group.title, found.matched, tuple(types))


def _period(query: Query, crowds: Sequence[Crowd], language: Language) -> str:
    """The days asked for, else the years the dated records cover; empty where none is dated."""
    if query.interval is not None:
        return interval_words(query.interval, language)
    days = [day for one in crowds for day in one.days]
    if not days:
        return ""
    first, last = min(days)[:4], max(days)[:4]
    return first if first == last else f"{first}–{last}"


def day_words(caption: Caption) -> str:
    """The day of the data in words; empty where it is not known."""
    return dates.bare(caption.date, caption.language) if caption.date else ""
