/* How many records lie in which month: of those that the page holds by its columns, of layers drawn from
   tiles by the server's numbers (maps/months.py), which counted.js brings. Pure functions of both. */
"use strict";
(function (CA) {
  const NEVER = 0x7fffffff; // the month of what has no day
  const listeners = [];
  let held = null;

  CA.monthOf = (day) => {
    const date = new Date(day * 86400000);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };

  const tiled = () => Object.values(CA.data.large || {}).some((one) => !one.held);

  /* Layers whose records have their bars: those of events, all where there are no such layers. */
  function barred() {
    const lasting = CA.selection.layers.map((layer) =>
      CA.data.layers.find((one) => one.name === layer.name).lasting);
    return lasting.map((one) => !one || !lasting.includes(false));
  }

  /* The dated records that the page holds: their numbers, the months they begin and end in, and the
     first and last month of them all. */
  function counted() {
    const { columns } = CA.selection, has = barred();
    const known = new Map(); // months of days
    const month = (day) => {
      if (day === CA.NO_DAY) return NEVER;
      if (!known.has(day)) known.set(day, CA.monthOf(day));
      return known.get(day);
    };
    const found = { rows: [], starts: [], ends: [], first: Infinity, last: -Infinity, of: columns.n };
    for (let i = 0; i < columns.n; i++) {
      if (!has[columns.layer[i]]) continue;
      const start = month(columns.start[i]), end = month(columns.end[i]);
      if (start === NEVER && end === NEVER) continue;
      found.rows.push(i);
      found.starts.push(start);
      found.ends.push(end);
      found.first = Math.min(found.first, start === NEVER ? end : start);
      found.last = Math.max(found.last, end === NEVER ? start : end);
    }
    return found;
  }

  const own = () => {
    if (held?.of !== CA.selection.columns.n) held = counted(); // more records have come
    return held;
  };

  const withBars = (layers) => {
    const has = barred(), { layers: all } = CA.selection;
    return layers.filter(({ name }) => has[all.findIndex((one) => one.name === name)]);
  };

  const colourOf = (layer, code) => (CA.types.get(layer + "\n" + (code ?? "")) || CA.untyped).line;

  /* The records that the page holds: how many of each layer and type in each bar. */
  function addOwn(bars, bin) {
    const { rows, starts, ends } = own();
    const { columns, layers } = CA.selection, shown = CA.selection.mask("datetime");
    const kinds = columns.type_values.length + 1;
    const n = bars.stacks.map(() => new Int32Array(layers.length * kinds));
    rows.forEach((r, k) => {
      if (!shown[r]) return;
      const at = bin(starts[k]);
      if (at !== bin(ends[k])) bars.vague++;
      else n[at][columns.layer[r] * kinds + columns.type[r] + 1]++;
    });
    const colours = layers.flatMap(({ name }) =>
      ["", ...columns.type_values].map((code) => colourOf(name, code)));
    n.forEach((numbers, at) => numbers.forEach((m, k) => { if (m) bars.add(at, colours[k], m); }));
    const all = CA.selection.mask();
    for (let i = 0; i < columns.n; i++) {
      bars.undated += all[i] && columns.start[i] === CA.NO_DAY && columns.end[i] === CA.NO_DAY;
    }
  }

  /* Those of layers drawn from tiles: a span that is wider than a bar lies in none. */
  function addFar(bars, step, bin) {
    const now = CA.months.far.now || [];
    for (const { name, spans, types, longer } of withBars(now)) {
      bars.vague += longer;
      for (const { months, type, at, n } of spans) {
        at.forEach((month, k) => {
          if (months > step) bars.vague += n[k];
          else bars.add(bin(month), colourOf(name, types[type]), n[k]);
        });
      }
    }
    for (const { undated } of now) bars.undated += undated;
  }

  CA.months = {
    /* What the server says of each layer drawn from tiles: before any choice, and of the choice of
       now, whatever its dates; null while that is not known. */
    far: { whole: null, now: null },
    /* Whether the first of it is on its way. */
    awaited: () => tiled() && !CA.months.far.whole,
    onChange(listener) { listeners.push(listener); },
    changed() { for (const listener of listeners) listener(); },

    /* The first and the last month there is, and how many records there are between them. */
    whole() {
      const { rows, first, last } = own();
      const found = { n: rows.length, first, last };
      for (const one of withBars(CA.months.far.whole || [])) {
        if (one.first === null) continue;
        found.n += one.n - one.undated;
        found.first = Math.min(found.first, one.first);
        found.last = Math.max(found.last, one.last);
      }
      return found;
    },

    /* Of each bar how many records by colour, how many lie in no single bar, how many have no date;
       null while the server counts. */
    bars({ origin, step, bins }) {
      if (tiled() && !CA.months.far.now) return null;
      const bin = (month) => month === NEVER ? NEVER : Math.floor((month - origin) / step);
      const bars = { stacks: Array.from({ length: bins }, () => new Map()), vague: 0, undated: 0,
        add(at, colour, n) {
          const stack = this.stacks[at];
          if (stack) stack.set(colour, (stack.get(colour) || 0) + n);
          else this.vague += n; // the data have changed under the page
        } };
      addOwn(bars, bin);
      addFar(bars, step, bin);
      return bars;
    },
  };
})(window.ConflictAtlas);
