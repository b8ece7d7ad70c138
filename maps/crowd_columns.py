"""The records of large layers as columns: what a page filters, counts and draws them by.

``static/atlas/crowd.js`` reads them. The records come layer by layer in the order they are drawn,
newest first within each.
"""

from base64 import b64encode
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import orjson
from numpy.typing import NDArray

from geo import morton
from geo.atlas import Layer
from geo.errors import RequestError
from geo.narrow import narrowed
from geo.store import FeatureStore, Table
from maps.basemap import place_names
from maps.crowd_values import labels
from maps.crowds import MOST_HELD, holds
from maps.outlines import FINE, area
from maps.records import by_id
from maps.spec import MapSpec
from maps.ways import DRAWN, ways

SHIFT = 6  # of world units (``geo.morton``): what is left is 0.6 m at the equator

_CODED = ("admin1_code", "record_status", "place_name", "footprint_ref")
_NUMBERS = (
    *("fatalities_low", "fatalities_best", "fatalities_high"),
    *("geo_precision", "civilian_targeting", "source_count"),
)
_SIDES = ("actor_a", "actor_b")
_DAYS = ("date_start", "date_end")
_FIELDS = (*_DAYS, *_SIDES, *_CODED, *_NUMBERS, "location_radius_m", "place_name_alt")
_NO_DAY = np.iinfo(np.int32).min
_NONE = -1  # null among codes and numbers

Numbers = NDArray[np.int64]
_NOTHING = np.empty(0, np.int64)


def document(spec: MapSpec, store: FeatureStore) -> bytes:
    """The columns of the records of ``spec`` as JSON.

    ``ids`` are texts; ``columns`` are signed little-endian numbers in base64, null as -1: codes
    into ``values``, or the numbers themselves. Days count modulo 2^32, null as -2^31: ``start``
    from the record before, the first from 1970, and ``days`` from the own start. ``x`` and ``y``
    are world units shifted right by ``shift``, 0 where the record is no point. Raises RequestError
    where they are more than ``MOST_HELD``, have outlines of their own, or a layer cannot answer the
    query.
    """
    found = _Crowd.of(spec, store)
    codes, names = found.codes("footprint_ref")
    areas = by_id(store, spec.atlas, "areas", names)
    columns, values = _columns(found, areas)
    drawn = set(codes[columns["drawn"] == DRAWN.index("area")].tolist())
    made = {
        "n": len(codes),
        "layers": [
            [layer.name, len(one.order)]
            for layer, one in zip(spec.layers, found.layers, strict=True)
        ],
        "ids": found.texts("id"),
        "shift": SHIFT,
        "columns": {name: _packed(numbers) for name, numbers in columns.items()},
        "values": values,
        "drawn": DRAWN,
        "areas": [
            area(areas[name], spec.language, FINE) if code in drawn else None
            for code, name in enumerate(names)
        ],
        "labels": labels(
            {"regions": values["admin1_code"], "actors": values["actors"]}, store, spec
        ),
        "places": _places(found, spec),
    }
    return orjson.dumps(made)


def ids(spec: MapSpec, store: FeatureStore) -> bytes:
    """The ids alone, by layer, as JSON. Raises as ``document``."""
    found = _Crowd.of(spec, store, ())
    named = {
        layer.name: _Crowd([one]).texts("id")
        for layer, one in zip(spec.layers, found.layers, strict=True)
    }
    return orjson.dumps({"ids": named})


@dataclass(frozen=True)
class _Layer:
    """The records of a layer in the order of a page: newest first, those without a day last."""

    table: Table
    order: Numbers

    @classmethod
    def of(cls, layer: Layer, spec: MapSpec, store: FeatureStore, fields: Sequence[str]) -> Self:
        known = layer.schema.by_name
        own = layer.schema.type_field
        wanted = ["id", *(name for name in (*fields, own) if name and name in known)]
        table = store.table(layer, narrowed(spec.query, layer.schema), wanted)
        found = dict(table.fields)
        if own:
            found["type"] = found[own]
        ids = found["id"].codes
        day = found["date_start"].codes if "date_start" in found else np.zeros_like(ids)
        table = replace(table, fields=found)
        return cls(table, np.lexsort((ids, -day)))

    def codes(self, name: str) -> tuple[Numbers, tuple[Any, ...]]:
        """The codes of a field in order, and its values; nulls where the layer lacks the field."""
        if (field := self.table.fields.get(name)) is None:
            return np.full(len(self.order), _NONE), ()
        return field.codes[self.order], field.values

    def numbers(self, name: str, null: int) -> Numbers:
        """The values of a field of numbers, flags or days in order."""
        codes, values = self.codes(name)
        if values and isinstance(values[0], str):
            values = tuple(np.array(values, "datetime64[D]").astype(np.int64).tolist())
        return np.array([*values, null], np.int64)[codes]


@dataclass(frozen=True)
class _Crowd:
    """The records of all layers, one layer after the other."""

    layers: Sequence[_Layer]

    @classmethod
    def of(cls, spec: MapSpec, store: FeatureStore, fields: Sequence[str] = _FIELDS) -> Self:
        _check(spec, store)
        return cls([_Layer.of(layer, spec, store, fields) for layer in spec.layers])

    def numbers(self, name: str, null: int = _NONE) -> Numbers:
        """A field of numbers, flags or days."""
        return np.concatenate([_NOTHING, *(layer.numbers(name, null) for layer in self.layers)])

    def codes(self, *names: str) -> tuple[Numbers, list[str]]:
        """Codes into the distinct texts of these fields, in order; one field after the other."""
        pairs = [layer.codes(name) for name in names for layer in self.layers]
        values = sorted({value for _, values in pairs for value in values})
        place = {value: code for code, value in enumerate(values)}
        found = [_NOTHING]
        for codes, own in pairs:
            found.append(np.array([*(place[value] for value in own), _NONE], np.int64)[codes])
        return np.concatenate(found), values

    def texts(self, name: str) -> list[str]:
        """A field of texts that no record lacks."""
        return [str(values[code]) for layer in self.layers for codes, values in [layer.codes(name)]
                for code in codes.tolist()]  # fmt: skip

    def drawn(self, areas: Container[str]) -> Numbers:
        """How each record may be drawn, as places in ``DRAWN``."""
        found = (ways(layer.table, areas)[layer.order] for layer in self.layers)
        return np.concatenate([_NOTHING, *found])

    @cached_property
    def places(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitudes and latitudes, NaN where a record has no point."""
        lon = [layer.table.lon[layer.order] for layer in self.layers]
        lat = [layer.table.lat[layer.order] for layer in self.layers]
        return np.concatenate([np.empty(0), *lon]), np.concatenate([np.empty(0), *lat])


def _check(spec: MapSpec, store: FeatureStore) -> None:
    allowed = [layer.name for layer in spec.layers if holds(layer)]
    for layer in spec.layers:
        if layer.name not in allowed:
            text = "has records with outlines of their own, which no column holds"
            raise RequestError("layers", layer.name, text, allowed)
    queries = {layer: narrowed(spec.query, layer.schema) for layer in spec.layers}
    found = sum(
        store.page(layer, replace(query, limit=0)).matched for layer, query in queries.items()
    )
    if found > MOST_HELD:
        names = ",".join(layer.name for layer in spec.layers)
        text = f"has {found} such records; columns hold at most {MOST_HELD}: narrow the filter"
        raise RequestError("layers", names, text, allowed)


def _columns(
    found: _Crowd, areas: Mapping[str, Any]
) -> tuple[dict[str, Numbers], dict[str, list[str]]]:
    """The numbers of every record, and what the codes among them stand for."""
    columns: dict[str, Numbers] = {}
    values: dict[str, list[str]] = {}
    for name in ("type", *_CODED):
        columns[name], values[name] = found.codes(name)
    columns |= {name: found.numbers(name) for name in _NUMBERS}
    drawn = columns["drawn"] = found.drawn(areas)
    placed = np.isin(drawn, (DRAWN.index("point"), DRAWN.index("disc")))
    x, y = morton.project(*(np.where(placed, degrees, 0.0) for degrees in found.places))
    columns["x"], columns["y"] = (
        np.where(placed, axis.astype(np.int64) >> SHIFT, 0) for axis in (x, y)
    )
    start, end = (found.numbers(name, _NO_DAY) for name in _DAYS)
    # Newest first, so that steps are small; they wrap around at 32 bits, as a reader's sums do.
    columns["start"] = np.diff(start, prepend=0).astype(np.int32)
    columns["days"] = (end - start).astype(np.int32)
    is_disc = drawn == DRAWN.index("disc")
    columns["radius"] = np.where(is_disc, found.numbers("location_radius_m", 0), 0)
    both, values["actors"] = found.codes(*_SIDES)
    columns["actor_a"], columns["actor_b"] = np.split(both, 2)
    return columns, values


def _packed(numbers: Numbers) -> dict[str, Any]:
    """The numbers in as few bytes each as hold them all."""
    low, high = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    size = next(n for n in (1, 2, 4, 8) if -(1 << 8 * n - 1) <= low and high < 1 << 8 * n - 1)
    return {"bytes": size, "data": b64encode(numbers.astype(f"<i{size}").tobytes()).decode()}


def _places(found: _Crowd, spec: MapSpec) -> list[list[str]]:
    """The names of each place that has several, by the base map and by the records."""
    several = {names for names in place_names(spec.atlas) if len(names) > 1}
    (name, names), (more, others) = found.codes("place_name"), found.codes("place_name_alt")
    both = (name >= 0) & (more >= 0)
    pairs = np.unique(np.column_stack([name[both], more[both]]), axis=0)
    for one, other in pairs.tolist():
        several.add(tuple(sorted({names[one], *others[other].split(";")})))
    return [list(one) for one in sorted(several) if len(one) > 1]
