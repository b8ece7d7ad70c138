"""CQL2's array functions on fields that hold several values."""

from collections.abc import Mapping, Sequence
from typing import Any

from geo.cql2.values import operand, shown
from geo.errors import FilterError
from geo.expressions import Always, Expression, ListOperator, Lists, sets_compare
from geo.operands import Constant, Property
from geo.schema.model import LayerSchema

# The function with its sides changed, by the function.
FUNCTIONS: Mapping[str, tuple[ListOperator, ListOperator]] = {
    "a_equals": ("equals", "equals"),
    "a_contains": ("contains", "containedby"),
    "a_containedby": ("containedby", "contains"),
    "a_overlaps": ("overlaps", "overlaps"),
}


def array(name: str, args: Sequence[Any], schema: LayerSchema, parameter: str) -> Expression:
    """The comparison of two sets."""
    left, right = (_side(one, schema, parameter) for one in args)
    operator, mirrored = FUNCTIONS[name]
    if isinstance(left, Property):
        return Lists(operator, left.name, right)
    if isinstance(right, Property):
        return Lists(mirrored, right.name, left)
    return Always(sets_compare(operator, frozenset(left), frozenset(right)))


def _side(node: Any, schema: LayerSchema, parameter: str) -> Property | tuple[str, ...]:  # noqa: ANN401 - JSON
    if isinstance(node, list):
        return tuple(_text(one, schema, parameter) for one in node)
    found = operand(node, schema, parameter)
    if isinstance(found, Property):
        return found
    return (_text(node, schema, parameter),)  # a list of one, for in text ('a') is just 'a'


def _text(node: Any, schema: LayerSchema, parameter: str) -> str:  # noqa: ANN401 - JSON
    match operand(node, schema, parameter):
        case Constant(str(text)):
            return text
    raise FilterError(parameter, shown(node), "is not text, as the values of lists are")
