"""The parts of list fields as sets: against given values, or against another list field's."""

import numpy as np

from geo.expressions import ListOperator, Lists, sets_compare
from geo.operands import Property
from geo.stores.columns import Column, Mask, Rows
from geo.stores.snapshot import Snapshot


def compared(leaf: Lists, snapshot: Snapshot, rows: Rows) -> tuple[Mask, Mask]:
    """Whether each row's lists fulfil the comparison, and whether they are known."""
    column = snapshot.columns[leaf.field]
    known = ~column.is_null(rows)
    if isinstance(leaf.other, Property):
        other = snapshot.columns[leaf.other.name]
        known &= ~other.is_null(rows)
        return _of_two(leaf.operator, (column, other), rows, known), known
    table = np.append(_table(leaf.operator, leaf.other, column), False)
    return table[column.values[rows]], known  # code -1, null, is the last


def _table(operator: ListOperator, values: tuple[str, ...], column: Column) -> Mask:
    """Which of a column's distinct texts fulfil the comparison with the values."""
    parts = column.parts
    wanted = np.zeros(len(parts.words), np.bool_)
    codes = [parts.words.find(value) for value in set(values)]
    wanted[[code for code in codes if code is not None]] = True
    if operator == "overlaps":
        return parts.any(wanted)
    within = ~parts.any(~wanted)
    if operator == "containedby":
        return within
    holds = np.full(len(within), None not in codes)
    for code in codes:
        if code is not None:
            holds &= parts.any(np.arange(len(wanted)) == code)
    return holds if operator == "contains" else holds & within


def _of_two(
    operator: ListOperator, columns: tuple[Column, Column], rows: Rows, known: Mask
) -> Mask:
    """Decided once a pair of distinct texts."""
    hit = np.zeros(len(known), np.bool_)
    pairs = np.column_stack([column.values[rows][known].astype(np.int64) for column in columns])
    distinct, member = np.unique(pairs, axis=0, return_inverse=True)
    sets = [
        [frozenset(column.words[int(code)].split(";")) for code in codes]
        for column, codes in zip(columns, distinct.T, strict=True)
        if column.words is not None
    ]
    found = [sets_compare(operator, *pair) for pair in zip(*sets, strict=True)]
    hit[known] = np.array(found, np.bool_)[member.reshape(-1)]
    return hit
