/* What is shown, in words: the sentences of maps/summary.py, of what CA.selection selects now. At first
   they stand in the page; of layers drawn from tiles the server says them. */
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

  /* The sources that the page's own records cite; which come first among those they have. */
  function sources(columns, shown) {
    const found = new Set();
    CA.data.records.forEach((record, r) => {
      if (!shown[r]) return;
      for (const [number] of record.sources.slice(0, columns.sources[r])) found.add(number);
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

  /* The sentences of what the page holds. */
  CA.sentences = () => {
    const { columns, mask, tally, counts } = CA.selection;
    const { total, layers } = counts(), shown = mask();
    if (!total) return [CA.text("said_nothing")];
    const named = [...CA.data.layers].reverse().filter(({ name }) => layers.get(name))
      .map(({ name, title }) => `${title} ${CA.number(layers.get(name))}`);
    const ways = tally("drawn");
    const places = DRAWN.filter((how) => ways.get(how))
      .map((how) => CA.text("said_" + how, { n: CA.number(ways.get(how)) }));
    const disputed = tally("status").get("disputed") || 0;
    const withdrawn = columns.drawn_values.indexOf("withdrawn");
    const stands = (i) => columns.drawn[i] !== withdrawn;
    return [CA.count("said_records", total, { layers: named.join(", ") }),
      dates(years(columns, shown)),
      CA.text("said_places", { parts: places.join(CA.text("said_and")) }),
      ...deaths(tolls(columns, shown, stands)),
      disputed ? CA.count("said_disputed", disputed) : CA.text("said_undisputed"),
      columns.n > CA.data.records.length ? CA.text("said_uncounted")
        : CA.count("said_sources", sources(columns, shown))];
  };

  /* The same of layers that the page does not hold: the server's, for the same query. */
  async function asked(signal) {
    const query = CA.selection.toQuery();
    if (query === null) return [CA.text("said_nothing")];
    const given = new URLSearchParams({ ...query, lang: CA.data.language });
    return (await CA.asked(CA.own(CA.data.share.caption) + "?" + given, signal)).sentences;
  }

  const unheld = () => Object.values(CA.data.large || {}).some((one) => !one.held);

  CA.summary = () => {
    const lead = document.getElementById("ca-summary");
    const rest = document.getElementById("ca-summed");
    const aloud = CA.el("p", { class: "ca-unseen", role: "status", id: "ca-aloud" });
    document.getElementById("ca-page").append(aloud);
    let timer = 0, stop = null;
    const write = (found) => {
      lead.textContent = found ? found[0] : CA.text("counting");
      // What has nothing more to say does not offer to open.
      lead.parentElement.tabIndex = found?.length === 1 ? -1 : 0;
      rest.replaceChildren(...(found || []).slice(1).map((text) => CA.el("li", {}, text)));
      if (found) aloud.textContent = found.join(" ");
    };
    const say = () => {
      if (!unheld()) {
        write(CA.selection.pending() ? null : CA.sentences());
        return;
      }
      stop?.abort();
      stop = new AbortController();
      write(null);
      const { signal } = stop;
      CA.persist(() => asked(signal), signal, (error) => { lead.textContent = CA.unanswered(error); })
        .then(write, CA.givenUp(signal));
    };
    CA.selection.onChange(() => {
      clearTimeout(timer);
      stop?.abort(); // it would tell of a choice that is left
      timer = setTimeout(say, WAIT);
    });
    if (!CA.selection.isWhole()) say(); // the address says what was chosen before
  };
})(window.ConflictAtlas);
