/* What is shown, in words: the sentences of maps/summary.py, of what CA.selection selects now. What the
   page cannot know of layers drawn from tiles is said to be left out. */
"use strict";
(function (CA) {
  const WAIT = 400; // milliseconds; what is said aloud comes when the reader has chosen, not before
  const DRAWN = ["point", "disc", "area", "own", "country", "nowhere", "withdrawn"];
  const first = (...values) => values.find((n) => n >= 0) ?? 0;

  /* Deaths as a range; of a bound that is not given, the next best number. */
  function tolls(columns, shown, stands) {
    const has = CA.selection.layers.map((layer) => layer.fields.includes("fatalities_low"));
    const found = { low: 0, high: 0, stated: 0, open: 0, unstated: 0, any: false };
    for (let i = 0; i < columns.n; i++) {
      if (!shown[i] || !has[columns.layer[i]] || !stands(i)) continue;
      const low = columns.low[i], best = columns.best[i], high = columns.high[i];
      found.any = true;
      if (low < 0 && best < 0 && high < 0) found.unstated++;
      else {
        found.stated++;
        found.open += high < 0;
        found.low += first(low, best);
        found.high += first(high, best, low);
      }
    }
    return found;
  }

  function years(columns, shown) {
    let from = Infinity, to = -Infinity, undated = 0;
    for (let i = 0; i < columns.n; i++) {
      if (!shown[i]) continue;
      const days = [columns.start[i], columns.end[i]].filter((day) => day !== CA.NO_DAY);
      if (!days.length) undated++;
      else {
        from = Math.min(from, ...days);
        to = Math.max(to, ...days);
      }
    }
    const year = (day) => CA.isoOf(day).slice(0, 4);
    return { undated, years: from > to ? null : [year(from), year(to)] };
  }

  /* How many are drawn in each way, and how many of layers that the page does not hold. */
  function counted() {
    const drawn = new Map(), layers = CA.selection.counts().layers;
    const add = (how, n) => drawn.set(how, (drawn.get(how) || 0) + n);
    const { columns, mask } = CA.selection, shown = mask();
    for (let i = 0; i < columns.n; i++) if (shown[i]) add(drawnOf(columns, i), 1);
    const unheld = [];
    for (const [name, large] of Object.entries(CA.data.large || {})) {
      if (large.held) continue;
      const found = CA.large ? CA.large.counts.get(name) : CA.selection.isWhole() && large;
      if (!found) return null;
      layers.set(name, found.n);
      if (found.n) unheld.push(name);
      for (const [how, n] of found.drawn instanceof Map ? found.drawn : Object.entries(found.drawn)) {
        add(how, n);
      }
    }
    return { drawn, layers, unheld };
  }

  const drawnOf = (columns, i) => columns.drawn_values ? columns.drawn_values[columns.drawn[i]]
    : CA.data.records[i].drawn;

  /* Sources of the page's own records; of others only their numbers are here. */
  function sources(shown) {
    const found = new Set();
    CA.data.records.forEach((record, r) => {
      if (shown[r]) for (const [number] of record.sources) found.add(number);
    });
    return found.size;
  }

  function dates({ years: found, undated }) {
    if (!found) return CA.text("said_undated");
    const [a, b] = found;
    const key = a === b ? "said_year" : "said_years";
    return undated ? CA.count(key + "_undated", undated, { a, b }) : CA.text(key, { a, b });
  }

  function deaths({ low, high, stated, open, unstated, any }) {
    if (!any) return [];
    if (!stated) return [CA.text("said_deaths_none")];
    const [from, to] = [low, high].map(CA.number);
    const n = CA.count("records", stated);
    return [open ? CA.count("said_deaths_open", open, { low: from, records: n })
      : CA.text(low === high ? "said_deaths_exact" : "said_deaths", { low: from, high: to, n }),
    ...(unstated ? [CA.count("said_unstated", unstated)] : [])];
  }

  /* The sentences; null while the server counts. */
  CA.sentences = () => {
    const { columns, mask, tally } = CA.selection;
    const known = CA.selection.pending?.() ? null : counted();
    if (!known) return null;
    const { drawn, layers, unheld } = known, shown = mask();
    const total = [...layers.values()].reduce((sum, n) => sum + n, 0);
    const own = total - unheld.reduce((sum, name) => sum + layers.get(name), 0);
    if (!total) return [CA.text("said_nothing")];
    const titled = (name) => CA.data.layers.find((one) => one.name === name).title;
    const named = [...CA.data.layers].reverse().filter(({ name }) => layers.get(name))
      .map(({ name, title }) => `${title} ${CA.number(layers.get(name))}`);
    const places = DRAWN.filter((how) => drawn.get(how))
      .map((how) => CA.text("said_" + how, { n: CA.number(drawn.get(how)) }));
    const disputed = tally("status").get("disputed") || 0;
    const stands = (i) => drawnOf(columns, i) !== "withdrawn";
    const found = [CA.count("said_records", total, { layers: named.join(", ") })];
    if (own) found.push(dates(years(columns, shown)));
    if (places.length) found.push(CA.text("said_places", { parts: places.join(CA.text("said_and")) }));
    found.push(...deaths(tolls(columns, shown, stands)));
    if (own) {
      found.push(disputed ? CA.count("said_disputed", disputed) : CA.text("said_undisputed"));
      const far = columns.n > CA.data.records.length;
      if (!far) found.push(CA.count("said_sources", sources(shown)));
    }
    if (unheld.length) found.push(CA.text("said_unsummed", { layers: unheld.map(titled).join(", ") }));
    return found;
  };

  CA.summary = () => {
    const lead = document.getElementById("ca-summary");
    const rest = document.getElementById("ca-summed");
    const aloud = CA.el("p", { class: "ca-unseen", role: "status", id: "ca-aloud" });
    document.getElementById("ca-page").append(aloud);
    let timer = 0;
    const write = (spoken) => {
      const found = CA.sentences();
      lead.textContent = found ? found[0] : CA.text("counting");
      rest.replaceChildren(...(found || []).slice(1).map((text) => CA.el("li", {}, text)));
      if (spoken && found) aloud.textContent = found.join(" ");
    };
    CA.said = () => {
      clearTimeout(timer);
      timer = setTimeout(() => write(true), WAIT);
    };
    CA.selection.onChange(CA.said);
    write(false);
  };
})(window.ConflictAtlas);
