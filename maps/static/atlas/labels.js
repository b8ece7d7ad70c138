/* Names on the base map, placed anew at each zoom: the more important first, none over another, none
   over a sign. A town's dot shows only with its name. */
"use strict";
(function (CA) {
  const KINDS = {
    country: { font: 12, spacing: 2.4, upper: true },
    region: { font: 11.5, spacing: 1.2, upper: true },
    town: { font: 12, spacing: 0 },
    capital: { font: 13.5, spacing: 0 },
  };
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

  function widthOf(name, kind) {
    pen.font = `${kind.font}px ${FAMILY}`;
    const text = kind.upper ? name.toLocaleUpperCase(CA.data.language) : name;
    return pen.measureText(text).width + kind.spacing * text.length;
  }

  const apart = (a, b) => a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];

  /* The boxes a name may take around its place: beside the dot, else centred. */
  function boxes(name, at, width, height) {
    if (!name.dot) {
      return [0, -14, 14, -28, 28].map((down) => [at.x - width / 2, at.y - height / 2 + down,
        at.x + width / 2, at.y + height / 2 + down]);
    }
    const gap = 6, half = height / 2;
    return [
      [at.x + gap, at.y - half, at.x + gap + width, at.y + half],
      [at.x - gap - width, at.y - half, at.x - gap, at.y + half],
      [at.x - width / 2, at.y - gap - height, at.x + width / 2, at.y - gap],
      [at.x - width / 2, at.y + gap, at.x + width / 2, at.y + gap + height],
      [at.x + gap + 8, at.y - half, at.x + gap + 8 + width, at.y + half],
      [at.x - gap - 8 - width, at.y - half, at.x - gap - 8, at.y + half],
      [at.x - width / 2, at.y - gap - 8 - height, at.x + width / 2, at.y - gap - 8],
      [at.x - width / 2, at.y + gap + 8, at.x + width / 2, at.y + gap + 8 + height],
    ];
  }

  function inside(place, ring) {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [y, x] = ring[i], [v, u] = ring[j];
      if (y > place.lat !== v > place.lat &&
          place.lng < ((u - x) * (place.lat - y)) / (v - y) + x) odd = !odd;
    }
    return odd;
  }

  /* A country's or region's name must lie within it: its corners are looked at. */
  function fits(map, name, box) {
    if (name.kind === "town" || name.kind === "capital") return true;
    if (!name.shape) name.shape = CA.shape(name.parts).map((rings) => rings[0]);
    return [[box[0], box[1]], [box[2], box[1]], [box[0], box[3]], [box[2], box[3]]].every((c) => {
      const place = map.layerPointToLatLng(L.point(c));
      return name.shape.some((ring) => inside(place, ring));
    });
  }

  CA.labels = (map) => {
    const pane = map.getPane("ca-names");
    pane.classList.add("leaflet-zoom-hide");
    const all = names();
    CA.placeLabels = () => {
      const zoom = map.getZoom();
      const signs = CA.obstacles ? CA.obstacles() : [];
      const taken = [];
      const made = [];
      for (const name of all) {
        if (zoom < name.from || zoom > name.to) continue;
        const kind = KINDS[name.kind];
        const at = map.latLngToLayerPoint(CA.flip(name.at));
        const width = name.width || (name.width = widthOf(name.name, kind));
        const tries = boxes(name, at, width + 2, kind.font + 3);
        const free = (box, others) => others.every((other) => apart(box, other));
        let box = tries.find((b) => free(b, taken) && free(b, signs) && fits(map, name, b));
        if (!box && name.order <= 20) box = tries.find((b) => free(b, taken));
        if (!box) continue;
        taken.push(box);
        if (name.dot) {
          taken.push([at.x - 3, at.y - 3, at.x + 3, at.y + 3]);
          const dot = CA.el("i", { class: "ca-dot ca-dot-" + name.kind });
          L.DomUtil.setPosition(dot, L.point(Math.round(at.x), Math.round(at.y)));
          made.push(dot);
        }
        const label = CA.el("span", { class: `ca-name ca-name-${name.kind}` +
          (name.focus ? " ca-name-focus" : "") }, name.name);
        L.DomUtil.setPosition(label, L.point(Math.round(box[0]), Math.round(box[1])));
        made.push(label);
      }
      pane.replaceChildren(...made);
    };
  };
})(window.ConflictAtlas);
