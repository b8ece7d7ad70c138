"""A table of texts, as a CSV file gives it, to columns of values; what is no value is a fault."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geo import compute as pc
from geo.schema.findings import show

_WHOLE = r"^-?[0-9]{1,15}(\.0+)?$"  # programs that know no missing whole numbers write 3.0
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?$"

Fault = tuple[str, str, str]  # field, rule, reason


class Sheet:
    """Columns of texts, blanks trimmed, and the first fault found in each row, counted from 0."""

    def __init__(self, columns: Mapping[str, pa.Array]) -> None:
        self._columns = {name: _trimmed(column) for name, column in columns.items()}
        self.faults: dict[int, Fault] = {}

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def text(self, name: str) -> pa.Array:
        """The texts in normal form NFC, white space as single spaces; empty ones are null."""
        column = pc.replace_substring_regex(self._columns[name], r"\s+", " ")
        column = pc.utf8_normalize(column, form="NFC")
        return pc.if_else(pc.equal(column, ""), None, column)

    def whole(self, name: str) -> pa.Array:
        """Whole numbers, null where blank."""
        return self._numbers(name, (_WHOLE, "whole number"), _as_whole)

    def number(self, name: str) -> pa.Array:
        """Numbers, null where blank."""
        return self._numbers(name, (_NUMBER, "number"), lambda texts: texts.cast(pa.float64()))

    def day(self, name: str) -> pa.Array:
        """Days, without the time that may follow them; null where blank."""
        column = self._columns[name]
        days = pc.utf8_slice_codeunits(column, 0, 10)
        parsed = pd.to_datetime(
            pd.Series(days.to_numpy(zero_copy_only=False)), format="%Y-%m-%d", errors="coerce"
        )
        good = pc.match_substring_regex(column, _DAY).to_numpy(zero_copy_only=False)
        good = good & parsed.notna().to_numpy()
        self._blame(name, ~good & ~self._blank(name), "is no day such as 2020-01-31")
        found = parsed.to_numpy().astype("datetime64[D]")
        return pa.array(found, pa.date32(), mask=~good)

    def need(self, *names: str) -> None:
        """A row without one of these is at fault."""
        for name in names:
            for row in np.flatnonzero(self._blank(name)).tolist():
                self.blame(row, name, "row.missing", "there is no value")

    def need_within(self, name: str, column: pa.Array, least: int, most: int) -> None:
        """A row whose value is not one of the codes from ``least`` to ``most`` is at fault."""
        numbers = column.fill_null(least).to_numpy(zero_copy_only=False)
        for row in np.flatnonzero((numbers < least) | (numbers > most)).tolist():
            self.blame(row, name, "row.code", f"{numbers[row]} is not from {least} to {most}")

    def blame(self, row: int, name: str, rule: str, reason: str) -> None:
        """The row is at fault, unless it is already."""
        self.faults.setdefault(row, (name, rule, reason))

    def _numbers(
        self, name: str, form: tuple[str, str], convert: Callable[[pa.Array], pa.Array]
    ) -> pa.Array:
        pattern, what = form
        column = self._columns[name]
        good = pc.match_substring_regex(column, pattern)
        self._blame(
            name, ~good.to_numpy(zero_copy_only=False) & ~self._blank(name), f"is no {what}"
        )
        return convert(pc.if_else(good, column, None))

    def _blame(self, name: str, wrong: NDArray[np.bool_], reason: str) -> None:
        for row in np.flatnonzero(wrong).tolist():
            value = show(self._columns[name][row].as_py())
            self.blame(row, name, "row.value", f"{value} {reason}")

    def _blank(self, name: str) -> NDArray[np.bool_]:
        blank: NDArray[np.bool_] = pc.equal(self._columns[name], "").to_numpy(zero_copy_only=False)
        return blank


def _trimmed(column: pa.Array) -> pa.Array:
    return pc.utf8_trim_whitespace(column).cast(pa.large_string()).fill_null("")


def _as_whole(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, r"\.0+$", "").cast(pa.int64())
