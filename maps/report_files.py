"""A view's report as a file of any format: its picture made, its text written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from geo.store import FeatureStore
from maps.reporting import report
from maps.spec import ROWS, MapSpec, PageLinks

Kind = Literal["docx", "md", "html"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a report is to be written."""

    kind: Kind
    rows: int = ROWS  # the most records a table lists
    link: str = ""  # the address of the view; empty where it is not served
    template: Path | None = None  # of that kind, in place of the built-in one
    figure: str = ""  # the address or file name of the picture, for texts that only name it


def written(spec: MapSpec, store: FeatureStore, links: PageLinks, wish: Wish) -> bytes:
    """The report of a view as a file; same view and data, same bytes.

    Raises RequestError where a layer cannot answer the query, DataError for a template that cannot
    be used.
    """
    found = report(spec, store, links, wish.link, wish.rows)
    if wish.kind == "docx":
        from maps import report_docx  # noqa: PLC0415 - python-docx, for Word alone

        return report_docx.write(found, b"", wish.template)
    from maps import report_text  # noqa: PLC0415 - templates, for texts alone

    figure = report_text.Figure(wish.figure, 1200, 900)
    return report_text.write(found, wish.kind, figure, wish.template)
