"""Filter expressions over columns: one case an operator.

Nulls are three-valued (SQL, CQL2 section 6.5). ``Not`` is pushed down to the comparisons, and a
comparison with null is false whether negated or not: exactly the rows whose value is true remain.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from string import punctuation
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.filters import And, Between, Compare, Expression, In, IsNull, Leaf, Like, Not, Or, Value
from geo.schema.model import Kind
from geo.stores.columns import Column, Mask, Rows, Words

_EPOCH = date(1970, 1, 1)

_COMPARE: Mapping[str, Callable[[Any, Any], Mask]] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def evaluate(
    expression: Expression, columns: Mapping[str, Column], rows: Rows, *, negate: bool = False
) -> Mask:
    """Which of the rows the checked expression (``filters.check``) is true for."""
    match expression:
        case Not(part):
            return evaluate(part, columns, rows, negate=not negate)
        case And(parts) | Or(parts):
            every = isinstance(expression, And) != negate
            join = np.logical_and if every else np.logical_or
            masks = [evaluate(part, columns, rows, negate=negate) for part in parts]
            return np.asarray(join.reduce(masks))
        case IsNull(field):
            return np.asarray(columns[field].is_null(rows) != negate)
        case leaf:
            return _compared(leaf, columns[leaf.field], rows, negate=negate)


def _compared(leaf: Leaf, column: Column, rows: Rows, *, negate: bool) -> Mask:
    if column.words is not None:
        hit = _texts(leaf, column, column.words, rows)
    else:
        hit = _numbers(leaf, column.values[rows], column.field.kind)
    if column.words is not None and not negate:
        return hit  # no text is never a hit
    return np.asarray((hit != negate) & ~column.is_null(rows))


def _texts(leaf: Leaf, column: Column, words: Words, rows: Rows) -> Mask:
    """A comparison of texts: decided once a distinct text, then looked up."""
    if column.field.kind == "list":
        table = column.parts.any(_hits(leaf, column.parts.words))
    else:
        table = _hits(leaf, words)
    codes = column.values[rows]
    chosen = np.flatnonzero(table)
    if len(chosen) == 1:
        return np.asarray(codes == chosen[0])
    hit: Mask = np.append(table, False)[codes]  # code -1, null, is the last
    return hit


def _hits(leaf: Leaf, words: Words) -> Mask:
    """Which of the sorted distinct texts fulfil the comparison."""
    codes = np.arange(len(words))
    match leaf:
        case In(_, values):
            hit = np.zeros(len(words), np.bool_)
            hit[[code for value in values if (code := words.find(str(value))) is not None]] = True
            return hit
        case Between(_, low, high):
            first, last = (
                words.below(str(low), inclusive=False),
                words.below(str(high), inclusive=True),
            )
            return (codes >= first) & (codes < last)
        case Like(_, pattern):
            hits = pc.match_substring_regex(words.texts, _pattern(pattern))
            return np.asarray(hits.to_numpy(zero_copy_only=False))
        case Compare(_, operator, value):
            before = words.below(str(value), inclusive=False)
            after = words.below(str(value), inclusive=True)
            below, at = codes < before, (codes >= before) & (codes < after)
            return {
                "=": at, "<>": ~at, "<": below, "<=": below | at, ">": ~(below | at), ">=": ~below,
            }[operator]  # fmt: skip
        case _:
            raise AssertionError(leaf)


def _numbers(leaf: Leaf, values: NDArray[Any], kind: Kind) -> Mask:
    match leaf:
        case In(_, wanted):
            masks = [values == _number(kind, one) for one in wanted]
            return np.asarray(np.logical_or.reduce(masks))
        case Between(_, low, high):
            return (values >= _number(kind, low)) & (values <= _number(kind, high))
        case Compare(_, operator, value):
            return _COMPARE[operator](values, _number(kind, value))
        case _:
            raise AssertionError(leaf)


def _number(kind: Kind, value: Value) -> int | float:
    """A filter's value as a column of the kind stores it."""
    if kind == "date":
        return (date.fromisoformat(str(value)) - _EPOCH).days
    if isinstance(value, int | float):
        return value
    raise AssertionError(value)


def _pattern(pattern: str) -> str:
    r"""A LIKE pattern as a regular expression of RE2, which never takes more than linear time.

    ``%`` stands for any run, ``_`` for any one character; ``\\`` escapes.
    """
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    whole = "".join(wild.get(part) or _literal(part[-1]) for part in parts)
    return rf"(?s)\A{whole}\z"


def _literal(character: str) -> str:
    return "\\" + character if character.isascii() and character in punctuation else character
