/* The tiles of a layer and a choice: fetched once, read into points and cells, areas with their sums,
   and outlines of records' own. */
"use strict";
(function (CA) {
  const MOST_TILES = 160; // kept in memory

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
          found.items.push({ ...at, layer, n: 1, types: [[type, 1]], one: properties,
            rough: Number(properties.geo_precision === 3),
            disputed: Number(properties.record_status === "disputed") });
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

  CA.Tiles = class {
    constructor(layer, changed) {
      Object.assign(this, { layer, changed, kept: new Map(), failed: new Set(), query: null });
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
      this.failed.clear();
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

    /* What failed is asked for again: when the reader moves, not before. */
    retry() { this.failed.clear(); }

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
      } catch (error) {
        if (error.name === "AbortError" || this.query !== asked) return;
        kept.delete(key);
        this.failed.add(key);
      }
      for (const old of kept.keys()) {
        if (kept.size <= MOST_TILES) break;
        kept.delete(old);
      }
      this.changed();
    }
  };
})(window.ConflictAtlas);
