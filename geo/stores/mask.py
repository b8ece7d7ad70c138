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
import pyarrow as pa
from numpy.typing import NDArray

from geo import compute as pc
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
    Lists,
    Not,
    Or,
    Relation,
    Simple,
    Spatial,
    Temporal,
)
from geo.operands import GEOMETRY, Value
from geo.schema.model import Kind
from geo.stores import lists, sides, spatial, temporal
from geo.stores.columns import Column, Mask, Rows, Words
from geo.stores.snapshot import Snapshot

_EPOCH = date(1970, 1, 1)

_COMPARE_TEXTS: Mapping[str, str] = {  # Arrow's names of its functions
    "=": "equal",
    "<>": "not_equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
}


def evaluate(expression: Expression, snapshot: Snapshot, rows: Rows) -> Mask:
    """Which of the rows the checked expression (``filters.check``) is true for."""

    def decide(leaf: Expression, negate: bool) -> Mask:
        match leaf:
            case Absent() | Always():
                return np.asarray(_certain(leaf, snapshot, rows) != negate)
            case IsNull(field) if field == GEOMETRY:
                return np.asarray(snapshot.is_nowhere(rows) != negate)
            case Relation() | Spatial() | Temporal() | Lists():
                hit, known = _uncertain(leaf, snapshot, rows)
                return np.asarray((hit != negate) & known)
            case In() | Between() | Compare() | Like() | IsNull():
                return compared(leaf, snapshot.columns[leaf.field], rows, negate=negate)
            case _:
                raise AssertionError(leaf)

    return combined(expression, decide)


def combined(
    expression: Expression, decide: Callable[[Expression, bool], Mask], *, negate: bool = False
) -> Mask:
    """Where the expression is true, its leaves decided by a function that negates them too."""
    match expression:
        case Not(part):
            return combined(part, decide, negate=not negate)
        case And(parts) | Or(parts):
            every = isinstance(expression, And) != negate
            join = np.logical_and if every else np.logical_or
            masks = [combined(part, decide, negate=negate) for part in parts]
            return np.asarray(join.reduce(masks))
        case leaf:
            return decide(leaf, negate)


def compared(leaf: Simple | IsNull, column: Column, rows: Rows, *, negate: bool) -> Mask:
    """Where a leaf about one column is true, or false and known where it is negated."""
    if isinstance(leaf, IsNull):
        return np.asarray(column.is_null(rows) != negate)
    if column.words is not None:
        hit = _texts(leaf, column, column.words, rows)
    else:
        hit = _numbers(leaf, column.values[rows], column.field.kind)
    if column.words is not None and not negate:
        return hit  # no text is never a hit
    return np.asarray((hit != negate) & ~column.is_null(rows))


def _certain(leaf: Absent | Always, snapshot: Snapshot, rows: Rows) -> Mask:
    """A leaf that is never unknown."""
    match leaf:
        case Absent(operand):
            return ~sides.known(operand, snapshot, rows)
        case Always(value):
            return np.full(len(snapshot.area[rows]), value)


def _uncertain(
    leaf: Relation | Spatial | Temporal | Lists, snapshot: Snapshot, rows: Rows
) -> tuple[Mask, Mask]:
    """Where a leaf is true, and where it is known."""
    match leaf:
        case Relation():
            return sides.related(leaf, snapshot, rows)
        case Spatial():
            return spatial.compared(leaf, snapshot, rows)
        case Temporal():
            return temporal.compared(leaf, snapshot, rows)
        case Lists():
            return lists.compared(leaf, snapshot, rows)


def _texts(leaf: Simple, column: Column, words: Words, rows: Rows) -> Mask:
    """A comparison of texts: decided once a distinct text, then looked up."""
    codes = column.values[rows]
    if column.field.kind == "list":
        table = column.answer(leaf, lambda: column.parts.any(_hits(leaf, column.parts.words)))
    elif sides.are_few(codes, words) and not column.is_answered(leaf):
        few, codes = sides.only(codes, words)
        table = _hits(leaf, few)
    else:
        table = column.answer(leaf, lambda: _hits(leaf, words))
    chosen = np.flatnonzero(table)
    if len(chosen) == 1:
        return np.asarray(codes == chosen[0])
    hit: Mask = np.append(table, False)[codes]  # code -1, null, is the last
    return hit


def _hits(leaf: Simple, words: Words) -> Mask:
    """Which of the sorted distinct texts fulfil the comparison."""
    codes = np.arange(len(words))
    match leaf:
        case Like(_, pattern, fold):
            return _mask(pc.match_substring_regex(words.folded(fold), _pattern(pattern)))
        case In() | Between() | Compare() if leaf.fold:
            return _folded_hits(leaf, words.folded(leaf.fold))
        case In(_, values):
            hit = np.zeros(len(words), np.bool_)
            hit[[code for value in values if (code := words.find(str(value))) is not None]] = True
            return hit
        case Between(_, low, high):
            first = words.below(str(low), inclusive=False)
            return (codes >= first) & (codes < words.below(str(high), inclusive=True))
        case Compare(_, operator, value):
            before = words.below(str(value), inclusive=False)
            after = words.below(str(value), inclusive=True)
            below, at = codes < before, (codes >= before) & (codes < after)
            return {
                "=": at, "<>": ~at, "<": below, "<=": below | at, ">": ~(below | at), ">=": ~below,
            }[operator]  # fmt: skip


def _folded_hits(leaf: In | Between | Compare, texts: pa.Array) -> Mask:
    """Which of the folded texts, in no order, fulfil the comparison."""
    match leaf:
        case In(_, values):
            return _mask(pc.is_in(texts, pa.array(map(str, values), texts.type)))
        case Between(_, low, high):
            above = pc.greater_equal(texts, _scalar(low))
            return _mask(pc.and_(above, pc.less_equal(texts, _scalar(high))))
        case Compare(_, operator, value):
            return _mask(getattr(pc, _COMPARE_TEXTS[operator])(texts, _scalar(value)))


def _scalar(value: Value) -> pa.Scalar:
    return pa.scalar(str(value), pa.large_string())


def _mask(array: pa.Array) -> Mask:
    return np.asarray(array.to_numpy(zero_copy_only=False))


def _numbers(leaf: Simple, values: NDArray[Any], kind: Kind) -> Mask:
    match leaf:
        case In(_, wanted):
            masks = [values == _number(kind, one) for one in wanted]
            return np.asarray(np.logical_or.reduce(masks))
        case Between(_, low, high):
            return (values >= _number(kind, low)) & (values <= _number(kind, high))
        case Compare(_, operator, value):
            return sides.COMPARE[operator](values, _number(kind, value))
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
