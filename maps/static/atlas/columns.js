/* The records as columns of numbers: what filters, counts and canvases work on. Those of the page's
   own records come first; those of large layers join them when they have come. Pure functions. */
"use strict";
(function (CA) {
  const NOTHING = CA.NOTHING = -1; // the code of what is not stated
  CA.NO_DAY = -0x80000000; // days before 1970 are below zero: a number that no day has
  const DAYS = ["start", "end"];

  /* The columns as typed arrays, and the texts to search when they are first asked for. `own` are
     the records that the page holds itself; what a text finds among the others, a server says. */
  CA.columnsOf = (given) => {
    const found = { n: given.layer.length, own: given.layer.length, hits: () => null };
    for (const [name, column] of Object.entries(given)) {
      if (name === "texts") continue;
      const codes = Array.isArray(column) ? column : column.codes;
      const none = DAYS.includes(name) ? CA.NO_DAY : NOTHING;
      found[name] = Int32Array.from(codes, (one) => one ?? none);
      if (!Array.isArray(column)) found[name + "_values"] = column.values;
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
  };

  const byCode = (a, b) => a < b ? -1 : a > b ? 1 : 0;

  /* Codes for one list of values where there were two, each in its order. */
  function joined(first, second, values, more) {
    const all = [...new Set([...values, ...more])].sort(byCode);
    const places = new Map(all.map((value, code) => [value, code]));
    const found = new Int32Array(first.length + second.length);
    const write = (codes, own, from) => {
      const table = own.map((value) => places.get(value));
      for (let i = 0; i < codes.length; i++) found[from + i] = codes[i] < 0 ? NOTHING : table[codes[i]];
    };
    write(first, values, 0);
    write(second, more, first.length);
    return [found, all];
  }

  /* Columns that share another's values. */
  const SHARED = { actor_b: "actor_a" };
  const valuesOf = (name) => (SHARED[name] || name) + "_values";

  /* The texts that a column's numbers stand for; none of a column of numbers. */
  CA.valuesOf = (columns, name) => columns[valuesOf(name)];

  /* Takes more records in, as columns of the same names; what a page's own lack is not stated. What
     others have derived from the columns goes: it is not of all records any more. */
  CA.grow = (columns, more) => {
    const { n } = columns, before = { ...columns };
    for (const name of Object.keys(columns)) {
      if (columns[name] instanceof Int32Array && !(name in more)) delete columns[name];
    }
    for (const name of Object.keys(more)) {
      if (!(more[name] instanceof Int32Array)) continue;
      const none = DAYS.includes(name) ? CA.NO_DAY : NOTHING;
      const first = before[name] || new Int32Array(n).fill(none);
      const second = more[name];
      const of = valuesOf(name);
      if (before[of] || more[of]) {
        [columns[name], columns[of]] = joined(first, second, before[of] || [], more[of] || []);
      } else {
        columns[name] = new Int32Array(n + more.n);
        columns[name].set(first);
        columns[name].set(second, n);
      }
    }
    columns.n = n + more.n;
  };
})(window.ConflictAtlas);
