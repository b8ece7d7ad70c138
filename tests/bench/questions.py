"""What is asked: drawn from the events, the same for one seed, and put to each in its own words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from peers import COLLECTION

ROUNDS = 25  # questions of a kind at most
_SAMPLE = 200_000  # events that are looked at
_SLIM = ("id", "event_type", "date_start", "fatalities_best")
_FIELDS = ("id", "date_start", "event_type", "geo_precision", "geometry")


@dataclass(frozen=True)
class Sample:
    """Some of the events: those that are drawn as points."""

    total: int  # in the whole layer
    ids: list[str]
    types: list[str]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """One question in three languages; empty where one cannot be asked it."""

    ours: str
    tipg: str = ""
    sql: str = ""


Box = tuple[float, float, float, float]


def sample(parquet: Path, seed: int) -> Sample:
    """Every so many row groups of the file."""
    file = pq.ParquetFile(parquet)
    step = max(1, file.metadata.num_rows // _SAMPLE)
    groups = range(0, file.num_row_groups, step)
    table: pa.Table = file.read_row_groups(list(groups), columns=list(_FIELDS))
    table = table.filter(pc.less_equal(table["geo_precision"], 3))
    order = np.random.default_rng(seed).permutation(len(table))
    table = table.take(order)
    points = shapely.from_wkb(table["geometry"].to_numpy())
    return Sample(
        total=file.metadata.num_rows,
        ids=table["id"].to_pylist(),
        types=table["event_type"].to_pylist(),
        lon=shapely.get_x(points),
        lat=shapely.get_y(points),
    )


def boxes(events: Sample, share: float, count: int = ROUNDS) -> list[Box]:
    """Boxes around events, each with about that share of all of them."""
    found = []
    for x, y in zip(events.lon[:count], events.lat[:count], strict=True):
        away = np.maximum(np.abs(events.lon - x), np.abs(events.lat - y))
        half = float(np.quantile(away, share))
        corners = (x - half, y - half, x + half, y + half)
        found.append(tuple(round(float(one), 4) for one in corners))
    return found


def in_a_box(events: Sample) -> list[Question]:
    """A hundred events of a box that holds a hundredth of all."""
    return [_items(100, box) for box in boxes(events, 0.01)]


def in_a_filtered_box(events: Sample) -> list[Question]:
    """A thousand events of a box with a tenth of all, of some years and one type."""
    spans = _spans(events)
    return [
        _items(1_000, box, span, kind)
        for box, span, kind in zip(boxes(events, 0.1), spans, events.types, strict=False)
    ]


def one(events: Sample) -> list[Question]:
    """An event by its id."""
    return [
        Question(
            f"/collections/attacks/items/{name}",
            f"{COLLECTION}/items/{name}?geom-column=geom",
            _features(f"WHERE id = '{name}'"),
        )
        for name in events.ids[:ROUNDS]
    ]


def deep(targets: Sequence[str], first: int) -> list[Question]:
    """Pages of a hundred from a place on; ``targets`` are our own, which a client has by links."""
    found = []
    for number, target in enumerate(targets):
        place = first + number * 100
        paging = urlencode({"limit": 100, "offset": place, "geom-column": "geom"})
        sql = _features(f"ORDER BY date_start DESC NULLS LAST, id LIMIT 100 OFFSET {place}")
        found.append(Question(target, f"{COLLECTION}/items?{paging}", sql))
    return found


def counted(events: Sample) -> list[Question]:
    """How many there are of some years and one type."""
    spans = _spans(events)
    return [
        _items(1, None, span, kind, only_count=True)
        for span, kind in zip(spans, events.types, strict=False)
    ]


def whole(events: Sample) -> list[Question]:
    """The tile of zoom 4 with the most events."""
    return [_tile(*tile) for tile in densest(events, 4, 1)]


def dense(events: Sample) -> list[Question]:
    """The tiles of zoom 8 with the most events."""
    return [_tile(*tile) for tile in densest(events, 8, 12)]


def close(events: Sample) -> list[Question]:
    """Tiles of zoom 12 around events."""
    return [_tile(*tile) for tile in list(dict.fromkeys(tiles(events, 12)))[:ROUNDS]]


def filtered_tiles(events: Sample) -> list[Question]:
    """Tiles of zoom 8 with many events, of some years and one type."""
    found = densest(events, 8, ROUNDS)
    filters = zip(found, _spans(events), events.types, strict=False)
    return [_tile(*tile, span=span, kind=kind) for tile, span, kind in filters]


def session(events: Sample, number: int) -> list[Question]:
    """Sixty tiles: a screen of four by three at each zoom from 6 to 10, closing in on an event."""
    x, y = float(events.lon[number]), float(events.lat[number])
    found = []
    for z in range(6, 11):
        column, row = tile_of(x, y, z)
        found += [
            _tile(z, column + across, row + down)
            for down in (-1, 0, 1)
            for across in (-2, -1, 0, 1)
        ]
    return found


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    """Column and row of the tile a place is in (OGC 17-083r4 annex D.1)."""
    side = 1 << z
    north = math.asinh(math.tan(math.radians(lat)))
    return int((lon + 180) / 360 * side), int((1 - north / math.pi) / 2 * side)


def tiles(events: Sample, z: int) -> list[tuple[int, int, int]]:
    """The tile of each event."""
    places = zip(events.lon.tolist(), events.lat.tolist(), strict=True)
    return [(z, *tile_of(lon, lat, z)) for lon, lat in places]


def densest(events: Sample, z: int, count: int) -> list[tuple[int, int, int]]:
    """The tiles of a zoom that hold the most events, most first."""
    values, numbers = np.unique(np.array(tiles(events, z)), axis=0, return_counts=True)
    order = np.argsort(-numbers, kind="stable")[:count]
    return [tuple(int(part) for part in values[place]) for place in order]


def _spans(events: Sample) -> list[tuple[str, str]]:
    draw = np.random.default_rng(len(events.ids))
    years = draw.integers(2000, 2021, ROUNDS)
    return [(f"{year}-03-01", f"{year + 4}-08-31") for year in years]


def _items(
    limit: int,
    box: Box | None,
    span: tuple[str, str] | None = None,
    kind: str = "",
    *,
    only_count: bool = False,
) -> Question:
    where = [] if box is None else [f"geom && ST_MakeEnvelope({_joined(box)}, 4326)"]
    common = {"limit": str(limit)} | ({"bbox": _joined(box)} if box else {})
    own, theirs = dict(common), common | {"geom-column": "geom", "datetime-column": "date_start"}
    if span:
        own["datetime"] = "/".join(span)
        theirs["datetime"] = f"{span[0]}T00:00:00Z/{span[1]}T00:00:00Z"
        where.append(_overlaps(span))
    if kind:
        own["event_type"] = theirs["event_type"] = kind
        where.append(f"event_type = '{kind}'")
    condition = "WHERE " + " AND ".join(where)
    count = f"SELECT count(*) FROM attacks {condition};"  # noqa: S608 - all of it is ours
    page = _features(f"{condition} ORDER BY date_start DESC NULLS LAST, id LIMIT {limit}")
    return Question(
        f"/collections/attacks/items?{_query(own)}",
        f"{COLLECTION}/items?{_query(theirs)}",
        count if only_count else f"{count}\n{page}",
    )


def _features(rest: str) -> str:
    """Features as PostGIS itself writes them."""
    inner = f"SELECT * FROM features {rest}"  # noqa: S608 - all of it is ours
    return f"SELECT ST_AsGeoJSON(t.*, 'geom') FROM ({inner}) t;"  # noqa: S608 - as above


def _tile(
    z: int, x: int, y: int, *, span: tuple[str, str] | None = None, kind: str = ""
) -> Question:
    own: dict[str, str] = {}
    theirs = {"geom-column": "geom_3857", "properties": ",".join(_SLIM)}
    where = [f"geom_3857 && ST_TileEnvelope({z}, {x}, {y})"]
    if span:
        own["datetime"] = "/".join(span)
        theirs["datetime"] = f"{span[0]}T00:00:00Z/{span[1]}T00:00:00Z"
        theirs["datetime-column"] = "date_start"
        where.append(_overlaps(span))
    if kind:
        own["event_type"] = theirs["event_type"] = kind
        where.append(f"event_type = '{kind}'")
    place = f"ST_AsMVTGeom(geom_3857, ST_TileEnvelope({z}, {x}, {y}), 4096, 64, true) AS place"
    inner = f"SELECT {place}, {', '.join(_SLIM)} FROM attacks WHERE {' AND '.join(where)}"  # noqa: S608 - ours
    # Only the length comes back: psql would take the bytes as text, at their double length.
    sql = f"SELECT octet_length(ST_AsMVT(t, 'attacks', 4096, 'place')) FROM ({inner}) t;"  # noqa: S608 - ours
    return Question(
        f"/tiles/attacks/{z}/{x}/{y}.mvt" + (f"?{_query(own)}" if own else ""),
        f"{COLLECTION}/tiles/WebMercatorQuad/{z}/{x}/{y}?{_query(theirs)}",
        sql,
    )


def _overlaps(span: tuple[str, str]) -> str:
    return f"date_start <= '{span[1]}' AND date_end >= '{span[0]}'"


def _joined(box: Box) -> str:
    return ",".join(map(str, box))


def _query(values: dict[str, str]) -> str:
    return urlencode(values, quote_via=quote, safe=",/:")
