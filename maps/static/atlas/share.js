/* What the page shows, to take along: its address, codes for other pages, figures, documents, data and
   citation. All are of one query: the server's selection and what the reader has chosen of it. */
"use strict";
(function (CA) {
  const by = (id) => document.getElementById(id);
  const WAIT = 400; // milliseconds, so that a handle that is dragged asks once

  const withQuery = (address, query) => {
    const text = new URLSearchParams(query).toString();
    return address + (text ? "?" + text : "");
  };
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const escaped = (text) => String(text).replace(/[&<>"']/g, (one) => ENTITIES[one]);

  /* A code to paste with its {names} filled in; what they hold is not looked at again. */
  CA.filledCode = (code, values) => code.replace(/\{(\w+)\}/g, (_, name) => escaped(values[name]));

  /* The query of what shows, and how it looks: of maps, figures and what is made of them. */
  CA.viewQuery = () => {
    const query = CA.selection.toQuery();
    if (query === null) return null;
    const { language, theme } = CA.data;
    if (language !== "en") query.lang = language;
    const colours = CA.looks.get().theme || theme;
    if (colours !== "auto") query.theme = colours;
    if (CA.moved()) {
      const box = CA.map.getBounds();
      const within = (value, most) => Math.min(most, Math.max(-most, value)).toFixed(4);
      query.view = [within(box.getWest(), 180), within(box.getSouth(), 90),
        within(box.getEast(), 180), within(box.getNorth(), 90)].join(",");
    }
    return query;
  };

  const link = (href, text, more) => CA.el("a", { href, ...more }, text);

  function code(share, query) {
    const kind = by("ca-share-kind").value;
    const [width, height] = share.size, [wide, high] = share.picture;
    const title = document.querySelector("h1").textContent;
    const figure = withQuery(share.figures.png, { ...query, width: wide, height: high });
    const alt = kind === "picture" && words?.of === JSON.stringify(query) ? words.alt : title;
    return CA.filledCode(share.codes[kind], { embed: withQuery(share.embed, query),
      map: withQuery(share.map, query), script: share.script, png: figure, alt, title, width, height,
      image_width: wide, image_height: high });
  }

  let words = null, entry = null; // what the server says of a query: alternative text, citation

  async function asked(address, query) {
    const answer = await fetch(withQuery(CA.own(address), query));
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function captioned(share, query, show) {
    const of = JSON.stringify(query);
    if (words?.of === of) return;
    try {
      words = { of, alt: (await asked(share.caption, query)).alt };
      if (JSON.stringify(CA.viewQuery()) === of) show(); // else something else is chosen by now
    } catch { /* the title stands in for it */ }
  }

  const FILES = { bibtex: "BibTeX", ris: "RIS", csl: "CSL-JSON" };

  /* The citation in the style chosen, where it is known of this query; a page on its own has links. */
  function written(share, query) {
    const style = by("ca-share-style").value;
    const known = share.asks && entry?.of === JSON.stringify(query);
    by("ca-share-asked").hidden = !share.asks;
    by("ca-share-entry").value = known ? entry.citations[style] : "";
    const shown = Object.entries(FILES).filter(([name]) => !share.asks || name === style);
    by("ca-share-file").replaceChildren(...shown.map(([name, title]) =>
      link(withQuery(share.cite, { ...query, f: name }),
        share.asks ? CA.text("share_file") : title)));
  }

  async function cited(share, query) {
    const of = JSON.stringify(query);
    const box = by("ca-share-entry");
    if (entry?.of === of) return;
    box.placeholder = CA.text("share_loading");
    try {
      const found = { of, ...await asked(share.cite, query) };
      if (JSON.stringify(CA.viewQuery()) !== of) return; // something else is chosen by now
      entry = found;
      written(share, query);
    } catch {
      box.placeholder = CA.text("share_failed");
    }
  }

  /* What a format is called: its name, where it is no name in words of the page. */
  const called = (format, name) => CA.data.texts["share_as_" + format] ?? name;

  function links(share, query) {
    const figures = Object.entries(share.figures).map(([name, address]) =>
      link(withQuery(address, query), name.toUpperCase(), { "data-format": name }));
    by("ca-share-figure").replaceChildren(...figures);
    const reports = Object.entries(share.reports).map(([name, [address, title]]) =>
      link(withQuery(address, query), called(name, title), { "data-format": name }));
    by("ca-share-report").replaceChildren(...reports);
  }

  /* Each layer that is on with its records in each format; where nobody says which, as the API has it. */
  function data(share) {
    const rows = [...CA.data.layers].reverse().flatMap((layer) => {
      const query = CA.selection.toQuery(layer.name);
      const items = CA.data.links[layer.name];
      if (query === null || !items) return [];
      const formats = (share?.files || []).map(([f, name, limit]) => {
        const title = called(f, name);
        return link(withQuery(items, { ...query, f, limit }), title, { "data-layer": layer.name,
          "data-format": f, "aria-label": `${title}, ${layer.title}` });
      });
      return [CA.el("li", {}, formats.length ? [CA.el("span", { class: "ca-of" }, layer.title),
        CA.el("span", { class: "ca-formats" }, formats)]
        : link(withQuery(items, query), layer.title, { "data-layer": layer.name }))];
    });
    by("ca-share-data").replaceChildren(...rows);
    if (!rows.length) by("ca-share-data").append(CA.el("li", {}, CA.text("share_none")));
  }

  /* Copies a field; where the clipboard is refused, selects it and says what to press. */
  async function copy(button) {
    const box = by(button.dataset.copy);
    const said = by("ca-share-said");
    said.textContent = "";
    let done = true;
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {
      box.focus();
      box.select();
      done = document.execCommand("copy");
    }
    button.closest(".ca-copy").append(said); // where the reader looks
    // Only what changes in its place is read aloud.
    requestAnimationFrame(() => { said.textContent = CA.text(done ? "share_copied" : "share_select"); });
  }

  CA.share = () => {
    const { share } = CA.data;
    const section = by("ca-share"), address = by("ca-share-link");
    let timer = 0;

    function ask(query) {
      if (section.hidden || !query || !share.asks) return;
      cited(share, query);
      if (by("ca-share-kind").value === "picture") {
        captioned(share, query, () => { by("ca-share-code").value = code(share, query); });
      }
    }

    /* A file on a disk has no address that others could open. */
    const here = () => location.protocol === "file:" && share
      ? withQuery(share.map, CA.viewQuery() || {}) : CA.address();

    function show() {
      address.value = here();
      if (section.hidden) return; // it is shown again when it is opened
      data(share);
      if (!share) return;
      const query = CA.viewQuery();
      for (const part of section.querySelectorAll("select, textarea, [data-copy]")) {
        if (part.dataset.copy !== address.id) part.disabled = !query;
      }
      by("ca-share-said").textContent = "";
      if (!query) {
        for (const one of ["ca-share-code", "ca-share-entry"]) by(one).value = "";
        for (const one of ["figure", "report", "file"]) by("ca-share-" + one).replaceChildren();
        return;
      }
      by("ca-share-code").value = code(share, query);
      links(share, query);
      written(share, query);
      clearTimeout(timer);
      timer = setTimeout(() => ask(query), WAIT);
    }

    section.addEventListener("click", (event) => {
      const button = event.target.closest("[data-copy]");
      if (button) copy(button);
    });
    section.addEventListener("change", show);
    section.addEventListener("focusin", ({ target }) => {
      if (target === address) address.value = here();
      if (target.readOnly) target.select();
    });
    new MutationObserver(show).observe(section, { attributes: true, attributeFilter: ["hidden"] });
    CA.selection.onChange(show);
    CA.map.on("moveend", show);
    document.addEventListener("ca-theme", show);
    show();
  };
})(window.ConflictAtlas);
