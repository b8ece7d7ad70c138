/* What a reader has chosen to see, over columns: which records, how many of what, and the very same
   choice as a query of the API. Pure functions of plain data; no element of the page.

   CA.selection is the one of the page. A record is a number r: below `columns.own` it is one of
   CA.data.records, from there on one of a large layer (crowd.js has its id and its words).
   - mask(...without) → 1 for each r that shows, the parts of the choice named left out
   - rows(sort) → the r that show, in order: rows.js
   - counts(), tally(column, ...without); toQuery(layer, ...without) → the API's parameters
   - pending() → whether columns or what a text finds are still on their way: what is counted of
     large layers until then is not known, not zero. onChange tells when it is. */
"use strict";
(function (CA) {
  const { NOTHING } = CA;
  const EMPTY = Object.freeze({ layersOff: [], typesOff: [], datetime: null, undated: true, text: "",
    actors: [], regions: [], deaths: null, precision: [], civilians: [], sources: 1,
    disputed: false });

  const sameSet = (a, b) => a.length === b.length && a.every((one) => b.includes(one));
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  /* For each record a bit for each part of the choice that it fails; and which bits a key has. */
  function failures(clauses, layers, columns, layersOff) {
    const bits = new Uint32Array(columns.n), keys = new Map();
    const parts = [...clauses, { key: "layers", fields: [],
      test: (i) => !layersOff.includes(layers[columns.layer[i]].name) }];
    if (!layersOff.length) parts.pop();
    parts.forEach(({ key, fields, test }, k) => {
      const bit = 1 << k;
      keys.set(key, (keys.get(key) || 0) | bit);
      const touched = layers.map((layer) => fields.every((field) => layer.fields.includes(field)));
      for (let i = 0; i < columns.n; i++) {
        if (touched[columns.layer[i]] && !test(i)) bits[i] |= bit;
      }
    });
    return { bits, keys };
  }

  /* How many of each code there are among those shown; what is not stated comes first. */
  function often(column, shown) {
    const found = [];
    for (let i = 0; i < column.length; i++) {
      if (shown[i]) found[column[i] + 1] = (found[column[i] + 1] || 0) + 1;
    }
    return found;
  }

  /* The query that selects just what shows, within the scope: of a layer's items, or of all layers
     for a map. Null for a layer that is off. */
  function queryOf(table, state, clauses, layer) {
    const { layers } = table;
    const on = layers.filter((one) => !state.layersOff.includes(one.name));
    const wanted = layer === undefined ? on : on.filter((one) => one.name === layer);
    if (!wanted.length) return null;
    const scope = (layer === undefined ? table.scope : wanted[0].scope) || {};
    const query = { ...scope };
    delete query.layers;
    const names = [];
    for (const { key, fields, cql } of clauses) {
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

  /* A selection over `table`: columns, layers, places (lists of names of one place), scope (the
     parameters the server's selection was made by). */
  CA.selectionOf = (table) => {
    const columns = CA.columnsOf(table.columns);
    const { layers } = table;
    const listeners = [];
    let state = EMPTY, awaited = false;
    let parts = null, failed = null, masks = new Map(); // of this state, found when asked for

    const clauses = () => parts ??= CA.clauses(state, columns, layers, table.places);

    function mask(...without) {
      const key = without.join();
      if (masks.has(key)) return masks.get(key);
      failed ??= failures(clauses(), layers, columns, state.layersOff);
      let counts = -1;
      for (const one of without) counts &= ~(failed.keys.get(one) || 0);
      const { bits } = failed, found = new Uint8Array(columns.n);
      for (let i = 0; i < columns.n; i++) found[i] = (bits[i] & counts) === 0 ? 1 : 0;
      masks.set(key, found);
      return found;
    }

    function tally(name, ...without) {
      const values = columns[name + "_values"];
      const found = new Map();
      often(columns[name], mask(...without)).forEach((n, at) => {
        const code = at - 1;
        found.set(code === NOTHING ? null : values ? values[code] : code, n);
      });
      return found;
    }

    /* How many show: in all, by layer, by layer and type ("layer\ntype"). */
    function counts(...without) {
      const shown = mask(...without), many = columns.type_values.length + 1;
      const pairs = columns.layer.map((layer, i) => layer * many + columns.type[i]);
      const found = { total: 0, layers: new Map(layers.map((l) => [l.name, 0])), types: new Map() };
      often(pairs, shown).forEach((n, at) => {
        const { name } = layers[Math.floor(at / many)];
        found.total += n;
        found.layers.set(name, found.layers.get(name) + n);
        found.types.set(name + "\n" + (at % many ? columns.type_values[at % many - 1] : ""), n);
      });
      return found;
    }

    function changed() {
      parts = failed = null;
      masks = new Map();
      for (const listener of listeners) listener(state);
    }

    const textOf = () => clauses().find(({ key }) => key === "text")?.cql;

    return {
      table, columns, layers, mask, tally, counts, changed, textOf, empty: EMPTY,
      rows: (sort) => CA.rowsOf(columns, layers, mask(), sort),
      toQuery: (layer, ...without) =>
        queryOf(table, state, clauses().filter(({ key }) => !without.includes(key)), layer),
      get: () => state,
      set(partial) {
        const next = { ...state, ...partial };
        if (same(next, state)) return;
        state = Object.freeze(next);
        changed();
      },
      /* Whether more records are to come; they come by `grow`. */
      wait(whether) { awaited = whether; },
      pending: () => awaited || (columns.n > columns.own && textOf() !== undefined &&
        columns.hits(textOf()) === null),
      grow(more, places) {
        CA.grow(columns, more);
        table.places = [...table.places, ...places];
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
    const { columns, layers, records, scope, places, large } = CA.data;
    const own = CA.data.language, other = own === "fr" ? "en" : "fr";
    const each = (values) => ({ values, codes: values.map((_, i) => i) });
    const unnamed = new Set(columns.unnamed);
    const texts = () => ({
      ["name_" + own]: each(records.map((record, i) => unnamed.has(i) ? null : record.title)),
      ["name_" + other]: each(columns.other),
      ["summary_" + own]: each(records.map((record) => record.summary || null)),
      ["summary_" + other]: each(columns.summary),
      ...columns.searched,
    });
    const { unnamed: _, other: __, summary: ___, searched: ____, ...plain } = columns;
    const ways = [...new Set(records.map((record) => record.drawn))].sort();
    const drawn = { values: ways, codes: records.map((record) => ways.indexOf(record.drawn)) };
    CA.selection = CA.selectionOf({ layers, scope, places,
      columns: { ...plain, texts, drawn, place: columns.searched.place_name } });
    CA.selection.wait(Object.values(large || {}).some((one) => one.held));
    const shown = () => CA.selection.mask();
    CA.visible = (r) => shown()[r] === 1;
  };
})(window.ConflictAtlas);
