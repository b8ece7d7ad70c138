/* Puts the parts together on the map that Folium made. */
"use strict";
(function (CA) {
  const SIGN = 14; // pixels around its place that a sign covers

  /* The records, which a page of many has as columns (maps/packed.py). */
  function unpacked(given, words) {
    if (Array.isArray(given)) return given;
    const keys = Object.keys(given);
    const pairs = (flat) => Array.from({ length: flat.length / 2 },
      (_, i) => [flat[2 * i], words[flat[2 * i + 1]]]);
    const read = { facts: pairs, rest: pairs };
    for (const key of ["kind", "when", "where", "exact"]) read[key] = (n) => words[n];
    return given.id.map((_, i) => Object.fromEntries(keys.map((key) =>
      [key, read[key] ? read[key](given[key][i]) : given[key][i]])));
  }

  function read() {
    CA.data = JSON.parse(document.getElementById("ca-data").textContent);
    CA.data.records = unpacked(CA.data.records, CA.data.words);
    CA.types = new Map();
    for (const layer of CA.data.layers) {
      for (const type of layer.types) {
        CA.types.set(layer.name + "\n" + type.code, { ...type, layer: layer.name });
      }
    }
    CA.untyped = { ...CA.data.untyped, layer: "" };
  }

  function controls(map) {
    const left = "topright";
    L.control.zoom({ position: left, zoomInTitle: CA.text("zoom_in"),
      zoomOutTitle: CA.text("zoom_out") }).addTo(map);
    const reset = L.control({ position: left });
    reset.onAdd = () => {
      const button = CA.el("button", { type: "button", class: "ca-reset",
        title: CA.text("reset"), "aria-label": CA.text("reset"),
        onclick: () => CA.fit() },
      CA.svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
        CA.svg("path", { d: "M3 8V3H8M12 3H17V8M17 12V17H12M8 17H3V12" })));
      const box = CA.el("div", { class: "leaflet-bar" }, button);
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    reset.addTo(map);
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 120 }).addTo(map);
  }

  const EDGES = [36, 16]; // pixels left free at the sides, above and below
  const LARGEST = 0.7; // of a map's width or height: what may be left free in all

  /* The padding that leaves no sign under the buttons where `EDGES` leaves one: more of it beside
     them or above, whichever leaves the map larger. */
  function padding(map) {
    const { offsetLeft, offsetHeight } = map.getContainer().querySelector(".leaflet-top.leaflet-right");
    const [x, y] = EDGES, { drawn, bounds, large } = CA.data;
    const places = [...drawn.point, ...drawn.disc].map(({ at }) => CA.flip(at));
    if (Object.keys(large || {}).length) places.push(bounds[1]); // its records may be anywhere
    const hidden = places.map((place) => map.latLngToContainerPoint(place))
      .map((at) => ({ aside: at.x + SIGN - offsetLeft, down: offsetHeight + SIGN - at.y, at }))
      .filter(({ aside, down, at }) => aside > 0 && down > 0 && at.y > 0 && at.x < map.getSize().x);
    if (!hidden.length) return null;
    const most = (way) => 2 * Math.max(...hidden.map((one) => one[way])); // half of it moves the middle
    const ways = [{ paddingTopLeft: [x, y], paddingBottomRight: [x + most("aside"), y] },
      { paddingTopLeft: [x, y + most("down")], paddingBottomRight: [x, y + SIGN] }];
    const size = map.getSize();
    const zooms = ways.map((way) => {
      const free = L.point(way.paddingTopLeft).add(way.paddingBottomRight);
      return free.x < LARGEST * size.x && free.y < LARGEST * size.y
        ? map.getBoundsZoom(bounds, false, free) : -1;
    });
    if (Math.max(...zooms) < 0) return null; // no map would be left
    return zooms[0] >= zooms[1] ? ways[0] : ways[1];
  }

  function frame(map) {
    const box = map.getContainer();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", CA.text("map"));
    // Between steps of zoom for once, so that the view fills the map it opens in.
    const fit = () => {
      const { zoomSnap } = map.options;
      map.options.zoomSnap = 0.01;
      const to = (edges) => map.fitBounds(CA.data.bounds, { reset: true, ...edges }); // not by pixels
      to({ padding: EDGES });
      const edges = padding(map);
      if (edges) to(edges);
      map.options.zoomSnap = zoomSnap;
    };
    let touched = false;
    map.invalidateSize({ animate: false });
    fit();
    CA.fit = () => {
      touched = false;
      fit();
    };
    const [[south, west], north] = CA.data.base.frame;
    map.setMaxBounds([[south, west], north]);
    // What is to be seen above a sheet that has risen needs more of the south below it.
    CA.roam = (far) => {
      const least = far ? Math.max(-80, 2 * south - north[0]) : south;
      map.options.maxBounds = L.latLngBounds([least, west], north);
      if (!far) map.panInsideBounds(map.options.maxBounds, { animate: false });
    };
    map.options.maxBoundsViscosity = 0.8;
    CA.touched = () => { touched = true; };
    CA.moved = () => touched;
    box.addEventListener("pointerdown", () => { touched = true; });
    box.addEventListener("wheel", () => { touched = true; });
    box.addEventListener("keydown", () => { touched = true; });
    // The middle stays where it is, and not only to the pixel: it is in the address.
    new ResizeObserver(() => {
      const { x, y } = map.getSize(), middle = map.getCenter();
      const grown = x !== box.clientWidth || y !== box.clientHeight;
      if (grown) map.invalidateSize({ animate: false, pan: false });
      if (!touched) fit();
      else if (grown) map.setView(middle, map.getZoom(), { reset: true });
    }).observe(box);
  }

  /* Without motion for readers who have asked their device for that (Media Queries 5). */
  function still(map) {
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    Object.assign(map.options, { inertia: false, fadeAnimation: false, zoomAnimation: false,
      markerZoomAnimation: false });
    map._fadeAnimated = map._zoomAnimated = false;
    map.getContainer().classList.remove("leaflet-fade-anim");
  }

  CA.start = (map) => {
    still(map);
    read();
    CA.startSelection();
    CA.restoreChoice();
    CA.map = map;
    CA.panes(map);
    controls(map);
    frame(map);
    CA.base(map);
    CA.startLooks();
    CA.labels(map);
    CA.marks(map);
    CA.reader(map);
    CA.panel();
    CA.chosen();
    CA.filters?.(); // these four a map in a frame goes without
    CA.timeline?.();
    CA.draw();
    map.on("zoomend", CA.drawSigns); // the names follow at the end of the move
    map.on("viewreset", CA.draw); // which comes after that end: names stood under the signs
    // What draws layers too large for the page; others do without it.
    for (const url of CA.data.later || []) {
      document.head.append(Object.assign(document.createElement("script"), { src: url,
        async: false }));
    }
    CA.printing?.(map);
    CA.state(map);
    CA.share?.();
    CA.framed();
    document.documentElement.dataset.ready = "yes";
  };
})(window.ConflictAtlas);
