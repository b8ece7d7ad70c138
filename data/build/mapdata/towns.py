"""towns.geojson: towns of GeoNames and places of the curated list, with the rank of their label."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import Point

from mapdata.names import COUNTRIES, NEIGHBOURS, Names
from mapdata.plane import distance_km
from mapdata.sources import Packages
from mapdata.writer import Feature

CURATED = Path(__file__).resolve().parents[2] / "gazetteer/curated_places.csv"
WINDOW = (-20.0, 3.0, 15.5, 38.0)  # degrees
NEAR = (-14.0, 8.5, 6.5, 26.0)  # where smaller towns of the neighbours are shown too
LEAST = {"mali": 20_000, "near": 40_000, "neighbour": 110_000, "far": 600_000}  # people
SUBURB_KM = {"near": 15.0, "far": 60.0}  # this close to a larger town, a town is left out
SAME_PLACE_KM = 30.0

# GeoNames ids. Natural Earth's regions and Ménaka have their seats in rank 2; seats of newer
# regions and of cercles in rank 3, whatever their population.
CAPITALS = frozenset(
    {
        *(2460596, 2357048, 2440485, 2507480, 2377450, 2253354, 2422465, 2279755),  # Mali, around
        *(2306104, 2365267, 2392087, 2352778, 2374775, 2413876, 2409306, 2274895),
        *(2538475, 2464470, 2210247, 2427123, 2220957, 2309527),
    }
)
REGION_SEATS = frozenset(
    {2455518, 2454530, 2451185, 2451478, 2453348, 2449067, 2457163, 2455290, 2453514}
)
SEATS = frozenset(
    {
        *(2454268, 2459775, 2451778, 2455216, 2452651, 2453079, 2458747, 2460489, 2458334, 2450173),
        *(2460755, 2458881, 2448489, 2455558, 2454955, 2460546, 2455735, 2455974, 2448518, 2448442),
        *(2454934, 2460013, 2449060, 2460278, 2452655, 2455465, 2458589, 2460401, 2454674, 2449938),
        *(2448428, 2458623, 2456917, 2452830, 2456871, 2459657, 2461003, 2449893, 2596472, 8631807),
    }
)
ALSO = frozenset({2462881})  # Laayoune: the one town of the west coast of the Sahara
# The curated list names the capital district's entry; the town has its own.
ALIASES = {2460594: 2460596}
# Entries that would mislead: a Bamba in Sikasso beside the one on the Niger; Diourou, which is the
# curated Dioro; a Mahina 80 km from the town of that name.
LEFT_OUT = frozenset({2460584, 2458634, 2453927})

NAMES: dict[int, Names] = {
    2210247: ("Tripoli", "Tripoli"),
    2381291: ("Ayoun el-Atrous", "Aïoun el-Atrouss"),
    2427123: ("N’Djamena", "N’Djaména"),
    2437732: ("Birni N’Konni", "Birni N’Konni"),
    2449067: ("Timbuktu", "Tombouctou"),
    2462881: ("Laayoune", "Laâyoune"),
    2478216: ("Tamanrasset", "Tamanrasset"),
    2507480: ("Algiers", "Alger"),
    2510911: ("Seville", "Séville"),
    2513416: ("Murcia", "Murcie"),
    2514256: ("Málaga", "Malaga"),
    2530335: ("Tangier", "Tanger"),
    2542997: ("Marrakesh", "Marrakech"),
    2548885: ("Fez", "Fès"),
}


@dataclass(frozen=True, slots=True)
class Town:
    """A place with a label."""

    ident: str
    names: Names
    country: str
    point: Point
    population: int
    rank: int  # 1 capital … 5 village that reporting names
    curated: bool


def features(packages: Packages) -> Iterator[Feature]:
    """One point a town: ``name_en``, ``name_fr``, ``rank`` (1 capital … 5 village), ``country``."""
    listed = packages.towns()
    for town in _without_suburbs(_without_twins([*_curated(listed), *_listed(listed)])):
        properties = {
            "name_en": town.names[0],
            "name_fr": town.names[1],
            "rank": town.rank,
            "country": town.country,
        }
        yield f"town-{town.ident}", town.point, properties


def _curated(listed: list[dict[str, Any]]) -> Iterator[Town]:
    population = {town["geonameid"]: town["population"] for town in listed}
    with CURATED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            number = int(row["geonameid"] or 0)
            number = ALIASES.get(number, number)
            name = row["name"].replace("'", "’")
            people = population.get(number, 0)
            yield Town(
                ident=str(number) if number else _slug(name),
                names=NAMES.get(number, (name, name)),
                country=row["country"],
                point=Point(float(row["longitude"]), float(row["latitude"])),
                population=people,
                rank=_rank(number, row["country"], people),
                curated=True,
            )


def _listed(listed: list[dict[str, Any]]) -> Iterator[Town]:
    for row in listed:
        number, country, people = row["geonameid"], row["countrycode"], row["population"]
        point = Point(round(row["longitude"], 3), round(row["latitude"], 3))
        chosen = number in CAPITALS | SEATS | ALSO or people >= _least(country, point)
        if chosen and country in COUNTRIES and _inside(point, WINDOW) and number not in LEFT_OUT:
            name = row["name"].replace("'", "’")
            names = NAMES.get(number, (name, name))
            rank = _rank(number, country, people)
            yield Town(str(number), names, country, point, people, rank, curated=False)


def _least(country: str, point: Point) -> int:
    if country == "ML":
        return LEAST["mali"]
    if country in NEIGHBOURS:
        return LEAST["near" if _inside(point, NEAR) else "neighbour"]
    return LEAST["far"]


def _rank(number: int, country: str, people: int) -> int:
    if number in CAPITALS:
        return 1
    if number in REGION_SEATS or people >= 300_000:
        return 2
    if number in SEATS or people >= (50_000 if country == "ML" else 100_000):
        return 3
    return 4 if people >= 20_000 else 5


def _without_twins(towns: Iterable[Town]) -> Iterator[Town]:
    """The towns, curated ones first, each place once: same id, or same name close by."""
    kept: list[Town] = []
    for town in towns:
        same = (
            other.ident == town.ident
            or (
                _slug(other.names[1]) == _slug(town.names[1])
                and distance_km(other.point, town.point) < SAME_PLACE_KM
            )
            for other in kept
        )
        # Two entries of the curated list are two places, whatever their names (Banikane).
        if town.curated or not any(same):
            kept.append(town)
    yield from kept


def _without_suburbs(towns: Iterable[Town]) -> Iterator[Town]:
    kept: list[Town] = []
    for town in sorted(towns, key=lambda town: (town.rank, -town.population, town.ident)):
        reach = SUBURB_KM["near" if _inside(town.point, NEAR) else "far"]
        close = (distance_km(town.point, other.point) < reach for other in kept)
        if town.curated or town.rank == 1 or _number(town.ident) in SEATS or not any(close):
            kept.append(town)
    yield from kept


def _number(ident: str) -> int:
    """The GeoNames id, 0 where the place has none."""
    return int(ident) if ident.isdecimal() else 0


def _inside(point: Point, bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return west <= point.x <= east and south <= point.y <= north


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())
