"""The size of a figure from a caller's parameters: in pixels, or as a page of paper."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from api.params import Given
from geo.errors import RequestError
from maps.spec import Paper

INCH = 96.0  # CSS pixels
MOST_PIXELS = 40_000_000  # of a PNG: 160 MB while it is drawn
SIDES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"width": (600, 4000), "height": (400, 4000)}
)
SCALES = (1.0, 4.0)
DPI = (72, 600)

_MM = INCH / 25.4
_PAPERS = {"a5": (148, 210), "a4": (210, 297), "a3": (297, 420)}  # ISO 216, millimetres
PAPERS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {name: (wide * _MM, high * _MM) for name, (wide, high) in _PAPERS.items()}
    | {f"{name}-landscape": (high * _MM, wide * _MM) for name, (wide, high) in _PAPERS.items()}
)
_RATIO = 0.72  # height by width, where only one is given
_ROOM = 560  # pixels: a height that has room for all of a legend beside or below a small map


def paper(given: Given, *, caption: bool) -> Paper:
    """The size asked for, 900 by 650 pixels where none is. Raises RequestError."""
    wide, high = _size(given)
    scale = _scale(given)
    if wide * high * scale**2 > MOST_PIXELS:
        name = "dpi" if "dpi" in given else "scale" if "scale" in given else "width"
        most = f"at most {MOST_PIXELS:,} pixels in all"
        raise RequestError(name, given.get(name, ""), "makes too large a picture", most)
    return Paper(wide, high, scale, caption)


def _size(given: Given) -> tuple[float, float]:
    if "paper" in given:
        for name in SIDES:
            if name in given:
                raise RequestError(name, given[name], "does not go with paper, which has a size")
        if given["paper"] not in PAPERS:
            names = ", ".join(PAPERS)
            raise RequestError("paper", given["paper"], f"needs one of {names}", PAPERS)
        return PAPERS[given["paper"]]
    plain = Paper()
    sides = {name: _whole(given, name, SIDES[name]) for name in SIDES if name in given}
    wide, high = sides.get("width"), sides.get("height")
    if wide is not None and high is None:
        high = round(min(SIDES["height"][1], max(_ROOM, wide * _RATIO)))
    if high is not None and wide is None:
        wide = round(min(SIDES["width"][1], max(SIDES["width"][0], high / _RATIO)))
    return (plain.width, plain.height) if wide is None or high is None else (wide, high)


def _scale(given: Given) -> float:
    if "dpi" in given:
        if "scale" in given:
            raise RequestError("scale", given["scale"], "does not go with dpi, which says the same")
        return _whole(given, "dpi", DPI) / INCH
    if "scale" not in given:
        return 1.0
    text, (least, most) = given["scale"], SCALES
    if not re.fullmatch(r"\d(\.\d{1,3})?", text, re.ASCII) or not least <= float(text) <= most:
        allowed = f"a number from {least:g} to {most:g}"
        raise RequestError("scale", text, f"needs {allowed}", allowed)
    return float(text)


def _whole(given: Given, name: str, bounds: tuple[int, int]) -> int:
    text, (least, most) = given[name], bounds
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not least <= int(text) <= most:
        allowed = f"a whole number from {least} to {most}"
        raise RequestError(name, text, f"needs {allowed}", allowed)
    return int(text)
