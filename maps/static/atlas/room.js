/* Where a label finds room: within what it belongs to or near it, over nothing else, and in sight. */
"use strict";
(function (CA) {
  /* Steps away from a place, the nearest first; so many to each side and up and down. */
  function steps(aside, up) {
    const found = [];
    for (let x = -aside; x <= aside; x++) for (let y = -up; y <= up; y++) found.push([x * 16, y * 11]);
    return found.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
  }
  const STEPS = steps(7, 8);
  let far = null; // for labels that find no room so near: few ever do

  /* The first place around `from`, near or far, where a label of that size covers nothing. Where there
     was none for one label, the others are not looked for one either. */
  function around(from, size, taken, frame) {
    if (taken.full) return null;
    far ??= steps(22, 40);
    const found = far.map(([x, y]) => L.point(from.x + x, from.y + y)).find((p) => {
      const box = CA.around(p.x, p.y, size[0] + 4, size[1] + 4);
      return CA.holds(frame, box) && CA.free(box, taken);
    });
    taken.full = !found;
    return found;
  }

  /* The place of a label; where that is out of sight, one in sight that lies within the shape. */
  function placeOf(map, at, shape) {
    const place = map.latLngToLayerPoint(at), [left, top, right, bottom] = CA.frame(map);
    if (CA.holds([left, top, right, bottom], [place.x, place.y, place.x, place.y])) return place;
    const parts = [0.5, 0.35, 0.65, 0.2, 0.8]; // from the middle outwards
    const points = parts.flatMap((y) => parts.map((x) =>
      L.point(left + x * (right - left), top + y * (bottom - top))));
    return points.find((point) => {
      const spot = map.layerPointToLatLng(point);
      return shape.some((rings) => CA.inside(spot, rings[0]));
    }) || place;
  }

  /* Where a label of that size finds room: within the shape, else near it, else at the place. With
     `whole` all of it has to lie within, or there is none. */
  CA.room = function room(map, at, size, taken, shape, whole = false) {
    const start = placeOf(map, at, shape);
    const frame = CA.frame(map);
    const seen = CA.holds(frame, [start.x, start.y, start.x, start.y]);
    const open = STEPS.map(([x, y]) => L.point(start.x + x, start.y + y)).filter((p) => {
      const box = CA.around(p.x, p.y, size[0] + 4, size[1] + 4);
      // Never cut, and a label of what one sees is to be seen.
      return CA.free(box, taken) && (CA.holds(frame, box) || (!seen && CA.apart(frame, box)));
    });
    const reach = whole ? [-0.42, 0.42].flatMap((a) => [[a * size[0], -0.3 * size[1]],
      [a * size[0], 0.3 * size[1]]]) : [[0, 0]]; // of its text
    const within = open.find((p) => reach.every((by) => {
      const place = map.layerPointToLatLng(p.add(by));
      return shape.some((rings) => CA.inside(place, rings[0]));
    }));
    if (whole && !within) return null;
    const point = within || open[0] || (seen && around(start, size, taken, frame)) || start;
    return { point, outside: !within };
  };

  /* Where a label of that size finds room on the edge of a disc; farther out where there is none. */
  CA.rim = function rim(map, place, radius, size, taken) {
    const middle = map.latLngToLayerPoint(place);
    const edge = middle.y - map.latLngToLayerPoint([place[0] + radius / 111320, place[1]]).y;
    const frame = CA.frame(map);
    const seen = CA.holds(frame, [middle.x, middle.y, middle.x, middle.y]);
    for (const out of [0, 18, 36, 54]) {
      for (const [x, y] of [[0, -1], [1, 0], [0, 1], [-1, 0], [0.7, -0.7], [0.7, 0.7],
        [-0.7, 0.7], [-0.7, -0.7]]) {
        const point = L.point(
          middle.x + x * (edge + out + (Math.abs(x) * size[0]) / 2),
          middle.y + y * (edge + out + (Math.abs(y) * size[1]) / 2));
        const box = CA.around(point.x, point.y, size[0] + 2, size[1] + 2);
        if (seen && !CA.holds(frame, box)) continue; // a label of what one sees is to be seen
        if (CA.free(box, taken)) return { point, outside: out > 0 };
      }
    }
    const [left, top, right, bottom] = frame, [wide, high] = [size[0] / 2 + 1, size[1] / 2 + 1];
    const at = middle.subtract([0, edge]);
    if (!seen) return { point: at, outside: false };
    const free = around(middle, size, taken, frame);
    if (free) return { point: free, outside: true };
    return { point: L.point(Math.max(left + wide, Math.min(at.x, right - wide)),
      Math.max(top + high, Math.min(at.y, bottom - high))), outside: false };
  };
})(window.ConflictAtlas);
