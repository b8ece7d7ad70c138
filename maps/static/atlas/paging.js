/* Pages of rows for the table: from the selection, where the page holds the records; of layers drawn from
   tiles from the API, which is asked for the same query in the same order. And the columns: what each
   says, and what it is sorted by. */
"use strict";
(function (CA) {
  const PAGE = 50;
  const typeLabel = (code) => CA.data.layers.flatMap((layer) => layer.types)
    .find((type) => type.code === code)?.label ?? code;
  const labelOf = (names) => (key) => CA.data.labels[names][key] ?? key;

  const fact = (labels) => (record) =>
    record.facts.find(([label]) => labels.includes(CA.data.words[label]))?.[1] ?? "";

  /* `by` names the column of the selection, `api` the fields of the API it is sorted by. */
  const COLUMNS = [
    { key: "record" },
    { key: "date", by: "start", api: ["date_start"], first: true, cell: (record) => record.when },
    { key: "kind", by: "type", label: typeLabel, api: (layer) => [layer.type_field],
      cell: (record) => record.kind },
    { key: "place", by: "place", api: ["place_name"],
      cell: ({ where, exact }) => [where, exact].filter(Boolean).join(" · ") },
    { key: "region", by: "region", label: labelOf("regions"), api: ["admin1_name"],
      cell: (_, { region }) => region === null ? "" : labelOf("regions")(region) },
    { key: "sides", by: "actor_a", label: labelOf("actors"), api: ["actor_a"],
      cell: (record) => fact(CA.data.roles.sides)(record) },
    { key: "deaths", by: "toll", api: ["fatalities_best", "fatalities_low"], first: true,
      cell: (record) => fact(CA.data.roles.deaths)(record) },
    { key: "sources", by: "sources", api: ["source_count"], first: true,
      cell: (_, { sources }) => CA.number(sources) },
    { key: "disputed", by: "status", label: (status) => status === "disputed" ? "0" : "1",
      api: ["record_status"] },
  ];

  /* What a row says beside the record's own words; `i` is its number in the selection, if it has one. */
  function valuesOf(r, i) {
    const { columns } = CA.selection;
    if (i === undefined) {
      const { region, cited } = CA.data.records[r];
      return { region, sources: cited };
    }
    const code = columns.region[i];
    return { region: code < 0 ? null : columns.region_values[code], sources: columns.sources[i] };
  }

  /* The best known number of deaths of each record, to sort by; -1 where none is stated. */
  function tolls() {
    const { columns } = CA.selection;
    if (columns.toll?.length === columns.n) return;
    columns.toll = Int32Array.from({ length: columns.n }, (_, i) =>
      [columns.best[i], columns.high[i], columns.low[i]].find((n) => n >= 0) ?? -1);
  }

  const columnOf = (sort) => COLUMNS.find(({ key }) => key === sort.key);

  /* The rows of a page as [record, number in the selection], how many there are in all, and the order of
     all; at once, where the page has the words of each. */
  function held(sort, page) {
    const { by, label } = columnOf(sort);
    if (by === "toll") tolls();
    const order = CA.selection.rows({ by, label, descending: sort.descending });
    const wanted = [...order.subarray(page * PAGE, (page + 1) * PAGE)];
    const { own } = CA.selection.columns;
    const far = wanted.filter((i) => i >= own);
    const all = (found) => ({ n: order.length, order, rows: wanted.map((i) =>
      [i < own ? i : found[far.indexOf(i)], i]).filter(([r]) => r !== undefined) });
    return far.length ? CA.crowd.records(far).then(all) : all([]);
  }

  let asked = null; // what was asked of the API last: its pages so far

  async function listed(sort, page, of, failed) {
    const layer = CA.data.layers.find(({ name }) => name === of);
    const query = CA.selection.toQuery(of);
    if (query === null) return { n: 0, rows: [], order: [] };
    const { api } = columnOf(sort);
    const sortby = (typeof api === "function" ? api(layer) : api)
      .map((name) => (sort.descending ? "-" : "") + name).join(",");
    const key = JSON.stringify([query, of, sortby]);
    if (asked?.key !== key) {
      asked?.stop.abort();
      asked = { key, list: CA.pager(layer, { ...query, sortby }, PAGE), turn: Promise.resolve(),
        stop: new AbortController() };
    }
    const { list, turn, stop: { signal } } = asked;
    // One page after the other: each answer says where the next begins.
    asked.turn = turn.catch(() => {}).then(async () => {
      while (list.ids.length < (page + 1) * PAGE && !list.done) {
        await CA.persist(list.more, signal, failed);
      }
    });
    await asked.turn;
    const ids = list.ids.slice(page * PAGE, (page + 1) * PAGE);
    const records = await CA.persist(() => CA.recordsOf(layer, ids), signal, failed);
    return { n: list.n, rows: records.map((r) => [r]), order: [] };
  }

  CA.paging = { PAGE, COLUMNS, valuesOf,
    /* Layers that are only in the API. */
    tiled: () => CA.data.layers.filter(({ name }) =>
      CA.data.large?.[name] && !CA.data.large[name].held),
    /* A page of `of`, a layer's name, or of what the page holds; null while it is on its way.
       `failed` hears of each time that the server does not answer; it is asked again. */
    of: (sort, page, of, failed) => of ? listed(sort, page, of, failed)
      : CA.selection.pending() ? null : held(sort, page) };
})(window.ConflictAtlas);
