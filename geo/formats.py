"""Features as files for other programs: which formats there are, and the two that are text.

A file comes piece by piece, so that a long one need not be in memory as a whole.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import shapely

from geo import crs
from geo.export import ID, Export
from geo.geofiles import to_fgb, to_gpkg, to_parquet
from geo.kml import to_kml

# Spreadsheets run a cell that starts with one of these as a formula. The apostrophe itself is
# guarded too, so that taking one leading apostrophe away always gives the value back.
GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")

Writer = Callable[[Export], Iterator[bytes]]


def to_csv(export: Export) -> Iterator[bytes]:
    """The features as UTF-8 CSV with a header row, ``id`` first; null is an empty cell.

    Points give ``longitude`` and ``latitude`` in degrees, or ``easting`` and ``northing`` in metres
    of the system asked for; a layer with other shapes, or asked for footprints, gives ``wkt``. A
    text cell that starts with one of ``GUARDED`` carries one apostrophe before it; numbers are
    written as they are.
    """
    place, names = _place_columns(export), [field.name for field in export.fields]
    yield _lines([[ID, *place, *names]])
    for rows, shapes in export.parsed():
        cells = zip(rows, _places(shapes, place, export), strict=True)
        yield _lines(
            [guarded(row[ID]), *where, *(_cell(row["properties"].get(name)) for name in names)]
            for row, where in cells
        )


def to_jsonseq(export: Export) -> Iterator[bytes]:
    """The features as a GeoJSON text sequence: RFC 8142 section 2, each Feature a text."""
    for piece in export.pieces():
        texts = crs.reprojected(piece, export.crs)
        yield b"".join(b"\x1e" + text + b"\n" for text in texts)


FORMATS: Mapping[str, Writer] = {
    "csv": to_csv,
    "jsonseq": to_jsonseq,
    "gpkg": to_gpkg,
    "fgb": to_fgb,
    "parquet": to_parquet,
    "kml": to_kml,
}


def guarded(text: str) -> str:
    """The text such that no spreadsheet runs it; ``unguarded`` gives it back."""
    return "'" + text if text.startswith(GUARDED) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given."""
    return text[1:] if text.startswith("'") else text


def _lines(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)  # RFC 4180: commas, doubled quotes, CRLF
    return text.getvalue().encode("utf-8")


def _place_columns(export: Export) -> tuple[str, ...]:
    if not export.has_shapes:
        return ()
    if not export.is_points:
        return ("wkt",)
    return ("easting", "northing") if export.crs.projected else ("longitude", "latitude")


def _places(shapes: Any, columns: tuple[str, ...], export: Export) -> list[list[object]]:  # noqa: ANN401 - shapely's array
    """The cells of each geometry, empty where it is null."""
    if not columns:
        return [[] for _ in shapes]
    if columns == ("wkt",):
        return [["" if text is None else text] for text in _wkt(shapes, export)]
    return [["", ""] if shape is None else [shape.x, shape.y] for shape in shapes]


def _wkt(shapes: Any, export: Export) -> Sequence[str | None]:  # noqa: ANN401 - shapely's array
    if export.crs.latitude_first:
        shapes = crs.in_system(shapes, export.crs, definition=True)
    texts: Sequence[str | None] = shapely.to_wkt(shapes, trim=True, rounding_precision=-1).tolist()
    return texts


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value
