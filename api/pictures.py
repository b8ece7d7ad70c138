"""A caller's parameters to the one value that pages, files and figures of a view share."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from api import links, params
from api.addresses import canonical
from api.links import Links
from api.parameters import LANGUAGES
from geo import cql2, filters
from geo.atlas import Atlas, Layer
from geo.schema.model import Language
from maps.crowds import holds
from maps.spec import MapSpec, PageLinks


def map_spec(
    given: params.Given, atlas: Atlas, names: Iterable[str] = params.MAP, *, embed: bool = False
) -> MapSpec:
    """The view the parameters ask for; without any, all mapped layers of the atlas.

    ``names`` are the parameters there are beside the fields.

    Raises RequestError, for a filter too that no layer of the view knows.
    """
    mapped = {layer.name: layer for layer in atlas.mapped}
    layers = tuple(mapped[name] for name in params.layer_names(given, mapped))
    return MapSpec(
        atlas=atlas,
        layers=layers,
        query=params.filter_query(given, [layer.schema for layer in layers], names),
        viewport=params.view(given),
        language=params.language(given),
        theme=params.theme(given),
        embed=embed,
        legend=params.flag(given, "legend", default=True),
    )


def crowd_spec(given: params.Given, atlas: Atlas) -> MapSpec:
    """The records the parameters ask for, of layers that can be columns. Raises RequestError."""
    mapped = {layer.name: layer for layer in atlas.mapped if holds(layer)}
    layers = tuple(mapped[name] for name in params.layer_names(given, mapped))
    schemas = [layer.schema for layer in layers]
    query = params.filter_query(given, schemas, params.MAP_COLUMNS)
    return MapSpec(atlas, layers, query, language=params.language(given))


def page_links(spec: MapSpec, given: params.Given, to: Links, path: str) -> PageLinks:
    """Where a page of the view leads: itself in each language, the records, the atlas.

    In other media the caller adds: ``sharing.share_links``.
    """
    languages: tuple[Language, ...] = LANGUAGES
    return PageLinks(
        languages={one: to.to(path, {**given, "lang": one}) for one in languages},
        items={layer.name: to.to(links.ITEMS, layer=layer.name) for layer in spec.layers},
        home=to.to(links.ROOT),
        tiles=_path(to, links.XYZ_TILE.replace("{layers}", "{layer}")),
        records=_path(to, links.MAP),
        columns=_path(to, links.MAP_COLUMNS),
        months=_path(to, links.MAP_MONTHS),
        scope=_scope(given),
        scopes={layer.name: _narrowed(_scope(given), layer) for layer in spec.layers},
    )


def address(spec: MapSpec, given: params.Given, to: Links, version: str, path: str) -> str:
    """The canonical address of the view at a path of pictures, with the data's version."""
    return to.to(path, {**view_parameters(spec, given), "version": version})


def view_parameters(spec: MapSpec, given: params.Given) -> dict[str, str]:
    """The parameters of the view, in their canonical form."""
    layers, known = ([one.name for one in some] for some in (spec.layers, spec.atlas.mapped))
    return canonical(given, layers, known)


def _path(to: Links, path: str) -> str:
    """The address without a host: a page may ask only where it comes from itself."""
    return urlsplit(to.base).path + path


def _scope(given: params.Given) -> dict[str, str]:
    """The parameters that select records, the filter as text: a page adds to it what is chosen."""
    looks = {*params.MAP, "v", "f"} - {"layers", *params.FEATURE_FILTERS}
    found = {name: value for name, value in given.items() if name not in looks}
    if found.pop("filter-lang", "cql2-text") == "cql2-json" and "filter" in found:
        found["filter"] = cql2.written(cql2.read(found["filter"], "cql2-json"))
    return found


def _narrowed(scope: Mapping[str, str], layer: Layer) -> dict[str, str]:
    """The same for one layer: without what it has no field for, as on a map of several layers."""
    known = set(filters.queryables(layer.schema))
    found = {
        name: value
        for name, value in scope.items()
        if name != "layers" and (name in params.FEATURE_FILTERS or name in known)
    }
    if "filter" in found:
        clauses = cql2.clauses(cql2.read(found["filter"]))
        kept = [clause for clause in clauses if cql2.fields(clause) <= known]
        if not kept:
            del found["filter"]
        elif len(kept) < len(clauses):
            found["filter"] = " AND ".join(f"({cql2.written(clause)})" for clause in kept)
    return found
