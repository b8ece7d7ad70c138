/* Reads Mapbox Vector Tiles 2.1: bytes to layers of features, their places in tile units. */
"use strict";
(function (CA) {
  const TEXT = new TextDecoder();

  class Reader {
    constructor(bytes, start = 0, end = bytes.length) {
      Object.assign(this, { bytes, at: start, end,
        view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) });
    }

    varint() {
      let found = 0, scale = 1, byte;
      do {
        byte = this.bytes[this.at++];
        found += (byte & 0x7f) * scale;
        scale *= 128;
      } while (byte > 0x7f);
      return found;
    }

    part() {
      const end = this.varint() + this.at;
      const found = new Reader(this.bytes, this.at, end);
      this.at = end;
      return found;
    }

    text() {
      const { at, end } = this.part();
      return TEXT.decode(this.bytes.subarray(at, end));
    }

    numbers() {
      const found = [];
      const part = this.part();
      while (part.at < part.end) found.push(part.varint());
      return found;
    }

    /* The fields of a message: its number, and this reader standing at its value. */
    each(use) {
      while (this.at < this.end) {
        const key = this.varint(), before = this.at;
        use(key >>> 3, key & 7);
        if (this.at === before) this.skip(key & 7);
      }
    }

    skip(kind) {
      if (kind === 0) this.varint();
      else if (kind === 1) this.at += 8;
      else if (kind === 2) this.part();
      else if (kind === 5) this.at += 4;
      else throw new RangeError("not a vector tile");
    }
  }

  function valueOf(part) {
    let found = null;
    part.each((field) => {
      if (field === 1) found = part.text();
      else if (field === 2) {
        found = part.view.getFloat32(part.at, true);
        part.at += 4;
      } else if (field === 3) {
        found = part.view.getFloat64(part.at, true);
        part.at += 8;
      } else if (field === 4 || field === 5) found = part.varint();
      else if (field === 6) {
        const n = part.varint();
        found = n % 2 ? -(n + 1) / 2 : n / 2;
      } else if (field === 7) found = part.varint() !== 0;
    });
    return found;
  }

  /* Lists of [x, y, x, y, …]: points, lines or rings, as the commands draw them. */
  function parts(commands) {
    const found = [];
    let x = 0, y = 0, now = null;
    for (let i = 0; i < commands.length;) {
      const command = commands[i] & 7, times = commands[i] >>> 3;
      i++;
      if (command === 7) continue;
      for (let k = 0; k < times; k++) {
        x += (commands[i] >>> 1) ^ -(commands[i] & 1);
        y += (commands[i + 1] >>> 1) ^ -(commands[i + 1] & 1);
        i += 2;
        if (command === 1) found.push(now = []);
        now.push(x, y);
      }
    }
    return found;
  }

  function featureOf(part) {
    const found = { kind: 0, tags: [], commands: [] };
    part.each((field) => {
      if (field === 2) found.tags = part.numbers();
      else if (field === 3) found.kind = part.varint();
      else if (field === 4) found.commands = part.numbers();
    });
    return found;
  }

  function layerOf(part) {
    let name = "", extent = 4096;
    const keys = [], values = [], features = [];
    part.each((field) => {
      if (field === 1) name = part.text();
      else if (field === 2) features.push(featureOf(part.part()));
      else if (field === 3) keys.push(part.text());
      else if (field === 4) values.push(valueOf(part.part()));
      else if (field === 5) extent = part.varint();
    });
    return { name, extent, features: features.map(({ kind, tags, commands }) => {
      const properties = {};
      for (let i = 0; i < tags.length; i += 2) properties[keys[tags[i]]] = values[tags[i + 1]];
      return { kind, properties, parts: parts(commands) }; // 1 points, 2 lines, 3 rings
    }) };
  }

  CA.readTile = (bytes) => {
    const found = [];
    const whole = new Reader(bytes);
    whole.each((field) => {
      if (field === 3) found.push(layerOf(whole.part()));
    });
    return found;
  };
})(window.ConflictAtlas);
