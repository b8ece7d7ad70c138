"""A MapSpec to a Folium page, put together of named parts. Same input, same bytes."""

from base64 import b64encode
from collections.abc import Container, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

import folium
from folium.template import Template
from markupsafe import Markup

from geo.narrow import narrowed
from geo.schema.model import Language
from geo.store import FeatureStore
from maps import grounds, sharing, styles
from maps.assets import LATER, Assets
from maps.caption_words import alt, heading, said
from maps.captions import caption
from maps.crowd_values import labels, values
from maps.crowds import MOST_HELD, Crowd, holds
from maps.document import Document
from maps.embed_codes import DRAWN, PICTURE
from maps.figures import number
from maps.names import names
from maps.packed import MANY, packed
from maps.payload import json_text, payload
from maps.records import LISTED, Selection, select
from maps.spec import MapSpec, PageLinks, Paper
from maps.tables import table
from maps.texts import DIRECTIONS, TEXTS, UNFRAMED
from maps.ways import Drawn

MOST_ROWS = 200  # of the table for readers without scripts, where the rest is a link away


class Start(folium.MacroElement):
    """Hands the map over to our scripts, which draw on it what the page's JSON holds."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "ConflictAtlas.start({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


def render(
    spec: MapSpec, store: FeatureStore, assets: Assets, links: PageLinks | None = None
) -> bytes:
    """The page of ``spec`` as UTF-8.

    Raises RequestError where a layer cannot answer the query, DataError for a broken base map,
    AssetError where a script or style is not there.
    """
    built = build(spec, store, assets, links)
    return str(built.get_root().render()).encode("utf-8")


def build(
    spec: MapSpec,
    store: FeatureStore,
    assets: Assets | None = None,
    links: PageLinks | None = None,
) -> folium.Map:
    """The page as a map to go on with in Folium; ``get_root().render()`` writes the document.

    Without ``assets`` the files stand in the page, as a notebook wants it. Raises as ``render``.
    """
    assets = assets or Assets.inline()
    found = _map(spec)
    assets.put_on(found, framed=spec.embed)
    links = links or PageLinks()
    # A single file has nobody to ask for tiles: it holds what it can and says what it leaves out.
    tiled = [layer.name for layer in spec.layers] if assets.base_url and links.tiles else ()
    selection = select(spec, store, tiled)
    values = _values(spec, store, selection, links)
    asks = assets.base_url is not None  # a single file may ask nobody
    values["most_rows"] = MOST_ROWS if asks else len(values["rows"])
    values["drawings"] = links.share.drawings if asks else (_drawing(spec, store),)
    if not spec.embed:  # which has no panel to share it with
        values["payload"]["share"] = sharing.told(links.share, asks=asks)
    if selection.large:
        values["payload"]["later"] = [assets.url(name) for name in LATER]
    told = values.pop("payload")
    if len(told["records"]) > MANY:
        told["records"] = packed(told["records"], told["words"])
    values["data"] = Markup(json_text(told))  # noqa: S704 - it escapes what HTML reads
    document = Document(assets, values)
    document.add_child(found, name="map")
    start = Start()  # type: ignore[no-untyped-call]  # folium ships no types
    start._id = "start"
    found.add_child(start)
    return found


def _drawing(spec: MapSpec, store: FeatureStore) -> str:
    """The view as a figure that stands in the page, for readers without scripts."""
    from maps.figure import figure  # noqa: PLC0415 - a served page only names its address

    wide, high = DRAWN[0]
    spec = spec if spec.embed else replace(spec, legend=False)  # which the page has beside it
    svg = figure(spec, store, Paper(wide, high, caption=False), "svg")
    return "data:image/svg+xml;base64," + b64encode(svg).decode()


def document(spec: MapSpec, store: FeatureStore, links: PageLinks | None = None) -> bytes:
    """The records of ``spec`` in the words of the page, as JSON: what a page asks for later.

    As the page's own document, without what does not change with the records. Raises as ``render``.
    """
    links = links or PageLinks()
    selection = select(spec, store, [layer.name for layer in spec.layers] if links.tiles else ())
    found = payload(spec, selection, names(spec.atlas, store, selection))
    for part in ("base", "contact", "places", "roles", "texts"):
        del found[part]
    found["large"] = _larges(spec, store, selection, links)
    return json_text(found).encode("utf-8")


def _larges(
    spec: MapSpec, store: FeatureStore, selection: Selection, links: PageLinks
) -> dict[str, Any]:
    """What the scripts know of each large layer; held as columns if they are few together.

    Of those that are not, with the values they can be filtered by.
    """
    able = [crowd for crowd in selection.large.values() if holds(crowd.layer)]
    few = bool(links.columns) and sum(crowd.matched for crowd in able) <= MOST_HELD
    found = {}
    for name, crowd in selection.large.items():
        held = few and holds(crowd.layer)
        query = narrowed(spec.query, crowd.layer.schema)
        known = {} if held else values(crowd.layer, store, query)
        found[name] = _large(crowd, links) | {"held": held, "values": known}
    return found


def _label(document: dict[str, Any], store: FeatureStore, spec: MapSpec) -> None:
    """Names the values of layers that the page does not hold, beside those of its own records."""
    found: dict[str, list[str]] = {"regions": [], "actors": []}
    for large in document["large"].values():
        for key, keys in found.items():
            keys += [value for value, _ in large["values"].get(key, ()) if value is not None]
    for key, names_ in labels(found, store, spec).items():
        document["labels"][key] |= names_


def _large(crowd: Crowd, links: PageLinks) -> dict[str, Any]:
    """What the scripts know of a large layer; types as [code, number]."""
    types = [[code, n] for code, n in crowd.types.items()]
    return {
        "n": crowd.matched,
        "types": types,
        "drawn": dict(crowd.drawn),
        "points": holds(crowd.layer),
        "tiles": links.tiles.replace("{layer}", crowd.layer.name),
        "records": links.records,
    }


def _map(spec: MapSpec) -> folium.Map:
    """An empty map on the view; no tiles, no controls: the scripts add ours, with their titles."""
    box = spec.viewport or spec.atlas.bounds
    found = folium.Map(
        location=[(box.south + box.north) / 2, (box.west + box.east) / 2],
        zoom_start=5,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
    )
    found._id = "atlas"  # Folium's own ids are random; ours keep the bytes the same
    found.options |= {"min_zoom": 3, "max_zoom": 13}  # folium.Map drops max_zoom without tiles
    return found


def _document(
    spec: MapSpec, store: FeatureStore, selection: Selection, links: PageLinks
) -> dict[str, Any]:
    """What the page's scripts work on."""
    named = names(spec.atlas, store, selection)
    document = payload(spec, selection, named)
    if spec.embed:
        document["texts"] = {k: v for k, v in document["texts"].items() if k not in UNFRAMED}
    document["links"] = dict(links.items)
    document["large"] = _larges(spec, store, selection, links)
    _label(document, store, spec)
    document["columns_url"] = links.columns
    document["months_url"] = links.months
    document["scope"] = dict(links.scope)
    document["grounds"] = grounds.told() if links.online else []
    document["theme"] = spec.theme or "auto"
    for layer in document["layers"]:
        layer["scope"] = dict(links.scopes.get(layer["name"], {}))
    return document


def _values(
    spec: MapSpec, store: FeatureStore, selection: Selection, links: PageLinks
) -> dict[str, Any]:
    """What the template shows."""
    words = caption(spec, store)
    document = _document(spec, store, selection, links)
    document["period"] = words.period if spec.query.interval else ""
    document["filtered"] = bool(words.filter)
    language = spec.language
    return {
        "spec": spec,
        "t": TEXTS[language],
        "language": language,
        "direction": DIRECTIONS[language],
        "number": partial(number, language=language),
        "other": "fr" if language == "en" else "en",
        "links": links,
        "caption": words,
        "heading": heading(words),
        "alt": alt(words),
        "share": links.share,
        "picture_size": PICTURE,
        "truncated": _truncated(selection, words.n, spec.language),
        "large": selection.large,
        "groups": _legend(spec, selection),
        "signs": styles,
        "lists": [(why, _rows(selection, document, (why,))) for why in LISTED],
        "rows": table(selection.records, document, language),
        "off_map": sum(words.drawn[way] for way in LISTED),
        "whole": _whole(links, language),
        "said": said(words),
        "looks": {row["look"] for row in document["records"] if "look" in row},
        "sources": document["sources"],
        "layers": tuple(layer.name for layer in spec.layers),
        "payload": document,
    }


def _whole(links: PageLinks, language: Language) -> dict[str, str]:
    """The addresses of all that the view selects, by layer."""
    return {
        name: f"{url}?{urlencode({**links.scopes.get(name, {}), 'lang': language})}"
        for name, url in links.items.items()
    }


def _truncated(selection: Selection, n: int, language: Language) -> str:
    """What a page too full leaves out, in words; empty where all is there."""
    there = len(selection.records) + sum(crowd.matched for crowd in selection.large.values())
    if there == n:
        return ""
    text = TEXTS[language]["truncated"].replace("{n}", number(there, language))
    return text.replace("{total}", number(n, language))


def _legend(spec: MapSpec, selection: Selection) -> list[dict[str, Any]]:
    """The layers from the top of the map down, with the types there are and how many of each."""
    found = []
    for layer in reversed(spec.layers):
        group = styles.group(layer, spec.language)
        counted = [(e, selection.types.get((e.layer, e.code), 0)) for e in group.entries]
        entries = [(entry, count) for entry, count in counted if count]
        found.append({"group": group, "entries": entries, "count": selection.matched[layer.name]})
    return found


def _rows(
    selection: Selection, document: Mapping[str, Any], drawn: Container[Drawn]
) -> list[tuple[int, dict[str, Any], styles.Mark]]:
    """The records drawn in these ways: number, the record as shown, its mark."""
    return [
        (i, shown, styles.mark(record.layer.name, record.type))
        for i, (record, shown) in enumerate(
            zip(selection.records, document["records"], strict=True)
        )
        if record.drawn in drawn
    ]
