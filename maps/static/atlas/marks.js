/* The records on the map, each as exactly as its place is known: a sign, a disc, a hatched area, its
   own outline. A sign that stands for several records shows how many, and lists them all. */
"use strict";
(function (CA) {
  const TOUCH = 2; // signs nearer to each other than so many pixels are shown as one
  const MOST_SIGNS = 3; // in the label of an area, as in that of a figure

  const radiusOf = (n) => n > 1 ? Math.min(19, 11 + Math.sqrt(n)) : 9.5;

  /* The records that show, in the order of the legend: the layers from the top down, newest first. */
  const seen = CA.shown = (rows) => {
    const order = CA.data.layers.map((layer) => layer.name);
    const rank = (r) => -order.indexOf(CA.data.records[r].layer);
    return rows.filter((r) => CA.visible(r)).sort((a, b) => rank(a) - rank(b) || a - b);
  };

  function icon(node, size, className) {
    return L.divIcon({ html: node, iconSize: size, className: "ca-icon " + (className || "") });
  }

  function marker(at, made, pane, choose) {
    const found = L.marker(at, { icon: made, pane: "ca-" + pane, keyboard: false,
      riseOnHover: true });
    return found.on("click", choose);
  }

  /* Places whose signs would touch, joined at the one with the most records. */
  function joined(map) {
    const found = [];
    const places = CA.data.drawn.point.map((place) => ({ place, rows: seen(place.r) }))
      .filter(({ rows }) => rows.length)
      .sort((a, b) => b.rows.length - a.rows.length || a.rows[0] - b.rows[0]);
    for (const { place, rows } of places) {
      const point = map.latLngToLayerPoint(CA.flip(place.at));
      const near = found.find((other) => other.point.distanceTo(point) <
        radiusOf(other.rows.length) + radiusOf(rows.length) + TOUCH);
      if (near) {
        near.rows = seen(near.rows.concat(rows));
        near.places.push(place);
      } else found.push({ point, at: CA.flip(place.at), rows: [...rows], places: [place] });
    }
    return found;
  }

  function signs(map, group, taken) {
    for (const { point, at, rows, places } of joined(map)) {
      const first = CA.data.records[rows[0]];
      const many = rows.length > 1;
      const radius = radiusOf(rows.length);
      const node = CA.el("div", {},
        many ? CA.ring(rows, radius) : CA.sign(CA.typeOf(first), first.look));
      if (rows.some((r) => CA.data.records[r].disputed)) node.append(CA.unequal());
      const zoom = () => CA.fitSeen(map, L.latLngBounds(places.map((p) => CA.flip(p.at))).pad(0.3),
        { maxZoom: Math.min(11, map.getZoom() + 4) });
      const heading = places.length > 1
        ? CA.text("here_places", { n: CA.number(rows.length), places: CA.number(places.length) })
        : CA.count("here", rows.length);
      marker(at, icon(node, [radius * 2, radius * 2], "ca-icon-sign"), "signs",
        () => CA.open(map, at, CA.box({ records: rows, heading, zoom }))).addTo(group);
      taken.push(CA.around(point.x, point.y, radius * 2 + 2, radius * 2 + 2));
    }
  }

  /* A label of an area or disc. It is no sign: it has a frame, and lies where there is room. No type
     is left out of it: those that there are no signs for are in the bar of shares. */
  function badge(rows, area) {
    const kinds = CA.kindsOf(rows);
    const signs = kinds.slice(0, MOST_SIGNS);
    const disputed = rows.some((r) => CA.data.records[r].disputed);
    const number = rows.length > 1 || area ? CA.number(rows.length) : "";
    const node = CA.el("div", { class: "ca-badge" + (area ? " ca-badge-area" : "") },
      signs.map(([type, , r]) => CA.sign(type, CA.data.records[r].look)),
      number ? CA.el("b", {}, number) : null, disputed ? CA.unequal() : null,
      kinds.length > 1 ? CA.shares(kinds) : null);
    const width = 10 + 16 * signs.length + (number ? 7 + 8.5 * number.length : 0) +
      (disputed ? 13 : 0);
    return { node, width };
  }

  let labels = []; // the boxes of those that are set down, and of what is theirs

  /* Whether a move has taken a label out of sight, or under a button, and not what it belongs to. */
  function lost(map) {
    const frame = CA.frame(map), buttons = CA.controls(map), view = map.getBounds();
    return labels.some(({ box, bounds }) => view.intersects(bounds) &&
      !(CA.holds(frame, box) && CA.free(box, buttons)));
  }

  /* Sets a label down, with a line to what it belongs to where it lies outside. */
  function set(map, group, taken, { node, size, found, at, of, choose, className }) {
    const { point, outside } = found;
    labels.push({ box: CA.around(point.x, point.y, ...size), bounds: of.getBounds() });
    const place = map.layerPointToLatLng(point);
    if (outside && point.distanceTo(map.latLngToLayerPoint(at)) > size[1]) {
      L.polyline([at, place], CA.path("frontier", "ca-leader", { interactive: false }))
        .addTo(group);
    }
    taken.push(CA.around(point.x, point.y, size[0] + 2, size[1] + 2));
    marker(place, icon(node, size, className), "badges", choose).addTo(group);
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
      const colour = types.size === 1 ? [...types][0].line : "var(--ca-hatch)";
      const circle = L.circle(at, CA.path("disc", "ca-disc", { radius: disc.radius,
        color: colour, fillColor: colour }));
      const zoom = () => CA.fitSeen(map, circle.getBounds().pad(0.2));
      const choose = (event) => CA.open(map, event.latlng, CA.box({ records: rows, zoom,
        heading: CA.count("disc", rows.length, { radius: disc.within }) }));
      circle.on("click", choose).addTo(group);
      hover(circle, "ca-lit");
      // On the edge, not in the middle: the middle is not where it was.
      const { node, width } = badge(rows, false);
      const size = [width, 22];
      const found = CA.rim(map, at, disc.radius, size, taken);
      set(map, group, taken, { node, size, found, at, of: circle, choose,
        className: "ca-icon-badge" });
    }
  }

  function areas(map, group, taken) {
    const wanted = [];
    for (const area of CA.data.drawn.area) {
      const rows = seen(area.r);
      if (!rows.length) continue;
      const shape = CA.shape(area.parts);
      const polygon = L.polygon(shape, CA.path("area", "ca-area",
        { fillColor: "url(#ca-hatch)", smoothFactor: 0.8 }));
      const zoom = () => CA.fitSeen(map, polygon.getBounds(), { maxZoom: 9 });
      const note = [CA.count("area", rows.length), area.how].filter(Boolean).join(". ");
      const choose = (event) => CA.open(map, event.latlng, CA.box({ records: rows, zoom, note,
        heading: area.name }));
      polygon.on("click", choose).addTo(group);
      hover(polygon, "ca-lit");
      wanted.push({ rows, shape, choose, of: polygon, at: CA.flip(area.at) });
    }
    for (const { rows, shape, choose, of, at } of wanted.reverse()) { // the small have least room
      const { node, width } = badge(rows, true);
      const size = [width, 22];
      const found = CA.room(map, at, size, taken, shape);
      set(map, group, taken, { node, size, found, at, of, choose, className: "ca-icon-badge" });
    }
  }

  function outlines(map, group, taken) {
    for (const own of CA.data.drawn.own) {
      const rows = seen(own.r);
      if (!rows.length) continue;
      const type = CA.typeOf(CA.data.records[rows[0]]);
      const look = { color: type.line, fillColor: type.line, dashArray: type.dashes || null };
      const shape = CA.shape(own.parts);
      const path = own.line ? L.polyline(shape.flat(), CA.path("own", "ca-line", look))
        : L.polygon(shape, CA.path("own", "ca-own", { ...look, smoothFactor: 0.8 }));
      const zoom = () => CA.fitSeen(map, path.getBounds(), { maxZoom: 9 });
      const choose = (event) => CA.open(map, event.latlng, CA.box({ records: rows, zoom }));
      path.on("click", choose).addTo(group);
      hover(path, "ca-lit");
      if (own.line || own.number === null) continue;
      const node = CA.el("div", { class: "ca-number" }, CA.text("region_short", { n: own.number }));
      const at = CA.flip(own.at), size = [40, 20];
      const found = CA.room(map, at, size, taken, shape, true);
      if (!found) continue; // elsewhere it would be taken for the number of another
      set(map, group, taken, { node, size, found, at, of: path, choose, className: "ca-icon-number" });
    }
  }

  const onCanvases = () => CA.large?.boxes?.() || []; // what large layers have on their canvases

  CA.marks = (map) => {
    const group = L.layerGroup().addTo(map);
    const bySize = (a, b) => (b.size || 0) - (a.size || 0); // small areas above large ones
    CA.data.drawn.area.sort(bySize);
    CA.data.drawn.own.sort(bySize);
    let taken = [], kept = []; // labels keep off the buttons too, which stay when the map moves
    let from = 0, to = 0; // where in `taken` those of large layers stand: they change by themselves
    CA.obstacles = () => [...taken.slice(kept.length, from), ...taken.slice(to), ...onCanvases()];
    CA.signBoxes = () => taken.slice(kept.length, from);
    let drawnIn = ""; // the frame
    CA.drawSigns = () => {
      drawnIn = CA.frame(map).join();
      labels = [];
      group.clearLayers();
      kept = CA.controls(map);
      taken = [...kept];
      signs(map, group, taken);
      from = taken.length;
      taken.push(...onCanvases());
      to = taken.length;
      discs(map, group, taken);
      areas(map, group, taken);
      outlines(map, group, taken);
    };
    /* What is on the canvases of large layers has come to stand elsewhere. */
    CA.keepClear = () => {
      const boxes = onCanvases();
      if (labels.some(({ box }) => !CA.free(box, boxes))) CA.draw();
      else CA.placeLabels();
    };
    CA.draw = () => {
      CA.drawSigns();
      CA.placeLabels();
    };
    map.on("moveend", () => { if (CA.frame(map).join() !== drawnIn && lost(map)) CA.draw(); });
  };
})(window.ConflictAtlas);
