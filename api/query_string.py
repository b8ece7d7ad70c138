"""The query string of an address: names and values as they were given, within limits."""

import re
from urllib.parse import parse_qsl

from api.rules import MAX_PARAMETERS
from geo.cql2 import MOST_CHARACTERS
from geo.errors import RequestError

MAX_VALUE = 4_096  # characters
LONGER = {"filter": MOST_CHARACTERS}  # what may be longer than others


def read(query_string: bytes) -> dict[str, str]:
    """The parameters of a query string, in their order.

    Raises RequestError where it is not UTF-8, repeats a name, or is larger than we read.
    """
    if not query_string:
        return {}
    text = query_string.decode("latin-1")
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS
        )
    except UnicodeDecodeError:
        raise RequestError("query", text, "is not percent-encoded UTF-8") from None
    except ValueError:
        raise RequestError("query", text, f"at most {MAX_PARAMETERS} parameters") from None
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            text = "is given twice; join values with commas"
            raise RequestError(name, value, text, f"{name[:40]} once, its values joined by commas")
        most = LONGER.get(name, MAX_VALUE)
        if len(value) > most:
            text = f"is longer than {most} characters"
            raise RequestError(name, value, text, f"at most {most} characters")
        if re.search(r"[\x00-\x1f\x7f]", _laid_out(name, value)):
            text = "holds a control character"
            raise RequestError(name, value, text, "text without control characters")
        given[name] = value
    return given


def _laid_out(name: str, value: str) -> str:
    """Name and value without the line breaks and tabs that a filter may be written with."""
    return name + (re.sub(r"[\t\n\r]", " ", value) if name == "filter" else value)
