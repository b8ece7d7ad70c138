/* The panel's filters. They set the selection and show what it is. */
"use strict";
(function (CA) {
  const by = (id) => document.getElementById(id);

  /* Lists of values with a box and a live count each: how many would show with that value alone. */
  const LISTS = {
    actors: () => [...CA.selection.columns.actor_a_values],
    regions: () => [...CA.selection.columns.region_values, null],
    precision: () => [...Object.keys(CA.data.labels.precision).map(Number), null],
    civilians: () => [true, false, null],
  };
  const COLUMNS = { actors: ["actor_a", "actor_b"], regions: ["region"], precision: ["precision"],
    civilians: ["civilians"] };

  /* Records of `shown` with each value; those of layers that lack the field are not counted. */
  function tallies(key, shown) {
    const { columns, layers } = CA.selection;
    const field = { actors: "actor_a", regions: "admin1_code", precision: "geo_precision",
      civilians: "civilian_targeting" }[key];
    const has = layers.map((layer) => layer.fields.includes(field));
    const [one, two] = COLUMNS[key].map((name) => columns[name]);
    const found = []; // what is not stated comes first
    const add = (code) => { found[code + 1] = (found[code + 1] || 0) + 1; };
    for (let i = 0; i < columns.n; i++) {
      if (!shown[i] || !has[columns.layer[i]]) continue;
      add(one[i]);
      if (two && two[i] !== one[i]) add(two[i]);
    }
    const values = columns[COLUMNS[key][0] + "_values"];
    const codes = values && new Map(values.map((value, code) => [value, code]));
    return (value) => found[1 + (value === null ? -1 : codes ? codes.get(value) ?? -2
      : Number(value))] || 0;
  }

  /* Whether numbers of large layers are not here: of those drawn from tiles they never are. */
  const unknown = () => CA.selection.pending() ||
    Object.values(CA.data.large || {}).some((one) => !one.held);

  /* The values that records of layers drawn from tiles have, and how many before any choice. */
  function far(key) {
    const found = new Map();
    for (const { values } of Object.values(CA.data.large || {})) {
      for (const [value, n] of values?.[key] || []) found.set(value, (found.get(value) || 0) + n);
    }
    return found;
  }

  function list(box) {
    const key = box.dataset.options, elsewhere = far(key);
    let made = [], n = -1; // of how many records the values are
    const build = () => {
      n = CA.selection.columns.n;
      // Of all records, whatever is chosen: a choice may end, and its address opens on the same list.
      const own = tallies(key, new Uint8Array(n).fill(1));
      const count = (value) => own(value) + (elsewhere.get(value) || 0);
      const order = key === "actors" ? (a, b) => count(b) - count(a) || (a < b ? -1 : 1) : () => 0;
      const values = [...new Set([...LISTS[key](), ...[...elsewhere.keys()].sort()])];
      values.sort((a, b) => (a === null) - (b === null)); // "not stated" stays the last
      const rows = values.filter((value) => key === "civilians" || count(value)).sort(order);
      made = rows.map((value) => {
        const input = CA.el("input", { type: "checkbox",
          onchange: () => CA.selection.toggle(key, value) });
        const number = CA.el("span", { class: "ca-n" });
        const row = CA.el("label", { class: "ca-check" }, input,
          CA.el("bdi", { dir: "auto" }, CA.labelOf(key, value)), number);
        return { value, input, number, row };
      });
      box.replaceChildren(...made.map(({ row }) => row));
      box.closest("fieldset").hidden = !made.length;
    };
    return () => {
      if (n !== CA.selection.columns.n) build();
      // Of layers drawn from tiles it is known how many there are in all, not how many a choice leaves.
      const whole = CA.selection.isWhole() && !CA.selection.pending();
      const counted = tallies(key, CA.selection.mask(key)), known = whole || !unknown();
      const chosen = CA.selection.get()[key];
      for (const { value, input, number, row } of made) {
        input.checked = chosen.includes(value);
        const found = counted(value) + (whole ? elsewhere.get(value) || 0 : 0);
        number.textContent = known ? CA.number(found) : "…";
        row.classList.toggle("ca-none", known && !found);
      }
    };
  }

  /* Which layers a filter leaves as they are, since they have no such field. */
  function untouched() {
    for (const field of document.querySelectorAll("#ca-filters [data-needs]")) {
      const having = CA.data.layers.filter((one) => one.fields.includes(field.dataset.needs));
      const lacking = CA.data.layers.filter((one) => !having.includes(one));
      if (!having.length) field.hidden = true;
      else if (lacking.length) {
        field.append(CA.el("p", { class: "ca-note" }, CA.text("f_untouched",
          { layers: new Intl.ListFormat(CA.data.language).format(lacking.map((one) => one.title)) })));
      }
    }
  }

  function dates() {
    const from = by("ca-f-from"), to = by("ca-f-to");
    const read = () => {
      const ends = [from, to].map((input) => input.value || null);
      if (ends[0] && ends[1] && ends[0] > ends[1]) ends.reverse();
      CA.selection.set({ datetime: ends[0] || ends[1] ? ends : null });
    };
    from.addEventListener("change", read);
    to.addEventListener("change", read);
    const undated = by("ca-f-undated");
    undated.addEventListener("change", () => CA.selection.set({ undated: undated.checked }));
    return () => {
      const { datetime } = CA.selection.get();
      if (document.activeElement !== from) from.value = datetime?.[0] || "";
      if (document.activeElement !== to) to.value = datetime?.[1] || "";
      // The fields show days as the browser's language has them: the words are the page's.
      by("ca-f-days").textContent = CA.daysChosen() || CA.text("time_all");
      undated.checked = CA.selection.get().undated;
      const { columns, mask } = CA.selection;
      const shown = mask("undated");
      let n = 0;
      for (let i = 0; i < columns.n; i++) {
        if (shown[i] && columns.start[i] === CA.NO_DAY && columns.end[i] === CA.NO_DAY) n++;
      }
      by("ca-n-undated").textContent = unknown() ? "…" : CA.number(n);
    };
  }

  function deaths() {
    const mode = by("ca-f-deaths"), which = by("ca-f-by"), min = by("ca-f-min"), max = by("ca-f-max");
    const whole = (input) => input.value === "" || !input.validity.valid ? null
      : Math.max(0, Math.round(Number(input.value)));
    const read = () => {
      const ends = [whole(min), whole(max)];
      if (ends[0] !== null && ends[1] !== null && ends[0] > ends[1]) ends.reverse();
      CA.selection.set({ deaths: mode.value ? { by: which.value,
        min: mode.value === "none" ? null : ends[0], max: mode.value === "none" ? null : ends[1],
        stated: mode.value !== "none", unstated: mode.value !== "range" } : null });
    };
    for (const input of [mode, which, min, max]) input.addEventListener("change", read);
    return () => {
      const { deaths: now } = CA.selection.get();
      mode.value = !now ? "" : !now.stated ? "none" : now.unstated ? "both" : "range";
      if (now) which.value = now.by;
      if (document.activeElement !== min) min.value = now?.min ?? "";
      if (document.activeElement !== max) max.value = now?.max ?? "";
      by("ca-f-numbers").hidden = !now;
      by("ca-f-ends").hidden = mode.value === "none";
    };
  }

  /* Both search fields are the one text of the selection. */
  function words() {
    const inputs = [by("ca-f-text"), by("ca-find")];
    for (const input of inputs) {
      let wait = 0;
      input.addEventListener("input", () => {
        clearTimeout(wait);
        wait = setTimeout(() => CA.selection.set({ text: CA.searchable(input.value) }),
          CA.selection.columns.n > 1000 ? 150 : 0);
      });
    }
    return () => {
      const { text } = CA.selection.get();
      for (const input of inputs) {
        if (document.activeElement !== input) input.value = text;
      }
    };
  }

  function rest() {
    const sources = by("ca-f-sources"), disputed = by("ca-f-disputed");
    sources.addEventListener("change", () => CA.selection.set({ sources: Number(sources.value) }));
    disputed.addEventListener("change", () => CA.selection.set({ disputed: disputed.checked }));
    return () => {
      const state = CA.selection.get();
      sources.value = String(state.sources);
      disputed.checked = state.disputed;
      by("ca-n-disputed").textContent = unknown() ? "…"
        : CA.number(CA.selection.tally("status", "disputed").get("disputed") || 0);
    };
  }

  CA.filters = () => {
    const shows = [dates(), deaths(), words(), rest(),
      ...[...document.querySelectorAll("#ca-filters [data-options]")].map(list)];
    untouched();
    const show = () => { for (const one of shows) one(); };
    CA.selection.onChange(show);
    show();
  };
})(window.ConflictAtlas);
