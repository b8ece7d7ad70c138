"""What a picture shows: one frozen value that the page, the figure and the caption share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from geo.atlas import Atlas, Layer
from geo.query import BBox, Query
from geo.schema.model import Language

Theme = Literal["light", "dark", "contrast", "grey"]

ROWS = 1_000  # records a table of a report lists where nobody says how many
MOST_ROWS = 5_000  # and the most it may


@dataclass(frozen=True, slots=True)
class MapSpec:
    """The atlas, its layers in drawing order, the filter, and how it is to look."""

    atlas: Atlas
    layers: tuple[Layer, ...]
    query: Query = field(default_factory=Query)
    viewport: BBox | None = None  # None: the atlas's bounds
    language: Language = "en"
    theme: Theme | None = None  # None: a page follows its reader's device, a figure is light
    embed: bool = False
    legend: bool = True


@dataclass(frozen=True, slots=True)
class ShareLinks:
    """Where a view is offered in other media, as absolute addresses; empty where nobody serves it.

    Those of the first four are of this very view, the others wait for their parameters.
    """

    page: str = ""
    picture: str = ""
    drawings: tuple[str, ...] = ()  # for readers without scripts: wide, and for a narrow screen
    oembed: str = ""
    map: str = ""
    embed: str = ""
    script: str = ""  # what makes frames as high as they tell, and the web component
    caption: str = ""
    cite: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)  # by format
    reports: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # and title
    files: tuple[tuple[str, str, int], ...] = ()  # name in ``f=``, title, most records at once


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where a page's own links lead; what is not given has no link. Made by whoever serves it."""

    languages: Mapping[Language, str] = field(default_factory=dict)  # the same view, by language
    items: Mapping[str, str] = field(default_factory=dict)  # a layer's items; an item is below it
    home: str = ""
    tiles: str = ""  # of a layer, with {layer} {z} {x} {y} to fill in; empty: there are none
    records: str = ""  # where ``page.document`` of any view of the atlas is served
    columns: str = ""  # where ``crowd_columns`` of any of its records are served
    months: str = ""  # where ``months`` of any of its records are served
    share: ShareLinks = field(default_factory=ShareLinks)
    online: bool = False  # whether a reader may choose base maps of other servers
    scope: Mapping[str, str] = field(default_factory=dict)  # the parameters that select the records
    scopes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # the same, by layer


@dataclass(frozen=True, slots=True)
class Paper:
    """The size of a figure in CSS pixels (1/96 inch), and what is set around its map."""

    width: float = 900
    height: float = 650
    scale: float = 1  # pixels of a PNG to one CSS pixel
    caption: bool = True  # title above, small print below
