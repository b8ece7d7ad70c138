/* What every part needs: elements made of text, never of markup; words; signs; numbers to shapes.
   Data's strings reach the page through textContent and plain attributes only. */
"use strict";
window.ConflictAtlas = {};
(function (CA) {
  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === "") continue;
      node.append(typeof child === "object" ? child : document.createTextNode(String(child)));
    }
    return node;
  }

  CA.el = (tag, attributes, ...children) =>
    fill(document.createElement(tag), attributes, children);
  CA.svg = (tag, attributes, ...children) =>
    fill(document.createElementNS(SVG, tag), attributes, children);

  /* A text of the page with its {names} filled in. */
  CA.text = (key, values) =>
    CA.data.texts[key].replace(/\{(\w+)\}/g, (whole, name) =>
      values && name in values ? String(values[name]) : whole);

  let numbers = null; // to make it takes longer than to use it
  CA.number = (n) => (numbers ??= new Intl.NumberFormat(CA.data.language)).format(n);

  /* "1 record", "5 records": French counts 0 and 1 as one, English only 1 (CLDR). */
  CA.count = (key, n, values) => {
    const one = CA.data.language === "fr" ? n <= 1 : n === 1;
    return CA.text(key + (one ? "_one" : "_many"), { n: CA.number(n), ...values });
  };

  /* Parts of flat differences in 1/1000 degree to Leaflet's nested [lat, lon]. */
  CA.shape = (parts) =>
    parts.map((rings) => rings.map((flat) => {
      const places = [];
      let x = 0, y = 0;
      for (let i = 0; i < flat.length; i += 2) {
        x += flat[i];
        y += flat[i + 1];
        places.push([y / 1000, x / 1000]);
      }
      return places;
    }));

  /* Whether a place lies within a ring of [lat, lon] (even-odd rule). */
  CA.inside = (place, ring) => {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [y, x] = ring[i], [v, u] = ring[j];
      if (y > place.lat !== v > place.lat &&
          place.lng < ((u - x) * (place.lat - y)) / (v - y) + x) odd = !odd;
    }
    return odd;
  };

  /* Boxes are [left, top, right, bottom] in pixels. */
  CA.apart = (a, b) => a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
  CA.holds = (b, a) => a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];
  CA.free = (box, others) => others.every((other) => CA.apart(box, other));
  CA.around = (x, y, width, height) =>
    [x - width / 2, y - height / 2, x + width / 2, y + height / 2];

  /* The address on the page's own host: a page may ask only there. */
  CA.own = (address) => new URL(address, location.href).pathname;

  CA.flip = ([lon, lat]) => [lat, lon];

  CA.typeOf = (record) => CA.types.get(record.layer + "\n" + record.type) || CA.untyped;

  /* The sign of a record's type: filled, or in outline for a base that is no longer in use. */
  CA.sign = (type, look) => {
    const filled = !look || look === "active";
    const region = type.dashes !== "" || type.layer === "military_regions";
    const frame = { d: type.frame, class: "ca-frame", "fill-rule": "evenodd" };
    if (region) {
      Object.assign(frame, { fill: type.line, "fill-opacity": 0.16, stroke: type.line,
        "stroke-dasharray": type.dashes || null });
    } else {
      Object.assign(frame, { fill: filled ? type.colour : "var(--ca-ground)",
        stroke: filled ? type.edge : type.colour });
    }
    return CA.svg("svg", { class: "ca-sign ca-" + (look || "active"), viewBox: "-1 -1 26 26",
      "aria-hidden": "true", focusable: "false" },
    CA.svg("path", frame),
    type.glyph && CA.svg("path", { d: type.glyph, "fill-rule": "evenodd",
      fill: filled ? type.ink : type.colour }));
  };

  const byName = ([a], [b]) => (a.layer + "\n" + (a.code || "") < b.layer + "\n" + (b.code || "") ? -1 : 1);

  /* The types of records, the most frequent first: [type, how many, one of them]. */
  CA.kindsOf = (rows) => {
    const found = new Map();
    for (const r of rows) {
      const type = CA.typeOf(CA.data.records[r]);
      found.set(type, [type, (found.get(type)?.[1] || 0) + 1, r]);
    }
    return [...found.values()].sort((a, b) => b[1] - a[1] || byName(a, b));
  };

  /* The colours of types and how many records each is of, the most first. */
  function coloursOf(kinds) {
    const found = new Map();
    for (const [{ colour }, n] of [...kinds].sort(byName)) found.set(colour, (found.get(colour) || 0) + n);
    return [...found].sort((a, b) => b[1] - a[1]);
  }

  /* A ring of the shares of types around the number of records. */
  CA.ring = (records, radius) => {
    const size = radius * 2, width = 4, middle = radius - width / 2 - 1;
    const length = 2 * Math.PI * middle;
    let start = 0;
    const arcs = coloursOf(CA.kindsOf(records)).map(([colour, n]) => {
      const part = (n / records.length) * length;
      const arc = CA.svg("circle", { cx: radius, cy: radius, r: middle, fill: "none",
        stroke: colour, "stroke-width": width, "stroke-dasharray": `${part} ${length - part}`,
        "stroke-dashoffset": -start, transform: `rotate(-90 ${radius} ${radius})` });
      start += part;
      return arc;
    });
    return CA.svg("svg", { class: "ca-ring", width: size, height: size,
      viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true", focusable: "false" },
    CA.svg("circle", { cx: radius, cy: radius, r: radius, class: "ca-ring-ground" }), arcs,
    CA.svg("text", { x: radius, y: radius, class: "ca-ring-n" }, CA.number(records.length)));
  };

  /* A bar of the shares of types: [type, how many] each. */
  CA.shares = (kinds) => {
    const total = kinds.reduce((sum, [, n]) => sum + n, 0);
    let x = 0;
    return CA.svg("svg", { class: "ca-shares", viewBox: `0 0 ${total} 1`, preserveAspectRatio: "none",
      "aria-hidden": "true", focusable: "false" },
    coloursOf(kinds).map(([colour, n]) => CA.svg("rect", { x: (x += n) - n, y: 0, width: n, height: 1,
      fill: colour })));
  };

  /* The small mark of a record whose sources contradict each other. */
  CA.unequal = () =>
    CA.svg("svg", { class: "ca-unequal", viewBox: "0 0 14 14", "aria-hidden": "true",
      focusable: "false" },
    CA.svg("circle", { cx: 7, cy: 7, r: 6 }),
    CA.svg("path", { d: "M4 5.6H10M4 8.6H10M8.8 3.4 5.2 10.8" }));
})(window.ConflictAtlas);
