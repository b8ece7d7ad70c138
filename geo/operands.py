"""What the two sides of a comparison are made of, beyond a field and a plain value."""

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from geo.errors import FilterError
from geo.schema.model import Field, LayerSchema

ID = Field("id", "string", "Id", "Identifiant", nullable=False)
GEOMETRY = "geometry"

Fold = Literal["", "case", "accents", "both"]
Sign = Literal["+", "-", "*", "/", "^", "%", "div"]
Domain = Literal["text", "number", "boolean", "day", "instant"]  # in what two sides are compared
Value = str | int | float | bool | date


@dataclass(frozen=True, slots=True)
class Property:
    """The value of a field."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is the same for every record; a ``datetime`` is in UTC."""

    value: Value | datetime


@dataclass(frozen=True, slots=True)
class Folded:
    """The text of a field without what the fold takes away (``folded``)."""

    part: Property
    fold: Fold


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A calculation with numbers; null where a part is, or where the result is no finite number.

    ``div`` drops what is behind the point, ``%`` has the sign of its left side.
    """

    sign: Sign
    left: "Operand"
    right: "Operand"


Operand = Property | Constant | Folded | Arithmetic


_FIELD_KINDS: dict[str, str] = {
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "date": "day",
    "datetime": "datetime",
}  # the others are text
_DOMAINS: dict[frozenset[str], Domain] = {
    frozenset({"text"}): "text",
    frozenset({"text", "datetime"}): "text",
    frozenset({"number"}): "number",
    frozenset({"boolean"}): "boolean",
    frozenset({"day"}): "day",
    frozenset({"day", "datetime"}): "day",
    frozenset({"day", "instant"}): "day",
    frozenset({"datetime"}): "instant",
    frozenset({"instant"}): "instant",
    frozenset({"datetime", "instant"}): "instant",
}


def field_of(schema: LayerSchema, name: str, parameter: str | None = None) -> Field:
    """The field of that name, ``id`` among them. Raises FilterError where there is none."""
    field = schema.by_name.get(name) or (ID if name == ID.name else None)
    if field is None:
        reason = f"{schema.name} has no field of this name"
        raise FilterError(parameter or name, name, reason, sorted((*schema.by_name, ID.name)))
    return field


def check(
    left: Operand, right: Operand, schema: LayerSchema, parameter: str | None = None
) -> Domain:
    """What the two are compared as. Raises FilterError where they cannot be."""
    kinds = [_kind(one, schema, parameter) for one in (left, right)]
    domain = _DOMAINS.get(frozenset(kinds))
    if domain is None:
        named = ", ".join(map(_named, (left, right)))
        text = f"compares {kinds[0]} with {kinds[1]}"
        raise FilterError(parameter or "filter", named, text)
    return domain


def check_times(
    ends: Iterable[Operand], schema: LayerSchema, parameter: str | None = None
) -> Domain:
    """As what ends of times are compared: days where one is a day. Raises FilterError."""
    found: Domain = "instant"
    for end in ends:
        kind = _kind(end, schema, parameter)
        if kind not in ("day", "datetime", "instant"):
            text = f"is {kind}, not a day or instant"
            raise FilterError(parameter or "filter", _named(end), text)
        found = "day" if kind == "day" else found
    return found


def _named(operand: Operand) -> str:
    """An operand in the words of an error."""
    return str(operand.value) if isinstance(operand, Constant) else ", ".join(properties(operand))


def _kind(operand: Operand, schema: LayerSchema, parameter: str | None) -> str:
    match operand:
        case Property(name):
            field = field_of(schema, name, parameter)
            if field.kind == "list":
                text = "is a list: compare it with values, or by a function such as A_CONTAINS"
                raise FilterError(parameter or name, name, text)
            return _FIELD_KINDS.get(field.kind, "text")
        case Folded(part):
            if _kind(part, schema, parameter) not in ("text", "datetime"):
                raise FilterError(parameter or part.name, part.name, "is not text")
            return "text"
        case Arithmetic(sign, left, right):
            for one in (left, right):
                if (kind := _kind(one, schema, parameter)) != "number":
                    raise FilterError(parameter or "filter", sign, f"calculates with {kind}")
            return "number"
        case Constant(value):
            return _constant_kind(value, parameter)


def _constant_kind(value: Value | datetime, parameter: str | None) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        raise FilterError(parameter or "filter", value, "is no finite number")
    kinds = {bool: "boolean", str: "text", datetime: "instant", date: "day"}
    return kinds.get(type(value), "number")


def properties(operand: Operand) -> Iterator[str]:
    """The names of the fields an operand takes its value from."""
    match operand:
        case Property(name) | Folded(Property(name)):
            yield name
        case Arithmetic(_, left, right):
            yield from properties(left)
            yield from properties(right)


def joined(one: Fold, other: Fold) -> Fold:
    """The fold that takes away what both do."""
    return one or other if one == other or not (one and other) else "both"


def folded(text: str, fold: Fold) -> str:
    """The text in Unicode's form NFC without differences of case, of accents, or of both.

    Case as in Unicode 15 section 3.13.5 (canonical caseless matching); accents are the
    non-spacing marks of form NFD. CQL2 sections 7.3 and 7.4.
    """
    if not fold:
        return text
    if fold != "accents":
        text = unicodedata.normalize("NFD", text).casefold()
    if fold != "case":
        marked = unicodedata.normalize("NFD", text)
        text = "".join(one for one in marked if unicodedata.category(one) != "Mn")
    return unicodedata.normalize("NFC", text)
