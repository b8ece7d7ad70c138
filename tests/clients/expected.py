"""What clients must find, told from the atlas's files without our program."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import shapely

LAYERS = ("attacks", "bases", "military_regions", "border_incidents")
TABLES = ("sources", "claims", "actors", "units")

Feature = dict[str, Any]


def features(atlas: Path, layer: str) -> dict[str, Feature]:
    """Id to Feature of a layer's GeoJSON file."""
    found = json.loads((atlas / f"{layer}.geojson").read_text("utf-8"))["features"]
    return {one["id"]: one for one in found}


def exact(found: Mapping[str, Feature]) -> set[str]:
    """The ids of the records that tiles show as points."""
    return {
        name
        for name, one in found.items()
        if one["geometry"] and (one["properties"]["geo_precision"] or 0) < 4
    }


def chosen(found: Mapping[str, Feature], rule: Callable[[dict[str, Any]], bool]) -> list[str]:
    """The sorted ids of the records whose properties the rule is true for; at least one."""
    ids = sorted(name for name, one in found.items() if rule(one["properties"]))
    assert ids
    return ids


def overlapping(start: str = "0000", end: str = "9999") -> Callable[[dict[str, Any]], bool]:
    """The rule of ``datetime``: days that overlap the interval; one that is not stated is open."""

    def rule(properties: dict[str, Any]) -> bool:
        first, last = properties["date_start"], properties["date_end"]
        return (last or end) >= start and (first or start) <= end

    return rule


def same(seen: object, stated: object) -> bool:
    """Whether a client's value is the record's, however it spells moments."""
    if stated is None:
        return seen is None or bool(pd.isna(seen))
    if isinstance(seen, pd.Timestamp):
        return bool(seen.tz_localize(None) == pd.Timestamp(str(stated)).tz_localize(None))
    if isinstance(seen, str) and isinstance(stated, str) and seen != stated:
        # GDAL takes texts for days or moments where a whole page looks so, and writes them its way
        return _moment(seen) == _moment(stated)
    return seen == stated


def _moment(text: str) -> str:
    return text.replace("/", "-").replace(" ", "T").removesuffix("+00").removesuffix("Z")


def same_place(seen: Any, geometry: dict[str, Any] | None) -> bool:
    """Whether a client's geometry is the record's."""
    if geometry is None:
        return seen is None or bool(shapely.is_empty(seen))
    return bool(shapely.equals_exact(seen, shapely.from_geojson(json.dumps(geometry)), 1e-9))


def of_large(atlas: Path, columns: Iterable[str] = ()) -> pd.DataFrame:
    """The events of the large atlas: ``id``, ``lon``, ``lat`` (NaN without a place), and more."""
    table = pq.read_table(atlas / "attacks.parquet", columns=["id", "geometry", *columns])
    frame = table.to_pandas()
    places = shapely.from_wkb(frame.pop("geometry"))
    frame["lon"], frame["lat"] = shapely.get_x(places), shapely.get_y(places)
    return frame
