/* The tiles of a layer and a choice: fetched once, read into points and cells, areas with their sums,
   and outlines of records' own. */
"use strict";
(function (CA) {
  const MOST_TILES = 160; // kept in memory
  const SQUARES = 16; // a side of a tile: as the coarsest of its cells (geo/overview.py, GRIDS)
  const HAIR = 1e-9; // degrees: a box has its edges, a square only those in the north and west

  /* ---- What a tile holds: points and cells as items, areas, outlines of records' own. */

  const degrees = (x, y) => [x * 360 - 180,
    Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI];

  /* The cells of one square as one item: its box is known, so that its records can be asked for. */
  function addCell(squares, layer, cell, { x, y, z, extent }) {
    const across = Math.floor((cell.at[0] * SQUARES) / extent);
    const down = Math.floor((cell.at[1] * SQUARES) / extent), key = across * SQUARES + down;
    const side = SQUARES * 2 ** z;
    let found = squares.get(key);
    if (!found) {
      const [west, north] = degrees((x * SQUARES + across) / side, (y * SQUARES + down) / side);
      const [east, south] = degrees((x * SQUARES + across + 1) / side, (y * SQUARES + down + 1) / side);
      squares.set(key, found = { layer, x: 0, y: 0, n: 0, types: [], rough: 0, disputed: 0,
        box: [west, south + HAIR, east - HAIR, north] });
    }
    const { properties } = cell, n = found.n + properties.count;
    found.x += (((x + cell.at[0] / extent) / 2 ** z - found.x) * properties.count) / n;
    found.y += (((y + cell.at[1] / extent) / 2 ** z - found.y) * properties.count) / n;
    found.n = n;
    found.rough += properties["geo_precision:3"] || 0;
    found.disputed += properties["record_status:disputed"] || 0;
    const types = new Map(found.types);
    for (const [type, m] of typesOf(layer, properties)) types.set(type, (types.get(type) || 0) + m);
    found.types = [...types];
  }

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
    const side = 2 ** z, squares = new Map();
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
          addCell(squares, layer, { at: parts[0], properties }, { x, y, z, extent: part.extent });
        } else if (["retracted", "merged"].includes(properties.record_status)) found.withdrawn++;
        else {
          const type = properties[layer.type_field] || "";
          found.items.push({ ...at, layer, n: 1, types: [[type, 1]], one: properties,
            rough: Number(properties.geo_precision === 3),
            disputed: Number(properties.record_status === "disputed") });
        }
      }
    }
    found.items.push(...squares.values());
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

  CA.Tiles = class {
    constructor(layer, changed) {
      Object.assign(this, { layer, changed, kept: new Map(), failed: new Set(), query: null });
      this.patience = CA.patience(() => {
        this.failed.clear();
        changed();
      });
      this.ask();
    }

    /* The choice of now; true where it is another than before. */
    ask() {
      const query = CA.standing(this.layer);
      const text = query === null ? null : new URLSearchParams(query).toString();
      if (text === this.query) return false;
      this.query = text;
      this.stop?.abort();
      this.stop = new AbortController();
      this.kept.clear();
      this.retry();
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
      if (!this.failed.has(key)) this.fetch(tile, key);
      return null;
    }

    /* What failed is asked for again: after a while, or when the reader moves. */
    retry() {
      this.failed.clear();
      this.patience.well();
    }

    async fetch(tile, key) {
      const { kept } = this;
      const { signal } = this.stop, asked = this.query;
      kept.set(key, null);
      const large = CA.data.large[this.layer.name];
      const url = large.tiles.replace("{z}", tile.z).replace("{x}", tile.x).replace("{y}", tile.y);
      try {
        const answer = await fetch(url + (asked ? "?" + asked : ""), { signal });
        if (!answer.ok) {
          throw Object.assign(new Error(`tile ${key}: ${answer.status}`), { final: CA.refuses(answer) });
        }
        const bytes = new Uint8Array(await answer.arrayBuffer());
        if (this.query !== asked) return;
        kept.set(key, { ...contents(bytes, this.layer, tile), tile });
      } catch (error) {
        if (error.name === "AbortError" || this.query !== asked) return;
        kept.delete(key);
        this.failed.add(key);
        if (!error.final) this.patience.later();
      }
      for (const old of kept.keys()) {
        if (kept.size <= MOST_TILES) break;
        kept.delete(old);
      }
      this.changed();
    }
  };
})(window.ConflictAtlas);
