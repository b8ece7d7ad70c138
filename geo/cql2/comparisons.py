"""CQL2's comparisons to leaves of an expression: a field with values where it can be said so."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from geo.cql2.values import day, operand, shown
from geo.errors import FilterError
from geo.expressions import (
    Absent,
    Always,
    And,
    Between,
    Compare,
    Expression,
    In,
    IsNull,
    Like,
    Not,
    Operator,
    Or,
    Relation,
)
from geo.operands import (
    GEOMETRY,
    Constant,
    Fold,
    Folded,
    Operand,
    Property,
    Value,
    field_of,
)
from geo.schema.model import Field, LayerSchema

_MIRRORED: Mapping[Operator, Operator] = {
    "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip


def relation(
    operator: Operator, args: Sequence[Any], schema: LayerSchema, parameter: str
) -> Expression:
    """The comparison of two operands."""
    left, right = (operand(one, schema, parameter) for one in args)
    if isinstance(left, Constant) and not isinstance(right, Constant):
        left, right, operator = right, left, _MIRRORED[operator]
    return _related(operator, left, right, schema, parameter)


def _related(
    operator: Operator, left: Operand, right: Operand, schema: LayerSchema, parameter: str
) -> Expression:
    simple = _simple(left, schema, parameter)
    if simple is not None and isinstance(right, Constant):
        field, fold = simple
        value = _fitted(right.value, field, parameter)
        if value is not None:
            match operator:
                case "=":
                    return In(field.name, (value,), fold)
                case "<>":
                    return Not(In(field.name, (value,), fold))
            return Compare(field.name, operator, value, fold)
    return Relation(operator, left, right)


def member(args: Sequence[Any], schema: LayerSchema, parameter: str) -> Expression:
    """``IN``: the operand equals one of the list."""
    one, among = args
    if not isinstance(among, list):
        among = [among]
    if not among:
        raise FilterError(parameter, shown(one), "IN needs at least one value")
    left = operand(one, schema, parameter)
    rights = [operand(node, schema, parameter) for node in among]
    simple = _simple(left, schema, parameter)
    if simple is not None:
        field, fold = simple
        values = [
            _fitted(right.value, field, parameter) if isinstance(right, Constant) else None
            for right in rights
        ]
        found = tuple(value for value in values if value is not None)
        if len(found) == len(values):
            return In(field.name, found, fold)
    parts = tuple(_related("=", left, right, schema, parameter) for right in rights)
    return parts[0] if len(parts) == 1 else Or(parts)


def between(args: Sequence[Any], schema: LayerSchema, parameter: str) -> Expression:
    """``BETWEEN``: from the second to the third operand, both included."""
    left, low, high = (operand(one, schema, parameter) for one in args)
    simple = _simple(left, schema, parameter)
    if simple is not None and isinstance(low, Constant) and isinstance(high, Constant):
        field, fold = simple
        ends = [_fitted(one.value, field, parameter) for one in (low, high)]
        if ends[0] is not None and ends[1] is not None:
            return Between(field.name, ends[0], ends[1], fold)
    return And((Relation(">=", left, low), Relation("<=", left, high)))


def like(args: Sequence[Any], schema: LayerSchema, parameter: str) -> Expression:
    """``LIKE``: the text matches the pattern."""
    left, pattern = (operand(one, schema, parameter) for one in args)
    if not (isinstance(pattern, Constant) and isinstance(pattern.value, str)):
        raise FilterError(parameter, shown(args[1]), "LIKE needs a text as its pattern")
    simple = _simple(left, schema, parameter)
    if simple is None:
        raise FilterError(parameter, shown(args[0]), "LIKE needs a field of texts")
    field, fold = simple
    return Like(field.name, pattern.value, fold)


def missing(args: Sequence[Any], schema: LayerSchema, parameter: str) -> Expression:
    """``IS NULL``."""
    if args[0] == {"property": GEOMETRY} and schema.geometry_types:
        return IsNull(GEOMETRY)
    match operand(args[0], schema, parameter):
        case Property(name) | Folded(Property(name)):
            return IsNull(name)
        case Constant():
            return Always(False)
        case other:
            return Absent(other)


def _simple(one: Operand, schema: LayerSchema, parameter: str) -> tuple[Field, Fold] | None:
    match one:
        case Property(name):
            return field_of(schema, name, parameter), ""
        case Folded(Property(name), fold):
            return field_of(schema, name, parameter), fold
    return None


def _fitted(value: Value | datetime, field: Field, parameter: str) -> Value | None:
    """The value as the field is compared with it; None where that takes more than a value."""
    if field.kind == "date":
        if isinstance(value, datetime):
            return value.date()  # the field knows no more than days
        return day(value, parameter) if isinstance(value, str) else value
    if field.kind == "datetime" and isinstance(value, date):
        return None
    if isinstance(value, datetime):
        raise FilterError(parameter, value.isoformat(), f"{field.name} is of kind {field.kind}")
    return value
