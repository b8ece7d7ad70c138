"""What a store must answer, worked out row by row from the file with nothing of ours."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from geo.filters import And, Between, Compare, In, IsNull, Like, Not, Or


class Oracle:
    """The rows of one layer as a pandas frame, and the answers to queries over it."""

    def __init__(self, schema, layer_file: Path, areas_file: Path) -> None:
        self.schema = schema
        features = json.loads(layer_file.read_text(encoding="utf-8"))["features"]
        areas = json.loads(areas_file.read_text(encoding="utf-8"))["features"]
        self.areas = {f["id"]: shape(f["geometry"]) for f in areas if f["geometry"]}
        self.rows = pd.DataFrame(
            {
                "id": [f["id"] for f in features],
                "row": [f["properties"] for f in features],
                "shape": [self._shape(f) for f in features],
            }
        ).sort_values("id", kind="stable")

    def _shape(self, feature):
        own = shape(feature["geometry"]) if feature["geometry"] else None
        row = feature["properties"]
        rough = (row.get("geo_precision") or 0) >= 4
        if rough and (own is None or own.geom_type == "Point"):
            return self.areas.get(row.get("footprint_ref"), own)
        return own

    def select(self, query) -> pd.DataFrame:
        rows = self.rows
        if query.ids:
            rows = rows[rows["id"].isin(query.ids)]
        if query.bbox is not None:
            boxes = [_box(part) for part in query.bbox.parts()]
            keep = [s is None or any(map(s.intersects, boxes)) for s in rows["shape"]]
            rows = _where(rows, keep)
        if query.interval is not None and self.schema.temporal:
            rows = _where(rows, [self._overlaps(row, query.interval) for row in rows["row"]])
        if query.where is not None:
            rows = _where(rows, [self.truth(query.where, row) is True for row in rows["row"]])
        return rows

    @staticmethod
    def _overlaps(row, interval) -> bool:
        start, end = row["date_start"] or "0000-00-00", row["date_end"] or "9999-99-99"
        first = str(interval.start or "0000-00-00")
        last = str(interval.end or "9999-99-99")
        return start <= last and end >= first

    def ordered(self, query) -> list[str]:
        """Ids in the order of the query: nulls last, ties by id."""
        rows = self.select(query)
        if not query.sort:
            if not self.schema.temporal:
                return list(rows["id"])
            rows = rows.assign(key=[row["date_start"] for row in rows["row"]])
            by_day = rows.sort_values("key", ascending=False, na_position="last", kind="stable")
            return list(by_day["id"])
        for key in reversed(query.sort):
            values = rows["id"] if key.field == "id" else self._sorted_by(key.field, rows["row"])
            rows = rows.assign(key=pd.Series(list(values), index=rows.index, dtype=object))
            known = rows[rows["key"].notna()]
            known = known.sort_values("key", ascending=not key.descending, kind="stable")
            rows = pd.concat([known, rows[rows["key"].isna()]])
        return list(rows["id"])

    def _sorted_by(self, field, rows):
        """The values the rows sort by: times as instants, and what is no time as null."""
        values = [row.get(field) for row in rows]
        if self.schema.by_name[field].kind != "datetime":
            return values
        times = pd.to_datetime(pd.Series(values), errors="coerce", utc=True, format="ISO8601")
        return [None if pd.isna(one) else one for one in times]

    def truth(self, expression, row) -> bool | None:  # noqa: PLR0911 - one return a case
        """True, False or None for unknown: SQL's three values."""
        match expression:
            case Not(part):
                value = self.truth(part, row)
                return None if value is None else not value
            case And(parts):
                values = [self.truth(part, row) for part in parts]
                return False if False in values else None if None in values else True
            case Or(parts):
                values = [self.truth(part, row) for part in parts]
                return True if True in values else None if None in values else False
            case IsNull(field):
                return row.get(field) is None
            case leaf:
                value = row.get(leaf.field)
                if value is None:
                    return None
                if self.schema.by_name[leaf.field].kind == "list":
                    return any(self._holds(leaf, part) for part in value.split(";"))
                return self._holds(leaf, value)

    @staticmethod
    def _holds(leaf, value) -> bool:
        text = str if isinstance(value, str) else lambda one: one
        match leaf:
            case In(_, values):
                return value in [text(one) for one in values]
            case Between(_, low, high):
                return text(low) <= value <= text(high)
            case Compare(_, operator, other):
                other = text(other)
                return {
                    "=": value == other,
                    "<>": value != other,
                    "<": value < other,
                    "<=": value <= other,
                    ">": value > other,
                    ">=": value >= other,
                }[operator]
            case Like(_, pattern):
                return re.fullmatch(_regex(pattern), value, re.DOTALL) is not None


def _box(box):
    if (box.west, box.south) == (box.east, box.north):
        return shapely.Point(box.west, box.south)
    if box.west == box.east or box.south == box.north:
        return shapely.LineString([(box.west, box.south), (box.east, box.north)])
    return shapely.box(box.west, box.south, box.east, box.north)


def _where(rows, keep) -> pd.DataFrame:
    return rows.loc[np.array(keep, dtype=bool)]


def _regex(pattern: str) -> str:
    parts, escaped = [], False
    for character in pattern:
        if escaped:
            parts.append(re.escape(character))
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
    return "".join(parts) + ("\\\\" if escaped else "")
