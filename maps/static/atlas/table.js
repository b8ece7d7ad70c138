/* The records that show as a table: the map's twin. It holds a page of rows at a time, of what
   CA.selection selects and nothing else; of layers drawn from tiles it asks the API for the same query.
   It stands in its tab, or wide below the map. */
"use strict";
(function (CA) {
  const PAGE = 50;
  const NARROW = "(max-width: 760px)";
  const typeLabel = (code) => CA.data.layers.flatMap((layer) => layer.types)
    .find((type) => type.code === code)?.label ?? code;
  const labelOf = (names) => (key) => CA.data.labels[names][key] ?? key;

  const fact = (labels) => (record) =>
    record.facts.find(([label]) => labels.includes(CA.data.words[label]))?.[1] ?? "";

  /* `by` names the column of the selection, `api` the fields of the API it is sorted by. */
  const COLUMNS = [
    { key: "record" },
    { key: "date", by: "start", api: ["date_start"], first: true, cell: (record) => record.when },
    { key: "kind", by: "type", label: typeLabel, api: (layer) => [layer.type_field],
      cell: (record) => record.kind },
    { key: "place", by: "place", api: ["place_name"],
      cell: ({ where, exact }) => [where, exact].filter(Boolean).join(" · ") },
    { key: "region", by: "region", label: labelOf("regions"), api: ["admin1_name"],
      cell: (_, { region }) => region === null ? "" : labelOf("regions")(region) },
    { key: "sides", by: "actor_a", label: labelOf("actors"), api: ["actor_a"],
      cell: (record) => fact(CA.data.roles.sides)(record) },
    { key: "deaths", by: "toll", api: ["fatalities_best", "fatalities_low"], first: true,
      cell: (record) => fact(CA.data.roles.deaths)(record) },
    { key: "sources", by: "sources", api: ["source_count"], first: true,
      cell: (_, { sources }) => CA.number(sources) },
    { key: "disputed", by: "status", label: (status) => status === "disputed" ? "0" : "1",
      api: ["record_status"] },
  ];

  let sort = { key: "date", descending: true };
  let page = 0, of = "", stale = true, turn = 0, rows = [], pages = null;
  const nodes = {};

  /* What a row says beside the record's own words. */
  function valuesOf(r, i) {
    const { columns } = CA.selection;
    if (i === undefined) {
      const { region, cited } = CA.data.records[r];
      return { region, sources: cited };
    }
    const code = columns.region[i];
    return { region: code < 0 ? null : columns.region_values[code], sources: columns.sources[i] };
  }

  /* The best known number of deaths of each record, to sort by; -1 where none is stated. */
  function tolls() {
    const { columns } = CA.selection;
    if (columns.toll?.length === columns.n) return;
    columns.toll = Int32Array.from({ length: columns.n }, (_, i) =>
      [columns.best[i], columns.high[i], columns.low[i]].find((n) => n >= 0) ?? -1);
  }

  /* ---- Where the rows come from: the selection, or the API for a layer drawn from tiles. */

  const tiled = () => CA.data.layers.filter(({ name }) =>
    CA.data.large?.[name] && !CA.data.large[name].held);

  function order() {
    const { by, label } = COLUMNS.find(({ key }) => key === sort.key);
    if (by === "toll") tolls();
    return CA.selection.rows({ by, label, descending: sort.descending });
  }

  /* The rows of a page as [record, number in the selection]; at once, where the page holds them. */
  function held() {
    rows = order();
    const wanted = [...rows.subarray(page * PAGE, (page + 1) * PAGE)];
    const own = CA.selection.columns.own ?? CA.selection.columns.n;
    const far = wanted.filter((i) => i >= own);
    const all = (found) => ({ n: rows.length, rows: wanted.map((i) =>
      [i < own ? i : found[far.indexOf(i)], i]).filter(([r]) => r !== undefined) });
    return far.length ? CA.crowd.records(far).then(all) : all([]);
  }

  async function asked() {
    const layer = CA.data.layers.find(({ name }) => name === of);
    const query = CA.selection.toQuery(of);
    rows = [];
    if (query === null) return { n: 0, rows: [] };
    const { api } = COLUMNS.find(({ key }) => key === sort.key);
    const sortby = (typeof api === "function" ? api(layer) : api)
      .map((name) => (sort.descending ? "-" : "") + name).join(",");
    const key = JSON.stringify([query, of, sortby]);
    if (pages?.key !== key) pages = { key, list: CA.pager(layer, { ...query, sortby }, PAGE) };
    const { list } = pages;
    while (list.ids.length < (page + 1) * PAGE && !list.done) await list.more();
    const ids = list.ids.slice(page * PAGE, (page + 1) * PAGE);
    return { n: list.n, rows: (await CA.recordsOf(layer, ids)).map((r) => [r]) };
  }

  /* ---- Rows. */

  const keyOf = (r) => CA.data.records[r].layer + "/" + CA.data.records[r].id;
  const bdi = (text) => CA.el("bdi", { dir: "auto" }, text);

  function row([r, i]) {
    const record = CA.data.records[r];
    const values = valuesOf(r, i);
    return CA.el("tr", { role: "row", "data-key": keyOf(r), onclick: (event) => {
      if (!event.target.closest("button") && getSelection().isCollapsed) CA.show(r);
    } }, COLUMNS.map(({ key, cell }) => {
      if (key === "record") {
        return CA.el("th", { scope: "row", role: "rowheader" }, CA.el("button", { type: "button",
          class: "ca-choose", onclick: () => CA.show(r) }, CA.sign(CA.typeOf(record), record.look),
        CA.el("span", { class: "ca-item-title" }, bdi(record.title))));
      }
      const said = key !== "disputed" ? cell(record, values) && bdi(cell(record, values))
        : record.disputed && [CA.unequal(), CA.el("span", {}, CA.text("disputed"))];
      return CA.el("td", { role: "cell", class: "ca-c-" + key + (said ? "" : " ca-empty"),
        "data-label": CA.text("t_" + key) }, said || "–");
    }));
  }

  function fill({ n, rows: found }) {
    const focused = nodes.body.contains(document.activeElement);
    nodes.body.replaceChildren(...found.map(row));
    const last = Math.max(0, Math.ceil(n / PAGE) - 1);
    const from = n ? page * PAGE + 1 : 0;
    nodes.count.textContent = CA.text("table_rows", { from: CA.number(from),
      to: CA.number(Math.min(n, (page + 1) * PAGE)), n: CA.number(n) });
    nodes.count.dataset.n = n;
    nodes.previous.disabled = page <= 0;
    nodes.next.disabled = page >= last;
    nodes.none.hidden = n > 0;
    nodes.table.hidden = !n;
    nodes.table.setAttribute("aria-rowcount", String(n + 1));
    nodes.caption.textContent = CA.text("table_caption", { n: CA.number(n),
      by: CA.text("t_" + sort.key) });
    mark();
    if (focused) nodes.body.querySelector("button")?.focus({ preventScroll: true });
  }

  function render() {
    const mine = ++turn;
    const fresh = (found) => { if (mine === turn) fill(found); };
    stale = false;
    for (const { key, head } of nodes.heads) {
      head.setAttribute("aria-sort", key !== sort.key ? "none"
        : sort.descending ? "descending" : "ascending");
    }
    const found = of ? asked() : CA.selection.pending?.() ? null : held();
    if (!found || found instanceof Promise) nodes.count.textContent = CA.text("counting");
    if (found instanceof Promise) {
      return found.then(fresh, () => {
        if (mine === turn) nodes.count.textContent = CA.text("large_failed");
      });
    }
    return found && fresh(found);
  }

  /* ---- The map and the table know of each other. */

  const buttonOf = (r) => r === null ? null : [...nodes.body.children]
    .find((one) => one.dataset.key === keyOf(r))?.querySelector("button");

  function mark() {
    const read = CA.read();
    for (const one of nodes.body.children) {
      const on = read !== null && one.dataset.key === keyOf(read);
      if (on) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
  }

  /* The page that has the record, and its row in view. */
  function find(r) {
    if (stale || r === null) return mark();
    if (!buttonOf(r) && !of) {
      const i = r >= 0 ? r : CA.crowd?.rowOf(CA.data.records[r].layer, CA.data.records[r].id);
      const at = i === undefined ? -1 : rows.indexOf(i);
      if (at >= 0) {
        page = Math.floor(at / PAGE);
        render();
      }
    }
    mark();
    buttonOf(r)?.closest("tr").scrollIntoView({ block: "nearest" });
  }

  CA.rowOf = (r) => {
    const found = r === null ? null : buttonOf(r);
    return found?.offsetParent ? found : null;
  };

  const visible = () => nodes.twin.offsetParent !== null;
  /* Draws what has changed while the table was out of sight. */
  CA.tableShown = () => {
    if (!stale || !visible()) return;
    const found = render();
    if (!(found instanceof Promise)) find(CA.read());
  };

  /* ---- Its parts. */

  function head({ key, by, first }) {
    const text = CA.text("t_" + key);
    const button = by && CA.el("button", { type: "button", class: "ca-sort", "data-sort": key,
      onclick: () => {
        sort = { key, descending: sort.key === key ? !sort.descending : Boolean(first) };
        page = 0;
        render();
      } }, text, CA.el("span", { class: "ca-arrow", "aria-hidden": "true" }));
    const found = CA.el("th", { scope: "col", role: "columnheader", class: "ca-c-" + key },
      button || [CA.el("span", {}, text), CA.el("span", { class: "ca-sort-by", "aria-hidden": "true" },
        CA.text("table_sort"))]);
    if (by) nodes.heads.push({ key, head: found });
    return found;
  }

  function step(by, key, sign) {
    return CA.el("button", { type: "button", class: "ca-step", title: CA.text(key),
      "aria-label": CA.text(key), onclick: () => {
        page += by;
        render();
        nodes.scroll.scrollTop = 0;
      } }, CA.el("span", { "aria-hidden": "true" }, sign));
  }

  /* Which records: those that the page holds, or a layer drawn from tiles. */
  function layerChoice() {
    const large = tiled();
    if (!large.length) return null;
    const others = CA.data.layers.filter((layer) => !large.includes(layer)).map(({ title }) => title);
    const options = [...large].reverse().map(({ name, title }) => CA.el("option", { value: name }, title));
    if (others.length) {
      options.push(CA.el("option", { value: "" }, new Intl.ListFormat(CA.data.language).format(others)));
    }
    of = options[0].value;
    return CA.el("label", { class: "ca-table-of" }, CA.text("table_of") + " ",
      CA.el("select", { onchange: (event) => {
        of = event.target.value;
        page = 0;
        render();
      } }, options));
  }

  /* Wide below the map, where there is room; the tab says so in its place. */
  CA.tableIsWide = () => nodes.twin?.parentElement === nodes.wide;
  CA.tableWide = (on) => {
    put(on);
    CA.tableShown();
    CA.note?.(false);
  };

  function put(on) {
    const wide = on && !matchMedia(NARROW).matches;
    nodes.wide.hidden = !wide;
    nodes.widen.setAttribute("aria-pressed", String(wide));
    nodes.widen.textContent = CA.text(wide ? "table_narrow" : "table_wide");
    (wide ? nodes.wide : nodes.home).append(nodes.twin);
  }

  function arrows(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const all = [...nodes.body.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    const next = event.key === "Home" ? all[0] : event.key === "End" ? all[all.length - 1]
      : all[at + steps[event.key]];
    if (at < 0 || !next || !(event.key in steps || ["Home", "End"].includes(event.key))) return;
    event.preventDefault();
    next.focus();
  }

  CA.table = () => {
    nodes.home = document.getElementById("ca-list");
    nodes.none = document.getElementById("ca-no-match");
    nodes.heads = [];
    nodes.caption = CA.el("caption", { class: "ca-unseen" });
    nodes.body = CA.el("tbody", { role: "rowgroup", onkeydown: arrows });
    nodes.table = CA.el("table", { class: "ca-table", role: "table" }, nodes.caption,
      CA.el("thead", { role: "rowgroup" }, CA.el("tr", { role: "row" }, COLUMNS.map(head))), nodes.body);
    nodes.scroll = CA.el("div", { class: "ca-scroll", tabindex: "0", role: "region",
      "aria-label": CA.text("table") }, nodes.table);
    nodes.count = CA.el("p", { class: "ca-table-count", role: "status" });
    nodes.previous = step(-1, "table_previous", "‹");
    nodes.next = step(1, "table_next", "›");
    nodes.widen = CA.el("button", { type: "button", class: "ca-link ca-widen",
      onclick: () => {
        CA.tableWide(!CA.tableIsWide());
        nodes.widen.focus();
      } });
    nodes.twin = CA.el("div", { class: "ca-twin" },
      CA.el("div", { class: "ca-table-bar" }, layerChoice(), nodes.count, nodes.previous, nodes.next,
        nodes.widen), nodes.scroll);
    nodes.wide = CA.el("div", { class: "ca-table-wide", hidden: true });
    document.getElementById("ca-map").after(nodes.wide);
    nodes.home.replaceChildren();
    put(false);
    CA.onRead(find);
    CA.selection.onChange(() => {
      page = 0;
      stale = true;
      CA.tableShown();
    });
    matchMedia(NARROW).addEventListener("change", ({ matches }) => { if (matches) CA.tableWide(false); });
  };
})(window.ConflictAtlas);
