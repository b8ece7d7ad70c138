/* A large layer drawn from the server's tiles: each choice of the reader asks for them anew. */
"use strict";
(function (CA) {
  const SMALLEST_DISC = CA.SMALLEST_DISC = 14; // pixels; a smaller one lies under its own sign
  const TURN = 40075016.7; // metres around the equator

  /* Pixels of so many metres at a height of the world, 0 in the north to 1, of that size. */
  CA.pixelsOf = (metres, y, size) => {
    const lat = Math.PI / 2 - 2 * Math.atan(Math.exp((y * 2 - 1) * Math.PI));
    return (metres * size) / (TURN * Math.cos(lat));
  };

  CA.Tiled = class {
    constructor(map, layer, canvas) {
      Object.assign(this, { map, layer, canvas, scene: null, wanted: "" });
      this.tiles = new CA.Tiles(layer, () => this.soon());
    }

    soon() {
      this.waiting ??= requestAnimationFrame(() => {
        this.waiting = null;
        this.draw();
      });
    }

    get failed() { return this.tiles.failed.size > 0; }

    complete() {
      return this.tiles.query === null || (this.scene?.complete && this.scene.key === this.wanted);
    }

    moved() { this.tiles.retry(); }

    choose() { this.tiles.ask(); }

    /* The tiles of what the canvas covers. */
    needed() {
      const { map, canvas } = this;
      const z = Math.max(0, Math.min(14, Math.round(map.getZoom()) - 1));
      const side = 2 ** z, size = CA.worldOf(map) / side, origin = map.getPixelOrigin();
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
      const { canvas, map } = this;
      if (!canvas._bounds || map._animatingZoom) return;
      canvas.clear();
      if (this.tiles.query === null) { // switched off
        this.scene = null;
        return CA.large.told();
      }
      const needed = this.needed();
      const found = needed.map((tile) => this.tiles.get(tile));
      const complete = found.every(Boolean);
      const signs = CA.signsOf(map);
      const key = [this.tiles.query, CA.worldOf(map), ...signs.flat().map(Math.round), ...needed.map((t) => `${t.z}/${t.x}/${t.y}`)].join();
      this.wanted = key;
      if (complete || !this.scene || this.scene.query !== this.tiles.query) {
        if (!this.scene?.complete || this.scene.key !== key) {
          this.scene = this.made(found.filter(Boolean), signs,
            { key, complete, query: this.tiles.query });
        }
      }
      this.painted = CA.paint(canvas.pen, map, this.scene);
      CA.large.told();
    }

    /* What the tiles come to at this zoom: clusters of points, discs, areas with their labels. */
    made(tiles, signs, scene) {
      const size = CA.worldOf(this.map);
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
        for (const one of tile.areas) {
          if (one.home) sum[one.level === "country" ? "country" : "areas"] += one.n;
          if (one.level === "country") continue; // listed, not drawn
          areas.push({ ...one, paths: (view) => pathsOf(one, tile.tile, view) });
          if (one.home) labels.push({ ...one, x: one.x * size, y: one.y * size });
        }
        for (const { kind, parts, home, extent, properties } of tile.own) {
          if (home) sum.own++;
          const type = CA.typeNamed(this.layer.name, properties[this.layer.type_field] || "");
          own.push({ colour: type.line, filled: kind === 3,
            paths: (view) => pathsOf({ rings: parts, extent }, tile.tile, view) });
        }
      }
      const clusters = CA.aside(CA.clusters(points), signs);
      return { ...scene, size, tiles, sum, areas, own, discs: [...discs.values()], clusters,
        labels: CA.apartFrom(clusters, CA.clusters(labels), CA.labelSize, signs) };
    }

    /* A point where it is; what is known to a radius, on the rim of its disc: the middle is not
       where it was. */
    placed(item, size, discs) {
      const found = { ...item, x: item.x * size, y: item.y * size };
      const metres = item.one?.geo_precision === 3 ? item.one.location_radius_m : 0;
      if (!metres) return found;
      const radius = CA.pixelsOf(metres, item.y, size);
      if (radius < SMALLEST_DISC) return found;
      const key = [found.x, found.y, metres].join();
      const disc = discs.get(key);
      const colour = CA.typeNamed(item.layer.name, item.types[0][0]).line;
      if (!disc) discs.set(key, { x: found.x, y: found.y, radius, colour });
      else if (disc.colour !== colour) disc.colour = "var(--ca-hatch)";
      return { ...found, y: found.y - radius };
    }
  };

  /* A shape's part in a tile as paths; the cut along the tile's edge lies outside of the clip. */
  function pathsOf({ rings, extent }, { z, x, y }, { map, origin }) {
    const size = CA.worldOf(map) / 2 ** z;
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
    return { fill, clip };
  }
})(window.ConflictAtlas);
