"""Base maps of other servers: what a reader may choose, how it is asked for, whose it is.

Nothing is asked of them before the choice. A page that offers them lets pictures of these hosts in,
and of no others.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_OSM = "https://www.openstreetmap.org/copyright"


@dataclass(frozen=True, slots=True)
class Ground:
    """One such map, as tiles of 256 pixels in Web Mercator."""

    name: str  # in the address; its title is the text base_<name>
    tiles: str  # with {z} {x} {y}
    zoom: int  # the largest it has; beyond it is enlarged
    credits: tuple[tuple[str, str], ...]  # texts by key, and where they lead
    terms: str
    referrer: str  # what its server is told of where the page is (W3C Referrer Policy)
    photo: bool = False  # without names and borders of its own: ours lie on it


GROUNDS = (
    Ground(
        "osm",
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        19,
        (("credit_osm", _OSM),),
        "https://operations.osmfoundation.org/policies/tiles/",
        "strict-origin",  # its policy wants to know which site asks; the view is not its business
    ),
    Ground(
        "topo",
        "https://tile.opentopomap.org/{z}/{x}/{y}.png",
        17,
        (
            ("credit_osm", _OSM),
            ("credit_srtm", "https://www.earthdata.nasa.gov/data/instruments/srtm"),
            ("credit_topo", "https://opentopomap.org/"),
            ("credit_topo_licence", "https://creativecommons.org/licenses/by-sa/3.0/"),
        ),
        "https://opentopomap.org/about",
        "strict-origin",
    ),
    Ground(
        "nasa",
        "https://gibs.earthdata.nasa.gov/wmts/epsg3857/best/BlueMarble_ShadedRelief_Bathymetry"
        "/default/GoogleMapsCompatible_Level8/{z}/{y}/{x}.jpeg",
        8,
        (("credit_nasa", "https://www.earthdata.nasa.gov/gibs"),),
        "https://nasa-gibs.github.io/gibs-api-docs/",
        "no-referrer",
        photo=True,
    ),
)

# Where their pictures come from, as a Content-Security-Policy names it.
ORIGINS = tuple(f"https://{urlsplit(ground.tiles).netloc}" for ground in GROUNDS)


def told() -> list[dict[str, Any]]:
    """The same as a page's scripts read it."""
    return [
        {
            "name": ground.name,
            "tiles": ground.tiles,
            "zoom": ground.zoom,
            "credits": [list(credit) for credit in ground.credits],
            "terms": ground.terms,
            "referrer": ground.referrer,
            "photo": ground.photo,
        }
        for ground in GROUNDS
    ]
