/* Layers of too many records for the page to hold, on canvases: from columns, or, where they are too
   many even for these, from tiles. Loaded only where there is one. */
"use strict";
(function (CA) {
  CA.large = { layers: new Map(), counts: new Map(), complete: () => true, told() {},
    uncounted: new Map() };

  function drawn(map, layer, large) {
    const canvas = new CA.Canvas({ pane: "ca-large" });
    const found = large.held ? new CA.Held(map, layer, canvas) : new CA.Tiled(map, layer, canvas);
    canvas.draw = () => {
      found.moved();
      found.draw();
    };
    canvas.addTo(map);
    return found;
  }

  /* The numbers that came with the page; where the address brings a choice they are not its own. */
  function given(layer, large) {
    return CA.selection.isWhole() ? { n: large.n, types: new Map(large.types),
      drawn: new Map(Object.entries(large.drawn)) } : null;
  }

  /* How many records of a held layer there are in a mask: in all, by type, by how they are drawn. */
  function counted(layer, shown) {
    const { columns } = CA.selection;
    const [first, end] = CA.crowd.range(layer.name);
    const ways = new Int32Array(columns.drawn_values.length);
    const types = new Int32Array(columns.type_values.length + 1);
    for (let r = first; r < end; r++) {
      if (!shown[r]) continue;
      ways[columns.drawn[r]]++;
      types[columns.type[r] + 1]++;
    }
    return { n: types.reduce((a, b) => a + b, 0),
      drawn: new Map(columns.drawn_values.map((way, k) => [way, ways[k]])),
      types: new Map([[null, types[0]], ...columns.type_values.map((code, k) => [code, types[k + 1]])]) };
  }

  /* What shows counts; beside its entry in the legend stands what the filters select, whether the
     layer and the type are on or not. */
  function countHeld({ layer }) {
    const { selection } = CA;
    const before = selection.isWhole() ? given(layer, CA.data.large[layer.name]) : null;
    const found = selection.pending() ? before : counted(layer, selection.mask());
    CA.large.counts.set(layer.name, found);
    CA.largeLegend(layer.name, found && selection.pending() ? found
      : found && { ...counted(layer, selection.mask("layers", "types")), drawn: found.drawn });
  }

  function write(layer, counts) {
    CA.large.counts.set(layer.name, counts);
    CA.largeLegend(layer.name, counts);
  }

  function status(map, all) {
    const found = CA.el("p", { class: "ca-large-status", role: "status" });
    CA.large.complete = () => all.every((one) => one.complete());
    let frame = 0; // in which the labels of other layers are looked at
    CA.large.told = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        CA.keepClear();
      });
      const failed = CA.crowd.failed || all.some((one) => one.failed);
      const [unanswered] = CA.large.uncounted.values();
      const text = failed ? `${CA.text("large_failed")} ${CA.text("large_again")}`
        : !CA.large.complete() ? CA.text("large_loading")
          : unanswered ? CA.unanswered(unanswered) : "";
      if (found.textContent !== text) found.textContent = text;
      found.hidden = !text;
      CA.large.settled?.(failed || CA.large.complete());
    };
    map.getContainer().append(found);
  }

  /* What is drawn nearest to the middle of the map, and where. */
  function nearest(map, all) {
    const middle = map.latLngToLayerPoint(map.getCenter()), found = [];
    for (const one of all) {
      if (!one.scene || !one.painted) continue;
      const add = (thing, what) => {
        const at = L.point(one.painted.view.at(thing));
        found.push({ one, what, at, far: at.distanceTo(middle) });
      };
      for (const cluster of one.scene.clusters) add(cluster, { cluster });
      for (const label of one.scene.labels) add(label, { areas: label.items });
    }
    return found.reduce((a, b) => !a || b.far < a.far ? b : a, null);
  }

  /* Without a mouse: arrows move the map under a cross in its middle, Enter opens what is nearest. */
  function keyed(map, all) {
    const box = map.getContainer();
    const hint = CA.el("span", { class: "ca-unseen", id: "ca-map-keys" }, CA.text("large_keys"));
    box.append(hint, CA.el("span", { class: "ca-middle", "aria-hidden": "true" }));
    box.setAttribute("aria-describedby", hint.id);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== box) return;
      const found = nearest(map, all);
      if (!found) return;
      event.preventDefault();
      CA.chooseLarge(found.one, found.what, map.layerPointToLatLng(found.at));
    });
  }

  function pointing(map, all) {
    const at = (event) => {
      const point = map.latLngToLayerPoint(event.latlng);
      for (const one of [...all].reverse()) {
        const found = one.scene && one.painted &&
          CA.hit(one.canvas.pen, one.scene, one.painted, point);
        if (found) return [one, found];
      }
      return null;
    };
    map.on("click", (event) => {
      const found = at(event);
      if (found) CA.chooseLarge(found[0], found[1], event.latlng);
    });
    keyed(map, all);
    map.on("mousemove", (event) => {
      map.getContainer().classList.toggle("ca-pointing", at(event) !== null);
    });
  }

  CA.startLarge = (map) => {
    const pane = map.createPane("ca-large");
    pane.style.zIndex = 380;
    pane.style.pointerEvents = "none";
    for (const layer of CA.data.layers) {
      const large = CA.data.large[layer.name];
      if (!large) continue;
      CA.large.layers.set(layer.name, drawn(map, layer, large));
      CA.large.counts.set(layer.name, given(layer, large));
    }
    const all = [...CA.large.layers.values()];
    CA.large.boxes = () => all.flatMap(CA.boxesOf);
    const held = all.filter((one) => one instanceof CA.Held), tiled = all.filter((one) => !held.includes(one));
    status(map, all);
    const recount = CA.counting(tiled, write);
    all.forEach(CA.largeUnplaced);
    pointing(map, all);
    const choose = () => {
      recount();
      held.forEach(countHeld);
      CA.recount?.();
      for (const one of all) {
        one.choose();
        one.draw();
      }
    };
    CA.selection.onChange(choose);
    document.addEventListener("ca-theme", () => {
      CA.freshColours();
      for (const one of all) one.draw();
    });
    if (!CA.selection.isWhole()) choose(); // the address says what was chosen before
    document.body.classList.add("ca-holds-part");
    CA.large.told();
    CA.crowd.load();
    document.documentElement.dataset.large = "yes";
  };
  CA.startLarge(CA.map);
})(window.ConflictAtlas);
