"""Large layers as the validator checks them: as columns, not as a million records in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from geo import compute as pc
from geo.atlas import Layer
from geo.errors import DataError
from geo.geoparquet import SUFFIX
from geo.merging import current
from geo.schema import SCHEMAS
from geo.schema import columns as rules
from geo.schema.columns import ID, Columns
from geo.schema.config import config_of
from geo.schema.findings import Finding
from geo.schema.records import Folder
from geo.schema.rules import claims

Large = Mapping[str, tuple[Columns, str]]  # by layer, with the file's name


def large_layers(path: Path) -> Large:
    """The layers of an atlas that are GeoParquet, sound as such, and named by claims alone.

    The others, and those whose values are not even of the right type, are read record by record.
    """
    config, _ = config_of(path)
    named = {field.refers_to for schema in SCHEMAS.values() for field in schema.fields}
    found = {}
    for name, file in config.layers.items():
        schema = SCHEMAS[name]
        if not file.endswith(SUFFIX) or not schema.mapped or name in named:
            continue
        try:
            there = set(pq.read_schema(path / file).names)
            if all(field.name in there for field in schema.fields if field.core):
                found[name] = (current(Layer(name, schema, path / file)), file)
        except (DataError, OSError, pa.ArrowInvalid):
            continue
    return found


def with_told(folder: Folder, large: Large) -> Folder:
    """The folder with those records of the large layers that others or claims name."""
    layers, ids = dict(folder.layers), dict(folder.ids)
    for name, (columns, file) in large.items():
        told = columns.take(np.flatnonzero(_is_told(columns, folder)))
        records = rules.records(told, file)
        layers[name], ids[name] = records, {record.id: record for record in records}
    return replace(folder, layers=layers, ids=ids)


def check_large(folder: Folder, large: Large) -> Iterator[Finding]:
    """What is wrong with the other records of the large layers.

    ``folder`` is that of ``with_told``, its geometries made shapes.
    """
    for columns, file in large.values():
        ids = pd.Series(columns.table[ID].to_numpy())
        repeated = ids.duplicated().to_numpy()
        for row in np.flatnonzero(repeated).tolist():
            yield Finding(file, ids[row], ID, "id.unique", f"is an id in {file} already")
        rows = np.flatnonzero(~repeated & ~_is_told(columns, folder))
        faulty = set()
        for row, finding in rules.check(columns, rows, folder, lambda done: None):
            faulty.add(row)
            yield replace(finding, file=file)
        yield from _unclaimed(columns.take(np.setdiff1d(rows, list(faulty))), file, folder)


def _is_told(columns: Columns, folder: Folder) -> NDArray[np.bool_]:
    named = [claim.get("feature_id") for claim in folder.of("claims")]
    about = pa.array(sorted({name for name in named if name}), columns.table[ID].type)
    is_named: NDArray[np.bool_] = pc.is_in(columns.table[ID], value_set=about).to_numpy()
    return is_named | rules.linked_rows(columns)


def _unclaimed(columns: Columns, file: str, folder: Folder) -> Iterator[Finding]:
    """What records without claims of their own lack, judged once for each set of their fields."""
    if not folder.knows("claims"):
        return
    coded = [field.name for field in columns.schema.fields if field.evidence]
    names = ["source_ids", *coded]
    there = {name: pc.is_valid(columns.table[name]) for name in coded}
    shape = Columns(
        columns.schema,
        pa.table({ID: columns.table[ID], "source_ids": columns.table["source_ids"], **there}),
        columns.shapes,
    )
    groups, firsts = rules.groups(shape, frozenset(names))
    ruled = claims.ruled_fields(folder)
    judged = rules.records(columns.take(firsts), file)
    ids = columns.table[ID]
    for number, record in enumerate(judged):
        found = list(claims.of_record(folder, record, [], ruled))
        for row in np.flatnonzero(groups == number).tolist() if found else ():
            for finding in found:
                yield replace(finding, feature=ids[row].as_py())
