/* A map in the frame of another page tells how high it would be: what stands around the map, and a
   map that can still be read. Less than it has it never asks for, so nothing moves where it fits. */
"use strict";
(function (CA) {
  const LEAST = 260; // pixels of map

  CA.framed = () => {
    if (window.parent === window || !document.body.classList.contains("ca-embed")) return;
    const page = document.getElementById("ca-page"), map = document.getElementById("ca-map");
    let told = 0;
    const tell = () => {
      const around = page.scrollHeight - map.offsetHeight;
      const height = Math.max(window.innerHeight, around + LEAST);
      if (height === told) return;
      told = height;
      // To any page: it holds nothing but a number, and who may frame us the header says.
      window.parent.postMessage({ type: "conflict-atlas", height }, "*");
    };
    const watch = new ResizeObserver(tell);
    for (const part of [map, ...document.querySelectorAll(".ca-head, .ca-foot")]) watch.observe(part);
    tell();
  };
})(window.ConflictAtlas);
