/* Names on the base map, placed anew when the view changes: the more important first, none over another,
   none over a sign, none across the edge. A town's dot shows only with its name. Near enough, a name
   has the one of the other language beside it. */
"use strict";
(function (CA) {
  const KINDS = {
    country: { font: 12, spacing: 2.4, upper: true },
    region: { font: 11.5, spacing: 1.2, upper: true },
    town: { font: 12, spacing: 0 },
    capital: { font: 13.5, spacing: 0, weight: 600 },
  };
  const BOTH = 7; // from this zoom on there is room for both names
  const SMALL = 0.86; // the size of the second
  const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const pen = document.createElement("canvas").getContext("2d");

  function names() {
    const { countries, regions, towns } = CA.data.base;
    const found = countries.map((c) => ({ ...c, kind: "country", order: c.focus ? 900 : 40,
      from: 3, to: c.focus ? 5 : 8.5 }));
    for (const r of regions) found.push({ ...r, kind: "region", order: 55, from: 5.75, to: 9 });
    for (const t of towns) {
      const rank = t.rank + (t.focus ? 0 : 1);
      found.push({ ...t, kind: t.focus && t.rank === 1 ? "capital" : "town",
        order: rank * 10, from: [0, 4, 5, 6.25, 7.5, 8.5, 9.5][Math.min(rank, 6)], to: 99, dot: true });
    }
    return found.sort((a, b) => a.order - b.order);
  }

  function widthOf(name, kind, size = 1) {
    pen.font = `${kind.weight || 400} ${kind.font * size}px ${FAMILY}`;
    const text = kind.upper ? name.toLocaleUpperCase(CA.data.language) : name;
    return pen.measureText(text).width + kind.spacing * text.length;
  }

  /* The texts a name may show as, the longer first: [width, second name]. */
  function forms(name, kind, zoom) {
    name.width ||= widthOf(name.name, kind);
    const alone = [[name.width, ""]];
    if (!name.other || zoom < BOTH) return alone;
    name.both ||= name.width + 5 + widthOf(name.other, kind, SMALL);
    return [[name.both, name.other], ...alone];
  }

  /* The boxes a name may take around its place: beside the dot, then past the sign on it. */
  function boxes(name, at, width, height) {
    if (!name.dot) {
      return [0, -16, 16, -32, 32].map((down) => CA.around(at.x, at.y + down, width, height));
    }
    const found = [];
    for (const gap of [6, 14, 21]) {
      const side = gap + width / 2, over = gap + height / 2;
      for (const [x, y] of [[side, 0], [-side, 0], [0, -over], [0, over],
        [side, -over + 6], [side, over - 6], [-side, -over + 6], [-side, over - 6]]) {
        found.push(CA.around(at.x + x, at.y + y, width, height));
      }
    }
    return found;
  }

  /* A country's or region's name must lie within it: its corners are looked at. */
  function fits(map, name, box) {
    if (name.kind === "town" || name.kind === "capital") return true;
    if (!name.shape) name.shape = CA.shape(name.parts).map((rings) => rings[0]);
    return [[box[0], box[1]], [box[2], box[1]], [box[0], box[3]], [box[2], box[3]]].every((c) => {
      const place = map.layerPointToLatLng(L.point(c));
      return name.shape.some((ring) => CA.inside(place, ring));
    });
  }

  CA.labels = (map) => {
    const pane = map.getPane("ca-names");
    pane.classList.add("leaflet-zoom-hide");
    const all = names();
    CA.placeLabels = () => {
      const zoom = map.getZoom();
      const signs = CA.obstacles ? CA.obstacles() : [];
      const frame = CA.frame(map);
      const taken = CA.controls(map);
      const made = [];
      for (const name of all) {
        if (zoom < name.from || zoom > name.to) continue;
        const kind = KINDS[name.kind];
        const at = map.latLngToLayerPoint(CA.flip(name.at));
        const found = forms(name, kind, zoom).flatMap(([width, other]) =>
          boxes(name, at, width + 2, kind.font + 3).map((box) => ({ box, other })))
          .find(({ box }) => (CA.holds(frame, box) || CA.apart(box, frame)) &&
            CA.free(box, taken) && CA.free(box, signs) && fits(map, name, box));
        if (!found) continue;
        const { box, other } = found;
        taken.push(box);
        // Under a sign the dot would not be seen; the name beside it is enough.
        if (name.dot && CA.free(CA.around(at.x, at.y, 2, 2), signs)) {
          taken.push([at.x - 3, at.y - 3, at.x + 3, at.y + 3]);
          const dot = CA.el("i", { class: "ca-dot ca-dot-" + name.kind });
          L.DomUtil.setPosition(dot, L.point(Math.round(at.x), Math.round(at.y)));
          made.push(dot);
        }
        const label = CA.el("span", { class: `ca-name ca-name-${name.kind}` +
          (name.focus ? " ca-name-focus" : "") }, name.name,
        other && CA.el("small", {}, CA.el("bdi", {}, other)));
        L.DomUtil.setPosition(label, L.point(Math.round(box[0]), Math.round(box[1])));
        made.push(label);
      }
      pane.replaceChildren(...made);
    };
    map.on("moveend", CA.placeLabels);
  };
})(window.ConflictAtlas);
