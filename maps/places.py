"""Places in words, with what is known of them: never more exact than ``geo_precision`` says."""

from collections.abc import Mapping
from typing import Any

from geo.schema.model import Language
from maps.figures import metres

Properties = Mapping[str, Any]

NOT_STATED = {"en": "place not stated", "fr": "lieu non précisé"}
_UNNAMED = {"en": "a place not named", "fr": "un lieu non nommé"}
_COUNTRY_ONLY = 7
_WATER_AIR = 8


def where(properties: Properties, area: Properties | None, language: Language) -> str:
    """Where a record lies: ``exact site, Gao`` · ``at Gao`` · ``somewhere in Mopti region``.

    ``area`` is the properties of its footprint in the areas layer, None where it has none.
    """
    precision = properties.get("geo_precision")
    if precision is None:
        return NOT_STATED[language]
    if precision <= 3:
        return _point(properties, precision, language)
    if precision == _COUNTRY_ONLY:
        return _country(properties, area, language)
    return _area(precision, area, properties, language)


def _point(properties: Properties, precision: int, language: Language) -> str:
    place = properties.get("place_name") or _UNNAMED[language]
    region = _region(properties, language)
    if precision == 1:
        words = f"exact site, {place}" if language == "en" else f"site exact, {place}"
    elif precision == 2:
        words = f"at {place}" if language == "en" else f"à {place}"
    else:
        words = f"near {place}" if language == "en" else f"près {of(place)}"
    words += region
    if precision == 3 and properties.get("location_radius_m"):
        radius = metres(properties["location_radius_m"], language)
        words += f", within {radius}" if language == "en" else f", dans un rayon de {radius}"
    return words


def _region(properties: Properties, language: Language) -> str:
    name = properties.get("admin1_name")
    if not name or name == properties.get("place_name"):
        return ""
    return f" ({name} region)" if language == "en" else f" (région {of(name)})"


def _area(
    precision: int, area: Properties | None, properties: Properties, language: Language
) -> str:
    name = _name(area, language)
    if name is None:
        name = properties.get("admin1_name") or properties.get("footprint_ref") or "?"
    if precision == _WATER_AIR:
        return (
            f"over water or in airspace: {name}"
            if language == "en"
            else f"sur l’eau ou dans l’espace aérien : {name}"
        )
    if area is not None and area.get("level") == "admin1":
        return (
            f"somewhere in {name} region"
            if language == "en"
            else f"quelque part dans la région {of(name)}"
        )
    return (
        f"somewhere in this area: {name}"
        if language == "en"
        else f"quelque part dans cette zone : {name}"
    )


def _country(properties: Properties, area: Properties | None, language: Language) -> str:
    name = _name(area, language) or properties.get("country") or "?"
    if language == "en":
        return f"somewhere in {name}; only the country is known"
    return f"quelque part dans ce pays : {name} ; seul le pays est connu"


def _name(area: Properties | None, language: Language) -> str | None:
    return None if area is None else area.get(f"name_{language}")


def of(name: str) -> str:
    """The French ``de`` before a name, elided before a vowel."""
    return f"d’{name}" if name[:1].lower() in "aeiouéèêâîôûœ" else f"de {name}"
