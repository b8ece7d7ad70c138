"""A view to its report: the records of each layer in words, their sources numbered once for all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote, urlencode

from geo.atlas import Layer
from geo.schema.model import Language
from geo.store import FeatureStore
from maps import details, facts
from maps.caption_words import alt, description, heading, lines
from maps.captions import Caption, caption
from maps.figures import number
from maps.names import Names, names, sources_of
from maps.records import Record, Selection, select
from maps.report import Cited, Column, Contradiction, Note, Passage, Report, Row, Table
from maps.spec import ROWS, MapSpec, PageLinks
from maps.texts import count
from maps.texts_report import TEXTS, filled
from maps.versions import Side, Version, versions

_WIDTHS = {
    **{"number": 8, "when": 16, "title": 34, "where": 23},
    **{"sides": 21, "deaths": 16, "sources": 14},
}


def report(
    spec: MapSpec, store: FeatureStore, links: PageLinks, link: str = "", most: int = ROWS
) -> Report:
    """The report of a view; each table lists its ``most`` newest records and says what it leaves.

    ``link`` is the address of the view; empty where it is not served. Raises RequestError where a
    layer cannot answer the query.
    """
    language = spec.language
    words = caption(spec, store, link)
    listed = [
        (layer, select(replace(spec, layers=(layer,)), store, most=most))
        for layer in reversed(spec.layers)
    ]
    records = [record for _, selection in listed for record in selection.records]
    rows = {record.id: i for i, record in enumerate(records, 1)}
    named = [names(spec.atlas, store, selection) for _, selection in listed]
    notes = _Notes(rows, _source_numbers(words, listed, named))
    tables = tuple(
        _table(layer, selection, found, (notes, language, links))
        for (layer, selection), found in zip(listed, named, strict=True)
    )
    ends = lines(words)[1 + bool(words.sources) :]
    return Report(
        language=language,
        caption=words,
        figure_caption=f"{heading(words)}. {lines(words)[0]}",
        alt=alt(words),
        description=tuple(p for p in description(words).split("\n")[1:] if p not in lines(words)),
        tables=tables,
        contradictions=tuple(notes.contradictions),
        sources=tuple(_cited(notes, words, named)),
        notes=tuple(_ends(words, ends)),
        text=TEXTS[language],
    )


def _ends(words: Caption, terms: Iterable[str]) -> Iterator[Note]:
    """The notes: how to read it, whose data these are, and where the view is."""
    text = TEXTS[words.language]
    for line in terms:
        if line != words.link:
            yield Note(line)
    yield Note(text["method"])
    yield Note(text["deaths_note"])
    if words.licence_url:
        yield Note(text["licence"], words.licence_url, words.licence)
    if words.link:
        yield Note(text["view"], words.link, words.link)


class _Notes:
    """What the rows leave for the ends of the report, collected as they are written."""

    def __init__(self, rows: Mapping[str, int], sources: Mapping[str, int]) -> None:
        self.rows = rows
        self.sources = sources
        self.contradictions: list[Contradiction] = []
        self.passages: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))

    def contradict(self, row: int, title: str, said: Iterable[Version], language: Language) -> None:
        """Note down the fields of a row that sources contradict each other on."""
        for version in said:
            values = {"row": str(row), "title": title, "about": version.about}
            words = filled("contradicted", language, **values)
            if version.held:
                words += filled("held", language, held=version.held)
            sides = tuple(self._side(side, language) for side in version.sides)
            self.contradictions.append(Contradiction(row, words, sides))

    def _side(self, side: Side, language: Language) -> str:
        said = " – ".join(part for part in (side.value, side.text) if part)
        if side.locator:
            said += f" ({side.locator})"
        stance = TEXTS[language]["against" if side.contradicts else "for"]
        return f"[{self.sources[side.source_id]}] {stance} {said}"


def _source_numbers(
    words: Caption, listed: Iterable[tuple[Layer, Selection]], named: Iterable[Names]
) -> Mapping[str, int]:
    """The numbers of the sources: the caption's, then those that only claims name, by their ids."""
    pairs = zip(listed, named, strict=True)
    found = {key for (_, one), found in pairs for key in sources_of(one.records, found)}
    first = [one.id for one in words.sources]
    return {key: i for i, key in enumerate((*first, *sorted(found - set(first))), 1)}


_About = tuple[_Notes, Language, PageLinks]


def _table(layer: Layer, selection: Selection, names_: Names, about: _About) -> Table:
    notes, language, links = about
    records = selection.records
    items = links.items.get(layer.name, "")
    scope = links.scopes.get(layer.name, {})
    total = selection.matched[layer.name]
    left_out = ""
    if len(records) < total:
        counts = {"n": len(records), "total": total, "left": total - len(records)}
        shown = {name: number(count, language) for name, count in counts.items()}
        left_out = filled("left_out", language, **shown)
    return Table(
        layer=layer.name,
        title=layer.schema.title(language),
        count=count(total, "records", language, number(total, language)),
        columns=tuple(_columns(layer, language)),
        rows=tuple(_row(record, names_, notes, (language, items)) for record in records),
        matched=total,
        left_out=left_out,
        data=items and f"{items}?{urlencode({**scope, 'limit': str(total), 'f': 'csv'})}",
    )


def _columns(layer: Layer, language: Language) -> Iterator[Column]:
    known = layer.schema.by_name
    shown = ["number", "when", "title", "where"]
    shown += ["sides"] if "actor_a" in known else []
    shown += ["deaths"] if "fatalities_low" in known else []
    for name in (*shown, "sources"):
        yield Column(name, TEXTS[language][f"col_{name}"], _WIDTHS[name])


def _row(record: Record, names_: Names, notes: _Notes, look: tuple[Language, str]) -> Row:
    language, items = look
    detail = details.detail(record, names_, language)
    row = notes.rows[record.id]
    for note in detail.sources:
        for locator in (one.locator for one in note.statements if one.locator):
            notes.passages[note.source_id][locator].append(row)
    notes.contradict(row, detail.title, versions(record, names_, language), language)
    return Row(
        number=row,
        id=record.id,
        url=items and f"{items}/{quote(record.id, safe='')}",
        title=detail.title,
        kind=detail.kind,
        when=detail.when,
        where=_where(detail, language),
        sides=_sides(record, names_, language),
        deaths=_deaths(record, names_, language),
        note=_note(record, language),
        sources=tuple(sorted(notes.sources[note.source_id] for note in detail.sources)),
    )


def _where(detail: details.Detail, language: Language) -> str:
    if not detail.where:  # a record with an outline of its own, which is its place
        return TEXTS[language]["outlined"]
    return f"{detail.where}, {detail.exactness}" if detail.exactness else detail.where


def _sides(record: Record, names_: Names, language: Language) -> str:
    if "actor_a" not in record.layer.schema.by_name:
        return ""
    found = (said for _, said in facts.sides(record, names_, language))
    return next(found, TEXTS[language]["not_stated"])


def _deaths(record: Record, names_: Names, language: Language) -> str:
    if "fatalities_low" not in record.layer.schema.by_name:
        return ""
    return next(facts.deaths(record, names_, language))[1]


def _note(record: Record, language: Language) -> str:
    if record.drawn == "withdrawn":
        return TEXTS[language]["withdrawn"]
    return TEXTS[language]["disputed"] if record.disputed else ""


def _cited(notes: _Notes, words: Caption, named: Sequence[Names]) -> Iterator[Cited]:
    language = words.language
    counts = {one.id: one.n for one in words.sources}
    for key, place in notes.sources.items():
        row = next((row for each in named if (row := each.row("sources", key))), {})
        found = details.source(row, language)
        passages = tuple(
            _passage(locator, rows, language) for locator, rows in notes.passages[key].items()
        )
        n = counts.get(key, 0)
        used = count(n, "records", language, number(n, language)) if n else ""
        yield Cited(place, key, found.title or key, found.by, found.url, used, passages)


def _passage(locator: str, rows: Iterable[int], language: Language) -> Passage:
    numbers = _numbers(rows)
    return Passage(locator, numbers, filled("behind", language, locator=locator, rows=numbers))


def _numbers(rows: Iterable[int]) -> str:
    """Numbers as people write them: ``1, 3–5``."""
    found: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return ", ".join(
        str(first)
        if first == last
        else f"{first}–{last}"
        if last > first + 1
        else f"{first}, {last}"
        for first, last in found
    )
