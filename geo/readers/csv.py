"""CSV files by their header, some columns of them, as texts; broken rows are told, not lost."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from geo.errors import DataError, nearest
from geo.readers.parcel import Refusal
from geo.readers.sheet import Sheet

_BLOCK = 32_000_000  # bytes read at a time; a row has to fit in


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows: their numbers in the file from 1, the broken ones among them, the share read."""

    sheet: Sheet
    numbers: NDArray[np.int64]
    refused: tuple[Refusal, ...]
    done: float


class Csv:
    """An RFC 4180 file in UTF-8 with a header row; other columns than those wanted are skipped.

    Raises DataError where a column is not there or the file is no such file.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path
        self._columns = columns
        self._check_header()

    def parts(self) -> Iterator[Part]:
        """All rows in turn. Rows of too few or too many cells, and not of UTF-8, are refused."""
        size = max(self._path.stat().st_size, 1)
        short: list[tuple[int, str]] = []
        row = 0
        with self._path.open("rb") as file:
            for batch in self._batches(file, short):
                numbers = _numbers(row, batch.num_rows, {number for number, _ in short})
                row = int(numbers[-1])
                sheet = self._sheet(batch)
                yield Part(sheet, numbers, self._refused(short, row), min(file.tell() / size, 1.0))
        if short:
            empty = Sheet({name: pa.array([], pa.large_string()) for name in self._columns})
            yield Part(empty, np.array([], np.int64), self._refused(short, None), 1.0)

    def _check_header(self) -> None:
        try:
            # What is not UTF-8 further down is the matter of its own row.
            with self._path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                header = next(csv.reader(file), [])
        except csv.Error:
            raise DataError(self._path.name, "is no CSV file in UTF-8") from None
        for name in self._columns:
            if header.count(name) != 1:
                close = nearest(name, header)
                hint = f"; the nearest is {close!r}" if close and close != name else ""
                found = "stands twice" if name in header else "is not in the header"
                raise DataError(self._path.name, f"the column {found}{hint}", field=name)

    def _batches(
        self, file: pa.NativeFile, short: list[tuple[int, str]]
    ) -> Iterator[pa.RecordBatch]:
        def skip(row: pyarrow.csv.InvalidRow) -> str:
            reason = f"has {row.actual_columns} cells, not {row.expected_columns}"
            short.append((row.number - 1, reason))  # the header is row 1 to Arrow
            return "skip"

        try:
            # One thread: only then are broken rows numbered.
            yield from pyarrow.csv.open_csv(
                file,
                pyarrow.csv.ReadOptions(use_threads=False, block_size=_BLOCK),
                pyarrow.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skip),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(self._columns, pa.binary()),
                    include_columns=list(self._columns),
                ),
            )
        except pa.ArrowInvalid as error:
            raise DataError(self._path.name, f"is no CSV file: {str(error)[:200]}") from error

    def _sheet(self, batch: pa.RecordBatch) -> Sheet:
        columns, broken = {}, dict[int, str]()
        for name in self._columns:
            column = batch.column(name)
            try:
                columns[name] = column.cast(pa.large_string())
            except pa.ArrowInvalid:
                texts = [_decoded(value) for value in column.to_pylist()]
                broken |= {row: name for row, text in enumerate(texts) if text is None}
                columns[name] = pa.array(texts, pa.large_string())
        sheet = Sheet(columns)
        for row, name in broken.items():
            sheet.blame(row, name, "row.encoding", "is not UTF-8")
        return sheet

    def _refused(self, short: list[tuple[int, str]], row: int | None) -> tuple[Refusal, ...]:
        """The broken rows up to a row, which are told once."""
        told = [one for one in short if row is None or one[0] <= row]
        short[:] = [one for one in short if one not in told]
        return tuple(
            Refusal(str(self._path), number, "", "", "row.cells", reason) for number, reason in told
        )


def _numbers(after: int, count: int, skipped: set[int]) -> NDArray[np.int64]:
    """The numbers of the next rows of a file, but those that were skipped."""
    numbers = np.arange(after + 1, after + 1 + count + len(skipped))
    return numbers[~np.isin(numbers, list(skipped))][:count]


def _decoded(value: bytes | None) -> str | None:
    try:
        return value.decode("utf-8") if value is not None else ""
    except UnicodeDecodeError:
        return None
