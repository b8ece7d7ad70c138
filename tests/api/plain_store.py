"""A store that reads files and loops over rows: slow, short, and not the one under test."""

import hashlib
import json
import math
import operator
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import mapbox_vector_tile
import numpy as np
from shapely import transform
from shapely.geometry import box, mapping, shape

from geo.atlas import Atlas, Layer
from geo.errors import RequestError
from geo.filters import And, Compare, Expression, In, IsNull, Not
from geo.query import BBox, Query
from geo.store import Coded, Extent, Page, Table, Tile

Row = dict[str, Any]
_COMPARED = {">=": operator.ge, "<": operator.lt}


@dataclass(frozen=True)
class PlainStore:
    """A ``geo.store.FeatureStore`` over an atlas folder."""

    atlas: Atlas

    def version(self, layer: Layer) -> str:
        return hashlib.sha256(layer.path.read_bytes()).hexdigest()[:12]

    def ready(self) -> bool:
        return True

    def pinned(self) -> "PlainStore":
        return self

    def page(self, layer: Layer, query: Query) -> Page:
        rows = list(self._selected(layer, query))
        for key in reversed(query.sort):
            rows.sort(key=lambda row: str(row["properties"].get(key.field)), reverse=key.descending)
        start = self._start(query.cursor, len(rows))
        shown = rows[start : start + query.limit]
        end = start + len(shown)
        features = tuple(json.dumps(self._shown(row, query)).encode() for row in shown)
        return Page(features, len(rows), f"at-{end}" if end < len(rows) else None)

    def counts(self, layer: Layer, query: Query, field: str) -> dict[Any, int]:
        many = layer.schema.by_name[field].kind == "list"
        values = [row["properties"].get(field) for row in self._selected(layer, query)]
        return dict(Counter(p for v in values for p in (v.split(";") if many and v else [v])))

    def table(self, layer: Layer, query: Query, fields: Sequence[str]) -> Table:
        rows = list(self._selected(layer, query))
        shapes = [row["geometry"] for row in rows]
        points = [one if one and one["type"] == "Point" else None for one in shapes]
        places = [point["coordinates"][:2] if point else [math.nan] * 2 for point in points]
        lon, lat = np.array(places, float).reshape(-1, 2).T
        shaped = [one is not None and not p for one, p in zip(shapes, points, strict=True)]
        found = {}
        for name in fields:
            values = [row["id"] if name == "id" else row["properties"].get(name) for row in rows]
            distinct = tuple(sorted({value for value in values if value is not None}))
            codes = [-1 if value is None else distinct.index(value) for value in values]
            found[name] = Coded(np.array(codes, np.int64), distinct)
        return Table(lon, lat, np.array(shaped, bool), found)

    def extent(self, layer: Layer) -> Extent | None:
        rows = list(self._rows(layer))
        shapes = [g for g in map(self._footprint, rows) if g is not None]
        if not rows:
            return None
        bounds = [g.bounds for g in shapes]
        lows, highs = list(zip(*bounds, strict=True))[:2], list(zip(*bounds, strict=True))[2:]
        found = BBox(*map(min, lows), *map(max, highs)) if bounds else None
        days = [row["properties"].get(name) for row in rows for name in ("date_start", "date_end")]
        known = [date.fromisoformat(day) for day in days if day]
        return Extent(found, min(known, default=None), max(known, default=None))

    def tile(self, layer: Layer, tile: Tile, query: Query) -> bytes:
        """All features, in any tile: enough to see which query and layer a tile was asked of."""
        rows = [row for row in self._selected(layer, query) if row["geometry"]]
        features = [
            {"geometry": _in_tile(shape(row["geometry"])), "properties": {"id": row["id"]}}
            for row in rows
        ]
        if not features:
            return b""
        encoded: bytes = mapbox_vector_tile.encode([{"name": layer.name, "features": features}])
        return encoded

    def _rows(self, layer: Layer) -> Iterator[Row]:
        parsed = json.loads(layer.path.read_text("utf-8"))
        if isinstance(parsed, dict):
            yield from parsed["features"]
            return
        for record in parsed:
            name = record[layer.schema.key] if layer.schema.key else record["id"]
            yield {"type": "Feature", "id": name, "geometry": None, "properties": record}

    def _selected(self, layer: Layer, query: Query) -> Iterator[Row]:
        rows = sorted(
            self._rows(layer),
            key=lambda row: (row["properties"].get("date_start") or "", row["id"]),
            reverse=True,
        )
        for row in rows:
            if query.ids and row["id"] not in query.ids:
                continue
            if query.bbox and not self._meets(row, query.bbox):
                continue
            if query.interval and layer.schema.temporal and not _overlaps(row, query):
                continue
            if query.where is None or _holds(query.where, row, layer):
                yield row

    def _meets(self, row: Row, wanted: BBox) -> bool:
        found = self._footprint(row)
        parts = [box(p.west, p.south, p.east, p.north) for p in wanted.parts()]
        return found is None or any(found.intersects(part) for part in parts)

    def _footprint(self, row: Row) -> Any:
        areas = {one["id"]: one["geometry"] for one in self._rows(self.atlas.layers["areas"])}
        properties = row["properties"]
        rough = (properties.get("geo_precision") or 0) >= 4
        geometry = areas.get(properties.get("footprint_ref")) if rough else None
        geometry = geometry or row["geometry"]
        return shape(geometry) if geometry else None

    def _shown(self, row: Row, query: Query) -> Row:
        properties = row["properties"]
        if query.properties is not None:
            properties = {name: properties.get(name) for name in query.properties}
        geometry = row["geometry"]
        if query.geometry == "none":
            geometry = None
        if query.geometry == "footprint" and geometry is not None:
            geometry = mapping(self._footprint(row))
        return {
            "type": "Feature",
            "id": row["id"],
            "geometry": geometry,
            "properties": properties,
        }

    def _start(self, cursor: str | None, rows: int) -> int:
        if cursor is None:
            return 0
        if not cursor.startswith("at-") or not cursor[3:].isdecimal() or int(cursor[3:]) > rows:
            raise RequestError("cursor", cursor, "is not of this page")
        return int(cursor[3:])


def _in_tile(geometry: Any) -> Any:
    return transform(geometry, lambda places: (places - [-180, -90]) * [4096 / 360, 4096 / 180])


def _overlaps(row: Row, query: Query) -> bool:
    assert query.interval is not None
    start, end = query.interval.start, query.interval.end
    first, last = row["properties"]["date_start"], row["properties"]["date_end"]
    before = end is not None and first is not None and first > end.isoformat()
    after = start is not None and last is not None and last < start.isoformat()
    return not before and not after


def _holds(where: Expression, row: Row, layer: Layer) -> bool:
    properties = row["properties"]
    match where:
        case And(parts):
            return all(_holds(part, row, layer) for part in parts)
        case Not(part):
            return not _holds(part, row, layer)
        case IsNull("geometry"):
            return row["geometry"] is None
        case IsNull(field):
            return properties.get(field) is None
        case In(field, values):
            return _among(properties.get(field), values, layer.schema.by_name[field].kind)
        case Compare(field, sign, other):
            value = properties.get(field)
            return value is not None and _COMPARED[sign](value, other)
    raise NotImplementedError(where)


def _among(value: Any, values: Sequence[Any], kind: str) -> bool:
    if value is None:
        return False
    parts = value.split(";") if kind == "list" else [value]
    wanted = [v.isoformat() if isinstance(v, date) else v for v in values]
    return any(part in wanted for part in parts)
