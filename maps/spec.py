"""What a picture shows: one frozen value that the page, the figure and the caption share."""

from dataclasses import dataclass
from typing import Literal

from geo.atlas import Atlas, Layer
from geo.query import BBox, Query
from geo.schema.model import Language

Theme = Literal["light"]


@dataclass(frozen=True, slots=True)
class MapSpec:
    """The atlas, its layers in drawing order, the filter, and how it is to look."""

    atlas: Atlas
    layers: tuple[Layer, ...]
    query: Query = Query()
    viewport: BBox | None = None  # None: the atlas's bounds
    language: Language = "en"
    theme: Theme = "light"
    embed: bool = False
    legend: bool = True
