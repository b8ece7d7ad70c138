"""Names and summaries of UCDP's events in generated words, English and French; nothing copied."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from geo import compute as pc
from geo.schema.countries import COUNTRIES
from geo.schema.events import SUB_EVENT_TYPES
from geo.schema.model import CodeList, Language
from geo.schema.rules.texts import text_fault
from geo.schema.rules.vocabulary import forbidden_word

_TEXT = pa.large_string()
_NAME, _SUMMARY = 200, 500  # characters that the fields allow
_PLACE = 120  # of a place that goes into them

_SAYS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "1": "state-based conflict",
        "2": "non-state conflict",
        "3": "one-sided violence",
        "against": " against ",
        "event": "UCDP event ",
        "colon": ": ",
        "day": ", on ",
        "from": ", between ",
        "to": " and ",
        "deaths": " Deaths: ",
        "best": "best estimate ",
        "low": "low estimate ",
        "high": "high estimate ",
        "none": " No deaths reported.",
        "unnamed": "unnamed side",
    },
    "fr": {
        "1": "conflit impliquant un État",
        "2": "conflit non étatique",
        "3": "violence unilatérale",
        "against": " contre ",
        "event": "Événement UCDP ",
        "colon": " : ",
        "day": ", le ",
        "from": ", entre le ",
        "to": " et le ",
        "deaths": " Morts : ",
        "best": "estimation centrale ",
        "low": "estimation basse ",
        "high": "estimation haute ",
        "none": " Aucun mort signalé.",
        "unnamed": "partie non nommée",
    },
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the words are made of, a value an event."""

    number: pa.Array  # UCDP's id, as text
    violence: pa.Array  # UCDP's type of violence
    sub_event: pa.Array  # our sub_event_type
    side_a: Mapping[Language, pa.Array]
    side_b: Mapping[Language, pa.Array]
    place: pa.Array  # as UCDP names it, null where it does not
    country: pa.Array  # ISO 3166-1 alpha-2
    start: pa.Array
    end: pa.Array
    deaths: tuple[pa.Array, pa.Array, pa.Array]  # UCDP's low, best, high


def worded(told: Told) -> dict[str, pa.Array]:
    """``name_*`` and ``summary_*`` in both languages."""
    found = {}
    languages: tuple[Language, Language] = ("en", "fr")
    for language in languages:
        country = _labels(told.country, COUNTRIES, language)
        where = _joined(", ", _place(told), country)
        found[f"name_{language}"] = _name(told, language, where, country)
        found[f"summary_{language}"] = _summary(told, language, where)
    return found


def _name(told: Told, language: Language, where: pa.Array, country: pa.Array) -> pa.Array:
    """The kind of event, where and when, and the sides where there is room."""
    kind = _labels(told.sub_event, SUB_EVENT_TYPES, language)
    day = told.start.cast(_TEXT)
    short = _join(kind, ", ", where, ", ", day)
    return _first_fitting(
        _NAME,
        _join(short, _SAYS[language]["colon"], _sides(told, language)),
        short,
        _join(kind, ", ", country, ", ", day),
    )


def _summary(told: Told, language: Language, where: pa.Array) -> pa.Array:
    says = _SAYS[language]
    kinds = pa.array([says["1"], says["2"], says["3"]], _TEXT)
    kind = kinds.take(pc.index_in(told.violence, value_set=pa.array([1, 2, 3], pa.int64())))
    start, end = told.start.cast(_TEXT), told.end.cast(_TEXT)
    when = pc.if_else(
        pc.equal(told.start, told.end),
        _join(says["day"], start),
        _join(says["from"], start, says["to"], end),
    )
    head = _join(says["event"], told.number, says["colon"], kind)
    tail = _join(", ", where, when, ".", _toll(told, says))
    return _first_fitting(
        _SUMMARY, _join(head, " (", _sides(told, language), ")", tail), _join(head, tail)
    )


def _toll(told: Told, says: Mapping[str, str]) -> pa.Array:
    """The estimates that are not 0: UCDP writes 0 also for what is not known."""
    low, best, high = (
        pc.if_else(pc.greater(number, 0), number.cast(_TEXT), None) for number in told.deaths
    )
    parts = (_join(says["best"], best), _join(says["low"], low), _join(says["high"], high))
    some = _join(says["deaths"], _joined(", ", *parts), ".")
    return pc.if_else(pc.equal(told.deaths[2], 0), pa.scalar(says["none"], _TEXT), some)


def _sides(told: Told, language: Language) -> pa.Array:
    says = _SAYS[language]
    against, dash = pa.scalar(says["against"], _TEXT), pa.scalar(" – ", _TEXT)
    link = pc.if_else(pc.equal(told.violence, 3), against, dash)
    side_a, side_b = told.side_a[language], told.side_b[language]
    return _join(side_a.fill_null(says["unnamed"]), link, side_b.fill_null(says["unnamed"]))


def _place(told: Told) -> pa.Array:
    """The place's name; null where it may not stand in a name, and where it is the country's."""
    encoded = told.place.dictionary_encode()
    countries = {code.label_en for code in COUNTRIES.codes}
    texts = [
        None if _is_unfit(text, countries) else text for text in encoded.dictionary.to_pylist()
    ]
    return pa.array(texts, _TEXT).take(encoded.indices)


def _is_unfit(text: str, countries: set[str]) -> bool:
    long = len(text) > _PLACE or text in countries
    return long or bool(text_fault(text, "string") or forbidden_word(text))


def _labels(values: pa.Array, codes: CodeList, language: Language) -> pa.Array:
    rows = pc.index_in(values, value_set=pa.array(codes.values, values.type))
    return pa.array([code.label(language) for code in codes.codes], _TEXT).take(rows)


def _first_fitting(most: int, *texts: pa.Array) -> pa.Array:
    """The first of the texts that has so many characters at most; else the last."""
    found = texts[-1]
    for text in reversed(texts[:-1]):
        found = pc.if_else(pc.less_equal(pc.utf8_length(text), most), text, found)
    return found


def _join(*parts: pa.Array | str) -> pa.Array:
    """The parts end to end, null where one of them is."""
    found = (pa.scalar(part, _TEXT) if isinstance(part, str) else part for part in parts)
    return pc.binary_join_element_wise(*found, pa.scalar("", _TEXT))


def _joined(mark: str, *parts: pa.Array) -> pa.Array:
    """The parts that are there, with a mark between them.

    Not by ``null_handling="skip"``: Arrow 26 drops the rows in which every part is null.
    """
    found = parts[0]
    for part in parts[1:]:
        found = pc.coalesce(_join(found, mark, part), found, part)
    return found
