"""The canonical address of a view: its parameters in one order, those left out that change nothing.

Two addresses that ask for the same in other words have one canonical address, so that a citation
can be compared with another.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from api import boxes, params
from api.parameters import LANGUAGES
from api.params import Given
from geo import cql2, crs
from geo.query import BBox, Interval

# What a parameter says where it is not given; `layers` is for the atlas to say.
_DEFAULTS = {"lang": LANGUAGES[0], "legend": "true"}
_LEFT_OUT = ("f", "v", "version", "filter-lang", "layers")
_LAST = ("view", "lang", "theme", "legend")


def canonical(given: Given, layers: Iterable[str], all_layers: Iterable[str]) -> dict[str, str]:
    """The parameters of a view that were parsed before, ready for ``Links.to``.

    ``layers`` are those of the view, in the atlas's order. The version is for the caller to add.
    """
    found = {name: text for name, text in given.items() if name not in _LEFT_OUT}
    found = {name: text for name, text in found.items() if _DEFAULTS.get(name) != text}
    layers = tuple(layers)
    if layers != tuple(all_layers):
        found["layers"] = ",".join(layers)
    found |= _written(given)
    for name in ("bbox-crs", "filter-crs", "crs"):
        if name in found and (_default(found[name], name) or name.split("-")[0] not in found):
            del found[name]
    return {name: found[name] for name in sorted(found, key=_place)}


def _written(given: Mapping[str, str]) -> dict[str, str]:
    """What can be written in several ways, as we write it."""
    found = {}
    if "datetime" in given:
        interval = Interval.parse(given["datetime"])
        start, end = (day.isoformat() if day else ".." for day in (interval.start, interval.end))
        found["datetime"] = start if start == end else f"{start}/{end}"
    if "bbox" in given and boxes.system(given, "bbox-crs") == crs.CRS84:
        box = boxes.box(given)
        found |= {"bbox": _box(box)} if box else {}
    if "view" in given:
        found["view"] = _box(BBox.parse(given["view"], "view"))
    if "filter" in given:
        language = cast("cql2.Language", given.get("filter-lang", cql2.LANGUAGES[0]))
        found["filter"] = cql2.written(_single(cql2.read(given["filter"], language)))
    return found


def _single(node: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    """The tree with each list of one value as that value: in text the two are the same."""
    match node:
        case {"op": str(op), "args": list(args)}:
            listed = op.lower().startswith("a_")
            return {"op": op, "args": [_single(_alone(one) if listed else one) for one in args]}
        case list():
            return [_single(one) for one in node]
    return node


def _alone(part: Any) -> Any:  # noqa: ANN401 - as above
    return part[0] if isinstance(part, list) and len(part) == 1 else part


def _box(box: BBox) -> str:
    return ",".join(f"{one:.9g}" for one in (box.west, box.south, box.east, box.north))


def _default(text: str, name: str) -> bool:
    return crs.system(text, name) == crs.CRS84


def _place(name: str) -> tuple[int, str]:
    """First the layers and what all views are filtered by, then fields by name, then the looks."""
    first = ("layers", *params.FEATURE_FILTERS[:-3])
    if name in first:
        return first.index(name), ""
    if name in params.FILTERS:
        return len(first) + 1, name
    if name in _LAST:
        return len(first) + 2 + _LAST.index(name), ""
    return len(first), name
