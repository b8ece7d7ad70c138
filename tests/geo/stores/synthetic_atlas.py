"""A seeded atlas of invented attacks: clustered, with precision classes, nulls and long notes."""

import json
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import orjson

from geo.schema import SCHEMAS

TOML = """id = "synthetic"
title_en = "Synthetic"
title_fr = "Synthétique"
description_en = "Invented."
description_fr = "Inventé."
disclaimer_en = "Invented."
disclaimer_fr = "Inventé."
version = "1"
licence = "CC0-1.0"
attribution = "nobody"
bounds = [-18.0, 4.0, 16.0, 26.0]

[layers]
attacks = "attacks.geojson"
areas = "areas.geojson"
"""
ATTACKS = SCHEMAS["attacks"]
CENTRES = [(-4.2, 14.5), (-0.05, 16.27), (1.4, 18.4), (2.4, 15.9), (-8.0, 12.65), (13.2, 11.8)]
WORDS = ["Ménaka", "Tombouctou", "poste", "100% sûr", "under_score", "back\\slash", "naïve", "Zoé"]


def write(folder: Path, count: int, areas: Path, seed: int = 7) -> Path:
    """An atlas folder of ``count`` attacks over the areas of another atlas."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(areas, folder / "areas.geojson")
    (folder / "atlas.toml").write_text(TOML, encoding="utf-8")
    codes = [f["id"] for f in json.loads(areas.read_text(encoding="utf-8"))["features"]]
    dice = random.Random(seed)  # noqa: S311 - invented data, not secrets
    with (folder / "attacks.geojson").open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[\n')
        for number in range(count):
            file.write(b",\n" if number else b"")
            file.write(orjson.dumps(attack(dice, number, codes)))
        file.write(b"\n]}\n")
    return folder


def attack(dice: random.Random, number: int, areas: list[str]) -> dict:
    precision = dice.choice([1, 1, 2, 2, 2, 2, 3, 3, 4, 5, 6, 7, 8, None])
    values = {field.name: _value(dice, field) for field in ATTACKS.fields if field.core}
    values |= _when(dice) | {"geo_precision": precision, "footprint_ref": None}
    if precision and precision >= 4 and dice.random() < 0.95:
        values["footprint_ref"] = dice.choice(areas)
    geometry = None if precision is None else {"type": "Point", "coordinates": _place(dice)}
    return {
        "type": "Feature",
        "id": f"s-{number:07}",
        "geometry": geometry,
        "properties": values,
    }


def _place(dice: random.Random) -> list[float]:
    if dice.random() < 0.01:  # corners and edges of the world
        return [dice.choice([-180.0, 180.0, 0.0]), dice.choice([-90.0, 90.0, 0.0, 85.06])]
    lon, lat = dice.choice(CENTRES)
    return [round(dice.gauss(lon, 1.5), 4), round(dice.gauss(lat, 1.0), 4)]


def _when(dice: random.Random) -> dict:
    if dice.random() < 0.05:
        return {"date_start": None, "date_end": None}
    start = date(1997, 1, 1) + timedelta(days=dice.randrange(10_400))
    end = start + timedelta(days=dice.choice([0, 0, 0, 0, 3, 30]))
    return {
        "date_start": None if dice.random() < 0.02 else start.isoformat(),
        "date_end": None if dice.random() < 0.02 else end.isoformat(),
    }


def _value(dice: random.Random, field) -> object:  # noqa: PLR0911 - one return a kind
    if field.nullable and dice.random() < 0.2:
        return None
    match field.kind:
        case "integer":
            top = 5 if field.codes else dice.choice([3, 40, 400, 70_000])
            return dice.randrange(top + 1)
        case "number":
            return round(dice.uniform(-10, 10), 2)
        case "boolean":
            return dice.random() < 0.5
        case "code":
            return dice.choice(field.codes.values) if field.codes else dice.choice("abc")
        case "list":
            return ";".join(dice.sample(["a", "b", "ab", "b c", "é"], dice.randrange(1, 4)))
        case "text":
            return " ".join(dice.choices(WORDS, k=12))
        case _:
            return dice.choice(WORDS)
