"""What a schema is made of: codes, fields, layers. Data only; the tables stand beside this module."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list with its labels."""

    value: str
    label_en: str
    label_fr: str
    definition_en: str = ""

    def label(self, language: Language) -> str:
        """The label in the language asked for."""
        return self.label_fr if language == "fr" else self.label_en


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of values, in the order legends and forms show them."""

    name: str
    codes: tuple[Code, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The allowed values, in order."""
        return tuple(code.value for code in self.codes)

    def __contains__(self, value: object) -> bool:
        return value in self.values

    def label(self, value: str, language: Language) -> str:
        """The label of ``value``; the value itself where the list does not have it."""
        for code in self.codes:
            if code.value == value:
                return code.label(language)
        return value


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

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return MappingProxyType({field.name: field for field in self.fields})

    def title(self, language: Language) -> str:
        """The title in the language asked for."""
        return self.title_fr if language == "fr" else self.title_en
