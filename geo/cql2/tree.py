"""CQL2's JSON encoding to an expression over a layer's fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from geo import filters
from geo.cql2 import lists, moments, places
from geo.cql2.comparisons import between, like, member, missing, relation
from geo.cql2.limits import DEEPEST
from geo.cql2.values import FOLDS, SIGNS, shown
from geo.errors import FilterError
from geo.expressions import Always, And, Expression, Not, Operator, Or
from geo.schema.model import LayerSchema

_OPERATORS: tuple[Operator, ...] = get_args(Operator)
_PREDICATES: Mapping[str, tuple[int, Callable[[Sequence[Any], LayerSchema, str], Expression]]] = {
    "like": (2, like),
    "between": (3, between),
    "in": (2, member),
    "isnull": (1, missing),
}
_FUNCTIONS = (
    (places.FUNCTIONS, places.spatial),
    (moments.FUNCTIONS, moments.temporal),
    (lists.FUNCTIONS, lists.array),
)
_JOINS = ("and", "or", "not")
_NAMES = (
    *(*_JOINS, *_OPERATORS, *_PREDICATES),
    *(name for functions, _ in _FUNCTIONS for name in functions),
)


def expression(tree: Any, schema: LayerSchema, parameter: str = "filter") -> Expression:  # noqa: ANN401 - JSON
    """The filter of a tree that ``reading.read`` made.

    Raises FilterError, with the nearest match, for what the layer does not have, values of another
    kind, codes that are not in a field's list, and operators that there are not.
    """
    found = _predicate(tree, schema, parameter, DEEPEST)
    filters.check(found, schema, parameter)
    return found


def _predicate(node: Any, schema: LayerSchema, parameter: str, deeper: int) -> Expression:  # noqa: ANN401 - JSON
    if deeper < 0:
        raise FilterError(parameter, "...", f"is nested more than {DEEPEST} deep")
    match node:
        case bool():
            return Always(node)
        case {"op": str(name), "args": list(args)} if name.lower() in _JOINS:
            parts = tuple(_predicate(one, schema, parameter, deeper - 1) for one in args)
            return _joined(name.lower(), parts, parameter)
        case {"op": str(name), "args": list(args)}:
            return _leaf(name, args, schema, parameter)
        case {"property": str(name)}:
            text = "is a field, not a comparison; compare it with a value"
            raise FilterError(parameter, name, text)
    raise FilterError(parameter, shown(node), "is not true or false")


def _leaf(given: str, args: Sequence[Any], schema: LayerSchema, parameter: str) -> Expression:
    name = given.lower()
    if name in _OPERATORS:
        _need(2, args, given, parameter)
        return relation(name, args, schema, parameter)
    if name in _PREDICATES:
        number, make = _PREDICATES[name]
        _need(number, args, given, parameter)
        return make(args, schema, parameter)
    for functions, compare in _FUNCTIONS:
        if name in functions:
            _need(2, args, given, parameter)
            return compare(name, args, schema, parameter)
    if name in FOLDS or name in SIGNS:
        raise FilterError(parameter, given, "gives a value, not true or false")
    raise FilterError(parameter, given, "is no operator or function here", _NAMES)


def _joined(name: str, parts: tuple[Expression, ...], parameter: str) -> Expression:
    if name == "not":
        _need(1, parts, name, parameter)
        return Not(parts[0])
    if not parts:
        raise FilterError(parameter, name, "joins no comparisons")
    if len(parts) == 1:
        return parts[0]
    return And(parts) if name == "and" else Or(parts)


def _need(number: int, args: Sequence[object], name: str, parameter: str) -> None:
    if len(args) != number:
        raise FilterError(parameter, name, f"takes {number} arguments, not {len(args)}")
