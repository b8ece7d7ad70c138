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

  /* The box of the view, in the pixels that names and signs are placed in. */
  CA.frame = (map) => {
    const size = map.getSize(), from = map.containerPointToLayerPoint([0, 0]);
    return [from.x, from.y, from.x + size.x, from.y + size.y];
  };

  /* The boxes of what lies over the map, such as its buttons. */
  CA.controls = (map) => {
    const box = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".leaflet-control")].map((node) => {
      const { left, right, top, bottom } = node.getBoundingClientRect();
      const from = map.containerPointToLayerPoint([left - box.left, top - box.top]);
      return [from.x - 2, from.y - 2, from.x + right - left + 2, from.y + bottom - top + 2];
    });
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

  let tiles = null, credit = null;

  /* Whose pictures these are, on the map itself as their owners want it. */
  function credited(map, ground) {
    credit?.remove();
    credit = null;
    if (!ground) return;
    credit = L.control({ position: "bottomright" });
    credit.onAdd = () => CA.el("p", { class: "ca-credit" }, ground.credits.flatMap(([key, url], i) =>
      [i ? " · " : "", CA.el("a", { href: url, rel: "noopener noreferrer external" }, CA.text(key))]),
    CA.el("span", { class: "ca-credit-failed", role: "status" }));
    credit.addTo(map);
  }

  /* Another base map: none, or that of another server, which is asked from now on and not before. */
  CA.ground = (name) => {
    const { map } = CA;
    const ground = CA.data.grounds.find((one) => one.name === name);
    tiles?.remove();
    tiles = null;
    credited(map, ground);
    if (ground) {
      tiles = L.tileLayer(ground.tiles, { maxNativeZoom: ground.zoom, maxZoom: map.getMaxZoom(),
        referrerPolicy: ground.referrer, pane: "tilePane" }).addTo(map);
      tiles.on("tileerror", () => {
        credit.getContainer().querySelector(".ca-credit-failed").textContent =
          " " + CA.text("base_failed");
      });
    }
    const shown = { land: name === "own", water: name === "own",
      frontier: name === "own" || ground?.photo, names: name === "own" || ground?.photo };
    for (const [pane, visible] of Object.entries(shown)) {
      map.getPane("ca-" + pane).style.visibility = visible ? "" : "hidden";
    }
    map.getContainer().classList.toggle("ca-photo", Boolean(ground?.photo));
  };
})(window.ConflictAtlas);
