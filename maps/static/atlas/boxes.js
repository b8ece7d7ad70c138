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
    // Cells: their records are not in the tile. Nearer there are the records themselves.
    const box = CA.el("div", { class: "ca-box" },
      CA.el("h2", { tabindex: "-1" }, heading),
      shares(large, CA.sharesOf(found.cluster)),
      CA.el("p", { class: "ca-actions" }, CA.el("button", { type: "button", class: "ca-link",
        onclick: zoom }, CA.text("zoom_here"))));
    CA.open(large.map, at, box);
  };

  /* What a cluster is made of, in words: how many of each type, how many known only to a radius. */
  function inWords(large, cluster) {
    const types = CA.sharesOf(cluster).map(([code, n]) => CA.text("labelled", {
      a: CA.typeNamed(large.layer.name, code).label || CA.text("untyped"), b: CA.number(n) }));
    const rough = cluster.items.reduce((n, item) => n + (item.rough || 0), 0);
    return [...types, rough && CA.count("large_rough", rough)].filter(Boolean).join(" · ");
  }

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
