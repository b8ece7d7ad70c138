"""An atlas: a folder with layers, evidence tables, areas and base map. Immutable once open."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from geo.errors import DataError, NotFoundError
from geo.query import BBox
from geo.schema import SCHEMAS
from geo.schema.contact import WANTED, is_contact
from geo.schema.model import Language, LayerSchema

CONFIG = "atlas.toml"


@dataclass(frozen=True, slots=True)
class Layer:
    """One collection of an atlas: a map layer, an evidence table or the areas."""

    name: str
    schema: LayerSchema
    path: Path


@dataclass(frozen=True, slots=True)
class Atlas:
    """What an atlas folder holds. ``layers`` has every collection, mapped layers first."""

    path: Path
    id: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    disclaimers: Mapping[str, str]
    version: str
    licence: str
    attributions: Mapping[str, str]
    bounds: BBox
    layers: Mapping[str, Layer]
    basemap: Mapping[str, Path]
    contact: str = ""  # where errors are reported (``geo/schema/contact.py``); may be empty

    @classmethod
    def open(cls, path: Path) -> Self:
        """The atlas of a folder with an ``atlas.toml``.

        Raises DataError where the folder or a key is missing, or a layer's file is not there.
        """
        config = _read_config(path)
        try:
            return cls(
                path=path,
                id=config["id"],
                titles=_languages(config, "title"),
                descriptions=_languages(config, "description"),
                disclaimers=_languages(config, "disclaimer"),
                version=config["version"],
                licence=config["licence"],
                attributions=_attributions(config),
                bounds=BBox(*config["bounds"]),
                layers=_layers(path, config["layers"]),
                basemap=MappingProxyType(
                    {name: path / file for name, file in config.get("basemap", {}).items()}
                ),
                contact=_contact(config),
            )
        except (KeyError, TypeError) as error:
            raise DataError(CONFIG, f"missing or malformed key: {error}") from error

    def __reduce__(self) -> tuple[Any, ...]:
        """How it is sent to another process, which then has this one and not what is there now."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        for name, value in plain.items():
            if isinstance(value, Mapping):
                plain[name] = dict(value)
        plain["layers"] = {layer.name: layer.path for layer in self.layers.values()}
        return _received, (plain,)

    @property
    def attribution(self) -> str:
        """Whom to name, in English."""
        return self.attributions["en"]

    def layer(self, name: str) -> Layer:
        """The collection of that name. Raises NotFoundError."""
        try:
            return self.layers[name]
        except KeyError:
            raise NotFoundError("layer", name, self.layers) from None

    @property
    def mapped(self) -> tuple[Layer, ...]:
        """The layers a map shows, in drawing order of ``atlas.toml``."""
        return tuple(layer for layer in self.layers.values() if layer.schema.mapped)

    def title(self, language: Language) -> str:
        """The atlas's title in that language."""
        return self.titles[language]


def _received(plain: dict[str, Any]) -> Atlas:
    """The atlas of another process."""
    layers = {name: Layer(name, SCHEMAS[name], path) for name, path in plain["layers"].items()}
    known: dict[str, Any] = plain | {"layers": layers}
    for name, value in known.items():
        if isinstance(value, dict):
            known[name] = MappingProxyType(value)
    return Atlas(**known)


def _read_config(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((path / CONFIG).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(CONFIG, f"there is no atlas in {path}") from None
    except tomllib.TOMLDecodeError as error:
        raise DataError(CONFIG, f"not valid TOML: {error}") from error


def _languages(config: dict[str, Any], key: str) -> Mapping[str, str]:
    return MappingProxyType({"en": config[f"{key}_en"], "fr": config[f"{key}_fr"]})


def _attributions(config: dict[str, Any]) -> Mapping[str, str]:
    """``attribution_fr`` may be left out: names of bodies and licences need no other language."""
    english = config["attribution"]
    return MappingProxyType({"en": english, "fr": config.get("attribution_fr", english)})


def _contact(config: dict[str, Any]) -> str:
    """Where errors are reported. Raises DataError where no report could be sent there."""
    if "contact" in config and not is_contact(config["contact"]):
        raise DataError(CONFIG, f"contact has to be {WANTED}", field="contact")
    return str(config.get("contact", ""))


def _layers(path: Path, files: dict[str, str]) -> Mapping[str, Layer]:
    layers: dict[str, Layer] = {}
    for name, file in files.items():
        if name not in SCHEMAS:
            raise DataError(CONFIG, f"unknown layer {name!r}", field="layers")
        if not (path / file).is_file():
            raise DataError(file, "the file atlas.toml names is not there")
        layers[name] = Layer(name, SCHEMAS[name], path / file)
    return MappingProxyType(layers)
