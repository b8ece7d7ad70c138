"""Places in words, with what is known of them: never more exact than ``geo_precision`` says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.schema.model import Language
from maps.figures import metres

Properties = Mapping[str, Any]

NOT_STATED = {"en": "place not stated", "fr": "lieu non précisé"}
_UNNAMED = {"en": "a place not named", "fr": "un lieu non nommé"}
_COUNTRY_ONLY = 7
_WATER_AIR = 8


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas a record refers to, as the areas layer has them; None where it has none."""

    footprint: Properties | None = None  # footprint_ref
    region: Properties | None = None  # admin1_code


def where(properties: Properties, areas: Areas, language: Language) -> str:
    """Where a record lies: ``exact site, Gao`` · ``at Gao`` · ``somewhere in Mopti region``."""
    precision = properties.get("geo_precision")
    if precision is None:
        return NOT_STATED[language]
    if precision <= 3:
        return _point(properties, precision, areas.region, language)
    if precision == _COUNTRY_ONLY:
        return _country(properties, areas.footprint, language)
    return _area(precision, areas.footprint, properties, language)


def _point(
    properties: Properties, precision: int, region: Properties | None, language: Language
) -> str:
    place = _local(properties.get("place_name"), region, language) or _UNNAMED[language]
    if precision == 1:
        words = f"exact site, {place}" if language == "en" else f"site exact, {place}"
    elif precision == 2:
        words = f"at {place}" if language == "en" else f"à {place}"
    else:
        words = f"near {place}" if language == "en" else f"près {of(place)}"
    name = _name(region, language) or properties.get("admin1_name")
    if name and name != place:
        words += f" ({name} region)" if language == "en" else f" (région {of(name)})"
    if precision == 3 and properties.get("location_radius_m"):
        radius = metres(properties["location_radius_m"], language)
        words += f", within {radius}" if language == "en" else f", dans un rayon de {radius}"
    return words


def _local(place: str | None, region: Properties | None, language: Language) -> str | None:
    """The place's name; in the page's language where it is also that of its region."""
    if region and place in (region.get("name_en"), region.get("name_fr")):
        return _name(region, language)
    return place


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
