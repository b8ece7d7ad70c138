"""UCDP GED: the CSV of the Georeferenced Event Dataset, 49 columns, of which these are read.

Codebook: Stina Högbladh, "UCDP GED Codebook", Uppsala University. Headlines, articles and
descriptions are left where they are: they are other people's words.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from geo import compute as pc
from geo.errors import RequestError
from geo.readers import ucdp_events, ucdp_rules, ucdp_words
from geo.readers.csv import Csv
from geo.readers.gleditsch_ward import ISO
from geo.readers.parcel import Parcel, Refusal, Target, columns_of
from geo.readers.sheet import Sheet
from geo.readers.ucdp_actors import Actors, Side, actors
from geo.readers.ucdp_places import Where, placed
from geo.readers.units import Units
from geo.schema.columns import Columns

LAYER = "attacks"
COLUMNS = (
    *("id", "type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates"),
    *("adm_1", "adm_2", "latitude", "longitude", "priogrid_gid", "country_id", "event_clarity"),
    *("date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
_TEXT = pa.large_string()
_NEEDED = (
    *("id", "type_of_violence", "side_a", "where_prec", "country_id", "date_prec"),
    *("date_start", "date_end", "best", "high", "low"),
)
_SIDES = ("type_of_violence", "side_a", "side_b", "gwnoa", "gwnob")


def read(path: Path, target: Target) -> Iterator[Parcel]:
    """The events as records of ``attacks``, by the rules of ``ucdp_rules``.

    Raises RequestError for another layer, DataError where a column is not there.
    """
    if target.layer.name != LAYER:
        raise RequestError("layer", target.layer.name, f"UCDP GED has events for {LAYER}", [LAYER])
    file = Csv(path, COLUMNS)
    found = actors(_sides(Csv(path, _SIDES)), target.folder)
    units = Units(target.folder)
    tables = {
        "sources": (ucdp_rules.SOURCE,),
        "claims": tuple(ucdp_rules.claims()),
        "actors": found.rows(),
    }
    for part in file.parts():
        columns = _columns(part.sheet, target, found, units)
        faults = part.sheet.faults
        good = np.setdiff1d(np.arange(len(part.sheet)), list(faults))
        ids = columns.table["id"].to_pylist() if faults else []
        refused = [
            Refusal(str(path), int(part.numbers[row]), ids[row] or "", *fault)
            for row, fault in sorted(faults.items())
        ]
        refused += part.refused
        yield Parcel(columns.take(good), part.numbers[good], tuple(refused), tables, part.done)


def _sides(file: Csv) -> Iterator[Side]:
    for part in file.parts():
        sheet = part.sheet
        violence = sheet.whole("type_of_violence")
        for which in ("a", "b"):
            table = pa.table(
                {
                    "name": sheet.text(f"side_{which}"),
                    "violence": violence,
                    "state": sheet.whole(f"gwno{which}"),
                }
            )
            for row in table.group_by(table.column_names).aggregate([]).to_pylist():
                if row["name"] is not None:
                    yield Side(row["name"], row["violence"], row["state"])


def _columns(sheet: Sheet, target: Target, found: Actors, units: Units) -> Columns:
    sheet.need(*_NEEDED)
    number = sheet.whole("id").cast(_TEXT)
    country = _countries(sheet)
    where = Where(
        sheet.whole("where_prec"),
        country,
        sheet.text("adm_1"),
        sheet.text("adm_2"),
        sheet.number("longitude"),
        sheet.number("latitude"),
    )
    sheet.need_within("where_prec", where.precision, 1, 7)
    fields, shapes = placed(where, units)
    fields |= {"country": country, "place_name": sheet.text("where_coordinates")}
    fields |= _event(sheet, found)
    fields |= ucdp_words.worded(_told(sheet, found, number, fields))
    fields |= _record(sheet, target, number)
    ids = _join("ucdp-", number)
    return columns_of(target.layer.schema, ids.fill_null(""), fields, shapes)


def _countries(sheet: Sheet) -> pa.Array:
    numbers = sheet.whole("country_id")
    known = pa.array(list(ISO), pa.int64())
    found = pa.array(list(ISO.values()), _TEXT).take(pc.index_in(numbers, value_set=known))
    unknown = pc.and_(pc.is_valid(numbers), pc.is_null(found))
    for row in np.flatnonzero(unknown.to_numpy(zero_copy_only=False)).tolist():
        reason = f"{numbers[row]} is no state that has an ISO 3166-1 code"
        sheet.blame(row, "country_id", "ucdp.country", reason)
    return found


def _event(sheet: Sheet, found: Actors) -> dict[str, pa.Array]:
    violence = sheet.whole("type_of_violence")
    sheet.need_within("type_of_violence", violence, 1, 3)
    sheet.need_within("date_prec", sheet.whole("date_prec"), 1, 5)
    start, end = sheet.day("date_start"), sheet.day("date_end")
    backwards = pc.greater(start, end).fill_null(False).to_numpy(zero_copy_only=False)
    for row in np.flatnonzero(backwards).tolist():
        sheet.blame(row, "date_start", "dates.order", f"{start[row]} is after {end[row]}")
    fields = ucdp_events.kinds(violence) | ucdp_events.days(start, end)
    for which in ("a", "b"):
        names = sheet.text(f"side_{which}")
        fields[f"actor_{which}"] = found.of(names, "name")
        fields[f"actor_{which}_type"] = found.of(names, "actor_type")
    types = (fields["actor_a_type"], fields["actor_b_type"])
    return fields | ucdp_events.deaths(sheet, types)


def _told(
    sheet: Sheet, found: Actors, number: pa.Array, fields: dict[str, pa.Array]
) -> ucdp_words.Told:
    side_a, side_b = (sheet.text(f"side_{which}") for which in ("a", "b"))
    low, best, high = (sheet.whole(name) for name in ("low", "best", "high"))
    return ucdp_words.Told(
        number=number,
        violence=fields["ucdp_type_of_violence"],
        sub_event=fields["sub_event_type"],
        side_a={"en": found.of(side_a, "name"), "fr": found.of(side_a, "name_fr")},
        side_b={"en": found.of(side_b, "name"), "fr": found.of(side_b, "name_fr")},
        place=fields["place_name"],
        country=fields["country"],
        start=fields["date_start"],
        end=fields["date_end"],
        deaths=(low, best, high),
    )


def _record(sheet: Sheet, target: Target, number: pa.Array) -> dict[str, pa.Array]:
    """The fields of evidence and of the record itself."""
    same = {
        "layer": target.layer.name,
        "source_ids": ucdp_rules.SOURCE_ID,
        "record_status": "candidate",
        "licence": ucdp_rules.SOURCE["licence"],
        "updated_at": target.now,
    }
    count = len(sheet)
    fields = {name: pa.array([value] * count, _TEXT) for name, value in same.items()}
    fields |= {name: pa.array([1] * count, pa.int64()) for name in ("source_count", "version")}
    fields |= ucdp_events.confidence(sheet.whole("event_clarity"))
    fields["external_ids"] = _join("ucdp:", number)
    fields["priogrid_gid"] = sheet.whole("priogrid_gid")
    for name, told in (("geo_precision_src", "where_prec"), ("time_precision_src", "date_prec")):
        fields[name] = _join("ucdp:", sheet.whole(told).cast(_TEXT))
    return fields


def _join(*parts: pa.Array | str) -> pa.Array:
    found: Sequence[object] = [pa.scalar(p, _TEXT) if isinstance(p, str) else p for p in parts]
    return pc.binary_join_element_wise(*found, pa.scalar("", _TEXT))
