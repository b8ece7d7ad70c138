"""A view for a notebook: the map where it can run, else its figure, else words."""

from collections.abc import Container
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.store import FeatureStore
from maps.assets import Assets
from maps.caption_words import alt, heading, lines
from maps.captions import caption
from maps.escapes import markdown
from maps.figure import Format, figure
from maps.page import build, render
from maps.report_files import KINDS, Reporting, Wish
from maps.spec import MapSpec, PageLinks, Paper

if TYPE_CHECKING:
    import folium

_HEIGHT = 640  # CSS pixels of the map in a cell


class View:
    """A view of an atlas that notebooks display (IPython's ``_repr_mimebundle_``).

    Converters that run no scripts, such as nbconvert to PDF, take the picture or the words.
    """

    def __init__(self, spec: MapSpec, store: FeatureStore) -> None:
        self.spec, self.store = spec, store

    @property
    def map(self) -> "folium.Map":
        """The map, to go on with in Folium."""
        return build(self.spec, self.store)

    def figure(self, kind: Format = "svg", paper: Paper | None = None) -> bytes:
        """The figure of the view. Raises as ``maps.figure``."""
        return figure(self.spec, self.store, paper or Paper(), kind)

    def report(self, path: Path) -> None:
        """Write the view as a document, of the format the path's name ends in.

        Raises ValueError where that is none of ``maps.report_files.KINDS``.
        """
        kind = next((one for one in KINDS if path.suffix == f".{one}"), None)
        if kind is None:
            raise ValueError(f"{path.name}: must end in one of {', '.join(KINDS)}")
        path.write_bytes(Reporting(self.spec, self.store, PageLinks()).written(Wish(kind)))

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, Any]:
        """The view in each form a front end may take, by media type."""
        words = caption(self.spec, self.store)
        page = render(self.spec, self.store, Assets.inline()).decode("utf-8")
        frame = (
            f'<iframe title="{escape(heading(words))}" srcdoc="{escape(page)}" '
            f'sandbox="allow-scripts allow-popups" width="100%" height="{_HEIGHT}" '
            'style="border:0" loading="lazy"></iframe>'
        )
        found = {
            "text/html": frame,
            "image/png": self.figure("png", Paper(scale=2)),
            "text/markdown": "\n\n".join(map(markdown, (heading(words), *lines(words)))),
            "text/plain": alt(words),
        }
        return {
            kind: content
            for kind, content in found.items()
            if (include is None or kind in include) and (exclude is None or kind not in exclude)
        }
