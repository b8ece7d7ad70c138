"""The columns of a snapshot: small arrays whose nulls are a value no record can have."""

import dataclasses
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Self, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo import compute as pc
from geo import times
from geo.operands import Fold, folded
from geo.schema.model import Field

NO_INSTANT = np.iinfo(np.int64).min
_KEPT = 64_000_000  # bytes; longer folds are not kept, for each takes as much memory as the texts
_ANSWERS = 8  # questions whose answers are kept, a byte for each distinct text
# Marks that a letter is taken apart into, and signs that have neither case nor marks (RE2).
_MARKS = r"\x{300}-\x{344}\x{346}-\x{36f}"
_PLAIN = r"\x{0}-\x{7f}\x{ab}\x{b0}\x{bb}\x{2010}-\x{2027}\x{2030}-\x{205e}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Mask = NDArray[np.bool_]
Span = slice | NDArray[np.integer[Any]]  # rows from one to another, or their numbers
Rows = Span | Mask  # a mask is one over all rows


class Words(Sequence[str]):
    """The distinct texts of a column, sorted by code point, over an Arrow array."""

    def __init__(self, texts: pa.Array) -> None:
        self.texts = texts
        self._folded: tuple[Fold, pa.Array] = ("", texts)

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

    def folded(self, fold: Fold) -> pa.Array:
        """The texts without what the fold takes away, in their places: not sorted any more."""
        if not fold:
            return self.texts
        kept, found = self._folded
        if kept != fold:
            found = _folded(self.texts, fold)
            if found.nbytes <= _KEPT:
                self._folded = (fold, found)  # in place of another
        return found

    @cached_property
    def instants(self) -> NDArray[np.int64]:
        """The texts as microseconds since 1970 in UTC, ``NO_INSTANT`` where one is no instant."""
        found = [times.instant(text) for text in self.texts.to_pylist()]
        return np.array([NO_INSTANT if one is None else microseconds(one) for one in found], "i8")


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
    _finding: threading.Lock = dataclasses.field(
        default_factory=threading.Lock, init=False, repr=False, compare=False
    )

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
    def has_nulls(self) -> bool:
        """Whether any record has no value."""
        return bool(self.is_null(slice(None)).any())

    def answer(self, question: Hashable, find: Callable[[], Mask]) -> Mask:
        """What ``find`` says of each distinct text, for the last few questions found once.

        The tiles of one view ask the same at once: all wait for the first to find it.
        """
        kept = self._answers
        if (found := kept.get(question)) is not None:
            return found
        with self._finding:
            if (found := kept.get(question)) is None:
                found = kept[question] = find()
                if len(kept) > _ANSWERS:
                    kept.pop(next(iter(kept)))
        return found

    def is_answered(self, question: Hashable) -> bool:
        """Whether the answer to a question is kept."""
        return question in self._answers

    @cached_property
    def _answers(self) -> dict[Hashable, Mask]:
        return {}

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


def sorted_codes(texts: pa.Array | pa.ChunkedArray) -> tuple[Words, NDArray[np.int32]]:
    """The distinct texts in order, and each row's code, -1 for null.

    Of an array of texts, whole, in chunks or encoded as a dictionary. Chunks are not joined first:
    the texts of a long layer may take gigabytes.
    """
    encoded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
    chunks = [encoded]
    if isinstance(encoded, pa.ChunkedArray):  # whose chunks share one dictionary, of them all
        chunks = encoded.chunks or [pa.array([], texts.type).dictionary_encode()]
    dictionary = chunks[0].dictionary
    order = pc.sort_indices(dictionary)
    place = np.full(len(order) + 1, -1, np.int32)
    place[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    codes = [place[one.indices.cast(pa.int32()).fill_null(-1).to_numpy()] for one in chunks]
    return Words(dictionary.take(order).cast(pa.large_string())), np.concatenate(codes)


def microseconds(instant: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _folded(texts: pa.Array, fold: Fold) -> pa.Array:
    """The texts folded: those in ASCII at once, Latin letters with marks too, others one by one."""
    found = texts if fold == "accents" else pc.ascii_lower(texts)
    special = pc.invert(pc.string_is_ascii(texts))
    return pc.replace_with_mask(found, special, _marked(texts.filter(special), fold))


def _marked(texts: pa.Array, fold: Fold) -> pa.Array:
    apart = pc.utf8_normalize(texts, form="NFD")
    bare = pc.replace_substring_regex(apart, pattern=f"[{_MARKS}]+", replacement="")
    found = apart if fold == "case" else bare
    if fold != "accents":
        found = pc.utf8_lower(found)
    if fold == "case":
        found = pc.utf8_normalize(found, form="NFC")
    other = pc.invert(pc.match_substring_regex(bare, pattern=f"^[{_PLAIN}]*$"))
    rest = [folded(text, fold) for text in texts.filter(other).to_pylist()]
    return pc.replace_with_mask(found, other, pa.array(rest, pa.large_string()))


def numbers(array: pa.Array) -> NDArray[Any]:
    """The numbers of an Arrow array where they lie, whatever lies under its nulls included."""
    values = np.frombuffer(array.buffers()[1] or b"", array.type.to_pandas_dtype())
    return values[array.offset : array.offset + len(array)]
