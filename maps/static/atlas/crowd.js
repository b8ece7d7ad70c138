/* The records of large layers as columns, up to 100,000: asked for once, then filtered and drawn
   without a request. Only what a text finds in names and summaries, the server says.

   CA.crowd, for tables and lists of records r from `CA.selection.columns.own` on:
   - idOf(r), layerOf(r) → their id and layer; rowOf(layer, id) → r, or undefined
   - records(rows) → a promise of numbers into CA.data.records, in that order, for CA.line and
     CA.detail; they are below zero. Those not asked for before are fetched, so ask for a page.
   - range(layer) → [first r, the r after the last]; areas → outlines by their code
   - state: "none" (no such layer), "loading", "ready" or "failed" */
"use strict";
(function (CA) {
  const KINDS = { 1: Int8Array, 2: Int16Array, 4: Int32Array };
  const MOST_TEXTS = 12; // texts looked for whose findings are kept
  const NAMES = { admin1_code: "region", fatalities_low: "low", fatalities_best: "best",
    fatalities_high: "high", geo_precision: "precision", civilian_targeting: "civilians",
    source_count: "sources", record_status: "status", place_name: "place", footprint_ref: "area" };

  function numbers({ bytes, data }) {
    const text = atob(data), raw = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) raw[i] = text.charCodeAt(i);
    return Int32Array.from(new KINDS[bytes](raw.buffer));
  }

  /* The columns as the selection has them; days are sums of steps, at 32 bits. */
  function columnsOf(found, layers) {
    const columns = { n: found.n };
    for (const [name, column] of Object.entries(found.columns)) {
      columns[NAMES[name] || name] = numbers(column);
    }
    for (const [name, values] of Object.entries(found.values)) {
      columns[(name === "actors" ? "actor_a" : NAMES[name] || name) + "_values"] = values;
    }
    const { start, days } = columns, end = new Int32Array(found.n);
    for (let i = 0, day = 0; i < found.n; i++) {
      day = start[i] = (day + start[i]) | 0;
      end[i] = (day + days[i]) | 0;
    }
    delete columns.days;
    columns.end = end;
    columns.drawn_values = found.drawn;
    columns.layer = new Int32Array(found.n);
    let from = 0;
    for (const [name, n] of found.layers) {
      columns.layer.fill(layers.findIndex((layer) => layer.name === name), from, from + n);
      from += n;
    }
    return columns;
  }

  const asked = async (given, signal) => {
    const answer = await fetch(CA.data.columns_url + "?" + new URLSearchParams(given), { signal });
    if (!answer.ok) throw new Error(`columns: ${answer.status}`);
    return answer.json();
  };

  /* The layers that columns hold, those of one scope together: each scope is one request. */
  function groups() {
    const found = new Map();
    for (const layer of CA.selection.layers) {
      if (!CA.data.large[layer.name]?.held) continue;
      const key = JSON.stringify(layer.scope);
      found.set(key, [...(found.get(key) || []), layer]);
    }
    return [...found.values()];
  }

  const ids = [], ranges = new Map(), rows = new Map();
  const crowd = CA.crowd = { state: "none", areas: new Map(), range: (layer) => ranges.get(layer) || [0, 0],
    idOf: (r) => ids[r - CA.selection.columns.own],
    layerOf: (r) => CA.selection.layers[CA.selection.columns.layer[r]],
    rowOf(layer, id) {
      if (!ranges.has(layer)) return undefined; // not there yet
      if (!rows.has(layer)) {
        const [first, end] = crowd.range(layer);
        const own = new Map();
        for (let r = first; r < end; r++) own.set(crowd.idOf(r), r);
        rows.set(layer, own);
      }
      return rows.get(layer).get(id);
    } };

  crowd.records = async (wanted) => {
    const by = new Map();
    for (const r of wanted) {
      const { name } = crowd.layerOf(r);
      by.set(name, [...(by.get(name) || []), r]);
    }
    const found = new Map();
    for (const [name, some] of by) {
      const layer = CA.data.layers.find((one) => one.name === name);
      for (const k of await CA.recordsOf(layer, some.map(crowd.idOf))) {
        found.set(crowd.rowOf(name, CA.data.records[k].id), k);
      }
    }
    return wanted.map((r) => found.get(r));
  };

  function take(found) {
    const { selection } = CA;
    let at = selection.columns.n;
    for (const [name, n] of found.layers) {
      ranges.set(name, [at, at + n]);
      at += n;
    }
    for (const id of found.ids) ids.push(id);
    found.values.footprint_ref.forEach((code, i) => {
      if (found.areas[i]) crowd.areas.set(code, { code, ...found.areas[i] });
    });
    for (const key of ["regions", "actors"]) Object.assign(CA.data.labels[key], found.labels[key]);
    selection.grow(columnsOf(found, selection.layers), found.places);
  }

  /* ---- What a text finds: asked for when it is chosen, told when it is there. */

  const known = new Map(); // by the text's CQL: 1 for each record that has it
  let asking = null;

  async function search() {
    if (crowd.state !== "ready") return;
    const cql = CA.selection.textOf();
    if (asking && asking.cql === cql) return;
    asking?.stop.abort(); // for a text that is not looked for any more
    asking = null;
    if (crowd.failed) {
      crowd.failed = false;
      CA.large.told();
    }
    if (cql === undefined || known.has(cql)) return;
    const mine = asking = { cql, stop: new AbortController() };
    try {
      const hits = new Uint8Array(CA.selection.columns.n);
      for (const layer of groups().flat()) {
        const { filter } = layer.scope || {};
        const found = await asked({ ...layer.scope, layers: layer.name, properties: "",
          filter: filter ? `(${filter}) AND ${cql}` : cql }, mine.stop.signal);
        for (const id of found.ids[layer.name]) {
          const r = crowd.rowOf(layer.name, id);
          if (r !== undefined) hits[r] = 1;
        }
      }
      known.set(cql, hits);
      if (known.size > MOST_TEXTS) known.delete(known.keys().next().value);
      asking = null;
      CA.selection.changed();
    } catch (error) {
      if (error.name === "AbortError") return;
      asking = null;
      crowd.failed = true;
      patience.later();
      CA.large.told();
    }
  }

  crowd.load = async () => {
    const wanted = groups();
    if (!wanted.length) return;
    crowd.state = "loading";
    crowd.failed = false;
    try {
      const found = await Promise.all(wanted.map((layers) => asked({ ...layers[0].scope,
        layers: layers.map((layer) => layer.name).join(","), lang: CA.data.language })));
      found.forEach(take);
      const { columns } = CA.selection;
      columns.hits = (cql) => known.get(cql) || null;
      crowd.state = "ready";
      CA.selection.wait(false);
      CA.selection.onChange(search);
      CA.selection.changed();
    } catch {
      crowd.state = "failed";
      crowd.failed = true;
      patience.later();
      CA.large.told();
    }
  };

  /* What failed is asked for again: after a while, or when the reader moves. */
  crowd.retry = () => {
    if (!crowd.failed) return;
    patience.well();
    again();
  };

  const again = () => {
    if (!crowd.failed) return;
    crowd.failed = false;
    if (crowd.state === "failed") crowd.load();
    else search();
  };
  const patience = CA.patience(again);
})(window.ConflictAtlas);
