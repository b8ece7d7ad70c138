"""Writes an atlas of any number of invented events over West Africa.

    python tests/bench/generate.py 1m DIR [--seed 7]

The events are a GeoParquet file; clustered, of every precision, with nulls and long notes. The same
number and seed give the same events, and memory does not grow with their number.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from events import arrow, chunk, sizes
from invented import EAST, NORTH, SOUTH, WEST, Areas, World, world

from geo.rows import ARROW
from geo.schema.attacks import ATTACKS
from geo.schema.tables import AREAS

CHUNK = 100_000  # events made at a time
GROUP = 20_000  # rows of a row group
SEED = 7
_SUFFIXES = {"k": 1_000, "m": 1_000_000}
_CONFIG = """\
id = "invented"
title_en = "Invented events"
title_fr = "Événements inventés"
description_en = "Made by a program to measure the service; nothing in it happened."
description_fr = "Produit par un programme pour mesurer le service ; rien n’y est arrivé."
disclaimer_en = "Every place, event and border is made up."
disclaimer_fr = "Lieux, événements et frontières sont inventés."
version = "2026.11.0"
licence = "CC0-1.0"
attribution = "Conflict Atlas contributors"
bounds = [{west}, {south}, {east}, {north}]

[layers]
attacks = "attacks.parquet"
areas = "areas.geojson"
"""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("events", type=number, help="how many, such as 2000, 100k or 1m")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    write(given.folder, given.events, given.seed)


def number(text: str) -> int:
    """The number a text such as ``100k`` or ``1m`` says."""
    factor = _SUFFIXES.get(text[-1:].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


def write(folder: Path, events: int, seed: int = SEED) -> None:
    """Writes the atlas to the folder; its ``atlas.toml`` last, so that it tells a whole one."""
    folder.mkdir(parents=True, exist_ok=True)
    made = world(seed)
    (folder / "areas.geojson").write_bytes(_areas(made.areas))
    with pq.ParquetWriter(folder / "attacks.parquet", schema(), compression="zstd") as writer:
        for part, bounds in sizes(events, CHUNK).items():
            writer.write_table(layer_table(made, seed, part, bounds), row_group_size=GROUP)
    box = {"west": WEST, "south": SOUTH, "east": EAST, "north": NORTH}
    (folder / "atlas.toml").write_text(_CONFIG.format(**box), encoding="utf-8")


def schema() -> pa.Schema:
    """The file's columns and its ``geo`` metadata (GeoParquet 1.1; CRS84 where no CRS is named)."""
    fields = [("id", pa.large_string())]
    fields += [(field.name, ARROW[field.kind]) for field in ATTACKS.fields]
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    return pa.schema([*fields, ("geometry", pa.binary())], metadata={"geo": orjson.dumps(geo)})


def layer_table(made: World, seed: int, part: int, bounds: tuple[int, int]) -> pa.Table:
    """One chunk of events as the file holds them."""
    table = chunk(made, seed, part, bounds)
    lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
    points = shapely.to_wkb(shapely.points(lon, lat))
    points[np.isnan(lon)] = None
    table = table.drop_columns(["lon", "lat"])
    return table.append_column("geometry", pa.array(points, pa.binary())).cast(schema())


def _areas(areas: Areas) -> bytes:
    """The areas layer as GeoJSON, one feature a line."""
    values = {
        "code": areas.codes,
        "name_en": areas.names,
        "name_fr": areas.names,
        "level": areas.levels,
        "country": areas.countries,
        "vintage": np.full(len(areas.codes), "drawn", dtype=object),
        "licence": np.full(len(areas.codes), "CC0-1.0", dtype=object),
    }
    known = [field for field in AREAS.fields if field.name in values]
    columns = [arrow(values[field.name], ARROW[field.kind], 0).to_pylist() for field in known]
    shapes = shapely.to_geojson(shapely.orient_polygons(areas.shapes, exterior_cw=False))
    lines = []
    for code, shape, *row in zip(areas.codes, shapes, *columns, strict=True):
        properties = dict(zip((field.name for field in known), row, strict=True))
        feature = {"type": "Feature", "id": code, "geometry": orjson.Fragment(shape)}
        lines.append(orjson.dumps(feature | {"properties": properties}))
    return b'{"type":"FeatureCollection","features":[\n' + b",\n".join(lines) + b"\n]}\n"


if __name__ == "__main__":
    main()
