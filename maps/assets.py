"""The scripts and styles of a page: local files, linked or written into it; nothing else.

They are set on a map, never on Folium's classes: ``add_js_link`` edits lists that all maps share.
"""

import base64
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from markupsafe import Markup, escape

from geo.errors import AtlasError

if TYPE_CHECKING:
    import folium

FOLDER = Path(__file__).resolve().parent / "static"
SCRIPTS = (
    "vendor/leaflet/leaflet.js",
    "atlas/dom.js",
    "atlas/again.js",
    "atlas/columns.js",
    "atlas/clauses.js",
    "atlas/rows.js",
    "atlas/filter.js",
    "atlas/base.js",
    "atlas/looks.js",
    "atlas/labels.js",
    "atlas/detail.js",
    "atlas/reader.js",
    "atlas/paging.js",
    "atlas/table.js",
    "atlas/summary.js",
    "atlas/room.js",
    "atlas/marks.js",
    "atlas/state.js",
    "atlas/chosen.js",
    "atlas/filters.js",
    "atlas/months.js",
    "atlas/timeline.js",
    "atlas/share.js",
    "atlas/framed.js",
    "atlas/panel.js",
    "atlas/print.js",
    "atlas/start.js",
)
PRINT = "atlas/print.css"
# Stands in the head of any page: what may not wait for the others.
EARLY = "atlas/early.js"
# What a page loads when a layer of its is too large to hold: first views go without.
LATER = (
    "atlas/mvt.js",
    "atlas/clusters.js",
    "atlas/tiles.js",
    "atlas/signs.js",
    "atlas/asked.js",
    "atlas/lists.js",
    "atlas/boxes.js",
    "atlas/crowd.js",
    "atlas/scene.js",
    "atlas/tiled.js",
    "atlas/held.js",
    "atlas/counted.js",
    "atlas/large.js",
)
STYLES = (
    "vendor/leaflet/leaflet.css",
    "atlas/atlas.css",
    "atlas/explore.css",
    "atlas/detail.css",
    "atlas/table.css",
    "atlas/share.css",
    "atlas/print.css",
)

# What a map in a frame of another's page goes without: it leads to the whole page instead.
UNFRAMED = frozenset(
    (
        "atlas/paging.js",
        "atlas/table.js",
        "atlas/summary.js",
        "atlas/filters.js",
        "atlas/timeline.js",
        "atlas/share.js",
        "atlas/print.js",
        "atlas/table.css",
        "atlas/share.css",
        "atlas/print.css",
    )
)

_OURS = "atlas-asset:"  # what our files are called inside a map until the page is written
_REFERENCE = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")


class AssetError(AtlasError):
    """A page asks for a script or style that is not one of ours, or that is not there."""


@dataclass(frozen=True, slots=True)
class Assets:
    """How a page gets its scripts and styles."""

    base_url: str | None = None  # where FOLDER is served; None: the files stand in the page
    foreign: bool = False  # whether links that a notebook's own Folium objects bring may stay

    @classmethod
    def served(cls, base_url: str) -> Self:
        """Links below ``base_url``, under which ``FOLDER`` is served; each names its content."""
        return cls(base_url.rstrip("/"))

    @classmethod
    def inline(cls) -> Self:
        """Everything in the page itself: one file, no request."""
        return cls()

    @classmethod
    def online(cls) -> Self:
        """Ours in the page; what Folium's own objects link to stays as it is, for notebooks."""
        return cls(foreign=True)

    def put_on(self, found: "folium.Map", *, framed: bool = False) -> None:
        """Give the map our scripts and styles, in place of those Folium would load from elsewhere.

        ``framed`` is whether it is for a frame. With ``online`` Folium's own, such as jQuery, come
        after ours.
        """
        scripts = [(name, _OURS + name) for name in _needed(SCRIPTS, framed)]
        styles = [(name, _OURS + name) for name in _needed(STYLES, framed)]
        if self.foreign:
            scripts += [pair for pair in type(found).default_js if pair[0] != "leaflet"]
            styles += [pair for pair in type(found).default_css if pair[0] != "leaflet_css"]
        found.default_js, found.default_css = scripts, styles

    def script(self, url: str) -> Markup:
        """The element that runs the script a map links to. Raises AssetError for a foreign one."""
        name = self._name(url, SCRIPTS)
        if name is None:
            return Markup('<script src="{}"></script>').format(url)
        if self.base_url is None:
            return Markup("<script>{}</script>").format(Markup(script_text(name)))  # noqa: S704 - our own file
        # Deferred: all are asked for at once, and run in order when the page is there.
        return Markup('<script src="{}" defer></script>').format(self.url(name))

    def last(self, text: Markup) -> Markup:
        """The element of a script that runs after those a map links to (HTML section 4.12.1)."""
        waits = "" if self.base_url is None else ' type="module"'
        return Markup("<script{}>{}</script>").format(Markup(waits), text)  # noqa: S704 - our own

    def early(self) -> Markup:
        """The element that settles, before anything is drawn, what is drawn in."""
        return Markup("<script>{}</script>").format(Markup(script_text(EARLY)))  # noqa: S704 - our own file

    def style(self, url: str) -> Markup:
        """The element that applies a style a map links to. Raises AssetError for a foreign one."""
        name = self._name(url, STYLES)
        if name is None:
            return Markup('<link rel="stylesheet" href="{}">').format(url)
        if self.base_url is None:
            return Markup("<style>{}</style>").format(Markup(style_text(name)))  # noqa: S704 - our own file
        media = Markup(' media="print"') if name == PRINT else ""  # nothing waits for it
        return Markup('<link rel="stylesheet" href="{}"{}>').format(self.url(name), media)

    def awaited(self, *, framed: bool = False) -> list[str]:
        """The addresses of the styles without which nothing is shown; none of those in the page."""
        names = () if self.base_url is None else _needed(STYLES, framed)
        return [self.url(name) for name in names if name != PRINT]

    def url(self, name: str) -> str:
        """The address of a file of ours; it changes when the content does."""
        return f"{self.base_url}/{name}?v={hashlib.sha256(read(name)).hexdigest()[:12]}"

    def _name(self, url: str, known: tuple[str, ...]) -> str | None:
        name = url.removeprefix(_OURS)
        if url.startswith(_OURS) and name in known:
            return name
        if self.foreign and not url.startswith(_OURS):
            return None
        text = f"the page would load {escape(url)}, which is not a file of ours"
        raise AssetError(f"{text}; Assets.online() lets a notebook load it")


def _needed(names: Iterable[str], framed: bool) -> list[str]:
    return [name for name in names if not (framed and name in UNFRAMED)]


@lru_cache(maxsize=64)
def read(name: str) -> bytes:
    """A file below ``FOLDER``. Raises AssetError where it is not there."""
    try:
        return (FOLDER / name).read_bytes()
    except FileNotFoundError:
        text = f"{name} is missing from {FOLDER.name}; `make run` or a build puts it there"
        raise AssetError(text) from None


def _text(name: str) -> str:
    """A file with the line ends an HTML parser would leave, so that the policy's hash fits."""
    return read(name).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def script_text(name: str) -> str:
    """A script as it may stand between ``<script>`` tags (HTML section 4.12.1.3)."""
    text = re.sub(r"\n?//# sourceMappingURL=.*", "", _text(name))
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def style_text(name: str) -> str:
    """A style sheet, its pictures as data URLs. Raises AssetError where it names another host."""

    def embedded(match: re.Match[str]) -> str:
        target = match[1]
        if target.startswith(("data:", "#")):
            return match[0]
        if re.match(r"[a-z]+:|//", target):
            raise AssetError(f"{name} refers to {target}, which is not a file of ours")
        path = (Path(name).parent / target).as_posix()
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return f"url(data:{kind};base64,{base64.b64encode(read(path)).decode()})"

    text = _REFERENCE.sub(embedded, _text(name))
    return text.replace("</style", "<\\/style")
