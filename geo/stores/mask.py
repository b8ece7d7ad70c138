"""Filter expressions over columns: one case an operator.

Nulls are three-valued (SQL, CQL2 section 6.5). ``Not`` is pushed down to the comparisons, and a
comparison with null is false whether negated or not: exactly the rows whose value is true remain.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np

from geo.filters import And, Between, Compare, Expression, In, IsNull, Leaf, Like, Not, Or, Value
from geo.stores.columns import Column, Mask, Rows, Words

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
            return join.reduce([evaluate(part, columns, rows, negate=negate) for part in parts])
        case IsNull(field):
            return columns[field].is_null(rows) != negate
        case leaf:
            column = columns[leaf.field]
            hit = (
                _texts(leaf, column, rows)
                if column.words is not None
                else _numbers(leaf, column, rows)
            )
            return (hit != negate) & ~column.is_null(rows)


def _texts(leaf: Leaf, column: Column, rows: Rows) -> Mask:
    """A comparison of texts: decided once a distinct text, then looked up."""
    words: Words = column.words  # type: ignore[assignment] - the caller has looked
    if column.field.kind == "list":
        table = column.parts.any(_hits(leaf, column.parts.words))
    else:
        table = _hits(leaf, words)
    return np.append(table, False)[column.values[rows]]  # code -1, null, is the last


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
            whole = _pattern(pattern)
            return np.fromiter(
                (whole.fullmatch(text) is not None for text in words), bool, len(words)
            )
        case Compare(_, operator, value):
            before = words.below(str(value), inclusive=False)
            after = words.below(str(value), inclusive=True)
            below, at = codes < before, (codes >= before) & (codes < after)
            return {
                "=": at, "<>": ~at, "<": below, "<=": below | at, ">": ~(below | at), ">=": ~below,
            }[operator]  # fmt: skip
        case _:
            raise AssertionError(leaf)


def _numbers(leaf: Leaf, column: Column, rows: Rows) -> Mask:
    values = column.values[rows]
    match leaf:
        case In(_, wanted):
            return np.logical_or.reduce([values == _number(column, one) for one in wanted])
        case Between(_, low, high):
            return (values >= _number(column, low)) & (values <= _number(column, high))
        case Compare(_, operator, value):
            return _COMPARE[operator](values, _number(column, value))
        case _:
            raise AssertionError(leaf)


def _number(column: Column, value: Value) -> int | float:
    """A filter's value as the column stores it."""
    if column.field.kind == "date":
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return int(np.datetime64(day, "D").astype(np.int64))  # type: ignore[arg-type] - a date by now
    return value  # type: ignore[return-value] - checked to be a number or truth


def _pattern(pattern: str) -> re.Pattern[str]:
    """A LIKE pattern as a regular expression: ``%`` any run, ``_`` one character, ``\\`` escapes."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return re.compile("".join(wild.get(p) or re.escape(p[-1]) for p in parts), re.DOTALL)
