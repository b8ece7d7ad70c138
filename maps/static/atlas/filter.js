/* What a reader has chosen to see, over column arrays: which records, how many of what, and the very
   same choice as a query of the API. Pure functions of plain data; no element of the page. */
"use strict";
(function (CA) {
  const NOTHING = CA.NOTHING = -1; // the code of what is not stated
  const EMPTY = Object.freeze({ layersOff: [], typesOff: [], datetime: null, undated: true, text: "",
    actors: [], regions: [], deaths: null, precision: [], civilians: [], sources: 1,
    disputed: false });
  const PLACES = ["place_name", "place_name_alt", "admin1_name", "admin2_name"];
  const DAY = 86400000;
  const MOST_OTHER_NAMES = 3; // 8 texts and 4 times 3 names are the 20 searches the API allows

  /* Without case and accents, as CQL2's ACCENTI(CASEI(…)) has it; ß is ss, as in a full case fold. */
  CA.bare = (text) => text.normalize("NFD").toUpperCase().toLowerCase().normalize("NFD")
    .replace(/\p{Mn}/gu, "").normalize("NFC");

  CA.dayOf = (iso) => Math.round(Date.parse(iso + "T00:00:00Z") / DAY);
  CA.isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);

  const quoted = (text) => "'" + text.replace(/\\/g, "\\\\").replace(/'/g, "''") + "'";
  const pattern = (text) => quoted("%" + text.replace(/[\\%_]/g, "\\$&") + "%");
  const tidy = (text) => text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
  const either = (parts) => parts.length > 1 ? "(" + parts.join(" OR ") + ")" : parts[0];
  const sameSet = (a, b) => a.length === b.length && a.every((one) => b.includes(one));

  /* One of the values, of which null is "not stated". */
  function oneOf(field, values, write) {
    const stated = values.filter((value) => value !== null);
    const parts = stated.length ? [`${field} IN (${stated.map(write).join(",")})`] : [];
    if (stated.length < values.length) parts.push(`${field} IS NULL`);
    return either(parts);
  }

  /* The columns as typed arrays, and the texts to search when they are first asked for. */
  function columnsOf(given) {
    const found = { n: given.layer.length };
    for (const [name, column] of Object.entries(given)) {
      if (name === "texts") continue;
      const codes = Array.isArray(column) ? column : column.codes;
      found[name] = Int32Array.from(codes, (one) => one ?? NOTHING);
      if (!Array.isArray(column)) found[name + "_values"] = column.values;
    }
    // Days before 1970 are below zero: what has no day needs a number that no day has.
    for (const name of ["start", "end"]) {
      found[name] = Int32Array.from(given[name], (one) => one ?? CA.NO_DAY);
    }
    let bare = null;
    found.texts = () => {
      bare ??= Object.fromEntries(Object.entries(given.texts()).map(([name, column]) => {
        const values = column.values.map((text) => text === null ? [] :
          (name === "place_name_alt" ? text.split(";") : [text]).map(CA.bare));
        return [name, { values, codes: column.codes }];
      }));
      return bare;
    };
    return found;
  }
  CA.NO_DAY = -0x80000000;

  const folds = new WeakMap(); // lists of names, folded once
  /* Other names of a place whose name is just what is looked for, as the atlas's gazetteer has it. */
  function otherNames(wanted, places) {
    const found = new Set();
    if (!folds.has(places)) folds.set(places, places.map((names) => names.map(CA.bare)));
    folds.get(places).forEach((bares, at) => {
      if (!bares.includes(wanted)) return;
      bares.forEach((bare, k) => { if (!bare.includes(wanted)) found.add(places[at][k]); });
    });
    return [...found].sort().slice(0, MOST_OTHER_NAMES);
  }

  /* Each part of a choice: the fields it is about, which records pass, and its CQL2. A layer without
     one of the fields is not touched by it, as on the server. */
  function clauses(state, columns, layers, places) {
    const found = [];
    const add = (key, fields, test, cql) => found.push({ key, fields, test, cql });
    for (const layer of layers) {
      const off = state.typesOff.filter(([name]) => name === layer.name).map(([, type]) => type);
      if (!off.length) continue;
      const at = layers.indexOf(layer);
      const hidden = new Set(off.map((type) => columns.type_values.indexOf(type)));
      add("types", [layer.type_field], (i) => columns.layer[i] !== at || !hidden.has(columns.type[i]),
        `(layer <> ${quoted(layer.name)} OR ${layer.type_field} IS NULL OR ` +
        `NOT ${layer.type_field} IN (${off.map(quoted).join(",")}))`);
    }
    if (state.datetime) {
      const [from, to] = state.datetime;
      const first = from ? CA.dayOf(from) : CA.NO_DAY, last = to ? CA.dayOf(to) : 0x7fffffff;
      const parts = [];
      if (to) parts.push(`(date_start IS NULL OR date_start <= DATE(${quoted(to)}))`);
      if (from) parts.push(`(date_end IS NULL OR date_end >= DATE(${quoted(from)}))`);
      add("datetime", ["date_start", "date_end"], (i) => columns.start[i] <= last &&
        (columns.end[i] === CA.NO_DAY || columns.end[i] >= first), parts.join(" AND "));
    }
    if (!state.undated) {
      add("undated", ["date_start", "date_end"],
        (i) => columns.start[i] !== CA.NO_DAY || columns.end[i] !== CA.NO_DAY,
        "(date_start IS NOT NULL OR date_end IS NOT NULL)");
    }
    if (CA.bare(tidy(state.text))) add("text", [], ...text(tidy(state.text), columns, places));
    if (state.actors.length) {
      const wanted = new Set(state.actors.map((name) => columns.actor_a_values.indexOf(name)));
      const names = state.actors.map(quoted).join(",");
      wanted.delete(NOTHING);
      add("actors", ["actor_a", "actor_b"],
        (i) => wanted.has(columns.actor_a[i]) || wanted.has(columns.actor_b[i]),
        `(actor_a IN (${names}) OR actor_b IN (${names}))`);
    }
    const chosen = (key, field, column, values, write, codeOf) => {
      if (!values.length) return;
      const wanted = new Set(values.map((value) => value === null ? NOTHING : codeOf(value)));
      add(key, [field], (i) => wanted.has(column[i]), oneOf(field, values, write));
    };
    chosen("regions", "admin1_code", columns.region, state.regions, quoted, (value) => {
      const code = columns.region_values.indexOf(value);
      return code < 0 ? -2 : code;
    });
    chosen("precision", "geo_precision", columns.precision, state.precision, String, Number);
    chosen("civilians", "civilian_targeting", columns.civilians, state.civilians, String, Number);
    if (state.deaths) add("deaths", ["fatalities_" + state.deaths.by], ...deaths(state.deaths, columns));
    if (state.sources > 1) {
      add("sources", ["source_count"], (i) => columns.sources[i] >= state.sources,
        `source_count >= ${state.sources}`);
    }
    if (state.disputed) {
      const code = columns.status_values.indexOf("disputed");
      add("disputed", ["record_status"], (i) => code >= 0 && columns.status[i] === code,
        "record_status = 'disputed'");
    }
    return found;
  }

  function deaths({ by, min, max, stated, unstated }, columns) {
    const column = columns[by], field = "fatalities_" + by;
    const low = min ?? 0, high = max ?? Infinity;
    const parts = [];
    if (stated) {
      parts.push(max === null ? `${field} >= ${low}` : `${field} BETWEEN ${low} AND ${max}`);
    }
    if (unstated) parts.push(`${field} IS NULL`);
    return [(i) => column[i] === NOTHING ? unstated : stated && column[i] >= low && column[i] <= high,
      parts.length ? either(parts) : `${field} < 0`];
  }

  function text(wanted, columns, places) {
    const bare = CA.bare(wanted);
    const others = otherNames(bare, places);
    const searched = columns.texts();
    const parts = [];
    const tables = [];
    for (const [name, { values, codes }] of Object.entries(searched)) {
      const looked = PLACES.includes(name) ? [wanted, ...others] : [wanted];
      for (const one of looked) {
        parts.push(`ACCENTI(CASEI(${name})) LIKE ACCENTI(CASEI(${pattern(one)}))`);
      }
      const bares = looked.map(CA.bare);
      tables.push({ codes, hits: values.map((texts) =>
        texts.some((own) => bares.some((one) => own.includes(one)))) });
    }
    return [(i) => tables.some(({ codes, hits }) => codes[i] >= 0 && hits[codes[i]]), either(parts)];
  }

  /* A selection over `table`: columns, layers, places (lists of names of one place), scope (the
     parameters the server's selection was made by). */
  CA.selectionOf = (table) => {
    const columns = columnsOf(table.columns);
    const layers = table.layers;
    const listeners = [];
    let state = EMPTY;
    let known = new Map(); // masks of this state, by what is left out

    function mask(...without) {
      const key = without.join();
      if (known.has(key)) return known.get(key);
      const parts = clauses(state, columns, layers, table.places)
        .filter((clause) => !without.includes(clause.key));
      const tests = layers.map((layer) => parts
        .filter((clause) => clause.fields.every((field) => layer.fields.includes(field)))
        .map((clause) => clause.test));
      const off = layers.map((layer) => !without.includes("layers") &&
        state.layersOff.includes(layer.name));
      const found = new Uint8Array(columns.n);
      for (let i = 0; i < columns.n; i++) {
        const at = columns.layer[i];
        if (off[at]) continue;
        const own = tests[at];
        let passes = 1;
        for (let k = 0; k < own.length && passes; k++) if (!own[k](i)) passes = 0;
        found[i] = passes;
      }
      known.set(key, found);
      return found;
    }

    function tally(name, ...without) {
      const shown = mask(...without);
      const found = new Map();
      const column = columns[name], values = columns[name + "_values"];
      for (let i = 0; i < columns.n; i++) {
        if (!shown[i]) continue;
        const key = column[i] === NOTHING ? null : values ? values[column[i]] : column[i];
        found.set(key, (found.get(key) || 0) + 1);
      }
      return found;
    }

    /* How many show: in all, by layer, by layer and type ("layer\ntype"). */
    function counts() {
      const shown = mask();
      const found = { total: 0, layers: new Map(layers.map((l) => [l.name, 0])), types: new Map() };
      for (let i = 0; i < columns.n; i++) {
        if (!shown[i]) continue;
        const name = layers[columns.layer[i]].name;
        const type = columns.type[i] === NOTHING ? "" : columns.type_values[columns.type[i]];
        const key = name + "\n" + type;
        found.total++;
        found.layers.set(name, found.layers.get(name) + 1);
        found.types.set(key, (found.types.get(key) || 0) + 1);
      }
      return found;
    }

    /* The query that selects just what shows, within the scope: of a layer's items, or of all layers
       for a map. Null for a layer that is off. */
    function toQuery(layer) {
      const on = layers.filter((one) => !state.layersOff.includes(one.name));
      const wanted = layer === undefined ? on : on.filter((one) => one.name === layer);
      if (!wanted.length) return null;
      const scope = (layer === undefined ? table.scope : wanted[0].scope) || {};
      const query = { ...scope };
      delete query.layers;
      const names = [];
      for (const { key, fields, cql } of clauses(state, columns, layers, table.places)) {
        if (!wanted.some((one) => fields.every((field) => one.fields.includes(field)))) continue;
        if (key === "datetime" && !query.datetime) {
          const [from, to] = state.datetime;
          query.datetime = from === to ? from : `${from || ".."}/${to || ".."}`;
        } else names.push(cql);
      }
      if (layer === undefined && (on.length < layers.length || scope.layers)) {
        query.layers = on.map((one) => one.name).join(",");
      }
      if (query.filter && names.length) names.unshift(`(${query.filter})`);
      if (names.length) query.filter = names.join(" AND ");
      return query;
    }

    const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
    return {
      table, columns, layers, mask, rows: (sort) => CA.rowsOf(columns, layers, mask(), sort), tally, counts, toQuery, empty: EMPTY,
      get: () => state,
      set(partial) {
        const next = { ...state, ...partial };
        if (same(next, state)) return;
        state = Object.freeze(next);
        known = new Map();
        for (const listener of listeners) listener(state);
      },
      /* What is chosen beside layers and types: the keys whose values are not the empty choice's. */
      active: () => Object.keys(EMPTY).filter((key) => !["layersOff", "typesOff"].includes(key) &&
        !same(state[key], EMPTY[key])),
      clear() {
        const { layersOff, typesOff } = state;
        this.set({ ...EMPTY, layersOff, typesOff });
      },
      isWhole: () => same(state, EMPTY),
      toggle(key, value) {
        const now = state[key];
        const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
        this.set({ [key]: sameSet(next, now) ? now : next });
      },
      onChange(listener) { listeners.push(listener); },
    };
  };

  /* The selection over the records of the page. */
  CA.startSelection = () => {
    const { columns, layers, records, scope, places } = CA.data;
    const own = "name_" + CA.data.language;
    const other = CA.data.language === "fr" ? "name_en" : "name_fr";
    const each = (values) => ({ values, codes: values.map((_, i) => i) });
    const unnamed = new Set(columns.unnamed);
    const texts = () => ({
      [own]: each(records.map((record, i) => unnamed.has(i) ? null : record.title)),
      [other]: each(columns.other),
      ["summary_" + CA.data.language]: each(records.map((record) => record.summary || null)),
      ...columns.searched,
    });
    const { unnamed: _, other: __, searched: ___, ...plain } = columns;
    CA.selection = CA.selectionOf({ columns: { ...plain, texts, place: columns.searched.place_name }, layers, scope, places });
    const shown = () => CA.selection.mask();
    CA.visible = (r) => shown()[r] === 1;
  };
})(window.ConflictAtlas);
