/* Reading: a record, or the records of a place, in the panel where the tabs else are; on the map the
   places of what is read are ringed. Focus goes in with a choice, and back when it is closed. */
"use strict";
(function (CA) {
  const LEAST = 60; // pixels of a map that are worth showing anything in
  let reader = null, opener = null, opened = null, sheetWas = false, ringed = null, chosenAt = null;

  /* ---- The places of records, as the map draws them. */

  let places = null;
  function placeOf(r) {
    if (r < 0) return CA.data.records[r].place || null;
    if (!places) {
      places = new Map();
      for (const drawn of Object.values(CA.data.drawn)) {
        for (const place of drawn) for (const one of place.r) places.set(one, place);
      }
    }
    return places.get(r) || null;
  }

  function ring(place) {
    const look = { interactive: false, fill: false };
    if (place.radius) return L.circle(CA.flip(place.at), CA.path("disc", "ca-here", { ...look, radius: place.radius }));
    if (place.parts) {
      const shape = CA.shape(place.parts);
      return place.line ? L.polyline(shape.flat(), CA.path("own", "ca-here", look))
        : L.polygon(shape, CA.path("area", "ca-here", { ...look, smoothFactor: 0.8 }));
    }
    return circled(CA.flip(place.at));
  }

  function circled(at) {
    return L.marker(at, { interactive: false, keyboard: false, pane: "ca-badges",
      icon: L.divIcon({ className: "ca-here-sign", iconSize: [40, 40] }) });
  }

  /* The place of the records; where they have several, the sign they were chosen at. */
  function light(rows, at) {
    ringed.clearLayers();
    const found = [...new Set(rows.map(placeOf))].filter(Boolean);
    if (found.length === 1) ring(found[0]).addTo(ringed);
    else if (at && rows.length) circled(at).addTo(ringed);
  }

  /* ---- What is open. */

  const listeners = [];
  CA.onRead = (listener) => listeners.push(listener);
  /* The record that is read now; null where none is, or a list of several. */
  CA.read = () => opened;
  CA.reading = (r, rows = r === null ? [] : [r]) => {
    opened = r;
    light(rows, chosenAt);
    CA.note?.(true);
    for (const listener of listeners) listener(r);
  };
  CA.openRecord = () => {
    const record = opened === null ? null : CA.data.records[opened];
    return record ? `${record.layer}/${record.id}` : null;
  };

  /* Shows a box (detail.js) in the panel. */
  CA.open = (map, at, box) => {
    const panel = document.getElementById("ca-panel");
    if (reader.hidden) {
      opener = document.activeElement;
      sheetWas = CA.sheetIsOpen();
    }
    const close = CA.el("button", { type: "button", class: "ca-close", title: CA.text("close"),
      "aria-label": CA.text("close"), onclick: CA.close }, CA.el("span", { "aria-hidden": "true" }, "×"));
    reader.replaceChildren(close, box);
    reader.hidden = false;
    reader.scrollTop = 0;
    panel.classList.add("ca-reads");
    CA.sheet(true);
    CA.touched();
    chosenAt = at;
    CA.reading(box.reading ?? null, box.rows);
    box.querySelector("h2").focus({ preventScroll: true });
    if (at) risen(map, () => uncover(map, at));
  };

  CA.close = () => {
    if (reader.hidden) return;
    const last = opened, inside = reader.contains(document.activeElement);
    reader.hidden = true;
    reader.replaceChildren();
    document.getElementById("ca-panel").classList.remove("ca-reads");
    CA.sheet(sheetWas);
    CA.reading(null);
    if (!inside && document.activeElement !== document.body) return;
    const back = opener?.isConnected && opener !== document.body && opener.offsetParent ? opener
      : CA.rowOf?.(last) || CA.map.getContainer();
    back.focus({ preventScroll: true });
    opener = null;
  };

  /* How many pixels of the map lie under a sheet that has risen. */
  function covered(map) {
    const box = map.getContainer().getBoundingClientRect();
    const over = document.getElementById("ca-panel").getBoundingClientRect();
    const across = over.left <= box.left && over.right >= box.right;
    return across && over.top - box.top >= LEAST ? Math.max(0, box.bottom - over.top) : 0;
  }

  /* Does something about that once the sheet has risen, unless the map was moved meanwhile. */
  async function risen(map, act) {
    const middle = map.getCenter(), sheet = document.getElementById("ca-panel");
    await Promise.allSettled(sheet.getAnimations().map((one) => one.finished));
    if (covered(map) && map.getCenter().equals(middle)) act();
  }

  /* What lies under the sheet comes to the middle of the rest. */
  function uncover(map, at) {
    const free = map.getSize().y - covered(map), { y } = map.latLngToContainerPoint(at);
    if (y > free - 20) map.panBy([0, y - free / 2], { animate: false });
  }

  /* Shows all of a place in what is seen of the map. */
  CA.fitSeen = (map, bounds, options) => map.fitBounds(bounds,
    { paddingBottomRight: [0, covered(map)], ...options });

  function move(map, r) {
    const place = placeOf(r);
    if (!place) return;
    if (place.radius) {
      CA.fitSeen(map, L.latLng(CA.flip(place.at)).toBounds(place.radius * 2.6), { animate: false });
    } else if (place.parts) {
      CA.fitSeen(map, L.latLngBounds(CA.shape(place.parts).flat(2)), { animate: false, maxZoom: 9 });
    } else {
      map.setView(CA.flip(place.at), Math.max(map.getZoom(), 8), { animate: false });
      map.panBy([0, covered(map) / 2], { animate: false });
    }
  }

  /* Opens a record, wherever it was chosen: the map goes to its place, where it has one. */
  CA.show = (r) => {
    const { map } = CA;
    const place = placeOf(r);
    const rows = place && r >= 0 ? CA.shown(place.r) : [r];
    move(map, r);
    CA.open(map, null, CA.box({ records: rows, first: r, zoom: place && (() => move(map, r)),
      heading: CA.count("here", rows.length) }));
    risen(map, () => move(map, r));
  };

  CA.reader = (map) => {
    ringed = L.layerGroup().addTo(map);
    reader = CA.el("section", { class: "ca-reader", id: "ca-reader", "aria-label": CA.text("reader"),
      hidden: true });
    document.getElementById("ca-panel").append(reader);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) CA.close();
    });
    // What is not chosen any more is not read any more.
    CA.selection.onChange(() => {
      const record = CA.data.records[opened];
      const r = opened >= 0 ? opened : record && CA.crowd?.rowOf(record.layer, record.id);
      if (opened !== null && r !== undefined && !CA.visible(r)) CA.close();
    });
  };
})(window.ConflictAtlas);
