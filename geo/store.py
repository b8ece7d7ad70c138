"""The one seam between the data and everything that shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from geo.atlas import Atlas, Layer
from geo.query import BBox, Query


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of WebMercatorQuad (OGC 17-083r4 annex D): zoom, column, row from the north-west."""

    z: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Extent:
    """What a layer covers in space and time; None where it has none."""

    bbox: BBox | None
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some features of a layer, each as the UTF-8 bytes of one GeoJSON Feature.

    They may be a ``geo.joined.Joined``, which an answer need not copy.
    """

    features: Sequence[bytes]
    matched: int  # exact number of features the query selects, not only this page's
    next: str | None  # cursor of the page after, None on the last


@dataclass(frozen=True, slots=True)
class Coded:
    """A field of several rows: of each row the number of its value, -1 where it is null."""

    codes: NDArray[np.int64]
    values: tuple[str | int | float | bool, ...]  # distinct, in their order; days as ISO texts


@dataclass(frozen=True, slots=True)
class Table:
    """All rows a query selects, as columns; the order is that of the storage.

    ``lon`` and ``lat`` are degrees of the stored point, NaN where a row has none. ``shaped`` are
    the rows with a line or polygon of their own.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    shaped: NDArray[np.bool_]
    fields: Mapping[str, Coded]


class FeatureStore(Protocol):
    """Reads layers. Every method is pure: same data version and arguments, same answer."""

    def version(self, layer: Layer) -> str:
        """A short token that changes when the layer's data does."""
        ...

    def ready(self) -> bool:
        """Whether all layers can be asked without work to be done first; cheap."""
        ...

    def pinned(self) -> Self:
        """The same store for one request: a layer stays at the version it was first asked for.

        So an answer's parts, and its version, belong together even where data change meanwhile.
        """
        ...

    def page(self, layer: Layer, query: Query) -> Page:
        """The rows a query asks for and their exact total, newest first where the layer has dates.

        A limit of 0 only counts. Raises RequestError for a field, value or cursor the layer does
        not know.
        """
        ...

    def counts(self, layer: Layer, query: Query, field: str) -> Mapping[Any, int]:
        """How many of the rows a query selects have each value of a field; None counts the nulls.

        A ``;`` list field counts a row once for each of its parts. Raises RequestError as ``page``.
        """
        ...

    def table(self, layer: Layer, query: Query, fields: Sequence[str]) -> Table:
        """Some fields of all the rows a query selects, whatever its limit; ``id`` is one of them.

        Raises RequestError as ``page``, and for an unknown field.
        """
        ...

    def extent(self, layer: Layer) -> Extent | None:
        """The layer's bounds in space and time, None when it is empty."""
        ...

    def tile(self, layer: Layer, tile: Tile, query: Query) -> bytes:
        """One Mapbox Vector Tile 2.1 of what the query selects; empty bytes where nothing is."""
        ...


def data_version(atlas: Atlas, store: FeatureStore) -> str:
    """The version an atlas names and a token that changes with any layer: ``2026.11.0.0043621125``.

    Whoever cites a view by it finds out whether the data are still those.
    """
    versions = [f"{layer.name} {store.version(layer)}" for layer in atlas.layers.values()]
    token = int(blake2b("\n".join(versions).encode(), digest_size=4).hexdigest(), 16)
    return f"{atlas.version}.{token:010}"
