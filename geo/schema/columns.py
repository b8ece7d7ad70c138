"""The rules over columns: the same functions as ``check``, each asked once for each distinct case.

A million records have a few thousand distinct dates, death tolls and pairs of actors. A rule on one
value is asked once a value, a rule on several fields once for each combination of those it reads.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from geo import compute as pc
from geo.geoparquet import Shapes, plain
from geo.schema.findings import Finding
from geo.schema.model import Field, LayerSchema
from geo.schema.plain import plain_texts
from geo.schema.reads import GEOMETRY_TYPE, LINKS, READS, applies
from geo.schema.records import GEOMETRY, Folder, Record
from geo.schema.rules import geometry, references, status, texts, values

ID = "id"
_PART = 20_000  # records looked at in one go


@dataclass(frozen=True)
class Columns:
    """Records as columns: ``id`` and every field of the schema, of the types ``geo.rows.ARROW``.

    ``shapes`` are their geometries, polygons wound as RFC 7946 section 3.1.6 asks; ids differ.
    """

    schema: LayerSchema
    table: pa.Table
    shapes: Shapes

    def __len__(self) -> int:
        return len(self.table)

    def take(self, rows: NDArray[np.int64]) -> "Columns":
        """Some of the records, in the order of their numbers."""
        return Columns(self.schema, self.table.take(rows), self.shapes[rows])


Progress = Callable[[int], None]  # told how many records more are done


def check(
    columns: Columns, rows: NDArray[np.int64], context: Folder, progress: Progress
) -> Iterator[tuple[int, Finding]]:
    """What is wrong with the records of these numbers, each finding with its record's number.

    A record that breaks a rule is left out of the rules after it. ``context`` has the tables and
    areas that the records refer to, and the records of other layers; what its layers lack cannot be
    judged; its geometries are those of ``with_shapes``. Claims on the records are not asked for.
    ``progress`` is told records times stages.
    """
    alive = np.zeros(len(columns), dtype=bool)
    alive[rows] = True
    for stage in (None, *READS):
        if stage is not None and not applies(stage, columns.schema):
            continue
        left = np.flatnonzero(alive)
        if stage is None:
            found = _values(columns, left, context)
        else:
            found = _ask(stage, columns, left, context)
        for row, finding in found:
            alive[row] = False
            yield row, finding
        progress(len(columns))
    yield from _widowed(columns, alive, context)


def _widowed(
    columns: Columns, alive: NDArray[np.bool_], context: Folder
) -> Iterator[tuple[int, Finding]]:
    """Records that name one which an earlier turn left out, or were two of a group with it."""
    tied = linked_rows(columns)
    left = -1
    while left != (left := int((tied & alive).sum())):
        for module in (references, status):
            for row, finding in _ask(module, columns, np.flatnonzero(tied & alive), context):
                alive[row] = False
                yield row, finding


def stages(schema: LayerSchema) -> int:
    """How often ``check`` goes over the records of a layer."""
    return 1 + sum(applies(module, schema) for module in READS)


def with_shapes(context: Folder) -> Folder:
    """The same records; the sound ones' geometries have been made shapes."""
    for _ in geometry.check(replace(context, basemap={})):
        pass  # the context's own faults are for the check of the atlas to tell
    return context


def _values(
    columns: Columns, rows: NDArray[np.int64], context: Folder
) -> Iterator[tuple[int, Finding]]:
    """The rules on single values, and on the texts' words."""
    names = texts.proper_names(context)
    for field in columns.schema.fields:
        kind = "code" if (columns.schema.name, field.name) == ("claims", "value") else field.kind
        neutral = field.name in texts.NEUTRAL and columns.schema.name != "actors"

        def fault(value: object) -> tuple[str, str] | None:
            found = values.value_fault(field, value)  # noqa: B023 - called within this turn
            if found or not isinstance(value, str):
                return found
            found = texts.text_fault(value, kind)  # noqa: B023 - called within this turn
            if found is None and neutral:  # noqa: B023 - called within this turn
                found = texts.word_fault(value, names)
            if found is None and field.name == "external_ids":  # noqa: B023 - the same
                found = references.external_fault(value)
            return found

        column = plain(columns.table.select([field.name]))[field.name]
        suspect = _suspect(field, column, neutral)
        suspect = suspect[np.isin(suspect, rows, assume_unique=True)] if len(suspect) else suspect
        for number, found in _faulty(column.take(pa.array(suspect)).combine_chunks(), fault):
            row = int(suspect[number])
            yield row, Finding("", columns.table[ID][row].as_py(), field.name, *found)


def _suspect(field: Field, column: pa.ChunkedArray, neutral: bool) -> NDArray[np.int64]:
    """The rows of the values that the rules have to be asked about."""
    parts, start = [], 0
    for chunk in column.chunks:
        parts.append(start + np.flatnonzero(~plain_texts(field, chunk, neutral)))
        start += len(chunk)
    return np.concatenate([np.array([], dtype=np.int64), *parts])


def _faulty(
    column: pa.Array, fault: Callable[[object], tuple[str, str] | None]
) -> Iterator[tuple[int, tuple[str, str]]]:
    encoded = column.dictionary_encode(null_encoding="encode")
    wrong = {}
    for code, value in enumerate(encoded.dictionary.to_pylist()):
        found = fault(value)
        if found:
            wrong[code] = found
    if wrong:
        codes = encoded.indices.to_numpy()
        for number in np.flatnonzero(np.isin(codes, list(wrong))).tolist():
            yield number, wrong[int(codes[number])]


def _ask(
    module: ModuleType, columns: Columns, rows: NDArray[np.int64], context: Folder
) -> Iterator[tuple[int, Finding]]:
    """Ask a module about some rows, of which only the fields it reads are held."""
    if module is geometry:
        rows = rows[~_is_sound(columns.schema, columns.shapes[rows])]
    if not len(rows):
        return
    reads = READS[module]
    names = [
        name
        for name in columns.table.column_names
        if reads is None or name in reads or name in (ID, *LINKS)
    ]
    part = Columns(columns.schema, columns.table.select(names).take(rows), columns.shapes[rows])
    for number, finding in _distinct(module, part, reads, context):
        yield int(rows[number]), finding


def _is_sound(schema: LayerSchema, shapes: Shapes) -> NDArray[np.bool_]:
    """Geometries that need no closer look: points of two numbers on the globe, and null."""
    if "Point" not in schema.geometry_types:
        return np.zeros(len(shapes), dtype=bool)
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)  # NaN for what is no point
    on_globe: NDArray[np.bool_] = (np.abs(x) <= 180) & (np.abs(y) <= 90) & ~shapely.has_z(shapes)
    return on_globe | shapely.is_missing(shapes)


def _distinct(
    module: ModuleType, columns: Columns, reads: frozenset[str] | None, context: Folder
) -> Iterator[tuple[int, Finding]]:
    """Ask the module's rules about one record of each combination of what they read."""
    linked = linked_rows(columns)
    groups, firsts = _groups(columns, reads, linked)
    order, starts = np.argsort(groups, kind="stable"), np.append(0, np.cumsum(np.bincount(groups)))
    loose = firsts[~linked[firsts]]
    parts = [np.flatnonzero(linked)]  # all at once: they are about each other
    parts += [loose[start : start + _PART] for start in range(0, len(loose), _PART)]
    for part in parts:
        if not len(part):
            continue
        made = _records(columns, part, reads, whole=module is geometry)
        numbers = {record.id: int(row) for record, row in zip(made, part, strict=True)}
        for finding in module.check(_folder(context, columns.schema, made)):
            if finding.file or finding.feature not in numbers:
                continue  # about the context
            group = groups[numbers[finding.feature]]
            for row in order[starts[group] : starts[group + 1]].tolist():
                yield row, replace(finding, feature=columns.table[ID][row].as_py())


def linked_rows(columns: Columns, others: Sequence[Columns] = ()) -> NDArray[np.bool_]:
    """Which records name others of their layer, or are named by them or by ``others``."""
    found = np.zeros(len(columns), dtype=bool)
    for name in LINKS:
        if name not in columns.table.column_names:
            continue
        found |= pc.is_valid(columns.table[name]).to_numpy()
        for one in (columns, *others) if name != "event_group" else ():
            names = one.table[name].drop_null().combine_chunks()
            found |= pc.is_in(columns.table[ID], value_set=names).to_numpy()
    return found


def records(columns: Columns, file: str) -> tuple[Record, ...]:
    """The records as the rules see them, of a file of that name."""
    made = _records(columns, np.arange(len(columns)), None, whole=True)
    return tuple(replace(record, file=file) for record in made)


def groups(columns: Columns, reads: frozenset[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of each record's combination of these fields, and the first record of each."""
    return _groups(columns, reads, np.zeros(len(columns), dtype=bool))


def _groups(
    columns: Columns, reads: frozenset[str] | None, linked: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of each record's combination, and the first record of each combination."""
    count = len(columns)
    if reads is None or ID in reads or not count:
        return np.arange(count), np.arange(count)
    codes = np.where(linked, np.arange(1, count + 1), 0)
    keys = [columns.table[name] for name in sorted(reads) if name in columns.table.column_names]
    if GEOMETRY in reads:
        keys.append(pa.chunked_array([pa.array(shapely.to_wkb(columns.shapes), pa.binary())]))
    if GEOMETRY_TYPE in reads:
        keys.append(pa.chunked_array([pa.array(shapely.get_type_id(columns.shapes))]))
    for key in keys:
        encoded = key.combine_chunks().dictionary_encode(null_encoding="encode")
        codes = codes * (len(encoded.dictionary) + 1) + encoded.indices.to_numpy()
        codes = pd.factorize(codes)[0]  # so that the next product does not overflow
    groups, firsts = np.unique(codes, return_index=True)
    return np.searchsorted(groups, codes), firsts


def _records(
    columns: Columns, rows: NDArray[np.int64], reads: frozenset[str] | None, whole: bool
) -> list[Record]:
    """Records with what a module reads; the geometry as parsed where it is wanted ``whole``."""
    names = [name for name in columns.schema.by_name if reads is None or name in reads]
    chosen = [ID, *(name for name in names if name != ID)]
    properties = plain(columns.table.select(chosen).take(rows)).to_pylist()
    made = []
    for row, shape in zip(properties, columns.shapes[rows].tolist(), strict=True):
        record = Record(columns.schema.name, "", row.pop(ID), columns.schema, row)
        if shape is not None:
            record.shape = shape
            record.geometry = {"type": shape.geom_type}
            if whole:  # as JSON has it: lists, and null for NaN
                record.geometry = orjson.loads(orjson.dumps(mapping(shape)))
        made.append(record)
    return made


def _folder(context: Folder, schema: LayerSchema, made: Sequence[Record]) -> Folder:
    """The context with these records in their layer, in the place of those with the same ids."""
    ids = {record.id: record for record in context.of(schema.name)}
    ids |= {record.id: record for record in made}
    return replace(
        context,
        layers={**context.layers, schema.name: tuple(ids.values())},
        ids={**context.ids, schema.name: ids},
    )
