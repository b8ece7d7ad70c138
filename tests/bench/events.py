"""Invented events, many at a time: every field of the layer ``attacks`` as an Arrow array."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from invented import DISTRICTS, EAST, NORTH, REGIONS, SOUTH, WEST, World, district_of
from numpy.typing import NDArray

from geo.rows import ARROW
from geo.schema.attacks import ATTACKS
from geo.schema.events import DISORDER_OF, EVENT_TYPES, SUB_EVENT_TYPES

FIRST, LAST = np.datetime64("1997-01-01"), np.datetime64("2025-12-31")
DAYS = int((LAST - FIRST).astype(int)) + 1
TYPES = EVENT_TYPES.values
_TYPE_SHARE = (0.34, 0.17, 0.29, 0.10, 0.04, 0.06)
_PRECISIONS = np.array([1, 2, 3, 4, 5, 6, 7, 8, 0])  # 0: the place is not stated
_PRECISION_SHARE = (0.16, 0.47, 0.12, 0.08, 0.09, 0.03, 0.02, 0.01, 0.02)
_LENGTHS = np.array([1, 3, 7, 30, 365])  # days that an event may span, by time_precision
_LENGTH_SHARE = (0.86, 0.05, 0.03, 0.05, 0.01)
_SENTENCES = (
    "Armed men came to the village at dawn and left before noon.",
    "A convoy was stopped on the track and its load was taken.",
    "Residents heard shots through the night; the market stayed closed.",
    "The force said that it had lost a vehicle; the other side did not answer.",
    "Local radio named the place, the regional governor named another.",
    "Families left for the next town; some came back within the week.",
    "An explosive device went off under a lorry; the driver was hurt.",
    "Two reports differ on the number of people who were killed.",
)

Array = NDArray[Any]


@dataclass
class Draw:
    """A random source with the columns drawn so far, by the name of the field."""

    world: World
    rng: np.random.Generator
    first: int  # number of the first event
    size: int
    columns: dict[str, Any] = field(default_factory=dict)

    def pick(self, values: Sequence[Any], share: Sequence[float] | None = None) -> Array:
        """One of the values for each event."""
        texts = np.array(values, dtype=object)
        return np.asarray(texts[self.rng.choice(len(texts), self.size, p=share)])

    def some(self, share: float) -> NDArray[np.bool_]:
        """True for that share of the events."""
        return self.rng.random(self.size) < share


def chunk(world: World, seed: int, number: int, bounds: tuple[int, int]) -> pa.Table:
    """Events ``bounds[0]`` to ``bounds[1]`` of a seed: ``id``, the fields, ``lon`` and ``lat``."""
    rng = np.random.default_rng([seed, 1, number])
    draw = Draw(world, rng, bounds[0], bounds[1] - bounds[0])
    _when(draw)
    lon, lat = _where(draw)
    _what(draw)
    _deaths(draw)
    _evidence(draw)
    _words(draw)
    numbers = np.arange(*bounds)
    ids = pc.binary_join_element_wise(
        "sim-attack", pa.array(np.char.zfill(numbers.astype(str), 8)), "-"
    )
    columns: dict[str, pa.Array] = {"id": ids.cast(pa.large_string())}
    for one in ATTACKS.fields:
        columns[one.name] = arrow(draw.columns.get(one.name), ARROW[one.kind], draw.size)
    return pa.table(columns | {"lon": pa.array(lon), "lat": pa.array(lat)})


def arrow(values: object, kind: pa.DataType, size: int) -> pa.Array:
    """The values as an array of the type; a masked array's masked values are null."""
    if values is None:
        return pa.nulls(size, kind)
    if isinstance(values, np.ma.MaskedArray):
        return pa.array(values.data, mask=np.ma.getmaskarray(values)).cast(kind)
    found = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    return found.cast(kind)


def _when(draw: Draw) -> None:
    rng, size = draw.rng, draw.size
    start = FIRST + (DAYS * np.sqrt(rng.random(size))).astype(int)  # more of them in later years
    which = rng.choice(5, size, p=_LENGTH_SHARE)
    end = np.minimum(start + _LENGTHS[which] - 1, LAST)
    unknown, open_end = draw.some(0.003), draw.some(0.002)
    end[unknown | open_end] = np.datetime64("NaT")
    span = np.where(unknown, 1, (end - start).astype(int) + 1)
    begun, ended = np.datetime_as_string(start), np.datetime_as_string(end)
    edtf = np.where(span == 1, begun, np.char.add(np.char.add(begun, "/"), ended)).astype(object)
    edtf[open_end] = np.char.add(begun[open_end], "/..")
    edtf[unknown] = None
    draw.columns["date_edtf"] = edtf
    precision = pa.array(np.where(open_end, 5, which + 1))
    draw.columns["time_precision"] = pc.if_else(pa.array(unknown), None, precision)
    start[unknown] = np.datetime64("NaT")
    draw.columns |= {"date_start": start, "date_end": end}


def _where(draw: Draw) -> tuple[Array, Array]:
    """Positions in degrees, NaN where the place is not stated; known coarsely, they say so."""
    world, rng, size = draw.world, draw.rng, draw.size
    spot = rng.choice(len(world.weight), size, p=world.weight)
    places = world.hot_spots[spot] + rng.normal(0, 1, (size, 2)) * world.spread[spot, None]
    scattered = draw.some(0.08)
    low, high = np.array([WEST, SOUTH]), np.array([EAST, NORTH])
    places[scattered] = rng.uniform(low, high, (int(scattered.sum()), 2))
    places = places.clip(low, high)
    precision = rng.choice(_PRECISIONS, size, p=_PRECISION_SHARE)
    starts, ends = world.starts[spot], world.starts[spot + 1]
    # A square: the first settlements of a hot spot see far more than the last.
    settlement = starts + ((ends - starts) * rng.random(size) ** 2).astype(int)
    places[precision == 2] = world.settlements[settlement][precision == 2]
    places[precision == 1] = places[precision == 1].round(5)
    places[precision == 3] = places[precision == 3].round(2)
    names = world.settlement_names[settlement].copy()
    names[(precision != 2) & (rng.random(size) < 0.5)] = None
    draw.columns["place_name"] = names
    draw.columns["place_name_alt"] = np.where(
        draw.some(0.15), world.settlement_names[settlement], None
    )
    _divisions(draw, places, precision)
    places[precision == 0] = np.nan
    return places[:, 0], places[:, 1]


def _divisions(draw: Draw, places: Array, precision: Array) -> None:
    """The units each place lies in; from precision 4 on the place becomes its area's."""
    areas = draw.world.areas
    district = district_of(draw.world, places)
    region, country = areas.region_of[district], areas.country_of[district]
    numbers = {
        4: district,
        5: DISTRICTS + region,
        6: DISTRICTS + REGIONS + 8 + areas.footprint_of[district],
        7: DISTRICTS + REGIONS + country,
        8: DISTRICTS + REGIONS + 8 + areas.footprint_of[district],
    }
    area = np.full(draw.size, -1)
    for code, of in numbers.items():
        area[precision == code] = of[precision == code]
    rough = area >= 0
    places[rough] = areas.points[area[rough]]
    radius = np.array([1, 100, 2_000, 25_000, 1, 1, 1, 1, 1])[precision]
    radius[rough] = areas.radius[area[rough]]
    unstated = precision == 0
    method = draw.pick(("gazetteer", "reported_coords"))
    names, codes = areas.names, areas.codes
    known1, known2 = precision < 6, precision < 5  # an unstated place still has its region
    draw.columns |= {
        "country": areas.countries[DISTRICTS + REGIONS + country],
        "admin1_name": np.where(known1, names[DISTRICTS + region], None),
        "admin1_code": np.where(known1, codes[DISTRICTS + region], None),
        "admin2_name": np.where(known2, names[district], None),
        "admin2_code": np.where(known2, codes[district], None),
        "geo_precision": np.ma.array(precision, mask=unstated),
        "location_radius_m": np.ma.array(radius, mask=unstated),
        "location_method": np.where(unstated, "not_stated", np.where(rough, "admin_area", method)),
        "footprint_ref": np.where(rough, codes[area], None),
    }


def _what(draw: Draw) -> None:
    kind = draw.rng.choice(len(TYPES), draw.size, p=_TYPE_SHARE)
    subs = np.full(draw.size, None, dtype=object)
    for number, value in enumerate(TYPES):
        of = [code.value for code in SUB_EVENT_TYPES.codes if code.parent == value]
        chosen = kind == number
        subs[chosen] = np.array(of, dtype=object)[draw.rng.integers(0, len(of), chosen.sum())]
    disorder = np.array([DISORDER_OF[value] for value in TYPES], dtype=object)[kind]
    a, b = draw.rng.zipf(1.6, draw.size) % 120, draw.rng.integers(0, 120, draw.size)
    unnamed, alone = draw.some(0.12), draw.some(0.2)
    world = draw.world
    draw.columns |= {
        "layer": np.full(draw.size, "attacks", dtype=object),
        "event_type": np.array(TYPES, dtype=object)[kind],
        "sub_event_type": subs,
        "disorder_type": disorder,
        "ucdp_type_of_violence": np.ma.array(kind % 3 + 1, mask=kind > 2),
        "actor_a": np.where(unnamed, None, world.actors[a]),
        "actor_b": np.where(alone, None, world.actors[b]),
        "actor_a_type": np.where(unnamed, "unknown", world.actor_types[a]),
        "actor_b_type": np.where(alone, None, world.actor_types[b]),
        "direction": draw.pick(("a_on_b", "b_on_a", "mutual", "unknown"), (0.6, 0.1, 0.2, 0.1)),
        "responsibility": draw.pick(("claimed", "alleged", "unattributed"), (0.2, 0.5, 0.3)),
        "civilian_targeting": np.ma.array(kind == 2, mask=draw.some(0.1)),
        "target_type": draw.pick(("military", "village", "market", "convoy", "unknown")),
        "event_group": np.where(draw.some(0.02), "group of several events", None),
    }


def _deaths(draw: Draw) -> None:
    rng, size = draw.rng, draw.size
    best = np.minimum(np.exp(rng.normal(0.8, 1.2, size)), 900).astype(np.int64)
    best[draw.some(0.3)] = 0
    low, high = best - best // 4, best + best // 3 + (best > 9)
    unknown, no_high = draw.some(0.35), draw.some(0.3)
    draw.columns |= {
        "fatalities_low": np.ma.array(low, mask=unknown),
        "fatalities_best": np.ma.array(best, mask=unknown),
        "fatalities_high": np.ma.array(high, mask=unknown | (no_high & (best > 0))),
        "fatalities_basis": np.where(
            unknown, "not_stated", np.where(best == 0, "none_reported", "reported_figure")
        ),
    }
    for group in ("civilians", "security_forces", "armed_groups"):
        part = (best * rng.random(size) / 3).astype(np.int64)
        mask = unknown | draw.some(0.7)
        draw.columns[f"fatalities_best_{group}"] = np.ma.array(part, mask=mask)
    draw.columns["injured_best"] = np.ma.array(best * 2, mask=unknown | draw.some(0.6))


def _evidence(draw: Draw) -> None:
    count = draw.rng.integers(1, 4, draw.size)
    source = draw.rng.integers(0, 300, (3, draw.size))
    texts = [np.char.add("src-", np.char.zfill(one.astype(str), 3)) for one in source]
    two = np.char.add(np.char.add(texts[0], ";"), texts[1])
    three = np.char.add(np.char.add(two, ";"), texts[2])
    day = np.datetime64("2026-01-01") + draw.rng.integers(0, 300, draw.size)
    updated = np.char.add(np.datetime_as_string(day), "T00:00:00Z")
    low = draw.some(0.2)
    number = np.arange(draw.first, draw.first + draw.size).astype(str)
    draw.columns |= {
        "source_ids": np.choose(count - 1, [texts[0], two, three]),
        "source_count": count,
        "confidence": np.where(low, "low", draw.pick(("high", "medium"))),
        "confidence_reason": np.where(low, "One report, from afar.", None),
        "record_status": draw.pick(("reviewed", "candidate", "disputed"), (0.7, 0.25, 0.05)),
        "licence": np.full(draw.size, "CC-BY-4.0", dtype=object),
        "version": draw.rng.integers(1, 5, draw.size),
        "updated_at": updated,
        "external_ids": np.where(draw.some(0.3), np.char.add("ucdp:", number), None),
        "priogrid_gid": np.ma.array(draw.rng.integers(1, 259_200, draw.size), mask=draw.some(0.1)),
    }


def _words(draw: Draw) -> None:
    """Names, and notes of up to 500 characters, none like another."""
    place = pa.array(draw.columns["place_name"], from_pandas=True).fill_null("a place not stated")
    day = pa.array(draw.columns["date_edtf"])
    number = pa.array(np.arange(draw.first, draw.first + draw.size).astype(str))
    kind = pa.array(draw.columns["event_type"])
    draw.columns["name_en"] = pc.binary_join_element_wise(kind, place, day, " – ")
    draw.columns["name_fr"] = pc.binary_join_element_wise("Événement", place, day, " – ")
    parts = [pa.array(draw.pick(_SENTENCES)) for _ in range(6)]
    head = pc.binary_join_element_wise("Report", number, "on", place, " ")
    long = pc.binary_join_element_wise(head, *parts, ". ")
    short = pc.binary_join_element_wise(head, parts[0], ". ")
    notes = pc.if_else(pa.array(draw.some(0.4)), long, short)
    draw.columns["summary_en"] = pc.utf8_slice_codeunits(notes, 0, 500)
    draw.columns["summary_fr"] = pc.binary_join_element_wise("Compte rendu no", number, place, " ")


def sizes(total: int, most: int) -> Mapping[int, tuple[int, int]]:
    """The bounds of each chunk of at most ``most`` events, by its number."""
    starts = range(0, total, most)
    return {number: (start, min(start + most, total)) for number, start in enumerate(starts)}
