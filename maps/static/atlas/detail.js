/* A record in words: facts, each side's version, sources; and the list of the records at one place.
   All text goes in as text. */
"use strict";
(function (CA) {
  const bdi = (text, className) => CA.el("bdi", { class: className, dir: "auto" }, text);

  function statement([text, about, , contradicts, inferred]) {
    return CA.el("li", { class: contradicts ? "ca-contradicts" : null },
      CA.el("span", { class: "ca-about" }, bdi(CA.data.words[about])),
      contradicts ? CA.el("span", { class: "ca-stance" }, CA.text("contradicts")) : null,
      inferred ? CA.el("span", { class: "ca-stance ca-soft" }, CA.text("inferred")) : null,
      bdi(text));
  }

  /* The statements of a source, those from one place in it together. */
  function claims(statements) {
    const places = new Map();
    for (const one of statements) {
      if (!places.has(one[2])) places.set(one[2], []);
      places.get(one[2]).push(one);
    }
    return [...places].map(([locator, found]) => [
      CA.data.words[locator]
        ? CA.el("p", { class: "ca-locator" }, bdi(CA.data.words[locator])) : null,
      CA.el("ul", { class: "ca-claims" }, found.map(statement))]);
  }

  const linked = (title, url) => url ? CA.el("a", { href: url, target: "_blank",
    rel: "noopener noreferrer nofollow" }, bdi(title)) : bdi(title);

  function source([number, statements]) {
    const found = CA.data.sources[number];
    return CA.el("li", { class: "ca-source" },
      CA.el("p", { class: "ca-source-title" }, linked(found.title, found.url),
        found.by ? CA.el("span", { class: "ca-by" }, bdi(found.by)) : null),
      claims(statements));
  }

  /* Who says what, each side beside the other. */
  function side([number, value, text, locator, contradicts]) {
    const { title, url } = CA.data.sources[number];
    return CA.el("li", { class: "ca-side" + (contradicts ? " ca-contradicts" : "") },
      CA.el("span", { class: "ca-stance" + (contradicts ? "" : " ca-soft") },
        CA.text(contradicts ? "contradicts" : "supports")),
      CA.data.words[value] ? CA.el("p", { class: "ca-claimed" }, bdi(CA.data.words[value])) : null,
      CA.el("p", {}, bdi(text)),
      CA.el("p", { class: "ca-by" }, linked(title, url),
        CA.data.words[locator] ? [" · ", bdi(CA.data.words[locator])] : null));
  }

  function versions(found) {
    return found && [CA.el("h3", {}, CA.text("versions")), found.map(([about, held, sides]) =>
      CA.el("section", { class: "ca-version" },
        CA.el("h4", {}, bdi(CA.data.words[about])),
        CA.data.words[held] ? CA.el("p", { class: "ca-held" }, CA.text("versions_held") + " ",
          bdi(CA.data.words[held])) : null,
        CA.el("ul", { class: "ca-sides" }, sides.map(side))))];
  }

  /* An address that opens the page on this record, whatever was chosen besides. */
  CA.permalink = ({ layer, id }) => location.href.split("#")[0] + "#" +
    new URLSearchParams({ record: `${layer}/${id}` });

  /* Where the atlas wants errors reported: a letter or a form that names the record. */
  function report(record) {
    const { contact } = CA.data;
    if (!contact) return null;
    const named = { id: record.id, version: record.version ?? "?", link: CA.permalink(record) };
    const href = contact.startsWith("mailto:")
      ? `${contact}?subject=${encodeURIComponent(CA.text("report_subject", named))}` +
        `&body=${encodeURIComponent(CA.text("report_body", named))}`
      : contact.replace(/\{(id|version|link)\}/g, (_, name) => encodeURIComponent(named[name]));
    return CA.el("a", { class: "ca-report", href, target: "_blank", rel: "noopener noreferrer" },
      CA.text("report"));
  }

  /* "2 of 4 here", and the way to the others. */
  function among({ at, n, go, back }) {
    const step = (by, key, sign) => CA.el("button", { type: "button", class: "ca-step",
      "data-by": by, title: CA.text(key), "aria-label": CA.text(key),
      disabled: at + by < 0 || at + by >= n, onclick: () => go(at + by, by) },
    CA.el("span", { "aria-hidden": "true" }, sign));
    return CA.el("div", { class: "ca-among", role: "group", "aria-label": CA.count("here", n) },
      CA.el("button", { type: "button", class: "ca-link ca-back", onclick: back },
        "‹ " + CA.text("back", { n: CA.number(n) })),
      step(-1, "previous", "‹"),
      CA.el("span", { class: "ca-position" },
        CA.text("position", { i: CA.number(at + 1), n: CA.number(n) })),
      step(1, "next", "›"));
  }

  /* The record as an article. `others` leads to those at the same place, `zoom` to the place. */
  CA.detail = (r, { others, zoom } = {}) => {
    const record = CA.data.records[r];
    const type = CA.typeOf(record);
    const items = CA.data.links[record.layer];
    const other = CA.otherName(r);
    const pairs = (facts) => facts.map(([label, value]) => [
      CA.el("dt", {}, CA.data.words[label]), CA.el("dd", {}, bdi(value))]);
    return CA.el("article", { class: "ca-detail", "data-id": record.id },
      others ? among(others) : null,
      CA.el("p", { class: "ca-kind" }, CA.sign(type, record.look), CA.el("span", {}, record.kind)),
      CA.el("h2", { tabindex: "-1" }, bdi(record.title)),
      other ? CA.el("p", { class: "ca-other", lang: CA.data.language === "fr" ? "en" : "fr" },
        bdi(other)) : null,
      CA.el("p", { class: "ca-when" }, bdi(record.when)),
      record.where ? CA.el("p", { class: "ca-where" }, bdi(record.where),
        record.exact ? CA.el("span", { class: "ca-how-exact" }, " · " + record.exact) : null) : null,
      record.disputed ? CA.el("p", { class: "ca-disputed" }, CA.unequal(),
        CA.el("span", {}, CA.el("strong", {}, CA.text("disputed") + ". "),
          CA.text("disputed_note"))) : null,
      record.summary ? CA.el("p", { class: "ca-summary" }, bdi(record.summary)) : null,
      CA.el("dl", {}, pairs(record.facts)),
      versions(record.versions),
      CA.el("h3", {}, CA.text("sources")),
      CA.el("ul", { class: "ca-sourced" }, record.sources.map(source)),
      CA.el("dl", { class: "ca-rest" }, pairs(record.rest)),
      CA.el("p", { class: "ca-actions" },
        zoom ? CA.el("button", { type: "button", class: "ca-link", onclick: zoom },
          CA.text("zoom_here")) : null,
        CA.el("a", { class: "ca-permalink", href: CA.permalink(record) }, CA.text("permalink")),
        items ? CA.el("a", { class: "ca-json", href: items + "/" + encodeURIComponent(record.id) },
          CA.text("json")) : null,
        report(record)));
  };

  /* One line of a list: sign, title, date. */
  CA.line = (r, choose) => {
    const record = CA.data.records[r];
    return CA.el("button", { type: "button", class: "ca-choose", onclick: () => choose(r) },
      CA.sign(CA.typeOf(record), record.look),
      CA.el("span", { class: "ca-item" },
        CA.el("span", { class: "ca-item-title" }, bdi(record.title),
          record.disputed ? CA.unequal() : null),
        CA.el("span", { class: "ca-item-when" }, record.when)));
  };

  /* A box that shows one record, or a list to choose from and go back to. `total` is how many there
     are where not all are in the list yet, `more` brings others; `note` is a text or elements. */
  CA.box = ({ records, heading, note, zoom, first, total, more }) => {
    // A choice takes its own button away: its click must not reach what lies under the box.
    const box = CA.el("div", { class: "ca-box", onclick: (event) => event.stopPropagation() });
    const n = Math.max(total || 0, records.length);
    const list = () => {
      box.reading = null;
      box.rows = records;
      box.replaceChildren(
        CA.el("h2", { tabindex: "-1" }, bdi(heading)),
        ...(typeof note === "string" ? [CA.el("p", { class: "ca-note" }, bdi(note))] : (note || []).filter(Boolean)),
        CA.el("ul", { class: "ca-list" },
          records.map((r) => CA.el("li", {}, CA.line(r, (chosen) => changed(() => show(chosen)))))),
        more || zoom ? CA.el("p", { class: "ca-actions" },
          zoom ? CA.el("button", { type: "button", class: "ca-link", onclick: zoom },
            CA.text("zoom_here")) : null,
          more ? CA.el("button", { type: "button", class: "ca-link ca-more", onclick: more },
            CA.text("large_more", { n: CA.number(records.length), total: CA.number(n) })) : null) : "");
    };
    const show = (r) => {
      const at = records.indexOf(r);
      box.reading = r;
      box.rows = [r];
      box.replaceChildren(CA.detail(r, { zoom, others: n > 1 && { at, n,
        back: () => changed(list),
        go: (to, by) => changed(() => to < records.length ? show(records[to]) : list(), by) } }));
    };
    /* Focus stays with the step where it can go on, and else comes to the heading. */
    const changed = (make, by) => {
      make();
      box.parentElement?.scrollTo({ top: 0 });
      CA.reading(box.reading, box.rows);
      const step = by && box.querySelector(`.ca-step[data-by="${by}"]:enabled`);
      (step || box.querySelector("h2")).focus();
    };
    if (first !== undefined) show(first);
    else if (records.length === 1 && n === 1) show(records[0]);
    else list();
    return box;
  };

  /* A record's name in the other language, where it is another. */
  CA.otherName = (r) => {
    const record = CA.data.records[r];
    const other = r < 0 ? record.other : CA.data.columns.other[r];
    return other && other !== record.title ? other : null;
  };
})(window.ConflictAtlas);
