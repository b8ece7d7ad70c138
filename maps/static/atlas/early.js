/* The reader's own choice of colours, from the address, before anything is drawn. */
"use strict";
(function () {
  const found = /[#&]theme=(auto|light|dark|contrast)(?:&|$)/.exec(location.hash);
  if (!found) return;
  if (found[1] === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = found[1];
})();
