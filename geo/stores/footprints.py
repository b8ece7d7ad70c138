"""The areas of an atlas, which stand for records known only to a region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo import geojson
from geo.mvt import Tags
from geo.stores.outlines import Outlines
from geo.tile_values import encoded

NAMES = ("name_en", "name_fr", "level")  # what a tile says of a footprint


@dataclass(frozen=True)
class Footprints:
    """The areas by number: codes, outlines and names."""

    numbers: Mapping[str, int]
    outlines: Outlines
    names: Mapping[str, Sequence[str | None]]

    @cached_property
    def labels(self) -> Tags:
        """The codes and names as properties of each footprint, by its number."""
        texts = [list(self.numbers), *self.names.values()]
        distinct = sorted({text for column in texts for text in column if text is not None})
        place: dict[str | None, int] = {text: i for i, text in enumerate(distinct)}
        codes = [[place.get(text, -1) for text in column] for column in texts]
        names = ("footprint_ref", *self.names)
        return Tags(names, np.array(codes, np.int32).T.reshape(-1, len(names)), encoded(distinct))

    @cached_property
    def geometries(self) -> Sequence[bytes]:
        """The outlines as GeoJSON geometry objects."""
        return [geojson.geometry(shape) for shape in self.outlines.shapes]


NONE = Footprints({}, Outlines(np.empty(0, dtype=object)), {})
