"""The columns of a snapshot: small arrays whose nulls are a value no record can have."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.schema.model import Field

Rows = slice | NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]


class Words(Sequence[str]):
    """The distinct texts of a column, sorted by code point, over an Arrow array."""

    def __init__(self, texts: pa.Array) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> "Words": ...
    def __getitem__(self, index: int | slice) -> "str | Words":
        if isinstance(index, slice):
            return Words(self.texts[index])
        text: str = self.texts[index].as_py()
        return text

    def find(self, text: str) -> int | None:
        """The code of a text, None where no record has it."""
        code = bisect_left(self, text)
        return code if code < len(self) and self[code] == text else None

    def below(self, text: str, *, inclusive: bool) -> int:
        """How many texts sort before ``text``, or before and at it."""
        return bisect_right(self, text) if inclusive else bisect_left(self, text)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a list column's texts: those of text i are codes[starts[i]:starts[i+1]]."""

    words: Words
    codes: NDArray[np.int32]
    starts: NDArray[np.int32]

    def any(self, hit: Mask) -> Mask:
        """Whether each text has a part that is hit."""
        total = np.concatenate(([0], np.cumsum(hit[self.codes])))
        return total[self.starts[1:]] > total[self.starts[:-1]]


@dataclass(frozen=True)
class Column:
    """One field of every record in storage order.

    ``values`` holds codes into ``words`` (texts; sorted, so codes order as the texts do), days
    since 1970-01-01 (dates), 0 and 1 (booleans) or the numbers. A null is ``null``, NaN for floats.
    """

    field: Field
    values: NDArray[Any]
    words: Words | None = None

    @classmethod
    def of(cls, field: Field, array: pa.Array) -> Self:
        """The column of an array that ``storing.stored`` made."""
        if pa.types.is_dictionary(array.type):
            return cls(field, numbers(array.indices), Words(array.dictionary))
        return cls(field, numbers(array))

    @property
    def null(self) -> int | float:
        """The value that stands for null."""
        kind = self.values.dtype
        if kind.kind == "f":
            return np.nan
        return -1 if self.words is not None else np.iinfo(kind).min

    def is_null(self, rows: Rows) -> Mask:
        """Which of the rows have no value."""
        values = self.values[rows]
        null: Mask = np.isnan(values) if values.dtype.kind == "f" else values == self.null
        return null

    @cached_property
    def parts(self) -> Parts:
        """The parts of a list column's texts; of any other column nothing."""
        texts = self.words.texts if self.words else pa.array([], pa.large_string())
        lists = pc.split_pattern(texts, ";")
        words, codes = sorted_codes(lists.values)
        return Parts(words, codes, lists.offsets.to_numpy().astype(np.int32))

    def shown(self, value: np.generic) -> str | int | float | bool:
        """A stored value that is not null as Python shows it, a day as an ISO text."""
        if self.words is not None:
            return self.words[int(value)]
        if self.field.kind == "date":
            return str(np.datetime64(int(value), "D"))
        if self.field.kind == "boolean":
            return bool(value)
        number: int | float = value.item()
        return number


def sorted_codes(texts: pa.Array) -> tuple[Words, NDArray[np.int32]]:
    """The distinct texts of a text or dictionary array in order; each row's code, -1 for null."""
    encoded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    place = np.full(len(order) + 1, -1, np.int32)
    place[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    words = encoded.dictionary.take(order).cast(pa.large_string())
    return Words(words), place[encoded.indices.cast(pa.int32()).fill_null(-1).to_numpy()]


def numbers(array: pa.Array) -> NDArray[Any]:
    """The numbers of an Arrow array where they lie, whatever lies under its nulls included."""
    kind = pa.int32() if pa.types.is_date32(array.type) else array.type
    values = np.frombuffer(array.buffers()[1] or b"", kind.to_pandas_dtype())
    return values[array.offset : array.offset + len(array)]
