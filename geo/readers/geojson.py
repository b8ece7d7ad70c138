"""GeoJSON with our fields; for the tables an array of flat objects, as an atlas has them."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import shapely

from geo import arrays, lined
from geo.errors import DataError
from geo.readers.parcel import Parcel, Refusal, Target, columns_in, columns_of, refusal
from geo.rows import WHOLE, batch
from geo.schema.columns import Columns
from geo.schema.findings import Finding
from geo.schema.reading import record_of, row_of
from geo.schema.records import Folder, Record
from geo.schema.rules import geometry, values

_PART = 5_000  # features looked at in one go
_WOUND = "geometry.winding"  # mended here, not refused

_Good = tuple[int, str, Record]  # its number, its id, and what it is


def read(path: Path, target: Target) -> Iterator[Parcel]:
    """The features of a FeatureCollection or the rows of an array, checked one by one.

    A large file with one feature a line is read line by line. Rings are turned as RFC 7946 section
    3.1.6 asks. Raises DataError where the file as a whole is neither.
    """
    entries = _entries(path)
    while part := list(islice(entries, _PART)):
        yield _parcel(str(path), target, part)


def _entries(path: Path) -> Iterator[lined.Entry]:
    if path.stat().st_size > WHOLE and lined.is_lined(path):
        yield from lined.entries(path)
        return
    try:
        whole = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise DataError(path.name, f"not valid JSON: {error}") from error
    rows = whole.get("features") if isinstance(whole, dict) else whole
    if not isinstance(rows, list):
        raise DataError(path.name, "needs a FeatureCollection or an array of objects")
    for number, row in enumerate(rows, 1):
        yield number, row, number / len(rows)


def _parcel(file: str, target: Target, part: Sequence[lined.Entry]) -> Parcel:
    columns = _all_sound(target, part)
    if columns is None:
        return _parted(file, target, part)
    return Parcel(columns, np.array([number for number, _, _ in part]), done=part[-1][2])


def _all_sound(target: Target, part: Sequence[lined.Entry]) -> Columns | None:
    """The columns of features that are all points, or have no place, and hold the right types.

    None where one is not like that: then each is looked at by itself.
    """
    schema = target.layer.schema
    core = {field.name for field in schema.fields if field.core}
    rows = [row for _, row, _ in part if isinstance(row, dict) and _is_plain(row, core)]
    if schema.key is not None or len(rows) < len(part):
        return None
    try:
        return columns_in(batch(target.layer, rows))
    except DataError:
        return None


def _is_plain(row: dict[str, Any], core: set[str]) -> bool:
    match row:
        case {"type": "Feature", "id": str(), "properties": dict() as properties, **others}:
            match others:
                case {"geometry": None | {"type": "Point", "coordinates": [_, _]}}:
                    place = others["geometry"] or ()
                    return len(others) == 1 and len(place) in (0, 2) and core <= properties.keys()
    return False


def _parted(file: str, target: Target, part: Sequence[lined.Entry]) -> Parcel:
    """The features one by one: records, and refusals with their reasons."""
    records: dict[str, _Good] = {}  # by a name that no two rows share
    refused: dict[int, Refusal] = {}
    for number, row, _ in part:
        found: list[Finding] = []
        record = _record(target, number, row, found)
        if found or record is None:
            refused[number] = refusal(file, number, found[0])
            continue
        name, record.id = record.id, f"#{number}"
        records[record.id] = (number, name, record)
    for finding in _findings(target, [record for _, _, record in records.values()]):
        number, name, _ = records[finding.feature]
        refused.setdefault(number, _named(refusal(file, number, finding), name))
    good = [entry for entry in records.values() if entry[0] not in refused]
    columns, unfit = _columns(file, target, good)
    refused |= unfit
    numbers = np.array([number for number, _, _ in good if number not in unfit], dtype=np.int64)
    return Parcel(columns, numbers, tuple(refused.values()), done=part[-1][2])


def _record(target: Target, number: int, row: object, found: list[Finding]) -> Record | None:
    schema, name = target.layer.schema, target.layer.path.name
    if isinstance(row, orjson.JSONDecodeError):
        found.append(Finding(name, "", "", "json.syntax", f"not valid JSON: {row}"))
        return None
    if schema.key is None:
        return record_of(schema, name, (number, row), found)
    return row_of(schema, name, (number, row), found)


def _findings(target: Target, records: Sequence[Record]) -> Iterator[Finding]:
    layer = target.layer.name
    folder = Folder({layer: tuple(records)}, {}, frozenset(), {layer: {}})
    yield from values.check(folder)
    if target.layer.schema.geometry_types:
        for finding in geometry.check(folder):
            if finding.rule != _WOUND:
                yield finding


def _named(one: Refusal, name: str) -> Refusal:
    return Refusal(one.file, one.row, name, one.field, one.rule, one.reason)


def _columns(
    file: str, target: Target, good: Sequence[_Good]
) -> tuple[Columns, dict[int, Refusal]]:
    """The records' columns, but for those with a number that no column can hold."""
    schema, refused = target.layer.schema, dict[int, Refusal]()
    made: dict[str, pa.Array] = {}
    while len(made) < len(schema.fields):
        numbers = [str(number) for number, _, _ in good]
        made = {}
        for field in schema.fields:
            column = [record.properties.get(field.name) for _, _, record in good]
            try:
                made[field.name] = arrays.of_values(target.layer, field, numbers, column)
            except DataError as error:
                row = int(error.feature or 0)
                name = next(name for number, name, _ in good if number == row)
                rule = "field.range" if field.kind in ("integer", "number") else "field.kind"
                refused[row] = Refusal(file, row, name, field.name, rule, error.reason)
                good = [entry for entry in good if entry[0] != row]
                break
    shapes = np.full(len(good), None, dtype=object)
    shapes[:] = [record.shape for _, _, record in good]
    ids = pa.array([name for _, name, _ in good], pa.large_string())
    turned = shapely.orient_polygons(shapes, exterior_cw=False)
    return columns_of(schema, ids, made, np.asarray(turned, dtype=object)), refused
