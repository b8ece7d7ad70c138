/* What the page asks the server for later: records in words, pages of ids, exact numbers. */
"use strict";
(function (CA) {
  const LISTED = 25; // records fetched at a time for a list
  const MOST_ADDRESSED = 16000; // characters of ids in an address; a server takes twice as many

  /* ---- Records fetched for a list or detail. They stand at numbers below zero: they are none of
     those that the page holds, filters and counts. */

  let fetched = 0;
  const known = new Map();

  /* Ids as an address takes them, in as many parts as it needs; one with commas in quotes. */
  function parts(ids) {
    const found = [];
    let length = Infinity;
    for (const id of ids) {
      const text = id.includes(",") ? `"${id}"` : id;
      const more = encodeURIComponent(text.toWellFormed()).length + 3;
      if (length + more > MOST_ADDRESSED) {
        found.push([]);
        length = 0;
      }
      found[found.length - 1].push(text);
      length += more;
    }
    return found;
  }

  CA.recordsOf = async function (layer, ids) {
    const { records } = CA.data.large[layer.name];
    for (const some of parts(ids.filter((id) => !known.has(layer.name + "\n" + id)))) {
      take(await CA.asked(records + "?" + new URLSearchParams({ f: "json", id: some.join(","),
        layers: layer.name, lang: CA.data.language })));
    }
    return ids.map((id) => known.get(layer.name + "\n" + id)).filter((r) => r !== undefined);
  };

  function take(found) {
    const { words, sources, records } = CA.data;
    const word = words.length, source = sources.length;
    words.push(...found.words);
    sources.push(...found.sources);
    const facts = (list) => list.map(([label, value]) => [label + word, value]);
    const places = new Map();
    for (const drawn of Object.values(found.drawn)) {
      for (const one of drawn) for (const r of one.r) places.set(r, one);
    }
    Object.assign(CA.data.labels.regions, found.labels.regions);
    const { other, region, sources: cited } = found.columns;
    found.records.forEach((record, i) => {
      const r = -++fetched;
      records[r] = { ...record, other: other[i], cited: cited[i],
        region: region.values[region.codes[i]] ?? null, facts: facts(record.facts), rest: facts(record.rest),
        place: places.get(i),
        sources: record.sources.map(([n, statements]) => [n + source,
          statements.map(([text, about, locator, ...rest]) =>
            [text, about + word, locator + word, ...rest])]),
        versions: record.versions?.map(([about, held, sides]) => [about + word, held + word,
          sides.map(([n, value, text, locator, ...rest]) => [n + source, value + word, text,
            locator + word, ...rest])]) };
      known.set(record.layer + "\n" + record.id, r);
    });
  }

  /* Pages of ids that a query of the layer's items selects. */
  CA.pager = function (layer, query, limit = LISTED) {
    let url = CA.data.links[layer.name] + "?" + new URLSearchParams({ ...query, f: "json",
      properties: "", geometry: "none", limit });
    url = new URL(url, location.href);
    const found = { n: null, ids: [], done: false };
    found.more = async () => {
      const page = await CA.asked(location.origin === url.origin ? url : url.pathname + url.search);
      found.n = page.numberMatched;
      found.ids.push(...page.features.map((feature) => feature.id));
      const next = page.links.find((link) => link.rel === "next");
      found.done = !next;
      if (next) url = new URL(next.href, location.href);
    };
    return found;
  };

  CA.listed = (ids) => ({ n: ids.length, ids: [], done: false, async more() {
    this.ids = ids.slice(0, this.ids.length + LISTED);
    this.done = this.ids.length === ids.length;
  } });

  /* One list after the other. */
  CA.chained = (...lists) => ({ n: null, ids: [], done: false, async more() {
    const list = lists.find((one) => !one.done), before = list.ids.length;
    await list.more();
    this.ids = [...this.ids, ...list.ids.slice(before)];
    this.n = lists.reduce((n, one) => n + one.n, 0);
    this.done = lists.every((one) => one.done);
  } });

  const narrowed = (query, clause) => query && ({ ...query,
    filter: query.filter ? `(${query.filter}) AND ${clause}` : clause });

  CA.also = (layer, clause) => narrowed(CA.selection.toQuery(layer.name), clause);

  /* ---- Exact numbers of the choice, by type and by how well the place is known: the API's own. */

  const WITHDRAWN = "record_status IN ('retracted','merged')";
  const IS_THERE = `(record_status IS NULL OR NOT ${WITHDRAWN})`;
  const STANDS = IS_THERE + " AND ";
  CA.DRAWN = { // the rules of maps/ways.py; what fulfils none has its own outline
    withdrawn: WITHDRAWN,
    country: STANDS + "geo_precision = 7",
    area: STANDS + "geo_precision >= 4 AND geo_precision <> 7 AND footprint_ref IS NOT NULL " +
      "AND geometry IS NOT NULL",
    disc: STANDS + "geo_precision = 3 AND geometry IS NOT NULL",
    point: STANDS + "geo_precision < 3 AND geometry IS NOT NULL",
    nowhere: STANDS + "(geo_precision IS NULL OR geo_precision <> 7 AND (geometry IS NULL OR " +
      "geo_precision >= 4 AND footprint_ref IS NULL))",
  };

  /* The choice without what is withdrawn: that is listed, and no cell of a tile may count it. */
  CA.standing = (layer) => CA.data.large[layer.name].drawn.withdrawn ? CA.also(layer, IS_THERE)
    : CA.selection.toQuery(layer.name);

  /* The records of points in these boxes, and those that are known only to an area that reaches in. */
  const meeting = (boxes) => "(" + boxes.map((box) =>
    `S_INTERSECTS(geometry,BBOX(${box.map((n) => n.toFixed(10)).join(",")}))`).join(" OR ") + ")";
  CA.pointsIn = (layer, boxes) => {
    const precise = layer.fields.includes("geo_precision")
      ? " AND (geo_precision IS NULL OR geo_precision < 4)" : "";
    return narrowed(CA.standing(layer), `geometry IS NOT NULL${precise} AND ${meeting(boxes)}`);
  };
  CA.areasIn = (layer, boxes) => CA.also(layer, `${CA.DRAWN.area} AND ${meeting(boxes)}`);

  CA.countOf = async (layer, query, signal) => {
    const given = { ...query, f: "json", limit: 1, properties: "", geometry: "none" };
    const url = CA.own(CA.data.links[layer.name]) + "?" + new URLSearchParams(given);
    return (await CA.asked(url, signal)).numberMatched;
  };

  CA.countsOf = async function (layer, signal) {
    const query = CA.selection.toQuery(layer.name);
    const large = CA.data.large[layer.name];
    if (query === null) return { n: 0, types: new Map(), drawn: new Map() };
    const ask = (more) => CA.countOf(layer, more, signal);
    const each = async (keys, clause) => new Map(await Promise.all(keys.map(async (key) =>
      [key, await ask(CA.also(layer, clause(key)))])));
    const codes = large.types.map(([code]) => code).filter((code) => code !== null);
    const [n, types, drawn] = await Promise.all([ask(query),
      each(codes, (code) => `${layer.type_field} = ${CA.quoted(code)}`),
      each(Object.keys(large.drawn).filter((how) => how in CA.DRAWN), (how) => CA.DRAWN[how])]);
    const rest = Object.keys(large.drawn).find((how) => !(how in CA.DRAWN));
    if (rest) drawn.set(rest, n - [...drawn.values()].reduce((sum, one) => sum + one, 0));
    return { n, types, drawn };
  };
})(window.ConflictAtlas);
