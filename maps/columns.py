"""What the records of a page are filtered by, as columns: the scripts decide by these what shows.

``static/atlas/filter.js`` reads them. Each filter it has is over fields named here, so that it can
be asked of the API in the same words (CQL2).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from geo.atlas import Atlas, Layer
from geo.schema.model import Language
from maps.basemap import place_names
from maps.records import Record

FIELDS = (
    *("date_start", "date_end", "actor_a", "actor_b", "admin1_code", "geo_precision"),
    *("civilian_targeting", "fatalities_low", "fatalities_best", "fatalities_high"),
    *("source_count", "record_status"),
)
SEARCHED = ("place_name", "place_name_alt", "admin1_name", "admin2_name")  # beside name and summary

_NONE = -1  # the code of null, in columns of codes
_EPOCH = date(1970, 1, 1)

Column = dict[str, Any]


def columns(
    records: Sequence[Record], layers: Sequence[Layer], language: Language
) -> dict[str, Any]:
    """The columns, one value a record: days since 1970, numbers, or codes into ``values``.

    ``unnamed`` are the numbers of records without a name in the language; ``other`` and ``summary``
    are the name and the summary in the other one: what is looked for is found in both.
    """
    order = {layer.name: i for i, layer in enumerate(layers)}
    other = "en" if language == "fr" else "fr"
    actors = _coded([*_values(records, "actor_a"), *_values(records, "actor_b")])
    return {
        "layer": [order[record.layer.name] for record in records],
        "type": _coded([record.type for record in records]),
        "start": [_day(value) for value in _values(records, "date_start")],
        "end": [_day(value) for value in _values(records, "date_end")],
        "actor_a": {"values": actors["values"], "codes": actors["codes"][: len(records)]},
        "actor_b": actors["codes"][len(records) :],
        "region": _coded(_values(records, "admin1_code")),
        "low": _values(records, "fatalities_low"),
        "best": _values(records, "fatalities_best"),
        "high": _values(records, "fatalities_high"),
        "precision": _values(records, "geo_precision"),
        "civilians": [_flag(value) for value in _values(records, "civilian_targeting")],
        "sources": _values(records, "source_count"),
        "status": _coded(_values(records, "record_status")),
        "other": _values(records, f"name_{other}"),
        "summary": _values(records, f"summary_{other}"),
        "unnamed": [i for i, r in enumerate(records) if not r.properties.get(f"name_{language}")],
        "searched": {name: _coded(_values(records, name)) for name in SEARCHED},
    }


def filterable(layer: Layer) -> list[str]:
    """The fields of a layer that a page can filter by."""
    own = layer.schema.type_field
    names = (*FIELDS, own) if own else FIELDS
    return [name for name in names if name in layer.schema.by_name]


def places(atlas: Atlas, records: Iterable[Record]) -> list[list[str]]:
    """The names of each place that has several, by the base map and by the records themselves."""
    found = {names for names in place_names(atlas) if len(names) > 1}
    for record in records:
        name, more = (record.properties.get(key) for key in ("place_name", "place_name_alt"))
        if name and more:
            found.add(tuple(sorted({name, *more.split(";")})))
    return [list(names) for names in sorted(found)]


def _values(records: Iterable[Record], name: str) -> list[Any]:
    return [record.properties.get(name) for record in records]


def _coded(values: Sequence[str | None]) -> Column:
    """The distinct values in their order, and for each value its number; null has none."""
    distinct = sorted({value for value in values if value is not None})
    numbers: Mapping[str | None, int] = {value: i for i, value in enumerate(distinct)}
    return {"values": distinct, "codes": [numbers.get(value, _NONE) for value in values]}


def _day(value: str | None) -> int | None:
    return (date.fromisoformat(value) - _EPOCH).days if value else None


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)
