/* The records on the map, each as exactly as its place is known: a sign, a disc, a hatched area, its
   own outline. A sign that stands for several records shows how many, and lists them all. */
"use strict";
(function (CA) {
  const TOUCH = 19; // signs nearer than so many pixels are shown as one

  const seen = (rows) => rows.filter((r) => CA.visible(r));

  function icon(node, size, className) {
    return L.divIcon({ html: node, iconSize: size, className: "ca-icon " + (className || "") });
  }

  function marker(at, made, pane, choose) {
    const found = L.marker(at, { icon: made, pane: "ca-" + pane, keyboard: false,
      riseOnHover: true });
    return found.on("click", choose);
  }

  /* Popups: one at a time, wide enough to read, narrower than the map, never higher than it. */
  CA.open = (map, at, content, focus) => {
    const size = map.getSize();
    CA.popup = L.popup({ maxWidth: Math.min(380, size.x - 44), minWidth: Math.min(300, size.x - 60),
      maxHeight: Math.max(180, Math.min(560, size.y - 90)), autoPanPadding: [14, 14],
      className: "ca-popup" }).setLatLng(at).setContent(content).openOn(map);
    const close = CA.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) {
      close.setAttribute("aria-label", CA.text("close"));
      close.setAttribute("title", CA.text("close"));
    }
    if (focus) content.querySelector("h2").focus({ preventScroll: true });
  };

  /* Places whose signs would touch, joined at the one with the most records. */
  function joined(map) {
    const found = [];
    const places = CA.data.drawn.point.map((place) => ({ place, rows: seen(place.r) }))
      .filter(({ rows }) => rows.length)
      .sort((a, b) => b.rows.length - a.rows.length || a.rows[0] - b.rows[0]);
    for (const { place, rows } of places) {
      const point = map.latLngToLayerPoint(CA.flip(place.at));
      const near = found.find((other) => other.point.distanceTo(point) < TOUCH);
      if (near) {
        near.rows = near.rows.concat(rows);
        near.places.push(place);
      } else found.push({ point, at: CA.flip(place.at), rows: [...rows], places: [place] });
    }
    return found;
  }

  function signs(map, group, taken) {
    for (const { point, at, rows, places } of joined(map)) {
      const many = rows.length > 1;
      const radius = many ? Math.min(19, 11 + Math.sqrt(rows.length)) : 9.5;
      const node = many ? CA.el("div", {}, CA.ring(rows, radius))
        : CA.el("div", {}, CA.sign(CA.typeOf(CA.data.records[rows[0]]),
          CA.data.records[rows[0]].look));
      if (rows.some((r) => CA.data.records[r].disputed)) node.append(CA.unequal());
      const zoom = () => map.fitBounds(L.latLngBounds(places.map((p) => CA.flip(p.at))).pad(0.3),
        { maxZoom: Math.min(11, map.getZoom() + 4) });
      const heading = places.length > 1
        ? CA.text("here_places", { n: CA.number(rows.length), places: CA.number(places.length) })
        : CA.count("here", rows.length);
      marker(at, icon(node, [radius * 2, radius * 2]), "signs",
        () => CA.open(map, at, CA.box({ records: rows, heading, zoom }))).addTo(group);
      taken.push([point.x - radius, point.y - radius, point.x + radius, point.y + radius]);
    }
  }

  /* A label in an area or on a disc's edge: not a sign, so that it is not read as a place. */
  function badge(rows, area) {
    const kinds = new Map(rows.map((r) => [CA.typeOf(CA.data.records[r]), r]));
    const shown = [...kinds].slice(0, 3).map(([type, r]) =>
      CA.sign(type, CA.data.records[r].look));
    const disputed = rows.some((r) => CA.data.records[r].disputed);
    return CA.el("div", { class: "ca-badge" + (area ? " ca-badge-area" : "") }, shown,
      rows.length > 1 || area ? CA.el("b", {}, CA.number(rows.length)) : null,
      disputed ? CA.unequal() : null);
  }

  function badgeWidth(rows, area) {
    const kinds = new Set(rows.map((r) => CA.typeOf(CA.data.records[r]))).size;
    const number = rows.length > 1 || area ? 6 + 7 * String(rows.length).length : 0;
    const disputed = rows.some((r) => CA.data.records[r].disputed) ? 13 : 0;
    return 12 + 16 * Math.min(kinds, 3) + number + disputed;
  }

  function placed(map, at, rows, area, taken) {
    const width = badgeWidth(rows, area);
    const point = map.latLngToLayerPoint(at);
    taken.push([point.x - width / 2 - 2, point.y - 12, point.x + width / 2 + 2, point.y + 12]);
    return icon(badge(rows, area), [width, 22], "ca-icon-badge");
  }

  function hover(path, className) {
    const set = (on) => path.getElement()?.classList.toggle(className, on);
    path.on("mouseover", () => set(true)).on("mouseout", () => set(false));
  }

  function discs(map, group, taken) {
    for (const disc of CA.data.drawn.disc) {
      const rows = seen(disc.r);
      if (!rows.length) continue;
      const at = CA.flip(disc.at);
      const types = new Set(rows.map((r) => CA.typeOf(CA.data.records[r])));
      const colour = types.size === 1 ? [...types][0].colour : null;
      const circle = L.circle(at, CA.path("disc", "ca-disc", { radius: disc.radius,
        color: colour || "#57525f", fillColor: colour || "#57525f" }));
      const zoom = () => map.fitBounds(circle.getBounds().pad(0.2));
      const open = (event) => CA.open(map, event ? event.latlng : at, CA.box({ records: rows,
        heading: CA.count("disc", rows.length, { radius: disc.within }), zoom }));
      circle.on("click", open).addTo(group);
      hover(circle, "ca-lit");
      // On the edge, not in the middle: the middle is not where it was.
      const edge = [at[0] + disc.radius / 111320, at[1]];
      marker(edge, placed(map, edge, rows, false, taken), "badges", open).addTo(group);
    }
  }

  function areas(map, group, taken) {
    for (const area of CA.data.drawn.area) {
      const rows = seen(area.r);
      if (!rows.length) continue;
      const polygon = L.polygon(CA.shape(area.parts), CA.path("area", "ca-area",
        { fillColor: "url(#ca-hatch)", smoothFactor: 0.8 }));
      const zoom = () => map.fitBounds(polygon.getBounds());
      const note = [area.where, area.how].filter(Boolean).join(". ");
      const open = (event) => CA.open(map, event.latlng, CA.box({ records: rows, zoom, note,
        heading: CA.count("area", rows.length) }));
      polygon.on("click", open).addTo(group);
      hover(polygon, "ca-lit");
      const at = CA.flip(area.at);
      marker(at, placed(map, at, rows, true, taken), "badges", open).addTo(group);
    }
  }

  function outlines(map, group, taken) {
    for (const own of CA.data.drawn.own) {
      const rows = seen(own.r);
      if (!rows.length) continue;
      const type = CA.typeOf(CA.data.records[rows[0]]);
      const look = { color: type.colour, fillColor: type.colour, dashArray: type.dashes || null };
      const shape = CA.shape(own.parts);
      const path = own.line ? L.polyline(shape.flat(), CA.path("own", "ca-line", look))
        : L.polygon(shape, CA.path("own", "ca-own", { ...look, smoothFactor: 0.8 }));
      const zoom = () => map.fitBounds(path.getBounds());
      const open = (event) => CA.open(map, event.latlng, CA.box({ records: rows, zoom }));
      path.on("click", open).addTo(group);
      hover(path, "ca-lit");
      if (own.line || own.number === null) continue;
      const text = CA.text("region_short", { n: own.number });
      const node = CA.el("div", { class: "ca-number" }, text);
      node.style.color = type.colour;
      const at = CA.flip(own.at), point = map.latLngToLayerPoint(at);
      taken.push([point.x - 22, point.y - 11, point.x + 22, point.y + 11]);
      marker(at, icon(node, [44, 22]), "badges", open).addTo(group);
    }
  }

  CA.marks = (map) => {
    const group = L.layerGroup().addTo(map);
    const bySize = (a, b) => (b.size || 0) - (a.size || 0); // small areas above large ones
    CA.data.drawn.area.sort(bySize);
    CA.data.drawn.own.sort(bySize);
    let taken = [];
    CA.obstacles = () => taken;
    CA.draw = () => {
      group.clearLayers();
      taken = [];
      outlines(map, group, taken);
      areas(map, group, taken);
      discs(map, group, taken);
      signs(map, group, taken);
      CA.placeLabels();
    };

    /* Go to a record chosen in a list, and open it there. */
    CA.goTo = (r) => {
      const { point, disc, area, own } = CA.data.drawn;
      const has = (drawn) => drawn.r.includes(r);
      const place = point.find(has);
      const wide = disc.find(has) || area.find(has) || own.find(has);
      if (place) map.setView(CA.flip(place.at), Math.max(map.getZoom(), 8), { animate: false });
      else if (wide?.radius) {
        map.fitBounds(L.latLng(CA.flip(wide.at)).toBounds(wide.radius * 2.6), { animate: false });
      } else if (wide) {
        map.fitBounds(L.latLngBounds(CA.shape(wide.parts).flat(2)), { animate: false });
      }
      const found = place || wide;
      const at = found.at ? CA.flip(found.at) : map.getCenter();
      CA.open(map, at, CA.box({ records: seen(found.r), first: r,
        heading: CA.count("here", found.r.length) }), true);
    };
  };
})(window.ConflictAtlas);
