/* The base map: land, regions, rivers, frontiers. It cannot be clicked and takes no focus. */
"use strict";
(function (CA) {
  const PANES = { land: 200, water: 210, own: 340, area: 350, disc: 360, frontier: 370, names: 420,
    badges: 590, signs: 600 };

  CA.panes = (map) => {
    CA.renderers = {};
    for (const [name, order] of Object.entries(PANES)) {
      const pane = map.createPane("ca-" + name);
      pane.style.zIndex = order;
      if (["land", "water", "frontier", "names"].includes(name)) pane.style.pointerEvents = "none";
      if (["names", "signs", "badges"].includes(name)) continue;
      CA.renderers[name] = L.svg({ pane: "ca-" + name, padding: 0.6 });
    }
  };

  /* Options of a path in one of the panes; its look is in the style sheet. */
  CA.path = (pane, className, more) => ({ pane: "ca-" + pane, renderer: CA.renderers[pane],
    className, ...more });

  CA.base = (map) => {
    const base = CA.data.base;
    const still = (pane, className) => CA.path(pane, className, { interactive: false,
      smoothFactor: 0.6 });
    for (const country of base.countries) {
      const shape = CA.shape(country.parts);
      L.polygon(shape, still("land", country.focus ? "ca-focus" : "ca-country")).addTo(map);
      if (country.focus) L.polygon(shape, still("frontier", "ca-frontier")).addTo(map);
    }
    for (const region of base.regions) {
      L.polygon(CA.shape(region.parts), still("land", "ca-region")).addTo(map);
    }
    for (const river of base.rivers) {
      const shape = CA.shape(river.parts);
      if (river.lake) L.polygon(shape, still("water", "ca-lake")).addTo(map);
      else L.polyline(shape.flat(), still("water", "ca-river")).addTo(map);
    }
  };

  /* The reader may do without: then the records stand on an empty ground. */
  CA.baseChoice = (map) => {
    const panel = document.getElementById("ca-layers");
    if (!panel) return;
    const choose = (shown) => {
      for (const name of ["land", "water", "frontier", "names"]) {
        map.getPane("ca-" + name).style.visibility = shown ? "" : "hidden";
      }
    };
    const choice = (value, text, checked) => CA.el("label", { class: "ca-row ca-base-choice" },
      CA.el("input", { type: "radio", name: "ca-base", value, checked,
        onchange: () => choose(value === "own") }),
      CA.el("span", { class: "ca-label" }, text));
    panel.append(CA.el("fieldset", { class: "ca-base" }, CA.el("legend", {}, CA.text("base_map")),
      choice("own", CA.text("base_own"), true), choice("none", CA.text("base_none"), false)));
  };
})(window.ConflictAtlas);
