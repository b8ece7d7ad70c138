/* What is chosen: in words, as chips to take away, and as counts beside the layers. */
"use strict";
(function (CA) {
  /* The words of a value of a filter. */
  CA.labelOf = (key, value) => {
    if (value === null) return CA.text("unstated");
    if (key === "civilians") return CA.text(value ? "yes" : "no");
    const found = CA.data.labels[key]?.[value];
    return found ?? String(value);
  };

  let dayForm = null; // to make it takes longer than to use it
  /* A day as the server has it: 1 May 2012, 1er mai 2012. */
  CA.dayText = (iso) => {
    const { language } = CA.data;
    dayForm ??= new Intl.DateTimeFormat(language === "en" ? "en-GB" : language,
      { dateStyle: "long", timeZone: "UTC" });
    const text = dayForm.format(new Date(iso + "T00:00:00Z"));
    return language === "fr" ? text.replace(/^1 /, "1er ") : text;
  };

  const listed = (key, values) => new Intl.ListFormat(CA.data.language, { type: "disjunction" })
    .format(values.map((value) => CA.labelOf(key, value)));

  const labelled = (key, text) => CA.text("labelled", { a: CA.text(key), b: text });

  function datesText([from, to]) {
    const [a, b] = [from, to].map((iso) => iso && CA.dayText(iso));
    if (from && to) return from === to ? a : CA.text("dates_between", { a, b });
    return from ? CA.text("dates_from", { a }) : CA.text("dates_to", { b });
  }

  function deathsText({ by: which, min, max, stated, unstated }) {
    if (!stated) return CA.text("unstated");
    const [a, b] = [min ?? 0, max ?? 0].map(CA.number);
    const ends = max === null ? CA.text("sum_at_least", { n: a }) : min === null
      ? CA.text("at_most", { n: b }) : CA.text("sum_range", { low: a, high: b });
    const range = `${ends} (${CA.text("f_by_" + which)})`;
    return unstated ? CA.text("or", { a: range, b: CA.text("unstated") }) : range;
  }

  /* A filter in use in words: for chips, captions and citations. */
  CA.filterText = (key, state) => {
    const value = state[key];
    switch (key) {
      case "datetime": return datesText(value);
      case "undated": return CA.text("f_undated_chip");
      case "text": return CA.text("quoted", { a: value.trim() });
      case "deaths": return labelled("f_deaths", deathsText(value));
      case "sources": return labelled("f_sources", CA.text("sum_at_least", { n: CA.number(value) }));
      case "disputed": return CA.text("disputed");
      case "civilians": return labelled("f_civilians", listed(key, value));
      default: return listed(key, value);
    }
  };

  /* The days that are chosen here or by the address; null where neither chooses any. */
  CA.daysChosen = () => {
    const { datetime } = CA.selection.get();
    return datetime ? datesText(datetime) : CA.data.period || null;
  };

  /* The head of the page: of which days it is, and whether there is a filter. */
  function head() {
    const days = document.getElementById("ca-period");
    days.dataset.whole ??= days.textContent;
    days.textContent = CA.daysChosen() || days.dataset.whole;
    document.getElementById("ca-filtered").hidden = !CA.data.filtered && CA.selection.isWhole();
  }

  /* Where filters are chosen; a map in a frame has no such tab. */
  const panel = () => document.getElementById("ca-filters-tab") ||
    document.getElementById("ca-handle");

  function chips() {
    const bar = document.getElementById("ca-chips");
    const { selection } = CA;
    const state = selection.get();
    const active = selection.active();
    bar.hidden = !active.length;
    bar.replaceChildren(...active.map((key) => {
      const text = CA.filterText(key, state);
      return CA.el("button", { type: "button", class: "ca-chip", "data-key": key,
        "aria-label": CA.text("remove", { name: text }),
        onclick: () => {
          selection.set({ [key]: selection.empty[key] });
          (bar.querySelector("button") || panel()).focus();
        } },
      CA.el("bdi", { dir: "auto" }, text), CA.el("span", { "aria-hidden": "true" }, "×"));
    }), CA.el("button", { type: "button", class: "ca-link ca-clear", onclick: () => {
      selection.clear();
      panel().focus();
    } }, CA.text("clear")));
  }

  /* The counts in the tree of layers: what the filters select, whether the layer shows or not. What
     is drawn from tiles is counted where it is drawn. */
  function tree() {
    const { active, counts } = CA.selection;
    const filtered = active().length > 0;
    const found = counts("layers", "types");
    for (const box of document.querySelectorAll("#ca-tree input[data-layer]")) {
      const { layer, type } = box.dataset;
      if (CA.data.large?.[layer]) continue;
      const n = box.closest(".ca-row").querySelector(".ca-n");
      n.dataset.whole ??= n.textContent;
      const now = type === undefined ? found.layers.get(layer) : found.types.get(layer + "\n" + type);
      n.textContent = filtered ? CA.number(now || 0) : n.dataset.whole;
      box.closest(".ca-row").classList.toggle("ca-none", filtered && !now);
    }
  }

  CA.chosen = () => {
    const show = () => {
      head();
      chips();
      tree();
    };
    CA.selection.onChange(show);
    show();
  };
})(window.ConflictAtlas);
