/* What the server counts of layers drawn from tiles: how many of each type and way of being drawn, and
   how many by month. Asked for once the map is drawn, for both at once would be slower for both; what
   fails is asked again, until there is an answer or another choice. */
"use strict";
(function (CA) {
  const MOST_KNOWN = 60; // answers about months that are kept

  const known = new Map(); // of the months, by the address they were asked at

  const monthsAt = ({ name }, query) => CA.data.months_url + "?" +
    new URLSearchParams({ ...query, layers: name });

  function keep(url, found) {
    known.set(url, found);
    if (known.size > MOST_KNOWN) known.delete(known.keys().next().value);
    return found;
  }

  /* The months of a choice; what a reader chooses of time is no part of it. */
  const urlOf = (layer) => {
    const query = CA.selection.toQuery(layer.name, "datetime");
    return query && monthsAt(layer, query);
  };

  CA.counting = (all, write) => {
    const { months } = CA;
    let stop = new AbortController(), waiting = [];
    const failures = CA.large.uncounted = new Map(); // by what it is about: why

    const wholeOf = ({ layer }) => monthsAt(layer, CA.selection.layers
      .find((one) => one.name === layer.name).scope);
    const wanted = () => all.map(({ layer }) => urlOf(layer)).filter(Boolean);

    function tellMonths() {
      const whole = all.map(wholeOf), now = wanted();
      months.far = {
        whole: whole.every((url) => known.has(url)) ? whole.map((url) => known.get(url)) : null,
        now: now.every((url) => known.has(url)) ? now.map((url) => known.get(url)) : null };
      months.changed();
    }

    const ask = (about, signal, question, take) => CA.persist(question, signal, (error) => {
      failures.set(about, error);
      CA.large.told();
    }).then((found) => {
      if (signal.aborted) return;
      failures.delete(about);
      take(found);
      CA.large.told();
    }, CA.givenUp(signal));

    const askMonths = (url, signal) => ask(url, signal,
      async () => (await CA.asked(url, signal)).layers[0], (found) => {
        keep(url, found);
        tellMonths();
      });

    const askCounts = (layer, signal) => ask(layer.name, signal, () => CA.countsOf(layer, signal),
      (found) => {
        write(layer, found);
        CA.recount?.();
      });

    CA.large.settled = (settled) => {
      if (!settled || !waiting.length) return;
      const { signal } = stop, questions = waiting;
      waiting = [];
      for (const question of questions) question(signal);
    };

    const months_ = () => [...new Set([...all.map(wholeOf), ...wanted()])]
      .filter((url) => !known.has(url)).map((url) => (signal) => askMonths(url, signal));

    if (all.length) {
      waiting = months_();
      tellMonths();
    }
    /* Another choice: numbers of the one before must not stand there. */
    return () => {
      if (!all.length) return;
      stop.abort();
      stop = new AbortController();
      failures.clear();
      for (const { layer } of all) write(layer, null);
      waiting = [...all.map(({ layer }) => (signal) => askCounts(layer, signal)), ...months_()];
      tellMonths();
    };
  };
})(window.ConflictAtlas);
