"""Writing into an atlas folder: one writer at a time, each file whole or not at all."""

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from geo import compute as pc
from geo import geoparquet, places
from geo.atlas import CONFIG, Atlas, Layer
from geo.errors import DataError
from geo.geojson import features
from geo.geoparquet import plain
from geo.merging import Part
from geo.readers.parcel import concatenated
from geo.rows import Batch
from geo.schema.columns import ID, Columns
from geo.schema.model import LayerSchema

try:
    import fcntl
except ImportError:  # not a POSIX system: nobody then keeps a second writer out
    fcntl = None  # type: ignore[assignment]  # only asked whether it is there

PARQUET_FROM = 50_000  # records from which a layer is written as GeoParquet
_PART_OF = ".ingest-part"  # ends the name of a file that is not whole yet
_FORMER = ".ingest-former"  # ends the name of a note that a file is to go once nothing names it
_PART = 4_000  # records encoded at a time

Draft = tuple[Path, Callable[[Path], None]]  # the file, and what writes its content to a path


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other writers out of the folder; a process that ends or is killed lets go.

    Raises DataError where another is at it.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise DataError(str(folder), "another ingest is writing to this atlas; try later") from None
    try:
        _sweep(folder)
        yield
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what a writer that was killed has left."""
    for part in folder.rglob(f".*{_PART_OF}"):
        part.unlink(missing_ok=True)
    named = {layer.path for layer in Atlas.open(folder).layers.values()}
    for note in folder.rglob(f".*{_FORMER}"):
        former = note.with_name(note.name.removeprefix(".").removesuffix(_FORMER))
        if former not in named:
            former.unlink(missing_ok=True)
        note.unlink()


def put_renamed(drafts: Sequence[Draft], former: Path) -> None:
    """``put`` files after which nothing names the file ``former``, and remove that."""
    note = former.with_name(f".{former.name}{_FORMER}")
    note.touch()
    try:
        put(drafts)
    except DataError:
        note.unlink()
        raise
    former.unlink()
    note.unlink()


def put(drafts: Sequence[Draft]) -> None:
    """Write the files beside those they replace, then put them in place in the order given.

    Until the first is in place nothing has changed. Killed between two, the folder has the new ones
    so far: put first what later ones refer to. Raises DataError where something cannot be written.
    """
    parts = [(target, target.with_name(f".{target.name}{_PART_OF}")) for target, _ in drafts]
    try:
        for (target, part), (_, write) in zip(parts, drafts, strict=True):
            try:
                write(part)
                with part.open("rb") as file:
                    os.fsync(file.fileno())
            except OSError as error:
                raise DataError(str(target), f"cannot be written: {error.strerror}") from None
        for target, part in parts:
            part.replace(target)
    finally:
        for _, part in parts:
            part.unlink(missing_ok=True)


def layer_draft(layer: Layer, parts: Sequence[Part]) -> Draft:
    """The draft of a layer's whole file: GeoJSON by id, GeoParquet where it is large, or a table.

    A layer that is GeoParquet stays so, and its records stay in the order they came.
    """
    if not layer.schema.geometry_types:
        return layer.path, lambda part: _write_table(part, layer, parts)
    large = sum(len(part.rows) for part in parts) > PARQUET_FROM
    if large or layer.path.suffix == geoparquet.SUFFIX:
        path = layer.path.with_suffix(geoparquet.SUFFIX)
        return path, lambda part: _write_parquet(part, parts)
    return layer.path, lambda part: _write_geojson(part, layer, parts)


def _write_parquet(path: Path, parts: Sequence[Part]) -> None:
    schema = geoparquet.schema_of(
        parts[0].columns.table.schema, (part.columns.shapes[part.rows] for part in parts)
    )
    slices = (one for part in parts for one in part.slices(geoparquet.GROUP))
    geoparquet.write_parts(path, schema, ((one.table, one.shapes) for one in slices))


def _write_table(path: Path, layer: Layer, parts: Sequence[Part]) -> None:
    """An array of flat objects, one a line."""
    tables = [plain(part.whole().table.drop_columns([ID])) for part in parts]
    rows = [row for table in tables for row in table.to_pylist()]
    write_rows(path, layer.schema, rows)


def write_rows(path: Path, schema: LayerSchema, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a table's rows as JSON; fields that are not core are left out where they are null."""
    lines = []
    for row in rows:
        kept = {
            field.name: row.get(field.name)
            for field in schema.fields
            if field.core or row.get(field.name) is not None
        }
        lines.append(orjson.dumps(kept))
    path.write_bytes(b"[\n" + b",\n".join(lines) + (b"\n" if lines else b"") + b"]\n")


def _write_geojson(path: Path, layer: Layer, parts: Sequence[Part]) -> None:
    columns = concatenated(layer.schema, (part.whole() for part in parts))
    order = pc.sort_indices(columns.table[ID]).to_numpy().astype(np.int64)
    columns = columns.take(order)
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[\n')
        for start in range(0, len(columns), _PART):
            file.write(b",\n" if start else b"")
            file.write(b",\n".join(text.encode() for text in _encoded(layer, columns, start)))
        file.write(b"\n]}\n" if len(columns) else b"]}\n")


def _encoded(layer: Layer, columns: Columns, start: int) -> list[str]:
    """The Features of some records as JSON texts."""
    table = columns.table.slice(start, _PART)
    ids = table[ID].combine_chunks()
    arrays = {f.name: table[f.name].combine_chunks() for f in layer.schema.fields}
    at = places.of_shapes(layer, ids.to_pylist(), columns.shapes[start : start + _PART])
    batch = Batch(layer, _plain_text(ids), arrays, at.lon, at.lat, at.shapes)
    texts: list[str] = features(batch, sparse=True).to_pylist()
    return texts


def _plain_text(array: pa.Array) -> pa.Array:
    return array.cast(pa.large_string())


def config_draft(folder: Path, layer: str, file: str) -> Draft:
    """The draft of ``atlas.toml`` with another file for a layer; all else stays as it is written.

    Raises DataError where the layer's line cannot be told from the rest.
    """
    path = folder / CONFIG
    text = path.read_text(encoding="utf-8")
    head, mark, rest = text.partition("[layers]")
    line = re.compile(rf"^(\s*{re.escape(layer)}\s*=\s*)([\"'])[^\"'\n]*\2", re.MULTILINE)
    changed = head + mark + line.sub(lambda found: f'{found[1]}"{file}"', rest, count=1)
    try:
        right = tomllib.loads(changed)["layers"][layer] == file
    except (tomllib.TOMLDecodeError, KeyError):
        right = False
    if not right:
        raise DataError(CONFIG, f"name the file {file} for the layer by hand", field=layer)
    return path, lambda part: _write_text(part, changed)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
