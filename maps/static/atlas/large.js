/* Layers of too many records for the page to hold: drawn from the server's tiles onto one canvas,
   counted exactly, asked anew when the reader chooses otherwise. Loaded only where there is one. */
"use strict";
(function (CA) {
  const SMALLEST_DISC = 14; // pixels; a smaller one lies under its own sign

  const world = (map) => 256 * 2 ** map.getZoom();
  const typeOf = CA.typeNamed = (layer, code) => CA.types.get(layer + "\n" + code) || CA.untyped;

  /* ---- A large layer on the map. */

  class Large {
    constructor(map, layer) {
      Object.assign(this, { map, layer, scene: null, wanted: "" });
      this.tiles = new CA.Tiles(layer, () => this.soon());
      this.canvas = new CA.Canvas({ pane: "ca-large" });
      this.canvas.draw = () => {
        this.tiles.retry();
        this.draw();
      };
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
        labels: CA.apartFrom(clusters, CA.clusters(labels), CA.labelSize) };
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
        pen.fillStyle = CA.hatching(pen);
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
      for (const label of [...scene.labels].reverse()) CA.drawBadge(pen, label, ...this.at(label));
      for (const cluster of [...scene.clusters].reverse()) {
        const [x, y] = this.at(cluster);
        if (cluster.n > 1) CA.drawRing(pen, cluster, x, y);
        else CA.drawSign(pen, typeOf(this.layer.name, cluster.items[0].types[0][0]), x, y, 21);
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
      const failed = all.some(({ tiles }) => tiles.failed.size);
      const text = failed ? CA.text("large_failed")
        : CA.large.complete() ? "" : CA.text("large_loading");
      if (status.textContent !== text) status.textContent = text;
      status.hidden = !text;
      CA.large.settled?.(failed || CA.large.complete());
    };
    map.getContainer().append(status);
    document.getElementById("ca-list").before(...all.map(CA.largeLists));
    all.forEach(CA.largeUnplaced);
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
      if (found) CA.chooseLarge(found[0], found[1], event.latlng);
    });
    map.on("mousemove", (event) => {
      map.getContainer().classList.toggle("ca-pointing", at(event) !== null);
    });
    let stop = null, uncounted = false;
    const count = () => {
      uncounted = false;
      const { signal } = stop;
      for (const { layer } of all) {
        CA.countsOf(layer, signal).then((found) => {
          CA.large.counts.set(layer.name, found);
          CA.largeLegend(layer.name, found);
          CA.recount?.();
        }, (error) => {
          if (error.name !== "AbortError") status.textContent = CA.text("large_failed");
        });
      }
    };
    /* Counted when the map is drawn: both at once would be slower for both. */
    CA.large.settled = (settled) => {
      if (uncounted && settled) count();
    };
    const recount = () => {
      stop?.abort();
      stop = new AbortController();
      uncounted = true;
      for (const { layer } of all) {
        CA.large.counts.set(layer.name, null); // not known: old numbers must not stand there
        CA.largeLegend(layer.name, null);
      }
      CA.recount?.();
    };
    CA.selection.onChange(() => {
      recount();
      for (const one of all) {
        one.tiles.ask();
        one.draw();
      }
    });
    if (!CA.selection.isWhole()) recount(); // the address says what was chosen before
    document.body.classList.add("ca-holds-part");
    CA.large.told();
    document.documentElement.dataset.large = "yes";
  };
  CA.startLarge(CA.map);
})(window.ConflictAtlas);
