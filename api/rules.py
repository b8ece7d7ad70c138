"""What a parameter may be, in words, where that is no list of values: problem answers tell it."""

from collections.abc import Mapping

from maps.spec import MOST_ROWS

MAX_PARAMETERS = 64  # of one address
METHODS = ("GET", "HEAD", "OPTIONS")

_BOX = "4 numbers joined by commas: west, south, east, north in degrees, or 6 with heights"
RULES: Mapping[str, str] = {
    "bbox": f"{_BOX}; with bbox-crs those of that system, in its axis order",
    "view": _BOX,
    "datetime": "a day such as 2020-01-31, an instant such as 2020-01-31T12:00:00Z, or two of them "
    "with a slash between, where .. is an open end and one may be a duration such as P1M",
    "cursor": "the cursor in the link next of a page, with the same parameters but limit",
    "filter": "a CQL2 expression over the queryables of the collection, within the limits that "
    "/openapi.json tells",
    "id": "ids of features joined by commas, in double quotes where one has a comma",
    "rows": f"a whole number from 0 to {MOST_ROWS}",
    "Host": "a host name, and a port after a colon",
    "query": f"at most {MAX_PARAMETERS} pairs name=value in percent-encoded UTF-8",
    **dict.fromkeys(("z", "x", "y", "tileMatrix", "tileRow", "tileCol"), "a whole number"),
}
