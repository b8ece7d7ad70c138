"""A MapSpec to a figure for paper, slides and pages, without a browser: SVG, PDF and PNG.

All three are one drawing (``maps.drawing``). Same input, same bytes.
"""

from typing import Literal, get_args

from geo.store import FeatureStore
from maps.captions import Caption, caption
from maps.drawing.printing import pdf, png
from maps.drawing.sheet import Drawing
from maps.spec import MapSpec, Paper

Format = Literal["svg", "pdf", "png"]
FORMATS: tuple[Format, ...] = get_args(Format)


def figure(spec: MapSpec, store: FeatureStore, paper: Paper, kind: Format, link: str = "") -> bytes:
    """The figure of a view; ``link`` is the view's address, where it is served.

    Raises RequestError where a layer cannot answer the query, DataError for a broken base map.
    """
    return drawn(spec, store, caption(spec, store, link), paper, kind)


def drawn(spec: MapSpec, store: FeatureStore, words: Caption, paper: Paper, kind: Format) -> bytes:
    """The same of a view whose caption is known: a document has asked for it already."""
    drawing = Drawing(spec, store, words, (paper.width, paper.height))
    sheet = drawing.sheet(captioned=paper.caption)
    if kind == "svg":
        return sheet.svg()
    return pdf(sheet) if kind == "pdf" else png(sheet, paper.scale)
