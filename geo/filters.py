"""Filter expressions: a small frozen tree, checked against a layer's fields before it runs.

Nulls follow SQL and CQL2 (OGC 21-065r2 section 6.5): a comparison with null is unknown, ``Not`` of
unknown is unknown, and a row is selected only where the whole is true. On a ``;`` list field each
comparison asks whether one of the parts fulfils it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from geo.errors import FilterError
from geo.schema.model import Field, LayerSchema

Value = str | int | float | bool | date
Operator = Literal["=", "<>", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class In:
    """The field has one of the values; for a ``;`` list field: one of its parts does."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """The field stands in this relation to the value."""

    field: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Between:
    """The field lies between the two values, both included."""

    field: str
    low: Value
    high: Value


@dataclass(frozen=True, slots=True)
class Like:
    """The text matches the pattern: ``%`` any run, ``_`` any one character, backslash escapes."""

    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """The field has no value; never unknown."""

    field: str


@dataclass(frozen=True, slots=True)
class Not:
    """The part is false."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Expression", ...]


Leaf = In | Compare | Between | Like | IsNull
Expression = Leaf | Not | And | Or

TEXTUAL = frozenset({"string", "text", "code", "list", "edtf", "uri", "datetime"})
_MOST_LEAVES = 500
_DEEPEST = 50
_MOST_VALUES = 1_000


def value(field: Field, text: str, parameter: str | None = None) -> Value:
    """The text as a value of the field's kind. Raises FilterError where it is none."""
    wrong = FilterError(parameter or field.name, text, f"is not of kind {field.kind}")
    try:
        match field.kind:
            case "integer":
                return int(text)
            case "number":
                number = float(text)
                if math.isfinite(number):
                    return number
            case "boolean":
                return {"true": True, "false": False}[text.lower()]
            case "date":
                return _day(text)
            case _:
                return text
    except (ValueError, KeyError):
        raise wrong from None
    raise wrong


def check(expression: Expression, schema: LayerSchema, parameter: str | None = None) -> None:
    """Returns where the layer can answer the expression, raises FilterError where it cannot.

    The error's parameter is the field's name unless one (such as ``filter``) is given. Refused are
    unknown fields, values of another kind, codes that are not in the field's list, empty or too
    many parts.
    """
    for number, leaf in enumerate(walk(expression, parameter), 1):
        if number > _MOST_LEAVES:
            text = f"has more than {_MOST_LEAVES} comparisons"
            raise FilterError(parameter or "filter", "...", text)
        _check_leaf(leaf, schema, parameter or leaf.field)


def walk(expression: Expression, parameter: str | None = None) -> Iterator[Leaf]:
    """The comparisons of an expression from the left.

    Raises FilterError for an empty And or Or, and for an expression nested too deeply.
    """
    todo = [(expression, 0)]
    while todo:
        one, depth = todo.pop()
        if depth > _DEEPEST:
            text = f"is nested more than {_DEEPEST} deep"
            raise FilterError(parameter or "filter", "...", text)
        match one:
            case Not(part):
                todo.append((part, depth + 1))
            case And(parts) | Or(parts):
                if not parts:
                    raise FilterError(parameter or "filter", "", "joins no comparisons")
                todo.extend((part, depth + 1) for part in reversed(parts))
            case leaf:
                yield leaf


def _check_leaf(leaf: Leaf, schema: LayerSchema, parameter: str) -> None:
    field = _field(schema, leaf.field, parameter)
    match leaf:
        case In(_, values):
            if not 0 < len(values) <= _MOST_VALUES:
                raise FilterError(parameter, len(values), f"needs 1 to {_MOST_VALUES} values")
            for one in values:
                _check_value(field, one, parameter, coded=True)
        case Compare(_, operator, one):
            _check_value(field, one, parameter, coded=operator in ("=", "<>"))
            if operator not in ("=", "<>"):
                _check_ordered(field, parameter)
        case Between(_, low, high):
            _check_value(field, low, parameter, coded=False)
            _check_value(field, high, parameter, coded=False)
            _check_ordered(field, parameter)
        case Like(_, pattern):
            if field.kind not in TEXTUAL:
                raise FilterError(parameter, pattern, f"{field.name} is not text")
        case IsNull():
            pass


def _check_ordered(field: Field, parameter: str) -> None:
    if field.kind == "boolean":
        raise FilterError(parameter, field.name, "is true or false and has no order")


def _field(schema: LayerSchema, name: str, parameter: str) -> Field:
    field = schema.by_name.get(name)
    if field is None:
        reason = f"{schema.name} has no field of this name"
        raise FilterError(parameter, name, reason, sorted(schema.by_name))
    return field


def _check_value(field: Field, one: Value, parameter: str, *, coded: bool) -> None:
    if not _fits(field, one):
        raise FilterError(parameter, one, f"{field.name} is of kind {field.kind}")
    if coded and field.codes is not None and str(one) not in field.codes:
        text = f"is not a code of {field.name}"
        raise FilterError(parameter, one, text, field.codes.values)


def _fits(field: Field, one: Value) -> bool:
    match field.kind:
        case "integer" | "number":
            return isinstance(one, int | float) and not isinstance(one, bool) and one == one  # noqa: PLR0124 - refuses NaN
        case "boolean":
            return isinstance(one, bool)
        case "date":
            return isinstance(one, date) or (isinstance(one, str) and _is_day(one))
        case _:
            return isinstance(one, str)


def _day(text: str) -> date:
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)


def _is_day(text: str) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True
