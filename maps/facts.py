"""The facts of a record, one function each: from a record to (label, value) in words.

Labels are the schema's titles, values its labels of codes. A fact that is not known is left out,
save deaths: there "not stated" is said, for silence would read as none.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from geo.schema.codes import FATALITIES_BASES
from geo.schema.countries import COUNTRIES
from geo.schema.model import Field, Language, in_language
from maps import dates, figures
from maps.names import Names, references
from maps.records import Record

Fact = tuple[str, str]
Maker = Callable[[Record, Names, Language], Iterator[Fact]]

_BOOLEANS = {"en": ("no", "yes"), "fr": ("non", "oui")}
PARTIES = {"en": ("Sides", "Actor"), "fr": ("Parties", "Acteur")}
_BETWEEN = {
    "en": {"a_on_b": " against ", "b_on_a": " against ", "mutual": " and "},
    "fr": {"a_on_b": " contre ", "b_on_a": " contre ", "mutual": " et "},
}
DEATHS = {"en": "Deaths", "fr": "Morts"}
_TOLLS = {
    "": (DEATHS["en"], DEATHS["fr"]),
    "_civilians": ("of whom civilians", "dont civils"),
    "_security_forces": ("of whom security forces", "dont forces de sécurité"),
    "_armed_groups": ("of whom armed groups", "dont groupes armés"),
}
_INJURED = ("Injured", "Blessés")
_CONVERTED = {
    "en": " (the source says it in words, not in a number)",
    "fr": " (la source le dit en mots, non en chiffre)",
}
_DISTANCE = {"en": "Distance to the border", "fr": "Distance à la frontière"}
_CHANGE = {"en": "Last change", "fr": "Dernier changement"}
_CERTAINTY = {"en": "Boundary certain to", "fr": "Limite certaine à"}


def field(name: str) -> Maker:
    """The fact of one field under its own title."""

    def make(record: Record, names: Names, language: Language) -> Iterator[Fact]:
        found = record.layer.schema.by_name.get(name)
        if found is not None and record.properties.get(name) not in (None, ""):
            value = record.properties[name]
            yield found.title(language), worded(found, value, names, language)

    return make


def text(name: str) -> Maker:
    """The fact of a field that has its French beside it."""

    def make(record: Record, _: Names, language: Language) -> Iterator[Fact]:
        said = in_language(record.properties, name, language)
        if said:
            yield record.layer.schema.by_name[name].title(language), said

    return make


def listed(text: str | None) -> tuple[str, ...]:
    """The parts of a ``;`` list; none of null."""
    return tuple(part for part in (text or "").split(";") if part)


def worded(found: Field, value: Any, names: Names, language: Language) -> str:  # noqa: ANN401 - of any kind
    """A value of the field in words: its code's label, the name of what it refers to, a date."""
    if found.refers_to is not None:
        keys = references(found, {found.name: value})
        return ", ".join(names.name(found.refers_to, key, language) for key in keys)
    if found.codes is not None:
        return found.codes.label(str(value), language)
    if found.kind == "boolean":
        return _BOOLEANS[language][bool(value)]
    if found.kind in ("integer", "number"):
        return figures.number(value, language)
    if found.kind in ("edtf", "date"):
        return dates.bare(str(value), language)
    return ", ".join(listed(str(value))) if found.kind == "list" else str(value)


def sides(record: Record, names: Names, language: Language) -> Iterator[Fact]:
    """The parties to an event, and who acted on whom where that is known."""
    a, b = (_side(record, names, side, language) for side in "ab")
    direction = record.properties.get("direction")
    both, one = PARTIES[language]
    if a and b:
        pair = (b, a) if direction == "b_on_a" else (a, b)
        yield both, _BETWEEN[language].get(direction or "", " – ").join(pair)
    elif a or b:
        yield one, a or b


def _side(record: Record, names: Names, side: str, language: Language) -> str:
    name = record.properties.get(f"actor_{side}")
    if not name:
        return ""
    codes = record.layer.schema.by_name[f"actor_{side}_type"].codes
    kind = record.properties.get(f"actor_{side}_type")
    shown = names.name("actors", name, language)
    if kind in (None, "unknown") or codes is None:
        return shown
    label = codes.label(kind, language)
    # "Civilians (civilians)" says nothing twice.
    return shown if label.lower() == shown.lower() else f"{shown} ({label.lower()})"


def deaths(record: Record, names: Names, language: Language) -> Iterator[Fact]:
    """The deaths as a range or as not stated, then those of each group that are stated."""
    for group, labels in _TOLLS.items():
        label = labels[language == "fr"]
        words = figures.toll(_bounds(record, f"fatalities_{{}}{group}"), language)
        basis = record.properties.get("fatalities_basis")
        if group == "":
            yield label, _toll(words, basis, language)
        elif words is not None:
            yield label, words


def _toll(words: str | None, basis: str | None, language: Language) -> str:
    if basis == "none_reported" or words is None:
        return FATALITIES_BASES.label(basis or "not_stated", language).lower()
    return words + _CONVERTED[language] if basis == "converted_words" else words


def _injured(record: Record, names: Names, language: Language) -> Iterator[Fact]:
    words = figures.toll(_bounds(record, "injured_{}"), language)
    if words is not None:
        yield _INJURED[language == "fr"], words


def _bounds(record: Record, pattern: str) -> figures.Bounds:
    low, best, high = (record.properties.get(pattern.format(b)) for b in ("low", "best", "high"))
    return low, best, high


def _border(record: Record, names: Names, language: Language) -> Iterator[Fact]:
    fields = record.layer.schema.by_name
    for name, mark in (("border_pair", "-"), ("states_involved", ";")):
        codes = [code for code in (record.properties.get(name) or "").split(mark) if code]
        if codes:
            joint = " – " if mark == "-" else ", "
            labels = [COUNTRIES.label(code, language) for code in codes]
            yield fields[name].title(language), joint.join(labels)


def _distance(record: Record, names: Names, language: Language) -> Iterator[Fact]:
    distance = record.properties.get("distance_to_border_m")
    if distance is None:
        return
    words = figures.metres(distance, language)
    margin = record.properties.get("distance_uncertainty_m")
    if margin is not None:
        words += f" (± {figures.metres(margin, language)})"
    yield _DISTANCE[language], words


def _certainty(record: Record, names: Names, language: Language) -> Iterator[Fact]:
    certainty = record.properties.get("boundary_certainty_m")
    if certainty is not None:
        yield _CERTAINTY[language], figures.metres(certainty, language)


def _standing(record: Record, names: Names, language: Language) -> Iterator[Fact]:
    if record.drawn == "withdrawn":
        yield from field("record_status")(record, names, language)
        yield from field("merged_into")(record, names, language)


def _change(record: Record, names: Names, language: Language) -> Iterator[Fact]:
    version, updated = (record.properties.get(name) for name in ("version", "updated_at"))
    words = [f"version {version}"] if version is not None else []
    if updated:
        words.append(dates.bare(updated[:10], language))
    if words:
        yield _CHANGE[language], ", ".join(words)


def _confidence(record: Record, names: Names, language: Language) -> Iterator[Fact]:
    for label, value in field("confidence")(record, names, language):
        reason = in_language(record.properties, "confidence_reason", language)
        mark = ": " if language == "en" else "\u00a0: "
        yield label, f"{value}{mark}{reason}" if reason else value


_EVENT: tuple[Maker, ...] = (
    sides,
    field("responsibility"),
    field("target_type"),
    field("civilian_targeting"),
    deaths,
    _injured,
    text("other_casualties_text"),
    text("outcome"),
)

FACTS: Mapping[str, tuple[Maker, ...]] = MappingProxyType(
    {
        "attacks": _EVENT,
        "border_incidents": (
            _border,
            field("border_side"),
            *_EVENT,
            _distance,
            field("closure_since"),
            field("closure_until"),
        ),
        "bases": tuple(
            map(
                field,
                (
                    *("status", "status_since_edtf", "status_until_edtf"),
                    *("operator", "operator_type", "units", "region_id"),
                    *("preceding_id", "succeeding_id"),
                ),
            )
        ),
        "military_regions": (
            *map(field, ("region_no", "seat_place", "seat_base_id", "units")),
            *map(field, ("boundary_method", "member_admin_codes")),
            _certainty,
            field("legal_basis"),
        ),
        "*": (
            _standing,
            field("place_name_alt"),
            field("location_method"),
            _confidence,
            _change,
        ),
    }
)
