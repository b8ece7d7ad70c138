"""What a filter may ask of a layer: an expression is checked against the fields before it runs."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date

from geo import operands, times
from geo.errors import FilterError, nearest
from geo.expressions import (
    Absent,
    Always,
    And,
    Between,
    Compare,
    Expression,
    In,
    IsNull,
    Leaf,
    Like,
    Lists,
    Not,
    Operator,
    Or,
    Relation,
    Spatial,
    Temporal,
    names,
)
from geo.operands import GEOMETRY, ID, Property, Value, field_of
from geo.schema.model import Field, Kind, LayerSchema

__all__ = [
    "Absent", "Always", "And", "Between", "Compare", "Expression", "In", "IsNull", "Leaf", "Like",
    "Not", "Operator", "Or", "Relation", "Value", "check", "check_code", "names", "queryables",
    "value", "walk",
]  # fmt: skip

TEXTUAL = frozenset({"string", "text", "code", "list", "edtf", "uri", "datetime"})
MOST_LEAVES = 500
_DEEPEST = 50
MOST_VALUES = 1_000
MOST_SEARCHES = 20  # each may have to look into a million texts
# GDAL keeps booleans as integers, and so asks for 1 and 0.
_TRUTHS = {"true": True, "false": False, "1": True, "0": False}
# Python reads more spellings ("1_0") than the standards have.
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
# How values are written, where that is no list of codes.
_WRITTEN: Mapping[Kind, str | tuple[str, ...]] = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": ("true", "false"),
    "date": "a day such as 2020-01-31",
}
_A_TEXT = "a text that is not empty; what is missing is found by filter=... IS NULL"
_A_SLIP = 0.85  # as like as this a value is a code mistyped: a letter in five may be wrong


def value(field: Field, text: str, parameter: str | None = None) -> Value:
    """The text as a value of the field's kind, never empty. Raises FilterError where it is none."""
    reason = f"is not of kind {field.kind}" if text else "is empty"
    written = _WRITTEN.get(field.kind, _A_TEXT)
    wrong = FilterError(parameter or field.name, text, reason, written)
    try:
        match field.kind:
            case "integer" if _WHOLE.fullmatch(text):
                return int(text)
            case "number" if NUMBER.fullmatch(text):
                number = float(text)
                if math.isfinite(number):
                    return number
            case "integer" | "number":
                raise wrong
            case "boolean":
                return _TRUTHS[text.lower()]
            case "date":
                if day := times.day(text):
                    return day
            case _ if text:
                return text
    except (ValueError, KeyError):
        raise wrong from None
    raise wrong


def queryables(schema: LayerSchema) -> tuple[str, ...]:
    """What an expression may name: the fields, ``id``, and ``geometry`` where there is one."""
    geometry = (GEOMETRY,) if schema.geometry_types else ()
    return (*dict.fromkeys((ID.name, *geometry, *schema.by_name)),)


def check(expression: Expression, schema: LayerSchema, parameter: str | None = None) -> None:
    """Returns where the layer can answer the expression, raises FilterError where it cannot.

    The error's parameter is the field's name unless one (such as ``filter``) is given. Refused are
    unknown fields, values of another kind, a value that is like a code of the field's list and
    none of it (one that is like none is an answerable question: no record has it), empty or too
    many parts.
    """
    searches = 0
    for number, leaf in enumerate(walk(expression, parameter), 1):
        if number > MOST_LEAVES:
            text = f"has more than {MOST_LEAVES} comparisons"
            raise FilterError(parameter or "filter", "...", text)
        for name in names(leaf):
            placed = isinstance(leaf, IsNull | Spatial) and name == GEOMETRY
            if not (placed and schema.geometry_types):
                field_of(schema, name, parameter)
        _check_leaf(leaf, schema, parameter)
        searches += _is_search(leaf, schema)
        if searches > MOST_SEARCHES:
            text = f"searches texts more than {MOST_SEARCHES} times (LIKE, CASEI, ACCENTI)"
            raise FilterError(parameter or "filter", "...", text)


def _is_search(leaf: Leaf, schema: LayerSchema) -> bool:
    """Whether a checked leaf looks into texts one by one."""
    match leaf:
        case Like() | Lists(_, _, Property()):
            return True
        case In() | Compare() | Between():
            return leaf.fold != ""
        case Relation(_, left, right):
            return operands.check(left, right, schema) == "text"
    return False


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


def _check_leaf(leaf: Leaf, schema: LayerSchema, parameter: str | None) -> None:
    match leaf:
        case Relation(_, left, right):
            operands.check(left, right, schema, parameter)
        case Temporal(_, left, right):
            operands.check_times((*left.ends, *right.ends), schema, parameter)
        case Lists():
            for name in names(leaf):
                if field_of(schema, name, parameter).kind != "list":
                    raise FilterError(parameter or name, name, "is not a list")
        case Absent(operand):
            operands.check(operand, operand, schema, parameter)
        case In() | Compare() | Between() | Like():
            field = field_of(schema, leaf.field, parameter)
            _check_simple(leaf, field, parameter or leaf.field)


def _check_simple(leaf: In | Compare | Between | Like, field: Field, parameter: str) -> None:
    if (leaf.fold or isinstance(leaf, Like)) and field.kind not in TEXTUAL:
        raise FilterError(parameter, field.name, "is not text")
    coded = not leaf.fold
    match leaf:
        case In(_, values):
            if not 0 < len(values) <= MOST_VALUES:
                raise FilterError(parameter, len(values), f"needs 1 to {MOST_VALUES} values")
            for one in values:
                _check_value(field, one, parameter, coded=coded)
        case Compare(_, operator, one):
            _check_value(field, one, parameter, coded=coded and operator in ("=", "<>"))
        case Between(_, low, high):
            _check_value(field, low, parameter, coded=False)
            _check_value(field, high, parameter, coded=False)


def _check_value(field: Field, one: Value, parameter: str, *, coded: bool) -> None:
    if not _fits(field, one):
        raise FilterError(parameter, one, f"{field.name} is of kind {field.kind}")
    if coded:
        check_code(field, one, parameter, near=True)


def check_code(field: Field, one: Value, parameter: str, *, near: bool = False) -> None:
    """Returns where the value is a code of the field; with ``near`` also where it is like none.

    Raises FilterError with the codes there are.
    """
    if field.codes is None or str(one) in field.codes:
        return
    codes = field.codes.values
    if not near or nearest(str(one), codes, _A_SLIP):
        raise FilterError(parameter, one, f"is not a code of {field.name}", codes)


def _fits(field: Field, one: Value) -> bool:
    match field.kind:
        case "integer" | "number":
            return isinstance(one, int | float) and not isinstance(one, bool) and one == one  # noqa: PLR0124 - refuses NaN
        case "boolean":
            return isinstance(one, bool)
        case "date":
            return isinstance(one, date) or (isinstance(one, str) and times.day(one) is not None)
        case _:
            return isinstance(one, str)
