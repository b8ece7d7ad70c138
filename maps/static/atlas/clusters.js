/* What is too near to be told apart is shown as one, and nothing is lost: the sum of the clusters is
   the sum of the items. Pure functions of numbers. */
"use strict";
(function (CA) {
  const GRID = CA.GRID = 56; // pixels: items in one square of this size are one cluster

  CA.radiusOf = (n) => n === 1 ? 9.5 : Math.min(28, 11 + 3.2 * Math.log10(n));

  function add(cluster, item) {
    const n = cluster.n + item.n;
    cluster.x += ((item.x - cluster.x) * item.n) / n;
    cluster.y += ((item.y - cluster.y) * item.n) / n;
    cluster.n = n;
    for (const one of item.items || [item]) cluster.items.push(one);
  }

  const empty = () => ({ x: 0, y: 0, n: 0, items: [] });

  /* Items are {x, y, n} in pixels of the whole world at a zoom; so the squares do not move with the
     view. Clusters have the mean place, the sum and the items, the larger first. */
  CA.clusters = (items) => {
    const squares = new Map();
    for (const item of items) {
      const key = Math.floor(item.x / GRID) + ":" + Math.floor(item.y / GRID);
      let found = squares.get(key);
      if (!found) squares.set(key, found = empty());
      add(found, item);
    }
    return joined([...squares.values()]);
  };

  /* The same of cells, each all that is in a square: {x, y, n} and what they are made of. */
  CA.clustered = (cells) =>
    joined(cells.map((cell) => ({ x: cell.x, y: cell.y, n: cell.n, items: [cell] })));

  /* Clusters whose signs would cover each other become one, at the larger. */
  function joined(clusters) {
    clusters.sort((a, b) => b.n - a.n || a.y - b.y || a.x - b.x);
    const found = [], near = new Map();
    const cell = (x, y) => Math.floor(x / GRID) + ":" + Math.floor(y / GRID);
    for (const one of clusters) {
      let into = null;
      for (let dx = -1; dx <= 1 && !into; dx++) {
        for (let dy = -1; dy <= 1 && !into; dy++) {
          into = (near.get(cell(one.x + dx * GRID, one.y + dy * GRID)) || []).find((other) =>
            Math.hypot(other.x - one.x, other.y - one.y) <
              0.92 * (CA.radiusOf(other.n) + CA.radiusOf(one.n)));
        }
      }
      if (into) {
        into.n += one.n; // stays where it is, so that it goes on covering nobody else
        for (const item of one.items) into.items.push(item);
        continue;
      }
      found.push(one);
      const key = cell(one.x, one.y);
      if (!near.has(key)) near.set(key, []);
      near.get(key).push(one);
    }
    return found;
  }

  /* Steps away from a place, the nearest first. */
  const NEAR = []; // for a ring: no farther than its own width
  for (let x = -8; x <= 8; x++) for (let y = -8; y <= 8; y++) NEAR.push([x * 5, y * 5]);
  const STEPS = []; // for a label
  for (let x = -4; x <= 4; x++) for (let y = -5; y <= 5; y++) STEPS.push([x * 12, y * 10]);
  for (const steps of [NEAR, STEPS]) steps.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

  /* Boxes, looked up by the squares of the grid. */
  function boxes() {
    const squares = new Map();
    const keys = (box) => {
      const found = [];
      for (let x = Math.floor(box[0] / GRID); x <= Math.floor(box[2] / GRID); x++) {
        for (let y = Math.floor(box[1] / GRID); y <= Math.floor(box[3] / GRID); y++) {
          found.push(x + ":" + y);
        }
      }
      return found;
    };
    return {
      free: (box) => keys(box).every((key) => CA.free(box, squares.get(key) || [])),
      take(box) {
        for (const key of keys(box)) {
          if (!squares.has(key)) squares.set(key, []);
          squares.get(key).push(box);
        }
      },
    };
  }

  const boxOf = ({ x, y, n }, [right, down] = [0, 0]) =>
    CA.around(x + right, y + down, 2 * CA.radiusOf(n), 2 * CA.radiusOf(n));

  /* Rings moved off the signs of other layers, which stand where they are: a ring has no exact place.
     The sign of one record has, and where there is no room near, a ring stays too. */
  CA.aside = (clusters, signs) => {
    const other = boxes(), rings = boxes();
    signs.forEach(other.take);
    const clear = new Set(clusters.filter((one) => one.n === 1 || other.free(boxOf(one))));
    for (const one of clear) rings.take(boxOf(one));
    return clusters.map((one) => {
      if (clear.has(one)) return one;
      const [right, down] = NEAR.find((step) => other.free(boxOf(one, step)) &&
        rings.free(boxOf(one, step))) || [0, 0];
      rings.take(boxOf(one, [right, down]));
      return { ...one, x: one.x + right, y: one.y + down };
    });
  };

  /* Labels moved to where they cover neither a sign, of this layer or of `signs`, nor one another;
     what finds no room near joins the nearest label, if there is one. */
  CA.apartFrom = (clusters, labels, sizeOf, signs) => {
    const taken = boxes();
    signs.forEach(taken.take);
    for (const one of clusters) taken.take(boxOf(one));
    const found = [];
    for (const label of labels) {
      const [width, height] = sizeOf(label);
      const box = (step) => CA.around(label.x + step[0], label.y + step[1], width + 3, height + 3);
      const step = STEPS.find((one) => taken.free(box(one)));
      const far = ({ x, y }) => Math.hypot(x - label.x, y - label.y);
      const near = step ? null : found.reduce((a, b) => !a || far(b) < far(a) ? b : a, null);
      if (near && far(near) < 2 * GRID) {
        near.n += label.n;
        near.items = near.items.concat(label.items);
        continue;
      }
      taken.take(box(step || [0, 0]));
      found.push({ ...label, x: label.x + (step?.[0] || 0), y: label.y + (step?.[1] || 0) });
    }
    return found;
  };

  /* How many of each type are in a cluster. */
  CA.sharesOf = (cluster) => {
    const found = new Map();
    for (const { types } of cluster.items) {
      for (const [type, n] of types) found.set(type, (found.get(type) || 0) + n);
    }
    return [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  };

  /* A place within the rings of [x, y, x, y, …]: the middle of the widest part of the middle line. */
  CA.within = (rings) => {
    let low = Infinity, high = -Infinity;
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i += 2) {
        low = Math.min(low, ring[i]);
        high = Math.max(high, ring[i]);
      }
    }
    const y = (low + high) / 2 + 0.25; // never through a corner: those are whole numbers
    const cuts = [];
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const [x, v, u, w] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
        if (v > y !== w > y) cuts.push(x + ((u - x) * (y - v)) / (w - v));
      }
    }
    cuts.sort((a, b) => a - b);
    let best = [0, 0];
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const width = cuts[i + 1] - cuts[i];
      if (width > best[1]) best = [(cuts[i] + cuts[i + 1]) / 2, width];
    }
    return best[1] ? [best[0], y] : [rings[0][0], rings[0][1]];
  };
})(window.ConflictAtlas);
