/* What the reader has chosen, kept in the address after the "#": layers and types, filters, time,
   view, record, tab, table, colours and base map. Names are the API's where it has them. */
"use strict";
(function (CA) {
  const WAIT = 250; // milliseconds; while a handle is dragged the address need not keep up
  const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
  const UNSTATED = "none"; // null among values; a value of that name is written "=none"

  const word = (value) => value === null ? UNSTATED
    : /^=*none$/.test(String(value)) ? "=" + value : String(value);
  const value = (text) => text === UNSTATED ? null : /^=+none$/.test(text) ? text.slice(1) : text;
  const whole = (text, least, most) => /^\d{1,7}$/.test(text)
    ? Math.min(most, Math.max(least, Number(text))) : null;
  const day = (text) => DAY.test(text) && CA.isoOf(CA.dayOf(text)) === text ? text : null;

  function deathsText({ by, min, max, stated, unstated }) {
    return [by, stated ? `${min ?? ".."}/${max ?? ".."}` : "", unstated ? UNSTATED : ""].join(",");
  }

  function deathsOf(text) {
    const [by, range, unstated] = text.split(",");
    if (!["low", "best", "high"].includes(by)) return null;
    const [min, max] = (range || "").split("/").map((one) => whole(one, 0, 1000000));
    const stated = Boolean(range);
    return { by, min: stated ? min : null, max: stated ? max ?? null : null, stated,
      unstated: unstated === UNSTATED };
  }

  /* Everything as the text after the "#"; what is as it was at first is not in it. */
  CA.fragment = ({ choice, view, record, tab, looks }) => {
    const found = new URLSearchParams();
    const empty = CA.selection.empty;
    const { layers } = CA.selection;
    if (choice.layersOff.length) {
      found.set("layers", layers.map((one) => one.name)
        .filter((name) => !choice.layersOff.includes(name)).join(","));
    }
    for (const [layer, type] of choice.typesOff) found.append("off", `${layer}:${type}`);
    if (choice.datetime) found.set("datetime", choice.datetime.map((one) => one ?? "..").join("/"));
    if (!choice.undated) found.set("undated", "no");
    if (choice.text) found.set("q", choice.text);
    for (const key of ["actors", "regions", "precision", "civilians"]) {
      for (const one of choice[key]) found.append(key, word(one));
    }
    if (choice.deaths) found.set("deaths", deathsText(choice.deaths));
    if (choice.sources !== empty.sources) found.set("sources", choice.sources);
    if (choice.disputed) found.set("disputed", "yes");
    if (view) found.set("map", view);
    if (record) found.set("record", record);
    if (tab) found.set("tab", tab);
    for (const [name, one] of Object.entries(looks || {})) if (one) found.set(name, one);
    return found.toString();
  };

  /* What such a text says; parts that say nothing are as at first. */
  CA.fromFragment = (text) => {
    const given = new URLSearchParams(text);
    const { layers, empty } = CA.selection;
    const choice = { ...empty };
    if (given.has("layers")) {
      const on = given.get("layers").split(",");
      choice.layersOff = layers.map((one) => one.name).filter((name) => !on.includes(name));
    }
    choice.typesOff = given.getAll("off").map((one) => {
      const at = one.indexOf(":");
      return [one.slice(0, at), one.slice(at + 1)];
    }).filter(([layer, type]) => CA.types.has(layer + "\n" + type));
    const [from, to] = (given.get("datetime") || "").split("/").map(day);
    if (from || to) choice.datetime = [from, to ?? null];
    choice.undated = given.get("undated") !== "no";
    choice.text = CA.searchable(given.get("q") || "");
    choice.actors = given.getAll("actors").map(String);
    choice.regions = given.getAll("regions").map(value);
    choice.precision = given.getAll("precision").map((one) => one === UNSTATED ? null : whole(one, 1, 8))
      .filter((one, i) => one !== null || given.getAll("precision")[i] === UNSTATED);
    choice.civilians = given.getAll("civilians")
      .filter((one) => ["true", "false", UNSTATED].includes(one))
      .map((one) => one === UNSTATED ? null : one === "true");
    if (given.has("deaths")) choice.deaths = deathsOf(given.get("deaths"));
    choice.sources = whole(given.get("sources") || "", 1, 5) ?? 1;
    choice.disputed = given.get("disputed") === "yes";
    return { choice, view: given.get("map"), record: given.get("record"), tab: given.get("tab"),
      looks: Object.fromEntries(["theme", "base", "table", "sort"].map((name) =>
        [name, given.get(name)])) };
  };

  const viewText = (map) => {
    const { lat, lng } = map.getCenter();
    return [map.getZoom().toFixed(2), lat.toFixed(5), lng.toFixed(5)].join("/");
  };

  function setView(map, text) {
    const found = /^(\d{1,2}(?:\.\d+)?)\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)$/.exec(text || "");
    if (!found) return false;
    const [zoom, lat, lng] = found.slice(1).map(Number);
    const { zoomSnap } = map.options;
    map.options.zoomSnap = 0.01;
    map.setView([lat, lng], zoom, { reset: true }); // else it would move by whole pixels
    map.options.zoomSnap = zoomSnap;
    return true;
  }

  /* The choice alone, before anything is drawn. */
  CA.restoreChoice = () => {
    if (location.hash.includes("=")) CA.selection.set(CA.fromFragment(location.hash.slice(1)).choice);
  };

  CA.state = (map) => {
    const links = [...document.querySelectorAll(".ca-lang, [data-keep-state]")]
      .map((link) => ({ link, href: link.getAttribute("href").split("#")[0] }));
    // A page that lies within another's text has no address of its own to keep anything in.
    const addressed = location.protocol !== "about:";
    let timer = 0, pushes = false, restoring = false;

    const now = () => CA.fragment({ choice: CA.selection.get(),
      view: CA.moved() ? viewText(map) : null, record: CA.openRecord(), tab: CA.tabNow(),
      looks: { ...CA.looks.get(), table: CA.tableIsWide?.() ? "wide" : null,
        sort: CA.tableOrder?.() } });
    CA.address = () => {
      const text = now();
      return location.href.split("#")[0] + (text ? "#" + text : "");
    };

    function write() {
      clearTimeout(timer);
      timer = 0;
      const text = now();
      for (const { link, href } of links) link.setAttribute("href", text ? `${href}#${text}` : href);
      if (!addressed || text === location.hash.slice(1)) {
        pushes = false;
        return;
      }
      const url = location.pathname + location.search + (text ? "#" + text : "");
      history[pushes ? "pushState" : "replaceState"](null, "", url);
      pushes = false;
    }

    CA.note = (push) => {
      if (restoring) return;
      pushes = pushes || push;
      if (!timer) timer = setTimeout(write, WAIT);
    };

    /* Does what the address asks for, when it comes late: the view stays, no step back is made. */
    CA.quietly = (act) => {
      const view = CA.moved() && viewText(map);
      restoring = true;
      act();
      if (view) setView(map, view);
      restoring = false;
    };

    function restore() {
      restoring = true;
      const { choice, view, record, tab, looks } = CA.fromFragment(location.hash.slice(1));
      CA.looks.set(looks);
      CA.selection.set(choice);
      CA.chooseTab(tab);
      CA.orderTable?.(looks.sort);
      CA.tableWide?.(looks.table === "wide");
      map.invalidateSize({ animate: false }); // a wide table has taken from its height
      CA.close();
      const r = record === null ? -1 : CA.data.records.findIndex((one) =>
        `${one.layer}/${one.id}` === record);
      CA.wanted = r < 0 ? record : null; // perhaps one of those that the page does not hold
      CA.showWanted?.();
      if (r >= 0 && CA.visible(r)) CA.show(r);
      if (view && setView(map, view)) CA.touched();
      else if (r < 0) CA.fit();
      restoring = false;
      for (const { link, href } of links) link.setAttribute("href", href + location.hash);
    }

    addEventListener("popstate", () => {
      clearTimeout(timer);
      timer = 0;
      if (!location.hash || location.hash.includes("=")) restore();
    });
    CA.selection.onChange(() => CA.note(true));
    map.on("moveend", () => CA.note(false));
    for (const { link } of links) link.addEventListener("click", write);
    if (location.hash.includes("=")) restore();
  };
})(window.ConflictAtlas);
