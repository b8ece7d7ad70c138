"""New atlases: a folder that passes the check and serves, with nothing in it yet."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

import shapely

from geo.atlas import CONFIG, Atlas
from geo.errors import DataError, RequestError
from geo.geoparquet import SUFFIX
from geo.ingest import Order, ingest
from geo.merging import current
from geo.query import BBox
from geo.schema import SCHEMAS
from geo.schema.check import check
from geo.schema.model import LayerSchema
from geo.writing import write_rows

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_WORLD = BBox(-180.0, -90.0, 180.0, 90.0)
_MAPPED = ("military_regions", "bases", "border_incidents", "attacks")  # lowest first
_TOML = """\
# Every file of the atlas is named here; `conflict-atlas check` holds them to the schema.
id = {id}
title_en = {title_en}
title_fr = {title_fr}
description_en = "Bases, military regions, attacks and border incidents, each fact with its source."
description_fr = "Bases, régions militaires, attaques et incidents frontaliers, chaque fait avec \
sa source."
disclaimer_en = "Boundaries and names shown do not imply endorsement or acceptance by anyone. \
Boundaries are approximate."
disclaimer_fr = "Les frontières et les noms indiqués n’impliquent ni approbation ni \
reconnaissance. Les limites sont approximatives."
version = "1"
licence = "CC-BY-4.0"
attribution = "As named by each record and source"
attribution_fr = "Selon ce qu’indiquent chaque fiche et chaque source"
# contact = "mailto:editor@example.org"  # where readers report errors; may be a form on the web
bounds = [{west}, {south}, {east}, {north}]  # west, south, east, north in degrees, WGS 84

# Drawing order, lowest first. GeoJSON or GeoParquet for layers, JSON arrays of flat objects for the
# tables.
[layers]
{layers}
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new atlas is called, the box a map of it opens with, and where its areas come from."""

    id: str
    title_en: str
    title_fr: str
    bounds: BBox | None = None  # None: that of the areas, else the world
    areas: Path | None = None  # GeoJSON, or GeoParquet by its suffix, with the fields of ``areas``


def found(folder: Path, plan: Plan, now: str) -> None:
    """Make the folder with ``atlas.toml``, a file for each layer and table, and the areas.

    It appears whole or not at all. Raises RequestError for an id or title that cannot be one,
    DataError where the folder is there and not empty, or an area breaks a rule.
    """
    _check(folder, plan)
    draft = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.absolute().parent))
    try:
        _fill(draft, plan, now)
        draft.chmod(0o755)  # mkdtemp lets nobody else in
        draft.replace(folder)
    except OSError as error:
        raise DataError(str(folder), f"cannot be made: {error.strerror}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check(folder: Path, plan: Plan) -> None:
    if not _ID.fullmatch(plan.id):
        raise RequestError("id", plan.id, "needs lower case letters, digits and hyphens")
    for name, title in (("title", plan.title_en), ("title-fr", plan.title_fr)):
        if not title.strip() or not title.isprintable():
            raise RequestError(name, title, "needs a text that can be printed")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(str(folder), "is there already, and not an empty folder")
    if not folder.absolute().parent.is_dir():
        raise DataError(str(folder.parent), "there is no such folder")


def _fill(folder: Path, plan: Plan, now: str) -> None:
    for schema in SCHEMAS.values():
        path = folder / _file(schema)
        path.parent.mkdir(exist_ok=True)
        if schema.geometry_types:
            path.write_text('{"type":"FeatureCollection","features":[\n]}\n', encoding="utf-8")
        else:
            write_rows(path, schema, [])
    _write_config(folder, plan, plan.bounds or _WORLD)
    if plan.areas is not None:
        _bring_areas(folder, plan.areas, now)
        if plan.bounds is None:
            _write_config(folder, plan, _bounds(folder))
    faults = check(folder)
    if faults:
        raise DataError(faults[0].file, faults[0].message, faults[0].feature or None)


def _bring_areas(folder: Path, areas: Path, now: str) -> None:
    kind = "geoparquet" if areas.suffix == SUFFIX else "geojson"
    report = ingest(Order((areas,), kind, "areas", folder), now, lambda stage, done: None)
    if report.refused:
        one = report.refused[0]
        raise DataError(
            one.file, f"{one.reason} [{one.rule}]", one.feature or None, one.field or None
        )
    if not report.accepted:
        raise DataError(str(areas), "has no area")


def _bounds(folder: Path) -> BBox:
    shapes = current(Atlas.open(folder).layer("areas")).shapes
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return BBox(west, south, east, north)


def _file(schema: LayerSchema) -> str:
    if schema.name == "areas":
        return "areas/areas.geojson"
    return f"{schema.name}.geojson" if schema.geometry_types else f"{schema.name}.json"


def _there(folder: Path, schema: LayerSchema) -> str:
    """The layer's file: the one made, or the one it has become by growing large."""
    made = _file(schema)
    return made if (folder / made).is_file() else str(PurePosixPath(made).with_suffix(SUFFIX))


def _write_config(folder: Path, plan: Plan, bounds: BBox) -> None:
    """Write ``atlas.toml``; it names the files that are there."""
    names = (*_MAPPED, *(name for name in SCHEMAS if name not in _MAPPED))
    text = _TOML.format(
        id=_quoted(plan.id),
        title_en=_quoted(plan.title_en),
        title_fr=_quoted(plan.title_fr),
        west=bounds.west,
        south=bounds.south,
        east=bounds.east,
        north=bounds.north,
        layers="\n".join(f'{name} = "{_there(folder, SCHEMAS[name])}"' for name in names),
    )
    (folder / CONFIG).write_text(text, encoding="utf-8")


def _quoted(text: str) -> str:
    """A TOML basic string: JSON escapes what TOML asks to be escaped, the rest is printable."""
    return json.dumps(text, ensure_ascii=False)
