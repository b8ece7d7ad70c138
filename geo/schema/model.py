"""What a schema is made of: codes, fields, layers. Data only; the tables stand beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Language = Literal["en", "fr"]

Kind = Literal[
    "string",  # one line of plain text
    "text",  # plain text, up to 500 characters
    "code",  # one value of a code list
    "list",  # values joined by ";"
    "integer",
    "number",
    "boolean",
    "date",  # ISO 8601 calendar day
    "datetime",  # RFC 3339
    "edtf",  # EDTF level 1
    "uri",
]


def in_language(properties: Mapping[str, Any], name: str, language: Language) -> str | None:
    """A text in the language asked for where the record has it, else as it stands, English."""
    return properties.get(f"{name}_{language}") or properties.get(name)


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list with its labels."""

    value: str
    label_en: str
    label_fr: str
    definition_en: str = ""
    parent: str | None = None  # the value of the wider list this one belongs under

    def label(self, language: Language) -> str:
        """The label in the language asked for."""
        return self.label_fr if language == "fr" else self.label_en


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of values, in the order legends and forms show them."""

    name: str
    codes: tuple[Code, ...]
    by_value: Mapping[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = MappingProxyType({code.value: code for code in self.codes})
        object.__setattr__(self, "by_value", found)

    @property
    def values(self) -> tuple[str, ...]:
        """The allowed values, in order."""
        return tuple(code.value for code in self.codes)

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and value in self.by_value

    def label(self, value: str, language: Language) -> str:
        """The label of ``value``; the value itself where the list does not have it."""
        code = self.by_value.get(value)
        return code.label(language) if code else value

    def parent(self, value: str) -> str | None:
        """The wider value ``value`` belongs under, None where it has none."""
        code = self.by_value.get(value)
        return code.parent if code else None


def code_list(name: str, rows: Iterable[tuple[str, ...]]) -> CodeList:
    """A code list of rows (value, English label, French label[, English definition])."""
    return CodeList(name, tuple(Code(*row) for row in rows))


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a layer."""

    name: str
    kind: Kind
    title_en: str
    title_fr: str
    description_en: str = ""
    codes: CodeList | None = None  # for kinds "code", and "integer" with coded values
    core: bool = False  # the key is present on every record
    nullable: bool = True  # the value may be null
    refers_to: str | None = None  # the collection whose ids the value(s) name
    evidence: bool = False  # a non-null value needs a claim or a rule
    max_length: int | None = None  # characters; only for the kinds that are text
    minimum: float | None = None  # the least number allowed, in the unit the description names
    maximum: float | None = None

    def title(self, language: Language) -> str:
        """The title in the language asked for."""
        return self.title_fr if language == "fr" else self.title_en


@dataclass(frozen=True, slots=True)
class LayerSchema:
    """A layer's fields, geometry types and title."""

    name: str
    title_en: str
    title_fr: str
    description_en: str
    description_fr: str
    fields: tuple[Field, ...]
    geometry_types: frozenset[str]  # GeoJSON names; empty for tables without geometry
    temporal: bool = False  # has date_start and date_end
    mapped: bool = False  # one of the layers a map shows
    type_field: str | None = None  # the coded field that colours the layer
    key: str | None = None  # the property that is the id; None: the Feature's own id member
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = MappingProxyType({one.name: one for one in self.fields})
        object.__setattr__(self, "by_name", found)

    def title(self, language: Language) -> str:
        """The title in the language asked for."""
        return self.title_fr if language == "fr" else self.title_en
