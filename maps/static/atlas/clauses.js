/* A choice as its parts: each says of a record whether it passes, and the same to the API in CQL2. */
"use strict";
(function (CA) {
  const { NOTHING } = CA;
  const PLACES = ["place_name", "place_name_alt", "admin1_name", "admin2_name"];
  const DAY = 86400000;
  const MOST_OTHER_NAMES = 3; // 8 texts and 4 times 3 names are the 20 searches the API allows

  /* Without case and accents, as CQL2's ACCENTI(CASEI(…)) has it; ß is ss, as in a full case fold. */
  CA.bare = (text) => text.normalize("NFD").toUpperCase().toLowerCase().normalize("NFD")
    .replace(/\p{Mn}/gu, "").normalize("NFC");

  /* As much of a text as can be asked for: eight fields and other names of a place repeat it in an
     address, which a server takes up to 16 kB. */
  const MOST_TEXT = 120, MOST_ADDRESSED = 720;
  CA.searchable = (text) => {
    let found = [...text].slice(0, MOST_TEXT);
    while (encodeURIComponent(found.join("").toWellFormed()).length > MOST_ADDRESSED) {
      found = found.slice(0, -1);
    }
    return found.join("");
  };

  CA.dayOf = (iso) => Math.round(Date.parse(iso + "T00:00:00Z") / DAY);
  CA.isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);

  const quoted = CA.quoted = (text) => "'" + text.replace(/\\/g, "\\\\").replace(/'/g, "''") + "'";
  const pattern = (text) => quoted("%" + text.replace(/[\\%_]/g, "\\$&") + "%");
  const tidy = (text) => text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
  const either = (parts) => parts.length > 1 ? "(" + parts.join(" OR ") + ")" : parts[0];

  /* One of the values, of which null is "not stated". */
  function oneOf(field, values, write) {
    const stated = values.filter((value) => value !== null);
    const parts = stated.length ? [`${field} IN (${stated.map(write).join(",")})`] : [];
    if (stated.length < values.length) parts.push(`${field} IS NULL`);
    return either(parts);
  }

  const folds = new WeakMap(); // lists of names, folded once
  /* Other names of a place whose name is just what is looked for, as the atlas's gazetteer has it. */
  function otherNames(wanted, places) {
    const found = new Set();
    if (!folds.has(places)) folds.set(places, places.map((names) => names.map(CA.bare)));
    folds.get(places).forEach((bares, at) => {
      if (!bares.includes(wanted)) return;
      bares.forEach((bare, k) => {
        const name = places[at][k];
        if (!bare.includes(wanted) && CA.searchable(name) === name) found.add(name);
      });
    });
    return [...found].sort().slice(0, MOST_OTHER_NAMES);
  }

  function dates([from, to], columns) {
    const first = from ? CA.dayOf(from) : CA.NO_DAY, last = to ? CA.dayOf(to) : 0x7fffffff;
    const parts = [];
    if (to) parts.push(`(date_start IS NULL OR date_start <= DATE(${quoted(to)}))`);
    if (from) parts.push(`(date_end IS NULL OR date_end >= DATE(${quoted(from)}))`);
    return [(i) => columns.start[i] <= last &&
      (columns.end[i] === CA.NO_DAY || columns.end[i] >= first), parts.join(" AND ")];
  }

  function deaths({ by, min, max, stated, unstated }, columns) {
    const column = columns[by], field = "fatalities_" + by;
    const low = min ?? 0, high = max ?? Infinity;
    const parts = [];
    if (stated) {
      parts.push(max === null ? `${field} >= ${low}` : `${field} BETWEEN ${low} AND ${max}`);
    }
    if (unstated) parts.push(`${field} IS NULL`);
    return [(i) => column[i] === NOTHING ? unstated : stated && column[i] >= low && column[i] <= high,
      parts.length ? either(parts) : `${field} < 0`];
  }

  function actors(wanted, columns) {
    const codes = new Set(wanted.map((name) => columns.actor_a_values.indexOf(name)));
    const names = wanted.map(quoted).join(",");
    codes.delete(NOTHING);
    return [(i) => codes.has(columns.actor_a[i]) || codes.has(columns.actor_b[i]),
      `(actor_a IN (${names}) OR actor_b IN (${names}))`];
  }

  /* The page's own texts are looked through here; of other records a server says which have it, and
     until it has, none. */
  function text(wanted, columns, places) {
    const bare = CA.bare(wanted);
    const others = otherNames(bare, places);
    const parts = [], tables = [];
    for (const [name, { values, codes }] of Object.entries(columns.texts())) {
      const looked = PLACES.includes(name) ? [wanted, ...others] : [wanted];
      for (const one of looked) {
        parts.push(`ACCENTI(CASEI(${name})) LIKE ACCENTI(CASEI(${pattern(one)}))`);
      }
      const bares = looked.map(CA.bare);
      tables.push({ codes, hits: values.map((texts) =>
        texts.some((own) => bares.some((one) => own.includes(one)))) });
    }
    const cql = either(parts), { own } = columns, hits = columns.hits(cql);
    return [(i) => i < own ? tables.some(({ codes, hits: hit }) => codes[i] >= 0 && hit[codes[i]])
      : hits !== null && hits[i] === 1, cql];
  }

  /* The types of a layer that are off. */
  function types(layer, at, off, columns) {
    const hidden = new Set(off.map((type) => columns.type_values.indexOf(type)));
    return [(i) => columns.layer[i] !== at || !hidden.has(columns.type[i]),
      `(layer <> ${quoted(layer.name)} OR ${layer.type_field} IS NULL OR ` +
      `NOT ${layer.type_field} IN (${off.map(quoted).join(",")}))`];
  }

  /* Each part of a choice: the fields it is about, which records pass, and its CQL2. A layer without
     one of the fields is not touched by it, as on the server. */
  CA.clauses = (state, columns, layers, places) => {
    const found = [];
    const add = (key, fields, [test, cql]) => found.push({ key, fields, test, cql });
    layers.forEach((layer, at) => {
      const off = state.typesOff.filter(([name]) => name === layer.name).map(([, type]) => type);
      if (off.length) add("types", [layer.type_field], types(layer, at, off, columns));
    });
    const dated = ["date_start", "date_end"];
    if (state.datetime) add("datetime", dated, dates(state.datetime, columns));
    if (!state.undated) {
      add("undated", dated, [(i) => columns.start[i] !== CA.NO_DAY || columns.end[i] !== CA.NO_DAY,
        "(date_start IS NOT NULL OR date_end IS NOT NULL)"]);
    }
    if (CA.bare(tidy(state.text))) add("text", [], text(tidy(state.text), columns, places));
    if (state.actors.length) add("actors", ["actor_a", "actor_b"], actors(state.actors, columns));
    const chosen = (key, field, column, write, codeOf) => {
      const values = state[key];
      if (!values.length) return;
      const wanted = new Set(values.map((value) => value === null ? NOTHING : codeOf(value)));
      add(key, [field], [(i) => wanted.has(column[i]), oneOf(field, values, write)]);
    };
    chosen("regions", "admin1_code", columns.region, quoted, (value) => {
      const code = columns.region_values.indexOf(value);
      return code < 0 ? -2 : code;
    });
    chosen("precision", "geo_precision", columns.precision, String, Number);
    chosen("civilians", "civilian_targeting", columns.civilians, String, Number);
    if (state.deaths) add("deaths", ["fatalities_" + state.deaths.by], deaths(state.deaths, columns));
    if (state.sources > 1) {
      add("sources", ["source_count"], [(i) => columns.sources[i] >= state.sources,
        `source_count >= ${state.sources}`]);
    }
    if (state.disputed) {
      const code = columns.status_values.indexOf("disputed");
      add("disputed", ["record_status"], [(i) => code >= 0 && columns.status[i] === code,
        "record_status = 'disputed'"]);
    }
    return found;
  };
})(window.ConflictAtlas);
