/* For the moment of printing the map is as large as on paper and shows the same places. */
"use strict";
(function (CA) {
  const HIGH = 496, LEAST = 230; // pixels of a map on paper
  const ROOM = 100; // of the list of sources below it
  // How the list is set (print.css): from so many sources on, columns, letters to a line, its height.
  const SET = [[15, 3, 46, 11.5], [0, 2, 58, 13.4]];

  /* How high the map may be, so that all of the sources stand on its sheet. */
  function height() {
    const titles = [...document.querySelectorAll(".ca-sources > li")].map((one) => one.textContent);
    const [, columns, letters, line] = SET.find(([from]) => titles.length >= from);
    const lines = titles.reduce((n, title) => n + Math.ceil(title.length / letters), 0);
    const list = (lines * line + titles.length * 3) / columns;
    return Math.round(Math.max(LEAST, HIGH - Math.max(0, list - ROOM)));
  }

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
      document.body.style.setProperty("--ca-sheet", height() + "px");
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
