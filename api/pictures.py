"""A caller's parameters to the one value that pages, files and figures of a view share."""

from typing import cast

from api import links, params
from api.links import Links
from geo.atlas import Atlas
from geo.schema.model import Language
from maps.spec import MapSpec, PageLinks, Theme


def map_spec(given: params.Given, atlas: Atlas, *, embed: bool = False) -> MapSpec:
    """The view the parameters ask for; without any, all mapped layers of the atlas.

    Raises RequestError, for a filter too that no layer of the view knows.
    """
    mapped = {layer.name: layer for layer in atlas.mapped}
    layers = tuple(mapped[name] for name in params.layer_names(given, mapped))
    return MapSpec(
        atlas=atlas,
        layers=layers,
        query=params.filter_query(given, [layer.schema for layer in layers], params.MAP),
        viewport=params.view(given),
        language=params.language(given),
        theme=cast("Theme", params.theme(given)),
        embed=embed,
        legend=params.flag(given, "legend", default=True),
    )


def page_links(spec: MapSpec, given: params.Given, to: Links, path: str) -> PageLinks:
    """Where a page of the view leads: itself in each language, the records, the atlas."""
    languages: tuple[Language, ...] = params.LANGUAGES
    return PageLinks(
        languages={one: to.to(path, {**given, "lang": one}) for one in languages},
        items={layer.name: to.to(links.ITEMS, layer=layer.name) for layer in spec.layers},
        home=to.to(links.ROOT),
    )
