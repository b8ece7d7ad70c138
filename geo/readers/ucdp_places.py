"""UCDP's places as ours: a point only where UCDP knows the settlement, else an area or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geo import compute as pc
from geo.geoparquet import Shapes
from geo.readers.units import Unit, Units
from geo.schema.measures import decimals_allowed
from geo.schema.places import ADMIN_VINTAGES, MIN_RADIUS_M

# UCDP's where_prec to our geo_precision (schema, table of precision).
PRECISION: Mapping[int, int] = {1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8}
_DISTRICT, _REGION, _COUNTRY, _WATER = 4, 5, 7, 8


@dataclass(frozen=True, slots=True)
class Where:
    """What UCDP says of the places of some events, a value an event."""

    precision: pa.Array  # where_prec
    country: pa.Array  # ISO 3166-1 alpha-2
    region: pa.Array  # adm_1
    district: pa.Array  # adm_2
    lon: pa.Array  # degrees, WGS 84
    lat: pa.Array


@dataclass(frozen=True, slots=True)
class _Spot:
    """What follows from a precision, a country and the names of its units."""

    precision: int | None
    unit: Unit | None = None  # the area that stands for it
    region: str | None = None
    district: str | None = None
    within: Unit | None = None  # the region among the atlas's areas

    @property
    def is_point(self) -> bool:
        return self.precision in MIN_RADIUS_M


def placed(where: Where, units: Units) -> tuple[dict[str, pa.Array], Shapes]:
    """The fields of place, and the geometries.

    Settlements (2) and surroundings (3) get UCDP's position, rounded to what the radius supports.
    Everything coarser gets the area of its district, region or country, whichever the atlas has
    first, and the position that stands for that area. Where it has none there is no geometry.
    """
    spots, of = _spots(where, units)
    lon, lat = (_floats(column) for column in (where.lon, where.lat))
    xs, ys = np.full(len(of), np.nan), np.full(len(of), np.nan)
    for number, spot in enumerate(spots):
        rows = np.flatnonzero(of == number)
        if spot.is_point:
            decimals = decimals_allowed(MIN_RADIUS_M[spot.precision or 0])
            xs[rows], ys[rows] = np.round((lon[rows], lat[rows]), decimals or 5)
        elif spot.unit is not None:
            xs[rows], ys[rows] = spot.unit.lon, spot.unit.lat
    there = ~np.isnan(xs) & ~np.isnan(ys)
    shapes: Shapes = np.full(len(of), None, dtype=object)
    shapes[there] = shapely.points(xs[there], ys[there])
    fields = {name: pa.array(values, kind).take(pa.array(of)) for name, values, kind in _of(spots)}
    fields |= _in_regions(spots, of, (xs, ys))
    fields = {name: pc.if_else(there, column, None) for name, column in fields.items()}
    methods = np.array([("reported_coords" if s.is_point else "admin_area") for s in spots])[of]
    methods = np.where(there, methods.astype(object), "not_stated")
    fields["location_method"] = pa.array(methods, pa.large_string())
    return fields, shapes


def _spots(where: Where, units: Units) -> tuple[list[_Spot], NDArray[np.int64]]:
    """The distinct spots, and the number of each event's."""
    told = (where.precision, where.country, where.region, where.district)
    table = pd.DataFrame({str(i): column.to_pandas() for i, column in enumerate(told)})
    groups = table.groupby(list(table), dropna=False, sort=False)
    keys = [
        [None if pd.isna(part) else part for part in key]
        for key in table.loc[~table.duplicated()].itertuples(index=False)
    ]
    return [_spot(units, *key) for key in keys], groups.ngroup().to_numpy().astype(np.int64)


def _spot(
    units: Units, told: float | None, country: str | None, region: str | None, district: str | None
) -> _Spot:
    if told is None or country is None or int(told) not in PRECISION:
        return _Spot(None)
    precision = PRECISION[int(told)]
    within = units.find("admin1", country, region)
    if precision in MIN_RADIUS_M:
        return _Spot(precision, None, region, district, within)
    if precision == _WATER:  # an area of sea or sky is none of a country's units
        return _Spot(None, None, region, district, within)
    if precision == _DISTRICT and (unit := units.find("admin2", country, district)):
        return _Spot(_DISTRICT, unit, region, district, within)
    if precision <= _REGION and within is not None:
        return _Spot(_REGION, within, region, None, within)
    unit = units.find("country", country)
    return _Spot(_COUNTRY, unit) if unit else _Spot(None)


def _of(spots: list[_Spot]) -> Iterable[tuple[str, list[object], pa.DataType]]:
    """The fields that are the same for all events of a spot."""
    text, number = pa.large_string(), pa.int64()
    yield "geo_precision", [spot.precision for spot in spots], number
    yield "location_radius_m", [_radius(spot) for spot in spots], number
    yield "footprint_ref", [spot.unit and spot.unit.code for spot in spots], text
    yield "admin2_name", [spot.district for spot in spots], text


def _radius(spot: _Spot) -> int | None:
    return spot.unit.radius_m if spot.unit else MIN_RADIUS_M.get(spot.precision or 0)


def _in_regions(
    spots: list[_Spot],
    of: NDArray[np.int64],
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> dict[str, pa.Array]:
    """The region's name as UCDP has it; as the atlas has it, with its code, where it is there.

    It is there if an area has the name and, for a position of UCDP's own, the position is in it.
    """
    names = np.array([spot.region for spot in spots], dtype=object)[of]
    codes = np.full(len(of), None, dtype=object)
    vintages = np.full(len(of), None, dtype=object)
    for number, spot in enumerate(spots):
        unit = spot.within
        if unit is None or unit.vintage not in ADMIN_VINTAGES:
            continue
        rows = np.flatnonzero(of == number)
        if spot.is_point:
            rows = rows[shapely.contains_xy(unit.shape, places[0][rows], places[1][rows])]
        names[rows], codes[rows], vintages[rows] = unit.name, unit.code, unit.vintage
    found = {"admin1_name": names, "admin1_code": codes, "admin_vintage": vintages}
    return {name: pa.array(values, pa.large_string()) for name, values in found.items()}


def _floats(column: pa.Array) -> NDArray[np.float64]:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
