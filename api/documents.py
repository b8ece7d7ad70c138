"""The command ``report``: a view as a document."""

from collections.abc import Mapping
from pathlib import Path

import click

from api import links, params
from api.links import Links
from api.options import atlas_option, file_option, given, open_atlas, query_options, settings_of
from api.output import target_of, write
from geo.errors import RequestError
from geo.store import data_version
from maps.spec import PageLinks


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
    from api.pictures import address, map_spec, page_links  # noqa: PLC0415 - for this command alone
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
    own, link = PageLinks(), ""
    if to.base:  # only who serves the atlas has addresses to give
        own = page_links(spec, view, to, links.MAP)
        link = address(spec, view, to, data_version(opened, store), links.MAP)
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
    files[file] = reporting.written(wish)  # last, so that what stands there has its figure
    _write(files)


def _write(files: Mapping[Path, bytes]) -> None:
    for path, content in files.items():
        write(path, content)
        click.echo(f"{path}: {len(content):,} bytes", err=True)


def _takes(template: Path | None, kind: str, *, by_region: bool) -> None:
    """Raises RequestError where a report is not made through a template."""
    if template and (by_region or kind == "zip"):
        what = "by=region" if by_region else "a zip archive, which holds two formats"
        raise RequestError("template", str(template), f"does not go with {what}")
