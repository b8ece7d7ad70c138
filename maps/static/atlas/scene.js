/* What stands on the canvas of a large layer: areas, outlines, discs, labels, and clusters of signs.
   A scene is plain data in pixels of the whole world at its `size`; here it is painted and hit. */
"use strict";
(function (CA) {
  const FEW = 40; // discs that have their full colour

  CA.worldOf = (map) => 256 * 2 ** map.getZoom();
  CA.typeNamed = (layer, code) => CA.types.get(layer + "\n" + code) || CA.untyped;

  /* From pixels of the world to those of the layer. */
  CA.viewOf = (map, scene) => {
    const origin = map.getPixelOrigin(), scale = CA.worldOf(map) / scene.size;
    return { map, origin, scale, at: ({ x, y }) => [x * scale - origin.x, y * scale - origin.y] };
  };

  /* The signs of the layers that are no large ones, in pixels of the world. */
  CA.signsOf = (map) => {
    const { x, y } = map.getPixelOrigin();
    return CA.signBoxes().map(([a, b, c, d]) => [a + x, b + y, c + x, d + y]);
  };

  /* What of a painted scene labels keep off, as boxes of the layer. */
  CA.boxesOf = ({ scene, painted }) => scene && painted ? [
    ...scene.clusters.map((one) => CA.around(...painted.view.at(one),
      2 * CA.radiusOf(one.n), 2 * CA.radiusOf(one.n))),
    ...scene.labels.map((one) => CA.around(...painted.view.at(one), ...CA.labelSize(one)))] : [];

  function area(pen, { fill, clip }) {
    pen.save();
    if (clip) pen.clip(clip);
    pen.fillStyle = CA.hatching(pen);
    pen.fill(fill, "evenodd");
    pen.lineWidth = 0.9;
    pen.strokeStyle = CA.colour("hatch");
    pen.stroke(fill);
    pen.restore();
  }

  function outline(pen, { fill, clip }, { colour, filled }) {
    pen.save();
    if (clip) pen.clip(clip);
    pen.strokeStyle = pen.fillStyle = CA.resolved(colour);
    pen.globalAlpha = 0.16;
    if (filled) pen.fill(fill, "evenodd");
    pen.globalAlpha = 1;
    pen.lineWidth = 2.2;
    pen.stroke(fill);
    pen.restore();
  }

  /* `share` is what of its colour it has: less of it each where hundreds lie over one another. */
  function disc(pen, [x, y], radius, colour, share) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.globalAlpha = 0.1 * share;
    pen.fillStyle = pen.strokeStyle = CA.resolved(colour);
    pen.fill();
    pen.globalAlpha = Math.max(0.3, Math.sqrt(share));
    pen.lineWidth = 1.4;
    pen.setLineDash([5, 3]);
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  /* Draws the scene; returns how to find again what is where. */
  CA.paint = (pen, map, scene) => {
    const view = CA.viewOf(map, scene);
    const paths = scene.areas.map((one) => one.paths(view));
    for (const one of paths) area(pen, one);
    for (const one of scene.own) outline(pen, one.paths(view), one);
    const share = Math.min(1, FEW / scene.discs.length);
    for (const one of scene.discs) {
      disc(pen, view.at(one), one.radius * view.scale, one.colour, share);
    }
    for (const label of [...scene.labels].reverse()) CA.drawBadge(pen, label, ...view.at(label));
    for (const cluster of [...scene.clusters].reverse()) {
      const [x, y] = view.at(cluster);
      if (cluster.n > 1) CA.drawRing(pen, cluster, x, y);
      else {
        const [one] = cluster.items;
        CA.drawSign(pen, CA.typeNamed(one.layer.name, one.types[0][0]), x, y, 21);
        if (one.disputed) CA.drawUnequal(pen, x + 8, y - 8);
      }
    }
    return { view, paths };
  };

  /* What is at a place of the layer, the topmost first: a cluster, a label, an area. */
  CA.hit = (pen, scene, { view, paths }, point) => {
    const near = scene.clusters.find((cluster) => {
      const [x, y] = view.at(cluster);
      return Math.hypot(point.x - x, point.y - y) <= CA.radiusOf(cluster.n) + 2;
    });
    if (near) return { cluster: near };
    const label = scene.labels.find(({ box }) => box && point.x >= box[0] && point.x <= box[2] &&
      point.y >= box[1] && point.y <= box[3]);
    if (label) return { areas: label.items };
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    const inside = scene.areas.filter((_, i) => {
      const { fill, clip } = paths[i];
      return (!clip || pen.isPointInPath(clip, point.x, point.y)) &&
        pen.isPointInPath(fill, point.x, point.y, "evenodd");
    });
    pen.restore();
    return inside.length ? { areas: [...new Map(inside.map((one) => [one.code, one])).values()] }
      : null;
  };
})(window.ConflictAtlas);
