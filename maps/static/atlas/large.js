/* Layers of too many records for the page to hold: drawn from the server's tiles onto one canvas,
   counted exactly, asked anew when the reader chooses otherwise. Loaded only where there is one. */
"use strict";
(function (CA) {
  const MOST_TILES = 160; // kept in memory
  const LISTED = 25; // records fetched at a time for a list
  const PRECISE = 4; // from this precision on a record is known to an area only
  const SMALLEST_DISC = 14; // pixels; a smaller one lies under its own sign

  const world = (map) => 256 * 2 ** map.getZoom();
  const typeOf = (layer, code) => CA.types.get(layer + "\n" + code) || CA.untyped;

  /* ---- What a tile holds: points and cells as items, areas, outlines of records' own. */

  function typesOf(layer, properties) {
    const head = layer.type_field + ":";
    const found = [];
    let stated = 0;
    for (const [key, n] of Object.entries(properties)) {
      if (key.startsWith(head)) {
        found.push([key.slice(head.length), n]);
        stated += n;
      }
    }
    if (stated < properties.count) found.push(["", properties.count - stated]);
    return found;
  }

  function contents(bytes, layer, { z, x, y }) {
    const found = { items: [], areas: [], own: [], loose: 0, withdrawn: 0 };
    const side = 2 ** z;
    for (const part of CA.readTile(bytes)) {
      const isAreas = part.name === layer.name + "_areas";
      if (!isAreas && part.name !== layer.name) continue;
      for (const { kind, properties, parts } of part.features) {
        const at = { x: (x + parts[0][0] / part.extent) / side, y: (y + parts[0][1] / part.extent) / side };
        if (isAreas && kind === 1) found.loose += properties.count; // no area to draw: counted, listed
        else if (isAreas) found.areas.push(areaOf(layer, properties, parts, { z, x, y, extent: part.extent }));
        else if (kind !== 1) {
          found.own.push({ properties, kind, parts, home: properties.home, extent: part.extent });
        } else if (properties.count !== undefined) {
          found.items.push({ ...at, layer, n: properties.count, types: typesOf(layer, properties) });
        } else if (["retracted", "merged"].includes(properties.record_status)) found.withdrawn++;
        else {
          const type = properties[layer.type_field] || "";
          found.items.push({ ...at, layer, n: 1, types: [[type, 1]], one: properties });
        }
      }
    }
    return found;
  }

  function areaOf(layer, properties, rings, { z, x, y, extent }) {
    const [across, down] = CA.within(rings);
    return { layer, code: properties.footprint_ref, level: properties.level, rings, extent,
      name: properties["name_" + CA.data.language] || properties.footprint_ref,
      n: properties.count, types: typesOf(layer, properties), home: properties.home,
      x: (x + across / extent) / 2 ** z, y: (y + down / extent) / 2 ** z };
  }

  /* ---- Tiles of a layer and choice, fetched once. */

  class Tiles {
    constructor(layer, changed) {
      Object.assign(this, { layer, changed, kept: new Map(), query: null, failed: 0 });
      this.ask();
    }

    /* The choice of now; true where it is another than before. */
    ask() {
      const query = CA.selection.toQuery(this.layer.name);
      const text = query === null ? null : new URLSearchParams(query).toString();
      if (text === this.query) return false;
      this.query = text;
      this.stop?.abort();
      this.stop = new AbortController();
      this.kept.clear();
      return true;
    }

    /* The tile if it is there; else null, and it is on its way. */
    get(tile) {
      const key = `${tile.z}/${tile.x}/${tile.y}`;
      const found = this.kept.get(key);
      if (found !== undefined) {
        this.kept.delete(key); // to the end: the longest unused go first
        this.kept.set(key, found);
        return found;
      }
      this.fetch(tile, key);
      return null;
    }

    async fetch(tile, key) {
      const { kept } = this;
      const { signal } = this.stop, asked = this.query;
      kept.set(key, null);
      const large = CA.data.large[this.layer.name];
      const url = large.tiles.replace("{z}", tile.z).replace("{x}", tile.x).replace("{y}", tile.y);
      try {
        const answer = await fetch(url + (asked ? "?" + asked : ""), { signal });
        if (!answer.ok) throw new Error(`tile ${key}: ${answer.status}`);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        if (this.query !== asked) return;
        kept.set(key, { ...contents(bytes, this.layer, tile), tile });
        this.failed = 0;
      } catch (error) {
        if (error.name === "AbortError" || this.query !== asked) return;
        kept.delete(key);
        this.failed++;
      }
      for (const old of kept.keys()) {
        if (kept.size <= MOST_TILES) break;
        kept.delete(old);
      }
      this.changed();
    }
  }

  /* ---- Records fetched for a list or detail. They stand at numbers below zero: they are none of
     those that the page holds, filters and counts. */

  let fetched = 0;
  const known = new Map();

  async function recordsOf(layer, ids) {
    const wanted = ids.filter((id) => !known.has(layer.name + "\n" + id));
    if (wanted.length) {
      const { records } = CA.data.large[layer.name];
      const id = wanted.map((one) => one.includes(",") ? `"${one}"` : one).join(",");
      const answer = await fetch(records + "?" + new URLSearchParams({ f: "json", id,
        layers: layer.name, lang: CA.data.language }));
      if (!answer.ok) throw new Error(`records: ${answer.status}`);
      take(await answer.json());
    }
    return ids.map((id) => known.get(layer.name + "\n" + id)).filter((r) => r !== undefined);
  }

  function take(found) {
    const { words, sources, records } = CA.data;
    const word = words.length, source = sources.length;
    words.push(...found.words);
    sources.push(...found.sources);
    const facts = (list) => list.map(([label, value]) => [label + word, value]);
    const places = new Map();
    for (const drawn of Object.values(found.drawn)) {
      for (const one of drawn) for (const r of one.r) places.set(r, one);
    }
    found.records.forEach((record, i) => {
      const r = -++fetched;
      records[r] = { ...record, facts: facts(record.facts), rest: facts(record.rest),
        place: places.get(i),
        sources: record.sources.map(([n, statements]) => [n + source,
          statements.map(([text, about, locator, ...rest]) =>
            [text, about + word, locator + word, ...rest])]) };
      known.set(record.layer + "\n" + record.id, r);
    });
  }

  /* Pages of ids that a query of the layer's items selects. */
  function pager(layer, query) {
    let url = CA.data.links[layer.name] + "?" + new URLSearchParams({ ...query, f: "json",
      properties: "", geometry: "none", limit: LISTED });
    url = new URL(url, location.href);
    const found = { n: null, ids: [], done: false };
    found.more = async () => {
      const answer = await fetch(location.origin === url.origin ? url : url.pathname + url.search);
      if (!answer.ok) throw new Error(`items: ${answer.status}`);
      const page = await answer.json();
      found.n = page.numberMatched;
      found.ids.push(...page.features.map((feature) => feature.id));
      const next = page.links.find((link) => link.rel === "next");
      found.done = !next;
      if (next) url = new URL(next.href, location.href);
    };
    return found;
  }

  const listed = (ids) => ({ n: ids.length, ids: [], done: false, async more() {
    this.ids = ids.slice(0, this.ids.length + LISTED);
    this.done = this.ids.length === ids.length;
  } });

  const also = (layer, clause) => {
    const query = CA.selection.toQuery(layer.name);
    return { ...query, filter: query.filter ? `(${query.filter}) AND ${clause}` : clause };
  };

  /* ---- The canvas. */

  const Canvas = L.Renderer.extend({
    options: { padding: 0.35 },
    _layers: {}, // L.Renderer looks into them; we have none
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.className = "ca-large";
      this.pen = this._container.getContext("2d");
    },
    _destroyContainer() { this._container.remove(); },
    _updatePaths() {},
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { _bounds: bounds, _container: canvas } = this;
      const size = bounds.getSize(), fine = Math.min(2, window.devicePixelRatio || 1);
      L.DomUtil.setPosition(canvas, bounds.min);
      canvas.width = Math.round(size.x * fine);
      canvas.height = Math.round(size.y * fine);
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      this.pen.setTransform(fine, 0, 0, fine, -bounds.min.x * fine, -bounds.min.y * fine);
      this.draw();
    },
    clear() {
      const { min } = this._bounds, size = this._bounds.getSize();
      this.pen.clearRect(min.x, min.y, size.x, size.y);
    },
  });

  const sprites = new Map();
  function sprite(type) {
    let found = sprites.get(type);
    if (!found) {
      found = document.createElement("canvas");
      found.width = found.height = 52;
      const pen = found.getContext("2d");
      pen.scale(2, 2);
      pen.translate(1, 1);
      const frame = new Path2D(type.frame);
      pen.lineWidth = 2.4;
      pen.strokeStyle = "#ffffff";
      pen.stroke(frame);
      pen.fillStyle = type.colour;
      pen.fill(frame, "evenodd");
      if (type.glyph) {
        pen.fillStyle = type.ink;
        pen.fill(new Path2D(type.glyph), "evenodd");
      }
      sprites.set(type, found);
    }
    return found;
  }

  function sign(pen, type, x, y, size) {
    pen.drawImage(sprite(type), x - size / 2, y - size / 2, size, size);
  }

  function number(pen, n, x, y, size, colour) {
    pen.font = `600 ${size}px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = colour;
    pen.fillText(CA.number(n), x, y + 0.5);
  }

  /* A ring of the shares of types around the number, as `CA.ring`. */
  function ring(pen, cluster, x, y) {
    const radius = CA.radiusOf(cluster.n);
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fillStyle = "rgba(255,255,255,.94)";
    pen.fill();
    pen.lineWidth = 4.5;
    let from = -Math.PI / 2;
    for (const [type, n] of CA.sharesOf(cluster)) {
      const to = from + (2 * Math.PI * n) / cluster.n;
      pen.beginPath();
      pen.arc(x, y, radius - 2.75, from, to);
      pen.strokeStyle = typeOf(cluster.items[0].layer.name, type).colour;
      pen.stroke();
      from = to;
    }
    number(pen, cluster.n, x, y, cluster.n > 9999 ? 9.5 : 10.5, CA.colour("ink"));
  }

  CA.colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue("--ca-" + name).trim() || "#333333";

  const labelSize = ({ n }) => [20 + 6.4 * CA.number(n).length, 19];

  /* A label of areas: hatched, framed, with how many records are known to no more than them. */
  function badge(pen, cluster, x, y) {
    const [width, height] = labelSize(cluster);
    cluster.box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    pen.beginPath();
    pen.roundRect(x - width / 2, y - height / 2, width, height, 4);
    pen.fillStyle = "#ffffff";
    pen.fill();
    pen.lineWidth = 1.3;
    pen.strokeStyle = CA.colour("hatch");
    pen.stroke();
    pen.save();
    pen.beginPath();
    pen.rect(x - width / 2, y - height / 2, 10, height);
    pen.clip();
    pen.beginPath();
    for (let i = -5; i < 3; i++) {
      pen.moveTo(x - width / 2 + i * 4, y + height / 2);
      pen.lineTo(x - width / 2 + i * 4 + height, y - height / 2);
    }
    pen.stroke();
    pen.restore();
    number(pen, cluster.n, x + 4.5, y, 10.5, CA.colour("ink"));
  }

  let hatch = null;
  function hatching(pen) {
    if (!hatch) {
      const one = document.createElement("canvas");
      one.width = one.height = 8;
      const lines = one.getContext("2d");
      lines.strokeStyle = CA.colour("hatch");
      lines.globalAlpha = 0.3;
      lines.beginPath();
      for (const shift of [-8, 0, 8]) {
        lines.moveTo(shift, 8);
        lines.lineTo(shift + 8, 0);
      }
      lines.stroke();
      hatch = pen.createPattern(one, "repeat");
    }
    return hatch;
  }

  /* ---- A large layer on the map. */

  class Large {
    constructor(map, layer) {
      Object.assign(this, { map, layer, scene: null, wanted: "" });
      this.tiles = new Tiles(layer, () => this.soon());
      this.canvas = new Canvas({ pane: "ca-large" });
      this.canvas.draw = () => this.draw();
      this.canvas.addTo(map);
    }

    soon() {
      this.waiting ??= requestAnimationFrame(() => {
        this.waiting = null;
        this.draw();
      });
    }

    /* The tiles of what the canvas covers. */
    needed() {
      const { map, canvas } = this;
      const z = Math.max(0, Math.min(14, Math.round(map.getZoom()) - 1));
      const side = 2 ** z, size = world(map) / side, origin = map.getPixelOrigin();
      const range = (from, to) => [Math.max(0, Math.floor(from / size)),
        Math.min(side - 1, Math.floor(to / size))];
      const { min, max } = canvas._bounds;
      const [west, east] = range(min.x + origin.x, max.x + origin.x);
      const [north, south] = range(min.y + origin.y, max.y + origin.y);
      const found = [];
      for (let y = north; y <= south; y++) for (let x = west; x <= east; x++) found.push({ z, x, y });
      return found;
    }

    draw() {
      if (!this.canvas._bounds || this.map._animatingZoom) return;
      if (this.tiles.query === null) { // switched off
        this.scene = null;
        this.canvas.clear();
        return CA.large.told();
      }
      const needed = this.needed();
      const found = needed.map((tile) => this.tiles.get(tile));
      const complete = found.every(Boolean);
      const key = [this.tiles.query, world(this.map), ...needed.map((t) => `${t.z}/${t.x}/${t.y}`)].join();
      this.wanted = key;
      if (complete || !this.scene || this.scene.query !== this.tiles.query) {
        if (!this.scene?.complete || this.scene.key !== key) {
          this.scene = this.made(found.filter(Boolean), { key, complete, query: this.tiles.query });
        }
      }
      this.paint();
      CA.large.told();
    }

    /* What the tiles come to at this zoom: clusters of points, discs, areas with their labels. */
    made(tiles, scene) {
      const size = world(this.map);
      const discs = new Map(), points = [];
      const sum = { points: 0, areas: 0, country: 0, loose: 0, withdrawn: 0, own: 0 };
      const areas = [], labels = [], own = [];
      for (const tile of tiles) {
        sum.loose += tile.loose;
        sum.withdrawn += tile.withdrawn;
        for (const item of tile.items) {
          sum.points += item.n;
          points.push(this.placed(item, size, discs));
        }
        for (const area of tile.areas) {
          if (area.home) sum[area.level === "country" ? "country" : "areas"] += area.n;
          if (area.level === "country") continue; // listed, not drawn
          areas.push({ ...area, tile: tile.tile });
          if (area.home) labels.push({ ...area, x: area.x * size, y: area.y * size });
        }
        for (const one of tile.own) {
          if (one.home) sum.own++;
          own.push({ ...one, tile: tile.tile });
        }
      }
      const clusters = CA.clusters(points);
      return { ...scene, size, tiles, sum, areas, own, discs: [...discs.values()], clusters,
        labels: CA.apartFrom(clusters, CA.clusters(labels), labelSize) };
    }

    /* A point where it is; what is known to a radius, on the rim of its disc: the middle is not
       where it was. */
    placed(item, size, discs) {
      const found = { ...item, x: item.x * size, y: item.y * size };
      const metres = item.one?.geo_precision === 3 ? item.one.location_radius_m : 0;
      if (!metres) return found;
      const lat = Math.PI / 2 - 2 * Math.atan(Math.exp((item.y * 2 - 1) * Math.PI));
      const radius = (metres * size) / (40075016.7 * Math.cos(lat));
      if (radius < SMALLEST_DISC) return found;
      const key = [found.x, found.y, metres].join();
      const disc = discs.get(key);
      const colour = typeOf(item.layer.name, item.types[0][0]).colour;
      if (!disc) discs.set(key, { x: found.x, y: found.y, radius, colour });
      else if (disc.colour !== colour) disc.colour = CA.colour("hatch");
      return { ...found, y: found.y - radius };
    }

    paint() {
      const { canvas, map, scene } = this;
      const { pen } = canvas, origin = map.getPixelOrigin(), scale = world(map) / scene.size;
      this.at = ({ x, y }) => [x * scale - origin.x, y * scale - origin.y];
      canvas.clear();
      this.paths = scene.areas.map((area) => this.shape(area));
      for (const { fill, stroke, clip } of this.paths) {
        pen.save();
        pen.clip(clip);
        pen.fillStyle = hatching(pen);
        pen.fill(fill, "evenodd");
        pen.lineWidth = 0.9;
        pen.strokeStyle = CA.colour("hatch");
        pen.stroke(stroke);
        pen.restore();
      }
      for (const one of scene.own) this.outline(pen, one);
      for (const disc of scene.discs) {
        const [x, y] = this.at(disc);
        pen.beginPath();
        pen.arc(x, y, disc.radius * scale, 0, 7);
        pen.globalAlpha = 0.1;
        pen.fillStyle = disc.colour;
        pen.fill();
        pen.globalAlpha = 1;
        pen.lineWidth = 1.4;
        pen.strokeStyle = disc.colour;
        pen.setLineDash([5, 3]);
        pen.stroke();
        pen.setLineDash([]);
      }
      for (const label of [...scene.labels].reverse()) badge(pen, label, ...this.at(label));
      for (const cluster of [...scene.clusters].reverse()) {
        const [x, y] = this.at(cluster);
        if (cluster.n > 1) ring(pen, cluster, x, y);
        else sign(pen, typeOf(this.layer.name, cluster.items[0].types[0][0]), x, y, 21);
      }
    }

    /* An area's part in a tile as paths; the cut along the tile's edge lies outside of the clip. */
    shape({ rings, extent, tile: { z, x, y } }) {
      const size = world(this.map) / 2 ** z, origin = this.map.getPixelOrigin();
      const [left, top] = [x * size - origin.x, y * size - origin.y];
      const fill = new Path2D(), clip = new Path2D();
      for (const ring of rings) {
        for (let i = 0; i < ring.length; i += 2) {
          const px = left + (ring[i] / extent) * size, py = top + (ring[i + 1] / extent) * size;
          if (i) fill.lineTo(px, py);
          else fill.moveTo(px, py);
        }
        fill.closePath();
      }
      clip.rect(left, top, size, size);
      return { fill, stroke: fill, clip };
    }

    outline(pen, { parts, kind, extent, tile, properties }) {
      const { fill, clip } = this.shape({ rings: parts, extent, tile });
      const type = typeOf(this.layer.name, properties[this.layer.type_field] || "");
      pen.save();
      pen.clip(clip);
      pen.strokeStyle = pen.fillStyle = type.colour;
      pen.globalAlpha = 0.16;
      if (kind === 3) pen.fill(fill, "evenodd");
      pen.globalAlpha = 1;
      pen.lineWidth = 2.2;
      pen.stroke(fill);
      pen.restore();
    }

    /* What is at a place of the map, the topmost first: a cluster, a label, an area. */
    hit(point) {
      const { scene } = this;
      if (!scene || !this.at) return null;
      const near = scene.clusters.find((cluster) => {
        const [x, y] = this.at(cluster);
        return Math.hypot(point.x - x, point.y - y) <= CA.radiusOf(cluster.n) + 2;
      });
      if (near) return { cluster: near };
      const label = scene.labels.find(({ box }) => box && point.x >= box[0] && point.x <= box[2] &&
        point.y >= box[1] && point.y <= box[3]);
      if (label) return { areas: label.items };
      const { pen } = this.canvas;
      pen.save();
      pen.setTransform(1, 0, 0, 1, 0, 0);
      const inside = scene.areas.filter((area, i) => pen.isPointInPath(this.paths[i].clip, point.x, point.y) &&
        pen.isPointInPath(this.paths[i].fill, point.x, point.y, "evenodd"));
      pen.restore();
      const own = inside.length ? [...new Map(inside.map((a) => [a.code, a])).values()] : null;
      return own && { areas: own };
    }

    choose(found, latlng) {
      if (found.areas) return this.chooseAreas(found.areas, latlng);
      const { items, n } = found.cluster;
      const spread = L.latLngBounds(items.map((item) => this.latlng(item)));
      const zoom = () => this.map.fitBounds(spread.pad(0.3),
        { maxZoom: Math.min(13, this.map.getZoom() + 3) });
      const ids = items.every((item) => item.one) && items.map((item) => item.one.id);
      const at = this.latlng(found.cluster);
      if (ids) return this.show(at, listed(ids), { heading: CA.count("here", n), zoom: n > 1 && zoom });
      // Cells: their records are not in the tile. Nearer there are the records themselves.
      const box = CA.el("div", { class: "ca-box" },
        CA.el("h2", { tabindex: "-1" }, CA.count("here", n)),
        this.shares(CA.sharesOf(found.cluster)),
        CA.el("p", { class: "ca-actions" }, CA.el("button", { type: "button", class: "ca-link",
          onclick: zoom }, CA.text("zoom_here"))));
      CA.open(this.map, at, box);
    }

    shares(types) {
      return CA.el("ul", { class: "ca-key" }, types.map(([code, n]) => {
        const type = typeOf(this.layer.name, code);
        return CA.el("li", { class: "ca-row" }, CA.sign(type),
          CA.el("span", { class: "ca-label" }, type.label || CA.text("untyped")),
          CA.el("span", { class: "ca-n" }, CA.number(n)));
      }));
    }

    latlng({ x, y }) {
      return this.map.unproject(L.point(x, y).multiplyBy(world(this.map) / this.scene.size));
    }

    chooseAreas(areas, latlng) {
      const open = (area) => {
        const clause = `footprint_ref = '${area.code.replace(/\\/g, "\\\\").replace(/'/g, "''")}' ` +
          `AND geo_precision >= ${PRECISE}`;
        this.show(latlng, pager(this.layer, also(this.layer, clause)), { heading: area.name,
          note: CA.count("area", area.n) });
      };
      if (areas.length === 1) return open(areas[0]);
      const total = areas.reduce((sum, area) => sum + area.n, 0);
      CA.open(this.map, latlng, CA.el("div", { class: "ca-box" },
        CA.el("h2", { tabindex: "-1" }, CA.count("large_areas", total)),
        CA.el("ul", { class: "ca-list" }, areas.map((area) => CA.el("li", {},
          CA.el("button", { type: "button", class: "ca-choose", onclick: (event) => {
            event.stopPropagation();
            open(area);
          } }, CA.el("span", { class: "ca-item" },
          CA.el("span", { class: "ca-item-title" }, CA.el("bdi", { dir: "auto" }, area.name)),
          CA.el("span", { class: "ca-item-when" }, CA.count("records", area.n)))))))));
    }

    /* Opens a box with the first records; more of them are fetched when asked for. */
    async show(at, list, { heading, note, zoom }, focus) {
      try {
        await list.more();
        const records = await recordsOf(this.layer, list.ids);
        const box = CA.box({ records, heading, note, zoom: zoom || undefined });
        if (!list.done) {
          box.append(CA.el("p", { class: "ca-actions" }, CA.el("button", { type: "button",
            class: "ca-link", onclick: () => this.show(at, list, { heading, note, zoom }, true) },
          CA.text("large_more", { n: CA.number(list.ids.length), total: CA.number(list.n) }))));
        }
        CA.open(this.map, at, box, focus);
      } catch {
        CA.open(this.map, at, CA.el("div", { class: "ca-box" },
          CA.el("h2", { tabindex: "-1" }, CA.text("large_failed"))), focus);
      }
    }
  }

  /* ---- Lists: of what is in view, for who does not use the map, and of what is not on the map. */

  /* A button, and below it the records that a query selects, some at a time. */
  function lister({ layer, map }, label, queryOf) {
    const lines = CA.el("ol", { class: "ca-list" });
    const note = CA.el("p", { class: "ca-note", role: "status" });
    let pages = null;
    const next = async () => {
      const { ids } = pages, before = ids.length;
      try {
        await pages.more();
        const records = await recordsOf(layer, ids.slice(before));
        const added = records.map((r) => CA.el("li", {}, CA.line(r, () => go(map, r))));
        lines.append(...added);
        const shown = { n: CA.number(ids.length), total: CA.number(pages.n) };
        note.textContent = CA.text("large_listed", shown);
        more.textContent = CA.text("large_more", shown);
        more.hidden = pages.done;
        if (before) added[0]?.querySelector("button").focus();
      } catch {
        note.textContent = CA.text("large_failed");
      }
    };
    const more = CA.el("button", { type: "button", class: "ca-link", hidden: true, onclick: next });
    const start = CA.el("button", { type: "button", class: "ca-link", onclick: () => {
      const query = queryOf();
      lines.replaceChildren();
      more.hidden = true;
      note.textContent = query ? "" : CA.text("large_listed", { n: 0, total: 0 });
      if (!query) return;
      pages = pager(layer, query);
      next();
    } }, label);
    return [CA.el("p", { class: "ca-actions" }, start), note, lines,
      CA.el("p", { class: "ca-actions" }, more)];
  }

  function go(map, r) {
    const { place } = CA.data.records[r];
    const from = document.activeElement;
    const at = place?.at ? L.latLng(CA.flip(place.at)) : map.getCenter();
    if (place?.at) map.setView(at, Math.max(map.getZoom(), 8), { animate: false });
    CA.open(map, at, CA.box({ records: [r], heading: "" }), true);
    CA.chosen = from;
  }

  function inView({ layer, map }) {
    if (CA.selection.toQuery(layer.name) === null) return null;
    const view = map.getBounds();
    const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    return also(layer, `S_INTERSECTS(geometry,BBOX(${box.map((n) => n.toFixed(5)).join(",")}))`);
  }

  const lists = (found) => CA.el("div", { class: "ca-group ca-large-list" },
    CA.el("h3", {}, found.layer.title),
    CA.el("p", { class: "ca-note" }, CA.count("large_note", CA.data.large[found.layer.name].n)),
    lister(found, CA.text("large_list"), () => inView(found)));

  function unplaced(found) {
    const { layer } = found;
    for (const box of document.querySelectorAll(`[data-large="${layer.name}"]`)) {
      box.append(...lister(found, CA.text("large_list_all"), () =>
        CA.selection.toQuery(layer.name) && also(layer, DRAWN[box.dataset.how])).flat());
    }
  }

  /* ---- Exact numbers of the choice, by type and by how well the place is known: the API's own. */

  const WITHDRAWN = "record_status IN ('retracted','merged')";
  const STANDS = `(record_status IS NULL OR NOT ${WITHDRAWN}) AND `;
  const DRAWN = { // the rules of maps/crowds.py; what fulfils none has its own outline
    withdrawn: WITHDRAWN,
    country: STANDS + "geo_precision = 7",
    area: STANDS + "geo_precision >= 4 AND geo_precision <> 7 AND footprint_ref IS NOT NULL " +
      "AND geometry IS NOT NULL",
    disc: STANDS + "geo_precision = 3 AND geometry IS NOT NULL",
    point: STANDS + "geo_precision < 3 AND geometry IS NOT NULL",
    nowhere: STANDS + "(geo_precision IS NULL OR geo_precision <> 7 AND (geometry IS NULL OR " +
      "geo_precision >= 4 AND footprint_ref IS NULL))",
  };

  async function countsOf(layer, signal) {
    const query = CA.selection.toQuery(layer.name);
    const large = CA.data.large[layer.name];
    if (query === null) return { n: 0, types: new Map(), drawn: new Map() };
    const path = new URL(CA.data.links[layer.name], location.href).pathname;
    const ask = async (more) => {
      const answer = await fetch(path + "?" + new URLSearchParams({ ...more, f: "json", limit: 1,
        properties: "", geometry: "none" }), { signal });
      if (!answer.ok) throw new Error(`items: ${answer.status}`);
      return (await answer.json()).numberMatched;
    };
    const each = async (keys, clause) => new Map(await Promise.all(keys.map(async (key) =>
      [key, await ask(also(layer, clause(key)))])));
    const codes = large.types.map(([code]) => code).filter((code) => code !== null);
    const [n, types, drawn] = await Promise.all([ask(query),
      each(codes, (code) => `${layer.type_field} = '${code.replace(/'/g, "''")}'`),
      each(Object.keys(large.drawn).filter((how) => how in DRAWN), (how) => DRAWN[how])]);
    const rest = Object.keys(large.drawn).find((how) => !(how in DRAWN));
    if (rest) drawn.set(rest, n - [...drawn.values()].reduce((sum, one) => sum + one, 0));
    return { n, types, drawn };
  }

  const listedOf = (name, found) => {
    for (const box of document.querySelectorAll(`[data-large="${name}"]`)) {
      box.querySelector(".ca-n").textContent =
        found ? CA.number(found.drawn.get(box.dataset.how) || 0) : "…";
    }
  };

  /* Writes them into the legend; where they are not known yet, that they are not. */
  function legend(name, found) {
    const write = (node, n) => {
      if (node) node.textContent = found ? CA.number(n || 0) : "…";
    };
    listedOf(name, found);
    write(document.querySelector(`[data-count="${name}"]`), found?.n);
    for (const box of document.querySelectorAll(`#ca-tree input[data-layer="${name}"][data-type]`)) {
      write(box.closest(".ca-row").querySelector(".ca-n"), found?.types.get(box.dataset.type));
    }
  }

  /* ---- All of them. */

  CA.large = { layers: new Map(), counts: new Map(), complete: () => true, told() {} };

  CA.startLarge = (map) => {
    const pane = map.createPane("ca-large");
    pane.style.zIndex = 380;
    pane.style.pointerEvents = "none";
    for (const layer of CA.data.layers) {
      const large = CA.data.large[layer.name];
      if (!large) continue;
      CA.large.layers.set(layer.name, new Large(map, layer));
      CA.large.counts.set(layer.name, { n: large.n, types: new Map(large.types),
        drawn: new Map(Object.entries(large.drawn)) });
    }
    const all = [...CA.large.layers.values()];
    CA.large.complete = () => all.every(({ scene, tiles, wanted }) => tiles.query === null ||
      (scene?.complete && scene.key === wanted));
    const status = CA.el("p", { class: "ca-large-status", role: "status" });
    CA.large.told = () => {
      const failed = all.some(({ tiles }) => tiles.failed);
      const text = failed ? CA.text("large_failed")
        : CA.large.complete() ? "" : CA.text("large_loading");
      if (status.textContent !== text) status.textContent = text;
      status.hidden = !text;
    };
    map.getContainer().append(status);
    document.getElementById("ca-list").before(...all.map(lists));
    all.forEach(unplaced);
    const at = (event) => {
      const point = map.latLngToLayerPoint(event.latlng);
      for (const one of [...all].reverse()) {
        const found = one.hit(point);
        if (found) return [one, found];
      }
      return null;
    };
    map.on("click", (event) => {
      const found = at(event);
      if (found) found[0].choose(found[1], event.latlng);
    });
    map.on("mousemove", (event) => {
      map.getContainer().classList.toggle("ca-pointing", at(event) !== null);
    });
    let stop = null;
    CA.selection.onChange(() => {
      for (const one of all) if (one.tiles.ask()) one.draw();
      stop?.abort();
      stop = new AbortController();
      const { signal } = stop;
      for (const { layer } of all) {
        CA.large.counts.set(layer.name, null); // not known: old numbers must not stand there
        legend(layer.name, null);
        countsOf(layer, signal).then((found) => {
          CA.large.counts.set(layer.name, found);
          legend(layer.name, found);
          CA.recount?.();
        }, (error) => {
          if (error.name !== "AbortError") status.textContent = CA.text("large_failed");
        });
      }
      CA.recount?.();
    });
    CA.large.told();
    document.documentElement.dataset.large = "yes";
  };
  CA.startLarge(CA.map);
})(window.ConflictAtlas);
