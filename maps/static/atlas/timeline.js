/* Events over time, stacked by type, and a brush over them: two handles, for mouse, touch and keys.
   What cannot be told to lie in one bar is counted beside the chart, not put somewhere in it. */
"use strict";
(function (CA) {
  const by = (id) => document.getElementById(id);
  const HEIGHT = 52, LEAST = 3; // pixels: of the chart, of a bar
  const STEPS = [1, 3, 12]; // months to a bar
  const MOST_LATE = 8; // steps of play that wait for the map
  const { monthOf } = CA;
  const firstDay = (month) =>
    new Date(Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, 1)).toISOString().slice(0, 10);
  const lastDay = (month) => CA.isoOf(CA.dayOf(firstDay(month + 1)) - 1);

  CA.timeline = () => {
    const box = by("ca-time"), chart = by("ca-time-chart");
    let dated = CA.months.whole();
    let step, origin, bins; // months to a bar; month of the first bar; how many bars
    const svg = CA.svg("svg", { "aria-hidden": "true", focusable: "false", class: "ca-bars" });
    chart.prepend(svg);
    const hands = [by("ca-time-start"), by("ca-time-end")];

    function scale() {
      const width = chart.clientWidth || 320;
      const { first, last } = dated;
      const span = last - first + 1;
      step = STEPS.find((months_) => width / (span / months_) >= LEAST) || 12;
      origin = Math.floor(first / step) * step;
      bins = Math.floor((last - origin) / step) + 1;
    }

    /* The chosen range in edges between bars, 0 to `bins`. */
    function range() {
      const { datetime } = CA.selection.get();
      const edge = (iso, add) => Math.min(bins, Math.max(0,
        Math.floor((monthOf(CA.dayOf(iso)) - origin) / step) + add));
      const from = datetime?.[0] ? edge(datetime[0], 0) : 0;
      const to = datetime?.[1] ? edge(datetime[1], 1) : bins;
      return [Math.min(from, bins - 1), Math.max(to, 1)];
    }

    function choose(from, to) {
      const start = from <= 0 ? null : firstDay(origin + from * step);
      const end = to >= bins ? null : lastDay(origin + to * step - 1);
      CA.selection.set({ datetime: start || end ? [start, end] : null });
    }

    function bars() {
      const counted = CA.months.bars({ origin, step, bins });
      const { stacks, vague, undated } = counted || { stacks: [], vague: 0, undated: 0 };
      const sum = (stack) => [...stack.values()].reduce((a, b) => a + b, 0);
      const tallest = Math.max(0, ...stacks.map(sum)), most = tallest || 1;
      const gap = Math.min(0.18, 0.6 / ((chart.clientWidth || 320) / bins));
      const paths = new Map(); // all bars of a colour are one path: hundreds of shapes draw slowly
      stacks.forEach((stack, bin) => {
        let top = HEIGHT;
        for (const [colour, n] of [...stack].sort((a, b) => a[0] < b[0] ? -1 : 1)) {
          const height = (n / most) * (HEIGHT - 4), width = 1 - gap;
          top -= height;
          paths.set(colour, (paths.get(colour) || "") +
            `M${(bin + gap / 2).toFixed(3)} ${top.toFixed(3)}h${width.toFixed(3)}v${height.toFixed(3)}` +
            `h${(-width).toFixed(3)}z`);
        }
      });
      const made = [...paths].map(([fill, d]) => CA.svg("path", { class: "ca-bar", d, fill }));
      svg.setAttribute("viewBox", `0 0 ${bins} ${HEIGHT}`);
      svg.setAttribute("preserveAspectRatio", "none");
      const [from, to] = range();
      made.push(CA.svg("rect", { class: "ca-outside", x: 0, y: 0, width: from, height: HEIGHT }),
        CA.svg("rect", { class: "ca-outside", x: to, y: 0, width: bins - to, height: HEIGHT }));
      svg.replaceChildren(...made);
      by("ca-time-title").textContent = `${CA.text("time_bars_" + step)} (${
        CA.text("at_most", { n: CA.number(tallest) })})`;
      by("ca-time-notes").textContent = !counted ? CA.text("counting") : [vague && CA.count("time_vague", vague),
        undated && CA.count("undated", undated)].filter(Boolean).join(" · ");
    }

    /* A handle's place in words: the first or last day it lets through. */
    const dayAt = (edge, isEnd) => isEnd ? lastDay(origin + edge * step - 1)
      : firstDay(origin + edge * step);

    function axis() {
      for (const old of chart.querySelectorAll(".ca-tick")) old.remove();
      const years = Math.max(1, Math.ceil(bins * step / 12 / ((chart.clientWidth || 320) / 52)));
      const nice = [1, 2, 5, 10, 20, 50].find((one) => one >= years) || 100;
      for (let bin = 0; bin < bins; bin++) {
        const month = origin + bin * step;
        const year = Math.floor(month / 12);
        if (month % 12 || year % nice) continue;
        const tick = CA.el("span", { class: "ca-tick", "aria-hidden": "true" }, String(year));
        tick.style.left = `${(bin / bins) * 100}%`;
        if (bin / bins < 0.94) chart.append(tick);
      }
    }

    function show() {
      bars();
      const edges = range();
      hands.forEach((hand, k) => {
        hand.style.left = `${(edges[k] / bins) * 100}%`;
        hand.setAttribute("aria-valuemin", String(k ? 1 : 0));
        hand.setAttribute("aria-valuemax", String(k ? bins : bins - 1));
        hand.setAttribute("aria-valuenow", String(edges[k]));
        hand.setAttribute("aria-valuetext", CA.dayText(dayAt(edges[k], k === 1)));
      });
      by("ca-time-range").textContent = CA.daysChosen() || CA.text("time_all");
      const whole = edges[0] === 0 && edges[1] === bins;
      by("ca-time-back").disabled = whole || edges[0] === 0;
      by("ca-time-on").disabled = whole || edges[1] === bins;
    }

    function move(k, edge) {
      const edges = range();
      edges[k] = k ? Math.max(edges[0] + 1, Math.min(bins, edge))
        : Math.min(edges[1] - 1, Math.max(0, edge));
      choose(...edges);
    }

    function shift(by_) {
      const [from, to] = range();
      const bounded = Math.max(-from, Math.min(bins - to, by_));
      if (bounded) choose(from + bounded, to + bounded);
      return bounded !== 0;
    }

    const edgeAt = (event) => {
      const { left, width } = chart.getBoundingClientRect();
      return ((event.clientX - left) / width) * bins;
    };

    hands.forEach((hand, k) => {
      hand.addEventListener("keydown", (event) => {
        const big = Math.max(1, Math.round(60 / step));
        const now = range()[k];
        const to = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1,
          PageDown: now - big, PageUp: now + big, Home: 0, End: bins }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        stop();
        move(k, to);
      });
      hand.addEventListener("pointerdown", (event) => {
        event.stopPropagation();
        stop();
        hand.setPointerCapture(event.pointerId);
        const drag = (moved) => move(k, Math.round(edgeAt(moved)));
        hand.addEventListener("pointermove", drag);
        hand.addEventListener("lostpointercapture",
          () => hand.removeEventListener("pointermove", drag), { once: true });
      });
    });

    /* On the chart itself: within a chosen range a drag moves it, else it chooses a new one; a mere
       click leaves all as it was. */
    chart.addEventListener("pointerdown", (event) => {
      if (event.target.closest(".ca-time-hand") || event.button) return;
      stop();
      const start = edgeAt(event);
      const held = range();
      const moves = (held[0] > 0 || held[1] < bins) && start >= held[0] && start <= held[1];
      chart.setPointerCapture(event.pointerId);
      const drag = (moved) => {
        const now = edgeAt(moved);
        if (moves) {
          const by_ = Math.max(-held[0], Math.min(bins - held[1], Math.round(now - start)));
          choose(held[0] + by_, held[1] + by_);
        } else if (Math.abs(now - start) * chart.clientWidth / bins > 4) {
          const [a, b] = [Math.floor(Math.min(start, now)), Math.ceil(Math.max(start, now))];
          choose(Math.max(0, a), Math.min(bins, Math.max(b, a + 1)));
        }
      };
      chart.addEventListener("pointermove", drag);
      chart.addEventListener("lostpointercapture",
        () => chart.removeEventListener("pointermove", drag), { once: true });
    });

    /* Play moves the range to the end of time; without one it begins with a tenth of it. */
    const button = by("ca-time-play");
    let timer = 0;
    function stop() {
      clearInterval(timer);
      timer = 0;
      button.classList.remove("ca-playing");
      for (const name of ["aria-label", "title"]) button.setAttribute(name, CA.text("play"));
    }
    function play() {
      const [from, to] = range();
      if (from === 0 && to === bins) choose(0, Math.max(1, Math.round(bins / 10)));
      else if (to === bins) choose(0, to - from);
      button.classList.add("ca-playing");
      for (const name of ["aria-label", "title"]) button.setAttribute(name, CA.text("pause"));
      let late = 0; // a map drawn from tiles may need longer than a step
      timer = setInterval(() => {
        late = CA.large?.complete() === false ? late + 1 : 0;
        if (late % MOST_LATE === 0 && !shift(1)) stop();
      }, 700);
    }
    button.addEventListener("click", () => timer ? stop() : play());
    // Who wants little motion takes it step by step.
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    const calmed = () => {
      button.hidden = calm.matches;
      if (calm.matches) stop();
    };
    calm.addEventListener("change", calmed);
    calmed();
    by("ca-time-back").addEventListener("click", () => { stop(); shift(-1); });
    by("ca-time-on").addEventListener("click", () => { stop(); shift(1); });

    // Below the map where there is room, else among the filters.
    const narrow = matchMedia("(max-width: 760px)");
    const home = box.parentElement, next = box.nextElementSibling;
    const place = () => {
      if (narrow.matches) by("ca-time-here").append(box);
      else home.insertBefore(box, next);
    };
    narrow.addEventListener("change", place);
    place();
    const whole = () => {
      dated = CA.months.whole();
      const empty = dated.n < 2;
      box.hidden = empty && !CA.months.awaited(); // its room is kept: the map must not jump later
      box.classList.toggle("ca-awaits", empty);
      if (empty) {
        by("ca-time-title").textContent = CA.text("counting");
        by("ca-time-range").textContent = CA.daysChosen() || CA.text("time_all");
        return;
      }
      scale();
      axis();
      show();
    };
    whole();
    let width = chart.clientWidth;
    new ResizeObserver(() => {
      if (chart.clientWidth === width || !chart.clientWidth) return;
      width = chart.clientWidth;
      whole();
    }).observe(chart);
    const changed = () => {
      const { n, first, last } = CA.months.whole();
      if (n > 1 && n === dated.n && first === dated.first && last === dated.last && !box.hidden) show();
      else whole(); // more records have come
    };
    CA.selection.onChange(changed);
    CA.months.onChange(changed);
  };
})(window.ConflictAtlas);
