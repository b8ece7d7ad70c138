"""Border incidents: the pair, the states and the side fit each other and the distance."""

import re
from collections.abc import Iterator, Mapping

from geo.schema.countries import COUNTRIES
from geo.schema.findings import Finding, show
from geo.schema.records import Folder, Record

RULES: Mapping[str, str] = {
    "borders.pair": "border_pair is two ISO 3166-1 alpha-2 codes, sorted, joined by a hyphen",
    "borders.states": "states_involved are ISO 3166-1 alpha-2 codes and have both of the pair",
    "borders.distance": "a distance stands with its uncertainty",
    "borders.side": "border_side is unknown where the uncertainty is not less than the distance",
    "borders.side_country": "border_side ml means Mali's territory, neighbour means the other's",
}

_PAIR = re.compile(r"([A-Z]{2})-([A-Z]{2})", re.ASCII)


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong between the border fields of border incidents."""
    for record in folder.of("border_incidents"):
        yield from _pair(record)
        yield from _side(record)


def _pair(record: Record) -> Iterator[Finding]:
    pair = record.get("border_pair")
    states = record.parts("states_involved")
    found: tuple[str, ...] = ()
    if pair is not None:
        match = _PAIR.fullmatch(pair)
        found = match.groups() if match else ()
        if not found or found[0] >= found[1] or any(code not in COUNTRIES for code in found):
            yield record.refuse("borders.pair", "border_pair", f"{show(pair)} is not such a pair")
            return
    if not record.sound("states_involved"):
        return
    foreign = next((code for code in states if code not in COUNTRIES), None)
    if foreign is not None:
        yield record.refuse("borders.states", "states_involved", f"{show(foreign)} is no state")
    elif not set(found) <= set(states):
        yield record.refuse("borders.states", "states_involved", f"lacks a state of {pair}")


def _side(record: Record) -> Iterator[Finding]:
    if not record.sound("distance_to_border_m", "distance_uncertainty_m", "border_side"):
        return
    distance = record.get("distance_to_border_m")
    uncertainty = record.get("distance_uncertainty_m")
    side, country = record.get("border_side"), record.get("country")
    if (distance is None) != (uncertainty is None):
        yield record.refuse(
            "borders.distance", "distance_uncertainty_m", "distance and uncertainty stand together"
        )
    elif distance is not None and uncertainty >= distance and side != "unknown":
        yield record.refuse(
            "borders.side",
            "border_side",
            f"{side}, but {uncertainty} m is not less than {distance} m",
        )
    elif country is not None and (
        (side == "ml" and country != "ML") or (side == "neighbour" and country == "ML")
    ):
        yield record.refuse("borders.side_country", "border_side", f"{side} does not fit {country}")
