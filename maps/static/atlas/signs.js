/* The canvas of a large layer, and the signs on it: as those of `marks.js`, drawn and not built of
   elements. */
"use strict";
(function (CA) {
  // Not on a graphics card: thousands of clipped and hatched paths are far faster in memory where the
  // card is one in software, and clicks read the canvas anyway. All of them, for pictures that pass
  // from one to the other would be read back each time.
  const IN_MEMORY = { willReadFrequently: true };
  const BAR = 3; // pixels: how high the shares of types are in a label

  /* Colours of the theme: asked of the style sheet once, until there is another. */
  let colours = new Map(), sprites = new Map(), hatch = null;
  CA.colour = (name) => {
    if (!colours.has(name)) {
      colours.set(name, getComputedStyle(document.documentElement)
        .getPropertyValue("--ca-" + name).trim());
    }
    return colours.get(name);
  };

  /* A style sheet's value as a canvas takes it: `var(--ca-…,other)` is looked up. */
  CA.resolved = (value) => {
    const found = /^var\(--ca-([\w-]+)(?:,(.+))?\)$/.exec(value);
    return found ? CA.colour(found[1]) || found[2] : value;
  };

  CA.freshColours = () => {
    colours = new Map();
    sprites = new Map();
    hatch = null;
  };

  function sprite(type) {
    let found = sprites.get(type);
    if (!found) {
      found = document.createElement("canvas");
      found.width = found.height = 52;
      const pen = found.getContext("2d", IN_MEMORY);
      pen.scale(2, 2);
      pen.translate(1, 1);
      const frame = new Path2D(type.frame);
      pen.lineWidth = 2.4;
      pen.strokeStyle = CA.resolved(type.edge);
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

  CA.drawSign = function sign(pen, type, x, y, size) {
    pen.drawImage(sprite(type), x - size / 2, y - size / 2, size, size);
  };

  function number(pen, n, x, y, size, colour) {
    pen.font = `600 ${size}px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = colour;
    pen.fillText(CA.number(n), x, y + 0.5);
  }

  /* A ring of the shares of types around the number, as `CA.ring`. */
  CA.drawRing = function ring(pen, cluster, x, y) {
    const radius = CA.radiusOf(cluster.n);
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fillStyle = CA.colour("ground");
    pen.fill();
    let from = -Math.PI / 2;
    const rough = cluster.items.reduce((n, item) => n + (item.rough || 0), 0);
    if (rough) roughRim(pen, x, y, radius + 2.6, rough / cluster.n);
    pen.lineWidth = 4.5;
    for (const [type, n] of CA.sharesOf(cluster)) {
      const to = from + (2 * Math.PI * n) / cluster.n;
      pen.beginPath();
      pen.arc(x, y, radius - 2.75, from, to);
      pen.strokeStyle = CA.typeNamed(cluster.items[0].layer.name, type).colour;
      pen.stroke();
      from = to;
    }
    number(pen, cluster.n, x, y, cluster.n > 9999 ? 9.5 : 10.5, CA.colour("on-ground"));
    if (cluster.items.some((item) => item.disputed)) {
      CA.drawUnequal(pen, x + radius * 0.75, y - radius * 0.75);
    }
  };

  /* How many of a ring's records are known only to a radius: as much of its rim is dashed. */
  function roughRim(pen, x, y, radius, share) {
    pen.beginPath();
    pen.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
    pen.lineWidth = 1.6;
    pen.strokeStyle = CA.colour("hatch");
    pen.setLineDash([3, 2]);
    pen.stroke();
    pen.setLineDash([]);
  }

  /* The mark of what sources contradict each other on, as `CA.unequal`. */
  CA.drawUnequal = (pen, x, y) => {
    pen.beginPath();
    pen.arc(x, y, 5.2, 0, 7);
    pen.fillStyle = CA.colour("ground");
    pen.fill();
    pen.lineWidth = 0.9;
    pen.strokeStyle = CA.colour("on-ground");
    pen.stroke();
    pen.beginPath();
    for (const [a, b, c, d] of [[-2.6, -1.2, 2.6, -1.2], [-2.6, 1.4, 2.6, 1.4], [1.5, -3.1, -1.5, 3.3]]) {
      pen.moveTo(x + a, y + b);
      pen.lineTo(x + c, y + d);
    }
    pen.stroke();
  };

  /* The shares of types at the foot of a label, as `CA.shares`. */
  function shares(pen, cluster, [left, top, width, height]) {
    let from = left;
    for (const [type, n] of CA.sharesOf(cluster)) {
      const wide = (width * n) / cluster.n;
      pen.fillStyle = CA.typeNamed(cluster.items[0].layer.name, type).colour;
      pen.fillRect(from, top, wide, height);
      from += wide;
    }
  }

  CA.labelSize = ({ n }) => [20 + 6.4 * CA.number(n).length, 19];

  /* A label of areas: hatched, framed, with how many records are known to no more than them. */
  CA.drawBadge = function badge(pen, cluster, x, y) {
    const [width, height] = CA.labelSize(cluster);
    cluster.box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    pen.beginPath();
    pen.roundRect(x - width / 2, y - height / 2, width, height, 4);
    pen.fillStyle = CA.colour("ground");
    pen.fill();
    pen.lineWidth = 1.3;
    pen.strokeStyle = CA.colour("rim");
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
    shares(pen, cluster, [x - width / 2 + 10, y + height / 2 - BAR, width - 12, BAR]);
    number(pen, cluster.n, x + 4.5, y - 0.5, 10.5, CA.colour("on-ground"));
    if (cluster.items.some((item) => item.disputed)) CA.drawUnequal(pen, x + width / 2, y - height / 2);
  };

  CA.hatching = function hatching(pen) {
    if (!hatch) {
      const one = document.createElement("canvas");
      one.width = one.height = 8;
      const lines = one.getContext("2d", IN_MEMORY);
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
  };

  /* A canvas over the map and a little more, so that it can be moved; `draw` is called for another. */
  CA.Canvas = L.Renderer.extend({
    options: { padding: 0.15 },
    _layers: {}, // L.Renderer looks into them; we have none
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.className = "ca-large";
      this.pen = this._container.getContext("2d", IN_MEMORY);
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
})(window.ConflictAtlas);
