/* How the page looks: its colours and its base map, as the reader chooses them. */
"use strict";
(function (CA) {
  const root = document.documentElement;
  const THEMES = ["auto", "light", "dark", "contrast"];
  const now = { theme: "auto", base: "own" };

  /* Told to what draws with colours of its own, such as a canvas. */
  const tell = () => document.dispatchEvent(new Event("ca-theme"));

  function theme(name) {
    now.theme = name;
    if (name === "auto") delete root.dataset.theme;
    else root.dataset.theme = name;
    tell();
  }

  const themes = () => CA.data.theme === "grey" ? [...THEMES, "grey"] : THEMES;
  const bases = () => ["own", "none", ...CA.data.grounds.map((one) => one.name)];

  CA.looks = {
    /* Only what is not as the page came. */
    get: () => ({ theme: now.theme === CA.data.theme ? null : now.theme,
      base: now.base === "own" ? null : now.base }),
    set({ theme: colours, base }) {
      const wanted = { theme: themes().includes(colours) ? colours : CA.data.theme,
        base: bases().includes(base) ? base : "own" };
      if (wanted.theme !== now.theme) theme(wanted.theme);
      if (wanted.base !== now.base) CA.ground(now.base = wanted.base);
      for (const [name, value] of Object.entries(wanted)) {
        const box = document.querySelector(`input[name="ca-${name}"][value="${value}"]`);
        if (box) box.checked = true;
      }
    },
  };

  function choice(name, value, text, more) {
    return CA.el("div", { class: "ca-row" },
      CA.el("label", { class: "ca-label" }, CA.el("input", { type: "radio", name: "ca-" + name, value,
        checked: now[name] === value,
        onchange: () => {
          CA.looks.set({ ...now, [name]: value });
          CA.note(false);
        } }), CA.el("span", {}, text)), more);
  }

  function fields() {
    const box = (key, ...children) => CA.el("fieldset", { class: "ca-base" },
      CA.el("legend", {}, CA.text(key)), ...children);
    const { grounds } = CA.data;
    return [
      box("base_map", choice("base", "own", CA.text("base_own")),
        choice("base", "none", CA.text("base_none")),
        grounds.length > 0 && CA.el("p", { class: "ca-note" }, CA.text("base_foreign")),
        grounds.map(({ name, terms }) => choice("base", name, CA.text("base_" + name),
          CA.el("a", { href: terms, rel: "noopener noreferrer external", class: "ca-terms",
            "aria-label": `${CA.text("base_terms")}, ${CA.text("base_" + name)}` },
          CA.text("base_terms"))))),
      box("theme", themes().map((name) => choice("theme", name, CA.text("theme_" + name)))),
    ];
  }

  CA.startLooks = () => {
    now.theme = CA.data.theme;
    document.getElementById("ca-layers")?.append(...fields());
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "print"]) {
      matchMedia(query).addEventListener("change", tell);
    }
  };
})(window.ConflictAtlas);
