/* The records that show as a table: the map's twin. It holds a page of rows at a time (paging.js), of what
   CA.selection selects and nothing else. It stands in its tab, or wide below the map. */
"use strict";
(function (CA) {
  const NARROW = "(max-width: 760px)";
  const { PAGE, COLUMNS, tiled, valuesOf } = CA.paging;

  const NEWEST = { key: "date", descending: true };
  let sort = NEWEST;
  let page = 0, of = "", stale = true, turn = 0, order = [];
  const nodes = {};

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

  function fill({ n, rows, order: all }) {
    order = all;
    const focused = nodes.body.contains(document.activeElement);
    nodes.body.replaceChildren(...rows.map(row));
    const last = Math.max(0, Math.ceil(n / PAGE) - 1);
    const from = n ? page * PAGE + 1 : 0;
    nodes.count.textContent = !n ? "" : CA.text("table_rows", { from: CA.number(from),
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
    const failed = (error) => { if (mine === turn) nodes.count.textContent = CA.unanswered(error); };
    const found = CA.paging.of(sort, page, of, failed);
    if (!found || found instanceof Promise) nodes.count.textContent = CA.text("counting");
    if (found instanceof Promise) {
      return found.then(fresh, (error) => {
        if (mine === turn) nodes.count.textContent = error.final ? CA.unanswered(error)
          : CA.text("large_failed");
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
      const at = i === undefined ? -1 : order.indexOf(i);
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
        arrange({ key, descending: sort.key === key ? !sort.descending : Boolean(first) });
        CA.note(false);
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

  function arrange(wanted) {
    sort = wanted;
    page = 0;
    stale = true;
    if (visible()) render();
  }

  /* The order as the address has it: a column, after "-" where it descends; null as it is at first. */
  CA.tableOrder = () => sort.key === NEWEST.key && sort.descending ? null
    : (sort.descending ? "-" : "") + sort.key;
  CA.orderTable = (text) => {
    const descending = Boolean(text?.startsWith("-")), key = text?.slice(descending ? 1 : 0);
    arrange(nodes.heads.some((one) => one.key === key) ? { key, descending } : NEWEST);
  };

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
    nodes.scroll.tabIndex = wide ? 0 : -1; // only there it scrolls by itself
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
    nodes.scroll = CA.el("div", { class: "ca-scroll", role: "region",
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
