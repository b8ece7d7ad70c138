/* The panel: its tabs, which layers and types show, the lists of what is not drawn. */
"use strict";
(function (CA) {
  const LISTED = ["country", "nowhere", "withdrawn"]; // the ways that records are not drawn

  /* What shows of the layers that the page draws from tiles; null while the server counts. */
  function largeCounts() {
    const found = { n: 0, total: 0, drawn: new Map() };
    for (const [name, large] of Object.entries(CA.data.large || {})) {
      const counted = CA.large ? CA.large.counts.get(name)
        : CA.selection.isWhole() ? { n: large.n } : null;
      if (!counted) return null;
      found.n += counted.n;
      found.total += large.n;
      for (const [how, n] of counted.drawn || Object.entries(large.drawn)) {
        found.drawn.set(how, (found.drawn.get(how) || 0) + n);
      }
    }
    return found;
  }

  function counts() {
    const rows = CA.data.records.keys();
    const shown = [...rows].filter(CA.visible);
    const large = largeCounts();
    const head = document.getElementById("ca-shown");
    head.dataset.whole ??= head.textContent; // a page too full knows of more than it holds
    const n = large && shown.length + large.n, total = large && CA.data.records.length + large.total;
    head.textContent = !large ? CA.text("counting") : n === total ? head.dataset.whole
      : CA.text("shown_of", { n: CA.number(n), total: CA.number(total) });
    const off = large && LISTED.reduce((sum, how) => sum + (large.drawn.get(how) || 0),
      shown.filter((r) => LISTED.includes(CA.data.records[r].drawn)).length);
    document.getElementById("ca-off-map").textContent = off
      ? CA.text("off_map", { n: CA.number(off) }) : "";
    for (const [attribute, property] of [["drawn", "drawn"], ["listed", "drawn"]]) {
      for (const node of document.querySelectorAll(`[data-${attribute}]`)) {
        const how = node.dataset[attribute];
        const own = shown.filter((r) => CA.data.records[r][property] === how).length;
        node.textContent = !large ? "…"
          : CA.number(own + (attribute === "drawn" ? large.drawn.get(how) || 0 : 0));
      }
    }
  }
  CA.recount = () => counts();

  function changed() {
    lines();
    counts();
    CA.draw();
  }

  /* A layer's box is the sum of its types': all, none, or some (WAI-ARIA mixed). */
  function tree() {
    const root = document.getElementById("ca-tree");
    if (!root) return;
    const items = [...root.children].map((item) => ({
      whole: item.querySelector("input:not([data-type])"),
      parts: [...item.querySelectorAll("input[data-type]")] }));
    const read = () => {
      const layersOff = [], typesOff = [];
      for (const { whole, parts } of items) {
        const off = parts.filter((box) => !box.checked);
        if (parts.length ? off.length === parts.length : !whole.checked) {
          layersOff.push(whole.dataset.layer);
        } else for (const box of off) typesOff.push([box.dataset.layer, box.dataset.type]);
      }
      CA.selection.set({ layersOff, typesOff });
    };
    const show = () => {
      const { layersOff, typesOff } = CA.selection.get();
      for (const { whole, parts } of items) {
        const { layer } = whole.dataset;
        const isOff = layersOff.includes(layer);
        for (const box of parts) {
          box.checked = !isOff &&
            !typesOff.some(([name, type]) => name === layer && type === box.dataset.type);
        }
        const on = parts.filter((box) => box.checked).length;
        whole.checked = !isOff && on === parts.length;
        whole.indeterminate = !isOff && on > 0 && on < parts.length;
      }
    };
    for (const { whole, parts } of items) {
      whole.addEventListener("change", () => {
        for (const box of parts) box.checked = whole.checked;
        read();
        show();
      });
      for (const box of parts) box.addEventListener("change", read);
    }
    for (const fold of root.querySelectorAll(".ca-fold")) {
      fold.addEventListener("click", () => {
        const open = fold.getAttribute("aria-expanded") !== "true";
        fold.setAttribute("aria-expanded", String(open));
        document.getElementById(fold.getAttribute("aria-controls")).hidden = !open;
      });
    }
    CA.selection.onChange(show);
    show();
  }

  /* A line shows where its record does. */
  function lines() {
    for (const line of document.querySelectorAll("li[data-r]")) {
      line.hidden = !CA.visible(Number(line.dataset.r));
    }
  }

  /* What is not drawn is read like all else. */
  function unplaced() {
    for (const line of document.querySelectorAll("#ca-unplaced li[data-r]")) {
      line.replaceChildren(CA.line(Number(line.dataset.r), CA.show));
    }
  }

  /* Tabs after WAI-ARIA's pattern; without scripts the sections stand one below the other. */
  function tabs() {
    const bar = document.getElementById("ca-tabs");
    const sections = [...document.querySelectorAll(".ca-tab")];
    const buttons = sections.map((section) => {
      section.setAttribute("role", "tabpanel");
      section.setAttribute("aria-labelledby", section.id + "-tab");
      return CA.el("button", { type: "button", role: "tab", id: section.id + "-tab",
        "aria-controls": section.id, onclick: () => choose(section) }, section.dataset.tab);
    });
    let now = sections[0];
    CA.tabNow = () => now === sections[0] ? null : now.id.replace("ca-", "");
    CA.chooseTab = (name) => choose(sections.find((one) => one.id === "ca-" + name) || sections[0]);
    const choose = (chosen) => {
      now = chosen;
      CA.note?.(false);
      sections.forEach((section, i) => {
        section.hidden = section !== chosen;
        buttons[i].setAttribute("aria-selected", String(section === chosen));
        buttons[i].tabIndex = section === chosen ? 0 : -1;
      });
      document.getElementById("ca-panel-body").scrollTop = 0;
      CA.tableShown?.();
    };
    bar.addEventListener("keydown", (event) => {
      const from = buttons.indexOf(document.activeElement), n = buttons.length;
      const next = { ArrowRight: (from + 1) % n, ArrowLeft: (from - 1 + n) % n, Home: 0,
        End: n - 1 }[event.key];
      if (next === undefined) return;
      choose(sections[next]);
      buttons[next].focus();
      event.preventDefault();
    });
    bar.replaceChildren(...buttons);
    bar.hidden = false;
    choose(sections[0]);
    document.querySelector(".ca-skip")?.addEventListener("click", (event) => {
      event.preventDefault(); // the address after "#" is the reader's choice
      sheet(true);
      choose(document.getElementById("ca-records"));
      document.getElementById("ca-records").focus();
    });
  }

  /* On a narrow screen, and in an embed, the panel is a sheet over the map. */
  const sheet = CA.sheet = (open) => {
    document.getElementById("ca-page").classList.toggle("ca-open", open);
    document.getElementById("ca-handle").setAttribute("aria-expanded", String(open));
    document.getElementById("ca-handle-text").textContent =
      CA.text(open ? "close_panel" : CA.table ? "open_panel" : "open_framed");
    if (matchMedia("(max-width: 760px)").matches) CA.roam(open);
  };
  CA.sheetIsOpen = () => document.getElementById("ca-page").classList.contains("ca-open");

  CA.panel = () => {
    document.body.classList.add("ca-scripted");
    tree();
    lines();
    unplaced();
    CA.table?.();
    CA.summary?.();
    tabs();
    counts();
    CA.selection.onChange(changed);
    const handle = document.getElementById("ca-handle");
    handle.addEventListener("click", () => sheet(handle.getAttribute("aria-expanded") !== "true"));
  };
})(window.ConflictAtlas);
