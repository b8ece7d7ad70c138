"""Where sources contradict each other: each side's version, who gives it, and where it is said."""

from collections.abc import Iterator
from dataclasses import dataclass

from geo.schema.model import Field, Language, in_language
from geo.schema.topics import topic
from maps.facts import worded
from maps.names import Names
from maps.records import Properties, Record

# Claims state values of other kinds in the words of one language; their paraphrase is in both.
_IN_WORDS = ("code", "boolean", "integer", "number", "edtf", "date")


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says on a field."""

    source_id: str
    value: str  # in words; empty where it is told by the text alone
    text: str  # the paraphrase, in the editors' words
    locator: str  # where in the source; may be empty
    contradicts: bool  # the record as it stands


@dataclass(frozen=True, slots=True)
class Version:
    """A field on which sources contradict each other."""

    about: str  # title of the field
    held: str  # what the record has, in words; empty where it has nothing
    sides: tuple[Side, ...]  # those that support what the record has, then the others


def versions(record: Record, names: Names, language: Language) -> tuple[Version, ...]:
    """The fields of a record on which a claim contradicts it, with all claims on each."""
    claims = names.claims.get(record.id, ())
    fields = dict.fromkeys(c["field"] for c in claims if c["stance"] == "contradicts")
    found = []
    for name in fields:
        own = sorted((c for c in claims if c["field"] == name), key=_stands)
        field = record.layer.schema.by_name.get(name)
        about = topic(name, language, record.layer.schema)
        sides = tuple(dict.fromkeys(_sides(own, field, names, language)))
        found.append(Version(about, _held(record, field, names, language), sides))
    return tuple(found)


def _stands(claim: Properties) -> bool:
    return bool(claim["stance"] == "contradicts")


def _sides(
    claims: list[Properties], field: Field | None, names: Names, language: Language
) -> Iterator[Side]:
    for claim in claims:
        yield Side(
            claim["source_id"],
            _value(claim.get("value"), field, names, language),
            in_language(claim, "paraphrase", language) or "",
            in_language(claim, "locator", language) or "",
            _stands(claim),
        )


def _value(value: str | None, field: Field | None, names: Names, language: Language) -> str:
    """A claim's value in words. Claims write all values as text, numbers and booleans too."""
    if not value or field is None or field.kind not in _IN_WORDS:
        return ""
    if field.kind == "boolean":
        return worded(field, value == "true", names, language) if value in _BOOLEANS else value
    if field.kind in ("integer", "number") and field.codes is None:
        try:
            return worded(field, float(value), names, language)
        except ValueError:
            return value
    return worded(field, value, names, language)


_BOOLEANS = ("true", "false")


def _held(record: Record, field: Field | None, names: Names, language: Language) -> str:
    if field is None:
        return ""
    own = field.name.removesuffix("_en")
    value = in_language(record.properties, own, language)
    return "" if value in (None, "") else worded(field, value, names, language)
