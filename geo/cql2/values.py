"""Values, fields and calculations of CQL2's JSON encoding to operands."""

import math
from datetime import date, datetime
from typing import Any, cast, get_args

from geo import times
from geo.errors import FilterError
from geo.operands import (
    Arithmetic,
    Constant,
    Fold,
    Folded,
    Operand,
    Property,
    Sign,
    field_of,
    folded,
    joined,
)
from geo.schema.model import LayerSchema

FOLDS: dict[str, Fold] = {"casei": "case", "accenti": "accents"}
SIGNS: tuple[Sign, ...] = get_args(Sign)


def operand(node: Any, schema: LayerSchema, parameter: str) -> Operand:  # noqa: ANN401 - JSON
    """The operand a node stands for. Raises FilterError where it is none of the layer's."""
    match node:
        case bool() | int() | float() | str():
            return Constant(plain(node, parameter))
        case {"property": str(name)}:
            return Property(field_of(schema, name, parameter).name)
        case {"date": str(text)}:
            return Constant(day(text, parameter))
        case {"timestamp": str(text)}:
            return Constant(instant(text, parameter))
        case {"op": str(name), "args": [one]} if name.lower() in FOLDS:
            return _fold(operand(one, schema, parameter), FOLDS[name.lower()], parameter)
        case {"op": str(name), "args": [left, right]} if name.lower() in SIGNS:
            sign = cast("Sign", name.lower())
            sides = operand(left, schema, parameter), operand(right, schema, parameter)
            return Arithmetic(sign, *sides)
        case None:
            raise FilterError(parameter, "null", "is no value; ask with IS NULL")
        case {"op": str(name), "args": list()} if name.lower() not in (*FOLDS, *SIGNS):
            raise FilterError(parameter, name, "is no function here", (*FOLDS, *SIGNS))
    raise FilterError(parameter, shown(node), "is not a value, field or calculation")


def plain(value: str | float | bool, parameter: str) -> str | int | float | bool:
    """The value, numbers without a fraction as whole ones: text reads all as fractions.

    Raises FilterError for a number too large to be one.
    """
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        raise FilterError(parameter, value, "is no finite number")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def day(text: str, parameter: str) -> date:
    """The day. Raises FilterError."""
    found = times.day(text)
    if found is None:
        raise FilterError(parameter, text, "is not a day such as 2020-01-31")
    return found


def instant(text: str, parameter: str) -> datetime:
    """The instant in UTC. Raises FilterError."""
    found = times.instant(text)
    if found is None:
        raise FilterError(parameter, text, "is not an instant such as 2020-01-31T12:00:00Z")
    return found


def shown(node: Any) -> str:  # noqa: ANN401 - what JSON can hold
    """A node in the words of an error."""
    match node:
        case {"op": str(name)}:
            return f"{name}(...)"
        case {"property": str(name)}:
            return name
        case dict():
            return ", ".join(map(str, list(node)[:3]))
        case list():
            return "a list"
        case _:
            return str(node)[:60]


def _fold(part: Operand, fold: Fold, parameter: str) -> Operand:
    match part:
        case Constant(str(text)):
            return Constant(folded(text, fold))
        case Property():
            return Folded(part, fold)
        case Folded(inner, other):
            return Folded(inner, joined(fold, other))
    name = next(name for name, one in FOLDS.items() if one == fold)
    raise FilterError(parameter, name, "needs a text or a field of texts")
