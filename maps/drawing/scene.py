"""What a figure draws: places, discs, areas and outlines of all the records a filter selects.

No record is left out and none is invented: what may not be drawn is counted, as on the page.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.atlas import Layer
from geo.store import Coded, FeatureStore, Table
from maps import styles
from maps.records import Record, by_id, digest, query_of, record_of
from maps.spec import MapSpec
from maps.ways import DRAWN, RULED_BY, Drawn, ways

_FIELDS = (*RULED_BY, "location_radius_m", "status")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a sign shows: layer, type, and whether it stands for something that has ended."""

    layer: str
    code: str | None
    look: str = "active"


def rank(kind: Kind) -> tuple[str, str, str]:
    """The order of kinds that as many records are of; that of the page's signs too."""
    return kind.layer, kind.code or "", kind.look


@dataclass(frozen=True, slots=True)
class Points:
    """Records drawn as signs: degrees, the number of each one's kind, whether it is disputed."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    kind: NDArray[np.int64]
    disputed: NDArray[np.bool_]


@dataclass(slots=True)
class Gathered:
    """Records that one disc or area stands for: how many of each kind, and if one is disputed."""

    kinds: Counter[Kind] = field(default_factory=Counter)
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A record with a line or polygon of its own, in degrees."""

    kind: Kind
    shape: BaseGeometry
    number: int | None  # of a military region


@dataclass(frozen=True)
class Scene:
    """All that is drawn, and how many records are drawn or listed in each way."""

    kinds: tuple[Kind, ...]
    points: Points
    discs: Mapping[tuple[float, float, float], Gathered]  # by lon, lat in degrees, radius in metres
    areas: Mapping[str, Gathered]  # by the code of the footprint
    outlines: tuple[Outline, ...]
    footprints: Mapping[str, BaseGeometry]
    drawn: Mapping[Drawn, int]
    ids: str  # SHA-256 of the sorted ids, a line each: the same set of records, the same text


def scene(spec: MapSpec, store: FeatureStore) -> Scene:
    """The records of the view. Raises RequestError where a layer cannot answer the query."""
    found = _Gathering()
    for layer in spec.layers:
        query, there = query_of(spec, layer), layer.schema.by_name
        fields = [name for name in _FIELDS if name in there]
        kind = layer.schema.type_field
        table = store.table(layer, query, ["id", *fields, *([kind] if kind else [])])
        codes = table.fields["footprint_ref"].values if "footprint_ref" in there else ()
        found.footprints |= by_id(store, spec.atlas, "areas", sorted(map(str, codes)))
        found.take(layer, table)
        ids = [str(table.fields["id"].values[i]) for i in table.fields["id"].codes[table.shaped]]
        for one in by_id(store, spec.atlas, layer.name, sorted(ids)).values():
            found.record(record_of(layer, one, found.footprints))
    return found.scene()


class _Gathering:
    """Takes the records of one layer after the other."""

    def __init__(self) -> None:
        self.kinds: dict[Kind, int] = {}
        self.points: list[Points] = []
        self.discs: dict[tuple[float, float, float], Gathered] = {}
        self.areas: dict[str, Gathered] = {}
        self.outlines: list[Outline] = []
        self.footprints: dict[str, Mapping[str, Any]] = {}
        self.drawn: Counter[Drawn] = Counter()
        self.ids: list[str] = []

    def take(self, layer: Layer, table: Table) -> None:
        """The records of a table that have no line or polygon of their own."""
        self.ids += map(str, table.fields["id"].values)
        drawn = ways(table, self.footprints)
        kinds = self._kinds(layer, table)
        rows: dict[Drawn, NDArray[np.int64]] = {}
        for number, way in enumerate(DRAWN):
            rows[way] = np.flatnonzero((drawn == number) & ~table.shaped)
            self.drawn[way] += len(rows[way])
        disputed = _is(table, "record_status", "disputed")
        at = rows["point"]
        self.points.append(Points(table.lon[at], table.lat[at], kinds[at], disputed[at]))
        named = tuple(self.kinds)
        radius = _values(table, "location_radius_m")
        for i in rows["disc"].tolist():
            place = (float(table.lon[i]), float(table.lat[i]), float(radius[i]))
            self._gather(self.discs, place, named[kinds[i]], disputed=bool(disputed[i]))
        footprint = _values(table, "footprint_ref")
        for i in rows["area"].tolist():
            code = str(footprint[i])
            self._gather(self.areas, code, named[kinds[i]], disputed=bool(disputed[i]))

    def record(self, record: Record) -> None:
        """A record with a line or polygon of its own, or with a footprint instead."""
        self.drawn[record.drawn] += 1
        kind = Kind(record.layer.name, record.type, _look(record.layer, record.properties))
        if record.drawn == "area":
            code = str(record.properties["footprint_ref"])
            self._gather(self.areas, code, kind, disputed=record.disputed)
        elif record.geometry is not None:
            own = shape(dict(record.geometry))
            self.outlines.append(Outline(kind, own, record.properties.get("region_no")))

    def scene(self) -> Scene:
        """All that was taken."""
        names = ("lon", "lat", "kind", "disputed")
        points = [np.concatenate([getattr(p, n) for p in self.points] or [[]]) for n in names]
        return Scene(
            kinds=tuple(self.kinds),
            points=Points(*points),
            discs=dict(sorted(self.discs.items(), key=lambda one: (-one[0][2], one[0]))),
            areas=dict(sorted(self.areas.items())),
            outlines=tuple(sorted(self.outlines, key=lambda one: -shapely.area(one.shape))),
            footprints={
                code: shape(self.footprints[code]["geometry"]) for code in sorted(self.areas)
            },
            drawn={way: n for way, n in self.drawn.items() if n},
            ids=digest(self.ids),
        )

    def _kinds(self, layer: Layer, table: Table) -> NDArray[np.int64]:
        """The number of each row's kind in ``kinds``."""
        name = layer.schema.type_field
        types = table.fields[name] if name else Coded(np.full(len(table.lon), -1), ())
        states = table.fields.get("status", Coded(np.full(len(table.lon), -1), ()))
        both = (types.codes + 1) * (len(states.values) + 1) + states.codes + 1
        distinct, numbers = np.unique(both, return_inverse=True)
        found = []
        for one in distinct.tolist():
            code, state = divmod(one, len(states.values) + 1)
            status = states.values[state - 1] if state else None
            look = _look(layer, {"status": status})
            kind = Kind(layer.name, str(types.values[code - 1]) if code else None, look)
            found.append(self.kinds.setdefault(kind, len(self.kinds)))
        kinds: NDArray[np.int64] = np.array(found, np.int64)[numbers.reshape(-1)]
        return kinds

    @staticmethod
    def _gather(into: dict[Any, Gathered], key: object, kind: Kind, *, disputed: bool) -> None:
        one = into.setdefault(key, Gathered())
        one.kinds[kind] += 1
        one.disputed |= disputed


def _look(layer: Layer, properties: Mapping[str, Any]) -> str:
    if layer.schema.name != "bases":
        return "active"
    return styles.LOOKS.get(properties.get("status") or "unknown", "unknown")


def _values(table: Table, name: str) -> NDArray[Any]:
    """The field's values, one a row; None where null or where there is no such field."""
    one = table.fields.get(name)
    if one is None:
        return np.full(len(table.lon), None)
    return np.array([*one.values, None], dtype=object)[one.codes]


def _is(table: Table, name: str, value: str) -> NDArray[np.bool_]:
    one = table.fields.get(name)
    if one is None or value not in one.values:
        return np.zeros(len(table.lon), np.bool_)
    return np.asarray(one.codes == one.values.index(value))
