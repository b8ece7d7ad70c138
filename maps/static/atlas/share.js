/* What the page shows, to take along: its address, and each layer's records from the API. */
"use strict";
(function (CA) {
  CA.share = () => {
    const link = document.getElementById("ca-share-link");
    const data = document.getElementById("ca-share-data");
    const show = () => {
      link.value = CA.address();
      const rows = [...CA.data.layers].reverse().flatMap((layer) => {
        const query = CA.selection.toQuery(layer.name);
        const items = CA.data.links[layer.name];
        if (query === null || !items) return [];
        const text = new URLSearchParams(query).toString();
        return [CA.el("li", {}, CA.el("a", { href: items + (text ? "?" + text : ""),
          "data-layer": layer.name }, layer.title))];
      });
      data.replaceChildren(...rows);
      if (!rows.length) data.append(CA.el("li", {}, CA.text("share_none")));
    };
    link.addEventListener("focus", () => {
      link.value = CA.address();
      link.select();
    });
    CA.selection.onChange(show);
    CA.map.on("moveend", () => { link.value = CA.address(); });
    show();
  };
})(window.ConflictAtlas);
