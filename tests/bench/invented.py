"""An invented West Africa: regions, settlements, armed groups. The same each time for one seed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

WEST, SOUTH, EAST, NORTH = -17.0, 4.5, 16.0, 24.5
CELL = 0.1  # degrees
COUNTRIES = ("ML", "BF", "NE", "SN", "MR", "GN", "CI", "DZ")
DISTRICTS, REGIONS, SETTLEMENTS, HOT_SPOTS = 160, 40, 9_000, 400
FOOTPRINTS = 12  # larger than a region

_START = ("Ba", "Dio", "Ga", "Kou", "Mé", "Nio", "Ou", "Sé", "Ti", "Tô", "Ya", "Zi")
_MIDDLE = ("", "ba", "dou", "guè", "ko", "la", "man", "na", "ré", "si", "tou", "vé")
_END = ("bougou", "dougou", "kalé", "ko", "la", "na", "oulé", "ra", "té", "zé", " Kabé", "-Peul")


@dataclass(frozen=True)
class Areas:
    """The areas by number: districts, regions, countries, then footprints; each in its code."""

    shapes: NDArray[Any]
    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    levels: NDArray[np.object_]
    countries: NDArray[np.object_]
    points: NDArray[np.float64]  # a place inside each
    radius: NDArray[np.int64]  # metres that cover it
    region_of: NDArray[np.int64]  # of each district
    country_of: NDArray[np.int64]  # of each district
    footprint_of: NDArray[np.int64]  # of each district


@dataclass(frozen=True)
class World:
    """What events are drawn from."""

    areas: Areas
    grid: NDArray[np.int64]  # the district of each cell of a tenth of a degree, from the south-west
    settlements: NDArray[np.float64]  # longitude, latitude, to three decimals
    settlement_names: NDArray[np.object_]
    by_hot_spot: NDArray[np.int64]  # the settlements, those of one hot spot together
    starts: NDArray[np.int64]  # where each hot spot's settlements begin in it
    hot_spots: NDArray[np.float64]
    spread: NDArray[np.float64]  # degrees
    weight: NDArray[np.float64]
    actors: NDArray[np.object_]
    actor_types: NDArray[np.object_]


def world(seed: int) -> World:
    """The invented world of a seed."""
    rng = np.random.default_rng([seed, 0])
    areas = _areas(rng)
    corner, size = np.array([WEST, SOUTH]), np.array([EAST - WEST, NORTH - SOUTH])
    hot_spots = corner + size * rng.uniform(0.08, 0.92, (HOT_SPOTS, 2))
    spread = np.exp(rng.normal(np.log(0.12), 0.8, HOT_SPOTS)).clip(0.015, 0.8)
    weight = 1 / np.arange(1, HOT_SPOTS + 1) ** 0.8
    home = np.sort(rng.choice(HOT_SPOTS, SETTLEMENTS, p=weight / weight.sum()))
    home[:HOT_SPOTS] = np.arange(HOT_SPOTS)  # none without a settlement
    home = np.sort(home)
    near = hot_spots[home] + rng.normal(0, 1, (SETTLEMENTS, 2)) * spread[home, None] * 1.5
    settlements = near.clip([WEST, SOUTH], [EAST, NORTH]).round(3)
    actors, kinds = _actors(rng)
    return World(
        areas=areas,
        grid=_grid(areas.shapes[:DISTRICTS]),
        settlements=settlements,
        settlement_names=_names(rng, SETTLEMENTS),
        by_hot_spot=np.arange(SETTLEMENTS),
        starts=np.searchsorted(home, np.arange(HOT_SPOTS + 1)),
        hot_spots=hot_spots,
        spread=spread,
        weight=weight / weight.sum(),
        actors=actors,
        actor_types=kinds,
    )


def _areas(rng: np.random.Generator) -> Areas:
    box = shapely.box(WEST, SOUTH, EAST, NORTH)
    seeds = shapely.multipoints(rng.uniform([WEST, SOUTH], [EAST, NORTH], (DISTRICTS, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=box))
    districts = shapely.transform(
        shapely.segmentize(shapely.intersection(cells, box), 0.03), _winding
    )
    middle = shapely.get_coordinates(shapely.centroid(districts))
    region_of = _clusters(rng, middle, REGIONS)
    country_of = _clusters(rng, middle, len(COUNTRIES))
    footprint_of = _clusters(rng, middle, FOOTPRINTS)
    groups = [(region_of, REGIONS), (country_of, len(COUNTRIES)), (footprint_of, FOOTPRINTS)]
    wholes = [
        shapely.union_all(districts[of == number], grid_size=0.001)
        for of, count in groups
        for number in range(count)
    ]
    shapes = shapely.set_precision(np.array([*districts, *wholes], dtype=object), 0.001)
    home = np.array(COUNTRIES, dtype=object)
    first = [
        int(np.flatnonzero(of == number)[0]) for of, count in groups for number in range(count)
    ]
    of_country = np.array([*country_of, *country_of[first]])
    codes = [f"d{n:03}" for n in range(DISTRICTS)] + [f"r{n:02}" for n in range(REGIONS)]
    codes += [*COUNTRIES, *(f"fp-{n:02}" for n in range(FOOTPRINTS))]
    levels = ["admin2"] * DISTRICTS + ["admin1"] * REGIONS + ["country"] * len(COUNTRIES)
    points = shapely.get_coordinates(shapely.point_on_surface(shapes)).round(2)
    return Areas(
        shapes=shapes,
        codes=np.array(codes, dtype=object),
        names=_names(rng, len(codes)),
        levels=np.array(levels + ["footprint"] * FOOTPRINTS, dtype=object),
        countries=home[of_country],
        points=points,
        radius=(shapely.minimum_bounding_radius(shapes) * 120_000).astype(np.int64),
        region_of=region_of,
        country_of=country_of,
        footprint_of=footprint_of,
    )


def _grid(districts: NDArray[Any]) -> NDArray[np.int64]:
    """The district that holds the middle of each cell; the first one where none does."""
    west_east, south_north = np.arange(WEST, EAST, CELL), np.arange(SOUTH, NORTH, CELL)
    x, y = np.meshgrid(west_east + CELL / 2, south_north + CELL / 2)
    found = np.zeros(x.shape, np.int64)
    shapely.prepare(districts)
    for number, shape in enumerate(districts):
        west, south, east, north = shape.bounds
        near = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        inside = shapely.contains_xy(shape, x[near], y[near])
        found[near] = np.where(inside, number, found[near])
    return found


def district_of(world: World, places: NDArray[np.float64]) -> NDArray[np.int64]:
    """The district of each place; near a border maybe the one beyond."""
    rows, columns = world.grid.shape
    column = ((places[:, 0] - WEST) / CELL).astype(int).clip(0, columns - 1)
    row = ((places[:, 1] - SOUTH) / CELL).astype(int).clip(0, rows - 1)
    return np.asarray(world.grid[row, column])


def _winding(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Straight borders bent the same way wherever they lie, so that neighbours still fit."""
    x, y = places[:, 0], places[:, 1]
    bent = [
        x + 0.10 * np.sin(3.1 * y) + 0.02 * np.sin(17 * y),
        y + 0.10 * np.sin(2.7 * x) + 0.02 * np.sin(19 * x),
    ]
    return np.column_stack(bent)


def _clusters(
    rng: np.random.Generator, places: NDArray[np.float64], count: int
) -> NDArray[np.int64]:
    """A group for each place, by the nearest of ``count`` of them; no group is empty."""
    heads = rng.choice(len(places), count, replace=False)
    far = ((places[:, None, :] - places[None, heads, :]) ** 2).sum(axis=2)
    return np.asarray(far.argmin(axis=1))


def _names(rng: np.random.Generator, count: int) -> NDArray[np.object_]:
    parts = [np.array(pool, dtype=object)[rng.integers(0, 12, count)] for pool in (_START, _MIDDLE)]
    end = np.array(_END, dtype=object)[rng.integers(0, 12, count)]
    number = rng.integers(1, 60, count).astype(str).astype(object)
    plain = parts[0] + parts[1] + end
    return np.where(rng.random(count) < 0.8, plain, plain + " " + number)


def _actors(rng: np.random.Generator) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    kinds = np.array(
        ["state_force", "armed_group", "armed_group", "self_defence_group", "civilians"],
        dtype=object,
    )[np.arange(120) % 5]
    return "Invented force of " + _names(rng, 120), kinds
