"""Another atlas by chance: other lands, overlapping areas, and texts that each format must mind."""

import json
import random

from geo.schema import SCHEMAS

LANDS = {"YE": ("Yemen", "Yémen"), "OM": ("Oman", "Oman"), "DJ": ("Djibouti", "Djibouti")}
BOUNDS = (41.0, 10.5, 60.0, 20.5)
# Words that some format takes for its own, and words of other writings; each is said as it is.
WORDS = (
    "100 % & more_of #1 ^up ~ 2$ {brace} \\backslash",
    "\\input{/etc/passwd} \\end{document} $x^2$ %",
    "*stars* _under_ **bold** `code` [link](http://x.example) | pipe ![i](j)",
    "# heading, 1. first, - item, > quote, +++ --- ::: {.class}",
    '#set page(width: 1pt) #include("x") @cite <label> $ $ // no comment /* nor */',
    "<b>bold</b> &amp; &#60; <script>alert(1)</script> <!-- --> ]]>",
    "{{ 7*7 }} {% raw %} ${x} \\VAR{x} \\BLOCK{end} #{{ x }} {{report}}",
    "هجوم على نقطة تفتيش في محافظة حضرموت",
    "מחסום דרכים ליד הכפר",
    "边境附近的冲突（未确认）",
    "Ķēniņš Łódź Nguyễn Văn Ðà Nẵng ŝi",
    "ⵜⴰⵎⴰⵣⵉⵖⵜ ߒߞߏ አማርኛ",
    "e\u0301 Ⅳ ﬁ “quotes” ‘single’ – — … \u00a0\u202fspaces",
    '=HYPERLINK("http://x.example") "quoted", semi;colon',
    "O'Brien's «guillemets» <<less>> --- ''two'' ``back``",
    "trailing backslash \\",
)
LONG = "A very long account that does not end soon. " * 60
WHOLE = "Unbroken" * 40


class Chance:
    """Draws the records; the same seed, the same atlas."""

    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311 - records, not keys
        self.areas, self.claims, self.sources, self.actors = [], [], [], []

    def words(self, n=1):
        return " ".join(self.dice.choice(WORDS) for _ in range(n))

    def maybe(self, value, odds=0.6):
        return value if self.dice.random() < odds else None

    def at(self):
        west, south, east, north = BOUNDS
        x, y = self.dice.uniform(west, east), self.dice.uniform(south, north)
        return round(x, 4), round(y, 4)

    def box(self, sides):
        """A box with a hole of its own in the sea of boxes: they overlap."""
        (x, y), (wide, high) = self.at(), (self.dice.uniform(0.4, side) for side in sides)
        ring = [[x, y], [x + wide, y], [x + wide, y + high], [x, y + high], [x, y]]
        return {"type": "Polygon", "coordinates": [[[round(a, 4), round(b, 4)] for a, b in ring]]}

    def code(self, schema, name):
        field = SCHEMAS[schema].by_name[name]
        return self.dice.choice([code.value for code in field.codes.codes])


def _areas(chance):
    rows = []
    for land, names in LANDS.items():
        rows.append((land, names, "country", land, chance.box((9, 6))))
        for i in range(4):
            name = (f"{names[0]} {chance.words()}", f"{names[1]} {chance.words()}")
            rows.append((f"{land}-{i}", name, "admin1", land, chance.box((4, 3))))
    rows.append(("fp-zone", (WORDS[7], WORDS[2]), "footprint", "YE", chance.box((8, 5))))
    return [
        {"type": "Feature", "id": code, "geometry": shape, "properties": {
            "code": code, "name_en": names[0], "name_fr": names[1], "level": level,
            "country": land, "vintage": "ne-10m", "method_en": chance.words(),
            "method_fr": chance.words(), "licence": "CC0-1.0"}}
        for code, names, level, land, shape in sorted(rows, key=lambda row: row[0])
    ]  # fmt: skip


def _where(chance, regions):
    """What is known of a record's place, in each class of precision; or nothing at all."""
    precision = chance.dice.choice((1, 1, 2, 3, 3, 4, 5, 6, 7, 8, None))
    region = chance.dice.choice(regions)
    land = region["properties"]["country"]
    found = {"country": land, "geo_precision": precision, "location_method": "not_stated"}
    if precision is None:
        return found | {"country": chance.maybe(land)}, None
    point = {"type": "Point", "coordinates": list(chance.at())}
    if precision <= 3:
        found |= {"place_name": chance.words(), "location_method": "gazetteer",
                  "place_name_alt": chance.maybe("Ḥaḍramawt;الحضرموت")}  # fmt: skip
        found["location_radius_m"] = {1: 500, 2: 2000, 3: chance.dice.randint(5_000, 80_000)}[
            precision
        ]
    else:
        footprint = {7: land, 6: "fp-zone"}.get(precision, region["id"])
        found |= {"location_method": "admin_area", "footprint_ref": footprint,
                  "location_radius_m": chance.dice.randint(90_000, 600_000)}  # fmt: skip
    if precision <= 5:
        found |= {"admin1_code": region["id"], "admin1_name": region["properties"]["name_en"],
                  "admin_vintage": "ne-9"}  # fmt: skip
    return found, point


def _record(chance, layer, number, regions):
    known = SCHEMAS[layer].by_name
    row = dict.fromkeys(known)
    where, geometry = _where(chance, regions)
    year = chance.dice.randint(1700, 2025)
    dated = chance.maybe(f"{year}-{chance.dice.randint(1, 12):02d}-17", 0.8)
    sources = sorted(chance.dice.sample([one["source_id"] for one in chance.sources], 3))
    sources = sources[: chance.dice.randint(1, 3)]
    row |= where
    row |= {
        "layer": layer, "name_en": f"{chance.words()} ({number})",
        "name_fr": chance.maybe(f"{chance.words()} ({number})"),
        "summary_en": chance.maybe(chance.dice.choice((LONG, WHOLE, chance.words(3)))),
        "summary_fr": chance.maybe(chance.words(2)), "date_edtf": dated, "date_start": dated,
        "date_end": dated, "time_precision": 1 if dated else None,
        "source_ids": ";".join(sources), "source_count": len(sources), "confidence": "low",
        "confidence_reason": chance.words(), "licence": "CC-BY-4.0", "version": 1,
        "record_status": chance.dice.choice(("reviewed", "disputed", "disputed", "retracted")),
        "updated_at": "2025-01-31T23:59:59Z",
    }  # fmt: skip
    own = SCHEMAS[layer].type_field
    row[own] = chance.code(layer, own)
    if "actor_a" in known:
        names = [one["name"] for one in chance.actors]
        row |= {"event_type": chance.code(layer, "event_type"),
                "actor_a": chance.dice.choice(names),
                "actor_b": chance.maybe(chance.dice.choice(names)),
                "outcome": chance.maybe(chance.words()),
                "civilian_targeting": chance.dice.choice((True, False, None))}  # fmt: skip
        low = chance.maybe(chance.dice.randint(0, 40))
        row |= {"fatalities_low": low, "fatalities_best": low,
                "fatalities_high": None if low is None else chance.maybe(low + 30),
                "fatalities_basis": "not_stated" if low is None else "reported_figure"}  # fmt: skip
    if layer == "bases":
        row |= {"status": chance.code("bases", "status"), "operator": chance.words()}
    if layer == "military_regions":
        row |= {"region_no": number, "seat_place": chance.words()}
        shape = chance.box((7, 4))["coordinates"]
        geometry = {"type": "MultiPolygon", "coordinates": [shape]} if geometry else None
    found = f"{row['country'] or 'xx'}-{layer.replace('_', '-')}-{number}".lower()
    _disagree(chance, found, row, sources)
    return {"type": "Feature", "id": found, "geometry": geometry, "properties": row}


def _disagree(chance, record, row, sources):
    """Claims on some fields, of which a disputed record's contradict each other."""
    fields = [
        name for name in ("date_edtf", "fatalities_best", "actor_a", "country") if row.get(name)
    ]
    for name in fields:
        for i, source in enumerate(sources):
            against = row["record_status"] == "disputed" and i > 0
            chance.claims.append({
                "claim_id": f"c-{record}-{name}-{i}", "feature_id": record, "field": name,
                "value": chance.words() if against else str(row[name]), "source_id": source,
                "locator": chance.maybe(chance.words()),
                "stance": "contradicts" if against else "supports",
                "paraphrase": chance.words(2), "rule": None, "flag": None})  # fmt: skip


def elsewhere(folder, seed=1):
    """Write the atlas; the folder."""
    chance = Chance(seed)
    (folder / "areas").mkdir(parents=True)
    (folder / "basemap").mkdir()
    chance.areas = _areas(chance)
    regions = [one for one in chance.areas if one["properties"]["level"] == "admin1"]
    chance.actors = [
        {"name": text, "name_fr": chance.maybe(chance.words()), "aliases": None,
         "actor_type": "armed_group", "valid_start": None, "valid_end": None}
        for text in sorted(WORDS)
    ]  # fmt: skip
    chance.sources = [
        {"source_id": f"src-{i}", "title": f"{chance.words()} {i}",
         "publisher": chance.maybe(chance.words()),
         "author": chance.maybe(chance.words()), "published_at": "2024", "language": "ar",
         "url": chance.maybe(f"https://example.org/{i}?a=1&b=%20#{{x}}_~$"), "accessed_at": None,
         "source_type": "report", "licence": "CC-BY-4.0"}
        for i in range(9)
    ]  # fmt: skip
    counts = {"military_regions": 3, "bases": 9, "border_incidents": 6, "attacks": 40}
    for layer, n in counts.items():
        rows = [_record(chance, layer, i, regions) for i in range(n)]
        _layer(folder / f"{layer}.geojson", rows)
    _layer(folder / "areas" / "areas.geojson", chance.areas)
    for name, rows in (("sources", chance.sources), ("claims", chance.claims),
                       ("actors", chance.actors), ("units", [])):  # fmt: skip
        text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")
    _ground(folder / "basemap", chance)
    (folder / "atlas.toml").write_text(_config(counts), encoding="utf-8")
    return folder


def _layer(path, rows):
    rows = sorted(rows, key=lambda row: row["id"])
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{text}\n]}}\n', encoding="utf-8")


def _ground(folder, chance):
    lands = [one for one in chance.areas if one["properties"]["level"] == "country"]
    towns = [
        {"type": "Feature", "id": f"town-{i}",
         "geometry": {"type": "Point", "coordinates": list(chance.at())},
         "properties": {"name_en": text, "name_fr": text, "rank": i % 4, "country": "YE"}}
        for i, text in enumerate(WORDS)
    ]  # fmt: skip
    regions = [one for one in chance.areas if one["properties"]["level"] == "admin1"]
    for name, rows in (
        ("countries", lands),
        ("regions", regions),
        ("rivers", []),
        ("towns", towns),
    ):
        _layer(folder / f"{name}.geojson", rows)


def _config(layers):
    quoted = json.dumps
    files = "".join(f'{name} = "{name}.geojson"\n' for name in layers)
    tables = "".join(
        f'{name} = "{name}.json"\n' for name in ("sources", "claims", "actors", "units")
    )
    ground = "".join(
        f'{name} = "basemap/{name}.geojson"\n'
        for name in ("countries", "regions", "rivers", "towns")
    )
    title = f"Atlas: {WORDS[0]} {WORDS[7]} {WORDS[9]}"
    texts = "".join(
        f"{name}_{language} = {quoted(words)}\n"
        for name, words in (("title", title), ("description", WORDS[2]),
                            ("disclaimer", f"{WORDS[4]} {WORDS[5]}"))
        for language in ("en", "fr")
    )  # fmt: skip
    return (
        f'id = "elsewhere"\n{texts}version = "2025.1.0"\nlicence = "CC-BY-4.0"\n'
        f"attribution = {quoted(WORDS[14])}\nbounds = {list(BOUNDS)}\n\n"
        f'[layers]\n{files}{tables}areas = "areas/areas.geojson"\n\n[basemap]\n{ground}'
    )
