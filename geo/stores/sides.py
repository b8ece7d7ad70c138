"""Comparisons of fields with fields and of what is calculated from them, over columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo import operands
from geo.expressions import Relation
from geo.operands import Arithmetic, Constant, Domain, Fold, Folded, Operand, Property, Sign
from geo.stores.columns import NO_INSTANT, Column, Mask, Rows, Words, microseconds, sorted_codes
from geo.stores.snapshot import Snapshot

COMPARE: Mapping[str, Callable[[Any, Any], Mask]] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_CALCULATE: Mapping[Sign, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "%": np.fmod,
    "div": lambda left, right: np.trunc(np.divide(left, right)),
}
_FEW = 4  # times as many texts as rows: then it pays to look for those the rows have
_A_DAY = 86_400_000_000  # microseconds
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Side:
    """An operand's value for each row, or one for all; where it is not known it may be anything.

    Texts are codes into ``words``, which are in no order and may hold one text more than once.
    """

    values: Any
    known: Any
    words: pa.Array | None = None


def related(leaf: Relation, snapshot: Snapshot, rows: Rows) -> tuple[Mask, Mask]:
    """Whether the relation holds for each row, and whether both its sides are known."""
    domain = operands.check(leaf.left, leaf.right, snapshot.schema)
    left, right = (side(one, domain, snapshot, rows) for one in (leaf.left, leaf.right))
    if left.words is not None and right.words is not None:
        left, right = _alike(left, right)
    count = len(snapshot.area[rows])
    hit = COMPARE[leaf.operator](left.values, right.values)
    both = np.logical_and(left.known, right.known)
    return np.broadcast_to(hit, count), np.broadcast_to(both, count)


def known(operand: Operand, snapshot: Snapshot, rows: Rows) -> Mask:
    """Whether the operand has a value for each row."""
    domain = operands.check(operand, operand, snapshot.schema)
    found = side(operand, domain, snapshot, rows)
    return np.broadcast_to(found.known, len(snapshot.area[rows]))


def side(operand: Operand, domain: Domain, snapshot: Snapshot, rows: Rows) -> Side:
    """The values of a checked operand as the domain compares them.

    Days and microseconds count from 1970 in UTC.
    """
    match operand:
        case Property(name):
            return _column(snapshot.columns[name], domain, rows)
        case Folded(Property(name), fold):
            return _text(snapshot.columns[name], rows, fold)
        case Arithmetic(sign, left, right):
            return _calculated(sign, *(side(one, domain, snapshot, rows) for one in (left, right)))
        case Constant(value):
            return _constant(value, domain)


def are_few(codes: NDArray[Any], words: Words) -> bool:
    """Whether so few of the texts can be among the rows that the others are better left alone."""
    return len(codes) * _FEW < len(words)


def only(codes: NDArray[Any], words: Words) -> tuple[Words, NDArray[np.int64]]:
    """The texts that codes name, in order, and the codes into these; -1 stays null."""
    used, member = np.unique(codes, return_inverse=True)
    nulls = int(np.searchsorted(used, 0))  # of the codes used: 1 where there is a null
    return Words(words.texts.take(pa.array(used[nulls:]))), member.reshape(-1) - nulls


def _column(column: Column, domain: Domain, rows: Rows) -> Side:
    values, there = column.values[rows], ~column.is_null(rows)
    if column.words is None:
        if domain == "instant":
            raise AssertionError(column.field.name)  # a day among instants makes the domain "day"
        return Side(values, there)
    if domain == "text":
        return _text(column, rows, "")
    instants = np.append(column.words.instants, NO_INSTANT)[values]  # code -1, null, is the last
    there = instants != NO_INSTANT
    return Side(instants if domain == "instant" else instants // _A_DAY, there)


def _text(column: Column, rows: Rows, fold: Fold) -> Side:
    codes, words = column.values[rows], column.words
    if words is None:
        raise AssertionError(column.field.name)
    if are_few(codes, words):
        words, codes = only(codes, words)
    return Side(codes, codes >= 0, words.folded(fold))


def _constant(value: object, domain: Domain) -> Side:
    match value:
        case str():
            return Side(0, True, pa.array([value], pa.large_string()))
        case datetime():
            instant = microseconds(value)
            return Side(instant if domain == "instant" else instant // _A_DAY, True)
        case date():
            return Side((value - _EPOCH).days, True)
        case int() if abs(value) >= 2**63:
            return Side(float(value), True)
        case _:
            return Side(value, True)


def _calculated(sign: Sign, left: Side, right: Side) -> Side:
    with np.errstate(all="ignore"):  # what is no finite number is not known
        numbers = (np.asarray(one.values, np.float64) for one in (left, right))
        result: NDArray[np.float64] = _CALCULATE[sign](*numbers)
    return Side(result, left.known & right.known & np.isfinite(result))


def _alike(left: Side, right: Side) -> tuple[Side, Side]:
    """Two sides of texts with codes that compare as the texts do."""
    _, codes = sorted_codes(pa.concat_arrays([left.words, right.words]))
    cut = len(left.words or ())
    tables = codes[:cut], codes[cut:]
    first, second = (
        Side(np.append(table, -1)[one.values], one.known)
        for one, table in zip((left, right), tables, strict=True)
    )
    return first, second
