/* For the moment of printing the map is as large as on paper and shows the same places. */
"use strict";
(function (CA) {
  CA.printing = (map) => {
    let before = null;
    const draw = (set) => {
      const { zoomSnap } = map.options;
      map.options.zoomSnap = 0.01;
      map.invalidateSize({ animate: false, pan: false });
      set();
      map.options.zoomSnap = zoomSnap;
      CA.draw();
    };
    addEventListener("beforeprint", () => {
      if (before) return;
      before = { at: map.getCenter(), zoom: map.getZoom(), bounds: map.getBounds() };
      document.body.classList.add("ca-printing");
      draw(() => map.fitBounds(CA.moved() ? before.bounds : CA.data.bounds, { animate: false,
        padding: CA.moved() ? [0, 0] : [14, 10] }));
    });
    addEventListener("afterprint", () => {
      document.body.classList.remove("ca-printing");
      draw(() => map.setView(before.at, before.zoom, { animate: false }));
      before = null;
    });
  };
})(window.ConflictAtlas);
