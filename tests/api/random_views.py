"""Views of the mini atlas by chance, and what the items of a layer are for each."""

import random

from asgi import decoded

LAYERS = ("attacks", "bases", "border_incidents", "military_regions")
FILTERS = (
    "source_count >= 2",
    "record_status = 'disputed' OR geo_precision IN (4,5)",
    "geo_precision IS NULL OR NOT geo_precision = 1",
    "name_en LIKE '%a%'",
)


def views(seed, n):
    dice = random.Random(seed)  # noqa: S311 - a seed, so that a failure comes again
    for _ in range(n):
        given = {"lang": dice.choice(("en", "fr"))}
        if dice.random() < 0.6:
            given["layers"] = ",".join(dice.sample(LAYERS, dice.randint(1, 3)))
        if dice.random() < 0.5:
            given["datetime"] = f"{dice.randint(1990, 2012)}-01-01/{dice.randint(2013, 2025)}-06-30"
        if dice.random() < 0.4:
            given["bbox"] = f"-{dice.randint(1, 12)},10,{dice.randint(0, 4)},{dice.randint(14, 24)}"
        if dice.random() < 0.6:
            given["filter"] = dice.choice(FILTERS)
        yield given


def items(client, layer, given, **more):
    asked = {name: value for name, value in given.items() if name not in ("layers", "lang")}
    return decoded(client.get(f"/collections/{layer}/items", params={**asked, **more}))
