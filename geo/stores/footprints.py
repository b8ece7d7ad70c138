"""The areas of an atlas, which stand for records known only to a region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo import geojson
from geo.mvt import Tag
from geo.stores.outlines import Outlines
from geo.tile_values import value

NAMES = ("name_en", "name_fr", "level")  # what a tile says of a footprint


@dataclass(frozen=True)
class Footprints:
    """The areas by number: codes, outlines and names."""

    numbers: Mapping[str, int]
    outlines: Outlines
    names: Mapping[str, Sequence[str | None]]

    @cached_property
    def labels(self) -> Sequence[Sequence[Tag]]:
        """The code and names of each footprint as properties of a tile, by its number."""
        texts = {"footprint_ref": list(self.numbers), **self.names}
        return [
            [(name, value(text)) for name, text in zip(texts, row, strict=True) if text is not None]
            for row in zip(*texts.values(), strict=True)
        ]

    @cached_property
    def geometries(self) -> Sequence[bytes]:
        """The outlines as GeoJSON geometry objects."""
        return [geojson.geometry(shape) for shape in self.outlines.shapes]


NONE = Footprints({}, Outlines(np.empty(0, dtype=object)), {})
