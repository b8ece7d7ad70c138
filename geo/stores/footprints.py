"""The areas of an atlas, which stand for records known only to a region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas
import numpy as np

from geo import geojson
from geo.stores.outlines import Outlines

NAMES = ("name_en", "name_fr", "level")  # what a tile says of a footprint


@dataclass(frozen=True)
class Footprints:
    """The areas by number: codes, outlines, names and GeoJSON."""

    numbers: Mapping[str, int]
    outlines: Outlines
    names: Mapping[str, Sequence[str | None]]
    geometries: list[bytes]

    @property
    def codes(self) -> Sequence[str | None]:
        """The codes in the order of their numbers."""
        return list(self.numbers)


def footprints(frame: geopandas.GeoDataFrame | None) -> Footprints:
    """The footprints of the ``areas`` layer's frame, those with a geometry; none of None."""
    if frame is None:
        return Footprints({}, Outlines(np.empty(0, dtype=object)), {}, [])
    frame = frame[frame.geometry.notna()]
    return Footprints(
        numbers={code: number for number, code in enumerate(frame.index)},
        outlines=Outlines(np.asarray(frame.geometry, dtype=object)),
        names={name: geojson.values(frame[name]) for name in NAMES if name in frame},
        geometries=geojson.encoded_geometries(frame.geometry),
    )
