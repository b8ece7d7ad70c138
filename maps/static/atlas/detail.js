/* A record in words, and the list of the records at one place. All text goes in as text. */
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

  function source([number, statements]) {
    const found = CA.data.sources[number];
    const title = bdi(found.title);
    return CA.el("li", { class: "ca-source" },
      CA.el("p", { class: "ca-source-title" },
        found.url ? CA.el("a", { href: found.url, target: "_blank",
          rel: "noopener noreferrer nofollow" }, title) : title,
        found.by ? CA.el("span", { class: "ca-by" }, bdi(found.by)) : null),
      claims(statements));
  }

  /* The record as an article. `back` goes back to a list, `zoom` to its place; both may be absent. */
  CA.detail = (r, { back, zoom } = {}) => {
    const record = CA.data.records[r];
    const type = CA.typeOf(record);
    const items = CA.data.links[record.layer];
    const pairs = (facts) => facts.map(([label, value]) => [
      CA.el("dt", {}, CA.data.words[label]), CA.el("dd", {}, bdi(value))]);
    return CA.el("article", { class: "ca-detail", "data-id": record.id },
      back ? CA.el("button", { type: "button", class: "ca-link ca-back", onclick: back.go },
        "‹ " + CA.text("back", { n: CA.number(back.n) })) : null,
      CA.el("p", { class: "ca-kind" }, CA.sign(type, record.look), CA.el("span", {}, record.kind)),
      CA.el("h2", { tabindex: "-1" }, bdi(record.title)),
      CA.el("p", { class: "ca-when" }, bdi(record.when)),
      record.where ? CA.el("p", { class: "ca-where" }, bdi(record.where),
        record.exact ? CA.el("span", { class: "ca-how-exact" }, " · " + record.exact) : null) : null,
      record.disputed ? CA.el("p", { class: "ca-disputed" }, CA.unequal(),
        CA.el("span", {}, CA.el("strong", {}, CA.text("disputed") + ". "),
          CA.text("disputed_note"))) : null,
      record.summary ? CA.el("p", { class: "ca-summary" }, bdi(record.summary)) : null,
      CA.el("dl", {}, pairs(record.facts)),
      CA.el("h3", {}, CA.text("sources")),
      CA.el("ul", { class: "ca-sourced" }, record.sources.map(source)),
      CA.el("dl", { class: "ca-rest" }, pairs(record.rest)),
      CA.el("p", { class: "ca-actions" },
        zoom ? CA.el("button", { type: "button", class: "ca-link", onclick: zoom },
          CA.text("zoom_here")) : null,
        items ? CA.el("a", { href: items + "/" + encodeURIComponent(record.id) },
          CA.text("json")) : null));
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

  let opened = null; // the record that is open for reading
  function open(r) {
    opened = r;
    CA.note?.(true);
  }
  CA.closed = () => open(null);
  CA.opened = (box) => open(box.reading ?? null);
  /* Its layer and id; records that the page itself does not hold have no place in the address. */
  CA.openRecord = () => {
    const record = opened === null || opened < 0 ? null : CA.data.records[opened];
    return record ? `${record.layer}/${record.id}` : null;
  };

  /* Opens a record where it can be read: at its place on the map, else in its list. */
  CA.show = (r) => {
    if (["point", "disc", "area", "own"].includes(CA.data.records[r].drawn)) CA.goTo(r);
    else {
      CA.chooseTab("unplaced");
      const line = document.querySelector(`#ca-unplaced li[data-r="${r}"] details`);
      line.open = true;
      line.querySelector("summary").scrollIntoView({ block: "center" });
      open(r);
    }
  };

  /* A box that shows one record, or a list to choose from and go back to. */
  CA.box = ({ records, heading, note, zoom, first }) => {
    // A choice takes its own button away; Leaflet, not finding it in the popup any more, would take
    // the click for one on the map and close the popup.
    const box = CA.el("div", { class: "ca-box", onclick: (event) => event.stopPropagation() });
    const list = () => {
      box.reading = null;
      open(null);
      box.replaceChildren(
      CA.el("h2", { tabindex: "-1" }, bdi(heading)),
      note ? CA.el("p", { class: "ca-note" }, bdi(note)) : "",
      CA.el("ul", { class: "ca-list" },
        records.map((r) => CA.el("li", {}, CA.line(r, (chosen) => show(chosen, true))))),
      zoom ? CA.el("p", { class: "ca-actions" }, CA.el("button", { type: "button",
        class: "ca-link", onclick: zoom }, CA.text("zoom_here"))) : "");
    };
    const changed = () => {
      box.parentElement?.scrollTo({ top: 0 });
      CA.popup?.update();
    };
    const show = (r, focus) => {
      const back = records.length > 1 && { n: records.length, go: () => {
        list();
        changed();
        box.querySelector("h2").focus();
      } };
      box.reading = r;
      open(r);
      box.replaceChildren(CA.detail(r, { back, zoom }));
      changed();
      if (focus) box.querySelector("h2").focus();
    };
    if (first !== undefined) show(first, false);
    else if (records.length === 1) show(records[0], false);
    else list();
    return box;
  };
})(window.ConflictAtlas);
