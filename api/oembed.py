"""oEmbed 1.0 (oembed.com): how another site shows a view, as a frame or as a picture of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from api import links
from api.links import Links
from api.params import Given
from geo.errors import RequestError
from maps import embed_codes
from maps.caption_words import alt, heading
from maps.captions import Caption

Document = dict[str, Any]
_TYPES = ("rich", "photo")
_LEAST_DPI, _INCH = 72, 96
# A figure is drawn from this size on; a smaller picture has fewer pixels, down to 72 an inch.
_FIGURE = (600, 400)
# What a page keeps after the "#" that is no choice of records.
_LOOKS = frozenset({"map", "record", "tab", "theme", "base", "table"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a consumer asks of a view's embedding."""

    type: str
    width: int | None  # the most, in pixels; None: as we like
    height: int | None

    @classmethod
    def of(cls, given: Given) -> "Wish":
        """The wish of oEmbed's own parameters. Raises RequestError."""
        kind = given.get("type", _TYPES[0])
        if kind not in _TYPES:
            raise RequestError("type", kind, f"needs one of {', '.join(_TYPES)}", _TYPES)
        return cls(kind, _most(given, "maxwidth"), _most(given, "maxheight"))


def _most(given: Given, name: str) -> int | None:
    if name not in given:
        return None
    text = given[name]
    if not re.fullmatch(r"0*[1-9]\d{0,8}", text, re.ASCII):
        allowed = "a whole number of pixels, at least 1"
        raise RequestError(name, text, f"needs {allowed}", allowed)
    return int(text)


@dataclass(frozen=True, slots=True)
class View:
    """A view to be embedded: its canonical parameters, what is said about it, where it leads."""

    parameters: Mapping[str, str]
    fragment: str  # what a reader chose on the page, with its "#"; may be empty
    caption: Caption
    to: Links

    @property
    def chosen(self) -> bool:
        """Whether the reader chose among the records: of that no figure knows."""
        names = parse_qs(self.fragment.removeprefix("#"), keep_blank_values=True)
        return not names.keys() <= _LOOKS


def embedding(view: View, wish: Wish, cache_age: int) -> Document:
    """The answer to a consumer: oEmbed section 2.3.4. Raises RequestError."""
    caption = view.caption
    found: Document = {
        "version": "1.0",
        "type": wish.type,
        "title": heading(caption),
        "provider_name": caption.title,
        "provider_url": view.to.to(links.ROOT),
        "author_name": caption.attribution,
        "cache_age": cache_age,
    }
    return found | (_photo(view, wish) if wish.type == "photo" else _rich(view, wish))


def _rich(view: View, wish: Wish) -> Document:
    """A frame, and a picture where there is room and the view is all in its parameters."""
    width = min(embed_codes.WIDTH, wish.width or embed_codes.WIDTH)
    height = min(embed_codes.HEIGHT, wish.height or embed_codes.HEIGHT)
    code = embed_codes.filled(
        "iframe",
        embed=view.to.to(links.EMBED, view.parameters) + view.fragment,
        title=heading(view.caption),
        width=width,
        height=height,
    )
    found: Document = {"html": code, "width": width, "height": height}
    picture = _picture(view, wish)
    if picture is not None and not view.chosen:
        url, wide, high = picture
        found |= {"thumbnail_url": url, "thumbnail_width": wide, "thumbnail_height": high}
    return found


def _photo(view: View, wish: Wish) -> Document:
    if view.chosen:
        text = "has a choice after # that no picture can show"
        raise RequestError("url", view.fragment, text, "the address of the frame in the tab Share")
    picture = _picture(view, wish)
    if picture is None:
        least = f"{_FIGURE[0] * _LEAST_DPI // _INCH} by {_FIGURE[1] * _LEAST_DPI // _INCH}"
        name = "maxwidth" if wish.width else "maxheight"
        value = wish.width or wish.height
        raise RequestError(name, value, "leaves too little room", f"at least {least} for a photo")
    url, width, height = picture
    alternative = alt(view.caption)
    return {"url": url, "width": width, "height": height, "alt_text": alternative}


def _picture(view: View, wish: Wish) -> tuple[str, int, int] | None:
    """The address, width and height of a figure within the wish; None where none is so small."""
    ideal = embed_codes.PICTURE
    most = zip((wish.width, wish.height), ideal, strict=True)
    share = min([1.0, *(limit / side for limit, side in most if limit)])
    wide, high = (int(side * share) for side in ideal)
    size = {"width": str(wide), "height": str(high)}
    if wide < _FIGURE[0] or high < _FIGURE[1]:
        wide, high = (side * _LEAST_DPI // _INCH for side in _FIGURE)
        if wide > (wish.width or wide) or high > (wish.height or high):
            return None
        size = {"width": str(_FIGURE[0]), "height": str(_FIGURE[1]), "dpi": str(_LEAST_DPI)}
    return view.to.to(links.FIGURE_PNG, {**view.parameters, **size}), wide, high
