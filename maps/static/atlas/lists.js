/* Large layers in the panel: lists of what is not on the map, fetched as they are read, and the numbers
   of the legend. */
"use strict";
(function (CA) {
  /* A button, and below it the records that a query selects, some at a time. */
  function lister({ layer }, label, queryOf) {
    const lines = CA.el("ol", { class: "ca-list" });
    const note = CA.el("p", { class: "ca-note", role: "status" });
    let pages = null;
    const next = async () => {
      const { ids } = pages, before = ids.length;
      try {
        await pages.more();
        const records = await CA.recordsOf(layer, ids.slice(before));
        const added = records.map((r) => CA.el("li", {}, CA.line(r, CA.show)));
        lines.append(...added);
        const shown = { n: CA.number(ids.length), total: CA.number(pages.n) };
        note.textContent = CA.text("large_listed", shown);
        more.textContent = CA.text("large_more", shown);
        more.hidden = pages.done;
        if (before) added[0]?.querySelector("button").focus();
      } catch {
        note.textContent = CA.text("large_failed");
      }
    };
    const more = CA.el("button", { type: "button", class: "ca-link", hidden: true, onclick: next });
    const start = CA.el("button", { type: "button", class: "ca-link", onclick: () => {
      const query = queryOf();
      lines.replaceChildren();
      more.hidden = true;
      note.textContent = query ? "" : CA.text("large_listed", { n: 0, total: 0 });
      if (!query) return;
      pages = CA.pager(layer, query);
      next();
    } }, label);
    return [CA.el("p", { class: "ca-actions" }, start), note, lines,
      CA.el("p", { class: "ca-actions" }, more)];
  }

  CA.largeUnplaced = function (found) {
    const { layer } = found;
    for (const box of document.querySelectorAll(`[data-large="${layer.name}"]`)) {
      box.append(...lister(found, CA.text("large_list_all"), () =>
        CA.selection.toQuery(layer.name) && CA.also(layer, CA.DRAWN[box.dataset.how])).flat());
    }
  };

  const listedOf = (name, found) => {
    for (const box of document.querySelectorAll(`[data-large="${name}"]`)) {
      box.querySelector(".ca-n").textContent =
        found ? CA.number(found.drawn.get(box.dataset.how) || 0) : "…";
    }
  };

  /* Writes them into the legend; where they are not known yet, that they are not. */
  CA.largeLegend = function (name, found) {
    const write = (node, n) => {
      if (node) node.textContent = found ? CA.number(n || 0) : "…";
    };
    listedOf(name, found);
    write(document.querySelector(`[data-count="${name}"]`), found?.n);
    for (const box of document.querySelectorAll(`#ca-tree input[data-layer="${name}"][data-type]`)) {
      write(box.closest(".ca-row").querySelector(".ca-n"), found?.types.get(box.dataset.type));
    }
  };

  /* The record that the address names, where the page itself does not hold it. */
  CA.showWanted = async function () {
    const { wanted } = CA;
    if (!wanted) return;
    const at = wanted.indexOf("/"), name = wanted.slice(0, at);
    const layer = CA.data.layers.find((one) => one.name === name && CA.data.large[one.name]);
    const [r] = layer ? await CA.recordsOf(layer, [wanted.slice(at + 1)]).catch(() => []) : [];
    if (r !== undefined && CA.wanted === wanted) CA.quietly(() => CA.show(r));
    if (CA.wanted === wanted) CA.wanted = null;
  };
  CA.showWanted();
})(window.ConflictAtlas);
