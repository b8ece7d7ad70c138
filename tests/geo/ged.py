"""Invented rows in the layout of UCDP GED, 49 columns, and atlases to bring them into."""

import csv
import io
from pathlib import Path

from geo.atlas import Atlas
from geo.founding import Plan, found
from geo.readers.parcel import Target
from geo.schema import columns, reading

NOW = "2026-11-24T12:00:00Z"
COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip

# The invented atlas has countries ML and BF and regions of Mali; these positions are in Gao's.
EVENT = {
    "id": "501", "relid": "XYZ-2012-1-1-1", "year": "2012", "active_year": "1",
    "code_status": "Clear", "type_of_violence": "1", "conflict_dset_id": "1",
    "conflict_new_id": "1", "conflict_name": "Mali: Government", "dyad_dset_id": "2",
    "dyad_new_id": "2", "dyad_name": "Government of Mali - Front X", "side_a_dset_id": "3",
    "side_a_new_id": "3", "side_a": "Government of Mali", "side_b_dset_id": "4",
    "side_b_new_id": "4", "side_b": "Front X", "number_of_sources": "2",
    "source_article": "Agency, 3/4/2012, A headline that is somebody's own words",
    "source_office": "Agency", "source_date": "2012-04-03",
    "source_headline": "A headline that is somebody's own words",
    "source_original": "a spokesman", "where_prec": "1", "where_coordinates": "Gao town",
    "where_description": "Near the old market, said a resident", "adm_1": "Gao region",
    "adm_2": "Gao cercle", "latitude": "16.271712", "longitude": "-0.044587",
    "geom_wkt": "POINT (-0.044587 16.271712)", "priogrid_gid": "152640", "country": "Mali",
    "country_id": "432", "region": "Africa", "event_clarity": "1", "date_prec": "1",
    "date_start": "2012-04-03 00:00:00.000", "date_end": "2012-04-03 00:00:00.000",
    "deaths_a": "2", "deaths_b": "5", "deaths_civilians": "1", "deaths_unknown": "0",
    "best": "8", "high": "12", "low": "6", "gwnoa": "432", "gwnob": "",
}  # fmt: skip


def event(**changes):
    """One row; what is not said is as in ``EVENT``."""
    assert set(changes) <= set(COLUMNS), changes
    return {**EVENT, **{name: str(value) for name, value in changes.items()}}


def text(rows):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def write(path: Path, rows) -> Path:
    path.write_text(text(rows), encoding="utf-8")
    return path


def empty_atlas(folder: Path, areas: Path | None = None) -> Path:
    found(folder, Plan("test", "Test", "Essai", areas=areas), NOW)
    return folder


def target(atlas: Path, layer="attacks") -> Target:
    """What a reader gets to know of an atlas."""
    folder = columns.with_shapes(reading.read(atlas, {layer})[0])
    return Target(Atlas.open(atlas).layer(layer), folder, NOW)
