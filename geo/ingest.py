"""Bring records into an atlas: read, check, compare with what is there, write whole or not at all.

Every row of every file is accepted or refused with its reason. A refused row stops no other. Claims
are not asked for: they come after the records they are about, and ``geo.schema.check`` asks.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import backing, geoparquet
from geo.atlas import Atlas, Layer
from geo.errors import DataError, RequestError
from geo.merging import Merged, Part, current, merged
from geo.readers import READERS
from geo.readers.parcel import Parcel, Refusal, Target, concatenated, refusal
from geo.schema import SCHEMAS, reading
from geo.schema import columns as rules
from geo.schema.columns import ID, Columns
from geo.schema.records import Folder
from geo.writing import Draft, config_draft, layer_draft, locked, put, put_renamed

Progress = Callable[[str, float], None]  # told the stage and how much of it is done, 0 to 1


@dataclass(frozen=True, slots=True)
class Order:
    """What to bring in: files of one format, into a layer of the atlas in a folder."""

    files: tuple[Path, ...]
    format: str  # a key of READERS
    layer: str
    into: Path
    replace: bool = False  # records that are there already and differ
    dry_run: bool = False  # all but the writing


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the rows: ``read`` is ``accepted`` and the refused rows together."""

    read: int
    added: int
    replaced: int
    unchanged: int
    refused: tuple[Refusal, ...]  # by file and row; a file that is no such file has no row

    @property
    def accepted(self) -> int:
        """The rows whose records the atlas has now, or would have but for the dry run."""
        return self.added + self.replaced + self.unchanged


@dataclass(frozen=True, slots=True)
class _Rows:
    """Records that may come in, and the file and row each stood in."""

    columns: Columns
    files: NDArray[np.object_]
    rows: NDArray[np.int64]

    def refusal(self, number: int, field: str, rule: str, reason: str) -> Refusal:
        name = self.columns.table[ID][number].as_py()
        return Refusal(self.files[number], int(self.rows[number]), name, field, rule, reason)


def ingest(order: Order, now: str, progress: Progress) -> Report:
    """Bring the files' records in; ``now`` is the time they are marked with, RFC 3339.

    Raises RequestError for an unknown format or a layer the format has nothing for, NotFoundError
    for a layer the atlas does not have, DataError for an atlas that cannot be read or written.
    """
    if order.format not in READERS:
        raise RequestError("format", order.format, "no such format", READERS)
    if order.dry_run:
        return _ingest(order, now, progress)
    if not order.into.is_dir():
        raise DataError(str(order.into), "there is no such folder")
    with locked(order.into):
        return _ingest(order, now, progress)


def _ingest(order: Order, now: str, progress: Progress) -> Report:
    atlas = Atlas.open(order.into)
    layer = atlas.layer(order.layer)
    folder = _folder(atlas, layer)
    found, tables, refused = _read(order, Target(layer, folder, now), progress)
    total = len(found.rows) + sum(one.row is not None for one in refused)
    firsts = _firsts(found, refused)
    there = current(layer)
    context = _context(backing.grown(folder, tables), layer, there, found.columns)
    sound = _sound(found, firsts, context, (refused, progress))
    result = merged(there, Part(found.columns, sound), order.replace)
    reason = "another record with this id is here already; --replace takes this one instead"
    refused += [found.refusal(row, ID, "id.different", reason) for row in result.different.tolist()]
    progress("write", 0.0)
    if result.added + result.replaced and not order.dry_run:
        new = backing.needed(folder, tables, result.parts[1])
        _write(atlas, layer, result, list(backing.drafts(atlas, folder, new)))
    progress("write", 1.0)
    refused.sort(key=lambda one: (one.file, one.row or 0))
    return Report(total, result.added, result.replaced, result.unchanged, tuple(refused))


def _folder(atlas: Atlas, layer: Layer) -> Folder:
    """The atlas but the layer itself, and large layers that nothing but claims names."""
    without = {layer.name}
    if layer.name != "claims":
        named = {field.refers_to for schema in SCHEMAS.values() for field in schema.fields}
        large = {n for n, one in atlas.layers.items() if one.path.suffix == geoparquet.SUFFIX}
        without |= large - named
    folder, findings = reading.read(atlas.path, without)
    if folder.unread:
        first = findings[0]
        raise DataError(first.file, first.message, first.feature or None, first.field or None)
    return rules.with_shapes(folder)


def _read(
    order: Order, target: Target, progress: Progress
) -> tuple[_Rows, backing.Tables, list[Refusal]]:
    """The rows of all files. A file that is no such file is refused as a whole."""
    refused: list[Refusal] = []
    kept: list[tuple[str, Parcel]] = []
    for number, path in enumerate(order.files):
        parcels = []
        try:
            for parcel in READERS[order.format](path, target):
                parcels.append(parcel)
                progress("read", (number + parcel.done) / len(order.files))
        except (DataError, OSError) as error:
            field = error.field or "" if isinstance(error, DataError) else ""
            reason = error.reason if isinstance(error, DataError) else str(error.strerror)
            refused.append(Refusal(str(path), None, "", field, "file.unreadable", reason))
            continue
        kept += [(str(path), parcel) for parcel in parcels]
        refused += [one for parcel in parcels for one in parcel.refused]
    columns = concatenated(target.layer.schema, (parcel.columns for _, parcel in kept))
    files = [np.full(len(parcel.rows), name, dtype=object) for name, parcel in kept]
    rows = [parcel.rows for _, parcel in kept]
    found = _Rows(
        columns,
        np.concatenate([np.array([], dtype=object), *files]),
        np.concatenate([np.array([], dtype=np.int64), *rows]),
    )
    return found, backing.joined(parcel.tables for _, parcel in kept), refused


def _firsts(found: _Rows, refused: list[Refusal]) -> NDArray[np.int64]:
    """The first row of each id; the others are refused."""
    ids = pd.Series(found.columns.table[ID].to_numpy())
    repeated = ids.duplicated().to_numpy()
    if repeated.any():
        firsts = pd.Series(ids.index, index=ids)[~repeated]
        for number in np.flatnonzero(repeated).tolist():
            first = int(firsts[ids[number]])
            reason = f"row {found.rows[first]} of {found.files[first]} has this id"
            refused.append(found.refusal(number, ID, "id.unique", reason))
    return np.flatnonzero(~repeated)


def _context(folder: Folder, layer: Layer, there: Columns, coming: Columns) -> Folder:
    """What the records are judged by: without claims, unless they are claims; with the records of
    the layer itself that are tied to others.
    """  # noqa: D205 - one thought
    linked = there.take(np.flatnonzero(rules.linked_rows(there, [coming])))
    records = rules.records(linked, layer.path.name)
    layers = {**folder.layers, layer.name: records}
    if layer.name != "claims":
        layers.pop("claims", None)
    ids = {**folder.ids, layer.name: {record.id: record for record in records}}
    return replace(folder, layers=layers, ids=ids)


def _sound(
    found: _Rows,
    rows: NDArray[np.int64],
    context: Folder,
    told: tuple[list[Refusal], Progress],
) -> NDArray[np.int64]:
    """The rows whose records keep the rules; the others are refused, each with its first fault."""
    refused, progress = told
    whole = rules.stages(found.columns.schema) * max(len(found.rows), 1)
    done, wrong = 0, dict[int, Refusal]()

    def count(records: int) -> None:
        nonlocal done
        done += records
        progress("check", min(done / whole, 1.0))

    for number, finding in rules.check(found.columns, rows, context, count):
        if number not in wrong:
            where = (found.files[number], int(found.rows[number]))
            wrong[number] = refusal(*where, finding)
    refused += wrong.values()
    return np.setdiff1d(rows, list(wrong))


def _write(atlas: Atlas, layer: Layer, result: Merged, before: list[Draft]) -> None:
    """Put the layer in place after what it refers to; under a new name if it grew large."""
    draft = layer_draft(layer, result.parts)
    if draft[0] == layer.path:
        put([*before, draft])
        return
    name = draft[0].relative_to(atlas.path).as_posix()
    put_renamed([*before, draft, config_draft(atlas.path, layer.name, name)], layer.path)
