"""What a reader chooses on the page is what the API selects: the same counts for any choice."""

import json
import random
import re
import unicodedata
from dataclasses import replace

import pytest
from pages import asked
from test_map import stored

from api import params
from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.narrow import narrowed
from geo.stores.columnar import ColumnarStore

WORDS = (
    *("Menaka", "Timbuktu", "Tombouctou", "gao", "ATTAQUE", "é", "d'", "d’", "50%", "_", "\\", "'"),
    *("zzzz", "Sévaré", "camp", "  ", "Straße", ";", "a;b", '"', "%", "Mali", "Burkina"),
)


def some(dice, values, most=3):
    return dice.sample(values, dice.randint(1, min(most, len(values)))) if values else []


def day(dice):
    return f"{dice.randint(1960, 2026)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"


def interval(dice):
    start, end = sorted((day(dice), day(dice)))
    return dice.choice([[start, end], [start, None], [None, end], [start, start]])


def deaths(dice):
    low = dice.choice([None, 0, 1, 10, 36])
    high = dice.choice([None, (low or 0) + dice.choice([0, 5, 100])])
    stated = dice.random() < 0.8
    return {"by": dice.choice(["low", "best", "high"]), "min": low, "max": high,
            "stated": stated, "unstated": not stated or dice.random() < 0.4}  # fmt: skip


PARTS = (
    *("layersOff", "typesOff", "datetime", "undated", "text", "actors", "regions", "deaths"),
    *("precision", "civilians", "sources", "disputed"),
)


def choice(dice, data):
    """A random state of the selection: each part with a chance of its own."""
    columns = data["columns"]
    types = [[layer["name"], one["code"]] for layer in data["layers"] for one in layer["types"]]
    parts = {
        "layersOff": lambda: some(dice, [layer["name"] for layer in data["layers"]], 2),
        "typesOff": lambda: some(dice, types, 6),
        "datetime": lambda: interval(dice),
        "undated": lambda: False,
        "text": lambda: dice.choice(WORDS),
        "actors": lambda: some(dice, [*columns["actor_a"]["values"], "Nobody's Front"]),
        "regions": lambda: some(dice, [*columns["region"]["values"], None]),
        "deaths": lambda: deaths(dice),
        "precision": lambda: some(dice, [1, 2, 3, 4, 5, 6, 7, 8, None], 4),
        "civilians": lambda: some(dice, [True, False, None], 2),
        "sources": lambda: dice.randint(1, 3),
        "disputed": lambda: True,
    }
    return {name: make() for name, make in parts.items() if dice.random() < 0.22}


# What the page selects and what its elements say of that; which parts of the choice make a
# difference; the queries without layers and types, as the tree counts whether they show or not.
ASKED = """(states) => { const { selection } = ConflictAtlas;
  const aside = ConflictAtlas.selectionOf(selection.table); // nothing is drawn of it
  const number = (box) => Number(box.closest(".ca-row").querySelector(".ca-n").textContent
    .replace(/\\D/g, ""));
  const counted = (boxes) => [...document.querySelectorAll(boxes)].map((box) =>
    [box.dataset.layer, number(box)]);
  const total = (state) => {
    aside.set({ ...aside.empty, ...state });
    return aside.counts().total;
  };
  const queries = (chosen) => Object.fromEntries(selection.layers.map(({ name }) =>
    [name, chosen.toQuery(name)]));
  return states.map((state) => {
    const n = total(state), { layersOff, typesOff, ...rest } = state;
    const matters = Object.keys(state).filter((key) =>
      total({ ...state, [key]: aside.empty[key] }) !== n);
    total(rest);
    selection.set({ ...selection.empty, ...state });
    const counts = selection.counts();
    return { total: counts.total, matters, free: queries(aside),
      layers: Object.fromEntries(counts.layers), types: Object.fromEntries(counts.types),
      tree: Object.fromEntries(counted(".ca-row-layer input")), parts: counted(".ca-types input"),
      rows: document.querySelector(".ca-table-count").dataset.n,
      said: ConflictAtlas.sentences()[0],
      ids: [...selection.mask()].flatMap((one, r) => one ? [ConflictAtlas.data.records[r].id] : []),
      whole: selection.toQuery(), queries: queries(selection) };
  });
}"""


@pytest.mark.parametrize("name", ["mini", "mali"])
def test_what_the_page_counts_is_what_the_api_counts(visit, name, request):
    folder = request.getfixturevalue(name)
    seen = visit(request.getfixturevalue(f"{name}_site").base + "/map#table=wide")
    dice = random.Random(20261124)  # noqa: S311 - a seed, so that a failure comes again
    data = seen.data()
    states = [{}, *(choice(dice, data) for _ in range(200))]
    answers = seen.page.evaluate(ASKED, states)
    atlas = Atlas.open(folder)
    store = ColumnarStore(atlas)
    app = create_app(Settings(dir=folder), atlas, store)
    queries = [(i, layer, query) for i, found in enumerate(answers)
               for layer, query in found["queries"].items() if query is not None]  # fmt: skip
    pages = asked(app, [(f"/collections/{layer}/items", {**query, "limit": 1000})
                        for _, layer, query in queries])  # fmt: skip
    fields = {layer["name"]: layer["type_field"] for layer in data["layers"]}
    ids = [set() for _ in answers]
    for (i, layer, query), answer in zip(queries, pages, strict=True):
        assert answer.status_code == 200, (states[i], query, answer.text)
        page = answer.json()
        assert page["numberMatched"] == answers[i]["layers"][layer], (states[i], query)
        ids[i] |= {feature["id"] for feature in page["features"]}
        kinds = [feature["properties"][fields[layer]] for feature in page["features"]]
        assert {kind: kinds.count(kind) for kind in set(kinds)} == {
            key.split("\n")[1]: n
            for key, n in answers[i]["types"].items()
            if key.split("\n")[0] == layer
        }
    for state, found, wanted in zip(states, answers, ids, strict=True):
        assert set(found["ids"]) == wanted
        assert found["total"] == len(wanted)
        assert int(found["rows"] or 0) == found["total"], state
        assert number_in(found["said"]) == found["total"], state
        if found["whole"] is not None:
            assert of_a_map(atlas, store, found["whole"]) == found["total"], (state, found["whole"])
    tree_counts_what_the_filters_select(app, answers)
    selective = sum(0 < len(wanted) < len(data["records"]) for wanted in ids)
    assert selective > 60
    # A part that changes nothing anywhere would be wrong unseen.
    assert {part for found in answers for part in found["matters"]} == set(PARTS)


def number_in(sentence):
    """The number of records a summary begins with; "No record is shown." has none."""
    found = re.match(r"[\d,]+", sentence)
    return int(found[0].replace(",", "")) if found else 0


def tree_counts_what_the_filters_select(app, answers):
    """Beside each layer its records that the filters select, whether it shows or not."""
    asks = []
    for found in answers:
        if found["free"] == found["queries"]:  # all shows, and these the API was asked already
            assert found["tree"] == found["layers"]
        else:
            asks += [(layer, query, found) for layer, query in found["free"].items()]
    assert len(asks) > 100
    pages = asked(app, [(f"/collections/{layer}/items", {**query, "limit": 1})
                        for layer, query, _ in asks])  # fmt: skip
    for (layer, query, found), answer in zip(asks, pages, strict=True):
        assert answer.json()["numberMatched"] == found["tree"][layer], query
        parts = [n for name, n in found["parts"] if name == layer]
        assert sum(parts) == found["tree"][layer] or not parts, query


TEXTS = ("name_en", "name_fr", "summary_en", "summary_fr", "place_name", "place_name_alt",
         "admin1_name", "admin2_name")  # fmt: skip


def bare(text):
    """The text without case and accents, as Unicode has them."""
    folded = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in folded if unicodedata.category(one) != "Mn")


def words_of(features, dice, n):
    """Words that records have in either language, some as a reader in a hurry writes them."""
    texts = [row[name] for row in features.values() for name in TEXTS if row.get(name)]
    words = sorted({word for text in texts for word in re.findall(r"\w{4,}", text)})
    for word in dice.sample(words, n):
        yield dice.choice([word, bare(word), word.upper(), word[1:]])


def test_a_text_is_found_in_both_languages_and_as_the_api_finds_it(visit, mali_site, mali):
    """Page in either language, API and a plain look through the files: the same records."""
    features = {key: one["properties"] for key, one in stored(mali).items()}
    dice = random.Random(20261125)  # noqa: S311 - a seed, so that a failure comes again
    words = ["Timbuktu", "Tombouctou", *words_of(features, dice, 60)]
    wanted = [{key for key, row in features.items()
               if any(bare(word) in bare(row.get(name) or "") for name in TEXTS)}
              for word in words]  # fmt: skip
    pages = [visit(mali_site.base + path).page for path in ("/map", "/carte")]
    states = [{"text": word} for word in words]
    english, french = (page.evaluate(ASKED, states) for page in pages)
    names = {
        bare(name) for names in pages[0].evaluate("ConflictAtlas.data.places") for name in names
    }
    atlas = Atlas.open(mali)
    app = create_app(Settings(dir=mali), atlas, ColumnarStore(atlas))
    for word, ids, one, other in zip(words, wanted, english, french, strict=True):
        assert set(one["ids"]) == set(other["ids"]), word
        assert ids <= set(one["ids"]), word
        if bare(word) not in names:  # a place's name finds it under its other names too
            assert ids == set(one["ids"]), word
        for found in (one, other):
            asks = [(f"/collections/{layer}/items", {**query, "limit": 1})
                    for layer, query in found["queries"].items()]  # fmt: skip
            matched = [answer.json()["numberMatched"] for answer in asked(app, asks)]
            assert sum(matched) == found["total"] == len(ids | set(one["ids"])), word
    assert set(english[0]["ids"]) >= set(english[1]["ids"]) != set()


def of_a_map(atlas, store, given):
    """How many records a map of these parameters shows."""
    mapped = {layer.name: layer for layer in atlas.mapped}
    layers = [mapped[name] for name in params.layer_names(given, mapped)]
    query = params.filter_query(given, [layer.schema for layer in layers], params.MAP)
    return sum(
        store.page(layer, replace(narrowed(query, layer.schema), limit=0)).matched
        for layer in layers
    )


def test_a_hundred_thousand_records_are_chosen_from_in_time(visit, mini_site):
    """The choosing alone, without drawing; the best of five, for others use this machine too."""
    page = visit(mini_site.base + "/map").page
    took = page.evaluate(
        """() => {
          const n = 100000, layers = [{ name: "attacks", type_field: "event_type",
            fields: ["date_start", "date_end", "actor_a", "actor_b", "admin1_code", "geo_precision",
              "fatalities_low", "source_count", "event_type", "record_status"] }];
          const codes = (k, values) => ({ values,
            codes: Array.from({ length: n }, (_, i) => (i * k) % values.length) });
          const names = Array.from({ length: n }, (_, i) => `Attaque près de Ménaka ${i}`);
          const columns = { layer: new Array(n).fill(0), type: codes(7, ["a", "b", "c"]),
            start: Array.from({ length: n }, (_, i) => 15000 + i % 5000),
            end: Array.from({ length: n }, (_, i) => 15001 + i % 5000),
            actor_a: codes(3, ["A", "B", "C"]), actor_b: codes(5, ["A", "B", "C"]).codes,
            region: codes(11, ["x", "y", "z"]),
            low: Array.from({ length: n }, (_, i) => i % 3 ? i % 50 : null),
            precision: codes(3, [1, 2, 3, 4]).codes, sources: codes(1, [1, 2, 3]).codes,
            status: codes(1, ["reviewed", "disputed"]),
            texts: () => ({ name_en: { values: names, codes: names.map((_, i) => i) } }) };
          const selection = ConflictAtlas.selectionOf({ columns, layers, places: [], scope: {} });
          selection.set({ text: "menaka 1" });
          selection.counts(); // the texts are folded once
          const runs = [];
          for (let i = 0; i < 5; i++) {
            const start = performance.now();
            selection.set({ datetime: ["2012-01-01", "2020-12-3" + i % 2], actors: ["A"],
              regions: ["x", "y"], precision: [1, 2, 3], text: "MENAKA 1" + i,
              deaths: { by: "low", min: 1, max: 40, stated: true, unstated: true },
              typesOff: [["attacks", "b"]] });
            selection.counts();
            runs.push(performance.now() - start);
          }
          return Math.min(...runs);
        }"""
    )
    assert took < 150


def test_the_scope_of_the_page_stays_in_every_query(visit, mini, mini_site):
    page = visit(mini_site.base + "/map").page
    queries = page.evaluate(
        """() => {
          const { table } = ConflictAtlas.selection;
          const scope = { datetime: "2012-01-01/..", filter: "source_count > 1",
            layers: "attacks" };
          const selection = ConflictAtlas.selectionOf({ ...table, scope,
            columns: table.columns, layers: table.layers.map((one) => ({ ...one, scope })) });
          selection.set({ datetime: [null, "2015-12-31"], disputed: true });
          return [selection.toQuery("attacks"), selection.toQuery()];
        }"""
    )
    for query in queries:
        assert query["datetime"] == "2012-01-01/.."
        assert query["filter"] == (
            "(source_count > 1) AND (date_start IS NULL OR date_start <= DATE('2015-12-31'))"
            " AND record_status = 'disputed'"
        )
    assert "layers" not in queries[0]
    assert json.dumps(sorted(queries[1]["layers"].split(","))) == json.dumps(
        ["attacks", "bases", "border_incidents", "military_regions"]
    )
