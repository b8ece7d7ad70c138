"""The commands that put a view into words: ``report``, ``caption`` and ``cite``."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from api import links, params
from api.links import Links
from api.options import atlas_option, file_option, given, open_atlas, query_options, settings_of
from api.output import target_of, write
from geo.errors import RequestError
from geo.store import data_version
from maps.spec import MapSpec, PageLinks

if TYPE_CHECKING:
    from geo.stores.columnar import ColumnarStore

_VIEW = tuple(name for name in params.MAP if name not in ("f", "version"))
_CITED = ("json", "apa", "chicago", "bibtex", "ris", "csl")


@click.command("report")
@atlas_option
@file_option("a document, of the format its name ends in")
@click.option(
    "--template",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of the same format whose styles and text the report comes in.",
)
@query_options(*(name for name in params.REPORT if name != "version"))
def report_command(atlas: Path | None, target: str, template: Path | None) -> None:
    """Write a view as a document: figure, records, what sources say, numbered sources."""
    from api.pictures import map_spec, page_links  # noqa: PLC0415 - for this command alone
    from maps.report_files import (  # noqa: PLC0415 - as above
        BESIDE,
        KINDS,
        Reporting,
        Wish,
        figure_beside,
    )

    file = target_of(target)
    kind = file.suffix.removeprefix(".").lower()
    if kind not in KINDS:
        endings = ", ".join(f".{one}" for one in KINDS)
        raise RequestError("output", target, f"must end in one of {endings}", KINDS)
    settings = settings_of(dir=atlas)
    opened, store = open_atlas(settings)
    wanted = given()
    spec = map_spec(wanted, opened, params.REPORT)
    view, to = params.without(wanted, params.REPORT_ONLY), Links(settings.root or "")
    link = _address(spec, view, to, store)
    own = page_links(spec, view, to, links.MAP) if link else PageLinks()
    by_region = params.by_region(wanted, kind)
    _takes(template, kind, by_region=by_region)
    beside = figure_beside(file, kind)
    wish = Wish(
        kind,
        params.rows(wanted),
        link,
        template,
        figure=beside.name if beside else "",
        by_region=by_region,
    )
    reporting = Reporting(spec, store, own)
    files = {beside: reporting.figure(BESIDE[kind], link)} if beside else {}
    with _watched(template, settings.figure_seconds):
        files[file] = reporting.written(wish)  # last, so that what stands there has its figure
    _write(files)


@contextmanager
def _watched(template: Path | None, seconds: float) -> Iterator[None]:
    """End the program where a template that is not ours is not done in time: it may loop for ever.

    No exception would reach it in there. Nothing has been written by then.
    """

    def end() -> None:
        click.echo(f"Error: {template}: not done within {seconds:g} seconds", err=True)
        os._exit(1)

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    if template is not None:
        watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _write(files: Mapping[Path, bytes]) -> None:
    for path, content in files.items():
        write(path, content)
        click.echo(f"{path}: {len(content):,} bytes", err=True)


def _takes(template: Path | None, kind: str, *, by_region: bool) -> None:
    """Raises RequestError where a report is not made through a template."""
    if template and (by_region or kind == "zip"):
        what = "by=region" if by_region else "a zip archive, which holds two formats"
        raise RequestError("template", str(template), f"does not go with {what}")


@click.command("caption")
@atlas_option
@file_option("the caption as JSON; without it to standard output", required=False)
@query_options(*_VIEW)
def caption_command(atlas: Path | None, target: str | None) -> None:
    """Say what a view shows: its numbers, sources, terms and alternative text, as JSON."""
    from maps import caption_words  # noqa: PLC0415 - for this command alone
    from maps.captions import caption  # noqa: PLC0415 - as above

    spec, store, link = _viewed(atlas)
    _tell(target, orjson.dumps(caption_words.document(caption(spec, store, link))))


@click.command("cite")
@atlas_option
@file_option("the citation; without it to standard output", required=False)
@click.option(
    "--f", "form", type=click.Choice(_CITED), default=_CITED[0], help="The format.  [default: json]"
)
@query_options(*_VIEW)
def cite_command(atlas: Path | None, target: str | None, form: str) -> None:
    """Cite a view: its address, version, numbers and hash, and the reference for a list."""
    from maps.citations import document  # noqa: PLC0415 - for this command alone

    found = document(*_viewed(atlas))
    _tell(target, orjson.dumps(found) if form == "json" else found["citations"][form].encode())


def _viewed(atlas: Path | None) -> tuple[MapSpec, "ColumnarStore", str]:
    """The view that the options ask for, where its records are, and its address."""
    from api.pictures import map_spec  # noqa: PLC0415 - for these commands alone

    settings = settings_of(dir=atlas)
    opened, store = open_atlas(settings)
    wanted = given()
    spec = map_spec(wanted, opened)
    return spec, store, _address(spec, wanted, Links(settings.root or ""), store)


def _address(spec: MapSpec, view: params.Given, to: Links, store: "ColumnarStore") -> str:
    """The canonical address; empty where no ``ATLAS_ROOT`` says who serves the atlas."""
    from api.pictures import address  # noqa: PLC0415 - for these commands alone

    return address(spec, view, to, data_version(spec.atlas, store), links.MAP) if to.base else ""


def _tell(target: str | None, content: bytes) -> None:
    """Write to the file, else to standard output with a line end, which shells want."""
    if target is None:
        click.echo(content, nl=not content.endswith(b"\n"))
        return
    write(target_of(target), content)
    click.echo(f"{target}: {len(content):,} bytes", err=True)
