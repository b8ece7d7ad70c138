"""A filter in either encoding to one tree, and the limits that hold whatever is in it."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

import orjson

from geo.cql2 import text
from geo.cql2.limits import DEEPEST, MOST_CHARACTERS, MOST_NODES
from geo.errors import FilterError

Language = Literal["cql2-text", "cql2-json"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Tree = Any  # what JSON can hold: the encoding of OGC 21-065r2 section 8.3


def read(given: str, language: Language = "cql2-text", parameter: str = "filter") -> Tree:
    """The filter as a tree of the JSON encoding, whose operators are not looked at yet.

    Raises FilterError where it cannot be read or is too large.
    """
    if len(given) > MOST_CHARACTERS:
        raise FilterError(parameter, given, f"is longer than {MOST_CHARACTERS} characters")
    if not given.strip():
        raise FilterError(parameter, given, "is empty")
    parse = text.parse if language == "cql2-text" else _json
    tree = parse(given, parameter)
    _measure(tree, parameter)
    return tree


def clauses(tree: Tree) -> Sequence[Tree]:
    """The parts of which all must hold: those of an ``and`` at the top, else the whole."""
    found, todo = [], [tree]
    while todo:
        one = todo.pop()
        if isinstance(one, dict) and _is_and(one):
            todo.extend(reversed(one["args"]))
        else:
            found.append(one)
    return found


def fields(tree: Tree) -> set[str]:
    """The names of the fields a tree is about."""
    found, todo = set(), [tree]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            if isinstance(name := one.get("property"), str):
                found.add(name)
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return found


def _is_and(node: dict[str, Any]) -> bool:
    op, args = node.get("op"), node.get("args")
    return isinstance(op, str) and op.lower() == "and" and isinstance(args, list) and len(args) > 1


def _json(given: str, parameter: str) -> Tree:
    try:
        return orjson.loads(given)
    except orjson.JSONDecodeError as error:
        near = given[error.pos : error.pos + 20]
        raise FilterError(parameter, near, f"the filter is not valid JSON: {error.msg}") from None


def _measure(tree: Tree, parameter: str) -> None:
    """Raises FilterError where the tree is too deep or too large. Positions are not counted."""
    nodes, todo = 0, [(tree, 0)]
    while todo:
        one, depth = todo.pop()
        nodes += 1
        if depth > 2 * DEEPEST:  # an operator is two levels of JSON
            raise FilterError(parameter, "...", f"is nested more than {DEEPEST} deep")
        if nodes > MOST_NODES:
            raise FilterError(parameter, "...", f"has more than {MOST_NODES} parts")
        if isinstance(one, list):
            todo += [(part, depth + 1) for part in one]
        elif isinstance(one, dict):
            todo += [(part, depth + 1) for key, part in one.items() if key != "coordinates"]
