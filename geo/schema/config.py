"""What atlas.toml says of an atlas folder, as the validator needs it: leniently, with findings."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from geo.schema import SCHEMAS
from geo.schema.contact import WANTED, is_contact
from geo.schema.findings import Finding, show

CONFIG = "atlas.toml"
_TEXTS = (
    "id",
    "version",
    "licence",
    "attribution",
    "title_en",
    "title_fr",
    "description_en",
    "description_fr",
    "disclaimer_en",
    "disclaimer_fr",
)

RULES: Mapping[str, str] = {
    "atlas.config": "atlas.toml is valid TOML with every key, in UTF-8; contact, which may be left "
    "out, is an address to report errors to",
    "atlas.layer": "atlas.toml names every layer of the schema, and no other",
    "atlas.file": "every file atlas.toml names is a file inside the folder",
}


@dataclass(frozen=True, slots=True)
class Config:
    """The usable file names of an atlas, relative to its folder, and what it calls itself."""

    layers: Mapping[str, str]
    basemap: Mapping[str, str]
    texts: Mapping[str, str]  # by key; only those that are texts


def fault(rule: str, message: str, field: str = "", file: str = CONFIG) -> Finding:
    """A finding about a whole file."""
    return Finding(file, "", field, rule, message)


def config_of(path: Path) -> tuple[Config, list[Finding]]:
    """The files atlas.toml names, those that are usable, and what is wrong with it."""
    findings: list[Finding] = []
    try:
        config = tomllib.loads((path / CONFIG).read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return Config({}, {}, {}), [fault("atlas.config", f"cannot be read: {reason(error)}")]
    for key in _TEXTS:
        if not isinstance(config.get(key), str) or not config[key].strip():
            findings.append(fault("atlas.config", "a text is needed", field=key))
    if not _is_box(config.get("bounds")):
        findings.append(
            fault("atlas.config", "needs [west, south, east, north] in degrees", field="bounds")
        )
    if "contact" in config and not is_contact(config["contact"]):
        findings.append(fault("atlas.config", f"has to be {WANTED}", field="contact"))
    named = _files(config, "layers", findings)
    mentioned = config["layers"] if isinstance(config.get("layers"), dict) else {}
    findings += [
        fault("atlas.layer", f"there is no layer {show(name)}", field="layers")
        for name in named
        if name not in SCHEMAS
    ]
    findings += [
        fault("atlas.layer", f"layer {name!r} is not named", field="layers")
        for name in SCHEMAS
        if name not in mentioned
    ]
    layers = {name: file for name, file in named.items() if name in SCHEMAS}
    shown = (*_TEXTS, "contact")
    texts = {key: config[key] for key in shown if isinstance(config.get(key), str)}
    return Config(layers, _files(config, "basemap", findings), texts), findings


def _is_box(bounds: object) -> bool:
    if not isinstance(bounds, list) or len(bounds) != 4:
        return False
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in bounds):
        return False
    west, south, east, north = bounds
    inside = -180 <= west <= 180 and -180 <= east <= 180
    return bool(inside and -90 <= south < north <= 90)


def reason(error: Exception) -> str:
    """Why a file cannot be read, in words that hold no path of this machine."""
    if isinstance(error, OSError):
        return error.strerror or "no such file"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)[:200]


def _files(config: dict[str, Any], key: str, findings: list[Finding]) -> dict[str, str]:
    """The file names under a table of atlas.toml, those inside the folder only."""
    table = config.get(key, {})
    if not isinstance(table, dict):
        findings.append(fault("atlas.config", "has to be a table of file names", field=key))
        return {}
    good = {}
    for name, file in table.items():
        if isinstance(file, str) and _is_inside(file):
            good[name] = file
        else:
            findings.append(
                fault("atlas.file", f"{show(file)} is no file name inside the folder", field=name)
            )
    return good


def _is_inside(file: str) -> bool:
    pure = PurePosixPath(file)
    plain = file.isprintable() and "\\" not in file and ":" not in file
    return plain and bool(pure.parts) and not pure.is_absolute() and ".." not in pure.parts
