"""The HTML document around a Folium map: language, title, landmarks, and a policy for scripts.

Folium's own document has none of these, and writes its title unescaped.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from maps import grounds, themes
from maps.assets import Assets

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_INLINE = re.compile(r"<(script|style)(?: type=\"module\")?>(.*?)</\1>", re.DOTALL)


class Document(Figure):
    """A page with one map. ``values`` are what ``templates/page.html`` shows around it."""

    def __init__(self, assets: Assets, values: Mapping[str, Any]) -> None:
        super().__init__(height="640px", title=None)
        self.assets = assets
        self.values = values

    def render(self, **kwargs: object) -> str:
        """The page; same parts, same text. Raises AssetError where a part loads from elsewhere."""
        for child in self._children.values():
            child.render(**kwargs)
            if isinstance(child, folium.Map):
                # Folium's head forbids zooming (WCAG 2.2, 1.4.4) and runs a script we do without.
                self.header._children.pop(child.get_name(), None)
        heads = list(self.header._children.values())
        styles = [self.assets.style(link.url) for link in heads if isinstance(link, CssLink)]
        scripts = [
            self.assets.script(link.url) for link in heads if isinstance(link, JavascriptLink)
        ]
        scripts.append(self.assets.last(_written(self.script)))
        colours = themes.style_sheet(self.values["layers"])
        styles.append(Markup(f"<style>{colours}</style>"))  # noqa: S704 - our own colours and names
        early = self.assets.early()
        parts = (early, *styles, *scripts)
        pictures = grounds.ORIGINS if self.values["links"].online else ()
        page: str = _template().render(
            **self.values,
            policy="" if self.assets.foreign else policy(parts, self.assets, pictures),
            early=early,
            styles=styles,
            scripts=scripts,
            extras=[_markup(part, kwargs) for part in heads if type(part) is Element][1:],
            map=_written(self.html),
        )
        return page


def policy(parts: Iterable[str], assets: Assets, pictures: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of a page with these elements (CSP level 3).

    Inline scripts and styles are allowed by their hash, so that the page keeps the same bytes; a
    nonce would be another at each request. No ``unsafe-inline``, no ``unsafe-eval``.
    ``pictures`` are other origins whose pictures may show.
    """
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for part in parts:
        for kind, text in _INLINE.findall(part):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            hashes[kind].append(f"'sha256-{digest}'")
    own = _origin(assets.base_url)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join((*own, *hashes['script']))}",
            f"style-src {' '.join((*own, *hashes['style']))}",
            f"img-src {' '.join((*own, 'data:', *pictures))}",
            *([f"connect-src {' '.join(own)}"] if own else []),  # tiles, and records later
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _origin(base_url: str | None) -> tuple[str, ...]:
    """The sources our files come from: this origin, and the one of an absolute base."""
    if base_url is None:
        return ()
    parts = urlsplit(base_url)
    return ("'self'", f"{parts.scheme}://{parts.netloc}") if parts.netloc else ("'self'",)


def _written(part: Element) -> Markup:
    """Folium's own text: made by its templates of our numbers and names, of no data's strings."""
    return Markup(part.render().strip())  # noqa: S704 - see the docstring


def _markup(part: Element, kwargs: Mapping[str, object]) -> Markup:
    return Markup(part.render(**kwargs))  # noqa: S704 - what a notebook itself put into the head


@lru_cache(maxsize=1)
def _template() -> Any:  # noqa: ANN401 - jinja2's own return type is Any under strict typing
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["themes"] = themes
    return environment.get_template("page.html")
