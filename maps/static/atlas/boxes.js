/* What opens where a reader clicks on a large layer: a record, the records of a place or an area, the
   types of a cell. */
"use strict";
(function (CA) {
  const PRECISE = 4; // from this precision on a record is known to an area only

  CA.chooseLarge = function (large, found, latlng) {
    if (found.areas) return chooseAreas(large, found.areas, latlng);
    const { items, n } = found.cluster;
    const spread = L.latLngBounds(items.map((item) => placeOf(large, item)));
    const zoom = n > 1 && (() => CA.fitSeen(large.map, spread.pad(0.3),
      { maxZoom: Math.min(13, large.map.getZoom() + 3) }));
    const ids = large.within ? large.within(found.cluster).map(CA.crowd.idOf)
      : items.every((item) => item.one) && items.map((item) => item.one.id);
    const at = placeOf(large, found.cluster);
    const heading = CA.count("here", n);
    if (ids) return show(large, at, CA.listed(ids), { heading, zoom, note: n > 1 && inWords(large, found.cluster) });
    return chooseCells(large, found.cluster, at, { heading, zoom });
  };

  /* Cells: their records are not in the tile, but the server lists those of their boxes. */
  function chooseCells(large, cluster, at, look) {
    const { layer } = large;
    const boxes = cluster.items.filter((item) => item.box).map((item) => item.box);
    const rough = roughSaid(cluster);
    const note = [shares(large, CA.sharesOf(cluster)), rough && CA.el("p", { class: "ca-note" }, rough)];
    // Of a layer with outlines too, the server lists those that reach into the boxes among the points.
    if (!CA.data.large[layer.name].points) note.push(CA.el("p", { class: "ca-note" }, CA.text("large_reach")));
    const points = CA.pager(layer, CA.pointsIn(layer, boxes));
    const singles = cluster.items.filter((item) => item.one).map((item) => item.one.id);
    const around = CA.el("div", { class: "ca-around" });
    if (CA.data.large[layer.name].drawn.area) areasAround(large, boxes, at, around);
    return show(large, at, singles.length ? CA.chained(points, CA.listed(singles)) : points,
      { ...look, note: [...note, around] });
  }

  let looking = null; // for what one box says of areas

  /* How many records are known only to an area that reaches in, and the way to their list. */
  function areasAround(large, boxes, at, into) {
    const { layer } = large, query = CA.areasIn(layer, boxes);
    looking?.abort();
    looking = new AbortController();
    const { signal } = looking;
    const said = (text) => CA.el("p", { class: "ca-note" }, text);
    CA.persist(() => CA.countOf(layer, query, signal), signal,
      (error) => into.replaceChildren(said(CA.unanswered(error)))).then((n) => {
      const heading = CA.count("large_around", n);
      into.replaceChildren(...n ? [said(heading), CA.el("p", { class: "ca-actions" },
        CA.el("button", { type: "button", class: "ca-link",
          onclick: () => show(large, at, CA.pager(layer, query), { heading }) },
        CA.text("large_list_all")))] : []);
    }, CA.givenUp(signal));
  }

  /* What a cluster is made of, in words: how many of each type, how many known only to a radius. */
  function inWords(large, cluster) {
    const types = CA.sharesOf(cluster).map(([code, n]) => CA.text("labelled", {
      a: CA.typeNamed(large.layer.name, code).label || CA.text("untyped"), b: CA.number(n) }));
    return [...types, roughSaid(cluster)].filter(Boolean).join(" · ");
  }

  const roughSaid = (cluster) => {
    const rough = cluster.items.reduce((n, item) => n + (item.rough || 0), 0);
    return rough ? CA.count("large_rough", rough) : "";
  };

  function shares(large, types) {
    return CA.el("ul", { class: "ca-key" }, types.map(([code, n]) => {
      const type = CA.typeNamed(large.layer.name, code);
      return CA.el("li", { class: "ca-row" }, CA.sign(type),
        CA.el("span", { class: "ca-label" }, type.label || CA.text("untyped")),
        CA.el("span", { class: "ca-n" }, CA.number(n)));
    }));
  }

  function placeOf(large, { x, y }) {
    return large.map.unproject(L.point(x, y).multiplyBy(256 * 2 ** large.map.getZoom() / large.scene.size));
  }

  function chooseAreas(large, areas, latlng) {
    const open = (area) => {
      const clause = `footprint_ref = ${CA.quoted(area.code)} AND geo_precision >= ${PRECISE}`;
      return show(large, latlng, large.under ? CA.listed(large.under(area).map(CA.crowd.idOf))
        : CA.pager(large.layer, CA.also(large.layer, clause)),
      { heading: area.name, note: CA.count("area", area.n) });
    };
    if (areas.length === 1) return open(areas[0]);
    const total = areas.reduce((sum, area) => sum + area.n, 0);
    CA.open(large.map, latlng, CA.el("div", { class: "ca-box" },
      CA.el("h2", { tabindex: "-1" }, CA.count("large_areas", total)),
      CA.el("ul", { class: "ca-list" }, areas.map((area) => CA.el("li", {},
        CA.el("button", { type: "button", class: "ca-choose", onclick: (event) => {
          event.stopPropagation();
          open(area);
        } }, CA.el("span", { class: "ca-item" },
        CA.el("span", { class: "ca-item-title" }, CA.el("bdi", { dir: "auto" }, area.name)),
        CA.el("span", { class: "ca-item-when" }, CA.count("records", area.n)))))))));
  }

  let turn = 0; // counts what was asked for: an answer that comes after a later wish opens nothing

  /* Opens a box with the first records; more of them are fetched when asked for. */
  async function show(large, at, list, look) {
    const before = list.ids.length, mine = ++turn;
    try {
      await list.more();
      const records = await CA.recordsOf(large.layer, list.ids);
      if (mine !== turn) return;
      const box = CA.box({ records, ...look, zoom: look.zoom || undefined, total: list.n,
        more: !list.done && (() => show(large, at, list, look)) });
      CA.open(large.map, at, box);
      if (before) box.querySelectorAll(".ca-list button")[before]?.focus();
    } catch {
      if (mine === turn) CA.open(large.map, at, CA.el("div", { class: "ca-box" },
        CA.el("h2", { tabindex: "-1" }, CA.text("large_failed"))));
    }
  }
})(window.ConflictAtlas);
