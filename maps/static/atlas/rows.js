/* The records that show, in an order: for tables and lists. Ties stand as in the legend, layers from
   the top down, the newest first within each. */
"use strict";
(function (CA) {
  const DAYS = ["start", "end"];

  /* The rank of each code by how its words sort in the page's language. */
  function ranks(values, label) {
    const { compare } = new Intl.Collator(CA.data.language);
    const order = values.map((_, code) => code)
      .sort((a, b) => compare(label(values[a]), label(values[b])));
    const found = new Int32Array(values.length);
    order.forEach((code, rank) => { found[code] = rank; });
    return found;
  }

  /* How records compare in a column: numbers, days, or texts as `label` says them. */
  function keys(columns, by, label) {
    const column = columns[by], values = CA.valuesOf(columns, by);
    if (!values) return column;
    const rank = ranks(values, label);
    return column.map((code) => code < 0 ? CA.NOTHING : rank[code]);
  }

  /* `sort` is { by, descending, label }: `by` the name of a column of numbers or texts (start, end,
     type, layer, region, place, actor_a, actor_b, low, best, high, precision, sources, status);
     `label` the words of a value, where they are not the value. What is not stated comes last either
     way. Without `sort` the order is the legend's. */
  CA.rowsOf = (columns, layers, shown, sort) => {
    let n = 0;
    for (let i = 0; i < columns.n; i++) n += shown[i];
    const found = new Int32Array(n);
    let at = 0;
    for (let layer = layers.length - 1; layer >= 0; layer--) {
      for (let i = 0; i < columns.n; i++) {
        if (shown[i] && columns.layer[i] === layer) found[at++] = i;
      }
    }
    if (!sort) return found;
    const { by, descending, label = String } = sort;
    const key = keys(columns, by, label), none = DAYS.includes(by) ? CA.NO_DAY : CA.NOTHING;
    const place = new Int32Array(columns.n);
    found.forEach((r, k) => { place[r] = k; });
    const turn = descending ? -1 : 1;
    return found.sort((a, b) => (key[a] === none) - (key[b] === none) ||
      turn * (key[a] - key[b]) || place[a] - place[b]);
  };
})(window.ConflictAtlas);
