/* A large layer drawn from its columns: no choice and no move asks for anything. */
"use strict";
(function (CA) {
  const WORLD = 2 ** 26; // units of the columns around the world: maps/crowd_columns.py, SHIFT
  const GRID = CA.GRID;

  CA.Held = class {
    constructor(map, layer, canvas) {
      Object.assign(this, { map, layer, canvas, scene: null, squares: null, failed: false });
    }

    complete() { return CA.crowd.state === "ready" && !CA.selection.pending(); }

    moved() { CA.crowd.retry(); }

    choose() { this.scene = null; }

    draw() {
      const { canvas, map } = this;
      if (!canvas._bounds || map._animatingZoom) return;
      canvas.clear();
      if (CA.crowd.state === "ready") {
        this.scene = this.made();
        this.painted = CA.paint(canvas.pen, map, this.scene);
      }
      CA.large.told();
    }

    /* The codes of the ways a record may be drawn. */
    get ways() {
      const { drawn_values: values } = CA.selection.columns;
      return Object.fromEntries(["point", "disc", "area", "country", "nowhere", "withdrawn"]
        .map((name) => [name, values.indexOf(name)]));
    }

    /* Where each record with a point stands at this zoom, and in which square of the grid: those of
       one square are one cell, whatever is chosen. On the rim of its disc, if one can be seen. */
    laid(size) {
      if (this.squares?.size === size) return this.squares;
      const { columns } = CA.selection, { point, disc } = this.ways;
      const [first, end] = CA.crowd.range(this.layer.name), scale = size / WORLD;
      const cell = new Int32Array(end - first).fill(-1), rim = new Float32Array(end - first);
      const numbers = new Map();
      for (let r = first; r < end; r++) {
        if (columns.drawn[r] !== point && columns.drawn[r] !== disc) continue;
        if (columns.radius[r] > 0) {
          const radius = CA.pixelsOf(columns.radius[r], columns.y[r] / WORLD, size);
          if (radius >= CA.SMALLEST_DISC) rim[r - first] = radius;
        }
        const across = Math.floor((columns.x[r] * scale) / GRID);
        const key = across + Math.floor((columns.y[r] * scale - rim[r - first]) / GRID) * 0x200000;
        let number = numbers.get(key);
        if (number === undefined) numbers.set(key, number = numbers.size);
        cell[r - first] = number;
      }
      return this.squares = { size, cell, rim, n: numbers.size, scale };
    }

    /* The cells of what shows, within the canvas: how many, where, of which types, how many known
       only to a radius or disputed. */
    cells(size, inside) {
      const { columns } = CA.selection, shown = CA.selection.mask(), { disc } = this.ways;
      const disputed = columns.status_values.indexOf("disputed");
      const [first, end] = CA.crowd.range(this.layer.name), laid = this.laid(size);
      const { cell, rim, scale } = laid, kinds = columns.type_values.length + 1;
      const n = new Int32Array(laid.n), x = new Float64Array(laid.n), y = new Float64Array(laid.n);
      const types = new Int32Array(laid.n * kinds);
      const rough = new Int32Array(laid.n), contested = new Int32Array(laid.n);
      for (let r = first; r < end; r++) {
        const c = cell[r - first];
        if (c < 0 || !shown[r]) continue;
        n[c]++;
        x[c] += columns.x[r] * scale;
        y[c] += columns.y[r] * scale - rim[r - first];
        types[c * kinds + columns.type[r] + 1]++;
        if (columns.drawn[r] === disc) rough[c]++;
        if (disputed >= 0 && columns.status[r] === disputed) contested[c]++;
      }
      const found = [];
      for (let c = 0; c < laid.n; c++) {
        if (!n[c] || !inside(x[c] / n[c], y[c] / n[c])) continue;
        found.push({ cell: c, layer: this.layer, n: n[c], x: x[c] / n[c], y: y[c] / n[c],
          types: sharesIn(types, c, kinds), rough: rough[c], disputed: contested[c] });
      }
      return found;
    }

    discs(size, inside) {
      const { columns } = CA.selection, shown = CA.selection.mask();
      const [first, end] = CA.crowd.range(this.layer.name), { rim, scale } = this.laid(size);
      const found = new Map();
      for (let r = first; r < end; r++) {
        const radius = rim[r - first];
        if (!radius || !shown[r]) continue;
        const x = columns.x[r] * scale, y = columns.y[r] * scale;
        if (!inside(x, y, radius)) continue;
        const code = columns.type[r] < 0 ? "" : columns.type_values[columns.type[r]];
        const colour = CA.typeNamed(this.layer.name, code).line;
        const key = [columns.x[r], columns.y[r], radius].join();
        const disc = found.get(key);
        if (!disc) found.set(key, { x, y, radius, colour });
        else if (disc.colour !== colour) disc.colour = "var(--ca-hatch)";
      }
      return [...found.values()];
    }

    /* The areas that stand for records that show, the large ones below the small. */
    areas() {
      const { columns } = CA.selection, shown = CA.selection.mask(), { area } = this.ways;
      const disputed = columns.status_values.indexOf("disputed");
      const [first, end] = CA.crowd.range(this.layer.name);
      const n = new Int32Array(columns.area_values.length), contested = new Int32Array(n.length);
      const kinds = columns.type_values.length + 1, types = new Int32Array(n.length * kinds);
      for (let r = first; r < end; r++) {
        if (columns.drawn[r] !== area || !shown[r]) continue;
        n[columns.area[r]]++;
        types[columns.area[r] * kinds + columns.type[r] + 1]++;
        if (disputed >= 0 && columns.status[r] === disputed) contested[columns.area[r]]++;
      }
      return columns.area_values.map((code, at) => ({ code, at }))
        .filter(({ at }) => n[at])
        .map(({ code, at }) => ({ outline: CA.crowd.areas.get(code), layer: this.layer, code,
          name: CA.crowd.areas.get(code).name, n: n[at], types: sharesIn(types, at, kinds), disputed: contested[at] }))
        .sort((a, b) => b.outline.size - a.outline.size);
    }

    made() {
      const { map, canvas } = this;
      const size = CA.worldOf(map), origin = map.getPixelOrigin(), { min, max } = canvas._bounds;
      const inside = (x, y, margin = GRID) => x >= min.x + origin.x - margin &&
        x <= max.x + origin.x + margin && y >= min.y + origin.y - margin &&
        y <= max.y + origin.y + margin;
      const signs = CA.signsOf(map);
      const clusters = CA.aside(CA.clustered(this.cells(size, inside)), signs);
      const areas = this.areas().map((one) => ({ ...one, paths: (view) => pathsOf(one.outline, view) }));
      const labels = areas.map((one) => ({ ...one, ...placeOf(one.outline.at, size) }));
      return { size, areas, own: [], discs: this.discs(size, inside), clusters,
        labels: CA.apartFrom(clusters, CA.clusters(labels), CA.labelSize, signs) };
    }

    /* The records that show in a cluster, an area or in a way of being drawn, newest first. */
    rows(where) {
      const { columns } = CA.selection, shown = CA.selection.mask();
      const [first, end] = CA.crowd.range(this.layer.name), found = [];
      for (let r = first; r < end; r++) if (shown[r] && where(r, columns)) found.push(r);
      return found;
    }

    within(cluster) {
      const cells = new Set(cluster.items.map((item) => item.cell));
      const [first] = CA.crowd.range(this.layer.name), { cell } = this.laid(this.scene.size);
      return this.rows((r) => cells.has(cell[r - first]));
    }

    under(area) {
      const at = CA.selection.columns.area_values.indexOf(area.code), way = this.ways.area;
      return this.rows((r, columns) => columns.drawn[r] === way && columns.area[r] === at);
    }
  };

  /* How many records of each type there are in one of many places: [type, number]. */
  function sharesIn(types, at, kinds) {
    const { type_values: values } = CA.selection.columns, found = [];
    for (let k = 0; k < kinds; k++) {
      const n = types[at * kinds + k];
      if (n) found.push([k ? values[k - 1] : "", n]);
    }
    return found;
  }

  function placeOf([lon, lat], size) {
    const { x, y } = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lon), 0);
    return { x: (x / 256) * size, y: (y / 256) * size };
  }

  const paths = new WeakMap(); // of an outline, as drawn last
  function pathsOf(outline, { map, origin }) {
    const key = [CA.worldOf(map), origin.x, origin.y].join();
    const kept = paths.get(outline);
    if (kept?.key === key) return kept.found;
    const zoom = map.getZoom(), fill = new Path2D();
    for (const rings of CA.shape(outline.parts)) {
      for (const ring of rings) {
        ring.forEach(([lat, lon], i) => {
          const { x, y } = map.project([lat, lon], zoom);
          if (i) fill.lineTo(x - origin.x, y - origin.y);
          else fill.moveTo(x - origin.x, y - origin.y);
        });
        fill.closePath();
      }
    }
    const found = { fill };
    paths.set(outline, { key, found });
    return found;
  }
})(window.ConflictAtlas);
